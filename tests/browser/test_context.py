"""Rings, overlaps, mined ground and settlements in the atlas, and indicators without data."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from test_atlas import UNITS, card, legend, spot
from viewports import DESKTOP, PHONE
from webframes import EVIL

PAGE = "index_context.html"
LAYERS = {
    "rings_mining": "Rings around mining licences",
    "overlaps": "Overlaps of licences",
    "footprints": "Mined ground",
    "settlements": "Settlements",
}
CANVAS = ".leaflet-nm-context-pane canvas"
GROUPS = "nodes => nodes.map(n => [n.label, Array.from(n.children, c => c.value)])"
#: How many pixels of the canvas have any colour.
PAINTED = """node => node.getContext("2d").getImageData(0, 0, node.width, node.height).data
  .filter((value, k) => k % 4 === 3 && value > 0).length"""


def tip(page, spot) -> str:
    page.mouse.move(*spot)
    return page.locator(".nm-tip").inner_text()


def errors(opened) -> list[str]:
    """Return what the page complained of; that a test reads its canvas is no fault of the page."""
    return [one for one in opened.errors if not one.startswith("Canvas2D")]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_layers_are_off_until_asked_for_and_work_from_the_keyboard(open_page, viewport):
    opened = open_page(PAGE, viewport)
    page = opened.page
    assert page.locator(CANVAS).count() == 0
    # Nothing is mapped as a ring around mined ground here, and camps are never a layer.
    names = [name for name in LAYERS if page.locator(f"[name={name}]").is_visible()]
    assert names == list(LAYERS)
    assert page.locator("[name=rings_footprint]").is_hidden()
    painted = []
    for name, label in LAYERS.items():
        assert not page.is_checked(f"[name={name}]")
        page.get_by_role("checkbox", name=label, exact=True).focus()
        page.keyboard.press("Space")
        assert page.locator(f".nm-layer-{name}").is_visible()
        page.wait_for_timeout(60)
        painted.append(page.locator(CANVAS).evaluate(PAINTED))
    assert painted == sorted(set(painted))
    for name in LAYERS:
        page.uncheck(f"[name={name}]")
    page.wait_for_timeout(60)
    assert page.locator(CANVAS).evaluate(PAINTED) == 0
    assert errors(opened) == []
    assert opened.requests == []


def test_layers_do_not_hide_the_classes(open_page):
    page = open_page(PAGE).page
    fills = "nodes => nodes.map(node => node.getAttribute('fill'))"
    before = page.eval_on_selector_all(UNITS, fills)
    page.check("[name=rings_mining]")
    page.wait_for_timeout(60)
    assert page.eval_on_selector_all(UNITS, fills) == before
    # Lines alone: four and twenty kilometres around the border of a unit of a hundred.
    box = page.locator(UNITS).nth(0).bounding_box()
    assert 0 < page.locator(CANVAS).evaluate(PAINTED) < box["width"] * box["height"] / 10


def test_the_legend_names_distances_hectares_and_what_is_a_proxy(open_page):
    page = open_page(PAGE).page
    for name in LAYERS:
        page.check(f"[name={name}]")
    words = page.locator(".nm-legend").inner_text()
    assert "up to 4 km\nup to 20 km" in words
    shown = legend(page)
    assert shown["Licensed land within 200 m of mapped water"] == "123 ha"
    assert shown["Licensed land in protected areas"] == "10 ha"
    assert "never says that a licence is unlawful" in words
    assert "1 of 2 with a known number of people" in words
    page.uncheck("[name=overlaps]")
    assert "proxy" not in page.locator(".nm-legend").inner_text()


def test_the_pointer_tells_hectares_stage_and_place(open_page):
    opened = open_page(PAGE)
    page = opened.page
    # Whatever lies under the pointer comes to the front, so that the order of units changes.
    places = ((0, 0.65, 0.15), (1, 0.25, 0.75), (2, 0.5, 0.5), (2, 0.2, 0.2), (2, 0.8, 0.2))
    protected, water, mined, known, unknown = (spot(page, *place) for place in places)
    assert "Licensed land" not in tip(page, protected)
    for name in LAYERS:
        page.check(f"[name={name}]")
    words = tip(page, protected)
    for part in ("Licensed land in protected areas", "exploration; 10 ha", "Umnugovi · Umnugovi"):
        assert part in words
    assert "proxy" not in words
    words = tip(page, water)
    for part in ("within 200 m of mapped water", "mining; 123.4 ha", "a proxy", EVIL):
        assert part in words
    assert "Mined ground\n40,000 ha; Pit" in tip(page, mined)
    assert tip(page, known).startswith(f"{EVIL}\n1,398 people")
    assert tip(page, unknown).startswith("Дэлгэр\nnumber of people not known")
    # A click is still one on the unit, and the words stay for a finger.
    page.mouse.click(*water)
    assert card(page).is_visible()
    assert "within 200 m" in page.locator(".nm-tip").inner_text()
    assert page.locator("img[src=x]").count() == 0
    assert opened.errors == []


def test_camps_are_nowhere_in_the_page(open_page):
    assert "Secret camp" not in open_page(PAGE).page.content()


def test_nearer_rings_appear_when_there_is_room(open_page):
    page = open_page(PAGE).page
    page.check("[name=rings_mining]")
    assert page.locator(".nm-layer-rings_mining li.nm-none").all_inner_texts() == ["up to 4 km"]
    assert "when the map is enlarged" in page.locator(".nm-legend").inner_text()
    for _ in range(3):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(300)
    assert page.locator(".nm-layer-rings_mining li.nm-none").count() == 0
    assert "enlarged" not in page.locator(".nm-legend").inner_text()


def test_without_rings_there_is_no_checkbox(open_page):
    page = open_page("index.html").page
    for name in (*LAYERS, "rings_footprint"):
        assert page.locator(f"[name={name}]").is_hidden()


def test_indicators_without_data_end_their_theme_and_say_why(open_page):
    page = open_page(PAGE).page
    assert page.eval_on_selector_all(".nm-pick optgroup", GROUPS) == [
        ["Mining licences", ["L01", "L04"]],
        ["Mining licences: no data in this run", ["L01x"]],
        ["Rehabilitation", ["R01", "R02"]],
    ]
    page.select_option(".nm-pick", "L01x")
    words = page.locator(".nm-legend").inner_text()
    assert "No unit has a figure. No layer of this kind." in words
    page.locator("[name=level][value=soum]").check(force=True)
    assert page.eval_on_selector_all(".nm-pick optgroup", GROUPS) == [
        ["Mining licences", ["L01", "L04"]],
        ["Mining licences: no data in this run", ["L01x"]],
        ["No figure at this level", ["R02"]],
    ]
    page.evaluate("location.hash = '#unit=MN-000&indicator=L01&lang=en'")
    card(page).get_by_text("All figures of this unit").click()
    assert "no data in this run: Protected share" in card(page).inner_text()
    assert "not covered" not in card(page).locator("details dl").inner_text()


def test_withheld_numbers_have_their_hatch_where_they_occur(open_page):
    page = open_page(f"{PAGE}#level=soum&indicator=R02&lang=en").page
    assert legend(page)["withheld"] == "1"
    fill = page.locator(UNITS).nth(0).get_attribute("fill")
    assert fill == "url(#nm-withheld)"
    assert page.locator("#nm-withheld").count() == 1
    page.select_option(".nm-pick", "L01")
    assert "withheld" not in legend(page)


def test_layers_speak_the_language_of_the_reader(open_page):
    page = open_page(f"{PAGE}#lang=mn").page
    for name in LAYERS:
        page.check(f"[name={name}]")
    words = page.locator(".nm-legend").inner_text() + page.locator(".nm-layers").inner_text()
    for part in ("Ашиглалтын зөвшөөрлийг тойрсон бүс", "20 км хүртэл", "хууль бус", "123 га"):
        assert part in words
    assert not any(english in words for english in ("Rings", "Overlaps", "proxy", "people"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_with_every_layer(open_page, scheme):
    page = open_page(f"{PAGE}#unit=MN-000&lang=en", color_scheme=scheme).page
    for name in LAYERS:
        page.check(f"[name={name}]")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
