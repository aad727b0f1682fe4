"""Sheets: from a workbook to rows of text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO

import pandas as pd

from nutag.archives import Place, report_expansion
from nutag.issues import IssueLog
from nutag.layers import chosen, overlapping_parts, report_entities
from nutag.registry import Dataset

#: Cells of the rectangle that a sheet spans, empty ones with them: a million rows of 20 columns.
MOST_CELLS = 20_000_000

_CELL = re.compile(rb'<(?:\w+:)?c [^>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"')
_TAG = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b([^>]*?)(/?)>")
_REPEATED = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d+)"')


def read_sheet(place: Place, dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    """Read one sheet, its first row being the header.

    Parameters
    ----------
    place : Place
        XLSX, XLS or ODS.
    dataset : Dataset
        Its ``layer`` names the sheet.
    log : IssueLog
        Takes a sheet that is chosen among several, and a workbook that is too large.

    Returns
    -------
    pandas.DataFrame
        Text as ``str``, an empty cell as NaN; ``source_row`` as a spreadsheet shows it. Rows
        without any text are left out.

    Raises
    ------
    ValueError, python_calamine.CalamineError, zipfile.BadZipFile
        When it cannot be opened.
    """
    with place.open() as handle:
        if place.suffix != ".xls":
            _check_workbook(handle, place.suffix, dataset, log)
            log.stop_if_needed()
            handle.seek(0)
        with pd.ExcelFile(handle, engine="calamine") as book:
            sheet = chosen("sheet", [str(name) for name in book.sheet_names], dataset, log)
            raw = book.parse(
                sheet_name=sheet,
                dtype=str,
                keep_default_na=False,  # "NA" may be a name
                na_values=[""],
            )
    # Blank rows are none, and count for the numbers of the others.
    raw = raw.assign(source_row=range(2, 2 + len(raw)))
    return raw[raw.drop(columns="source_row").notna().any(axis=1)]


def _check_workbook(handle: IO[bytes], suffix: str, dataset: Dataset, log: IssueLog) -> None:
    """Stop before a library makes room for what a small file says it holds."""
    with zipfile.ZipFile(handle) as archive:
        report_expansion(archive.infolist(), dataset, log)
        log.stop_if_needed()
        for info in archive.infolist():
            if not info.filename.lower().endswith((".xml", ".rels")):
                continue
            with archive.open(info) as member:
                report_entities(member, dataset, log)
            if suffix == ".xlsx" and "worksheets/sheet" in info.filename:
                with archive.open(info) as member:
                    _report_span(_span_of_xlsx(member), dataset, log)
            elif suffix == ".ods" and info.filename == "content.xml":
                with archive.open(info) as member:
                    _report_span(_span_of_ods(member), dataset, log)


def _report_span(span: tuple[int, int], dataset: Dataset, log: IssueLog) -> None:
    rows, columns = span
    if rows * columns > MOST_CELLS:
        log.add(
            "file.sheet_too_large",
            "stop",
            found=f"a sheet of {rows:,} rows and {columns:,} columns",
            expected=f"at most {MOST_CELLS:,} cells, empty ones with them",
            action="The file is not read. Delete the empty rows and columns beyond the table, or "
            f"save the sheet as CSV and set `datasets.{dataset.role}.path` to it.",
        )


def _span_of_xlsx(handle: IO[bytes]) -> tuple[int, int]:
    last_row = last_column = 0
    for part in overlapping_parts(handle, overlap=300):
        for letters, digits in set(_CELL.findall(part)):
            column = 0
            for letter in letters:
                column = 26 * column + letter - 64
            last_row, last_column = max(last_row, int(digits)), max(last_column, column)
    return last_row, last_column


def _span_of_ods(handle: IO[bytes]) -> tuple[int, int]:
    """Return rows and columns up to the last cell that is not empty; repeated ones count."""
    row = column = last_row = last_column = 0
    for name, attributes, closed in _tags(handle):
        found = _REPEATED.search(attributes)
        times = int(found.group(1)) if found else 1
        if name == b"table-row":
            row, column = row + times, 0
            continue
        column += times
        if not closed and (b"office:" in attributes or b"calcext:" in attributes):
            last_row, last_column = max(last_row, row), max(last_column, column)
    return last_row, last_column


def _tags(handle: IO[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    rest = b""
    while chunk := handle.read(2**20):
        text = rest + chunk
        cut = text.rfind(b"<")
        # A tag may go on in the next part; what has no end in 64 KiB is no tag.
        rest = text[cut:] if cut >= 0 and len(text) - cut < 2**16 else b""
        for match in _TAG.finditer(text[: len(text) - len(rest)]):
            yield match.group(1), match.group(2), match.group(3)
    for match in _TAG.finditer(rest):
        yield match.group(1), match.group(2), match.group(3)
