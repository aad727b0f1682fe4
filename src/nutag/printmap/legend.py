"""The legend: classes and states with the number of units in each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matplotlib.patches import Rectangle

from nutag.printmap.heading import NO_FIGURE
from nutag.printmap.sheet import GREY, INK, LEFT, OUTLINE, Sheet
from nutag.printmap.subject import Subject
from nutag.printmap.units import (
    HATCHES,
    MISSING_FILL,
    MISSING_LINE,
    SMALL_HATCH,
    missing_states,
    thin_hatch,
)
from nutag.printmap.words import class_labels, unit_words

_STEP = 4.7
_SWATCH = (7.0, 3.4)
_COUNT_AT, _WORDS_AT = 15.0, 17.0
# More rows than these would meet the map: they stand in a second column, below the country.
_MOST_ROWS, _SECOND_COLUMN = 10, 78.0

_Draw = Callable[[Sheet, float, float], None]


@dataclass(frozen=True)
class _Row:
    words: str
    count: int
    draw: _Draw | None


def draw_legend(sheet: Sheet, subject: Subject, bottom: float) -> None:
    """Draw the legend in the lower left corner of the map, upwards from `bottom` (mm)."""
    known, units = subject.known, f"{subject.level}s"
    rows = [*_class_rows(subject), *_missing_rows(subject)]
    top = bottom + 0.5 + _STEP * min(len(rows), _MOST_ROWS)
    told = f"{len(known)} of {len(subject.figures)} {units}"
    told += " with a figure" if len(known) else f": {NO_FIGURE}"
    sheet.text(LEFT, top + 5.4, told, 8.0, weight="bold")
    sheet.text(LEFT + _COUNT_AT, top + 1.2, units, 6.3, ha="right", color=GREY)
    sheet.text(LEFT + _WORDS_AT, top + 1.2, unit_words(subject.entry.unit), 6.3, color=GREY)
    for start, x in ((0, LEFT), (_MOST_ROWS, LEFT + _SECOND_COLUMN)):
        column = rows[start : start + _MOST_ROWS]
        for place, row in enumerate(reversed(column)):
            y = bottom + 0.5 + place * _STEP
            if row.draw is not None:
                row.draw(sheet, x, y)
            sheet.text(x + _COUNT_AT, y + 0.75, f"{row.count:,}", 7.2, ha="right", color=GREY)
            sheet.text(x + _WORDS_AT, y + 0.75, row.words, 7.2)


def _class_rows(subject: Subject) -> list[_Row]:
    known, states = subject.known, subject.catalogue.states
    lowest = known.loc[known["place"] == 0, "value"].min()
    labels = class_labels(subject.bounds, subject.entry.decimals, lowest)
    rows = [
        _Row(label, int((known["place"] == place).sum()), _swatch(facecolor=colour))
        for place, (label, colour) in enumerate(zip(labels, subject.colours, strict=True))
    ]
    for state, look in (
        ("reported_zero", _swatch(facecolor="white")),
        ("small_denominator", _hatched(SMALL_HATCH, INK, "white")),
    ):
        count = int((known["state"] == state).sum())
        if count:
            rows.append(_Row(states[state]["name_en"], count, look))
    return rows


def _missing_rows(subject: Subject) -> list[_Row]:
    without = subject.figures[~subject.figures["has_figure"]]
    states = missing_states(without)
    rows: list[_Row] = []
    for state, hatch in HATCHES.items():
        of_it = without[states == state]
        count, drawn = len(of_it), int(of_it["drawn"].sum())
        if not count:
            continue
        words = subject.catalogue.states.get(state, {}).get("name_en", "no row in the table")
        look = _hatched(hatch, MISSING_LINE, MISSING_FILL) if drawn else None
        if drawn < count:
            words += f" ({count - drawn:,} of them not drawn)" if drawn else ", not drawn"
        rows.append(_Row(words, count, look))
    return rows


def _swatch(**style: Any) -> _Draw:
    def draw(sheet: Sheet, x: float, y: float) -> None:
        patch = Rectangle((x, y), *_SWATCH, **{"edgecolor": OUTLINE, "linewidth": 0.5, **style})
        thin_hatch(patch)
        sheet.axes.add_patch(patch)

    return draw


def _hatched(hatch: str, line: str, fill: str) -> _Draw:
    # The colour of the edge is that of the hatch: the outline is a patch of its own.
    def draw(sheet: Sheet, x: float, y: float) -> None:
        _swatch(facecolor=fill, edgecolor=line, linewidth=0, hatch=hatch)(sheet, x, y)
        _swatch(facecolor="none")(sheet, x, y)

    return draw
