import time

import numpy as np
import pytest
import shapely

from nutag.rings import build_polygons

SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4)]
INNER = [(1, 1), (2, 1), (2, 2), (1, 2)]
AWAY = [(10, 0), (12, 0), (12, 2), (10, 2)]


def build(*rings, order=True, shuffled=False):
    """Build one shape from rings, a part each."""
    xy = np.array([p for ring in rings for p in ring], dtype=float)
    part = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    place = np.concatenate([np.arange(len(ring)) for ring in rings]).astype(float)
    by = np.random.default_rng(1).permutation(len(xy)) if shuffled else np.arange(len(xy))
    return build_polygons(
        1, np.zeros(len(xy), dtype=int), part[by], place[by] if order else None, xy[by]
    )


@pytest.mark.parametrize("ring", [SQUARE, [*SQUARE, SQUARE[0]]])
def test_a_ring_in_any_order_is_built(ring):
    built = build(ring, shuffled=True)
    assert built.shapes[0].equals(shapely.box(0, 0, 4, 4))
    assert built.shapes[0].is_valid
    assert built.open.tolist() == [len(ring) == 4]
    assert not built.gaps.any()


def test_repeated_points_are_dropped_and_named():
    built = build([(0, 0), (4, 0), (4, 0), (4, 4), (0, 4), (0, 4)])
    assert built.shapes[0].equals(shapely.box(0, 0, 4, 4))
    assert built.repeated.tolist() == [2, 5]


def test_a_closing_corner_with_the_number_of_the_first():
    xy = np.array([*SQUARE, SQUARE[0]], dtype=float)
    zeros = np.zeros(5, dtype=int)
    built = build_polygons(1, zeros, zeros, np.array([1.0, 2, 3, 4, 1]), xy)
    assert built.shapes[0].area == 16
    assert not built.unclear.any()


@pytest.mark.parametrize(
    ("ring", "distinct"),
    [([(0, 0)], 1), ([(0, 0), (1, 1), (0, 0)], 2), ([(0, 0), (1, 1), (0, 0), (1, 1)], 1)],
)
def test_fewer_than_three_distinct_corners_are_no_polygon(ring, distinct):
    built = build(ring)
    assert built.shapes[0] is None
    assert built.distinct.tolist() == [distinct]


@pytest.mark.parametrize("place", [[1, 2, 2, 4], [1, 2, np.nan, 4]])
def test_corners_that_share_a_place_or_have_none_are_no_polygon(place):
    zeros = np.zeros(4, dtype=int)
    built = build_polygons(1, zeros, zeros, np.array(place), np.array(SQUARE, dtype=float))
    assert built.unclear.tolist() == [True]
    assert built.shapes[0] is None


@pytest.mark.parametrize(
    ("place", "gap"),
    [([1, 2, 3, 4], False), ([1, 2, 3, 5], True), ([10, 20, 30, 40], False), ([0, 2, 3, 4], True)],
)
def test_gaps_in_the_order_are_told(place, gap):
    zeros = np.zeros(4, dtype=int)
    order = np.array(place, dtype=float)
    built = build_polygons(1, zeros, zeros, order, np.array(SQUARE, dtype=float))
    assert built.gaps.tolist() == [gap]
    assert built.shapes[0].area == 16


def test_parts_make_holes_and_several_polygons():
    island = [(1.2, 1.2), (1.4, 1.2), (1.4, 1.4)]
    built = build(SQUARE, INNER, AWAY, island, shuffled=True)
    assert built.shapes[0].geom_type == "MultiPolygon"
    assert built.shapes[0].is_valid
    assert built.shapes[0].area == pytest.approx(16 - 1 + 4 + 0.02)
    assert built.holes == 1


def test_without_parts_a_ring_ends_where_it_is_closed():
    rings = [p for ring in (SQUARE, INNER, AWAY) for p in [*ring, ring[0]]]
    built = build(rings)
    assert built.shapes[0].area == pytest.approx(16 - 1 + 4)
    assert not built.open.any()
    # A corner that is only touched again does not harm.
    eight = [(0, 0), (2, 0), (2, 2), (0, 0), (-2, 0), (-2, -2), (0, 0)]
    assert build(eight).shapes[0].area == 4


def test_a_part_twice_counts_once_after_repair():
    twice = build(SQUARE, SQUARE).shapes[0]
    assert shapely.make_valid(twice, method="structure").area == 16


def test_overlapping_parts_are_no_holes():
    shifted = [(x + 1, y + 1) for x, y in SQUARE]
    assert build(SQUARE, shifted).holes == 0


def test_the_shapes_of_nothing():
    none = np.array([], dtype=int)
    built = build_polygons(2, none, none, None, np.empty((0, 2)))
    assert built.shapes.tolist() == [None, None]


def test_a_ring_that_goes_to_and_fro_takes_no_longer():
    there_and_back = [(0, 0), (1, 1)] * 50_000
    started = time.perf_counter()
    assert build(there_and_back, order=False).shapes[0] is None
    assert time.perf_counter() - started < 5
