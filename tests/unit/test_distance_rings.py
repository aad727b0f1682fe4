import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer
from squares import CRS

from nutag.distance_rings import QUARTER_PIECES, distance_rings

KM = 1000.0
#: Of the disc that a round corner is a quarter of, the share that its straight pieces leave.
ROUND = np.sin(np.pi / (2 * QUARTER_PIECES)) / (np.pi / (2 * QUARTER_PIECES))


def array(*shapes):
    return np.array(shapes, dtype=object)


def km2(shapes):
    return shapely.area(shapes) / KM**2


def test_rings_around_a_square():
    """A square of 4 km: within d lie 16 + 4 * 4 d km2 and a disc of radius d."""
    rings = distance_rings(array(shapely.box(0, 0, 4 * KM, 4 * KM)), [2 * KM, 5 * KM])
    within_2 = 16 + 16 * 2 + np.pi * 4 * ROUND
    within_5 = 16 + 16 * 5 + np.pi * 25 * ROUND
    assert km2(rings) == pytest.approx([within_2, within_5 - within_2])
    assert shapely.contains(rings[0], shapely.Point(2 * KM, 2 * KM))
    assert shapely.contains(rings[0], shapely.Point(-1.9 * KM, 2 * KM))
    assert shapely.contains(rings[1], shapely.Point(-4.9 * KM, 2 * KM))


def test_licences_that_overlap_or_touch_are_one():
    whole = distance_rings(array(shapely.box(0, 0, 4 * KM, 2 * KM)), [KM, 3 * KM])
    parts = distance_rings(
        array(
            shapely.box(0, 0, 2 * KM, 2 * KM),
            shapely.box(2 * KM, 0, 4 * KM, 2 * KM),
            shapely.box(KM, 0, 3 * KM, 2 * KM),
            None,
        ),
        [KM, 3 * KM],
    )
    assert km2(parts) == pytest.approx(km2(whole))


def test_land_near_two_mines_is_in_the_ring_of_the_nearer():
    """Two points 6 km apart: the middle is 3 km from both."""
    rings = distance_rings(array(shapely.Point(0, 0), shapely.Point(6 * KM, 0)), [2 * KM, 4 * KM])
    assert km2(rings[0]) == pytest.approx(2 * np.pi * 4 * ROUND)
    assert shapely.contains(rings[1], shapely.Point(3 * KM, 0))
    assert not shapely.contains(rings[1], shapely.Point(5 * KM, 0))


def test_a_mine_in_the_clearing_of_another_has_rings_of_its_own():
    """A frame of 40 km with a clearing of 30 km, and a mine of 2 km in the middle of it."""
    clearing = shapely.box(5 * KM, 5 * KM, 35 * KM, 35 * KM)
    frame = shapely.difference(shapely.box(0, 0, 40 * KM, 40 * KM), clearing)
    mine = shapely.box(19 * KM, 19 * KM, 21 * KM, 21 * KM)
    rings = distance_rings(array(frame, mine), [2 * KM, 5 * KM])
    # Outwards with round corners; into the clearing the corners stay square.
    outwards = (160 + 8) * 3 + 2 * np.pi * (25 - 4) * ROUND
    inwards = 26**2 - 20**2
    assert km2(rings)[1] == pytest.approx(outwards + inwards)
    assert shapely.get_num_geometries(rings[1]) == 3


def test_a_line_has_a_corridor():
    (corridor,) = distance_rings(array(shapely.LineString([(0, 0), (10 * KM, 0)])), [KM])
    assert km2(corridor) == pytest.approx(20 + np.pi * ROUND)


@pytest.mark.parametrize("shapes", [array(), array(None, None), array(shapely.Polygon())])
def test_nothing_has_no_rings(shapes):
    assert list(distance_rings(shapes, [KM, 2 * KM])) == [None, None]


@pytest.mark.parametrize("edges", [[2.0, 1.0], [0.0, 1.0], [1.0, 1.0], [-1.0]])
def test_edges_that_do_not_ascend_are_refused(edges):
    with pytest.raises(ValueError, match="ascending"):
        distance_rings(array(shapely.box(0, 0, 1, 1)), edges)


def test_threads_change_nothing():
    rng = np.random.default_rng(1)
    shapes = shapely.buffer(shapely.points(rng.uniform(0, 50 * KM, (40, 2))), 800)
    one = distance_rings(shapes, [2 * KM, 5 * KM, 9 * KM], threads=1)
    assert (shapely.to_wkb(one) == shapely.to_wkb(distance_rings(shapes, [2e3, 5e3, 9e3], 2))).all()


@pytest.mark.parametrize("lon", [87.7, 104.0, 120.0])
@pytest.mark.parametrize("lat", [41.5, 47.0, 52.2])
@pytest.mark.parametrize("edge_m", [2 * KM, 20 * KM])
def test_distances_are_those_on_the_ellipsoid(lon, lat, edge_m):
    """At the corners and in the middle of the country, within what the docstring says."""
    centre = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(lon, lat)
    (ring,) = distance_rings(array(shapely.Point(centre)), [edge_m])
    x, y = shapely.get_coordinates(ring).T
    lons, lats = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(x, y)
    n = len(lons)
    found = Geod(ellps="WGS84").inv([lon] * n, [lat] * n, lons, lats)[2]
    assert np.abs(np.array(found) / edge_m - 1).max() < 0.0027


squares = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 6)), min_size=1, max_size=12
)


@settings(max_examples=40, deadline=None)
@given(squares, st.lists(st.integers(1, 15), min_size=1, max_size=4, unique=True))
def test_rings_do_not_overlap_and_fill_what_is_within_the_last_edge(corners, edges):
    shapes = array(*(shapely.box(x, y, x + side, y + side) for x, y, side in corners))
    rings = distance_rings(shapes, sorted(map(float, edges)))
    there = rings[~shapely.is_missing(rings)]
    within = shapely.buffer(shapely.union_all(shapes), float(max(edges)), quad_segs=QUARTER_PIECES)
    assert shapely.area(there).sum() == pytest.approx(shapely.area(within), rel=1e-9)
    assert shapely.area(shapely.union_all(there)) == pytest.approx(shapely.area(within), rel=1e-9)
    assert shapely.covers(shapely.buffer(rings[0], 1e-6), shapely.union_all(shapes))
