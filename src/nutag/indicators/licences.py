"""Indicators of licences: how much land, how many, how much of it twice.

Two sources are kept apart: the polygons of a register, measured on their union, and the register's
own statistics, which are sums of declared areas.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nutag.indicators.figures import (
    add_flag,
    add_up,
    as_part,
    has_figure,
    has_flag,
    no_figures,
    rate,
    set_values,
    without_figures,
)
from nutag.indicators.inputs import Inputs, measured_in_part
from nutag.values import year_of

SAMPLE_NOTE = "The licences are a sample, not the register: no figure for the whole unit."
DECLARED_NOTE = "Sum of areas as the register declares them; overlaps are not removed."
EXPLORATION_NOTE = "All exploration licences, those on land under a mining licence too."
COUNT_NOTE = "As the register counts; a licence in several provinces may be in each of them."
UNMAPPED_NOTE = "The licences that lie here, or may, have no boundary in the register."
UNMAPPED_WORDS = "Licences left out because they have no boundary"
GAPS_NOTE = "Some soums of this unit have no boundary, so there is no density."
NO_PART_NOTE = "No province has a figure."


def sum_area(inputs: Inputs, level: str) -> pd.DataFrame:
    """L00, hectares of all licences, land under several counted as often."""
    if _from_statistics(inputs, level):
        return _statistics(inputs, level, "total", "area_ha")
    return of_polygons(inputs, level, "sum_ha")


def licensed_area(inputs: Inputs, level: str) -> pd.DataFrame:
    """L01_ha, hectares under licence: the union of polygons, or the register's total."""
    if _from_statistics(inputs, level):
        return _statistics(inputs, level, "total", "area_ha")
    return of_polygons(inputs, level, "union_ha")


def mining_area(inputs: Inputs, level: str) -> pd.DataFrame:
    """L02_ha, hectares under mining licences."""
    if _from_statistics(inputs, level):
        return _statistics(inputs, level, "mining", "area_ha")
    return of_polygons(inputs, level, "mining_ha")


def exploration_only_area(inputs: Inputs, level: str) -> pd.DataFrame:
    """L03_ha, hectares under exploration and not under mining licences."""
    if _from_statistics(inputs, level):
        return _statistics(inputs, level, "exploration", "area_ha")
    return of_polygons(inputs, level, "exploration_only_ha")


def licensed_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """L01, licensed share of the unit in percent."""
    return _share(inputs, level, "L01_ha")


def mining_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """L02, mining-licensed share of the unit in percent."""
    return _share(inputs, level, "L02_ha")


def exploration_only_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """L03, exploration-only share of the unit in percent."""
    return _share(inputs, level, "L03_ha")


def licence_count(inputs: Inputs, level: str) -> pd.DataFrame:
    """L04, distinct licences."""
    if _from_statistics(inputs, level):
        return _statistics(inputs, level, "total", "count")
    units = inputs.units(level)
    counts = measured_coverage(inputs, level)["licence_count"].astype(float)
    if inputs.settings.licence_coverage == "sample":
        counts = counts.where(counts > 0)
        table = _sample_table(units, counts)
        words = "Documented licences that are not known to have ended; a lower bound."
        table.loc[has_figure(table), "note"] = words
    else:
        # Without a boundary a count of zero means that nobody could look.
        counts = counts.where((counts > 0) | units["area_ha"].notna())
        table = _polygon_table(units, counts)
    return of_register(table, inputs, level)


def licence_density(inputs: Inputs, level: str) -> pd.DataFrame:
    """L05, licences per 1,000 km2."""
    counts = inputs.figures("L04", level)
    small = inputs.settings.small_area_km2
    table = without_sample(rate(counts, _land(inputs, level), 1000.0, small_below=small))
    if not _from_statistics(inputs, level):
        # Licences are counted where they are recorded, also where no land can be measured.
        gaps = measured_in_part(inputs.units(level)) & has_figure(table)
        table.loc[gaps, "value"] = np.nan
        table.loc[gaps, ["state", "flags"]] = ["not_covered", ""]
        table.loc[gaps, "note"] = GAPS_NOTE
    return table


def double_counted_area(inputs: Inputs, level: str) -> pd.DataFrame:
    """L06, hectares by which the sum of licences exceeds their union."""
    if inputs.settings.licence_coverage == "sample":
        return no_figures(inputs.units(level).index, note=SAMPLE_NOTE, source="licences")
    areas = measured_coverage(inputs, level)
    # Rounding of coordinates can leave a difference far below a square metre.
    overlap = (
        (areas["sum_ha"] - areas["union_ha"])
        .clip(lower=0)
        .where(lambda ha: ha.isna() | (ha > 1e-6), 0.0)
    )
    overlap = overlap.where(areas["sum_ha"].notna())
    table = _with_unmapped(inputs.units(level), areas, "union_ha", overlap)
    return of_register(table, inputs, level)


def common_mineral_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """L09, share of the licensed area that provinces licensed themselves, in percent."""
    if inputs.settings.licence_coverage == "sample":
        return no_figures(inputs.units(level).index, note=SAMPLE_NOTE, source="licences")
    # Both are of the same part of a unit whose boundary has gaps.
    common, whole = (as_part(of_polygons(inputs, level, c)) for c in ("common_ha", "union_ha"))
    return rate(common, whole, 100.0, small_below=inputs.settings.small_licensed_ha)


def licensed_share_change(inputs: Inputs, level: str) -> pd.DataFrame:
    """L11, change of the licensed share from the first to the last month-end, in points."""
    ids = inputs.units(level).index
    if inputs.statistics.empty:
        return no_figures(ids, note="No licence statistics are configured.")
    periods = sorted(inputs.statistics["period"].unique())
    if len(periods) < 2:
        return no_figures(ids, note="Statistics of one month-end only.")
    first, last = (
        _at(inputs, "province", "total", "area_ha", period) for period in (periods[0], periods[-1])
    )
    both = has_figure(first) & has_figure(last)
    source = "licence_statistics " + pd.Series(
        [f"{periods[0]}, {periods[-1]}"] * len(both), index=both.index
    )
    change_ha = set_values(
        no_figures(both.index, "surveyed_no_figure", "No figure at one of the two month-ends."),
        (last["value"] - first["value"]).where(both),
        zero="value",
        year=year_of(periods[-1]),
        note=f"From {periods[0]} to {periods[-1]}. {DECLARED_NOTE}",
        source=source,
    )
    for end in (first, last):
        change_ha = add_flag(change_ha, "rounded", both & end["flags"].str.contains("rounded"))
    if level == "country":
        # A province without an area of its own is in neither sum.
        both &= _official_ha(inputs, "province").notna()
        lost = has_figure(change_ha) & ~both
        change_ha.loc[lost, ["value", "state"]] = [np.nan, "not_covered"]
        change_ha = add_up(change_ha, inputs.parent("country"), ids)
        change_ha["state"] = change_ha["state"].replace("reported_zero", "value")
        # What the provinces without both ends did may be more or less.
        change_ha = as_part(change_ha)
        official = _official_ha(inputs, "province").where(both).sum()
    else:
        official = _official_ha(inputs, level)
    table = change_ha.assign(
        value=100 * change_ha["value"] / official, period=f"{periods[0]} to {periods[-1]}"
    )
    lost = has_figure(table) & table["value"].isna()
    table.loc[lost, ["state", "note"]] = ["not_covered", "No official area."]
    small = has_figure(table) & (official < 100.0 * inputs.settings.small_area_km2)
    small &= table["value"] != 0
    table.loc[small, "state"] = "small_denominator"
    return add_flag(add_flag(table, "small", small), "declared_sum", has_figure(table))


def licensed_area_series(inputs: Inputs, level: str, stage: str = "total") -> pd.DataFrame:
    """L12, hectares under licence at each month-end; one row a unit and month-end."""
    periods = sorted(inputs.statistics["period"].unique())
    tables = [_at(inputs, level, stage, "area_ha", period) for period in periods]
    return pd.concat(tables) if tables else no_figures([])


def mining_area_series(inputs: Inputs, level: str) -> pd.DataFrame:
    """L12_mining, hectares under mining licences at each month-end."""
    return licensed_area_series(inputs, level, "mining")


def exploration_area_series(inputs: Inputs, level: str) -> pd.DataFrame:
    """L12_exploration, hectares under exploration licences at each month-end."""
    return licensed_area_series(inputs, level, "exploration")


def _from_statistics(inputs: Inputs, level: str) -> bool:
    return inputs.settings.licensed_area_from == "statistics" and level != "soum"


def _statistics(inputs: Inputs, level: str, stage: str, column: str) -> pd.DataFrame:
    return _at(inputs, level, stage, column, max(inputs.statistics["period"]))


def _at(inputs: Inputs, level: str, stage: str, column: str, period: str) -> pd.DataFrame:
    """Return the statistics of one stage at one month-end; the country is the sum of provinces."""
    rows = inputs.statistics
    rows = rows[(rows["unit_level"] == "province") & (rows["period"] == period)]
    rows = rows[rows["stage"] == stage].set_index("unit_id")
    what = "count" if column == "count" else "area"
    words = COUNT_NOTE if column == "count" else DECLARED_NOTE
    if column == "area_ha" and stage == "exploration":
        words = f"{EXPLORATION_NOTE} {words}"
    table = no_figures(
        inputs.units("province").index,
        note=f"The register's statistics of {period} do not name this unit.",
    )
    # A row without a number is a unit that was looked at; without a row, nobody knows.
    named = table.index.isin(rows.index)
    table.loc[named, "state"] = "surveyed_no_figure"
    table.loc[named, "note"] = f"The register's statistics of {period} give no {stage} {what} here."
    record = rows["record_id"].where(
        rows["record_id"].notna(), "row " + rows["source_row"].astype(str)
    )
    table = set_values(
        table,
        rows[column],
        year=year_of(period),
        note=words,
        source="licence_statistics " + record,
    )
    table["period"] = period
    if column != "count":
        table = add_flag(table, "declared_sum", has_figure(table))
        rounded = rows["exactness"].astype("string").str.contains("round", regex=False)
        table = add_flag(table, "rounded", rounded.eq(True) & rows[column].notna())
    if level == "province":
        return table
    total = add_up(table, inputs.parent("country"), inputs.units("country").index)
    total["period"] = period
    total["source"] = f"licence_statistics {period}"
    known = has_figure(total)
    total.loc[~known, "note"] = NO_PART_NOTE
    total.loc[known, "note"] = [f"{words} {gaps}".strip() for gaps in total.loc[known, "note"]]
    return total


def measured_coverage(inputs: Inputs, level: str) -> pd.DataFrame:
    """Return what the overlay measured, for the units of a level that it is a measure of."""
    units = inputs.units(level)
    rows = inputs.coverage[inputs.coverage["unit_level"] == level].set_index("unit_id")
    rows = rows.reindex(units.index)
    # A cell that stands for several units was measured, and is no measure of its own unit.
    return rows.mask(units["area_ha"].isna() & rows["union_ha"].notna())


def of_polygons(inputs: Inputs, level: str, column: str) -> pd.DataFrame:
    """Return hectares as the polygons have them, whatever the licensed area is taken from."""
    units = inputs.units(level)
    areas = measured_coverage(inputs, level)
    if inputs.settings.licence_coverage == "sample":
        # In a sample no polygon does not mean no licence.
        table = _sample_table(units, areas[column].where(areas[column] > 0))
        words = "From the boundaries in the sample; a lower bound."
        table.loc[has_figure(table), "note"] = words
    else:
        table = _with_unmapped(units, areas, column, areas[column])
    return of_register(table, inputs, level)


def _with_unmapped(
    units: pd.DataFrame, areas: pd.DataFrame, column: str, values: pd.Series
) -> pd.DataFrame:
    """Tell a unit with licences that no polygon shows from one without: a bound, or no figure.

    `column` names the land that `values` are measured on. A mining licence that is not shown may
    lie on land under exploration: that is bounded by nothing then.
    """
    mining = areas["unmapped_mining_count"].fillna(0)
    unmapped = mining if column == "mining_ha" else areas["unmapped_count"].fillna(0)
    nothing = (areas[column] == 0) & (unmapped > 0)
    table = _polygon_table(units, values.mask(nothing))
    table.loc[nothing, ["state", "note"]] = ["not_covered", UNMAPPED_NOTE]
    bounded = (unmapped > 0) & has_figure(table)
    table.loc[bounded, "note"] = [f"{UNMAPPED_WORDS}: {n:g}." for n in unmapped[bounded]]
    table = add_flag(table, "licences_unmapped", bounded)
    either_way = bounded & (mining > 0) & (column == "exploration_only_ha")
    table = add_flag(table, "part_of_unit", either_way)
    return add_flag(table, "lower_bound", bounded & ~either_way)


def _sample_table(units: pd.DataFrame, values: pd.Series) -> pd.DataFrame:
    table = no_figures(units.index, note=SAMPLE_NOTE, source="licences")
    nowhere = units["area_ha"].isna()
    table.loc[nowhere, "state"] = "no_boundary"
    table.loc[nowhere, "note"] = units["bare_note"]
    table = set_values(table, values, source="licences")
    table = add_flag(table, "sample", has_figure(table))
    table = add_flag(table, "lower_bound", has_figure(table))
    return _flag_boundaries(table, units)


def _polygon_table(units: pd.DataFrame, values: pd.Series) -> pd.DataFrame:
    table = no_figures(units.index, "no_boundary", units["bare_note"], "licences")
    table = set_values(table, values, note="", source="licences")
    several = units["n_parts"] > 1
    table.loc[several, "n"] = units["n_parts_with_boundary"][several].astype("Int64")
    table.loc[several, "n_of"] = units["n_parts"][several].astype("Int64")
    table = add_flag(table, "lower_bound", measured_in_part(units) & has_figure(table))
    return _flag_boundaries(table, units)


def _flag_boundaries(table: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    approximate = units["boundary_quality"] == "approximate"
    return add_flag(table, "approximate_boundary", has_figure(table) & approximate)


def of_register(table: pd.DataFrame, inputs: Inputs, level: str) -> pd.DataFrame:
    """Return figures dated as the register is, marked where a status was assumed."""
    table = table.copy()
    period = inputs.settings.licence_period
    table["period"] = period
    year = year_of(period)
    table["year"] = pd.array([pd.NA if year is None else year] * len(table), dtype="Int64")
    assumed = measured_coverage(inputs, level)["status_assumed_count"].fillna(0) > 0
    return add_flag(table, "status_assumed", assumed & has_figure(table))


def _official_ha(inputs: Inputs, level: str) -> pd.Series:
    return inputs.units(level)["official_ha"]


def _land(inputs: Inputs, level: str) -> pd.DataFrame:
    """Return the land of a unit in km2, from the same source as its licensed area."""
    units = inputs.units(level)
    if _from_statistics(inputs, level):
        table = no_figures(units.index, note="No official area.")
        return set_values(table, units["official_ha"] / 100, source="provinces")
    table = no_figures(units.index, "no_boundary", units["bare_note"])
    table = set_values(table, units["area_ha"] / 100, source="soum_boundaries")
    table = add_flag(table, "part_of_unit", measured_in_part(units) & has_figure(table))
    return _flag_boundaries(table, units)


def _share(inputs: Inputs, level: str, hectares: str) -> pd.DataFrame:
    land = _land(inputs, level)
    land["value"] *= 100.0  # km2 to hectares
    small = 100.0 * inputs.settings.small_area_km2
    return without_sample(rate(inputs.figures(hectares, level), land, 100.0, small_below=small))


def without_sample(table: pd.DataFrame) -> pd.DataFrame:
    """Withhold every share that rests on a sample."""
    return without_figures(table, has_flag(table, "sample"), SAMPLE_NOTE)
