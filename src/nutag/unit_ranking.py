"""Units side by side, ranked where they have a figure to rank by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nutag.messages import Messages
from nutag.ranking import comparable, has_figure
from nutag.rows import text
from nutag.unit_figures import Figure, UnitFigures

Unit = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """An indicator in which any unit has a figure, with what holds for all its figures."""

    id: str
    name: str
    unit: str
    period: str
    marks: tuple[str, ...]

    def own(self, figure: Figure) -> list[str]:
        """Return what holds for a figure and not for all: its period, its marks."""
        period = [figure.period] if figure.period and figure.period != self.period else []
        return [*period, *(mark for mark in figure.marks if mark not in self.marks)]


@dataclass(frozen=True)
class UnitRow:
    """A unit: its names, its figures by indicator, and the length of its bar in percent."""

    id: str
    name: str
    other_name: str
    surveyed: bool
    figures: Mapping[str, Figure | None]
    length: float | None


@dataclass(frozen=True)
class UnitRanking:
    """The table of some units.

    Attributes
    ----------
    by : str
        Name of the indicator that ranks.
    ranked : bool
        Whether any unit has a figure of it.
    columns : tuple of Column
        Indicators in which any unit has a figure.
    rows : tuple of UnitRow
        In their order.
    empty : tuple of (names, reasons)
        Indicators in which no unit has a figure; each reason is a state and a note.
    """

    by: str
    ranked: bool
    columns: tuple[Column, ...]
    rows: tuple[UnitRow, ...]
    empty: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...]

    def remarks(self) -> list[str]:
        """Return the words in place of figures and beside them, each once, row after row."""
        found: dict[str, None] = {}
        for row in self.rows:
            for column in self.columns:
                cell = row.figures.get(column.id)
                if cell:
                    found |= dict.fromkeys(column.own(cell) if cell.known else [cell.shown])
        return list(found)


def in_order(units: Sequence[Unit], level: str, by: str, figures: UnitFigures) -> list[Unit]:
    """Return units by an indicator, the largest first.

    After those that are ranked come figures that are not, then units without a figure, by id.
    """
    indicator = figures.catalogue.indicators.get(by)

    def key(unit: Unit) -> tuple[int, float, str]:
        unit_id = text(unit[f"{level}_id"])
        row = figures.row(unit_id, by)
        if row is None or indicator is None or not has_figure(row):
            return (2, 0.0, unit_id)
        return (0 if comparable(row, indicator) else 1, -float(row["value"]), unit_id)

    return sorted(units, key=key)


def unit_ranking(
    units: Sequence[Unit],
    level: str,
    shown: Sequence[str],
    figures: UnitFigures,
    words: Messages,
) -> UnitRanking:
    """Return the table of some units.

    Parameters
    ----------
    units : sequence of mapping
        Rows of the table of provinces or soums, from `in_order`.
    level : str
        What they are.
    shown : sequence of str
        Indicators to show; the first ranks.
    figures : UnitFigures
        Their figures.
    words : Messages
        Of the reader.
    """
    catalogue = figures.catalogue.indicators
    indicators = [catalogue[key] for key in shown if key in catalogue]
    ids = [text(unit[f"{level}_id"]) for unit in units]
    cells = {
        indicator.id: [figures.figure(unit_id, indicator, words) for unit_id in ids]
        for indicator in indicators
    }
    known = {key: [cell for cell in of if cell and cell.known] for key, of in cells.items()}
    first = known.get(shown[0], [])
    longest = max((cell.value or 0 for cell in first), default=0)
    rows = tuple(
        UnitRow(
            id=unit_id,
            name=words.name(unit),
            other_name=text(unit.get("name_mn")) if words.language == "en" else "",
            surveyed=unit.get("boundary_quality") == "surveyed",
            figures={key: of[k] for key, of in cells.items()},
            length=_length(cells.get(shown[0], [None] * len(ids))[k], longest),
        )
        for k, (unit_id, unit) in enumerate(zip(ids, units, strict=True))
    )
    columns = tuple(
        Column(key, of[0].name, of[0].unit, _period(of), _common(of))
        for key, of in known.items()
        if of
    )
    names = {indicator.id: words.name(indicator) for indicator in indicators}
    empty = _empty(names, cells, words)
    return UnitRanking(names.get(shown[0], ""), bool(first), columns, rows, empty)


def _length(cell: Figure | None, longest: float) -> float | None:
    if cell is None or not cell.known or not longest:
        return None
    return round(100 * (cell.value or 0) / longest, 2)


def _period(cells: Sequence[Figure]) -> str:
    return cells[0].period if len({cell.period for cell in cells}) == 1 else ""


def _common(cells: Sequence[Figure]) -> tuple[str, ...]:
    """Return the marks that all figures have; a zero leans on nothing that may be wrong."""
    leaning = [cell for cell in cells if cell.value] or cells
    return tuple(mark for mark in leaning[0].marks if all(mark in cell.marks for cell in leaning))


def _empty(
    names: Mapping[str, str], cells: Mapping[str, list[Figure | None]], words: Messages
) -> tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...]:
    """Return the indicators without any figure, those of the same states and reasons together."""
    absent = (words.gettext("no row in the indicator table"), "")
    groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for key, of in cells.items():
        if not any(cell and cell.known for cell in of):
            reasons = {(cell.shown, cell.note) if cell else absent for cell in of}
            groups.setdefault(tuple(sorted(reasons)), []).append(names[key])
    return tuple((tuple(names), reasons) for reasons, names in groups.items())
