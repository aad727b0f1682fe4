"""Readers: from a file in a real format to a table.

The only module that knows file formats. Everything is read as text first, so that codes keep their
zeros; numbers and dates are parsed by the module that owns the column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from python_calamine import CalamineError

from nutag.columns import exclude_rows, map_values, rename_columns
from nutag.coordinates import with_geometry
from nutag.issues import IssueLog
from nutag.registry import Dataset

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
    raw = exclude_rows(raw, dataset, log)
    table = rename_columns(raw, dataset, log)
    log.stop_if_needed()
    table = map_values(table, dataset)
    if dataset.spec.spatial:
        table = with_geometry(table, raw, dataset, log, bbox)
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
