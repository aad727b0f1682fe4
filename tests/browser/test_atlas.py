"""The atlas as a reader uses it: pointer, keyboard, search, table, address, language, paper."""

import re

import figurecases
import pytest
import webframes as frames
from viewports import DESKTOP, PHONE

from nutag import pages

FILLS = "nodes => nodes.map(node => node.getAttribute('fill'))"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNITS = ".leaflet-overlay-pane path.leaflet-interactive"


def fills(page) -> list[str]:
    return page.eval_on_selector_all(UNITS, FILLS)


def legend(page) -> dict[str, str]:
    rows = page.locator(".nm-legend li")
    return {
        rows.nth(k).locator(".nm-label").inner_text(): rows.nth(k).locator(".nm-count").inner_text()
        for k in range(rows.count())
    }


def hash_of(page) -> dict[str, str]:
    return page.evaluate("Object.fromEntries(new URLSearchParams(location.hash.slice(1)))")


def card(page):
    return page.locator(".nm-card")


def rows(page):
    return page.locator(".nm-table tbody tr:visible")


def search(page, text):
    page.locator(".nm-query").fill(text)
    return page.locator(".nm-found [role=option]").all_inner_texts()


def spot(page, k, right, down):
    page.locator(".nm-stage").scroll_into_view_if_needed()
    box = page.locator(UNITS).nth(k).bounding_box()
    return box["x"] + box["width"] * right, box["y"] + box["height"] * down


def at_centre(page, k, act="click"):
    """Point at the middle of a unit, as a hand would: whatever lies on top gets it."""
    x, y = spot(page, k, 0.5, 0.5)
    page.mouse.move(x, y)
    if act == "click":
        page.mouse.click(x, y)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_page_opens_offline_without_errors(open_page, viewport):
    opened = open_page("index.html", viewport)
    assert opened.requests == []
    assert opened.errors == []
    assert opened.page.evaluate(OVERFLOW) <= 0
    assert len(fills(opened.page)) == 8


def test_picker_switches_colours_and_legend(open_page):
    page = open_page("index.html").page
    before, shown = fills(page), legend(page)
    assert (shown["10.0"], shown["10.0 – 30.0"]) == ("1", "1")
    for state in ("not_surveyed", "coverage_unknown", "not_covered", "surveyed_no_figure"):
        assert shown[frames.STATE_NAMES[state]] == "1"
        assert f"url(#nm-{state})" in before
    assert (shown["reported zero"], shown["small denominator"]) == ("1", "1")
    assert "#ffffff" in before
    page.select_option(".nm-pick", "R02")
    assert fills(page) != before
    assert "Unrehabilitated land per licence" in page.locator(".nm-title").inner_text()
    assert "Date: 2026-07" in page.locator(".nm-title").inner_text()
    assert "from a sample" in page.locator(".nm-title").inner_text()
    assert "Source: Register <img" in page.locator(".nm-about").inner_text()
    assert "tolerance 250 m" in page.locator(".nm-about").inner_text()
    undrawn = page.locator(".nm-undrawn")
    assert "1 units without a boundary" in undrawn.inner_text()
    assert undrawn.locator("a").get_attribute("href") == "tables/provinces.csv"


def test_every_state_stays_in_the_legend(open_page):
    page = open_page("index.html").page
    page.select_option(".nm-pick", "R02")
    states = page.locator(".nm-states li").all_inner_texts()
    assert [line.split("\n")[0] for line in states] == [
        "reported zero",
        "small denominator",
        "surveyed, no figure",
        "not surveyed",
        "coverage unknown",
        "not covered by the data",
        "nothing to take a share of",
    ]


def test_totals_are_circles_and_never_colours(open_page):
    page = open_page("index.html").page
    page.select_option(".nm-pick", "R01")
    circles = page.locator(".leaflet-nm-circles-pane path")
    assert circles.count() == 3
    assert set(fills(page)) == {"#ffffff", "url(#nm-coverage_unknown)"}
    assert legend(page)["with a figure"] == "3"
    assert legend(page)["100 ha"] == ""
    assert "≥ 100.0" in page.locator(".nm-table").inner_text()
    at_centre(page, 1, "hover")
    assert "≥ 100.0 ha" in page.locator(".nm-tip").inner_text()
    assert "lower bound" in page.locator(".nm-tip").inner_text()
    page.select_option(".nm-pick", "L01")
    assert circles.count() == 0


def test_level_switch_keeps_what_it_can(open_page):
    page = open_page("index.html").page
    groups = "nodes => nodes.map(n => [n.label, Array.from(n.children, c => c.value)])"
    assert page.eval_on_selector_all(".nm-pick optgroup", groups) == [
        ["Mining licences", ["L01", "L04"]],
        ["Rehabilitation", ["R01", "R02"]],
    ]
    page.select_option(".nm-pick", "R02")
    page.locator("[name=level][value=soum]").check(force=True)
    assert page.locator(".nm").get_attribute("data-level") == "soum"
    assert page.locator(".nm").get_attribute("data-indicator") == "R02"
    assert page.eval_on_selector_all(".nm-pick optgroup", groups) == [
        ["Mining licences", ["L01", "L04"]],
        ["No figure at this level", ["R02"]],
    ]
    assert page.locator(".leaflet-nm-borders-pane path").count() == 1
    assert "cells around soum centres" in page.locator(".nm-about").inner_text()
    page.locator("[name=level][value=province]").check(force=True)
    page.select_option(".nm-pick", "R01")
    page.locator("[name=level][value=soum]").check(force=True)
    assert page.locator(".nm").get_attribute("data-indicator") == "L01"
    assert page.locator(UNITS).count() == 8


def test_hover_shows_the_card_marks_the_row_and_leaves_no_trace(open_page):
    opened = open_page("index.html")
    page = opened.page
    before = page.locator(UNITS).nth(0).get_attribute("stroke-width")
    at_centre(page, 0, "hover")
    words = page.locator(".nm-tip").inner_text()
    for part in ("Umnugovi", "Өмнөговь", "10.0 %", "2026-07", "2 of 3 ranked units"):
        assert part in words
    assert "based on 3 of 22" in words
    assert "Licences: 4" in words
    assert page.locator("tr.nm-hover th").inner_text() == "Umnugovi"
    page.mouse.move(2, 2)
    assert page.locator(".nm-tip").is_hidden()
    assert page.locator("tr.nm-hover").count() == 0
    assert page.locator(UNITS).nth(0).get_attribute("stroke-width") == before
    assert opened.errors == []


def test_a_row_marks_its_unit(open_page):
    page = open_page("index.html").page
    row = rows(page).filter(has_text="Umnugovi")
    row.hover()
    widths = page.eval_on_selector_all(
        UNITS, "nodes => nodes.map(n => n.getAttribute('stroke-width'))"
    )
    assert widths.count("2.4") == 1
    row.get_by_role("button").click()
    assert card(page).locator("h3").inner_text() == "Umnugovi"
    assert "nm-on" in row.get_attribute("class")


def test_click_shows_the_card_with_everything_about_a_figure(open_page):
    opened = open_page("index.html")
    page = opened.page
    at_centre(page, 0)
    words = card(page).inner_text()
    for part in ("Umnugovi", "Өмнөговь", "10.0 %", "2 of 3", "Official licence statistics (LS133)"):
        assert part in words
    link = card(page).get_by_role("link", name="Open the profile")
    assert link.get_attribute("href") == "profiles/MN-000.html#lang=en"
    card(page).get_by_text("Published figures on land (1)").click()
    assert "46.7 ha Left without any rehabilitation" in card(page).inner_text()
    assert hash_of(page) == {"indicator": "L01", "unit": "MN-000", "lang": "en"}
    page.keyboard.press("Escape")
    page.locator(".nm-query").focus()
    page.keyboard.press("Escape")
    assert card(page).is_hidden()
    at_centre(page, 1)
    assert card(page).get_by_role("link").count() == 0
    assert opened.errors == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "40 %; of the land 5 %"), ("mn", "40 %; газрын 5 %")]
)
def test_a_share_of_people_near_is_told_beside_its_base_rate(open_page, language, words):
    page = open_page(f"index_people.html#indicator=E01&lang={language}").page
    at_centre(page, 0, "hover")
    assert page.locator(".nm-tip .nm-value").inner_text() == words
    page.reload()
    page.wait_for_selector(".nm[data-ready]")
    at_centre(page, 0)
    assert card(page).locator(".nm-value").inner_text() == words


def test_state_and_note_are_text(open_page):
    opened = open_page("index.html#unit=MN-006")
    page = opened.page
    assert "coverage unknown" in card(page).inner_text()
    assert frames.EVIL in card(page).inner_text()
    assert page.locator("img[src=x]").count() == 0
    assert opened.errors == []


def test_markup_in_names_stays_text(open_page):
    opened = open_page("index.html#unit=MN4601")
    page = opened.page
    assert frames.EVIL in card(page).locator("h3").inner_text()
    page.evaluate("location.hash = '#unit=MN4602'")
    page.wait_for_function("document.querySelector('.nm-card h3').textContent.includes('alert(2)')")
    assert frames.CLOSER in card(page).locator("h3").inner_text()
    assert any(frames.CLOSER in one for one in search(page, "alert"))
    assert page.locator("img[src=x]").count() == 0
    assert opened.errors == []


def test_unit_without_boundary_has_a_card(open_page):
    page = open_page("index.html").page
    page.locator("[name=level][value=soum]").check(force=True)
    rows(page).get_by_role("button", name="Unit 8").click()
    assert "no boundary" in card(page).inner_text()


@pytest.mark.parametrize("text", ["umnu", "ӨМНӨ", "омно", "omno", "Өмнөг"])
def test_search_finds_a_place_in_both_scripts(open_page, text):
    page = open_page("index.html").page
    found = search(page, text)
    assert [line.split("\n")[0] for line in found] == ["Umnugovi", "Umnugovi · Umnugovi"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert hash_of(page)["unit"] == "MN4600"
    assert page.locator(".nm").get_attribute("data-level") == "soum"
    assert page.evaluate("document.activeElement.classList.contains('nm-card')")


@pytest.mark.parametrize("text", ["altan ond", "АЛТАН", "алтан өндөр"])
def test_search_finds_holders_in_both_scripts_and_lists_their_licences(open_page, text):
    page = open_page("index.html").page
    found = search(page, text)
    assert found == ["Алтан Өндөр ХХК\n1 entry of the register"]
    page.keyboard.press("Enter")
    assert "MV-000001" in card(page).inner_text()
    assert page.is_checked("[name=licences]")
    card(page).get_by_role("button", name="MV-000001").click()
    assert "9,283 ha" in card(page).inner_text()


def test_search_finds_codes_and_says_when_there_is_nothing(open_page):
    page = open_page("index.html").page
    assert search(page, "xv-3") == ["XV-3\nErel LLC"]
    page.keyboard.press("Enter")
    assert "No place is known, so it is not drawn." in card(page).inner_text()
    assert "Does not count: not in force" in card(page).inner_text()
    assert hash_of(page)["licence"] == "XV-3"
    assert search(page, "zzzz") == []
    assert page.locator(".nm-hits").inner_text() == "Nothing found"
    assert page.locator(".nm-query").get_attribute("aria-expanded") == "false"


def test_escape_closes_the_list_and_then_the_card(open_page):
    page = open_page("index.html#unit=MN-000").page
    search(page, "unit")
    assert page.locator(".nm-found").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".nm-found").is_hidden()
    assert card(page).is_visible()
    page.keyboard.press("Escape")
    assert card(page).is_hidden()
    assert "unit" not in hash_of(page)


def test_licences_are_drawn_on_demand_and_have_a_card(open_page):
    opened = open_page("index.html")
    page = opened.page
    canvas = page.locator(".leaflet-nm-licences-pane canvas")
    assert canvas.count() == 0
    page.check("[name=licences]")
    assert canvas.count() == 1
    # The triangle has its corners at a tenth and six tenths of the first unit; on it lies a square.
    x, y = spot(page, 0, 0.5, 0.75)
    square = spot(page, 0, 0.5, 0.8)
    beside = spot(page, 0, 0.2, 0.2)
    page.mouse.move(x, y)
    assert "MV-000001" in page.locator(".nm-tip").inner_text()
    page.mouse.click(x, y)
    words = card(page).inner_text()
    for part in ("MV-000001", "Алтан Өндөр ХХК", "coal", "9,283 ha", "mining", "2007-09-20"):
        assert part in words
    assert "Umnugovi · Umnugovi: 61,000 ha" in words
    assert "Unit 3 · Umnugovi: 39,000 ha" in words
    assert "Counts in the figures" in words
    shown = page.locator(".nm-licence-legend").inner_text()
    assert "1 of 4 licences have no place" in shown
    assert "does not count" not in shown
    assert hash_of(page)["licence"] == "MV-000001"
    # Of two that lie over each other the smaller one answers, and names the other.
    page.mouse.click(*square)
    words = card(page).inner_text()
    assert "XV-000005" in words.split("Also here")[0]
    assert "not in force by its dates" in words
    card(page).get_by_role("button", name="MV-000001").click()
    assert card(page).locator("h3").inner_text() == "MV-000001"
    # Beside them lies the unit.
    page.mouse.click(*beside)
    assert card(page).locator("h3").inner_text() == "Umnugovi"
    page.uncheck("[name=licences]")
    assert not canvas.is_visible()
    assert opened.errors == []


def test_licences_are_shown_unasked_where_units_have_no_figures(open_page):
    page = open_page("index_no_classes.html").page
    assert page.is_checked("[name=licences]")
    assert page.locator(".leaflet-nm-licences-pane canvas").count() == 1


def test_mines_and_figures_on_land_are_signs(open_page):
    page = open_page("index.html").page
    page.check("[name=mines]")
    page.check("[name=land]")
    assert page.locator(".nm-sign-mines").count() == 1
    assert page.locator(".nm-sign-land").count() == 2
    assert "1 of 3 published figures are of the country" in page.locator(".nm-signs").inner_text()
    page.locator(".nm-sign-mines").click()
    words = card(page).inner_text()
    assert "shown, never counted" in words
    assert "copper; gold" in words
    page.locator(".nm-sign-land").nth(1).click()
    assert "562.6 ha Left without any rehabilitation" in card(page).inner_text()
    assert "never added" in card(page).inner_text()


def test_deep_link_opens_unit_indicator_and_language(open_page):
    opened = open_page("index.html#unit=MN-000&indicator=R01&lang=mn")
    page = opened.page
    assert page.locator(".nm").get_attribute("data-indicator") == "R01"
    assert card(page).locator("h3").inner_text() == "Өмнөговь"
    assert "Umnugovi" in card(page).inner_text()
    assert page.locator(".nm-table thead").inner_text().startswith("Байр")
    assert page.locator(".nm").bounding_box()["y"] < 300
    page.evaluate("location.hash = '#level=soum&indicator=L01&lang=en'")
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert page.locator(".nm").get_attribute("data-level") == "soum"
    assert card(page).is_hidden()
    page.evaluate("location.hash = '#unit=nowhere&indicator=X99'")
    page.wait_for_timeout(50)
    assert page.locator(".nm").get_attribute("data-indicator") == "L01"
    assert opened.errors == []


def test_language_switch_changes_every_word_of_the_atlas(open_page):
    page = open_page("index.html#unit=MN4600&indicator=L01&lang=en").page
    page.check("[name=licences]")
    page.get_by_role("button", name="Монгол", exact=True).click()
    latin = page.evaluate(
        """() => {
          const out = [];
          const root = document.querySelector(".nm");
          const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          for (let n = walk.nextNode(); n; n = walk.nextNode()) {
            const p = n.parentElement;
            if (p.closest("script, noscript, [lang=en], code, [hidden]")) { continue; }
            const words = n.textContent.replace(/[A-Z]+[0-9]+/g, "");  // ids of records
            if (/[A-Za-z]{2}/.test(words)) { out.push(n.textContent.trim()); }
          }
          return out;
        }"""
    )
    # Hand-drawn units, and words of the hand-made catalogue, which end in мн.
    own = [text for text in latin if not re.search(r"мн\b|Unit|alert", text)]
    assert own == []
    assert "Таних тэмдэг" in page.locator(".nm-legend").inner_text()
    assert page.get_by_role("button", name="Томруулах").count() == 1
    assert "км" in page.locator(".leaflet-control-scale").inner_text()
    assert page.locator(".nm-card").get_attribute("aria-label") == "Зурагт сонгосон зүйл"
    assert hash_of(page) == {"unit": "MN4600", "indicator": "L01", "lang": "mn"}


def test_table_sorts_and_keeps_missing_last(open_page):
    page = open_page("index.html").page
    names = lambda: [line.split("\n")[0] for line in rows(page).locator("th").all_inner_texts()]  # noqa: E731
    assert names()[:4] == [frames.EVIL, "Umnugovi", frames.CLOSER, "Unit 3"]
    assert rows(page).nth(3).locator("td").nth(0).inner_text() == "–"
    page.get_by_role("button", name="Figure, %").click()
    assert names()[:4] == [frames.CLOSER, "Umnugovi", frames.EVIL, "Unit 3"]
    assert names()[4:] == [f"Unit {k}" for k in range(4, 9)]
    head = page.locator(".nm-table thead th").nth(2)
    assert head.get_attribute("aria-sort") == "ascending"
    page.locator(".nm-table").get_by_role("button", name="Province").click()
    assert names() == sorted(names(), key=str.casefold)
    assert rows(page).count() == 9


def test_table_filters_in_both_scripts(open_page):
    page = open_page("index.html#level=soum").page
    page.locator(".nm-filter").fill("өмнө")
    page.wait_for_function(
        "document.querySelectorAll('.nm-table tbody tr:not([hidden])').length === 5"
    )
    page.locator(".nm-filter").fill("umnug")
    page.wait_for_timeout(100)
    assert rows(page).count() == 5
    page.locator(".nm-filter").fill("negj 7")
    page.wait_for_function(
        "document.querySelectorAll('.nm-table tbody tr:not([hidden])').length === 1"
    )


def test_a_long_table_is_whole_and_stays_where_it_was(open_page):
    page = open_page("index_many_soums.html#level=soum&indicator=L01&lang=en").page
    page.wait_for_function("document.querySelectorAll('.nm-table tbody tr').length === 60")
    assert rows(page).first.locator("th").inner_text().startswith("Soum 59")
    page.evaluate("document.querySelector('.nm-scroll').scrollTop = 700")
    page.wait_for_timeout(50)
    before = page.evaluate("document.querySelector('.nm-scroll').scrollTop")
    assert before > 0
    page.get_by_role("button", name="Монгол", exact=True).click()
    page.wait_for_timeout(50)
    assert rows(page).count() == 60
    assert page.evaluate("document.querySelector('.nm-scroll').scrollTop") == before
    page.evaluate("location.hash = '#unit=MN4700&lang=mn'")
    page.wait_for_selector(".nm-on")
    assert page.locator(".nm-on th").inner_text().startswith("Сум 0")
    assert "The first" not in page.locator(".nm-list").inner_text()


def test_everything_works_from_the_keyboard(open_page):
    page = open_page("index.html").page
    page.locator("[name=level]:checked").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".nm").get_attribute("data-level") == "soum"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "nm-pick"
    page.keyboard.press("ArrowDown")
    assert page.locator(".nm").get_attribute("data-indicator") == "L04"
    page.keyboard.press("Tab")
    page.keyboard.type("unit 5")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.locator(".nm-query").get_attribute("aria-activedescendant") == "atlas-found-0"
    page.keyboard.press("Enter")
    assert card(page).locator("h3").inner_text() == "Unit 5"
    page.keyboard.press("Escape")
    assert card(page).is_hidden()
    assert page.evaluate("document.activeElement.className") == "nm-query"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.is_checked("[name=licences]")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_the_country_fills_the_map(open_page):
    page = open_page("index.html").page
    frame = page.locator(".folium-map").bounding_box()
    boxes = page.eval_on_selector_all(
        UNITS,
        "nodes => nodes.map(n => n.getBoundingClientRect())"
        ".map(b => [b.x, b.y, b.right, b.bottom])",
    )
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    assert left >= frame["x"]
    assert right <= frame["x"] + frame["width"]
    assert max((right - left) / frame["width"], (bottom - top) / frame["height"]) > 0.9
    zoomed = page.get_by_role("button", name="whole country")
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(400)
    zoomed.click()
    again = page.locator(UNITS).nth(0).bounding_box()
    assert abs(again["width"] - (boxes[0][2] - boxes[0][0])) < 3


def test_legend_folds_and_the_card_lies_below_on_a_phone(open_page):
    page = open_page("index.html", PHONE, has_touch=True, is_mobile=True).page
    assert page.locator(".nm-classes").is_visible()
    page.locator(".nm-legend summary").click()
    assert not page.locator(".nm-classes").is_visible()
    page.locator(UNITS).nth(1).tap()
    below = page.locator(".folium-map").bounding_box()
    assert card(page).bounding_box()["y"] >= below["y"] + below["height"]
    assert page.evaluate(OVERFLOW) <= 0


def test_paper_has_the_map_the_legend_and_the_table_and_no_controls(open_page):
    page = open_page("index.html#unit=MN-000&indicator=L01&lang=en").page
    assert page.pdf(format="A4")[:4] == b"%PDF"
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for name in ("map", "title", "legend", "table", "card"):
        found = page.locator(".folium-map" if name == "map" else f".nm-{name}")
        assert found.is_visible(), name
    assert not page.locator(".nm-bar").is_visible()
    assert not page.locator(".leaflet-control-zoom").is_visible()
    # The legend stands right below its map, a card below both, its small print folded.
    tops = [
        page.locator(f".{name}").bounding_box()["y"]
        for name in ("folium-map", "nm-legend", "nm-card")
    ]
    assert tops == sorted(tops)
    assert page.locator(".nm-card details[open]").count() == 0


def test_dark_pages_have_dark_ground_and_the_same_classes(open_page):
    light, dark = (open_page("index.html", color_scheme=one).page for one in ("light", "dark"))
    ground = "getComputedStyle(document.querySelector('.nm-table thead th')).backgroundColor"
    assert light.evaluate(ground) == "rgb(255, 255, 255)"
    assert dark.evaluate(ground) == "rgb(26, 29, 31)"
    assert fills(light) == fills(dark)


def test_ranking_of_the_overview_sorts_and_keeps_missing_last(open_page):
    page = open_page("index.html").page
    table = page.locator("#ranking")
    first, last = table.locator("tbody tr").nth(0), table.locator("tbody tr").nth(8)
    head = table.get_by_role("button", name="Licensed share")
    assert first.locator("td").nth(1).inner_text() == "30.0"
    head.click()
    assert first.locator("td").nth(1).inner_text() == "0.0"
    assert first.locator("td").nth(0).inner_text() == "3"
    assert last.locator("td").nth(0).inner_text() == "–"
    head.click()
    assert first.locator("td").nth(1).inner_text() == "30.0"


def test_page_prints_without_losing_details(open_page):
    page = open_page("index.html").page
    assert page.pdf(format="A4")[:4] == b"%PDF"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["unit=MN4600&lang=en", "licence=MV-000001&lang=mn"])
def test_axe_finds_no_serious_violation_in_use(open_page, address, scheme, viewport):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="run `make test`")
    page = open_page(f"index.html#{address}", viewport, color_scheme=scheme).page
    page.check("[name=land]")
    assert search(page, "unit")
    page.keyboard.press("ArrowDown")
    rows(page).nth(2).hover(force=True)
    found = axe.Axe().run(page, context=".nm").response["violations"]
    serious = [
        (one["id"], [node["html"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_numbers_are_written_as_python_writes_them(open_page):
    page = open_page("index.html").page
    script = """([cases, language]) => {
      const words = Nutag.wording({ languages: ["en", "mn"] });
      words.use(language);
      return cases.map(([value, decimals]) =>
        [words.number(value, decimals), words.figure(value, decimals)]);
    }"""
    cases = [case[:2] for case in figurecases.NUMBERS]
    for language in ("en", "mn"):
        told = [list(case[2:]) for case in figurecases.NUMBERS]
        assert page.evaluate(script, [cases, language]) == told


def test_figures_are_shown_as_python_shows_them(open_page):
    page = open_page("index.html").page
    script = """([unit, decimals, value, flags]) => {
      const words = Nutag.wording({ languages: ["en", "mn"] });
      const data = JSON.parse(document.getElementById("atlas-data").textContent);
      words.use("en");
      const own = { value: value, flags: 0, state: 0 };
      const indicator = { decimals: decimals, round_decimals: unit === "ha" ? 0 : decimals };
      const page = {
        data: Object.assign({}, data, {
          texts: [flags], indicators: { X: Object.assign(indicator, { signed: unit === "pp" }) }
        }),
        words: words, level: () => ({ figures: { X: own } })
      };
      return Nutag.figures(page).number("X", 0);
    }"""
    for *case, shown in figurecases.FIGURES:
        assert page.evaluate(script, case) == shown


def test_a_holder_has_licences_that_are_over_and_they_say_so(open_page):
    page = open_page("index.html").page
    assert search(page, "erel") == ["Erel LLC\n3 entries of the register"]
    page.keyboard.press("Enter")
    told = card(page).locator(".nm-entries li").all_inner_texts()
    ends = [line.rsplit("; ", 1)[-1] for line in sorted(told)]
    # D, a mine; XV-000005, which counts by its status; XV-3.
    assert ends == ["gold", "not in force by its dates", "ended"]


def test_every_licence_is_in_one_row_of_the_legend(open_page, site):
    licences = frames.licences()
    licences.loc[licences["licence_id"] == "B", "counted"] = False
    changed = frames.page_frames() | {"licences": licences}
    (site / "index_set_aside.html").write_text(pages.index_page(**changed), "utf-8")
    page = open_page("index_set_aside.html").page
    page.check("[name=licences]")
    counts = page.locator(".nm-licence-legend .nm-count").all_inner_texts()
    # Three of four licences have a place: A, E and, set aside, B.
    assert counts == ["1", "1", "0", "1"]


def test_a_unit_that_the_name_says_is_not_said_again(open_page):
    page = open_page("index.html").page
    script = """([name, unit]) => {
      const data = { indicators: { X: { name: [name, name], unit: [unit, unit] } } };
      const words = Nutag.wording({ languages: ["en", "mn"] });
      return Nutag.figures({ data: data, words: words }).label("X");
    }"""
    assert page.evaluate(script, ["People", "people"]) == "People"
    assert page.evaluate(script, ["Licences per 1,000 km²", "per 1,000 km²"]).endswith("km²")
    assert page.evaluate(script, ["Rehabilitated land", "ha"]) == "Rehabilitated land (ha)"
