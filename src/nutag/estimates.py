"""Estimates: cells of published figures that hold words, with or without a number."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from nutag.areas import number_and_unit
from nutag.issues import IssueLog
from nutag.numerals import readings
from nutag.words import folded, words

#: Topics of data/words.yaml, and what they make of a number.
EXACTNESS = {"about": "approximate", "at_least": "lower bound", "at_most": "upper bound"}
#: Topics of data/words.yaml for a cell without a number, and the state that it means.
GAPS = {"no_figure": "surveyed_no_figure", "not_surveyed": "not_surveyed"}


def read_estimates(cells: pd.Series) -> pd.DataFrame:
    """Return what the cells of a column of figures say.

    Parameters
    ----------
    cells : pandas.Series of str
        As read, missing as None.

    Returns
    -------
    pandas.DataFrame
        ``text``, the number (with its unit) alone, None where the cell holds none; ``exactness``,
        a value of `EXACTNESS` or empty; ``state`` of a cell that stands for a gap, or empty. A
        missing cell is ``not_surveyed``; text that is no number stays as it is, for the parser of
        numbers to report.
    """
    rows = [_read(cell) for cell in cells.astype(object).where(cells.notna(), None)]
    table = pd.DataFrame(rows, columns=["text", "exactness", "state"], index=cells.index)
    return table.astype(object).where(table.notna(), None)


def _read(cell: object) -> tuple[str | None, str, str]:
    if cell is None:
        return None, "", "not_surveyed"
    for topic, state in GAPS.items():
        if folded(cell) in words(topic):
            return None, "", state
    for topic, exactness in EXACTNESS.items():
        bare, hits = _pattern(topic).subn(" ", str(cell), count=1)
        if hits and readings(number_and_unit(bare)[0]):
            return bare.strip(), exactness, ""
    return str(cell), "", ""


@cache
def _pattern(topic: str) -> re.Pattern[str]:
    """Return a pattern of whole words; signs may touch the number."""
    pieces = [
        (r"(?<!\w)" if word[0].isalnum() else "")
        + re.escape(word)
        + (r"(?!\w)" if word[-1].isalnum() else "")
        for word in sorted(words(topic), key=lambda word: (-len(word), word))
    ]
    return re.compile("|".join(pieces), re.IGNORECASE)


def report_estimates(
    figures: pd.DataFrame, cells: pd.Series, estimates: pd.DataFrame, log: IssueLog
) -> None:
    """Add an issue for every cell that is not a plain figure.

    Parameters
    ----------
    figures : pandas.DataFrame
        With ``record_id``, ``source_row``, ``state``, ``value_ha`` (hectares, NaN without) and
        ``value_other``, which another figure than an area stands in.
    cells : pandas.Series
        The cells of ``value_ha`` as read.
    estimates : pandas.DataFrame
        From `read_estimates`, for the same rows.
    log : IssueLog
        Gets the issues.
    """
    told = figures[["source_row", "record_id", "state", "value_ha", "value_other"]]
    told = told.assign(cell=cells, exactness=estimates["exactness"], gap=estimates["state"] != "")
    for row in told.itertuples(index=False):
        cell = "an empty cell" if row.cell is None or pd.isna(row.cell) else repr(row.cell)
        if row.gap and pd.isna(row.value_other):
            log.add(
                "rehabilitation.no_figure",
                "warn",
                source_row=row.source_row,
                key=str(row.record_id),
                found=f"{cell} in place of a figure",
                expected="hectares, or 0 where the source says that there are none",
                action=f"Never taken as zero: the unit is {row.state.replace('_', ' ')}. Say "
                "otherwise in a column `state`.",
            )
        elif row.exactness == "upper bound":
            log.add(
                "rehabilitation.upper_bound",
                "row",
                source_row=row.source_row,
                key=str(row.record_id),
                found=cell,
                expected="a figure, or one that is so much at least",
                action="Taken as surveyed without a figure: it may be anything from zero up.",
            )
        elif row.exactness and pd.notna(row.value_ha):
            log.add(
                "rehabilitation.inexact",
                "warn",
                source_row=row.source_row,
                key=str(row.record_id),
                found=cell,
                expected="a number alone",
                action=f"Kept as {row.value_ha:,.15g} ha, marked as "
                + ("a lower bound." if row.exactness == "lower bound" else "approximate."),
            )
        elif row.value_ha == 0:
            log.add(
                "rehabilitation.reported_zero",
                "warn",
                source_row=row.source_row,
                key=str(row.record_id),
                found=f"{cell} ha",
                expected="0 only where the source says that there are none",
                action="Kept as a reported zero; leave the cell empty where nobody looked.",
            )
