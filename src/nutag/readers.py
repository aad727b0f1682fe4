"""Readers: from a file in a real format to a table.

The only module that knows file formats. Everything is read as text first, so that codes keep their
zeros; numbers and dates are parsed by the module that owns the column.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping, Sequence
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
from nutag.downloads import check_download
from nutag.issues import InputError, IssueLog
from nutag.registry import Dataset
from nutag.textfile import read_text_file

TABLE_SUFFIXES = {".csv", ".tsv", ".txt"}
SHEET_SUFFIXES = {".xlsx", ".xls", ".xlsb", ".ods"}
PARQUET_SUFFIXES = {".parquet", ".geoparquet"}


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
    check_download(dataset, log)
    log.stop_if_needed()
    west, south, east, north = bbox
    return Source(dataset, read_dataset(dataset, log, (west, south, east, north)), log)


def read_roles(
    roles: Iterable[str],
    blocks: Mapping[str, Mapping[str, Any] | None],
    paths: Any,
    bbox: Sequence[float],
) -> dict[str, Source]:
    """Read several datasets, so that the faults of all of them are shown at once.

    Parameters
    ----------
    roles : iterable of str
        Keys of `nutag.registry.ROLES`.
    blocks : mapping
        Block of each role; None where it is not configured.
    paths : mapping
        File of each configured role.
    bbox : sequence of float
        West, south, east, north of the country in degrees.

    Returns
    -------
    dict of str to Source
        An empty table for a role that is not configured.

    Raises
    ------
    InputError
        With the faults of all datasets; see `read_dataset`.
    """
    sources: dict[str, Source] = {}
    faults = []
    for role in roles:
        block = blocks[role]
        try:
            sources[role] = (
                no_rows(role) if block is None else read_role(role, block, paths[role], bbox)
            )
        except InputError as error:
            faults += error.issues
    if faults:
        raise InputError(faults)
    return sources


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
        if dataset.encoding is not None:
            codecs.lookup(dataset.encoding)  # GDAL takes an unknown one for no word at all
        if suffix in TABLE_SUFFIXES:
            raw = read_text_file(dataset, log)
        elif suffix in SHEET_SUFFIXES:
            raw = _read_sheet(dataset, log)
        elif suffix in PARQUET_SUFFIXES:
            raw = _numbered(_read_parquet(dataset), 1)
        else:
            raw = _numbered(_read_layer(dataset, log), 1)
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
    return raw


def _numbered(raw: pd.DataFrame, first_row: int) -> pd.DataFrame:
    return raw.assign(source_row=np.arange(first_row, first_row + len(raw)))


def _first_sentence(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__


def _read_sheet(dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    with pd.ExcelFile(dataset.path, engine="calamine") as book:
        sheet = _chosen("sheet", [str(name) for name in book.sheet_names], dataset, log)
        raw = book.parse(
            sheet_name=sheet,
            dtype=str,
            keep_default_na=False,  # "NA" may be a name
            na_values=[""],
        )
    # Blank rows are none, and count for the numbers of the others.
    return _numbered(raw, 2)[raw.notna().any(axis=1)]


def _read_layer(dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    names = [str(name) for name, _ in pyogrio.list_layers(dataset.path)]
    layer = _chosen("layer", names, dataset, log)
    raw = pyogrio.read_dataframe(dataset.path, layer=layer, encoding=dataset.encoding)
    coded = dataset.encoding is not None or dataset.path.with_suffix(".cpg").is_file()
    if dataset.path.suffix.lower() == ".shp" and not coded:
        _report_guessed_encoding(raw, dataset, log)
    return raw


def _chosen(kind: str, names: list[str], dataset: Dataset, log: IssueLog) -> str:
    if dataset.layer is not None and dataset.layer not in names:
        raise ValueError(f"no {kind} `{dataset.layer}` in it, only {', '.join(names)}")
    if dataset.layer is None and len(names) > 1:
        log.add(
            "file.layers",
            "warn",
            found=f"{len(names)} {kind}s ({', '.join(names[:8])})",
            expected=f"one {kind}, or its name",
            action=f"`{names[0]}`, the first, is read; name another in "
            f"`datasets.{dataset.role}.layer`.",
        )
    return dataset.layer or names[0]


def _report_guessed_encoding(raw: pd.DataFrame, dataset: Dataset, log: IssueLog) -> None:
    """Say that letters may be wrong: without a code page file their encoding is a guess."""
    for column in raw.select_dtypes(include=["object", "string"]):
        texts = [text for text in raw[column] if isinstance(text, str) and not text.isascii()]
        if texts:
            log.add(
                "file.encoding_unknown",
                "warn",
                key=str(column),
                found=f"letters whose encoding the file does not name: {texts[0][:40]!r}",
                expected="a .cpg file beside the .shp, or the encoding",
                action=f"Read as the driver guesses. If the letters are wrong, set "
                f"`datasets.{dataset.role}.encoding`, for example cp1251.",
            )
            return


def _read_parquet(dataset: Dataset) -> pd.DataFrame:
    try:
        return gpd.read_parquet(dataset.path)
    except ValueError:  # a Parquet file without geometry
        return pd.read_parquet(dataset.path)
