"""A population surface: where the people of each soum are likely to live, modelled.

A table says how many people a soum has and not where. This surface lays a share of them around the
settlements of the soum and the rest evenly on its land, so that people near a licence can be
estimated where no population raster is at hand. It is a model: no cell was counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from affine import Affine
from shapely.geometry.base import BaseGeometry

from nutag.geometry import Geometries, shapes_of
from nutag.issues import IssueLog

#: Where the people of a soum were laid.
BASES = ("settlements", "even", "centre", "province", "none")
#: A cell of which a larger share is no land of a soum stays empty: all people are in soums.
MOST_OUTSIDE = 1e-5
#: People by which a soum may differ from its number; half of one is said.
TOLERANCE, MOST_OFF = 0.01, 0.5
MOST_ROUNDS = 5000
TILE = 256

_ASSUMED = {
    "even": "without a settlement on their land are spread evenly",
    "centre": "without a polygon stand at their centres",
    "province": "with neither a polygon nor a centre are laid on their provinces",
}


class Surface(NamedTuple):
    """People in each cell, and how they came there.

    Parameters
    ----------
    values : array of float32, shape (rows, columns)
        People in the cell, modelled; the first row is the northernmost. NaN where no soum has land,
        and on the land of soums whose people are not known: missing is not zero.
    transform : affine.Affine
        From column and row to metres in the CRS of the analysis.
    units : pandas.DataFrame
        A row a soum: ``soum_id``, ``name_en``, ``people`` (NaN: not known), ``basis`` (one of
        `BASES`), ``off`` (people in its polygon less those that belong there; NaN without).
    """

    values: np.ndarray
    transform: Affine
    units: pd.DataFrame


class Grid(NamedTuple):
    """Cells of one size that cover an extent: edges are multiples of the size."""

    west: float
    north: float
    rows: int
    columns: int
    cell_m: float

    @classmethod
    def over(cls, bounds: Iterable[float], cell_m: float) -> Grid:
        """Return the grid over ``west, south, east, north``."""
        west, south, east, north = bounds
        first, last = np.floor(west / cell_m), np.ceil(east / cell_m)
        bottom, top = np.floor(south / cell_m), np.ceil(north / cell_m)
        rows, columns = int(top - bottom), int(last - first)
        return cls(float(first * cell_m), float(top * cell_m), rows, columns, cell_m)

    @property
    def n(self) -> int:
        """Return the number of cells."""
        return self.rows * self.columns


class Cover(NamedTuple):
    """Which share of which cell each shape covers, one entry a shape and cell."""

    shape: np.ndarray
    cell: np.ndarray
    share: np.ndarray

    def total(self, weights: np.ndarray, n: int) -> np.ndarray:
        """Sum a number of every entry by shape; `n` shapes."""
        return np.bincount(self.shape, weights=weights, minlength=n).astype(float)

    def on_cells(self, weights: np.ndarray, n: int) -> np.ndarray:
        """Sum a number of every entry by cell; `n` cells."""
        return np.bincount(self.cell, weights=weights, minlength=n).astype(float)


def population_surface(
    soums: gpd.GeoDataFrame,
    settlements: gpd.GeoDataFrame,
    people: pd.DataFrame,
    *,
    cell_m: float,
    centre_share: float,
    centre_km: float,
    crs: str,
) -> Surface:
    """Lay the people of each soum on its land.

    Of the people of a soum, `centre_share` live within `centre_km` of the settlements on its land
    (several share them by their people, equally where one has no number), the rest evenly on it.
    A soum without a settlement is spread evenly. One without a polygon stands within `centre_km` of
    its centre; one without a centre either is laid on its province as a soum is on its land,
    because its own land is part of its neighbours' there.

    Then the cells are scaled until the people in every polygon, counted by the share of each cell
    that it covers, are those that belong there. Cells that lie partly outside all soums stay empty
    where a soum has others.

    Parameters
    ----------
    soums : geopandas.GeoDataFrame
        ``soum_id``, ``province_id``, ``name_en``, ``centre_lat``, ``centre_lon`` (degrees; missing
        where not known) and polygons (None without a boundary).
    settlements : geopandas.GeoDataFrame
        Points and ``people`` (missing where not known); may have no rows.
    people : pandas.DataFrame
        ``soum_id`` and ``people``; a soum without a row has no number, which is not zero.
    cell_m : float
        Side of a cell, metres.
    centre_share : float
        Share of the people of a soum around its settlements, 0 to 1.
    centre_km : float
        What around means, kilometres.
    crs : str
        The equal-area CRS of the analysis, in metres.

    Returns
    -------
    Surface
        An empty surface of one cell where no soum has land.
    """
    soums = soums.reset_index(drop=True).to_crs(crs)
    number = dict(zip(people["soum_id"], people["people"], strict=True))
    counts = soums["soum_id"].map(number).to_numpy(dtype=float)
    shapes = shapes_of(soums)
    drawn = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    land = np.flatnonzero(drawn)
    basis = np.where(np.isnan(counts), "none", "even").astype(object)
    if not len(land):
        units = _units(soums, counts, np.full(len(soums), "none", dtype=object))
        return Surface(np.full((1, 1), np.nan, "float32"), Affine.scale(cell_m, -cell_m), units)
    polygons, known = shapes[land], ~np.isnan(counts[land])
    radius = 1000 * centre_km
    towns = _Towns(settlements.to_crs(crs), polygons, radius)
    parts = _Parts(polygons, towns, centre_share)
    for k in np.flatnonzero(known):
        basis[land[k]] = parts.lay(counts[land[k]], np.array([k]))

    place = gpd.points_from_xy(soums["centre_lon"], soums["centre_lat"], crs="EPSG:4326")
    centres = np.asarray(place.to_crs(crs))
    centred = soums[["centre_lat", "centre_lon"]].notna().all(axis=1).to_numpy()
    homes = soums["province_id"].to_numpy()
    for i in np.flatnonzero(~drawn & ~np.isnan(counts)):
        disc = shapely.buffer(centres[i], radius, quad_segs=16) if centred[i] else None
        if disc is not None and parts.stand(counts[i], disc, known):
            basis[i] = "centre"
            continue
        province = np.flatnonzero(known & (homes[land] == homes[i]))
        basis[i] = "province" if len(province) else "none"
        if len(province):
            parts.lay(counts[i], province)

    grid = Grid.over(shapely.total_bounds(polygons), cell_m)
    values, off = _on_grid(parts, known, grid, crs)
    units = _units(soums, counts, basis)
    units.loc[land, "off"] = np.where(known, off, np.nan)
    transform = Affine(cell_m, 0, grid.west, 0, -cell_m, grid.north)
    return Surface(values.reshape(grid.rows, grid.columns), transform, units)


def _units(soums: pd.DataFrame, counts: np.ndarray, basis: np.ndarray) -> pd.DataFrame:
    units = pd.DataFrame(soums[["soum_id", "name_en"]])
    return units.assign(people=counts, basis=basis, off=np.nan)


class _Towns:
    """The land around each settlement, in the polygon that it lies in."""

    def __init__(self, settlements: gpd.GeoDataFrame, polygons: Geometries, radius: float) -> None:
        points = shapes_of(settlements)
        pairs = shapely.STRtree(polygons).query(points, predicate="intersects")
        # On a border the first polygon has it.
        point, first = np.unique(pairs[0], return_index=True)
        order = np.lexsort((pairs[1], pairs[0]))
        first = order[np.searchsorted(pairs[0][order], point)]
        self.home = pairs[1][first]
        self.people = settlements["people"].to_numpy(dtype=float)[point]
        around = shapely.buffer(points[point], radius, quad_segs=16)
        self.shapes = shapely.intersection(around, polygons[self.home])

    def weights(self, here: np.ndarray) -> np.ndarray:
        """Return the shares of some of them: by their people, or equal where one has no number."""
        people = self.people[here]
        if np.isnan(people).any() or people.sum() <= 0:
            people = np.ones(len(here))
        return people / people.sum()


class _Parts:
    """People by the shapes on which they are to be laid: polygons, and what is around a place."""

    def __init__(self, polygons: Geometries, towns: _Towns, centre_share: float) -> None:
        self.polygons, self.towns, self.centre_share = polygons, towns, centre_share
        self.area = shapely.area(polygons)
        self.even = np.zeros(len(polygons))
        self.central = np.zeros(len(towns.home))
        self.standing: list[tuple[int, float, BaseGeometry]] = []

    def lay(self, people: float, on: np.ndarray) -> str:
        """Lay people on one polygon or several, and return by what."""
        here = np.flatnonzero(np.isin(self.towns.home, on))
        central = self.centre_share * people if len(here) else 0.0
        self.even[on] += (people - central) * self.area[on] / self.area[on].sum()
        self.central[here] += central * self.towns.weights(here)
        return "settlements" if len(here) else "even"

    def stand(self, people: float, disc: BaseGeometry, known: np.ndarray) -> bool:
        """Lay people on a disc, as far as it is land of soums; return whether any of it is."""
        pieces = shapely.intersection(disc, self.polygons)
        area = np.where(known, shapely.area(pieces), 0.0)
        if area.sum() <= 0:
            return False
        for k in np.flatnonzero(area):
            self.standing.append((int(k), people * area[k] / area.sum(), pieces[k]))
        return True

    def around(self) -> tuple[np.ndarray, np.ndarray, Geometries]:
        """Return polygon, people and shape of all that is laid around a place."""
        owner = [*self.towns.home, *(k for k, _, _ in self.standing)]
        people = [*self.central, *(n for _, n, _ in self.standing)]
        shapes = [*self.towns.shapes, *(shape for _, _, shape in self.standing)]
        return np.array(owner, dtype=int), np.array(people, dtype=float), np.array(shapes, object)


def _on_grid(
    parts: _Parts, known: np.ndarray, grid: Grid, crs: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return the people of every cell, and of every polygon what is too many or too few."""
    cover = _cover(parts.polygons, grid, crs)
    unknown = ~known[cover.shape]
    valued = cover.on_cells(cover.share, grid.n) > 0
    valued[cover.cell[unknown]] = False
    usable = cover.on_cells(cover.share, grid.n) >= 1 - MOST_OUTSIDE
    usable &= valued
    # A polygon without a whole cell uses those it has.
    poor = (cover.total(usable[cover.cell], len(known)) == 0) & known
    usable[cover.cell[poor[cover.shape] & valued[cover.cell]]] = True

    owner, people, shapes = parts.around()
    around = _cover(shapes, grid, crs)
    even = parts.even.copy()
    inside = around.share * usable[around.cell]
    room = around.total(inside, len(shapes))
    np.add.at(even, owner[room == 0], people[room == 0])
    values = around.on_cells(inside * _ratio(people, room)[around.shape], grid.n)
    inside = cover.share * usable[cover.cell]
    room = cover.total(inside, len(known))
    values += cover.on_cells(inside * _ratio(even, room)[cover.shape], grid.n)

    target = parts.even + np.bincount(owner, weights=people, minlength=len(known))
    values = _scaled(values, cover, target, known).astype("float32")
    off = cover.total(cover.share * values[cover.cell].astype(float), len(known)) - target
    values[~valued] = np.nan
    return values, off


def _scaled(values: np.ndarray, cover: Cover, target: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Scale cells until every polygon has its people: iterative scaling of mixed cells.

    A cell changes by the factor of its polygon, to the power of the share that it covers; the
    result is, of all surfaces with these totals, the one that says least more than the first.
    """
    values, n = values.copy(), len(target)
    mine = known[cover.shape]
    values[cover.cell[mine & (target[cover.shape] == 0)]] = 0
    cover = Cover(cover.shape[mine], cover.cell[mine], cover.share[mine])
    crowd = np.maximum(cover.on_cells(cover.share, len(values)), 1)
    power = cover.share / crowd[cover.cell]
    for _ in range(MOST_ROUNDS):
        found = cover.total(cover.share * values[cover.cell], n)
        if np.abs(found - target)[known].max(initial=0) < TOLERANCE:
            break
        step = np.log(_ratio(target, found), where=(found > 0) & (target > 0), out=np.zeros(n))
        values *= np.exp(cover.on_cells(power * step[cover.shape], len(values)))
    return values


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, where=below > 0, out=np.zeros(len(above)))


def _cover(shapes: Geometries, grid: Grid, crs: str) -> Cover:
    from exactextract import exact_extract  # noqa: PLC0415  (only where a surface is built)
    from exactextract.raster import NumPyRasterSource  # noqa: PLC0415

    if not len(shapes):
        return Cover(np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    table = gpd.GeoDataFrame(geometry=shapes, crs=crs)
    cells = NumPyRasterSource(
        np.zeros((grid.rows, grid.columns), dtype="int8"),
        xmin=grid.west,
        ymin=grid.north - grid.rows * grid.cell_m,
        xmax=grid.west + grid.columns * grid.cell_m,
        ymax=grid.north,
        srs_wkt=table.crs.to_wkt(),
    )
    found = exact_extract(cells, table, ["cell_id", "coverage"], output="pandas")
    lengths = found["cell_id"].map(len).to_numpy()
    return Cover(
        np.repeat(np.arange(len(shapes)), lengths),
        np.concatenate(found["cell_id"].to_numpy()).astype(int),
        np.concatenate(found["coverage"].to_numpy()).astype(float),
    )


def report_surface(surface: Surface, log: IssueLog) -> None:
    """Say what the surface had to assume, and where it does not hold the people of a soum.

    Parameters
    ----------
    surface : Surface
        From `population_surface`.
    log : IssueLog
        Takes soums without a number, without a settlement, a polygon or a centre, those whose
        people have no land, and those whose people the cells cannot hold.
    """
    units = surface.units
    unknown = units["people"].isna()
    if unknown.any():
        log.add(
            "population_surface.no_people",
            "warn",
            key="soum_id",
            found=f"no number of people for {_named(units, unknown)}",
            expected="a number for each soum",
            action="The population surface has no value on their land, which is not zero.",
        )
    assumed = [
        f"{_named(units, units['basis'] == basis)} {words}"
        for basis, words in _ASSUMED.items()
        if (units["basis"] == basis).any()
    ]
    if assumed:
        log.add(
            "population_surface.assumed",
            "info",
            key="soum_id",
            found="; ".join(assumed),
            expected="a polygon and a settlement in each soum",
            action="The population surface is a model; put a raster into "
            "`datasets.population_raster` where one is at hand.",
        )
    nowhere = (units["basis"] == "none") & ~unknown
    if nowhere.any():
        log.add(
            "population_surface.nowhere",
            "warn",
            key="soum_id",
            found=f"no land for the people of {_named(units, nowhere)}",
            expected="a polygon, a centre, or soums of the same province with polygons",
            action=f"{units.loc[nowhere, 'people'].sum():,.0f} people are not on the surface.",
        )
    off = units["off"].abs() >= MOST_OFF
    if off.any():
        log.add(
            "population_surface.not_kept",
            "warn",
            key="soum_id",
            found=f"cells that cannot hold the people of {_named(units, off)}; the largest "
            f"difference is {units['off'].abs().max():,.1f} people",
            expected="cells smaller than the soums",
            action="Make `measuring.population_surface.cell_m` smaller.",
        )


def _named(units: pd.DataFrame, which: pd.Series) -> str:
    names = units.loc[which, "name_en"]
    more = ", ..." if len(names) > 5 else ""
    return f"{len(names)} of {len(units)} soums ({', '.join(names.head(5))}{more})"


def write_surface(path: Path, surface: Surface, crs: str) -> None:
    """Write the surface as a GeoTIFF: the same surface, the same bytes.

    Parameters
    ----------
    path : Path
        The file, replaced where it is there.
    surface : Surface
        From `population_surface`.
    crs : str
        The CRS it was made in, written as WKT.
    """
    import rasterio  # noqa: PLC0415
    from pyproj import CRS  # noqa: PLC0415

    rows, columns = surface.values.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=rows,
        width=columns,
        count=1,
        dtype="float32",
        nodata=float("nan"),
        crs=rasterio.crs.CRS.from_wkt(CRS.from_user_input(crs).to_wkt()),
        transform=surface.transform,
        tiled=True,
        blockxsize=TILE,
        blockysize=TILE,
        compress="deflate",
        predictor=3,
    ) as file:
        file.write(surface.values, 1)
        file.set_band_description(1, "people in the cell, modelled")
