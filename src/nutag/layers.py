"""Layers: from a file that GDAL knows to rows with shapes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO

import geopandas as gpd
import pandas as pd
import pyogrio
import pyogrio.raw
from shapely.errors import GEOSException

from nutag.archives import Place, report_expansion
from nutag.encodings import encoding_of_bytes, sample_of_texts
from nutag.issues import IssueLog
from nutag.kml import with_attributes, with_numbers
from nutag.registry import Dataset
from nutag.wellknown import shapes_of_bytes

# How a file of each format begins. GDAL looks at the content alone: a file with another beginning
# may be a format that opens further files or asks a server.
_BEGINNINGS = {
    ".gpkg": (b"SQLite format 3\0",),
    ".shp": (b"\0\0\x27\x0a",),
    ".fgb": (b"fgb",),
    ".geojson": (b"{",),
    ".json": (b"{",),
    ".kml": (b"<",),
    ".kmz": (b"PK",),
}
_BLANK = b"\xef\xbb\xbf \t\r\n"
_CHUNK = 2**20
_ENTITY = re.compile(b"<!ENTITY|<\\0!\\0E\\0N\\0T\\0I\\0T\\0Y|\\0<\\0!\\0E\\0N\\0T\\0I\\0T\\0Y")
_OTHER_XML = re.compile(rb"<OGR|<VRT|<WFS|<GMLAS")


def read_layer(place: Place, dataset: Dataset, log: IssueLog) -> gpd.GeoDataFrame:
    """Read one layer.

    Parameters
    ----------
    place : Place
        GeoPackage, File Geodatabase, Shapefile, GeoJSON, KML, KMZ or another format of GDAL.
    dataset : Dataset
        Its ``layer`` and ``encoding`` are used.
    log : IssueLog
        Takes a layer that is chosen among several, and an encoding that is guessed.

    Returns
    -------
    geopandas.GeoDataFrame
        In the CRS of the file; a plain table where the layer has no shapes.

    Raises
    ------
    ValueError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError
        When it cannot be opened.
    """
    _check_beginning(place)
    if place.suffix in (".kml", ".kmz"):
        _check_xml(place, dataset, log)
        log.stop_if_needed()
    names = [str(name) for name, _ in pyogrio.list_layers(place.gdal_path)]
    layer = chosen("layer", names, dataset, log)
    if place.suffix in (".kml", ".kmz"):
        return _read_kml(place, layer, dataset, log)
    raw = _read(place.gdal_path, layer, dataset.encoding, log)
    if place.suffix == ".shp" and dataset.encoding is None and not place.beside(".cpg"):
        raw = _in_its_encoding(raw, place, layer, dataset, log)
    return raw


def _read_kml(place: Place, layer: str, dataset: Dataset, log: IssueLog) -> gpd.GeoDataFrame:
    """Read a layer of KML with all its attributes, under the names as they are written."""
    members = _kml_members(place)
    numbered = [with_numbers(data) for data in members]
    if not any(numbered):
        return _read(place.gdal_path, layer, dataset.encoding, log)
    if len(members) > 1:
        log.add(
            "file.kml_attributes",
            "stop",
            found=f"{len(members)} KML files in one KMZ, with attributes that GDAL cannot tell "
            "apart (names that are not of Latin letters and digits, or that no Schema declares)",
            expected="one KML",
            action="Unpack the KMZ and configure one KML, or export the register as GeoPackage.",
        )
        log.stop_if_needed()
    data, attributes = next(found for found in numbered if found)
    return with_attributes(_read(data, layer, dataset.encoding, log), attributes)


def _kml_members(place: Place) -> list[bytes]:
    with place.open() as handle:
        if place.suffix == ".kml":
            return [handle.read()]
        with zipfile.ZipFile(handle) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith(".kml")]
            return [archive.read(name) for name in names]


def _read(source: str | bytes, layer: str, encoding: str | None, log: IssueLog) -> gpd.GeoDataFrame:
    options = {"layer": layer, "encoding": encoding}
    try:
        return pyogrio.read_dataframe(source, **options)
    except GEOSException:  # of the first shape that is none, which says nothing of the others
        table = pyogrio.read_dataframe(source, read_geometry=False, **options)
        info, _, data, _ = pyogrio.raw.read(source, columns=[], **options)
        shapes = shapes_of_bytes(data, "geometry", log)
        return gpd.GeoDataFrame(table, geometry=shapes, crs=info["crs"])


def chosen(kind: str, names: list[str], dataset: Dataset, log: IssueLog) -> str:
    """Return the sheet or layer that a dataset means: the one it names, or the first."""
    if dataset.layer is not None and dataset.layer not in names:
        raise ValueError(f"no {kind} `{dataset.layer}` in it, only {', '.join(names)}")
    if dataset.layer is None and len(names) > 1:
        log.add(
            "file.layers",
            "warn",
            found=f"{len(names)} {kind}s ({', '.join(names[:8])})",
            expected=f"one {kind}, or its name",
            action=f"`{names[0]}`, the first, is read, and no other; name another in "
            f"`datasets.{dataset.role}.layer`.",
        )
    if not names:
        raise ValueError(f"no {kind} in it")
    return dataset.layer or names[0]


def _check_beginning(place: Place) -> None:
    if place.suffix == ".gdb":
        return
    with place.open() as handle:
        head = handle.read(4096).lstrip(_BLANK)
    expected = _BEGINNINGS.get(place.suffix)
    is_xml = head.startswith(b"<") or b"\0<" in head[:4] or b"<\0" in head[:4]
    if expected is None:
        good = not is_xml
    elif place.suffix == ".kml":
        good = is_xml and not _OTHER_XML.search(head)
    else:
        good = head.startswith(expected)
    if not good:
        raise ValueError(f"it begins with {head[:24]!r}, which is no {place.suffix[1:]}")


def _check_xml(place: Place, dataset: Dataset, log: IssueLog) -> None:
    with place.open() as handle:
        if place.suffix == ".kmz":
            with zipfile.ZipFile(handle) as archive:
                report_expansion(archive.infolist(), dataset, log)
                log.stop_if_needed()
                for info in archive.infolist():
                    if info.filename.lower().endswith(".kml"):
                        with archive.open(info) as member:
                            report_entities(member, dataset, log)
        else:
            report_entities(handle, dataset, log)


def report_entities(handle: IO[bytes], dataset: Dataset, log: IssueLog) -> None:
    """Stop at XML that declares entities: a few lines of them expand without end."""
    if any(_ENTITY.search(part) for part in overlapping_parts(handle)):
        log.add(
            "file.xml_entities",
            "stop",
            found="XML that declares entities",
            expected="text without them, as no program for maps or tables writes them",
            action=f"The file is not read. Check where `datasets.{dataset.role}.path` comes from.",
        )


def overlapping_parts(handle: IO[bytes], overlap: int = 64) -> Iterator[bytes]:
    """Yield a file part by part, each with the end of the one before."""
    tail = b""
    while chunk := handle.read(_CHUNK):
        yield tail + chunk
        tail = chunk[-overlap:]


def _in_its_encoding(
    raw: pd.DataFrame, place: Place, layer: str, dataset: Dataset, log: IssueLog
) -> pd.DataFrame:
    """Read a Shapefile again where its letters are those of another encoding than the driver's."""
    sample, column, text = sample_of_texts(raw)
    if not text:
        return raw
    encoding = encoding_of_bytes(sample) if sample else None
    if encoding is None or encoding == "cp1252":
        log.add(
            "file.encoding_unknown",
            "warn",
            key=column,
            found=f"letters whose encoding the file does not name: {text[:40]!r}",
            expected="a .cpg file beside the .shp, or the encoding",
            action=f"Read as the driver guesses. If the letters are wrong, set "
            f"`datasets.{dataset.role}.encoding`, for example cp1251.",
        )
        return raw
    table = pyogrio.read_dataframe(
        place.gdal_path, layer=layer, encoding=encoding, read_geometry=False
    )
    name = table.columns[list(raw.columns).index(column)]
    after = next((t for t in [*table[name], name] if isinstance(t, str) and not t.isascii()), "")
    log.add(
        "file.encoding_guessed",
        "warn",
        key=str(name),
        found=f"letters whose encoding the file does not name: {text[:40]!r}",
        expected="a .cpg file beside the .shp, or the encoding",
        action=f"Read as {encoding}: {after[:40]!r}. If the letters are wrong, set "
        f"`datasets.{dataset.role}.encoding`.",
    )
    if not isinstance(raw, gpd.GeoDataFrame):
        return table
    return gpd.GeoDataFrame(table, geometry=raw.geometry.array, crs=raw.crs)
