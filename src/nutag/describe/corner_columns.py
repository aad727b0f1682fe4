"""Corner columns: which columns of a list of corners say whose they are, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from nutag.describe.evidence import Evidence
from nutag.describe.matching import MOST_FIT, Match, match_columns

Names = Mapping[str, Mapping[str, Sequence[str]]]

#: Corners of one polygon, at least.
CORNERS = 3
# Rows without a number, of those with a place, from which on it stands in first rows alone.
_MOSTLY_EMPTY = 0.5


def corner_columns(
    rows: pd.DataFrame, names: Names, evidence: Evidence, code: Match | None = None
) -> dict[str, Match]:
    """Return the columns of the number, the order and the part, without those of the place.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text, missing as None; without the columns of the place.
    names : mapping
        ``data/column_names.yaml``.
    evidence : Evidence
        What values look like.
    code : Match, optional
        The number of the licence, where that is known already.
    """

    def fits(ours: str, values: pd.Series) -> float | None:
        # In a list of corners the number of a licence stands in many rows.
        return None if ours == "code" else evidence.share(ours, values)

    if code is not None and code.theirs in rows:
        free = rows.drop(columns=code.theirs)
        found = {
            "code": code,
            **match_columns(free, ("order", "part"), names["vertices"], fits),
        }
    else:
        found = match_columns(rows, ("code", "order", "part"), names["vertices"], fits)
    if "code" in found and "order" not in found:
        order = order_by_values(
            rows.drop(columns=[match.theirs for match in found.values()]),
            filled_down(rows[found["code"].theirs]),
        )
        if order is not None:
            found["order"] = order
    return found


def order_by_values(rows: pd.DataFrame, codes: pd.Series) -> Match | None:
    """Return the column that counts the rows of each number: 1, 2, 3, ... or 0, 1, 2, ...

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns to choose from.
    codes : pandas.Series
        The number of the licence of each row.
    """
    best: Match | None = None
    for column in rows.columns:
        digits = rows[column].str.fullmatch(r"\d{1,6}(?:[.,]0+)?", na=False).astype(bool)
        if digits[rows[column].notna()].mean() < MOST_FIT or not digits.any():
            continue
        order = rows[column][digits].str.extract(r"^(\d+)", expand=False).astype(int)
        found = order.groupby(codes[digits]).agg(["min", "max", "nunique", "size"])
        found = found[found["size"] >= CORNERS]
        if found.empty:
            continue
        # The first corner may stand at the end again, under its own number.
        counts = (
            (found["min"] <= 1)
            & (found["max"] - found["min"] + 1 == found["nunique"])
            & (found["size"] <= found["nunique"] + 1)
            & (found["nunique"] >= CORNERS)
        )
        share = float(counts.mean())
        if share >= MOST_FIT and (best is None or share > best.confidence / 0.7):
            why = f"the name says nothing, counts the rows of {100 * share:.0f} % of the numbers"
            best = Match("order", str(column), 0.7 * share, why, named=False)
    return best


def filled_down(codes: pd.Series, placed: pd.Series | None = None) -> pd.Series:
    """Return the numbers of rows, below each one its own where most cells are empty.

    Cells that were merged in a spreadsheet have their text in the first row alone.

    Parameters
    ----------
    codes : pandas.Series
        The number of each row, missing as None.
    placed : pandas.Series of bool, optional
        Rows with a place, which are asked; by default all.

    Returns
    -------
    pandas.Series
        The numbers as they are, where they stand in most rows or seem to be no list of corners.
    """
    asked = codes if placed is None else codes[placed]
    if len(asked) == 0 or asked.isna().mean() < _MOSTLY_EMPTY:
        return codes
    down = codes.ffill()
    return down if repeats(down if placed is None else down[placed]) else codes


def repeats(codes: pd.Series) -> bool:
    """Return whether numbers stand in so many rows that each may be a corner."""
    filled = codes.dropna()
    return len(filled) > 0 and len(filled) / filled.nunique() >= CORNERS
