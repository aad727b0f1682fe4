"""Values: numbers and texts parsed from cells, with an issue for each that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from nutag.issues import IssueLog, listed
from nutag.numerals import MARKS, is_plain, marks_shown, readings


def numbers(
    table: pd.DataFrame, column: str, log: IssueLog, unit: str, *, whole: bool = False
) -> pd.Series:
    """Return a column of text as numbers, read as the whole column shows.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row`` and the column, missing as None; ``attrs`` of
        `nutag.columns.rename_columns` where it was read from a file.
    column : str
        Our column.
    log : IssueLog
        Gets one issue for every cell that is no number or may be two, and a note on a column that
        is not written as programs write numbers.
    unit : str
        What is expected, for the message.
    whole : bool
        The column counts something: of two readings the one without decimals is meant.

    Returns
    -------
    pandas.Series of float64
        NaN where the cell is missing, is no number or may be two; missing is never zero.
    """
    texts = table[column].astype(object).where(table[column].notna(), None)
    cells = [str(text) for text in texts.dropna().unique()]
    typed = column in table.attrs.get("typed", ())
    reader = _Reader(cells, "." if typed else table.attrs.get("decimal"), whole)
    read = {cell: reader.number(cell) for cell in cells}
    rows = pd.DataFrame({"source_row": table["source_row"], "text": texts}).dropna()
    unread = rows["text"].map(lambda text: read[str(text)] is None).astype(bool)
    double = unread & rows["text"].map(lambda text: len(readings(str(text))) > 1).astype(bool)
    mend = f'set `datasets.{log.dataset}.decimal` to "," or ".".'
    if reader.mixed:
        mend = _mend_by_hand(rows, double, reader, log)
    for source_row, text in rows[unread].itertuples(index=False):
        found = readings(str(text))
        if len(found) < 2:
            log.add(
                "value.not_a_number",
                "row",
                source_row=source_row,
                key=column,
                found=repr(text),
                expected=f"a number ({unit}) with a {MARKS[reader.decimal or '.']} for decimals",
                action="Taken as missing.",
            )
        else:
            one, other = sorted(found.values(), reverse=True)
            log.add(
                "value.ambiguous",
                "row",
                source_row=source_row,
                key=column,
                found=repr(text),
                expected=f"a number that can be read in one way only: it could be {one:.15g} or "
                f"{other:.15g}",
                action=f"Taken as missing; {mend}",
            )
    if not typed:
        _report_dialect(rows, column, reader, log)
    return texts.map(lambda text: read[str(text)], na_action="ignore").astype("float64")


class _Reader:
    """Reads the cells of one column."""

    def __init__(self, cells: list[str], configured: str | None, whole: bool) -> None:
        self.shown = marks_shown(cells)
        only = next(iter(self.shown)) if len(self.shown) == 1 else None
        self.decimal = configured or only
        self._configured = configured
        self._whole = whole

    @property
    def mixed(self) -> bool:
        """Return whether cells show both marks, and nothing says which one counts."""
        return self._configured is None and len(self.shown) > 1

    def number(self, cell: str) -> float | None:
        """Return the number of a cell; None where there is none, or where there are two."""
        found = readings(cell)
        if self._configured is not None:
            return found.get(self._configured)
        if len(set(found.values())) == 1:
            return next(iter(found.values()))
        if self.decimal is not None:
            return found.get(self.decimal)
        if self._whole:
            return next((number for number in found.values() if number.is_integer()), None)
        # A program writes a point; a comma may be either.
        return None if "," in cell else found.get(".")


def _mend_by_hand(rows: pd.DataFrame, these: pd.Series, reader: _Reader, log: IssueLog) -> str:
    """Say why no mark can be set for a column, and which rows a person has to write anew."""
    if not these.any():
        return ""
    found = []
    for mark, text in sorted(reader.shown.items(), reverse=True):
        row = rows.loc[rows["text"].astype(str) == text, "source_row"].iloc[0]
        found.append(f"a {MARKS[mark]} ({text!r} in row {row})")
    one, other = sorted(readings(str(rows.loc[these, "text"].iloc[0])).values(), reverse=True)
    return (
        f"the column holds both marks for decimals, {' and '.join(found)}, so that "
        f"`datasets.{log.dataset}.decimal` alone cannot mend it: write "
        f"{listed(rows.loc[these, 'source_row'])} in one way, for example as {one:.1f} or "
        f"{other:.4f}."
    )


def _report_dialect(rows: pd.DataFrame, column: str, reader: _Reader, log: IssueLog) -> None:
    texts = rows["text"].astype(str)
    read = texts.map(reader.number)
    strange = read.notna() & ~pd.Series(
        [
            is_plain(text) and float(text) == number
            for text, number in zip(texts, read, strict=True)
        ],
        index=rows.index,
        dtype=bool,
    )
    if strange.any():
        text, number = texts[strange].iloc[0], read[strange].iloc[0]
        log.add(
            "value.dialect",
            "info",
            key=column,
            rows=rows.loc[strange, "source_row"],
            found=f"{strange.sum()} numbers written as {text!r}",
            expected="digits, with a point for decimals",
            action=f"Read as {number:.15g}; if that is wrong, set "
            f"`datasets.{log.dataset}.decimal`.",
        )
    if reader.decimal is None:
        _report_points(rows[read.notna()], column, reader, log)


def _report_points(rows: pd.DataFrame, column: str, reader: _Reader, log: IssueLog) -> None:
    """Say that points were taken for decimals where every one could group thousands."""
    texts = rows["text"].astype(str)
    doubtful = texts.map(lambda text: "." in text and len(set(readings(text).values())) > 1)
    if doubtful.any():
        text = texts[doubtful].iloc[0]
        number = reader.number(text)
        other = next(value for value in readings(text).values() if value != number)
        mend = f'set `datasets.{log.dataset}.decimal` to ",".'
        why = "none that shows what the point is for"
        if reader.mixed:
            mend = _mend_by_hand(rows, doubtful, reader, log)
            why = "others that show both marks for decimals"
        log.add(
            "value.point",
            "warn",
            key=column,
            rows=rows.loc[doubtful, "source_row"],
            found=f"{doubtful.sum()} numbers such as {text!r}, and {why}",
            expected="a number that can be read in one way only",
            action=f"Read as {number:.15g}; if it is {other:.15g}, {mend}",
        )


def not_negative(
    table: pd.DataFrame,
    column: str,
    log: IssueLog,
    unit: str,
    action: str = "The row is set aside.",
) -> pd.Series:
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
    action : str
        What becomes of a negative number, for the message.
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
            action=action,
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
