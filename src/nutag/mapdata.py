"""The data block of the atlas: what its script reads, as plain lists.

Every unit has a position; geometry, names and figures refer to each other by it, so that the
geometry is written once however many indicators there are. Names are pairs, in the order of
:data:`nutag.messages.LANGUAGES`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from nutag.catalogue import BASE_RATES, Catalogue
from nutag.mapcontext import context_data
from nutag.mapfigures import (
    ALL_STATES,
    LEGEND_STATES,
    figure_columns,
    first_indicator,
    theme_members,
)
from nutag.mapland import land_figures
from nutag.maplicences import licence_columns
from nutag.mapshapes import STEP, borders, middles, written
from nutag.mapwords import Texts, names, script_words
from nutag.messages import LANGUAGES
from nutag.overview import MARKS
from nutag.rows import latest_rows, records, text
from nutag.shown_figures import ROUND, decimals_if_round
from nutag.spelling import rules
from nutag.vocabulary import STAGES

LEVELS = ("province", "soum")
#: The number of licences, which stands on the card of a unit whatever is mapped.
COUNT = "L04"
#: Up to so many licences are shown unasked.
LICENCES_SHOWN = 500


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


def map_data(
    *,
    units: Mapping[str, gpd.GeoDataFrame],
    indicators: pd.DataFrame,
    catalogue: Catalogue,
    classes: Mapping[str, Any],
    provenance: Mapping[str, Any],
    licences: gpd.GeoDataFrame | None = None,
    pieces: pd.DataFrame | None = None,
    rehabilitation: pd.DataFrame | None = None,
    context: Mapping[str, gpd.GeoDataFrame] | None = None,
    profiles: Collection[str] = (),
    tables: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the data block of the atlas.

    Parameters
    ----------
    units : mapping
        Units by level, EPSG:4326, as :func:`nutag.mapshapes.display_units` makes them; null
        geometry allowed.
    indicators : DataFrame
        Tidy indicator table; the latest period of each indicator is shown.
    catalogue : Catalogue
        Indicator definitions and vocabularies.
    classes : mapping
        Upper bounds of the classes by level and indicator. They are used as they are.
    provenance : mapping
        Run facts: attributions.
    licences : GeoDataFrame, optional
        Licences table, any CRS.
    pieces : DataFrame, optional
        Licences by soum.
    rehabilitation : DataFrame, optional
        Published figures on land.
    context : mapping, optional
        ``rings``, ``overlaps`` and ``layers``, in metres; see
        :func:`nutag.mapcontext.context_data`.
    profiles : collection of str
        Units that have a page in ``profiles/``.
    tables : mapping, optional
        Address of the table of a level.

    Returns
    -------
    dict
        Lists, texts and numbers only (JSON).
    """
    texts = Texts()
    ids = {level: [str(one) for one in units[level][f"{level}_id"]] for level in LEVELS}
    published = [] if rehabilitation is None else records(rehabilitation)
    cited = {text(row["record_id"]): text(row.get("source")) for row in published}
    levels: dict[str, Any] = {}
    filled = False
    for level in LEVELS:
        rows = latest_rows(indicators, level)
        figures = {
            key: figure_columns(
                indicator,
                rows[rows["indicator_id"] == key],
                unit_ids=ids[level],
                breaks=(classes.get(level, {}).get(key) or {}).get("breaks") or [],
                texts=texts,
                provenance=provenance,
                cited=cited,
            )
            for key, indicator in catalogue.indicators.items()
            if level in indicator.levels and (rows["indicator_id"] == key).any()
        }
        first, worth_ranking = first_indicator(catalogue, figures, len(ids[level]))
        filled |= worth_ranking
        levels[level] = _level(units[level], level, ids, profiles) | {
            "table": (tables or {}).get(level, ""),
            "figures": figures,
            "first": first,
        }
    placed = None if licences is None else licence_columns(licences, pieces, ids["soum"], texts)
    shown = {key for level in LEVELS for key in levels[level]["figures"]}
    flags = {flag for cell in indicators["flags"] for flag in text(cell).split(";") if flag}
    return {
        "languages": list(LANGUAGES),
        "say": script_words(),
        "step": STEP,
        "sample": "sample" in flags,
        "themes": [
            {"name": names(catalogue.themes.get(theme, {}), fallback=theme), "indicators": members}
            for theme, members in theme_members(catalogue, dict.fromkeys(shown)).items()
        ],
        "indicators": {
            key: {
                "name": names(indicator),
                "definition": names(indicator, "definition"),
                "unit": ["", ""]
                if indicator.unit in ("n", "ratio")
                else names(catalogue.units.get(indicator.unit, {}), fallback=indicator.unit),
                "decimals": indicator.decimals,
                "round_decimals": decimals_if_round(indicator),
                "mapped": indicator.mapped,
                "signed": indicator.unit == "pp",
            }
            for key, indicator in catalogue.indicators.items()
            if key in shown
        },
        "states": [names(catalogue.states.get(state, {}), fallback=state) for state in ALL_STATES],
        "all_states": list(ALL_STATES),
        "legend_states": list(LEGEND_STATES),
        "flags": {
            flag: names(catalogue.flags.get(flag, {}), fallback=flag)
            for flag in sorted(flags | {"small"})
        },
        "marks": MARKS,
        "round_flags": list(ROUND),
        "stages": list(STAGES),
        "bases": {key: base for key, base in BASE_RATES.items() if {key, base} <= shown},
        "count": COUNT if COUNT in shown else "",
        "levels": levels,
        "licences": placed,
        # Where units have next to no figures, the licences are what there is to see.
        "licences_shown": placed is not None
        and not filled
        and 0 < sum(shape is not None for shape in placed["geometry"]) <= LICENCES_SHOWN,
        "context": None
        if context is None
        else context_data(**context, country=units["province"], soum_ids=ids["soum"], texts=texts),
        "land": None if rehabilitation is None else land_figures(rehabilitation, ids, texts),
        "spelling": _spelling(),
        "texts": texts.texts,
        "said": texts.said(),
    }


def _level(
    units: gpd.GeoDataFrame, level: str, ids: Mapping[str, list[str]], profiles: Collection[str]
) -> dict[str, Any]:
    """Return what the figures of a level are drawn on."""
    provinces = {unit_id: at for at, unit_id in enumerate(ids["province"])}
    soums = level == "soum" and "province_id" in units
    return {
        "ids": ids[level],
        "names": [[text(row.name_en), text(row.name_mn)] for row in units.itertuples()],
        "parents": [provinces.get(str(key), -1) for key in units["province_id"]] if soums else None,
        "profiles": [int(unit_id in profiles) for unit_id in ids[level]],
        "approximate": bool((units.get("boundary_quality") == "approximate").any()),
        "geometry": [written(geometry) for geometry in units.geometry],
        "middles": middles(units),
        "borders": borders(units, "province_id") if soums else None,
    }


def _spelling() -> dict[str, Any]:
    """Return the rules of `data/names.yaml` that the search goes by."""
    own = rules()
    return {
        "passed_over": [*own.unit_words, *own.legal_forms],
        "transliterations": [[pattern.pattern, ours] for pattern, ours in own.transliterations],
        "other_spellings": [[pattern.pattern, ours] for pattern, ours in own.other_spellings],
        "romanisations": [
            {chr(letter): latin for letter, latin in table.items()} for table in own.romanisations
        ],
    }
