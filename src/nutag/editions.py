"""Editions: the provinces as another set of boundaries draws them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry
from nutag.boundaries import match_provinces
from nutag.issues import IssueLog
from nutag.ladder import Ladder, rows_in
from nutag.spelling import soum_code


def standardise_edition(
    boundaries: pd.DataFrame,
    provinces: pd.DataFrame,
    soums: pd.DataFrame,
    crs: str,
    quality: str,
    log: IssueLog,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the provinces as another set of soum boundaries draws them.

    Parameters
    ----------
    boundaries : pandas.DataFrame or geopandas.GeoDataFrame
        As read, with the province of each polygon, or the code of its soum; without rows where no
        other set is configured.
    provinces, soums : pandas.DataFrame
        The registers.
    crs : str
        The equal-area CRS of the analysis.
    quality : {'surveyed', 'approximate'}
        What the lines are worth.
    log : IssueLog
        Takes polygons whose province is not known, and those whose code is in another one.

    Returns
    -------
    geopandas.GeoDataFrame
        ``province_id``, ``boundary_quality``, ``area_ha`` (NaN) and ``geometry`` (None without a
        polygon), a row a province; no row without another set. A polygon counts for its province
        whether or not the register knows its soum.
    pandas.DataFrame
        The ladder.
    """
    ladder = Ladder(log.dataset)
    if not isinstance(boundaries, gpd.GeoDataFrame):  # no other set is configured
        columns = {"province_id": str, "boundary_quality": str, "area_ha": float}
        empty = pd.DataFrame(columns=list(columns)).astype(columns)
        empty = gpd.GeoDataFrame(empty, geometry=gpd.GeoSeries([], crs=crs))
        return empty, ladder.frame()
    ladder.step("rows in", rows_in(boundaries))
    boundaries = boundaries.assign(province_id=_provinces_of(boundaries, provinces, soums, log))
    known = boundaries[boundaries["province_id"].notna()]
    ladder.step("parsed", len(known))
    shapes = geometry.shapes_of(geometry.to_analysis_crs(known, crs))
    area = geometry.area_ha(shapes)
    for source_row in known["source_row"][~np.isfinite(area)]:
        log.add(
            "boundary.empty",
            "row",
            source_row=source_row,
            found="no polygon",
            expected="a polygon",
            action="The row is not used.",
        )
    drawn = np.isfinite(area)
    for step in ("geometry", "counted"):
        ladder.step(step, int(drawn.sum()), float(area[drawn].sum()))
    united = np.full(len(provinces), None, dtype=object)
    for i, province_id in enumerate(provinces["province_id"]):
        own = shapes[drawn & (known["province_id"] == province_id).to_numpy()]
        united[i] = shapely.union_all(own) if len(own) else None
    edition = pd.DataFrame({"province_id": provinces["province_id"]})
    edition["boundary_quality"] = np.where(shapely.is_missing(united), "none", quality)
    edition["area_ha"] = geometry.area_ha(united)
    if not np.isfinite(edition["area_ha"]).any():
        log.add(
            "boundary.no_polygon",
            "stop",
            found=f"no polygon of a province of the register in {len(boundaries)} rows",
            expected="polygons with the codes of soums, or with their names and provinces",
            action=f"Check `datasets.{log.dataset}.path`, `layer` and `columns`.",
        )
    return gpd.GeoDataFrame(edition, geometry=united, crs=crs), ladder.frame()


def _provinces_of(
    boundaries: pd.DataFrame, provinces: pd.DataFrame, soums: pd.DataFrame, log: IssueLog
) -> pd.Series:
    """Return the province of each polygon: as it is given, else that of its code."""
    given = match_provinces(boundaries, "province_id", provinces, log)
    of_soum = dict(zip(soums["soum_id"], soums["province_id"], strict=True))
    by_code = boundaries["soum_id"].map(soum_code).map(of_soum)
    columns = ["source_row", "soum_id", "name_en", "province_id"]
    for i, (source_row, code, name, province) in enumerate(
        boundaries[columns].itertuples(index=False)
    ):
        mine, other = given.iloc[i], by_code.iloc[i]
        if pd.isna(mine) and pd.isna(other) and pd.isna(province):
            log.add(
                "boundary.unknown_soum",
                "row",
                source_row=source_row,
                key=str(code or name or ""),
                found=(f"code {code!r}" if code else "no code")
                + (f", name {name!r}" if name else ""),
                expected="the code of a soum of the register, or a province",
                action=f"The polygon is not used; mend `datasets.{log.dataset}.columns`.",
            )
        elif pd.notna(mine) and pd.notna(other) and mine != other:
            log.add(
                "boundary.other_province",
                "warn",
                source_row=source_row,
                key=str(code),
                found=f"{province!r}, which is {mine}",
                expected=f"{other}, the province of this code in the register",
                action=f"It counts for {mine}; correct the code or the province.",
            )
    unknown = boundaries["province_id"].notna() & given.isna()  # said already, row by row
    return given.where(given.notna() | unknown, by_code)
