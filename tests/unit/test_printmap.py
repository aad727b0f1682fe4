"""Print maps: what stands on the page, and the same bytes twice."""

from __future__ import annotations

import dataclasses
import itertools
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle

from nutag.catalogue import SENTENCE_EN, load_catalogue
from nutag.messages import ENGLISH, messages
from nutag.printmap import print_map, save_figure
from nutag.printmap.circles import DECREASE, INCREASE, CircleScale
from nutag.printmap.footer import APPROXIMATE
from nutag.printmap.heading import NO_FIGURE
from nutag.printmap.words import class_labels
from nutag.ramps import ramp

ROOT = Path(__file__).parents[2]
CATALOGUE = load_catalogue(ROOT / "data" / "indicators.yaml")
ALBERS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m +no_defs"
PROVENANCE = {
    "nutag": "0.1.0",
    "git_commit": "abc1234",
    "run_id": "0123456789ab",
    "crs_proj4": ALBERS,
    "config": {"country": {"name_en": "Mongolia", "name_mn": "Монгол Улс"}},
    "inputs": [
        {"dataset": "provinces", "licence": "public domain", "attribution": "Natural Earth"},
        {"dataset": "licences", "licence": "own", "attribution": "Sample of licences"},
        {"dataset": "licence_statistics", "licence": "facts", "attribution": "Monthly report"},
        {"dataset": "soum_boundaries", "licence": "CC0", "attribution": "Outlines of somebody"},
        {"dataset": "livestock", "licence": "CC-BY-4.0", "attribution": "Statistics Office"},
    ],
}

ENDINGS = ("png", "pdf", "svg")

# Ten squares of 200 km by 200 km in two rows; the second has a hole that the tenth fills.
SIDE = 200_000


def squares():
    boxes = [
        shapely.box(x * SIDE, y * SIDE, (x + 1) * SIDE, (y + 1) * SIDE)
        for y in (0, 1)
        for x in range(-2, 3)
    ]
    inner = shapely.box(-160_000, 60_000, -120_000, 100_000)
    boxes[1] = boxes[1].difference(inner)
    boxes[9] = inner
    return boxes


@pytest.fixture
def provinces():
    return gpd.GeoDataFrame(
        {
            "province_id": [f"MN-{number:03d}" for number in range(10)],
            "name_en": [f"Province {number}" for number in range(10)],
            "name_mn": [f"Аймаг {number}" for number in range(10)],
            "boundary_quality": "approximate",
        },
        geometry=squares(),
        crs=ALBERS,
    )


@pytest.fixture
def soums(provinces):
    return provinces.rename(columns={"province_id": "soum_id"})


def values(level, ids, indicator, figures, states, **other):
    return pd.DataFrame(
        {
            "unit_level": level,
            "unit_id": ids,
            "indicator_id": indicator,
            "value": figures,
            "state": states,
            "year": pd.array([other.get("year")] * len(ids), dtype="Int64"),
            "period": other.get("period", ""),
            "flags": other.get("flags", ""),
            "note": other.get("note", ""),
            "source": other.get("source", ""),
        }
    )


def texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def legend(figure):
    """Words of the legend with the count before them."""
    rows = {}
    for axes in figure.axes:
        placed = [(round(t.get_position()[1], 3), t.get_position()[0], t) for t in axes.texts]
        for y, x, text in placed:
            if abs(x - 29) < 0.01:
                counts = [t.get_text() for v, u, t in placed if v == y and abs(u - 27) < 0.01]
                rows[text.get_text()] = counts[0] if counts else None
    return rows


def draw(provinces, figures, states, classes, indicator="L01", language="en", **other):
    rows = values("province", provinces["province_id"], indicator, figures, states, **other)
    return print_map(
        indicator=indicator,
        level="province",
        units=provinces,
        values=rows,
        classes=classes,
        catalogue=CATALOGUE,
        provenance=PROVENANCE,
        words=messages(language),
    )


MIXED = [5.0, 10.0, 20.0, 0.0, 7.5, np.nan, np.nan, np.nan, np.nan, 3.0]
STATES = [
    *["value"] * 3,
    "reported_zero",
    "small_denominator",
    "coverage_unknown",
    "coverage_unknown",
    "not_surveyed",
    "not_covered",
    "value",
]


def test_legend_counts_classes_and_states(provinces):
    figure = draw(provinces, MIXED, STATES, [5, 10, 20], period="2026-07")
    words = {state: names["name_en"] for state, names in CATALOGUE.states.items()}
    assert legend(figure) == {
        "%": "provinces",
        "up to 5.00": "2",
        "5.00 – 10.00": "1",
        "10.00 – 20.00": "1",
        words["reported_zero"]: "1",
        words["small_denominator"]: "1",
        words["not_surveyed"]: "1",
        words["coverage_unknown"]: "2",
        words["not_covered"]: "1",
    }
    assert "6 of 10 provinces with a figure" in texts(figure)


def test_page_says_what_it_must(provinces):
    figure = draw(
        provinces,
        MIXED,
        STATES,
        [5, 10, 20],
        period="2026-07",
        flags="declared_sum;rounded",
        source="licence_statistics LS1",
    )
    found = texts(figure)
    entry = CATALOGUE.indicators["L01"]
    assert {entry.name_en, "Mongolia · by province · %", "2026-07", SENTENCE_EN} <= set(found)
    assert {"N", "grid north"} <= set(found)
    assert any(text.startswith("true north: up to ") for text in found)
    assert any(text.startswith("1 : ") for text in found)
    assert "Albers equal-area 43.5/50.5, centre 47° N 104° E" in found
    assert "L01 · nutag 0.1.0 · commit abc1234 · run 0123456789ab" in found
    assert "Sources: Natural Earth; Monthly report; Outlines of somebody" in found
    assert any(
        text.startswith("Terms of use: Register of provinces: public domain; ") for text in found
    )
    assert any(text.startswith("Note: sum of areas as the register") for text in found)
    assert any("SDG 15.3" in text for text in found)
    assert APPROXIMATE["province"] in found
    assert APPROXIMATE["soum"] not in found


def test_names_and_figures_do_not_meet(provinces):
    figure = draw(provinces, MIXED, STATES, [5, 10, 20])
    renderer = figure.canvas.get_renderer()
    names = [
        text
        for axes in figure.axes
        for text in axes.texts
        if text.get_text().startswith("Province ") or text.get_text() in {"5.00", "3.00"}
    ]
    assert len(names) == 12
    boxes = [shapely.box(*text.get_window_extent(renderer).extents) for text in names]
    for one, other in itertools.combinations(boxes, 2):
        assert shapely.intersection(one, other).area < 0.02 * min(one.area, other.area)


LONG = {flag: {**names, "name_en": names["name_en"] * 4} for flag, names in CATALOGUE.flags.items()}


def test_nothing_is_cut_however_long_it_is(provinces):
    catalogue = dataclasses.replace(CATALOGUE, flags=LONG)
    inputs = [dict(item, attribution=item["attribution"] * 9) for item in PROVENANCE["inputs"]]
    rows = values(
        "province",
        provinces["province_id"],
        "L01",
        MIXED,
        STATES,
        flags="declared_sum;rounded;part_of_unit;year_gap",
    )
    figure = print_map(
        indicator="L01",
        level="province",
        units=provinces,
        values=rows,
        classes=[5, 10, 20],
        catalogue=catalogue,
        provenance={**PROVENANCE, "inputs": inputs},
    )
    whole = " ".join(texts(figure))
    for flag in ("declared_sum", "rounded", "part_of_unit", "year_gap"):
        assert LONG[flag]["name_en"] in whole
    assert "Outlines of somebody" * 9 in whole
    assert "…" not in whole
    check_margins(figure)


def check_margins(figure):
    # As printed: the letters of the screen are wider or narrower.
    figure.set_dpi(300)
    renderer = figure.canvas.get_renderer()
    margin = 5 / 25.4 * figure.dpi
    width, height = figure.get_size_inches() * figure.dpi
    for axes in figure.axes:
        for text in axes.texts:
            left, bottom, right, top = text.get_window_extent(renderer).extents
            if text.get_text():
                assert margin < left < right < width - 11.5 / 5 * margin, text.get_text()
                assert margin < bottom < top < height - margin, text.get_text()


def test_no_text_leaves_the_page(provinces):
    check_margins(draw(provinces, MIXED, STATES, [5, 10, 20]))


@pytest.mark.parametrize(
    ("source", "date"),
    [
        ("rehabilitation UL1 / licence_statistics LS1", "licences: 2026"),
        ("rehabilitation UL1 / population row 1; population row 2", "population: 2026"),
        ("", "denominator: 2026"),
    ],
)
def test_a_denominator_of_another_time_is_dated(provinces, source, date):
    told = {"flags": "lower_bound;year_gap", "note": "numerator 2012, denominator 2026; of a part"}
    states = ["value"] + ["not_surveyed"] * 9
    figures = [46.7] + [np.nan] * 9
    figure = draw(provinces, figures, states, [46.7], "R02", period="2012", source=source, **told)
    assert {"2012", date} <= set(texts(figure))


def test_scale_bar_is_true(provinces):
    figure = draw(provinces, MIXED, STATES, [5, 10, 20])
    ground = next(axes for axes in figure.axes if axes.get_zorder() == 0)
    page = next(axes for axes in figure.axes if axes.get_zorder() == 1)
    left, right = ground.get_xlim()
    metres_per_mm = (right - left) / 297
    marks = {text.get_text(): text.get_position()[0] for text in page.texts}
    far = next(words for words in marks if words.endswith(" km"))
    kilometres = float(far.removesuffix(" km"))
    assert (marks[far] - marks["0"]) * metres_per_mm / 1000 == pytest.approx(kilometres)


def pixel(figure, x, y):
    figure.canvas.draw()
    picture = np.asarray(figure.canvas.buffer_rgba())
    ground = next(axes for axes in figure.axes if axes.get_zorder() == 0)
    column, row = ground.transData.transform((x, y))
    return tuple(int(part) for part in picture[picture.shape[0] - 1 - int(row), int(column), :3])


def test_zero_is_white_and_a_hole_shows_its_own_class(provinces):
    figure = draw(provinces, MIXED, STATES, [5, 10, 20])
    colours = [tuple(bytes.fromhex(colour[1:])) for colour in ramp("YlOrBr", 3)]
    # The unit with the hole is in the second class, the unit in the hole in the first.
    assert pixel(figure, -40_000, 30_000) == pytest.approx(colours[1], abs=1)
    assert pixel(figure, -155_000, 65_000) == pytest.approx(colours[0], abs=1)
    assert pixel(figure, 220_000, 30_000) == (255, 255, 255)


def test_all_missing_is_said(provinces):
    figure = draw(provinces, [np.nan] * 10, ["not_surveyed"] * 10, [], indicator="R03")
    assert {f"0 of 10 provinces: {NO_FIGURE}", NO_FIGURE} <= set(texts(figure))
    assert legend(figure)[CATALOGUE.states["not_surveyed"]["name_en"]] == "10"


def test_one_value(provinces):
    figure = draw(
        provinces, [46.7] + [np.nan] * 9, ["value"] + ["not_surveyed"] * 9, [46.7], year=2012
    )
    assert legend(figure)["46.70"] == "1"
    assert "2012" in texts(figure)


def test_what_is_not_zero_does_not_read_as_zero(provinces):
    figure = draw(provinces, [0.001] + [5.0] * 9, ["value"] * 10, [4, 5])
    assert "< 0.01" in texts(figure)
    assert "up to 4.00" in legend(figure)


def test_all_zero(provinces):
    figure = draw(provinces, [0.0] * 10, ["reported_zero"] * 10, [])
    assert legend(figure)[CATALOGUE.states["reported_zero"]["name_en"]] == "10"


def test_figures_on_a_small_base_are_outside_the_classes(provinces):
    figure = draw(provinces, [5.0] * 9 + [99.0], ["value"] * 9 + ["small_denominator"], [5])
    assert legend(figure)["5.00"] == "9"
    assert legend(figure)[CATALOGUE.states["small_denominator"]["name_en"]] == "1"
    assert "10 of 10 provinces with a figure" in texts(figure)


def test_figures_on_both_sides_of_zero(provinces):
    figures = [-2.0, -1.0, 0.0, 1.0, 2.0, -2.0, -1.0, 0.0, 1.0, 2.0]
    figure = draw(provinces, figures, ["value"] * 10, [-1, 1, 2], indicator="L01")
    rows = legend(figure)
    assert sorted(rows.values()) == ["2", "4", "4", "provinces"]
    assert any(words.startswith("up to −1") for words in rows)


TOTALS = [562.6, 500.0, 46.7, 0.0, *[np.nan] * 6]
TOTAL_STATES = ["value"] * 3 + ["reported_zero"] + ["coverage_unknown"] * 6


def total_map(provinces, language="en", country_flags="lower_bound", source="rehabilitation UL1"):
    rows = values(
        "province", provinces["province_id"], "R01", TOTALS, TOTAL_STATES, source=source, year=2012
    )
    country = values(
        "country", ["MN"], "R01", [1109.3], ["value"], flags=country_flags, source="rehabilitation"
    )
    return print_map(
        indicator="R01",
        level="province",
        units=provinces,
        values=pd.concat([rows, country]),
        classes=[],
        catalogue=CATALOGUE,
        provenance=PROVENANCE,
        words=messages(language),
    )


def round_patches(figure, zorder):
    page = next(axes for axes in figure.axes if axes.get_zorder() == zorder)
    return [patch for patch in page.patches if isinstance(patch, Circle)]


def test_a_total_is_drawn_in_circles_whose_areas_are_to_each_other_as_the_figures(provinces):
    figure = total_map(provinces)
    circles = round_patches(figure, 0)
    areas = [circle.radius**2 for circle in circles]
    assert [area / areas[0] for area in areas] == pytest.approx([1, 500 / 562.6, 46.7 / 562.6])
    for circle, shape in zip(circles, provinces.geometry, strict=False):
        assert shape.contains(shapely.Point(circle.center))
    # No colour over the unit: white where there is a figure.
    assert pixel(figure, -390_000, 10_000) == (255, 255, 255)


def test_the_circles_of_the_legend_have_the_measure_of_those_on_the_map(provinces):
    figure = total_map(provinces)
    ground = next(axes for axes in figure.axes if axes.get_zorder() == 0)
    west, east = ground.get_xlim()
    largest = round_patches(figure, 0)[0].radius / (east - west) * 297
    # The first swatch, then the round figures from the smallest.
    radii = sorted(circle.radius for circle in round_patches(figure, 1))
    told = {"20 ha": radii[-3], "100 ha": radii[-2], "500 ha": radii[-1]}
    assert set(told) <= set(texts(figure))
    for words, radius in told.items():
        part = float(words.removesuffix(" ha")) / 562.6
        assert (radius / largest) ** 2 == pytest.approx(part)


def test_the_legend_of_a_total_counts_the_states_and_says_n_of_all(provinces):
    figure = total_map(provinces)
    states = {state: names["name_en"] for state, names in CATALOGUE.states.items()}
    assert legend(figure) == {
        "with a figure": "3",
        states["reported_zero"]: "1",
        states["coverage_unknown"]: "6",
    }
    assert {"4 of 10 provinces with a figure", "2012"} <= set(texts(figure))
    check_margins(figure)


@pytest.mark.parametrize(
    ("language", "flags", "source", "told"),
    [
        (
            "en",
            "lower_bound",
            "rehabilitation UL1",
            "The country: ≥ 1,109.3 ha, a lower bound: units without a figure are not in it.",
        ),
        ("en", "", "rehabilitation UL1", "The country: 1,109.3 ha."),
        ("mn", "lower_bound", "rehabilitation UL1", "Улсын дүн: ≥ 1,109.3 га, доод хязгаар"),
        ("en", "", "another UL1", None),
    ],
)
def test_the_sum_of_the_country_is_told_where_it_is_of_the_same_data(
    provinces, language, flags, source, told
):
    figure = total_map(provinces, language, flags, source)
    whole = " ".join(texts(figure))
    assert told in whole if told else "The country" not in whole


def test_decreases_have_circles_of_their_own_colour(provinces):
    figures = [-2.0, 1.0, *[np.nan] * 8]
    states = ["value"] * 2 + ["not_surveyed"] * 8
    figure = draw(provinces, figures, states, [], indicator="L11")
    colours = [circle.get_facecolor()[:3] for circle in round_patches(figure, 0)]
    assert colours == [to_rgb(DECREASE), to_rgb(INCREASE)]
    rows = legend(figure)
    assert (rows["increase"], rows["decrease"]) == ("1", "1")


def test_a_total_without_any_figure_has_no_circle(provinces):
    figure = draw(provinces, [np.nan] * 10, ["not_surveyed"] * 10, [], indicator="R01")
    assert round_patches(figure, 0) == []
    assert NO_FIGURE in texts(figure)
    assert not any("area in proportion" in text for text in texts(figure))


@pytest.mark.parametrize(
    ("most", "decimals", "found"),
    [
        (562.6, 1, [500, 100, 20]),
        (1.0, 0, [1]),
        (9.0, 0, [5, 1]),
        (0.07, 2, [0.05, 0.01]),
        (1000.0, 0, [1000, 200, 20]),
        (0.0, 0, []),
    ],
)
def test_round_figures_of_the_legend(most, decimals, found):
    assert CircleScale(most, 9.0).round_values(decimals) == found


def test_a_unit_without_a_row_is_missing(provinces):
    rows = values("province", ["MN-000"], "L01", [5.0], ["value"])
    figure = print_map(
        indicator="L01",
        level="province",
        units=provinces,
        values=rows,
        classes=[5],
        catalogue=CATALOGUE,
        provenance={},
    )
    assert legend(figure)["no row in the table"] == "9"
    assert "Sources: not stated" in texts(figure)


def soum_map(soums, provinces, quality="approximate"):
    soums = soums.assign(boundary_quality=quality)
    nowhere = soums.iloc[:1].assign(soum_id="MN9999", boundary_quality="none")
    nowhere.geometry = gpd.GeoSeries([None], crs=ALBERS)
    units = pd.concat([soums, nowhere], ignore_index=True)
    states = ["value"] * 10 + ["no_boundary"]
    rows = values("soum", units["soum_id"], "L01", [*range(1, 11), np.nan], states)
    return print_map(
        indicator="L01",
        level="soum",
        units=units,
        values=rows,
        classes=[5, 10],
        catalogue=CATALOGUE,
        provenance=PROVENANCE,
        provinces=provinces,
    )


def test_soum_map_says_that_boundaries_are_approximate(soums, provinces):
    found = texts(soum_map(soums, provinces))
    assert APPROXIMATE["soum"] in found
    assert "Province 3" in found
    assert f"{CATALOGUE.states['no_boundary']['name_en']}, not drawn" in found
    assert "10 of 11 soums with a figure" in found


def test_surveyed_boundaries_are_not_called_approximate(soums, provinces):
    found = texts(soum_map(soums, provinces, quality="surveyed"))
    assert not any("pproximate" in text for text in found)


def test_a_name_is_never_mathematics(provinces):
    provinces["name_en"] = [r"$\frac{1}{2}$", *["Өвөр $x"] * 9]
    figure = draw(provinces, MIXED, STATES, [5, 10, 20])
    assert r"$\frac{1}{2}$" in texts(figure)
    figure.canvas.draw()


def test_bytes_are_the_same_twice_and_in_threads(tmp_path, provinces):
    def save(name):
        figure = draw(provinces, MIXED, STATES, [5, 10, 20], period="2026-07")
        save_figure(figure, *(tmp_path / name / f"map.{ending}" for ending in ENDINGS))

    save("one")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(save, ["two", "three"]))
    for file in (f"map.{ending}" for ending in ENDINGS):
        first = (tmp_path / "one" / file).read_bytes()
        assert (tmp_path / "two" / file).read_bytes() == first
        assert (tmp_path / "three" / file).read_bytes() == first
    pdf = (tmp_path / "one" / "map.pdf").read_bytes()
    assert b"CreationDate" not in pdf
    assert b"/Subtype /Image" not in pdf
    header = (tmp_path / "one" / "map.png").read_bytes()[16:24]
    assert abs(int.from_bytes(header[:4]) - 3508) <= 1  # A4 at 300 dpi
    assert abs(int.from_bytes(header[4:]) - 2480) <= 1


@pytest.mark.parametrize(
    ("bounds", "decimals", "lowest", "labels"),
    [
        ([46.7, 500, 562.6], 1, 46.7, ["46.7", "46.7 – 500.0", "500.0 – 562.6"]),
        ([1000, 20000], 0, 7, ["up to 1,000", "1,000 – 20,000"]),
        ([0.01, 0.02], 1, 0.001, ["up to 0.01", "0.01 – 0.02"]),
        ([-1, 1], 0, -3, ["up to −1", "−1 – 1"]),
        ([0, 3], 0, 0, ["0", "0 – 3"]),
        ([], 1, math.nan, []),
    ],
)
def test_class_labels(bounds, decimals, lowest, labels):
    assert class_labels(bounds, decimals, lowest, ENGLISH) == labels


def test_bad_input_is_refused(provinces):
    with pytest.raises(ValueError, match="do not ascend"):
        draw(provinces, MIXED, STATES, [10, 5, 20])
    with pytest.raises(ValueError, match=r"do not reach 20\.0"):
        draw(provinces, MIXED, STATES, [5, 10])
    with pytest.raises(ValueError, match="analysis CRS, in metres"):
        draw(provinces.to_crs("EPSG:4326"), MIXED, STATES, [5, 10, 20])
    nowhere = provinces.set_geometry(gpd.GeoSeries([None] * 10, crs=ALBERS))
    with pytest.raises(ValueError, match="no province has a geometry"):
        draw(nowhere, MIXED, STATES, [5, 10, 20])
    with pytest.raises(KeyError):
        draw(provinces, MIXED, STATES, [5, 10, 20], indicator="Z99")
    twice = values("province", ["MN-000"] * 2, "L01", [1.0, 2.0], ["value"] * 2)
    with pytest.raises(ValueError, match="a province has two figures"):
        print_map(
            indicator="L01",
            level="province",
            units=provinces,
            values=twice,
            classes=[2],
            catalogue=CATALOGUE,
            provenance=PROVENANCE,
        )
