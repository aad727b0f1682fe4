"""Rehabilitation: published figures on damaged and rehabilitated land, each with its state."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nutag.areas import areas
from nutag.estimates import read_estimates, report_estimates
from nutag.figure_checks import (
    ROUNDING_HA,
    check_magnitude,
    check_units,
    compare_figures,
    folded_measures,
    possible_figures,
    unit_areas,
)
from nutag.issues import IssueLog
from nutag.ladder import Ladder, rows_in
from nutag.place_columns import match_provinces, match_soums
from nutag.places import province_gazetteer, soum_gazetteer
from nutag.totals import whole_of, without_totals
from nutag.values import numbers, unique_key, year_of
from nutag.vocabulary import REPORTED_GAPS, REPORTED_STATES, SCOPES, UNREHABILITATED

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
        where there is none the state that the row gives, else ``not_surveyed`` for an empty cell
        and ``surveyed_no_figure`` for one with another word), ``scope`` (``whole`` or ``part`` of
        its unit), ``unit_level`` (country, province, soum, site, company), and ``exactness`` with
        ``approximate`` or ``lower bound`` where the cell says so. Unlike a missing figure, a zero
        is a zero.
    pandas.DataFrame
        The ladder.
    """
    ladder = Ladder("rehabilitation")
    ladder.step("rows in", rows_in(table))
    unique_key(table, "record_id", log)
    log.stop_if_needed()
    figures = table.reset_index(drop=True)
    cells = figures["value_ha"]
    estimates = read_estimates(cells)
    figures["value_ha"] = areas(
        figures.assign(value_ha=estimates["text"]), "value_ha", log, "value_unit"
    )
    figures.loc[estimates["exactness"] == "upper bound", "value_ha"] = np.nan
    figures["exactness"] = _joined(figures["exactness"], estimates["exactness"])
    figures["value_other"] = numbers(figures, "value_other", log, "a number in its own unit")
    figures["state"] = _states(figures, estimates["state"], log)
    report_estimates(figures, cells, estimates, log)
    check_units(figures, log)
    n_rows = len(figures)
    figures = _without_totals(figures, provinces, soums, log)
    n_totals = n_rows - len(figures)
    ladder.step("parsed", len(figures), note=f"{n_totals} total rows left out" if n_totals else "")

    stated = figures["province_id"].notna() | figures["province_name"].notna()
    figures["province_id"] = match_provinces(figures, "province_id", provinces, log)
    known = ~stated | figures["province_id"].notna()
    of_soum = figures["soum_id"].notna() | figures["soum_name"].notna()
    figures["soum_id"] = match_soums(
        figures,
        soums,
        log,
        within=figures["province_id"],
        consequence="The figure is kept for its province only, as a figure of a site.",
    )
    figures["unit_level"] = _levels(figures, of_soum, log)
    figures["scope"] = _scopes(figures, log)
    known &= _measures(figures, log)
    _report_undated(figures, log)
    unit_ha = unit_areas(figures, provinces, soums)
    check_magnitude(figures, unit_ha, log)
    possible = possible_figures(figures, unit_ha, log)
    good = known & possible
    figures = figures[good].reset_index(drop=True)
    set_aside = int((~good).sum())
    note = f"{set_aside} rows set aside" if set_aside else ""
    ladder.step("in the country", len(figures), note=note)

    compare_figures(figures, log)
    in_hectares = int(figures["value_ha"].notna().sum())
    note = f"{in_hectares} of them in hectares; kinds of measure are not added up"
    ladder.step("counted", len(figures), note=note)
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


def _without_totals(
    figures: pd.DataFrame, provinces: pd.DataFrame, soums: pd.DataFrame, log: IssueLog
) -> pd.DataFrame:
    """Return the figures that are no totals of provinces.

    A total of the soums of one province is the figure of the province, and stays one.
    """
    gazetteer, of_soums = province_gazetteer(provinces), soum_gazetteer(soums)
    province_ids = figures["province_id"].map(gazetteer.match, na_action="ignore")
    soum_totals = figures["soum_id"].map(
        lambda text: whole_of(text) is not None and not of_soums.candidates(text)
    )
    of_province = soum_totals & province_ids.notna()
    for source_row, record_id, word in figures.loc[
        of_province, ["source_row", "record_id", "soum_id"]
    ].itertuples(index=False):
        log.add(
            "rehabilitation.total_of_soums",
            "info",
            source_row=source_row,
            key=str(record_id),
            found=f"{word!r} in place of a soum",
            expected="the name or code of a soum, or none",
            action="Taken as the figure of the province.",
        )
    figures.loc[of_province, ["soum_id", "admin_level"]] = [None, "province"]
    places = figures["province_id"].where(figures["province_id"].notna(), figures["soum_id"])
    wholes = [
        whole_of(place) if pd.isna(province_id) else None
        for place, province_id in zip(places, province_ids, strict=True)
    ]
    parts = pd.DataFrame(
        {
            "word": places,
            "province_id": province_ids.where(figures["site"].isna()),
            "level": figures["soum_id"].notna().astype(int),
            "measure": folded_measures(figures["measure"]),
            "year": figures["year"].map(year_of),
        }
    )
    values = {"value_ha": ("ha", ROUNDING_HA)}
    return without_totals(figures, wholes, parts, values, log).reset_index(drop=True)


def check_measure(table: pd.DataFrame, log: IssueLog) -> None:
    """Add a stopping issue when no row is of land left without rehabilitation.

    Parameters
    ----------
    table : pandas.DataFrame
        As read: a row that is set aside has its own issue, and the run goes on.
    log : IssueLog
        Gets the issue.
    """
    known = sorted(folded_measures(table["measure"]).dropna().unique())
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
    figures["measure"] = folded_measures(figures["measure"])
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


def _states(figures: pd.DataFrame, shown: pd.Series, log: IssueLog) -> pd.Series:
    """Return the state of each row: what its figure shows, else what the row says, else its cell.

    Parameters
    ----------
    figures : pandas.DataFrame
        With ``state`` as read.
    shown : pandas.Series
        State that the cell of the figure stands for, or empty.
    log : IssueLog
        Gets states that are none, or that the figure contradicts.
    """
    given = figures["value_ha"].fillna(figures["value_other"])
    # A cell that is no number speaks of the unit, and gives no figure that can be used.
    gap = shown.where(shown != "", "surveyed_no_figure")
    stated = figures["state"].where(figures["state"].isin(REPORTED_GAPS))
    states = pd.Series(
        np.select([given.isna(), given == 0], [stated.fillna(gap), "reported_zero"], "value"),
        index=figures.index,
    )
    wrong = figures["state"].notna() & (figures["state"] != states)
    for source_row, record_id, found, state in zip(
        figures["source_row"][wrong],
        figures["record_id"][wrong],
        figures["state"][wrong],
        states[wrong],
        strict=True,
    ):
        log.add(
            "rehabilitation.state",
            "warn",
            source_row=source_row,
            key=str(record_id),
            found=f"the state {found!r}",
            expected="one that fits the figure: " + ", ".join(REPORTED_STATES),
            action=f"Taken as {state}; correct the figure or the state, or map the word under "
            "`datasets.rehabilitation.values.state`.",
        )
    return states


def _joined(published: pd.Series, found: pd.Series) -> pd.Series:
    """Return the exactness as published and as the cell shows it, in one text or None."""
    told = published.where(published.notna(), "").astype(str)
    joined = (told + "; " + found).str.strip("; ")
    return joined.astype(object).where(joined != "", None)
