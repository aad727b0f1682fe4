"""Herds: the kinds of livestock of each soum, where the figures tell them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nutag.issues import IssueLog
from nutag.values import not_negative, numbers
from nutag.vocabulary import LIVESTOCK_KINDS

#: Last digits that numbers may be rounded to, the coarsest first.
_DIGITS = (1000.0, 100.0, 10.0, 1.0, 0.1, 0.01, 0.001)


def with_kinds(rows: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Return the rows with the kinds as numbers, read as the total is.

    Parameters
    ----------
    rows : pandas.DataFrame
        With ``source_row`` and `LIVESTOCK_KINDS` as text, missing as None.
    log : IssueLog
        Takes cells that are no number and negative ones: these kinds are missing, and the total
        of the row stays.

    Returns
    -------
    pandas.DataFrame
        The kinds in head, float64; NaN where a kind is not told, which is not zero.
    """
    rows = rows.copy()
    for kind in LIVESTOCK_KINDS:
        rows[kind] = numbers(rows, kind, log, "head", whole=True)
        good = not_negative(rows, kind, log, "head", action="Taken as missing.")
        rows[kind] = rows[kind].where(good)
    return rows


def check_kinds(rows: pd.DataFrame, log: IssueLog) -> None:
    """Say where kinds are missing, and where all five do not add up to the total.

    Parameters
    ----------
    rows : pandas.DataFrame
        A row a soum: ``source_row``, ``head`` and `LIVESTOCK_KINDS` as numbers.
    log : IssueLog
        Gets at most one warning of each; nothing where no kind is told at all.
    """
    kinds = rows[list(LIVESTOCK_KINDS)]
    if not kinds.notna().any(axis=None):
        return
    gaps = kinds.isna()
    if gaps.any(axis=None):
        told = ", ".join(f"{kind} ({n})" for kind, n in gaps.sum().items() if n)
        log.add(
            "livestock.kind_missing",
            "warn",
            rows=rows.loc[gaps.any(axis=1), "source_row"],
            found=f"{gaps.any(axis=1).sum()} soums without a number of {told}",
            expected="the head of each of the five kinds, or 0 where there are none",
            action="These soums have no sheep units: a missing kind is never zero.",
        )
    whole = rows[~gaps.any(axis=1)]
    summed = whole[list(LIVESTOCK_KINDS)].sum(axis=1)
    # Six numbers, each rounded to the last digit that the figures use.
    rounding = (len(LIVESTOCK_KINDS) + 1) * _last_digit(rows) / 2
    differ = (summed - whole["head"]).abs() > rounding + 1e-9 * whole["head"]
    if differ.any():
        first = differ.idxmax()
        log.add(
            "livestock.kinds_differ",
            "warn",
            key="head",
            rows=whole.loc[differ, "source_row"],
            found=f"{differ.sum()} soums whose five kinds do not add up to the total, such as "
            f"{summed[first]:,.10g} of {whole['head'][first]:,.10g} head",
            expected=f"kinds that add up to the total, to {rounding:g} head",
            action="Head count as the total says, sheep units as the kinds say.",
        )


def _last_digit(rows: pd.DataFrame) -> float:
    """Return the place of the last digit that any number uses: 100 where all are in hundreds."""
    values = rows[["head", *LIVESTOCK_KINDS]].to_numpy(float)
    values = values[np.isfinite(values)]
    for digit in _DIGITS:
        steps = values / digit
        if np.allclose(steps, np.round(steps), rtol=0, atol=1e-6):
            return digit
    return _DIGITS[-1]
