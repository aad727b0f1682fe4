import re
from dataclasses import replace

import pandas as pd
import peopleframes
import pytest
import webframes as frames

from nutag import overview, pages
from nutag.catalogue import SENTENCE_EN, SENTENCE_MN
from nutag.issue_codes import IssueCode
from nutag.labels import FILES, file_label
from nutag.messages import LANGUAGES, messages


@pytest.fixture(scope="module")
def page():
    return pages.index_page(**frames.page_frames())


def section(page: str, key: str) -> str:
    return re.search(rf'<section id="{key}".*?</section>', page, re.S).group(0)


def test_page_refers_to_no_other_file(page):
    assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=", page, re.I)
    assert not re.search(r"https?://[^\"]+\.(js|css)", page)


def test_page_is_the_same_twice(page):
    assert pages.index_page(**frames.page_frames()) == page


def test_page_is_small_enough(page):
    assert len(page.encode()) < 1_000_000


def test_markup_in_data_stays_text(page):
    assert frames.EVIL not in page
    assert "</script><script>alert" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_sentences_that_every_page_needs(page):
    assert page.count("These indicators show exposure or pressure, not a violation.") >= 2
    assert page.count(SENTENCE_MN) >= 2
    assert "nutag 0.1.0 · no commit · run 0123456789ab" in page
    assert "Data as of 2026-07." in page
    assert "1 of 9 soums has no boundary in this data" in page
    assert "9 сумаас 1 нь энэ өгөгдөлд хилийн зааггүй" in page
    assert "cells around soum centres, not official borders" in page


def test_headlines_come_from_the_table():
    found = overview.headline_figures(frames.indicators(), frames.catalogue(), frames.provenance())
    by_id = {figure["id"]: figure for figure in found}
    assert by_id["R01"]["shown"] == "≥ 1,109.3 ha"
    assert by_id["R01"]["sentence"] == "3 of 9 provinces with a figure; 6 coverage unknown"
    assert by_id["R01"]["flags"] == ["lower bound"]
    assert by_id["L01"]["shown"] == "≥ 4.8 %"
    assert by_id["L01"]["period"] == "2026-07"
    assert by_id["L01"]["source"] == f"Register {frames.EVIL}"


def test_a_headline_of_people_near_tells_its_base_rate():
    own = peopleframes.material(peopleframes.FIGURES)
    found = overview.headline_figures(own.indicators, own.catalogue, frames.provenance())
    assert [one["shown"] for one in found] == ["≥ 4.8 %", "40 %; of the land 5 %"]


def test_headlines_are_those_of_the_catalogue_in_its_order():
    known = frames.catalogue()
    for headlines in (("L04", "R01"), ("R01", "L01", "L04", "R02", "L12")):
        own = replace(known, headlines=headlines)
        found = overview.headline_figures(frames.indicators(), own, frames.provenance())
        there = set(frames.indicators().query("unit_level == 'country'")["indicator_id"])
        assert [one["id"] for one in found] == [key for key in headlines[:4] if key in there]


def test_the_source_of_a_headline_is_said_in_the_language_of_the_page():
    record = frames.provenance()
    record["inputs"][0]["attribution"] = "Natural Register; National Statistics Office of Mongolia"
    made = pages.index_page(**{**frames.page_frames(), "provenance": record})
    owner = "Монгол Улсын Үндэсний статистикийн хороо"
    assert f'Эх сурвалж: <span lang="en">Natural Register</span>; {owner}</p>' in made


def test_headline_without_a_figure_says_so():
    table = frames.indicators()
    own = (table["unit_level"] == "country") & (table["indicator_id"] == "R01")
    table.loc[own, ["value", "state"]] = [float("nan"), "coverage_unknown"]
    found = overview.headline_figures(table, frames.catalogue(), frames.provenance())
    assert found[0]["shown"] == "coverage unknown"


def test_ranking_puts_missing_last_and_does_not_rank_small():
    catalogue = frames.catalogue()
    columns = [catalogue.indicators["L01"]]
    rows = overview.ranking_rows(frames.units(), frames.indicators(), columns, catalogue)
    order = [(row["rank"], row["cells"][0].shown) for row in rows]
    assert order[:4] == [(1, "30.0"), (2, "10.0"), (3, "0.0"), (None, "999.0†")]
    assert {shown for rank, shown in order[4:]} == {
        "surveyed, no figure",
        "not surveyed",
        "coverage unknown",
        "not covered by the data",
        "no boundary",
    }
    assert all(shown for _, shown in order)


def test_missing_is_counted_by_state_with_the_reason():
    found = overview.missing_rows(frames.indicators(), frames.catalogue())
    rows = {key: row for row in found for key in row["ids"]}
    unrehabilitated = rows["R01"]["levels"]["province"]
    assert (unrehabilitated["with"], unrehabilitated["total"]) == (3, 9)
    assert unrehabilitated["states"] == [(6, "coverage unknown")]
    assert rows["R01"]["notes"] == ["why"]
    assert "L04" not in rows


def test_indicators_with_the_same_gaps_share_a_row():
    table = frames.indicators()
    table = table[(table["indicator_id"] != "L04")]
    twin = table[table["indicator_id"] == "R01"].assign(indicator_id="L04")
    found = overview.missing_rows(pd.concat([table, twin]), frames.catalogue())
    assert ["L04", "R01"] in [row["ids"] for row in found]


def test_as_of_is_the_latest_date_and_not_a_word():
    table = pd.DataFrame({"period": ["undated", "2021-01 to 2026-07", "2012", "early 1990s", None]})
    assert overview.as_of(table) == "2026-07"
    assert overview.as_of(table[:1]) == "–"


def test_kinds_of_land_figures_are_neither_mixed_nor_added(page):
    groups = overview.rehabilitation_groups(
        frames.rehabilitation(),
        frames.units(),
        frames.units("soum"),
        frames.catalogue(),
        "Somewhere",
    )
    assert [(group["name"], len(group["rows"])) for group in groups] == [
        ("Left without any rehabilitation", 2),
        ("Disturbed land, all causes", 1),
    ]
    assert groups[0]["gaps"] == [(1, "coverage unknown")]
    assert {row["country"] for group in groups for row in group["rows"]} == {"Somewhere"}
    land = section(page, "land")
    assert "609.3" not in land
    assert "30,000" in land


def test_the_area_over_time_has_a_dot_for_each_month_end(page):
    chart = section(page, "charts")
    assert chart.count("<circle") == 3
    assert "2022-12: 5,900,000 ha" in chart
    assert "7,400,000" in chart


def test_the_charts_say_why_they_have_no_bars(page):
    chart = section(page, "charts")
    assert "they are no measure of a province" in chart
    assert "nobody&#39;s share is known" in chart
    assert "Өргөө ХХК" in chart
    assert frames.EVIL not in chart


def test_indicators_carry_their_tags(page):
    shown = section(page, "indicators")
    for words in ("healthy environment", "UNGP: P13", "SDG: 15.3", "Definition of R02."):
        assert words in shown


def test_issues_by_severity_the_gravest_first():
    codes = {
        "licence.no_place": IssueCode(
            "licence.no_place", ("warn",), "counted", (), "No place.", "Add it.", "Байршилгүй.", "."
        )
    }
    issues = frames.page_frames()["issues"]
    groups = overview.issue_groups(issues, codes)
    assert [(group["name"], group["count"]) for group in groups] == [
        ("fault of a row or cell", 1),
        ("warning", 2),
    ]
    assert groups[1]["codes"] == [("Licences", "licence.no_place", "No place.", 2)]
    assert groups[0]["codes"][0][1:3] == ("soum.name", "")  # a code without an entry
    mongolian = overview.issue_groups(issues, codes, messages("mn"))
    assert mongolian[1]["codes"][0][2] == "Байршилгүй."
    assert overview.issue_groups(pd.DataFrame(), codes) == []


def test_sources_files_and_checks(page):
    assert "data/licence_statistics.csv" in section(page, "sources")
    assert "abababababab<" in section(page, "sources")
    assert '<a href="tables/provinces.csv">' in section(page, "files")


def test_the_ladders_of_all_datasets_are_one_table_without_the_other_checks():
    frame = pd.DataFrame(
        {
            "check": ["ladder", "ladder", "area_vs_official"],
            "dataset": ["licences", "soums", "soums"],
            "rows": [3, 5, None],
            "area_ha": [8440.0, None, 1.0],
            "note": [None, None, "not of a ladder"],
        }
    )
    table = overview.ladder_table(frame)
    assert table["head"] == [("dataset", False), ("rows", True), ("area, ha", True)]
    assert table["rows"] == [
        [("Licences", False), ("3", True), ("8,440", True)],
        [("Register of soums", False), ("5", True), ("", True)],
    ]


def test_what_was_counted_is_a_chart_and_its_table_is_behind_it(page):
    pictures, checks = section(page, "charts"), section(page, "checks")
    chart, _, behind = pictures.partition("Table of all datasets")
    assert "9,000" in chart
    assert "9,000" in behind
    assert '<details class="behind"><summary>' in chart
    assert "9,000" not in checks


def test_each_language_has_the_same_sections_and_ids_of_its_own(page):
    ids = re.findall(r'(?<![\w-])id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for key in ("ranking", "charts", "missing", "land", "indicators", "checks", "sources", "files"):
        english, mongolian = section(page, key), section(page, f"{key}-mn")
        assert english.count("<tr") == mongolian.count("<tr")
    targets = re.findall(r'href="#([^"]+)"', re.sub("<script.*?</script>", "", page, flags=re.S))
    assert set(targets) <= set(ids)


def test_figures_and_names_are_those_of_the_language(page):
    ranking = section(page, "ranking-mn")
    assert "Өмнөговь" in ranking
    assert "Umnugovi" not in ranking
    assert "L01 мн" in ranking
    assert "≥ 1,109.3 га" in page
    assert "9 аймгаас 3 нь тоотой; 6 coverage unknown мн" in page
    assert "Сарын эцэст, мянган гектар." in section(page, "charts-mn")


def test_words_of_the_mongolian_block_are_mongolian(page):
    data = re.compile(r'<span lang="en">.*?</span>|<code>.*?</code>|<[^>]*>', re.S)
    shown = data.sub(" ", section(page, "sources-mn") + section(page, "checks-mn"))
    known = {"SHA-256", "nutag", "0123456789ab:"}
    assert {word for word in shown.split() if re.match("[A-Za-z]", word)} <= known


def test_files_are_named_in_both_languages():
    catalogue = frames.catalogue()
    for language in LANGUAGES:
        words = messages(language)
        assert all(file_label(path, catalogue, words) for path in FILES)
        assert file_label("maps/people_and_land_mn.pdf", catalogue, words)
        printed = file_label("maps/provinces_L01.pdf", catalogue, words)
        assert words.name(catalogue.indicators["L01"]) in printed
    assert file_label("other.txt", catalogue, messages("en")) == ""


def test_the_sentence_of_every_page_is_that_of_the_catalogue():
    assert messages("mn").gettext(SENTENCE_EN) == SENTENCE_MN
