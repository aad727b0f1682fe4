import numpy as np
import pytest
from squares import COUNTRY, UMNUGOVI, UVURKHANGAI, one_issue, provinces, read_text

from nutag.issues import InputError
from nutag.licence_statistics import standardise_licence_statistics
from nutag.readers import no_rows

HEADER = "province_id,period,stage,count,area_ha\n"


def read(tmp_path, text):
    source = read_text(tmp_path, "licence_statistics", HEADER + text)
    table, ladder = standardise_licence_statistics(source.table, provinces(), COUNTRY, source.log)
    return table, ladder.set_index("step")["rows"].to_dict(), source.log


def test_rows_of_provinces_and_of_the_country(tmp_path):
    table, rows, log = read(
        tmp_path, "Өмнөговь,2026-07,total,5,1000\n,2026-07,total,9,3000\nMN-055,2026-07,total,4,\n"
    )
    assert table["unit_id"].tolist() == [UMNUGOVI, COUNTRY, UVURKHANGAI]
    assert table["unit_level"].tolist() == ["province", "country", "province"]
    # An area that was not published is no zero.
    assert table["area_ha"].tolist() == pytest.approx([1000, 3000, np.nan], nan_ok=True)
    assert rows == {"rows in": 3, "parsed": 3, "counted": 3}
    assert [issue.code for issue in log] == ["place.alias"]


def test_an_unknown_province_is_not_the_country(tmp_path):
    table, rows, log = read(tmp_path, "Atlantis,2026-07,total,5,1000\n")
    assert table.empty
    assert rows["counted"] == 0
    assert one_issue(log, "place.unknown_province").severity == "row"


def test_an_unknown_stage_is_set_aside(tmp_path):
    table, _, log = read(tmp_path, "MN-053,2026-07,mine,5,1000\n")
    assert table.empty
    issue = one_issue(log, "statistics.unknown_stage")
    assert issue.severity == "row"
    assert issue.message == (
        "licence_statistics (in.csv, row 2): stage: found 'mine'; expected one of exploration, "
        "mining, total. Set aside; map it under `datasets.licence_statistics.values.stage`."
    )


@pytest.mark.parametrize(("cells", "column"), [("-5,1000", "count"), ("5,-1000", "area_ha")])
def test_negative_numbers_are_set_aside(tmp_path, cells, column):
    table, _, log = read(tmp_path, f"MN-053,2026-07,total,{cells}\nMN-055,2026-07,total,1,1\n")
    assert table["unit_id"].tolist() == [UVURKHANGAI]
    assert one_issue(log, "value.negative").key == column


@pytest.mark.parametrize(
    ("province", "limit_ha", "limit"),
    # 200 km2, 400 km2, and 600 km2 for the country.
    [("MN-053", 20_000, "20,000.0"), ("MN-055", 40_000, "40,000.0"), ("", 60_000, "60,000.0")],
)
def test_an_area_larger_than_its_unit_is_set_aside(tmp_path, province, limit_ha, limit):
    text = f"{province},2026-06,total,5,{limit_ha}\n{province},2026-07,total,5,{limit_ha + 1}\n"
    table, _, log = read(tmp_path, text)
    assert table["period"].tolist() == ["2026-06"]
    issue = one_issue(log, "statistics.larger_than_unit")
    assert issue.severity == "row"
    assert issue.message == (
        f"licence_statistics (in.csv, row 3): area_ha: found {limit_ha + 1:,}.0 ha; expected at "
        f"most the official area of the unit, {limit} ha. Set aside; check the number and its unit "
        "(`area_ha` is in hectares)."
    )


def test_two_rows_of_one_key_stop(tmp_path):
    text = "MN-053,2026-07,total,5,1000\nUmnugovi,2026-07,total,5,1000\n"
    _, _, log = read(tmp_path, text)
    issue = one_issue(log, "statistics.duplicate")
    assert issue.message == (
        "licence_statistics (in.csv, row 2): MN-053 2026-07 total: found 2 rows; expected one row "
        "for each unit, month-end and stage. Remove the rows that are not wanted."
    )
    with pytest.raises(InputError):
        log.stop_if_needed()


def test_no_statistics_are_an_empty_table():
    source = no_rows("licence_statistics")
    table, ladder = standardise_licence_statistics(source.table, provinces(), COUNTRY, source.log)
    assert table.empty
    assert {"unit_id", "period", "stage", "area_ha"} <= set(table.columns)
    assert ladder["rows"].tolist() == [0, 0, 0]


@pytest.mark.parametrize("period", ["Dec 2013", "31.12.2012", "2013-13", ""])
def test_a_period_that_is_none_is_set_aside(tmp_path, period):
    text = f"MN-053,{period},total,5,1000\nMN-053,2012,total,5,1000\n"
    table, _, log = read(tmp_path, text)
    assert table["period"].tolist() == ["2012"]
    issue = one_issue(log, "statistics.period")
    assert (issue.severity, issue.source_row) == ("row", 2)
    assert issue.message.endswith(
        "expected a month or a year, for example 2026-07 or 2026. Set aside."
    )


def test_parts_that_are_more_than_their_total_are_set_aside(tmp_path):
    rows = [("exploration", 400), ("mining", 1500), ("total", 1000)]
    odd = "".join(f"MN-053,2026-07,{stage},5,{ha}\n" for stage, ha in rows)
    # Rounding alone: 400 + 700 against 1,000.
    good = "".join(f"MN-055,2026-07,{stage},5,{min(ha, 700)}\n" for stage, ha in rows[:2])
    table, _, log = read(tmp_path, odd + good + "MN-055,2026-07,total,5,1000\n")
    assert set(table["unit_id"]) == {UVURKHANGAI}
    issue = one_issue(log, "statistics.parts")
    assert (issue.severity, issue.source_row) == ("row", 2)
    assert issue.message.endswith(
        "MN-053 2026-07: found 1,900.0 ha under exploration and mining; expected at most the "
        "total, 1,000.0 ha. All rows of that unit and month-end are set aside; correct one of them."
    )


def test_the_country_may_add_up_the_rounding_of_every_province(tmp_path):
    rows = [("exploration", 600), ("mining", 700), ("total", 1000)]  # two provinces: 400 at most
    text = "".join(f",2026-07,{stage},5,{ha}\n" for stage, ha in rows)
    table, _, log = read(tmp_path, text)
    assert len(table) == 3
    assert "statistics.parts" not in {issue.code for issue in log}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MN-053,2026-07,mining,5,1000\n", "totals of 0 provinces at 2026-07, in 1 rows"),
        # A total without an area, and one of the country alone.
        ("MN-053,2026-07,total,5,\n", "totals of 0 provinces at 2026-07, in 1 rows"),
        (",2026-07,total,5,1000\n", "totals of 0 provinces at 2026-07, in 1 rows"),
        # A mistyped month.
        (
            "MN-053,2026-07,total,5,9\nMN-055,2026-07,total,5,9\nMN-053,2062-08,total,5,9\n",
            "totals of 1 provinces at 2062-08, and of 2 at 2026-07",
        ),
        ("Atlantis,2026-07,total,5,1000\n", "totals of 0 provinces at any month-end, in 1 rows"),
    ],
)
def test_statistics_without_totals_stop_the_run(tmp_path, text, found):
    _, _, log = read(tmp_path, text)
    issue = one_issue(log, "statistics.no_totals")
    assert issue.severity == "stop"
    assert f"found {found}; expected the total of each province" in issue.message
    assert issue.message.endswith("set `datasets.licence_statistics: null` to do without.")
