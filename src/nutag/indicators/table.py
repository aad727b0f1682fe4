"""The table of indicators: the narrow waist between measuring and publishing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from nutag.catalogue import Catalogue
from nutag.indicators import (
    concentration,
    editions,
    licences,
    people_near,
    rehabilitation,
    sensitive_land,
    units,
)
from nutag.indicators.figures import FIGURE_COLUMNS, has_figure, no_figures
from nutag.indicators.inputs import LEVELS, Inputs
from nutag.vocabulary import INDICATOR_COLUMNS

COMPLETENESS = "Q01"

FUNCTIONS: dict[str, Callable[[Inputs, str], pd.DataFrame]] = {
    "U01": units.area,
    "U02": units.people,
    "U03": units.livestock,
    "U03_su": units.sheep_units,
    "L00": licences.sum_area,
    "L01": licences.licensed_share,
    "L01_ha": licences.licensed_area,
    "L02": licences.mining_share,
    "L02_ha": licences.mining_area,
    "L03": licences.exploration_only_share,
    "L03_ha": licences.exploration_only_area,
    "L04": licences.licence_count,
    "L05": licences.licence_density,
    "L06": licences.double_counted_area,
    "L08": concentration.holder_concentration,
    "L08_top5": concentration.largest_holders_share,
    "L09": licences.common_mineral_share,
    "L11": licences.licensed_share_change,
    "L12": licences.licensed_area_series,
    "L12_mining": licences.mining_area_series,
    "L12_exploration": licences.exploration_area_series,
    "R01": rehabilitation.unrehabilitated_area,
    "R02": rehabilitation.per_mining_area,
    "R03": rehabilitation.per_people,
    "R04": rehabilitation.per_livestock,
    "R04_su": rehabilitation.per_sheep_units,
    "R06": rehabilitation.rehabilitation_ratio,
    "R05": sensitive_land.share_of_pasture,
    "R09": sensitive_land.reported_over_mapped,
    "E01": people_near.people_near_share,
    "E01_n": people_near.people_near,
    "E01_land": people_near.land_near_share,
    "E01_r1": partial(people_near.people_in_ring, number=1),
    "E01_r2": partial(people_near.people_in_ring, number=2),
    "E01_r3": partial(people_near.people_in_ring, number=3),
    "E01_r4": partial(people_near.people_in_ring, number=4),
    "E01_fp": people_near.people_near_footprint_share,
    "E01_fp_n": people_near.people_near_footprint,
    "E01_fp_land": people_near.land_near_footprint_share,
    "E02": people_near.settlements_near,
    "E03": people_near.water_points_near_share,
    "E03_n": people_near.water_points_near,
    "E04": people_near.camps_near,
    "E05": people_near.livestock_near,
    "E05_su": people_near.sheep_units_near,
    "E06": sensitive_land.road_corridor,
    "S01": sensitive_land.protected,
    "S01_lic": sensitive_land.protected_of_licensed,
    "S01_pa": sensitive_land.protected_of_protected,
    "S02": sensitive_land.water_zone,
    "S02_lic": sensitive_land.water_zone_of_licensed,
    "S02_special": sensitive_land.special_water_zone,
    "S02_official": sensitive_land.official_water_zone,
    "S02_official_lic": sensitive_land.official_water_zone_of_licensed,
    "S02_surface": sensitive_land.surface_water,
    "S02_surface_lic": sensitive_land.surface_water_of_licensed,
    "S03": sensitive_land.forest,
    "S03_lic": sensitive_land.forest_of_licensed,
    "S04": sensitive_land.pasture_share,
    "S04_ha": sensitive_land.pasture,
    "S05": sensitive_land.biodiversity,
    "S05_lic": sensitive_land.biodiversity_of_licensed,
    "F01": sensitive_land.footprint,
    "F01_other": sensitive_land.footprint_other,
    "F01_share": sensitive_land.footprint_share,
    "F02": sensitive_land.footprint_outside_share,
    "F02_ha": sensitive_land.footprint_outside,
    "F02_mining": sensitive_land.footprint_mining,
    "F02_exploration": sensitive_land.footprint_exploration,
    "F02_none": sensitive_land.footprint_unlicensed,
    "F03": sensitive_land.use_ratio,
    "Q04": editions.boundary_spread,
}


def compute_indicators(inputs: Inputs, catalogue: Catalogue) -> pd.DataFrame:
    """Compute every indicator of the catalogue for every unit.

    Parameters
    ----------
    inputs : Inputs
        The standard tables.
    catalogue : Catalogue
        Which indicators there are, at which levels, in which unit of measure.

    Returns
    -------
    pandas.DataFrame
        Columns `nutag.vocabulary.INDICATOR_COLUMNS`, a row a unit and indicator (and period, for
        series), sorted by level, unit, indicator and period. ``value`` is NaN unless the state
        says that there is a figure.

    Raises
    ------
    ValueError
        When the catalogue names an indicator that no function computes.
    """
    unknown = [i for i in catalogue.indicators if i not in FUNCTIONS and i != COMPLETENESS]
    if unknown:
        raise ValueError(f"no function computes {', '.join(unknown)} of the catalogue")
    frames = []
    for level in LEVELS:
        here = [i for i in catalogue.indicators.values() if level in i.levels]
        tables = {i.id: inputs.figures(i.id, level) for i in here if i.id != COMPLETENESS}
        if any(i.id == COMPLETENESS for i in here):
            tables[COMPLETENESS] = _completeness(inputs, level, catalogue, tables)
        for indicator in here:
            table = tables[indicator.id][FIGURE_COLUMNS].reset_index()
            frames.append(
                table.assign(unit_level=level, indicator_id=indicator.id, unit=indicator.unit)
            )
    table = pd.concat(frames, ignore_index=True)
    table["unit_level"] = pd.Categorical(table["unit_level"], LEVELS)
    order = {indicator_id: i for i, indicator_id in enumerate(catalogue.indicators)}
    table["order"] = table["indicator_id"].map(order)
    table = table.sort_values(["unit_level", "unit_id", "order", "period"], ignore_index=True)
    table["unit_level"] = table["unit_level"].astype(str)
    for column in ("state", "flags", "note", "period", "source", "unit"):
        table[column] = table[column].fillna("").astype(str)
    return table[list(INDICATOR_COLUMNS)].astype({"year": "Int64", "n": "Int64", "n_of": "Int64"})


def _completeness(
    inputs: Inputs, level: str, catalogue: Catalogue, tables: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Q01, share of the ranked indicators that have a figure, in percent."""
    ranked = [i for i in tables if catalogue.indicators[i].ranked]
    known = pd.DataFrame({i: has_figure(tables[i]) for i in ranked})
    table = no_figures(inputs.units(level).index)
    table["value"] = 100 * known.sum(axis=1) / max(len(ranked), 1)
    table["state"] = "value" if ranked else "not_covered"
    table["n"] = known.sum(axis=1).astype("Int64")
    table["n_of"] = pd.array([len(ranked)] * len(table), dtype="Int64")
    table["note"] = "Of the indicators " + ", ".join(ranked) + "."
    return table
