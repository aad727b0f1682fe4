import numpy as np
import pandas as pd
import pytest
from squares import (
    BOGD,
    COUNTRY,
    KHURMEN,
    NOMGON,
    ULZIIT,
    UMNUGOVI,
    UVURKHANGAI,
    soums,
    square,
)
from worlds import figure, flags, numbers, rehabilitation, survey, world

SOUM = {"unit_level": "soum", "soum_id": NOMGON}


def test_a_figure_of_a_province_is_not_spread_to_its_soums():
    inputs = world(
        rehabilitation=rehabilitation({"value_ha": 46.7}),
        survey=survey(MN_053="value", MN_055="coverage_unknown"),
    )
    row = figure(inputs, "R01", UMNUGOVI)
    assert (row["value"], row["state"], row["year"]) == (46.7, "value", 2012)
    assert row["source"] == "rehabilitation R0"
    for soum in (NOMGON, KHURMEN):
        row = figure(inputs, "R01", soum)
        assert np.isnan(row["value"])
        assert row["state"] == "coverage_unknown"
        assert row["note"] == "Given for the province only; it is not spread to its soums."


@pytest.mark.parametrize("state", ["not_surveyed", "coverage_unknown", "surveyed_no_figure"])
def test_without_a_figure_the_survey_says_why(state):
    inputs = world(survey=survey(MN_053=state))
    row = figure(inputs, "R01", UMNUGOVI)
    assert np.isnan(row["value"])
    assert (row["state"], row["note"]) == (state, f"note on {state}")
    # Which soums a survey of the province reached is not known.
    soum = figure(inputs, "R01", NOMGON)
    assert np.isnan(soum["value"])
    assert soum["state"] == ("coverage_unknown" if state == "surveyed_no_figure" else state)
    row = figure(inputs, "R01", UVURKHANGAI)
    assert (row["state"], row["note"]) == ("coverage_unknown", "No survey is on record.")


def test_a_survey_that_found_nothing_is_a_zero_of_its_province():
    inputs = world(survey=survey(MN_053="reported_zero"))
    row = figure(inputs, "R01", UMNUGOVI)
    assert (row["value"], row["state"], row["year"]) == (0, "reported_zero", 2012)
    assert row["source"] == "survey_coverage row 2"
    assert figure(inputs, "R01", NOMGON)["state"] == "coverage_unknown"
    country = figure(inputs, "R01", COUNTRY)
    assert (country["value"], country["n"], country["n_of"]) == (0, 1, 2)


@pytest.mark.parametrize("step", [1, -1])
def test_the_newest_survey_is_used_whatever_the_order(step):
    both = pd.concat(
        [survey(MN_053="not_surveyed"), survey(MN_053="surveyed_no_figure").assign(year="2020")]
    )
    row = figure(world(survey=both.iloc[::step]), "R01", UMNUGOVI)
    assert (row["state"], row["period"]) == ("surveyed_no_figure", "2020")


def test_a_unit_that_the_source_names_without_an_area_is_surveyed():
    rows = rehabilitation({"value_ha": np.nan, **SOUM})
    row = figure(world(rehabilitation=rows), "R01", NOMGON)
    assert np.isnan(row["value"])
    assert (row["state"], row["period"], row["source"]) == (
        "surveyed_no_figure",
        "2012",
        "rehabilitation R0",
    )
    assert row["note"] == "The source names the unit and gives no area."
    assert figure(world(rehabilitation=rows), "R01", KHURMEN)["state"] == "coverage_unknown"


def test_a_denominator_that_is_a_lower_bound_gives_no_rate():
    # People of one soum only: 100 of perhaps 300.
    inputs = world(
        rehabilitation=rehabilitation({"value_ha": 6}),
        people=numbers("people", "2012", **{NOMGON: 100}),
    )
    row = figure(inputs, "R03", UMNUGOVI)
    assert np.isnan(row["value"])
    assert (row["state"], row["flags"]) == ("not_covered", "")
    assert "1 of 2 units have a figure" in row["note"]


def test_a_province_without_people_is_in_neither_sum_of_the_country():
    rows = rehabilitation({"value_ha": 900}, {"value_ha": 100, "province_id": UVURKHANGAI})
    inputs = world(
        rehabilitation=rows, people=numbers("people", "2012", **{ULZIIT: 100, BOGD: 100})
    )
    row = figure(inputs, "R03", COUNTRY)
    assert row["value"] == pytest.approx(1000 * 100 / 200)
    assert flags(row) == {"part_of_unit"}
    assert (row["n"], row["n_of"]) == (1, 2)
    assert row["note"] == "Over the provinces that have a figure, not the whole country."


def test_the_country_is_a_lower_bound_over_the_provinces_with_a_figure():
    row = figure(world(rehabilitation=rehabilitation({"value_ha": 46.7})), "R01", COUNTRY)
    assert (row["value"], row["n"], row["n_of"]) == (46.7, 1, 2)
    assert flags(row) == {"lower_bound"}


def test_no_figure_anywhere_is_no_zero():
    row = figure(world(), "R01", COUNTRY)
    assert np.isnan(row["value"])
    assert (row["state"], row["n"], row["n_of"]) == ("coverage_unknown", 0, 2)


def test_a_reported_zero_is_a_figure():
    row = figure(world(rehabilitation=rehabilitation({"value_ha": 0})), "R01", UMNUGOVI)
    assert (row["value"], row["state"]) == (0, "reported_zero")


@pytest.mark.parametrize(
    "other",
    [
        {"measure": "disturbed"},
        {"site": "a pit"},
        {"unit_level": "site"},
        {"value_ha": np.nan},
    ],
)
def test_what_is_no_figure_of_the_whole_province_is_not_counted(other):
    inputs = world(rehabilitation=rehabilitation({"value_ha": 5, **other}))
    assert np.isnan(figure(inputs, "R01", UMNUGOVI)["value"])


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_newest_figure_is_used_whatever_the_order(order):
    rows = rehabilitation(
        {"value_ha": 1, "year": "2012"},
        {"value_ha": 3, "year": "2018-2020"},
        {"value_ha": 2, "year": "2015"},
    ).iloc[list(order)]
    assert figure(world(rehabilitation=rows), "R01", UMNUGOVI)["value"] == 3


def test_a_figure_of_some_soums_only_is_a_lower_bound():
    rows = rehabilitation(
        {
            "value_ha": 500,
            "scope": "part",
            "exactness": "published, round figure",
        }
    )
    row = figure(world(rehabilitation=rows), "R01", UMNUGOVI)
    assert flags(row) == {"lower_bound", "part_of_unit", "rounded"}


@pytest.mark.parametrize(
    ("indicator", "unit", "value"),
    [
        # 3 ha; 400 ha under mining, 100 people (small: below 150), 1,000 head.
        ("R02", NOMGON, 7.5),
        ("R03", NOMGON, 30),
        ("R04", NOMGON, 3),
        # 6 ha; 400 ha, 300 people, 3,000 head.
        ("R02", UMNUGOVI, 15),
        ("R03", UMNUGOVI, 20),
        ("R04", UMNUGOVI, 2),
        # The country: over Umnugovi only, because Uvurkhangai has no figure.
        ("R02", COUNTRY, 15),
        ("R03", COUNTRY, 20),
        ("R04", COUNTRY, 2),
    ],
)
def test_rates(indicator, unit, value):
    rows = rehabilitation({"value_ha": 3, **SOUM}, {"value_ha": 6})
    row = figure(world(rehabilitation=rows), indicator, unit)
    assert row["value"] == pytest.approx(value)
    small = (indicator, unit) == ("R03", NOMGON)
    assert row["state"] == ("small_denominator" if small else "value")
    assert ("small" in flags(row)) == small
    # 2012 against people of 2019 and licences of 2018.
    assert "year_gap" in flags(row)
    if unit == COUNTRY:
        assert row["note"].startswith("Over the provinces that have a figure, not the whole ")
        assert "part_of_unit" in flags(row)
        # At least so much in 2012 says nothing of later people and licences.
        assert "lower_bound" not in flags(row)
        assert (row["n"], row["n_of"]) == (1, 2)


def test_soums_with_a_figure_reach_their_province_and_the_country():
    row = figure(world(rehabilitation=rehabilitation({"value_ha": 3, **SOUM})), "R01", UMNUGOVI)
    assert (row["value"], row["n"], row["n_of"]) == (3, 1, 2)
    assert "lower_bound" in flags(row)
    both = rehabilitation({"value_ha": 3, **SOUM}, {"value_ha": 6})
    assert figure(world(rehabilitation=both), "R01", UMNUGOVI)["value"] == 6


def test_a_rate_without_a_figure_says_why():
    inputs = world(survey=survey(MN_053="not_surveyed", MN_055="not_surveyed"))
    for indicator in ("R02", "R03", "R04"):
        for unit in (NOMGON, UMNUGOVI, COUNTRY):
            row = figure(inputs, indicator, unit)
            assert np.isnan(row["value"])
            assert row["state"] == "not_surveyed"


def test_a_rate_without_people_says_why():
    inputs = world(
        rehabilitation=rehabilitation({"value_ha": 6}),
        people=numbers("people", "2019", **{ULZIIT: 5}),
    )
    row = figure(inputs, "R03", UMNUGOVI)
    assert np.isnan(row["value"])
    assert row["state"] == "not_covered"


def test_no_rate_over_licences_of_a_sample():
    inputs = world(rehabilitation=rehabilitation({"value_ha": 6}), licence_coverage="sample")
    row = figure(inputs, "R02", UMNUGOVI)
    assert np.isnan(row["value"])
    assert (row["state"], row["flags"]) == ("not_covered", "")


def stock(whole, part, **more):
    return (
        {"measure": "stock", "value_ha": whole, **more},
        {"measure": "done", "value_ha": part, **more},
    )


def test_the_ratio_of_a_stock():
    row = figure(world(rehabilitation=rehabilitation(*stock(200, 50))), "R06", UMNUGOVI)
    assert (row["value"], row["state"], row["year"]) == (0.25, "value", 2012)
    assert row["note"] == "50 of 200 ha (stock)"
    assert row["source"] == "rehabilitation R0, R1"


def test_nothing_rehabilitated_is_a_reported_zero():
    row = figure(world(rehabilitation=rehabilitation(*stock(200, 0))), "R06", UMNUGOVI)
    assert (row["value"], row["state"]) == (0, "reported_zero")


def test_a_stock_of_a_site_is_a_part_of_its_unit():
    rows = rehabilitation(*stock(200, 50, site="a pit", exactness="rounded"))
    row = figure(world(rehabilitation=rows), "R06", UMNUGOVI)
    assert row["note"] == "50 of 200 ha (stock), a pit only"
    assert flags(row) == {"part_of_unit", "rounded"}


@pytest.mark.parametrize("differs", ["year", "source", "site", "province_id"])
def test_a_stock_and_a_part_of_different_things_make_no_ratio(differs):
    whole, part = stock(200, 50)
    other = {"year": "2013", "source": "t", "site": "a pit", "province_id": UVURKHANGAI}
    rows = rehabilitation(whole, {**part, differs: other[differs]})
    found = world(rehabilitation=rows).figures("R06", "province")
    assert found["value"].isna().all()
    assert set(found["state"]) == {"coverage_unknown"}


@pytest.mark.parametrize(("whole", "part"), [(0, 0), (50, 200), (np.nan, 5), (5, np.nan)])
def test_what_cannot_be_a_part_makes_no_ratio(whole, part):
    row = figure(world(rehabilitation=rehabilitation(*stock(whole, part))), "R06", UMNUGOVI)
    assert np.isnan(row["value"])


@pytest.mark.parametrize("step", [1, -1])
def test_the_newest_stock_is_used_whatever_the_order(step):
    rows = rehabilitation(*stock(100, 90, year="2020"), *stock(100, 10, year="2010"))
    row = figure(world(rehabilitation=rows.iloc[::step]), "R06", UMNUGOVI)
    assert (row["value"], row["year"]) == (0.9, 2020)


def test_ratios_of_soums_and_of_the_country_stand_alone():
    rows = rehabilitation(
        *stock(10, 5, unit_level="country", province_id=None), *stock(10, 1, **SOUM)
    )
    inputs = world(rehabilitation=rows)
    assert figure(inputs, "R06", COUNTRY)["value"] == 0.5
    assert figure(inputs, "R06", NOMGON)["value"] == 0.1
    assert np.isnan(figure(inputs, "R06", UMNUGOVI)["value"])
    assert np.isnan(figure(inputs, "R06", BOGD)["value"])


def test_a_survey_zero_is_no_word_against_a_soum_with_a_figure():
    inputs = world(
        rehabilitation=rehabilitation({"value_ha": 30, **SOUM}),
        survey=survey(MN_053="reported_zero"),
    )
    row = figure(inputs, "R01", UMNUGOVI)
    assert (row["value"], row["n"], row["n_of"]) == (30, 1, 2)
    assert "lower_bound" in flags(row)


def test_an_older_row_without_an_area_is_no_word_against_the_survey():
    inputs = world(
        rehabilitation=rehabilitation({"value_ha": np.nan, "year": "2005"}),
        survey=survey(MN_053="reported_zero"),
    )
    row = figure(inputs, "R01", UMNUGOVI)
    assert (row["value"], row["state"], row["period"]) == (0, "reported_zero", "2012")


def test_a_stock_of_a_part_is_marked():
    rows = rehabilitation(*stock(200, 50, scope="part"))
    row = figure(world(rehabilitation=rows), "R06", UMNUGOVI)
    assert flags(row) == {"part_of_unit"}


def test_a_figure_without_a_year_has_no_period():
    row = figure(
        world(rehabilitation=rehabilitation({"value_ha": 5, "year": None})), "R01", UMNUGOVI
    )
    assert (row["value"], row["period"]) == (5, "")


def test_the_country_has_no_rate_where_no_province_has_one():
    # Mining land in Uvurkhangai only, a figure in Umnugovi only.
    inputs = world(
        {"code": "MV-1", "stage": "mining", "shape": square(5, 15)},
        rehabilitation=rehabilitation({"value_ha": 60}),
        units=soums(),
    )
    province = figure(inputs, "R02", UMNUGOVI)
    country = figure(inputs, "R02", COUNTRY)
    for row in (province, country):
        assert np.isnan(row["value"])
        assert row["note"] == "The denominator is zero, so there is no rate."
