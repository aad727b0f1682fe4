"""Sums of a raster over zones, each cell by the share of it that lies in the zone.

Zones are brought into the plane of the raster's cells, where each cell is a square of one unit and
a rotated raster is like any other. The raster is read in windows. In a window, tiles of cells that
lie inside a zone are added up as they are, and exactextract does those that a border crosses.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from exactextract import exact_extract
from exactextract.feature import JSONFeature, JSONFeatureSource
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from rasterio.windows import Window

from nutag import raster_grid
from nutag.geometry import HECTARE_M2, Geometries, polygons_only
from nutag.raster_grid import WINDOW_CELLS, Floats, RasterGrid

#: Fewer cells than this are not worth the start of a process.
CELLS_TO_SHARE = 8 * WINDOW_CELLS
_KM2_M2 = 1e6
#: What is left of a subtraction is not land.
_DUST = 1e-9
#: Cells by which rounding alone never makes the cells of a piece differ from its area.
_CELL_LOST = 0.01
_SINGLE = 1e-6
#: In a tile with very many zones it is not worth while to look for those that fill it.
_NEAR_ROWS = 16

Layer = NDArray[Any]
#: Takes the values of a window and which are missing, both its own to change; returns what to sum.
Layers = Callable[[NDArray[Any], NDArray[np.bool_]], list[Layer]]
#: A window, and the zones that may reach into it.
_Task = tuple[Window, NDArray[np.intp]]


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
    with raster_grid.opened(path) as raster:
        grid = RasterGrid.of(raster)
        shapes = grid.in_cells(zones)
        windows = list(raster_grid.windows(raster))
    tree = shapely.STRtree(shapes)
    members = [np.sort(tree.query(shapely.box(*raster_grid.bounds(window)))) for window in windows]
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
    grid: RasterGrid
    shapes: Geometries
    layers: Layers
    by_area: bool
    #: None where cells differ in area.
    cell_m2: float | None

    def __call__(self, tasks: Sequence[_Task]) -> list[Floats]:
        apart = _Apart(self.shapes)
        with raster_grid.opened(self.path) as raster:
            return [self._sums(raster, window, zone, apart) for window, zone in tasks]

    def _sums(self, raster: Any, window: Window, zone: NDArray[np.intp], apart: _Apart) -> Floats:
        values, missing = raster_grid.read(raster, window)
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
    bounds = raster_grid.bounds(window)
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
    tiles = raster_grid.tiles(window)
    of_tiles = np.column_stack([raster_grid.tile_sums(layer) for layer in layers])
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
    found[exact] = _exact_sums(layers, pieces[exact], raster_grid.bounds(window))
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
