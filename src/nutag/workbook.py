"""The workbook of the results: one spreadsheet file with all tables."""

from __future__ import annotations

import datetime as dt
import math
import numbers
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from nutag.catalogue import SENTENCE_EN, SENTENCE_MN
from nutag.csvfile import csv_text, defuse
from nutag.labels import TITLE
from nutag.wholefile import whole_file

__all__ = ["DICTIONARY_SHEET", "readme_lines", "write_workbook"]

README_SHEET = "README"
DICTIONARY_SHEET = "data_dictionary"

# A time of day in the file would change its bytes from run to run.
_CREATED = dt.datetime(2000, 1, 1)

# Excel's own bounds.
_MAX_ROWS = 1_048_576
_MAX_TEXT = 32_767

_WHOLE = "#,##0"
#: Number formats by how a column name ends, first match wins.
_FORMATS: tuple[tuple[str, str], ...] = (
    (r"(^|_)year$", "0"),
    (r"(^|_)(lat|lon)$", "0.00000"),
    (r"_(ha|km2)$", "#,##0.0"),
    (r"_pct$", "0.00"),
    (r"spread_pp$", "0.000"),
    (r"_pp$", "+0.00;-0.00;0.00"),
    (r"_ratio$", "0.000"),
    (r"(^|_)(people|head|count|n|n_of)$", _WHOLE),
    (r"_per_1000_(people|ha_mining|head)$", "#,##0.0000"),
    (r"_per_1000_", "#,##0.00"),
)


def readme_lines(provenance: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Lines of the README sheet that tell where the figures come from.

    Parameters
    ----------
    provenance : Mapping
        The record of the run: ``nutag``, ``git_commit``, ``run_id``, ``crs_proj4``, ``inputs``.

    Returns
    -------
    list of (str, str)
        Label and text: run, version, projection, then one line a source and its licence.
    """
    lines = [
        ("Run", str(provenance.get("run_id") or "")),
        ("nutag", str(provenance.get("nutag") or "")),
        ("Commit", str(provenance.get("git_commit") or "not known")),
        ("Areas", f"measured in {provenance.get('crs_proj4') or 'an equal-area projection'}"),
        ("Empty cells", "no figure; the state column beside says why. Missing is never 0."),
    ]
    for source in provenance.get("inputs") or []:
        told = [source.get("attribution"), source.get("version"), source.get("licence")]
        lines.append(
            (f"Source: {source.get('dataset')}", " · ".join(str(part) for part in told if part))
        )
    return lines


def write_workbook(
    path: str | os.PathLike[str],
    sheets: Mapping[str, pd.DataFrame],
    readme: Sequence[tuple[str, str]],
) -> None:
    """Write the tables as one XLSX workbook, the same bytes every time.

    The first sheet is the README (title, the sentence on exposure, `readme`), the second the data
    dictionary, then one sheet a table with frozen header, filter, numbers as numbers and no merged
    cells. Text is never read as a formula or a link.

    Parameters
    ----------
    path : path-like
        File to write; it appears whole or not at all.
    sheets : Mapping of str to DataFrame
        Tables without geometry; one of them is ``data_dictionary``.
    readme : sequence of (str, str)
        Label and text of the lines of the README sheet (see :func:`readme_lines`).

    Raises
    ------
    ValueError
        If the dictionary is missing, a sheet name cannot be used, a table has more rows than a
        sheet, or a number is infinite.
    """
    if DICTIONARY_SHEET not in sheets:
        raise ValueError(f"workbook: expected a sheet {DICTIONARY_SHEET!r} among the tables")
    for name, frame in sheets.items():
        if not 0 < len(name) <= 31 or re.search(r"[][:*?/\\]|^'|'$", name):
            raise ValueError(f"workbook: {name!r} cannot be the name of a sheet")
        if len(frame) >= _MAX_ROWS:
            raise ValueError(f"workbook: {name} has {len(frame)} rows; a sheet holds {_MAX_ROWS}")
    order = [DICTIONARY_SHEET, *[name for name in sheets if name != DICTIONARY_SHEET]]

    with whole_file(path) as whole:
        book = xlsxwriter.Workbook(
            str(whole),
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        book.set_properties(
            {"title": TITLE, "comments": SENTENCE_EN, "author": "nutag", "created": _CREATED}
        )
        formats = _Formats(book)
        _write_readme(book, formats, readme, order)
        for name in order:
            _write_sheet(book, formats, name, sheets[name])
        book.close()


class _Formats:
    """Cell formats of a workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.sentence = book.add_format({"italic": True})
        self.header = book.add_format({"bold": True, "bg_color": "#E7E6E6", "bottom": 1})
        # The mark keeps text that looks like a formula text, also after somebody edits the cell.
        self.quoted = book.add_format({"quote_prefix": True})
        self.date = book.add_format({"num_format": "yyyy-mm-dd"})

    def number(self, pattern: str) -> Any:
        if pattern not in self._made:
            self._made[pattern] = self._book.add_format({"num_format": pattern})
        return self._made[pattern]


def _write_readme(
    book: Any, formats: _Formats, readme: Sequence[tuple[str, str]], order: Sequence[str]
) -> None:
    sheet = book.add_worksheet(README_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, TITLE, formats.title)
    sheet.write_string(1, 0, SENTENCE_EN, formats.sentence)
    sheet.write_string(2, 0, SENTENCE_MN, formats.sentence)
    lines = [*readme, ("Sheets", ", ".join(order))]
    for row, (label, text) in enumerate(lines, start=4):
        sheet.write_string(row, 0, _bounded(label), formats.bold)
        sheet.write_string(row, 1, _bounded(text), formats.wrapped)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_sheet(book: Any, formats: _Formats, name: str, frame: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    for place, column in enumerate(map(str, frame.columns)):
        sheet.write_string(0, place, column, formats.header)
        values = frame.iloc[:, place].tolist()
        pattern = _pattern(column, frame.iloc[:, place])
        width = len(column) + 4
        for row, value in enumerate(values, start=1):
            try:
                shown = _write_cell(sheet, formats, row, place, value, pattern)
            except (TypeError, ValueError) as error:
                raise type(error)(f"workbook, sheet {name}, column {column}: {error}") from error
            width = max(width, shown)
        sheet.set_column(place, place, min(width, 60))
    sheet.freeze_panes(1, 1)
    if len(frame.columns):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_cell(
    sheet: Any, formats: _Formats, row: int, place: int, value: Any, pattern: str | None
) -> int:
    """Write one cell and tell how many characters wide it shows."""
    if value is None or value is pd.NA or value is pd.NaT:
        return 0
    if isinstance(value, str):
        text = _bounded(value)
        sheet.write_string(row, place, text, formats.quoted if defuse(text) != text else None)
        return len(text) + 2
    if isinstance(value, bool | np.bool_):
        sheet.write_boolean(row, place, bool(value))
        return 7
    if isinstance(value, dt.date):
        sheet.write_datetime(row, place, pd.Timestamp(value).to_pydatetime(), formats.date)
        return 12
    if isinstance(value, numbers.Real):
        if math.isnan(value):
            return 0
        # The cell holds the number of the CSV file, not one with more digits.
        number = float(csv_text(value))
        sheet.write_number(row, place, number, formats.number(pattern) if pattern else None)
        return len(f"{number:,.4g}") + 4 if pattern is None else len(f"{number:,.1f}") + 3
    raise TypeError(f"a {type(value).__name__} cannot be written as a cell")


def _pattern(column: str, values: pd.Series) -> str | None:
    for ending, pattern in _FORMATS:
        if re.search(ending, column):
            return pattern
    return _WHOLE if pd.api.types.is_integer_dtype(values.dtype) else None


def _bounded(text: str) -> str:
    # A longer text would be left out by the writer without a word.
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 12]} … [cut off]"
