"""The heading of a map: name, definition, unit, date."""

from __future__ import annotations

import re

from nutag.printmap.sheet import GREY, LEFT, RIGHT, Sheet
from nutag.printmap.subject import Subject
from nutag.printmap.words import unit_words
from nutag.rows import period_words, source_datasets

NO_FIGURE = "no figure for any unit"

_DENOMINATORS = {"licence_statistics": "licences"}


def draw_heading(sheet: Sheet, subject: Subject) -> float:
    """Draw the heading and return its lower edge, in millimetres."""
    entry = subject.entry
    date = dated(subject)
    room = RIGHT - LEFT - sheet.width(date, 17, "bold") - 8
    size = 17.0
    while size > 9 and sheet.width(entry.name_en, size, "bold") > room:
        size -= 0.5
    sheet.text(LEFT, 195.5, entry.name_en, size, weight="bold")
    sheet.text(RIGHT, 195.5, date, 17, weight="bold", ha="right")
    sheet.text(LEFT, 189.2, entry.name_mn, 10.5, color=GREY)
    told = f"{unit_words(entry.unit)}, by {subject.level}"
    sheet.text(RIGHT, 189.2, told, 8.5, color=GREY, ha="right")
    y = 184.4
    for line in sheet.wrapped(entry.definition_en, RIGHT - LEFT, 7.5):
        sheet.text(LEFT, y, line, 7.5)
        y -= 3.5
    return y + 0.1


def dated(subject: Subject) -> str:
    """Words for the date of the figures.

    Parameters
    ----------
    subject : Subject
        Figures, with their periods, flags and notes.

    Returns
    -------
    str
        ``2026-07``, ``2017 – 2020``; ``2012 (licences: 2026)`` where the denominator of a rate is
        of another time; :data:`NO_FIGURE` where there is nothing to date.
    """
    known = subject.known
    if len(known) == 0:
        return NO_FIGURE
    words = period_words(known)
    apart = known[known["flags"].str.contains(r"\byear_gap\b")]
    years = sorted({year for note in apart["note"] for year in _denominator_years(note)})
    if not years:
        return words
    below = source_datasets(source.partition(" / ")[2] for source in apart["source"])
    name = _DENOMINATORS.get(below[0], below[0].replace("_", " ")) if below else "denominator"
    span = years[0] if len(years) == 1 else f"{years[0]} – {years[-1]}"
    return f"{words} ({name}: {span})"


def _denominator_years(note: str) -> list[str]:
    return re.findall(r"\bdenominator (\d{4})\b", note)
