"""Published tables: views of the indicator table, their dictionary and their CSV form.

Nothing is computed here. A wide table is the narrow indicator table turned on its side, joined to
the names and codes of its units; a figure that is missing there is missing here, and its state
says why.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import numbers
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nutag.catalogue import MISSING_RULES, Catalogue, Indicator

__all__ = [
    "CSV_SIGNIFICANT_DIGITS",
    "INDICATOR_COLUMNS",
    "atomic_path",
    "csv_text",
    "data_dictionary",
    "defuse",
    "indicator_column",
    "licence_piece_table",
    "province_table",
    "soum_table",
    "state_column",
    "to_csv",
    "trend_table",
]

CSV_SIGNIFICANT_DIGITS = 10

#: Column of every indicator of the first catalogue, in the order of the wide tables.
INDICATOR_COLUMNS: dict[str, str] = {
    "U01": "area_km2",
    "U02": "people",
    "U03": "livestock_head",
    "L01_ha": "licensed_ha",
    "L02_ha": "mining_ha",
    "L03_ha": "exploration_only_ha",
    "L01": "licensed_pct",
    "L02": "mining_pct",
    "L03": "exploration_only_pct",
    "L00": "sum_ha",
    "L06": "overlap_ha",
    "L04": "licence_count",
    "L05": "licence_density_per_1000_km2",
    "L09": "common_mineral_pct",
    "L11": "licensed_change_pp",
    "R01": "unrehabilitated_ha",
    "R02": "unrehabilitated_ha_per_1000_ha_mining",
    "R03": "unrehabilitated_ha_per_1000_people",
    "R04": "unrehabilitated_ha_per_1000_head",
    "R06": "rehabilitation_ratio",
    "Q01": "completeness_pct",
}

#: Keyed by unit and period: it has a table of its own.
TREND_INDICATOR = "L12"

# Figures that count things: shown as whole numbers wherever all of them are whole.
_COUNTS = {"people", "livestock_head", "licence_count"}

# Figures whose date a reader asks for first: (indicator, prefix, fields of the indicator table).
_DATED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("U02", "people", ("year",)),
    ("U03", "livestock", ("year",)),
    ("L01", "licensed", ("period", "source")),
    ("R01", "unrehabilitated", ("year", "period", "source")),
    ("R06", "rehabilitation_ratio", ("year",)),
)

_UNIT_SLUGS = {"%": "pct", "n": "count"}

# --- wide tables --------------------------------------------------------------------------------


def indicator_column(indicator_id: str, unit: str) -> str:
    """Column of an indicator in the wide tables.

    Parameters
    ----------
    indicator_id : str
        Id in the catalogue, ``R01``.
    unit : str
        Unit as printed, ``ha``; used for indicators without a name of their own here.

    Returns
    -------
    str
        ``unrehabilitated_ha``; an indicator added to the catalogue later gets its id in small
        letters and its unit, ``f01_ha``.
    """
    if indicator_id in INDICATOR_COLUMNS:
        return INDICATOR_COLUMNS[indicator_id]
    slug = _UNIT_SLUGS.get(unit) or re.sub(r"[^0-9a-z]+", "_", unit.lower()).strip("_")
    return f"{indicator_id.lower()}_{slug}" if slug else indicator_id.lower()


def state_column(column: str) -> str:
    """Column that holds the state of a value column (``unrehabilitated_state`` for R01)."""
    return "unrehabilitated_state" if column == "unrehabilitated_ha" else f"{column}_state"


def province_table(indicators: pd.DataFrame, provinces: pd.DataFrame) -> pd.DataFrame:
    """One row a province: its names, its area and every indicator with its state.

    Parameters
    ----------
    indicators : DataFrame
        The indicator table (``unit_level``, ``unit_id``, ``indicator_id``, ``value``, ``state``,
        ``unit``, ``year``, ``flags``, ``note``, ``period``, ``source``).
    provinces : DataFrame
        Provinces, measured or not; geometry is left out.

    Returns
    -------
    DataFrame
        Sorted by ``province_id``. A value column is NaN where there is no figure; the state beside
        it says why, and is empty where the indicator has no row for the unit.

    Raises
    ------
    ValueError
        If a unit has two rows for one indicator, or a row names a province that is not there.
    """
    lead = [
        "province_id",
        "name_en",
        "name_mn",
        "p_code",
        "nso_code",
        "area_official_km2",
        "area_km2",
        "boundary_quality",
        "n_soums_no_boundary",
    ]
    # U01 of a province is its official area, which the provinces bring along; beside it stands
    # the area of the outline, in the same unit so that the two can be compared.
    units = provinces.assign(area_km2=provinces.get("area_ha", math.nan) / 100)
    rows = indicators[indicators["indicator_id"] != "U01"]
    return _wide(rows, units, "province", "province_id", lead)


def soum_table(indicators: pd.DataFrame, soums: pd.DataFrame) -> pd.DataFrame:
    """One row a soum: its names, its province and every indicator with its state.

    Parameters
    ----------
    indicators : DataFrame
        The indicator table, as for :func:`province_table`.
    soums : DataFrame
        Soums with ``province_id`` and ``boundary_quality``; geometry is left out.

    Returns
    -------
    DataFrame
        Sorted by ``soum_id``; missing values as in :func:`province_table`.

    Raises
    ------
    ValueError
        If a unit has two rows for one indicator, or a row names a soum that is not there.
    """
    lead = [
        "soum_id",
        "province_id",
        "name_en",
        "name_mn",
        "nso_code",
        "boundary_quality",
        "centre_lat",
        "centre_lon",
    ]
    return _wide(indicators, soums, "soum", "soum_id", lead)


def _wide(
    indicators: pd.DataFrame, units: pd.DataFrame, level: str, key: str, lead: Sequence[str]
) -> pd.DataFrame:
    rows = indicators[
        (indicators["unit_level"] == level) & (indicators["indicator_id"] != TREND_INDICATOR)
    ]
    twice = rows.duplicated(["unit_id", "indicator_id"])
    if twice.any():
        first = rows[twice].iloc[0]
        raise ValueError(
            f"indicators: {int(twice.sum())} rows stand twice for one {level} and indicator "
            f"(first: {first['unit_id']} {first['indicator_id']}); expected one row each"
        )
    unknown = sorted(set(rows["unit_id"]) - set(units[key]))
    if unknown:
        raise ValueError(
            f"indicators: {len(unknown)} {level} ids are not in the {level} table "
            f"(first: {', '.join(unknown[:5])})"
        )

    table = pd.DataFrame(units[[column for column in lead if column in units.columns]])
    table = table.sort_values(key, kind="stable").reset_index(drop=True)
    ids = table[key]
    new: dict[str, pd.Series] = {}
    for indicator_id in _ordered(rows["indicator_id"]):
        if INDICATOR_COLUMNS.get(indicator_id) in table.columns:
            continue
        of_one = rows[rows["indicator_id"] == indicator_id].set_index("unit_id")
        unit = str(of_one["unit"].iloc[0]) if len(of_one) else ""
        column = indicator_column(indicator_id, unit)
        values = pd.to_numeric(of_one["value"]).reindex(ids).reset_index(drop=True)
        new[column] = _whole(values) if column in _COUNTS else values.astype("float64")
        new[state_column(column)] = of_one["state"].reindex(ids).reset_index(drop=True)
        for dated_id, prefix, fields in _DATED:
            if dated_id == indicator_id:
                for field in fields:
                    if field in of_one.columns:
                        new[f"{prefix}_{field}"] = of_one[field].reindex(ids).reset_index(drop=True)
    new["flags"] = ids.map(_joined_flags(rows)).fillna("")
    new["notes"] = ids.map(_joined_notes(rows)).fillna("")
    return pd.concat([table, pd.DataFrame(new, index=table.index)], axis=1)


def _ordered(indicator_ids: pd.Series) -> list[str]:
    # The named columns always stand in the table, so that its header does not hang on the data.
    found = set(indicator_ids)
    return [*INDICATOR_COLUMNS, *sorted(found - set(INDICATOR_COLUMNS))]


def _whole(values: pd.Series) -> pd.Series:
    known = values.dropna()
    return values.astype("Int64") if (known == known.round()).all() else values.astype("float64")


def _joined_flags(rows: pd.DataFrame) -> dict[str, str]:
    joined: dict[str, list[str]] = {}
    for unit_id, flags in zip(rows["unit_id"], rows["flags"].fillna(""), strict=True):
        words = joined.setdefault(unit_id, [])
        words += [word for word in str(flags).split(";") if word and word not in words]
    return {unit_id: ";".join(sorted(words)) for unit_id, words in joined.items()}


def _joined_notes(rows: pd.DataFrame) -> dict[str, str]:
    # One note often stands with several indicators: it is written once, with their ids before it.
    joined: dict[str, dict[str, list[str]]] = {}
    order = {name: place for place, name in enumerate(INDICATOR_COLUMNS)}
    by_order = rows.sort_values(
        "indicator_id", key=lambda ids: ids.map(order).fillna(len(order)), kind="stable"
    )
    for unit_id, indicator_id, note in zip(
        by_order["unit_id"], by_order["indicator_id"], by_order["note"].fillna(""), strict=True
    ):
        if note:
            joined.setdefault(unit_id, {}).setdefault(str(note), []).append(indicator_id)
    return {
        unit_id: " | ".join(f"{', '.join(ids)}: {note}" for note, ids in notes.items())
        for unit_id, notes in joined.items()
    }


# --- long tables --------------------------------------------------------------------------------


def licence_piece_table(pieces: pd.DataFrame, licences: pd.DataFrame) -> pd.DataFrame:
    """One row a licence and soum: the hectares of the licence that lie in the soum.

    Parameters
    ----------
    pieces : DataFrame
        ``licence_id``, ``soum_id``, ``province_id``, ``stage``, ``area_ha``, ``share_pct``.
    licences : DataFrame
        The standard licence table, one row a ``licence_id``.

    Returns
    -------
    DataFrame
        Without geometry, sorted by ``licence_id`` and ``soum_id``. Columns of the licence that it
        does not know are empty.

    Raises
    ------
    ValueError
        If a licence id stands twice in `licences`, or a piece names a licence that is not there.
    """
    columns = ["licence_id", "soum_id", "province_id", "stage", "area_ha", "share_pct"]
    told = ["code", "holder", "status", "minerals", "geometry_quality"]
    told = [column for column in told if column in licences.columns]
    if licences["licence_id"].duplicated().any():
        raise ValueError("licences: a licence_id stands twice; expected one row a licence")
    unknown = sorted(set(pieces["licence_id"]) - set(licences["licence_id"]))
    if unknown:
        raise ValueError(
            f"pieces: {len(unknown)} licence ids are not in the licence table "
            f"(first: {', '.join(map(str, unknown[:5]))})"
        )
    table = pd.DataFrame(pieces[columns]).merge(
        pd.DataFrame(licences[["licence_id", *told]]), on="licence_id", how="left"
    )
    table = table.sort_values(["licence_id", "soum_id"], kind="stable").reset_index(drop=True)
    head = ["licence_id", "code", "holder", "stage", "status", "minerals"]
    head = [column for column in head if column in table.columns]
    return table[[*head, *[column for column in table.columns if column not in head]]]


def trend_table(indicators: pd.DataFrame) -> pd.DataFrame:
    """Licensed area of every unit at every month-end.

    Parameters
    ----------
    indicators : DataFrame
        The indicator table; its L12 rows are taken.

    Returns
    -------
    DataFrame
        ``unit_level``, ``unit_id``, ``period`` (``2026-07``), ``licensed_ha``,
        ``licensed_ha_state``, ``flags``, ``notes``, ``source``, sorted by the first three; no
        rows where there is no trend.
    """
    rows = indicators[indicators["indicator_id"] == TREND_INDICATOR]
    table = pd.DataFrame(
        {
            "unit_level": rows["unit_level"],
            "unit_id": rows["unit_id"],
            "period": rows["period"],
            "licensed_ha": pd.to_numeric(rows["value"]).astype("float64"),
            "licensed_ha_state": rows["state"],
            "flags": rows["flags"].fillna(""),
            "notes": rows["note"].fillna(""),
            "source": rows["source"].fillna(""),
        }
    )
    return table.sort_values(["unit_level", "unit_id", "period"], kind="stable").reset_index(
        drop=True
    )


# --- dictionary ---------------------------------------------------------------------------------

_EMPTY = "empty where not known"

#: Columns that mean the same in every table: (unit, English, Mongolian, missing rule).
_COLUMNS: dict[str, tuple[str, str, str, str]] = {
    "province_id": (
        "",
        "Province, ISO 3166-2 code; MN-1 is Ulaanbaatar",
        "Аймаг, нийслэлийн ISO 3166-2 код",
        _EMPTY,
    ),
    "soum_id": (
        "",
        "Soum or district, P-code (MN and four digits)",
        "Сум, дүүргийн P-код",
        _EMPTY,
    ),
    "licence_id": ("", "Licence, its id in this run", "Тусгай зөвшөөрлийн дугаар", "never empty"),
    "record_id": ("", "Record in the source table", "Эх сурвалж дахь бичлэгийн дугаар", _EMPTY),
    "issue_id": ("", "Issue found in the input", "Илэрсэн асуудлын дугаар", "never empty"),
    "unit_level": (
        "",
        "Level of the unit: soum, province or country",
        "Нэгжийн түвшин: сум, аймаг, улс",
        "never empty",
    ),
    "unit_id": (
        "",
        "Unit: soum_id, province_id, or MN for the country",
        "Нэгжийн код",
        "never empty",
    ),
    "indicator_id": ("", "Indicator, id in the catalogue", "Үзүүлэлтийн код", "never empty"),
    "name_en": ("", "Name in English", "Англи нэр", _EMPTY),
    "name_mn": ("", "Name in Mongolian", "Монгол нэр", _EMPTY),
    "aliases": ("", "Other spellings of the name, joined with |", "Нэрийн өөр бичлэгүүд", _EMPTY),
    "p_code": ("", "P-code of the province (MN and two digits)", "Аймгийн P-код", _EMPTY),
    "nso_code": (
        "",
        "Code of the National Statistics Office",
        "Үндэсний статистикийн хорооны код",
        _EMPTY,
    ),
    "area_official_km2": (
        "km2",
        "Territory as published officially",
        "Албан ёсны нутаг дэвсгэрийн хэмжээ",
        _EMPTY,
    ),
    "area_km2": (
        "km2",
        "Area of the outline in the equal-area projection",
        "Хилийн доторх талбай, тэнцүү талбайт тусгагт",
        "empty where there is no outline",
    ),
    "area_ha": (
        "ha",
        "Area of the shape in the equal-area projection",
        "Тэнцүү талбайт тусгаг дахь талбай",
        "empty where there is no polygon",
    ),
    "boundary_quality": (
        "",
        "How the outline is known: surveyed, approximate (cell around the centre) or none",
        "Хилийн чанар: хэмжсэн, ойролцоо, байхгүй",
        "never empty",
    ),
    "n_soums_no_boundary": (
        "n",
        "Soums of the province that have no outline",
        "Хилийн заагийн мэдээлэлгүй сумын тоо",
        _EMPTY,
    ),
    "n_soums": ("n", "Soums of the province", "Аймгийн сумын тоо", _EMPTY),
    "centre_lat": (
        "degree",
        "Latitude of the soum centre, WGS 84",
        "Сумын төвийн өргөрөг",
        _EMPTY,
    ),
    "centre_lon": (
        "degree",
        "Longitude of the soum centre, WGS 84",
        "Сумын төвийн уртраг",
        _EMPTY,
    ),
    "code": ("", "Licence number as published (MV-, XV-)", "Тусгай зөвшөөрлийн дугаар", _EMPTY),
    "stage": (
        "",
        "Stage: exploration, mining, other or total",
        "Үе шат: хайгуул, ашиглалт, бусад, нийт",
        _EMPTY,
    ),
    "status": ("", "Status as published", "Төлөв", _EMPTY),
    "holder": ("", "Holder as published", "Тусгай зөвшөөрөл эзэмшигч", _EMPTY),
    "minerals": ("", "Minerals as published", "Ашигт малтмал", _EMPTY),
    "granted": ("date", "Date of grant", "Олгосон огноо", _EMPTY),
    "expires": ("date", "Date of expiry", "Дуусах огноо", _EMPTY),
    "area_declared_ha": ("ha", "Area as the register declares it", "Бүртгэсэн талбай", _EMPTY),
    "geometry_quality": (
        "",
        "How the place is known: exact, approximate, point or none",
        "Байрлалын чанар: нарийн, ойролцоо, цэг, байхгүй",
        "never empty",
    ),
    "kind": (
        "",
        "licence, or mine for a documented deposit without a licence number (never counted)",
        "Төрөл: тусгай зөвшөөрөл эсвэл уурхай (тоонд ордоггүй)",
        "never empty",
    ),
    "source_row": ("", "Row in the source file", "Эх файлын мөр", _EMPTY),
    "share_pct": (
        "%",
        "Share of the licence's own area that lies in the soum",
        "Тусгай зөвшөөрлийн талбайн тухайн суманд ногдох хувь",
        "never empty",
    ),
    "value": ("see unit", "Figure; its unit stands in the column unit", "Утга", "see state"),
    "state": (
        "",
        "State of the figure: value, reported_zero, or the reason why there is none",
        "Утгын төлөв, эсвэл утга байхгүйн шалтгаан",
        "never empty",
    ),
    "unit": ("", "Unit of the figure", "Хэмжих нэгж", "never empty"),
    "year": ("year", "Year of the figure", "Он", _EMPTY),
    "period": (
        "",
        "Period of the figure: a year, years, or a month-end (2026-07)",
        "Хугацаа: он, эсвэл сарын эцэс",
        _EMPTY,
    ),
    "n": ("n", "Parts that have a figure", "Утгатай нэгжийн тоо", "empty where it does not apply"),
    "n_of": ("n", "Parts there are", "Нийт нэгжийн тоо", "empty where it does not apply"),
    "flags": (
        "",
        "Warnings in one word each, joined with ;",
        "Анхааруулга",
        "empty where there is none",
    ),
    "note": ("", "What to know about the figure", "Тайлбар", "empty where there is none"),
    "notes": (
        "",
        "What to know about the figures of the row, with the indicators before each note",
        "Тайлбар, үзүүлэлтийн кодын хамт",
        "empty where there is none",
    ),
    "source": ("", "Dataset and record the figure comes from", "Эх сурвалж", _EMPTY),
    "licensed_period": (
        "",
        "Month-end or version of the register behind the licence figures",
        "Тусгай зөвшөөрлийн мэдээний хугацаа",
        _EMPTY,
    ),
    "licensed_source": (
        "",
        "Dataset and record behind the licensed share",
        "Тусгай зөвшөөрлийн мэдээний эх сурвалж",
        _EMPTY,
    ),
    "unrehabilitated_year": (
        "year",
        "Year of the unrehabilitated land",
        "Нөхөн сэргээгээгүй газрын мэдээний он",
        _EMPTY,
    ),
    "unrehabilitated_period": (
        "",
        "Period of the unrehabilitated land as published",
        "Нөхөн сэргээгээгүй газрын мэдээний хугацаа",
        _EMPTY,
    ),
    "unrehabilitated_source": (
        "",
        "Dataset and record of the unrehabilitated land",
        "Нөхөн сэргээгээгүй газрын мэдээний эх сурвалж",
        _EMPTY,
    ),
    "people_year": ("year", "Year of the population", "Хүн амын мэдээний он", _EMPTY),
    "livestock_year": ("year", "Year of the livestock", "Малын мэдээний он", _EMPTY),
    "rehabilitation_ratio_year": (
        "year",
        "Year of the rehabilitation ratio",
        "Нөхөн сэргээлтийн харьцааны он",
        _EMPTY,
    ),
    "province_ids": (
        "",
        "Provinces the licence lies in, joined with ;",
        "Тусгай зөвшөөрөл орших аймгууд",
        _EMPTY,
    ),
    "soum_ids": (
        "",
        "Soums the licence lies in, joined with ;",
        "Тусгай зөвшөөрөл орших сумууд",
        _EMPTY,
    ),
    "counted": (
        "",
        "Whether the licence counts in the indicators",
        "Үзүүлэлтэд тооцсон эсэх",
        "never empty",
    ),
    "reason": ("", "Why it does not count", "Тооцоогүй шалтгаан", "empty where it counts"),
    "value_other": (
        "see value_other_unit",
        "Figure that is not in hectares",
        "Га-аас өөр нэгжээр илэрхийлсэн утга",
        _EMPTY,
    ),
    "value_other_unit": ("", "Unit of value_other", "Өөр утгын нэгж", _EMPTY),
    "file": ("", "File the row was read from", "Эх файл", "never empty"),
    "message": ("", "The issue in one sentence", "Асуудлын тайлбар", "never empty"),
    "suggestions": ("", "Known names that look like it", "Төстэй нэрс", "empty where none does"),
    "fill_in": ("", "Left empty: write the right name here", "Зөв нэрийг энд бичнэ", "empty"),
    "check": ("", "What is compared", "Шалгалт", "never empty"),
    "step": ("", "Step from the rows read to the rows counted", "Алхам", _EMPTY),
    "rows": ("n", "Rows that reach the step", "Мөрийн тоо", _EMPTY),
    "reference_area_ha": ("ha", "Area to compare with", "Харьцуулах талбай", _EMPTY),
    "difference_ha": (
        "ha",
        "Measured area minus reference",
        "Хэмжсэн ба харьцуулах талбайн зөрүү",
        _EMPTY,
    ),
    "difference_pct": (
        "%",
        "Difference as a share of the reference",
        "Зөрүү, харьцуулах талбайд эзлэх хувь",
        _EMPTY,
    ),
    "site": ("", "Site as published", "Талбайн нэр", _EMPTY),
    "measure": ("", "What the figure measures; kinds are never mixed", "Хэмжигдэхүүн", _EMPTY),
    "measure_detail": ("", "The measure in words", "Хэмжигдэхүүний тайлбар", _EMPTY),
    "value_ha": ("ha", "Figure in hectares", "Талбай, га", "see state"),
    "exactness": ("", "How exact the published figure is", "Нарийвчлал", _EMPTY),
    "count": ("n", "Number of licences", "Тусгай зөвшөөрлийн тоо", _EMPTY),
    "people": ("people", "Residents", "Оршин суугчдын тоо", _EMPTY),
    "head": ("head", "Head of livestock", "Малын тоо толгой", _EMPTY),
    "dataset": ("", "Dataset of the configuration", "Өгөгдлийн багц", "never empty"),
    "key": ("", "Value that names the row", "Мөрийн түлхүүр", _EMPTY),
    "severity": ("", "stop, row, warn or info", "Ноцтой байдал", "never empty"),
    "found": ("", "What was found", "Илэрсэн зүйл", _EMPTY),
    "expected": ("", "What was expected", "Хүлээгдсэн зүйл", _EMPTY),
    "action": ("", "What was done with the row", "Авсан арга хэмжээ", _EMPTY),
    "area_ha_affected": ("ha", "Area of the rows concerned", "Хамаарах талбай", _EMPTY),
    "geometry": (
        "",
        "Shape, longitude and latitude on WGS 84",
        "Хэлбэр, WGS 84 солбицол",
        "null where not known",
    ),
    "table": ("", "Table", "Хүснэгт", "never empty"),
    "column": ("", "Column of the table", "Багана", "never empty"),
    "meaning_en": ("", "Meaning in English", "Англи тайлбар", "never empty"),
    "meaning_mn": ("", "Meaning in Mongolian", "Монгол тайлбар", _EMPTY),
    "missing_rule": ("", "What an empty cell means", "Хоосон нүдний утга", "never empty"),
    "rights": ("", "Rights the indicator speaks of", "Холбогдох эрх", "empty for other columns"),
    "ungp": (
        "",
        "UN Guiding Principles on Business and Human Rights, numbers",
        "НҮБ-ын удирдах зарчим",
        "empty for other columns",
    ),
    "sdg": (
        "",
        "Targets of the Sustainable Development Goals",
        "Тогтвортой хөгжлийн зорилт",
        "empty for other columns",
    ),
}

#: Where a column of one table means something of its own.
_TABLE_COLUMNS: dict[tuple[str, str], tuple[str, str, str, str]] = {
    ("licence_pieces", "area_ha"): (
        "ha",
        "Area of the licence that lies in the soum, in the equal-area projection",
        "Тусгай зөвшөөрлийн тухайн суманд ногдох талбай",
        "never empty",
    ),
    ("pieces", "area_ha"): (
        "ha",
        "Area of the licence that lies in the soum, in the equal-area projection",
        "Тусгай зөвшөөрлийн тухайн суманд ногдох талбай",
        "never empty",
    ),
    ("licence_statistics", "area_ha"): (
        "ha",
        "Licensed area as the register publishes it",
        "Бүртгэлийн нийт талбай",
        _EMPTY,
    ),
    ("licences", "area_ha"): (
        "ha",
        "Area of the licence in the equal-area projection",
        "Тусгай зөвшөөрлийн талбай, тэнцүү талбайт тусгагт",
        "empty where there is no polygon",
    ),
    ("reconciliation", "area_ha"): (
        "ha",
        "Area of the rows, as measured",
        "Хэмжсэн талбай",
        _EMPTY,
    ),
    ("unmatched", "column"): ("", "Column of the source file", "Эх файлын багана", "never empty"),
    ("issues", "code"): ("", "Kind of issue", "Асуудлын төрөл", "never empty"),
    ("licence_trend", "licensed_ha_state"): (
        "",
        "State of the licensed area at the month-end",
        "Утгын төлөв",
        "never empty",
    ),
    ("licence_trend", "licensed_ha"): (
        "ha",
        "Licensed area at the month-end",
        "Сарын эцсийн тусгай зөвшөөрөлтэй талбай",
        "see licensed_ha_state",
    ),
}


def data_dictionary(
    catalogue: Catalogue,
    tables: Mapping[str, pd.DataFrame],
    extra: Mapping[str, tuple[str, str, str, str]] | None = None,
) -> pd.DataFrame:
    """Meaning of every column of every published table.

    Parameters
    ----------
    catalogue : Catalogue
        Indicators and the vocabularies they use.
    tables : Mapping of str to DataFrame
        Tables by the name they are published under; only their columns are read.
    extra : Mapping of str to tuple, optional
        Further columns, or ``table.column`` for one table alone: unit, meaning in English, meaning
        in Mongolian, missing rule.

    Returns
    -------
    DataFrame
        ``table``, ``column``, ``unit``, ``meaning_en``, ``meaning_mn``, ``missing_rule``,
        ``indicator_id``, ``rights``, ``ungp``, ``sdg``; rows in the order of the tables.

    Raises
    ------
    ValueError
        If a column has no entry: all of them are named at once.
    """
    entries = catalogue.indicators
    of_column = {indicator_column(key, entry.unit): key for key, entry in entries.items()}
    of_state = {state_column(column): column for column in of_column}
    further = dict(extra or {})
    rows: list[dict[str, str]] = []
    without: list[str] = []
    for table, frame in tables.items():
        for column in map(str, frame.columns):
            plain = (
                further.get(f"{table}.{column}")
                or _TABLE_COLUMNS.get((table, column))
                or further.get(column)
            )
            row = {"table": table, "column": column}
            # A wide table speaks of the indicator, a source table (population: people) does not.
            if plain is None and column in of_column and state_column(column) in frame.columns:
                row |= _indicator_meaning(catalogue, entries[of_column[column]], column)
            elif plain is None and column in of_state:
                row |= _state_meaning(catalogue, entries[of_column[of_state[column]]])
            else:
                plain = plain or _COLUMNS.get(column)
                if plain is None:
                    without.append(f"{table}.{column}")
                    continue
                row |= dict(
                    zip(("unit", "meaning_en", "meaning_mn", "missing_rule"), plain, strict=True)
                )
                trend = entries.get(TREND_INDICATOR)
                if table == "licence_trend" and column == "licensed_ha" and trend:
                    row |= _indicator_meaning(catalogue, trend, column)
            rows.append(row)
    if without:
        raise ValueError(
            f"data dictionary: {len(without)} columns have no entry ({', '.join(without)}); "
            "describe them in nutag.tables or in the catalogue"
        )
    columns = ["table", "column", "unit", "meaning_en", "meaning_mn", "missing_rule"]
    columns += ["indicator_id", "rights", "ungp", "sdg"]
    return pd.DataFrame(rows, columns=columns).fillna("")


def _indicator_meaning(catalogue: Catalogue, entry: Indicator, column: str) -> dict[str, str]:
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


def _state_meaning(catalogue: Catalogue, entry: Indicator) -> dict[str, str]:
    states = ", ".join(f"{state} ({names['name_en']})" for state, names in catalogue.states.items())
    return {
        "unit": "",
        "meaning_en": f"State of the figure {entry.name_en}: {states}",
        "meaning_mn": f"Утгын төлөв: {entry.name_mn}",
        "missing_rule": "empty where the indicator is not computed for the unit",
        "indicator_id": entry.id,
    }


# --- CSV ----------------------------------------------------------------------------------------

# The last five are what a spreadsheet under an East Asian locale reads as the first four, and the
# line feed that some of them skip.
_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def defuse(text: str) -> str:
    """Text that a spreadsheet does not run: an apostrophe before what looks like a formula.

    Parameters
    ----------
    text : str
        Text of one cell.

    Returns
    -------
    str
        The same text, or ``'`` and the text where it starts with ``=``, ``+``, ``-``, ``@``, a tab
        or a line end.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_text(value: Any) -> str:  # noqa: PLR0911
    """One cell as text.

    Parameters
    ----------
    value : object
        Number, text, date, truth value or nothing.

    Returns
    -------
    str
        Floats rounded to 10 significant digits and then in their shortest form that reads back as
        the same number; whole numbers without a point; nothing and NaN as an empty cell; text
        defused.

    Raises
    ------
    ValueError
        For an infinite number: it is an error upstream, never a figure.
    TypeError
        For what is none of these, a geometry among them.
    """
    if isinstance(value, str):
        return defuse(value)
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        number = float(value)
        if math.isnan(number):
            return ""
        if math.isinf(number):
            raise ValueError("an infinite number cannot be published")
        # Adding 0.0 turns -0.0 into 0.0.
        return repr(float(f"{number:.{CSV_SIGNIFICANT_DIGITS}g}") + 0.0)
    if isinstance(value, pd.Timestamp | dt.datetime):
        midnight = value.time() == dt.time(0)
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be written as a CSV cell")


def to_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    r"""Write a table as CSV that opens right in Excel and is the same bytes every time.

    UTF-8 with a byte order mark, ``\n`` at line ends, cells as :func:`csv_text` writes them,
    headers defused, the index left out.

    Parameters
    ----------
    frame : DataFrame
        Table without geometry.
    path : path-like
        File to write; it appears whole or not at all.

    Raises
    ------
    ValueError, TypeError
        For a cell that cannot be written (see :func:`csv_text`); the column is named.
    """
    columns: list[list[str]] = []
    for place, name in enumerate(frame.columns):
        try:
            columns.append([csv_text(value) for value in frame.iloc[:, place].tolist()])
        except (TypeError, ValueError) as error:
            raise type(error)(f"{Path(path).name}, column {name!r}: {error}") from error
    with (
        atomic_path(path) as whole,
        open(whole, "w", encoding="utf-8-sig", newline="") as handle,
    ):
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow([defuse(str(name)) for name in frame.columns])
        writer.writerows(_rows(columns, len(frame)))


def _rows(columns: Sequence[Sequence[str]], length: int) -> Iterable[Sequence[str]]:
    return zip(*columns, strict=True) if columns else [()] * length


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a path to write to that takes the place of `path` when the block ends well.

    Parameters
    ----------
    path : path-like
        File that is wanted. Its folder is made if it is missing.

    Yields
    ------
    Path
        File of the same name in a folder of its own beside it. When the block raises, it is taken
        away and what stood at `path` stays.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    # The name stays the same (drivers look at it, and some write it into the file); the folder
    # lies beside the target because a move is atomic on one file system only.
    with tempfile.TemporaryDirectory(prefix=".part-", dir=target.parent) as folder:
        whole = Path(folder) / target.name
        yield whole
        os.replace(whole, target)
