import dataclasses
import re
from time import process_time

import pandas as pd
import profileframes as frames
import pytest
import webframes
from htmltree import tree
from htmltree import words as words_of
from webframes import CLOSER, EVIL

from nutag.messages import messages
from nutag.profiles import profile_pages

#: Soums of the first province by the licensed share: 30, 10, zero, a small base, no figure.
ORDER = [EVIL, "Umnugovi", CLOSER, "Unit 3", "Unit 4"]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(profile_pages(frames.material()))


def block(page: str, language: str = "en"):
    """Return the sections of a page in one language."""
    return tree(page).find(f".//main/div[@lang='{language}']")


def section(page: str, heading: str, language: str = "en") -> str:
    suffix = "" if language == "en" else f"-{language}"
    found = block(page, language).find(f".//section[@aria-labelledby='{heading}{suffix}']")
    return words_of(found)


def figure(page: str, key: str) -> list[str]:
    """Return the row of an indicator: its name with marks, then its cells."""
    return [words_of(cell) for cell in tree(page).find(f".//tr[@id='{key}']")]


def test_a_page_a_province_and_a_page_a_soum_with_real_boundaries(pages):
    provinces = {f"MN-{k:03}" for k in range(9)}
    assert set(pages) == provinces | {f"MN46{k:02}" for k in range(8)}
    approximate = dict(profile_pages(frames.material(quality="approximate")))
    assert set(approximate) == provinces
    assert 'href="MN4601.html"' in pages["MN-000"]
    assert 'href="MN46' not in approximate["MN-000"]


def test_key_figures_are_those_of_the_indicator_table(pages):
    table = webframes.indicators()
    for key, row_id in (("MN-000", "L01"), ("MN-001", "R01"), ("MN-003", "L01")):
        own = table[(table["unit_id"] == key) & (table["indicator_id"] == row_id)].iloc[0]
        country = table[(table["unit_id"] == "MN") & (table["indicator_id"] == row_id)].iloc[0]
        for language, suffix in (("en", ""), ("mn", "-mn")):
            words = messages(language)
            _, own_shown, country_shown, _ = figure(pages[key], row_id + suffix)
            for row, cell in ((own, own_shown), (country, country_shown)):
                bound = "≥ " if "lower_bound" in row["flags"] else ""
                # What bounds the figure of the own unit stands at the name.
                part = words.gettext("{n} of {of} soums").format(n=3, of=22) if bound else ""
                part = part if row is country else ""
                assert cell == bound + words.number(row["value"], 1) + part


def test_a_figure_of_a_part_of_the_country_says_of_how_much():
    table = frames.indicators()
    own = table["unit_id"].eq("MN") & table["indicator_id"].eq("R01")
    table.loc[own, ["flags", "n", "n_of"]] = ["part_of_unit", 3, 9]
    page = dict(profile_pages(frames.material(indicators=table)))["MN-001"]
    assert figure(page, "R01")[2].endswith("3 of 9 provinces")
    assert figure(page, "R01-mn")[2].endswith("9 аймгийн 3")
    table.loc[own, "n"] = None
    page = dict(profile_pages(frames.material(indicators=table)))["MN-001"]
    assert figure(page, "R01")[2].endswith("part of the unit only")


def test_a_rank_among_two_is_none():
    table = frames.indicators()
    third = table["unit_id"].eq("MN-002") & table["indicator_id"].eq("L01")
    table.loc[third, "flags"] = "lower_bound"
    pages = dict(profile_pages(frames.material(indicators=table)))
    assert [figure(pages[f"MN-00{k}"], "L01")[-1] for k in range(3)] == ["", "", ""]


def test_marks_stand_at_the_figure_in_words(pages):
    assert "2026-07; small base, not ranked" in figure(pages["MN-003"], "L01")[0]
    assert "sample" in figure(pages["MN-000"], "R02")[0]


def test_ranks_are_among_the_units_that_can_be_compared(pages):
    ranks = {
        key: figure(pages[key], "L01")[-1]
        for key in ("MN-000", "MN-001", "MN-002", "MN-003", "MN-004")
    }
    # 10, 30 and a reported zero; a small base and a missing figure are in no ranking.
    assert ranks == {
        "MN-000": "2 / 3",
        "MN-001": "1 / 3",
        "MN-002": "3 / 3",
        "MN-003": "",
        "MN-004": "",
    }


def test_a_missing_figure_has_its_state_and_its_reason(pages):
    assert "Licensed share: coverage unknown" in section(pages["MN-006"], "h-unknown")
    assert figure(pages["MN-006"], "L01")[1] == "coverage unknown"
    assert EVIL in section(pages["MN-006"], "h-unknown")


def test_a_unit_without_any_figure_says_so(pages):
    table = frames.indicators()
    gone = table["unit_level"].eq("province") & table["unit_id"].eq("MN-005")
    table.loc[gone, ["value", "state", "note"]] = [None, "not_surveyed", ""]
    page = dict(profile_pages(frames.material(indicators=table)))["MN-005"]
    assert "Licensed share" in section(page, "h-unknown")
    assert "No licence counts here." in section(page, "h-licences")
    assert "No licence counts here." in section(page, "h-holders")
    assert "nothing to draw over time" in section(page, "h-time")
    assert "that is not the same as zero" in section(page, "h-land")
    without = table[~gone]
    page = dict(profile_pages(frames.material(indicators=without)))["MN-005"]
    assert "no row in the indicator table" in section(page, "h-unknown")


def test_a_unit_without_a_boundary_has_a_page_without_a_map(pages):
    assert "No boundary of this unit is at hand." in section(pages["MN-008"], "h-where")
    assert "<symbol" not in pages["MN-008"]


def test_soums_are_ranked_and_those_without_a_figure_say_why(pages):
    rows = block(pages["MN-000"]).findall(".//section[@aria-labelledby='h-soums']//tbody/tr")
    told = [words_of(row) for row in rows]
    assert [row[1 : 1 + len(name)] for row, name in zip(told, ORDER, strict=True)] == ORDER
    assert "999.0small base, not ranked" in told[3]
    assert "surveyed, no figure" in told[4]
    second = section(pages["MN-001"], "h-soums")
    assert "No soum of this province has a figure of: Licensed share. Coverage unknown" in second
    assert "figure of: Licences, Unrehabilitated land. No row in the indicator table" in second


def test_licences_and_holders_as_the_tables_have_them(pages):
    licences = section(pages["MN-000"], "h-licences")
    assert licences.index("MV-000001") < licences.index(EVIL) < licences.index("XV-3")
    assert "400" in licences
    assert "13*whole licence, as declared" in licences
    assert "private person" in licences
    holders = section(pages["MN-000"], "h-holders")
    assert "The 2 largest holders have 100.0 % of the licensed area together" in holders
    assert "private persons, names withheld" in holders
    assert "holder not stated" in holders


def test_a_licence_that_is_over_by_its_dates_says_so():
    licences = frames.licences().assign(in_force_by_dates=[True, False, None, None])
    page = dict(profile_pages(frames.material(licences=licences)))["MN-000"]
    told = section(page, "h-licences")
    assert told.count("not in force by its dates") == 1
    assert EVIL in told[: told.index("not in force")].split("MV-000001")[1]


def test_slivers_are_more_than_nothing():
    pieces = frames.pieces().assign(area_ha=[400.0, 0.03])
    page = dict(profile_pages(frames.material(pieces=pieces)))["MN-000"]
    assert "< 1" in section(page, "h-licences")


def test_a_sample_has_no_shares_and_says_that_it_is_one():
    page = dict(profile_pages(frames.material("sample", "approximate")))["MN-000"]
    assert "nobody's share is known" in section(page, "h-holders")
    assert "%" not in section(page, "h-holders")
    assert "A documented sample of licences, not the cadastre." in section(page, "h-where")
    assert "Approximate boundaries" in section(page, "h-where")
    assert "part approximate" in page


def test_published_figures_have_year_and_source(pages):
    land = section(pages["MN-001"], "h-land")
    assert "2012" in land
    assert "562.6" in land
    assert "12th report" in land
    assert EVIL in land


def test_names_are_text(pages):
    for page in pages.values():
        assert tree(page).findall(".//img") == []
        assert len(tree(page).findall(".//script")) == 1
        assert EVIL not in page
        assert CLOSER not in page
    assert tree(pages["MN-001"]).findtext(".//title").startswith(EVIL)


def test_both_languages_are_there_with_the_sentence(pages):
    for page in pages.values():
        assert "show exposure or pressure, not a violation" in page
        assert "дарамтыг харуулна, зөрчлийг бус" in page
    text = words_of(block(pages["MN-000"], "mn"))
    assert "Гол үзүүлэлт" in text
    assert "Key figures" not in text


def test_ids_are_unique(pages):
    ids = re.findall(r' id="([^"]+)"', pages["MN-000"])
    assert len(ids) == len(set(ids))


def test_the_same_input_gives_the_same_bytes(pages):
    shuffled = frames.material()
    shuffled = dataclasses.replace(
        shuffled,
        indicators=shuffled.indicators.sample(frac=1, random_state=1),
        places=shuffled.places.sample(frac=1, random_state=1),
    )
    assert dict(profile_pages(shuffled)) == pages


def test_sixty_pages_in_ten_seconds(capsys):
    begin = process_time()
    written = [dict(profile_pages(frames.material())) for _ in range(4)]
    seconds = process_time() - begin
    n = sum(map(len, written))
    with capsys.disabled():
        print(f"\n{n} profiles: 60 take {60 * seconds / n:.1f} s")
    assert 60 * seconds / n < 10


def test_without_rows_of_holders_and_licences_there_are_pages():
    empty = frames.material(
        places=frames.places()[:0],
        pieces=frames.pieces()[:0],
        licences=frames.licences()[:0],
        holders=frames.holders()[:0],
        rehabilitation=webframes.rehabilitation()[:0],
    )
    page = dict(profile_pages(empty))["MN-000"]
    assert "no licence with a known place" in page
    assert pd.notna(page)
