"""The grid of a raster: where its cells lie, and the windows and tiles that it is read in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import isqrt
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from rasterio import Affine
from rasterio.enums import MaskFlags
from rasterio.windows import Window

from nutag.geometry import Geometries, longest_edge, polygons_only, repair

#: Cells along the side of a tile: smaller ones leave less to exactextract, but are more.
TILE = 64
#: Cells that a process holds at one time, each with about 40 bytes.
WINDOW_CELLS = 1024 * 1024
#: The areas of cells that differ by less all over the zones are taken as one.
SAME_AREA = 1e-6
#: In other rasters the area of a cell is computed at points so far apart, and interpolated.
AREA_STEP_M = 25_000.0

_CACHE_MB = 64
_EQUAL_AREA = "EPSG:6933"  # of all the Earth
#: Twice round the Earth, and half a degree for cells beyond a pole.
_MOST_LON, _MOST_LAT = 720.0, 90.5

Floats = NDArray[np.float64]


class NoCRS(ValueError):
    """A raster, or zones, that name no CRS."""


class WrongCRS(ValueError):
    """A raster whose place cannot be in the CRS that it names."""


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a raster whose blocks take little memory.

    Raises
    ------
    rasterio.errors.RasterioError
        Where the file cannot be read.
    """
    with rasterio.Env(GDAL_CACHEMAX=_CACHE_MB), rasterio.open(path) as raster:
        yield raster


@dataclass(frozen=True)
class RasterGrid:
    """Where the cells of a raster lie: cell (row, column) is the square from (column, -row-1).

    Attributes
    ----------
    crs : pyproj.CRS
        Of the raster.
    transform : rasterio.Affine
        From column and row to the CRS.
    frame : shapely.Polygon
        The raster in the plane of its cells.
    """

    crs: CRS
    transform: Affine
    frame: shapely.Geometry

    @classmethod
    def of(cls, raster: Any) -> RasterGrid:
        """Return the grid of an open raster.

        Raises
        ------
        NoCRS
            Where it names no CRS.
        WrongCRS
            Where it cannot lie where it says.
        """
        if raster.crs is None:
            raise NoCRS("a raster that names no CRS")
        crs = CRS.from_user_input(raster.crs)
        grid = cls(crs, raster.transform, shapely.box(0, -raster.height, raster.width, 0))
        corners = shapely.get_coordinates(grid.in_crs(np.array([grid.frame])))
        if crs.is_geographic and (np.abs(corners) > (_MOST_LON, _MOST_LAT)).any():
            x, y = corners[np.abs(corners).sum(axis=1).argmax()]
            raise WrongCRS(f"a raster in degrees ({crs.name}) with a corner at {x:,.0f}, {y:,.0f}")
        return grid

    def in_cells(self, zones: gpd.GeoDataFrame | gpd.GeoSeries) -> Geometries:
        """Return zones in the plane of the cells, valid; None where they have no place there.

        Raises
        ------
        NoCRS
            Where the zones name none.
        """
        if zones.crs is None:
            raise NoCRS("zones that name no CRS")
        series = gpd.GeoSeries(zones.geometry)
        if CRS.from_user_input(zones.crs) != self.crs:
            series = gpd.GeoSeries(_densified(series), crs=zones.crs).to_crs(self.crs)
        shapes = np.array(series.array, dtype=object)
        shapes[~np.isfinite(shapely.bounds(shapes)).all(axis=1)] = None
        to_cells = ~self.transform
        return repair(shapely.transform(shapes, lambda xy: _applied(to_cells, xy) * (1, -1)))

    def in_crs(self, shapes: Geometries) -> Geometries:
        """Return shapes in the plane of the cells in the CRS of the raster."""
        return np.asarray(
            shapely.transform(shapes, lambda xy: _applied(self.transform, xy * (1, -1)))
        )

    def on_raster(self, shapes: Geometries) -> Geometries:
        """Return what of shapes lies on the raster."""
        result = shapes.copy()
        outside = ~shapely.covers(self.frame, shapes) & ~shapely.is_missing(shapes)
        result[outside] = polygons_only(shapely.intersection(shapes[outside], self.frame))
        return result

    def share(self, parts: Geometries, wholes: Geometries) -> Floats:
        """Return the share of the true area of each whole that its part is."""

        def areas(shapes: Geometries) -> Floats:
            places = shapely.transform(
                _densified(gpd.GeoSeries(self.in_crs(shapes), crs=self.crs)),
                lambda xy: np.column_stack(_to_equal_area(self.crs).transform(*xy.T)),
            )
            return np.nan_to_num(shapely.area(places))

        share = np.where(shapely.area(wholes) > 0, 1.0, np.nan)
        some = np.flatnonzero((parts != wholes) & (share == 1))
        if len(some):
            share[some] = np.minimum(areas(parts[some]) / areas(wholes[some]), 1)
        return share

    def cell_m2(self, columns: Floats, rows: Floats) -> Floats:
        """Return the true areas of cells, shape (rows, columns).

        The middles of the four sides are brought to an equal-area projection; the lines between
        opposite ones span the cell.
        """
        x, y = np.meshgrid(columns + 0.5, rows + 0.5)
        sides = [(x - 0.5, y), (x + 0.5, y), (x, y - 0.5), (x, y + 0.5)]
        project = _to_equal_area(self.crs).transform
        left, right, top, bottom = (
            np.stack(project(*_moved(self.transform, *side))) for side in sides
        )
        with np.errstate(invalid="ignore"):  # where the projection has no place
            across, down = right - left, bottom - top
            return np.abs(across[0] * down[1] - across[1] * down[0])

    def cell_m(self) -> float:
        """Return the metres of the longer side of the cell in the middle of the raster."""
        left, bottom, right, top = shapely.bounds(self.frame)
        columns = (left + right) / 2 + np.array([-0.5, 0.5, 0, 0])
        rows = -(bottom + top) / 2 + np.array([0, 0, -0.5, 0.5])
        x, y = _moved(self.transform, columns, rows)
        lon, lat = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True).transform(x, y)
        sides = Geod(ellps="WGS84").inv(lon[::2], lat[::2], lon[1::2], lat[1::2])[2]
        return float(np.max(sides))

    def even_cell_m2(self, places: Geometries) -> float | None:
        """Return the area of a cell where it is the same all over the places, else None."""
        if shapely.is_missing(places).all():
            return 1.0  # nothing is there to be measured
        left, bottom, right, top = shapely.total_bounds(places)
        found = self.cell_m2(np.linspace(left, right, 9) - 0.5, np.linspace(-top, -bottom, 9) - 0.5)
        middle = float(np.nanmedian(found))
        return middle if np.nanmax(np.abs(found / middle - 1)) < SAME_AREA else None

    def cells_m2(self, window: Window) -> Floats:
        """Return the areas of the cells of a window, as an array that broadcasts to its shape."""
        columns = window.col_off + np.arange(window.width, dtype=float)
        rows = window.row_off + np.arange(window.height, dtype=float)
        if self.crs.is_geographic and self.transform.d == 0:
            return self.cell_m2(columns[:1], rows)  # a row lies on one parallel
        step = max(1, int(AREA_STEP_M / np.sqrt(self.cell_m2(columns[:1], rows[:1])[0, 0])))
        some_columns, some_rows = _nodes(columns, step), _nodes(rows, step)
        found = self.cell_m2(some_columns, some_rows)
        across = np.stack([np.interp(columns, some_columns, row) for row in found])
        after = np.clip(np.searchsorted(some_rows, rows), 1, len(some_rows) - 1)
        if len(some_rows) == 1:
            return across
        share = (rows - some_rows[after - 1]) / (some_rows[after] - some_rows[after - 1])
        return np.asarray(across[after - 1] * (1 - share)[:, None] + across[after] * share[:, None])


@cache
def _to_equal_area(crs: CRS) -> Transformer:
    return Transformer.from_crs(crs, _EQUAL_AREA, always_xy=True)


def _applied(transform: Affine, xy: Floats) -> Floats:
    return np.column_stack(_moved(transform, *xy.T))


def _moved(transform: Affine, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    a, b, c, d, e, f = transform[:6]
    return a * x + b * y + c, d * x + e * y + f


def _nodes(places: Floats, step: int) -> Floats:
    return np.unique(np.append(places[::step], places[-1]))


def _densified(series: gpd.GeoSeries) -> Geometries:
    """Return shapes, whatever their size, whose edges keep their course when they are projected."""
    return np.asarray(
        shapely.segmentize(np.asarray(series.array, dtype=object), longest_edge(series.crs))
    )


def windows(raster: Any) -> Iterator[Window]:
    """Yield windows that take up whole blocks of the raster as far as these are small enough."""
    block_rows, block_columns = raster.block_shapes[0]
    if block_columns >= raster.width:
        columns = min(raster.width, _fitting(WINDOW_CELLS // TILE, TILE))
    else:
        columns = _fitting(isqrt(WINDOW_CELLS), block_columns)
    rows = _fitting(WINDOW_CELLS // columns, block_rows)
    for row in range(0, raster.height, rows):
        for column in range(0, raster.width, columns):
            yield Window(
                column, row, min(columns, raster.width - column), min(rows, raster.height - row)
            )


def _fitting(most: int, step: int) -> int:
    """Return the most whole steps; of tiles, where a step is larger than all of it."""
    return max(most // step * step or most // TILE * TILE, 1)


def bounds(window: Window) -> tuple[int, int, int, int]:
    """Return a window in the plane of the cells: left, bottom, right, top."""
    left, top = window.col_off, -window.row_off
    return left, top - window.height, left + window.width, top


def read(raster: Any, window: Window) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return the values of a window, and which are missing."""
    values = raster.read(1, window=window)
    flags = raster.mask_flag_enums[0]
    if MaskFlags.all_valid in flags:
        missing = np.zeros(values.shape, dtype=bool)
    elif flags == [MaskFlags.nodata]:  # sooner than by the mask, which reads all once more
        missing = values == raster.nodata
    else:
        missing = raster.read_masks(1, window=window) == 0
    scale, offset = raster.scales[0], raster.offsets[0]
    if (scale, offset) != (1, 0):
        values = values * scale + offset
    return values, missing


def tiles(window: Window) -> Geometries:
    """Return the tiles of a window, row by row."""
    left, bottom, right, top = bounds(window)
    x = np.append(np.arange(left, right, TILE), right)
    y = np.append(np.arange(top, bottom, -TILE), bottom)
    return np.asarray(
        shapely.box(x[None, :-1], y[1:, None], x[None, 1:], y[:-1, None]), dtype=object
    ).ravel()


def tile_sums(layer: NDArray[Any]) -> Floats:
    """Return the sum of each tile, row by row."""
    rows, columns = layer.shape
    lack = -rows % TILE, -columns % TILE
    if any(lack):
        layer = np.pad(layer, [(0, lack[0]), (0, lack[1])])
    strips = layer.reshape(-1, TILE, layer.shape[1]).sum(axis=1, dtype=float)
    return np.asarray(strips.reshape(len(strips), -1, TILE).sum(axis=2)).ravel()
