"""Shapes of licences: repaired, projected, and checked for where they lie."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from nutag import geometry
from nutag.issues import IssueLog


def project_licences(
    licences: gpd.GeoDataFrame,
    crs: str,
    bbox: tuple[float, float, float, float],
    log: IssueLog,
) -> gpd.GeoDataFrame:
    """Bring licences into the analysis CRS, repaired, and say how well each place is known.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        With ``code``, ``source_row`` and a stated ``geometry_quality`` (or None), in any CRS.
    crs : str
        The equal-area CRS of the analysis.
    bbox : tuple of float
        West, south, east, north of the country in degrees.
    log : IssueLog
        Takes rings that were repaired, with the area before and after, and what lies abroad.

    Returns
    -------
    geopandas.GeoDataFrame
        With ``geometry_quality`` (exact, approximate, point, none), ``area_ha`` (NaN without a
        polygon) and ``abroad`` (bool: coordinates wholly outside the country; no geometry).
    """
    shapes = geometry.shapes_of(licences)
    for i in np.flatnonzero(shapely.is_empty(shapes)):
        log.add(
            "licence.empty_geometry",
            "row",
            source_row=licences["source_row"].iloc[i],
            key=str(licences["code"].iloc[i]),
            found="a geometry without any coordinates",
            expected="a polygon",
            action="The row counts without a boundary.",
        )
    shapes = geometry.only(shapes, ~shapely.is_empty(shapes))
    given = ~shapely.is_missing(shapes)
    is_point = given & np.isin(shapely.get_type_id(shapes), (0, 4))
    outside = given & _outside(licences, shapes, bbox)
    polygon = given & ~is_point

    raw = gpd.GeoSeries(geometry.only(shapes, polygon), crs=licences.crs)
    projected = geometry.to_analysis_crs(gpd.GeoDataFrame(geometry=raw), crs, densify=True)
    polygons = geometry.shapes_of(projected)
    points = gpd.GeoSeries(geometry.only(shapely.centroid(shapes), is_point), crs=licences.crs)
    result = np.where(is_point, np.asarray(points.to_crs(crs).array, dtype=object), polygons)
    area = np.where(polygon, geometry.area_ha(result), np.nan)
    abroad_ha = area[outside]
    result[outside] = None
    area[outside] = np.nan

    _report_repairs(licences, shapes, polygon & ~outside, crs, log)
    for i, hectares in zip(np.flatnonzero(outside), abroad_ha, strict=True):
        log.add(
            "licence.outside_country",
            "row",
            source_row=licences["source_row"].iloc[i],
            key=str(licences["code"].iloc[i]),
            found="coordinates wholly outside the country",
            expected=f"degrees inside {bbox}",
            action="Set aside; check the order of the coordinates and `datasets.licences.crs`.",
            area_ha=hectares if np.isfinite(hectares) else None,
        )
    found = np.where(is_point & ~outside, "point", np.where(np.isfinite(area), "exact", "none"))
    stated = licences["geometry_quality"].astype("string").str.strip().str.casefold().fillna("")
    approximate = (stated == "approximate") & (found == "exact")
    licences = licences.set_geometry(gpd.GeoSeries(result, index=licences.index, crs=crs))
    licences["geometry_quality"] = np.where(approximate, "approximate", found)
    licences["area_ha"] = area
    licences["abroad"] = outside
    return licences


def _outside(
    licences: gpd.GeoDataFrame, shapes: np.ndarray, bbox: tuple[float, float, float, float]
) -> np.ndarray:
    bounds = gpd.GeoSeries(shapes, crs=licences.crs).to_crs("EPSG:4326").bounds
    west, south, east, north = bbox
    inside = (
        (bounds["maxx"] >= west)
        & (bounds["minx"] <= east)
        & (bounds["maxy"] >= south)
        & (bounds["miny"] <= north)
    )
    return np.asarray(~inside)


def _report_repairs(
    licences: gpd.GeoDataFrame,
    shapes: np.ndarray,
    polygon: np.ndarray,
    crs: str,
    log: IssueLog,
) -> None:
    broken = polygon & ~shapely.is_valid(shapes)
    if not broken.any():
        return
    # Corners alone, so that the difference is that of the repair: an invalid ring has no edges to
    # densify.
    raw = gpd.GeoSeries(geometry.only(shapes, broken), crs=licences.crs)
    before_ha = geometry.area_ha(np.asarray(raw.to_crs(crs).array, dtype=object))
    repaired = geometry.to_analysis_crs(gpd.GeoDataFrame(geometry=raw), crs)
    after_ha = geometry.area_ha(geometry.shapes_of(repaired))
    for i in np.flatnonzero(broken):
        left = np.isfinite(after_ha[i])
        log.add(
            "licence.invalid_ring" if left else "licence.no_area",
            "warn" if left else "row",
            source_row=licences["source_row"].iloc[i],
            key=str(licences["code"].iloc[i]),
            found=str(shapely.is_valid_reason(shapes[i])),
            expected="a valid polygon",
            action=(
                f"Repaired: {before_ha[i]:,.2f} ha before, {after_ha[i]:,.2f} ha after."
                if left
                else "Nothing with an area is left; the row counts without a boundary."
            ),
            area_ha=abs(after_ha[i] - before_ha[i]) if left else before_ha[i],
        )
