"""Licence statistics: the register's own counts and areas for provinces at month-ends."""

from __future__ import annotations

import pandas as pd

from nutag.areas import areas
from nutag.issues import IssueLog
from nutag.ladder import Ladder, rows_in
from nutag.place_columns import match_provinces
from nutag.places import province_gazetteer
from nutag.totals import whole_of, without_totals
from nutag.values import not_negative, numbers
from nutag.vocabulary import STATISTICS_STAGES

#: What rounding to 0.1 thousand hectares can add to two parts of a total, 50 ha to each figure.
ROUNDING_HA = 200.0
#: A newest month-end with fewer of the provinces than this is taken for a mistake.
FEWEST_OF_MOST = 0.5
_PERIOD = r"\d{4}(-(0[1-9]|1[0-2]))?"


def standardise_licence_statistics(
    table: pd.DataFrame, provinces: pd.DataFrame, country_id: str, log: IssueLog
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return counts and areas by unit, month-end and stage.

    Parameters
    ----------
    table : pandas.DataFrame
        As read, with the columns of the role ``licence_statistics``; a row without a province is
        about the country.
    provinces : pandas.DataFrame
        The register of provinces.
    country_id : str
        Unit id of the country.
    log : IssueLog
        Takes total rows, unknown provinces and stages, numbers and periods that cannot be, parts
        that are more than their total, and repeated keys.

    Returns
    -------
    pandas.DataFrame
        ``unit_level``, ``unit_id``, ``province_id``, ``period`` (``2026-07``), ``stage``,
        ``count``, ``area_ha`` (NaN where not published), ``record_id``, ``source``,
        ``source_row``. Areas are sums as the register declares them: overlaps are not removed.
    pandas.DataFrame
        The ladder.
    """
    ladder = Ladder("licence_statistics")
    ladder.step("rows in", rows_in(table))
    rows = table.reset_index(drop=True)
    rows["count"] = numbers(rows, "count", log, "licences", whole=True)
    rows["area_ha"] = areas(rows, "area_ha", log)
    rows = _without_totals(rows, provinces, log)
    ladder.step("parsed", len(rows))
    for_country = rows["province_id"].isna() & rows["province_name"].isna()
    rows["province_id"] = match_provinces(rows, "province_id", provinces, log)
    good = for_country | rows["province_id"].notna()
    good &= not_negative(rows, "area_ha", log, "hectares")
    good &= not_negative(rows, "count", log, "licences")
    good &= _fits(rows, provinces, log)
    good &= _periods(rows, log)
    strange = ~rows["stage"].isin(STATISTICS_STAGES)
    for source_row, found in rows.loc[strange, ["source_row", "stage"]].itertuples(index=False):
        log.add(
            "statistics.unknown_stage",
            "row",
            source_row=source_row,
            key="stage",
            found=repr(found),
            expected="one of " + ", ".join(STATISTICS_STAGES),
            action="Set aside; map it under `datasets.licence_statistics.values.stage`.",
        )
    rows = rows[good & ~strange].reset_index(drop=True)
    rows["unit_level"] = rows["province_id"].notna().map({True: "province", False: "country"})
    rows["unit_id"] = rows["province_id"].where(rows["province_id"].notna(), country_id)
    twice = rows.duplicated(["unit_id", "period", "stage"], keep=False)
    for keys, same in rows[twice].groupby(["unit_id", "period", "stage"], sort=True):
        log.add(
            "statistics.duplicate",
            "stop",
            source_row=same["source_row"].iloc[0],
            key=" ".join(str(k) for k in keys),
            found=f"{len(same)} rows",
            expected="one row for each unit, month-end and stage",
            action="Remove the rows that are not wanted.",
        )
    rows = rows[_agree(rows, len(provinces), log)].reset_index(drop=True)
    _report_no_totals(rows, len(table), log)
    _report_not_covered(rows, provinces, log)
    ladder.step("counted", len(rows))
    columns = [
        "unit_level",
        "unit_id",
        "province_id",
        "period",
        "stage",
        "count",
        "area_ha",
        "record_id",
        "exactness",
        "source",
        "source_row",
    ]
    return rows[columns], ladder.frame()


def _without_totals(rows: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    gazetteer = province_gazetteer(provinces)
    texts = rows["province_id"]
    matched = texts.map(gazetteer.match, na_action="ignore")
    wholes = [
        whole_of(text) if pd.isna(province_id) else None
        for text, province_id in zip(texts, matched, strict=True)
    ]
    parts = pd.DataFrame({"word": texts, "province_id": matched, "level": 0})
    parts = parts.assign(period=rows["period"], stage=rows["stage"])
    values = {"area_ha": ("ha", ROUNDING_HA / 4), "count": ("licences", 0.0)}
    return without_totals(rows, wholes, parts, values, log).reset_index(drop=True)


def _periods(rows: pd.DataFrame, log: IssueLog) -> pd.Series:
    good = rows["period"].astype("string").str.fullmatch(_PERIOD).fillna(False).astype(bool)
    for source_row, found in zip(rows["source_row"][~good], rows["period"][~good], strict=True):
        log.add(
            "statistics.period",
            "row",
            source_row=source_row,
            key="period",
            found=repr(found),
            expected="a month or a year, for example 2026-07 or 2026",
            action="Set aside.",
        )
    return good


def _agree(rows: pd.DataFrame, n_provinces: int, log: IssueLog) -> pd.Series:
    """Return which rows belong to a unit and month-end whose parts are not more than their total.

    Each figure is rounded by itself, so the parts may miss the total by a little; those of the
    country, which add up rounded figures, by as much for every province.
    """
    keys = ["unit_id", "period"]
    first = rows.drop_duplicates([*keys, "stage"])  # repeated keys have their issue already
    wide = first.pivot(index=keys, columns="stage", values="area_ha")
    wide = wide.reindex(columns=list(STATISTICS_STAGES))
    parts = wide[["mining", "exploration"]].sum(axis=1)
    of_country = rows.groupby(keys)["unit_level"].first().reindex(wide.index) == "country"
    slack = ROUNDING_HA * of_country.map({True: n_provinces, False: 1})
    odd = wide.index[parts > wide["total"] + slack]
    good = ~pd.MultiIndex.from_frame(rows[keys]).isin(odd)
    for unit_id, period in odd:
        mine = rows[(rows["unit_id"] == unit_id) & (rows["period"] == period)]
        log.add(
            "statistics.parts",
            "row",
            rows=mine["source_row"],
            key=f"{unit_id} {period}",
            found=f"{parts[unit_id, period]:,.1f} ha under exploration and mining",
            expected=f"at most the total, {wide['total'][unit_id, period]:,.1f} ha",
            action="All rows of that unit and month-end are set aside; correct one of them.",
        )
    return pd.Series(good, index=rows.index)


def _report_no_totals(rows: pd.DataFrame, rows_in: int, log: IssueLog) -> None:
    """Stop where the newest month-end has no totals to use, or many fewer than one before it.

    A mistyped month would otherwise be the newest, and every other province without a figure.
    """
    if rows_in == 0:
        return
    totals = rows[(rows["stage"] == "total") & rows["province_id"].notna()]
    known = totals[totals["area_ha"].notna()].groupby("period")["province_id"].nunique()
    newest = rows["period"].max() if len(rows) else "any month-end"
    here, most = int(known.get(newest, 0)), int(known.max()) if len(known) else 0
    if here > FEWEST_OF_MOST * most:
        return
    log.add(
        "statistics.no_totals",
        "stop",
        key="stage",
        found=f"totals of {here} provinces at {newest}"
        + (f", and of {most} at {known.idxmax()}" if most else f", in {rows_in} rows"),
        expected="the total of each province at the newest month-end",
        action="Correct `period`, `stage` or the areas, map the words under "
        "`datasets.licence_statistics.values.stage`, or set `datasets.licence_statistics: null` "
        "to do without.",
    )


def _report_not_covered(rows: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog) -> None:
    if rows.empty:
        return
    period = rows["period"].max()
    known = rows[(rows["period"] == period) & (rows["stage"] == "total")]
    missing = provinces[~provinces["province_id"].isin(known["province_id"])]
    if len(missing):
        names = ", ".join(missing["name_en"].iloc[:5]) + (", ..." if len(missing) > 5 else "")
        log.add(
            "statistics.not_covered",
            "warn",
            key="province_id",
            found=f"no total for {len(missing)} of {len(provinces)} provinces at {period} "
            f"({names})",
            expected="a total for each",
            action="They have no figure, and no zero; the sum of the country says how many "
            "provinces it covers.",
        )


def _fits(rows: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog) -> pd.Series:
    """Return which areas are not larger than their unit, with an issue for the others."""
    official_ha = 100 * provinces.set_index("province_id")["area_official_km2"]
    unit_ha = rows["province_id"].map(official_ha).astype("float64")
    country_ha = official_ha.sum(min_count=len(official_ha))
    unit_ha = unit_ha.where(rows["province_id"].notna(), country_ha)
    good = ~(rows["area_ha"] > unit_ha)
    for source_row, found, limit in zip(
        rows["source_row"][~good], rows["area_ha"][~good], unit_ha[~good], strict=True
    ):
        log.add(
            "statistics.larger_than_unit",
            "row",
            source_row=source_row,
            key="area_ha",
            found=f"{found:,.1f} ha",
            expected=f"at most the official area of the unit, {limit:,.1f} ha",
            action="Set aside; check the number and its unit (`area_ha` is in hectares).",
            area_ha=found,
        )
    return good
