"""Coordinates: the geometry of a file, and the CRS that gives its numbers a place."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from nutag.issues import IssueLog
from nutag.registry import COORDINATE_COLUMNS, Dataset


def with_geometry(
    table: pd.DataFrame,
    raw: pd.DataFrame,
    dataset: Dataset,
    log: IssueLog,
    bbox: tuple[float, float, float, float],
) -> gpd.GeoDataFrame:
    """Give a table the geometry of its file: shapes, WKT, or longitude and latitude.

    Parameters
    ----------
    table : pandas.DataFrame
        From `nutag.columns.rename_columns`.
    raw : pandas.DataFrame or geopandas.GeoDataFrame
        As read, row for row the same.
    dataset : Dataset
        Its ``crs`` is for files that name none.
    log : IssueLog
        Takes coordinates that are none, and a CRS that is missing, unknown or contradicts the
        file.
    bbox : tuple of float
        West, south, east, north of the country in degrees.

    Returns
    -------
    geopandas.GeoDataFrame
        In the CRS of the source; rows without a geometry have None.
    """
    crs: CRS | None
    if isinstance(raw, gpd.GeoDataFrame) and raw.active_geometry_name is not None:
        geometry = np.asarray(raw.geometry.array)
        crs = CRS.from_user_input(raw.crs) if raw.crs is not None else None
        if crs is not None and crs.is_geographic and not _in_degrees(geometry):
            crs = None  # GeoJSON that names no CRS is opened as WGS 84, whatever its numbers are
    else:
        geometry = _geometry_from_columns(table, log, dataset)
        crs = None
    if dataset.crs is not None:
        try:
            declared = CRS.from_user_input(dataset.crs)
            if crs is not None and not crs.equals(declared, ignore_axis_order=True):
                log.add(
                    "crs.conflict",
                    "stop",
                    found=f"the CRS {crs.name} in the file and `crs: {dataset.crs}`",
                    expected="one CRS",
                    action=f"Remove `datasets.{dataset.role}.crs`; it is for files that name none.",
                )
            crs = declared
        except CRSError:
            log.add(
                "crs.unknown",
                "stop",
                found=f"`crs: {dataset.crs}`",
                expected="a code such as EPSG:4326, a PROJ string or WKT",
                action=f"Mend `datasets.{dataset.role}.crs`.",
            )
    if crs is None:
        crs = _crs_of_bare_coordinates(geometry, dataset, log, bbox)
    table = table.drop(columns=list(COORDINATE_COLUMNS))
    frame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(geometry, crs=crs), crs=crs)
    frame.attrs = dict(table.attrs)
    return frame


def _in_degrees(geometry: np.ndarray) -> bool:
    """Return whether most shapes can be in degrees; a few that cannot are faults of their rows."""
    bounds = shapely.bounds(geometry)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    can_be = (np.abs(bounds) <= (360, 90, 360, 90)).all(axis=1)
    return len(bounds) == 0 or bool(can_be.mean() > 0.5)


def _geometry_from_columns(table: pd.DataFrame, log: IssueLog, dataset: Dataset) -> np.ndarray:
    geometry = np.full(len(table), None, dtype=object)
    if table["longitude"].notna().any():
        x = pd.to_numeric(table["longitude"], errors="coerce").to_numpy()
        y = pd.to_numeric(table["latitude"], errors="coerce").to_numpy()
        both = np.isfinite(x) & np.isfinite(y)
        geometry[both] = shapely.points(x[both], y[both])
        for i in np.flatnonzero(~both & table[["longitude", "latitude"]].notna().any(axis=1)):
            log.add(
                "geometry.coordinates",
                "row",
                source_row=table["source_row"].iloc[i],
                key="longitude, latitude",
                found=f"{table['longitude'].iloc[i]!r}, {table['latitude'].iloc[i]!r}",
                expected="two numbers in degrees",
                action="The row is kept without a place.",
            )
    if table["geometry_wkt"].notna().any():
        has = table["geometry_wkt"].notna().to_numpy()
        parsed = shapely.from_wkt(table["geometry_wkt"].to_numpy()[has], on_invalid="ignore")
        for i in np.flatnonzero(has)[shapely.is_missing(parsed)]:
            log.add(
                "geometry.wkt",
                "row",
                source_row=table["source_row"].iloc[i],
                key="geometry_wkt",
                found=f"text that is no WKT: {table['geometry_wkt'].iloc[i][:60]!r}",
                expected="for example POLYGON ((x y, ...))",
                action="The row is kept without a boundary.",
            )
        good = np.flatnonzero(has)[~shapely.is_missing(parsed)]
        geometry[good] = parsed[~shapely.is_missing(parsed)]
    return geometry


def _crs_of_bare_coordinates(
    geometry: np.ndarray,
    dataset: Dataset,
    log: IssueLog,
    bbox: tuple[float, float, float, float],
) -> CRS | None:
    bounds = shapely.bounds(geometry)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if len(bounds) == 0:
        return CRS.from_epsg(4326)
    inside = _inside(bounds, bbox)
    if inside.mean() > 0.5:  # the others are faults of their rows
        log.add(
            "crs.assumed",
            "info",
            found=f"coordinates without a CRS, {inside.sum()} of {len(inside)} inside the country "
            "in degrees",
            expected="a CRS",
            action=f"Taken as WGS 84; set `datasets.{dataset.role}.crs` to say otherwise.",
        )
        return CRS.from_epsg(4326)
    found = (
        "no CRS, and coordinates from "
        f"({bounds[:, 0].min():.6g}, {bounds[:, 1].min():.6g}) to "
        f"({bounds[:, 2].max():.6g}, {bounds[:, 3].max():.6g})"
    )
    swapped = _inside(bounds[:, [1, 0, 3, 2]], bbox).mean() > 0.5
    log.add(
        "crs.missing",
        "stop",
        found=found + (", which are latitude before longitude" if swapped else ""),
        expected="a CRS, or longitude and latitude inside the country",
        action=(
            f"Exchange `longitude` and `latitude` in `datasets.{dataset.role}.columns`, or the "
            "order in the geometry."
            if swapped
            else f"Set `datasets.{dataset.role}.crs`, for example EPSG:32648."
        ),
    )
    return None


def _inside(bounds: np.ndarray, bbox: tuple[float, float, float, float]) -> np.ndarray:
    west, south, east, north = bbox
    return np.asarray(
        (bounds[:, 0] >= west)
        & (bounds[:, 1] >= south)
        & (bounds[:, 2] <= east)
        & (bounds[:, 3] <= north)
    )
