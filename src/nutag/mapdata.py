"""The data block of an interactive map: what the script of the page reads, as plain lists.

Every unit has a position; geometry, names and figures refer to each other by it, so that the
geometry is written once however many indicators there are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import phrases
from nutag.catalogue import Catalogue, Indicator
from nutag.ramps import class_of, ramp
from nutag.rows import (
    attributions,
    latest_rows,
    number,
    period_words,
    records,
    source_datasets,
    text,
)

#: States in the order of the legend; ``absent`` is a unit without a row in the table.
LEGEND_STATES = (
    "reported_zero",
    "small_denominator",
    "surveyed_no_figure",
    "not_surveyed",
    "coverage_unknown",
    "not_covered",
)
#: Up to so many licences are shown unasked.
LICENCES_SHOWN = 500
ALL_STATES = ("value", *LEGEND_STATES, "no_boundary", "absent")


def escaped_json(data: Any) -> str:
    """Return ``data`` as JSON that may stand inside a ``<script>`` element.

    Parameters
    ----------
    data : object
        What :func:`json.dumps` takes; NaN is refused.

    Returns
    -------
    str
        JSON in which no character can close the element, open a comment or end a line.
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


class _Words:
    """A list of texts that are referred to by position, each written once."""

    def __init__(self) -> None:
        self.texts: list[str] = [""]
        self._places: dict[str, int] = {"": 0}

    def place(self, value: Any) -> int:
        word = text(value)
        if word not in self._places:
            self._places[word] = len(self.texts)
            self.texts.append(word)
        return self._places[word]


def map_data(
    *,
    level: str,
    units: gpd.GeoDataFrame,
    indicators: pd.DataFrame,
    catalogue: Catalogue,
    classes: Mapping[str, Any],
    provenance: Mapping[str, Any],
    licences: gpd.GeoDataFrame | None = None,
    provinces: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """Return the data block of a map.

    Parameters
    ----------
    level : {"province", "soum"}
        Level of the units.
    units : GeoDataFrame
        EPSG:4326, as :func:`nutag.webmap.display_units` makes it; null geometry allowed.
    indicators : DataFrame
        Tidy indicator table.
    catalogue : Catalogue
        Indicator definitions and vocabularies.
    classes : mapping
        Upper bounds of the classes by level and indicator. They are used as they are.
    provenance : mapping
        Run facts: attributions, CRS.
    licences : GeoDataFrame, optional
        EPSG:4326.
    provinces : DataFrame, optional
        Names of the provinces that soums lie in; without it their ids are shown.

    Returns
    -------
    dict
        Lists, texts and numbers only (JSON).
    """
    words = _Words()
    rows = latest_rows(indicators, level)
    id_column = f"{level}_id"
    unit_ids = [str(value) for value in units[id_column]]
    drawn = [bool(geometry is not None and not geometry.is_empty) for geometry in units.geometry]
    known = set(rows["indicator_id"])
    figures = {}
    for key, indicator in catalogue.indicators.items():
        if key in known:
            own = rows[rows["indicator_id"] == key]
            breaks = (classes.get(level, {}).get(key) or {}).get("breaks") or []
            figures[key] = _figures(
                indicator,
                own,
                unit_ids=unit_ids,
                breaks=breaks,
                words=words,
                provenance=provenance,
            )
    first, filled = _first(catalogue, figures)
    placed = None if licences is None else _licences(licences)
    flags_seen = set().union(
        *(set(text(cell).split(";")) for cell in rows["flags"]), {"approximate_boundary"}
    )
    return {
        "level": level,
        "approximate": bool((units.get("boundary_quality") == "approximate").any()),
        "sample": any("sample" in text(cell) for cell in rows["flags"]),
        "ids": unit_ids,
        "names": [[text(row.name_en), text(row.name_mn)] for row in units.itertuples()],
        "parents": _parents(units, level, provinces),
        "geometry": [
            _geometry(geometry) if ok else None
            for geometry, ok in zip(units.geometry, drawn, strict=True)
        ],
        "outlines": _outlines(units) if level == "soum" else None,
        "themes": _themes(catalogue, set(figures)),
        "figures": figures,
        "first": first,
        "states": {
            state: _word(catalogue.states, state, phrases.STATES)
            for state in ALL_STATES
            if state != "absent"
        },
        "flags": {flag: _word(catalogue.flags, flag, {}) for flag in sorted(flags_seen - {""})},
        "legend_states": list(LEGEND_STATES),
        "all_states": list(ALL_STATES),
        "words": words.texts,
        "phrases": phrases.MAP,
        "licences": placed,
        # Where units have next to no figures, the licences are what there is to see.
        "licences_shown": placed is not None
        and not filled
        and 0 < len(placed["features"]) <= LICENCES_SHOWN,
    }


def _outlines(units: gpd.GeoDataFrame) -> dict[str, Any] | None:
    """Return the borders of provinces, to be drawn over those of their soums."""
    if "province_id" not in units:
        return None
    placed = units[units.geometry.notna() & ~units.geometry.is_empty]
    borders = [
        shapely.boundary(shapely.union_all(group.geometry.values))
        for _, group in placed.groupby("province_id")
    ]
    lines = shapely.line_merge(shapely.union_all(borders))
    return _geometry(shapely.transform(lines, lambda xy: np.round(xy, 4))) if borders else None


def _parents(units: gpd.GeoDataFrame, level: str, provinces: pd.DataFrame | None) -> list[str]:
    if level == "province" or "province_id" not in units:
        return [""] * len(units)
    names: dict[str, str] = {}
    if provinces is not None:
        names = dict(zip(provinces["province_id"], provinces["name_en"], strict=True))
    return [text(names.get(key, key)) for key in units["province_id"]]


def _word(vocabulary: Mapping[str, Any], key: str, fallback: Mapping[str, str]) -> list[str]:
    entry = vocabulary.get(key, {})
    english = text(entry.get("name_en")) or fallback.get(key) or phrases.humanised(key)
    return [english, text(entry.get("name_mn"))]


def _themes(catalogue: Catalogue, known: set[str]) -> list[dict[str, Any]]:
    # A raw count would only map the size of units: such figures are in the cards, not the picker.
    groups: dict[str, list[str]] = {}
    for key, indicator in catalogue.indicators.items():
        if key in known and indicator.mapped:
            groups.setdefault(indicator.theme, []).append(key)
    return [
        {"name": _word(catalogue.themes, theme, {})[0], "indicators": groups[theme]}
        for theme in [*catalogue.themes, *sorted(set(groups) - set(catalogue.themes))]
        if theme in groups
    ]


def _first(catalogue: Catalogue, figures: Mapping[str, Any]) -> tuple[str, bool]:
    """Return the indicator to open with: the first with a figure for a quarter of the units.

    Where none has, the one that colours most of them. The second value says whether that one is
    worth ranking: completeness alone tells of the data, not of the land.
    """
    picked = [key for theme in _themes(catalogue, set(figures)) for key in theme["indicators"]]

    def coloured(key: str) -> float:
        column = figures[key].get("value", []) if figures[key].get("breaks") else []
        return sum(value is not None for value in column) / max(len(column), 1)

    filled = next((key for key in picked if coloured(key) >= 0.25), None)
    first = filled or max(picked, key=coloured, default="")
    return first, filled is not None and catalogue.indicators[first].ranked


def _figures(
    indicator: Indicator,
    rows: pd.DataFrame,
    *,
    unit_ids: list[str],
    breaks: Sequence[float],
    words: _Words,
    provenance: Mapping[str, Any],
) -> dict[str, Any]:
    by_unit = {str(row["unit_id"]): row for row in records(rows)}
    columns: dict[str, list[Any]] = {
        key: [] for key in ("value", "state", "class", "year", "n", "of", "flags", "note", "source")
    }
    for unit_id in unit_ids:
        row: dict[str, Any] = by_unit.get(unit_id, {"state": "absent"})
        value, state = number(row.get("value")), text(row["state"])
        if state not in ALL_STATES:
            raise ValueError(
                f"indicator table: {indicator.id} of {unit_id}: found state {state!r}, "
                f"expected one of {', '.join(ALL_STATES[:-1])}"
            )
        classed = state == "value" and value is not None and len(breaks) > 0
        columns["value"].append(None if value is None else float(f"{value:.9g}"))
        columns["state"].append(ALL_STATES.index(state))
        columns["class"].append(class_of(value or 0.0, breaks) if classed else -1)
        columns["year"].append(words.place(row.get("period")) or words.place(_year(row)))
        columns["n"].append(number(row.get("n")))
        columns["of"].append(number(row.get("n_of")))
        columns["flags"].append(words.place(row.get("flags")))
        columns["note"].append(words.place(row.get("note")))
        columns["source"].append(words.place(row.get("source")))
    datasets = source_datasets(rows["source"]) if "source" in rows else []
    lines = attributions(provenance, datasets) or attributions(provenance, indicator.inputs)
    return {
        "name": [indicator.name_en, indicator.name_mn],
        "definition": indicator.definition_en,
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "ranked": indicator.ranked,
        "breaks": [float(value) + 0.0 for value in breaks],
        "colours": ramp(indicator.ramp, len(breaks)) if len(breaks) else [],
        "period": period_words(rows),
        "credits": lines,
        # A column with nothing in it is not written.
        **{key: column for key, column in columns.items() if any(column)},
    }


def _year(row: Mapping[str, Any]) -> str:
    year = number(row.get("year"))
    return "" if year is None else str(year)


def _geometry(geometry: shapely.Geometry) -> dict[str, Any]:
    return json.loads(shapely.to_geojson(geometry))


def _licences(licences: gpd.GeoDataFrame) -> dict[str, Any]:
    placed = licences[licences.geometry.notna() & ~licences.geometry.is_empty]
    # Large polygons first, so that a small one is never hidden under a large one.
    order = np.lexsort((placed["licence_id"].astype(str), -shapely.area(placed.geometry.values)))
    features: list[dict[str, Any]] = []
    for row in records(placed.iloc[order]):
        geometry = shapely.transform(row["geometry"], lambda xy: np.round(xy, 4))
        feature: dict[str, Any] = {
            key: text(row.get(key))
            for key in ("code", "stage", "status", "holder", "minerals", "granted", "expires")
        }
        feature["id"] = text(row["licence_id"])
        feature["kind"] = text(row.get("kind"))
        feature["area_ha"] = number(row.get("area_declared_ha"))
        feature["quality"] = text(row.get("geometry_quality"))
        feature["scope"] = text(row.get("geometry_scope"))
        feature["geometry"] = _geometry(geometry)
        features.append(feature)
    return {"features": features, "total": len(licences)}
