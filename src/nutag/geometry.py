"""Geometry: repaired, in the equal-area CRS, polygons only."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod
from pyproj.exceptions import CRSError

from nutag.issues import InputError, Issue

HECTARE_M2 = 10_000.0
KM2_HA = 100.0
EQUAL_AREA_TOLERANCE = 0.001
LONGEST_EDGE_DEG = 0.01
LONGEST_EDGE_M = 1_000.0
MOST_EDGES = 10_000

_ELLIPSOID = Geod(ellps="WGS84")

Geometries = NDArray[np.object_]


def check_equal_area(crs: str, bbox: tuple[float, float, float, float]) -> None:
    """Check that areas in a CRS are true all over the country.

    Parameters
    ----------
    crs : str
        The CRS in which areas are to be measured.
    bbox : tuple of float
        West, south, east, north of the country in degrees.

    Raises
    ------
    InputError
        When the CRS is not known, is not in metres, or is wrong by more than 0.1 percent against
        the ellipsoid in one of the cells of one degree at the corners and in the middle.
    """
    try:
        target = CRS.from_user_input(crs)
    except CRSError:
        raise _crs_fault(f"`{crs}`, which is no CRS", "a PROJ string, WKT or code") from None
    west, south, east, north = bbox
    corners = [(x, y) for x in (west, (west + east) / 2, east) for y in (south, north)]
    cells = np.array([shapely.box(x - 0.5, y - 0.5, x + 0.5, y + 0.5) for x, y in corners])
    cells = shapely.segmentize(cells, 0.01)
    true_m2 = [abs(_ELLIPSOID.geometry_area_perimeter(cell)[0]) for cell in cells]
    projected = gpd.GeoSeries(cells, crs="EPSG:4326").to_crs(target)
    found = shapely.area(np.asarray(projected.array, dtype=object))
    error = float(np.max(np.abs(found / np.array(true_m2) - 1)))
    if not error <= EQUAL_AREA_TOLERANCE:
        raise _crs_fault(
            f"{target.name}, wrong by up to {100 * error:.2g} % of an area in this country",
            "an equal-area CRS in metres",
        )


def _crs_fault(found: str, expected: str) -> InputError:
    return InputError(
        [
            Issue(
                dataset="configuration",
                code="config.not_equal_area",
                severity="stop",
                key="country.analysis_crs",
                found=found,
                expected=expected,
                action="The default in config/config.yaml is one.",
            )
        ]
    )


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


def to_analysis_crs(
    frame: gpd.GeoDataFrame, crs: str, *, densify: bool = False
) -> gpd.GeoDataFrame:
    """Repair, reproject and repair again: a polygon can break when it is projected.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        With polygons in any CRS; missing geometry stays missing.
    crs : str
        The equal-area CRS of the analysis.
    densify : bool
        Whether edges keep the course they have in the CRS of the source, within centimetres.
        Projecting corners alone makes every edge straight in `crs`: a licence drawn along
        parallels then overlaps the neighbour that has another corner on the same line. Leave it
        off for a coverage, whose neighbours share their edges corner by corner.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy in `crs`.
    """
    shapes = repair(shapes_of(frame))
    if densify:
        shapes = densified(shapes, frame.crs)
    repaired = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    projected = repaired.to_crs(crs)
    shapes = shapes_of(projected)
    # What the projection cannot hold has lost its place: no geometry, like an empty one.
    shapes = only(shapes, np.isfinite(shapely.bounds(shapes)).all(axis=1))
    return projected.set_geometry(
        gpd.GeoSeries(repair(shapes), index=frame.index, crs=projected.crs)
    )


def densified(shapes: Geometries, crs: CRS) -> Geometries:
    """Return shapes whose edges are so short that no projection bends them by more than 2 cm.

    Parameters
    ----------
    shapes : array of shapely geometries, shape (n,)
        None stays None. What is larger than anything a licence can be is left as it is.
    crs : pyproj.CRS
        CRS of the shapes.
    """
    edge = longest_edge(crs)
    result = np.array(shapes, dtype=object)
    sane = shapely.length(result) < MOST_EDGES * edge  # NaN, of no geometry, is not
    result[sane] = shapely.segmentize(result[sane], edge)
    return result


def longest_edge(crs: CRS) -> float:
    """Return the length, in the unit of a CRS, of edges that no projection bends by over 2 cm."""
    metre = float(crs.axis_info[0].unit_conversion_factor)
    return LONGEST_EDGE_DEG if crs.is_geographic else LONGEST_EDGE_M / metre


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
