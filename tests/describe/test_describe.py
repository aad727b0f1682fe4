"""`nutag describe`: a block to paste, that a run takes as it is."""

import subprocess
import sys

import geopandas as gpd
import minicountry
import pandas as pd
import pytest
import yaml

from nutag.check import check
from nutag.cli import main
from nutag.describe.matching import name_key
from nutag.registry import ROLES
from nutag.run_config import REPOSITORY


def ministry_table() -> pd.DataFrame:
    """Return the register as a ministry writes it, with corners as WKT."""
    register = minicountry.register().to_crs("EPSG:4326")
    shapes = register.geometry
    return pd.DataFrame(
        {
            "№": range(1, 7),
            "Тусгай зөвшөөрлийн дугаар": register["code"],
            "Төрөл": ["Ашиглалт" if c.startswith("M") else "Хайгуул" for c in register["code"]],
            "Төлөв": ["Хүчинтэй", "хүчинтэй ", "Хүчинтэй", "Хүчинтэй", "Цуцалсан", "Хүчинтэй"],
            "Компанийн нэр": [f"Говь {i} ХХК" for i in range(6)],
            "Олгосон огноо": "2010-03-01",
            "Дуусах огноо": "2040-03-01",
            "Аймаг": register["aimag"].fillna("Баруун"),
            "WKT": shapes.to_wkt(rounding_precision=9).where(shapes.notna()),
        }
    )


def test_a_layer_with_the_names_of_a_ministry(desk):
    register = minicountry.register().rename(
        columns={"code": "license_number", "aimag": "Province"}
    )
    register["status"] = "Valid"
    register["area_m2"] = register.geometry.area
    register.to_file(desk.folder / "register.gpkg", layer="titles")
    status, text = desk.describe("register.gpkg")
    assert status == 0, text
    assert "6 rows" in text
    block = desk.block(text, "licences")
    assert block["columns"] == {
        "code": "license_number",
        "province_id": "Province",
        "area_declared_ha": "area_m2",
    }
    assert block["units"] == {"area_declared_ha": "m2"}
    assert block["values"] == {"status": {"in_force": ["Valid"]}}
    # The confidence and what it rests on stand beside each column.
    assert "code: license_number  # 9" in text
    assert "100 % of the values fit" in text
    assert "counted" not in text or "rows" in text


def test_what_is_pasted_runs_and_counts_every_row(desk):
    text = ministry_table().to_csv(sep=";", index=False)
    # The old code page has no ө and ү; people wrote the Ukrainian letters that look like them.
    data = text.translate(str.maketrans("ӨөҮү", "ЄєЇї")).encode("cp1251")
    (desk.folder / "бүртгэл.csv").write_bytes(data)
    status, text = desk.describe("бүртгэл.csv")
    assert status == 0, text
    block = desk.block(text, "licences")
    assert block["encoding"] == "cp1251"
    assert block["columns"]["code"] == "Тусгай зөвшөөрлийн дугаар"
    assert block["columns"]["geometry_wkt"] == "WKT"
    assert block["columns"]["granted"] == "Олгосон огноо"
    assert block["values"]["stage"] == {"mining": ["Ашиглалт"], "exploration": ["Хайгуул"]}
    assert set(block["values"]["status"]) == {"in_force", "ended"}
    status, said = check(desk.folder, desk.paste(text, coverage="complete"))
    assert status < 2, said
    ladder = said.split("licences\n", 1)[1].split("\nrehabilitation", 1)[0]
    rows = {line.split("  ")[1]: line for line in ladder.splitlines()}
    assert "6 rows" in rows["rows in"]
    assert "5 rows" in rows["in force"]  # one is cancelled
    assert ladder.endswith("\n  (a run lays these over the soums: in the country, counted)")


def test_a_column_that_is_called_code_and_holds_soums_is_no_licence_number(desk):
    register = minicountry.register()
    register["code"] = ["9001", "9001", "9002", "9101", "9101", "9101"]
    register["license_number"] = list(minicountry.LICENCES)
    register.to_file(desk.folder / "register.gpkg")
    _, text = desk.describe("register.gpkg", role="licences")
    assert desk.block(text, "licences")["columns"]["code"] == "license_number"


def test_the_stage_is_read_off_the_number_where_no_column_says_it(desk):
    register = minicountry.register().drop(columns="stage")
    register.to_file(desk.folder / "register.gpkg")
    _, text = desk.describe("register.gpkg")
    block = desk.block(text, "licences")
    assert block["columns"]["stage"] == "code"
    assert block["patterns"] == {"stage": {"mining": "^MV", "exploration": "^XV"}}


def test_latitude_before_longitude_is_told_and_the_offer_works(desk):
    register = minicountry.register().to_crs("EPSG:4326")
    turned = register.geometry.affine_transform([0, 1, 1, 0, 0, 0])
    table = pd.DataFrame(register.drop(columns="geometry"))
    table["wkt"] = turned.map(lambda shape: shape and shape.wkt)
    table.to_csv(desk.folder / "turned.csv", index=False)
    status, text = desk.describe("turned.csv")
    assert desk.block(text, "licences")["swap_xy"] is True
    assert status == 0, text


def test_metres_without_a_word_are_no_guess(desk):
    register = minicountry.register().to_crs("EPSG:32648")
    table = pd.DataFrame(register.drop(columns="geometry"))
    table["wkt"] = register.geometry.map(lambda s: s and s.wkt)
    table.to_csv(desk.folder / "metres.csv", index=False)
    status, text = desk.describe("metres.csv")
    assert status == 1
    assert desk.block(text, "licences")["crs"] is None
    assert "has to be said" in text
    assert "EPSG:32646" in text


def test_of_several_layers_the_one_that_fits_is_used_and_all_are_listed(desk):
    path = desk.folder / "all.gpkg"
    gpd.GeoDataFrame(
        {"note": ["x"]}, geometry=[minicountry.box(0, 0, 1, 1)], crs=minicountry.ALBERS
    ).to_file(path, layer="frame")
    minicountry.boundaries().to_file(path, layer="soums")
    _, text = desk.describe("all.gpkg")
    assert "all.gpkg > frame: 1 rows" in text
    block = desk.block(text, "soum_boundaries")
    assert block["layer"] == "soums"
    assert block["columns"] == {"soum_id": "PCODE"}


def test_several_kinds_of_figures_in_one_table(desk):
    rows = [
        {"indicator": kind, "CODE": soum.removeprefix("MN"), "Period": 2020, "value": value}
        for kind, value in (("population", 1000), ("livestock_thousand_head", 30))
        for soum in minicountry.SOUMS
    ]
    minicountry.write_rows(desk.folder / "nso.csv", rows)
    status, text = desk.describe("nso.csv", role="population")
    assert status == 0, text
    (rule,) = desk.block(text, "population")["exclude"]
    assert rule["column"] == "indicator"
    status, said = check(desk.folder, desk.paste(text))
    population = said.split("population\n", 1)[1].split("\nlivestock", 1)[0]
    assert "3 rows" in next(line for line in population.splitlines() if "counted" in line)


@pytest.mark.parametrize(
    "heads",
    [
        ["Сумын код", "Он", "Нийт мал", "Тэмээ", "Адуу", "Үхэр", "Хонь", "Ямаа"],
        ["Code", "Year", "Total", "Camels", "Horses", "Cattle", "Sheep", "Goats"],
        ["soum_id", "year", "head", "camel", "horse", "cattle", "sheep", "goat"],
    ],
)
def test_kinds_of_livestock_are_known_in_both_languages(desk, heads):
    rows = [
        dict(zip(heads, [soum.removeprefix("MN"), 2020, 160, 10, 20, 30, 40, 60], strict=True))
        for soum in minicountry.SOUMS
    ]
    minicountry.write_rows(desk.folder / "herds.csv", rows)
    status, text = desk.describe("herds.csv", role="livestock")
    assert status == 0, text
    ours = ["soum_id", "year", "head", "camel", "horse", "cattle", "sheep", "goat"]
    named = {o: t for o, t in zip(ours, heads, strict=True) if o != t}
    assert desk.block(text, "livestock").get("columns", {}) == named


def test_what_is_missing_is_named_and_not_made_up(desk):
    (desk.folder / "places.csv").write_text("aimag,sum\nWest,Baruun\nEast,Zuun\n", "utf-8")
    status, text = desk.describe("places.csv", role="licences")
    assert status == 1
    assert "Missing: no column for `code`, which the role needs." in text
    assert "code" not in desk.block(text, "licences").get("columns", {})


def test_names_of_columns_are_text_and_no_yaml(desk):
    name = "license number\n    path: /etc/passwd #"
    rows = [
        {name: code, "stage": "mining", "x: [": "&a *a !!python/object"}
        for code in minicountry.LICENCES
    ]
    minicountry.write_rows(desk.folder / "hostile.csv", rows)
    _, text = desk.describe("hostile.csv", role="licences")
    block = desk.block(text, "licences")
    assert block["path"] == str(desk.folder / "hostile.csv")
    assert block["columns"]["code"].split() == name.split()
    assert all(line.startswith(("#", " ", "datasets:")) or not line for line in text.splitlines())


def test_a_file_that_is_none_ends_with_a_sentence(desk):
    (desk.folder / "broken.gpkg").write_bytes(b"SQLite format 3\0" + b"nonsense" * 100)
    status, text = desk.describe("broken.gpkg")
    assert status == 2
    assert "found a file that cannot be opened" in text


@pytest.mark.parametrize("words", [["describe", "none.csv"], ["check", "none.yaml"]])
def test_the_command_names_a_file_that_is_not_there(words, capsys):
    assert main(words) == 2
    assert "no such file: none." in capsys.readouterr().err


def test_the_command_prints_the_block(desk, capsys, monkeypatch):
    monkeypatch.chdir(desk.folder)
    assert main(["describe", "licences.gpkg"]) == 0
    printed = capsys.readouterr().out
    assert yaml.safe_load(printed)["datasets"]["licences"]["path"] == "licences.gpkg"


def corners() -> pd.DataFrame:
    """Return the corners of the register in shuffled order, as a ministry lists them."""
    register = minicountry.register().to_crs("EPSG:4326")
    drawn = register[register.geometry.notna()]
    table = drawn[["code"]].assign(corner=drawn.geometry.map(lambda s: list(s.exterior.coords)))
    table = table.explode("corner")
    table["Point"] = table.groupby("code").cumcount() + 1
    table["Longitude"], table["Latitude"] = zip(*table.pop("corner"), strict=True)
    return table.rename(columns={"code": "ID"}).sample(frac=1, random_state=1)


@pytest.mark.parametrize("apart", [False, True])
def test_corners_in_another_sheet_or_file(desk, apart):
    attributes = pd.DataFrame(minicountry.register().drop(columns="geometry"))
    attributes["status"] = "Valid"
    if apart:
        attributes.to_csv(desk.folder / "register.csv", index=False)
        corners().to_csv(desk.folder / "corners.csv", index=False)
        names = ["register.csv", "corners.csv"]
    else:
        with pd.ExcelWriter(desk.folder / "register.xlsx", engine="xlsxwriter") as book:
            corners().to_excel(book, sheet_name="Corners", index=False)
            attributes.to_excel(book, sheet_name="Licences", index=False)
        names = ["register.xlsx"]
    status, text = desk.describe(*names)
    assert status == 0, text
    vertices = desk.block(text, "licences")["vertices"]
    assert vertices.pop("columns") == {
        "code": "ID",
        "order": "Point",
        "longitude": "Longitude",
        "latitude": "Latitude",
    }
    assert vertices == ({"path": str(desk.folder / names[1])} if apart else {"layer": "Corners"})
    status, said = check(desk.folder, desk.paste(text, coverage="complete"))
    assert "Built 5 polygons from 25 vertices" in said
    assert "1,700.0 ha" in said.split("licences\n", 1)[1]  # 400 + 400 + 300 + 400 + 200


def notice(longitude: str, latitude: str, parts: list[str]) -> pd.DataFrame:
    """Return the corners in degrees, minutes and seconds, under these headings."""
    table = corners()
    for ours, theirs in (("Longitude", longitude), ("Latitude", latitude)):
        seconds = table.pop(ours) * 3600
        for part, figures in zip(
            parts,
            ((seconds // 3600).astype(int), (seconds % 3600 // 60).astype(int), seconds % 60),
            strict=True,
        ):
            table[f"{theirs} {part}"] = figures.round(3)
    table = table.rename(columns={"ID": "Дугаар", "Point": "Цэг"})
    table["Төрөл"] = table["Дугаар"].str[0].map({"M": "Ашиглалт", "X": "Хайгуул"})
    return table


PARTS = ["градус", "минут", "секунд"]


@pytest.mark.parametrize(
    ("longitude", "latitude", "stage"),
    [
        ("Уртраг", "Өргөрөг", "Төрөл"),
        ("Уртраг", "Оргорог", "Торол"),  # a keyboard without ө
        ("Ypтpaг", "Өpгөpөг", "Tөpөл"),  # with Latin letters that look like it
        ("Vртраг", "ɵргɵрɵг", "Töröл"),
    ],
)
def test_one_row_a_corner_in_degrees_minutes_and_seconds(desk, longitude, latitude, stage):
    table = notice(longitude, latitude, PARTS).rename(columns={"Төрөл": stage})
    table.to_csv(desk.folder / "notice.csv", index=False)
    status, text = desk.describe("notice.csv")
    assert status == 0, text
    block = desk.block(text, "licences")
    assert block["columns"] == {"code": "Дугаар", "stage": stage}
    assert block["vertices"]["columns"]["longitude_min"] == f"{longitude} минут"
    assert block["vertices"]["columns"]["latitude_sec"] == f"{latitude} секунд"
    status, said = check(desk.folder, desk.paste(text, status_missing="in_force"))
    assert "Built 5 polygons from 25 vertices" in said


def test_a_pager_that_is_closed_is_no_fault(desk):
    nutag = [sys.executable, "-m", "nutag.cli", "check"]
    with subprocess.Popen(
        nutag, cwd=desk.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 141


def test_corners_of_licences_whose_numbers_have_no_letters(desk):
    table = notice("Уртраг", "Өргөрөг", PARTS)
    table["Дугаар"] = table["Дугаар"].str.extract(r"(\d+)", expand=False).str.zfill(5)
    table.to_csv(desk.folder / "notice.csv", index=False)
    status, text = desk.describe("notice.csv")
    assert status == 0, text
    assert desk.block(text, "licences")["columns"]["code"] == "Дугаар"
    assert "Built 5 polygons from 25 vertices" in text


def test_what_looks_like_corners_under_strange_headings_is_told(desk):
    table = notice("A", "B", ["1", "2", "3"])
    table.to_csv(desk.folder / "notice.csv", index=False)
    status, text = desk.describe("notice.csv")
    assert status == 1
    assert "vertices" not in desk.block(text, "licences")
    (warning,) = [line for line in text.splitlines() if line.startswith("# warn: ")]
    assert warning == (
        "# warn: `Дугаар` has each number in several rows (25 rows, 5 numbers), and headings that "
        "are not known stand above figures (`A 1`, `A 2`, `A 3`, `B 1`, `B 2`, `B 3`): "
        "these look like corners of polygons (a vertex list). If they are, name under "
        "`datasets.licences.vertices.columns` the columns of `code`, `order` (here `Цэг`), "
        "`longitude` and `latitude` (or `longitude_deg`, `longitude_min`, `longitude_sec` and "
        "`latitude_deg`, `latitude_min`, `latitude_sec`), and set `datasets.licences.crs` where "
        "they are metres."
    )


def test_headings_that_are_folded_stay_apart():
    """Letters that are taken for one do not make one name of what are two columns."""
    names = yaml.safe_load((REPOSITORY / "data" / "column_names.yaml").read_text("utf-8"))
    for columns in names.values():
        plain: dict[str, set[str]] = {}
        folded: dict[str, set[str]] = {}
        for ours, many in columns.items():
            for name in (ours, *many):
                small = "".join(c for c in name.casefold() if c.isalnum() or c == "№")
                plain.setdefault(small.replace("№", "no"), set()).add(ours)
                folded.setdefault(name_key(name), set()).add(ours)
        assert sum(len(c) > 1 for c in plain.values()) == sum(len(c) > 1 for c in folded.values())


def test_a_file_without_a_heading_that_is_known_gets_no_block(desk):
    (desk.folder / "strange.csv").write_text("foo;bar\n1;2\n3;4\n", "utf-8")
    status, text = desk.describe("strange.csv")
    assert status == 1
    assert yaml.safe_load(text) is None
    assert text.splitlines()[-2:] == [
        "# No heading was recognised, so that nothing is proposed: foo, bar",
        "# Say what the file is with --role, one of: " + ", ".join(ROLES) + ".",
    ]
    status, text = desk.describe("strange.csv", role="population")
    assert status == 1
    assert "Missing: no column for `people`" in text


def test_values_that_say_all_that_a_role_needs_are_enough(desk):
    table = ministry_table()[["Тусгай зөвшөөрлийн дугаар", "Төрөл", "WKT"]]
    table.set_axis(["foo", "bar", "baz"], axis=1).to_csv(desk.folder / "strange.csv", index=False)
    _, text = desk.describe("strange.csv")
    assert desk.block(text, "licences")["columns"]["code"] == "foo"


@pytest.mark.parametrize(("role", "shown"), [(None, "licences"), ("licences_previous",) * 2])
def test_messages_name_the_keys_of_the_role(desk, role, shown):
    (desk.folder / "register.csv").write_bytes(
        ministry_table().to_csv(sep=";", index=False).replace("ө", "о").encode("cp1251", "replace")
    )
    _, text = desk.describe("register.csv", role=role)
    assert f"# warn: {shown} ({desk.folder / 'register.csv'}): " in text
    assert f"set `datasets.{shown}.encoding`" in text
    assert f"`datasets.{shown}.separator` says otherwise" in text
    assert "datasets.file" not in text
    assert "<role>" not in text


def test_a_workbook_that_is_called_csv_is_told(desk):
    ministry_table().to_excel(desk.folder / "book.xlsx", index=False)
    (desk.folder / "book.xlsx").rename(desk.folder / "book.csv")
    status, text = desk.describe("book.csv")
    assert status == 2
    assert "found an Excel workbook (XLSX) (it begins with b'PK" in text
    assert "Rename it to end in .xlsx and mend `datasets.<role>.path`." in text
