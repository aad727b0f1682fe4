import numpy as np
import pandas as pd
import pytest

from nutag.indicators.figures import (
    add_flag,
    add_up,
    has_figure,
    join_flags,
    no_figures,
    rate,
    set_values,
)
from nutag.values import year_of


def figures(year=2012, flags="", **values):
    table = set_values(
        no_figures(values, "not_surveyed", "nobody looked"),
        pd.Series(values, dtype=float),
        year=year,
        note="",
        source="s",
    )
    return add_flag(table, flags) if flags else table


def test_what_is_missing_stays_as_it_was():
    table = figures(a=5, b=np.nan, c=0)
    assert table["state"].tolist() == ["value", "not_surveyed", "reported_zero"]
    assert table["value"].tolist() == pytest.approx([5, np.nan, 0], nan_ok=True)
    assert table["note"].tolist() == ["", "nobody looked", ""]
    assert table["year"].isna().tolist() == [False, True, False]
    assert has_figure(table).tolist() == [True, False, True]


def test_a_value_of_an_unknown_unit_is_no_row():
    table = set_values(no_figures(["a"]), pd.Series({"a": 1.0, "z": 2.0}))
    assert table.index.tolist() == ["a"]


def test_flags_are_sorted_words_each_once():
    assert join_flags("small;lower_bound", "", "small") == "lower_bound;small"
    table = add_flag(figures(a=1, b=2), "small", pd.Series({"b": True}))
    assert table["flags"].to_dict() == {"a": "", "b": "small"}


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("2012", 2012),
        ("2020-2023", 2023),
        ("2026-07", 2026),
        ("end of 1999", 1999),
        ("undated", None),
        ("120123", None),
        ("", None),
        (None, None),
    ],
)
def test_year_of(period, year):
    assert year_of(period) == year


def add(parts, **wholes):
    return add_up(parts, pd.Series(wholes), sorted(set(wholes.values())))


def test_a_sum_of_everything_is_no_lower_bound():
    row = add(figures(a=1, b=2), a="P", b="P").loc["P"]
    assert (row["value"], row["n"], row["n_of"], row["flags"], row["note"]) == (3, 2, 2, "", "")


def test_a_sum_with_gaps_is_a_lower_bound_and_says_of_how_many():
    row = add(figures(a=1, b=np.nan, c=0), a="P", b="P", c="P").loc["P"]
    assert (row["value"], row["state"], row["n"], row["n_of"]) == (1, "value", 2, 3)
    assert row["flags"] == "lower_bound"
    assert row["note"] == "2 of 3 units have a figure"


def test_a_sum_of_nothing_is_no_zero():
    row = add(figures(a=np.nan, b=np.nan), a="P", b="P").loc["P"]
    assert np.isnan(row["value"])
    assert row["state"] == "not_surveyed"
    assert (row["n"], row["n_of"]) == (0, 2)


def test_parts_without_a_figure_for_different_reasons():
    parts = figures(a=np.nan, b=np.nan)
    parts.loc["b", "state"] = "not_covered"
    assert add(parts, a="P", b="P").loc["P", "state"] == "coverage_unknown"


def test_a_sum_of_zeros_is_a_reported_zero():
    assert add(figures(a=0, b=0), a="P", b="P").loc["P", "state"] == "reported_zero"


def test_flags_of_parts_are_those_of_the_sum_and_the_year_is_the_oldest():
    parts = pd.concat([figures(2010, "rounded", a=1), figures(2012, "sample", b=1)])
    row = add(parts, a="P", b="P").loc["P"]
    assert row["flags"] == "mixed_years;rounded;sample"
    assert row["year"] == 2010


def test_a_rate():
    found = rate(figures(a=5), figures(a=2000), 1000).loc["a"]
    assert (found["value"], found["state"], found["source"]) == (2.5, "value", "s / s")


def test_a_rate_lacks_what_its_parts_lack():
    top = figures(a=np.nan, b=1, c=1)
    bottom = figures(a=1, b=np.nan, c=0)
    bottom.loc["b", ["state", "note"]] = ["no_boundary", "no line"]
    found = rate(top, bottom, 1)
    assert found["value"].isna().all()
    assert found["state"].tolist() == ["not_surveyed", "no_boundary", "no_base"]
    assert found["note"].tolist() == [
        "nobody looked",
        "no line",
        "The denominator is zero, so there is no rate.",
    ]


def test_zero_over_something_is_zero():
    row = rate(figures(a=0), figures(a=5), 1).loc["a"]
    assert (row["value"], row["state"]) == (0, "reported_zero")


def test_zero_over_a_small_denominator_is_zero_too():
    row = rate(figures(a=0), figures(a=5), 1, small_below=500).loc["a"]
    assert (row["value"], row["state"], row["flags"]) == (0, "reported_zero", "")


@pytest.mark.parametrize(("people", "state"), [(499, "small_denominator"), (500, "value")])
def test_a_small_denominator_keeps_its_value_with_a_flag(people, state):
    row = rate(figures(a=5), figures(a=people), 1000, small_below=500).loc["a"]
    assert row["value"] == pytest.approx(5000 / people)
    assert row["state"] == state
    assert row["flags"] == ("small" if state == "small_denominator" else "")


@pytest.mark.parametrize(("year", "flag"), [(2015, ""), (2016, "year_gap"), (2008, "year_gap")])
def test_years_far_apart_are_flagged(year, flag):
    row = rate(figures(2012, a=5), figures(year, a=5), 1, max_year_gap=3).loc["a"]
    assert row["flags"] == flag
    assert row["note"] == (f"numerator 2012, denominator {year}" if flag else "")
    assert row["value"] == 1


def test_an_unknown_year_is_no_gap():
    assert rate(figures(pd.NA, a=5), figures(a=5), 1, max_year_gap=3).loc["a", "flags"] == ""


def test_a_sample_is_no_denominator():
    row = rate(figures(a=5), figures(2012, "sample", a=5), 1).loc["a"]
    assert np.isnan(row["value"])
    assert (row["state"], row["flags"]) == ("not_covered", "")


def test_flags_of_both_parts_are_those_of_the_rate():
    row = rate(figures(2012, "rounded", a=5), figures(2012, "declared_sum", a=5), 1).loc["a"]
    assert row["flags"] == "declared_sum;rounded"
