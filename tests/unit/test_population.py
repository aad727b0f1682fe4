import pytest
from squares import (
    KHURMEN,
    NOMGON,
    ULZIIT,
    UMNUGOVI,
    one_issue,
    provinces,
    read_text,
    soum_register,
)

from nutag.population import standardise_population

HEADER = "soum_id,year,people,name_en\n"
ALL = "4625,2019,100,\n4637,2019,200,\n6216,2019,300,\n6234,2019,0,\n"


def read(tmp_path, text):
    source = read_text(tmp_path, "population", HEADER + text)
    table, ladder = standardise_population(
        source.table, "people", provinces(), soum_register(), source.log
    )
    rows = ladder.set_index("step")["rows"].to_dict()
    return table.set_index("soum_id"), rows, source.log


def test_one_number_a_soum_from_any_code(tmp_path):
    table, rows, log = read(tmp_path, ALL.replace("4625", "MN34625"))
    assert table["people"][NOMGON] == 100
    assert table["people"][ULZIIT] == 0
    assert table["province_id"][NOMGON] == UMNUGOVI
    assert rows == {"rows in": 4, "parsed": 4, "in the country": 4, "distinct": 4, "counted": 4}
    assert len(log) == 0


def test_a_soum_without_a_number_has_no_row_instead_of_zero(tmp_path):
    table, rows, log = read(tmp_path, ALL.replace("100", "").replace("200", "few"))
    assert NOMGON not in table.index
    assert KHURMEN not in table.index
    assert rows == {"rows in": 4, "parsed": 2, "in the country": 2, "distinct": 2, "counted": 2}
    issue = one_issue(log, "population.missing")
    assert issue.severity == "warn"
    assert issue.message == (
        "population (in.csv): soum_id: found no number for 2 of 4 soums (Nomgon, Khurmen, ...); "
        "expected a number for each. Rates are left out there, and sums say how many soums they "
        "cover."
    )
    assert one_issue(log, "value.not_a_number").source_row == 3


def test_the_newest_year_is_used_whatever_the_order(tmp_path):
    table, _, log = read(tmp_path, "4625,2020,110,\n" + ALL + "4625,2010,90,\n")
    assert table.loc[NOMGON, ["year", "people"]].tolist() == ["2020", 110]
    issue = one_issue(log, "population.several_years")
    assert issue.severity == "warn"
    assert issue.message == (
        "population (in.csv, row 3): soum_id: found 2 further rows for the same soums; expected "
        "one row a soum. The newest year is used."
    )


@pytest.mark.parametrize("undated", ["", "unknown"])
def test_a_row_without_a_year_never_beats_one_that_has_one(tmp_path, undated):
    table, _, _ = read(tmp_path, ALL + f"4625,{undated},999,\n")
    assert table.loc[NOMGON, "people"] == 100


def test_an_unknown_soum_is_set_aside(tmp_path):
    _, rows, log = read(tmp_path, ALL + "9999,2019,5,Nomgonn\n")
    assert rows["in the country"] == 4
    issue = one_issue(log, "place.unknown_soum")
    assert issue.severity == "row"
    assert issue.message == (
        "population (in.csv, row 6): name_en: found 'Nomgonn' with the code '9999'; expected the "
        "code or the name of a soum; nearest: Nomgon (MN4625). The row is set aside. Correct it, "
        "or fill in results/checks/unmatched.csv and name the file under `datasets.aliases`."
    )


def test_a_code_and_a_name_that_disagree_are_set_aside(tmp_path):
    table, _, log = read(tmp_path, ALL.replace("4625,2019,100,", "4625,2019,100,Khurmen"))
    assert NOMGON not in table.index
    assert table["people"][KHURMEN] == 200
    issue = one_issue(log, "place.code_and_name_disagree")
    assert issue.severity == "row"
    assert issue.message == (
        "population (in.csv, row 2): soum_id: found '4625' with the name 'Khurmen'; the name is of "
        "Khurmen (MN4637); expected a name of Nomgon (MN4625), which '4625' is. The row is set "
        "aside. Codes change from year to year: correct one of the two, or add the spelling to "
        "datasets.aliases."
    )


def test_negative_numbers_are_set_aside(tmp_path):
    table, rows, log = read(tmp_path, ALL.replace("100", "-100"))
    assert NOMGON not in table.index
    assert rows == {"rows in": 4, "parsed": 4, "in the country": 3, "distinct": 3, "counted": 3}
    assert one_issue(log, "value.negative").found == "-100"


@pytest.mark.parametrize("name", ["Nomgon", "Номгон", "MN4625", "4625.0"])
def test_a_soum_by_its_name(tmp_path, name):
    table, _, _ = read(tmp_path, f"{name},2019,7,\n")
    assert table["people"].to_dict() == {NOMGON: 7}


def test_more_people_than_there_are_is_set_aside(tmp_path):
    table, rows, log = read(tmp_path, ALL.replace("100", "1e12"))
    assert NOMGON not in table.index
    assert rows["in the country"] == 3
    issue = one_issue(log, "population.absurd")
    assert issue.message == (
        "population (in.csv, row 2): people: found 1e+12; expected people of one soum, at most "
        "100,000,000. The row is set aside."
    )


def test_an_empty_cell_is_no_zero(tmp_path):
    table, rows, log = read(tmp_path, ALL.replace("4625,2019,100,", "4625,2019,,"))
    assert NOMGON not in table.index
    assert rows == {"rows in": 4, "parsed": 3, "in the country": 3, "distinct": 3, "counted": 3}
    issue = one_issue(log, "population.empty")
    assert (issue.severity, issue.source_row) == ("warn", 2)
    assert issue.message.endswith(
        "people: found an empty cell; expected people, or 0 where there are none. Left out: "
        "missing is never zero."
    )


def test_rows_of_provinces_are_totals_whatever_names_them(tmp_path):
    rows = "MN-053,2019,300,\n999,2019,300,Өмнөговь\n,2019,600,Бүгд\n"
    table, counted, log = read(tmp_path, ALL + rows)
    assert len(table) == 4
    assert counted == {"rows in": 7, "parsed": 4, "in the country": 4, "distinct": 4, "counted": 4}
    assert [issue.source_row for issue in log if issue.code == "row.total"] == [6, 7, 8]
    assert {issue.code for issue in log} == {"row.total"}


def test_a_count_with_decimals_may_be_one_of_thousands(tmp_path):
    text = ALL.replace("4625,2019,100,", "4625,2019,147.255,").replace(",200,", ",12.5,")
    table, _, log = read(tmp_path, text)
    assert table["people"][NOMGON] == 147.255
    issue = one_issue(log, "population.fractions")
    assert (issue.severity, issue.source_rows) == ("warn", (2, 3))
    assert issue.message.endswith(
        "people: found 2 numbers with decimals, such as 147.255; expected people in whole numbers. "
        "Used as they are; if the file counts in thousands, multiply them before."
    )


KINDS = "soum_id,year,head,camel,horse,cattle,sheep,goat\n"


def read_herds(tmp_path, text):
    source = read_text(tmp_path, "livestock", KINDS + text)
    table, _ = standardise_population(
        source.table, "head", provinces(), soum_register(), source.log
    )
    return table.set_index("soum_id"), source.log


def test_kinds_of_livestock_are_read_as_the_total_is(tmp_path):
    table, log = read_herds(
        tmp_path,
        '4625,2019,"1,521",1,20,300,"1,000",200\n4637,2019,0,0,0,0,0,0\n'
        "6216,2019,15,1,2,3,4,5\n6234,2019,15,5,4,3,2,1\n",
    )
    assert table.loc[NOMGON, ["head", "camel", "sheep"]].tolist() == [1521, 1, 1000]
    assert table.loc[KHURMEN, ["head", "goat"]].tolist() == [0, 0]
    assert {issue.code for issue in log} == {"value.dialect"}


def test_a_kind_that_is_missing_is_told_and_is_not_zero(tmp_path):
    table, log = read_herds(
        tmp_path,
        "4625,2019,15,1,2,3,4,5\n4637,2019,15,,2,3,4,5\n6216,2019,15,1,2,3,few,-5\n"
        "6234,2019,15,,,,,\n",
    )
    assert table["camel"].isna().tolist() == [False, True, False, True]
    assert table["head"].tolist() == [15, 15, 15, 15]
    issue = one_issue(log, "livestock.kind_missing")
    assert (issue.severity, issue.source_rows) == ("warn", (3, 4, 5))
    assert issue.message == (
        "livestock (in.csv, row 3): found 3 soums without a number of camel (2), horse (1), cattle "
        "(1), sheep (2), goat (2); expected the head of each of the five kinds, or 0 where there "
        "are none. These soums have no sheep units: a missing kind is never zero."
    )
    assert one_issue(log, "value.not_a_number").source_row == 4
    negative = one_issue(log, "value.negative")
    assert (negative.key, negative.action) == ("goat", "Taken as missing.")


@pytest.mark.parametrize(
    ("head", "sheep", "differs"),
    [
        ("1503", "1000", False),  # three head: six numbers, each rounded to one head
        ("1504", "1000", True),
        ("1496", "1000", True),
        ("1.5", "1000", True),  # a total in thousands beside kinds in head
    ],
)
def test_kinds_that_do_not_add_up_to_the_total(tmp_path, head, sheep, differs):
    rows = f"4625,2019,{head},50,50,100,{sheep},300\n4637,2019,15,1,2,3,4,5\n"
    table, log = read_herds(tmp_path, rows)
    assert table["sheep"][NOMGON] == 1000
    if not differs:
        assert "livestock.kinds_differ" not in [issue.code for issue in log]
        return
    issue = one_issue(log, "livestock.kinds_differ")
    assert (issue.severity, issue.source_row, issue.key) == ("warn", 2, "head")
    assert issue.found.startswith("1 soums whose five kinds do not add up to the total, such as ")
    assert issue.found.endswith(f"1,500 of {float(head):,.10g} head")
    assert issue.action == "Head count as the total says, sheep units as the kinds say."


@pytest.mark.parametrize(("head", "differs"), [("1800", False), ("1900", True)])
def test_numbers_in_hundreds_add_up_to_hundreds(tmp_path, head, differs):
    # Six numbers of 100 each may be off by 50: 300 head together.
    _, log = read_herds(tmp_path, f"4625,2019,{head},100,100,200,900,200\n")
    assert ("livestock.kinds_differ" in [issue.code for issue in log]) is differs


def test_a_file_without_kinds_is_no_fault(tmp_path):
    source = read_text(tmp_path, "livestock", "soum_id,year,head\n4625,2019,15\n")
    table, _ = standardise_population(
        source.table, "head", provinces(), soum_register(), source.log
    )
    assert table[["camel", "horse", "cattle", "sheep", "goat"]].isna().all(axis=None)
    assert [issue.code for issue in source.log] == ["population.missing"]
