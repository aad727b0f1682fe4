"""Geometry: repaired, in the equal-area CRS, polygons only."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

HECTARE_M2 = 10_000.0
KM2_HA = 100.0

Geometries = NDArray[np.object_]


def only(shapes: Geometries, chosen: NDArray[np.bool_]) -> Geometries:
    """Return the chosen geometries, None in place of the others.

    Parameters
    ----------
    shapes : array of shapely geometries, shape (n,)
        Left as it is.
    chosen : array of bool, shape (n,)
        Which to keep.
    """
    result = np.array(shapes, dtype=object)
    result[~chosen] = None
    return result


def polygons_only(geometry: Geometries) -> Geometries:
    """Return the polygonal part of each geometry.

    Parameters
    ----------
    geometry : array of shapely geometries, shape (n,)
        Any type; None stays None.

    Returns
    -------
    array of shapely geometries, shape (n,)
        Polygon or MultiPolygon; None where nothing polygonal is left.
    """
    result = np.array(geometry, dtype=object)
    types = shapely.get_type_id(result)
    for i in np.flatnonzero(~np.isin(types, (-1, 3, 6))):
        parts = shapely.get_parts(result[i])
        while (shapely.get_type_id(parts) == 7).any():  # nested collections
            parts = shapely.get_parts(parts)
        polygonal = np.isin(shapely.get_type_id(parts), (3, 6))
        faces = shapely.get_parts(parts[polygonal])
        result[i] = shapely.union_all(faces) if len(faces) else None
    result[shapely.is_empty(result)] = None
    return result


def repair(geometry: Geometries) -> Geometries:
    """Return valid polygons: rings repaired, lines and points dropped.

    Parameters
    ----------
    geometry : array of shapely geometries, shape (n,)
        None stays None.

    Returns
    -------
    array of shapely geometries, shape (n,)
        Valid Polygon or MultiPolygon, or None where no polygon is left.

    Notes
    -----
    Rings are rebuilt by the GEOS "structure" method, which keeps the area that a self-touching
    ring encloses and does not turn overlapping parts into holes.
    """
    result = np.array(shapely.force_2d(geometry), dtype=object)
    invalid = ~shapely.is_valid(result) & ~shapely.is_missing(result)
    if invalid.any():
        result[invalid] = shapely.make_valid(
            result[invalid], method="structure", keep_collapsed=False
        )
    return polygons_only(result)


def to_analysis_crs(frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    """Repair, reproject and repair again: a polygon can break when it is projected.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        With polygons in any CRS; missing geometry stays missing.
    crs : str
        The equal-area CRS of the analysis.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy in `crs`.
    """
    repaired = frame.set_geometry(
        gpd.GeoSeries(repair(shapes_of(frame)), index=frame.index, crs=frame.crs)
    )
    projected = repaired.to_crs(crs)
    return projected.set_geometry(
        gpd.GeoSeries(repair(shapes_of(projected)), index=frame.index, crs=projected.crs)
    )


def shapes_of(frame: gpd.GeoDataFrame) -> Geometries:
    """Return the geometry of a frame as a plain array of shapely geometries, shape (n,)."""
    return np.asarray(frame.geometry.array, dtype=object)


def area_ha(geometry: Geometries) -> NDArray[np.float64]:
    """Return areas in hectares; NaN where there is no geometry.

    Parameters
    ----------
    geometry : array of shapely geometries, shape (n,)
        In an equal-area CRS with metres.
    """
    return np.asarray(shapely.area(geometry), dtype=float) / HECTARE_M2
