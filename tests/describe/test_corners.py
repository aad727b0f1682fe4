"""`nutag describe` and lists of corners: their order, their parts and their gaps."""

import pandas as pd
import pytest
from test_describe import PARTS, corners, notice
from test_doubts import warnings, write

from nutag.check import check


@pytest.mark.parametrize(
    "heading",
    ["Цэг №", "№ цэг", "Булангийн цэгийн дугаар", "Point No", "Vertex", "№", "n", "Дэс"],
)
@pytest.mark.parametrize("first", [0, 1])
def test_the_order_of_corners_is_found_by_its_name_or_by_its_values(desk, heading, first):
    table = corners().rename(columns={"Point": heading})
    table[heading] += first - 1
    table["Note"] = "x"
    status, text = desk.describe(write(desk, table))
    assert status == 0, text
    assert desk.block(text, "licences")["vertices"]["columns"]["order"] == heading
    assert "# Columns that no role column was found for: Note" in text
    assert "1,700.0 ha" in text


def test_an_order_with_letters_is_one(desk):
    table = corners()
    table["Point"] = "P" + table["Point"].astype(str)
    _, text = desk.describe(write(desk, table))
    assert desk.block(text, "licences")["vertices"]["columns"]["order"] == "Point"
    assert "1,700.0 ha" in text


def test_numbers_through_the_whole_list_are_no_order_by_their_values(desk):
    table = corners().drop(columns="Point")
    table["n"] = range(1, len(table) + 1)
    _, text = desk.describe(write(desk, table))
    assert "order" not in desk.block(text, "licences")["vertices"]["columns"]


def test_columns_of_the_corners_that_are_not_read_are_listed(desk):
    attributes = pd.DataFrame({"code": corners()["ID"].unique(), "extra": 1})
    table = corners().assign(Height=1250.5)
    names = [write(desk, attributes), write(desk, table, "corners.csv")]
    _, text = desk.describe(*names)
    assert "# Columns that no role column was found for: extra" in text
    assert "# Columns of the corners that no role column was found for: Height" in text


def two_rows_of_headings(full: bool) -> pd.DataFrame:
    """Return corners as a workbook reads them whose axes are named above their degrees alone."""
    table = notice("Уртраг", "Өргөрөг", PARTS).sort_values(["Дугаар", "Цэг"])
    if not full:
        first = ~table["Дугаар"].duplicated()
        table[["Дугаар", "Төрөл"]] = table[["Дугаар", "Төрөл"]].where(first)
    axes = [f"{axis} {part}" for axis in ("Уртраг", "Өргөрөг") for part in PARTS]
    table = table[["Дугаар", "Төрөл", "Цэг", *axes]].astype(object)
    second = [None, None, None, *(axis.split()[1].capitalize() for axis in axes)]
    first = ["Дугаар", "Төрөл", "Цэг", "Уртраг", None, None, "Өргөрөг", None, None]
    return pd.DataFrame([first, second, *table.to_numpy().tolist()])


SPLIT = (
    "`Уртраг` and `Өргөрөг` hold whole degrees, and the columns behind them (`Unnamed: 4`, "
    "`Unnamed: 5`, `Unnamed: 7`, `Unnamed: 8`) 0 to 60: they are taken for minutes and seconds by "
    "their place. Better give every column its own heading in one row, for example "
    "`Уртраг минут`."
)


def test_minutes_and_seconds_under_a_heading_of_two_rows(desk):
    table = two_rows_of_headings(full=True)
    table.to_excel(desk.folder / "merged.xlsx", index=False, header=False)
    status, text = desk.describe("merged.xlsx")
    assert status == 1
    assert warnings(text) == [SPLIT]
    assert desk.block(text, "licences")["vertices"]["columns"] == {
        "code": "Дугаар",
        "order": "Цэг",
        "longitude_deg": "Уртраг",
        "longitude_min": "Unnamed: 4",
        "longitude_sec": "Unnamed: 5",
        "latitude_deg": "Өргөрөг",
        "latitude_min": "Unnamed: 7",
        "latitude_sec": "Unnamed: 8",
    }
    _, said = check(desk.folder, desk.paste(text, status_missing="in_force"))
    assert "Built 5 polygons from 25 vertices" in said
    assert "1,700.0 ha" in said.split("licences\n", 1)[1]


def test_a_number_in_the_first_row_of_each_licence_alone(desk):
    table = two_rows_of_headings(full=False)
    table.to_excel(desk.folder / "merged.xlsx", index=False, header=False)
    status, text = desk.describe("merged.xlsx")
    assert status == 1
    assert warnings(text) == [
        SPLIT,
        "`Дугаар` stands in 5 of 26 rows with a corner, the first of each licence (merged "
        "cells?). Fill the column down in the file: a row without a number belongs to no polygon.",
    ]
    assert desk.block(text, "licences")["vertices"]["columns"]["order"] == "Цэг"
    assert "found 21 corners without the number of a licence" in text


def test_whole_degrees_without_what_is_behind_them_are_no_degrees(desk):
    table = two_rows_of_headings(full=True)
    table.to_csv(desk.folder / "merged.csv", index=False, header=False)
    status, text = desk.describe("merged.csv")
    assert status == 1
    assert "longitude" not in str(desk.block(text, "licences"))
    assert warnings(text)[0] == (
        "`Уртраг` and `Өргөрөг` hold whole degrees alone, as if minutes and seconds stood in "
        "columns of their own under a heading of two rows: they are not proposed as degrees. Give "
        "every column its own heading in one row: `Уртраг градус`, `Уртраг минут`, `Уртраг "
        "секунд`, and so for `Өргөрөг`."
    )


def test_points_on_whole_degrees_stay(desk):
    table = pd.DataFrame({"code": ["MV-000001"] * 3, "lon": [100, 101, 102], "lat": [45, 46, 46]})
    _, text = desk.describe(write(desk, table))
    assert desk.block(text, "licences")["vertices"]["columns"]["longitude"] == "lon"


def test_one_heading_for_the_minutes_of_both_axes(desk):
    table = notice("Уртраг", "Өргөрөг", PARTS)
    table.columns = [name.split()[-1].capitalize() for name in table.columns]
    status, text = desk.describe(write(desk, table))
    assert status == 2
    assert text.endswith(
        "found a header that names twice: Градус, Минут, Секунд; expected every column once. Give "
        "every column its own heading, for example `Уртраг градус` and `Өргөрөг градус`."
    )


@pytest.mark.parametrize("apart", [False, True])
def test_numbers_of_corners_under_a_strange_heading(desk, apart):
    table = corners().rename(columns={"ID": "foo"})
    names = [write(desk, table, "corners.csv")]
    if apart:
        names.insert(0, write(desk, pd.DataFrame({"code": table["foo"].unique()})))
    _, text = desk.describe(*names, role="licences")
    assert desk.block(text, "licences")["vertices"]["columns"]["code"] == "foo"
    assert "1,700.0 ha" in text


@pytest.mark.parametrize(
    ("longitude", "latitude", "parts"),
    [
        ("urtrag", "orgorog", ["grad", "min", "sek"]),
        ("Ур", "Ор", ["град", "мин", "сек"]),
    ],
)
def test_headings_and_words_in_latin_letters_and_short(desk, longitude, latitude, parts):
    table = notice(longitude, latitude, parts)
    table["Төрөл"] = table["Төрөл"].replace({"Ашиглалт": "Ashiglalt", "Хайгуул": "Haiguul"})
    latin = {"Дугаар": "dugaar", "Төрөл": "turul", "Цэг": "tsegiin dugaar"}
    status, text = desk.describe(write(desk, table.rename(columns=latin)))
    assert status == 0, text
    block = desk.block(text, "licences")
    assert block["vertices"]["columns"]["order"] == "tsegiin dugaar"
    assert block["values"]["stage"] == {"mining": ["Ashiglalt"], "exploration": ["Haiguul"]}
    assert "1,700.0 ha" in text
