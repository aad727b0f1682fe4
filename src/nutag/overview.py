"""Views of the indicator table for the overview page: what is told, ranked and missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nutag import phrases
from nutag.catalogue import Catalogue, Indicator
from nutag.rows import (
    attributions,
    latest_rows,
    number,
    period_words,
    records,
    source_datasets,
    text,
)
from nutag.vocabulary import WITH_FIGURE

HEADLINES = ("R01", "L01", "L02", "L04")
RANKING = ("L01", "L02", "L04", "L05", "R01", "R02", "Q01")
TREND = "L12"
SEVERITY_ORDER = ("stop", "row", "warn", "info")
NOTES_SHOWN = 3
#: Signs of flags that a figure does not go without; `phrases` explains them.
MARKS = {"small": "†", "year_gap": "‡", "part_of_unit": "*"}
#: Flags of figures that cannot be compared with those of other units.
UNRANKED = {"small", "part_of_unit"}


@dataclass(frozen=True)
class Cell:
    """A figure in a table: its text, what to sort by and how sure it is."""

    shown: str
    key: float | None
    ranked: bool
    state: str
    title: str = ""


def written(value: Any, decimals: int) -> str:
    """Return a number as it is printed (``1,109.3``); a missing one is the empty string."""
    plain = number(value)
    return "" if plain is None else f"{plain:,.{decimals}f}"


def bounded(row: Mapping[str, Any], decimals: int) -> str:
    """Return the value of a row as it is printed; a bound and a guess show as what they are."""
    flags = text(row.get("flags")).split(";")
    sign = "≥ " if "lower_bound" in flags else "≈ " if "approximate" in flags else ""
    return sign + written(row["value"], decimals)


def figure_text(row: Mapping[str, Any], indicator: Indicator, catalogue: Catalogue) -> str:
    """Return a figure with its unit, or its state in words where there is none."""
    if row["state"] in WITH_FIGURE and number(row["value"]) is not None:
        unit = unit_words(indicator.unit)
        return bounded(row, indicator.decimals) + unit
    return state_words(text(row["state"]), catalogue)


def unit_words(unit: str) -> str:
    """Return a unit as it follows a figure: `` ha``, `` per 1,000 km2``, or nothing."""
    return "" if unit in ("n", "ratio") else " " + unit.removeprefix("n ")


def state_words(state: str, catalogue: Catalogue) -> str:
    """Return the English name of a state."""
    name = catalogue.states.get(state, {}).get("name_en")
    return str(name or phrases.STATES.get(state) or phrases.humanised(state))


def flag_words(flags: Any, catalogue: Catalogue) -> list[str]:
    """Return the flags of a row in words."""
    return [
        str(catalogue.flags.get(flag, {}).get("name_en") or phrases.humanised(flag))
        for flag in text(flags).split(";")
        if flag
    ]


def headline_figures(
    indicators: pd.DataFrame, catalogue: Catalogue, provenance: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the figures of the country that head the page, computed from the table alone.

    Returns
    -------
    list of dict
        ``shown``, ``name_en``, ``name_mn``, ``sentence`` (n of N and what the other provinces
        are), ``period``, ``flags`` (words) and ``source`` for each indicator that has a row.
    """
    country = latest_rows(indicators, "country")
    provinces = latest_rows(indicators, "province")
    found = []
    for key in HEADLINES:
        rows = country[country["indicator_id"] == key]
        if rows.empty or key not in catalogue.indicators:
            continue
        indicator = catalogue.indicators[key]
        row = records(rows)[0]
        states = Counter(provinces.loc[provinces["indicator_id"] == key, "state"])
        datasets = source_datasets([row.get("source")])
        credits = attributions(provenance, datasets) or attributions(provenance, indicator.inputs)
        found.append(
            {
                "id": key,
                "shown": figure_text(row, indicator, catalogue),
                "name_en": indicator.name_en,
                "name_mn": indicator.name_mn,
                "sentence": coverage_sentence(states, catalogue),
                "period": period_words(rows),
                "flags": flag_words(row.get("flags"), catalogue),
                "source": "; ".join(credits),
                "note": text(row.get("note")),
            }
        )
    return found


def coverage_sentence(states: Mapping[str, int], catalogue: Catalogue) -> str:
    """Return how many provinces have a figure and what the others are, in words."""
    total = sum(states.values())
    if not total:
        return ""
    with_figure = sum(states.get(state, 0) for state in WITH_FIGURE)
    words = phrases.PAGE["of_provinces"].format(n=with_figure, of=total)
    others = [
        f"{count} {state_words(state, catalogue)}"
        for state, count in sorted(states.items(), key=lambda item: (-item[1], item[0]))
        if state not in WITH_FIGURE
    ]
    return "; ".join([words, *others])


def ranking_rows(
    provinces: pd.DataFrame,
    indicators: pd.DataFrame,
    columns: list[Indicator],
    catalogue: Catalogue,
) -> list[dict[str, Any]]:
    """Return a row a province, sorted by the first column; units without figure at the end.

    Returns
    -------
    list of dict
        ``rank`` (None where not ranked), ``id``, ``name_en``, ``name_mn``, ``cells`` in the
        order of ``columns``.
    """
    rows = latest_rows(indicators, "province")
    lookup = {(str(row["unit_id"]), str(row["indicator_id"])): row for row in records(rows)}
    table: list[dict[str, Any]] = []
    for unit in provinces.itertuples():
        cells = [_cell(lookup.get((str(unit.province_id), i.id)), i, catalogue) for i in columns]
        table.append(
            {
                "id": str(unit.province_id),
                "name_en": text(unit.name_en),
                "name_mn": text(unit.name_mn),
                "cells": cells,
                "rank": None,
            }
        )
    if columns:
        table.sort(key=lambda row: _order(row["cells"][0], row["name_en"]))
        place = 0
        for row in table:
            if row["cells"][0].ranked:
                place += 1
                row["rank"] = place
    return table


def _order(cell: Cell, name: str) -> tuple[int, float, str]:
    if cell.key is None:
        return (2, 0.0, name)
    return (0 if cell.ranked else 1, -cell.key, name)


def _cell(row: Mapping[str, Any] | None, indicator: Indicator, catalogue: Catalogue) -> Cell:
    if row is None:
        return Cell(phrases.MAP["absent"], None, False, "absent")
    state, value = text(row["state"]), number(row["value"])
    title = "; ".join([*flag_words(row.get("flags"), catalogue), text(row.get("note"))]).strip("; ")
    if state not in WITH_FIGURE or value is None:
        return Cell(state_words(state, catalogue), None, False, state, title)
    flags = {*text(row.get("flags")).split(";"), "small" if state == "small_denominator" else ""}
    shown = bounded(row, indicator.decimals)
    shown += "".join(mark for flag, mark in MARKS.items() if flag in flags)
    ranked = indicator.ranked and not UNRANKED & flags
    return Cell(shown, float(value), ranked, state, title)


def as_of(indicators: pd.DataFrame) -> str:
    """Return the latest month or year of any figure; words such as "undated" do not count."""
    found = [
        period
        for cell in indicators["period"].dropna().unique()
        for period in re.findall(r"\b(?:19|20)\d\d(?:-[01]\d)?\b", text(cell))
    ]
    return max(found, default="–")


def trend_series(indicators: pd.DataFrame) -> list[tuple[str, float]]:
    """Return the licensed area of the country (ha) by month-end, months without one left out."""
    rows = indicators[
        (indicators["unit_level"] == "country") & (indicators["indicator_id"] == TREND)
    ]
    rows = rows[rows["state"].isin(WITH_FIGURE) & rows["value"].notna()].sort_values("period")
    pairs = zip(rows["period"], rows["value"], strict=True)
    return [(text(period), float(value)) for period, value in pairs]


def missing_rows(indicators: pd.DataFrame, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the indicators with gaps: states counted by level, and the notes that say why.

    Indicators with the same gaps for the same reasons share a row.
    """
    found: dict[str, dict[str, Any]] = {}
    levels = {level: latest_rows(indicators, level) for level in ("province", "soum")}
    for key, indicator in catalogue.indicators.items():
        states = {
            level: Counter(rows.loc[rows["indicator_id"] == key, "state"])
            for level, rows in levels.items()
        }
        if not any(_gaps(counted) for counted in states.values()):
            continue
        notes: Counter[str] = Counter()
        for rows in levels.values():
            gaps = rows[(rows["indicator_id"] == key) & ~rows["state"].isin(WITH_FIGURE)]
            notes.update(note for note in map(text, gaps["note"]) if note)
        shown = sorted(notes, key=lambda note: (-notes[note], note))
        counted_levels = {level: _counted(own, catalogue) for level, own in states.items()}
        row = found.setdefault(
            repr((counted_levels, shown)),
            {
                "ids": [],
                "names": [],
                "levels": counted_levels,
                "notes": shown[:NOTES_SHOWN],
                "more": max(len(shown) - NOTES_SHOWN, 0),
            },
        )
        row["ids"].append(key)
        row["names"].append(indicator.name_en)
    return list(found.values())


def complete_indicators(indicators: pd.DataFrame, catalogue: Catalogue) -> list[Indicator]:
    """Return the indicators for which every province has a figure."""
    rows = latest_rows(indicators, "province")
    found = []
    for key, indicator in catalogue.indicators.items():
        own = rows[rows["indicator_id"] == key]
        if len(own) and own["state"].isin(WITH_FIGURE).all():
            found.append(indicator)
    return found


def _gaps(states: Mapping[str, int]) -> int:
    return sum(count for state, count in states.items() if state not in WITH_FIGURE)


def _counted(states: Mapping[str, int], catalogue: Catalogue) -> dict[str, Any]:
    total = sum(states.values())
    return {
        "total": total,
        "with": total - _gaps(states),
        "states": [
            (count, state_words(state, catalogue))
            for state, count in sorted(states.items(), key=lambda item: (-item[1], item[0]))
            if state not in WITH_FIGURE
        ],
    }


def rehabilitation_groups(
    rehabilitation: pd.DataFrame,
    provinces: pd.DataFrame,
    soums: pd.DataFrame,
    catalogue: Catalogue,
    country: str,
) -> list[dict[str, Any]]:
    """Return the published areas by kind of measure, never added.

    Rows without hectares are counted by state under the kind they belong to; figures that are
    not areas (counts, percentages) make no group and are left to the table of the run.
    """
    province_names = dict(zip(provinces["province_id"], provinces["name_en"], strict=True))
    soum_names = dict(zip(soums["soum_id"], soums["name_en"], strict=True))
    groups: dict[str, list[dict[str, str]]] = {}
    gaps: dict[str, Counter[str]] = {}
    for row in records(rehabilitation):
        value, state = number(row.get("value_ha")), text(row.get("state"))
        if value is None:
            if state not in ("", *WITH_FIGURE):
                gaps.setdefault(text(row["measure"]), Counter())[state] += 1
            continue
        place = [
            province_names.get(row.get("province_id"), text(row.get("province_id"))),
            soum_names.get(row.get("soum_id"), text(row.get("soum_id"))),
            text(row.get("site")),
        ]
        groups.setdefault(text(row["measure"]), []).append(
            {
                "id": text(row["record_id"]),
                "place": ", ".join(part for part in place if part) or country,
                "year": text(row.get("year")),
                "value": f"{value:,}",
                "detail": text(row.get("measure_detail")),
                "exactness": text(row.get("exactness")),
                "note": text(row.get("note")),
                "source": text(row.get("source")),
            }
        )
    order = [*phrases.MEASURES, *sorted(set(groups) - set(phrases.MEASURES))]
    return [
        {
            "name": phrases.MEASURES.get(key) or phrases.humanised(key),
            "rows": groups[key],
            "gaps": _counted(gaps.get(key, {}), catalogue)["states"],
        }
        for key in order
        if key in groups
    ]


def indicator_themes(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the catalogue by theme, with the rights in words."""
    themes = []
    for theme, words in catalogue.themes.items():
        members = [
            {
                "i": indicator,
                "rights": [str(catalogue.rights[right]["name_en"]) for right in indicator.rights],
            }
            for indicator in catalogue.indicators.values()
            if indicator.theme == theme
        ]
        if members:
            themes.append({"words": words, "members": members})
    return themes


def issue_groups(issues: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the issues counted by severity, the gravest first, with their codes."""
    found = []
    for severity in SEVERITY_ORDER:
        own = issues[issues["severity"] == severity] if len(issues) else issues
        if len(own):
            codes = Counter(zip(map(text, own["dataset"]), map(text, own["code"]), strict=True))
            found.append(
                {
                    "name": phrases.SEVERITIES[severity],
                    "count": len(own),
                    "codes": sorted(codes.items(), key=lambda item: (-item[1], item[0])),
                }
            )
    return found


def reconciliation_groups(reconciliation: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the reconciliation as one table a check, each with the columns it uses."""
    if "check" not in reconciliation:
        return [{"name": "", "table": plain_table(reconciliation)}]
    groups = []
    for check in dict.fromkeys(reconciliation["check"]):
        own = reconciliation[reconciliation["check"] == check].drop(columns="check")
        name = phrases.CHECKS.get(check) or phrases.humanised(text(check))
        groups.append({"name": name, "table": plain_table(own.dropna(axis=1, how="all"))})
    return groups


def plain_table(frame: pd.DataFrame) -> dict[str, Any]:
    """Return a table as texts, its numbers marked for alignment."""
    numeric = {name: pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns}
    rows = []
    for record in records(frame):
        cells = []
        for name in frame.columns:
            value = number(record[name]) if numeric[name] else None
            if numeric[name]:
                shown = "" if value is None else f"{value:,.1f}".removesuffix(".0")
            else:
                shown = text(record[name])
            cells.append((shown, numeric[name]))
        rows.append(cells)
    head = [(phrases.COLUMNS.get(n) or phrases.humanised(n), numeric[n]) for n in frame.columns]
    return {"head": head, "rows": rows}
