"""Boundaries: soums as the register names them, provinces as unions of their soums."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry
from nutag.areas import areas
from nutag.issues import IssueLog, listed
from nutag.place_columns import match_provinces
from nutag.places import province_gazetteer, soum_gazetteer
from nutag.spelling import soum_code
from nutag.tiling import check_tiling
from nutag.unit_names import check_names
from nutag.values import filled, numbers, positive, unique_key

AREA_TOLERANCE_PCT = 2.0


def standardise_provinces(table: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Return the register of provinces with typed columns.

    Parameters
    ----------
    table : pandas.DataFrame
        As read, with the columns of the role ``provinces``.
    log : IssueLog
        Takes missing and duplicate keys, empty names, and areas that cannot be.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``province_id``; ``area_official_km2`` in km2, NaN where not given.
    """
    unique_key(table, "province_id", log)
    filled(table, ("name_en", "name_mn"), log)
    check_names(table, province_gazetteer(table), "province", log)
    table = table.assign(area_official_km2=areas(table, "area_official_km2", log))
    table["area_official_km2"] = positive(table, "area_official_km2", log, "km2")
    return table.sort_values("province_id", ignore_index=True)


def standardise_soums(table: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Return the register of soums with typed columns and known provinces.

    Parameters
    ----------
    table : pandas.DataFrame
        As read, with the columns of the role ``soums``; the province as a code or a name.
    provinces : pandas.DataFrame
        The register of provinces.
    log : IssueLog
        Takes bad codes, unknown provinces and duplicate keys.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``soum_id`` (P-code form), with ``province_id``; ``area_official_km2`` in km2,
        NaN where not given.
    """
    codes = table["soum_id"].map(soum_code)
    strange = table["soum_id"].notna() & codes.isna()
    if strange.any():
        found = ", ".join(map(repr, table.loc[strange, "soum_id"].head(5)))
        log.add(
            "place.soum_code",
            "stop",
            key="soum_id",
            found=f"{found} ({listed(table.loc[strange, 'source_row'])})",
            expected="codes such as MN4625, 4625 or 34625",
            action="Correct them or mend `datasets.soums.columns.soum_id`.",
        )
    unique_key(table[~strange].assign(soum_id=codes[~strange]), "soum_id", log)
    filled(table, ("province_id", "name_en", "name_mn"), log)
    table = table.assign(soum_id=codes)
    table["province_id"] = match_provinces(table, "province_id", provinces, log, severity="stop")
    check_names(table, soum_gazetteer(table), "soum", log)
    for column in ("centre_lat", "centre_lon"):
        table[column] = numbers(table, column, log, "degrees")
    table["area_official_km2"] = areas(table, "area_official_km2", log)
    table["area_official_km2"] = positive(table, "area_official_km2", log, "km2")
    return table.sort_values("soum_id", ignore_index=True)


def dissolve_provinces(
    provinces: pd.DataFrame, soums: gpd.GeoDataFrame, log: IssueLog
) -> gpd.GeoDataFrame:
    """Return the provinces as unions of their soums.

    Parameters
    ----------
    provinces : pandas.DataFrame
        The register.
    soums : geopandas.GeoDataFrame
        From `join_boundaries`.
    log : IssueLog
        Takes gaps and overlaps between soums, and areas that differ from the official one by more
        than 2 percent.

    Returns
    -------
    geopandas.GeoDataFrame
        The register with ``boundary_quality``, ``n_soums``, ``n_soums_no_boundary``, ``area_ha``
        (NaN without any polygon) and ``geometry``.
    """
    coverage = check_tiling(soums, log)
    shapes = geometry.shapes_of(soums)
    unite = shapely.coverage_union_all if coverage else shapely.union_all
    rows = []
    for province_id in provinces["province_id"]:
        mine = (soums["province_id"] == province_id).to_numpy()
        own = shapes[mine]
        own = own[~shapely.is_missing(own)]
        qualities = sorted(set(soums["boundary_quality"][mine]) - {"none"})
        rows.append(
            {
                "boundary_quality": qualities[0] if qualities else "none",
                "n_soums": int(mine.sum()),
                "n_soums_no_boundary": int(mine.sum() - len(own)),
                "geometry": unite(own) if len(own) else None,
            }
        )
    joined = gpd.GeoDataFrame(
        provinces.join(pd.DataFrame(rows)), geometry="geometry", crs=soums.crs
    )
    joined["area_ha"] = geometry.area_ha(geometry.shapes_of(joined))
    check_areas(joined, "province_id", log)
    return joined


def check_areas(units: gpd.GeoDataFrame, id_column: str, log: IssueLog) -> None:
    """Add an issue for every unit whose polygon is not as large as the unit is officially.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        With ``name_en``, ``area_ha`` and ``area_official_km2``; NaN is not compared.
    id_column : str
        Key of the units.
    log : IssueLog
        Gets one issue for every difference of more than 2 percent.
    """
    measured, official = units["area_ha"] / geometry.KM2_HA, units["area_official_km2"]
    difference = 100 * (measured - official) / official
    for i in np.flatnonzero(difference.abs() > AREA_TOLERANCE_PCT):
        log.add(
            "boundary.area_differs",
            "warn",
            key=units[id_column].iloc[i],
            found=f"{units['name_en'].iloc[i]}: {measured.iloc[i]:,.1f} km2 from the polygons",
            expected=f"{official.iloc[i]:,.1f} km2, the official area, within 2 %",
            action=f"Both are kept; they differ by {difference.iloc[i]:+.1f} %.",
            area_ha=abs(measured.iloc[i] - official.iloc[i]) * geometry.KM2_HA,
        )
