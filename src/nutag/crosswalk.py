"""The crosswalk: which soum of the register each polygon of a boundary file is, and which are left.

Registers and boundary files are of different years: soums are founded, merged and renamed. The
centres of soums say whose land a polygon is where codes and names do not.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry
from nutag.issues import IssueLog

COLUMNS = [
    "soum_id",
    "name_en",
    "province_id",
    "polygon_row",
    "polygon_code",
    "polygon_name",
    "basis",
    "centre_in",
    "centres",
]


def make_crosswalk(soums: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> pd.DataFrame:
    """List every soum with its polygon, every soum without one and every polygon without a soum.

    Parameters
    ----------
    soums : geopandas.GeoDataFrame
        The register with ``centre_lat`` and ``centre_lon`` in degrees (missing where not known).
    polygons : geopandas.GeoDataFrame
        The file, in the equal-area CRS: ``source_row``, ``code`` and names as given, ``soum_id``
        (None for no soum), ``basis`` (code, name, none) and geometry.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`; ``basis`` is ``code``, ``name``, ``no_polygon`` or ``no_soum``;
        ``centre_in`` is the soum, or the row of no soum, in whose polygon the centre of this soum
        lies where that is not its own; for a polygon without a soum ``centres`` names the soums
        whose centres it holds. Sorted by ``soum_id``; polygons without a soum come last.
    """
    polygons = polygons.reset_index(drop=True)
    drawn = soums["area_ha"].notna().to_numpy()
    mine = polygons.assign(
        polygon_row=polygons["source_row"],
        polygon_code=polygons["code"],
        polygon_name=polygon_names(polygons),
    )[["soum_id", "polygon_row", "polygon_code", "polygon_name", "basis"]]
    names = pd.DataFrame(soums[["soum_id", "name_en", "province_id"]])
    matched = names.merge(mine[mine["soum_id"].notna()], on="soum_id", how="left")
    matched.loc[~drawn, "basis"] = "no_polygon"
    left = mine[mine["soum_id"].isna()].assign(basis="no_soum")

    label = names["name_en"] + " (" + names["soum_id"] + ")"
    owner = polygons["soum_id"].map(dict(zip(names["soum_id"], label, strict=True)))
    named = polygon_names(polygons)
    strange = "row " + polygons["source_row"].astype(str) + (" (" + named + ")").fillna("")
    owner = owner.where(owner.notna(), strange)
    at = _polygon_at_centre(soums, polygons)
    own = polygons["soum_id"].reindex(at).to_numpy() == names["soum_id"].to_numpy()
    elsewhere = (at >= 0) & ~own
    matched["centre_in"] = owner.reindex(at).where(elsewhere).to_numpy()
    held = label[elsewhere].groupby(at[elsewhere]).agg(", ".join)
    left["centres"] = held.reindex(left.index)
    table = pd.concat([matched, left], ignore_index=True)[COLUMNS]
    table["polygon_row"] = table["polygon_row"].astype("Int64")
    for column in COLUMNS:
        if column != "polygon_row":
            table[column] = table[column].astype(object).where(table[column].notna(), "")
    return table


def polygon_names(polygons: pd.DataFrame) -> pd.Series:
    """Return the name of each polygon: the English one, else the Mongolian one, else missing."""
    names = polygons.reindex(columns=["name_en", "name_mn"])
    return names["name_en"].where(names["name_en"].notna(), names["name_mn"])


def _polygon_at_centre(soums: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> np.ndarray:
    """Return the position of the polygon in which each centre lies, -1 for none."""
    lon, lat = (
        pd.to_numeric(soums[column], errors="coerce").to_numpy(float)
        for column in ("centre_lon", "centre_lat")
    )
    result = np.full(len(soums), -1)
    known = np.isfinite(lon) & np.isfinite(lat)
    if known.any():
        points = gpd.GeoSeries(gpd.points_from_xy(lon[known], lat[known]), crs="EPSG:4326")
        shapes = geometry.shapes_of(polygons)
        tree = shapely.STRtree(shapes)
        points = np.asarray(points.to_crs(polygons.crs).array, dtype=object)
        point, polygon = tree.query(points, predicate="within")
        result[np.flatnonzero(known)[point]] = polygon
    return result


def report_centres(crosswalk: pd.DataFrame, log: IssueLog) -> None:
    """Add an issue for every soum with a polygon whose centre lies in the polygon of another.

    Parameters
    ----------
    crosswalk : pandas.DataFrame
        From `make_crosswalk`.
    log : IssueLog
        Gets the issues; two soums with each other's centre look exchanged.
    """
    drawn = crosswalk[crosswalk["basis"].isin(["code", "name"])]
    label = drawn["name_en"] + " (" + drawn["soum_id"] + ")"
    place = dict(zip(label, drawn["centre_in"], strict=True))
    for soum_id, mine, other in zip(drawn["soum_id"], label, drawn["centre_in"], strict=True):
        if not other:
            continue
        exchanged = place.get(other) == mine
        log.add(
            "boundary.centre_elsewhere",
            "warn",
            key=soum_id,
            found=f"the centre of {mine} in the polygon of {other}"
            + (", and the centre of that soum in this polygon" if exchanged else ""),
            expected="a soum that holds its own centre",
            action=(
                "The two polygons look exchanged; correct their codes or names."
                if exchanged
                else "The polygon is used; check the polygon, or the centre in `datasets.soums`."
            ),
        )


def report_crosswalk(crosswalk: pd.DataFrame, log: IssueLog) -> None:
    """Add an issue when not every soum has a polygon, or not every polygon a soum.

    Parameters
    ----------
    crosswalk : pandas.DataFrame
        From `make_crosswalk`.
    log : IssueLog
        Gets the issue.
    """
    basis = crosswalk["basis"]
    bare, left = crosswalk[basis == "no_polygon"], crosswalk[basis == "no_soum"]
    if bare.empty and left.empty:
        return
    n_soums = int((crosswalk["soum_id"] != "").sum())
    n_polygons = int(crosswalk["polygon_row"].notna().sum())
    words = [f"{_several(n_polygons, 'polygon')} for {_several(n_soums, 'soum')}"]
    if len(bare):
        words.append(f"{_several(len(bare), 'soum')} without a polygon ({_first(bare['name_en'])})")
        lying = int((bare["centre_in"] != "").sum())
        if lying:
            words.append(f"{lying} of these inside the polygon of another")
    if len(left):
        names = left["polygon_name"].where(left["polygon_name"] != "", left["polygon_code"])
        words.append(f"{_several(len(left), 'polygon')} of no soum ({_first(names)})")
    log.add(
        "boundary.register_differs",
        "warn",
        found=", ".join(words),
        expected="a polygon for each soum, and a soum for each polygon",
        action="Soums without a polygon stay in the tables with the state `no_boundary`; "
        "results/checks/boundary_crosswalk.csv lists every soum and polygon.",
    )


def _several(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _first(names: pd.Series, n: int = 5) -> str:
    return ", ".join([*map(str, names.iloc[:n]), *(["..."] if len(names) > n else [])])
