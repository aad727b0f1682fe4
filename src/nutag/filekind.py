"""File kinds: whether a file is what its name promises, and whole.

A server that cannot give a file often gives a page instead, and a connection that breaks gives the
beginning of one. Only a few bytes at both ends are looked at; the readers do the rest.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from typing import IO

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
#: How files of an ending begin.
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".zip": _ZIP,
    ".kmz": _ZIP,
    ".xlsx": _ZIP,
    ".ods": _ZIP,
    ".gpkg": (b"SQLite format 3\x00",),
    ".tif": _TIFF,
    ".tiff": _TIFF,
    ".parquet": (b"PAR1",),
    ".geoparquet": (b"PAR1",),
    ".geojson": (b"{", b"["),
    ".json": (b"{", b"["),
    ".kml": (b"<",),
    ".xls": (b"\xd0\xcf\x11\xe0",),
}
#: How files that are no text begin, what they are, and the ending that they should have.
_KINDS = (
    (b"SQLite format 3\x00", "an SQLite database such as a GeoPackage", ".gpkg"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (XLS)", ".xls"),
    (b"PAR1", "a Parquet file", ".parquet"),
    (b"fgb\x03", "a FlatGeobuf file", ".fgb"),
    (b"%PDF", "a PDF document", ""),
    (b"\x1f\x8b", "a gzip archive", ""),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", ""),
    (b"Rar!\x1a\x07", "a RAR archive", ""),
    (b"\x89PNG", "a picture (PNG)", ""),
    (b"\xff\xd8\xff", "a picture (JPEG)", ""),
    *((beginning, "a picture (TIFF)", "") for beginning in _TIFF),
)
#: Members by which a zip is more than that.
_PACKED = (
    ("xl/workbook.xml", "an Excel workbook (XLSX)", ".xlsx"),
    ("word/document.xml", "a Word document (DOCX)", ""),
    ("content.xml", "an OpenDocument file (ODS)", ".ods"),
    ("doc.kml", "a KMZ file", ".kmz"),
)
_PAGES = (b"<!doctype html", b"<html")
# How tables begin that sites hand out under the name of a workbook.
_PAGE = re.compile(
    rb"(<\?xml[^>]*>|<!--.*?-->|\s)*<(!doctype html|(html|head|meta|style|body|div|table)\b)",
    re.IGNORECASE | re.DOTALL,
)
#: Share of signs that no text has in what is taken for text; bytes at random have a tenth.
_MOST_STRANGE = 0.02
_HEAD, _TAIL = 1024, 66_000  # a zip ends with its directory's end and a comment of up to 64 KiB

#: Endings of files whose own bytes say that nothing is missing at the end.
CLOSED = {
    ".zip", ".kmz", ".xlsx", ".ods", ".gpkg", ".parquet", ".geoparquet", ".geojson", ".json",
    ".kml",
}  # fmt: skip


def is_page(content_type: str | None) -> bool:
    """Return whether a Content-Type header announces a web page."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml")


def fault_of(path: Path, suffix: str) -> str:
    """Return what is wrong with the content of a file, or an empty text.

    Parameters
    ----------
    path : Path
        The file, under any name.
    suffix : str
        Ending of the name that it is to get, such as ``.zip``.
    """
    size = path.stat().st_size
    if size == 0:
        return "an empty file"
    with open(path, "rb") as handle:
        head = handle.read(_HEAD)
        handle.seek(max(0, size - _TAIL))
        tail = handle.read()
    suffix = suffix.lower()
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.lower().startswith(_PAGES):
        return "a web page"
    promised = _BEGINNINGS.get(suffix, ())
    beginning = text if suffix in (".geojson", ".json", ".kml") else head
    if promised and not beginning.startswith(promised):
        return f"bytes that are no {suffix} ({head[:16]!r} ...)"
    if suffix in CLOSED and not _is_closed(promised, head, tail, size):
        return f"a {suffix} without its end ({size:,} bytes)"
    return ""


def is_web_page(handle: IO[bytes]) -> bool:
    """Return whether a file is a web page, under whatever name.

    Parameters
    ----------
    handle : binary file
        At its beginning.
    """
    head = handle.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    head = head.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    return _PAGE.match(head) is not None


def kind_of(handle: IO[bytes]) -> tuple[str, str]:
    """Return what a file is that is no text, by its first bytes, and the ending for it.

    Parameters
    ----------
    handle : binary file
        At its beginning.

    Returns
    -------
    kind, suffix : str
        Both empty where the bytes are not known; the ending is empty where nutag reads no such
        file.
    """
    head = handle.read(_HEAD)
    if head.startswith(_ZIP):
        handle.seek(0)
        try:
            with zipfile.ZipFile(handle) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, OSError):
            return "a broken ZIP archive", ""
        known = ((kind, suffix) for member, kind, suffix in _PACKED if member in names)
        return next(known, ("a ZIP archive", ".zip"))
    known = ((kind, suffix) for start, kind, suffix in _KINDS if head.startswith(start))
    return next(known, ("", ""))


def is_text(data: bytes, encoding: str) -> bool:
    """Return whether bytes read as text: hardly any signs that no text has.

    Parameters
    ----------
    data : bytes
        The beginning of a file.
    encoding : str
        In which it is read.
    """
    text = data.decode(encoding, errors="ignore")
    kinds = Counter(unicodedata.category(c) for c in text if c not in "\t\n\r\f\v\x1a")
    # C1 controls are left alone: letters of another code page than the one that is named.
    kinds["Cc"] -= sum("\x80" <= c <= "\x9f" for c in text)
    strange = kinds["Cc"] + kinds["Cn"] + kinds["Co"]
    return strange <= _MOST_STRANGE * max(len(text), 1)


def _is_closed(promised: tuple[bytes, ...], head: bytes, tail: bytes, size: int) -> bool:
    if promised == _ZIP:
        return b"PK\x05\x06" in tail
    if promised == (b"PAR1",):
        return size > 8 and tail.endswith(b"PAR1")
    if promised == (b"<",):
        return tail.rstrip().endswith(b">")
    if promised == (b"{", b"["):
        return tail.rstrip().endswith((b"}", b"]"))
    # SQLite: the header says the length of a page and how many there are (0: not known).
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    return size >= (65_536 if page == 1 else page) * max(pages, 1)
