"""Rehabilitation: published figures on damaged and rehabilitated land, each with its state."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nutag.areas import areas
from nutag.boundaries import match_provinces, soum_gazetteer
from nutag.issues import IssueLog
from nutag.ladder import Ladder
from nutag.values import numbers, unique_key, year_of
from nutag.vocabulary import REPORTED_STATES, SCOPES, UNREHABILITATED

LEVELS = ("country", "province", "soum", "site", "company")

# Spellings of the level that sources use.
_LEVEL_WORDS = {"national": "country", "district": "soum", "aimag": "province", "sum": "soum"}


def standardise_rehabilitation(
    table: pd.DataFrame, provinces: pd.DataFrame, soums: pd.DataFrame, log: IssueLog
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures with known places and states; kinds of measure are never mixed.

    Parameters
    ----------
    table : pandas.DataFrame
        As read, with the columns of the role ``rehabilitation``.
    provinces : pandas.DataFrame
        With ``area_ha`` (measured) and ``area_official_km2``.
    soums : pandas.DataFrame
        With ``area_ha``.
    log : IssueLog
        Takes unknown places and figures that cannot be.

    Returns
    -------
    pandas.DataFrame
        One row a usable figure, in the order of the source: the columns of the role, with
        ``value_ha`` in hectares (NaN = no area was published), ``state`` (``value`` or
        ``reported_zero`` where there is an area or, in ``value_other``, another figure;
        ``surveyed_no_figure`` where there is none), ``scope`` (``whole`` or ``part`` of its unit)
        and ``unit_level`` (country, province, soum, site, company). Unlike a missing figure, a
        zero is a zero.
    pandas.DataFrame
        The ladder.
    """
    ladder = Ladder("rehabilitation")
    ladder.step("rows in", int(table.attrs.get("rows_in", len(table))))
    unique_key(table, "record_id", log)
    log.stop_if_needed()
    figures = table.reset_index(drop=True)
    figures["value_ha"] = areas(figures, "value_ha", log, "value_unit")
    figures["value_other"] = numbers(figures, "value_other", log, "a number in its own unit")
    ladder.step("parsed", len(figures))

    stated = figures["province_id"].notna()
    figures["province_id"] = match_provinces(figures, "province_id", provinces, log)
    known = ~stated | figures["province_id"].notna()
    of_soum = figures["soum_id"].notna()
    figures["soum_id"] = _soums(figures, soums, log)
    figures["unit_level"] = _levels(figures, of_soum, log)
    figures["scope"] = _scopes(figures, log)
    known &= _measures(figures, log)
    _report_undated(figures, log)
    possible = _possible(figures, provinces, soums, log)
    good = known & possible
    figures = figures[good].reset_index(drop=True)
    ladder.step("valid", len(figures), note=f"{(~good).sum()} rows set aside")

    _report_repeated(figures, log)
    given = figures["value_ha"].fillna(figures["value_other"])
    figures["state"] = np.select(
        [given.isna(), given == 0], ["surveyed_no_figure", "reported_zero"], default="value"
    )
    area = figures["value_ha"].notna()
    ladder.step(
        "counted",
        int(area.sum()),
        note="figures in hectares; kinds of measure are not added up",
    )
    columns = [
        "record_id",
        "unit_level",
        "province_id",
        "soum_id",
        "site",
        "year",
        "measure",
        "measure_detail",
        "value_ha",
        "value_other",
        "value_other_unit",
        "state",
        "scope",
        "exactness",
        "note",
        "source",
        "source_row",
    ]
    return figures[columns], ladder.frame()


def check_measure(figures: pd.DataFrame, log: IssueLog) -> None:
    """Add a stopping issue when no figure is of land left without rehabilitation.

    Parameters
    ----------
    figures : pandas.DataFrame
        From `standardise_rehabilitation`.
    log : IssueLog
        Gets the issue.
    """
    known = sorted(figures["measure"].dropna().unique())
    if UNREHABILITATED not in known:
        log.add(
            "rehabilitation.unknown_measure",
            "stop",
            key="measure",
            found="the measures " + ", ".join(known),
            expected=f"also `{UNREHABILITATED}`, land left without any rehabilitation: R01",
            action="Map the words of the file under `datasets.rehabilitation.values.measure`, or "
            f"set `datasets.rehabilitation.constants: {{measure: {UNREHABILITATED}}}` where the "
            "whole file is of such land.",
        )


def _report_repeated(figures: pd.DataFrame, log: IssueLog) -> None:
    """Say where one unit has several figures of a measure; an indicator can use one only."""
    place = ["unit_level", "province_id", "soum_id", "measure"]
    whole = figures[figures["unit_level"].isin(["province", "soum"]) & figures["site"].isna()]
    whole = whole[whole["value_ha"].notna()]
    for _, rows in whole.groupby(place, dropna=False, sort=True):
        if len(rows) > 1:
            listed = ", ".join(
                f"{row.record_id} {row.value_ha:g} ha in {row.year}" for row in rows.itertuples()
            )
            log.add(
                "rehabilitation.repeated",
                "warn",
                source_row=rows["source_row"].iloc[0],
                key=str(rows["soum_id"].iloc[0] or rows["province_id"].iloc[0]),
                found=f"{len(rows)} figures of {rows['measure'].iloc[0]} ({listed})",
                expected="one figure of a measure and unit",
                action="The newest is used, of one year the last; all are in the tables.",
            )


def _soums(figures: pd.DataFrame, soums: pd.DataFrame, log: IssueLog) -> list[str | None]:
    gazetteer = soum_gazetteer(soums)
    matched: list[str | None] = []
    for source_row, text, province_id in figures[
        ["source_row", "soum_id", "province_id"]
    ].itertuples(index=False):
        found = None if text is None else gazetteer.match(text, province_id)
        matched.append(found)
        if text is not None and found is None:
            near = gazetteer.suggest(text, province_id)
            log.add(
                "place.unknown_soum",
                "row",
                source_row=source_row,
                key="soum_id",
                found=repr(text),
                expected="the code or the unique name of a soum of that province"
                + (f"; nearest: {', '.join(near)}" if near else ""),
                action="The figure is kept for its province only as a figure of a site.",
            )
    return matched


def _levels(figures: pd.DataFrame, of_soum: pd.Series, log: IssueLog) -> pd.Series:
    """Return the level as stated; where none is stated, the narrowest place given.

    A figure of a soum that is not known must not pass for a figure of the whole province.
    """
    stated = figures["admin_level"].map(_level_word)
    strange = stated.notna() & ~stated.isin(LEVELS)
    # A soum is named, and the level is another: the narrower place is meant.
    wide = of_soum & stated.isin(("country", "province"))
    inferred = pd.Series(
        np.select([of_soum, figures["province_id"].notna()], ["soum", "province"], "country"),
        index=figures.index,
    )
    for rows, expected in (
        (strange, "one of " + ", ".join(LEVELS)),
        (wide, "a figure of the soum that the row names"),
    ):
        for i in np.flatnonzero(rows):
            log.add(
                "rehabilitation.level",
                "warn",
                source_row=figures["source_row"].iloc[i],
                key=str(figures["record_id"].iloc[i]),
                found=f"admin_level {figures['admin_level'].iloc[i]!r}",
                expected=expected,
                action=f"Taken as a figure of a {inferred.iloc[i]}.",
            )
    levels = stated.where(stated.isin(LEVELS) & ~wide, inferred)
    for level in ("soum", "province"):
        nowhere = (levels == level) & figures[f"{level}_id"].isna()
        # A soum that is named and not known has its issue already.
        unnamed = nowhere & ~of_soum
        for i in np.flatnonzero(unnamed):
            log.add(
                "rehabilitation.no_place",
                "row",
                source_row=figures["source_row"].iloc[i],
                key=str(figures["record_id"].iloc[i]),
                found=f"a figure of a {level} that is not named",
                expected=f"the {level} in `{level}_id`",
                action="Kept in the tables as a figure of a site; no indicator uses it.",
            )
        levels = levels.mask(nowhere, "site")
    return levels


def _level_word(level: str | None) -> str | None:
    if level is None:
        return None
    word = level.strip().casefold()
    return _LEVEL_WORDS.get(word, word)


def _measures(figures: pd.DataFrame, log: IssueLog) -> pd.Series:
    """Fold the words of the measure; return which rows have one."""
    figures["measure"] = _folded(figures["measure"])
    missing = figures["measure"].isna()
    for source_row, record_id in zip(
        figures["source_row"][missing], figures["record_id"][missing], strict=True
    ):
        log.add(
            "rehabilitation.no_measure",
            "row",
            source_row=source_row,
            key=str(record_id),
            found="no measure",
            expected="what was counted, for example no_rehabilitation",
            action="Set aside: kinds of measure are never mixed. Fill the column, or set "
            "`datasets.rehabilitation.constants.measure`.",
        )
    return ~missing


def _folded(measures: pd.Series) -> pd.Series:
    """Return the words of a measure as ours are written: ``no_rehabilitation``."""
    words = measures.astype("string").str.strip().str.casefold()
    return words.str.replace(r"\s+", "_", regex=True).astype(object)


def _report_undated(figures: pd.DataFrame, log: IssueLog) -> None:
    # A source that says of itself that it is undated needs no warning.
    undated = figures["year"].map(year_of).isna() & (figures["year"] != "undated")
    for i in np.flatnonzero(undated):
        log.add(
            "rehabilitation.no_year",
            "warn",
            source_row=figures["source_row"].iloc[i],
            key=str(figures["record_id"].iloc[i]),
            found=f"the year {figures['year'].iloc[i]!r}",
            expected="a year of this century or the last, or a span of years",
            action="Kept without a year: a figure with one is newer.",
        )


def _scopes(figures: pd.DataFrame, log: IssueLog) -> pd.Series:
    scopes = figures["scope"].where(figures["scope"].notna(), "whole")
    strange = ~scopes.isin(SCOPES)
    for source_row, found in zip(figures["source_row"][strange], scopes[strange], strict=True):
        log.add(
            "rehabilitation.unknown_scope",
            "row",
            source_row=source_row,
            key="scope",
            found=repr(found),
            expected="one of " + ", ".join(SCOPES),
            action="Taken as `part`, a lower bound; map it under "
            "`datasets.rehabilitation.values.scope`.",
        )
    return scopes.mask(strange, "part")


def _possible(
    figures: pd.DataFrame, provinces: pd.DataFrame, soums: pd.DataFrame, log: IssueLog
) -> pd.Series:
    """Return which figures can be: not negative, and not larger than their unit."""
    official = provinces.set_index("province_id")["area_official_km2"] * 100
    province_ha = provinces.set_index("province_id")["area_ha"].fillna(official)
    soum_ha = soums.set_index("soum_id")["area_ha"]
    unit_ha = figures["soum_id"].map(soum_ha).fillna(figures["province_id"].map(province_ha))
    unit_ha = unit_ha.fillna(province_ha.sum(min_count=len(province_ha)))  # of the country
    good = pd.Series(True, index=figures.index)
    for i in np.flatnonzero(figures["value_ha"] < 0):
        good.iloc[i] = False
        _report_impossible(figures, int(i), "zero or more", log, "rehabilitation.negative")
    for i in np.flatnonzero(figures["value_ha"] > unit_ha):
        good.iloc[i] = False
        expected = f"at most the area of the unit, {unit_ha.iloc[i]:,.1f} ha"
        _report_impossible(figures, int(i), expected, log, "rehabilitation.larger_than_unit")
    return good


def _report_impossible(
    figures: pd.DataFrame, i: int, expected: str, log: IssueLog, code: str
) -> None:
    value = float(figures["value_ha"].iloc[i])
    log.add(
        code,
        "row",
        source_row=figures["source_row"].iloc[i],
        key=str(figures["record_id"].iloc[i]),
        found=f"{value:,.1f} ha",
        expected=expected,
        action="Set aside; check the number and its unit (`value_ha` is in hectares).",
        area_ha=value,
    )


def standardise_survey_coverage(
    table: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog
) -> pd.DataFrame:
    """Return what each survey covered, a row a province and measure.

    Parameters
    ----------
    table : pandas.DataFrame
        As read, with the columns of the role ``survey_coverage``.
    provinces : pandas.DataFrame
        The register of provinces.
    log : IssueLog
        Takes unknown provinces, states and measures.

    Returns
    -------
    pandas.DataFrame
        ``province_id``, ``measure``, ``year``, ``state``, ``note``, ``source``, ``source_row``.
    """
    table = table.assign(
        province_id=match_provinces(table, "province_id", provinces, log),
        measure=_folded(table["measure"]),
    )
    if len(table) and UNREHABILITATED not in set(table["measure"]):
        log.add(
            "survey.unknown_measure",
            "warn",
            key="measure",
            found="the measures " + ", ".join(sorted(table["measure"].dropna().unique())),
            expected=f"also `{UNREHABILITATED}`, which R01 counts",
            action="The survey says nothing of R01; map the words under "
            "`datasets.survey_coverage.values.measure`.",
        )
    strange = ~table["state"].isin(REPORTED_STATES)
    for source_row, found in table.loc[strange, ["source_row", "state"]].itertuples(index=False):
        log.add(
            "survey.unknown_state",
            "row",
            source_row=source_row,
            key="state",
            found=repr(found),
            expected="one of " + ", ".join(REPORTED_STATES),
            action="Taken as coverage_unknown.",
        )
    table["state"] = table["state"].where(~strange, "coverage_unknown")
    return table[table["province_id"].notna()].reset_index(drop=True)
