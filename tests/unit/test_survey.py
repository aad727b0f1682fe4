from squares import UMNUGOVI, UVURKHANGAI, measured_provinces, one_issue, read_text, soums

from nutag.survey import standardise_survey_coverage


def survey(tmp_path, text):
    source = read_text(tmp_path, "survey_coverage", "province_id,measure,year,state,note\n" + text)
    table = standardise_survey_coverage(source.table, measured_provinces(soums()), source.log)
    return table, source.log


def test_what_a_survey_covered(tmp_path):
    table, log = survey(
        tmp_path,
        "Өмнөговь,No rehabilitation,2012,value,\nMN-055,no_rehabilitation,2012,not_surveyed,w\n",
    )
    assert table["province_id"].tolist() == [UMNUGOVI, UVURKHANGAI]
    assert table["state"].tolist() == ["value", "not_surveyed"]
    assert set(table["measure"]) == {"no_rehabilitation"}
    assert [issue.code for issue in log] == ["place.alias"]


def test_a_survey_of_other_land_says_so(tmp_path):
    _, log = survey(tmp_path, "MN-053,left,2012,value,\n")
    issue = one_issue(log, "survey.unknown_measure")
    assert issue.severity == "warn"
    assert "found the measures left; expected also `no_rehabilitation`, which R01 counts." in (
        issue.message
    )


def test_an_unknown_state_says_nothing_about_coverage(tmp_path):
    table, log = survey(tmp_path, "MN-053,left,2012,maybe,\nAtlantis,left,2012,value,\n")
    assert table["state"].tolist() == ["coverage_unknown"]
    issue = one_issue(log, "survey.unknown_state")
    assert issue.severity == "row"
    assert issue.message == (
        "survey_coverage (in.csv, row 2): state: found 'maybe'; expected one of value, "
        "reported_zero, surveyed_no_figure, not_surveyed, coverage_unknown. Taken as "
        "coverage_unknown."
    )
    assert one_issue(log, "place.unknown_province").source_row == 3


def test_a_row_without_a_province_does_not_vanish(tmp_path):
    table, log = survey(tmp_path, ",no_rehabilitation,2012,value,\nMN-053,left,2012,value,\n")
    assert table["source_row"].tolist() == [3]
    issue = one_issue(log, "place.missing")
    assert (issue.severity, issue.source_row) == ("row", 2)
