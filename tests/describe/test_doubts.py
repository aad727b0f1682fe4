"""`nutag describe` where a file can be misread: what is doubted, and how it is said."""

import json

import pandas as pd
import pytest
from test_describe import ministry_table

from nutag.check import check
from nutag.words import meaning, meanings, topics


def warnings(text: str) -> list[str]:
    return [line.removeprefix("# warn: ") for line in text.splitlines() if "# warn: " in line]


def write(desk, table: pd.DataFrame, name: str = "register.csv") -> str:
    table.to_csv(desk.folder / name, index=False)
    return name


def test_a_status_in_words_that_nobody_knows_is_kept_and_asked_for(desk):
    table = ministry_table()
    table["Төлөв"] = ["Сунгасан", "Шилжүүлсэн", "Актив", "Тийм", "Цуцалсан", "Сунгасан"]
    status, text = desk.describe(write(desk, table))
    assert status == 1
    block = desk.block(text, "licences")
    assert block["columns"]["status"] == "Төлөв"
    assert "status_missing: in_force  #" not in text  # nothing to paste
    assert "no column tells the status" not in text
    assert warnings(text) == [
        "Say under `values.status` what these words of `Төлөв` mean: 'Сунгасан' (2 rows), "
        "'Шилжүүлсэн' (1 rows), 'Актив' (1 rows), 'Тийм' (1 rows)"
    ]
    assert "# row licence.unknown_status" in text
    assert "# row licence.status_unknown" in text
    assert "found 5 rows without a known status" in text


def test_status_missing_is_offered_where_no_column_tells_it(desk):
    _, text = desk.describe(write(desk, ministry_table().drop(columns="Төлөв")))
    assert "# status_missing: in_force  # where the file lists valid licences only" in text


def test_words_typed_without_the_letters_of_mongolian_are_known(desk):
    table = ministry_table()
    table["Төлөв"] = ["Хучинтэй", "Xүчинтэй", "Хучингуй", "Цуцaлсан", "Цуцалсан", "Хучинтэй"]
    table["Төрөл"] = table["Төрөл"].replace({"Хайгуул": "Xaйгyyл"})
    name = write(desk, table)
    status, text = desk.describe(name)
    assert status == 0, text
    block = desk.block(text, "licences")
    assert block["values"]["status"] == {
        "in_force": ["Хучинтэй", "Xүчинтэй"],
        "ended": ["Хучингуй", "Цуцaлсан", "Цуцалсан"],
    }
    assert block["values"]["stage"]["exploration"] == ["Xaйгyyл"]
    # A run reads them without being told, too.
    del block["values"]
    path = desk.folder / "mine.yaml"
    path.write_text(json.dumps({"datasets": {"licences": block}}), "utf-8")
    _, said = check(desk.folder, path)
    assert "3 rows" in next(line for line in said.splitlines() if "in force  " in line)
    assert "found 'Хучингуй' in 1 rows; expected one of in_force, ended, unknown." in said


@pytest.mark.parametrize(("column", "many"), topics()["licences"].items())
def test_words_that_are_folded_keep_their_meaning(column, many):
    for value, listed in many.items():
        for word in listed:
            assert meaning("licences", column, word) == value
            plain = word.translate(str.maketrans("ӨҮөү", "ОУоу"))
            assert meaning("licences", column, plain) == value
            assert meaning("licences", column, plain.upper()) == value
    assert meaning("licences", column, "?") is None


def test_of_two_words_that_look_alike_each_is_itself():
    assert meaning("licences", "status", "хүчинтэй") == "in_force"
    assert meaning("licences", "status", "хүчингүй") == "ended"
    assert meanings("licences", "status")["хүчинтэй бус"] == "ended"


def test_dates_that_may_be_two_days_are_kept_and_told(desk):
    table = ministry_table()
    table["Олгосон огноо"] = ["03/04/2012", "05/06/2012", "01/02/2012", "?", "2011-01-01", None]
    status, text = desk.describe(write(desk, table))
    assert status == 1
    assert desk.block(text, "licences")["columns"]["granted"] == "Олгосон огноо"
    assert warnings(text) == [
        "`Олгосон огноо` (granted): 4 of 5 values are no day that can be read for certain: "
        "'03/04/2012', '05/06/2012', '01/02/2012'"
    ]


def test_a_type_that_is_no_stage_gives_way_to_the_number(desk):
    table = ministry_table().rename(columns={"Төрөл": "Type"})
    table["Type"] = "gold"
    status, text = desk.describe(write(desk, table))
    assert status == 1
    block = desk.block(text, "licences")
    assert block["columns"]["stage"] == "Тусгай зөвшөөрлийн дугаар"
    assert warnings(text) == [
        "`Type` is called a stage and holds few words for one: the stage is read off the number."
    ]


def test_an_empty_column_stands_for_nothing(desk):
    table = ministry_table().rename(columns={"Тусгай зөвшөөрлийн дугаар": "Name"})
    table.insert(0, "id", None)
    table["tessellate"] = -1
    del table["Аймаг"]
    _, text = desk.describe(write(desk, table.drop(columns="№")))
    columns = desk.block(text, "licences")["columns"]
    assert columns["code"] == "Name"
    assert "province_id" not in columns
    assert "# Columns that no role column was found for: id, tessellate" in text


def test_other_sheets_with_the_same_columns_are_told(desk):
    table = ministry_table()
    with pd.ExcelWriter(desk.folder / "book.xlsx") as book:
        table.iloc[:2].to_excel(book, sheet_name="Баруун", index=False)
        table.iloc[2:].to_excel(book, sheet_name="Зүүн", index=False)
        pd.DataFrame({"Тэмдэглэл": ["x"]}).to_excel(book, sheet_name="Notes", index=False)
    status, text = desk.describe("book.xlsx")
    assert status == 1
    path = desk.folder / "book.xlsx"
    assert [w for w in warnings(text) if "other tables" in w] == [
        f"1 other tables have the same columns and are not read: {path} > Зүүн (4 rows). If their "
        "rows belong to the dataset, put all rows into one table first."
    ]
    # A run says it of a block that names no sheet.
    pasted = desk.paste(text, layer=None)
    pasted.write_text(pasted.read_text("utf-8").replace("layer: null", ""), "utf-8")
    _, said = check(desk.folder, pasted)
    assert "found 3 sheets (Баруун, Зүүн, Notes); expected one sheet, or its name. `Баруун`" in said


@pytest.mark.parametrize("role", [None, "licences"])
def test_headings_below_titles_are_found(desk, role):
    ministry_table().to_excel(desk.folder / "title.xlsx", index=False, startrow=3)
    status, text = desk.describe("title.xlsx", role=role)
    assert status == 1
    hint = next(w for w in warnings(text) if "headings" in w)
    assert hint == (
        f"{desk.folder / 'title.xlsx'}: the headings seem to stand in row 4 (№, Тусгай "
        "зөвшөөрлийн дугаар, Төрөл, Төлөв, Компанийн нэр, Олгосон огноо). Delete the rows above "
        "it in the file."
    )


def test_a_file_without_headings_anywhere_gets_no_such_hint(desk):
    (desk.folder / "strange.csv").write_text("foo;bar\n1;2\n3;4\n", "utf-8")
    _, text = desk.describe("strange.csv")
    assert warnings(text) == []
