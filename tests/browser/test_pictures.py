"""What the pages look like, against pictures of them: `make references` takes these anew."""

from pathlib import Path

import pytest
from pictures import difference, picture, small
from PIL import Image, ImageChops
from viewports import DESKTOP, PHONE

REFERENCE = Path(__file__).parent / "reference"
NARROW = {"width": 760, "height": 800}
#: Pixels of the legend that have its swatches; the words beside them would hide a swatch.
SWATCHES = 112
#: View: page with what is chosen in it, the part that is shown, the screen, the colour scheme.
VIEWS = {
    "map": ("index.html#indicator=L01&lang=en", ".nm-stage", DESKTOP, "light"),
    "legend": ("index.html#indicator=L01&lang=en", ".nm-legend", PHONE, "light"),
    "circles_mn": ("index.html#indicator=R01&lang=mn", ".nm-figure", DESKTOP, "light"),
    "dark": ("index.html#indicator=L01&lang=en", ".nm-figure", DESKTOP, "dark"),
    "ranking": ("profiles/MN-000.html#lang=en", "section.soums:visible", NARROW, "light"),
    "phone": ("index.html#lang=en", "body", PHONE, "light"),
}
#: Spoiled on purpose: the view that has to notice, and what is done to its page.
SPOILED = {
    "the legend is hidden": ("dark", ".nm-legend { display: none !important; }"),
    "entries of the legend are gone": ("legend", ".nm-states li { visibility: hidden; }"),
    "missing is not hatched": ("map", ".nm-line { stroke: none !important; }"),
    "another ramp": ("map", ".leaflet-overlay-pane path { filter: hue-rotate(140deg); }"),
    "another ramp in the legend": ("legend", ".nm-legend svg { filter: hue-rotate(140deg); }"),
    "the map is blank": ("map", ".leaflet-map-pane { display: none; }"),
    "no circles": ("circles_mn", ".leaflet-nm-circles-pane { display: none; }"),
    "dark pages are light": ("dark", ":root { --paper: #fff !important; }"),
    "bars without a length": ("ranking", "svg.bar { visibility: hidden; }"),
    "the head is gone": ("phone", "header h1 { visibility: hidden; }"),
}


@pytest.fixture
def shown(open_page):
    """Return the picture of a view, its page changed by a style."""

    def shown(view: str, style: str = "") -> Image.Image:
        address, part, viewport, scheme = VIEWS[view]
        page = open_page(address, viewport, color_scheme=scheme, reduced_motion="reduce").page
        if style:
            page.add_style_tag(content=style)
        if part == "body":  # what a hand sees before it scrolls
            return picture(page.screenshot())
        found = picture(page.locator(part).first.screenshot())
        return found.crop((0, 0, SWATCHES, found.height)) if view == "legend" else found

    return shown


def reference(view: str) -> Image.Image:
    return picture((REFERENCE / f"{view}.png").read_bytes())


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_looks_as_its_reference(shown, view, tmp_path, request):
    now, path = shown(view), REFERENCE / f"{view}.png"
    if request.config.getoption("--update-screenshots"):
        path.write_bytes(small(now))
    kept = tmp_path / f"{view}.png"
    now.save(kept)
    found = difference(now, reference(view)) if path.exists() else "there is no reference"
    assert not found, f"{found}: look at {kept} and {path}; if it is meant, `make references`"


@pytest.mark.parametrize("fault", SPOILED)
def test_what_is_spoiled_is_noticed(shown, fault):
    view, style = SPOILED[fault]
    assert difference(shown(view, style), reference(view))


@pytest.mark.parametrize("view", VIEWS)
def test_a_shift_by_a_pixel_is_no_difference(view):
    kept = reference(view)
    for right, down in ((1, 0), (0, 1), (-1, -1)):
        assert difference(ImageChops.offset(kept, right, down), kept) == ""


def test_references_are_small():
    files = sorted(REFERENCE.iterdir())
    assert [path.stem for path in files] == sorted(VIEWS)
    assert max(path.stat().st_size for path in files) <= 60_000
