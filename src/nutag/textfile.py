"""Text files: from lines to rows, where no row loses or gains a cell without a word."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from typing import TextIO

import pandas as pd

from nutag.archives import Place
from nutag.encodings import find_encoding
from nutag.filekind import is_text, kind_of
from nutag.issues import IssueLog, listed
from nutag.registry import Dataset

SEPARATORS = (",", ";", "\t", "|")
_HEAD = 2**13
# What Excel understands in front of the header.
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=([^\"\r\n])\"?\r?\n?", re.IGNORECASE)
# How headings of degrees, minutes and seconds begin, which are alike for both axes.
_PARTS_OF_ANGLES = ("град", "мин", "сек", "deg", "grad", "min", "sec", "sek")
#: Characters of a line, or of a cell of several lines; the boundary of a country as WKT is shorter.
LONGEST_LINE = 2**26


def read_text_file(place: Place, dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    """Read a text file with a header.

    Parameters
    ----------
    place : Place
        The file.
    dataset : Dataset
        Its ``encoding`` (default: UTF-8, or what the bytes are like) and ``separator`` (default:
        the commonest of the header).
    log : IssueLog
        Takes an encoding that is guessed, what is unusual about the file, rows whose cells do not
        fit the header, columns named twice and marks left open.

    Returns
    -------
    pandas.DataFrame
        Text as ``str``, an empty cell as None; ``source_row`` as a spreadsheet shows it. Rows
        without any text are left out.
    """
    csv.field_size_limit(LONGEST_LINE)
    encoding = dataset.encoding
    if encoding is None:
        with place.open() as handle:
            encoding = find_encoding(handle)
    _check_text(place, encoding, log)
    log.stop_if_needed()
    with place.open() as handle:
        marked = handle.read(3).startswith((BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE))
        handle.seek(0)
        text = io.TextIOWrapper(handle, encoding=encoding, newline="")
        separator = {"\\t": "\t"}.get(dataset.separator or "", dataset.separator)
        first = ""
        while not first.strip() and (line := text.readline(LONGEST_LINE)):
            first = line
        told = _SEPARATOR_LINE.fullmatch(first)
        if separator is None:
            separator = told[1] if told else max(SEPARATORS, key=first.count)
        text.seek(0)
        lines = _lines(csv.reader(_bounded(text), delimiter=separator, strict=True), log)
    log.stop_if_needed()
    filled = [(n, cells) for n, cells in enumerate(lines, start=1) if "".join(cells).strip()]
    filled = filled[1:] if told else filled
    names = [name.strip() for name in filled[0][1]] if filled else []
    rows = filled[1:]
    _report_names(names, rows, log)
    _report_widths(rows, len(names), log)
    cells_of = zip(*(_fitted(cells, len(names)) for _, cells in rows), strict=True)
    columns = [[cell or None for cell in cells] for cells in cells_of] or [[] for _ in names]
    table = pd.DataFrame(dict(enumerate(columns)), dtype=object).set_axis(names, axis=1)
    table = table.drop(columns="", errors="ignore").assign(source_row=[n for n, _ in rows])
    if dataset.encoding is None and encoding not in ("utf-8-sig", "utf-8"):
        _report_encoding(table, encoding, log)
    unusual = ["a byte order mark"] if marked else []
    if told:
        unusual.append(f"a line {first.strip()!r} before the header")
    elif dataset.separator is None and separator != ",":
        unusual.append(f"the separator {separator!r}")
    if unusual:
        log.add(
            "file.dialect",
            "info",
            found=" and ".join(unusual),
            expected="text in UTF-8 without a mark, with commas",
            action=f"Read so; `datasets.{log.dataset}.separator` says otherwise.",
        )
    return table


def _check_text(place: Place, encoding: str, log: IssueLog) -> None:
    """Stop at a workbook, a database or other bytes under the name of a text."""
    with place.open() as handle:
        kind, suffix = kind_of(handle)
        handle.seek(0)
        head = handle.read(_HEAD)
    if not kind and b"\0" in head and is_text(head, "utf-8"):  # hardly any signs that no text has
        log.add(
            "file.not_text",
            "stop",
            source_row=head[: head.index(b"\0")].count(b"\n") + 1,
            found="empty bytes (NUL) in a text, of which this is the first row",
            expected="letters, digits and signs",
            action="Remove the empty bytes, in a text editor or by exporting the file again.",
        )
        return
    if not kind and is_text(head, encoding):
        return
    nul = ", with empty bytes among them" if b"\0" in head else ""
    log.add(
        "file.not_text",
        "stop",
        found=f"{kind or 'bytes that are no text' + nul} (it begins with {head[:16]!r})",
        expected=f"text, as the ending {place.suffix} promises",
        action=f"Rename it to end in {suffix} and mend `datasets.{log.dataset}.path`."
        if suffix
        else f"Check that `datasets.{log.dataset}.path` names the file that is meant.",
    )


class _EndlessLine(Exception):
    """A line longer than `LONGEST_LINE`."""


def _bounded(handle: TextIO) -> Iterator[str]:
    while line := handle.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise _EndlessLine
        yield line


def _lines(reader: Iterator[list[str]], log: IssueLog) -> list[list[str]]:
    """Return all records; a quotation mark out of place takes the rows after it into its cell."""
    lines: list[list[str]] = []
    try:
        lines.extend(reader)
    except (_EndlessLine, csv.Error) as error:
        if isinstance(error, _EndlessLine) or "field larger than" in str(error):
            log.add(
                "file.endless_line",
                "stop",
                source_row=len(lines) + 1,
                found=f"a line or cell of more than {LONGEST_LINE:,} characters",
                expected="lines that end, and quotation marks at both ends of a cell",
                action="The file is not read. Check that "
                f"`datasets.{log.dataset}.path` is the text that it should be.",
            )
            return []
        log.add(
            "file.open_mark",
            "stop",
            source_row=len(lines) + 1,
            found=f"a quotation mark out of place ({error})",
            expected="quotation marks at both ends of a cell, doubled inside it",
            action="Close, double or remove the mark.",
        )
    return lines


def _report_encoding(table: pd.DataFrame, encoding: str, log: IssueLog) -> None:
    for column in table.columns.drop("source_row"):
        for text in table[column]:
            if text is not None and not text.isascii():
                log.add(
                    "file.encoding_guessed",
                    "warn",
                    key=str(column),
                    found="bytes that are not UTF-8",
                    expected="text in UTF-8",
                    action=f"Read as {encoding} after failed UTF-8: {text.strip()[:40]!r}. If the "
                    f"letters are wrong, set `datasets.{log.dataset}.encoding`.",
                )
                return


def _fitted(cells: list[str], width: int) -> list[str]:
    return cells if len(cells) == width else [*cells[:width], *[""] * (width - len(cells))]


def _report_names(names: list[str], rows: list[tuple[int, list[str]]], log: IssueLog) -> None:
    nameless = [k for k, name in enumerate(names) if not name]
    lost = nameless and [
        n for n, cells in rows if any(cells[k].strip() for k in nameless if k < len(cells))
    ]
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
            action="Rename or remove one of them."
            if not any(name.casefold().startswith(_PARTS_OF_ANGLES) for name in twice)
            else "Give every column its own heading, for example `Уртраг градус` and `Өргөрөг "
            "градус`.",
        )


def _report_widths(rows: list[tuple[int, list[str]]], width: int, log: IssueLog) -> None:
    wide = [n for n, cells in rows if len(cells) > width and "".join(cells[width:]).strip()]
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
