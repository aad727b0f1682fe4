"""Denominators with gaps or of another time, and maps with little to show."""

import json

import minicountry
import pytest

from nutag.catalogue import load_catalogue
from nutag.classes import make_classes
from nutag.printmap import print_map
from nutag.printmap.heading import NO_FIGURE
from nutag.run_config import REPOSITORY
from nutag.webmap import map_parts

WEST, EAST, BARUUN = minicountry.WEST, minicountry.EAST, minicountry.BARUUN
PROVENANCE = {"inputs": [], "run_id": "0" * 16, "nutag": {"version": "0", "commit": "0"}}


@pytest.mark.bad_input(42)
@pytest.mark.parametrize(
    ("role", "column", "rate", "count"),
    [("population", "people", "R03", "U02"), ("livestock", "head", "R04", "U03")],
)
def test_where_a_denominator_is_missing_there_is_no_rate(land, role, column, rate, count):
    land.text(
        "rehabilitation",
        "record_id,province_id,year,measure,value_ha\n"
        "F1,West,2012,no_rehabilitation,60\nF2,East,2012,no_rehabilitation,40\n",
    )
    text = f"soum_id,year,{column}\nMN9001,2012,10000\nMN9002,2012,\nMN9101,2012,5000\n"
    land.text(role, text, name="counted.csv")
    outcome = land.run()
    issue = outcome.issue("population.missing")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        f"{role} (counted.csv): soum_id: found no number for 1 of 3 soums (Dund, ...); expected a "
        "number for each. Rates are left out there, and sums say how many soums they cover."
    )
    # The row that is there and empty has its own.
    issue = outcome.issue("population.empty")
    assert (issue["severity"], issue["source_row"]) == ("warn", "3")
    assert outcome.rows(role, "rows in") == 3
    assert outcome.rows(role, "counted") == 2

    west = outcome.indicators.loc[(WEST, rate)]
    assert west["state"] == "not_covered"
    assert west["note"] == (
        "The denominator is incomplete, so there is no rate. 1 of 2 units have a figure"
    )
    assert outcome.value(rate, EAST) == 1000 * 40 / 5000
    # The country's rate is of the provinces that have both.
    country = outcome.indicators.loc[("MN", rate)]
    assert (country["value"], country["n"], country["n_of"]) == (8, 1, 2)
    assert "part_of_unit" in country["flags"]
    counted = outcome.indicators.loc[("MN", count)]
    assert (counted["value"], counted["n"], counted["n_of"]) == (15000, 2, 3)
    assert counted["flags"] == "lower_bound"


@pytest.mark.bad_input(43)
@pytest.mark.parametrize(("year", "apart"), [("2015", False), ("2016", True)])
def test_a_rate_over_numbers_of_another_time_says_so(land, year, apart):
    rows = [f"MN9001,{year},1000", f"MN9002,{year},3000", f"MN9101,{year},2000"]
    land.text("population", "soum_id,year,people\n" + "\n".join(rows) + "\n")
    outcome = land.run()
    west = outcome.indicators.loc[(WEST, "R03")]
    assert west["value"] == 1000 * 60 / 4000
    assert ("year_gap" in west["flags"].split(";")) is apart
    if not apart:
        assert outcome.all_issues("indicator.year_gap") == []
        return
    assert west["note"].startswith("numerator 2012, denominator 2016")
    issue = outcome.issue("indicator.year_gap")
    assert (issue["severity"], issue["key"]) == ("warn", "R03")
    assert issue["message"] == (
        "indicators: R03: found numerator 2012, denominator 2016 in 2 units (MN-901, MN); expected "
        "years at most 3 apart (`indicators.max_year_gap`). Computed all the same, flagged "
        "year_gap, with both years in the note."
    )


HERDS = """Код;Он;Нийт;Тэмээ;Адуу;Үхэр;Хонь;Ямаа
MN9001;2012;10 000;100;1 000;500;4 400;4 000
MN9002;2012;20 000;0;0;0;20 000;0
MN9101;2012;5 000;{camels};0;0;0;4 900
"""


def herds(land, camels):
    columns = {"soum_id": "Код", "year": "Он", "head": "Нийт", "camel": "Тэмээ", "horse": "Адуу"}
    columns |= {"cattle": "Үхэр", "sheep": "Хонь", "goat": "Ямаа"}
    text = HERDS.format(camels=camels)
    land.text("livestock", text, name="herds.csv", columns=columns)
    return land.run()


def test_kinds_of_a_dataset_block_make_sheep_units(land):
    outcome = herds(land, camels=100)
    # Baruun: 100 × 5 + 1,000 × 7 + 500 × 6 + 4,400 + 4,000 × 0.9 = 18,500; Dund: 20,000 sheep.
    assert outcome.value("U03_su", BARUUN) == 18_500
    assert outcome.value("U03_su", WEST) == 38_500
    # Zuun: 100 × 5 + 4,900 × 0.9 = 4,910.
    assert outcome.value("U03_su") == pytest.approx(43_410)
    assert outcome.value("U03") == 35_000
    # 60 ha are reported in the West.
    assert outcome.value("R04_su", WEST) == pytest.approx(100_000 * 60 / 38_500)
    assert outcome.all_issues("livestock.kind_missing") == []
    assert outcome.all_issues("livestock.kinds_differ") == []


def test_a_kind_that_is_missing_leaves_no_sheep_units_and_the_head(land):
    outcome = herds(land, camels="")
    assert outcome.issue("livestock.kind_missing")["source_row"] == "4"
    east = outcome.indicators.loc[(EAST, "U03_su")]
    assert (east["state"], east["flags"]) == ("not_covered", "")
    assert east["note"] == (
        "The number of a kind of livestock is missing, so there are no sheep units."
    )
    assert outcome.value("U03", EAST) == 5000
    country = outcome.indicators.loc[("MN", "U03_su")]
    assert (country["value"], country["n"], country["n_of"]) == (38_500, 2, 3)
    assert country["flags"] == "lower_bound"


def test_kinds_that_do_not_add_up_are_said_and_used(land):
    outcome = herds(land, camels=1000)
    issue = outcome.issue("livestock.kinds_differ")
    assert (issue["severity"], issue["source_row"]) == ("warn", "4")
    # All numbers of the file are in hundreds: six of them may be off by 300 head together.
    assert issue["message"] == (
        "livestock (herds.csv, row 4): head: found 1 soums whose five kinds do not add up to the "
        "total, such as 5,900 of 5,000 head; expected kinds that add up to the total, to 300 head. "
        "Head count as the total says, sheep units as the kinds say."
    )
    assert outcome.value("U03", EAST) == 5000
    assert outcome.value("U03_su", EAST) == 1000 * 5 + 4900 * 0.9


def drawn(outcome, indicator_id):
    """Return the bounds of the classes of provinces, and the texts of the two maps."""
    catalogue = load_catalogue(REPOSITORY / "data" / "indicators.yaml")
    indicators = outcome.indicators.reset_index()
    classes = make_classes(indicators, catalogue, k=5)
    provinces, soums = outcome.tables["provinces"], outcome.tables["soums"]
    here = classes["province"][indicator_id]
    figure = print_map(
        indicator=indicator_id,
        level="province",
        units=provinces,
        values=indicators[indicators["unit_level"] == "province"],
        classes=here["breaks"],
        catalogue=catalogue,
        provenance=PROVENANCE,
    )
    atlas = map_parts(
        units={"province": provinces, "soum": soums},
        indicators=indicators,
        catalogue=catalogue,
        classes=json.loads(json.dumps(classes)),
        provenance=PROVENANCE,
    )
    assert f'"{indicator_id}"' in atlas.body
    return here, [text.get_text() for axes in figure.axes for text in axes.texts]


def told(outcome, code, level):
    """Return the indicators that a note on a level of units names."""
    rows = [row["found"] for row in outcome.all_issues(code) if row["key"] == level]
    return rows[0] if rows else ""


@pytest.mark.bad_input(48)
def test_equal_values_have_one_class(land):
    land.text(
        "rehabilitation",
        "record_id,province_id,year,measure,value_ha\n"
        "F1,West,2012,no_rehabilitation,200\nF2,East,2012,no_rehabilitation,100\n",
    )
    outcome = land.run()
    assert "R03" in told(outcome, "indicator.one_value", "province")
    assert {row["severity"] for row in outcome.all_issues("indicator.one_value")} == {"info"}
    classes, texts = drawn(outcome, "R03")
    assert (classes["breaks"], classes["n"]) == ([50], [2])
    assert "2 of 2 provinces with a figure" in texts


@pytest.mark.bad_input(48)
def test_no_value_at_all_is_no_data_to_map(land):
    land.text(
        "rehabilitation",
        "record_id,province_id,year,measure,value_ha\nF1,West,2012,no_rehabilitation,\n",
    )
    outcome = land.run()
    found = told(outcome, "indicator.no_data", "province")
    assert found.startswith("no province with a figure of ")
    assert {"R02", "R03", "R04"} <= set(
        found.removeprefix("no province with a figure of ").split(", ")
    )
    issue = outcome.all_issues("indicator.no_data")[0]
    assert issue["severity"] == "info"
    assert "There is no data to map: the maps show why, unit by unit." in issue["message"]
    classes, texts = drawn(outcome, "R03")
    assert (classes["breaks"], classes["n"]) == ([], [])
    assert f"0 of 2 provinces: {NO_FIGURE}" in texts


@pytest.mark.bad_input(48)
def test_a_country_of_one_unit(land):
    land.rows("provinces", minicountry.provinces()[1:])
    minicountry.write_rows(land.folder / "one.csv", minicountry.soums()[2:])
    land.use("soums", "one.csv")
    boundaries = minicountry.boundaries()
    land.layer(
        "soum_boundaries",
        boundaries[boundaries["PCODE"] == 9101],
        columns={"soum_id": "PCODE"},
        boundary_quality="surveyed",
    )
    register = minicountry.register()
    register = register[register["code"].isin(["MV-000004", "XV-000005"])]
    register.to_file(land.folder / "register.gpkg", layer="register")
    land.use("licences", "register.gpkg")
    text = "record_id,province_id,year,measure,value_ha\nF1,East,2012,no_rehabilitation,40\n"
    (land.folder / "east.csv").write_text(text, encoding="utf-8")
    land.use("rehabilitation", "east.csv")
    for role, column in (("population", "people"), ("livestock", "head")):
        (land.folder / f"{role}.csv").write_text(f"soum_id,year,{column}\nMN9101,2012,2000\n")
        land.use(role, f"{role}.csv")
    land.config["datasets"]["survey_coverage"] = None
    outcome = land.run()
    assert outcome.value("R01") == outcome.value("R01", EAST) == 40
    assert "R03" in told(outcome, "indicator.one_value", "province")
    classes, texts = drawn(outcome, "R03")
    assert (classes["breaks"], classes["n"]) == ([20], [1])
    assert "1 of 1 provinces with a figure" in texts
