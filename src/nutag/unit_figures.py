"""Figures of a unit as its profile tells them: beside the country's, with rank and marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from nutag.catalogue import Catalogue, Indicator
from nutag.charts import SUM
from nutag.messages import N_, Messages
from nutag.overview import flag_words, state_words, unit_words
from nutag.ranking import has_figure, places
from nutag.rows import latest_rows, number, records, text
from nutag.shown_figures import shown_figure
from nutag.tables import RING_INDICATORS, TREND_COLUMNS

#: Flags in few words, to stand at the figure itself.
MARKS = {
    "lower_bound": N_("lower bound"),
    "sample": N_("sample"),
    "approximate_boundary": N_("approximate boundary"),
    "declared_sum": N_("declared areas"),
    "year_gap": N_("years far apart"),
    "mixed_years": N_("different years"),
    "small": N_("small base, not ranked"),
    "rounded": N_("rounded"),
    "approximate": N_("approximate"),
    "licences_unmapped": N_("licences without a boundary left out"),
    "status_assumed": N_("status partly assumed"),
    "modelled": N_("modelled"),
    "proxy": N_("proxy"),
    "part_of_unit": N_("part of the unit only"),
    "coarse_raster": N_("cells wider than the distance, not ranked"),
    "more_than_mapped": N_("more than is mapped"),
}
#: What a figure is of that covers some parts of its unit only.
PARTS = {"province": N_("{n} of {of} provinces"), "soum": N_("{n} of {of} soums")}
#: Shares that the hectares behind them stand under.
HECTARES = {"L01": "L01_ha", "L02": "L02_ha", "L03": "L03_ha"}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """An indicator of a unit in words.

    Attributes
    ----------
    name, unit : str
        What it is called and measured in.
    shown, number : str
        The value with its unit, or the state in words; the value alone.
    known : bool
        Whether there is a figure.
    value : float or None
        The figure as the table has it.
    marks : tuple of str
        Its flags in few words.
    period : str
        Year or month-end.
    part : str
        What it is of where it does not cover the whole unit: ``3 of 22 provinces``.
    note : str
        As the table has it, in English.
    rank, of : int or None
        Place among the units of its level that have a figure to compare.
    others : tuple of Figure or None
        The same indicator of the units around.
    under : Figure or None
        The hectares behind a share.
    """

    id: str
    theme: str
    name: str
    unit: str
    shown: str
    number: str
    known: bool
    value: float | int | None
    state: str
    marks: tuple[str, ...]
    period: str
    part: str
    note: str
    rank: int | None
    of: int | None
    others: tuple[Figure | None, ...] = ()
    under: Figure | None = None


class UnitFigures:
    """The latest rows of the indicator table, found by unit and indicator.

    Parameters
    ----------
    indicators : pandas.DataFrame
        Tidy indicator table.
    catalogue : Catalogue
        Names, units and vocabularies.
    """

    def __init__(self, indicators: pd.DataFrame, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._rows: dict[tuple[str, str], Row] = {}
        provinces = indicators.loc[indicators["unit_level"] == "province", "unit_id"]
        self._provinces = provinces.nunique()
        self._alone: dict[tuple[str, str, str], Figure | None] = {}
        self._ranks: dict[str, dict[str, tuple[int, int]]] = {}
        self._somewhere: set[str] = set()
        for level in ("country", "province", "soum"):
            rows = records(latest_rows(indicators, level))
            self._somewhere |= {text(row["indicator_id"]) for row in rows if has_figure(row)}
            self._rows |= {(text(r["unit_id"]), text(r["indicator_id"])): r for r in rows}
            for key, indicator in catalogue.indicators.items():
                own = [row for row in rows if row["indicator_id"] == key]
                self._ranks.setdefault(key, {}).update(places(own, indicator))

    def row(self, unit_id: str, indicator_id: str) -> Row | None:
        """Return the row of an indicator, None where the table has none."""
        return self._rows.get((unit_id, indicator_id))

    def figure(
        self, unit_id: str, indicator: Indicator, words: Messages, others: Sequence[str] = ()
    ) -> Figure | None:
        """Return an indicator of a unit in words, None where the table has no row."""
        key = (unit_id, indicator.id, words.language)
        if key not in self._alone:
            self._alone[key] = self._figure(unit_id, indicator, words)
        alone = self._alone[key]
        if alone is None or not others:
            return alone
        beside = tuple(self.figure(other, indicator, words) for other in others)
        return replace(alone, others=beside)

    def _figure(self, unit_id: str, indicator: Indicator, words: Messages) -> Figure | None:
        row = self.row(unit_id, indicator.id)
        if row is None:
            return None
        under = self.catalogue.indicators.get(HECTARES.get(indicator.id, ""))
        rank, of = self._ranks[indicator.id].get(unit_id, (None, None))
        known = has_figure(row)
        flags = [flag for flag in text(row.get("flags")).split(";") if flag]
        if row["state"] == "small_denominator" and "small" not in flags:
            flags.append("small")
        return Figure(
            id=indicator.id,
            theme=indicator.theme,
            name=words.name(indicator),
            unit=unit_words(indicator.unit, self.catalogue, words),
            shown=self.shown(row, indicator, words),
            number=self.number(row, indicator, words) if known else "",
            known=known,
            value=number(row["value"]) if known else None,
            state=text(row["state"]),
            marks=tuple(self.mark(flag, words) for flag in flags) if known else (),
            period=text(row.get("period")) or text(row.get("year")),
            part=self.part(row, flags, words) if known else "",
            note=text(row.get("note")),
            rank=rank,
            of=of,
            under=self.figure(unit_id, under, words) if under and known else None,
        )

    def shown(self, row: Row, indicator: Indicator, words: Messages) -> str:
        """Return a value with its unit, or its state in words."""
        if not has_figure(row):
            return state_words(text(row["state"]), self.catalogue, words)
        unit = unit_words(indicator.unit, self.catalogue, words)
        return f"{self.number(row, indicator, words)} {unit}".strip()

    @staticmethod
    def number(row: Row, indicator: Indicator, words: Messages) -> str:
        """Return a value alone; hectares that stand under a share have no decimals."""
        whole = indicator.id in HECTARES.values()
        return shown_figure(row, indicator, words, decimals=0 if whole else None)

    def part(self, row: Row, flags: Sequence[str], words: Messages) -> str:
        """Return what a figure is of that covers a part of its unit only, empty for the whole."""
        n, of = number(row.get("n")), number(row.get("n_of"))
        counted = n is not None and of is not None and n < of
        if counted and {"part_of_unit", "lower_bound"} & set(flags):
            # The country is added up from its provinces, or from all soums.
            country = row["unit_level"] == "country"
            parts = "province" if country and of == self._provinces else "soum"
            return words.gettext(PARTS[parts]).format(n=words.number(n), of=words.number(of))
        return self.mark("part_of_unit", words) if "part_of_unit" in flags else ""

    def mark(self, flag: str, words: Messages) -> str:
        """Return a flag in few words."""
        if flag in MARKS:
            return words.gettext(MARKS[flag])
        return flag_words(flag, self.catalogue, words)[0]

    def flags(
        self,
        unit_ids: Iterable[str],
        level: str,
        without: Callable[[Indicator], bool] = lambda indicator: False,
    ) -> list[str]:
        """Return the flags of the figures of some units, in the order of the catalogue.

        Indicators that `without` is true of are left out.
        """
        found = {
            flag
            for unit in unit_ids
            for indicator in self.of_level(level)
            if not without(indicator)
            if (row := self.row(unit, indicator.id)) is not None and has_figure(row)
            for flag in text(row.get("flags")).split(";")
        }
        return [flag for flag in self.catalogue.flags if flag in found]

    def of_level(self, level: str) -> list[Indicator]:
        """Return the indicators of a level that stand by themselves: no series, no hectares."""
        under = {*TREND_COLUMNS, *HECTARES.values(), SUM}
        return [
            indicator
            for key, indicator in self.catalogue.indicators.items()
            if level in indicator.levels and key not in under
        ]

    def key_figures(
        self, level: str, unit_id: str, words: Messages, others: Sequence[str]
    ) -> list[Figure]:
        """Return the figures of a unit, headlines also where they are missing."""
        found = []
        for indicator in self.of_level(level):
            figure = self.figure(unit_id, indicator, words, others)
            wanted = indicator.id in self.catalogue.headlines
            if figure is not None and (figure.known or wanted):
                found.append(figure)
        return found

    def unknown(self, level: str, unit_id: str, words: Messages) -> list[dict[str, Any]]:
        """Return what is not known of a unit: indicators of one state and reason together.

        Those without a figure of any unit are in `nowhere`. What is not known of people near
        licences is not known of single rings either, which stand in a table of their own.
        """
        groups: dict[tuple[str, str], list[str]] = {}
        for indicator in self.of_level(level):
            if indicator.id not in self._somewhere or indicator.id in RING_INDICATORS:
                continue
            figure = self.figure(unit_id, indicator, words)
            if figure is None:
                absent = words.gettext("no row in the indicator table")
                groups.setdefault((absent, ""), []).append(words.name(indicator))
            elif not figure.known:
                groups.setdefault((figure.shown, figure.note), []).append(figure.name)
        return [
            {"state": state, "note": note, "names": names}
            for (state, note), names in groups.items()
        ]

    def nowhere(self, level: str, words: Messages) -> list[str]:
        """Return the names of the indicators that no unit of the run has a figure of."""
        return [
            words.name(indicator)
            for indicator in self.of_level(level)
            if indicator.id not in self._somewhere and indicator.id not in RING_INDICATORS
        ]
