"""Indicators of land left without rehabilitation, and of the part that is rehabilitated."""

from __future__ import annotations

import pandas as pd

from nutag.indicators.figures import (
    add_flag,
    add_up,
    has_figure,
    no_figures,
    rate,
    set_values,
    year_of,
)
from nutag.indicators.inputs import Inputs


def unrehabilitated_area(inputs: Inputs, level: str) -> pd.DataFrame:
    """R01, reported hectares left without rehabilitation; a figure of a province is not spread."""
    if level == "country":
        provinces = inputs.figures("R01", "province")
        return add_up(provinces, inputs.parent("country"), inputs.units("country").index)
    measure = inputs.settings.unrehabilitated_measure
    table = _survey_states(inputs, level, measure)
    rows = inputs.rehabilitation
    rows = rows[(rows["measure"] == measure) & (rows["unit_level"] == level)]
    rows = rows[rows["value_ha"].notna() & rows["site"].isna()]
    newest = _newest(rows, f"{level}_id")
    table = set_values(
        table,
        newest["value_ha"],
        year=newest["year"].map(year_of).astype("Int64"),
        period=newest["year"].astype(str),
        note=newest["note"].fillna("").astype(str),
        source="rehabilitation " + newest["record_id"].astype(str),
    )
    partial = newest["note"].astype("string").str.contains("not necessarily the whole", regex=False)
    rounded = newest["exactness"].astype("string").str.contains("round", regex=False)
    for flag, rows_with in (
        ("part_of_unit", partial),
        ("lower_bound", partial),
        ("rounded", rounded),
    ):
        table = add_flag(table, flag, rows_with)
    return _with_soums(inputs, table) if level == "province" else table


def _with_soums(inputs: Inputs, provinces: pd.DataFrame) -> pd.DataFrame:
    """Give a province without a figure of its own the sum of its soums, as far as they have one."""
    summed = add_up(inputs.figures("R01", "soum"), inputs.parent("province"), provinces.index)
    taken = ~has_figure(provinces) & has_figure(summed)
    return provinces.mask(taken, summed).astype(provinces.dtypes)


def _newest(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    ordered = rows.assign(last_year=rows["year"].map(year_of)).sort_values(
        ["last_year", "source_row"], na_position="first"
    )
    return ordered.drop_duplicates(key, keep="last").set_index(key)


def _survey_states(inputs: Inputs, level: str, measure: str) -> pd.DataFrame:
    """Return the states of units without a figure, as the survey's coverage tells them."""
    survey = inputs.survey[inputs.survey["measure"] == measure].set_index("province_id")
    survey = survey[~survey.index.duplicated(keep="last")]
    states = survey["state"].where(survey["state"] != "value", "surveyed_no_figure")
    notes = survey["note"].fillna("").astype(str)
    years = survey["year"].astype("string").fillna("")
    if level == "soum":
        province = inputs.parent("province")
        given = province.map(survey["state"]) == "value"
        states = province.map(states).where(~given, "coverage_unknown")
        notes = province.map(notes).where(
            ~given, "Given for the province only; it is not spread to its soums."
        )
        years = province.map(years)
    table = no_figures(inputs.units(level).index, "coverage_unknown", "No survey is on record.")
    table["state"] = states.reindex(table.index).fillna("coverage_unknown")
    table["note"] = notes.reindex(table.index).fillna("No survey is on record.")
    table["period"] = years.reindex(table.index).fillna("")
    return table


def per_mining_area(inputs: Inputs, level: str) -> pd.DataFrame:
    """R02, hectares left per 1,000 ha of mining-licensed area."""
    return _per(inputs, level, "L02_ha", inputs.settings.small_mining_ha)


def per_people(inputs: Inputs, level: str) -> pd.DataFrame:
    """R03, hectares left per 1,000 people."""
    return _per(inputs, level, "U02", inputs.settings.small_people)


def per_livestock(inputs: Inputs, level: str) -> pd.DataFrame:
    """R04, hectares left per 1,000 head of livestock."""
    return _per(inputs, level, "U03", inputs.settings.small_livestock_head)


def _per(inputs: Inputs, level: str, denominator: str, small_below: float) -> pd.DataFrame:
    top = inputs.figures("R01", level)
    if level == "country":
        # The denominator has to stand on the same provinces as the numerator.
        return _country_rate(inputs, denominator, small_below)
    return rate(
        top,
        inputs.figures(denominator, level),
        1000.0,
        small_below=small_below,
        max_year_gap=inputs.settings.max_year_gap,
    )


def _country_rate(inputs: Inputs, denominator: str, small_below: float) -> pd.DataFrame:
    """Divide the sum over the provinces that have a figure by the sum over the same provinces."""
    provinces = inputs.figures("R01", "province")
    known = has_figure(provinces)
    same = inputs.figures(denominator, "province")[known]
    ids = inputs.units("country").index
    bottom = add_up(same, inputs.parent("country"), ids)
    table = rate(
        inputs.figures("R01", "country"),
        bottom,
        1000.0,
        small_below=small_below,
        max_year_gap=inputs.settings.max_year_gap,
    )
    words = f"Over the {known.sum()} provinces that have a figure only."
    table["note"] = [f"{words} {note}".strip() for note in table["note"]]
    return table


def rehabilitation_ratio(inputs: Inputs, level: str) -> pd.DataFrame:
    """R06, rehabilitated share of a stock of land, where one source gives both at one date."""
    ids = inputs.units(level).index
    table = no_figures(
        ids, "coverage_unknown", "No source gives a stock and its rehabilitated part."
    )
    if level == "country":
        level_key, frame = "country", inputs.rehabilitation.assign(country_id=ids[0])
    else:
        level_key, frame = level, inputs.rehabilitation
    frame = frame[(frame["unit_level"] == level_key) & frame["value_ha"].notna()]
    for pair in inputs.settings.stock_pairs:
        table = _fill_ratio(table, frame, f"{level_key}_id", pair["all"], pair["rehabilitated"])
    return table


def _fill_ratio(
    table: pd.DataFrame, figures: pd.DataFrame, key: str, whole: str, part: str
) -> pd.DataFrame:
    same = [key, "site", "year", "source"]
    figures = figures.assign(site=figures["site"].fillna(""))
    stock = figures[figures["measure"] == whole]
    done = figures[figures["measure"] == part]
    pairs = stock.merge(done, on=same, suffixes=("", "_done"))
    odd = pairs[pairs["value_ha_done"] > pairs["value_ha"]]
    table = table.copy()
    table.loc[table.index.isin(odd[key]), "note"] = (
        f"The source gives more rehabilitated land than {whole.replace('_', ' ')}: not shown."
    )
    pairs = pairs[(pairs["value_ha"] > 0) & (pairs["value_ha_done"] <= pairs["value_ha"])]
    pairs = _newest(pairs, key)
    empty = table["value"].isna()
    note = (
        pairs["value_ha_done"].map("{:g}".format).astype(str)
        + " of "
        + pairs["value_ha"].map("{:g}".format).astype(str)
        + f" ha ({whole.replace('_', ' ')})"
        + pairs["site"].map(lambda site: f", {site} only" if site else "").astype(str)
        + pairs["note"].map(lambda note: f". {note}" if note else "").astype(str)
    )
    values = (pairs["value_ha_done"] / pairs["value_ha"]).reindex(table.index).where(empty)
    filled = set_values(
        table,
        values,
        year=pairs["year"].map(year_of).astype("Int64"),
        period=pairs["year"].astype(str),
        note=note,
        source="rehabilitation " + pairs["record_id"] + ", " + pairs["record_id_done"],
    )
    filled = add_flag(filled, "part_of_unit", pairs["site"] != "")
    rounded = pairs["exactness"].astype("string").str.contains("round", regex=False)
    return add_flag(filled, "rounded", rounded)
