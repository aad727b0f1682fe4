"""Licences without a boundary: in which units they lie, or may, and which they may be near."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nutag.indicators.inputs import Inputs
from nutag.indicators.licences import measured_coverage
from nutag.zones import LICENSED, ring_numbers


def unmapped_licences(inputs: Inputs, level: str, zones: Sequence[str]) -> pd.Series:
    """Return how many licences without a boundary may lie in the zones, by unit."""
    mining_only = not any(zone in LICENSED[1:] for zone in zones)
    column = "unmapped_mining_count" if mining_only else "unmapped_count"
    return measured_coverage(inputs, level)[column].fillna(0)


def unmapped_near(inputs: Inputs, level: str, zones: Sequence[str]) -> pd.Series:
    """Return which units the rings around a mining licence without a boundary may reach.

    Parameters
    ----------
    inputs : Inputs
        Its ``coverage`` and the polygons of its soums are used.
    level : {'soum', 'province', 'country'}
        Which units.
    zones : sequence of str
        Without a ring around mining licences, no unit is reached.

    Returns
    -------
    pandas.Series of bool
        True for units within the outer edge of the rings of a soum that such a licence lies in, or
        may; for all units where one has no place at all. A soum without a boundary is taken to be
        somewhere in its province.
    """
    units = inputs.units(level).index
    rings = ring_numbers(zones, "mining")
    if not rings:
        return pd.Series(False, index=units)
    near = inputs.near_unmapped_mining(inputs.settings.rings_km[max(rings) - 1])
    if level == "soum":
        return near.reindex(units).fillna(False)
    return near.groupby(inputs.whole_of_soums(level).reindex(near.index)).any().reindex(units)
