"""Views of the indicator table for the overview page: what is told, ranked and missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nutag.catalogue import BASE_RATES, Catalogue, Indicator
from nutag.issue_codes import IssueCode
from nutag.labels import COLUMNS, DATASETS, MEASURES, SEVERITIES, humanised, label
from nutag.ladder import CHECK as LADDER
from nutag.messages import ENGLISH, Messages
from nutag.ranking import has_figure, places
from nutag.rows import (
    attributions,
    latest_rows,
    number,
    period_words,
    records,
    source_datasets,
    text,
)
from nutag.sentences import marked, sentence
from nutag.shown_figures import shown_figure
from nutag.vocabulary import WITH_FIGURE

#: Headlines that stand side by side on the page, and on paper.
HEADLINES_SHOWN = 4
RANKING = ("L01", "L02", "L04", "L05", "R01", "R02", "Q01")
SEVERITY_ORDER = ("stop", "row", "warn", "info")
NOTES_SHOWN = 3
#: Signs of flags that a figure does not go without; the page explains them.
MARKS = {"small": "†", "year_gap": "‡", "part_of_unit": "*"}


@dataclass(frozen=True)
class Cell:
    """A figure in a table: its text, what to sort by and how sure it is."""

    shown: str
    key: float | None
    ranked: bool
    state: str
    title: str = ""


def figure_text(
    row: Mapping[str, Any], indicator: Indicator, catalogue: Catalogue, words: Messages = ENGLISH
) -> str:
    """Return a figure with its unit, or its state in words where there is none."""
    if has_figure(row):
        unit = unit_words(indicator.unit, catalogue, words)
        return shown_figure(row, indicator, words) + (f" {unit}" if unit else "")
    return state_words(text(row["state"]), catalogue, words)


def beside_base_rate(
    shown: str,
    rows: pd.DataFrame,
    indicator: Indicator,
    catalogue: Catalogue,
    words: Messages = ENGLISH,
) -> str:
    """Return a share of people near with the share of the land that is as near behind it.

    Parameters
    ----------
    shown : str
        The figure in words; that of another indicator stays as it is.
    rows : DataFrame
        Rows of the indicator table of one unit, the latest of each indicator.
    """
    base = BASE_RATES.get(indicator.id)
    found = [row for row in records(rows[rows["indicator_id"] == base]) if has_figure(row)]
    if not found or base not in catalogue.indicators:
        return shown
    share = figure_text(found[0], catalogue.indicators[base], catalogue, words)
    return f"{shown}; {words.gettext('of the land {share}').format(share=share)}"


def unit_words(unit: str, catalogue: Catalogue, words: Messages = ENGLISH) -> str:
    """Return a unit as it follows a figure, ``ha`` or ``per 1,000 km²``; a number has none."""
    if unit in ("n", "ratio"):
        return ""
    return words.name(catalogue.units.get(unit, {})) or unit


def state_words(state: str, catalogue: Catalogue, words: Messages = ENGLISH) -> str:
    """Return the name of a state."""
    return words.name(catalogue.states.get(state, {})) or humanised(state)


def flag_words(flags: Any, catalogue: Catalogue, words: Messages = ENGLISH) -> list[str]:
    """Return the flags of a row in words."""
    return [
        words.name(catalogue.flags.get(flag, {})) or humanised(flag)
        for flag in text(flags).split(";")
        if flag
    ]


def headline_figures(
    indicators: pd.DataFrame,
    catalogue: Catalogue,
    provenance: Mapping[str, Any],
    words: Messages = ENGLISH,
) -> list[dict[str, Any]]:
    """Return the figures of the country that head the page, computed from the table alone.

    Returns
    -------
    list of dict
        ``shown``, ``name``, ``sentence`` (n of N and what the other provinces are), ``period``,
        ``flags`` (words), ``note`` and ``source`` for each indicator that has a row.
    """
    country = latest_rows(indicators, "country")
    provinces = latest_rows(indicators, "province")
    found = []
    for key in catalogue.headlines[:HEADLINES_SHOWN]:
        rows = country[country["indicator_id"] == key]
        if rows.empty:
            continue
        indicator = catalogue.indicators[key]
        row = records(rows)[0]
        states = Counter(provinces.loc[provinces["indicator_id"] == key, "state"])
        datasets = source_datasets([row.get("source")])
        credits = attributions(provenance, datasets) or attributions(provenance, indicator.inputs)
        found.append(
            {
                "id": key,
                "shown": beside_base_rate(
                    figure_text(row, indicator, catalogue, words),
                    country,
                    indicator,
                    catalogue,
                    words,
                ),
                "name": words.name(indicator),
                "sentence": coverage_sentence(states, catalogue, words),
                "period": sentence(period_words(rows), words),
                "flags": flag_words(row.get("flags"), catalogue, words),
                "source": "; ".join(credits),
                "note": text(row.get("note")),
            }
        )
    return found


def coverage_sentence(
    states: Mapping[str, int], catalogue: Catalogue, words: Messages = ENGLISH
) -> str:
    """Return how many provinces have a figure and what the others are, in words."""
    total = sum(states.values())
    if not total:
        return ""
    with_figure = sum(states.get(state, 0) for state in WITH_FIGURE)
    known = words.gettext("{n} of {of} provinces with a figure").format(n=with_figure, of=total)
    others = [
        f"{count} {state_words(state, catalogue, words)}"
        for state, count in sorted(states.items(), key=lambda item: (-item[1], item[0]))
        if state not in WITH_FIGURE
    ]
    return "; ".join([known, *others])


def ranking_rows(
    provinces: pd.DataFrame,
    indicators: pd.DataFrame,
    columns: list[Indicator],
    catalogue: Catalogue,
    words: Messages = ENGLISH,
) -> list[dict[str, Any]]:
    """Return a row a province, sorted by the first column; units without figure at the end.

    Returns
    -------
    list of dict
        ``rank`` (None where not ranked), ``id``, ``name``, ``name_mn`` (on English pages) and
        ``cells`` in the order of ``columns``.
    """
    rows = latest_rows(indicators, "province")
    lookup = {(str(row["unit_id"]), str(row["indicator_id"])): row for row in records(rows)}
    placed = [places(records(rows[rows["indicator_id"] == i.id]), i) for i in columns]
    table: list[dict[str, Any]] = []
    for unit in provinces.itertuples(index=False):
        unit_id = str(unit.province_id)
        cells = [
            _cell(lookup.get((unit_id, i.id)), i, unit_id in own, catalogue, words)
            for i, own in zip(columns, placed, strict=True)
        ]
        table.append(
            {
                "id": unit_id,
                "name": words.name(unit._asdict()),
                # Beside a Latin name, the one of the place itself.
                "name_mn": "" if words is not ENGLISH else text(unit.name_mn),
                "cells": cells,
                "rank": placed[0].get(unit_id, (None,))[0] if columns else None,
            }
        )
    if columns:
        table.sort(key=lambda row: _order(row["cells"][0], row["name"]))
    return table


def _order(cell: Cell, name: str) -> tuple[int, float, str]:
    if cell.key is None:
        return (2, 0.0, name)
    return (0 if cell.ranked else 1, -cell.key, name)


def _cell(
    row: Mapping[str, Any] | None,
    indicator: Indicator,
    ranked: bool,
    catalogue: Catalogue,
    words: Messages,
) -> Cell:
    if row is None:
        return Cell(words.gettext("no row in the indicator table"), None, False, "absent")
    state, value = text(row["state"]), number(row["value"])
    note = sentence(text(row.get("note")), words)
    title = "; ".join([*flag_words(row.get("flags"), catalogue, words), note]).strip("; ")
    if value is None or not has_figure(row):
        return Cell(state_words(state, catalogue, words), None, False, state, title)
    flags = {*text(row.get("flags")).split(";"), "small" if state == "small_denominator" else ""}
    shown = shown_figure(row, indicator, words)
    shown += "".join(mark for flag, mark in MARKS.items() if flag in flags)
    return Cell(shown, float(value), ranked, state, title)


def as_of(indicators: pd.DataFrame) -> str:
    """Return the latest month or year of any figure; words such as "undated" do not count."""
    found = [
        period
        for cell in indicators["period"].dropna().unique()
        for period in re.findall(r"\b(?:19|20)\d\d(?:-[01]\d)?\b", text(cell))
    ]
    return max(found, default="–")


def is_sample(provenance: Mapping[str, Any]) -> bool:
    """Return whether the licences of the run are not the whole register."""
    datasets = (provenance.get("config") or {}).get("datasets") or {}
    return (datasets.get("licences") or {}).get("coverage", "sample") == "sample"


def missing_rows(
    indicators: pd.DataFrame, catalogue: Catalogue, words: Messages = ENGLISH
) -> list[dict[str, Any]]:
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
        counted_levels = {level: _counted(own, catalogue, words) for level, own in states.items()}
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
        row["names"].append(words.name(indicator))
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


def _counted(states: Mapping[str, int], catalogue: Catalogue, words: Messages) -> dict[str, Any]:
    total = sum(states.values())
    return {
        "total": total,
        "with": total - _gaps(states),
        "states": [
            (count, state_words(state, catalogue, words))
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
    words: Messages = ENGLISH,
) -> list[dict[str, Any]]:
    """Return the published areas by kind of measure, never added.

    Rows without hectares are counted by state under the kind they belong to; figures that are
    not areas (counts, percentages) make no group and are left to the table of the run.
    """
    province_names = unit_names(provinces, "province_id", words)
    soum_names = unit_names(soums, "soum_id", words)
    groups: dict[str, list[dict[str, Any]]] = {}
    gaps: dict[str, Counter[str]] = {}
    for row in records(rehabilitation):
        value, state = number(row.get("value_ha")), text(row.get("state"))
        if value is None:
            if state not in ("", *WITH_FIGURE):
                gaps.setdefault(text(row["measure"]), Counter())[state] += 1
            continue
        province_id, soum_id = text(row.get("province_id")), text(row.get("soum_id"))
        place = [
            province_names.get(province_id, province_id),
            soum_names.get(soum_id, soum_id),
        ]
        groups.setdefault(text(row["measure"]), []).append(
            {
                "id": text(row["record_id"]),
                "place": ", ".join(part for part in place if part),
                "site": text(row.get("site")),
                "country": country,
                "year": sentence(text(row.get("year")), words),
                "value": words.number(value, _decimals(value)),
                "detail": text(row.get("measure_detail")),
                "exactness": sentence(text(row.get("exactness")), words),
                "note": text(row.get("note")),
                "source": text(row.get("source")),
            }
        )
    order = [*MEASURES, *sorted(set(groups) - set(MEASURES))]
    return [
        {
            "name": label(MEASURES, key, words),
            "rows": groups[key],
            "gaps": _counted(gaps.get(key, {}), catalogue, words)["states"],
        }
        for key in order
        if key in groups
    ]


def unit_names(units: pd.DataFrame, key: str, words: Messages = ENGLISH) -> dict[str, str]:
    """Return the names of units by their ids; English where there is no other name."""
    names = [name for name in ("name_en", "name_mn") if name in units]
    return {str(row[key]): words.name(row) for row in records(units[[key, *names]])}


def _decimals(value: float) -> int:
    """Return how many decimals a published figure has; it is shown as it was published."""
    return len(f"{value!r}".partition(".")[2]) if isinstance(value, float) else 0


def indicator_themes(catalogue: Catalogue, words: Messages = ENGLISH) -> list[dict[str, Any]]:
    """Return the catalogue by theme, with the rights in words."""
    themes = []
    for theme, names in catalogue.themes.items():
        members = [
            {
                "i": indicator,
                "rights": [words.name(catalogue.rights[right]) for right in indicator.rights],
            }
            for indicator in catalogue.indicators.values()
            if indicator.theme == theme
        ]
        if members:
            themes.append({"name": words.name(names), "members": members})
    return themes


def issue_groups(
    issues: pd.DataFrame, codes: Mapping[str, IssueCode], words: Messages = ENGLISH
) -> list[dict[str, Any]]:
    """Return the issues counted by severity, the gravest first, with what their codes mean."""
    found = []
    for severity in SEVERITY_ORDER:
        own = issues[issues["severity"] == severity] if len(issues) else issues
        if len(own):
            kinds = Counter(zip(map(text, own["dataset"]), map(text, own["code"]), strict=True))
            found.append(
                {
                    "name": words.gettext(SEVERITIES[severity]),
                    "count": len(own),
                    "codes": [
                        (
                            label(DATASETS, dataset, words),
                            code,
                            codes[code].said("cause", words.language) if code in codes else "",
                            count,
                        )
                        for (dataset, code), count in sorted(
                            kinds.items(), key=lambda item: (-item[1], item[0])
                        )
                    ],
                }
            )
    return found


def ladder_table(reconciliation: pd.DataFrame, words: Messages = ENGLISH) -> dict[str, Any]:
    """Return the ladders of all datasets as one table with the columns that they use."""
    rows = reconciliation[reconciliation["check"] == LADDER]
    return plain_table(rows.drop(columns="check").dropna(axis=1, how="all"), words)


def plain_table(frame: pd.DataFrame, words: Messages = ENGLISH) -> dict[str, Any]:
    """Return a table as texts, its numbers marked for alignment."""
    numeric = {name: pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns}
    rows = []
    for record in records(frame):
        cells = []
        for name in frame.columns:
            shown: str
            if numeric[name]:
                shown = words.number(record[name], 1).removesuffix(".0")
            elif name == "dataset":
                shown = label(DATASETS, text(record[name]), words)
            else:
                shown = marked(text(record[name]), words)
            cells.append((shown, numeric[name]))
        rows.append(cells)
    head = [(label(COLUMNS, name, words), numeric[name]) for name in frame.columns]
    return {"head": head, "rows": rows}
