"""Names and codes of places that are not what the registers have."""

import minicountry
import pytest
from minicountry import BARUUN, DUND, EAST, WEST, ZUUN

FIGURES = "record_id,province_id,soum_id,soum_name,year,measure,value_ha\n"
PLAIN = {"columns": {"province_id": "province_id"}}


def use_registers(land, provinces=None, soums=None):
    """Put further columns or other names into the registers."""
    for role, units, changes in (
        ("provinces", minicountry.provinces(), provinces or {}),
        ("soums", minicountry.soums(), soums or {}),
    ):
        rows = [{**unit, **changes.get(unit[f"{role[:-1]}_id"], {})} for unit in units]
        empty = dict.fromkeys((name for row in rows for name in row), "")
        minicountry.write_rows(land.folder / f"{role}.csv", [{**empty, **row} for row in rows])


def figures(land, *rows):
    """Give R01 figures: one row of West and the rows of the test."""
    rows = ["F1,West,,,2012,no_rehabilitation,60", *rows]
    land.text("rehabilitation", FIGURES + "\n".join(rows) + "\n", "figures.csv")


def people(land, *rows, header="soum_id,name_en,year,people\n", **block):
    land.text("population", header + "\n".join(rows) + "\n", "people.csv", **block)


@pytest.mark.bad_input(26)
def test_a_province_with_a_latin_letter_inside_is_matched_where_it_looks_like_one_only(land):
    # Baruun in Cyrillic, with a Latin a.
    figures(land, "F2,Бaруун,,,2013,no_rehabilitation,50")
    outcome = land.run()
    issue = outcome.issue("place.look_alike")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        "rehabilitation (figures.csv, row 3): province_id: found 'Бaруун' with look-alikes from "
        "the other script (a) in 1 row; expected the letters of West. Matched to MN-901, the only "
        "province that it looks like."
    )
    assert outcome.rows("rehabilitation", "counted") == 2
    assert outcome.value("R01", WEST) == 50  # the newest


@pytest.mark.bad_input(26)
def test_a_look_alike_of_two_units_matches_neither(land):
    # A Latin y may be у or ү.
    use_registers(land, soums={BARUUN: {"name_mn": "Суун"}, DUND: {"name_mn": "Сүүн"}})
    figures(land, "F2,West,Сyyн,,2012,no_rehabilitation,5")
    outcome = land.run()
    assert outcome.all_issues("place.look_alike") == []
    assert "fits 2 soums" in outcome.issue("place.ambiguous")["message"]
    assert outcome.tables["rehabilitation"]["unit_level"].tolist() == ["province", "site"]


@pytest.mark.bad_input(26)
def test_a_register_with_mixed_letters_matches_as_it_is_and_as_it_looks(land):
    use_registers(land, soums={DUND: {"name_mn": "Дyнд"}})  # a Latin y
    people(land, "Дyнд,,2011,1", "Дунд,,2012,3000")
    outcome = land.run()
    issue = outcome.issue("place.look_alike")
    assert issue["message"] == (
        "soums (soums.csv, row 3): name_mn: found letters of the other script in 1 row: 'Дyнд' "
        "(y); expected names of soums in one script. Matched as they are and as they look; "
        "correct the letters."
    )
    assert outcome.tables["population"]["people"].tolist() == [3000]
    assert outcome.all_issues("place.unknown_soum") == []


@pytest.mark.bad_input(26)
def test_holders_that_look_the_same_are_suggested_for_merging_and_kept_apart(land):
    register = minicountry.register()
    # A Latin o; quotation marks and capitals; another holder.
    register["holder"] = ["Говь ХХК", "Гoвь ХХК", '"ГОВЬ" ХХК', "Говь ХХК", "Тал ХХК", None]
    land.layer("licences", register)
    outcome = land.run()
    issue = outcome.issue("licence.holder_spellings")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): holder: found 'Говь ХХК' in 2 rows, '\"ГОВЬ\" ХХК' in 1 "
        "row, 'Гoвь ХХК' in 1 row; expected one spelling of one holder. Kept apart. If they are "
        "one, merge them: `datasets.licences.values.holder: {'Говь ХХК': ['\"ГОВЬ\" ХХК', 'Гoвь "
        "ХХК']}`."
    )
    assert issue["source_rows"] == "1;2;3;4"
    assert outcome.tables["licences"]["holder"].nunique() == 4
    assert (outcome.count(), outcome.union_ha()) == (6, pytest.approx(1400))

    merged = {"Говь ХХК": ['"ГОВЬ" ХХК', "Гoвь ХХК"]}
    land.layer("licences", register, values={"holder": merged})
    outcome = land.run()
    assert outcome.all_issues("licence.holder_spellings") == []
    assert outcome.tables["licences"]["holder"].nunique() == 2


@pytest.mark.bad_input(29)
def test_a_soum_name_without_its_province_fits_several(land):
    use_registers(land, soums={ZUUN: {"name_en": "Baruun", "name_mn": "Баруун"}})
    people(land, "Baruun,,2012,700", "Dund,,2012,3000")
    outcome = land.run()
    issue = outcome.issue("place.ambiguous")
    assert issue["severity"] == "row"
    assert issue["message"] == (
        "population (people.csv, row 2): soum_id: found 'Baruun', which fits 2 soums: Baruun "
        "(MN9001 in MN-901), Baruun (MN9101 in MN-902); expected one of them. The row is set "
        "aside. Add the aimag (`datasets.population.columns.province_id`) or the P-code."
    )
    # A name that the country has once needs no province; nobody is a gap and no zero.
    assert outcome.tables["population"]["people"].tolist() == [3000]
    assert outcome.rows("population", "counted") == 1
    # What an alias cannot solve is not asked for.
    assert outcome.unmatched == []


@pytest.mark.bad_input(29)
def test_the_province_tells_soums_of_one_name_apart(land):
    use_registers(land, soums={ZUUN: {"name_en": "Baruun", "name_mn": "Баруун"}})
    header = "soum_id,province_name,year,people\n"
    people(land, "Baruun,East,2012,700", "Баруун,Баруун,2012,50", header=header)
    outcome = land.run()
    assert outcome.all_issues("place.ambiguous") == []
    found = outcome.tables["population"].set_index("soum_id")["people"]
    assert found.to_dict() == {BARUUN: 50, ZUUN: 700}


@pytest.mark.bad_input(29)
def test_an_ambiguous_soum_of_a_licence_leaves_its_boundary_to_decide(land):
    use_registers(land, soums={ZUUN: {"name_en": "Dund", "name_mn": "Дунд"}})
    register = minicountry.register().assign(soum=["Dund", *[None] * 5])
    land.layer("licences", register, columns={"soum_name": "soum"})
    outcome = land.run()
    issue = outcome.issue("place.ambiguous")
    assert (issue["severity"], issue["source_row"], issue["key"]) == ("row", "1", "soum_name")
    assert "The recorded soum is not used; the boundary or the point decides." in issue["message"]
    assert (outcome.count(), outcome.union_ha()) == (6, pytest.approx(1400))


@pytest.mark.bad_input(30)
def test_an_unmatched_place_is_set_aside_with_suggestions_and_filled_in(land):
    people(land, "Barun,,2012,700", "Dund,,2012,3000", "Barun,,2011,600")
    outcome = land.run()
    first, second = outcome.all_issues("place.unknown_soum")
    assert first["severity"] == "row"
    assert first["message"] == (
        "population (people.csv, row 2): soum_id: found 'Barun'; expected the code or the name of "
        "a soum; nearest: Baruun (MN9001). The row is set aside. Correct it, or fill in "
        "results/checks/unmatched.csv and name the file under `datasets.aliases`."
    )
    assert second["source_row"] == "4"
    assert outcome.tables["population"]["people"].tolist() == [3000]
    assert outcome.unmatched == [
        {
            "dataset": "population",
            "file": "people.csv",
            "source_row": "2",
            "rows": "2",
            "column": "soum_id",
            "found": "Barun",
            "province_id": "",
            "suggestions": "Baruun (MN9001)",
            "fill_in": "",
        }
    ]

    filled(land, outcome.unmatched, {"Barun": BARUUN})
    outcome = land.run()
    assert outcome.all_issues("place.unknown_soum") == outcome.unmatched == []
    found = outcome.tables["population"].set_index("soum_id")["people"]
    assert found.to_dict() == {BARUUN: 700, DUND: 3000}


def filled(land, unmatched, answers):
    """Fill in the file of unmatched places and configure it."""
    rows = [{**row, "fill_in": answers[row["found"]]} for row in unmatched]
    minicountry.write_rows(land.folder / "filled.csv", rows)
    land.use("aliases", "filled.csv")


@pytest.mark.bad_input(30)
def test_the_filled_file_solves_every_role(land):
    odd = {"West": "Вэст", "East": "Ист", "Baruun": "Барун", "Dund": "Дүнд", "Zuun": "Зүн"}
    answers = dict(zip(odd.values(), (WEST, EAST, BARUUN, DUND, ZUUN), strict=True))
    register = minicountry.register()
    register["aimag"] = [odd["West"]] * 3 + [None, None, odd["East"]]
    register["sum"] = [odd["Baruun"], "Baruun;Барун", None, None, odd["Zuun"], None]
    land.layer("licences", register, columns={"soum_id": "sum"})
    figures(land, f"F2,{odd['West']},{odd['Dund']},,2012,no_rehabilitation,5")
    survey = "province_id,measure,year,state\n"
    survey += f"{odd['West']},no_rehabilitation,2012,value\n"
    land.text("survey_coverage", survey, "survey.csv")
    people(land, f"{odd['Baruun']},,2012,1000", f"9999,{odd['Dund']},2012,3000")
    stock = f"soum_id,province_id,year,head\n{odd['Zuun']},{odd['East']},2012,5000\n"
    land.text("livestock", stock, "stock.csv")
    statistics = "province_id,period,stage,count,area_ha\n"
    statistics += f"{odd['West']},2012-12,total,4,1300\n{odd['East']},2012-12,total,3,300\n"
    land.text("licence_statistics", statistics, "statistics.csv")
    boundaries = minicountry.boundaries()
    boundaries["PCODE"] = [8888.0, 9002.0, 9101.0]
    boundaries["NAME"], boundaries["AIMAG"] = [odd["Baruun"], "Dund", "Zuun"], [odd["West"], "", ""]
    boundaries.to_file(land.folder / "odd.gpkg", layer="odd")
    land.use(
        "soum_boundaries",
        "odd.gpkg",
        columns={"soum_id": "PCODE", "name_en": "NAME", "province_id": "AIMAG"},
        boundary_quality="surveyed",
    )
    minicountry.write_rows(
        land.folder / "all.csv", [{"found": k, "fill_in": v} for k, v in answers.items()]
    )
    # Without them the run knows no place of all these.
    before = land.run()
    assert before.stopped or {row["found"] for row in before.unmatched} >= set(answers)
    land.use("aliases", "all.csv")
    outcome = land.run()
    assert outcome.stopped == ""
    assert outcome.unmatched == []
    assert outcome.tables["soums"].set_index("soum_id")["area_ha"].notna().all()
    placed = outcome.tables["licences"].set_index("code")
    assert placed["province_ids"].tolist() == [WEST] * 3 + ["", "", EAST]
    assert placed["soum_ids"].tolist() == [BARUUN, BARUUN, "", "", ZUUN, ""]
    levels = outcome.tables["rehabilitation"].set_index("record_id")
    assert levels.loc["F2", ["unit_level", "soum_id"]].tolist() == ["soum", DUND]
    assert outcome.tables["survey_coverage"]["province_id"].tolist() == [WEST]
    assert outcome.tables["population"]["soum_id"].tolist() == [BARUUN, DUND]
    assert outcome.tables["livestock"]["soum_id"].tolist() == [ZUUN]
    assert set(outcome.tables["licence_statistics"]["unit_id"]) == {WEST, EAST}


@pytest.mark.bad_input(30)
def test_a_spelling_filled_in_for_a_soum_holds_in_its_province_only(land):
    header = "soum_id,province_id,year,people\n"
    people(land, "Голын,West,2012,700", "Голын,East,2012,900", header=header)
    outcome = land.run()
    assert [(row["found"], row["province_id"]) for row in outcome.unmatched] == [
        ("Голын", WEST),
        ("Голын", EAST),
    ]
    rows = [
        {**row, "fill_in": fill_in}
        for row, fill_in in zip(outcome.unmatched, (DUND, ZUUN), strict=True)
    ]
    minicountry.write_rows(land.folder / "filled.csv", rows)
    land.use("aliases", "filled.csv")
    outcome = land.run()
    found = outcome.tables["population"].set_index("soum_id")["people"]
    assert found.to_dict() == {DUND: 700, ZUUN: 900}


@pytest.mark.bad_input(30)
def test_a_file_filled_in_wrong_is_reported_and_breaks_nothing(land):
    people(land, "Barun,,2012,700", "Dund,,2012,3000")
    text = "column,found,fill_in\nsoum_id,Barun,MN7777\nsoum_id,Dund,MN9001\nsoum_id,Zun,MN-902\n"
    land.text("aliases", text, "filled.csv")
    outcome = land.run()
    wrong, kind = outcome.all_issues("alias.unknown_unit")
    assert wrong["message"] == (
        "aliases (filled.csv, row 2): Barun: found 'MN7777' in `fill_in`; expected the id of a "
        "soum, for example MN9001. The spelling is not used."
    )
    assert "found 'MN-902' in `fill_in`; expected the id of a soum" in kind["message"]
    assert outcome.issue("alias.ambiguous")["message"] == (
        "aliases (filled.csv, row 3): Dund: found Baruun (MN9001) in `fill_in`; expected a "
        "spelling of one unit of its province; it is also one of Dund (MN9002). The spelling is "
        "not used for it; correct the rows of the data."
    )
    # Dund is Dund still.
    assert outcome.tables["population"]["people"].tolist() == [3000]


@pytest.mark.bad_input(31)
def test_a_province_spelled_five_ways_is_one(land):
    aliases = {"p_code": "MN90", "aliases": "Wester|Gobi-West"}
    use_registers(land, provinces={WEST: aliases})
    spellings = ["West", "WESTER", "gobi west", "Бaруун", "Баруун аймаг", "MN90"]
    rows = [
        f"F{i + 2},{name},,,{2000 + i},no_rehabilitation,{i + 1}"
        for i, name in enumerate(spellings * 2)
    ]
    land.text("rehabilitation", FIGURES + "\n".join(rows) + "\n", "figures.csv")
    outcome = land.run()
    assert set(outcome.tables["rehabilitation"]["province_id"]) == {WEST}
    assert outcome.rows("rehabilitation", "counted") == 12
    assert outcome.value("R01", WEST) == 12
    issues = outcome.all_issues("place.alias")
    assert [issue["found"] for issue in issues] == [
        "'WESTER' in 2 rows",
        "'gobi west' in 2 rows",
        "'Баруун аймаг' in 2 rows",
    ]
    assert issues[0]["severity"] == "info"
    assert issues[0]["message"] == (
        "rehabilitation (figures.csv, row 3): province_id: found 'WESTER' in 2 rows; expected "
        "West, as the register has it. Matched to P-code MN90 (MN-901) by the alias table."
    )
    assert outcome.issue("place.look_alike")["found"].endswith("in 2 rows")
    assert [row["severity"] for row in outcome.issues if row["dataset"] == "rehabilitation"].count(
        "row"
    ) == 0


def test_a_code_with_the_name_of_another_soum_is_refused(land):
    """As Tsengel, whose code means a village without people in another register."""
    people(land, "MN9001,Baruun,2012,1000", "MN9002,Zuun,2012,0", "MN9101,Zuun,2012,2000")
    outcome = land.run()
    issue = outcome.issue("place.code_and_name_disagree")
    assert issue["severity"] == "row"
    assert issue["message"] == (
        "population (people.csv, row 3): soum_id: found 'MN9002' with the name 'Zuun'; the name is "
        "of Zuun (MN9101); expected a name of Dund (MN9002), which 'MN9002' is. The row is set "
        "aside. Codes change from year to year: correct one of the two, or add the spelling to "
        "datasets.aliases."
    )
    found = outcome.tables["population"].set_index("soum_id")["people"]
    assert found.to_dict() == {BARUUN: 1000, ZUUN: 2000}  # Dund has a gap, no zero


def test_a_code_with_a_name_that_is_no_known_one_is_told_from_a_misspelling(land):
    people(land, "MN9001,Barun,2012,1000", "MN9002,Tsagaannuur,2012,0", "MN9101,,2012,2000")
    outcome = land.run()
    assert outcome.issue("place.name_misspelt")["message"] == (
        "population (people.csv, row 2): soum_id: found 'MN9001' with the name 'Barun', which is "
        "no known spelling; expected a name of Baruun (MN9001). Matched to MN9001 by code; correct "
        "the name, or add it to datasets.aliases."
    )
    assert "; the name is of no unit; " in outcome.issue("place.code_and_name_disagree")["message"]
    found = outcome.tables["population"].set_index("soum_id")["people"]
    assert found.to_dict() == {BARUUN: 1000, ZUUN: 2000}


def test_a_code_of_another_year_is_saved_by_its_name(land):
    people(land, "MN9777,Dund,2012,3000")
    outcome = land.run()
    issue = outcome.issue("place.matched_by_name")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "population (people.csv, row 2): soum_id: found 'MN9777', which is no soum, with the name "
        "'Dund'; expected a code or name of Dund (MN9002). Matched to MN9002 by the name; correct "
        "the code."
    )
    assert outcome.tables["population"]["soum_id"].tolist() == [DUND]


@pytest.mark.parametrize("role", ["licences", "rehabilitation", "survey", "statistics"])
def test_a_pair_of_province_code_and_name_that_disagrees_is_refused_in_every_role(land, role):
    if role == "licences":
        register = minicountry.register().assign(name=[*[None] * 5, "West"])
        land.layer("licences", register, columns={"province_name": "name"})
    elif role == "rehabilitation":
        rows = "F1,West,,2012,60\nF2,MN-901,East,2012,5\n"
        head = "record_id,province_id,province_name,year,value_ha\n"
        land.text("rehabilitation", head + rows, constants={"measure": "no_rehabilitation"})
    elif role == "survey":
        head = "province_id,province_name,measure,year,state\n"
        land.text("survey_coverage", head + "MN-901,East,no_rehabilitation,2012,value\n")
    else:
        head = "province_id,province_name,period,stage,count,area_ha\n"
        rows = "MN-901,West,2012-12,total,4,1300\nMN-902,West,2012-12,total,3,300\n"
        rows += "MN-902,East,2012-12,total,3,300\n"
        land.text("licence_statistics", head + rows)
    outcome = land.run()
    issue = outcome.issue("place.code_and_name_disagree")
    assert issue["severity"] == "row"
    assert "East (MN-902)" in issue["message"]
    assert "West (MN-901)" in issue["message"]
    if role == "licences":
        assert outcome.tables["licences"]["province_ids"].tolist() == [""] * 6
        assert outcome.count() == 5  # the licence without a boundary is nowhere
        assert outcome.issue("licence.no_place")["key"] == "MV-000006"
    elif role == "rehabilitation":
        assert outcome.tables["rehabilitation"]["record_id"].tolist() == ["F1"]
    elif role == "survey":
        assert outcome.tables["survey_coverage"].empty
    else:
        assert outcome.rows("licence_statistics", "counted") == 2


def test_a_soum_code_and_name_that_disagree_are_refused_for_licences_and_figures(land):
    register = minicountry.register().assign(
        sum_code=[None] * 5 + ["9101"], sum_name=[None] * 5 + ["Dund"]
    )
    columns = {"soum_id": "sum_code", "soum_name": "sum_name"}
    land.layer("licences", register, columns=columns)
    figures(land, "F2,West,MN9001,Dund,2012,no_rehabilitation,5")
    outcome = land.run()
    licence, figure = sorted(
        outcome.all_issues("place.code_and_name_disagree"), key=lambda row: row["dataset"]
    )
    assert "the name is of Dund (MN9002); expected a name of Zuun (MN9101)" in licence["message"]
    assert "the name is of Dund (MN9002); expected a name of Baruun (MN9001)" in figure["message"]
    assert set(outcome.tables["licences"]["soum_ids"]) == {""}
    assert outcome.tables["rehabilitation"]["unit_level"].tolist() == ["province", "site"]


def test_boundaries_whose_code_and_name_disagree_stop_the_run(land):
    boundaries = minicountry.boundaries().assign(NAME=["Baruun", "Zuun", "Zuun"])
    columns = {"soum_id": "PCODE", "name_en": "NAME"}
    land.layer("soum_boundaries", boundaries, columns=columns, boundary_quality="surveyed")
    outcome = land.run()
    assert "found the name 'Zuun', which is MN9101; expected the soum MN9002" in outcome.stopped


def test_boundaries_with_a_name_that_no_soum_has_are_told(land):
    boundaries = minicountry.boundaries().assign(NAME=["Barun", "Tsagaannuur", "????"])
    columns = {"soum_id": "PCODE", "name_en": "NAME"}
    land.layer("soum_boundaries", boundaries, columns=columns, boundary_quality="surveyed")
    outcome = land.run()
    issue = outcome.issue("boundary.name_unknown")
    assert (issue["severity"], issue["source_rows"]) == ("warn", "2")
    assert issue["message"] == (
        "soum_boundaries (spoiled.gpkg, row 2): name_en: found 1 names that no soum has, unlike "
        "those of their codes: 'Tsagaannuur' for Dund (MN9002); expected the names of the soums. "
        "Joined by code; check that the codes are of the register's year, or add the spellings to "
        "datasets.aliases."
    )
    assert outcome.issue("place.letters_lost")["source_row"] == "3"
    assert outcome.union_ha() == pytest.approx(1400)


def test_a_soum_of_another_province_than_its_row_is_refused(land):
    header = "soum_id,name_en,province_id,year,people\n"
    people(land, "MN9001,Baruun,East,2012,1000", "MN9101,Zuun,East,2012,2000", header=header)
    outcome = land.run()
    issue = outcome.issue("place.outside_province")
    assert issue["severity"] == "row"
    assert issue["message"] == (
        "population (people.csv, row 2): soum_id: found 'MN9001' with the name 'Baruun' in MN-902, "
        "which names Baruun (MN9001); expected a soum of the province of the row. The row is set "
        "aside. Correct the soum or the province."
    )
    assert outcome.tables["population"]["soum_id"].tolist() == [ZUUN]


def test_a_row_without_any_place_is_set_aside(land):
    people(land, ",,2012,700", "Dund,,2012,3000")
    outcome = land.run()
    assert outcome.issue("place.missing")["message"] == (
        "population (people.csv, row 2): soum_id: found an empty cell; expected the code or the "
        "name of a soum. The row is set aside. Fill it in."
    )
    assert outcome.tables["population"]["people"].tolist() == [3000]


def test_names_whose_letters_are_lost_are_matched_by_code_only(land):
    people(
        land, "MN9001,??????,2012,1000", "MN9002,Д?нд,2012,3000", ",????,2012,5", "З??н,Zuun,2012,7"
    )
    outcome = land.run()
    issue = next(i for i in outcome.all_issues("place.letters_lost") if i["key"] == "name_en")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "population (people.csv, row 2): name_en: found question marks for letters in 3 rows; "
        "expected the names of soums. These names match nothing: codes, and other names, have to; "
        "export the file again as UTF-8."
    )
    assert outcome.issue("place.unknown_soum")["source_row"] == "4"
    assert outcome.unmatched == []
    # A lost name is no code of another year: the name beside it is all there is.
    assert outcome.all_issues("place.matched_by_name") == []
    found = outcome.tables["population"].set_index("soum_id")["people"]
    assert found.to_dict() == {BARUUN: 1000, DUND: 3000, ZUUN: 7}


def test_a_register_whose_letters_are_lost_still_has_its_codes_and_other_names(land):
    lost = {soum: {"name_mn": "?????"} for soum in (BARUUN, DUND, ZUUN)}
    use_registers(land, soums=lost)
    # A name in Cyrillic is found by its romanisation, as the register has no Cyrillic of its own.
    people(land, "Баруун,,2012,1000", "Dund,,2012,3000", "?????,,2012,5")
    outcome = land.run()
    of_register = outcome.all_issues("place.letters_lost")
    assert sorted((row["dataset"], row["key"]) for row in of_register) == [
        ("population", "soum_id"),
        ("soums", "name_mn"),
    ]
    assert outcome.issue("place.unknown_soum")["source_row"] == "4"
    found = outcome.tables["population"].set_index("soum_id")["people"]
    assert found.to_dict() == {BARUUN: 1000, DUND: 3000}


def test_two_provinces_with_one_p_code_stop_the_run(land):
    use_registers(land, provinces={WEST: {"p_code": "MN90"}, EAST: {"p_code": "MN90"}})
    outcome = land.run()
    assert outcome.stopped == (
        "- provinces (provinces.csv): 90: found the code of West (MN-901) and East (MN-902); "
        "expected one province for each code. Correct the codes of datasets.provinces."
    )
    assert outcome.issue("place.code_twice")["severity"] == "stop"


def test_two_soums_with_one_code_of_the_statistics_office_stop_the_run(land):
    use_registers(land, soums={BARUUN: {"nso_code": "39001"}, DUND: {"nso_code": "39001"}})
    assert "soums (soums.csv): 39001: found the code of Baruun (MN9001) and Dund (MN9002)" in (
        land.run().stopped
    )


def test_two_soums_of_one_province_with_one_name_match_by_code_only(land):
    use_registers(land, soums={DUND: {"name_en": "Baruun", "name_mn": "Дунд"}})
    people(land, "Baruun,,2012,1000", "9002,Baruun,2012,3000", "Дунд,,2011,8")
    outcome = land.run()
    issue = outcome.issue("place.name_twice")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "soums (soums.csv): baruun: found a name of Baruun (MN9001) and Baruun (MN9002); expected "
        "names that tell the soums of a province apart. It matches neither of them; rows need the "
        "code."
    )
    assert outcome.issue("place.ambiguous")["source_row"] == "2"
    assert outcome.tables["population"]["people"].tolist() == [3000]


@pytest.mark.bad_input(13)
@pytest.mark.bad_input(46)
@pytest.mark.parametrize(("quality", "warnings"), [("surveyed", 1), ("approximate", 0)])
def test_a_boundary_outside_its_recorded_province_is_told(land, quality, warnings):
    table = minicountry.register()
    # MV-000001 lies in West, 17 km from East; MV-000004 in both.
    table.loc[[0, 3], "aimag"] = "East"
    land.layer("licences", table)
    land.config["datasets"]["soum_boundaries"]["boundary_quality"] = quality
    outcome = land.run(compute=False)
    found = outcome.all_issues("licence.boundary_elsewhere")
    assert len(found) == warnings
    if warnings:
        issue = outcome.issue("licence.boundary_elsewhere")
        assert (issue["severity"], issue["source_rows"]) == ("warn", "1")
        assert issue["message"] == (
            "licences (spoiled.gpkg, row 1): MV-000001: found 1 licences with a boundary outside "
            "their recorded province (MN-902 recorded, in MN-901); expected a boundary in it. "
            "Counted where the boundary lies; correct one of the two, or `datasets.licences.crs` "
            "where that of the file is not sure."
        )
    assert outcome.union_ha(minicountry.WEST) == pytest.approx(1100, abs=1e-3)


def test_minus_one_in_a_column_of_provinces_is_no_province(land):
    register = [{**province} for province in minicountry.provinces()]
    register[0]["province_id"] = "MN-1"
    minicountry.write_rows(land.folder / "provinces.csv", register)
    soums = [{**soum} for soum in minicountry.soums()]
    for soum in soums[:2]:
        soum["province_id"] = "MN-1"
    minicountry.write_rows(land.folder / "soums.csv", soums)
    land.text(
        "survey_coverage", "province_id,year,measure,state\nMN-1,2012,no_rehabilitation,value\n"
    )
    figures(land, "F2,-1,,,2013,no_rehabilitation,50")
    outcome = land.run()
    issue = outcome.issue("place.unknown_province")
    assert (issue["source_row"], issue["severity"]) == ("3", "row")
    assert "found '-1'; expected the code or the name of a province" in issue["message"]
    assert outcome.value("R01", "MN-1") == 60


def test_several_units_with_commas_between_are_to_be_written_with_semicolons(land):
    register = minicountry.register()
    register["aimag"] = ["West, East", "West,Nowhere", None, "West;East", None, "East"]
    register["soum"] = ["Baruun, Zuun", None, None, None, None, None]
    land.layer("licences", register, columns={"province_id": "aimag", "soum_id": "soum"})
    outcome = land.run()
    commas, other = outcome.all_issues("place.unknown_province")
    assert commas["message"] == (
        "licences (spoiled.gpkg, row 1): province_id: found 'West, East'; expected the code or the "
        "name of a province, several with semicolons between. The province of the row is not "
        "known. Write 'West; East'."
    )
    assert "semicolons" not in other["message"]
    soum = outcome.issue("place.unknown_soum")
    assert (
        "found 'Baruun, Zuun'; expected the code or the name of a soum, several with"
        in (soum["message"])
    )
    assert soum["action"].endswith("Write 'Baruun; Zuun'.")


def test_a_figure_has_one_place(land):
    figures(land, '"F2","West, East",,,2013,no_rehabilitation,50')
    assert "semicolons" not in land.run().issue("place.unknown_province")["message"]
