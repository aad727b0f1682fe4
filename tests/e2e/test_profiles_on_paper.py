"""Profiles of the bundled run, printed: a sheet of A4 a province, in letters that can be read."""

import re

import pytest

# The smallest province, the largest, those whose pages are the longest, and the capital.
PROVINCES = ["MN-064", "MN-053", "MN-043", "MN-073", "MN-1"]
#: What a sheet holds between its margins, in pixels of 1/96 inch.
SHEET = {"width": 718, "height": 1062}
SMALL = """() => Array.from(document.querySelectorAll("body *")).filter(node =>
  node.getClientRects().length && !node.closest("svg")
  && Array.from(node.childNodes).some(child => child.nodeType === 3 && child.data.trim())
  && parseFloat(getComputedStyle(node).fontSize) < 9.3).map(node => node.outerHTML)"""
LEFT_OUT = {"en": "Left out on paper: ", "mn": "Цаасан дээр оруулаагүй: "}


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport=SHEET)
    yield page
    page.close()


@pytest.mark.parametrize("language", ["en", "mn"])
@pytest.mark.parametrize("province", PROVINCES)
def test_a_province_is_a_sheet_of_a4(bundled, page, province, language):
    path = bundled / "results" / "profiles" / f"{province}.html"
    page.goto(f"{path.as_uri()}#lang={language}")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    # A4 upright, in points.
    assert re.search(rb"/MediaBox ?\[0 0 59[45][.\d]* 84[12]", printed)
    page.emulate_media(media="print")
    assert page.evaluate(SMALL) == []
    said = page.locator("main").inner_text()
    assert LEFT_OUT[language] in said
    assert f"profiles/{province}.html" in said
    cut = "nodes => nodes.filter(n => n.scrollWidth > n.clientWidth + 1).map(n => n.className)"
    assert page.eval_on_selector_all("main .lang:not([hidden]) section", cut) == []


def test_no_soum_is_left_out_on_paper(bundled, page):
    path = bundled / "results" / "profiles" / "MN-073.html"
    page.goto(f"{path.as_uri()}#lang=en")
    page.emulate_media(media="print")
    rows = page.locator(".soums tbody tr:visible").count()
    page.emulate_media(media="screen")
    assert rows == page.locator(".soums tbody tr:visible").count() == 19
