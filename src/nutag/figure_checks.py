"""Checks of published figures: their measures, their units, and one against another."""

from __future__ import annotations

import difflib
import re

import numpy as np
import pandas as pd

from nutag.areas import unit_of
from nutag.issues import IssueLog
from nutag.values import year_of
from nutag.vocabulary import MEASURES, UNREHABILITATED

#: Half of the figures of a file cover more of their units than this: they are taken for m2.
MOST_OF_UNIT = 0.02
#: So many figures, all below this, are taken for km2.
FEWEST_FIGURES, LEAST_HA = 3, 1.0
#: What rounding to 0.1 ha can add to each part of a sum.
ROUNDING_HA = 0.05


def folded_measures(measures: pd.Series) -> pd.Series:
    """Return the words of measures as ours are written: ``no_rehabilitation``."""
    words = measures.astype("string").str.strip().str.casefold()
    return words.str.replace(r"\s+", "_", regex=True).astype(object)


def check_units(figures: pd.DataFrame, log: IssueLog) -> None:
    """Say where the head of the column names a unit that nothing else does.

    Parameters
    ----------
    figures : pandas.DataFrame
        With ``attrs`` of `nutag.columns.rename_columns`.
    log : IssueLog
        Gets the issue. Heads are not believed: hectares stand under ``area_m2``, too.
    """
    head = figures.attrs.get("heads", {}).get("value_ha", "")
    named = [unit_of(word) for word in re.split(r"[\W_]+", head)]
    unit = next((unit for unit in named if unit not in (None, "ha")), None)
    if unit is not None and not _unit_is_said(figures):
        _report_unit(f"numbers in the column `{head}`, which names {unit}", unit, log)


def check_magnitude(figures: pd.DataFrame, unit_ha: pd.Series, log: IssueLog) -> None:
    """Say where hectares are too many or too few to be hectares.

    Parameters
    ----------
    figures : pandas.DataFrame
        With ``unit_level`` and ``value_ha``.
    unit_ha : pandas.Series
        Hectares of the unit of each figure.
    log : IssueLog
        Gets the issue.
    """
    of_units = figures["unit_level"].isin(["province", "soum"]) & (figures["value_ha"] > 0)
    values, limits = figures["value_ha"][of_units], unit_ha[of_units]
    if values.empty or _unit_is_said(figures):
        return
    share = float((values / limits).median())
    if share > MOST_OF_UNIT:
        found = f"figures of {100 * share:,.1f} % of their units (median of {len(values)})"
        _report_unit(found, "m2", log)
    elif len(values) >= FEWEST_FIGURES and values.max() < LEAST_HA:
        found = f"{len(values)} figures, none of which reaches {LEAST_HA:g} ha"
        _report_unit(found, "km2", log)


def _unit_is_said(figures: pd.DataFrame) -> bool:
    stated = figures["value_unit"].notna().any() if "value_unit" in figures else False
    return bool(stated) or "value_ha" in figures.attrs.get("units", {})


def _report_unit(found: str, unit: str, log: IssueLog) -> None:
    log.add(
        "rehabilitation.unit",
        "warn",
        key="value_ha",
        found=found,
        expected="hectares, or their unit in `value_unit`",
        action=f"Taken as hectares; they look like {unit}: set "
        f"`datasets.rehabilitation.units: {{value_ha: {unit}}}`, or `ha` if they are hectares.",
    )


def unit_areas(figures: pd.DataFrame, provinces: pd.DataFrame, soums: pd.DataFrame) -> pd.Series:
    """Return the hectares of the narrowest place of each figure whose area is known.

    Parameters
    ----------
    figures : pandas.DataFrame
        With ``province_id`` and ``soum_id``; without both the place is the country.
    provinces, soums : pandas.DataFrame
        With ``area_ha``, provinces with ``area_official_km2`` too.
    """
    official = provinces.set_index("province_id")["area_official_km2"] * 100
    province_ha = provinces.set_index("province_id")["area_ha"].fillna(official)
    soum_ha = soums.set_index("soum_id")["area_ha"]
    unit_ha = figures["soum_id"].map(soum_ha).fillna(figures["province_id"].map(province_ha))
    return unit_ha.fillna(province_ha.sum(min_count=len(province_ha)))  # of the country


def possible_figures(figures: pd.DataFrame, unit_ha: pd.Series, log: IssueLog) -> pd.Series:
    """Return which figures can be: not negative, and not larger than their unit.

    Parameters
    ----------
    figures : pandas.DataFrame
        With ``value_ha``; a missing one can be.
    unit_ha : pandas.Series
        From `unit_areas`.
    log : IssueLog
        Gets an issue for each of the others.
    """
    good = pd.Series(True, index=figures.index)
    for i in np.flatnonzero((figures["value_ha"] < 0) | (figures["value_ha"] > unit_ha)):
        good.iloc[i] = False
        value, most = float(figures["value_ha"].iloc[i]), float(unit_ha.iloc[i])
        log.add(
            "rehabilitation.negative" if value < 0 else "rehabilitation.larger_than_unit",
            "row",
            source_row=figures["source_row"].iloc[i],
            key=str(figures["record_id"].iloc[i]),
            found=f"{value:,.1f} ha",
            expected="zero or more"
            + (f", at most {most:,.1f} ha, the area of the unit" if np.isfinite(most) else ""),
            action="Set aside; check the number and its unit (`value_ha` is in hectares).",
            area_ha=value,
        )
    return good


def compare_figures(figures: pd.DataFrame, log: IssueLog) -> None:
    """Compare figures of one unit, of a province and its soums, and of the two levels.

    Parameters
    ----------
    figures : pandas.DataFrame
        Usable figures with ``unit_level`` and known places.
    log : IssueLog
        Takes measures that are no word of ours, units with several figures, provinces whose soums
        add up to something else, and figures of unrehabilitated land for provinces only.
    """
    _report_measures(figures, log)
    areas = figures[figures["value_ha"].notna() & figures["site"].isna()]
    _report_repeated(areas, log)
    _report_sums(areas, log)
    _report_provinces_only(areas[areas["measure"] == UNREHABILITATED], log)


def _report_measures(figures: pd.DataFrame, log: IssueLog) -> None:
    strange = figures[~figures["measure"].isin(MEASURES)]
    for measure, rows in strange.groupby("measure", sort=True):
        near = difflib.get_close_matches(str(measure), MEASURES, n=1)
        log.add(
            "rehabilitation.strange_measure",
            "warn",
            key="measure",
            rows=rows["source_row"],
            found=f"the measure {measure!r} in {len(rows)} rows",
            expected="a known measure" + (f"; nearest: {near[0]}" if near else ""),
            action="Kept as a kind of its own, which no indicator uses; map it under "
            "`datasets.rehabilitation.values.measure`.",
        )


def _report_repeated(figures: pd.DataFrame, log: IssueLog) -> None:
    """Say where one unit has several figures of a measure; an indicator can use one only."""
    place = ["unit_level", "province_id", "soum_id", "measure"]
    of_units = figures[figures["unit_level"].isin(["province", "soum"])]
    for _, rows in of_units.groupby(place, dropna=False, sort=True):
        if len(rows) > 1:
            listed = ", ".join(
                f"{row.record_id} {row.value_ha:g} ha in {row.year}" for row in rows.itertuples()
            )
            log.add(
                "rehabilitation.repeated",
                "warn",
                rows=rows["source_row"],
                key=str(rows["soum_id"].iloc[0] or rows["province_id"].iloc[0]),
                found=f"{len(rows)} figures of {rows['measure'].iloc[0]} ({listed})",
                expected="one figure of a measure and unit",
                action="The newest is used, of one year the last; all are in the tables.",
            )


def _report_sums(figures: pd.DataFrame, log: IssueLog) -> None:
    """Compare the figure of a province with the sum of its soums, of one measure and year."""
    keys = ["province_id", "measure", "last_year"]
    figures = figures.assign(last_year=figures["year"].map(year_of).astype("Int64").fillna(0))
    soums = figures[figures["unit_level"] == "soum"]
    soums = soums.drop_duplicates(["soum_id", "measure", "last_year"], keep="last")
    provinces = figures[figures["unit_level"] == "province"].drop_duplicates(keys, keep="last")
    sums = soums.groupby(keys)["value_ha"].agg(sum_ha="sum", n_soums="count")
    both = provinces.join(sums, on=keys, how="inner")
    slack = ROUNDING_HA * (both["n_soums"] + 1) + 1e-9
    for row in both[(both["value_ha"] - both["sum_ha"]).abs() > slack].itertuples():
        log.add(
            "rehabilitation.sum_of_soums",
            "warn",
            source_row=row.source_row,
            key=str(row.province_id),
            found=f"{row.value_ha:,.1f} ha of {row.measure} in {row.year} ({row.record_id})",
            expected=f"{row.sum_ha:,.1f} ha, the sum of {row.n_soums} soums",
            action=f"The figure of the province is used; they differ by "
            f"{row.value_ha - row.sum_ha:+,.1f} ha.",
        )


def _report_provinces_only(figures: pd.DataFrame, log: IssueLog) -> None:
    levels = figures["unit_level"]
    n_provinces = figures.loc[levels == "province", "province_id"].nunique()
    if n_provinces and not (levels == "soum").any():
        log.add(
            "rehabilitation.provinces_only",
            "info",
            key="soum_id",
            found=f"figures of unrehabilitated land for {n_provinces} provinces and for no soum",
            expected="figures of soums, where there are any",
            action="Used for the provinces; the soums say that it is given for the province only.",
        )
