import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import webframes as frames
from shapely.geometry import box

from nutag import mapdata, mapshapes, mapwords, ramps, rows, webmap

OUTSIDE = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=", re.I)
TEMPLATES = Path(webmap.__file__).parent / "templates"


def page_of(**changes) -> str:
    parts = webmap.map_parts(**(frames.map_frames() | changes))
    return f"{parts.head}{parts.body}<script>{parts.script}</script>"


@pytest.fixture(scope="module")
def page():
    return page_of()


def data_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="[\w-]+">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found.group(1))


@pytest.fixture(scope="module")
def data(page):
    return data_of(page)


def test_page_refers_to_no_other_file(page):
    assert not OUTSIDE.search(page)
    assert not re.search(r"https?://[^\"]+\.(js|css)", page)
    assert not re.search(r"url\(\s*['\"]?(?!data:|#)", re.sub(r"url\(#[^)]*\)", "", page))
    assert "sourceMappingURL" not in page
    for word in ("jquery", "bootstrap", "awesome"):
        assert word not in page.lower()


def test_page_is_the_same_twice(page):
    assert page_of() == page
    assert not re.search(r"_[0-9a-f]{32}\b", page)


def test_stable_ids_counts_in_order_of_appearance():
    one, two, checksum = "a1" * 16, "b2" * 16, "cd" * 32
    html = f"map_{one} tile_layer_{two} map_{one} {checksum}"
    assert webmap.stable_ids(html) == f"map_1 tile_layer_2 map_1 {checksum}"


def test_markup_in_names_stays_text(page, data):
    assert frames.EVIL not in page
    assert "</script><script>alert" not in page
    assert data["levels"]["province"]["names"][1][0] == frames.EVIL
    assert data["levels"]["soum"]["names"][2][0] == frames.CLOSER
    assert frames.EVIL in data["licences"]["code"]


def test_no_script_writes_markup():
    scripts = sorted(TEMPLATES.glob("map_*.js"))
    assert {f"map_{name}.js" for name in webmap.SCRIPTS} == {
        script.name for script in scripts if script.name != "map_albers.js"
    }
    for script in scripts:
        code = script.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", code)


def test_escaped_json_cannot_end_the_element():
    data = {"a": "</script><!-- & \u2028\u2029", "b": [1.5, None, "Өмнөговь"]}
    written = mapdata.escaped_json(data)
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == data
    with pytest.raises(ValueError, match="Out of range float"):
        mapdata.escaped_json(float("nan"))


def test_every_state_is_in_the_legend(page, data):
    assert set(data["legend_states"]) | {"value", "no_boundary"} == set(frames.STATE_NAMES)
    for state in data["legend_states"]:
        at = data["all_states"].index(state)
        assert data["states"][at] == [frames.STATE_NAMES[state], f"{frames.STATE_NAMES[state]} мн"]
        if state != "reported_zero":
            assert f'<pattern id="nm-{state}"' in page


def test_classes_are_taken_as_given(data):
    figure = data["levels"]["province"]["figures"]["L01"]
    assert figure["breaks"] == [10.0, 30.0]
    # 10 lies on the first bound; only the state "value" is classed, 999 on a small base is not.
    assert figure["class"] == [0, 1, -1, -1, -1, -1, -1, -1, -1]
    assert figure["value"][:5] == [10, 30, 0, 999, None]
    assert len(figure["colours"]) == 2


def test_ranks_are_those_of_figures_that_may_be_compared(data):
    figure = data["levels"]["province"]["figures"]["L01"]
    # 30, 10 and a reported zero; 999 on a small base has no rank.
    assert figure["rank"] == [2, 1, 3, *[None] * 6]
    assert (figure["ranked"], figure["filled"]) == (3, 4)
    rows = frames.indicators()
    rows.loc[(rows["indicator_id"] == "L01") & (rows["unit_id"] == "MN-001"), "flags"] = (
        "part_of_unit"
    )
    rows.loc[(rows["indicator_id"] == "L01") & (rows["unit_id"] == "MN-002"), "value"] = 10.0
    own = data_of(page_of(indicators=rows))["levels"]["province"]["figures"]["L01"]
    # A place among two says nothing.
    assert (own["rank"], own["ranked"]) == (None, 0)
    fifth = (rows["indicator_id"] == "L01") & (rows["unit_id"] == "MN-004")
    rows.loc[fifth, ["value", "state"]] = [5.0, "value"]
    own = data_of(page_of(indicators=rows))["levels"]["province"]["figures"]["L01"]
    assert own["rank"][:5] == [1, None, 1, None, 3]


@pytest.mark.parametrize(
    "flag", ["sample", "lower_bound", "small", "part_of_unit", "coarse_raster"]
)
def test_no_figure_is_ranked_that_is_not_all_there(flag):
    rows = frames.indicators()
    rows.loc[rows["indicator_id"] == "L01", "flags"] = f"{flag};declared_sum"
    figure = data_of(page_of(indicators=rows))["levels"]["soum"]["figures"]["L01"]
    assert (figure["rank"], figure["ranked"]) == (None, 0)


def test_a_column_of_one_value_is_written_once(data):
    figure = data["levels"]["province"]["figures"]["L01"]
    assert figure["n"] == 3
    assert data["texts"][figure["year"]] == "2026-07"


def test_no_bound_is_a_negative_zero():
    own = frames.classes()
    own["province"]["L01"]["breaks"] = [-0.0, 30.0]
    figures = data_of(page_of(classes=own))["levels"]["province"]["figures"]
    assert [str(value) for value in figures["L01"]["breaks"]] == ["0.0", "30.0"]


def test_class_of_holds_its_upper_bound():
    found = [ramps.class_of(value, [1.0, 2.0]) for value in (0.5, 1.0, 1.1, 2.0, 2.1)]
    assert found == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("name", ["YlOrBr", "viridis", "no such ramp"])
def test_ramp_goes_from_light_to_dark_and_leaves_white_out(name):
    for classes in range(1, 6):
        colours = ramps.ramp(name, classes)
        light = [ramps._luminance(colour) for colour in colours]
        assert len(set(colours)) == classes
        assert light == sorted(light, reverse=True)
        assert light[0] < 240


def test_picker_has_the_indicators_by_theme(data):
    assert [theme["indicators"] for theme in data["themes"]] == [["L01", "L04"], ["R01", "R02"]]
    assert data["themes"][0]["name"] == ["Mining licences", "Mining licences мн"]
    assert data["indicators"]["L04"]["mapped"] is False
    assert data["indicators"]["L01"]["unit"] == ["%", "%"]
    assert data["indicators"]["L04"]["unit"] == ["", ""]


def test_map_opens_with_an_indicator_that_colours_units():
    own = {"province": {"R02": {"breaks": [6.0], "n": [2], "unit": ""}}}
    assert data_of(page_of(classes=own))["levels"]["province"]["first"] == "R02"


def test_licences_are_shown_unasked_only_where_units_have_next_to_no_figures(data):
    assert data["licences_shown"] is False
    assert data_of(page_of(classes={}))["licences_shown"] is True


def test_unit_without_boundary_is_in_the_data_and_not_drawn(data):
    soums = data["levels"]["soum"]
    assert (soums["geometry"][8], soums["middles"][8]) == (None, None)
    assert soums["names"][8] == ["Unit 8", "Нэгж 8"]
    assert soums["table"] == "tables/soums.csv"


def test_soums_know_their_province_and_units_their_profile(data):
    assert data["levels"]["soum"]["parents"] == [0] * 5 + [1] * 4
    assert len(data["levels"]["soum"]["borders"]) >= 1
    assert data["levels"]["province"]["profiles"] == [1, *[0] * 8]
    assert data["levels"]["soum"]["profiles"] == [0, 1, *[0] * 7]


def test_licences_are_columns_with_the_soums_they_lie_in(data):
    found = data["licences"]
    assert found["id"] == ["A", "E", "B", "D", "C"]  # what is drawn first, large before small
    assert [shape is not None for shape in found["geometry"]] == [True, True, True, True, False]
    assert found["soums"] == [[[0, 61000], [3, 39000]], [[0, None]], [[1, None]], [], []]
    assert [data["texts"][at] for at in found["reason"]] == [
        "",
        "",
        "",
        "no licence number",
        "not in force",
    ]
    assert found["mine"] == [0, 0, 0, 1, 0]
    assert found["status"] == ["in_force", "in_force", "assumed", "in_force", "ended"]
    assert found["late"] == [0, 1, 0, 0, 1]
    assert found["area"] == [9283, 1600, None, None, 12.5]
    assert {len(column) for column in found.values()} == {5}


def test_words_of_the_tables_are_said_in_mongolian_and_names_are_not(data):
    said = data["said"][1]
    assert data["said"][0] == {}
    assert said[str(data["texts"].index("copper; gold"))] == "зэс; алт"
    assert said[str(data["texts"].index("not in force"))] == "хүчингүй"
    assert str(data["texts"].index("Erel LLC")) not in said


def test_published_figures_stand_by_themselves(data):
    land = data["land"]
    # UL3 and UL5 have no hectares; UL4 is of the country.
    assert [row[:4] for row in land["rows"]] == [
        ["province", 0, 0, 46.7],
        ["province", 1, 0, 562.6],
    ]
    assert land["measures"][0][0] == "Left without any rehabilitation"
    assert land["elsewhere"] == 1


def test_rules_of_spelling_are_those_of_the_run(data):
    own = data["spelling"]
    assert own["romanisations"][1]["ө"] == "u"
    assert ["x", "kh"] in own["transliterations"]


def test_every_word_of_the_script_is_in_both_languages_and_used(data):
    scripts = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("map*.*"))
    for key in set(mapwords.SCRIPT) - {"km", "m"}:  # units of the scale bar
        family = key.split("_", maxsplit=1)[0] + "_"
        assert f'"{key}"' in scripts or f'"{family}"' in scripts, key
    english, mongolian = (data["say"][language] for language in ("en", "mn"))
    assert set(english) == set(mongolian)
    same = {key for key in english if english[key] == mongolian[key]}
    assert same == {"range"}


def test_sources_are_read_from_the_rows():
    cells = ["licence_statistics 2026-07 / provinces", "rehabilitation UL001; rehabilitation UL2"]
    assert rows.source_datasets(cells) == ["licence_statistics", "provinces", "rehabilitation"]
    credit = rows.attributions(frames.provenance(), ["provinces", "licence_statistics"])
    assert credit == [f"Register {frames.EVIL}"]


def test_published_figures_are_credited_to_the_sources_of_their_rows():
    cited = {"UL1": "Study", "UL2": "News", "UL3": "News"}
    inputs = [
        {"dataset": "rehabilitation", "attribution": "Commission and others"},
        {"dataset": "licence_statistics", "attribution": "Register"},
    ]
    run = {"inputs": inputs}

    def credited(*cells):
        return rows.credits(run, cells, cited)

    assert credited("rehabilitation UL2, UL3", "") == ["News"]
    rate = "rehabilitation UL1 / licence_statistics LS133"
    assert credited(rate, "rehabilitation UL2") == ["Study", "News", "Register"]
    # A record that nobody knows, or too many to name: as the whole dataset is credited.
    assert credited("rehabilitation UL1; rehabilitation UL9") == ["Commission and others"]
    many = {f"U{k}": f"Source {k}" for k in range(5)}
    cells = [f"rehabilitation {key}" for key in many]
    assert rows.credits(run, cells, many) == ["Commission and others"]
    assert rows.credits(run, cells[:4], many) == [f"Source {k}" for k in range(4)]
    assert credited("survey_coverage row 3") == []


def test_the_source_line_of_the_atlas_has_the_sources_of_the_rows():
    table = frames.indicators()
    table.loc[table["indicator_id"] == "R01", "source"] = "rehabilitation UL4"
    own = data_of(page_of(indicators=table))
    lines = own["levels"]["province"]["figures"]["R01"]["credits"]
    assert [own["texts"][line] for line in lines] == ["news"]


def test_latest_period_is_drawn():
    table = frames.indicators()
    latest = rows.latest_rows(table, "country")
    assert latest.loc[latest["indicator_id"] == "L12", "period"].tolist() == ["2026-07"]


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        (["2019", "2019"], "2019"),
        (["2020-07", "2019"], "2019 – 2020-07"),
        (["undated", "2019"], "2019; undated"),
        (["undated"], "undated"),
        ([""], "2026"),
    ],
)
def test_a_period_spans_dates_and_names_what_has_none(periods, said):
    table = pd.DataFrame({"period": periods, "year": 2026})
    assert rows.period_words(table) == said


def test_unknown_state_is_refused():
    table = frames.indicators()
    table.loc[0, "state"] = "perhaps"
    with pytest.raises(ValueError, match="L01 of MN-000: found state 'perhaps', expected one of"):
        page_of(indicators=table)


def test_no_licences_and_no_figures_on_land(page):
    own = data_of(page_of(licences=None, pieces=None, rehabilitation=None))
    assert (own["licences"], own["land"], own["licences_shown"]) == (None, None, False)


def test_tiles_only_when_asked(page):
    assert "tileLayer(" not in page.split("</noscript>")[1]
    own = page_of(
        tiles="https://tiles.example.org/{z}/{x}/{y}.png", tiles_attribution="<b>Maps</b>"
    )
    assert "https://tiles.example.org/{z}/{x}/{y}.png" in own
    assert "L.CRS.EPSG3857" in own
    assert "<b>Maps</b>" not in own


def test_display_units_keep_borders_shared_and_rows():
    wave = [(1e5 + 300 * np.sin(k), 1e3 * k) for k in range(101)]
    left = shapely.Polygon([(0, 0), *wave, (0, 1e5)])
    right = shapely.Polygon([(2e5, 0), *wave, (2e5, 1e5)])
    units = gpd.GeoDataFrame(
        {"soum_id": ["a", "b", "c"]}, geometry=[left, None, right], crs=frames.CRS
    )
    shown = mapshapes.display_units(units, 2000)
    assert shown.crs == "EPSG:4326"
    assert shown["soum_id"].tolist() == ["a", "b", "c"]
    assert shown.geometry.isna().tolist() == [False, True, False]
    one, two = shown.geometry[0], shown.geometry[2]
    assert shapely.get_num_coordinates(one) < shapely.get_num_coordinates(left) / 2
    assert shapely.area(shapely.intersection(one, two)) == 0
    assert shapely.length(shapely.intersection(one, two)) > 0.8
    coordinates = shapely.get_coordinates(shown.geometry[[0, 2]].values)
    assert np.allclose(coordinates, np.round(coordinates, 4), atol=1e-12)


def test_display_units_needs_metres():
    units = gpd.GeoDataFrame({"soum_id": ["a"]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:4326")
    with pytest.raises(ValueError, match="expected the analysis CRS"):
        mapshapes.display_units(units, 100)


def test_the_tolerance_grows_only_until_the_page_has_room():
    circle = shapely.Point(0, 0).buffer(1e5, quad_segs=500)
    units = gpd.GeoDataFrame({"soum_id": ["a"]}, geometry=[circle], crs=frames.CRS)
    _, tolerance = mapshapes.display_layers(units, tolerance_m=10, most=5000)
    assert tolerance == 10
    (coarse,), grown = mapshapes.display_layers(units, tolerance_m=10, most=200)
    assert grown in {20 * 2**k for k in range(12)}
    assert shapely.get_num_coordinates(coarse.geometry[0]) <= 200
    before = shapely.get_num_coordinates(mapshapes.display_units(units, grown / 2).geometry[0])
    assert before > 200
    assert data_of(page_of(tolerance_m=40.0))["tolerance_m"] == 40


def read(written: list[int]) -> list[tuple[float, float]]:
    pairs = np.cumsum(np.reshape(written, (-1, 2)), axis=0)
    return [(round(x * mapshapes.STEP, 4), round(y * mapshapes.STEP, 4)) for x, y in pairs]


def test_shapes_are_written_as_steps_and_read_back():
    ring = [(100.0, 45.0), (101.0, 45.0), (101.0, 45.0), (100.5, 46.00004)]
    hole = [(100.4, 45.2), (100.5, 45.2), (100.5, 45.3)]
    own = mapshapes.written(shapely.Polygon(ring, [hole]))
    assert len(own) == 1
    # A vertex that is not moved by a step is left out, and so is the one that closes the ring.
    assert read(own[0][0]) == [(100.0, 45.0), (101.0, 45.0), (100.5, 46.0)]
    assert read(own[0][1]) == hole
    assert mapshapes.written(shapely.Point(100.12344, -5)) == [1001234, -50000]
    assert mapshapes.written(shapely.LineString([(0, 0), (0, 0.0003)])) == [[[0, 0, 0, 3]]]
    assert mapshapes.written(None) is None
    assert mapshapes.written(shapely.Polygon()) is None


def test_a_sign_stands_inside_its_unit():
    ring = shapely.Polygon(
        [(0, 0), (3, 0), (3, 3), (2.9, 3), (2.9, 0.1), (0.1, 0.1), (0.1, 3), (0, 3)]
    )
    islands = shapely.MultiPolygon([ring, box(10, 10, 10.1, 10.1)])
    units = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[islands, None], crs="EPSG:4326")
    (x, y), missing = mapshapes.middles(units)
    assert shapely.contains(ring, shapely.Point(x * mapshapes.STEP, y * mapshapes.STEP))
    assert missing is None


@pytest.mark.parametrize("classes", range(1, 10))
def test_a_ramp_has_a_colour_for_each_class_the_configuration_allows(classes):
    assert len(set(ramps.ramp("YlOrRd", classes))) == classes


def test_a_figure_is_rounded_once():
    rows = frames.indicators()
    own = (rows["indicator_id"] == "R01") & (rows["unit_level"] == "province")
    rows.loc[own & (rows["unit_id"] == "MN-001"), "value"] = 781529.0496
    rows.loc[own & (rows["unit_id"] == "MN-002"), "value"] = 12345.678901234
    data = data_of(page_of(indicators=rows))
    # Nine digits, 781529.050, would be rounded up to 781,529.1.
    assert data["levels"]["province"]["figures"]["R01"]["value"][1:3] == [781529.0496, 12345.6789]
    assert data["indicators"]["R01"]["round_decimals"] == 0
