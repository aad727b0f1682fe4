"""Thiessen cells of soum centres: approximate soum polygons where no surveyed ones are at hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

GEOGRAPHIC_CRS = "EPSG:4326"
GRID_DEG = 1e-5
DECIMALS = 5

_SOUM_COLUMNS = ("soum_id", "name_en", "province_id", "centre_lat", "centre_lon")


def soum_cells(
    soums: pd.DataFrame,
    provinces: gpd.GeoDataFrame,
    crs: str,
    merge: Sequence[Iterable[str]] = (),
    *,
    max_segment_m: float = 20_000.0,
) -> gpd.GeoDataFrame:
    """Build one Thiessen cell a soum centre, clipped to the outline of its own province.

    Parameters
    ----------
    soums : DataFrame
        One row a soum: ``soum_id``, ``name_en``, ``province_id``, ``centre_lat``,
        ``centre_lon`` (degrees, WGS 84; missing = the soum has no centre and gets no cell).
    provinces : GeoDataFrame
        ``province_id`` and outline in EPSG:4326; neighbours must share their border vertices.
    crs : str
        Equal-area CRS in metres in which "nearest centre" is meant.
    merge : sequence of sets of str
        Provinces whose outlines are merged and then divided by the centres of all their soums
        (for outlines that are known to be wrong between them). At least one of a set needs an
        outline: a province without one gets its land from the others.
    max_segment_m : float
        Longest straight piece of a cell border. A line that is straight in `crs` is a curve
        in degrees; 20 km keeps the two within about ten metres of each other.

    Returns
    -------
    GeoDataFrame
        In EPSG:4326, sorted by ``soum_id``: ``soum_id``, ``name_en``, ``province_id``,
        ``boundary_quality`` (always ``approximate``), ``n_soums_no_centre`` (soums of that
        province without a centre, whose land is therefore inside their neighbours' cells),
        geometry. The cells are a coverage: neighbours share every vertex, so no gap and no
        overlap appears in any other CRS either. Coordinates lie on a grid of 1e-5 degree.
        The outline of a province without any centre stays empty.

    Raises
    ------
    ValueError
        Missing columns, a soum of a province without outline, a province that is merged twice,
        outlines that are not in EPSG:4326, or a centre whose cell does not reach its province
        (two soums at one point, or a point far outside).
    """
    _check_input(soums, provinces, merge)
    group_of = _groups(provinces["province_id"], merge)
    outlines = _group_outlines(provinces, group_of)
    centres = _centres(soums, group_of, crs)

    to_degrees = Transformer.from_crs(crs, GEOGRAPHIC_CRS, always_xy=True)
    to_metres = Transformer.from_crs(GEOGRAPHIC_CRS, crs, always_xy=True)
    lines: list[BaseGeometry] = [outline.boundary for outline in outlines.values()]
    for group, members in centres.groupby("group", sort=True):
        outline = outlines[str(group)]
        edges = _bisectors(members, _project(outline, to_metres), max_segment_m)
        lines.append(shapely.intersection(_project(edges, to_degrees), outline))

    # Noding on the grid puts every junction on every line that passes through it: that is what
    # makes the faces share their vertices.
    noded = shapely.union_all(lines, grid_size=GRID_DEG)
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))
    owner = _owners(faces, outlines, centres, to_metres)

    lost = sorted(set(centres["soum_id"]) - set(owner[owner != ""]))
    if lost:
        raise ValueError(
            f"soum_cells: the cell of {len(lost)} soum centre(s) does not reach the outline of "
            f"its province: {', '.join(lost[:5])}; expected every centre alone at its point and "
            "in or near its province"
        )
    return _cells(soums, faces, owner)


def cells_geojson(cells: gpd.GeoDataFrame, name: str = "soum_boundaries") -> str:
    """Write cells as GeoJSON text with the same bytes on every run.

    One feature a line, coordinates with five decimals (about a metre), no blanks. The
    properties are all columns but the geometry, in column order.
    """
    columns = [c for c in cells.columns if c != cells.geometry.name]
    features = []
    for record, geometry in zip(cells[columns].to_dict("records"), cells.geometry, strict=True):
        properties = {k: v.item() if isinstance(v, np.generic) else v for k, v in record.items()}
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": _rounded(shapely.geometry.mapping(geometry)),
        }
        features.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    head = f'{{"type":"FeatureCollection","name":{json.dumps(name)},"features":[\n'
    return head + ",\n".join(features) + "\n]}\n"


def _check_input(
    soums: pd.DataFrame, provinces: gpd.GeoDataFrame, merge: Sequence[Iterable[str]]
) -> None:
    missing = [c for c in _SOUM_COLUMNS if c not in soums.columns]
    if missing:
        raise ValueError(f"soum_cells: soums lack the column(s) {', '.join(missing)}")
    if provinces.crs is None or provinces.crs.to_epsg() != 4326:
        raise ValueError(f"soum_cells: outlines must be in EPSG:4326, found {provinces.crs}")
    known = set(provinces["province_id"])
    named = [p for members in merge for p in members]
    sharing = {p for members in merge if known & set(members) for p in members}
    strange = sorted((set(soums["province_id"]) | set(named)) - known - sharing)
    if strange:
        raise ValueError(f"soum_cells: no outline for province(s) {', '.join(strange)}")
    if len(named) != len(set(named)):
        raise ValueError("soum_cells: a province is merged twice")


def _groups(province_ids: Iterable[str], merge: Sequence[Iterable[str]]) -> dict[str, str]:
    """Province to the name of the outline it is divided in: its own id or the joined ids."""
    group_of = {p: p for p in province_ids}
    for members in merge:
        ids = sorted(members)
        group_of.update(dict.fromkeys(ids, "+".join(ids)))
    return group_of


def _group_outlines(
    provinces: gpd.GeoDataFrame, group_of: dict[str, str]
) -> dict[str, BaseGeometry]:
    groups = provinces["province_id"].map(group_of)
    return {
        group: shapely.union_all(np.array(provinces.geometry[groups == group]), grid_size=GRID_DEG)
        for group in sorted(set(groups))
    }


def _centres(soums: pd.DataFrame, group_of: dict[str, str], crs: str) -> pd.DataFrame:
    found = soums[soums["centre_lat"].notna() & soums["centre_lon"].notna()]
    to_metres = Transformer.from_crs(GEOGRAPHIC_CRS, crs, always_xy=True)
    x, y = to_metres.transform(
        found["centre_lon"].to_numpy(dtype=float), found["centre_lat"].to_numpy(dtype=float)
    )
    return (
        pd.DataFrame(
            {
                "soum_id": found["soum_id"].to_numpy(),
                "group": found["province_id"].map(group_of).to_numpy(),
                "x": x,
                "y": y,
            }
        )
        .sort_values("soum_id")
        .reset_index(drop=True)
    )


def _bisectors(centres: pd.DataFrame, outline: BaseGeometry, max_segment_m: float) -> BaseGeometry:
    """Borders between the cells of one outline (metres), in pieces of at most max_segment_m."""
    points = shapely.multipoints(centres[["x", "y"]].to_numpy())
    if len(centres) < 2:  # one centre owns the whole outline
        return shapely.MultiLineString()
    frame = shapely.box(*outline.bounds).buffer(max_segment_m, join_style="mitre")
    edges = shapely.voronoi_polygons(points, extend_to=frame, only_edges=True)
    # Voronoi rays run far beyond the country, where the projection back to degrees may fail.
    return shapely.segmentize(shapely.intersection(edges, frame), max_segment_m)


def _project(geometry: BaseGeometry, transformer: Transformer) -> BaseGeometry:
    return shapely.transform(geometry, transformer.transform, interleaved=False)


def _owners(
    faces: np.ndarray,
    outlines: dict[str, BaseGeometry],
    centres: pd.DataFrame,
    to_metres: Transformer,
) -> np.ndarray:
    """Name the soum of each face: the nearest centre among those of the face's own outline."""
    inside = shapely.point_on_surface(faces)
    owner = np.full(len(faces), "", dtype=object)
    for group, outline in outlines.items():
        members = centres[centres["group"] == group]
        mine = np.flatnonzero(shapely.intersects(outline, inside) & (owner == ""))
        if members.empty or mine.size == 0:
            continue
        x, y = to_metres.transform(shapely.get_x(inside[mine]), shapely.get_y(inside[mine]))
        distance = np.hypot(
            np.asarray(x)[:, None] - members["x"].to_numpy()[None, :],
            np.asarray(y)[:, None] - members["y"].to_numpy()[None, :],
        )
        owner[mine] = members["soum_id"].to_numpy()[distance.argmin(axis=1)]
    return owner


def _cells(soums: pd.DataFrame, faces: np.ndarray, owner: np.ndarray) -> gpd.GeoDataFrame:
    no_centre = soums["centre_lat"].isna() | soums["centre_lon"].isna()
    n_no_centre = no_centre.groupby(soums["province_id"]).sum()
    table = soums.set_index("soum_id")[["name_en", "province_id"]]
    ids = sorted(set(owner[owner != ""]))
    shapes = [
        shapely.normalize(shapely.coverage_union_all(faces[owner == soum_id])) for soum_id in ids
    ]
    table = table.loc[ids].reset_index()
    table["boundary_quality"] = "approximate"
    table["n_soums_no_centre"] = table["province_id"].map(n_no_centre).astype(int)
    # RFC 7946 wants outer rings counter-clockwise.
    geometry = shapely.orient_polygons(shapes, exterior_cw=False)
    geometry = shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))
    return gpd.GeoDataFrame(table, geometry=geometry, crs=GEOGRAPHIC_CRS)


def _rounded(value: Any) -> Any:
    """Round every number of a GeoJSON mapping; tuples become lists."""
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(v) for v in value]
    return round(value, DECIMALS) if isinstance(value, float) else value
