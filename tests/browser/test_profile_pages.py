import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from viewports import DESKTOP, PHONE

FULL, EMPTY, SOUM = "profiles/MN-000.html", "profiles/MN-008.html", "profiles/MN4600.html"
PEOPLE = "people/MN-000.html"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: What a sheet of A4 without its margins is wide and high, at 96 pixels an inch.
SHEET = {"width": 718, "height": 1062}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", [FULL, EMPTY, SOUM, PEOPLE])
def test_a_profile_opens_offline_without_errors(open_page, name, viewport):
    for language in ("en", "mn"):
        opened = open_page(f"{name}#lang={language}", viewport)
        assert opened.requests == []
        assert opened.errors == []
        assert opened.page.evaluate(OVERFLOW) <= 0


def test_without_scripts_both_languages_can_be_read(open_page):
    opened = open_page(FULL, java_script_enabled=False)
    shown = opened.page.locator("main > .lang:visible")
    assert shown.count() == 2


def test_the_language_switches_words_and_title(open_page):
    page = open_page(f"{FULL}#lang=en").page
    assert page.locator("h1:visible").inner_text().startswith("Umnugovi")
    page.get_by_role("button", name="Монгол").click()
    assert page.locator("h1:visible").inner_text() == "Өмнөговь"
    assert page.title().startswith("Өмнөговь")
    assert page.locator("main h2:visible").all_inner_texts()[0:2] != []
    assert "Гол үзүүлэлт" in page.locator("main:visible").inner_text()
    assert page.url.endswith("#lang=mn")


def test_the_map_is_drawn_in_both_languages(open_page):
    for language in ("en", "mn"):
        page = open_page(f"{FULL}#lang={language}").page
        box = page.locator("svg.detail:visible").bounding_box()
        assert box["width"] > 300
        assert box["height"] > 200
        assert page.locator("svg.detail:visible").get_attribute("aria-label")


def test_links_lead_to_the_soums_and_back_in_the_same_language(open_page):
    page = open_page(f"{FULL}#lang=mn").page
    page.locator("section.soums:visible a").first.click()
    assert re.search(r"MN4601\.html#lang=mn$", page.url)
    page.locator(".kicker:visible a").nth(1).click()
    assert re.search(r"MN-000\.html#lang=mn$", page.url)


def test_the_table_behind_the_chart_has_its_numbers(open_page):
    page = open_page(f"{FULL}#lang=en").page
    chart = page.locator(".over-time svg:visible")
    assert chart.get_attribute("role") == "img"
    assert "by month-end and stage" in chart.get_attribute("aria-label")
    page.locator("details.behind:visible summary").click()
    cells = page.locator("details.behind:visible tbody tr").last.inner_text().split()
    assert cells == ["2026-07", "740,000", "444,000", "296,000"]


@pytest.mark.parametrize("language", ["en", "mn"])
@pytest.mark.parametrize("name", [FULL, EMPTY, SOUM, PEOPLE])
def test_a_profile_prints_on_one_sheet_with_no_table_cut(open_page, name, language):
    page = open_page(f"{name}#lang={language}", SHEET).page
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)
    assert page.evaluate(OVERFLOW) <= 0
    # No table or drawing reaches out of its section.
    cut = page.eval_on_selector_all(
        "main .lang:not([hidden]) section",
        "nodes => nodes.flatMap(section => Array.from(section.querySelectorAll('table, svg'))"
        ".filter(node => node.getBoundingClientRect().width > 0 &&"
        " node.getBoundingClientRect().right > section.getBoundingClientRect().right + 1)).length",
    )
    assert cut == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [FULL, EMPTY, SOUM, PEOPLE])
def test_axe_finds_nothing_serious(open_page, name, scheme):
    page = open_page(f"{name}#lang=en", color_scheme=scheme).page
    found = Axe().run(page).response["violations"]
    grave = [
        (v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert grave == []
