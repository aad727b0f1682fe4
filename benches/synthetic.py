"""Synthetic soums and licences: seeded, so that every run measures the same thing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import yaml
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
SEED = 20_260_701
STEPS = 85  # vertices on the border between two soums: 450 a soum

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]


def analysis_crs() -> str:
    """Return the equal-area CRS of the bundled configuration."""
    config = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    return str(config["country"]["analysis_crs"])


@cache
def country() -> shapely.Geometry:
    """Return the outline of the country in the equal-area CRS."""
    provinces = gpd.read_file(ROOT / "data" / "provinces_naturalearth.geojson")
    return shapely.union_all(np.asarray(provinces.to_crs(analysis_crs()).geometry.array))


def soums() -> gpd.GeoDataFrame:
    """Return 339 soums with wiggly borders: a coverage of the country.

    Thiessen cells of the bundled centres (the 24 soums without one get a seeded point near a
    neighbour in their province); each border becomes a random walk of `STEPS` vertices.
    """
    rng = np.random.default_rng(SEED)
    table, centres = _centres(rng)
    outline = country()
    frame = outline.buffer(50_000)
    edges = shapely.voronoi_polygons(shapely.multipoints(centres), extend_to=frame, only_edges=True)
    lines = _wiggly(shapely.get_parts(shapely.intersection(edges, frame)), rng)
    noded = shapely.union_all(np.append(lines, outline.boundary), grid_size=0.01)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = shapely.point_on_surface(faces)
    shapely.prepare(outline)
    faces, inside = (
        faces[shapely.contains(outline, inside)],
        inside[shapely.contains(outline, inside)],
    )
    owner = shapely.STRtree(shapely.points(centres)).nearest(inside)
    cells = [shapely.coverage_union_all(faces[owner == i]) for i in range(len(table))]
    table = table[["soum_id", "province_id", "name_en"]]
    table = table.assign(boundary_quality="surveyed")
    result = gpd.GeoDataFrame(table, geometry=cells, crs=analysis_crs())
    result["area_ha"] = result.geometry.area / 10_000
    return result


def crowded_licences(count: int, seed: int = SEED) -> gpd.GeoDataFrame:
    """Return licences that overlap heavily: half of them crowd round 400 deposits."""
    rng = np.random.default_rng(seed)
    crowd = count // 2
    deposits = _points_inside(400, rng)
    centres = np.vstack(
        [
            deposits[rng.integers(0, len(deposits), crowd)] + rng.normal(0, 12_000, (crowd, 2)),
            _points_inside(count - crowd, rng),
        ]
    )
    areas = np.minimum(rng.lognormal(np.log(400), 1.4, count), 150_000)
    return _licences(_polygons(centres, areas, rng), rng)


def spread_licences(count: int) -> gpd.GeoDataFrame:
    """Return licences all over the country that take up the same land, however many they are."""
    rng = np.random.default_rng(SEED)
    areas = rng.lognormal(np.log(690 * 3_420 / count), 1.0, count)
    return _licences(_polygons(_points_inside(count, rng), areas, rng), rng)


def national_licences(count: int = 3_420, overlapping: int = 60) -> gpd.GeoDataFrame:
    """Return a register of national size: 87,500 km2, and hardly any overlap."""
    rng = np.random.default_rng(SEED)
    n = 3 * count
    areas = np.minimum(rng.lognormal(np.log(690), 1.75, n), 150_000)
    shapes = _polygons(_points_inside(n, rng), areas, rng)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    free = np.ones(n, dtype=bool)
    for i, j in zip(first[first < second], second[first < second], strict=True):
        free[j] &= not free[i]
    chosen = np.flatnonzero(free)[: count - overlapping]
    chosen = np.sort(np.append(chosen, np.flatnonzero(~free)[:overlapping]))
    return _licences(shapes[chosen], rng)


def describe(licences: gpd.GeoDataFrame) -> str:
    """Return in words how much the licences overlap."""
    total = licences["area_ha"].sum() / 100
    union = shapely.area(shapely.disjoint_subset_union_all(shapes_of(licences))) / 1e6
    return f"sum {total:,.0f} km2, union {union:,.0f} km2"


def shapes_of(frame: gpd.GeoDataFrame) -> Shapes:
    """Return the geometry of a frame as a plain array."""
    return np.asarray(frame.geometry.array, dtype=object)


def _centres(rng: np.random.Generator) -> tuple[pd.DataFrame, Floats]:
    table = pd.read_csv(ROOT / "data" / "soums.csv").sort_values("soum_id", ignore_index=True)
    points = gpd.GeoSeries(
        gpd.points_from_xy(table["centre_lon"], table["centre_lat"]), crs="EPSG:4326"
    ).to_crs(analysis_crs())
    centres = np.column_stack([points.x, points.y])
    known = table["centre_lat"].notna().to_numpy()
    for i in np.flatnonzero(~known):
        neighbours = np.flatnonzero(known & (table["province_id"] == table["province_id"][i]))
        beside = neighbours if len(neighbours) else np.flatnonzero(known)
        centres[i] = centres[rng.choice(beside)] + rng.normal(0, 8_000, 2)
    return table, centres


def _wiggly(lines: Shapes, rng: np.random.Generator) -> Shapes:
    """Replace each straight piece by a random walk between its ends."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = line[1:] == line[:-1]
    start, end = xy[:-1][same], xy[1:][same]
    along = np.linspace(0, 1, STEPS)[None, :, None]
    walk = np.cumsum(rng.normal(0, 1, (len(start), STEPS)), axis=1)
    walk -= walk[:, :1]
    walk -= walk[:, -1:] * along[..., 0]  # back at the border's other end
    across = np.column_stack([start[:, 1] - end[:, 1], end[:, 0] - start[:, 0]])
    points = start[:, None] + along * (end - start)[:, None]
    points += 0.01 * walk[..., None] * across[:, None]
    return np.asarray(shapely.linestrings(points), dtype=object)


def _points_inside(count: int, rng: np.random.Generator) -> Floats:
    outline = country()
    shapely.prepare(outline)
    left, bottom, right, top = outline.bounds
    points = np.empty((0, 2))
    while len(points) < count:
        batch = rng.uniform((left, bottom), (right, top), (2 * count, 2))
        points = np.vstack([points, batch[shapely.contains_xy(outline, batch)]])
    return points[:count]


def _polygons(centres: Floats, areas_ha: Floats, rng: np.random.Generator) -> Shapes:
    """Return polygons of 4 to 12 vertices that are star-shaped, and so valid."""
    shapes = np.empty(len(centres), dtype=object)
    vertices = rng.integers(4, 13, len(centres))
    for n in range(4, 13):
        rows = np.flatnonzero(vertices == n)
        turn = rng.uniform(0, 2 * np.pi, (len(rows), 1))
        angle = turn + (np.arange(n) + rng.uniform(-0.3, 0.3, (len(rows), n))) * 2 * np.pi / n
        radius = rng.uniform(0.7, 1.3, (len(rows), n))
        ring = radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        unit_area = shapely.area(shapely.polygons(ring))
        scale = np.sqrt(areas_ha[rows] * 10_000 / unit_area)
        shapes[rows] = shapely.polygons(centres[rows, None] + scale[:, None, None] * ring)
    return shapes


def _licences(shapes: Shapes, rng: np.random.Generator) -> gpd.GeoDataFrame:
    n = len(shapes)
    table = pd.DataFrame(
        {
            "licence_id": [f"L{i:06}" for i in range(n)],
            "code": [f"XV-{i:06}" for i in range(n)],
            "stage": rng.choice(["exploration", "mining", "other"], n, p=[0.6, 0.38, 0.02]),
            "status": "in_force",
            "counted": True,
            "reason": "",
            "source_row": np.arange(n) + 2,
            "soum_ids": "",
            "province_ids": "",
        }
    )
    result = gpd.GeoDataFrame(table, geometry=shapes, crs=analysis_crs())
    result["area_ha"] = result.geometry.area / 10_000
    return result
