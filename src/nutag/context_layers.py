"""Context layers: people, water, protected land and mined ground, as shapes of one table."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from nutag import geometry
from nutag.geometry import Geometries
from nutag.issues import IssueLog
from nutag.ladder import Ladder, rows_in
from nutag.registry import LAYERS
from nutag.values import not_negative, numbers

COLUMNS = ["role", "feature_id", "name", "class", "people", "source_row", "geometry"]

#: What licences lie on, besides land along mapped water: its measure in the context, by its role.
LAID_ON = {
    "protected_areas": "protected_ha",
    "biodiversity_areas": "biodiversity_ha",
    "water_protection_zones": "official_water_ha",
    "footprints": "footprints_ha",
    "footprints_other": "footprints_other_ha",
}
#: What the zones along water are drawn around.
WATER = ("rivers", "lakes")

#: What the classes of land cover are called, whatever the values of the raster.
LAND_COVER = ("pasture", "forest", "cropland", "water", "built_up", "bare")

#: The measure of mapped surface water: of the class ``water`` of that raster.
SURFACE_WATER = "surface_water_ha"


def water_measure(width_m: float) -> str:
    """Return the measure of the zone along water of a width: ``water_200_ha``."""
    return f"water_{width_m:g}_ha"


# Types of shapely: what each kind of layer is made of. A river that is wide enough is a polygon.
_POLYGONS, _LINES, _POINTS = (3, 6), (1, 2, 5), (0, 4)
_TYPES = {"polygon": _POLYGONS, "line": (*_LINES, *_POLYGONS), "point": _POINTS}
_WORDS = {"polygon": "a polygon", "line": "a line or a polygon", "point": "a point"}


def standardise_layer(
    table: gpd.GeoDataFrame, crs: str, bbox: tuple[float, float, float, float], log: IssueLog
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the features of a layer that lie in the country, in the analysis CRS.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        As read, with the columns of a role of `nutag.registry.LAYERS`, in any CRS.
    crs : str
        The equal-area CRS of the analysis.
    bbox : tuple of float
        West, south, east, north of the country in degrees.
    log : IssueLog
        Its ``dataset`` is the role. Takes features without a shape or with one of another kind,
        repaired rings, those that lie abroad, and that there are none.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `COLUMNS`: ``feature_id`` is unique in the role, ``name`` and ``class`` are text
        (empty where not given), ``people`` is NaN where not given. A feature without a usable
        shape has no row. Polygons are valid, lines and points as they are. In a layer of points
        each point of a row has a row of its own, with its share of the people.
    pandas.DataFrame
        The ladder, in rows of the file.
    """
    role = log.dataset
    ladder = Ladder(role)
    ladder.step("rows in", rows_in(table))
    ladder.step("parsed", len(table))
    rows = table.reset_index(drop=True)
    if "people" in rows:
        rows["people"] = numbers(rows, "people", log, "people", whole=True)
        rows = rows[not_negative(rows, "people", log, "people")].reset_index(drop=True)
    shapes = geometry.only(
        geometry.shapes_of(rows), (rows["geometry_fault"].fillna("") == "").to_numpy()
    )
    shapes = _of_the_kind(shapes, rows, log)
    if LAYERS[role] == "point":
        shapes, rows = _each_point(shapes, rows)
    inside = _in_the_country(shapes, rows, bbox, log)
    frame = gpd.GeoDataFrame(
        {
            "role": role,
            "feature_id": _ids(role, rows["source_row"]),
            "name": rows["name"].fillna("").astype(str),
            "class": rows["class"].fillna("").astype(str) if "class" in rows else "",
            "people": rows.get("people", np.nan),
            "source_row": rows["source_row"].astype(int),
        },
        geometry=gpd.GeoSeries(_projected(shapes, rows, crs, log), index=rows.index, crs=crs),
    )[COLUMNS]
    there = frame.geometry.notna()
    ladder.step("geometry", frame["source_row"][there].nunique(), _hectares(frame[there]))
    frame = frame[there & inside].reset_index(drop=True)
    for step in ("in the country", "counted"):
        ladder.step(step, frame["source_row"].nunique(), _hectares(frame))
    if rows_in(table) == 0:
        log.add(
            "layer.empty",
            "warn",
            found="a file without any feature",
            expected=f"{_WORDS[LAYERS[role]]}, unless there really is none",
            action=f"It is taken at its word: with `datasets.{role}.coverage: complete` there are "
            "none in any unit, which is zero; without it the layer shows nothing. If that is "
            f"wrong, check `datasets.{role}.path` and `layer`.",
        )
    elif frame.empty:
        log.add(
            "layer.none_in_country",
            "warn",
            found=f"no feature in the country in {len(table)} rows",
            expected=f"{_WORDS[LAYERS[role]]} inside {bbox}",
            action="No figure rests on this layer: nothing found in the whole country is rather a "
            f"fault than a zero. Check `datasets.{role}.path` and `crs`, or set "
            f"`datasets.{role}: null`.",
        )
    return frame, ladder.frame()


def rows_without_place(issues: pd.DataFrame) -> dict[str, int]:
    """Return how many rows of each layer have no usable place, of layers that have such rows.

    Parameters
    ----------
    issues : pandas.DataFrame
        Of the layers, from `nutag.issues.issue_frame`. A shape of another kind than the layer is
        no usable place.
    """
    return _numbers_told(issues, "layer.no_geometry", "layer.other_kind")


def points_outside(issues: pd.DataFrame) -> dict[str, int]:
    """Return how many points of each layer lie in no soum, of layers that have such points.

    Parameters
    ----------
    issues : pandas.DataFrame
        Of the layers and of the context, from `nutag.issues.issue_frame`.
    """
    return _numbers_told(issues, "layer.outside_units", "layer.outside_country")


def _numbers_told(issues: pd.DataFrame, *codes: str) -> dict[str, int]:
    """Return what issues count: rows, and each point of a row that has several."""
    told = issues[issues["code"].isin(codes)]
    counts = (told["source_rows"].str.count(";") + 1).groupby(told["dataset"].astype(str)).sum()
    return {str(role): int(n) for role, n in counts.items()}


def no_layers(crs: str) -> gpd.GeoDataFrame:
    """Return the table of layers without any row."""
    frame = gpd.GeoDataFrame(columns=COLUMNS, geometry="geometry", crs=crs)
    return frame.astype({"people": float, "source_row": int})


def of_role(layers: gpd.GeoDataFrame, role: str) -> gpd.GeoDataFrame:
    """Return the features of one role."""
    return layers[layers["role"] == role]


def _of_the_kind(shapes: Geometries, rows: pd.DataFrame, log: IssueLog) -> Geometries:
    """Return the shapes of the kind that the layer is made of; the others are set aside."""
    shapes = geometry.only(shapes, ~shapely.is_empty(shapes))
    kind = LAYERS[log.dataset]
    types = shapely.get_type_id(shapes)
    missing = shapely.is_missing(shapes)
    if missing.any():
        log.add(
            "layer.no_geometry",
            "row",
            rows=rows.loc[missing, "source_row"],
            found=f"{missing.sum()} of {len(rows)} rows without a usable place",
            expected=_WORDS[kind],
            action="They are left out, and counts say how many are missing.",
        )
    wrong = ~missing & ~np.isin(types, _TYPES[kind])
    if wrong.any():
        names = sorted({str(shape.geom_type) for shape in shapes[wrong]})
        log.add(
            "layer.other_kind",
            "row",
            rows=rows.loc[wrong, "source_row"],
            found=f"{wrong.sum()} features that are {', '.join(names)}",
            expected=_WORDS[kind],
            action="They are left out, and counts say how many are missing."
            if kind == "point"
            else "They are left out.",
        )
    return geometry.only(shapes, ~wrong)


def _each_point(shapes: Geometries, rows: gpd.GeoDataFrame) -> tuple[Geometries, gpd.GeoDataFrame]:
    """Return each point with its row: a row of several is as many places, not one.

    Rows without a shape stay. The people of a row are spread evenly over its points.
    """
    number = np.maximum(shapely.get_num_geometries(shapes), 1)
    rows = rows.loc[rows.index.repeat(number)].reset_index(drop=True)
    if "people" in rows:
        rows["people"] /= number.repeat(number)
    each = np.full(len(rows), None, dtype=object)
    each[~shapely.is_missing(shapes)[np.arange(len(shapes)).repeat(number)]] = shapely.get_parts(
        shapes
    )
    return each, rows


def _ids(role: str, source_rows: pd.Series) -> list[str]:
    """Return ids: the row, and the number of the point from the second of a row on."""
    number = source_rows.groupby(source_rows).cumcount() + 1
    return [
        f"{role}:{row}" if n == 1 else f"{role}:{row}.{n}"
        for row, n in zip(source_rows, number, strict=True)
    ]


def _in_the_country(
    shapes: Geometries,
    rows: gpd.GeoDataFrame,
    bbox: tuple[float, float, float, float],
    log: IssueLog,
) -> NDArray[np.bool_]:
    bounds = gpd.GeoSeries(shapes, crs=rows.crs).to_crs("EPSG:4326").bounds
    west, south, east, north = bbox
    inside = (
        (bounds["maxx"] >= west)
        & (bounds["minx"] <= east)
        & (bounds["maxy"] >= south)
        & (bounds["miny"] <= north)
    ).to_numpy()
    abroad = ~inside & ~shapely.is_missing(shapes)
    if abroad.any():
        log.add(
            "layer.outside_country",
            "info",
            rows=rows.loc[abroad, "source_row"],
            found=f"{abroad.sum()} of {len(rows)} features outside the country",
            expected=f"degrees inside {bbox}",
            action="Left out.",
        )
    return np.asarray(inside)


def _projected(shapes: Geometries, rows: gpd.GeoDataFrame, crs: str, log: IssueLog) -> Geometries:
    """Return the shapes in the analysis CRS; polygons repaired before and after."""
    polygon = np.isin(shapely.get_type_id(shapes), _POLYGONS)
    broken = polygon & ~shapely.is_valid(shapes)
    areal = gpd.GeoDataFrame(geometry=gpd.GeoSeries(geometry.only(shapes, polygon), crs=rows.crs))
    areal = geometry.to_analysis_crs(areal, crs, densify=True)
    others = gpd.GeoSeries(
        geometry.densified(geometry.only(shapes, ~polygon), rows.crs), crs=rows.crs
    ).to_crs(crs)
    result = np.where(polygon, geometry.shapes_of(areal), np.asarray(others.array, dtype=object))
    if broken.any():
        lost = broken & shapely.is_missing(result)
        before = gpd.GeoSeries(geometry.only(shapes, broken), crs=rows.crs).to_crs(crs)
        before_ha = np.nansum(geometry.area_ha(np.asarray(before.array, dtype=object)))
        after_ha = np.nansum(geometry.area_ha(geometry.only(result, broken)))
        log.add(
            "layer.invalid_ring",
            "warn",
            rows=rows.loc[broken, "source_row"],
            found=f"{broken.sum()} polygons that are not valid, such as "
            f"{shapely.is_valid_reason(shapes[np.flatnonzero(broken)[0]])}",
            expected="valid polygons",
            action=f"Repaired: {before_ha:,.2f} ha before, {after_ha:,.2f} ha after"
            + (f"; of {lost.sum()} nothing with an area is left." if lost.any() else "."),
            area_ha=abs(float(after_ha - before_ha)),
        )
    return result


def _hectares(frame: gpd.GeoDataFrame) -> float:
    """Return the hectares of the polygons; NaN where there is none."""
    areas = geometry.area_ha(geometry.shapes_of(frame))
    return float(np.sum(areas)) if (areas > 0).any() else np.nan
