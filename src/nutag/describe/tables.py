"""Tables: every layer, sheet and member of the files that are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS
from python_calamine import CalamineWorkbook

from nutag.archives import (
    PARQUET_SUFFIXES,
    SHEET_SUFFIXES,
    TABLE_SUFFIXES,
    Place,
    datasets_in,
    find_place,
)
from nutag.columns import as_text
from nutag.encodings import find_encoding
from nutag.issues import InputError, Issue, IssueLog
from nutag.readers import UNREADABLE, read_raw
from nutag.registry import Dataset


@dataclass(frozen=True, eq=False)
class Table:
    """One table of a file.

    Parameters
    ----------
    path : Path
        As typed.
    block : mapping
        The keys of a dataset block that lead to it: path and, where needed, member, layer and
        encoding.
    rows : pandas.DataFrame
        Text, missing as None; without the geometry.
    source_rows : array of int
        The row of the file that each is.
    shapes : array of shapely geometries or None
        One a row, where the table has shapes.
    crs : pyproj.CRS or None
        What the file says.
    warnings : list of Issue
        What reading it said.
    """

    path: Path
    block: dict[str, Any]
    rows: pd.DataFrame
    source_rows: np.ndarray
    shapes: np.ndarray | None
    crs: CRS | None
    warnings: list[Issue]

    @property
    def title(self) -> str:
        """Return where the table is, in words."""
        inside = [str(self.block[key]) for key in ("member", "layer") if key in self.block]
        return " > ".join([str(self.path), *inside])

    @property
    def has_polygons(self) -> bool:
        """Return whether most shapes are polygons."""
        if self.shapes is None:
            return False
        present = self.shapes[~shapely.is_missing(self.shapes)]
        return len(present) > 0 and bool(np.isin(shapely.get_type_id(present), (3, 6)).mean() > 0.5)


def tables_of(path: Path, role: str) -> list[Table]:
    """Return every table of a file.

    Parameters
    ----------
    path : Path
        Any format that datasets may have, or a zip.
    role : str
        For the messages.

    Raises
    ------
    InputError
        When none of its tables can be read.
    """
    found: list[Table] = []
    faults: list[Issue] = []
    for member in _members(path):
        keys: dict[str, Any] = {"path": str(path)}
        if member is not None:
            keys["member"] = member
        for layer in _layers(path, keys, role, faults):
            block = {**keys, **({"layer": layer} if layer is not None else {})}
            try:
                found.append(_table(path, block, role))
            except InputError as error:
                faults += error.issues
    if not found:
        raise InputError(faults)
    return found


def _members(path: Path) -> list[str | None]:
    names = datasets_in(path) if path.suffix.lower() == ".zip" else []
    return list(names) if len(names) > 1 else [None]


def _layers(
    path: Path, keys: dict[str, Any], role: str, faults: list[Issue]
) -> Iterable[str | None]:
    """Return the names to choose from; None alone where there is nothing to choose."""
    log = IssueLog(role, str(path))
    try:
        place = find_place(Dataset.from_block(role, keys, path), log)
        names = _names(place)
    except InputError as error:
        faults += error.issues
        return []
    except UNREADABLE:
        return [None]  # reading it says in words why it cannot be opened
    return names if len(names) > 1 else [None]


def _names(place: Place) -> list[str]:
    if place.suffix in TABLE_SUFFIXES | PARQUET_SUFFIXES:
        return []
    if place.suffix in SHEET_SUFFIXES:
        with place.open() as handle:
            return list(CalamineWorkbook.from_filelike(handle).sheet_names)
    return [str(name) for name, _ in pyogrio.list_layers(place.gdal_path)]


def _table(path: Path, block: dict[str, Any], role: str) -> Table:
    log = IssueLog(role, str(path))
    dataset = Dataset.from_block(role, block, path)
    raw = read_raw(dataset, log)
    log.stop_if_needed()
    place = find_place(dataset, IssueLog(role))
    if place.suffix in TABLE_SUFFIXES:
        with place.open() as handle:
            encoding = find_encoding(handle)
        if not encoding.startswith("utf-8"):
            block = {**block, "encoding": encoding}
    shapes = crs = None
    if isinstance(raw, gpd.GeoDataFrame) and raw.active_geometry_name is not None:
        shapes = np.asarray(raw.geometry.array, dtype=object)
        crs = None if raw.crs is None else CRS.from_user_input(raw.crs)
        raw = pd.DataFrame(raw.drop(columns=raw.active_geometry_name))
    source_rows = raw["source_row"].to_numpy()
    rows = raw.drop(columns="source_row")
    rows = pd.DataFrame({str(name): as_text(rows[name]) for name in rows.columns})
    return Table(path, block, rows, source_rows, shapes, crs, list(log))
