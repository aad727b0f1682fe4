import geopandas as gpd
import pytest
import shapely
from shapely.geometry import Point, box

from nutag.locator import MARGIN, detail, path, place

KM = 1000.0


def licences(*rows) -> gpd.GeoDataFrame:
    stages, shapes = zip(*rows, strict=True) if rows else ((), ())
    return gpd.GeoDataFrame({"stage": list(stages)}, geometry=list(shapes))


def test_a_square_becomes_a_path_with_north_up():
    square = detail(box(0, 0, 100 * KM, 100 * KM), [], licences(), width=112, height=400)
    assert (square.width, square.height) == (112, 112)
    assert sorted(square.own.strip("MZ").split("L")) == ["106 106", "106 6", "6 106", "6 6"]


def test_what_is_wide_or_high_keeps_its_shape():
    wide = detail(box(0, 0, 400 * KM, 100 * KM), [], licences(), width=212, height=212)
    assert (wide.width, wide.height) == (212, 62)
    high = detail(box(0, 0, 100 * KM, 400 * KM), [], licences(), width=212, height=212)
    assert (high.width, high.height) == (62, 212)


@pytest.mark.parametrize(("side_km", "kilometres"), [(100, 20), (1000, 200), (7, 2), (0.5, 1)])
def test_the_scale_bar_is_a_round_number_of_kilometres(side_km, kilometres):
    found = detail(box(0, 0, side_km * KM, side_km * KM), [], licences(), width=112, height=112)
    length, shown = found.bar
    assert shown == kilometres
    assert length == pytest.approx(100 * kilometres / side_km, abs=0.1)


def test_parts_have_numbers_and_a_small_one_gives_way():
    parts = [box(0, 0, 90, 100), None, box(90, 0, 100, 60), box(90, 60, 100, 64)]
    scaled = [p and shapely.transform(p, lambda xy: xy * KM) for p in parts]
    found = detail(box(0, 0, 100 * KM, 100 * KM), scaled, licences(), width=112, height=112)
    assert [label.text for label in found.labels] == ["1", "3"]
    for a in found.labels:
        for b in found.labels:
            assert a is b or abs(a.x - b.x) >= 14 or abs(a.y - b.y) >= 12


def test_licences_are_drawn_by_stage_and_points_apart():
    rows = licences(
        ("mining", box(0, 0, 10 * KM, 10 * KM)),
        ("exploration", box(20 * KM, 0, 30 * KM, 10 * KM)),
        ("mining", box(50 * KM, 0, 60 * KM, 10 * KM)),
        ("mining", Point(50 * KM, 50 * KM)),
    )
    found = detail(box(0, 0, 100 * KM, 100 * KM), [], rows, width=112, height=112)
    assert {stage: d.count("M") for stage, d in found.licences.items()} == {
        "mining": 2,
        "exploration": 1,
    }
    assert found.points == (("mining", 56.0, 56.0),)


def test_a_unit_too_small_to_see_is_ringed():
    country = [box(0, 0, 1000 * KM, 1000 * KM), box(1000 * KM, 0, 1010 * KM, 10 * KM)]
    assert place(country[0], country, size=190).mark is None
    x, y = place(country[1], country, size=190).mark
    assert x == pytest.approx(190 - MARGIN - 0.9, abs=0.2)
    assert y == pytest.approx(place(country[1], country, size=190).height - MARGIN, abs=1)


def test_holes_are_rings_and_slivers_are_left_out():
    ring = box(0, 0, 10, 10).difference(box(4, 4, 6, 6))
    assert path([ring]).count("M") == 2
    assert path([box(0, 0, 0.01, 0.01), None, Point(1, 1)]) == ""
