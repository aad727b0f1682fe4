import numpy as np
import pytest
from squares import BOGD, COUNTRY, KHURMEN, NOMGON, ULZIIT, UMNUGOVI, UVURKHANGAI, soums
from worlds import figure, flags, numbers, world


def test_the_area_of_a_province_is_the_official_one():
    row = figure(world(), "U01", UVURKHANGAI)
    assert (row["value"], row["source"]) == (400, "provinces")
    assert row["note"] == "Official area; 200.0 km2 from the polygons."
    assert figure(world(), "U01", COUNTRY)["value"] == 600


def test_the_area_of_a_soum_is_that_of_its_polygon():
    row = figure(world(), "U01", NOMGON)
    assert (row["value"], row["source"], row["flags"]) == (100, "soum_boundaries", "")
    row = figure(world(), "U01", BOGD)
    assert np.isnan(row["value"])
    assert row["state"] == "no_boundary"


def test_an_area_from_stand_in_lines_says_so():
    approximate = world(units=soums("approximate"))
    assert flags(figure(approximate, "U01", NOMGON)) == {"approximate_boundary"}
    # The official area of the province does not depend on them.
    assert flags(figure(approximate, "U01", UMNUGOVI)) == set()


def test_people_add_up():
    inputs = world()
    assert [figure(inputs, "U02", u)["value"] for u in (NOMGON, UMNUGOVI, COUNTRY)] == [
        100,
        300,
        1000,
    ]
    assert figure(inputs, "U03", COUNTRY)["value"] == 10_000
    assert figure(inputs, "U02", COUNTRY)["year"] == 2019


def test_a_soum_without_a_number_makes_its_province_a_lower_bound():
    inputs = world(people=numbers("people", "2019", **{NOMGON: 100, ULZIIT: 0}))
    row = figure(inputs, "U02", KHURMEN)
    assert np.isnan(row["value"])
    assert (row["state"], row["note"]) == ("not_covered", "No number in the population dataset.")
    row = figure(inputs, "U02", UMNUGOVI)
    assert (row["value"], row["n"], row["n_of"], row["flags"]) == (100, 1, 2, "lower_bound")
    row = figure(inputs, "U02", UVURKHANGAI)
    assert (row["value"], row["state"]) == (0, "reported_zero")


@pytest.mark.parametrize("level", ["soum", "province", "country"])
def test_no_people_at_all_are_no_zero(level):
    found = world(people=numbers("people", "2019")).figures("U02", level)
    assert found["value"].isna().all()
    assert set(found["state"]) == {"not_covered"}
