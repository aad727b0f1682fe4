"""Numbers as people write them."""

import minicountry
import pytest

HEAD = "soum_id;year;people\n"


@pytest.mark.bad_input(28)
def test_numbers_are_read_as_their_column_shows(land):
    land.text(
        "rehabilitation",
        "record_id;province_id;year;measure;value_ha\n"
        "F1;West;2012;no_rehabilitation;1\u202f234,5\nF2;East;2012;no_rehabilitation;1,234\n",
    )
    outcome = land.run()
    issue = outcome.issue("value.dialect")
    assert (issue["severity"], issue["source_rows"]) == ("info", "2;3")
    assert issue["message"] == (
        "rehabilitation (spoiled.csv, row 2): value_ha: found 2 numbers written as "
        "'1 234,5'; expected digits, with a point for decimals. Read as 1234.5; if that is "
        "wrong, set `datasets.rehabilitation.decimal`."
    )
    assert outcome.value("R01", "MN-901") == 1234.5
    assert outcome.value("R01", "MN-902") == 1.234
    assert outcome.value("R01") == 1235.734


@pytest.mark.bad_input(28)
def test_a_number_that_may_be_two_is_none(land):
    register = minicountry.register()
    declared = ["1,234", "500", "300", None, "200", "50"]
    land.layer("licences", register.assign(area_declared_ha=declared))
    outcome = land.run()
    issue = outcome.issue("value.ambiguous")
    assert (issue["severity"], issue["source_row"]) == ("row", "1")
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): area_declared_ha: found '1,234'; expected a number that "
        "can be read in one way only: it could be 1234 or 1.234. Taken as missing; set "
        '`datasets.licences.decimal` to "," or ".".'
    )
    area = outcome.tables["licences"]["area_declared_ha"]
    assert area.isna().tolist() == [True, False, False, True, False, False]
    # The licence itself stays.
    assert (outcome.count(), outcome.union_ha()) == (6, pytest.approx(1400))

    land.config["datasets"]["licences"]["decimal"] = ","
    outcome = land.run()
    assert outcome.tables["licences"]["area_declared_ha"].iloc[0] == 1.234
    assert outcome.all_issues("value.ambiguous") == []


@pytest.mark.bad_input(28)
def test_people_grouped_by_thousands_are_no_question(land):
    rows = ["MN9001;2012;1,000", "MN9002;2012;3,000", "MN9101;2012;2,000"]
    land.text("population", HEAD + "\n".join(rows) + "\n")
    outcome = land.run()
    assert outcome.issue("value.dialect")["found"] == "3 numbers written as '1,000'"
    assert outcome.value("U02") == 6000


@pytest.mark.bad_input(28)
def test_points_alone_are_decimals_and_said_to_be(land):
    land.text(
        "rehabilitation",
        "record_id,province_id,year,measure,value_ha\nF1,West,2012,no_rehabilitation,1.234\n",
    )
    outcome = land.run()
    assert outcome.issue("value.point")["severity"] == "warn"
    assert outcome.value("R01", "MN-901") == 1.234


@pytest.mark.bad_input(28)
def test_a_unit_behind_the_number_is_read(land):
    land.text(
        "rehabilitation",
        "record_id,province_id,year,measure,value_ha\n"
        "F1,West,2012,no_rehabilitation,500 ha\nF2,East,2012,no_rehabilitation,5 га\n",
    )
    outcome = land.run()
    assert outcome.issue("value.unit_in_cell")["source_rows"] == "2;3"
    assert outcome.value("R01") == 505
