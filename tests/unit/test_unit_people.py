"""The section "People and land" of a profile."""

from dataclasses import replace

import pandas as pd
import profileframes as frames
import pytest
import webframes
from test_profiles import block, section, words_of

from nutag.catalogue import Catalogue
from nutag.profiles import profile_pages

ENTRIES = {
    "E01": ("Share of people near mining licences", "%"),
    "E01_n": ("People near mining licences", "n"),
    "E01_land": ("Share of land near mining licences", "%"),
    "E01_r1": ("People in the first ring", "n"),
    "E01_r2": ("People in the second ring", "n"),
    "S02": ("Licensed land along water", "ha"),
    "S01": ("Protected land under licence", "ha"),
    "E02": ("Settlements near mining licences", "n"),
    "U02": ("People", "n"),
}
#: What each unit has: value and flags; the rest has no layer.
FIGURES = {
    "E01": (40.0, "modelled"),
    "E01_n": (800.0, "modelled"),
    "E01_land": (5.0, ""),
    "E01_r1": (600.0, "modelled;lower_bound"),
    "E01_r2": (200.0, "modelled"),
    "S02": (12.0, "proxy"),
    "E02": (3.0, ""),
    "U02": (2000.0, ""),
}
OF_TWELVE = "Points of the layer in the unit: 12."
NOTE = "This run has no layer of this kind."


def catalogue() -> Catalogue:
    known = webframes.catalogue()
    model = known.indicators["L01"]
    extra = {
        key: replace(model, id=key, theme="context", name_en=name, unit=unit, decimals=0)
        for key, (name, unit) in ENTRIES.items()
    }
    flags = known.flags | {
        flag: {"name_en": flag, "name_mn": f"{flag} мн"} for flag in ("modelled", "proxy")
    }
    themes = known.themes | {"context": {"name_en": "People, herds and land", "name_mn": "Хүн ам"}}
    return replace(known, indicators=known.indicators | extra, flags=flags, themes=themes)


def pages(figures: dict) -> dict[str, str]:
    table = frames.indicators()
    model = table[(table["unit_id"] == "MN-000") & (table["indicator_id"] == "L01")]
    rows = []
    for level, unit in (("province", "MN-000"), ("country", "MN"), ("soum", "MN4600")):
        for key in ENTRIES:
            value, flags = figures.get(key, (None, ""))
            state, note = ("not_covered", NOTE) if value is None else ("value", "")
            if key == "E02" and value is not None:
                note = OF_TWELVE
            rows.append(
                model.assign(
                    unit_level=level,
                    unit_id=unit,
                    indicator_id=key,
                    value=value,
                    state=state,
                    flags=flags,
                    note=note,
                ).astype(table.dtypes)
            )
    run = frames.provenance()
    run["config"]["measuring"] = {"near_km": 5, "rings_km": [2, 5, 10, 20]}
    material = frames.material(
        catalogue=catalogue(),
        indicators=pd.concat([table, *rows], ignore_index=True),
        provenance=run,
    )
    return dict(profile_pages(material))


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
    assert near[0] == ["Within 5 km of", "People", "Share of the people", "Share of the land"]
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
    assert "5 км доторх" in words_of(mongolian)
    paper = [node for node in mongolian.iter("p") if node.get("class") == "paper"]
    assert len(paper) == 1
    assert "800" in words_of(paper[0])
    assert "0–2 км" in words_of(paper[0])
