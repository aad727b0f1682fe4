"""Figures of zones: what the context holds for a unit, or why it holds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from nutag.coarseness import coarse
from nutag.indicators.figures import (
    add_flag,
    has_figure,
    join_flags,
    no_figures,
    rate,
    set_values,
)
from nutag.indicators.inputs import Inputs, measured_in_part
from nutag.indicators.licences import (
    SAMPLE_NOTE,
    UNMAPPED_NOTE,
    UNMAPPED_WORDS,
    measured_coverage,
    of_register,
    without_sample,
)
from nutag.zones import CORRIDOR, LICENSED, ring_zone

#: Of a unit's land that a layer reaches, this much is all of it.
WHOLE_PCT = 99.0
NO_LAYER_NOTE = "This run has no layer of this kind."
NO_REACH_NOTE = "The layer does not reach this unit."
NOTHING_FOUND_NOTE = "The layer shows nothing here, and may lack what there is."
NO_CENTRE_NOTE = "There is nothing in the country that rings could lie around."
SAMPLE_FIGURE_NOTE = "From the licences in the sample; a lower bound."
EITHER_WAY_NOTE = "From the licences in the sample; it may be more or less."


def zone_figures(
    inputs: Inputs,
    level: str,
    zones: Sequence[str],
    measure: str,
    roles: Iterable[str],
    *,
    keep_zeros: bool = False,
) -> pd.DataFrame:
    """Return what a measure adds up to in some zones of each unit.

    Parameters
    ----------
    inputs : Inputs
        Its ``context`` is used.
    level : {'soum', 'province', 'country'}
        Which units.
    zones : sequence of str
        Zones that do not overlap. Those of licences are dated and marked as the register is.
    measure : str
        A measure of `nutag.context.measure_context`.
    roles : iterable of str
        Layers that the measure is from, for year, source and marks.
    keep_zeros : bool
        Whether nothing found stays a zero where the layer may lack what there is, for a sum or a
        difference with other zones.

    Returns
    -------
    pandas.DataFrame
        Figures. Without the layer, or where it does not reach, there is none; where it reaches a
        part of the unit, the figure is a lower bound. Zero means that the layer was there and
        nothing was found; a sample of licences finds nothing without a word on what there is.
    """
    units = inputs.units(level)
    rows = inputs.context
    rows = rows[(rows["unit_level"] == level) & (rows["class"] == "")]
    if not (rows["measure"] == measure).any():
        return _with_boundary(no_figures(units.index, note=NO_LAYER_NOTE), units)
    rows = rows[rows["zone"].isin(zones)]
    land = rows[rows["measure"] == "land_ha"].set_index(["unit_id", "zone"])["value"]
    rows = rows[rows["measure"] == measure]
    if rows.empty and (note := _no_zone_note(zones, inputs)):
        return _with_boundary(no_figures(units.index, note=note), units)
    values, reached = _added_up(rows, land)
    values, reached = values.reindex(units.index), reached.reindex(units.index)
    if not len(rows):  # land that no unit has, such as that of a stage without licences
        values = pd.Series(0.0, index=units.index)
        reached = values + 100.0
    # A cell that stands for several units was measured, and is no measure of its own unit.
    values = values.where(units["area_ha"].notna())
    table = _with_boundary(no_figures(units.index, note=NO_REACH_NOTE), units)
    around = ["footprints"] if any("footprint" in zone for zone in zones) else []
    sources = inputs.layer_sources([*around, *roles])
    of_licences = any(zone in LICENSED or "mining" in zone for zone in zones)
    labels = [*sources.labels, "licences" if of_licences else "soum_boundaries"]
    table = set_values(table, values, note="", source="; ".join(labels))
    part = has_figure(table) & (reached < WHOLE_PCT)
    table.loc[part, "note"] = [
        f"The layer reaches {pct:.0f} % of the land." for pct in reached[part]
    ]
    table = add_flag(add_flag(table, "part_of_unit", part), "lower_bound", part)
    several = (units["n_parts"] > 1) & has_figure(table)
    table.loc[several, "n"] = units["n_parts_with_boundary"][several].astype("Int64")
    table.loc[several, "n_of"] = units["n_parts"][several].astype("Int64")
    table = add_flag(table, "lower_bound", measured_in_part(units) & has_figure(table))
    if not sources.complete:
        table = table if keep_zeros else _without_zeros(table)
        table = add_flag(table, "lower_bound", has_figure(table))
    approximate = units["boundary_quality"] == "approximate"
    table = add_flag(table, "approximate_boundary", has_figure(table) & approximate)
    for flag in (*sources.flags, *_of_cells(rows, zones, inputs.settings.rings_km)):
        table = add_flag(table, flag, has_figure(table))
    if sources.year is not None:
        table.loc[has_figure(table), "year"] = sources.year
        table.loc[has_figure(table), "period"] = str(sources.year)
    return _of_licences(table, inputs, level, zones) if of_licences else table


def _no_zone_note(zones: Sequence[str], inputs: Inputs) -> str:
    """Return why there are no such zones; empty of land that no unit may have."""
    if CORRIDOR in zones:
        return NO_LAYER_NOTE
    if any("footprint_ring_" in zone for zone in zones):
        return NO_CENTRE_NOTE if inputs.settings.has_layer("footprints") else NO_LAYER_NOTE
    return NO_CENTRE_NOTE if any("_ring_" in zone for zone in zones) else ""


def _without_zeros(table: pd.DataFrame) -> pd.DataFrame:
    """Give no word where a layer that may lack features has none."""
    nothing = has_figure(table) & (table["value"] == 0)
    table.loc[nothing, ["value", "state", "flags"]] = [np.nan, "not_covered", ""]
    table.loc[nothing, "note"] = NOTHING_FOUND_NOTE
    return table


def _added_up(rows: pd.DataFrame, land: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the values of zones added up by unit, and the share of their land they are from."""
    keys = pd.MultiIndex.from_frame(rows[["unit_id", "zone"]])
    weight = land.reindex(keys).to_numpy()
    by_unit = rows.assign(weight=weight, reached=weight * rows["covered_pct"]).groupby("unit_id")
    sums = by_unit[["weight", "reached"]].sum()
    # Of no land every part is reached.
    reached = (sums["reached"] / sums["weight"]).where(sums["weight"] > 0, 100.0)
    # The zero of a zone without land says nothing of the others, which the layer does not reach.
    return by_unit["value"].sum(min_count=1).where(reached > 0), reached


def _of_cells(rows: pd.DataFrame, zones: Sequence[str], rings_km: Sequence[float]) -> list[str]:
    """Return the flag of rings that are narrower than a cell of the raster they are measured on."""
    rings = [int(zone.rpartition("_")[2]) for zone in zones if "_ring_" in zone]
    edges = [0.0, *rings_km]
    span_km = sum(edges[ring] - edges[ring - 1] for ring in rings)
    return ["coarse_raster"] if rings and coarse(rows["cell_m"].max(), span_km) else []


def near_zones(inputs: Inputs, around: str) -> list[str]:
    """Return the rings that count as near."""
    rings = inputs.settings.rings_km
    return [
        ring_zone(around, number)
        for number, edge in enumerate(rings, start=1)
        if edge <= inputs.settings.near_km
    ]


def zone_share(part: pd.DataFrame, whole: pd.DataFrame, small_below: float = 0.0) -> pd.DataFrame:
    """Return a share in percent; none from a sample, and none of a whole that is a bound.

    Where a layer reaches a part of the unit only, both are of that part, and so is the share.
    """
    partial = part["flags"].str.contains(r"\bpart_of_unit\b", regex=True)
    partial &= whole["flags"].str.contains(r"\bpart_of_unit\b", regex=True)
    whole = whole.copy()
    whole.loc[partial, "flags"] = whole.loc[partial, "flags"].map(_no_bound)
    table = without_sample(rate(part, whole, 100.0, small_below=small_below))
    # Cells are weighted in single precision, and the edges of polygons are bent on their way to the
    # CRS of a raster: a part may exceed its whole by parts in 100,000, that of a sliver by more.
    rounding = part["value"] - whole["value"] <= 1e-4 * whole["value"] + 0.01
    table["value"] = table["value"].mask(rounding & (table["value"] > 100.0), 100.0)
    return table


def _no_bound(flags: str) -> str:
    return join_flags(*(flag for flag in flags.split(";") if flag != "lower_bound"))


def _grows_with_licences(zones: Sequence[str]) -> bool:
    """Return whether a further licence can only add to the zones, so that a sample bounds them.

    Mining land grows, and so do all licensed land and all land up to a distance; a ring further out
    and land under exploration alone may lose to a new mining licence.
    """
    return "mining" in zones or ring_zone("mining", 1) in zones


def unmapped_licences(inputs: Inputs, level: str, zones: Sequence[str]) -> pd.Series:
    """Return how many licences without a boundary may lie in the zones, by unit."""
    mining_only = not any(zone in LICENSED[1:] for zone in zones)
    column = "unmapped_mining_count" if mining_only else "unmapped_count"
    return measured_coverage(inputs, level)[column].fillna(0)


def _with_boundary(table: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    nowhere = units["area_ha"].isna()
    table.loc[nowhere, "state"] = "no_boundary"
    table.loc[nowhere, "note"] = units["bare_note"][nowhere]
    return table


def _of_licences(
    table: pd.DataFrame, inputs: Inputs, level: str, zones: Sequence[str]
) -> pd.DataFrame:
    """Mark figures of land that licences decide on, as the register deserves."""
    year, period = table["year"].copy(), table["period"].copy()
    grows = _grows_with_licences(zones)
    if not grows:
        # A licence that is not known may take land from this zone as well as add to it.
        table["flags"] = table["flags"].map(_no_bound)
    if inputs.settings.licence_coverage == "sample":
        nothing = has_figure(table) & (table["value"] == 0)
        table.loc[nothing, ["value", "state", "flags", "note"]] = [
            np.nan,
            "not_covered",
            "",
            SAMPLE_NOTE,
        ]
        known = has_figure(table)
        words = SAMPLE_FIGURE_NOTE if grows else EITHER_WAY_NOTE
        table.loc[known, "note"] = [f"{words} {note}".strip() for note in table.loc[known, "note"]]
        table = add_flag(table, "sample", known)
        table = add_flag(table, "lower_bound" if grows else "part_of_unit", known)
    else:
        unmapped = unmapped_licences(inputs, level, zones)
        nothing = has_figure(table) & (table["value"] == 0) & (unmapped > 0)
        table.loc[nothing, ["value", "state", "flags", "note"]] = [
            np.nan,
            "not_covered",
            "",
            UNMAPPED_NOTE,
        ]
        bounded = has_figure(table) & (unmapped > 0)
        table.loc[bounded, "note"] = [
            f"{UNMAPPED_WORDS}: {n:g}. {note}".strip()
            for n, note in zip(unmapped[bounded], table.loc[bounded, "note"], strict=True)
        ]
        table = add_flag(table, "licences_unmapped", bounded)
        table = add_flag(table, "lower_bound" if grows else "part_of_unit", bounded)
    dated = of_register(table, inputs, level)
    # The year of the layer is that of the figure; without one, the register's.
    dated["year"] = year.fillna(dated["year"])
    dated["period"] = period.where(period != "", dated["period"])
    return dated
