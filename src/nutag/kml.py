"""KML: the attributes of placemarks that GDAL would change or lose.

GDAL (3.12) writes an underscore for every letter in the name of a ``Data`` element that is not of
ASCII, so that attributes with Cyrillic names of one length overwrite each other; it drops ``Data``
beside ``SchemaData``, and ``SimpleData`` that no ``Schema`` declares. Where a file has any of this,
its attributes are read here, and GDAL reads the shapes and a number in their place.
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

import pandas as pd

#: The attribute that takes the place of all others: the number of the placemark.
NUMBER = "nutag_placemark"

# Columns that GDAL makes of the other elements of a placemark.
_OWN = {
    "id", "name", "description", "timestamp", "begin", "end", "altitudemode", "tessellate",
    "extrude", "visibility", "draworder", "icon",
}  # fmt: skip
_KEPT = re.compile(r"[A-Za-z0-9_]+")
_MARKED = (
    f'<{{p}}ExtendedData><{{p}}Data name="{NUMBER}"><{{p}}value>{{number}}</{{p}}value></{{p}}Data>'
    "</{p}ExtendedData>"
)


def with_numbers(data: bytes) -> tuple[bytes, pd.DataFrame] | None:
    """Return a KML with numbers for attributes, and the attributes; None if GDAL reads all.

    Parameters
    ----------
    data : bytes
        The file, without entities of its own.

    Returns
    -------
    data : bytes
        The file, in which the only attribute of a placemark is `NUMBER`.
    attributes : pandas.DataFrame of object
        Under the names as they are written; the index is the number. An attribute that a placemark
        lacks is None, the values of one that it has several times stand with semicolons between.
    """
    placemarks = _Placemarks()
    parser = expat.ParserCreate(namespace_separator=" ")
    placemarks.attach(parser)
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return None  # GDAL says what is wrong
    if not placemarks.loses:
        return None
    # GDAL knows bytes without a name by this beginning, which a file with a prefix lacks.
    parts, end = [data[: placemarks.root], b"<!-- <kml xmlns= -->"], placemarks.root
    for number, (start, stop) in enumerate(placemarks.spans):
        prefix = data[start + 1 : data.index(b"ExtendedData", start)].decode()
        parts += [data[end:start], _MARKED.format(p=prefix, number=number).encode()]
        # The parser stood before the closing tag.
        end = data.index(b">", stop) + 1
    rows = [
        {name: "; ".join(dict.fromkeys(values)) for name, values in row.items()}
        for row in placemarks.rows
    ]
    attributes = pd.DataFrame(rows, dtype=object)
    return b"".join([*parts, data[end:]]), attributes.where(attributes.notna(), None)


def with_attributes(table: pd.DataFrame, attributes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of GDAL with the attributes in place of their number.

    Parameters
    ----------
    table : pandas.DataFrame or geopandas.GeoDataFrame
        With `NUMBER`, as text.
    attributes : pandas.DataFrame
        From `with_numbers`. One of the name of a column of `table` replaces it where that is
        empty, and is called ``<name> (ExtendedData)`` elsewhere.
    """
    numbers = pd.to_numeric(table[NUMBER]) if NUMBER in table else pd.Series(dtype=float)
    found = attributes.reindex(numbers.reindex(table.index)).set_axis(table.index, axis=0)
    found = found.dropna(axis="columns", how="all")
    plain = table.drop(columns=NUMBER, errors="ignore")
    filled = [c for c in found if c in plain and plain[c].notna().any()]
    plain = plain.drop(columns=[c for c in found if c in plain and c not in filled])
    return plain.join(found.rename(columns={c: f"{c} (ExtendedData)" for c in filled}))


class _Placemarks:
    """Takes what a parser meets."""

    def __init__(self) -> None:
        self.rows: list[dict[str, list[str]]] = []
        self.spans: list[tuple[int, int]] = []
        self.root = 0
        self._loses = False
        self._spellings: dict[str, str] = {}
        self._declared: set[str] = set()
        self._simple: set[str] = set()
        self._tags: set[str] = set()
        self._stack: list[str] = []
        self._start = 0
        self._name = ""
        self._text: list[str] | None = None
        self._parser: Any = None

    @property
    def loses(self) -> bool:
        """Return whether GDAL would change or lose any of the attributes that were met."""
        return self._loses or not self._simple <= self._declared

    def attach(self, parser: Any) -> None:
        self._parser = parser
        parser.buffer_text = True
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._read

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if not self._stack:
            self.root = self._parser.CurrentByteIndex
        self._stack.append(tag)
        if tag == "SimpleField":
            self._declared.add(attributes.get("name", ""))
        if tag == "ExtendedData" and self._stack[-2:-1] == ["Placemark"]:
            self._start = self._parser.CurrentByteIndex
            self.rows.append({})
            self._tags = set()
        if "ExtendedData" not in self._stack or "Placemark" not in self._stack:
            return
        if tag in ("Data", "SimpleData"):
            self._name = attributes.get("name", "").strip()
        if tag in ("value", "SimpleData"):
            self._text = []

    def _read(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _close(self, tag: str) -> None:
        tag = self._stack.pop()
        if self._text is not None and tag in ("value", "SimpleData"):
            text, self._text = "".join(self._text).strip(), None
            if text:
                self._add(tag, text)
        elif tag == "ExtendedData" and self._stack[-1:] == ["Placemark"]:
            self.spans.append((self._start, self._parser.CurrentByteIndex))

    def _add(self, tag: str, text: str) -> None:
        row, name = self.rows[-1], self._name
        self._tags.add(tag)
        self._loses |= name in row or self._spellings.setdefault(name.lower(), name) != name
        self._loses |= len(self._tags) > 1 or name.lower() in _OWN
        if tag == "SimpleData":
            self._simple.add(name)
        else:
            self._loses |= not _KEPT.fullmatch(name)
        row.setdefault(name, []).append(text)
