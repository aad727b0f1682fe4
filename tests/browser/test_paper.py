"""The overview on paper: nothing is cut, nothing is printed that says nothing."""

import re

import pytest

#: What a sheet of A4 without its margins of 14 mm is wide and high, at 96 pixels an inch.
SHEET = {"width": 688, "height": 1016}


def on_paper(page):
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page


def test_the_ranking_fits_on_a_sheet_with_the_heads_of_seven_indicators(open_page):
    page = open_page("index.html#lang=mn").page
    page.evaluate("""() => document.querySelectorAll("#ranking-mn tr").forEach(row => {
        while (row.cells.length < 9) { row.appendChild(row.cells[2].cloneNode(true)); }
        row.querySelectorAll("th.num button").forEach(button => {
          button.textContent = "Тусгай зөвшөөрөлтэй талбайгаас"; });
      })""")
    on_paper(page)
    table = page.locator("#ranking-mn table").bounding_box()
    assert table["x"] + table["width"] <= SHEET["width"]


def test_heads_of_the_ranking_are_text_on_paper(open_page):
    # The head that is repeated on a second sheet has its texts, but none of its buttons.
    page = on_paper(open_page("index.html#lang=en").page)
    displays = page.eval_on_selector_all(
        "#ranking th button", "nodes => nodes.map(node => getComputedStyle(node).display)"
    )
    assert set(displays) == {"contents"}


@pytest.mark.parametrize(
    ("name", "rows", "says"),
    [
        # Two of nine provinces have a figure; sixty of sixty, of which forty are printed; none.
        ("index.html#indicator=R02&lang=en", 2, "The first 2 of 9 units"),
        ("index_many_soums.html#level=soum&indicator=L01&lang=en", 40, "The first 40 of 60 units"),
        ("index_many_soums.html#level=soum&indicator=R02&lang=en", 0, "No unit has a figure."),
    ],
)
def test_units_without_a_figure_are_not_printed(open_page, name, rows, says):
    page = open_page(name).page
    page.wait_for_timeout(100)
    on_paper(page)
    assert page.locator(".nm-table tbody tr:visible").count() == rows
    assert page.locator(".nm-first-rows").inner_text().startswith(says)


def test_headlines_and_map_share_the_first_sheet(open_page):
    page = on_paper(open_page("index.html#lang=en").page)
    tiles = page.eval_on_selector_all(
        "main > .lang:not([hidden]) .tile", "nodes => nodes.map(n => n.getBoundingClientRect().y)"
    )
    assert len(set(tiles)) == 1
    frame = page.locator(".folium-map").bounding_box()
    assert frame["y"] + frame["height"] < SHEET["height"]


def test_the_overview_takes_few_sheets(open_page):
    printed = open_page("index.html#lang=mn").page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 5
