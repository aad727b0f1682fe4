"""What has to hold for every cadastre: nothing is lost, nothing is counted twice."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity
from squares import BOGD, COUNTRY, KHURMEN, NOMGON, ULZIIT, licences, measure, soums, square

AREAS = ["sum_ha", "union_ha", "mining_ha", "exploration_only_ha", "other_only_ha", "common_ha"]
PARTS = ["mining_ha", "exploration_only_ha", "other_only_ha"]
STAGES = st.sampled_from(["mining", "exploration", "other"])

# Corners on whole kilometres: licences meet borders, corners and each other exactly.
rectangles = st.builds(
    square, st.integers(0, 16), st.integers(0, 16), st.integers(1, 4), st.integers(1, 4)
)
turned = st.builds(
    lambda shape, angle: affinity.rotate(shape, angle, origin="centroid"),
    st.builds(square, st.integers(3, 13), st.integers(3, 13), st.integers(1, 4), st.integers(1, 4)),
    st.integers(1, 89),
)
cadastres = st.lists(st.tuples(rectangles | turned, STAGES), min_size=1, max_size=7).map(
    lambda drawn: licences(
        *({"code": f"L{i}", "shape": shape, "stage": s} for i, (shape, s) in enumerate(drawn))
    )
)
quick = settings(max_examples=40, derandomize=True, deadline=None)

# Nomgon is an L, Khurmen fills the rest of the lower half by a slanted border, Bogd and Ulziit
# share the upper half: a tiling without gaps.
TILING = {
    NOMGON: shapely.Polygon([(0, 0), (7e3, 0), (13e3, 10e3), (0, 10e3)]),
    KHURMEN: shapely.Polygon([(7e3, 0), (20e3, 0), (20e3, 10e3), (13e3, 10e3)]),
    BOGD: square(0, 10, 4, 10),
    ULZIIT: square(4, 10, 16, 10),
}


def tiled() -> gpd.GeoDataFrame:
    return soums(shapes=TILING)


def by_unit(coverage) -> pd.DataFrame:
    return coverage.units.set_index(["unit_level", "unit_id"]).sort_index()


@quick
@given(cadastres)
def test_pieces_of_a_licence_sum_to_the_licence(table):
    pieces = measure(table, tiled()).pieces
    by_licence = pieces.groupby("licence_id")
    whole = table.set_index("licence_id")["area_ha"]
    pd.testing.assert_series_equal(
        by_licence["area_ha"].sum(), whole, check_names=False, rtol=1e-9, check_like=True
    )
    assert by_licence["share_pct"].sum().to_numpy() == pytest.approx(100)


@quick
@given(cadastres)
def test_soums_sum_to_provinces_and_provinces_to_the_country(table):
    # In a tiling no land lies in two soums, so that unions may be added.
    units = by_unit(measure(table, tiled()))
    province_of = tiled().set_index("soum_id")["province_id"]
    provinces = units.loc["soum", AREAS].groupby(province_of).sum()
    assert np.allclose(provinces, units.loc["province", AREAS], rtol=1e-9, atol=1e-6)
    assert np.allclose(provinces.sum(), units.loc[("country", COUNTRY), AREAS].astype(float))


@quick
@given(cadastres)
def test_parts_sum_to_the_union_and_the_union_is_not_above_the_sum(table):
    units = by_unit(measure(table, tiled()))
    assert np.allclose(units[PARTS].sum(axis=1), units["union_ha"], rtol=1e-9, atol=1e-6)
    assert (units["union_ha"] <= units["sum_ha"] + 1e-6).all()
    assert (units[AREAS] >= 0).all().all()


@quick
@given(cadastres)
def test_the_union_is_what_shapely_unites(table):
    units = by_unit(measure(table, tiled()))
    expected = shapely.union_all(table.geometry.to_numpy()).area / 10_000
    assert units.loc[("country", COUNTRY), "union_ha"] == pytest.approx(expected, rel=1e-9)
    mining = table.geometry[table["stage"] == "mining"].to_numpy()
    expected = shapely.union_all(mining).area / 10_000
    assert units.loc[("country", COUNTRY), "mining_ha"] == pytest.approx(expected, rel=1e-9)


@quick
@given(cadastres, st.randoms(use_true_random=False))
def test_a_permutation_of_rows_changes_nothing(table, random):
    units = tiled()
    rows, places = list(range(len(table))), list(range(len(units)))
    random.shuffle(rows)
    random.shuffle(places)
    before = measure(table, units)
    after = measure(table.iloc[rows], units.iloc[places].reset_index(drop=True))
    pd.testing.assert_frame_equal(by_unit(before), by_unit(after), rtol=1e-9, atol=1e-6)
    pd.testing.assert_frame_equal(before.places, after.places)
    keys = ["licence_id", "soum_id"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(before.pieces.drop(columns="geometry")).sort_values(keys, ignore_index=True),
        pd.DataFrame(after.pieces.drop(columns="geometry")).sort_values(keys, ignore_index=True),
        rtol=1e-9,
    )


@quick
@given(cadastres)
def test_the_same_land_under_a_second_code_adds_to_the_sum_only(table):
    again = table.iloc[[0]].assign(licence_id="again", code="again")
    before = by_unit(measure(table, tiled()))
    after = by_unit(measure(gpd.GeoDataFrame(pd.concat([table, again])), tiled()))
    unions = ["union_ha", *PARTS]
    assert np.allclose(before[unions], after[unions], rtol=1e-9, atol=1e-6)
    country = ("country", COUNTRY)
    gained = after.loc[country, "sum_ha"] - before.loc[country, "sum_ha"]
    assert gained == pytest.approx(again["area_ha"].iloc[0])
    assert after.loc[country, "licence_count"] == before.loc[country, "licence_count"] + 1


@quick
@given(cadastres)
def test_two_threads_find_what_one_finds(table):
    one, two = measure(table, tiled(), threads=1), measure(table, tiled(), threads=2)
    pd.testing.assert_frame_equal(one.units, two.units, check_exact=True)
    pd.testing.assert_frame_equal(one.places, two.places)
    assert one.pieces.geom_equals_exact(two.pieces, 0).all()


@quick
@given(cadastres)
def test_every_licence_counts_somewhere_or_is_reported(table):
    moved = table.set_geometry(table.geometry.translate(xoff=-8_000))
    from nutag.issues import IssueLog  # noqa: PLC0415

    log = IssueLog("licences")
    found = measure(moved, tiled(), log=log)
    assert set(found.places["code"]) | {issue.key for issue in log} == set(table["code"])
