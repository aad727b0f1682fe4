"""Indicators of land left without rehabilitation, and of the part that is rehabilitated."""

from __future__ import annotations

import pandas as pd

from nutag.indicators.figures import (
    add_flag,
    add_note,
    add_up,
    has_figure,
    no_figures,
    rate,
    set_values,
)
from nutag.indicators.inputs import Inputs
from nutag.values import year_of
from nutag.vocabulary import REPORTED_GAPS, UNREHABILITATED

#: States of a province that somebody looked at.
_REACHED = ("value", "reported_zero", "surveyed_no_figure")

_NO_AREA = {
    "surveyed_no_figure": "The source names the unit and gives no area.",
    "not_surveyed": "The source names the unit as not surveyed, or leaves its cell empty.",
    "coverage_unknown": "The source does not say whether the unit was surveyed.",
}


def unrehabilitated_area(inputs: Inputs, level: str) -> pd.DataFrame:
    """R01, reported hectares left without rehabilitation; a figure of a province is not spread."""
    if level == "country":
        provinces = inputs.figures("R01", "province")
        return add_up(provinces, inputs.parent("country"), inputs.units("country").index)
    rows = inputs.rehabilitation
    rows = rows[(rows["measure"] == UNREHABILITATED) & (rows["unit_level"] == level)]
    rows = rows[rows["site"].isna()]
    table = _without_area(_surveyed(inputs, level), rows, f"{level}_id")
    newest = _newest(rows[rows["value_ha"].notna()], f"{level}_id")
    table = set_values(
        table,
        newest["value_ha"],
        year=newest["year"].map(year_of).astype("Int64"),
        period=newest["year"].fillna("").astype(str),
        note=newest["note"].fillna("").astype(str),
        source="rehabilitation " + newest["record_id"].astype(str),
    )
    part = newest["scope"] == "part"
    table = _flag_exactness(table, newest["exactness"])
    for flag in ("part_of_unit", "lower_bound"):
        table = add_flag(table, flag, part)
    return _with_soums(inputs, table) if level == "province" else table


def _flag_exactness(table: pd.DataFrame, exactness: pd.Series, bounds: bool = True) -> pd.DataFrame:
    """Flag figures as the words of their exactness say."""
    words = exactness.astype("string")
    flags = {"round": "rounded", "approx": "approximate"}
    if bounds:
        flags["lower bound"] = "lower_bound"
    for word, flag in flags.items():
        table = add_flag(table, flag, words.str.contains(word, case=False, regex=False))
    return table


def _without_area(table: pd.DataFrame, rows: pd.DataFrame, key: str) -> pd.DataFrame:
    """Tell units that the source names without an area from those nobody speaks of."""
    named = _newest(rows[rows["value_ha"].isna()], key)
    named = named[named.index.isin(table.index)]
    # The newer of the two is believed, the survey or the row without an area; of one year the row,
    # unless it only says that nobody looked.
    surveyed = table["period"].map(year_of).reindex(named.index).astype("Float64")
    year = named["last_year"].astype("Float64")
    nobody = named["state"] == "not_surveyed"
    named = named[~((year < surveyed) | (nobody & (year == surveyed))).fillna(False)]
    # A row with another figure, such as a number of sites, gives no area all the same.
    states = named["state"].where(named["state"].isin(REPORTED_GAPS), "surveyed_no_figure")
    words = no_figures(named.index).assign(
        state=states,
        note=named["note"].fillna(states.map(_NO_AREA)).astype(str),
        period=named["year"].fillna("").astype(str),
        source="rehabilitation " + named["record_id"].astype(str),
    )
    return pd.concat([table.drop(named.index), words]).reindex(table.index)


def _with_soums(inputs: Inputs, provinces: pd.DataFrame) -> pd.DataFrame:
    """Give a province without a figure of its own the sum of its soums, as far as they have one."""
    summed = add_up(inputs.figures("R01", "soum"), inputs.parent("province"), provinces.index)
    # A survey that found nothing is no word against a soum that has a figure.
    from_survey = provinces["source"].str.startswith("survey_coverage")
    none = ~has_figure(provinces) | (from_survey & (summed["value"] > 0))
    taken = none & has_figure(summed)
    return provinces.mask(taken, summed).astype(provinces.dtypes)


def _newest(rows: pd.DataFrame, key: str) -> pd.DataFrame:
    ordered = rows.assign(last_year=rows["year"].map(year_of)).sort_values(
        ["last_year", "source_row"], na_position="first"
    )
    return ordered.drop_duplicates(key, keep="last").set_index(key)


def _surveyed(inputs: Inputs, level: str) -> pd.DataFrame:
    """Return what the newest survey of a province says of it, and of its soums."""
    survey = inputs.survey[inputs.survey["measure"] == UNREHABILITATED]
    survey = _newest(survey, "province_id")
    notes = survey["note"].fillna("").astype(str)
    years = survey["year"].astype("string").fillna("").astype(str)
    if level == "soum":
        return _surveyed_soums(inputs, *_with_figures(inputs, survey["state"], notes, years))
    # Where the survey has a figure, it is in the table of figures.
    states = survey["state"].replace("value", "surveyed_no_figure")
    table = _no_survey(inputs.units(level).index, states, notes, years)
    zero = survey["state"] == "reported_zero"
    return set_values(
        table,
        pd.Series(0.0, index=zero.index[zero]),
        year=survey["year"].map(year_of).astype("Int64"),
        source="survey_coverage row " + survey["source_row"].astype(str),
    )


def _with_figures(
    inputs: Inputs, states: pd.Series, notes: pd.Series, years: pd.Series
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return what surveys say of provinces; one with a figure was surveyed, with or without one."""
    rows = inputs.rehabilitation
    rows = rows[(rows["measure"] == UNREHABILITATED) & (rows["unit_level"] == "province")]
    figures = _newest(rows[rows["value_ha"].notna() & rows["site"].isna()], "province_id")
    missed = figures[~states.reindex(figures.index).isin(_REACHED)]
    return (
        pd.concat([states.drop(missed.index, errors="ignore"), missed["state"]]),
        pd.concat([notes.drop(missed.index, errors="ignore"), missed["note"].fillna("")]),
        pd.concat([years.drop(missed.index, errors="ignore"), missed["year"].fillna("")]),
    )


def _surveyed_soums(
    inputs: Inputs, states: pd.Series, notes: pd.Series, years: pd.Series
) -> pd.DataFrame:
    """Return what is known of soums: which of them a survey of their province reached, is not."""
    reached = states.isin(_REACHED)
    states = states.mask(reached, "coverage_unknown")
    notes = notes.mask(reached, "Given for the province only; it is not spread to its soums.")
    province = inputs.parent("province")
    return _no_survey(
        province.index, province.map(states), province.map(notes), province.map(years)
    )


def _no_survey(
    unit_ids: pd.Index, states: pd.Series, notes: pd.Series, years: pd.Series
) -> pd.DataFrame:
    table = no_figures(unit_ids, "coverage_unknown", "No survey is on record.")
    known = states.reindex(table.index).notna()
    table["state"] = states.reindex(table.index).where(known, table["state"])
    table["note"] = notes.reindex(table.index).where(known, table["note"])
    table["period"] = years.reindex(table.index).where(known, "")
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


def per_sheep_units(inputs: Inputs, level: str) -> pd.DataFrame:
    """R04_su, hectares left per 100,000 sheep units."""
    return _per(inputs, level, "U03_su", inputs.settings.small_sheep_units, 100_000.0)


def _per(
    inputs: Inputs, level: str, denominator: str, small_below: float, scale: float = 1000.0
) -> pd.DataFrame:
    gap = inputs.settings.max_year_gap
    if level != "country":
        top, bottom = inputs.figures("R01", level), inputs.figures(denominator, level)
        return rate(top, bottom, scale, small_below=small_below, max_year_gap=gap)
    top, bottom = inputs.figures("R01", "province"), inputs.figures(denominator, "province")
    rates = rate(top, bottom, scale)
    both = has_figure(rates)
    ids, parent = inputs.units("country").index, inputs.parent("country")
    if not both.any():
        return _no_rate(inputs.figures("R01", "country"), rates[has_figure(top)])
    # A province without a denominator is out of the numerator, too.
    summed = add_up(top[both], parent, ids)
    summed["n"], summed["n_of"] = int(both.sum()), len(both)
    below = add_up(bottom[both], parent, ids)
    table = rate(summed, below, scale, small_below=small_below, max_year_gap=gap)
    if both.all():
        return table
    words = "Over the provinces that have a figure, not the whole country."
    return add_flag(add_note(table, words), "part_of_unit")


def _no_rate(country: pd.DataFrame, failed: pd.DataFrame) -> pd.DataFrame:
    """Return why the country has no rate: as its provinces with a figure say."""
    if failed.empty:
        return country.assign(value=float("nan"))
    states = failed["state"].unique()
    notes = [note for note in dict.fromkeys(failed["note"]) if note]
    return no_figures(
        country.index, str(states[0]) if len(states) == 1 else "not_covered", " ".join(notes)
    )


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
    whole_unit = pairs["site"] == ""
    # A site speaks for its unit only where nothing else does.
    pairs = pairs[whole_unit | ~pairs[key].isin(pairs.loc[whole_unit, key])]
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
        period=pairs["year"].fillna("").astype(str),
        note=note,
        source="rehabilitation " + pairs["record_id"] + ", " + pairs["record_id_done"],
    )
    part = (pairs["site"] != "") | pairs[["scope", "scope_done"]].eq("part").any(axis=1)
    filled = add_flag(filled, "part_of_unit", part)
    # What bounds the stock bounds no share of it.
    return _flag_exactness(filled, pairs["exactness"], bounds=False)
