import pytest
import webframes as frames
from conftest import DESKTOP, PHONE

PAGES = ("index.html", "maps/provinces.html", "maps/soums.html")
FILLS = "nodes => nodes.map(node => node.getAttribute('fill'))"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def fills(page) -> list[str]:
    return page.eval_on_selector_all(".leaflet-overlay-pane path.leaflet-interactive", FILLS)


def legend(page) -> dict[str, str]:
    rows = page.locator(".nm-legend li")
    texts = [rows.nth(k).locator("span").all_inner_texts() for k in range(rows.count())]
    return dict(map(tuple, texts))


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_page_opens_offline_without_errors(open_page, name, viewport):
    opened = open_page(name, viewport)
    assert opened.requests == []
    assert opened.errors == []
    assert opened.page.evaluate(OVERFLOW) <= 0
    assert len(fills(opened.page)) == 8


@pytest.mark.parametrize("name", PAGES)
def test_picker_switches_colours_and_legend(open_page, name):
    page = open_page(name).page
    before, rows = fills(page), legend(page)
    assert rows["10.0"] == "1"
    assert rows["10.0 – 30.0"] == "1"
    for state in ("not_surveyed", "coverage_unknown", "not_covered", "surveyed_no_figure"):
        assert rows[frames.STATE_NAMES[state]] == "1"
        assert f"url(#nm-{state})" in before
    assert rows["reported zero"] == "1"
    assert rows["small denominator"] == "1"
    assert before[2] == "#ffffff"
    page.select_option(".nm-pick", "R02")
    after = fills(page)
    assert after != before
    assert "Unrehabilitated land per licence" in page.locator(".nm-title").inner_text()
    assert "no boundary: 1 units, see table" in page.locator(".nm-legend").inner_text()


def test_picker_works_from_the_keyboard(open_page):
    page = open_page("maps/provinces.html").page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "nm-pick"
    page.keyboard.press("ArrowDown")
    assert page.locator(".nm").get_attribute("data-indicator") == "R02"


def test_hover_shows_the_card_and_leaves_no_trace(open_page):
    opened = open_page("maps/provinces.html")
    shape = opened.page.locator("path.leaflet-interactive").nth(0)
    shape.hover()
    words = opened.page.locator(".nm-tip").inner_text()
    assert "Umnugovi" in words
    assert "Өмнөговь" in words
    assert "10.0 %" in words
    assert "3 of 22" in words
    opened.page.mouse.move(2, 2)
    assert opened.page.locator(".nm-tip").is_hidden()


def test_click_shows_the_card_with_state_and_note_as_text(open_page):
    opened = open_page("maps/provinces.html")
    opened.page.locator(".nm-find").select_option("6")
    card = opened.page.locator(".nm-card")
    assert "coverage unknown" in card.inner_text()
    assert frames.EVIL in card.inner_text()
    assert card.locator("img").count() == 0
    opened.page.keyboard.press("Escape")
    assert card.is_hidden()
    opened.page.locator("path.leaflet-interactive").nth(0).click()
    assert "Umnugovi" in card.inner_text()
    assert opened.errors == []


def test_markup_in_names_stays_text(open_page):
    opened = open_page("maps/soums.html")
    opened.page.locator(".nm-find").select_option("1")
    assert frames.EVIL in opened.page.locator(".nm-card h3").inner_text()
    opened.page.locator(".nm-find").select_option("2")
    assert frames.CLOSER in opened.page.locator(".nm-card h3").inner_text()
    assert opened.page.locator("img[src=x]").count() == 0
    assert opened.errors == []


def test_unit_without_boundary_has_a_card(open_page):
    page = open_page("maps/soums.html").page
    page.locator(".nm-find").select_option("8")
    assert "no boundary" in page.locator(".nm-card").inner_text()


def test_licences_are_shown_unasked_where_units_have_no_figures(open_page):
    page = open_page("maps/no_classes.html").page
    assert page.is_checked(".nm-licences")
    assert page.locator(".leaflet-nm-licences-pane path").count() == 2
    assert page.locator(".nm-licence-legend").count() == 1
    page.uncheck(".nm-licences")
    assert page.locator(".leaflet-nm-licences-pane path").count() == 0


def test_licences_are_shown_on_demand(open_page):
    opened = open_page("maps/provinces.html")
    page = opened.page
    assert page.locator(".leaflet-nm-licences-pane path").count() == 0
    page.check(".nm-licences")
    assert page.locator(".leaflet-nm-licences-pane path").count() == 2
    page.locator(".leaflet-nm-licences-pane path").nth(0).click()
    card = page.locator(".nm-card").inner_text()
    for words in ("MV-000001", "Алтан Өндөр ХХК", "9,283 ha", "mining"):
        assert words in card
    assert "1 of 3 records have no place" in page.locator(".nm-legend").inner_text()
    page.uncheck(".nm-licences")
    assert page.locator(".leaflet-nm-licences-pane path").count() == 0
    assert opened.errors == []


def test_the_country_fills_the_map(open_page):
    page = open_page("maps/provinces.html").page
    frame = page.locator(".folium-map").bounding_box()
    boxes = page.eval_on_selector_all(
        ".leaflet-overlay-pane path.leaflet-interactive",
        "nodes => nodes.map(n => n.getBoundingClientRect())"
        ".map(b => [b.x, b.y, b.right, b.bottom])",
    )
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    assert left >= frame["x"]
    assert right <= frame["x"] + frame["width"]
    assert max((right - left) / frame["width"], (bottom - top) / frame["height"]) > 0.9


def test_table_sorts_and_keeps_missing_last(open_page):
    page = open_page("index.html").page
    first = page.locator("table.ranking tbody tr").nth(0)
    last = page.locator("table.ranking tbody tr").nth(8)
    head = page.get_by_role("button", name="Licensed share")
    assert first.locator("td").nth(1).inner_text() == "30.0"
    head.click()
    assert first.locator("td").nth(1).inner_text() == "0.0"
    assert first.locator("td").nth(0).inner_text() == "3"
    assert last.locator("td").nth(0).inner_text() == "–"
    head.click()
    assert first.locator("td").nth(1).inner_text() == "30.0"


def test_legend_folds_on_a_phone(open_page):
    page = open_page("maps/soums.html", PHONE, has_touch=True, is_mobile=True).page
    assert page.locator(".nm-classes").is_visible()
    page.locator(".nm-legend summary").click()
    assert not page.locator(".nm-classes").is_visible()
    assert page.evaluate(OVERFLOW) <= 0


def test_page_prints_without_losing_details(open_page):
    page = open_page("index.html").page
    assert page.pdf(format="A4")[:4] == b"%PDF"
