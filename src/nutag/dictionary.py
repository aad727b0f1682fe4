"""The data dictionary: what every column of the published tables means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import yaml

from nutag.catalogue import MISSING_RULES, Catalogue, Indicator
from nutag.tables import TREND_COLUMNS, indicator_column, state_column

#: Meaning of a column: ``unit``, ``meaning_en``, ``meaning_mn``, ``missing_rule``.
Meaning = dict[str, str]

_COLUMNS = ("table", "column", "unit", "meaning_en", "meaning_mn", "missing_rule")
_TAGS = ("indicator_id", "rights", "ungp", "sdg")


def read_columns(path: Path) -> dict[str, Meaning]:
    """Read what the columns mean that no indicator describes.

    Parameters
    ----------
    path : Path
        YAML file: ``column`` or ``table.column`` with ``en``, ``mn`` and perhaps ``unit`` and
        ``missing``.

    Returns
    -------
    dict
        Meaning by ``column`` or ``table.column``.

    Raises
    ------
    KeyError
        If a column has no meaning in one of the languages.
    """
    return {
        column: {
            "unit": entry.get("unit", ""),
            "meaning_en": entry["en"],
            "meaning_mn": entry["mn"],
            "missing_rule": entry.get("missing", "empty where not known"),
        }
        for column, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items()
    }


def data_dictionary(
    catalogue: Catalogue, tables: Mapping[str, pd.DataFrame], columns: Mapping[str, Meaning]
) -> pd.DataFrame:
    """Meaning of every column of every published table.

    Parameters
    ----------
    catalogue : Catalogue
        Indicators and the vocabularies they use.
    tables : Mapping of str to DataFrame
        Tables by the name they are published under; only their columns are read.
    columns : Mapping
        Meaning of the other columns (see :func:`read_columns`); ``table.column`` goes before
        everything else.

    Returns
    -------
    DataFrame
        ``table``, ``column``, ``unit``, ``meaning_en``, ``meaning_mn``, ``missing_rule``,
        ``indicator_id``, ``rights``, ``ungp``, ``sdg``; rows in the order of the tables.

    Raises
    ------
    ValueError
        If a column has no meaning: all of them are named at once.
    """
    rows: list[dict[str, str]] = []
    without: list[str] = []
    for table, frame in tables.items():
        of_indicators = _indicator_meanings(catalogue, table, set(frame.columns))
        for column in map(str, frame.columns):
            name = f"{table}.{column}"
            meaning = columns.get(name) or of_indicators.get(column) or columns.get(column)
            if meaning is None:
                without.append(name)
            else:
                rows.append({"table": table, "column": column, **meaning})
    if without:
        raise ValueError(
            f"data dictionary: {len(without)} columns have no entry ({', '.join(without)}); "
            "describe them in data/columns.yaml or in the catalogue"
        )
    return pd.DataFrame(rows, columns=[*_COLUMNS, *_TAGS]).fillna("")


def _indicator_meanings(catalogue: Catalogue, table: str, present: set[str]) -> dict[str, Meaning]:
    # A wide table speaks of the indicator and has its state; a source table has no such column.
    meanings: dict[str, Meaning] = {}
    for key, entry in catalogue.indicators.items():
        column = indicator_column(key, entry.unit)
        if table == "licence_trend":
            column = TREND_COLUMNS.get(key, "")
        if {column, state_column(column)} <= present:
            meanings[column] = _figure_meaning(catalogue, entry, column)
            meanings[state_column(column)] = _state_meaning(catalogue, entry)
    return meanings


def _figure_meaning(catalogue: Catalogue, entry: Indicator, column: str) -> Meaning:
    rules = "; ".join(MISSING_RULES[rule] for rule in entry.missing_rule)
    return {
        "unit": entry.unit,
        "meaning_en": f"{entry.name_en}: {entry.definition_en}",
        "meaning_mn": f"{entry.name_mn}: {entry.definition_mn}",
        "missing_rule": f"{rules}; see {state_column(column)}".removeprefix("; "),
        "indicator_id": entry.id,
        "rights": "; ".join(catalogue.rights[right]["name_en"] for right in entry.rights),
        "ungp": "; ".join(entry.ungp),
        "sdg": "; ".join(entry.sdg),
    }


def _state_meaning(catalogue: Catalogue, entry: Indicator) -> Meaning:
    states = ", ".join(f"{state} ({names['name_en']})" for state, names in catalogue.states.items())
    return {
        "unit": "",
        "meaning_en": f"State of the figure {entry.name_en}: {states}",
        "meaning_mn": f"Утгын төлөв: {entry.name_mn}",
        "missing_rule": "empty where the indicator is not computed for the unit",
        "indicator_id": entry.id,
    }
