import geopandas as gpd
import numpy as np
import pytest
import shapely
from squares import (
    BOGD,
    COUNTRY,
    CRS,
    KHURMEN,
    NOMGON,
    ULZIIT,
    UMNUGOVI,
    UVURKHANGAI,
    hectares,
    licences,
    measure,
    one_issue,
    soums,
    square,
)

from nutag.coverage import check_places
from nutag.issues import IssueLog


def counts(coverage):
    return coverage.units.set_index("unit_id")["licence_count"].to_dict()


def test_one_square_is_a_hundred_hectares_at_every_level():
    found = measure(licences({"code": "MV-1", "shape": square(2, 2)}))
    for unit in (NOMGON, UMNUGOVI, COUNTRY):
        row = hectares(found, unit)
        assert row["sum_ha"] == row["union_ha"] == row["mining_ha"] == pytest.approx(100)
        assert row["exploration_only_ha"] == row["other_only_ha"] == row["common_ha"] == 0
        assert row["licence_count"] == 1
    assert hectares(found, KHURMEN)["union_ha"] == 0
    assert hectares(found, UVURKHANGAI)["union_ha"] == 0


def test_land_under_two_licences_counts_once_in_the_union():
    # 2 x 2 km each, shifted by 1 km: 400 + 400 in sum, 600 in union.
    found = measure(
        licences(
            {"code": "MV-1", "shape": square(1, 1, 2)}, {"code": "MV-2", "shape": square(2, 1, 2)}
        )
    )
    for unit in (NOMGON, UMNUGOVI, COUNTRY):
        row = hectares(found, unit)
        assert (row["sum_ha"], row["union_ha"]) == pytest.approx((800, 600))
        assert row["licence_count"] == 2


def test_mining_comes_before_exploration_and_exploration_before_other():
    # Mining 400 ha; exploration 400 ha, half of it under mining; other 400 ha, half under
    # exploration (that half is not under mining).
    found = measure(
        licences(
            {"code": "MV-1", "stage": "mining", "shape": square(0, 0, 2)},
            {"code": "XV-1", "stage": "exploration", "shape": square(1, 0, 2)},
            {"code": "OV-1", "stage": "other", "shape": square(2, 0, 2)},
        )
    )
    row = hectares(found, NOMGON)
    assert row["mining_ha"] == pytest.approx(400)
    assert row["exploration_only_ha"] == pytest.approx(200)
    assert row["other_only_ha"] == pytest.approx(200)
    assert row["union_ha"] == pytest.approx(800)
    assert row["sum_ha"] == pytest.approx(1200)


def test_exploration_wholly_under_mining_adds_nothing():
    found = measure(
        licences(
            {"code": "XV-1", "stage": "exploration", "shape": square(1, 1)},
            {"code": "MV-1", "stage": "mining", "shape": square(0, 0, 3)},
        )
    )
    row = hectares(found, COUNTRY)
    assert row["exploration_only_ha"] == 0
    assert row["union_ha"] == row["mining_ha"] == pytest.approx(900)


def test_a_licence_over_three_soums_is_split_by_area():
    # 4 x 4 km around the point where the three soums meet: 4 + 4 km2 below, 8 km2 above.
    found = measure(licences({"code": "MV-1", "shape": square(8, 8, 4)}))
    pieces = found.pieces.set_index("soum_id")
    assert pieces["area_ha"].to_dict() == pytest.approx({NOMGON: 400, KHURMEN: 400, ULZIIT: 800})
    assert pieces["share_pct"].to_dict() == pytest.approx({NOMGON: 25, KHURMEN: 25, ULZIIT: 50})
    assert pieces["province_id"].to_dict() == {
        NOMGON: UMNUGOVI,
        KHURMEN: UMNUGOVI,
        ULZIIT: UVURKHANGAI,
    }
    assert hectares(found, UMNUGOVI)["union_ha"] == pytest.approx(800)
    assert hectares(found, UVURKHANGAI)["union_ha"] == pytest.approx(800)
    assert hectares(found, COUNTRY)["union_ha"] == pytest.approx(1600)
    assert counts(found) == {
        NOMGON: 1,
        KHURMEN: 1,
        ULZIIT: 1,
        BOGD: 0,
        UMNUGOVI: 1,
        UVURKHANGAI: 1,
        COUNTRY: 1,
    }


def test_a_licence_along_a_border_has_no_piece_beyond_it():
    found = measure(licences({"code": "MV-1", "shape": square(8, 4, 2)}))
    assert found.pieces["soum_id"].tolist() == [NOMGON]
    assert counts(found)[KHURMEN] == 0


def test_a_unit_without_a_boundary_has_no_hectares_instead_of_none():
    found = measure(licences({"code": "MV-1", "shape": square(2, 2)}))
    row = hectares(found, BOGD)
    assert all(np.isnan(row[name]) for name in ("sum_ha", "union_ha", "mining_ha", "common_ha"))
    assert row["licence_count"] == 0
    # Its province has another soum with a boundary, so it is measured.
    assert hectares(found, UVURKHANGAI)["union_ha"] == 0


def test_no_boundary_at_all_gives_no_hectares_at_any_level():
    found = measure(licences({"code": "MV-1", "shape": square(2, 2)}), soums(shapes={}))
    assert found.units["union_ha"].isna().all()


def test_common_minerals_are_those_of_provincial_codes():
    found = measure(
        licences(
            {"code": "MV-10000001", "shape": square(0, 0)},
            {"code": "MV-000001", "shape": square(0, 0, 2)},
        )
    )
    row = hectares(found, NOMGON)
    assert (row["common_ha"], row["union_ha"]) == pytest.approx((100, 400))


@pytest.mark.parametrize(
    ("in_khurmen_km", "counted"),
    [
        # 10 km long and 0.1 km high = 100 ha: from 1 % (= 1 ha) on it counts.
        (0.099, False),
        (0.1, True),
    ],
)
def test_a_sliver_below_one_hectare_and_one_percent_does_not_count(in_khurmen_km, counted):
    shape = square(in_khurmen_km, 3, 10, 0.1)
    found = measure(licences({"code": "MV-1", "shape": shape}))
    assert counts(found)[KHURMEN] == int(counted)
    assert counts(found)[NOMGON] == counts(found)[UMNUGOVI] == 1
    # What is too small to count is measured all the same.
    assert hectares(found, KHURMEN)["union_ha"] == pytest.approx(10 * in_khurmen_km)


def test_one_hectare_counts_although_it_is_below_one_percent():
    # 20 x 10 km = 20,000 ha less a strip; 100 m x 100 m = 1 ha of it reach into Khurmen.
    shape = shapely.union_all([square(0, 0, 10), square(10, 5, 0.1)])
    found = measure(licences({"code": "MV-1", "shape": shape}))
    assert found.pieces.set_index("soum_id")["share_pct"][KHURMEN] < 0.011
    assert counts(found)[KHURMEN] == 1


def test_one_percent_counts_although_it_is_below_one_hectare():
    # 0.2 km x 0.1 km = 2 ha, a quarter of it in Khurmen = 0.5 ha.
    found = measure(licences({"code": "MV-1", "shape": square(9.85, 3, 0.2, 0.1)}))
    assert hectares(found, KHURMEN)["union_ha"] == pytest.approx(0.5)
    assert counts(found)[KHURMEN] == 1


def test_parts_of_one_licence_are_added_before_the_province_counts_it():
    # 0.6 ha in each soum of a licence of 200 ha: nowhere 1 ha in a soum, 1.2 ha in the province.
    parts = [square(4, 10, 2, 1), square(2, 9.994, 1, 0.006), square(12, 9.994, 1, 0.006)]
    licence = shapely.MultiPolygon(parts)
    found = measure(licences({"code": "MV-1", "shape": licence}))
    assert counts(found)[NOMGON] == counts(found)[KHURMEN] == 0
    assert counts(found)[UMNUGOVI] == 1


def test_two_rows_of_one_code_are_one_licence():
    found = measure(
        licences(
            {"licence_id": "a", "code": "MV-1", "shape": square(1, 1)},
            {"licence_id": "b", "code": "MV-1", "shape": square(5, 5)},
        )
    )
    assert hectares(found, NOMGON)["union_ha"] == pytest.approx(200)
    assert counts(found)[NOMGON] == counts(found)[COUNTRY] == 1


def test_rows_that_are_set_aside_are_not_measured():
    found = measure(licences({"code": "MV-1", "shape": square(1, 1), "counted": False}))
    assert len(found.pieces) == 0
    assert hectares(found, COUNTRY)["union_ha"] == 0
    assert counts(found)[COUNTRY] == 0


def test_a_licence_partly_outside_is_measured_inside_and_reported():
    log = IssueLog("licences", "register.gpkg")
    # 4 km wide, half of it west of the soums.
    found = measure(licences({"code": "MV-7", "shape": square(-2, 4, 4, 1)}), log=log)
    assert hectares(found, COUNTRY)["union_ha"] == pytest.approx(200)
    issue = one_issue(log, "licence.partly_outside_units")
    assert issue.severity == "warn"
    assert issue.area_ha_affected == pytest.approx(200)
    assert issue.message == (
        "licences (register.gpkg, row 2): MV-7: found 200.00 of 400.00 ha outside every soum; "
        "expected a licence inside the soums. Only the part inside the soums is measured."
    )
    ladder = found.ladder.set_index("step")
    assert ladder.loc["in the country", "area_ha"] == pytest.approx(200)
    assert ladder.loc["in the country", "note"] == (
        "0 licences without a place, 0 wholly outside every soum; 200.0 ha outside every soum"
    )


# However small: a licence that counts nowhere has to be reported.
@pytest.mark.parametrize(("width_km", "size_ha"), [(2, "400.00"), (0.01, "0.01")])
def test_a_licence_wholly_outside_is_set_aside(width_km, size_ha):
    log = IssueLog("licences", "register.gpkg")
    found = measure(licences({"code": "MV-8", "shape": square(-5, -5, width_km)}), log=log)
    assert counts(found)[COUNTRY] == 0
    issue = one_issue(log, "licence.outside_units")
    assert issue.severity == "row"
    assert issue.message == (
        f"licences (register.gpkg, row 2): MV-8: found {size_ha} of {size_ha} ha outside every "
        "soum; expected a licence inside the soums. Set aside."
    )
    assert found.ladder.set_index("step").loc["in the country", "rows"] == 0
    assert not found.licences["counted"].any()
    assert found.licences["reason"].tolist() == ["outside every soum"]


def test_a_border_line_of_a_few_square_metres_is_no_issue():
    log = IssueLog("licences")
    # 1 km x 0.5 m = 0.05 ha outside.
    measure(licences({"code": "MV-1", "shape": square(-0.0005, 4, 1.0005, 1)}), log=log)
    assert len(log) == 0


def test_points_count_where_they_are_recorded_else_where_they_lie():
    log = IssueLog("licences")
    in_khurmen = shapely.Point(15_000, 5_000)
    found = measure(
        licences(
            {"code": "A", "shape": in_khurmen},
            {"code": "B", "shape": in_khurmen, "soum_ids": NOMGON},
            {"code": "C", "province_ids": UVURKHANGAI},
            {"code": "D", "soum_ids": BOGD},
        ),
        log=log,
    )
    assert counts(found) == {
        NOMGON: 1,
        KHURMEN: 1,
        ULZIIT: 0,
        BOGD: 1,
        UMNUGOVI: 2,
        UVURKHANGAI: 2,
        COUNTRY: 4,
    }
    basis = found.places[found.places["unit_level"] == "country"].set_index("code")["basis"]
    assert basis.to_dict() == {"A": "point", "B": "recorded", "C": "recorded", "D": "recorded"}
    # A point has no area: nothing is measured.
    assert hectares(found, COUNTRY)["union_ha"] == 0
    # B is recorded in another soum than it is drawn in: a surveyed line says so.
    issue = one_issue(log, "licence.point_elsewhere")
    assert (issue.key, issue.severity) == ("B", "warn")
    assert f"found a point in {KHURMEN}; expected a point in the recorded place" in issue.message


def test_an_approximate_line_is_no_witness_against_a_recorded_soum():
    log = IssueLog("licences")
    cells = soums().assign(boundary_quality="approximate")
    point = shapely.Point(15_000, 5_000)
    found = measure(licences({"code": "B", "shape": point, "soum_ids": NOMGON}), cells, log=log)
    assert counts(found)[NOMGON] == 1
    assert len(log) == 0


def test_a_licence_in_overlapping_soums_has_its_land_once_in_the_province():
    # A strip of 1 km is Nomgon's and Khurmen's; the licence of 400 ha lies half on it.
    wide = soums().set_index("soum_id")
    wide.loc[NOMGON, "geometry"] = shapely.union(wide.geometry[NOMGON], square(10, 0, 1))
    overlapping = wide.reset_index()[soums().columns]
    found = measure(licences({"code": "A", "shape": square(9, 0, 2)}), overlapping)
    here = found.units.set_index("unit_id")
    assert here.loc[KHURMEN, "sum_ha"] == pytest.approx(200)
    assert here.loc[NOMGON, "sum_ha"] == pytest.approx(300)
    for unit in (UMNUGOVI, COUNTRY):
        assert here.loc[unit, "sum_ha"] == pytest.approx(400)
        assert here.loc[unit, "union_ha"] == pytest.approx(400)
    in_country = found.ladder.set_index("step").loc["in the country", "area_ha"]
    assert in_country == pytest.approx(400)


def test_licences_that_are_only_assumed_to_be_in_force_are_counted_apart():
    found = measure(
        licences(
            {"code": "A", "shape": square(1, 1), "status": "unknown"},
            {"code": "B", "shape": square(3, 1)},
        )
    )
    here = found.units.set_index("unit_id")[["licence_count", "status_assumed_count"]]
    assert here.loc[NOMGON].tolist() == [2, 1]
    assert here.loc[BOGD].tolist() == [0, 0]


def test_a_licence_in_two_recorded_provinces_counts_once_in_the_country():
    found = measure(licences({"code": "A", "province_ids": f"{UMNUGOVI};{UVURKHANGAI}"}))
    assert counts(found)[UMNUGOVI] == counts(found)[UVURKHANGAI] == counts(found)[COUNTRY] == 1


def test_licences_without_any_place_are_reported():
    log = IssueLog("licences", "sample.csv")
    found = measure(
        licences({"code": "A"}, {"code": "B", "shape": shapely.Point(-9e5, -9e5)}), log=log
    )
    assert counts(found)[COUNTRY] == 0
    issues = list(log)
    assert [issue.key for issue in issues] == ["A", "B"]
    assert one_issue(issues[:1], "licence.no_place").message == (
        "licences (sample.csv, row 2): A: found no boundary, no point in a soum and no recorded "
        "place; expected a place. It is in the tables and counted nowhere."
    )
    note = found.ladder.set_index("step").loc["in the country", "note"]
    assert note.startswith("2 licences without a place, 0 wholly outside every soum")


def test_a_point_outside_its_recorded_province_counts_in_no_soum():
    log = IssueLog("licences", "sample.csv")
    # The point lies in the middle of a soum of Umnugovi.
    point = square(1, 1).centroid
    found = measure(licences({"code": "A", "shape": point, "province_ids": UVURKHANGAI}), log=log)
    assert counts(found)[UVURKHANGAI] == counts(found)[COUNTRY] == 1
    assert counts(found)[UMNUGOVI] == 0
    issue = one_issue(log, "licence.point_elsewhere")
    assert issue.severity == "warn"
    assert issue.message.endswith(
        f"expected a point in the recorded place ({UVURKHANGAI}). Counted in the recorded place "
        "only; correct one of the two."
    )


def test_two_crs_are_refused():
    table = licences({"code": "A", "shape": square(1, 1)})
    with pytest.raises(ValueError, match="licences are in EPSG:32648, soums in "):
        measure(gpd.GeoDataFrame(table.set_crs("EPSG:32648", allow_override=True)))


def test_the_ladder_ends_with_distinct_licences_and_their_union():
    found = measure(
        licences(
            {"code": "MV-1", "shape": square(1, 1, 2)}, {"code": "MV-2", "shape": square(2, 1, 2)}
        )
    )
    last = found.ladder.iloc[-1]
    assert (last["step"], last["rows"], last["area_ha"]) == ("counted", 2, pytest.approx(600))
    assert found.pieces.crs == CRS


@pytest.mark.parametrize(("register", "severity"), [("complete", "stop"), ("sample", "warn")])
def test_no_licence_in_any_soum(register, severity):
    log = IssueLog("licences", "in.gpkg")
    check_places(measure(licences({"code": "A", "shape": square(1, 1)})), register, log)
    assert [issue.code for issue in log] == ["licence.none_in_unit"]
    check_places(measure(licences({"code": "A", "shape": square(500, 1)})), register, log)
    issue = one_issue(log, "licence.none_in_country")
    assert issue.severity == severity
    assert issue.message == (
        "licences (in.gpkg): found no licence in any soum, and none recorded in one; expected "
        "licences and soums of one country. Check the CRS and the order of coordinates, where "
        "there are any, and the recorded places of `datasets.licences`."
    )


def test_a_licence_without_a_polygon_may_lie_in_any_soum_of_its_province():
    found = measure(
        licences(
            {"code": "A", "soum_ids": NOMGON},
            {"code": "B", "province_ids": UMNUGOVI, "stage": "exploration"},
            {"code": "C"},
        )
    )
    counts = found.units.set_index("unit_id")[["unmapped_count", "unmapped_mining_count"]]
    assert counts.loc[NOMGON].tolist() == [2, 1]  # A lies here, B may
    assert counts.loc[KHURMEN].tolist() == [1, 0]
    assert counts.loc[UMNUGOVI].tolist() == [2, 1]
    assert counts.loc[BOGD].tolist() == [0, 0]
    assert counts.loc[COUNTRY].tolist() == [3, 2]  # C lies somewhere
    unplaced = found.units.set_index("unit_id")["unplaced_mining_count"]
    assert unplaced[unplaced > 0].to_dict() == {COUNTRY: 1}
