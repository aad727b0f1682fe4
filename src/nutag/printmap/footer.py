"""The footer of a map: what to know before citing it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matplotlib.collections import LineCollection

from nutag.catalogue import SENTENCE_EN
from nutag.labels import DATASETS, label
from nutag.messages import N_, Messages
from nutag.printmap.sheet import GREY, LEFT, RIGHT, Sheet
from nutag.printmap.subject import PART_MARK, Subject
from nutag.rows import source_datasets
from nutag.sentences import sentence
from nutag.shown_figures import shown_figure
from nutag.vocabulary import WITH_FIGURE

APPROXIMATE = {
    "province": N_("Approximate boundaries: generalised outlines, not official borders."),
    "soum": N_("Approximate boundaries: cells around soum centres, not official borders."),
}

# Printers leave the last five millimetres of the page white.
_BOTTOM = 6.0
# Footers are as high as that where they hold less, so that the maps of a set look alike.
_LEAST_TOP = 29.7
_FULL = RIGHT - LEFT
_SMALL = 6.3


@dataclass(frozen=True)
class Line:
    """A line of the footer: words, size (pt), what it takes (mm), look, words at the right."""

    text: str
    size: float
    step: float
    style: Mapping[str, Any] = field(default_factory=dict)
    right: str = ""


def draw_footer(sheet: Sheet, subject: Subject, provenance: Mapping[str, Any]) -> float:
    """Draw the footer, every word of it, and return where the map may begin (mm)."""
    lines = [
        Line(subject.words.gettext(SENTENCE_EN), 8, 3.9, {"weight": "bold"}),
        *_caveats(sheet, subject),
        *_tags(sheet, subject, provenance),
        *source_lines(sheet, [subject], subject.words, provenance),
    ]
    return draw_lines(sheet, lines)


def draw_lines(sheet: Sheet, lines: Sequence[Line]) -> float:
    """Draw the lines of a footer and return where what stands above may begin (mm)."""
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


def _caveats(sheet: Sheet, subject: Subject) -> list[Line]:
    flags = set(";".join(subject.known["flags"]).split(";"))
    named = {flag: subject.words.name(names) for flag, names in subject.catalogue.flags.items()}
    bold = [_country(subject)] if subject.circle_scale and subject.country else []
    if "part_of_unit" in flags:
        bold.append(f"{PART_MARK} {named['part_of_unit']}.")
    if (subject.figures["boundary_quality"] == "approximate").any():
        bold.append(subject.words.gettext(APPROXIMATE[subject.level]))
    # Approximate boundaries and parts have a line of their own, small bases a row of the legend.
    notes = flags - {"approximate_boundary", "part_of_unit", "small"}
    told = [name for flag, name in named.items() if flag in notes]
    return caveat_lines(sheet, bold, told, subject.words)


def caveat_lines(
    sheet: Sheet, bold: Sequence[str], notes: Sequence[str], words: Messages
) -> list[Line]:
    """Return sentences in bold, and below them a note of the marks of figures."""
    # Bold letters are wider than those that are measured here.
    lines = [
        Line(line, 7.2, 3.4, {"weight": "bold"})
        for line in sheet.wrapped(" ".join(bold), 0.85 * _FULL, 7.2)
    ]
    note = words.gettext("Note: {notes}.").format(notes="; ".join(notes)) if notes else ""
    return lines + [Line(line, 7.2, 3.4) for line in sheet.wrapped(note, _FULL, 7.2)]


def _country(subject: Subject) -> str:
    words, row = subject.words, subject.country or {}
    value, flags = float(row.get("value") or 0), row.get("flags")
    # On a map of soums it may be from another dataset, and no sum of what is on the map.
    same = source_datasets([row.get("source")]) == source_datasets(subject.known["source"])
    if not same or row.get("state") not in WITH_FIGURE or not math.isfinite(value):
        return ""
    told = words.gettext("The country: {figure}.")
    if "lower_bound" in str(flags).split(";"):
        told = words.gettext(
            "The country: {figure}, a lower bound: units without a figure are not in it."
        )
    return told.format(figure=subject.measured(shown_figure(row, subject.entry, words)))


def _tags(sheet: Sheet, subject: Subject, provenance: Mapping[str, Any]) -> list[Line]:
    entry, words = subject.entry, subject.words
    rights = ", ".join(words.name(subject.catalogue.rights[right]) for right in entry.rights)
    tags = [words.gettext("Rights and duties: {rights}").format(rights=rights)] if rights else []
    guiding, goals = ", ".join(entry.ungp), ", ".join(entry.sdg)
    tags += [words.gettext("UNGP {principles}").format(principles=guiding)] if guiding else []
    tags += [words.gettext("SDG {targets}").format(targets=goals)] if goals else []
    told = " · ".join([entry.id, *run_words(provenance, words)])
    room = _FULL - sheet.width(told, _SMALL) - 6
    texts = sheet.wrapped(" · ".join(tags), room, _SMALL) or [""]
    return small_lines(texts[:1], told) + small_lines(texts[1:])


def run_words(provenance: Mapping[str, Any], words: Messages) -> list[str]:
    """Return version, commit and run, each in words."""
    told = [f"nutag {provenance.get('nutag', '')}".strip()]
    if provenance.get("git_commit"):
        told.append(words.gettext("commit {commit}").format(commit=provenance["git_commit"]))
    return [*told, words.gettext("run {run_id}").format(run_id=provenance.get("run_id") or "–")]


def source_lines(
    sheet: Sheet, subjects: Sequence[Subject], words: Messages, provenance: Mapping[str, Any]
) -> list[Line]:
    """Return where the figures of some maps are from, and the terms of use."""
    used, nothing = _inputs(subjects, provenance), words.gettext("not stated")
    sources = "; ".join(_unique(_source(item, words) for item in used)) or nothing
    terms = "; ".join(_unique(_terms(item, words) for item in used)) or nothing
    return [
        line
        for text in (
            words.gettext("Sources: {sources}").format(sources=sources),
            words.gettext("Terms of use: {terms}").format(terms=terms),
        )
        for line in small_lines(sheet.wrapped(text, _FULL, _SMALL))
    ]


def small_lines(texts: Iterable[str], right: str = "") -> list[Line]:
    """Return texts as lines of small print, all with the same words at the right."""
    return [Line(text, _SMALL, 3.0, {"color": GREY}, right) for text in texts]


def _inputs(subjects: Sequence[Subject], provenance: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    inputs = list(provenance.get("inputs") or [])
    # Whatever the map shows, it shows it in somebody's outlines, under somebody's names.
    named = {"provinces", "soum_boundaries"}
    for subject in subjects:
        named |= set(source_datasets(subject.figures["source"])) or set(subject.entry.inputs)
        named.add(f"{subject.level}s")
    return [item for item in inputs if item["dataset"] in named]


def _source(item: Mapping[str, Any], words: Messages) -> str:
    told = sentence(item.get("attribution") or "", words) or _role(item, words)
    version = sentence(str(item.get("version") or ""), words)
    return f"{told} ({version})" if version else told


def _terms(item: Mapping[str, Any], words: Messages) -> str:
    terms = sentence(item.get("licence") or "", words) or words.gettext("not stated")
    return f"{_role(item, words)}: {terms}"


def _role(item: Mapping[str, Any], words: Messages) -> str:
    return label(DATASETS, str(item["dataset"]), words)


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
