import json
import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
import webframes as frames
from shapely.geometry import box

from nutag import mapdata, phrases, ramps, rows, webmap
from nutag.page import raw_template

LEVELS = ("province", "soum")
OUTSIDE = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=", re.I)


@pytest.fixture(scope="module")
def pages():
    return {level: webmap.map_page(**frames.map_frames(level)) for level in LEVELS}


def data_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="[\w-]+">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found.group(1))


@pytest.mark.parametrize("level", LEVELS)
def test_page_refers_to_no_other_file(pages, level):
    page = pages[level]
    assert not OUTSIDE.search(page)
    assert not re.search(r"https?://[^\"]+\.(js|css)", page)
    assert not re.search(r"url\(\s*['\"]?(?!data:|#)", re.sub(r"url\(#[^)]*\)", "", page))
    assert "sourceMappingURL" not in page
    for word in ("jquery", "bootstrap", "awesome"):
        assert word not in page.lower()


@pytest.mark.parametrize("level", LEVELS)
def test_page_is_the_same_twice(pages, level):
    assert webmap.map_page(**frames.map_frames(level)) == pages[level]
    assert not re.search(r"_[0-9a-f]{32}\b", pages[level])


def test_stable_ids_counts_in_order_of_appearance():
    one, two, checksum = "a1" * 16, "b2" * 16, "cd" * 32
    html = f"map_{one} tile_layer_{two} map_{one} {checksum}"
    assert webmap.stable_ids(html) == f"map_1 tile_layer_2 map_1 {checksum}"


@pytest.mark.parametrize("level", LEVELS)
def test_markup_in_names_stays_text(pages, level):
    page = pages[level]
    assert frames.EVIL not in page
    assert "</script><script>alert" not in page
    data = data_of(page)
    assert data["names"][1][0] == frames.EVIL
    assert data["names"][2][0] == frames.CLOSER
    assert {feature["code"] for feature in data["licences"]["features"]} >= {frames.EVIL}
    assert ".innerHTML" not in raw_template("unitmap.js")


def test_escaped_json_cannot_end_the_element():
    data = {"a": "</script><!-- & \u2028\u2029", "b": [1.5, None, "Өмнөговь"]}
    written = mapdata.escaped_json(data)
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == data
    with pytest.raises(ValueError, match="Out of range float"):
        mapdata.escaped_json(float("nan"))


@pytest.mark.parametrize("level", LEVELS)
def test_sentences_that_every_page_needs(pages, level):
    page = pages[level]
    assert "These indicators show exposure or pressure, not a violation." in page
    assert phrases.DISCLAIMER_MN in page
    assert "nutag 0.1.0 · no commit · run 0123456789ab · Albers equal-area 43.5/50.5" in page
    assert 'href="../index.html"' in page
    assert ("cells around soum centres, not official borders" in page) == (level == "soum")


def test_every_state_is_in_the_legend(pages):
    data = data_of(pages["province"])
    assert set(data["legend_states"]) | {"value", "no_boundary"} == set(frames.STATE_NAMES)
    for state in data["legend_states"]:
        assert data["states"][state][0] == frames.STATE_NAMES[state]
        if state != "reported_zero":
            assert f'<pattern id="nm-{state}"' in pages["province"]


def test_classes_are_taken_as_given(pages):
    figure = data_of(pages["province"])["figures"]["L01"]
    assert figure["breaks"] == [10.0, 30.0]
    # 10 lies on the first bound; only the state "value" is classed, 999 on a small base is not.
    assert figure["class"] == [0, 1, -1, -1, -1, -1, -1, -1, -1]
    assert figure["value"][3] == 999.0
    assert figure["value"][4] is None
    assert len(figure["colours"]) == 2


def test_no_bound_is_a_negative_zero():
    own = frames.map_frames("province")
    own["classes"]["province"]["L01"]["breaks"] = [-0.0, 30.0]
    breaks = data_of(webmap.map_page(**own))["figures"]["L01"]["breaks"]
    assert [str(value) for value in breaks] == ["0.0", "30.0"]


def test_class_of_holds_its_upper_bound():
    assert [ramps.class_of(value, [1.0, 2.0]) for value in (0.5, 1.0, 1.1, 2.0, 2.1)] == [
        0,
        0,
        1,
        1,
        1,
    ]


@pytest.mark.parametrize("name", ["YlOrBr", "viridis", "no such ramp"])
def test_ramp_goes_from_light_to_dark_and_leaves_white_out(name):
    for classes in range(1, 6):
        colours = ramps.ramp(name, classes)
        light = [ramps._luminance(colour) for colour in colours]
        assert len(set(colours)) == classes
        assert light == sorted(light, reverse=True)
        assert light[0] < 240


def test_picker_has_only_mapped_indicators_by_theme(pages):
    data = data_of(pages["province"])
    assert [theme["indicators"] for theme in data["themes"]] == [["L01"], ["R02"]]
    assert '<optgroup label="Mining licences">' in pages["province"]
    assert "L04" in data["figures"]


def test_map_opens_with_an_indicator_that_colours_units():
    own = frames.map_frames("province")
    own["classes"] = {"province": {"R02": {"breaks": [6.0], "n": [2], "unit": ""}}}
    page = webmap.map_page(**own)
    assert data_of(page)["first"] == "R02"
    assert '<option value="R02" selected>' in page


def test_licences_are_shown_unasked_only_where_units_have_next_to_no_figures(pages):
    assert data_of(pages["soum"])["licences_shown"] is False
    assert 'autocomplete="off" checked' not in pages["soum"]
    own = frames.map_frames("soum")
    own["classes"] = {}
    page = webmap.map_page(**own)
    assert data_of(page)["licences_shown"] is True
    assert 'class="nm-licences" autocomplete="off" checked>' in page


def test_unit_without_boundary_is_in_the_data_and_not_drawn(pages):
    data = data_of(pages["soum"])
    assert data["geometry"][8] is None
    assert data["names"][8][0] == "Unit 8"
    assert data["table"] == "../tables/soums.csv"


def test_soums_name_their_province(pages):
    data = data_of(pages["soum"])
    assert data["parents"][0] == "Umnugovi"
    assert data["outlines"]["type"] in ("MultiLineString", "LineString")
    own = frames.map_frames("soum") | {"provinces": None}
    assert data_of(webmap.map_page(**own))["parents"][0] == "MN-000"


def test_sources_are_read_from_the_rows():
    cells = ["licence_statistics 2026-07 / provinces", "rehabilitation UL001; rehabilitation UL2"]
    assert rows.source_datasets(cells) == ["licence_statistics", "provinces", "rehabilitation"]
    credit = rows.attributions(frames.provenance(), ["provinces", "licence_statistics"])
    assert credit == [f"Register {frames.EVIL}"]


def test_latest_period_is_drawn():
    table = frames.indicators()
    latest = rows.latest_rows(table, "country")
    assert latest.loc[latest["indicator_id"] == "L12", "period"].tolist() == ["2026-07"]


def test_unknown_state_is_refused():
    own = frames.map_frames("province")
    own["indicators"].loc[0, "state"] = "perhaps"
    with pytest.raises(ValueError, match="L01 of MN-000: found state 'perhaps', expected one of"):
        webmap.map_page(**own)


def test_unknown_level_is_refused():
    own = frames.map_frames("province") | {"level": "bag"}
    with pytest.raises(ValueError, match="found level 'bag', expected one of province, soum"):
        webmap.map_page(**own)


def test_licences_without_a_place_are_counted(pages):
    licences = data_of(pages["province"])["licences"]
    assert licences["total"] == 3
    assert [feature["id"] for feature in licences["features"]] == ["A", "B"]
    assert licences["features"][1]["area_ha"] is None


def test_no_licences_no_toggle():
    page = webmap.map_page(**(frames.map_frames("province") | {"licences": None}))
    assert phrases.PAGE["licences_toggle"] not in page


def test_tiles_only_when_asked(pages):
    assert "tileLayer(" not in pages["province"].split("</html>")[0].split("</noscript>")[1]
    own = frames.map_frames("province")
    page = webmap.map_page(
        **own, tiles="https://tiles.example.org/{z}/{x}/{y}.png", tiles_attribution="<b>Maps</b>"
    )
    assert "https://tiles.example.org/{z}/{x}/{y}.png" in page
    assert "L.CRS.EPSG3857" in page
    assert "<b>Maps</b>" not in page


def test_display_units_keep_borders_shared_and_rows():
    wave = [(1e5 + 300 * np.sin(k), 1e3 * k) for k in range(101)]
    left = shapely.Polygon([(0, 0), *wave, (0, 1e5)])
    right = shapely.Polygon([(2e5, 0), *wave, (2e5, 1e5)])
    units = gpd.GeoDataFrame(
        {"soum_id": ["a", "b", "c"]}, geometry=[left, None, right], crs=frames.CRS
    )
    shown = webmap.display_units(units, 2000)
    assert shown.crs == "EPSG:4326"
    assert shown["soum_id"].tolist() == ["a", "b", "c"]
    assert shown.geometry.isna().tolist() == [False, True, False]
    one, two = shown.geometry[0], shown.geometry[2]
    assert shapely.get_num_coordinates(one) < shapely.get_num_coordinates(left) / 2
    assert shapely.area(shapely.intersection(one, two)) == 0
    assert shapely.length(shapely.intersection(one, two)) > 0.8
    coordinates = shapely.get_coordinates(shown.geometry[[0, 2]].values)
    assert np.array_equal(coordinates, np.round(coordinates, 4))


def test_display_units_needs_metres():
    units = gpd.GeoDataFrame({"soum_id": ["a"]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:4326")
    with pytest.raises(ValueError, match="expected the analysis CRS"):
        webmap.display_units(units, 100)


@pytest.mark.parametrize("classes", range(1, 10))
def test_a_ramp_has_a_colour_for_each_class_the_configuration_allows(classes):
    assert len(set(ramps.ramp("YlOrRd", classes))) == classes
