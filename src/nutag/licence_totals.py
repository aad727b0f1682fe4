"""Total rows of a register: rows that add up licences and are none."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from nutag.issues import IssueLog
from nutag.places import province_gazetteer
from nutag.totals import ALL, whole_of, without_totals

#: What rounding adds to a sum of declared areas for every number, in hectares.
ROUNDING_HA = 0.05

# A company may be called Total; a row without a number that names one adds up the others.
_OF_NUMBERED = ("code", "licence_id")
_OF_UNNUMBERED = ("holder", "province_id", "province_name", "soum_id", "soum_name")


def without_total_rows(
    licences: gpd.GeoDataFrame, hectares: pd.Series, provinces: pd.DataFrame, log: IssueLog
) -> gpd.GeoDataFrame:
    """Return the rows that are no totals; every total is held against the sum of its parts.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        As read, with ``source_row``.
    hectares : pandas.Series of float
        Declared areas of the same rows; NaN where there is none.
    provinces : pandas.DataFrame
        The register of provinces: a total beside the name of one adds up its licences.
    log : IssueLog
        See `nutag.totals.without_totals`.
    """
    wholes = licences[_OF_NUMBERED[0]].map(whole_of)
    for column in _OF_NUMBERED[1:]:
        wholes = wholes.where(wholes.notna(), licences[column].map(whole_of))
    for column in _OF_UNNUMBERED:
        unnumbered = wholes.isna() & licences["code"].isna()
        wholes = wholes.where(~unnumbered, licences[column].map(whole_of))
    if wholes.isna().all():
        return licences
    names = licences["province_id"].where(
        licences["province_id"].notna(), licences["province_name"]
    )
    homes = names.map(province_gazetteer(provinces).match, na_action="ignore")
    wholes = [
        frozenset({home}) if whole == ALL and pd.notna(home) else whole
        for whole, home in zip(wholes, homes, strict=True)
    ]
    word = licences["code"].where(licences["code"].notna(), "")
    parts = pd.DataFrame({"word": word, "province_id": homes.fillna(""), "level": 0})
    declared = licences.assign(area_declared_ha=hectares)
    values = {"area_declared_ha": ("ha", ROUNDING_HA)}
    kept = without_totals(declared, wholes, parts, values, log).index
    return licences.loc[kept]
