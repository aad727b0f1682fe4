"""Figures of points: how many lie in some zones, of how many, and how many lie nowhere."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nutag.indicators.figures import add_note, has_figure, without_figures
from nutag.indicators.inputs import Inputs
from nutag.indicators.zone_figures import zone_figures
from nutag.zones import UNIT

#: Counts of private places below this are withheld.
LEAST_COUNT = 5
WITHHELD_NOTE = "Fewer than five: the number is withheld, because camps are private."
TOTAL_WITHHELD_NOTE = "How many camps there are in the unit is withheld."
TOTAL_WORDS = "Points of the layer in the unit"
NOWHERE_WORDS = "Rows of the layer without a usable place, in no unit"
OUTSIDE_WORDS = "Points of the layer outside every soum"
WITHHELD_SOUMS_WORDS = "Soums whose number is withheld"
MORE_NOTE = "The sum is a lower bound."
NO_OTHER_NOTE = "No other soum shows any, so the sum is withheld as well."


def point_figures(inputs: Inputs, level: str, zones: Sequence[str], role: str) -> pd.DataFrame:
    """Return how many points of a layer lie in some zones of each unit.

    Parameters
    ----------
    inputs : Inputs
        Its ``context``, ``rows_without_place`` and ``points_outside`` are used.
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
        unit, how many rows of its file have no usable place, and how many points are in no soum.
    """
    table = zone_figures(inputs, level, zones, f"{role}_n", [role])
    total = _total(inputs, level, role)
    return _noted(table, total, total.map(_total_words) + " " + unplaced_words(inputs, role))


def private_figures(inputs: Inputs, zones: Sequence[str], role: str) -> pd.DataFrame:
    """Return the same of soums for places that are private.

    A count from 1 to 4 is withheld, and so is the number in the unit where it, or what is left of
    it outside the zones, is one.
    """
    table = zone_figures(inputs, "soum", zones, f"{role}_n", [role])
    total, near = _total(inputs, "soum", role), table["value"].fillna(0.0)
    few = has_figure(table) & is_few(near)
    table = without_figures(table, few, WITHHELD_NOTE, "withheld")
    # What is left of a number that is withheld itself is not known either.
    withheld = is_few(total) | (is_few(total - near) & ~few)
    words = total.map(_total_words).mask(withheld, TOTAL_WITHHELD_NOTE)
    return _noted(table, total, words + " " + unplaced_words(inputs, role, private=True))


def is_few(numbers: pd.Series) -> pd.Series:
    """Return which numbers of private places are withheld; none at all is not."""
    return (numbers > 0) & (numbers < LEAST_COUNT)


def with_withheld(table: pd.DataFrame, withheld: pd.Series) -> pd.DataFrame:
    """Return sums of private places that say of how many soums the number is not in them.

    Parameters
    ----------
    table : pandas.DataFrame
        Sums of the soums that show their number.
    withheld : pandas.Series of int
        How many soums do not, as theirs is withheld; each has one place at least.

    Returns
    -------
    pandas.DataFrame
        A sum of nothing is withheld, too: it is known to be no zero. Above it is a lower bound.
    """
    some = withheld > 0
    more, unknown = some & (table["value"] > 0), some & ~(table["value"] > 0)
    told = f"{WITHHELD_SOUMS_WORDS}: " + withheld.astype(str) + ". "
    table = without_figures(table, unknown, told + NO_OTHER_NOTE, "withheld")
    return add_note(table, told + MORE_NOTE, more)


def unplaced_words(inputs: Inputs, role: str, *, private: bool = False) -> str:
    """Return how many rows of a layer have no usable place, and how many points lie in no soum."""

    def number(n: int) -> str:
        return "fewer than five" if private and 0 < n < LEAST_COUNT else str(n)

    said = [f"{NOWHERE_WORDS}: {number(inputs.rows_without_place.get(role, 0))}."]
    if outside := inputs.points_outside.get(role, 0):
        said.append(f"{OUTSIDE_WORDS}: {number(outside)}.")
    return " ".join(said)


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
