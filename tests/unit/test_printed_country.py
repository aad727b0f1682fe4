"""Print maps of the country itself, in both languages: nothing meets, nothing is missing."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
import yaml
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Circle

from nutag.catalogue import SENTENCE_EN, load_catalogue
from nutag.messages import LANGUAGES, messages
from nutag.printmap import print_map, save_figure
from nutag.printmap.units import HATCHES
from nutag.sentences import sentence

ROOT = Path(__file__).parents[2]
CONFIG = yaml.safe_load((ROOT / "config" / "config.yaml").read_text("utf-8"))
CATALOGUE = load_catalogue(ROOT / "data" / "indicators.yaml", CONFIG["measuring"])
ALBERS = CONFIG["country"]["analysis_crs"]
PROVENANCE = {
    "nutag": "0.1.0",
    "run_id": "012345678901",
    "crs_proj4": ALBERS,
    "config": CONFIG,
    "inputs": [{"dataset": name, **block} for name, block in CONFIG["datasets"].items() if block],
}
SMALLEST = {
    "en": "Orkhon, Darkhan-Uul, Govisumber, Ulaanbaatar",
    "mn": "Орхон, Дархан-Уул, Говьсүмбэр, Улаанбаатар",
}
#: Names, codes and terms that stand in Latin letters in Mongolian, too.
LATIN = {"L01", "P1", "P3", "nutag", "CC", "BY", "SA", "ISO", "mn"}
LATIN |= {"Natural", "Earth", "GeoNames", "Global", "Energy", "Monitor", "Wikipedia"}
LATIN |= {"COD", "AB", "OCHA", "IGO", "A4", "geoBoundaries", "gbOpen", "WorldPop", "Runfola"}
LATIN |= {"doi", "ESA", "WorldCover", "Copernicus", "Sentinel", "EC", "JRC", "Google", "WDPA"}
LATIN |= {"UNEP", "WCMC", "IUCN", "Maus", "Tang", "Werner"}


@pytest.fixture(scope="module")
def provinces() -> gpd.GeoDataFrame:
    names = pd.read_csv(ROOT / "data" / "provinces.csv")[["province_id", "name_mn"]]
    shapes = gpd.read_file(ROOT / "data" / "provinces_naturalearth.geojson").to_crs(ALBERS)
    return shapes.merge(names, on="province_id").assign(boundary_quality="approximate")


@pytest.fixture(scope="module")
def figures(provinces) -> dict:
    number = np.arange(len(provinces))
    rows = pd.DataFrame(
        {
            "unit_level": "province",
            "unit_id": provinces["province_id"],
            "indicator_id": "L01",
            "value": np.where(number < 16, number * 1.5, np.nan),
            "state": np.where(number < 16, "value", "coverage_unknown"),
            "year": 2026,
            "period": "2026-07",
            "flags": "declared_sum;rounded;part_of_unit;lower_bound",
            "note": "",
            "source": "licence_statistics LS1",
        }
    )
    return {
        language: print_map(
            indicator="L01",
            level="province",
            units=provinces,
            values=rows,
            classes=[5, 10, 15, 20, 30],
            catalogue=CATALOGUE,
            provenance=PROVENANCE,
            words=messages(language),
        )
        for language in LANGUAGES
    }


@pytest.fixture(scope="module")
def totals(provinces) -> dict:
    """Maps of a total of which every province has a part: no map has more circles and names."""
    number = np.arange(len(provinces))
    rows = pd.DataFrame(
        {
            "unit_level": "province",
            "unit_id": provinces["province_id"],
            "indicator_id": "R01",
            "value": np.where(number < 18, 100.0 + number * 20, np.nan),
            "state": np.where(number < 18, "value", "coverage_unknown"),
            "year": 2012,
            "period": "2012",
            "flags": "part_of_unit;lower_bound",
            "note": "",
            "source": "rehabilitation UL001",
        }
    )
    return {
        language: print_map(
            indicator="R01",
            level="province",
            units=provinces,
            values=rows,
            classes=[],
            catalogue=CATALOGUE,
            provenance=PROVENANCE,
            words=messages(language),
        )
        for language in LANGUAGES
    }


def texts(figure) -> list:
    return [text for axes in figure.axes for text in axes.texts if text.get_text()]


def on_page(figure, artist) -> shapely.Geometry:
    """Part of the page that an artist takes, in millimetres."""
    figure.set_dpi(300)
    box = artist.get_window_extent(figure.canvas.get_renderer())
    return shapely.box(*(side * 25.4 / 300 for side in box.extents))


def layer(figure, zorder: float):
    return next(axes for axes in figure.axes if axes.get_zorder() == zorder)


@pytest.mark.parametrize("kind", ["figures", "totals"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_texts_meet(request, kind, language):
    figure = request.getfixturevalue(kind)[language]
    found = [(text.get_text(), on_page(figure, text)) for text in texts(figure)]
    for (one, here), (other, there) in itertools.combinations(found, 2):
        assert here.intersection(there).area < 0.02 * min(here.area, there.area), (one, other)
    page = shapely.box(0, 0, 297, 210).buffer(-5)
    assert [text for text, box in found if not page.covers(box)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_stands_on_a_circle(totals, language):
    figure = totals[language]
    words = [(text.get_text(), on_page(figure, text)) for text in texts(figure)]
    for zorder, least in ((0, 18), (0.5, 3)):
        circles = [p for p in layer(figure, zorder).patches if isinstance(p, Circle)]
        assert len(circles) >= least
        for circle in circles:
            box = on_page(figure, circle)
            disc = box.centroid.buffer((box.bounds[3] - box.bounds[1]) / 2)
            assert [name for name, place in words if place.intersection(disc).area > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_legend_scale_north_and_inset_stand_clear_of_the_country(figures, provinces, language):
    figure = figures[language]
    axes = layer(figure, 0)
    (west, east), (south, _) = axes.get_xlim(), axes.get_ylim()
    scale = (east - west) / 297
    land = shapely.transform(
        shapely.union_all(provinces.geometry.array), lambda xy: (xy - (west, south)) / scale
    )
    names = set(provinces["name_en"]) | set(provinces["name_mn"])
    figured = re.compile(r"≥ [\d.]+\*")
    beside = [
        on_page(figure, text)
        for text in texts(figure)
        if text.get_text() not in names and not figured.fullmatch(text.get_text())
    ]
    beside += [on_page(figure, patch) for patch in layer(figure, 1).patches if patch.get_hatch()]
    beside.append(on_page(figure, layer(figure, 0.5)))
    assert len(beside) > 30
    assert [box.bounds for box in beside if box.intersects(land)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_smallest_provinces_are_named_in_the_inset_alone(figures, language):
    figure = figures[language]
    inset = on_page(figure, layer(figure, 0.5))
    for name in SMALLEST[language].split(", "):
        places = [on_page(figure, text) for text in texts(figure) if text.get_text() == name]
        assert len(places) == 1
        assert inset.covers(places[0])
    caption = next(text for text in texts(figure) if text.get_text().startswith(SMALLEST[language]))
    ratio = int(re.search(r"1 : ([\d,]+)$", caption.get_text())[1].replace(",", ""))
    shown, whole = layer(figure, 0.5), layer(figure, 0)
    true = (shown.get_xlim()[1] - shown.get_xlim()[0]) / (inset.bounds[2] - inset.bounds[0])
    assert ratio / 1000 == pytest.approx(true, rel=0.005)
    assert true < (whole.get_xlim()[1] - whole.get_xlim()[0]) / 297 / 1.5


def test_the_scale_bar_is_true_on_the_ellipsoid(figures, provinces):
    figure = figures["en"]
    west, east = layer(figure, 0).get_xlim()
    marks = {text.get_text(): text.get_position()[0] for text in layer(figure, 1).texts}
    end = next(words for words in marks if re.fullmatch(r"\d+ km", words))
    bar = (marks[end] - marks["0"]) * (east - west) / 297
    told = 1000 * float(end.removesuffix(" km"))
    albers, globe = pyproj.Proj(ALBERS), pyproj.Geod(ellps="WGS84")
    land = shapely.union_all(provinces.geometry.array)
    left, bottom, right, top = land.bounds
    measured = []
    for x, y in itertools.product(np.linspace(left, right, 12), np.linspace(bottom, top, 8)):
        for to in ((x + bar, y), (x, y + bar)):
            if land.covers(shapely.LineString([(x, y), to])):
                lon, lat = albers([x, to[0]], [y, to[1]], inverse=True)
                measured.append(globe.inv(lon[0], lat[0], lon[1], lat[1])[2])
    assert len(measured) > 20
    assert min(measured) > 0.9975 * told
    assert max(measured) < 1.0025 * told


def test_missing_is_hatched_on_the_map_in_the_inset_and_in_the_legend(figures):
    figure, hatch = figures["en"], HATCHES["coverage_unknown"]
    drawn = [c for c in layer(figure, 0).collections if c.get_hatch() == hatch]
    assert sum(len(collection.get_paths()) for collection in drawn) == 6
    assert [patch for patch in layer(figure, 1).patches if patch.get_hatch() == hatch]
    words = {text.get_text() for text in texts(figure)}
    assert CATALOGUE.states["coverage_unknown"]["name_en"] in words
    assert "16 of 22 provinces with a figure" in words


def test_a_mongolian_map_has_no_english_word(figures):
    words = messages("mn")
    found = [text.get_text() for text in texts(figures["mn"])]
    assert {CATALOGUE.indicators["L01"].name_mn, words.gettext(SENTENCE_EN), "Х"} <= set(found)
    assert "Монгол Улс · аймгаар · %" in found
    latin = {word for text in found for word in re.findall("[A-Za-z][A-Za-z0-9]+", text)}
    assert latin - LATIN == set()


def test_owners_terms_and_editions_of_the_data_have_mongolian_words():
    words, blocks = messages("mn"), list(CONFIG["datasets"].values())
    for path in sorted((ROOT / "config" / "datasets").glob("*.yaml")):
        blocks += yaml.safe_load(path.read_text("utf-8"))["datasets"].values()
    told = [
        sentence(str(block[key]), words)
        for block in blocks
        if block
        for key in ("attribution", "licence", "version")
        if block.get(key)
    ]
    assert len(told) > 30
    addresses = r"\bDT_\w+|1212\.mn|www\.\S+?\b(?=[),])|doi 10\.\S+?(?=\)|$)|\bv\d+|\b9469f09"
    told = [re.sub(addresses, "", text) for text in told]
    latin = {word for text in told for word in re.findall("[A-Za-z][A-Za-z0-9]+", text)}
    assert latin - LATIN == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_has_a_glyph(figures, language):
    for weight in ("normal", "bold"):
        font = FT2Font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
        letters = {letter for text in texts(figures[language]) for letter in text.get_text()}
        assert {letter for letter in letters if not font.get_char_index(ord(letter))} == set()


def test_svg_needs_no_font_and_says_what_it_is(tmp_path, figures):
    paths = [tmp_path / f"map.{ending}" for ending in ("png", "pdf", "svg")]
    save_figure(figures["mn"], *paths, messages("mn"))
    svg = paths[2].read_text("utf-8")
    assert "<text" not in svg
    assert "font-family" not in svg
    assert "<dc:date>" not in svg
    assert f"<title>{CATALOGUE.indicators['L01'].name_mn}</title>" in svg
    assert messages("mn").gettext(SENTENCE_EN) in svg
    assert "<pattern" in svg
    links = re.findall(r'(?:href="|url\()([^")]+)', svg)
    assert {link[0] for link in links} == {"#"}
    assert b"DejaVuSans" in paths[1].read_bytes()
