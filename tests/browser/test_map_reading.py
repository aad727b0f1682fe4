"""The atlas as a reader sees it: what lies on top, what is small, what is in the way."""

import re

from viewports import DESKTOP, PHONE

RADII = """nodes => nodes.map(node => Number(/a([\\d.]+),/.exec(node.getAttribute("d"))[1]))"""
CHOSEN = ".leaflet-nm-chosen-pane path"
#: How many lines the text of a cell takes.
LINES = """nodes => nodes.map(node => {
  const range = document.createRange();
  range.selectNodeContents(node);
  return new Set(Array.from(range.getClientRects(), box => Math.round(box.bottom))).size;
})"""
PIXEL = """([x, y]) => {
  const canvas = document.querySelector(".leaflet-nm-licences-pane canvas");
  const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
  const at = [(x - box.x) * scale, (y - box.y) * scale];
  return Array.from(canvas.getContext("2d").getImageData(at[0], at[1], 1, 1).data);
}"""


RINGS = "nodes => nodes.filter(node => /a9,9/.test(node.getAttribute('d'))).length"


def rings(page) -> int:
    return page.eval_on_selector_all(CHOSEN, RINGS)


def find(page, text):
    page.locator(".nm-query").fill(text)
    page.keyboard.press("Enter")


def test_a_holder_brings_its_licences_into_view(open_page):
    page = open_page("index.html").page
    scale = page.locator(".leaflet-control-scale-line")
    before = scale.inner_text()
    find(page, "алтан")
    assert page.locator(".nm-card h3").inner_text() == "Алтан Өндөр ХХК"
    assert scale.inner_text() != before
    # It is drawn round, dark on white, and does not lie under the card.
    card = page.locator(".nm-card").bounding_box()
    left = "nodes => nodes.map(node => node.getBoundingClientRect().x)"
    boxes = page.eval_on_selector_all(CHOSEN, left)
    assert len(boxes) == 2
    assert min(boxes) > card["x"] + card["width"]
    page.keyboard.press("Escape")
    assert page.locator(CHOSEN).count() == 0


def test_a_licence_too_small_to_be_seen_has_a_ring(open_page):
    page = open_page("index.html").page
    find(page, "XV-000005")
    assert rings(page) == 0
    page.get_by_role("button", name="whole country").click()
    assert rings(page) == 2  # dark on white


def test_another_choice_gives_all_licences_their_colour_back(open_page):
    page = open_page("index.html").page
    find(page, "erel")
    page.locator(".nm-table tbody").get_by_role("button", name="Umnugovi").click()
    x, y = inside_the_triangle(page)
    assert page.evaluate(PIXEL, [x, y])[3] == 255


def inside_the_triangle(page) -> tuple[float, float]:
    page.locator(".nm-stage").scroll_into_view_if_needed()
    page.get_by_role("button", name="whole country").click()
    page.wait_for_timeout(400)
    units = page.locator(".leaflet-overlay-pane path.leaflet-interactive")
    boxes = [units.nth(k).bounding_box() for k in range(units.count())]
    unit = min(boxes, key=lambda box: (round(box["x"]), -box["y"]))  # the lower left
    return unit["x"] + unit["width"] * 0.55, unit["y"] + unit["height"] * 0.85


def test_licences_have_the_colour_of_the_legend_whatever_lies_under_them(open_page):
    page = open_page("index.html").page
    page.check("[name=licences]")
    fill = page.locator(".nm-licence-legend rect").first.get_attribute("fill")
    expected = [int(fill[k : k + 2], 16) for k in (1, 3, 5)]
    assert page.evaluate(PIXEL, list(inside_the_triangle(page))) == [*expected, 255]


def test_circles_leave_room_between_them(open_page):
    page = open_page("index_many_soums.html#level=soum&indicator=L04&lang=en").page
    radii = page.eval_on_selector_all(".leaflet-nm-circles-pane path", RADII)
    frame = page.locator(".folium-map").bounding_box()
    assert len(radii) == 60
    assert sum(3.15 * radius**2 for radius in radii) < frame["width"] * frame["height"] / 9


def test_the_legend_of_circles_counts_in_whole_licences(open_page):
    page = open_page("index.html#indicator=L04&lang=en").page
    labels = page.locator(".nm-circles .nm-label").all_inner_texts()
    assert labels == ["2", "with a figure"]


def test_the_zoom_control_stands_where_the_country_leaves_room(open_page):
    page = open_page("index.html", DESKTOP).page
    frame = page.locator(".folium-map").bounding_box()
    control = page.locator(".leaflet-control-zoom").bounding_box()
    assert control["x"] > frame["x"] + frame["width"] - 60
    assert control["y"] < frame["y"] + 30


def test_a_filter_that_finds_nothing_says_so(open_page):
    page = open_page("index.html").page
    status = page.locator(".nm-matches")
    page.locator(".nm-filter").fill("unit")
    page.wait_for_function("document.querySelector('.nm-matches').textContent === '6 found'")
    assert status.get_attribute("role") == "status"
    page.locator(".nm-filter").fill("qqq")
    page.wait_for_function("document.querySelector('.nm-scroll').hidden")
    assert status.inner_text() == "Nothing found"
    assert status.bounding_box()["height"] > 10
    page.locator(".nm-filter").fill("")
    page.wait_for_function("!document.querySelector('.nm-scroll').hidden")
    assert status.inner_text() == ""


def test_rows_of_provinces_are_low_on_a_phone(open_page):
    page = open_page("index.html", PHONE).page
    page.locator("#ranking").scroll_into_view_if_needed()
    lines = page.eval_on_selector_all("#ranking td.words", LINES)
    assert set(lines) == {1}


def test_no_word_breaks_inside(open_page):
    for name, cells in (
        ("index.html", "#charts .bars tbody th"),
        ("profiles/MN-000.html", ".lang[lang=en] section .bars tbody th"),
        ("profiles/MN-000.html", ".lang[lang=en] .key-figures tbody th[scope=row]"),
    ):
        page = open_page(f"{name}#lang=en", PHONE).page
        names = page.locator(cells)
        names.first.evaluate("node => { node.textContent = 'Улаанбаатарынхан'; }")
        assert names.first.evaluate_all(LINES) == [1], cells


def test_a_profile_leads_to_its_unit_on_the_map(open_page):
    page = open_page("profiles/MN-000.html#lang=mn").page
    page.locator(".on-map:visible").click()
    assert re.search(r"index\.html#unit=MN-000&lang=mn", page.url)
    page.wait_for_selector(".nm[data-ready]")
    assert page.locator(".nm-card h3").inner_text() == "Өмнөговь"
    assert page.evaluate("document.documentElement.lang") == "mn"
