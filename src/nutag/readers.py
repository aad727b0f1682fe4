"""Readers: from a file in a real format to a table.

The only module that knows file formats. Everything is read as text first, so that codes keep their
zeros; numbers and dates are parsed by the module that owns the column.
"""

from __future__ import annotations

import codecs
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import geopandas as gpd
import numpy as np
import pandas as pd
from pandas.api.types import infer_dtype
from pyarrow import ArrowException
from pyogrio.errors import DataLayerError, DataSourceError
from python_calamine import CalamineError

from nutag.archives import (
    PARQUET_SUFFIXES,
    SHEET_SUFFIXES,
    TABLE_SUFFIXES,
    Place,
    find_place,
)
from nutag.columns import exclude_rows, map_values, rename_columns
from nutag.coordinates import with_geometry
from nutag.downloads import check_download
from nutag.filekind import is_web_page
from nutag.issues import InputError, IssueLog
from nutag.layers import read_layer
from nutag.letters import with_own_letters
from nutag.mojibake import mend_columns
from nutag.oddities import report_oddities
from nutag.parquet import read_parquet
from nutag.registry import LAYERS, Dataset
from nutag.sheets import read_sheet
from nutag.textfile import read_text_file
from nutag.vertex_polygons import with_polygons
from nutag.vertices import read_vertices


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
    role: str,
    block: Mapping[str, Any],
    path: str | Path,
    bbox: Sequence[float],
    vertices_path: str | Path | None = None,
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
    vertices_path : str or Path, optional
        The file of the corners, where it is another one.

    Raises
    ------
    InputError
        See `read_dataset`.
    """
    dataset = Dataset.from_block(role, block, path, vertices_path)
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
        File of each configured role, and ``<role>_vertices`` where the corners are in another.
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
                no_rows(role)
                if block is None
                else read_role(role, block, paths[role], bbox, paths.get(f"{role}_vertices"))
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
        Without rows only of context layers, in which there may be nothing.
        Spatial roles come with ``geometry`` in the CRS of the source; rows without one are None.

    Raises
    ------
    InputError
        When the file cannot be opened, columns are missing or the CRS is not known.
    """
    raw = read_raw(dataset, log)
    log.stop_if_needed()
    if len(raw) == 0:  # a layer that says that there is nothing, in whatever columns
        empty = no_rows(dataset.role).table.assign(geometry_fault="")
        return gpd.GeoDataFrame(empty, geometry=[], crs="EPSG:4326")
    report_oddities(raw, dataset, log)
    vertices = None
    if dataset.vertices is not None and dataset.spec.spatial:
        raw, vertices = read_vertices(raw, dataset, log, read_raw)
    everything, raw = raw, exclude_rows(raw, dataset, log)
    if vertices is not None:
        raw = with_polygons(raw, everything, vertices, dataset, log)
    table = rename_columns(raw, dataset, log)
    log.stop_if_needed()
    table = map_values(table, dataset)
    if dataset.spec.spatial:
        table = with_geometry(table, raw, dataset, log, bbox)
        log.stop_if_needed()
    return table


def read_raw(dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    """Read a file as it is: its columns, and ``source_row``.

    Parameters
    ----------
    dataset : Dataset
        Its ``path``, ``member``, ``layer``, ``encoding`` and ``separator`` are used.
    log : IssueLog
        Takes what is wrong with the file.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        Empty, with an issue in the log, when it cannot be read.
    """
    try:
        if dataset.encoding is not None:
            codecs.lookup(dataset.encoding)  # GDAL takes an unknown one for no word at all
        raw = _read_place(find_place(dataset, log), dataset, log)
    except UnicodeDecodeError as error:
        log.add(
            "file.encoding",
            "stop",
            found=f"bytes that are not {dataset.encoding or 'UTF-8'} (at byte {error.start})",
            expected=f"text in {dataset.encoding or 'UTF-8'}",
            action=f"Set `datasets.{dataset.role}.encoding`, for example cp1251.",
        )
        return pd.DataFrame()
    except UNREADABLE as error:
        _report_unreadable(error, dataset, log)
        return pd.DataFrame()
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of a reader of workbooks, which is Rust
            raise
        _report_unreadable(error, dataset, log)
        return pd.DataFrame()
    if len(raw) == 0 and dataset.role not in LAYERS:
        log.add(
            "file.no_rows",
            "stop",
            found="no rows",
            expected="at least one row",
            action=f"Check `datasets.{dataset.role}.path` and `layer`.",
        )
    if not raw.columns.is_unique:
        return raw  # an issue that stops the run says so
    raw = _without_bytes(raw)
    return with_own_letters(mend_columns(raw, dataset, log), dataset, log)


#: What opening a file raises when it is broken or of another kind.
UNREADABLE = (
    CalamineError,
    DataSourceError,
    DataLayerError,
    BadZipFile,
    ValueError,
    OSError,
    LookupError,
    RuntimeError,  # of a member with a password, and of a CRS that is none
    UnboundLocalError,  # of pyogrio, for a .prj that is no text
    EOFError,
    MemoryError,
    OverflowError,
    struct.error,
    zlib.error,
    ArrowException,
)


def _read_place(place: Place, dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    _check_web_page(place, dataset, log)
    log.stop_if_needed()
    if place.suffix in TABLE_SUFFIXES:
        return read_text_file(place, dataset, log)
    if place.suffix in SHEET_SUFFIXES:
        return read_sheet(place, dataset, log)
    if place.suffix in PARQUET_SUFFIXES:
        return _numbered(read_parquet(place, log), 1)
    return _numbered(read_layer(place, dataset, log), 1)


def _check_web_page(place: Place, dataset: Dataset, log: IssueLog) -> None:
    """Stop at a web page: an error that was saved, or a table that a site hands out so."""
    if place.suffix == ".gdb":  # a folder
        return
    with place.open() as handle:
        if not is_web_page(handle):
            return
    log.add(
        "file.web_page",
        "stop",
        found=f"a web page (HTML) under a name that ends in {place.suffix}",
        expected="a table or a layer, as the ending promises",
        action="If it shows the table (sites write tables so), open it in a spreadsheet program, "
        f"save it as .xlsx and set `datasets.{dataset.role}.path` to that; else download the file "
        "again.",
    )


def _report_unreadable(error: BaseException, dataset: Dataset, log: IssueLog) -> None:
    log.add(
        "file.unreadable",
        "stop",
        found=f"a file that cannot be opened: {_first_sentence(error)}",
        expected="GeoPackage, File Geodatabase, Shapefile, GeoJSON, KML, KMZ, GeoParquet, CSV, "
        "XLSX, XLS, ODS, or a zip of one",
        action=f"Check `datasets.{dataset.role}.path`, `layer` and `encoding`.",
    )


def _without_bytes(raw: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the columns of pictures and the like, which are no text."""
    kinds = {c: infer_dtype(raw[c], skipna=True) for c in raw.select_dtypes(include="object")}
    return raw.drop(columns=[c for c, kind in kinds.items() if kind == "bytes"])


def _numbered(raw: pd.DataFrame, first_row: int) -> pd.DataFrame:
    return raw.assign(source_row=np.arange(first_row, first_row + len(raw)))


def _first_sentence(error: BaseException) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
