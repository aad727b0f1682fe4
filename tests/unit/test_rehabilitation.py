import numpy as np
import pytest
from squares import (
    BOGD,
    NOMGON,
    ULZIIT,
    UMNUGOVI,
    measured_provinces,
    one_issue,
    read_text,
    soums,
)

from nutag import labels
from nutag.issues import InputError
from nutag.rehabilitation import check_measure, standardise_rehabilitation
from nutag.vocabulary import MEASURES

HEADER = "record_id,admin_level,province_id,soum_id,year,measure,value_ha\n"


def read(tmp_path, text, header=HEADER):
    source = read_text(tmp_path, "rehabilitation", header + text)
    table, ladder = standardise_rehabilitation(
        source.table, measured_provinces(soums()), soums(), source.log
    )
    return table.set_index("record_id"), ladder.set_index("step")["rows"].to_dict(), source.log


def test_a_zero_is_a_zero_and_a_gap_is_a_gap(tmp_path):
    cells = {"a": "46.7", "b": "0", "c": ""}
    text = "".join(f"{k},,MN-053,,2012,mined_area,{cell}\n" for k, cell in cells.items())
    table, rows, log = read(tmp_path, text)
    assert table["state"].to_dict() == {
        "a": "value",
        "b": "reported_zero",
        "c": "not_surveyed",
    }
    assert table["value_ha"].tolist() == pytest.approx([46.7, 0, np.nan], nan_ok=True)
    assert rows == {"rows in": 3, "parsed": 3, "in the country": 3, "counted": 3}
    issue = one_issue(log, "rehabilitation.repeated")
    assert issue.severity == "warn"
    assert issue.message.endswith(
        "found 2 figures of mined_area (a 46.7 ha in 2012, b 0 ha in 2012); expected one figure of "
        "a measure and unit. The newest is used, of one year the last; all are in the tables."
    )


def test_the_level_is_the_one_stated_else_the_narrowest_place(tmp_path):
    text = (
        "a,,MN-053,Nomgon,2012,mined_area,1\nb,,MN-053,,2012,mined_area,1\nc,,,,2012,mined_area,1\n"
        "d,national,,,2012,mined_area,1\ne,district,MN-053,4625,2012,mined_area,1\nf,site,MN-053,,2012,mined_area,1\n"
    )
    table, _, log = read(tmp_path, text)
    assert table["unit_level"].to_dict() == {
        "a": "soum",
        "b": "province",
        "c": "country",
        "d": "country",
        "e": "soum",
        "f": "site",
    }
    assert table.loc["a", "soum_id"] == table.loc["e", "soum_id"] == NOMGON
    assert {issue.code for issue in log} == {"rehabilitation.repeated"}


def test_a_figure_of_an_unknown_soum_is_none_of_its_province(tmp_path):
    table, rows, log = read(tmp_path, "a,soum,Umnugovi,Nomgonn,2012,mined_area,5\n")
    assert table.loc["a", "unit_level"] == "site"
    assert table.loc["a", "province_id"] == UMNUGOVI
    assert rows["in the country"] == 1
    issue = one_issue(log, "place.unknown_soum")
    assert issue.severity == "row"
    assert issue.message == (
        "rehabilitation (in.csv, row 2): soum_id: found 'Nomgonn' in MN-053; expected the code or "
        "the name of a soum of that province; nearest: Nomgon (MN4625). The figure is kept for its "
        "province only, as a figure of a site. Correct it, or fill in "
        "results/checks/unmatched.csv and name the file under `datasets.aliases`."
    )


def test_a_figure_of_an_unknown_province_is_set_aside(tmp_path):
    table, rows, log = read(
        tmp_path, "a,,Atlantis,,2012,mined_area,5\nb,,MN-053,,2012,mined_area,5\n"
    )
    assert table.index.tolist() == ["b"]
    assert rows == {"rows in": 2, "parsed": 2, "in the country": 1, "counted": 1}
    assert one_issue(log, "place.unknown_province").source_row == 2


def test_negative_hectares_are_set_aside(tmp_path):
    table, _, log = read(tmp_path, "a,,MN-053,,2012,mined_area,-4\n")
    assert table.empty
    issue = one_issue(log, "rehabilitation.negative")
    assert issue.severity == "row"
    assert issue.message == (
        "rehabilitation (in.csv, row 2): a: found -4.0 ha; expected zero or more, at "
        "most 20,000.0 ha, the area of the unit. Set aside; check the number and its unit "
        "(`value_ha` is in hectares)."
    )


@pytest.mark.parametrize(
    ("place", "limit_ha", "limit"),
    [
        ("MN-053,Nomgon", 10_000, "10,000.0"),
        ("MN-053,", 20_000, "20,000.0"),
        # No polygon: the limit is that of the province.
        ("MN-055,Bogd", 20_000, "20,000.0"),
        # No place: that of the country.
        (",", 40_000, "40,000.0"),
    ],
)
def test_a_figure_cannot_be_larger_than_its_unit(tmp_path, place, limit_ha, limit):
    text = f"a,,{place},2012,mined_area,{limit_ha}\nb,,{place},2012,mined_area,{limit_ha + 1}\n"
    table, _, log = read(tmp_path, text)
    assert table.index.tolist() == ["a"]
    issue = one_issue(log, "rehabilitation.larger_than_unit")
    assert issue.severity == "row"
    assert issue.area_ha_affected == limit_ha + 1
    assert issue.message == (
        f"rehabilitation (in.csv, row 3): b: found {limit_ha + 1:,}.0 ha; expected zero or "
        f"more, at most {limit} ha, the area of the unit. Set aside; check the number and its unit "
        "(`value_ha` is in hectares)."
    )


def test_two_records_of_one_id_stop(tmp_path):
    with pytest.raises(InputError, match="record_id: found a more than once \\(rows 2, 3\\)"):
        read(tmp_path, "a,,MN-053,,2012,mined_area,4\na,,MN-055,,2012,mined_area,4\n")


def test_a_number_in_words_is_missing_and_never_zero(tmp_path):
    table, _, log = read(tmp_path, "a,,MN-053,,2012,mined_area,some\n")
    assert table.loc["a", "state"] == "surveyed_no_figure"
    assert one_issue(log, "value.not_a_number").key == "value_ha"


def test_measures_are_never_mixed(tmp_path):
    text = "a,,MN-053,,2012,mined_area,4\nb,,MN-053,,2012,disturbed,5\n"
    table, _, _ = read(tmp_path, text)
    assert table["measure"].to_dict() == {"a": "mined_area", "b": "disturbed"}
    assert {BOGD, ULZIIT}.isdisjoint(table["soum_id"])


def test_a_file_without_the_measure_of_r01_stops_the_run(tmp_path):
    table, _, log = read(tmp_path, "a,,MN-053,,2012,no_rehabilitation,5\n")
    check_measure(table.reset_index(), log)
    assert [issue.severity for issue in log] == ["info"]
    table, _, log = read(tmp_path, "a,,MN-053,,2012,left,5\n")
    check_measure(table.reset_index(), log)
    issue = one_issue(log, "rehabilitation.unknown_measure")
    assert issue.severity == "stop"
    assert "found the measures left; expected also `no_rehabilitation`" in issue.message
    assert "Map the words of the file under `datasets.rehabilitation.values.measure`" in (
        issue.message
    )


def test_a_soum_that_is_not_known_is_never_its_province(tmp_path):
    text = "a,,MN-053,Nowhere,2012,no_rehabilitation,50\n"
    table, _, log = read(tmp_path, text)
    assert table["unit_level"].to_dict() == {"a": "site"}
    assert [issue.code for issue in log] == ["place.unknown_soum"]


def test_a_soum_of_another_province_is_not_used(tmp_path):
    table, _, log = read(tmp_path, f"a,,MN-055,{NOMGON},2012,no_rehabilitation,50\n")
    assert table["unit_level"].to_dict() == {"a": "site"}
    issue = one_issue(log, "place.outside_province")
    assert issue.message == (
        "rehabilitation (in.csv, row 2): soum_id: found 'MN4625' in MN-055, which names Nomgon "
        "(MN4625); expected a soum of the province of the row. The figure is kept for its province "
        "only, as a figure of a site. Correct the soum or the province."
    )


def test_the_narrower_place_is_meant(tmp_path):
    table, _, log = read(tmp_path, f"a,province,MN-053,{NOMGON},2012,no_rehabilitation,3\n")
    assert table["unit_level"].to_dict() == {"a": "soum"}
    issue = one_issue(log, "rehabilitation.level")
    assert issue.message.endswith(
        "a: found admin_level 'province'; expected a figure of the soum that the row names. "
        "Taken as a figure of a soum."
    )


@pytest.mark.parametrize("word", ["Province", "aimag"])
def test_a_level_in_other_words(tmp_path, word):
    table, _, log = read(tmp_path, f"a,{word},MN-053,,2012,mined_area,3\n")
    assert table["unit_level"].to_dict() == {"a": "province"}
    assert len(log) == 0


def test_a_level_that_is_none_is_guessed_and_reported(tmp_path):
    table, _, log = read(tmp_path, "a,region,MN-053,,2012,no_rehabilitation,3\n")
    assert table["unit_level"].to_dict() == {"a": "province"}
    issue = one_issue(log, "rehabilitation.level")
    assert "found admin_level 'region'; expected one of country, province, soum" in issue.message


@pytest.mark.parametrize("level", ["province", "soum"])
def test_a_figure_without_its_place_is_kept_and_used_nowhere(tmp_path, level):
    place = "" if level == "province" else "MN-053"
    table, _, log = read(tmp_path, f"a,{level},{place},,2012,no_rehabilitation,3\n")
    assert table["unit_level"].to_dict() == {"a": "site"}
    issue = one_issue(log, "rehabilitation.no_place")
    assert issue.severity == "row"
    assert issue.message.endswith(
        f"a: found a figure of a {level} that is not named; expected the {level} in "
        f"`{level}_id`. Kept in the tables as a figure of a site; no indicator uses it."
    )


def test_a_figure_without_a_measure_is_set_aside(tmp_path):
    text = "a,,MN-053,,2012,,3\nb,,MN-053,,2012, No Rehabilitation,4\n"
    table, rows, log = read(tmp_path, text)
    assert table["measure"].to_dict() == {"b": "no_rehabilitation"}
    assert rows["in the country"] == 1
    issue = one_issue(log, "rehabilitation.no_measure")
    assert issue.severity == "row"
    assert "a: found no measure; expected what was counted" in issue.message
    assert "set `datasets.rehabilitation.constants.measure`" in issue.message


@pytest.mark.parametrize("year", ["abc", "", "3012"])
def test_a_figure_without_a_year_is_kept_and_reported(tmp_path, year):
    table, _, log = read(tmp_path, f"a,,MN-053,,{year},no_rehabilitation,3\n")
    assert table["value_ha"].tolist() == [3]
    issue = one_issue(log, "rehabilitation.no_year")
    assert issue.severity == "warn"
    assert issue.message.endswith("Kept without a year: a figure with one is newer.")


def test_a_scope_that_is_no_word_of_ours_is_taken_as_a_part(tmp_path):
    header = HEADER.replace("\n", ",scope\n")
    text = "a,,MN-053,,2012,no_rehabilitation,3,some\nb,,MN-055,,2012,no_rehabilitation,3,\n"
    table, _, log = read(tmp_path, text, header)
    assert table["scope"].to_dict() == {"a": "part", "b": "whole"}
    issue = one_issue(log, "rehabilitation.unknown_scope")
    assert "scope: found 'some'; expected one of whole, part." in issue.message
    assert "map it under `datasets.rehabilitation.values.scope`" in issue.message


def test_a_figure_that_is_no_area_is_a_figure(tmp_path):
    header = HEADER.replace("\n", ",value_other,value_other_unit\n")
    text = "a,,MN-053,,2012,sites,,600,sites\nb,,MN-053,,2012,mined_area,-,,\n"
    table, _, _ = read(tmp_path, text, header)
    assert table["state"].to_dict() == {"a": "value", "b": "surveyed_no_figure"}


def test_a_figure_with_words_keeps_what_they_say(tmp_path):
    header = HEADER.replace("\n", ",exactness\n")
    text = "a,,MN-053,,2012,no_rehabilitation,~500,\nb,,MN-055,,2012,no_rehabilitation,>20,cited\n"
    table, _, log = read(tmp_path, text, header)
    assert table["value_ha"].tolist() == [500, 20]
    assert table["exactness"].tolist() == ["approximate", "cited; lower bound"]
    issues = [issue for issue in log if issue.code == "rehabilitation.inexact"]
    assert [(issue.source_row, issue.action) for issue in issues] == [
        (2, "Kept as 500 ha, marked as approximate."),
        (3, "Kept as 20 ha, marked as a lower bound."),
    ]


def test_a_figure_that_is_at_most_so_much_is_none(tmp_path):
    table, rows, log = read(tmp_path, "a,,MN-053,,2012,no_rehabilitation,<5\n")
    assert table["state"].to_dict() == {"a": "surveyed_no_figure"}
    assert rows["counted"] == 1  # a state, without hectares
    issue = one_issue(log, "rehabilitation.upper_bound")
    assert (issue.severity, issue.source_row, issue.found) == ("row", 2, "'<5'")


def test_the_row_says_why_it_has_no_figure(tmp_path):
    header = HEADER.replace("\n", ",state\n")
    text = (
        "a,,MN-053,,2012,mined_area,-,not_surveyed\nb,,MN-053,,2012,mined_area,,\n"
        "c,,MN-053,,2012,mined_area,,surveyed_no_figure\nd,,MN-053,,2012,mined_area,4,not_surveyed\n"
    )
    table, _, log = read(tmp_path, text, header)
    assert table["state"].to_dict() == {
        "a": "not_surveyed",
        "b": "not_surveyed",
        "c": "surveyed_no_figure",
        "d": "value",
    }
    issue = one_issue(log, "rehabilitation.state")
    assert (issue.severity, issue.source_row) == ("warn", 5)
    assert issue.message.endswith(
        "d: found the state 'not_surveyed'; expected one that fits the figure: value, "
        "reported_zero, surveyed_no_figure, not_surveyed, coverage_unknown. Taken as value; "
        "correct the figure or the state, or map the word under "
        "`datasets.rehabilitation.values.state`."
    )


def test_a_misspelt_measure_is_reported_with_the_nearest(tmp_path):
    text = "a,,MN-053,,2012,no_rehabilitaton,4\nb,,MN-053,,2012,no rehabilitaton,5\n"
    table, _, log = read(tmp_path, text)
    assert set(table["measure"]) == {"no_rehabilitaton"}
    issue = one_issue(log, "rehabilitation.strange_measure")
    assert (issue.severity, issue.source_rows) == ("warn", (2, 3))
    assert issue.message.endswith(
        "measure: found the measure 'no_rehabilitaton' in 2 rows; expected a known measure; "
        "nearest: no_rehabilitation. Kept as a kind of its own, which no indicator uses; map it "
        "under `datasets.rehabilitation.values.measure`."
    )


def test_the_measures_with_words_for_a_page_are_known():
    assert set(labels.MEASURES) <= set(MEASURES)
