"""The footer of a map: what to know before citing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from matplotlib.collections import LineCollection

from nutag import phrases
from nutag.catalogue import SENTENCE_EN, SENTENCE_MN
from nutag.printmap.sheet import GREY, LEFT, RIGHT, Sheet
from nutag.printmap.subject import PART_MARK, Subject
from nutag.rows import source_datasets

# Printers leave the last five millimetres of the page white.
_BOTTOM = 6.0
# Footers are as high as that where they hold less, so that the maps of a set look alike.
_LEAST_TOP = 29.7
_FULL = RIGHT - LEFT
_SMALL = 6.3


@dataclass(frozen=True)
class _Line:
    text: str
    size: float
    step: float
    style: Mapping[str, Any] = field(default_factory=dict)
    right: str = ""


def draw_footer(sheet: Sheet, subject: Subject, provenance: Mapping[str, Any]) -> float:
    """Draw the footer, every word of it, and return where the map may begin (mm)."""
    lines = [
        _Line(SENTENCE_EN, 8, 3.9, {"weight": "bold"}, SENTENCE_MN),
        *_caveats(sheet, subject),
        *_tags(sheet, subject, provenance),
        *_sources(sheet, subject, provenance),
    ]
    top = max(_LEAST_TOP, _BOTTOM + sum(line.step for line in lines[:-1]) + 3.8)
    rule = [[(LEFT, top), (RIGHT, top)]]
    sheet.axes.add_collection(LineCollection(rule, colors=GREY, linewidths=0.5))
    y = top - 3.8
    for line in lines:
        sheet.text(LEFT, y, line.text, line.size, **line.style)
        if line.right:
            size = min(line.size, 7.0)
            sheet.text(RIGHT, y, line.right, size, ha="right", color=GREY)
        y -= line.step
    return top + 3.3


def _caveats(sheet: Sheet, subject: Subject) -> list[_Line]:
    figures = subject.figures
    flags = set(";".join(subject.known["flags"]).split(";"))
    # Approximate boundaries and parts have a line of their own, small bases a row of the legend.
    words = [
        names["name_en"]
        for flag, names in subject.catalogue.flags.items()
        if flag in flags - {"approximate_boundary", "part_of_unit", "small"}
    ]
    bold: list[str] = []
    if "part_of_unit" in flags:
        bold.append(f"{PART_MARK} {subject.catalogue.flags['part_of_unit']['name_en']}.")
    if (figures["boundary_quality"] == "approximate").any():
        bold.append(phrases.PAGE[f"approximate_{subject.level}"])
    # Bold letters are wider than those that are measured here.
    lines = [
        _Line(line, 7.2, 3.4, {"weight": "bold"})
        for line in sheet.wrapped(" ".join(bold), 0.85 * _FULL, 7.2)
    ]
    note = f"Note: {'; '.join(words)}." if words else ""
    return lines + [_Line(line, 7.2, 3.4) for line in sheet.wrapped(note, _FULL, 7.2)]


def _tags(sheet: Sheet, subject: Subject, provenance: Mapping[str, Any]) -> list[_Line]:
    entry = subject.entry
    rights = ", ".join(subject.catalogue.rights[right]["name_en"] for right in entry.rights)
    tags = [f"Rights and duties: {rights}" if rights else ""]
    tags += [f"UNGP {', '.join(entry.ungp)}" if entry.ungp else ""]
    tags += [f"SDG {', '.join(entry.sdg)}" if entry.sdg else ""]
    run = [entry.id, f"nutag {provenance.get('nutag', '')}".strip()]
    if provenance.get("git_commit"):
        run.append(f"commit {provenance['git_commit']}")
    run.append(f"run {provenance.get('run_id') or '–'}")
    told = " · ".join(run)
    room = _FULL - sheet.width(told, _SMALL) - 6
    texts = sheet.wrapped(" · ".join(filter(None, tags)), room, _SMALL) or [""]
    return _small(texts[:1], told) + _small(texts[1:])


def _sources(sheet: Sheet, subject: Subject, provenance: Mapping[str, Any]) -> list[_Line]:
    used = _inputs(subject, provenance)
    sources = "; ".join(_unique(map(_source, used))) or "not stated"
    terms = "; ".join(_unique(map(_terms, used))) or "not stated"
    return [
        line
        for text in (f"Sources: {sources}", f"Terms of the data: {terms}")
        for line in _small(sheet.wrapped(text, _FULL, _SMALL))
    ]


def _small(texts: Iterable[str], right: str = "") -> list[_Line]:
    return [_Line(text, _SMALL, 3.0, {"color": GREY}, right) for text in texts]


def _inputs(subject: Subject, provenance: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    inputs = list(provenance.get("inputs") or [])
    named = set(source_datasets(subject.figures["source"])) or set(subject.entry.inputs)
    # Whatever the map shows, it shows it in somebody's outlines, under somebody's names.
    named |= {"provinces", f"{subject.level}s", "soum_boundaries"}
    return [item for item in inputs if item["dataset"] in named]


def _source(item: Mapping[str, Any]) -> str:
    version = f" ({item['version']})" if item.get("version") else ""
    return f"{item.get('attribution') or _role(item)}{version}"


def _terms(item: Mapping[str, Any]) -> str:
    return f"{_role(item)}: {item.get('licence') or 'not stated'}"


def _role(item: Mapping[str, Any]) -> str:
    return str(item["dataset"]).replace("_", " ")


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
