"""Sums of a raster over zones, each cell by the share of it that lies in the zone.

Zones are brought into the plane of the raster's cells, where each cell is a square of one unit and
a rotated raster is like any other. The raster is read in windows. In a window, tiles of cells that
lie inside a zone are added up as they are, and exactextract does those that a border crosses.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from math import isqrt
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from exactextract import exact_extract
from exactextract.feature import JSONFeature, JSONFeatureSource
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from rasterio import Affine
from rasterio.enums import MaskFlags
from rasterio.windows import Window

from nutag.geometry import (
    HECTARE_M2,
    LONGEST_EDGE_DEG,
    LONGEST_EDGE_M,
    Geometries,
    polygons_only,
    repair,
)

#: Cells along the side of a tile: smaller ones leave less to exactextract, but are more.
TILE = 64
#: Cells that a process holds at one time, each with about 40 bytes.
WINDOW_CELLS = 1024 * 1024
#: Fewer cells than this are not worth the start of a process.
CELLS_TO_SHARE = 8 * WINDOW_CELLS
#: The areas of cells that differ by less all over the zones are taken as one.
SAME_AREA = 1e-6
#: In other rasters the area of a cell is computed at points so far apart, and interpolated.
AREA_STEP_M = 25_000.0

_CACHE_MB = 64
_KM2_M2 = 1e6
_EQUAL_AREA = "EPSG:6933"  # of all the Earth
#: Twice round the Earth, and half a degree for cells beyond a pole.
_MOST_LON, _MOST_LAT = 720.0, 90.5
#: What is left of a subtraction is not land.
_DUST = 1e-9
#: Cells by which rounding alone never makes the cells of a piece differ from its area.
_CELL_LOST = 0.01
_SINGLE = 1e-6
#: In a tile with very many zones it is not worth while to look for those that fill it.
_NEAR_ROWS = 16

Floats = NDArray[np.float64]
Layer = NDArray[Any]
#: Takes the values of a window and which are missing, both its own to change; returns what to sum.
Layers = Callable[[NDArray[Any], NDArray[np.bool_]], list[Layer]]
#: A window, and the zones that may reach into it.
_Task = tuple[Window, NDArray[np.intp]]


class RasterFault(ValueError):
    """A raster or zones that cannot be measured; the text says what was found."""


class NoCRS(RasterFault):
    """A raster, or zones, that name no CRS."""


class WrongCRS(RasterFault):
    """A raster whose place cannot be in the CRS that it names."""


def zonal_sums(
    path: Path,
    zones: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    quantity: Literal["count", "density"] = "count",
    threads: int = 2,
) -> pd.DataFrame:
    """Sum a raster over zones, each cell by the share of it that lies in the zone.

    Parameters
    ----------
    path : Path
        A raster of any CRS and resolution, also a rotated one; its first band is read.
    zones : geopandas.GeoDataFrame or GeoSeries
        Polygons in any CRS, which may overlap; None and empty ones have no total.
    quantity : {"count", "density"}
        Whether a cell holds a number of its own, such as people, or one per square kilometre,
        which is multiplied by the area of the cell on the ellipsoid.
    threads : int
        Processes that share the windows of a large raster (on Linux; elsewhere one does all).
        The result does not depend on their number.

    Returns
    -------
    pandas.DataFrame
        A row a zone with the index of `zones`: ``total``, the sum over the land of the zone that
        has a value, NaN where none has; ``covered_pct``, the share of the zone's area that lies on
        the raster; ``valued_pct``, the share that lies on cells with a value. The shares are NaN
        for a zone without area. A negative number is no value, as no count is negative.

    Raises
    ------
    NoCRS
        Where the raster or the zones name no CRS.
    WrongCRS
        Where the raster cannot lie where it says.
    rasterio.errors.RasterioError
        Where the file cannot be read.

    Notes
    -----
    A quantity is spread evenly over the plane of its cell. In degrees a border that cuts a cell of
    0.25 degrees in half from west to east puts 0.1 % of the cell on the wrong side; in a cell of
    100 m it is nothing.
    """
    if quantity not in ("count", "density"):
        raise ValueError(f"quantity is {quantity!r}; it must be 'count' or 'density'")

    by_area = quantity == "density"
    found = _measure(path, zones, _amounts, by_area=by_area, threads=threads)
    return found.table({"total": found.sums[:, 0] / (_KM2_M2 if by_area else 1)})


def zonal_class_areas(
    path: Path,
    zones: gpd.GeoDataFrame | gpd.GeoSeries,
    classes: Mapping[str, Sequence[int]],
    *,
    threads: int = 2,
) -> pd.DataFrame:
    """Return the true hectares of each class of a raster in zones.

    Parameters
    ----------
    path, zones, threads
        As for `zonal_sums`.
    classes : mapping of str to sequence of int
        The values of the raster that make up each class.

    Returns
    -------
    pandas.DataFrame
        A row a zone with the index of `zones`: ``<class>_ha`` in the order of `classes` and
        ``other_ha`` of all other values, NaN where no land of the zone has a value; ``covered_pct``
        and ``valued_pct`` as in `zonal_sums`. The classes and other land add up to ``valued_pct``
        of the zone's area.

    Raises
    ------
    NoCRS, WrongCRS, rasterio.errors.RasterioError
        As for `zonal_sums`.
    ValueError
        Where a value stands under two classes.

    Notes
    -----
    A cell has its area on the ellipsoid, whatever the CRS of the raster: to 1e-6 in an equal-area
    CRS and in degrees, and to 1e-5 in others.
    """
    listed = list(chain.from_iterable(classes.values()))
    twice = sorted({value for value in listed if listed.count(value) > 1})
    if twice:
        raise ValueError(f"values under more than one class: {', '.join(map(str, twice))}")

    layers = partial(_classes, [tuple(values) for values in classes.values()])
    found = _measure(path, zones, layers, by_area=True, threads=threads)
    names = [*(f"{name}_ha" for name in classes), "other_ha"]
    return found.table(dict(zip(names, found.sums.T / HECTARE_M2, strict=True)))


def _amounts(values: NDArray[Any], missing: NDArray[np.bool_]) -> list[Layer]:
    missing |= ~(values >= 0)  # NaN is not
    np.copyto(values, 0, where=missing)
    return [values]


def _classes(
    classes: Sequence[Sequence[int]], values: NDArray[Any], missing: NDArray[np.bool_]
) -> list[Layer]:
    if values.dtype.kind == "f":
        missing |= np.isnan(values)
    parts = [np.isin(values, of_class) & ~missing for of_class in classes]
    return [*parts, ~np.logical_or.reduce([missing, *parts])]


@dataclass(frozen=True)
class _Found:
    """What zones hold; a row is a zone."""

    index: pd.Index
    #: Sums of the layers, shape (n, k), in square metres where layers were weighted by area.
    sums: Floats
    #: Share of the zone that lies on the raster, from 0 to 1; NaN without area.
    covered: Floats
    #: Share of that land that lies on cells with a value.
    valued: Floats

    def table(self, columns: Mapping[str, Floats]) -> pd.DataFrame:
        shown = {
            name: np.where(self.valued > 0, column, np.nan) for name, column in columns.items()
        }
        shares = {
            "covered_pct": 100 * self.covered,
            "valued_pct": 100 * self.covered * np.where(self.covered > 0, self.valued, 0),
        }
        return pd.DataFrame(shown | shares, index=self.index)


def _measure(
    path: Path,
    zones: gpd.GeoDataFrame | gpd.GeoSeries,
    layers: Layers,
    *,
    by_area: bool,
    threads: int,
) -> _Found:
    """Sum layers of a raster over zones; `by_area` weights them by the areas of cells."""
    with _opened(path) as raster:
        grid = _Grid.of(raster)
        shapes = grid.in_cells(zones)
        windows = list(_windows(raster))
    tree = shapely.STRtree(shapes)
    members = [np.sort(tree.query(shapely.box(*_bounds(window)))) for window in windows]
    on_raster = grid.on_raster(shapes)
    cell_m2 = grid.even_cell_m2(on_raster)
    work = _Work(path, grid, shapes, layers, by_area, cell_m2)
    tasks = [(w, m) for w, m in zip(windows, members, strict=True) if len(m)]

    n_layers = len(layers(np.zeros((1, 1)), np.ones((1, 1), dtype=bool)))
    sums = np.zeros((len(shapes), n_layers + (1 if cell_m2 else 2)))
    # Always in the order of windows, so that the number of processes does not change a digit.
    for (_, zone), part in zip(tasks, _shared(work, tasks, threads), strict=True):
        sums[zone] += part
    all_of_it = shapely.area(on_raster) if cell_m2 else sums[:, -1]
    with np.errstate(invalid="ignore", divide="ignore"):
        valued = sums[:, n_layers] / all_of_it
    return _Found(
        index=zones.index,
        sums=sums[:, :n_layers] * (cell_m2 if cell_m2 and by_area else 1),
        covered=grid.share(on_raster, shapes),
        # exactextract has shares of cells in single precision.
        valued=np.where(valued > 1 - _SINGLE, 1.0, np.nan_to_num(valued)),
    )


@dataclass(frozen=True)
class _Work:
    """What a process does: the sums of its windows."""

    path: Path
    grid: _Grid
    shapes: Geometries
    layers: Layers
    by_area: bool
    #: None where cells differ in area.
    cell_m2: float | None

    def __call__(self, tasks: Sequence[_Task]) -> list[Floats]:
        apart = _Apart(self.shapes)
        with _opened(self.path) as raster:
            return [self._sums(raster, window, zone, apart) for window, zone in tasks]

    def _sums(self, raster: Any, window: Window, zone: NDArray[np.intp], apart: _Apart) -> Floats:
        values, missing = _read(raster, window)
        layers = self.layers(values, missing)
        valued: Layer | None = ~missing if missing.any() else None
        if self.cell_m2 is not None:
            return _sum_window([*layers, valued], self.shapes, zone, window, apart)
        weights = self.grid.cells_m2(window)
        layers = [layer * weights for layer in layers] if self.by_area else layers
        everywhere = np.broadcast_to(weights, missing.shape)
        valued = everywhere if valued is None else valued * weights
        return _sum_window([*layers, valued, everywhere], self.shapes, zone, window, apart)


def _shared(work: _Work, tasks: Sequence[_Task], processes: int) -> list[Floats]:
    """Return the sums of windows, in their order."""
    cells = sum(window.width * window.height for window, _ in tasks)
    if processes <= 1 or cells < CELLS_TO_SHARE or sys.platform != "linux":
        return work(tasks)
    # exactextract holds the interpreter lock, so that threads would wait for each other. A process
    # that starts from the script of a job, as elsewhere than on Linux, would run the job again.
    parts = [tasks[i::processes] for i in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        done = list(pool.map(work, parts))
    result: list[Floats] = [np.empty(0)] * len(tasks)
    for i, sums in enumerate(done):
        result[i::processes] = sums
    return result


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    with rasterio.Env(GDAL_CACHEMAX=_CACHE_MB), rasterio.open(path) as raster:
        yield raster


@dataclass(frozen=True)
class _Grid:
    """Where the cells of a raster lie: cell (row, column) is the square from (column, -row-1)."""

    crs: CRS
    transform: Affine
    frame: shapely.Geometry

    @classmethod
    def of(cls, raster: Any) -> _Grid:
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
        """Return zones in the plane of the cells, valid; None where they have no place there."""
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
    """Return shapes whose edges keep their course when they are reprojected."""
    metre = float(series.crs.axis_info[0].unit_conversion_factor)
    edge = LONGEST_EDGE_DEG if series.crs.is_geographic else LONGEST_EDGE_M / metre
    return np.asarray(shapely.segmentize(np.asarray(series.array, dtype=object), edge))


def _windows(raster: Any) -> Iterator[Window]:
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


def _bounds(window: Window) -> tuple[int, int, int, int]:
    """Return a window in the plane of the cells: left, bottom, right, top."""
    left, top = window.col_off, -window.row_off
    return left, top - window.height, left + window.width, top


def _read(raster: Any, window: Window) -> tuple[NDArray[Any], NDArray[np.bool_]]:
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


def _sum_window(
    layers: list[Layer | None],
    shapes: Geometries,
    zones: NDArray[np.intp],
    window: Window,
    apart: _Apart,
) -> Floats:
    """Return the sums of the layers of a window in some of the shapes, shape (zones, layers).

    A layer that is None is one of ones.
    """
    bounds = _bounds(window)
    local = shapely.clip_by_rect(shapes[zones], *bounds)
    wrong = ~shapely.is_valid(local)
    local[wrong] = polygons_only(shapely.intersection(shapes[zones[wrong]], shapely.box(*bounds)))
    result = np.repeat(np.nan_to_num(shapely.area(local))[:, None], len(layers), axis=1)
    summed = np.array([layer is not None for layer in layers])
    others = [layer for layer in layers if layer is not None]
    result[:, summed] = _sum_tiles(others, local, zones, window, apart)
    return result


def _sum_tiles(
    layers: list[Layer],
    local: Geometries,
    zones: NDArray[np.intp],
    window: Window,
    apart: _Apart,
) -> Floats:
    """Return the sums of layers in the parts of zones that lie in a window."""
    tiles = _tiles(window)
    of_tiles = np.column_stack([_tile_sums(layer) for layer in layers])
    tree = shapely.STRtree(tiles)
    zone, tile = tree.query(local, predicate="intersects")
    whole_zone, whole_tile = tree.query(local, predicate="covers")
    sums = np.zeros((len(zones), len(layers)))
    order = np.lexsort((whole_tile, whole_zone))
    np.add.at(sums, whole_zone[order], of_tiles[whole_tile[order]])

    crossed = np.ones((len(zones), len(tiles)), dtype=bool)
    crossed[whole_zone, whole_tile] = False
    zone, tile = zone[crossed[zone, tile]], tile[crossed[zone, tile]]
    order = np.lexsort((zone, tile))
    zone, tile = zone[order], tile[order]
    pieces = np.empty(len(zone), dtype=object)
    ends = np.searchsorted(tile, np.arange(len(tiles) + 1))
    for i, tile_bounds in enumerate(shapely.bounds(tiles)):
        piece = slice(ends[i], ends[i + 1])
        if piece.start < piece.stop:
            pieces[piece] = shapely.clip_by_rect(local[zone[piece]], *tile_bounds)
    pieces = polygons_only(pieces)
    area = shapely.area(pieces)  # NaN where a zone only touches the tile
    rest, other = apart.rests(zones[zone], tile, area, shapely.area(tiles)[tile])
    found = np.zeros((len(pieces), len(layers)))
    exact = area > 0  # NaN is not
    exact[rest] = False
    found[exact] = _exact_sums(layers, pieces[exact], _bounds(window))
    whole = of_tiles[tile[rest]]
    found[rest] = whole - found[other]
    found[rest] = np.where(found[rest] > _DUST * whole, found[rest], 0)
    np.add.at(sums, zone, found)
    return sums


class _Apart:
    """Which zones have no land in common."""

    def __init__(self, shapes: Geometries):
        self._shapes = shapes
        self._known: dict[tuple[int, int], bool] = {}

    def __call__(self, a: int, b: int) -> bool:
        if (a, b) not in self._known:
            self._known[a, b] = bool(shapely.touches(self._shapes[a], self._shapes[b]))
        return self._known[a, b]

    def rests(
        self,
        zone: NDArray[np.intp],
        tile: NDArray[np.intp],
        area: Floats,
        tile_area: Floats,
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return which pieces are the rest of their tile, and which piece takes the other part.

        Neighbours share their border, and a tile has twice the work; where two zones that have no
        land in common fill a tile, one of them is the tile without the other.
        """
        first, second = _pairs_within(tile)
        fill = np.abs(area[first] + area[second] - tile_area[first]) < _DUST * tile_area[first]
        rest: dict[int, int] = {}
        taken: set[int] = set()
        # The larger one has more cells.
        smaller = np.where(area[first] <= area[second], first, second)[fill]
        larger = np.where(area[first] <= area[second], second, first)[fill]
        for a, b in zip(smaller.tolist(), larger.tolist(), strict=True):
            free = a not in rest and b not in rest and b not in taken
            if free and self(int(zone[a]), int(zone[b])):
                rest[b] = a
                taken.add(a)
        return np.array(list(rest), dtype=np.intp), np.array(list(rest.values()), dtype=np.intp)


def _pairs_within(group: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return pairs of rows of one group that are near each other; `group` is sorted."""
    firsts, seconds = [], []
    for step in range(1, min(len(group), _NEAR_ROWS)):
        first = np.flatnonzero(group[step:] == group[:-step])
        if not len(first):
            break
        firsts.append(first)
        seconds.append(first + step)
    if not firsts:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    return np.concatenate(firsts), np.concatenate(seconds)


def _tiles(window: Window) -> Geometries:
    """Return the tiles of a window, row by row."""
    left, bottom, right, top = _bounds(window)
    x = np.append(np.arange(left, right, TILE), right)
    y = np.append(np.arange(top, bottom, -TILE), bottom)
    return np.asarray(
        shapely.box(x[None, :-1], y[1:, None], x[None, 1:], y[:-1, None]), dtype=object
    ).ravel()


def _tile_sums(layer: Layer) -> Floats:
    """Return the sum of each tile, row by row."""
    rows, columns = layer.shape
    lack = -rows % TILE, -columns % TILE
    if any(lack):
        layer = np.pad(layer, [(0, lack[0]), (0, lack[1])])
    strips = layer.reshape(-1, TILE, layer.shape[1]).sum(axis=1, dtype=float)
    return np.asarray(strips.reshape(len(strips), -1, TILE).sum(axis=2)).ravel()


class _Piece(JSONFeature):
    """A polygon for exactextract, which reads WKB sooner than GeoJSON."""

    def __init__(self, wkb: bytes):
        super().__init__()
        self.wkb = wkb

    def geometry(self) -> bytes:
        return self.wkb


class _Pieces(JSONFeatureSource):
    def __iter__(self) -> Iterator[_Piece]:
        return map(_Piece, self.src)


def _exact_sums(
    layers: list[Layer], pieces: Geometries, bounds: tuple[int, int, int, int]
) -> Floats:
    """Return the sums of layers in pieces, each cell by its share in the piece."""
    sums = np.zeros((len(pieces), len(layers)))
    filled = [i for i, layer in enumerate(layers) if layer.any()]
    if not len(pieces) or not filled:
        return sums
    sources = [
        NumPyRasterSource(
            layers[i].view(np.uint8) if layers[i].dtype == bool else layers[i],
            *bounds,
            name=f"layer_{i}",
        )
        for i in filled
    ]
    sums[:, filled], cells = _extracted(sources, pieces)
    # Where an edge runs through the very corner of a cell, exactextract 0.3.0 may take the cell for
    # empty, or for full.
    for i in np.flatnonzero(np.abs(cells - shapely.area(pieces)) > _CELL_LOST):
        sums[i] = _cell_by_cell(layers, pieces[i], bounds)
    return sums


def _cell_by_cell(
    layers: list[Layer], piece: shapely.Geometry, bounds: tuple[int, int, int, int]
) -> Floats:
    """Return the sums of layers in one piece, cut by every cell that it reaches."""
    left, _, _, top = bounds
    west, south, east, north = shapely.bounds(piece)
    columns = np.arange(int(np.floor(west)), int(np.ceil(east)))
    rows = np.arange(int(np.floor(-north)), int(np.ceil(-south)))
    x, y = np.meshgrid(columns, -rows)
    share = shapely.area(shapely.intersection(shapely.box(x, y - 1, x + 1, y), piece))
    here = np.ix_(rows + top, columns - left)
    return np.array([float((layer[here] * share).sum()) for layer in layers])


def _extracted(sources: list[NumPyRasterSource], pieces: Geometries) -> tuple[Floats, Floats]:
    """Return the sums of rasters in pieces, and the cells that each piece has, by their shares."""
    wkb = _Pieces(list(shapely.to_wkb(pieces)))
    frame = exact_extract(sources, wkb, ["sum", "count"], output="pandas")
    sums = [name for name in frame if name.endswith("sum")]
    counts = [name for name in frame if name.endswith("count")]
    return frame[sums].to_numpy(dtype=float, copy=True), frame[counts[0]].to_numpy(
        dtype=float, copy=True
    )
