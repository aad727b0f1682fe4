"""Ranks: which figures may be compared, and their places, by one rule for pages and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nutag.catalogue import Indicator
from nutag.rows import number, text
from nutag.vocabulary import WITH_FIGURE

#: Flags of figures that cannot be compared with those of other units.
UNRANKED = {"small", "part_of_unit", "sample", "lower_bound", "coarse_raster"}
#: Among fewer units than this a place says nothing.
LEAST = 3


def has_figure(row: Mapping[str, Any]) -> bool:
    """Return whether a row has a figure."""
    return row["state"] in WITH_FIGURE and number(row.get("value")) is not None


def comparable(row: Mapping[str, Any], indicator: Indicator) -> bool:
    """Return whether the figure of a row may be compared with that of another unit."""
    flags = set(text(row.get("flags")).split(";"))
    fair = row["state"] != "small_denominator" and not UNRANKED & flags
    return indicator.ranked and fair and has_figure(row)


def places(rows: Sequence[Mapping[str, Any]], indicator: Indicator) -> dict[str, tuple[int, int]]:
    """Return the places of units, the largest value first; equals share one.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of an indicator, one a unit of a level, with ``unit_id``.
    indicator : Indicator
        Its entry in the catalogue.

    Returns
    -------
    dict
        Place, and of how many, of every unit whose figure may be compared; nothing where fewer
        than `LEAST` may.
    """
    own = [row for row in rows if comparable(row, indicator)]
    if len(own) < LEAST:
        return {}
    first: dict[float, int] = {}
    for place, value in enumerate(sorted((float(row["value"]) for row in own), reverse=True), 1):
        first.setdefault(value, place)
    return {text(row["unit_id"]): (first[float(row["value"])], len(own)) for row in own}
