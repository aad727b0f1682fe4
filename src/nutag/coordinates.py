"""Coordinates: the geometry of a file, in the order and the CRS that give its numbers a place."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import ProjError

from nutag.corners import Box, Corners, turned_round
from nutag.crs import find_crs
from nutag.dms import join_angles, parse_angles
from nutag.flat import flat_shapes
from nutag.geometry import Geometries, only
from nutag.issues import IssueLog
from nutag.registry import COORDINATE_COLUMNS, POSITION_COLUMNS, Dataset
from nutag.shape_texts import put_shapes


def with_geometry(
    table: pd.DataFrame, raw: pd.DataFrame, dataset: Dataset, log: IssueLog, bbox: Box
) -> gpd.GeoDataFrame:
    """Give a table the geometry of its file: shapes, WKT, GeoJSON, or longitude and latitude.

    Parameters
    ----------
    table : pandas.DataFrame
        From `nutag.columns.rename_columns`.
    raw : pandas.DataFrame or geopandas.GeoDataFrame
        As read, row for row the same; a column ``geometry_fault`` says of shapes that were put
        together why one cannot be used.
    dataset : Dataset
        Its ``crs`` is for files that name none; ``swap_xy`` and ``autofix_swap`` for those that
        have latitude before longitude.
    log : IssueLog
        Takes coordinates that are none or in the wrong order, and a CRS that is missing, unknown
        or contradicts the file.
    bbox : tuple of float
        West, south, east, north of the country in degrees.

    Returns
    -------
    geopandas.GeoDataFrame
        In the CRS of the source, in two dimensions; rows without a geometry have None. The column
        ``geometry_fault`` says why a geometry cannot be trusted, and the row with it, or is empty.
    """
    own: CRS | None = None
    if isinstance(raw, gpd.GeoDataFrame) and raw.active_geometry_name is not None:
        shapes = np.asarray(raw.geometry.array)
        own = CRS.from_user_input(raw.crs) if raw.crs is not None else None
    else:
        shapes = _geometry_from_columns(table, log, dataset)
    shapes = flat_shapes(shapes, table, dataset, log)
    if dataset.swap_xy:
        shapes = turned_round(shapes)
    try:
        crs = find_crs(shapes, own, dataset, log, bbox)
    except ProjError as error:  # of a .prj that was spoiled, which reads as a CRS and is none
        log.add(
            "crs.unknown",
            "stop",
            found=f"a CRS that leads nowhere ({str(error)[:80]})",
            expected="a code such as EPSG:4326, a PROJ string or WKT",
            action=f"Mend the CRS of the file, or `datasets.{dataset.role}.crs`.",
        )
        crs = None
    fault = pd.Series(raw.get("geometry_fault", ""), index=table.index, dtype=object)
    if crs is not None:
        shapes, swapped = _each_in_order(shapes, table, crs, dataset, log, bbox)
        fault[swapped] = "latitude before longitude"
    table = table.drop(columns=list(COORDINATE_COLUMNS)).assign(geometry_fault=fault)
    frame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs)
    frame.attrs = dict(table.attrs)
    return frame


class Numbers(NamedTuple):
    """Coordinates of rows.

    Parameters
    ----------
    x, y : array of float, shape (n,)
        NaN where none can be read.
    given : array of bool, shape (n,)
        Which rows have any text or number.
    angles : int
        How many numbers were written as angles.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    given: NDArray[np.bool_]
    angles: int


def read_numbers(table: pd.DataFrame) -> Numbers:
    """Return coordinates from longitude and latitude, as numbers or as angles.

    Parameters
    ----------
    table : pandas.DataFrame
        ``longitude``, ``latitude`` and their ``_deg``, ``_min``, ``_sec``, as text or numbers;
        all missing where the file does not have them.
    """
    values, given, angles = [], np.zeros(len(table), dtype=bool), 0
    for axis in ("longitude", "latitude"):
        cells = table[axis]
        value = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        there = cells.notna().to_numpy(copy=True)
        text = there & ~np.isfinite(value)
        there[text] = (cells[text].astype("string").str.strip() != "").to_numpy(bool)
        text &= there  # of blanks there is nothing to read
        if text.any():
            value = value.copy()
            value[text] = parse_angles(cells[text])
            angles += int(np.isfinite(value[text]).sum())
        parts = [table[f"{axis}_{part}"] for part in ("deg", "min", "sec")]
        in_parts = ~there & pd.concat(parts, axis=1).notna().any(axis=1).to_numpy()
        if in_parts.any():
            value = np.where(in_parts, join_angles(*parts), value)
            angles += int(np.isfinite(value[in_parts]).sum())
        values.append(value)
        given |= there | in_parts
    return Numbers(values[0], values[1], given, angles)


def as_written(table: pd.DataFrame, row: int) -> str:
    """Return the cells of a row that hold its coordinates, for messages."""
    used = [name for name in POSITION_COLUMNS if table[name].notna().any()]
    return ", ".join(repr(None if pd.isna(c) else c) for c in table[used].iloc[row])


def report_angles(count: int, log: IssueLog) -> None:
    """Say that coordinates were written in degrees, minutes and seconds."""
    if count:
        log.add(
            "coordinates.angles",
            "info",
            found=f"{count} coordinates in degrees, minutes and seconds, or with a decimal comma",
            expected="decimal degrees",
            action=f"Parsed {count}.",
        )


def _geometry_from_columns(table: pd.DataFrame, log: IssueLog, dataset: Dataset) -> Geometries:
    geometry = np.full(len(table), None, dtype=object)
    numbers = read_numbers(table)
    both = np.isfinite(numbers.x) & np.isfinite(numbers.y)
    geometry[both] = shapely.points(numbers.x[both], numbers.y[both])
    report_angles(numbers.angles, log)
    for i in np.flatnonzero(numbers.given & ~both):
        log.add(
            "geometry.coordinates",
            "row",
            source_row=table["source_row"].iloc[i],
            key="longitude, latitude",
            found=as_written(table, int(i)),
            expected="two numbers, or degrees, minutes and seconds",
            action="The row is kept without a place.",
        )
    put_shapes(table, geometry, log)
    return geometry


def _each_in_order(
    shapes: Geometries,
    table: pd.DataFrame,
    crs: CRS,
    dataset: Dataset,
    log: IssueLog,
    bbox: Box,
) -> tuple[Geometries, NDArray[np.bool_]]:
    """Report single rows with latitude before longitude; turn them round where that is wished.

    Returns the shapes, and which rows were taken out of them.
    """
    corners = Corners.of(shapes, crs, bbox)
    swapped = np.zeros(len(shapes), dtype=bool)
    if not corners.turned.any():
        return shapes, swapped
    swapped[corners.shape[corners.turned]] = True
    _, first = np.unique(corners.shape[corners.turned], return_index=True)
    examples = corners.xy[corners.turned][first]
    number = table[dataset.spec.key]
    for i, (x, y) in zip(np.flatnonzero(swapped), examples, strict=True):
        place = {
            "source_row": table["source_row"].iloc[i],
            "key": "" if number.iloc[i] is None else str(number.iloc[i]),
            "found": f"latitude before longitude: {x:.6g}, {y:.6g}",
            "expected": "longitude before latitude, as in the other rows",
        }
        if dataset.autofix_swap:
            log.add("coordinates.turned_row", "warn", action="Turned round.", **place)
        else:
            log.add(
                "coordinates.swapped_row",
                "row",
                action=f"Set aside; `datasets.{dataset.role}.autofix_swap: true` turns such rows "
                "round.",
                **place,
            )
    if dataset.autofix_swap:
        return turned_round(shapes, corners.turned), np.zeros(len(shapes), dtype=bool)
    return only(shapes, ~swapped), swapped
