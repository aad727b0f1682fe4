"""GeoPackage and GeoParquet files of the results, in longitude and latitude."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from nutag.wholefile import whole_file

__all__ = ["EXCHANGE_CRS", "split_by_dimension", "write_geopackage", "write_geoparquet"]

EXCHANGE_CRS = "EPSG:4326"

# GDAL writes the time of day into GeoPackage; a fixed one keeps the bytes the same.
_FIXED_TIME = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}
_gdal_lock = threading.Lock()

# Endings of the layers that take the shapes of a lower dimension, by dimension.
_ENDINGS = {0: "points", 1: "lines"}
_SINGLE = {0: "Point", 1: "LineString", 2: "Polygon"}


def write_geopackage(
    path: str | os.PathLike[str], layers: Mapping[str, gpd.GeoDataFrame | pd.DataFrame]
) -> None:
    """Write layers to one GeoPackage, the same bytes every time.

    Every layer has one geometry type, ``MultiPolygon`` for areas. A layer that mixes areas and
    points keeps all its rows: the rows with a point have no geometry there, and stand a second
    time with it in the layer ``<name>_points``.

    Parameters
    ----------
    path : path-like
        File to write; it appears whole or not at all.
    layers : Mapping of str to GeoDataFrame or DataFrame
        Layers in the order they are written, in any CRS; a frame without geometry becomes an
        attribute table.

    Raises
    ------
    ValueError
        If there is no layer, a layer has no CRS, or two layers would get one name.
    """
    flat: dict[str, gpd.GeoDataFrame | pd.DataFrame] = {}
    for name, frame in layers.items():
        parts = (
            split_by_dimension(name, _exchange(name, frame))
            if isinstance(frame, gpd.GeoDataFrame)
            else {name: frame}
        )
        for part, rows in parts.items():
            if part in flat:
                raise ValueError(f"GeoPackage: two layers are named {part!r}")
            flat[part] = rows
    if not flat:
        raise ValueError("GeoPackage: there is no layer to write")

    with whole_file(path) as whole, _gdal_options(_FIXED_TIME):
        for place, (name, frame) in enumerate(flat.items()):
            options: dict[str, Any] = {"layer": name, "driver": "GPKG", "append": place > 0}
            if isinstance(frame, gpd.GeoDataFrame):
                options["geometry_type"] = _layer_type(frame)
            pyogrio.write_dataframe(_plain_columns(frame), whole, **options)


def write_geoparquet(path: str | os.PathLike[str], frame: gpd.GeoDataFrame | pd.DataFrame) -> None:
    """Write a table as GeoParquet in longitude and latitude, the same bytes every time.

    Parameters
    ----------
    path : path-like
        File to write; it appears whole or not at all.
    frame : GeoDataFrame or DataFrame
        In any CRS; a frame without geometry becomes plain Parquet. The index is left out.

    Raises
    ------
    ValueError
        If a frame with geometry has no CRS.
    """
    with whole_file(path) as whole:
        if isinstance(frame, gpd.GeoDataFrame):
            shapes = _exchange(whole.name, frame)
            shapes.to_parquet(whole, index=False, compression="zstd", schema_version="1.1.0")
        else:
            frame.to_parquet(whole, index=False, compression="zstd")


def split_by_dimension(name: str, frame: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Layers of one geometry type each.

    Parameters
    ----------
    name : str
        Name of the layer.
    frame : GeoDataFrame
        Points, lines, areas, or a mixture; geometry may be null or empty.

    Returns
    -------
    dict of str to GeoDataFrame
        Under `name` every row, with the shapes of the highest dimension (the others null, empty
        shapes too); under ``<name>_lines`` and ``<name>_points`` the rows of a lower dimension.
        Shapes are multi-part throughout where one of them is, areas always.
    """
    shapes = np.asarray(frame.geometry.array)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    dimension = np.where(missing, -1, shapely.get_dimensions(shapes))
    present = sorted(set(dimension.tolist()) - {-1}, reverse=True)
    layers: dict[str, gpd.GeoDataFrame] = {}
    for place, wanted in enumerate(present or [2]):
        of_it = dimension == wanted
        rows = frame if place == 0 else frame[of_it]
        kept = shapes[of_it]
        if place == 0:
            kept = shapes.copy()
            kept[~of_it] = None
        layer = name if place == 0 else f"{name}_{_ENDINGS[wanted]}"
        layers[layer] = rows.set_geometry(
            gpd.GeoSeries(_uniform(kept, wanted), index=rows.index, crs=frame.crs)
        )
    return layers


def _uniform(shapes: np.ndarray, dimension: int) -> np.ndarray:
    present = ~shapely.is_missing(shapes)
    types = shapely.get_type_id(shapes[present])
    # Type numbers of shapely: 0 point, 1 line, 2 ring, 3 polygon, 4 to 6 their multi-parts.
    if dimension < 2 and not (types > 3).any():
        return shapes
    makers = {0: shapely.MultiPoint, 1: shapely.MultiLineString, 2: shapely.MultiPolygon}
    uniform = shapes.copy()
    for place in np.flatnonzero(present):
        parts = list(shapely.get_parts(shapes[place]))
        if shapely.get_type_id(shapes[place]) == 7:
            parts = _parts_of_dimension(parts, dimension)
        uniform[place] = makers[dimension](parts)
    return uniform


def _parts_of_dimension(parts: list[Any], dimension: int) -> list[Any]:
    # A collection of an area and a stray line is an area here.
    flat = [leaf for part in parts for leaf in shapely.get_parts(part)]
    return [part for part in flat if shapely.get_dimensions(part) == dimension]


def _layer_type(frame: gpd.GeoDataFrame) -> str:
    shapes = np.asarray(frame.geometry.array)
    present = shapes[~shapely.is_missing(shapes)]
    if len(present) == 0:
        return "MultiPolygon"
    single = _SINGLE[int(shapely.get_dimensions(present[0]))]
    return f"Multi{single}" if (shapely.get_type_id(present) > 3).any() else single


def _exchange(name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if frame.crs is None:
        raise ValueError(f"{name}: the geometry has no CRS, so it cannot be reprojected")
    shapes = frame.to_crs(EXCHANGE_CRS).reset_index(drop=True)
    return shapes.rename_geometry("geometry") if shapes.geometry.name != "geometry" else shapes


def _plain_columns(frame: Any) -> Any:
    # Columns that are empty throughout have no type of their own: they are text.
    geometry = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    plain = frame.copy()
    for column in plain.columns:
        if column != geometry and plain[column].dtype == object and plain[column].isna().all():
            plain[column] = plain[column].astype("string")
    return plain


@contextmanager
def _gdal_options(options: Mapping[str, str]) -> Iterator[None]:
    # Options of GDAL hold for the whole process: one writer at a time, and put back afterwards.
    with _gdal_lock:
        before = {name: pyogrio.get_gdal_config_option(name) for name in options}
        pyogrio.set_gdal_config_options(dict(options))
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options(before)
