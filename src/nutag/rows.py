"""Rows of the indicator table as pages read them: the latest ones, with plain cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

#: Dataset of the published figures on land, whose rows have sources of their own.
PUBLISHED = "rehabilitation"
#: So many sources of rows are named one by one.
MOST_CITED = 4


def latest_rows(indicators: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return the rows of a level, the latest period of each unit and indicator."""
    rows = indicators[indicators["unit_level"] == level]
    rows = rows.assign(
        _period=rows["period"].fillna("").astype(str) if "period" in rows else "",
        _year=pd.to_numeric(rows["year"], errors="coerce").fillna(0),
    )
    rows = rows.sort_values(["indicator_id", "unit_id", "_period", "_year"], kind="stable")
    return rows.drop_duplicates(["indicator_id", "unit_id"], keep="last").drop(
        columns=["_period", "_year"]
    )


def source_datasets(sources: Iterable[Any]) -> list[str]:
    """Return the dataset roles that ``source`` cells name (``licence_statistics LS133`` …)."""
    found: dict[str, None] = {}
    for cell in sources:
        for piece in re.split(r"[;,/]", text(cell)):
            word = piece.strip().split(" ")[0]
            if word:
                found[word] = None
    return list(found)


def attributions(provenance: Mapping[str, Any], datasets: Iterable[str]) -> list[str]:
    """Return the attribution lines of datasets, each once, in the order of the datasets."""
    inputs = provenance.get("inputs") or []
    by_role: dict[str, str] = {}
    for entry in inputs:
        line = text(entry.get("attribution"))
        if line:
            by_role.setdefault(text(entry.get("dataset")), line)
    lines: dict[str, None] = {}
    for role in datasets:
        if role in by_role:
            lines[by_role[role]] = None
    return list(lines)


def credits(
    provenance: Mapping[str, Any], sources: Iterable[Any], cited: Mapping[str, str]
) -> list[str]:
    """Return who is credited with figures: published ones the sources that their rows cite.

    Parameters
    ----------
    provenance : mapping
        Content of ``results/provenance.json``.
    sources : iterable of str
        ``source`` cells of the figures.
    cited : mapping of str to str
        Sources of the published figures on land, by record.

    Returns
    -------
    list of str
        Attribution lines of the datasets, each once. In place of that of the published figures
        stand the sources of the records in use, unless they are more than `MOST_CITED`.
    """
    cells = list(dict.fromkeys(text(cell) for cell in sources))
    own = dict.fromkeys(
        cited.get(record.strip(), "")
        for cell in cells
        for piece in re.split("[;/]", cell)
        if piece.strip().startswith(f"{PUBLISHED} ")
        for record in piece.strip().removeprefix(PUBLISHED).split(",")
    )
    told = 0 < len(own) <= MOST_CITED and all(own)
    datasets = [name for name in source_datasets(cells) if name != PUBLISHED or not told]
    return [*(own if told else ()), *attributions(provenance, datasets)]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def text(value: Any) -> str:
    """Return a cell as text; a missing cell is the empty string."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (list, tuple, np.ndarray)):
        return ", ".join(text(item) for item in value)
    if value is pd.NaT:
        return ""
    return str(value)


def number(value: Any) -> float | int | None:
    """Return a cell as a plain number, or None where it is missing."""
    if value is None or value is pd.NA or pd.isna(value):
        return None
    as_float = float(value)
    if not np.isfinite(as_float):
        return None
    return int(as_float) if as_float.is_integer() and abs(as_float) < 2**53 else as_float


def period_words(rows: pd.DataFrame) -> str:
    """Return the period of rows in words: ``2012``, ``2017 – 2020``, ``2019; undated`` or empty."""
    periods = sorted({text(cell) for cell in rows.get("period", pd.Series(dtype=str))} - {""})
    if not periods:
        years = pd.to_numeric(rows["year"], errors="coerce").dropna().astype(int)
        periods = [str(year) for year in sorted(set(years))]
    dated = [period for period in periods if period[:1].isdigit()]
    span = [f"{dated[0]} – {dated[-1]}"] if len(dated) > 1 else dated
    return "; ".join([*span, *(period for period in periods if period not in dated)])
