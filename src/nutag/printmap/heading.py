"""The heading of a map: name, place, unit, date, definition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nutag.labels import humanised
from nutag.messages import N_
from nutag.printmap.sheet import GREY, LEFT, RIGHT, Sheet
from nutag.printmap.subject import Subject
from nutag.rows import period_words, source_datasets

NO_FIGURE = N_("no figure for any unit")

_BY = {"province": N_("by province"), "soum": N_("by soum")}
_DENOMINATORS = {
    "licences": N_("licences"),
    "licence_statistics": N_("licences"),
    "livestock": N_("livestock"),
    "population": N_("population"),
}


def draw_heading(sheet: Sheet, subject: Subject, provenance: Mapping[str, Any]) -> float:
    """Draw the heading and return its lower edge, in millimetres."""
    entry, words = subject.entry, subject.words
    date, below = dated(subject), denominator_date(subject)
    room = RIGHT - LEFT - sheet.width(date, 17, "bold") - 8
    name, size = words.name(entry), 17.0
    while size > 9 and sheet.width(name, size, "bold") > room:
        size -= 0.5
    sheet.text(LEFT, 195.5, name, size, weight="bold")
    sheet.text(RIGHT, 195.5, date, 17, weight="bold", ha="right")
    country = words.name((provenance.get("config") or {}).get("country") or {})
    unit = words.name(subject.catalogue.units[entry.unit])
    told = [country, words.gettext(_BY[subject.level]), unit]
    sheet.text(LEFT, 189.2, " · ".join(filter(None, told)), 10.5, color=GREY)
    sheet.text(RIGHT, 189.2, below, 10.5, weight="bold", ha="right")
    y = 184.4
    for line in sheet.wrapped(words.name(entry, "definition"), RIGHT - LEFT, 7.5):
        sheet.text(LEFT, y, line, 7.5)
        y -= 3.5
    return y + 0.1


def dated(subject: Subject) -> str:
    """Return the date of the figures, :data:`NO_FIGURE` where there is nothing to date."""
    known = subject.known
    return period_words(known) if len(known) else subject.words.gettext(NO_FIGURE)


def denominator_date(subject: Subject) -> str:
    """Return what rates divide by, where it is of another time: ``licences: 2026``, else empty."""
    known, words = subject.known, subject.words
    apart = known[known["flags"].str.contains(r"\byear_gap\b")]
    years = sorted({year for note in apart["note"] for year in _denominator_years(note)})
    if not years:
        return ""
    below = source_datasets(source.partition(" / ")[2] for source in apart["source"])
    role = below[0] if below else ""
    name = _DENOMINATORS.get(role, humanised(role)) or N_("denominator")
    span = years[0] if len(years) == 1 else f"{years[0]} – {years[-1]}"
    return f"{words.gettext(name)}: {span}"


def _denominator_years(note: str) -> list[str]:
    return re.findall(r"\bdenominator (\d{4})\b", note)
