"""Shapes as the atlas draws them: simplified, and written as short lists of whole numbers.

For display only. Nothing is ever measured on them.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

#: Degrees that one step of a written coordinate is: about 10 m.
STEP = 1e-4
#: Tolerance that nobody asked for, in metres.
TOLERANCE_M = 250.0
#: Vertices of all units that a page within its budget has room for.
MOST_VERTICES = 120_000


def display_units(units: gpd.GeoDataFrame, tolerance_m: float = TOLERANCE_M) -> gpd.GeoDataFrame:
    """Return units with fewer vertices in EPSG:4326. For display only, never for measuring.

    Parameters
    ----------
    units : GeoDataFrame
        Polygons in a CRS in metres; null geometry allowed.
    tolerance_m : float
        Square root of the area (m²) of the smallest triangle that a vertex may make.

    Returns
    -------
    GeoDataFrame
        The same rows in the same order, coordinates rounded to `STEP`. A border of two units
        stays shared. Rows without geometry are kept, without geometry.

    Raises
    ------
    ValueError
        When the units have no CRS or one in degrees.
    """
    if units.crs is None or units.crs.is_geographic:
        raise ValueError(
            "display_units: found units without a CRS in metres, expected the analysis CRS"
        )
    placed = placed_rows(units)
    simple = shapely.coverage_simplify(units.geometry[placed].values, tolerance_m)
    moved = gpd.GeoSeries(simple, crs=units.crs).to_crs("EPSG:4326")
    rounded = shapely.transform(moved.values, lambda xy: np.round(xy / STEP) * STEP)
    geometry = np.full(len(units), None, dtype=object)
    geometry[placed] = np.asarray(rounded)
    result = pd.DataFrame(units.drop(columns=units.geometry.name))
    return gpd.GeoDataFrame(result, geometry=gpd.array.from_shapely(geometry, crs="EPSG:4326"))


def display_layers(
    *layers: gpd.GeoDataFrame, tolerance_m: float, most: int = MOST_VERTICES
) -> tuple[list[gpd.GeoDataFrame], float]:
    """Return layers of units as a page has room for them, and the tolerance that it took.

    Parameters
    ----------
    layers : GeoDataFrame
        In metres.
    tolerance_m : float
        Where to begin; it is doubled until the vertices fit, and is no smaller for any layer.
    most : int
        Vertices of all layers together.
    """
    while True:
        shown = [display_units(layer, tolerance_m) for layer in layers]
        count = sum(int(shapely.get_num_coordinates(one.geometry.values).sum()) for one in shown)
        if count <= most or tolerance_m <= 0:
            return shown, tolerance_m
        tolerance_m *= 2


def placed_rows(units: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which rows have a shape."""
    return np.asarray(units.geometry.notna() & ~units.geometry.is_empty, dtype=bool)


def written(geometry: shapely.Geometry | None) -> list[Any] | None:
    """Return a shape in EPSG:4326 as whole steps of `STEP`, each from the one before.

    Parameters
    ----------
    geometry : shapely geometry, optional
        A point gives ``[x, y]``; polygons and lines give a list of parts, each a list of rings
        (a line is one ring), each ``[x, y, dx, dy, dx, dy, …]``; the last vertex of a closed ring
        is not written.

    Examples
    --------
    >>> written(shapely.box(0, 0, 0.0002, 0.0001))
    [[[2, 0, 0, 1, -2, 0, 0, -1]]]
    """
    if geometry is None or geometry.is_empty:
        return None
    kind = shapely.get_dimensions(geometry)
    if kind == 0:
        x, y = _steps(shapely.get_coordinates(shapely.point_on_surface(geometry)))[0].tolist()
        return [x, y]
    parts = shapely.get_parts(geometry)
    if kind == 1:
        return [[_deltas(shapely.get_coordinates(part))] for part in parts]
    return [
        [_deltas(shapely.get_coordinates(ring)[:-1]) for ring in shapely.get_rings(part)]
        for part in parts
    ]


def borders(units: gpd.GeoDataFrame, group: str) -> list[Any] | None:
    """Return the borders of groups of units, to be drawn over those of the units."""
    placed = units[placed_rows(units)]
    if group not in units or placed.empty:
        return None
    outlines = [
        shapely.boundary(shapely.union_all(members.geometry.values))
        for _, members in placed.groupby(group)
    ]
    return written(shapely.line_merge(shapely.union_all(outlines)))


def middles(units: gpd.GeoDataFrame) -> list[list[int] | None]:
    """Return a point inside the largest part of every unit, for a sign that stands for it."""
    found: list[list[int] | None] = []
    for geometry in units.geometry:
        if geometry is None or geometry.is_empty:
            found.append(None)
            continue
        parts = shapely.get_parts(geometry)
        largest = parts[int(np.argmax(shapely.area(parts)))]
        centre = shapely.centroid(largest)
        inside = shapely.contains(largest, centre)
        found.append(written(centre if inside else shapely.point_on_surface(largest)))
    return found


def _steps(coordinates: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.round(coordinates / STEP).astype(np.int64)


def _deltas(coordinates: NDArray[np.float64]) -> list[int]:
    steps = _steps(coordinates)
    moves = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    moved = np.r_[True, (moves[1:] != 0).any(axis=1)]
    return [int(step) for step in moves[moved].ravel()]
