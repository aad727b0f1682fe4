"""Indicators of the unit itself: its area, its people, its livestock."""

from __future__ import annotations

import pandas as pd

from nutag.indicators.figures import add_flag, add_up, has_figure, no_figures, set_values
from nutag.indicators.inputs import Inputs, measured_in_part
from nutag.values import year_of

NO_KINDS_NOTE = "The livestock figures tell no kinds."
KIND_MISSING_NOTE = "The number of a kind of livestock is missing, so there are no sheep units."


def area(inputs: Inputs, level: str) -> pd.DataFrame:
    """U01, area in km2: the official one where there is one, else from the polygons."""
    units = inputs.units(level)
    official, measured = units["official_ha"] / 100, units["area_ha"] / 100
    table = no_figures(units.index, "no_boundary", units["bare_note"])
    table = set_values(table, measured, note="From the polygons.", source="soum_boundaries")
    table = add_flag(
        table, "approximate_boundary", units["boundary_quality"].eq("approximate") & official.isna()
    )
    gaps = measured_in_part(units) & has_figure(table) & official.isna()
    table = add_flag(table, "lower_bound", gaps)
    both = official.notna() & measured.notna()
    words = "Official area; " + measured.map("{:,.1f}".format) + " km2 from the polygons."
    return set_values(table, official, note=words.where(both, "Official area."), source="provinces")


def people(inputs: Inputs, level: str) -> pd.DataFrame:
    """U02, people."""
    return _counted(inputs, level, inputs.people, "people", "population")


def livestock(inputs: Inputs, level: str) -> pd.DataFrame:
    """U03, head of livestock."""
    return _counted(inputs, level, inputs.livestock, "head", "livestock")


def sheep_units(inputs: Inputs, level: str) -> pd.DataFrame:
    """U03_su, livestock in sheep units; none where a kind is missing."""
    weights = pd.Series(inputs.settings.sheep_units, dtype=float)
    herds = inputs.livestock
    kinds = herds.reindex(columns=weights.index).astype(float)
    table = herds.assign(
        sheep_units=(kinds * weights).sum(axis=1, min_count=len(weights)),
        note=kinds.notna().any(axis=1).map({True: KIND_MISSING_NOTE, False: NO_KINDS_NOTE}),
    )
    return _counted(inputs, level, table, "sheep_units", "livestock")


def _counted(
    inputs: Inputs, level: str, table: pd.DataFrame, column: str, dataset: str
) -> pd.DataFrame:
    """Return numbers of soums, added up; a `note` of the table says why one has none."""
    by_soum = table.set_index("soum_id")
    ids = inputs.units("soum").index
    why = by_soum.reindex(ids).get("note", pd.Series(index=ids, dtype=object))
    soums = set_values(
        no_figures(ids, note=why.fillna(f"No number in the {dataset} dataset.")),
        by_soum[column],
        year=by_soum["year"].map(year_of).astype("Int64"),
        period=by_soum["year"].fillna("").astype(str),
        note="",
        source=dataset + " row " + by_soum["source_row"].astype(str),
    )
    if level == "soum":
        return soums
    parent = inputs.parent("province")
    if level == "country":
        parent = pd.Series(inputs.settings.country_id, index=parent.index)
    return add_up(soums, parent, inputs.units(level).index)
