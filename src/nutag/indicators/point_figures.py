"""Figures of points: how many lie in some zones, of how many, and how many lie nowhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from nutag.indicators.figures import has_figure
from nutag.indicators.inputs import Inputs
from nutag.indicators.zone_figures import zone_figures
from nutag.zones import UNIT

#: Counts of private places below this are withheld.
LEAST_COUNT = 5
WITHHELD_NOTE = "Fewer than five: the number is withheld, because camps are private."
TOTAL_WITHHELD_NOTE = "How many camps there are in the unit is withheld."
TOTAL_WORDS = "Points of the layer in the unit"
NOWHERE_WORDS = "Rows of the layer without a usable place, in no unit"


def point_figures(inputs: Inputs, level: str, zones: Sequence[str], role: str) -> pd.DataFrame:
    """Return how many points of a layer lie in some zones of each unit.

    Parameters
    ----------
    inputs : Inputs
        Its ``context`` and ``rows_without_place`` are used.
    level : {'soum', 'province', 'country'}
        Which units.
    zones : sequence of str
        Zones that do not overlap.
    role : str
        A layer of points.

    Returns
    -------
    pandas.DataFrame
        Figures as of `zone_figures`; the note also says how many points of the layer lie in the
        unit, and how many rows of its file have no usable place. Of the latter no unit is known.
    """
    table = zone_figures(inputs, level, zones, f"{role}_n", [role])
    total = _total(inputs, level, role)
    return _noted(table, total, total.map(_total_words) + " " + nowhere_words(inputs, role))


def private_figures(inputs: Inputs, zones: Sequence[str], role: str) -> pd.DataFrame:
    """Return the same of soums for places that are private.

    A count from 1 to 4 is withheld, and so is the number in the unit where it, or what is left of
    it outside the zones, is one.
    """
    table = zone_figures(inputs, "soum", zones, f"{role}_n", [role])
    total, near = _total(inputs, "soum", role), table["value"].fillna(0.0)
    few = has_figure(table) & is_few(near)
    table.loc[few, ["value", "state", "flags", "note"]] = [np.nan, "withheld", "", WITHHELD_NOTE]
    # What is left of a number that is withheld itself is not known either.
    withheld = is_few(total) | (is_few(total - near) & ~few)
    words = total.map(_total_words).mask(withheld, TOTAL_WITHHELD_NOTE)
    return _noted(table, total, words + " " + nowhere_words(inputs, role, private=True))


def is_few(numbers: pd.Series) -> pd.Series:
    """Return which numbers of private places are withheld; none at all is not."""
    return (numbers > 0) & (numbers < LEAST_COUNT)


def nowhere_words(inputs: Inputs, role: str, *, private: bool = False) -> str:
    """Return how many rows of a layer have no usable place, as a sentence."""
    n = inputs.rows_without_place.get(role, 0)
    return f"{NOWHERE_WORDS}: {'fewer than five' if private and 0 < n < LEAST_COUNT else n}."


def _total(inputs: Inputs, level: str, role: str) -> pd.Series:
    """Return how many points the layer shows in each unit, NaN where it says nothing of it."""
    return zone_figures(inputs, level, [UNIT], f"{role}_n", [role], keep_zeros=True)["value"]


def _total_words(n: float) -> str:
    return f"{TOTAL_WORDS}: {n:g}."


def _noted(table: pd.DataFrame, total: pd.Series, words: pd.Series) -> pd.DataFrame:
    """Add words to the notes of units that the layer says something of."""
    told = total.notna()
    table = table.copy()
    table.loc[told, "note"] = (table["note"] + " " + words)[told].str.strip()
    return table
