"""The soums of a province side by side, ranked where they have a figure to rank by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nutag.messages import Messages
from nutag.rows import text
from nutag.unit_figures import Figure, UnitFigures, has_figure, ranks

#: Indicators to show; soums stand in the order of the first.
SHOWN = ("L01", "L02", "L04", "R01", "U01", "U02", "U03")

Soum = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """An indicator in which any soum has a figure, with the marks that all its figures have."""

    id: str
    name: str
    unit: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class SoumRow:
    """A soum: its names, its figures by indicator, and the length of its bar in percent."""

    id: str
    name: str
    other_name: str
    surveyed: bool
    figures: Mapping[str, Figure | None]
    length: float | None


@dataclass(frozen=True)
class SoumRanking:
    """The table of the soums of a province.

    Attributes
    ----------
    by : str
        Name of the indicator that ranks.
    ranked : bool
        Whether any soum has a figure of it.
    columns : tuple of Column
        Indicators in which any soum has a figure.
    rows : tuple of SoumRow
        In their order.
    empty : tuple of (names, reasons)
        Indicators in which no soum has a figure; each reason is a state and a note.
    """

    by: str
    ranked: bool
    columns: tuple[Column, ...]
    rows: tuple[SoumRow, ...]
    empty: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...]


def in_order(soums: Sequence[Soum], figures: UnitFigures) -> list[Soum]:
    """Return soums by the first of `SHOWN`, the largest first.

    After those that are ranked come figures that are not, then soums without a figure, by id.
    """
    indicator = figures.catalogue.indicators.get(SHOWN[0])

    def key(soum: Soum) -> tuple[int, float, str]:
        row = figures.row(text(soum["soum_id"]), SHOWN[0])
        if row is None or indicator is None or not has_figure(row):
            return (2, 0.0, text(soum["soum_id"]))
        return (0 if ranks(row, indicator) else 1, -float(row["value"]), text(soum["soum_id"]))

    return sorted(soums, key=key)


def soum_ranking(soums: Sequence[Soum], figures: UnitFigures, words: Messages) -> SoumRanking:
    """Return the table of some soums.

    Parameters
    ----------
    soums : sequence of mapping
        Rows of the table of soums, from `in_order`.
    figures : UnitFigures
        Their figures.
    words : Messages
        Of the reader.
    """
    catalogue = figures.catalogue.indicators
    indicators = [catalogue[key] for key in SHOWN if key in catalogue]
    cells = {
        indicator.id: [figures.figure(text(s["soum_id"]), indicator, words) for s in soums]
        for indicator in indicators
    }
    known = {key: [cell for cell in of if cell and cell.known] for key, of in cells.items()}
    first = known.get(SHOWN[0], [])
    longest = max((cell.value or 0 for cell in first), default=0)
    rows = tuple(
        SoumRow(
            id=text(soum["soum_id"]),
            name=words.name(soum),
            other_name=text(soum.get("name_mn")) if words.language == "en" else "",
            surveyed=soum.get("boundary_quality") == "surveyed",
            figures={key: of[k] for key, of in cells.items()},
            length=_length(cells.get(SHOWN[0], [None] * len(soums))[k], longest),
        )
        for k, soum in enumerate(soums)
    )
    columns = tuple(
        Column(key, of[0].name, of[0].unit, _common(of)) for key, of in known.items() if of
    )
    names = {indicator.id: words.name(indicator) for indicator in indicators}
    empty = _empty(names, cells, words)
    return SoumRanking(names.get(SHOWN[0], ""), bool(first), columns, rows, empty)


def _length(cell: Figure | None, longest: float) -> float | None:
    if cell is None or not cell.known or not longest:
        return None
    return round(100 * (cell.value or 0) / longest, 2)


def _common(cells: Sequence[Figure]) -> tuple[str, ...]:
    return tuple(mark for mark in cells[0].marks if all(mark in cell.marks for cell in cells))


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
