"""Letters that are not what they were: in files, beside Shapefiles, and inside good files."""

import minicountry
import pytest

from nutag.mojibake import mended

HOLDERS = [
    "Эрдэнэс Тавантолгой ХК",
    "Говь ХХК",
    "Монголын алт (МАК) ХХК",
    "Дорноговь, Өргөн",
    "ЗҮҮН ХХК",
    "O'lziit LLC",
]


def rows(**changes) -> list[dict]:
    """Return the register as rows with WKT, with holders of several spellings."""
    register = minicountry.register().to_crs("EPSG:4326")
    table = [
        {
            "code": code,
            "stage": stage,
            "holder": holder,
            "aimag": aimag or "",
            "geometry_wkt": shape.wkt if shape is not None else "",
        }
        for code, stage, holder, aimag, shape in zip(
            register["code"],
            register["stage"],
            changes.get("holders", HOLDERS),
            register["aimag"],
            register.geometry,
            strict=True,
        )
    ]
    return table


def holders(outcome) -> list[str]:
    return outcome.tables["licences"]["holder"].tolist()


def assert_nothing_else_changed(outcome) -> None:
    assert outcome.stopped == ""
    assert outcome.rows("licences", "rows in") == outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(1400, abs=0.05)


@pytest.mark.bad_input(27)
@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "koi8-r"])
def test_text_that_is_not_utf8_is_read_in_the_encoding_of_its_words(land, encoding):
    spelled = [h.replace("Ө", "О").replace("ө", "о").replace("Ү", "У") for h in HOLDERS]
    land.rows("licences", rows(holders=spelled))
    path = land.folder / "spoiled.csv"
    path.write_bytes(path.read_text("utf-8").encode(encoding))
    outcome = land.run()
    assert holders(outcome) == spelled
    assert_nothing_else_changed(outcome)
    issue = outcome.issue("file.encoding_guessed")
    assert issue["severity"] == "warn"
    name = encoding.replace("-r", "_r")
    assert issue["message"] == (
        "licences (spoiled.csv): holder: found bytes that are not UTF-8; expected text in UTF-8. "
        f"Read as {name} after failed UTF-8: 'Эрдэнэс Тавантолгой ХК'. If the letters are wrong, "
        "set `datasets.licences.encoding`."
    )


@pytest.mark.bad_input(27)
def test_an_encoding_that_is_named_is_taken_at_its_word(land):
    land.rows("licences", rows(holders=["Говь ХХК"] * 6), encoding="cp1251")
    path = land.folder / "spoiled.csv"
    path.write_bytes(path.read_text("utf-8").encode("cp1251"))
    outcome = land.run()
    assert holders(outcome) == ["Говь ХХК"] * 6
    assert outcome.all_issues("file.encoding_guessed") == []
    land.rows("licences", rows(), encoding="ascii")
    issue = land.run().issue("file.encoding")
    assert issue["severity"] == "stop"
    assert "expected text in ascii. Set `datasets.licences.encoding`" in issue["message"]


@pytest.mark.bad_input(27)
def test_a_shapefile_in_cp1251_that_names_no_encoding(land):
    register = minicountry.register()
    register.to_file(land.folder / "r.shp", encoding="cp1251")
    (land.folder / "r.cpg").unlink()
    land.use("licences", "r.shp")
    outcome = land.run()
    assert holders(outcome) == ["Говь ХХК"] * 6
    assert_nothing_else_changed(outcome)
    issue = outcome.issue("file.encoding_guessed")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (r.shp): holder: found letters whose encoding the file does not name: "
        "'Ãîâü ÕÕÊ'; expected a .cpg file beside the .shp, or the encoding. Read as cp1251: "
        "'Говь ХХК'. If the letters are wrong, set `datasets.licences.encoding`."
    )


@pytest.mark.bad_input(27)
def test_a_shapefile_in_utf8_that_names_no_encoding(land):
    minicountry.register().to_file(land.folder / "r.shp", encoding="utf-8")
    (land.folder / "r.cpg").unlink()
    land.use("licences", "r.shp")
    outcome = land.run()
    assert holders(outcome) == ["Говь ХХК"] * 6
    assert "Read as utf-8: 'Говь ХХК'" in outcome.issue("file.encoding_guessed")["message"]


@pytest.mark.bad_input(27)
def test_a_shapefile_in_latin_letters_keeps_them(land):
    register = minicountry.register().assign(holder="Ömnögovi Öl")
    register.to_file(land.folder / "r.shp", encoding="cp1252")
    (land.folder / "r.cpg").unlink()
    land.use("licences", "r.shp")
    outcome = land.run()
    assert holders(outcome) == ["Ömnögovi Öl"] * 6
    assert outcome.issue("file.encoding_unknown")["severity"] == "warn"


@pytest.mark.bad_input(27)
def test_letters_that_the_old_code_page_lacks(land):
    """People wrote ө and ү with the Ukrainian letters that look like them."""
    register = minicountry.register().assign(holder="Єнєр Її ХХК")
    land.layer("licences", register)
    outcome = land.run()
    assert holders(outcome) == ["Өнөр Үү ХХК"] * 6
    assert_nothing_else_changed(outcome)
    issue = outcome.issue("text.own_letters")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        "licences (spoiled.gpkg): found letters of another language in 6 cells: 'Єнєр Її ХХК'; "
        "expected the letters of Mongolian, ө and ү. Read as 'Өнөр Үү ХХК'."
    )


@pytest.mark.bad_input(27)
@pytest.mark.parametrize(
    ("holder", "where"),
    [
        ("Говь ХХК", "the heading 'тєрєл'"),
        ("Єнєр ХХК", "1 cell: 'Єнєр ХХК', and in the heading 'тєрєл'"),
    ],
)
def test_a_heading_with_letters_that_the_old_code_page_lacks(land, holder, where):
    table = rows(holders=[holder, *["Говь ХХК"] * 5])
    land.rows("licences", [{**row, "тєрєл": row.pop("stage")} for row in table])
    land.use("licences", "spoiled.csv", columns={"stage": "төрөл"})
    outcome = land.run()
    assert_nothing_else_changed(outcome)
    message = outcome.issue("text.own_letters")["message"]
    assert f"found letters of another language in {where}; expected" in message


def spoiled_holders(land, spoil) -> list[str]:
    """Feed the holders as a wrong decoding leaves them; return what is fed."""
    fed = [spoil(holder) for holder in HOLDERS]
    land.rows("licences", rows(holders=fed))
    return fed


def cp1251_as_latin(text: str) -> str:
    # The encoding has no letters for Ө and Ү; registers write what looks like them.
    return (
        text.replace("Ө", "Є")
        .replace("ө", "є")
        .replace("Ү", "Ї")
        .encode("cp1251")
        .decode("latin-1")
    )


@pytest.mark.bad_input(27)
def test_cp1251_that_was_read_as_latin_is_mended(land):
    fed = spoiled_holders(land, cp1251_as_latin)
    assert fed[1] == "Ãîâü ÕÕÊ"
    outcome = land.run()
    assert holders(outcome) == HOLDERS
    assert_nothing_else_changed(outcome)
    issue = outcome.issue("text.mojibake")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (spoiled.csv): holder: found letters that were decoded wrongly in 5 cells: "
        "'Ýðäýíýñ Òàâàíòîëãîé ÕÊ'; expected letters as they were written. Mended: "
        "'Эрдэнэс Тавантолгой ХК'. Export the file in UTF-8 if that is not right."
    )


@pytest.mark.bad_input(27)
@pytest.mark.parametrize("encoding", ["latin-1", "sloppy-windows-1252", "sloppy-windows-1251"])
def test_utf8_that_was_read_as_another_encoding_is_mended(land, encoding):
    fed = spoiled_holders(land, lambda holder: holder.encode().decode(encoding))
    assert fed[0] != HOLDERS[0]
    outcome = land.run()
    assert holders(outcome) == HOLDERS
    assert_nothing_else_changed(outcome)
    issue = outcome.issue("text.mojibake")
    assert "found letters that were decoded wrongly in 5 cells: " in issue["message"]
    assert "Mended: 'Эрдэнэс Тавантолгой ХК'." in issue["message"]


@pytest.mark.bad_input(27)
def test_letters_that_were_lost_are_told_and_stay(land):
    fed = spoiled_holders(land, lambda holder: holder.encode("ascii", "replace").decode())
    assert fed[1] == "???? ???"
    outcome = land.run()
    # Question marks alone name nobody.
    assert holders(outcome) == [None] * 5 + ["O'lziit LLC"]
    assert_nothing_else_changed(outcome)
    issue = outcome.issue("text.lost_letters")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (spoiled.csv): holder: found letters that were lost in 5 cells: "
        "'??????? ??????????? ??'; expected letters as they were written. Kept as it is: what "
        "stood there cannot be mended. Export the file again in UTF-8."
    )


PLAUSIBLE = [
    *("Ömnögovi", "Öröö", "Café Köln", "Uvurkhangaï", "Её", "Öö", "Ürgöö ÖÖÖ", "Їйзэн", "№ 5"),
    *("3 km² ±5 %", "«Говь» — ХХК", "Ærøskøbing", "Łódź", "中国", "МөнхХХК", "GOVЬ", "О'лзий"),
    *HOLDERS,
]


@pytest.mark.bad_input(27)
def test_text_that_is_plausible_stays_as_it_is():
    assert mended(PLAUSIBLE) == {}
    # A column in which other cells are mended, too.
    assert mended([*PLAUSIBLE, "Ãîâü ÕÕÊ"]) == {"Ãîâü ÕÕÊ": "Говь ХХК"}


@pytest.mark.bad_input(27)
def test_headings_that_were_decoded_wrongly_are_mended(land):
    heading = "Эзэмшигч"
    for spoiled in (heading, cp1251_as_latin(heading), heading.encode().decode("latin-1")):
        fed = [{spoiled if k == "holder" else k: v for k, v in row.items()} for row in rows()]
        land.rows("licences", fed, columns={"holder": heading})
        outcome = land.run()
        assert holders(outcome) == HOLDERS
        assert_nothing_else_changed(outcome)
    issue = outcome.issue("text.mojibake")
    assert issue["message"] == (
        f"licences (spoiled.csv): found letters that were decoded wrongly in 1 headings: "
        f"{spoiled!r}; expected letters as they were written. Mended: 'Эзэмшигч'; this is the name "
        "to use in the configuration."
    )
    # Whoever wrote the heading as the file has it is understood, too.
    land.rows("licences", fed, columns={"holder": spoiled})
    assert holders(land.run()) == HOLDERS


@pytest.mark.bad_input(27)
def test_short_words_are_mended_only_beside_longer_ones():
    assert mended(["ÕÕÊ", "ÀÉÎ"]) == {}
    assert mended(["ÕÕÊ", "Ãîâü"]) == {"ÕÕÊ": "ХХК", "Ãîâü": "Говь"}


@pytest.mark.bad_input(27)
@pytest.mark.parametrize("name", ["Эзэмшигч Єнєр", "Эзэмшигч Өнөр"])
def test_a_heading_may_be_named_as_the_file_or_as_it_is_meant(land, name):
    register = minicountry.register().rename(columns={"holder": "Эзэмшигч Єнєр"})
    land.layer("licences", register, columns={"holder": name})
    assert holders(land.run()) == ["Говь ХХК"] * 6
