"""The legend: classes or circles, and states, with the number of units in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matplotlib.patches import Circle, Rectangle

from nutag.messages import N_
from nutag.printmap.circles import circle_look
from nutag.printmap.nested import Nested
from nutag.printmap.sheet import GREY, INK, OUTLINE, Box, Sheet
from nutag.printmap.subject import Subject
from nutag.printmap.units import (
    HATCHES,
    MISSING_FILL,
    MISSING_LINE,
    SMALL_HATCH,
    missing_states,
    thin_hatch,
)
from nutag.printmap.words import class_labels

_STEP = 4.7
_SWATCH = (7.0, 3.4)
_COUNT_AT, _WORDS_AT = 15.0, 17.0
_HEAD = 9.0
_UNITS = {"province": N_("provinces"), "soum": N_("soums")}

_Draw = Callable[[Sheet, float, float], None]


@dataclass(frozen=True)
class Row:
    """A row of the legend: its words, how many units it speaks of, its swatch."""

    words: str
    count: int
    draw: _Draw | None


class Legend:
    """Rows of the legend, of which the last stands lowest; circles stand above them.

    Parameters
    ----------
    sheet : Sheet
        Page to draw on.
    subject : Subject
        What the map is about.
    """

    def __init__(self, sheet: Sheet, subject: Subject) -> None:
        words = subject.words
        self._sheet = sheet
        scale = subject.circle_scale
        self._nested = Nested(sheet, subject, scale) if scale else None
        self._rows = [*figure_rows(subject), *state_rows(subject)]
        self._units = words.gettext(_UNITS[subject.level])
        self._unit = words.name(subject.catalogue.units[subject.entry.unit])
        self._told = told_of(subject)
        self._counts = [words.number(row.count) for row in self._rows]

    def box(self, left: float, bottom: float) -> Box:
        """Part of the page that the legend takes."""
        widths = [_WORDS_AT + self._sheet.width(row.words, 7.2) for row in self._rows]
        if self._nested:
            widths.append(self._nested.width)
        width = max(self._sheet.width(self._told, 8.0, "bold"), *widths)
        height = _STEP * len(self._rows) + _HEAD + (self._nested.height if self._nested else 0)
        return left, bottom, left + width, bottom + height

    def draw(self, left: float, bottom: float) -> None:
        """Draw the legend above and to the right of a point."""
        sheet, top = self._sheet, bottom + 0.5 + _STEP * len(self._rows)
        sheet.text(left + _COUNT_AT, top + 1.2, self._units, 6.3, ha="right", color=GREY)
        head = top + 5.4
        if self._nested:
            self._nested.draw(left, head)
            head += self._nested.height
        else:
            sheet.text(left + _WORDS_AT, top + 1.2, self._unit, 6.3, color=GREY)
        sheet.text(left, head, self._told, 8.0, weight="bold")
        for place, (row, count) in enumerate(zip(self._rows, self._counts, strict=True), 1):
            y = top - place * _STEP
            if row.draw is not None:
                row.draw(sheet, left, y)
            sheet.text(left + _COUNT_AT, y + 0.75, count, 7.2, ha="right", color=GREY)
            sheet.text(left + _WORDS_AT, y + 0.75, row.words, 7.2)


def figure_rows(subject: Subject) -> list[Row]:
    """Return the rows of classes, or those of circles."""
    return _circle_rows(subject) if subject.circle_scale else _class_rows(subject)


def state_rows(subject: Subject) -> list[Row]:
    """Return the rows of states: zeros and small bases, then why there is no figure."""
    return [*_known_rows(subject), *_missing_rows(subject)]


def told_of(subject: Subject) -> str:
    """Return how many of how many units have a figure, in words."""
    words = subject.words
    if len(subject.known) == 0:
        text = {
            "province": words.gettext("{n} of {of} provinces: no figure for any unit"),
            "soum": words.gettext("{n} of {of} soums: no figure for any unit"),
        }
    else:
        text = {
            "province": words.gettext("{n} of {of} provinces with a figure"),
            "soum": words.gettext("{n} of {of} soums with a figure"),
        }
    n, of = len(subject.known), len(subject.figures)
    return text[subject.level].format(n=words.number(n), of=words.number(of))


def _class_rows(subject: Subject) -> list[Row]:
    known = subject.known
    lowest = known.loc[known["place"] == 0, "value"].min()
    labels = class_labels(subject.bounds, subject.entry.decimals, lowest, subject.words)
    return [
        Row(label, int((known["place"] == place).sum()), _swatch(facecolor=colour))
        for place, (label, colour) in enumerate(zip(labels, subject.colours, strict=True))
    ]


def _circle_rows(subject: Subject) -> list[Row]:
    words, known = subject.words, subject.known
    values = known.loc[known["state"] == "value", "value"]
    rows = [
        (words.gettext("with a figure") if (values >= 0).all() else words.gettext("increase"), 1),
        (words.gettext("decrease"), -1),
    ]
    counts = [int((values >= 0).sum()), int((values < 0).sum())]
    return [
        Row(told, count, _circled(sign))
        for (told, sign), count in zip(rows, counts, strict=True)
        if count
    ]


def _known_rows(subject: Subject) -> list[Row]:
    known, states = subject.known, subject.catalogue.states
    rows: list[Row] = []
    for state, look in (
        ("reported_zero", _swatch(facecolor="white")),
        ("small_denominator", _hatched(SMALL_HATCH, INK, "white")),
    ):
        count = int((known["state"] == state).sum())
        if count:
            rows.append(Row(subject.words.name(states[state]), count, look))
    return rows


def _missing_rows(subject: Subject) -> list[Row]:
    words = subject.words
    without = subject.figures[~subject.figures["has_figure"]]
    states = missing_states(without)
    rows: list[Row] = []
    for state, hatch in HATCHES.items():
        of_it = without[states == state]
        count, drawn = len(of_it), int(of_it["drawn"].sum())
        if not count:
            continue
        named = subject.catalogue.states.get(state)
        told = words.name(named) if named else words.gettext("no row in the table")
        look = _hatched(hatch, MISSING_LINE, MISSING_FILL) if drawn else None
        if not drawn:
            told = words.gettext("{state}, not drawn").format(state=told)
        elif drawn < count:
            n = words.number(count - drawn)
            told = words.gettext("{state} ({n} of them not drawn)").format(state=told, n=n)
        rows.append(Row(told, count, look))
    return rows


def _swatch(**style: Any) -> _Draw:
    def draw(sheet: Sheet, x: float, y: float) -> None:
        patch = Rectangle((x, y), *_SWATCH, **{"edgecolor": OUTLINE, "linewidth": 0.5, **style})
        thin_hatch(patch)
        sheet.axes.add_patch(patch)

    return draw


def _circled(sign: int) -> _Draw:
    def draw(sheet: Sheet, x: float, y: float) -> None:
        _swatch(facecolor="white")(sheet, x, y)
        middle = (x + _SWATCH[0] / 2, y + _SWATCH[1] / 2)
        sheet.axes.add_patch(Circle(middle, 1.2, **circle_look(sign)))

    return draw


def _hatched(hatch: str, line: str, fill: str) -> _Draw:
    # The colour of the edge is that of the hatch: the outline is a patch of its own.
    def draw(sheet: Sheet, x: float, y: float) -> None:
        _swatch(facecolor=fill, edgecolor=line, linewidth=0, hatch=hatch)(sheet, x, y)
        _swatch(facecolor="none")(sheet, x, y)

    return draw
