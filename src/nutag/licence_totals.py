"""Total rows of a register: rows that add up licences and are none."""

from __future__ import annotations

import itertools

import geopandas as gpd
import pandas as pd

from nutag.issues import IssueLog
from nutag.names import Gazetteer
from nutag.places import province_gazetteer
from nutag.totals import ALL, whole_of, without_totals
from nutag.words import folded, words

#: What rounding adds to a sum of declared areas for every number, in hectares.
ROUNDING_HA = 0.05

# Where a register without a number in the row writes what the row adds up.
_PLACES = ("holder", "province_id", "province_name", "soum_id", "soum_name")
# What only a licence has.
_OF_A_LICENCE = ("stage", "status", "granted", "geometry")


def without_total_rows(
    licences: gpd.GeoDataFrame, hectares: pd.Series, provinces: pd.DataFrame, log: IssueLog
) -> gpd.GeoDataFrame:
    """Return the rows that are no totals; every total is held against the sum of its parts.

    A row is a total where its number is a word such as "total", alone or with others, or where it
    has no number, a word for the whole in place of its holder or place, and nothing else that only
    a licence has: a company may be called Total.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        As read, with ``source_row``.
    hectares : pandas.Series of float
        Declared areas of the same rows; NaN where there is none.
    provinces : pandas.DataFrame
        The register of provinces: a total beside the name of one, or with it, adds up its licences.
    log : IssueLog
        See `nutag.totals.without_totals`.
    """
    gazetteer = province_gazetteer(provinces)
    names = licences["province_id"].where(
        licences["province_id"].notna(), licences["province_name"]
    )
    homes = names.map(gazetteer.match, na_action="ignore")
    bare = licences["code"].isna() & licences[list(_OF_A_LICENCE)].isna().all(axis=1)
    wholes: list[frozenset[str] | None] = []
    for at, code in licences["code"].items():
        whole = of_number(code, gazetteer)
        if whole is None and bare[at]:
            cells = (licences.at[at, column] for column in ("licence_id", *_PLACES))
            whole = next((found for found in map(whole_of, cells) if found), None)
        wholes.append(frozenset({homes[at]}) if whole == ALL and pd.notna(homes[at]) else whole)
    if not any(wholes):
        return licences
    parts = pd.DataFrame(
        {
            "word": licences["code"].fillna(""),
            # What has no number is no licence that a total would add up.
            "province_id": homes.fillna("").where(licences["code"].notna()),
            "level": 0,
        }
    )
    declared = licences.assign(area_declared_ha=hectares)
    values = {"area_declared_ha": ("ha", ROUNDING_HA)}
    kept = without_totals(declared, wholes, parts, values, log).index
    return licences.loc[kept]


def of_number(code: object, gazetteer: Gazetteer) -> frozenset[str] | None:
    """Return what a text in place of a licence number adds up, or None where it may be one.

    Parameters
    ----------
    code : object
        The cell; missing is no total.
    gazetteer : Gazetteer
        Of provinces.
    """
    if code is None or pd.isna(code):
        return None
    whole = whole_of(code)
    if whole is not None:
        return whole
    parts = folded(code).strip(" :.*").split()
    others = [part for part in parts if part not in words("in_totals")]
    if len(others) == len(parts):
        return None
    # The name of a province may stand among words such as "aimag" or "for".
    for begin, end in itertools.combinations(range(len(others) + 1), 2):
        province_id = gazetteer.match(" ".join(others[begin:end]))
        if province_id is not None:
            return frozenset({province_id})
    return ALL
