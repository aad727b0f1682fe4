"""Whole degrees: axes whose minutes and seconds stand in columns without a name of their own.

A spreadsheet with a heading of two rows has the name of the axis above the degrees alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nutag.describe.matching import MOST_FIT, Match
from nutag.dms import join_angles


def split_angles(
    rows: pd.DataFrame, pair: Mapping[str, Match], nameless: bool
) -> tuple[dict[str, Match], str]:
    """Return the columns of the place, of angles in three columns all three, and what is doubted.

    Parameters
    ----------
    rows : pandas.DataFrame
        Text, missing as None, in the order of the file.
    pair : mapping of str to Match
        The columns that were taken for ``longitude`` and ``latitude`` in degrees.
    nameless : bool
        Whether the file has cells below empty headings, which are not read.

    Returns
    -------
    dict of str to Match
        The pair, six columns, or none where the numbers would be wrong.
    str
        What the person has to decide, empty where nothing is.
    """
    axes = [match.theirs for match in pair.values()]
    if not all(_whole(_numbers(rows[axis])) for axis in axes):
        return dict(pair), ""
    parts = {axis: _parts_behind(rows, match.theirs, axes) for axis, match in pair.items()}
    counts = sorted(len(columns) for columns in parts.values())
    both = " and ".join(f"`{axis}`" for axis in axes)
    if counts == [2, 2]:
        found = {}
        for axis, match in pair.items():
            columns = (match.theirs, *parts[axis])
            for part, column in zip(("deg", "min", "sec"), columns, strict=True):
                why = "whole degrees" if part == "deg" else f"0 to 60, behind `{match.theirs}`"
                ours = f"{axis}_{part}"
                found[ours] = Match(ours, column, 0.7 * match.confidence, why)
        behind = ", ".join(f"`{column}`" for columns in parts.values() for column in columns)
        return found, (
            f"{both} hold whole degrees, and the columns behind them ({behind}) 0 to 60: they are "
            "taken for minutes and seconds by their place. Better give every column its own "
            "heading in one row, for example `Уртраг минут`."
        )
    if counts[0] == 0 and not nameless:
        return dict(pair), ""  # places on whole degrees
    return {}, (
        f"{both} hold whole degrees alone, as if minutes and seconds stood in columns of their own "
        "under a heading of two rows: they are not proposed as degrees. Give every column its "
        "own heading in one row: `Уртраг градус`, `Уртраг минут`, `Уртраг секунд`, and so for "
        "`Өргөрөг`."
    )


def _numbers(cells: pd.Series) -> NDArray[np.float64]:
    """Return the numbers of a column without its empty cells."""
    filled = cells.dropna()
    none = pd.Series(None, index=filled.index, dtype=object)
    return join_angles(filled, none, none)


def _whole(numbers: NDArray[np.float64]) -> bool:
    good = numbers[np.isfinite(numbers)]
    return len(good) > 0 and len(good) >= MOST_FIT * len(numbers) and not (good % 1).any()


def _parts_behind(rows: pd.DataFrame, axis: str, axes: Collection[str]) -> list[str]:
    """Return the next columns, two at most, that may hold minutes and seconds."""
    place = list(rows.columns).index(axis)
    found: list[str] = []
    for column in rows.columns[place + 1 : place + 3]:
        numbers = _numbers(rows[column])
        fits = (numbers >= 0) & (numbers <= 60)
        if column in axes or len(numbers) == 0 or fits.mean() < MOST_FIT:
            break
        found.append(str(column))
    return found
