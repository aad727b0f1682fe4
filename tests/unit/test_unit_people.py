"""The section "People and land" of a profile."""

import peopleframes
import profileframes as frames
import pytest
from peopleframes import FIGURES, NOTE, OF_TWELVE
from test_profiles import block, section, words_of

from nutag.profiles import profile_pages


def pages(figures: dict) -> dict[str, str]:
    return dict(profile_pages(peopleframes.material(figures)))


@pytest.fixture(scope="module")
def page() -> str:
    return pages(FIGURES)["MN-000"]


def tables(page: str) -> list[list[list[str]]]:
    found = block(page).find(".//section[@aria-labelledby='h-people']")
    return [
        [[words_of(cell) for cell in row] for row in table.iter("tr")]
        for table in found.iter("table")
    ]


def test_people_near_stand_beside_the_base_rate(page):
    near = tables(page)[0]
    assert near[0] == ["Near", "People", "Share of the people", "Share of the land"]
    assert near[1] == ["Within 5 km of mining licences", "800modelled", "40 %modelled", "5 %"]
    assert "were people spread evenly" in section(page, "h-people")


def test_rings_have_their_kilometres_and_bars(page):
    rings = tables(page)[1]
    assert [row[0] for row in rings[1:]] == ["0–2 km", "2–5 km"]
    assert [row[2] for row in rings[1:]] == ["≥ 600lower bound", "200"]
    # A third of the longest.
    assert 'width="33.33"' in page
    assert "modelled" in section(page, "h-people").split("2–5 km")[1]


def test_overlaps_that_have_a_figure_are_listed_with_their_marks(page):
    others = tables(page)[2]
    named = [row[0] for row in others[1:]]
    assert len(named) == 2
    assert named[0].startswith("Licensed land along water, ha2026-07; proxy")
    assert others[1][1:3] == ["12", "12"]
    assert "Protected" not in section(page, "h-people")


def test_numbers_of_points_say_of_how_many(page):
    words = section(page, "h-people")
    assert f"Settlements near mining licences: {OF_TWELVE}" in words
    assert "along water: " not in words


def test_the_section_is_not_told_twice(page):
    figures = section(page, "h-figures")
    assert "near mining licences" not in figures
    # People of the unit are known without any licence.
    assert "People" in figures
    assert "Protected land under licence" not in section(page, "h-unknown").split("1 indicator")[0]
    assert "1 indicator without any data in this run" in section(page, "h-unknown")


def test_without_a_layer_there_is_one_sentence(page):
    bare = pages({"U02": FIGURES["U02"]})["MN-000"]
    words = section(bare, "h-people")
    assert words == (
        f"People and land People near mining licences: not covered by the data. {NOTE}"
    )
    assert tables(bare) == []


def test_shares_that_are_not_there_have_no_rule(page):
    sample = {key: value for key, value in FIGURES.items() if key not in ("E01", "E01_land")}
    other = pages(sample)["MN-000"]
    assert tables(other)[0][1][2:] == ["not covered by the data"] * 2
    assert "spread evenly" not in section(other, "h-people")


def test_a_run_without_the_theme_has_no_section():
    plain = dict(profile_pages(frames.material()))["MN-000"]
    assert "h-people" not in plain


def test_both_languages_and_paper_have_the_number(page):
    mongolian = block(page, "mn").find(".//section[@aria-labelledby='h-people-mn']")
    # What stands before "дотор" is near, what stands after it is counted.
    near = "Ашиглалтын тусгай зөвшөөрлөөс 5 км дотор"
    assert near in words_of(mongolian.find(".//table"))
    paper = [node for node in mongolian.iter("p") if node.get("class") == "paper"]
    assert len(paper) == 1
    assert words_of(paper[0]).startswith(f"{near}: 800 хүн (40 %; ")
    assert "зайгаар, км: 0–2: ≥ 600; 2–5: 200." in words_of(paper[0])
