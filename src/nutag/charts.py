"""What the charts show: views of the tables, or the sentence that says why there is nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from nutag.holders import PRIVATE
from nutag.ladder import CHECK as LADDER
from nutag.lines import LineChart, line_chart
from nutag.messages import N_
from nutag.rows import latest_rows, number, period_words, records, text
from nutag.vocabulary import WITH_FIGURE

#: Series of the licensed area over time, by the indicator that holds them.
STAGES = {
    "L12": N_("all licences"),
    "L12_exploration": N_("exploration"),
    "L12_mining": N_("mining"),
}
#: Check that holds polygons and official statistics side by side.
COMPARED = "licences_vs_statistics"
#: Sums of licence areas, which the statistics are too.
SUM = "L00"
LARGEST = 10

NO_STATISTICS = N_("No licence statistics are configured.")
ONE_MONTH = N_("Statistics of one month-end only.")
SAMPLE = N_("The polygons are a sample, not the register: they are no measure of a province.")
SAMPLE_HOLDERS = N_("The licences are a sample, not the register: nobody's share is known.")
NO_HOLDERS = N_("No licence with a boundary and a named holder lies here.")
NO_REGISTER = N_("No licence counts here.")
NO_AREAS = N_("No province has a figure.")


@dataclass(frozen=True)
class OverTime:
    """Licensed area by stage at month-ends.

    Attributes
    ----------
    chart : LineChart or None
        None where there is no line to draw.
    rows : tuple of (period, mapping of indicator to value)
        The table behind it; a value that is not there is None.
    flags : tuple of str
        Flags that any of the figures has.
    why : str
        The message that says why there is no chart.
    """

    chart: LineChart | None
    rows: tuple[tuple[str, Mapping[str, float | int | None]], ...] = ()
    flags: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Bar:
    """A row with its bars: lengths in percent of the longest, None where there is no figure."""

    name: str
    values: tuple[float | int | None, ...]
    lengths: tuple[float | None, ...]
    id: str = ""
    note: str = ""


@dataclass(frozen=True)
class Bars:
    """Rows of bars on one scale.

    Attributes
    ----------
    keys : tuple of str
        What the bars of a row are: ``polygons``, ``statistics``.
    rows : tuple of Bar
        The longest first; units without a figure at the end.
    notes : tuple of str
        What holds for all rows, in the English of the tables.
    why : str
        The message that says why there is no chart, or why it lacks a series.
    periods : mapping of str to str
        Dates of the bars, by key.
    """

    keys: tuple[str, ...]
    rows: tuple[Bar, ...]
    notes: tuple[str, ...] = ()
    why: str = ""
    periods: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Holders:
    """Holders of a unit, the largest first.

    Attributes
    ----------
    rows : tuple of mapping
        Rows of the table of holders, with ``length`` in percent of the longest.
    others : tuple of mapping
        Withheld and unknown holders.
    named : int
        Holders that have a rank.
    share : float or None
        Percent of the licensed area that those of ``rows`` hold together.
    why : str
        The message that says why there are no shares.
    """

    rows: tuple[Mapping[str, Any], ...] = ()
    others: tuple[Mapping[str, Any], ...] = ()
    named: int = 0
    share: float | int | None = None
    why: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the ladder: what is left, as a part of the rows in the file, and what is gone."""

    name: str
    rows: int
    length: float
    gone: int
    area_ha: float | int | None
    note: str = field(default="")


def over_time(
    indicators: pd.DataFrame,
    level: str,
    unit_id: str,
    *,
    width: int = 640,
    height: int = 250,
    names: float = 130.0,
) -> OverTime:
    """Return the licensed area of a unit over time, by stage."""
    own = indicators["unit_level"].eq(level) & indicators["unit_id"].eq(unit_id)
    rows = indicators[own & indicators["indicator_id"].isin(STAGES)]
    known = rows[rows["state"].isin(WITH_FIGURE) & rows["value"].notna()]
    series = {
        key: [(text(row["period"]), float(row["value"])) for row in records(group)]
        for key, group in ((key, known[known["indicator_id"] == key]) for key in STAGES)
    }
    periods = sorted(set(rows["period"]))
    chart = line_chart(series, width=width, height=height, names=names)
    lookup = {key: dict(points) for key, points in series.items()}
    table = tuple(
        (period, {key: number(lookup[key].get(period)) for key in STAGES}) for period in periods
    )
    flags = {flag for cell in known["flags"] for flag in text(cell).split(";") if flag}
    why = "" if chart else (ONE_MONTH if len(periods) == 1 else NO_STATISTICS)
    if chart is None and len(periods) > 1:
        why = N_("Fewer than two month-ends have a figure.")
    return OverTime(chart, table, tuple(sorted(flags)), why)


def provinces_ranked(
    reconciliation: pd.DataFrame,
    indicators: pd.DataFrame,
    names: Mapping[str, str],
    *,
    sample: bool,
) -> Bars:
    """Return the licensed areas of provinces: polygons and official statistics side by side.

    Parameters
    ----------
    reconciliation : pandas.DataFrame
        Checks of the run; `COMPARED` holds both areas.
    indicators : pandas.DataFrame
        Tidy indicator table, for a run without statistics.
    names : mapping of str to str
        Names of the provinces, by id.
    sample : bool
        True where the polygons are not the whole register: they are no measure of a province.
    """
    compared = records(reconciliation[reconciliation["check"] == COMPARED])
    by_unit = {text(row["unit_id"]): row for row in compared if text(row["unit_id"]) in names}
    polygons: dict[str, float | int | None] = {}
    periods: dict[str, str] = {}
    if by_unit:
        dates = next(iter(by_unit.values()))
        periods = {"polygons": dates["period"], "statistics": dates["reference_period"]}
        polygons = {unit: number(row["area_ha"]) for unit, row in by_unit.items()}
    else:
        sums = latest_rows(indicators, "province")
        sums = sums[(sums["indicator_id"] == SUM) & sums["state"].isin(WITH_FIGURE)]
        polygons = {text(row["unit_id"]): number(row["value"]) for row in records(sums)}
        periods = {"polygons": period_words(sums)}
    statistics = {unit: number(row["reference_area_ha"]) for unit, row in by_unit.items()}
    series = {} if sample else {"polygons": polygons}
    series |= {"statistics": statistics} if statistics else {}
    notes = [text(row["note"]).split("; ") for row in by_unit.values()]
    common = [note for note in notes[0] if all(note in other for other in notes)] if notes else []
    why = SAMPLE if sample else ("" if by_unit else NO_STATISTICS)
    if not any(value is not None for of in series.values() for value in of.values()):
        return Bars((), (), (), why or NO_AREAS)
    shown = () if sample else tuple(common)
    dated = {key: text(periods.get(key)) for key in series}
    return Bars(tuple(series), _bars(series, names), shown, why, dated)


def _bars(
    series: Mapping[str, Mapping[str, float | int | None]], names: Mapping[str, str]
) -> tuple[Bar, ...]:
    longest = max(value or 0 for of in series.values() for value in of.values()) or 1
    rows = []
    for unit, name in names.items():
        values = tuple(of.get(unit) for of in series.values())
        lengths = tuple(None if v is None else round(100 * v / longest, 2) for v in values)
        rows.append(Bar(name, values, lengths, unit))
    # By the last series, the statistics where there are any.
    return tuple(sorted(rows, key=lambda row: (row.values[-1] is None, -(row.values[-1] or 0))))


def counted(reconciliation: pd.DataFrame, dataset: str = "licences") -> tuple[Step, ...]:
    """Return the steps of a dataset from the rows of the file to those that count."""
    own = reconciliation["check"].eq(LADDER) & reconciliation["dataset"].eq(dataset)
    rows = records(reconciliation[own])
    first = int(number(rows[0]["rows"]) or 0) if rows else 0
    steps: list[Step] = []
    for row in rows:
        left = int(number(row["rows"]) or 0)
        gone = (steps[-1].rows if steps else left) - left
        length = round(100 * left / first, 2) if first else 0.0
        area = number(row.get("area_ha"))
        steps.append(Step(text(row["step"]), left, length, gone, area, text(row.get("note"))))
    return tuple(steps)


def concentration(
    holders: pd.DataFrame, level: str, unit_id: str, *, most: int = LARGEST
) -> Holders:
    """Return the largest holders of a unit and what they hold together.

    Parameters
    ----------
    holders : pandas.DataFrame
        From `nutag.holder_table.holder_table`.
    level, unit_id : str
        The unit.
    most : int
        Number of holders to show.
    """
    return holders_of(
        holders[(holders["unit_level"] == level) & (holders["unit_id"] == unit_id)], most=most
    )


def holders_of(rows: pd.DataFrame, *, most: int = LARGEST) -> Holders:
    """Return the same from the rows of one unit."""
    if rows.empty:
        return Holders(why=NO_REGISTER)
    found = records(rows)
    others = [row for row in found if text(row["holder"]) in ("", PRIVATE)]
    named = [row for row in found if text(row["holder"]) not in ("", PRIVATE)]
    ranked = [row for row in named if number(row["rank"]) is not None]
    # Holders of which no boundary is known stand behind the others, as far as there is room.
    shown = named[:most]
    longest = max((number(row["area_ha"]) or 0 for row in shown), default=0) or 1
    bars = [
        {**row, "length": round(100 * (number(row["area_ha"]) or 0) / longest, 2)} for row in shown
    ]
    together = [number(row["cumulative_pct"]) for row in shown if number(row["rank"]) is not None]
    why = "" if ranked else NO_HOLDERS
    if ranked and number(ranked[0]["share_pct"]) is None:
        why = SAMPLE_HOLDERS
    return Holders(
        rows=tuple(bars),
        others=tuple(others),
        named=len(named),
        share=together[-1] if together else None,
        why=why,
    )
