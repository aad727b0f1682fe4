"""The table of holders: who holds how much of the licensed land of every unit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nutag.holders import PRIVATE, holder_keys

COLUMNS = [
    "unit_level",
    "unit_id",
    "rank",
    "holder",
    "holder_kind",
    "licence_count",
    "area_ha",
    "share_pct",
    "cumulative_pct",
]

#: Column of the pieces that names the unit of a level; the country has all pieces.
_UNITS = {"soum": "soum_id", "province": "province_id", "country": ""}


def holder_table(
    licences: pd.DataFrame, places: pd.DataFrame, pieces: pd.DataFrame, *, sample: bool
) -> pd.DataFrame:
    """Return the holders of every unit, the largest first.

    Parameters
    ----------
    licences : pandas.DataFrame
        ``licence_id``, ``holder`` (as it may be published), ``holder_kind``.
    places : pandas.DataFrame
        ``licence_id``, ``unit_level``, ``unit_id``: where a licence counts.
    pieces : pandas.DataFrame
        ``licence_id``, ``soum_id``, ``province_id``, ``area_ha``: its hectares by soum.
    sample : bool
        True where the licences are not the whole register: nobody's share is known then.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`. Spellings of one holder are one; private persons whose names are
        withheld are one row, and so are licences without a holder: both have no rank and stand
        last. ``area_ha`` adds the licences of a holder, land under two of them twice, and is NaN
        where none has a boundary; ``share_pct`` is of the sum of all licences of the unit, and
        ``cumulative_pct`` that of a ranked holder with those before.
    """
    told = _told(licences)
    rows = places[["licence_id", "unit_level", "unit_id"]].merge(told, on="licence_id")
    rows = rows.merge(
        _areas(pieces, places), on=["licence_id", "unit_level", "unit_id"], how="left"
    )
    groups = rows.groupby(["unit_level", "unit_id", "key"], sort=True)
    table = groups.agg(
        holder=("holder", "first"),
        holder_kind=("holder_kind", "first"),
        licence_count=("licence_id", "nunique"),
    )
    table["area_ha"] = groups["area_ha"].sum(min_count=1)
    table = table.reset_index()
    table["named"] = table["key"].str.startswith("=")
    table = table.sort_values(
        ["unit_level", "unit_id", "named", "area_ha", "licence_count", "key"],
        ascending=[True, True, False, False, False, True],
        na_position="last",
        ignore_index=True,
    )
    unit = [table["unit_level"], table["unit_id"]]
    known = table["named"] & table["area_ha"].notna()
    table["rank"] = known.groupby(unit).cumsum().where(known).astype("Int64")
    whole = table["area_ha"].groupby(unit).transform("sum")
    share = 100 * table["area_ha"] / whole.where(whole > 0)
    table["share_pct"] = np.nan if sample else share
    running = table["share_pct"].where(known).groupby(unit).cumsum()
    table["cumulative_pct"] = running.where(known)
    return table[COLUMNS]


def _told(licences: pd.DataFrame) -> pd.DataFrame:
    """Return one key and one spelling for every holder; withheld and unknown ones are no names."""
    told = licences[["licence_id", "holder", "holder_kind"]].copy()
    keys = holder_keys(told["holder"])
    withheld = (told["holder_kind"] == "person") & (told["holder"] == PRIVATE)
    told["key"] = ("=" + keys.astype("string")).fillna("unknown").astype(object)
    told.loc[withheld, "key"] = "withheld"
    told.loc[told["key"] == "unknown", ["holder", "holder_kind"]] = [None, "unknown"]
    spellings = told.groupby(["key", "holder"], sort=True).size().reset_index(name="times")
    spellings = spellings.sort_values(["times", "holder"], ascending=[False, True])
    usual = spellings.drop_duplicates("key").set_index("key")["holder"]
    told["holder"] = told["key"].map(usual).astype(object).where(lambda name: name.notna(), None)
    return told


def _areas(pieces: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the hectares of every licence in every unit."""
    country = places.loc[places["unit_level"] == "country", "unit_id"].iloc[:1].sum() or ""
    parts = [
        pd.DataFrame(
            {
                "licence_id": pieces["licence_id"],
                "unit_level": level,
                "unit_id": pieces[column] if column else country,
                "area_ha": pieces["area_ha"],
            }
        )
        for level, column in _UNITS.items()
    ]
    keys = ["licence_id", "unit_level", "unit_id"]
    return pd.concat(parts).groupby(keys, as_index=False)["area_ha"].sum()
