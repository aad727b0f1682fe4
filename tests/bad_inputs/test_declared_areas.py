"""Declared areas that are not what the polygons say."""

import geopandas as gpd
import minicountry
import pandas as pd
import pytest

DECLARED = {
    "MV-000001": 400.0,
    "XV-000002": 400.0,
    "XV-000003": 300.0,
    "MV-000004": 400.0,
    "XV-000005": 200.0,
    "MV-000006": 50.0,
}
# Without a fault: 1400 ha under licence in the country, 1600 ha of licences.
UNION, SUM = 1400, 1600


def register(**changed):
    """Return the register with declared areas; `changed` as MV_000001=1.0."""
    table = minicountry.register()
    declared = DECLARED | {code.replace("_", "-"): area for code, area in changed.items()}
    return table.assign(area_declared_ha=table["code"].map(declared))


def declared(outcome):
    table = outcome.tables["licences"].set_index("code")
    return table["area_declared_ha"].dropna().to_dict()


def untouched(outcome):
    """Assert that every licence counts, with the land of its polygon."""
    assert outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(UNION, abs=1e-3)
    assert outcome.value("L00") == pytest.approx(SUM, abs=1e-3)


def test_declared_areas_that_agree_are_no_issue(land):
    land.layer("licences", register())
    outcome = land.run()
    assert not [i for i in outcome.issues if i["code"].startswith("licence.a")]
    assert declared(outcome) == DECLARED
    untouched(outcome)


@pytest.mark.bad_input(8)
@pytest.mark.parametrize(
    ("unit", "per_ha", "factor"),
    [("m2", 10_000, "0.0001"), ("km2", 0.01, "100"), ("kha", 0.001, "1,000")],
)
def test_a_unit_is_recognised_by_its_ratio(land, unit, per_ha, factor):
    land.layer("licences", register(**{c: a * per_ha for c, a in DECLARED.items()}))
    outcome = land.run()
    issue = outcome.issue("licence.area_unit")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        f"licences (spoiled.gpkg): area_declared_ha: found declared areas that are {unit}: "
        f"polygons have {factor} times the figures as ha (median of 5 rows); expected hectares, or "
        "the unit under `units`. The declared areas are taken as missing and the polygons are "
        f"used; set `datasets.licences.units: {{area_declared_ha: {unit}}}`."
    )
    # Not one of the rows is said to be larger than the country, nor to differ from its polygon.
    assert not [i for i in outcome.issues if i["code"].startswith("licence.a") and i != issue]
    assert declared(outcome) == {}
    untouched(outcome)


@pytest.mark.bad_input(8)
def test_a_declared_unit_is_converted(land):
    in_m2 = {code: 10_000 * area for code, area in DECLARED.items()}
    land.layer("licences", register(**in_m2), units={"area_declared_ha": "m2"})
    outcome = land.run()
    assert not [i for i in outcome.issues if i["code"].startswith("licence.area")]
    assert declared(outcome) == pytest.approx(DECLARED)
    untouched(outcome)


@pytest.mark.bad_input(8)
def test_a_declaration_that_the_polygons_contradict(land):
    land.layer("licences", register(), units={"area_declared_ha": "m2"})
    outcome = land.run()
    issue = outcome.issue("licence.area_unit")
    assert issue["severity"] == "warn"
    assert "found declared areas that are ha: polygons have 10,000 times" in issue["message"]
    assert "expected m2, as `units` says" in issue["message"]
    assert "units: {area_declared_ha: ha}" in issue["message"]
    assert declared(outcome) == {}
    untouched(outcome)


@pytest.mark.bad_input(8)
def test_a_column_called_m2_that_holds_hectares(land):
    table = register().rename(columns={"area_declared_ha": "area_m2"})
    land.layer("licences", table, columns={"area_declared_ha": "area_m2"})
    outcome = land.run()
    issue = outcome.issue("licence.area_unit_name")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        "licences (spoiled.gpkg): area_declared_ha: found a column `area_m2` that holds hectares, "
        "as the polygons show; expected the unit in the name. Read as hectares."
    )
    assert declared(outcome) == DECLARED
    untouched(outcome)


@pytest.mark.bad_input(8)
def test_a_column_called_m2_without_polygons_is_in_doubt(land):
    rows = [
        {"code": code, "stage": "mining", "aimag": minicountry.EAST, "area_m2": 7}
        for code in ("MV-1", "MV-2")
    ]
    columns = {"area_declared_ha": "area_m2"}
    land.rows("licences", rows, columns=columns, coverage="sample")
    issue = land.run().issue("licence.area_unit")
    assert "found a column `area_m2`, whose name says m2, and no polygons" in issue["message"]
    assert "set `datasets.licences.units: {area_declared_ha: m2}`" in issue["message"]


@pytest.mark.bad_input(8)
def test_one_row_in_another_unit(land):
    # 200 ha in square metres are many times the country, in thousands of hectares nearly nothing.
    land.layer("licences", register(XV_000005=2_000_000.0, XV_000003=0.3))
    outcome = land.run()
    thousand, metres = outcome.all_issues("licence.area_unit_of_row")
    assert {metres["severity"], thousand["severity"]} == {"warn"}
    assert metres["message"] == (
        "licences (spoiled.gpkg, row 5): XV-000005: found 2,000,000.0 declared and a polygon of "
        "200.0 ha, which is the same in m2; expected an area in ha, as in the other rows. The "
        "declared area is taken as missing; the polygon is used."
    )
    assert "which is the same in kha" in thousand["message"]
    assert not outcome.all_issues("licence.absurd_area")
    assert set(declared(outcome)) == set(DECLARED) - {"XV-000003", "XV-000005"}
    untouched(outcome)


@pytest.mark.bad_input(9)
def test_an_area_that_differs_is_listed_and_the_polygon_is_used(land):
    land.layer("licences", register(XV_000003=330.0, MV_000001=403.9))
    outcome = land.run()
    issue = outcome.issue("licence.area_differs")
    assert issue["severity"] == "warn"
    assert float(issue["area_ha_affected"]) == pytest.approx(30, abs=1e-3)
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 3): XV-000003: found 300.0 ha by the polygon and 330.0 ha "
        "declared (-9.1 %); expected a difference of at most 1 %. The area of the polygon is used."
    )
    # MV-000001 differs by less than 1 % of what is declared.
    assert declared(outcome) == DECLARED | {"XV-000003": 330.0, "MV-000001": 403.9}
    untouched(outcome)


def hole(declared_ha, **block):
    """A licence of 16 km2 with declared area, another of 4 km2 in it, both in Zuun."""
    table = register()
    table.loc[table["code"] == "XV-000002", "geometry"] = minicountry.box(22, 3, 4, 4)
    table.loc[table["code"] == "XV-000002", "area_declared_ha"] = declared_ha
    table.loc[table["code"] == "MV-000001", "geometry"] = minicountry.box(23, 4, 2, 2)
    return table


# XV-000003 and MV-000004 have 700 ha, XV-000005 100 ha in the country, MV-000001 400 ha, and
# XV-000002 1600 ha, of which 1200 ha lie around MV-000001.
@pytest.mark.bad_input(7)
@pytest.mark.parametrize(("declared_ha", "per_cent"), [(1200, 0.0), (1222, 1.8)])
def test_a_lost_hole_is_cut(land, declared_ha, per_cent):
    land.layer("licences", hole(declared_ha))
    outcome = land.run()
    issue = outcome.issue("licence.lost_hole")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        f"licences (spoiled.gpkg, row 2): XV-000002: found 1,600.0 vs {declared_ha:,.1f} ha "
        "declared; licence MV-000001 inside explains 400.0 ha; expected a polygon with the hole in "
        "which the other licence lies. hole cut: yes (`datasets.licences.cut_holes`); 1,200.0 ha "
        "are used."
    )
    assert float(issue["area_ha_affected"]) == pytest.approx(400, abs=1e-3)
    assert not outcome.all_issues("licence.area_differs")
    assert not outcome.all_issues("licence.overlap")
    assert outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(700 + 100 + 1600, abs=1e-3)
    assert outcome.value("L00") == pytest.approx(700 + 100 + 1600, abs=1e-3)
    note = outcome.ladder["licences"]["geometry"]["note"]
    assert note == "1 of them without a boundary; lost holes of 400.0 ha are cut"


@pytest.mark.bad_input(7)
def test_a_lost_hole_is_only_reported(land):
    land.layer("licences", hole(1200), cut_holes=False)
    outcome = land.run()
    issue = outcome.issue("licence.lost_hole")
    assert issue["action"] == ("hole cut: no (`datasets.licences.cut_holes`); 1,600.0 ha are used.")
    assert not outcome.all_issues("licence.area_differs")
    assert outcome.union_ha() == pytest.approx(700 + 100 + 1600, abs=1e-3)
    assert outcome.value("L00") == pytest.approx(700 + 100 + 2000, abs=1e-3)


@pytest.mark.bad_input(7)
def test_a_hole_that_does_not_explain_the_difference_is_left(land):
    # 1600 - 400 = 1200 ha are 2.1 % more than declared: something else is wrong.
    land.layer("licences", hole(1175))
    outcome = land.run()
    assert not outcome.all_issues("licence.lost_hole")
    assert outcome.issue("licence.area_differs")["key"] == "XV-000002"
    assert outcome.value("L00") == pytest.approx(700 + 100 + 2000, abs=1e-3)


@pytest.mark.bad_input(7)
def test_a_licence_that_is_only_partly_inside_is_no_hole(land):
    table = hole(1200)
    table.loc[table["code"] == "MV-000001", "geometry"] = minicountry.box(21.9, 4, 4, 1)
    land.layer("licences", table)
    outcome = land.run()
    assert not outcome.all_issues("licence.lost_hole")
    assert outcome.issue("licence.area_differs")["key"] == "XV-000002"


def test_points_that_group_thousands_have_one_cure_only(land):
    table = minicountry.register().to_crs("EPSG:4326")
    # Squares of 1600 ha, declared as 1.600; without further figures a point may be a decimal's.
    west = [minicountry.box(x, 2, 4, 4) for x in (0.5, 5, 11)]
    shapes = gpd.GeoSeries(west, crs=minicountry.ALBERS).to_crs("EPSG:4326")
    table = pd.DataFrame(table.drop(columns="geometry").iloc[:3])
    table = table.assign(geometry_wkt=shapes.to_wkt(rounding_precision=9), area_declared_ha="1.600")
    table.to_csv(land.folder / "spoiled.csv", index=False)
    land.use("licences", "spoiled.csv")
    outcome = land.run()
    assert outcome.issue("value.point")["action"] == (
        'Read as 1.6; if it is 1600, set `datasets.licences.decimal` to ",".'
    )
    assert outcome.issue("licence.area_unit")["message"] == (
        "licences (spoiled.csv): area_declared_ha: found declared areas whose points group "
        "thousands: polygons have 1,000 times the figures as they were read (median of 3 rows); "
        "expected figures in which the point is known. The declared areas are taken as missing "
        "and the polygons are used; mend the points as `value.point` says."
    )
    assert declared(outcome) == {}
    land.use("licences", "spoiled.csv", decimal=",")
    outcome = land.run()
    assert outcome.all_issues("licence.area_unit") == []
    assert set(declared(outcome).values()) == {1600.0}
