import numpy as np
import pytest
import shapely
from squares import square

from nutag.overlay import cut, union_by_group, unite


def shapes(*drawn):
    return np.array(drawn, dtype=object)


LEFT, RIGHT = square(0, 0, 10), square(10, 0, 10)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_licence_on_a_border_is_cut_in_two(threads):
    # 4 km wide, 1 km high: 3 km on the left, 1 km on the right.
    licence, unit, pieces = cut(shapes(square(7, 2, 4, 1)), shapes(LEFT, RIGHT), threads)
    assert licence.tolist() == [0, 0]
    assert unit.tolist() == [0, 1]
    assert [p.area / 10_000 for p in pieces] == [300, 100]


def test_pieces_come_by_licence_and_then_by_unit():
    licence, unit, _ = cut(shapes(square(9, 0, 2), square(9, 5, 2)), shapes(RIGHT, LEFT))
    assert list(zip(licence.tolist(), unit.tolist(), strict=True)) == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    ]


def test_a_licence_that_only_touches_has_no_piece():
    along_a_line, at_a_point = square(10, 3), square(10, 10)
    licence, unit, _ = cut(shapes(along_a_line, at_a_point), shapes(LEFT))
    assert len(licence) == len(unit) == 0


def test_a_contained_licence_is_its_own_piece():
    inside = square(2, 2)
    _, _, pieces = cut(shapes(inside), shapes(LEFT))
    assert pieces[0] is inside


def test_a_licence_that_fills_its_unit_keeps_its_area():
    _, _, pieces = cut(shapes(LEFT), shapes(LEFT))
    assert [p.area for p in pieces] == [100e6]


def test_a_touching_line_beside_a_piece_is_dropped():
    # An L whose foot lies in the unit and whose leg runs along the border.
    leg = shapely.union_all([square(10, 0, 1, 5), square(9, 0, 1, 1)])
    _, _, pieces = cut(shapes(leg), shapes(LEFT))
    assert pieces[0].geom_type == "Polygon"
    assert pieces[0].area == 1e6


def test_missing_licences_and_units_are_skipped():
    licence, unit, _ = cut(shapes(None, square(1, 1)), shapes(None, LEFT))
    assert licence.tolist() == [1]
    assert unit.tolist() == [1]


def test_only_missing_licences_give_no_pieces():
    licence, unit, pieces = cut(shapes(None), shapes(LEFT, None))
    assert len(licence) == len(unit) == len(pieces) == 0


@pytest.mark.parametrize("threads", [1, 2])
def test_land_in_two_pieces_of_a_group_counts_once(threads):
    # Two squares of 4 km2 that share 2 km2, and one apart in another group.
    pieces = shapes(square(0, 0, 2), square(5, 5), square(1, 0, 2))
    united = union_by_group(pieces, np.array([0, 2, 0]), 3, threads)
    assert united[0].area == 6e6
    assert united[1] is None
    assert united[2].area == 1e6


def test_nothing_united_is_nothing():
    assert unite(shapes()) is None
