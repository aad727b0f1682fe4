import pytest
from qualityframes import SCRIPT
from viewports import DESKTOP, PHONE

NAME = "checks/quality.html"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
GROUND = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_page_reads_offline_and_without_scripts(open_page, viewport, scripts):
    opened = open_page(NAME, viewport, java_script_enabled=scripts)
    assert opened.requests == []
    assert opened.errors == []
    words = opened.page.locator("main").inner_text()
    assert "10 rows in = 7 that count + 3 set aside with an issue" in words
    assert "Cause 2." in words
    if scripts:
        assert opened.page.evaluate(OVERFLOW) <= 0


def test_a_step_leads_to_its_issue_and_the_issue_to_its_rows(open_page):
    page = open_page(NAME).page
    page.get_by_role("link", name="licence.duplicate", exact=True).first.click()
    kind = page.locator("article:target")
    assert "Cure 2." in kind.inner_text()
    assert not kind.locator("li").first.is_visible()
    kind.locator("summary").click()
    assert SCRIPT in kind.locator("li").first.inner_text()
    assert "and 7 more in issues.csv" in kind.inner_text()


def test_bars_are_as_long_as_the_part_that_is_left(open_page):
    page = open_page(NAME).page
    bars = page.locator("#steps-licences + table .bar .left")
    widths = [bars.nth(k).bounding_box()["width"] for k in range(bars.count())]
    assert [round(width / widths[0], 2) for width in widths] == [1, 0.8, 0.7, 0.7]


def test_the_page_is_dark_where_the_reader_wants_it(open_page):
    light = open_page(NAME, color_scheme="light").page.evaluate(GROUND)
    dark = open_page(NAME, color_scheme="dark").page.evaluate(GROUND)
    assert light == "rgb(255, 255, 255)"
    assert dark != light


def test_the_page_prints_with_all_its_rows(open_page):
    page = open_page(NAME).page
    row = page.locator("article li").first
    assert page.pdf(format="A4")[:4] == b"%PDF"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert row.is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert not row.is_visible()  # the page on the screen is as the reader left it
