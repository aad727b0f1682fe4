"""Readers: from a file in a real format to a table with our column names.

The only module that knows file formats. Everything is read as text first, so that codes keep their
zeros; numbers and dates are parsed by the module that owns the column.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError
from python_calamine import CalamineError

from nutag.issues import IssueLog
from nutag.registry import COORDINATE_COLUMNS, Dataset

TABLE_SUFFIXES = {".csv", ".tsv", ".txt"}
SHEET_SUFFIXES = {".xlsx", ".xls", ".xlsb", ".ods"}
PARQUET_SUFFIXES = {".parquet", ".geoparquet"}
SEPARATORS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Source:
    """A dataset that was read.

    Parameters
    ----------
    dataset : Dataset
        What the configuration says of it.
    table : pandas.DataFrame or geopandas.GeoDataFrame
        See `read_dataset`.
    log : IssueLog
        What was wrong with the file so far.
    """

    dataset: Dataset
    table: pd.DataFrame
    log: IssueLog


def read_role(
    role: str, block: Mapping[str, Any], path: str | Path, bbox: Sequence[float]
) -> Source:
    """Read the dataset of a role.

    Parameters
    ----------
    role : str
        A key of `nutag.registry.ROLES`.
    block : mapping
        Its block of the configuration.
    path : str or Path
        The file.
    bbox : sequence of float
        West, south, east, north of the country in degrees.

    Raises
    ------
    InputError
        See `read_dataset`.
    """
    dataset = Dataset.from_block(role, block, path)
    log = IssueLog(role, dataset.label)
    west, south, east, north = bbox
    return Source(dataset, read_dataset(dataset, log, (west, south, east, north)), log)


def no_rows(role: str) -> Source:
    """Return the empty table of a role that is not configured."""
    dataset = Dataset(role=role, path=Path(), label="")
    columns = ["source_row", *dataset.spec.required, *dataset.spec.optional]
    return Source(dataset, pd.DataFrame(columns=columns), IssueLog(role))


def read_dataset(
    dataset: Dataset, log: IssueLog, bbox: tuple[float, float, float, float]
) -> pd.DataFrame:
    """Read a dataset into a table with our column names.

    Parameters
    ----------
    dataset : Dataset
        What to read and how its columns are called.
    log : IssueLog
        Takes what is wrong with the file.
    bbox : tuple of float
        West, south, east, north of the country in degrees: bare coordinates inside it are taken
        as WGS 84, others need the key ``crs``.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        Column ``source_row`` (int, see `nutag.issues.Issue`), all required columns, the optional
        ones that the file has (others are all missing), text as ``str`` with missing as None.
        Spatial roles come with ``geometry`` in the CRS of the source; rows without one are None.

    Raises
    ------
    InputError
        When the file cannot be opened, columns are missing or the CRS is not known.
    """
    raw = _read_raw(dataset, log)
    log.stop_if_needed()
    raw = _exclude(raw, dataset, log)
    table = _rename(raw, dataset, log)
    log.stop_if_needed()
    table = _map_values(table, dataset)
    if dataset.spec.spatial:
        table = _with_geometry(table, raw, dataset, log, bbox)
        log.stop_if_needed()
    return table


def _read_raw(dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    suffix = dataset.path.suffix.lower()
    try:
        if suffix in TABLE_SUFFIXES:
            raw = _read_csv(dataset)
            first_row = 2
        elif suffix in SHEET_SUFFIXES:
            raw = pd.read_excel(
                dataset.path,
                sheet_name=dataset.layer or 0,
                dtype=str,
                engine="calamine",
                keep_default_na=False,  # "NA" may be a name
                na_values=[""],
            )
            first_row = 2
        elif suffix in PARQUET_SUFFIXES:
            raw = _read_parquet(dataset)
            first_row = 1
        else:
            raw = pyogrio.read_dataframe(
                dataset.path, layer=dataset.layer, encoding=dataset.encoding
            )
            first_row = 1
    except UnicodeDecodeError as error:
        log.add(
            "file.encoding",
            "stop",
            found=f"bytes that are not {dataset.encoding or 'UTF-8'} (at byte {error.start})",
            expected=f"text in {dataset.encoding or 'UTF-8'}",
            action=f"Set `datasets.{dataset.role}.encoding`, for example cp1251.",
        )
        return pd.DataFrame()
    except (
        CalamineError,
        DataSourceError,
        DataLayerError,
        ValueError,
        OSError,
        LookupError,
    ) as error:
        log.add(
            "file.unreadable",
            "stop",
            found=f"a file that cannot be opened: {_first_sentence(error)}",
            expected="GeoPackage, GeoJSON, Shapefile, GeoParquet, CSV or XLSX",
            action=f"Check `datasets.{dataset.role}.path`, `layer` and `encoding`.",
        )
        return pd.DataFrame()
    if len(raw) == 0:
        log.add(
            "file.no_rows",
            "stop",
            found="no rows",
            expected="at least one row",
            action=f"Check `datasets.{dataset.role}.path` and `layer`.",
        )
    return raw.assign(source_row=np.arange(first_row, first_row + len(raw)))


def _first_sentence(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__


def _read_csv(dataset: Dataset) -> pd.DataFrame:
    encoding = dataset.encoding or "utf-8-sig"
    separator = dataset.separator
    if separator is None:
        with open(dataset.path, encoding=encoding, newline="") as handle:
            header = handle.readline(100_000)
        separator = max(SEPARATORS, key=header.count)
    return pd.read_csv(
        dataset.path,
        dtype=str,
        sep=separator,
        encoding=encoding,
        keep_default_na=False,
        na_values=[""],
    )


def _read_parquet(dataset: Dataset) -> pd.DataFrame:
    try:
        return gpd.read_parquet(dataset.path)
    except ValueError:  # a Parquet file without geometry
        return pd.read_parquet(dataset.path)


def _exclude(raw: pd.DataFrame, dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    keep = pd.Series(True, index=raw.index)
    for rule in dataset.exclude:
        if rule["column"] not in raw.columns:
            log.add(
                "file.columns",
                "stop",
                key=rule["column"],
                found=f"no column `{rule['column']}`, only "
                + ", ".join(str(c) for c in raw.columns if c != "source_row"),
                expected="the column that an `exclude` rule names",
                action=f"Mend `datasets.{dataset.role}.exclude`.",
            )
            continue
        hit = raw[rule["column"]].astype("string").str.contains(rule["pattern"], regex=True)
        hit = hit.fillna(False).astype(bool) & keep
        if hit.any():
            log.add(
                "row.excluded",
                "info",
                key=rule["column"],
                found=f"{hit.sum()} rows that match `{rule['pattern']}`: {rule['reason']}",
                expected="rows of this dataset's kind",
                action="Left out, as `exclude` in the configuration says.",
            )
        keep &= ~hit
    kept = raw[keep].reset_index(drop=True)
    kept.attrs["rows_in"] = len(raw)
    return kept


def _rename(raw: pd.DataFrame, dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    spec = dataset.spec
    wanted = (*spec.required, *spec.optional, *(COORDINATE_COLUMNS if spec.spatial else ()))
    strangers = [
        (ours, key)
        for key in ("columns", "constants", "values", "patterns")
        for ours in getattr(dataset, key)
        if ours not in wanted
    ]
    for ours, key in strangers:
        near = difflib.get_close_matches(ours, wanted, n=1)
        log.add(
            "file.columns",
            "stop",
            key=ours,
            found=f"`{ours}` in `{key}`, which is no column of {dataset.role}",
            expected="one of " + ", ".join(wanted),
            action=f"Did you mean `{near[0]}`?" if near else "Remove it.",
        )
    table = pd.DataFrame({"source_row": raw["source_row"]})
    missing = []
    for ours in wanted:
        theirs = dataset.source_column(ours)
        if ours in dataset.constants:
            table[ours] = dataset.constants[ours]
        elif theirs in raw.columns:
            table[ours] = _as_text(raw[theirs])
        elif ours in spec.required or dataset.columns.get(ours):
            missing.append((ours, theirs))
        else:
            table[ours] = None
    if missing:
        log.add(
            "file.columns",
            "stop",
            found="the columns " + ", ".join(str(c) for c in raw.columns if c != "source_row"),
            expected="also " + ", ".join(f"`{theirs}`" for _, theirs in missing),
            action=_columns_block(dataset.role, missing, [str(c) for c in raw.columns]),
        )
    table.attrs = dict(raw.attrs)
    return table


def _columns_block(role: str, missing: list[tuple[str, str]], have: list[str]) -> str:
    lines = []
    for ours, theirs in missing:
        near = difflib.get_close_matches(theirs, have, n=1) or difflib.get_close_matches(
            ours, have, n=1
        )
        lines.append(f"{ours}: {near[0] if near else '<your column>'}")
    return f"Name them under `datasets.{role}.columns`, for example {{{', '.join(lines)}}}."


def _as_text(column: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")  # codes that a format stored as 4625.0
    text = column.astype("string").str.replace("\u00a0", " ").str.strip()
    return text.where(text.str.len() > 0).astype(object).where(lambda s: s.notna(), None)


def _map_values(table: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    for ours, mapping in dataset.values.items():
        lookup = {str(theirs): value for value, many in mapping.items() for theirs in many}
        table[ours] = table[ours].map(lambda v, lookup=lookup: lookup.get(v, v))
    for ours, patterns in dataset.patterns.items():
        table[ours] = table[ours].map(lambda v, patterns=patterns: _first_match(v, patterns))
    return table


def _first_match(value: str | None, patterns: dict[str, str]) -> str | None:
    if value is None:
        return None
    return next((ours for ours, p in patterns.items() if re.search(p, value)), value)


def _with_geometry(
    table: pd.DataFrame,
    raw: pd.DataFrame,
    dataset: Dataset,
    log: IssueLog,
    bbox: tuple[float, float, float, float],
) -> gpd.GeoDataFrame:
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
    frame.attrs = dict(raw.attrs)
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
    bounds = shapely.total_bounds(geometry)
    inside = (
        bounds[0] >= bbox[0]
        and bounds[1] >= bbox[1]
        and bounds[2] <= bbox[2]
        and bounds[3] <= bbox[3]
    )
    if np.isnan(bounds).all():
        return CRS.from_epsg(4326)
    if inside:
        log.add(
            "crs.assumed",
            "info",
            found="coordinates without a CRS, all inside the country in degrees",
            expected="a CRS",
            action=f"Taken as WGS 84; set `datasets.{dataset.role}.crs` to say otherwise.",
        )
        return CRS.from_epsg(4326)
    log.add(
        "crs.missing",
        "stop",
        found="no CRS, and coordinates from "
        f"({bounds[0]:.6g}, {bounds[1]:.6g}) to ({bounds[2]:.6g}, {bounds[3]:.6g})",
        expected="a CRS, or longitude and latitude inside the country",
        action=f"Set `datasets.{dataset.role}.crs`, for example EPSG:32648.",
    )
    return None
