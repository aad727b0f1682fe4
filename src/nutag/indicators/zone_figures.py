"""Figures of zones: what the context holds for a unit, or why it holds nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pandas as pd

from nutag.coarseness import coarse
from nutag.indicators.figures import (
    add_flag,
    add_note,
    drop_flag,
    has_figure,
    has_flag,
    no_figures,
    rate,
    set_values,
    without_figures,
)
from nutag.indicators.inputs import Inputs, Settings, measured_in_part
from nutag.indicators.licences import (
    SAMPLE_NOTE,
    UNMAPPED_NOTE,
    UNMAPPED_WORDS,
    of_register,
    without_sample,
)
from nutag.indicators.unmapped import unmapped_licences, unmapped_near
from nutag.zones import CORRIDOR, LICENSED, UNIT, ring_numbers, ring_zone

#: Of a unit's land that a layer reaches, this much is all of it.
WHOLE_PCT = 99.0
NO_LAYER_NOTE = "This run has no layer of this kind."
NO_REACH_NOTE = "The layer does not reach this unit."
NO_VALUE_NOTE = "No cell of the layer has a value here."
NOTHING_FOUND_NOTE = "The layer shows nothing here, and may lack what there is."
NO_CENTRE_NOTE = "There is nothing in the country that rings could lie around."
SAMPLE_FIGURE_NOTE = "From the licences in the sample; a lower bound."
EITHER_WAY_NOTE = "From the licences in the sample; it may be more or less."
CENTRES_NOTE = "What the rings lie around may be incomplete; it may be more or less."
NEAR_UNMAPPED_NOTE = "A mining licence without a boundary lies near enough to count, or may."


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
        part of the unit, or of one of its soums, the figure is a lower bound. Zero means that the
        layer was there and nothing was found; a sample of licences finds nothing without a word on
        what there is. ``n`` of ``n_of`` soums have a value.
    """
    units = inputs.units(level)
    rows = inputs.context
    rows = rows[(rows["unit_level"] == level) & (rows["class"] == "")]
    if not (rows["measure"] == measure).any():
        return _with_boundary(no_figures(units.index, note=NO_LAYER_NOTE), units)
    rows, sums = _added_up(inputs, level, zones, measure)
    if rows.empty and (note := _no_zone_note(zones, inputs)):
        return _with_boundary(no_figures(units.index, note=note), units)
    sums = sums.reindex(units.index)
    values, reached = sums["value"], sums["covered_pct"]
    if not len(rows):  # land that no unit has, such as that of a stage without licences
        values = pd.Series(0.0, index=units.index)
        reached = values + 100.0
    # A cell that stands for several units was measured, and is no measure of its own unit.
    values = values.where(units["area_ha"].notna())
    why = pd.Series(NO_REACH_NOTE, index=units.index).mask(reached > 0, NO_VALUE_NOTE)
    table = _with_boundary(no_figures(units.index, note=why), units)
    around = ["footprints"] if any("footprint" in zone for zone in zones) else []
    roles = list(roles)
    sources = inputs.layer_sources([*around, *roles])
    of_licences = any(zone in LICENSED or "mining" in zone for zone in zones)
    labels = [*sources.labels, "licences" if of_licences else "soum_boundaries"]
    table = set_values(table, values, note="", source="; ".join(labels))
    lost, least = _of_soums(inputs, level, zones, measure, units.index)
    # In a large unit a soum that is not reached is less than a percent of the land.
    part = has_figure(table) & (reached.clip(upper=least) < WHOLE_PCT)
    table.loc[part, "note"] = [
        _reach_words(pct, n) for pct, n in zip(reached[part], lost[part], strict=True)
    ]
    table = add_flag(add_flag(table, "part_of_unit", part), "lower_bound", part)
    if measure == "people":
        # Nobody may live there, so that it is no bound.
        empty = has_figure(table) & (sums["valued_pct"] < WHOLE_PCT)
        words = sums["valued_pct"].map(lambda pct: f"Of the land {_floor(pct)} % has a number.")
        table = add_note(table, words, empty)
    several = (units["n_parts"] > 1) & has_figure(table)
    table.loc[several, "n"] = (units["n_parts_with_boundary"] - lost)[several].astype("Int64")
    table.loc[several, "n_of"] = units["n_parts"][several].astype("Int64")
    table = add_flag(table, "lower_bound", measured_in_part(units) & has_figure(table))
    if not sources.complete:
        table = table if keep_zeros else _without_zeros(table)
        table = add_flag(table, "lower_bound", has_figure(table))
    if around and not inputs.layer_sources(around).complete and not _grows(zones, "footprint"):
        table = _either_way(table, has_figure(table))
        table = add_note(table, CENTRES_NOTE, has_figure(table))
    approximate = units["boundary_quality"] == "approximate"
    table = add_flag(table, "approximate_boundary", has_figure(table) & approximate)
    for flag in (*sources.flags, *_of_cells(rows, zones, inputs.settings)):
        table = add_flag(table, flag, has_figure(table))
    if sources.year is not None:
        table.loc[has_figure(table), "year"] = sources.year
        table.loc[has_figure(table), "period"] = str(sources.year)
    return _of_licences(table, inputs, level, zones, measure, roles) if of_licences else table


def _no_zone_note(zones: Sequence[str], inputs: Inputs) -> str:
    """Return why there are no such zones; empty of land that no unit may have."""
    if CORRIDOR in zones:
        return NO_LAYER_NOTE
    if any("footprint_ring_" in zone for zone in zones):
        return NO_CENTRE_NOTE if inputs.settings.has_layer("footprints") else NO_LAYER_NOTE
    return NO_CENTRE_NOTE if ring_numbers(zones) else ""


def _without_zeros(table: pd.DataFrame) -> pd.DataFrame:
    """Give no word where a layer that may lack features has none."""
    return without_figures(table, has_figure(table) & (table["value"] == 0), NOTHING_FOUND_NOTE)


def _added_up(
    inputs: Inputs, level: str, zones: Sequence[str], measure: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of zones, and by unit their ``value`` and the shares of their land."""
    rows = inputs.context
    rows = rows[(rows["unit_level"] == level) & (rows["class"] == "") & rows["zone"].isin(zones)]
    land = rows[rows["measure"] == "land_ha"].set_index(["unit_id", "zone"])["value"]
    rows = rows[rows["measure"] == measure]
    keys = pd.MultiIndex.from_frame(rows[["unit_id", "zone"]])
    weight = land.reindex(keys).to_numpy()
    shares = ["covered_pct", "valued_pct"]
    parts = rows[["unit_id", "value", *shares]].assign(weight=weight)
    parts[shares] = parts[shares].mul(weight, axis=0)
    by_unit = parts.groupby("unit_id")
    sums = by_unit[["weight", *shares]].sum()
    # Of no land every part is reached.
    sums[shares] = sums[shares].div(sums["weight"], axis=0).where(sums["weight"] > 0, 100.0)
    # The zero of a zone without land says nothing of the others, of which nothing is known.
    sums["value"] = by_unit["value"].sum(min_count=1).where(sums["valued_pct"] > 0)
    return rows, sums


def _of_soums(
    inputs: Inputs, level: str, zones: Sequence[str], measure: str, unit_ids: pd.Index
) -> tuple[pd.Series, pd.Series]:
    """Return how many soums of each unit have no value, and how much of the least reached one is.

    A soum of its own is neither.
    """
    if level == "soum":
        return pd.Series(0, index=unit_ids), pd.Series(100.0, index=unit_ids)
    _, soums = _added_up(inputs, "soum", zones, measure)
    unit = inputs.whole_of_soums(level).reindex(soums.index)
    lost = soums["value"].isna().groupby(unit).sum().reindex(unit_ids).fillna(0)
    least = soums["covered_pct"].groupby(unit).min().reindex(unit_ids).fillna(100.0)
    return lost.astype(int), least


def _floor(pct: float) -> str:
    """Return a share that is never rounded up to all."""
    return f"{math.floor(round(10 * pct, 6)) / 10:g}" if math.isfinite(pct) else ""


def _reach_words(reached_pct: float, lost: int) -> str:
    words = f"The layer reaches {_floor(reached_pct)} % of the land."
    return f"{words} Soums without a value: {lost}." if lost else words


def _of_cells(rows: pd.DataFrame, zones: Sequence[str], settings: Settings) -> list[str]:
    """Return the flag of distances that are shorter than a cell of the raster they are seen on."""
    rings = ring_numbers(zones)
    edges = [0.0, *settings.rings_km]
    spans_km = [sum(edges[ring] - edges[ring - 1] for ring in rings)] if rings else []
    spans_km += [settings.road_corridor_m / 1000.0] if CORRIDOR in zones else []
    narrow = any(coarse(rows["cell_m"].max(), span_km) for span_km in spans_km)
    return ["coarse_raster"] if narrow else []


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

    Where a layer reaches a part of the whole only, the share is of that part: what is outside it
    is in neither.
    """
    whole = drop_flag(whole, "lower_bound", has_flag(whole, "part_of_unit"))
    table = without_sample(rate(part, whole, 100.0, small_below=small_below))
    # Cells are weighted in single precision, and the edges of polygons are bent on their way to the
    # CRS of a raster: a part may exceed its whole by parts in 100,000, that of a sliver by more.
    rounding = part["value"] - whole["value"] <= 1e-4 * whole["value"] + 0.01
    table["value"] = table["value"].mask(rounding & (table["value"] > 100.0), 100.0)
    return table


def _either_way(table: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """Mark figures that may be more or less, and so are no bound."""
    return drop_flag(add_flag(table, "part_of_unit", rows), "lower_bound", rows)


def _grows(zones: Sequence[str], around: str) -> bool:
    """Return whether one more centre can only add to the zones, so that what is known bounds them.

    Mining land grows, and so do all licensed land and all land up to a distance; a ring further out
    and land under exploration alone may lose to a new mining licence.
    """
    return around in zones or ring_zone(around, 1) in zones


def _with_boundary(table: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    nowhere = units["area_ha"].isna()
    table.loc[nowhere, "state"] = "no_boundary"
    table.loc[nowhere, "note"] = units["bare_note"][nowhere]
    return table


def _of_licences(
    table: pd.DataFrame,
    inputs: Inputs,
    level: str,
    zones: Sequence[str],
    measure: str,
    roles: Sequence[str],
) -> pd.DataFrame:
    """Mark figures of land that licences decide on, as the register deserves."""
    year, period = table["year"].copy(), table["period"].copy()
    grows = _grows(zones, "mining")
    zero = has_figure(table) & (table["value"] == 0)
    if inputs.settings.licence_coverage == "sample":
        mark, words = "sample", SAMPLE_FIGURE_NOTE if grows else EITHER_WAY_NOTE
        unsure = pd.Series(True, index=table.index)
        why = pd.Series(SAMPLE_NOTE, index=table.index)
        told = pd.Series(words, index=table.index)
    else:
        mark = "licences_unmapped"
        here = unmapped_licences(inputs, level, zones)
        unsure = (here > 0) | unmapped_near(inputs, level, zones)
        why = pd.Series(UNMAPPED_NOTE, index=table.index).where(here > 0, NEAR_UNMAPPED_NOTE)
        told = here.map(lambda n: f"{UNMAPPED_WORDS}: {n:g}.").where(here > 0, NEAR_UNMAPPED_NOTE)
        if (zero & unsure).any():
            # Where the unit has nothing of it, no licence has, wherever it lies.
            whole = zone_figures(inputs, level, [UNIT], measure, roles)
            sure = (whole["state"] == "reported_zero") & ~has_flag(whole, "lower_bound")
            unsure &= ~sure
    table = without_figures(table, zero & unsure, why)
    known = has_figure(table) & unsure
    table = add_note(add_flag(table, mark, known), told, known)
    # A licence that is not known may take land from a zone that does not grow as well as add to it.
    table = add_flag(table, "lower_bound", known) if grows else _either_way(table, known)
    dated = of_register(table, inputs, level)
    # The year of the layer is that of the figure; without one, the register's.
    dated["year"] = year.fillna(dated["year"])
    dated["period"] = period.where(period != "", dated["period"])
    return dated
