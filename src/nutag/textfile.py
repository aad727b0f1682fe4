"""Text files: from lines to rows, where no row loses or gains a cell without a word."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pandas as pd

from nutag.issues import IssueLog, listed
from nutag.registry import Dataset

SEPARATORS = (",", ";", "\t", "|")
_LONGEST_CELL = 2**31 - 1  # a boundary as WKT is longer than the 128 KiB of the default


def read_text_file(dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    """Read a text file with a header.

    Parameters
    ----------
    dataset : Dataset
        Its ``encoding`` (default UTF-8) and ``separator`` (default: the commonest of the header).
    log : IssueLog
        Takes rows whose cells do not fit the header, columns named twice and marks left open.

    Returns
    -------
    pandas.DataFrame
        Text as ``str``, an empty cell as None; ``source_row`` as a spreadsheet shows it. Rows
        without any text are left out.
    """
    csv.field_size_limit(_LONGEST_CELL)
    with open(dataset.path, encoding=dataset.encoding or "utf-8-sig", newline="") as handle:
        separator = {"\\t": "\t"}.get(dataset.separator or "", dataset.separator)
        if separator is None:
            header = next((line for line in handle if line.strip()), "")
            separator = max(SEPARATORS, key=header.count)
            handle.seek(0)
        lines = _lines(csv.reader(handle, delimiter=separator, strict=True), log)
    filled = [(n, cells) for n, cells in enumerate(lines, start=1) if any(map(str.strip, cells))]
    names = [name.strip() for name in filled[0][1]] if filled else []
    rows = filled[1:]
    _report_names(names, rows, log)
    _report_widths(rows, len(names), log)
    table = pd.DataFrame(
        [[cell or None for cell in _fitted(cells, len(names))] for _, cells in rows],
        columns=names,
        dtype=object,
    )
    return table.drop(columns="", errors="ignore").assign(source_row=[n for n, _ in rows])


def _lines(reader: Iterator[list[str]], log: IssueLog) -> list[list[str]]:
    """Return all records; a quotation mark out of place takes the rows after it into its cell."""
    lines: list[list[str]] = []
    try:
        lines.extend(reader)
    except csv.Error as error:
        log.add(
            "file.open_mark",
            "stop",
            source_row=len(lines) + 1,
            found=f"a quotation mark out of place ({error})",
            expected="quotation marks at both ends of a cell, doubled inside it",
            action="Close, double or remove the mark.",
        )
    return lines


def _fitted(cells: list[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _report_names(names: list[str], rows: list[tuple[int, list[str]]], log: IssueLog) -> None:
    nameless = [k for k, name in enumerate(names) if not name]
    lost = [n for n, cells in rows if any(cells[k].strip() for k in nameless if k < len(cells))]
    if lost:
        log.add(
            "file.column_without_name",
            "warn",
            source_row=lost[0],
            found=f"cells below an empty heading in {len(lost)} rows ({listed(lost)})",
            expected="a heading above every column",
            action="These cells are not read.",
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        log.add(
            "file.column_twice",
            "stop",
            found="a header that names twice: " + ", ".join(twice),
            expected="every column once",
            action="Rename or remove one of them.",
        )


def _report_widths(rows: list[tuple[int, list[str]]], width: int, log: IssueLog) -> None:
    wide = [n for n, cells in rows if any(map(str.strip, cells[width:]))]
    if wide:
        log.add(
            "file.surplus_cells",
            "stop",
            source_row=wide[0],
            found=f"more cells than the header has columns in {len(wide)} rows ({listed(wide)})",
            expected=f"{width} cells",
            action="Put text that holds the separator in quotation marks, or set "
            f"`datasets.{log.dataset}.separator`.",
        )
    short = [n for n, cells in rows if len(cells) < width]
    if short:
        log.add(
            "file.missing_cells",
            "warn",
            source_row=short[0],
            found=f"fewer cells than the header has columns in {len(short)} rows ({listed(short)})",
            expected=f"{width} cells",
            action="The cells at the end are taken as empty.",
        )
