"""Holes that a register has lost: land of other licences inside a polygon that is too large."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from nutag import geometry
from nutag.declared_areas import COLUMN, differing
from nutag.issues import IssueLog
from nutag.licence_numbers import number_key

#: Part of the declared area by which the polygon without its holes may still differ.
EXPLAINS = 0.02
# Part of a licence that may stand out of the one around it: corners are rounded.
_STANDS_OUT = 0.001


def cut_lost_holes(
    licences: gpd.GeoDataFrame, cut: bool, log: IssueLog
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Cut licences out of those around them, where that explains the declared area.

    Exports that keep one ring a licence lose the holes in which other licences lie. The polygon is
    then larger than the declared area, by the area of the licences wholly inside it.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        ``source_row``, ``code``, ``area_ha``, ``area_declared_ha`` and geometry in the analysis
        CRS.
    cut : bool
        Whether the holes are cut; else they are reported.
    log : IssueLog
        Gets an issue for every lost hole, with both areas.

    Returns
    -------
    licences : geopandas.GeoDataFrame
        With ``geometry`` and ``area_ha`` without the holes.
    explained : pandas.Series of bool
        Rows whose difference is a lost hole, cut or not.
    """
    explained = pd.Series(False, index=licences.index)
    larger = np.flatnonzero(differing(licences) & (licences["area_ha"] > licences[COLUMN]))
    shapes = geometry.shapes_of(licences)
    polygons = geometry.only(shapes, licences["area_ha"].notna().to_numpy())
    area, declared = licences["area_ha"].to_numpy(), licences[COLUMN].to_numpy()
    number = licences["code"].map(number_key)
    result, left_ha = shapes.copy(), area.copy()
    outer, inner = _contained(polygons, area, larger)
    for i in np.unique(outer):
        holes = inner[(outer == i) & (number.iloc[inner] != number.iloc[i]).to_numpy()]
        chosen, shape = _explanation(polygons, i, holes, declared[i])
        if shape is None:
            continue
        explained.iloc[i] = True
        after_ha = float(geometry.area_ha(np.array([shape]))[0])
        if cut:
            result[i], left_ha[i] = shape, after_ha
        names = ", ".join(f"{licences['code'].iloc[j]}" for j in chosen)
        log.add(
            "licence.lost_hole",
            "warn",
            source_row=licences["source_row"].iloc[i],
            key=str(licences["code"].iloc[i]),
            found=f"{area[i]:,.1f} vs {declared[i]:,.1f} ha declared; "
            f"{'licence' if len(chosen) == 1 else 'licences'} {names} inside "
            f"{'explains' if len(chosen) == 1 else 'explain'} {area[i] - after_ha:,.1f} ha",
            expected="a polygon with the hole in which the other licence lies",
            action=f"hole cut: {'yes' if cut else 'no'} (`datasets.{log.dataset}.cut_holes`); "
            f"{left_ha[i]:,.1f} ha are used.",
            area_ha=area[i] - after_ha,
        )
    licences = licences.set_geometry(gpd.GeoSeries(result, index=licences.index, crs=licences.crs))
    return licences.assign(area_ha=left_ha), explained


def _contained(
    polygons: geometry.Geometries, area: NDArray[np.float64], larger: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return pairs of a polygon that is too large and another that lies wholly inside it."""
    which, inner = shapely.STRtree(polygons).query(polygons[larger], predicate="intersects")
    outer = larger[which]
    smaller = area[inner] < area[outer] * (1 - _STANDS_OUT)
    outer, inner = outer[smaller], inner[smaller]
    common = geometry.area_ha(shapely.intersection(polygons[outer], polygons[inner]))
    inside = common >= area[inner] * (1 - _STANDS_OUT)
    outer, inner = outer[inside], inner[inside]
    order = np.lexsort((inner, outer))
    return outer[order], inner[order]


def _explanation(
    polygons: geometry.Geometries, i: int, holes: NDArray[np.intp], declared_ha: float
) -> tuple[NDArray[np.intp], shapely.Geometry | None]:
    """Return what explains a difference, all licences inside or one, and the polygon without."""
    for chosen in [holes, *(holes[k : k + 1] for k in range(len(holes)) if len(holes) > 1)]:
        if not len(chosen):
            continue
        left = geometry.polygons_only(
            np.array([shapely.difference(polygons[i], shapely.union_all(polygons[chosen]))])
        )
        if abs(geometry.area_ha(left)[0] / declared_ha - 1) <= EXPLAINS:
            return chosen, left[0]
    return holes, None
