"""Text as registers have it: separators, spaces, markup, formulas, and rows that a server cut."""

import csv
import shutil

import minicountry
import pytest
import shapely
import yaml

from nutag.check import check


def register_rows(**columns) -> list[dict]:
    register = minicountry.register()
    table = [
        {"code": r.code, "stage": r.stage, "holder": r.holder, "aimag": r.aimag or ""}
        | {"geometry_wkt": "" if r.geometry is None else r.geometry.wkt}
        for r in register.itertuples()
    ]
    return [row | {k: v[i] for k, v in columns.items()} for i, row in enumerate(table)]


def assert_hectares(outcome) -> None:
    assert outcome.stopped == ""
    assert outcome.rows("licences", "rows in") == outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(1400, abs=1e-3)


@pytest.mark.bad_input(28)
def test_a_mark_semicolons_and_spaces_are_read_and_said(land):
    rows = register_rows()
    rows[0]["stage"], rows[1]["holder"] = " mining ", "Говь\u00a0ХХК"
    with open(land.folder / "r.csv", "w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    land.use("licences", "r.csv", crs=minicountry.ALBERS)
    outcome = land.run()
    assert_hectares(outcome)
    assert set(outcome.tables["licences"]["holder"]) == {"Говь ХХК"}
    issue = outcome.issue("file.dialect")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        "licences (r.csv): found a byte order mark and the separator ';'; expected text in UTF-8 "
        "without a mark, with commas. Read so; `datasets.licences.separator` says otherwise."
    )
    issue = outcome.issue("text.spaces")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        "licences (r.csv): found 2 cells with spaces around the text or hard spaces in it, in "
        "stage, holder; expected text without them. Read without those around, and with plain "
        "spaces for hard ones."
    )


@pytest.mark.bad_input(44)
@pytest.mark.parametrize(("count", "said"), [(100, 1), (101, 0)])
def test_a_round_number_of_rows_looks_cut_off(land, count, said):
    squares = minicountry.register().iloc[[0] * count].reset_index(drop=True)
    squares["code"] = [f"MV-{i:06d}" for i in range(1, count + 1)]
    squares["geometry"] = [shapely.box(x, 0, x + 50, 100) for x in range(0, 50 * count, 50)]
    land.layer("licences", squares)
    outcome = land.run()
    assert outcome.rows("licences", "counted") == count
    assert outcome.union_ha() == pytest.approx(0.5 * count)
    issues = outcome.all_issues("file.round_count")
    assert len(issues) == said
    for issue in issues:
        assert issue["severity"] == "warn"
        assert issue["message"] == (
            "licences (spoiled.gpkg): found exactly 100 rows, which looks truncated by a server "
            "limit; expected all rows of the register. All of them are read. Compare with the "
            "number that the source states, and download the rest page by page if rows are "
            "missing."
        )


SCRIPT = "<script>alert('Говь')</script>"
FORMULA = "=cmd|' /C calc'!A0"


@pytest.mark.bad_input(50)
def test_script_text_is_text(land):
    register = minicountry.register()
    register.loc[0, "holder"] = SCRIPT
    land.layer("licences", register)
    outcome = land.run()
    assert_hectares(outcome)
    assert outcome.tables["licences"]["holder"][0] == SCRIPT
    issue = outcome.issue("text.markup")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        f"licences (spoiled.gpkg): holder: found HTML or script text in 1 cells: {SCRIPT!r}; "
        "expected plain text. Kept as text; escaped in maps, tables and popups."
    )


@pytest.mark.bad_input(51)
def test_formula_text_is_text_and_no_formula_in_what_is_written(land):
    register = minicountry.register()
    register.loc[0, "holder"] = FORMULA
    register.loc[1, "code"] = "=HYPERLINK(1)"
    register.loc[2, "stage"] = "-"
    land.layer("licences", register)
    outcome = land.run()
    assert outcome.tables["licences"]["holder"][0] == FORMULA
    code, holder = outcome.all_issues("text.formula")
    assert holder["severity"] == "info"
    assert holder["message"] == (
        f"licences (spoiled.gpkg): holder: found formula text in 1 cells: {FORMULA!r}; expected "
        "plain text. Kept as text; an apostrophe stands before it in exported tables."
    )
    # A cell of results/checks/issues.csv that would begin with it begins with an apostrophe.
    keys = {row["key"] for row in outcome.issues}
    assert code["key"] == "code"
    assert not any(key.startswith("=") for key in keys)


@pytest.mark.bad_input(53)
@pytest.mark.parametrize(
    "path",
    ["миний дата/тусгай зөвшөөрөл (2012).gpkg", "миний дата\\тусгай зөвшөөрөл (2012).gpkg"],
)
def test_paths_with_letters_spaces_and_backslashes_work(land, path):
    before = land.run()
    folder = land.folder / "миний дата"
    folder.mkdir()
    shutil.move(land.folder / "licences.gpkg", folder / "тусгай зөвшөөрөл (2012).gpkg")
    land.use("licences", path)
    outcome = land.run()
    assert_hectares(outcome)
    assert outcome.units.equals(before.units)
    renamed = {row["message"].replace(path, "licences.gpkg") for row in outcome.issues}
    assert renamed == {row["message"] for row in before.issues}


@pytest.mark.bad_input(1)
def test_a_missing_file_is_named_with_the_line_that_names_it(land):
    land.use("licences", "licence.gpkg")
    outcome = land.run()
    line = (land.folder / "mini.yaml").read_text().splitlines().index("    path: licence.gpkg") + 1
    issue = outcome.issue("file.missing")
    assert issue["severity"] == "stop"
    assert issue["message"].startswith(
        "licences (licence.gpkg): found no such file; expected a file with data. Mend "
        f"`datasets.licences.path`, configured in mini.yaml line {line}. Files there: licences.gpkg"
    )
    assert outcome.tables == {}


@pytest.mark.bad_input(1)
def test_a_file_without_content_or_of_another_kind_stops(land):
    (land.folder / "r.csv").write_text("")
    land.use("licences", "r.csv")
    issue = land.run().issue("file.empty")
    assert issue["severity"] == "stop"
    assert issue["message"].startswith("licences (r.csv): found an empty file; expected a file")
    (land.folder / "r.gpkg").write_text("hello")
    land.use("licences", "r.gpkg")
    issue = land.run().issue("file.unreadable")
    assert issue["severity"] == "stop"
    assert "it begins with b'hello', which is no gpkg" in issue["message"]


@pytest.mark.bad_input(2)
def test_wrong_columns_are_answered_with_a_block_that_works(land):
    rows = [
        {"Code": r["code"], "Stages": r["stage"]} | {k: r[k] for k in ("aimag", "geometry_wkt")}
        for r in register_rows()
    ]
    land.rows("licences", rows, crs=minicountry.ALBERS)
    outcome = land.run()
    issue = outcome.issue("file.columns")
    assert issue["severity"] == "stop"
    assert issue["message"].startswith(
        "licences (spoiled.csv): found the columns Code ('MV-000001'), Stages ('mining'), "
        "aimag ('MN-902'), geometry_wkt ('POLYGON ((3000 1000,"
    )
    assert (
        "; expected also `code`, `stage`. Paste under `datasets.licences` and mend: "
        in (issue["message"])
    )
    block = yaml.safe_load(issue["message"].split("`")[-2])
    assert block == {"columns": {"province_id": "aimag", "code": "Code", "stage": "Stages"}}
    land.rows("licences", rows, crs=minicountry.ALBERS, **block)
    assert_hectares(land.run())


def test_check_says_the_line_too(land):
    land.use("licences", "licence.gpkg")
    minicountry.write_config(land.folder, land.config)
    status, text = check(land.folder, land.folder / "mini.yaml")
    assert status == 2
    assert "configured in mini.yaml line " in text
