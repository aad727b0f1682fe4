"""Published tables: views of the indicator table.

Nothing is computed here. A wide table is the narrow indicator table turned on its side, joined to
the names and codes of its units; a figure that is missing there is missing here, and its state
says why.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from nutag.catalogue import Catalogue
from nutag.context_layers import LAID_ON
from nutag.indicators.around_tables import water_zone_name

#: Column of every indicator that stands in the wide tables whatever the run has, in their order.
INDICATOR_COLUMNS: dict[str, str] = {
    "U01": "area_km2",
    "U02": "people",
    "U03": "livestock_head",
    "U03_su": "livestock_sheep_units",
    "L01_ha": "licensed_ha",
    "L02_ha": "mining_ha",
    "L03_ha": "exploration_only_ha",
    "L01": "licensed_pct",
    "L02": "mining_pct",
    "L03": "exploration_only_pct",
    "L00": "sum_ha",
    "L06": "overlap_ha",
    "L04": "licence_count",
    "L05": "licence_density_per_1000_km2",
    "L08": "holder_concentration",
    "L08_top5": "largest_holders_pct",
    "L09": "common_mineral_pct",
    "L11": "licensed_change_pp",
    "R01": "unrehabilitated_ha",
    "R02": "unrehabilitated_ha_per_1000_ha_mining",
    "R03": "unrehabilitated_ha_per_1000_people",
    "R04": "unrehabilitated_ha_per_1000_head",
    "R04_su": "unrehabilitated_ha_per_100000_sheep_units",
    "R06": "rehabilitation_ratio",
    "R05": "unrehabilitated_of_pasture_pct",
    "R09": "unrehabilitated_over_footprint_ratio",
    "E01": "people_near_pct",
    "E01_n": "people_near",
    "E01_land": "land_near_pct",
    "E01_fp": "people_near_footprint_pct",
    "E01_fp_n": "people_near_footprint",
    "E01_fp_land": "land_near_footprint_pct",
    "E02": "settlements_near",
    "E03": "water_points_near_pct",
    "E03_n": "water_points_near",
    "E04": "camps_near",
    "E05": "livestock_near_head",
    "E05_su": "livestock_near_sheep_units",
    "E06": "haul_road_pasture_ha",
    "S01": "protected_licensed_ha",
    "S01_lic": "licensed_protected_pct",
    "S01_pa": "protected_licensed_pct",
    "S02": "water_zone_licensed_ha",
    "S02_lic": "licensed_water_zone_pct",
    "S02_special": "special_water_zone_licensed_ha",
    "S02_official": "official_water_zone_licensed_ha",
    "S02_official_lic": "licensed_official_water_zone_pct",
    "S02_surface": "surface_water_licensed_ha",
    "S02_surface_lic": "licensed_surface_water_pct",
    "S03": "forest_licensed_ha",
    "S03_lic": "licensed_forest_pct",
    "S04": "pasture_licensed_pct",
    "S04_ha": "pasture_licensed_ha",
    "S05": "biodiversity_licensed_ha",
    "S05_lic": "licensed_biodiversity_pct",
    "F01": "footprint_ha",
    "F01_other": "footprint_other_ha",
    "F01_share": "footprint_pct",
    "F02": "footprint_outside_mining_pct",
    "F02_ha": "footprint_outside_mining_ha",
    "F02_mining": "footprint_mining_ha",
    "F02_exploration": "footprint_exploration_only_ha",
    "F02_none": "footprint_unlicensed_ha",
    "F03": "footprint_of_mining_pct",
    "Q01": "completeness_pct",
    "Q04": "boundary_spread_pp",
}

#: Columns of the table of the trend: its indicators are keyed by unit and period.
TREND_COLUMNS: dict[str, str] = {
    "L12": "licensed_ha",
    "L12_mining": "mining_ha",
    "L12_exploration": "exploration_ha",
}

#: People of single rings: the table of rings has them, beside the land of each; see `ring_table`.
RING_INDICATORS = ("E01_r1", "E01_r2", "E01_r3", "E01_r4")

# Figures that count things: shown as whole numbers wherever all of them are whole.
_COUNTS = {
    "people",
    "livestock_head",
    "licence_count",
    "settlements_near",
    "water_points_near",
    "camps_near",
}
# Figures that a model spreads over land: parts of a person or an animal are false precision.
_MODELLED = {
    "people_near",
    "people_near_footprint",
    "livestock_near_head",
    "livestock_near_sheep_units",
}

# Figures whose date a reader asks for first: (indicator, prefix, fields of the indicator table).
_DATED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("U02", "people", ("year",)),
    ("U03", "livestock", ("year",)),
    ("L01", "licensed", ("period", "source")),
    ("R01", "unrehabilitated", ("year", "period", "source")),
    ("R06", "rehabilitation_ratio", ("year",)),
)

_UNIT_SLUGS = {"%": "pct", "n": "count"}

# --- wide tables --------------------------------------------------------------------------------


def indicator_column(indicator_id: str, unit: str) -> str:
    """Column of an indicator in the wide tables.

    Parameters
    ----------
    indicator_id : str
        Id in the catalogue, ``R01``.
    unit : str
        Unit as printed, ``ha``; used for indicators without a name of their own here.

    Returns
    -------
    str
        ``unrehabilitated_ha``; an indicator added to the catalogue later gets its id in small
        letters and its unit, ``f01_ha``.
    """
    if indicator_id in INDICATOR_COLUMNS:
        return INDICATOR_COLUMNS[indicator_id]
    slug = _UNIT_SLUGS.get(unit) or re.sub(r"[^0-9a-z]+", "_", unit.lower()).strip("_")
    return f"{indicator_id.lower()}_{slug}" if slug else indicator_id.lower()


def state_column(column: str) -> str:
    """Column that holds the state of a value column (``unrehabilitated_state`` for R01)."""
    return "unrehabilitated_state" if column == "unrehabilitated_ha" else f"{column}_state"


def province_table(indicators: pd.DataFrame, provinces: pd.DataFrame) -> pd.DataFrame:
    """One row a province: its names, its area and every indicator with its state.

    Parameters
    ----------
    indicators : DataFrame
        The indicator table (``unit_level``, ``unit_id``, ``indicator_id``, ``value``, ``state``,
        ``unit``, ``year``, ``flags``, ``note``, ``period``, ``source``).
    provinces : DataFrame
        Provinces, measured or not; geometry is left out.

    Returns
    -------
    DataFrame
        Sorted by ``province_id``. A value column is NaN where there is no figure; the state beside
        it says why, and is empty where the indicator has no row for the unit.

    Raises
    ------
    ValueError
        If a unit has two rows for one indicator, or a row names a province that is not there.
    """
    lead = [
        "province_id",
        "name_en",
        "name_mn",
        "p_code",
        "nso_code",
        "area_official_km2",
        "area_km2",
        "boundary_quality",
        "n_soums_no_boundary",
    ]
    # U01 of a province is its official area, which the provinces bring along; beside it stands
    # the area of the outline, in the same unit so that the two can be compared.
    units = provinces.assign(area_km2=provinces.get("area_ha", math.nan) / 100)
    rows = indicators[indicators["indicator_id"] != "U01"]
    return _wide(rows, units, "province", "province_id", lead)


def soum_table(indicators: pd.DataFrame, soums: pd.DataFrame) -> pd.DataFrame:
    """One row a soum: its names, its province and every indicator with its state.

    Parameters
    ----------
    indicators : DataFrame
        The indicator table, as for :func:`province_table`.
    soums : DataFrame
        Soums with ``province_id`` and ``boundary_quality``; geometry is left out.

    Returns
    -------
    DataFrame
        Sorted by ``soum_id``; missing values as in :func:`province_table`.

    Raises
    ------
    ValueError
        If a unit has two rows for one indicator, or a row names a soum that is not there.
    """
    lead = [
        "soum_id",
        "province_id",
        "name_en",
        "name_mn",
        "nso_code",
        "boundary_quality",
        "centre_lat",
        "centre_lon",
    ]
    return _wide(indicators, soums, "soum", "soum_id", lead)


def _wide(
    indicators: pd.DataFrame, units: pd.DataFrame, level: str, key: str, lead: Sequence[str]
) -> pd.DataFrame:
    rows = indicators[
        (indicators["unit_level"] == level)
        & ~indicators["indicator_id"].isin([*TREND_COLUMNS, *RING_INDICATORS])
    ]
    twice = rows.duplicated(["unit_id", "indicator_id"])
    if twice.any():
        first = rows[twice].iloc[0]
        raise ValueError(
            f"indicators: {int(twice.sum())} rows stand twice for one {level} and indicator "
            f"(first: {first['unit_id']} {first['indicator_id']}); expected one row each"
        )
    unknown = sorted(set(rows["unit_id"]) - set(units[key]))
    if unknown:
        raise ValueError(
            f"indicators: {len(unknown)} {level} ids are not in the {level} table "
            f"(first: {', '.join(unknown[:5])})"
        )

    table = pd.DataFrame(units[[column for column in lead if column in units.columns]])
    table = table.sort_values(key, kind="stable").reset_index(drop=True)
    ids = table[key]
    new: dict[str, pd.Series] = {}
    for indicator_id in _ordered(rows["indicator_id"]):
        if INDICATOR_COLUMNS.get(indicator_id) in table.columns:
            continue
        of_one = rows[rows["indicator_id"] == indicator_id].set_index("unit_id")
        unit = str(of_one["unit"].iloc[0]) if len(of_one) else ""
        column = indicator_column(indicator_id, unit)
        values = pd.to_numeric(of_one["value"]).reindex(ids).reset_index(drop=True)
        if column in _MODELLED:
            values = values.round()
        whole = column in _COUNTS | _MODELLED
        new[column] = _whole(values) if whole else values.astype("float64")
        new[state_column(column)] = of_one["state"].reindex(ids).reset_index(drop=True)
        for dated_id, prefix, fields in _DATED:
            if dated_id == indicator_id:
                for field in fields:
                    if field in of_one.columns:
                        new[f"{prefix}_{field}"] = of_one[field].reindex(ids).reset_index(drop=True)
    new["flags"] = ids.map(_joined_flags(rows)).fillna("")
    new["notes"] = ids.map(_joined_notes(rows)).fillna("")
    return pd.concat([table, pd.DataFrame(new, index=table.index)], axis=1)


def _ordered(indicator_ids: pd.Series) -> list[str]:
    # The named columns always stand in the table, so that its header does not hang on the data.
    found = set(indicator_ids)
    return [*INDICATOR_COLUMNS, *sorted(found - set(INDICATOR_COLUMNS))]


def _whole(values: pd.Series) -> pd.Series:
    known = values.dropna()
    return values.astype("Int64") if (known == known.round()).all() else values.astype("float64")


def _joined_flags(rows: pd.DataFrame) -> dict[str, str]:
    joined: dict[str, list[str]] = {}
    for unit_id, flags in zip(rows["unit_id"], rows["flags"].fillna(""), strict=True):
        words = joined.setdefault(unit_id, [])
        words += [word for word in str(flags).split(";") if word and word not in words]
    return {unit_id: ";".join(sorted(words)) for unit_id, words in joined.items()}


def _joined_notes(rows: pd.DataFrame) -> dict[str, str]:
    # One note often stands with several indicators: it is written once, with their ids before it.
    joined: dict[str, dict[str, list[str]]] = {}
    order = {name: place for place, name in enumerate(INDICATOR_COLUMNS)}
    by_order = rows.sort_values(
        "indicator_id", key=lambda ids: ids.map(order).fillna(len(order)), kind="stable"
    )
    for unit_id, indicator_id, note in zip(
        by_order["unit_id"], by_order["indicator_id"], by_order["note"].fillna(""), strict=True
    ):
        if note:
            joined.setdefault(unit_id, {}).setdefault(str(note), []).append(indicator_id)
    return {
        unit_id: " | ".join(f"{', '.join(ids)}: {note}" for note, ids in notes.items())
        for unit_id, notes in joined.items()
    }


# --- long tables --------------------------------------------------------------------------------


def licence_piece_table(pieces: pd.DataFrame, licences: pd.DataFrame) -> pd.DataFrame:
    """One row a licence and soum: the hectares of the licence that lie in the soum.

    Parameters
    ----------
    pieces : DataFrame
        ``licence_id``, ``soum_id``, ``province_id``, ``stage``, ``area_ha``, ``share_pct``.
    licences : DataFrame
        The standard licence table, one row a ``licence_id``.

    Returns
    -------
    DataFrame
        Without geometry, sorted by ``licence_id`` and ``soum_id``. Columns of the licence that it
        does not know are empty.

    Raises
    ------
    ValueError
        If a licence id stands twice in `licences`, or a piece names a licence that is not there.
    """
    columns = ["licence_id", "soum_id", "province_id", "stage", "area_ha", "share_pct"]
    columns += [column for column in ("boundary_quality",) if column in pieces.columns]
    told = [
        "code",
        "holder",
        "holder_kind",
        "status",
        "minerals",
        "geometry_quality",
        "geometry_scope",
    ]
    told = [column for column in told if column in licences.columns]
    if licences["licence_id"].duplicated().any():
        raise ValueError("licences: a licence_id stands twice; expected one row a licence")
    unknown = sorted(set(pieces["licence_id"]) - set(licences["licence_id"]))
    if unknown:
        raise ValueError(
            f"pieces: {len(unknown)} licence ids are not in the licence table "
            f"(first: {', '.join(map(str, unknown[:5]))})"
        )
    table = pd.DataFrame(pieces[columns]).merge(
        pd.DataFrame(licences[["licence_id", *told]]), on="licence_id", how="left"
    )
    table = table.sort_values(["licence_id", "soum_id"], kind="stable").reset_index(drop=True)
    head = ["licence_id", "code", "holder", "holder_kind", "stage", "status", "minerals"]
    head = [column for column in head if column in table.columns]
    return table[[*head, *[column for column in table.columns if column not in head]]]


def catalogue_table(catalogue: Catalogue) -> pd.DataFrame:
    """One row an indicator: what it is, and the rights, principles and goals it speaks to.

    Parameters
    ----------
    catalogue : Catalogue
        From `nutag.catalogue.load_catalogue`.
    """
    return pd.DataFrame(
        [
            {
                "indicator_id": i.id,
                "name_en": i.name_en,
                "name_mn": i.name_mn,
                "definition_en": i.definition_en,
                "definition_mn": i.definition_mn,
                "unit": i.unit,
                "levels": ";".join(i.levels),
                "missing_rule": ";".join(i.missing_rule),
                "rights": ";".join(i.rights),
                "ungp": ";".join(i.ungp),
                "sdg": ";".join(i.sdg),
            }
            for i in catalogue.indicators.values()
        ]
    )


def trend_table(indicators: pd.DataFrame) -> pd.DataFrame:
    """Licensed area of every unit at every month-end, in all and by stage.

    Parameters
    ----------
    indicators : DataFrame
        The indicator table; the rows of `TREND_COLUMNS` are taken.

    Returns
    -------
    DataFrame
        ``unit_level``, ``unit_id``, ``period`` (``2026-07``), every column of `TREND_COLUMNS`
        with its state, then ``flags``, ``notes`` and ``source`` of the first, sorted by the first
        three; no rows where there is no trend.
    """
    key = ["unit_level", "unit_id", "period"]
    first, *_ = TREND_COLUMNS
    table = pd.DataFrame(indicators.loc[indicators["indicator_id"] == first, key])
    for indicator_id, column in TREND_COLUMNS.items():
        rows = indicators[indicators["indicator_id"] == indicator_id]
        figures = rows[[*key, "value", "state"]].assign(value=pd.to_numeric(rows["value"]))
        names = {"value": column, "state": f"{column}_state"}
        table = table.merge(figures.rename(columns=names), on=key, how="left", validate="1:1")
        table[column] = table[column].astype("float64")
    rows = indicators[indicators["indicator_id"] == first]
    told = rows[[*key, "flags", "note", "source"]].rename(columns={"note": "notes"})
    table = table.merge(told, on=key, how="left", validate="1:1")
    table[["flags", "notes", "source"]] = table[["flags", "notes", "source"]].fillna("")
    return table.sort_values(key, kind="stable").reset_index(drop=True)


def overlap_layer(overlaps: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the licensed land that lies on protected land, along water and so on, as a layer.

    Parameters
    ----------
    overlaps : GeoDataFrame
        From `nutag.context.measure_context`: ``measure``, ``zone``, ``soum_id``, ``area_ha``.

    Returns
    -------
    GeoDataFrame
        ``soum_id``, ``what`` and ``stage`` as the table of overlaps has them, ``area_ha``,
        geometry; sorted by the first three.
    """
    names = {measure: what for what, measure in LAID_ON.items()}
    layer = overlaps.assign(
        what=[
            names.get(measure) or water_zone_name(float(measure.split("_")[1]))
            for measure in overlaps["measure"]
        ],
        stage=overlaps["zone"],
    )
    layer = layer[["soum_id", "what", "stage", "area_ha", "geometry"]]
    return layer.sort_values(["soum_id", "what", "stage"], kind="stable", ignore_index=True)
