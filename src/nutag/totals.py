"""Totals: rows that add up other rows, left out and held against the sum of their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd

from nutag.issues import IssueLog
from nutag.words import fold_all, folded, topics, words

#: The whole of everything that a file has.
ALL = frozenset({"all"})


def whole_of(text: object) -> frozenset[str] | None:
    """Return what a place adds up: `ALL`, the ids of the provinces of a region, or None.

    Examples
    --------
    >>> whole_of("Бүгд") == ALL, sorted(whole_of("Зүүн бүс")), whole_of("Дорнод")
    (True, ['MN-039', 'MN-051', 'MN-061'], None)
    """
    if text is None or pd.isna(text):
        return None
    word = folded(text).strip(" :.*")
    return ALL if word in words("totals") else _regions().get(word)


@cache
def _regions() -> dict[str, frozenset[str]]:
    return {
        word: frozenset(region["provinces"])
        for region in topics()["regions"].values()
        for word in fold_all(region["words"])
    }


def without_totals(
    rows: pd.DataFrame,
    wholes: Sequence[frozenset[str] | None],
    parts: pd.DataFrame,
    values: Mapping[str, tuple[str, float]],
    log: IssueLog,
) -> pd.DataFrame:
    """Return the rows that are no totals; every total is held against the sum of its parts.

    Parameters
    ----------
    rows : pandas.DataFrame
        With ``source_row`` and the columns of `values` as numbers.
    wholes : sequence
        Of each row, what it adds up (see `whole_of`), or None.
    parts : pandas.DataFrame
        For the same rows: ``word`` (what the place is called), ``province_id`` (None where the row
        is part of nothing), ``level`` (an integer; a total adds up rows of the lowest level that
        there is), and columns that a total and its parts have to share, such as the year.
    values : mapping
        Column: its unit for messages, and what rounding adds to the sum for every number.
    log : IssueLog
        Gets a note for every total, and a warning where it differs from the sum of its parts.
    """
    total = np.array([whole is not None for whole in wholes], dtype=bool)
    if not total.any():
        return rows
    shared = parts.drop(columns=["word", "province_id", "level"]).astype("string").fillna("")
    for i in np.flatnonzero(total).tolist():
        whole = wholes[i]
        inside = parts[
            ~total & parts["province_id"].notna() & (shared == shared.iloc[i]).all(axis=1)
        ]
        if whole != ALL:
            inside = inside[inside["province_id"].isin(whole or ())]
        inside = inside[inside["level"] == inside["level"].min()]
        _hold_against(rows.iloc[i], str(parts["word"].iloc[i]), rows.loc[inside.index], values, log)
    return rows[~total]


def _hold_against(
    total: pd.Series,
    word: str,
    parts: pd.DataFrame,
    values: Mapping[str, tuple[str, float]],
    log: IssueLog,
) -> None:
    sums = []
    for column, (unit, rounding) in values.items():
        known = parts[column].dropna()
        if pd.isna(total[column]) or known.empty:
            continue
        summed, stated = float(known.sum()), float(total[column])
        sums.append(f"{summed:,.10g} {unit} in {len(known)} rows")
        if abs(summed - stated) > rounding * (len(known) + 1) + 1e-9 * abs(stated):
            log.add(
                "row.total_differs",
                "warn",
                source_row=total["source_row"],
                key=word,
                found=f"a total of {stated:,.10g} {unit}",
                expected=f"{summed:,.10g} {unit}, the sum of {len(known)} rows",
                action=f"The rows are used, not the total; they differ by "
                f"{stated - summed:+,.10g} {unit}.",
            )
    log.add(
        "row.total",
        "info",
        source_row=total["source_row"],
        key=word,
        found="a row that adds up others",
        expected="rows of single units",
        action="Left out; its parts have " + (" and ".join(sums) or "no figure") + ".",
    )
