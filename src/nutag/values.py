"""Values: numbers and texts parsed from cells, with an issue for each that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from nutag.issues import IssueLog, listed


def numbers(table: pd.DataFrame, column: str, log: IssueLog, unit: str) -> pd.Series:
    """Return a column of text as numbers.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row`` and the column, missing as None.
    column : str
        Our column.
    log : IssueLog
        Gets one issue for every cell that is no number.
    unit : str
        What is expected, for the message.

    Returns
    -------
    pandas.Series of float64
        NaN where the cell is missing or is no number; missing is never zero.
    """
    text = table[column].astype("string").str.replace(r"[\s\u00a0]", "", regex=True)
    parsed = pd.to_numeric(text, errors="coerce").astype("float64")
    wrong = text.notna() & (parsed.isna() | parsed.abs().eq(float("inf")))
    for source_row, found in zip(table["source_row"][wrong], table[column][wrong], strict=True):
        log.add(
            "value.not_a_number",
            "row",
            source_row=source_row,
            key=column,
            found=repr(found),
            expected=f"a number ({unit}) with a point for decimals",
            action="Taken as missing.",
        )
    return parsed.where(~wrong)


def not_negative(table: pd.DataFrame, column: str, log: IssueLog, unit: str) -> pd.Series:
    """Return a mask of the rows whose number is not below zero, with an issue for the others.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row`` and a numeric column.
    column : str
        Our column.
    log : IssueLog
        Gets one issue for every negative number.
    unit : str
        What is expected, for the message.
    """
    good = ~(table[column] < 0)
    for source_row, found in zip(table["source_row"][~good], table[column][~good], strict=True):
        log.add(
            "value.negative",
            "row",
            source_row=source_row,
            key=column,
            found=f"{found:g}",
            expected=f"{unit}, zero or more",
            action="The row is set aside.",
        )
    return good


def year_of(period: str | None) -> int | None:
    """Return the last year that a period names, or None.

    Examples
    --------
    >>> year_of("2020-2023"), year_of("2026-07"), year_of("undated")
    (2023, 2026, None)
    """
    years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", str(period or ""))
    return int(years[-1]) if years else None


def positive(table: pd.DataFrame, column: str, log: IssueLog, unit: str) -> pd.Series:
    """Return a numeric column in which what is not above zero is missing, with an issue for each.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row`` and a numeric column.
    column : str
        Our column.
    log : IssueLog
        Gets one issue for every number that cannot be.
    unit : str
        What is expected, for the message.
    """
    wrong = table[column] <= 0
    for source_row, found in zip(table["source_row"][wrong], table[column][wrong], strict=True):
        log.add(
            "value.not_positive",
            "row",
            source_row=source_row,
            key=column,
            found=f"{found:g}",
            expected=f"{unit}, more than zero",
            action="Taken as missing.",
        )
    return table[column].mask(wrong)


def filled(table: pd.DataFrame, columns: Iterable[str], log: IssueLog) -> None:
    """Add a stopping issue for every column that has an empty cell and must not.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row``.
    columns : iterable of str
        Our columns.
    log : IssueLog
        Gets at most one issue a column, with the first rows.
    """
    for column in columns:
        empty = table[column].isna()
        if empty.any():
            log.add(
                "value.missing",
                "stop",
                key=column,
                found=f"an empty cell in {listed(table.loc[empty, 'source_row'])}",
                expected="a value in every row",
                action=f"Fill the column or mend `datasets.{log.dataset}.columns.{column}`.",
            )


def unique_key(table: pd.DataFrame, column: str, log: IssueLog) -> None:
    """Add a stopping issue when a key is missing or is used twice.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row``.
    column : str
        The key.
    log : IssueLog
        Gets at most one issue of each kind, with the first rows.
    """
    missing = table[column].isna()
    if missing.any():
        log.add(
            "key.missing",
            "stop",
            key=column,
            found=f"{missing.sum()} rows without it ({listed(table.loc[missing, 'source_row'])})",
            expected="a value in every row",
            action=f"Fill the column or mend `datasets.{log.dataset}.columns.{column}`.",
        )
    twice = table[column].duplicated(keep=False) & ~missing
    if twice.any():
        keys = ", ".join(sorted(table.loc[twice, column].unique())[:5])
        log.add(
            "key.duplicate",
            "stop",
            key=column,
            found=f"{keys} more than once ({listed(table.loc[twice, 'source_row'])})",
            expected="each once",
            action="Remove the rows that are not wanted.",
        )
