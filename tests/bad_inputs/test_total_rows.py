"""Rows that add up others, among the rows that they add up."""

import minicountry
import pandas as pd
import pytest

STATISTICS = "province_id,period,stage,count,area_ha\n"


@pytest.mark.bad_input(32)
def test_total_rows_of_figures_are_left_out(land):
    land.text(
        "rehabilitation",
        "record_id,province_id,soum_id,year,measure,value_ha\n"
        "F1,West,,2012,no_rehabilitation,60\nF2,East,,2012,no_rehabilitation,40\n"
        "F3,West,Dund,2012,mined_area,7\nF4,Нийт,,2012,no_rehabilitation,130\n"
        "F5,Total,,2012,mined_area,7\n",
    )
    outcome = land.run()
    infos = outcome.all_issues("row.total")
    assert [(i["severity"], i["source_row"], i["key"]) for i in infos] == [
        ("info", "5", "Нийт"),
        ("info", "6", "Total"),
    ]
    assert infos[0]["action"] == "Left out; its parts have 100 ha in 2 rows."
    issue = outcome.issue("row.total_differs")
    assert (issue["severity"], issue["source_row"]) == ("warn", "5")
    assert issue["message"] == (
        "rehabilitation (spoiled.csv, row 5): Нийт: found a total of 130 ha; expected 100 ha, the "
        "sum of 2 rows. The rows are used, not the total; they differ by +30 ha."
    )
    assert outcome.value("R01") == 100
    assert outcome.rows("rehabilitation", "rows in") == 5
    assert outcome.rows("rehabilitation", "counted") == 3
    assert outcome.all_issues("place.unknown_province") == []


@pytest.mark.bad_input(32)
@pytest.mark.bad_input(37)
def test_a_total_of_soums_is_the_figure_of_their_province(land):
    land.text(
        "rehabilitation",
        "record_id,province_id,soum_id,year,measure,value_ha\n"
        "F1,West,Baruun,2012,no_rehabilitation,60\nF2,West,Dund,2012,no_rehabilitation,30\n"
        "F3,West,Бүгд,2012,no_rehabilitation,100\n",
    )
    outcome = land.run()
    issue = outcome.issue("rehabilitation.total_of_soums")
    assert (issue["severity"], issue["source_row"]) == ("info", "4")
    assert issue["action"] == "Taken as the figure of the province."
    assert "they differ by +10.0 ha" in outcome.issue("rehabilitation.sum_of_soums")["message"]
    assert outcome.value("R01", "MN-901") == 100


@pytest.mark.bad_input(32)
@pytest.mark.parametrize(("role", "column"), [("population", "people"), ("livestock", "head")])
def test_total_rows_among_soums_are_left_out(land, role, column):
    land.text(
        role,
        f"soum_id,name_en,year,{column}\nMN9001,Baruun,2012,1000\nMN9002,Dund,2012,3000\n"
        "MN9101,Zuun,2012,2000\nMN-901,West,2012,4000\n9,Бүгд,2012,6500\n1,Баруун бүс,2012,1\n",
    )
    outcome = land.run()
    infos = outcome.all_issues("row.total")
    assert [(i["dataset"], i["source_row"], i["action"]) for i in infos] == [
        (role, "5", f"Left out; its parts have 4,000 {column} in 2 rows."),
        (role, "6", f"Left out; its parts have 6,000 {column} in 3 rows."),
        (role, "7", "Left out; its parts have no figure."),
    ]
    issue = outcome.issue("row.total_differs")
    assert (issue["severity"], issue["source_row"]) == ("warn", "6")
    assert f"found a total of 6,500 {column}; expected 6,000 {column}" in issue["message"]
    assert (
        outcome.value("U02" if role == "population" else "U03")
        == {
            "population": 6000,
            "livestock": 6000,
        }[role]
    )
    assert outcome.rows(role, "rows in") == 6
    assert outcome.rows(role, "counted") == 3


@pytest.mark.bad_input(32)
def test_total_rows_of_statistics_are_left_out(land):
    land.text(
        "licence_statistics",
        STATISTICS + "West,2012-12,total,4,1000\nEast,2012-12,total,3,500\n"
        "Бүгд,2012-12,total,7,1700\nНийт дүн,2012-12,mining,1,1\n",
    )
    land.config["measuring"]["licensed_area_from"] = "statistics"
    outcome = land.run()
    assert [i["source_row"] for i in outcome.all_issues("row.total")] == ["4", "5"]
    # Rounding explains 50 ha for each of the three figures, and no more.
    issue = outcome.issue("row.total_differs")
    assert issue["found"] == "a total of 1,700 ha"
    assert outcome.value("L01_ha") == 1500
    assert outcome.value("L04") == 7
    assert outcome.rows("licence_statistics", "counted") == 2


@pytest.mark.bad_input(32)
def test_total_rows_of_a_register_are_no_licences(land):
    table = minicountry.register().to_crs("EPSG:4326")
    table["area_declared_ha"] = [400, 400, 300, 400, 200, 50]
    shapes = table.geometry.to_wkt(rounding_precision=9)
    table = pd.DataFrame(table.drop(columns="geometry")).assign(geometry_wkt=shapes)
    totals = pd.DataFrame(
        [
            {"code": "Нийт", "area_declared_ha": 1750},
            {"holder": "Бүгд дүн", "area_declared_ha": 1800},
            {"code": "Дүн", "aimag": "East", "area_declared_ha": 50},
            {"code": "Зүүн аймгийн дүн", "area_declared_ha": 50},
            {"code": "Нийт 6 ТЗ", "area_declared_ha": 1750},
        ]
    )
    # A company of this name with a licence is a company.
    table.loc[5, "holder"] = "Total"
    pd.concat([table, totals]).to_csv(land.folder / "totals.csv", index=False)
    land.use("licences", "totals.csv", crs="EPSG:4326")
    outcome = land.run()
    infos = outcome.all_issues("row.total")
    assert [(i["severity"], i["source_row"]) for i in infos] == [
        ("info", "8"),
        ("info", "9"),
        ("info", "10"),
        ("info", "11"),
        ("info", "12"),
    ]
    assert infos[0]["action"] == "Left out; its parts have 1,750 ha in 6 rows."
    assert infos[2]["action"] == "Left out; its parts have 50 ha in 1 rows."
    assert infos[3]["action"] == "Left out; its parts have 50 ha in 1 rows."
    differs = outcome.issue("row.total_differs")
    assert (differs["severity"], differs["source_row"]) == ("warn", "9")
    assert "they differ by +50 ha" in differs["message"]
    assert outcome.rows("licences", "rows in") == 11
    assert "5 total rows left out" in outcome.ladder["licences"]["parsed"]["note"]
    assert outcome.rows("licences", "counted") == 6
    assert outcome.count() == 6
    assert outcome.union_ha() == pytest.approx(1400, abs=1e-2)
    lost = [row for row in outcome.checks if row["check"] == "conservation" and row["rows"] != "0"]
    assert [row for row in lost if "without" in row["step"]] == []


@pytest.mark.bad_input(32)
def test_a_licence_with_the_name_of_a_whole_and_no_number_is_told_as_a_licence(land):
    table = minicountry.register()
    table.loc[0, ["code", "holder"]] = [None, "All"]
    table.loc[3, "code"] = "Говь"
    land.layer("licences", table)
    outcome = land.run()
    assert outcome.all_issues("row.total") == []
    assert outcome.issue("licence.no_code")["source_row"] == "1"
    odd = outcome.issue("licence.no_digit")
    assert (odd["severity"], odd["source_row"]) == ("warn", "4")
    assert odd["message"] == (
        "licences (spoiled.gpkg, row 4): Говь: found a licence number without a digit; expected a "
        "number as in the other rows. It counts as a licence; leave it out by "
        "`datasets.licences.exclude` if it is none."
    )
    assert outcome.rows("licences", "counted") == 5
