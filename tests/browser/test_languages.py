"""One file in two languages: the switch, deep links, accessibility and print."""

import pytest
from viewports import DESKTOP, PHONE

DOCUMENTS = ("index.html", "checks/quality.html")
TITLES = {
    "index.html": (
        "Mining licences and unrehabilitated land in Mongolia",
        "Монгол Улсын ашигт малтмалын тусгай зөвшөөрөл ба нөхөн сэргээгээгүй газар",
    ),
    "checks/quality.html": ("What became of the data", "Өгөгдөл юу болсон бэ"),
}
HEARD = "window.heard = []; document.addEventListener('nutag:language', e => heard.push(e.detail))"


def shown(page) -> set[str]:
    return set(
        page.eval_on_selector_all(
            ".lang", "nodes => nodes.filter(n => n.offsetParent).map(n => n.lang)"
        )
    )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_switch_changes_the_page_its_title_and_address(open_page, name):
    opened = open_page(name)
    page, (english, mongolian) = opened.page, TITLES[name]
    assert (page.title(), shown(page)) == (english, {"en"})
    page.evaluate(HEARD)
    page.get_by_role("button", name="Монгол", exact=True).click()
    assert (page.title(), shown(page)) == (mongolian, {"mn"})
    assert page.locator("h1:visible").inner_text() == mongolian
    assert page.evaluate("document.documentElement.lang") == "mn"
    assert page.evaluate("location.hash") == "#lang=mn"
    assert page.get_by_role("button", name="Монгол").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="English", exact=True).click()
    assert (page.title(), shown(page)) == (english, {"en"})
    assert page.evaluate("heard") == ["mn", "en"]
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert (opened.requests, opened.errors) == ([], [])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_deep_link_opens_the_language(open_page, name):
    page = open_page(f"{name}#lang=mn").page
    assert (page.title(), shown(page)) == (TITLES[name][1], {"mn"})
    assert open_page(f"{name}#lang=de").page.title() == TITLES[name][0]


def test_a_link_to_a_section_opens_its_language(open_page):
    page = open_page("index.html#land-mn").page
    assert shown(page) == {"mn"}
    assert page.locator("#land-mn h2").bounding_box()["y"] < 200


def test_what_else_the_address_says_is_kept(open_page):
    page = open_page("index.html#unit=MN-000&lang=en").page
    page.get_by_role("button", name="Монгол").click()
    assert page.evaluate("location.hash") == "#unit=MN-000&lang=mn"


def test_a_browser_in_mongolian_gets_mongolian(open_page):
    assert shown(open_page("checks/quality.html", locale="mn-MN").page) == {"mn"}
    assert shown(open_page("checks/quality.html#lang=en", locale="mn-MN").page) == {"en"}


def test_the_language_goes_along_to_the_next_page(open_page):
    page = open_page("checks/quality.html#lang=mn").page
    page.locator(".kicker a:visible").click()
    page.wait_for_load_state()
    assert page.url.endswith("index.html#lang=mn")
    assert page.title() == TITLES["index.html"][1]


def test_without_scripts_both_languages_are_there(open_page):
    page = open_page("checks/quality.html", java_script_enabled=False).page
    text = page.locator("body").inner_text()
    assert all(title in text for title in TITLES["checks/quality.html"])
    assert not page.locator(".languages").is_visible()


def test_the_table_of_each_language_sorts_by_itself(open_page):
    page = open_page("index.html#lang=mn").page
    first = page.locator("#ranking-mn tbody tr").nth(0)
    page.locator("#ranking-mn thead button").nth(1).click()
    assert first.locator("td").nth(1).inner_text() == "0.0"
    english = page.locator("#ranking tbody tr").nth(0)
    assert english.locator("td").nth(1).text_content() == "30.0"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "mn"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_axe_finds_no_serious_violation(open_page, name, language, scheme, viewport):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="run `make test`")
    page = open_page(f"{name}#lang={language}", viewport, color_scheme=scheme).page
    # What is folded away is read, too.
    page.eval_on_selector_all("details", "nodes => nodes.forEach(node => { node.open = true; })")
    found = axe.Axe().run(page).response["violations"]
    serious = [
        (one["id"], [node["html"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.parametrize("language", ["en", "mn"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_page_prints_in_the_language_that_is_shown(open_page, name, language):
    page = open_page(f"{name}#lang={language}").page
    page.emulate_media(media="print")
    assert page.pdf(format="A4")[:4] == b"%PDF"
    assert shown(page) == {language}
    assert not page.locator(".languages").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:visible").first.get_attribute("open") is not None


def test_on_paper_the_chart_of_what_was_counted_stands_for_its_table(open_page):
    page = open_page("index.html#lang=en").page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    chart = page.locator("#charts").get_by_role("table", name="Licences that were counted")
    lines = [line.split() for line in chart.locator("tbody tr").all_inner_texts()]
    assert lines == [["Rows", "in", "the", "file", "3"], ["Ok", "2", "−1", "9,000"]]
    assert page.get_by_text("Table of all datasets").first.is_hidden()
