"""Zones of soums: squares in kilometres, so that every area can be checked in the head."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from squares import BOGD, CRS, KHURMEN, NOMGON, ULZIIT, licences, measure, soums, square

from nutag.context_layers import no_layers
from nutag.zones import LICENSED, UNIT, disjoint, make_zones

FAR_AWAY = {"code": "XV-9", "stage": "exploration", "shape": square(19, 19)}
CORNERS = {NOMGON: square(0, 0, 10), KHURMEN: square(9, 0, 10)}


def layer(role: str, *shapes: shapely.Geometry, **columns) -> gpd.GeoDataFrame:
    """Return a layer as the standardise stage leaves it."""
    table = pd.DataFrame(
        {
            "role": role,
            "feature_id": [f"{role}:{i}" for i in range(len(shapes))],
            "name": "",
            "class": "",
            "people": np.nan,
            "source_row": range(1, len(shapes) + 1),
        }
    ).assign(**columns)
    return gpd.GeoDataFrame(table, geometry=list(shapes), crs=CRS)


def zones_of(*rows, layers=None, units=None, rings_km=(1.0, 3.0), corridor_m=500.0):
    units = soums() if units is None else units
    # A register without any row is none.
    coverage = measure(licences(*(rows or (FAR_AWAY,))), units)
    layers = no_layers(CRS) if layers is None else layers
    return make_zones(units, coverage.licences, coverage.pieces, layers, rings_km, corridor_m)


def land(zones, soum_id=None):
    """Return hectares by zone, of a soum or of all."""
    own = zones if soum_id is None else zones[zones["soum_id"] == soum_id]
    return own.groupby("zone")["land_ha"].sum()


def test_land_of_two_soums_is_that_of_the_first():
    units = soums(shapes=CORNERS)
    first, second = disjoint(units)[:2]
    assert shapely.area(first) == 100e6
    assert shapely.area(second) == 90e6
    assert shapely.area(shapely.intersection(first, second)) == 0


def test_mining_comes_before_exploration_and_the_parts_sum_to_the_union():
    mining = {"code": "MV-1", "stage": "mining", "shape": square(1, 1, 2)}
    exploration = {"code": "XV-1", "stage": "exploration", "shape": square(2, 1, 2)}
    other = {"code": "O-1", "stage": "other", "shape": square(2, 1, 2, 3)}
    zones, _ = zones_of(mining, exploration, other)
    areas = land(zones, NOMGON)
    assert areas["mining"] == pytest.approx(400)
    assert areas["exploration_only"] == pytest.approx(200)
    assert areas["other_only"] == pytest.approx(200)
    assert areas[UNIT] == pytest.approx(10_000)
    assert set(land(zones, KHURMEN).index) == {UNIT}
    assert BOGD not in set(zones["soum_id"])


def test_rings_hold_the_licence_are_exclusive_and_end_at_borders():
    # A square of 2 km in the middle of Nomgon: 1 km around it is 4 + 8 + pi km2.
    zones, rings = zones_of({"code": "MV-1", "stage": "mining", "shape": square(4, 4, 2)})
    areas = land(zones, NOMGON)
    assert areas["mining_ring_1"] == pytest.approx(100 * (12 + math.pi), rel=2e-3)
    assert areas["mining_ring_2"] == pytest.approx(
        100 * (4 + 24 + 9 * math.pi - 12 - math.pi), rel=2e-3
    )
    assert rings[["around", "ring", "from_km", "to_km"]].to_numpy().tolist() == [
        ["mining", 1, 0.0, 1.0],
        ["mining", 2, 1.0, 3.0],
    ]


def test_rings_lie_around_points_too_and_not_around_what_does_not_count():
    zones, _ = zones_of(
        {"code": "MV-1", "stage": "mining", "shape": shapely.Point(5000, 5000)},
        {"code": "MV-2", "stage": "mining", "shape": square(15, 5), "counted": False},
        {"code": "XV-1", "stage": "exploration", "shape": square(15, 15)},
    )
    assert land(zones, NOMGON)["mining_ring_1"] == pytest.approx(100 * math.pi, rel=2e-3)
    assert "mining_ring_1" not in land(zones, KHURMEN)
    assert "mining_ring_1" not in land(zones, ULZIIT)


def test_mined_ground_has_rings_of_its_own_and_an_empty_set_none():
    zones, rings = zones_of(layers=layer("footprints", square(4, 4, 2)))
    assert set(rings["around"]) == {"footprint"}
    assert land(zones)["footprint_ring_1"] == pytest.approx(100 * (12 + math.pi), rel=2e-3)
    zones, rings = zones_of()
    assert rings.empty
    assert set(zones["zone"]) == {UNIT, "exploration_only"}


def test_a_road_has_a_corridor_on_both_sides():
    road = shapely.LineString([(1000, 5000), (9000, 5000)])
    zones, _ = zones_of(layers=layer("roads", road))
    # 8 km long, 0.5 km on either side, and a half disc at each end.
    assert land(zones, NOMGON)["road_corridor"] == pytest.approx(
        100 * (8 + 0.25 * math.pi), rel=2e-3
    )


squares = st.tuples(
    st.floats(-2, 21), st.floats(-2, 21), st.floats(0.1, 6), st.sampled_from(["mining", "other"])
)


@settings(deadline=None, max_examples=25)
@given(st.lists(squares, min_size=1, max_size=6))
def test_zones_of_a_family_never_overlap_and_never_exceed_their_soum(drawn):
    rows = [
        {"code": f"L{i}", "stage": stage, "shape": square(x, y, width)}
        for i, (x, y, width, stage) in enumerate(drawn)
    ]
    zones, _ = zones_of(*rows)
    areas = zones.pivot_table(index="soum_id", columns="zone", values="land_ha", fill_value=0.0)
    united = measure(licences(*rows)).units.set_index("unit_id")["union_ha"]
    for soum_id, row in areas.iterrows():
        licensed = sum(row.get(zone, 0.0) for zone in LICENSED)
        assert licensed == pytest.approx(united[soum_id], rel=1e-6, abs=1e-3)
        rings = sum(row.get(f"mining_ring_{n}", 0.0) for n in (1, 2))
        assert rings <= row[UNIT] + 1e-3
        assert rings >= row.get("mining", 0.0) - 1e-3
