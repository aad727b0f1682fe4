import re

import peopleframes
import profileframes
import pytest
import webframes as frames

from nutag.messages import messages
from nutag.report import escaped, report


def written(language: str = "en", **changes: object) -> str:
    tables = {
        "provinces": frames.units(),
        "indicators": profileframes.indicators(),
        "catalogue": frames.catalogue(),
        "provenance": profileframes.provenance(),
    }
    return report(**(tables | changes), words=messages(language))


def rows(text: str, heading: str) -> list[list[str]]:
    part = text.split(f"## {heading}\n")[1].split("\n## ", maxsplit=1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in lines
        if "---" not in line
    ]


@pytest.mark.parametrize("language", ["en", "mn"])
def test_every_number_is_one_of_the_indicator_table(language):
    table = profileframes.indicators()
    words = messages(language)
    decimals = {key: i.decimals for key, i in frames.catalogue().indicators.items()}
    shown = {
        words.number(value, decimals.get(key, 1))
        for key, value in zip(table["indicator_id"], table["value"], strict=True)
    }
    text = written(language)
    headlines = rows(text, words.gettext("Headline figures"))[1:]
    provinces = rows(text, words.gettext("Provinces compared"))[1:]
    cells = [row[1].split(" ha ")[0] for row in headlines]
    cells += [cell for row in provinces for cell in row[2:]]
    assert len(cells) > 30
    for cell in cells:
        assert set(re.findall(r"\d[\d,.]*", cell)) <= shown, cell


def test_the_headline_has_state_date_provinces_marks_and_source():
    assert rows(written(), "Headline figures")[0][4] == "Provinces with a figure"
    row = next(row for row in rows(written(), "Headline figures") if row[0] == "Licensed share")
    assert row[1:6] == ["≥ 4.8 %", "figure", "2026-07", "4 / 9", "lower bound"]
    assert row[6].startswith("Register \\<img")
    # Provinces are counted whatever the figure is made of: its own n of N are of soums here.
    table = profileframes.indicators()
    of_soums = table["unit_level"].eq("country")
    table.loc[of_soums, ["n", "n_of"]] = [339, 339]
    assert rows(written(indicators=table), "Headline figures") == rows(
        written(), "Headline figures"
    )


def test_provinces_stand_in_their_order_with_words_for_what_is_missing():
    head, *body = rows(written(), "Provinces compared")
    assert head[:3] == ["Rank", "Province", "Licensed share, % (2026-07)"]
    assert [row[0] for row in body] == ["1", "2", "3", *"––––––"]
    assert body[1][1:3] == ["Umnugovi", "10.0"]
    assert body[3][2] == "999.0 (small base, not ranked)"
    assert {row[2] for row in body[4:]} >= {"not surveyed", "coverage unknown", "no boundary"}


def test_what_is_not_known_counts_rows_of_the_table():
    body = rows(written(), "What is not known")[1:]
    licensed = next(row for row in body if row[0] == "Licensed share")
    table = frames.indicators()
    own = table[(table["unit_level"] == "province") & (table["indicator_id"] == "L01")]
    assert licensed[1].startswith(f"{own['value'].notna().sum()} / {len(own)}; ")


def test_names_are_text_and_a_row_stays_a_row():
    text = written()
    assert "<img" not in text.replace("\\<img", "")
    assert escaped("a|b\n*c* [d](e)") == "a\\|b \\*c\\* \\[d\\](e)"
    for heading in ("Headline figures", "Provinces compared", "What is not known"):
        lines = rows(text, heading)
        assert {len(line) for line in lines} == {len(lines[0])}


def test_both_languages_have_the_sentence_and_no_other_words():
    assert "not a violation" in written()
    text = written("mn")
    assert "зөрчлийг бус" in text
    assert "Province" not in text
    assert "Өмнөговь" in text


def test_the_same_table_gives_the_same_bytes():
    shuffled = profileframes.indicators().sample(frac=1, random_state=3)
    assert written(indicators=shuffled) == written()


def test_without_any_row_there_is_a_report():
    text = written(indicators=profileframes.indicators()[:0])
    assert "No province has a figure of: Licensed share" in text


def test_a_share_of_people_near_stands_beside_its_base_rate():
    frames_of = peopleframes.material(peopleframes.FIGURES)
    for language, words in (("en", "40 %; of the land 5 %"), ("mn", "40 %; газрын 5 %")):
        told = written(language, indicators=frames_of.indicators, catalogue=frames_of.catalogue)
        heading = messages(language).gettext("Headline figures")
        assert [row[1] for row in rows(told, heading)][1:] == ["≥ 4.8 %", words]
    bare = peopleframes.material({"E01": (40.0, "")})
    told = written(indicators=bare.indicators, catalogue=bare.catalogue)
    assert rows(told, "Headline figures")[-1][1] == "40 %"
