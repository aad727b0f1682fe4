"""Published figures on unrehabilitated land."""

import math

import pytest

HEAD = "record_id,province_id,soum_id,year,measure,value_ha"
WEST, EAST = "MN-901", "MN-902"


def use(land, *rows, head=HEAD, **block):
    """Configure rows of figures; ``...`` stands for the measure."""
    lines = [head, *(row.replace("...", "no_rehabilitation") for row in rows)]
    land.text("rehabilitation", "\n".join(lines) + "\n", **block)
    land.config["datasets"]["survey_coverage"] = None


def r01(outcome, unit_id):
    row = outcome.indicators.loc[(unit_id, "R01")]
    return row["value"], row["state"], row["flags"]


@pytest.mark.bad_input(33)
@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("", "not_surveyed"),
        ("-", "surveyed_no_figure"),
        ("н/м", "surveyed_no_figure"),
        ("судлаагүй", "not_surveyed"),
    ],
)
def test_a_gap_is_never_zero(land, cell, state):
    use(land, f"F1,West,,2012,...,{cell}", "F2,East,,2012,...,40")
    outcome = land.run()
    issue = outcome.issue("rehabilitation.no_figure")
    assert (issue["severity"], issue["source_row"]) == ("warn", "2")
    found = repr(cell) if cell else "an empty cell"
    assert issue["message"] == (
        f"rehabilitation (spoiled.csv, row 2): F1: found {found} in place of a figure; expected "
        "hectares, or 0 where the source says that there are none. Never taken as zero: the unit "
        f"is {state.replace('_', ' ')}. Say otherwise in a column `state`."
    )
    assert math.isnan(outcome.value("R01", WEST))
    assert r01(outcome, WEST)[1] == state
    assert r01(outcome, "MN") == (40, "value", "lower_bound")
    assert outcome.indicators.loc[("MN", "R01"), ["n", "n_of"]].tolist() == [1, 2]
    assert outcome.rows("rehabilitation", "in the country") == 2
    assert outcome.rows("rehabilitation", "counted") == 2


@pytest.mark.bad_input(33)
def test_a_zero_is_a_reported_zero(land):
    use(land, "F1,West,,2012,...,0", "F2,East,,2012,...,40")
    outcome = land.run()
    issue = outcome.issue("rehabilitation.reported_zero")
    assert (issue["severity"], issue["source_row"]) == ("warn", "2")
    assert "found '0' ha; expected 0 only where the source says" in issue["message"]
    assert r01(outcome, WEST) == (0, "reported_zero", "")
    assert r01(outcome, "MN") == (40, "value", "")


@pytest.mark.bad_input(33)
@pytest.mark.parametrize(
    ("cell", "flag", "words"),
    [
        ("500 орчим", "approximate", "approximate"),
        ("~500", "approximate", "approximate"),
        ("about 500", "approximate", "approximate"),
        (">500", "lower_bound", "a lower bound"),
    ],
)
def test_a_guess_is_kept_and_marked_to_the_end(land, cell, flag, words):
    use(land, f"F1,West,,2012,...,{cell}", "F2,East,,2012,...,40")
    outcome = land.run()
    issue = outcome.issue("rehabilitation.inexact")
    assert (issue["severity"], issue["source_row"]) == ("warn", "2")
    assert issue["message"].endswith(
        f"F1: found {cell!r}; expected a number alone. Kept as 500 ha, marked as {words}."
    )
    assert r01(outcome, WEST) == (500, "value", flag)
    assert r01(outcome, EAST) == (40, "value", "")
    assert r01(outcome, "MN") == (540, "value", flag)
    # So is a rate that is made of it.
    assert flag in outcome.indicators.loc[(WEST, "R03"), "flags"].split(";")


@pytest.mark.bad_input(33)
def test_a_figure_that_is_at_most_so_much_is_none(land):
    use(land, "F1,West,,2012,...,<500", "F2,East,,2012,...,40")
    outcome = land.run()
    issue = outcome.issue("rehabilitation.upper_bound")
    assert (issue["severity"], issue["source_row"]) == ("row", "2")
    assert r01(outcome, WEST)[1] == "surveyed_no_figure"
    assert r01(outcome, "MN") == (40, "value", "lower_bound")


@pytest.mark.bad_input(33)
def test_words_that_are_no_number_are_no_figure(land):
    use(land, "F1,West,,2012,...,400-500", "F2,East,,2012,...,40")
    outcome = land.run()
    issue = outcome.issue("value.not_a_number")
    assert (issue["severity"], issue["source_row"]) == ("row", "2")
    assert r01(outcome, WEST)[1] == "surveyed_no_figure"
    assert r01(outcome, "MN") == (40, "value", "lower_bound")


@pytest.mark.bad_input(34)
@pytest.mark.parametrize(
    ("cell", "code", "shown"),
    [
        ("-5", "rehabilitation.negative", "-5.0 ha"),
        ("20000.1", "rehabilitation.larger_than_unit", "20,000.1 ha"),
    ],
)
def test_a_figure_that_cannot_be_is_set_aside(land, cell, code, shown):
    use(land, f"F1,West,,2012,...,{cell}", "F2,East,,2012,...,40", "F3,East,,2011,...,30")
    outcome = land.run()
    issue = next(i for i in outcome.issues if i["code"] == code)
    assert (issue["severity"], issue["source_row"]) == ("row", "2")
    assert float(issue["area_ha_affected"]) == float(cell)
    assert issue["message"] == (
        f"rehabilitation (spoiled.csv, row 2): F1: found {shown}; expected zero or more, at most "
        "20,000.0 ha, the area of the unit. Set aside; check the number and its unit (`value_ha` "
        "is in hectares)."
    )
    assert r01(outcome, WEST)[1] == "coverage_unknown"
    assert r01(outcome, "MN") == (40, "value", "lower_bound")
    assert outcome.rows("rehabilitation", "rows in") == 3
    assert outcome.rows("rehabilitation", "counted") == 2


@pytest.mark.bad_input(34)
def test_both_figures_that_cannot_be_have_a_code(land):
    use(land, "F1,West,,2012,...,-5", "F2,East,,2012,...,10001", "F3,East,,2012,...,1")
    outcome = land.run()
    assert outcome.issue("rehabilitation.negative")["source_row"] == "2"
    assert outcome.issue("rehabilitation.larger_than_unit")["source_row"] == "3"


@pytest.mark.bad_input(35)
@pytest.mark.parametrize(
    ("values", "unit", "found"),
    [
        # 46.7, 60 and 40 ha in square metres, and in square kilometres.
        (("467000", "600000", "400000"), "m2", "figures of 4,000.0 % of their units"),
        (("0.467", "0.6", "0.4"), "km2", "3 figures, none of which reaches 1 ha"),
    ],
)
def test_figures_in_another_unit_are_told_by_their_magnitude(land, values, unit, found):
    rows = [
        f"F1,West,,2012,...,{values[0]}",
        f"F2,,MN9001,2012,...,{values[1]}",
        f"F3,East,,2012,...,{values[2]}",
    ]
    use(land, *rows)
    outcome = land.run()
    issue = outcome.issue("rehabilitation.unit")
    assert (issue["severity"], issue["key"]) == ("warn", "value_ha")
    assert f"found {found}" in issue["message"]
    assert f"set `datasets.rehabilitation.units: {{value_ha: {unit}}}`" in issue["message"]
    # Taken as hectares until the unit is said, or set aside where they cannot be.
    assert outcome.rows("rehabilitation", "counted") == (3 if unit == "km2" else 0)

    use(land, *rows, units={"value_ha": unit})
    outcome = land.run()
    assert outcome.all_issues("rehabilitation.unit") == []
    assert outcome.issue("value.converted")["source_rows"] == "2;3;4"
    assert r01(outcome, WEST)[0] == pytest.approx(46.7)
    assert r01(outcome, EAST)[0] == pytest.approx(40)


@pytest.mark.bad_input(35)
def test_a_head_that_names_a_unit_is_asked_about(land):
    head = HEAD.replace("value_ha", "area_km2")
    use(land, "F1,West,,2012,...,46.7", head=head, columns={"value_ha": "area_km2"})
    outcome = land.run()
    assert outcome.issue("rehabilitation.unit")["found"] == (
        "numbers in the column `area_km2`, which names km2"
    )
    assert r01(outcome, WEST)[0] == 46.7
    for unit, hectares in (("ha", 46.7), ("km2", 4670)):
        land.config["datasets"]["rehabilitation"]["units"] = {"value_ha": unit}
        outcome = land.run()
        assert outcome.all_issues("rehabilitation.unit") == []
        assert r01(outcome, WEST)[0] == hectares


@pytest.mark.bad_input(35)
def test_the_unit_of_a_row_is_honoured(land):
    head = HEAD + ",value_unit"
    use(land, "F1,West,,2012,...,0.467,km2", "F2,East,,2012,...,40,desyatina", head=head)
    outcome = land.run()
    assert r01(outcome, WEST)[0] == pytest.approx(46.7)
    issue = outcome.issue("value.unknown_unit")
    assert (issue["severity"], issue["source_row"]) == ("row", "3")
    assert r01(outcome, EAST)[1] == "surveyed_no_figure"


@pytest.mark.bad_input(36)
@pytest.mark.parametrize("newest_first", [False, True])
def test_of_two_figures_of_a_unit_the_newest_is_used(land, newest_first):
    rows = ["F1,West,,2012,...,60", "F2,West,,2019,...,45"]
    use(land, *(rows[::-1] if newest_first else rows), "F3,East,,2012,...,40")
    outcome = land.run()
    issue = outcome.issue("rehabilitation.repeated")
    assert (issue["severity"], issue["source_rows"]) == ("warn", "2;3")
    assert "F1 60 ha in 2012" in issue["found"]
    assert "F2 45 ha in 2019" in issue["found"]
    assert r01(outcome, WEST)[0] == 45
    assert r01(outcome, "MN")[0] == 85
    # Both are in the tables.
    assert outcome.rows("rehabilitation", "counted") == 3


@pytest.mark.bad_input(37)
def test_soums_that_do_not_add_up_to_their_province(land):
    use(
        land,
        "F1,West,,2012,...,100",
        "F2,West,Baruun,2012,...,60",
        "F3,West,Dund,2012,...,30",
        "F4,East,,2012,...,40.02",
        "F5,East,Zuun,2012,...,40",
        # Of another year and another measure: not to be compared.
        "F6,West,Dund,2011,mined_area,30",
    )
    outcome = land.run()
    issue = outcome.issue("rehabilitation.sum_of_soums")
    assert (issue["severity"], issue["source_row"], issue["key"]) == ("warn", "2", WEST)
    assert issue["message"] == (
        f"rehabilitation (spoiled.csv, row 2): {WEST}: found 100.0 ha of no_rehabilitation in 2012 "
        "(F1); expected 90.0 ha, the sum of 2 soums. The figure of the province is used; they "
        "differ by +10.0 ha."
    )
    assert r01(outcome, WEST)[0] == 100
    assert r01(outcome, "MN")[0] == pytest.approx(140.02)


@pytest.mark.bad_input(38)
def test_figures_of_provinces_are_not_spread_to_soums(land):
    use(land, "F1,West,,2012,...,60")
    outcome = land.run()
    issue = outcome.issue("rehabilitation.provinces_only")
    assert issue["severity"] == "info"
    assert issue["found"] == "figures of unrehabilitated land for 1 provinces and for no soum"
    assert r01(outcome, WEST)[0] == 60
    for soum_id in ("MN9001", "MN9002"):
        row = outcome.indicators.loc[(soum_id, "R01")]
        assert (row["state"], row["period"]) == ("coverage_unknown", "2012")
        assert row["note"] == "Given for the province only; it is not spread to its soums."
    # Of the other province nothing is known, and nothing is said.
    row = outcome.indicators.loc[("MN9101", "R01")]
    assert (row["state"], row["note"]) == ("coverage_unknown", "No survey is on record.")
