"""Small maps side by side: what is known of people and land, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from nutag.catalogue import BASE_RATES, SENTENCE_EN, Catalogue, Indicator
from nutag.messages import ENGLISH, Messages
from nutag.printmap.circles import Circles, CircleScale
from nutag.printmap.footer import (
    APPROXIMATE,
    Line,
    caveat_lines,
    draw_lines,
    run_words,
    small_lines,
    source_lines,
)
from nutag.printmap.frame import Frame
from nutag.printmap.legend import Row, figure_rows, state_rows, told_of
from nutag.printmap.nested import Nested
from nutag.printmap.scale import Scale
from nutag.printmap.sheet import GREY, LEFT, PAGE_MM, RIGHT, Sheet
from nutag.printmap.subject import Subject, subject_of
from nutag.printmap.units import draw_units, drawn_shapes
from nutag.rows import period_words
from nutag.tables import RING_INDICATORS
from nutag.vocabulary import WITH_FIGURE

__all__ = ["Choice", "choose", "people_and_land_page"]

THEME, LEVEL = "context", "province"

#: What a reader asks first; other indicators of the theme follow in the order of the catalogue.
_FIRST = ("E01", "E01_land", "S01_pa", "S02_lic", "S04", "F02", "E03", "E01_fp", "F03")
_MOST = 6
_BETWEEN, _ABOVE = 7.0, 4.0
_NAME, _LINE, _DATED = 8.5, 3.7, 3.6
_STEP, _SIZE, _HEAD = 4.0, 6.5, 5.0
_COUNT_AT, _WORDS_AT, _BESIDE = 12.0, 13.5, 4.0
_DOT_MM = 0.05
# Of the width of a map.
_LARGEST_CIRCLE = 1 / 20


@dataclass(frozen=True)
class Choice:
    """Which indicators stand on the page.

    Attributes
    ----------
    shown : tuple of str
        In the order of the page: shares and rates, or totals where no share has a figure.
    nowhere : tuple of str
        Shares and rates that no unit has a figure of.
    no_room : tuple of str
        Those with a figure that have no room on the page.
    """

    shown: tuple[str, ...]
    nowhere: tuple[str, ...]
    no_room: tuple[str, ...]


def choose(values: pd.DataFrame, catalogue: Catalogue, theme: str = THEME) -> Choice:
    """Choose up to six indicators of a theme that a province has a figure of.

    Parameters
    ----------
    values : DataFrame
        The indicator table.
    catalogue : Catalogue
        Themes, and which indicators are drawn in classes.
    theme : str
        Of the catalogue.
    """
    known = values[(values["unit_level"] == LEVEL) & values["state"].isin(WITH_FIGURE)]
    known = known[known["value"].notna()]
    of_theme = [
        entry
        for entry in catalogue.indicators.values()
        if entry.theme == theme and LEVEL in entry.levels
    ]
    with_figure = set(known["indicator_id"])
    rates = _ordered(entry for entry in of_theme if entry.mapped)
    found = [name for name in rates if name in with_figure]
    nowhere = tuple(name for name in rates if name not in with_figure)
    if not found:
        # Counts of a sample are figures, too: lower bounds. Nothing but zeros makes no circle.
        more = set(known.loc[known["value"] != 0, "indicator_id"]) - set(RING_INDICATORS)
        totals = (entry for entry in of_theme if not entry.mapped and entry.direction != "neutral")
        found = [name for name in _ordered(totals) if name in more]
    return Choice(tuple(found[:_MOST]), nowhere, tuple(found[_MOST:]))


def _ordered(entries: Any) -> list[str]:
    names = [entry.id for entry in entries]
    return sorted(names, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))


def people_and_land_page(
    *,
    units: gpd.GeoDataFrame,
    values: pd.DataFrame,
    classes: Mapping[str, Sequence[float]],
    catalogue: Catalogue,
    provenance: Mapping[str, Any],
    words: Messages = ENGLISH,
) -> Figure:
    """Draw up to six small maps of provinces, each with classes and a legend of its own.

    Parameters
    ----------
    units : GeoDataFrame
        Provinces, as for `nutag.printmap.print_map`.
    values : DataFrame
        The indicator table.
    classes : mapping of str to sequence of float
        Upper bounds of the classes of each indicator that is drawn in classes.
    catalogue : Catalogue
        Names, units, ramps, and words of the states.
    provenance : Mapping
        Record of the run.
    words : Messages
        Of the language of the page.

    Returns
    -------
    Figure
        On an Agg canvas, 297 by 210 mm. Where no indicator has a figure, the page says so.

    Raises
    ------
    ValueError
        As `nutag.printmap.print_map`.
    """
    figure = Figure(figsize=(PAGE_MM[0] / 25.4, PAGE_MM[1] / 25.4), facecolor="white")
    title = words.name(catalogue.themes[THEME])
    figure.set_label(title)
    FigureCanvasAgg(figure)
    sheet = Sheet(figure.add_axes((0, 0, 1, 1), zorder=1))
    choice = choose(values, catalogue)
    columns = 2 if len(choice.shown) in (1, 2, 4) else 3
    wide = (RIGHT - LEFT - (columns - 1) * _BETWEEN) / columns
    subjects = [
        _subject(catalogue.indicators[name], units, values, classes, catalogue, words, wide)
        for name in choice.shown
    ]
    bottom = draw_lines(
        sheet, _footer(sheet, subjects, choice, units, catalogue, provenance, words)
    )
    sheet.text(LEFT, 195.5, title, 17, weight="bold")
    country = words.name((provenance.get("config") or {}).get("country") or {})
    told = [country, words.gettext("by province"), words.gettext("each map has its own classes")]
    if any({share, base} <= set(choice.shown) for share, base in BASE_RATES.items()):
        told.append(words.gettext("those of people and of land as near are the same"))
    if subjects and subjects[0].circle_scale:
        told[2] = words.gettext("each map has circles of its own measure")
    sheet.text(LEFT, 189.2, " · ".join(filter(None, told)), 10.5, color=GREY)
    if not subjects:
        none = words.gettext("No indicator of people and land has a figure for any province.")
        sheet.text(PAGE_MM[0] / 2, 120, none, 11, ha="center", weight="bold")
        return figure

    cells = [_Cell(sheet, subject, wide) for subject in subjects]
    top, rows = 181.5, -(-len(cells) // columns)
    high = (top - bottom - (rows - 1) * _ABOVE) / rows
    head, foot = max(cell.head for cell in cells), max(cell.foot for cell in cells)
    shapes = drawn_shapes(subjects[0].drawn["geometry"].to_numpy())
    # All maps have one scale: that of the first, moved.
    first = Frame.around(shapes, (LEFT + 1, top - high + foot, LEFT + wide - 1, top - head - 1))
    # Less than a dot on paper; else six maps of surveyed borders are a file of several megabytes.
    shapes = np.asarray(shapely.coverage_simplify(shapes, first.metres_per_mm * _DOT_MM))
    _, south, _, _ = shapely.total_bounds(first.on_page(shapes))
    for place, cell in enumerate(cells):
        right, down = place % columns * (wide + _BETWEEN), place // columns * (high + _ABOVE)
        scale = first.metres_per_mm
        frame = Frame(scale, first.x0 - scale * right, first.y0 + scale * down)
        axes = figure.add_axes((0, 0, 1, 1), zorder=0)
        axes.set_axis_off()
        axes.set_xlim(*frame.x_limits)
        axes.set_ylim(*frame.y_limits)
        draw_units(axes, cell.subject.drawn, shapes, shapes)
        if cell.subject.circle_scale:
            drawn = cell.subject.drawn
            numbers = drawn["value"].where(drawn["has_figure"]).to_numpy(float)
            Circles.of(cell.subject.circle_scale, shapes, numbers).draw(axes, frame)
        cell.draw(LEFT + right, top - down, south - down)
    Scale(sheet, provenance, words).draw(RIGHT, 183.5, first)
    return figure


def _subject(
    entry: Indicator,
    units: gpd.GeoDataFrame,
    values: pd.DataFrame,
    classes: Mapping[str, Sequence[float]],
    catalogue: Catalogue,
    words: Messages,
    wide: float,
) -> Subject:
    bounds = classes[entry.id] if entry.mapped else []
    subject = subject_of(entry.id, LEVEL, units, values, bounds, catalogue, words)
    scale = subject.circle_scale
    if scale is None:
        return subject
    return replace(subject, circle_scale=CircleScale(scale.most, _LARGEST_CIRCLE * wide))


def _footer(
    sheet: Sheet,
    subjects: Sequence[Subject],
    choice: Choice,
    units: gpd.GeoDataFrame,
    catalogue: Catalogue,
    provenance: Mapping[str, Any],
    words: Messages,
) -> list[Line]:
    room = RIGHT - LEFT
    bold = []
    if (units["boundary_quality"] == "approximate").any():
        bold.append(words.gettext(APPROXIMATE[LEVEL]))
    flags = {flag for one in subjects for flag in ";".join(one.known["flags"]).split(";")}
    flags -= {"approximate_boundary", "small"}
    notes = [words.name(names) for flag, names in catalogue.flags.items() if flag in flags]
    left_out = []
    for names, told in (
        (choice.nowhere, words.gettext("Left out, no province has a figure: {names}.")),
        (choice.no_room, words.gettext("Left out for want of room: {names}.")),
    ):
        if names:
            listed = "; ".join(words.name(catalogue.indicators[name]) for name in names)
            left_out.append(told.format(names=listed))
    run = " · ".join(run_words(provenance, words))
    beside = sheet.wrapped(" ".join(left_out), room - sheet.width(run, 6.3) - 6, 6.3)[:1]
    rest = " ".join(left_out).removeprefix("".join(beside))
    texts = [*(beside or [""]), *sheet.wrapped(rest, room, 6.3)]
    return [
        Line(words.gettext(SENTENCE_EN), 8, 3.9, {"weight": "bold"}),
        *caveat_lines(sheet, bold, notes, words),
        *small_lines(texts[:1], run),
        *small_lines(texts[1:]),
        *source_lines(sheet, subjects, words, provenance),
    ]


class _Cell:
    """One small map: its name above, its legend below, in two columns."""

    def __init__(self, sheet: Sheet, subject: Subject, wide: float) -> None:
        words = subject.words
        self.subject, self._sheet = subject, sheet
        # Bold letters are wider than those that are measured here.
        self._name = sheet.wrapped(words.name(subject.entry), 0.88 * wide, _NAME)
        unit = words.name(subject.catalogue.units[subject.entry.unit])
        self._dated = " · ".join(filter(None, [unit, period_words(subject.known)]))
        scale = subject.circle_scale
        self._nested = Nested(sheet, subject, scale) if scale else None
        others = state_rows(subject)
        if self._nested:
            left, others = [], [*figure_rows(subject), *others]
        else:
            left = figure_rows(subject)
        width = max((_WORDS_AT + sheet.width(row.words, _SIZE) for row in left), default=0.0)
        self._second = max(width, self._nested.width if self._nested else 0.0) + _BESIDE
        room = wide - self._second - _WORDS_AT
        self._left = [(row, [row.words]) for row in left]
        self._right = [(row, sheet.wrapped(row.words, room, _SIZE)) for row in others]

    @property
    def head(self) -> float:
        """Millimetres that the name takes."""
        return _LINE * len(self._name) + _DATED

    @property
    def foot(self) -> float:
        """Millimetres that the legend takes."""
        columns = [self._high(self._left), self._high(self._right)]
        return _HEAD + max(*columns, self._nested.height if self._nested else 0.0) + 1.0

    def draw(self, left: float, top: float, below: float) -> None:
        """Draw the name under the height `top`, and the legend under the height `below`."""
        sheet, y = self._sheet, top - 3.0
        for line in self._name:
            sheet.text(left, y, line, _NAME, weight="bold")
            y -= _LINE
        sheet.text(left, y + 0.2, self._dated, _SIZE, color=GREY)
        y = below - 4.0
        sheet.text(left, y, told_of(self.subject), 7.0, weight="bold")
        y -= _HEAD - 4.0
        if self._nested:
            self._nested.draw(left, y - self._nested.height)
        self._column(self._left, left, y)
        self._column(self._right, left + self._second, y)

    def _column(self, rows: Sequence[tuple[Row, list[str]]], x: float, y: float) -> None:
        for row, lines in rows:
            y -= _STEP
            if row.draw is not None:
                row.draw(self._sheet, x, y)
            count = self.subject.words.number(row.count)
            self._sheet.text(x + _COUNT_AT, y + 0.8, count, _SIZE, ha="right", color=GREY)
            for number, line in enumerate(lines):
                self._sheet.text(x + _WORDS_AT, y + 0.8 - 2.7 * number, line, _SIZE)
            y -= 2.7 * (len(lines) - 1)

    @staticmethod
    def _high(rows: Sequence[tuple[Row, list[str]]]) -> float:
        return float(np.sum([_STEP + 2.7 * (len(lines) - 1) for _, lines in rows]))
