import pandas as pd
import pytest
from squares import one_issue

from nutag.issues import IssueLog
from nutag.totals import ALL, whole_of, without_totals


@pytest.mark.parametrize("word", ["Бүгд", "нийт", "НИЙТ ДҮН", "Total", " Total: ", "Улсын дүн"])
def test_words_for_everything(word):
    assert whole_of(word) == ALL


@pytest.mark.parametrize("word", ["Баруун", "Төв", "Central", "West", "Mongol", "", None, "Niit"])
def test_places_are_no_totals(word):
    assert whole_of(word) is None


def test_regions_are_their_provinces():
    regions = ["Баруун бүс", "Хангайн бүс", "Central region", "Зүүн бүс", "Ulaanbaatar region"]
    wholes = [whole_of(word) for word in regions]
    assert [len(whole) for whole in wholes] == [5, 6, 7, 3, 1]
    # Every province is in one of them.
    assert len(frozenset().union(*wholes)) == 22


def rows(*hectares):
    return pd.DataFrame({"source_row": range(2, len(hectares) + 2), "area_ha": hectares})


def parts(*province_ids, level=0, year="2012"):
    return pd.DataFrame({"word": "Бүгд", "province_id": province_ids, "level": level, "year": year})


VALUES = {"area_ha": ("ha", 0.0)}


def test_a_total_is_left_out_and_held_against_its_parts():
    log = IssueLog("licence_statistics", "in.csv")
    left = without_totals(
        rows(10.0, 20.0, 30.0), [None, None, ALL], parts("A", "B", None), VALUES, log
    )
    assert left["area_ha"].tolist() == [10, 20]
    assert [issue.code for issue in log] == ["row.total"]
    assert one_issue(log, "row.total").message == (
        "licence_statistics (in.csv, row 4): Бүгд: found a row that adds up others; expected rows "
        "of single units. Left out; its parts have 30 ha in 2 rows."
    )


def test_a_total_that_differs_is_reported_with_both_numbers():
    log = IssueLog("licence_statistics", "in.csv")
    without_totals(rows(10.0, 20.0, 31.5), [None, None, ALL], parts("A", "B", None), VALUES, log)
    issue = one_issue(log, "row.total_differs")
    assert (issue.severity, issue.source_row) == ("warn", 4)
    assert issue.message.endswith(
        "found a total of 31.5 ha; expected 30 ha, the sum of 2 rows. The rows are used, not the "
        "total; they differ by +1.5 ha."
    )
    # What rounding can do is no difference.
    log = IssueLog("licence_statistics")
    values = {"area_ha": ("ha", 0.5)}
    without_totals(rows(10.0, 20.0, 31.5), [None, None, ALL], parts("A", "B", None), values, log)
    assert [issue.code for issue in log] == ["row.total"]


def test_only_rows_of_the_region_the_year_and_the_level_are_parts():
    log = IssueLog("population")
    table = rows(1.0, 2.0, 4.0, 8.0, 16.0, 1.0)
    of = parts("A", "A", "B", "A", None, None)
    of["level"] = [0, 1, 0, 0, 0, 0]
    of["year"] = ["2012", "2012", "2012", "2013", "2012", "2012"]
    left = without_totals(table, [None] * 5 + [frozenset({"A"})], of, VALUES, log)
    assert len(left) == 5
    assert one_issue(log, "row.total").action == "Left out; its parts have 1 ha in 1 rows."
