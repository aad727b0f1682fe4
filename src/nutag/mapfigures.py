"""The figures of the atlas: the columns of an indicator, a cell a unit, and what colours them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from nutag.catalogue import Catalogue, Indicator
from nutag.mapwords import Texts
from nutag.messages import ENGLISH
from nutag.ramps import class_of, ramp
from nutag.ranking import places
from nutag.rows import attributions, credits, number, period_words, records, text
from nutag.vocabulary import WITH_FIGURE

#: States in the order of the legend, which always shows them.
LEGEND_STATES = (
    "reported_zero",
    "small_denominator",
    "surveyed_no_figure",
    "not_surveyed",
    "coverage_unknown",
    "not_covered",
    "no_base",
)
#: All states; ``absent`` is a unit without a row in the table.
ALL_STATES = ("value", *LEGEND_STATES, "withheld", "no_boundary", "absent")


def figure_columns(
    indicator: Indicator,
    rows: pd.DataFrame,
    *,
    unit_ids: Sequence[str],
    breaks: Sequence[float],
    texts: Texts,
    provenance: Mapping[str, Any],
    cited: Mapping[str, str],
) -> dict[str, Any]:
    """Return what the atlas shows of an indicator at a level.

    Parameters
    ----------
    indicator : Indicator
        Its entry in the catalogue.
    rows : DataFrame
        Its rows of the level, the latest of each unit.
    unit_ids : sequence of str
        Units in the order of the page.
    breaks : sequence of float
        Upper bounds of the classes. They are used as they are.
    texts : Texts
        Takes the notes, flags, periods and sources.
    provenance : mapping
        Names the sources.
    cited : mapping of str to str
        Sources of the published figures on land, by record.

    Returns
    -------
    dict
        ``value``, ``state``, ``class``, ``rank``, ``year``, ``n``, ``of``, ``flags``, ``note``
        and ``source`` are lists in the order of `unit_ids`, or one value where all are the same.

    Raises
    ------
    ValueError
        When a row has a state that is none.
    """
    by_unit = {str(row["unit_id"]): row for row in records(rows)}
    own = [by_unit.get(unit_id, {"state": "absent"}) for unit_id in unit_ids]
    for unit_id, row in zip(unit_ids, own, strict=True):
        if text(row["state"]) not in ALL_STATES:
            raise ValueError(
                f"indicator table: {indicator.id} of {unit_id}: found state "
                f"{text(row['state'])!r}, expected one of {', '.join(ALL_STATES[:-1])}"
            )
    placed = places(records(rows), indicator)
    ranks = [placed[unit_id][0] if unit_id in placed else None for unit_id in unit_ids]
    columns: dict[str, list[Any]] = {
        "value": [_short(row.get("value"), indicator.decimals) for row in own],
        "state": [ALL_STATES.index(text(row["state"])) for row in own],
        "class": [_class(row, breaks) for row in own],
        "rank": ranks,
        "year": [texts.sentence(row.get("period")) or texts.name(_year(row)) for row in own],
        "n": [number(row.get("n")) for row in own],
        "of": [number(row.get("n_of")) for row in own],
        "flags": [texts.name(row.get("flags")) for row in own],
        "note": [texts.sentence(row.get("note")) for row in own],
        "source": [texts.source(row.get("source")) for row in own],
    }
    used = rows.get("source", [])
    credited = credits(provenance, used, cited) or attributions(provenance, indicator.inputs)
    return {
        "breaks": [float(value) + 0.0 for value in breaks],
        "colours": ramp(indicator.ramp, len(breaks)) if len(breaks) else [],
        "period": texts.sentence(period_words(rows)),
        "credits": [texts.sentence(credit) for credit in credited],
        "filled": sum(
            text(row["state"]) in WITH_FIGURE and number(row.get("value")) is not None
            for row in own
        ),
        "ranked": sum(rank is not None for rank in ranks),
        **{key: _once(column) for key, column in columns.items()},
    }


def first_indicator(
    catalogue: Catalogue, figures: Mapping[str, Any], n_units: int
) -> tuple[str, bool]:
    """Return the indicator to open with: the first with a figure for a quarter of the units.

    Where none has, the one that colours most of them. The second value says whether that one is
    worth ranking: completeness alone tells of the data, not of the land.
    """
    picked = [
        key
        for theme in theme_members(catalogue, figures).values()
        for key in theme
        if catalogue.indicators[key].mapped
    ]

    def coloured(key: str) -> float:
        return float(figures[key]["filled"]) if figures[key]["breaks"] else 0.0

    filled = next((key for key in picked if coloured(key) >= n_units / 4), None)
    first = filled or max(picked, key=coloured, default=next(iter(figures), ""))
    return first, filled is not None and catalogue.indicators[first].ranked


def theme_members(catalogue: Catalogue, known: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the indicators that are known, by theme, both in the order of the catalogue."""
    groups: dict[str, list[str]] = {theme: [] for theme in catalogue.themes}
    for key, indicator in catalogue.indicators.items():
        if key in known:
            groups.setdefault(indicator.theme, []).append(key)
    return {theme: members for theme, members in groups.items() if members}


def _class(row: Mapping[str, Any], breaks: Sequence[float]) -> int:
    value = number(row.get("value"))
    if text(row["state"]) != "value" or value is None or not len(breaks):
        return -1
    return class_of(value, breaks)


def _short(cell: Any, decimals: int) -> float | int | None:
    """Return a figure without digits that nobody sees, unless they decide what it is rounded to."""
    value = number(cell)
    if value is None:
        return None
    short = number(float(f"{value:.9g}"))
    same = all(ENGLISH.number(short, d) == ENGLISH.number(value, d) for d in {0, decimals})
    return short if same else value


def _year(row: Mapping[str, Any]) -> str:
    year = number(row.get("year"))
    return "" if year is None else str(year)


def _once(column: list[Any]) -> Any:
    """Return a column, or its value where all cells have the same."""
    return column[0] if column and all(cell == column[0] for cell in column) else column
