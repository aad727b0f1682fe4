"""Boundaries that leave gaps, overlap, are of another year, or do not reach a unit or a licence."""

import csv

import geopandas as gpd
import minicountry
import pytest
import shapely
from minicountry import ALBERS, BARUUN, DUND, EAST, SOUMS, WEST, ZUUN, box

MEASURED = {unit: row[1] for unit, row in minicountry.MEASURED.items()}
USUAL = {
    "boundary.area_differs",
    "licence.no_geometry",
    "licence.partly_outside_units",
    "rehabilitation.provinces_only",
    "indicator.no_data",
    "indicator.one_value",
}


def drawn(land, shapes, **columns):
    """Configure boundaries of these shapes, by code; other columns are named as ours."""
    codes = [float(soum_id.removeprefix("MN")) for soum_id in shapes]
    data = {"PCODE": codes, **columns}
    layer = gpd.GeoDataFrame(data, geometry=list(shapes.values()), crs=ALBERS)
    land.layer("soum_boundaries", layer, columns={"soum_id": "PCODE"}, boundary_quality="surveyed")


def centred(land, *soum_ids):
    """Give soums their centre, in the middle of their land."""
    register = minicountry.soums()
    for row in register:
        row["centre_lon"] = row["centre_lat"] = ""
        if row["soum_id"] in soum_ids:
            middle = gpd.GeoSeries([SOUMS[row["soum_id"]].centroid], crs=ALBERS).to_crs(4326)
            row["centre_lon"], row["centre_lat"] = middle.x[0], middle.y[0]
    land.rows("soums", register)


def unions(outcome):
    return {unit: outcome.union_ha(unit) for unit in MEASURED}


def same_but(**changes):
    """Return the land under licence of every unit; units that are named have changed."""
    return pytest.approx({**MEASURED, **changes}, abs=1e-3, nan_ok=True)


def only(outcome, *codes):
    """Check that nothing is said but this, and what is said of the land as it is."""
    assert {issue["code"] for issue in outcome.issues} - USUAL == set(codes)


@pytest.mark.bad_input(39)
def test_a_gap_between_two_soums_is_said_in_hectares(land):
    drawn(land, {**SOUMS, DUND: box(10.05, 0, 9.95, 10)})  # 50 m away from Baruun
    outcome = land.run()
    issue = outcome.issue("boundary.gap")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "soum_boundaries (spoiled.gpkg): found 1 gap of 50.00 ha between soums, 1 narrower than "
        "100 m (largest: 50.00 ha, Baruun and Dund); expected soums that share their borders. Land "
        "in a gap belongs to no soum, and what is licensed there counts nowhere; close the gaps in "
        "the file."
    )
    assert float(issue["area_ha_affected"]) == pytest.approx(50)
    # XV-000003 crosses the gap, which is 50 m wide, on 1 km.
    assert unions(outcome) == same_but(**{DUND: 395, WEST: 1095, "MN": 1395})
    assert len(outcome.all_issues("licence.partly_outside_units")) == 2
    only(outcome, "boundary.gap")


@pytest.mark.bad_input(39)
def test_a_hole_is_a_gap_of_any_width(land):
    drawn(land, {**SOUMS, DUND: SOUMS[DUND].difference(box(14, 4, 2, 1))})
    outcome = land.run()
    assert outcome.issue("boundary.gap")["found"] == (
        "1 gap of 200.00 ha between soums, 0 narrower than 100 m (largest: 200.00 ha, Dund)"
    )
    assert unions(outcome) == same_but()
    only(outcome, "boundary.gap")


@pytest.mark.bad_input(39)
def test_an_overlap_counts_for_both_soums_and_once_for_the_province(land):
    drawn(land, {**SOUMS, DUND: box(9.95, 0, 10.05, 10)})  # 50 m into Baruun
    outcome = land.run()
    issue = outcome.issue("boundary.overlap")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "soum_boundaries (spoiled.gpkg): found 1 overlap of 50.00 ha between soums, 1 narrower "
        "than 100 m (largest: 50.00 ha, Baruun and Dund); expected soums that share their borders. "
        "Land in an overlap belongs to both soums, and once to the province."
    )
    assert unions(outcome) == same_but(**{DUND: 405})
    only(outcome, "boundary.overlap")


@pytest.mark.bad_input(39)
def test_a_code_given_twice_stops(land):
    layer = minicountry.boundaries()
    layer.loc[1, "PCODE"] = layer.loc[0, "PCODE"]
    land.layer("soum_boundaries", layer, columns={"soum_id": "PCODE"})
    outcome = land.run()
    assert outcome.issue("key.duplicate")["severity"] == "stop"
    assert outcome.stopped == (
        "- soum_boundaries (spoiled.gpkg): soum_id: found MN9001 more than once (rows 1, 2); "
        "expected each once. Remove the rows that are not wanted."
    )
    assert outcome.units.empty


@pytest.mark.bad_input(39)
@pytest.mark.parametrize(
    "shape",
    [
        shapely.Polygon([(20_000, 0), (25_000, 0), (30_000, 0), (20_000, 0)]),
        box(25, 5, 0.005, 0.005),  # 5 m by 5 m
    ],
    ids=["flat", "tiny"],
)
def test_a_unit_without_area_has_no_boundary(land, shape):
    drawn(land, {**SOUMS, ZUUN: shape})
    outcome = land.run()
    issue = outcome.issue("boundary.zero_area")
    assert (issue["severity"], issue["source_row"]) == ("warn", "3")
    assert issue["message"] == (
        "soum_boundaries (spoiled.gpkg, row 3): MN9101: found a shape without area; expected a "
        "polygon of at least 0.01 ha. The soum stays in the tables with the state `no_boundary`."
    )
    assert outcome.rows("soum_boundaries", "parsed") == 3
    assert outcome.rows("soum_boundaries", "geometry") == 2
    nothing = float("nan")
    assert unions(outcome) == same_but(**{ZUUN: nothing, EAST: nothing, "MN": 1100})
    assert outcome.indicators.loc[(ZUUN, "L01"), "state"] == "no_boundary"
    only(outcome, "boundary.zero_area", "boundary.register_differs", "licence.outside_units")


@pytest.mark.bad_input(40)
def test_boundaries_of_another_year_come_with_a_crosswalk(land):
    """Zuun is new in the register: in the file its land is Dund's, and there is a soum of old."""
    centred(land, ZUUN)
    drawn(land, {BARUUN: SOUMS[BARUUN], DUND: box(10, 0, 20, 10), "MN9999": box(0, 10, 10, 5)})
    outcome = land.run()
    issue = outcome.issue("boundary.register_differs")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "soum_boundaries (spoiled.gpkg): found 3 polygons for 3 soums, 1 soum without a polygon "
        "(Zuun), 1 of these inside the polygon of another, 1 polygon of no soum (9999); expected a "
        "polygon for each soum, and a soum for each polygon. Soums without a polygon stay in the "
        "tables with the state `no_boundary`; results/checks/boundary_crosswalk.csv lists every "
        "soum and polygon."
    )
    with open(land.folder / "results/checks/boundary_crosswalk.csv", encoding="utf-8-sig") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rows == [
        (BARUUN, "Baruun", WEST, "1", "9001", "", "code", "", ""),
        (DUND, "Dund", WEST, "2", "9002", "", "code", "", ""),
        (ZUUN, "Zuun", EAST, "", "", "", "no_polygon", "Dund (MN9002)", ""),
        ("", "", "", "3", "9999", "", "no_soum", "", ""),
    ]
    assert outcome.issue("boundary.unknown_soum")["source_row"] == "3"
    assert outcome.rows("soum_boundaries", "rows in") == 3
    assert outcome.rows("soum_boundaries", "parsed") == 2
    # Dund has what lies in Zuun as well; for Zuun there is no figure, which is not zero.
    nothing = float("nan")
    assert unions(outcome) == same_but(**{DUND: 700, WEST: 1400, ZUUN: nothing, EAST: nothing})


@pytest.mark.bad_input(40)
def test_a_code_of_another_year_is_saved_by_its_name(land):
    names = {"name_en": ["Baruun", "Дунд", "Zuun"], "province_id": ["West", "West", "East"]}
    drawn(land, {BARUUN: SOUMS[BARUUN], "MN9009": SOUMS[DUND], ZUUN: SOUMS[ZUUN]}, **names)
    outcome = land.run()
    issue = outcome.issue("boundary.matched_by_name")
    assert (issue["severity"], issue["source_row"]) == ("warn", "2")
    assert "found an unknown code with the name 'Дунд'; expected MN9002" in issue["message"]
    basis = outcome.tables["boundary_crosswalk"].set_index("soum_id")["basis"]
    assert basis.to_dict() == {BARUUN: "code", DUND: "name", ZUUN: "code"}
    assert unions(outcome) == same_but()
    only(outcome, "boundary.matched_by_name")


@pytest.mark.bad_input(40)
def test_two_exchanged_polygons_are_found_by_the_centres_of_their_soums(land):
    centred(land, *SOUMS)
    drawn(land, {**SOUMS, BARUUN: SOUMS[DUND], DUND: SOUMS[BARUUN]})
    outcome = land.run()
    issues = outcome.all_issues("boundary.centre_elsewhere")
    assert [(issue["severity"], issue["key"]) for issue in issues] == [
        ("warn", BARUUN),
        ("warn", DUND),
    ]
    assert issues[0]["message"] == (
        "soum_boundaries (spoiled.gpkg): MN9001: found the centre of Baruun (MN9001) in the "
        "polygon of Dund (MN9002), and the centre of that soum in this polygon; expected a soum "
        "that holds its own centre. The two polygons look exchanged; correct their codes or names."
    )
    assert unions(outcome) == same_but(**{BARUUN: 400, DUND: 700})
    only(outcome, "boundary.centre_elsewhere")


def by_names(land, rows):
    """Configure boundaries without codes; rows are (shape, name_en, name_mn, province)."""
    shapes, *columns = zip(*rows, strict=True)
    data = dict(zip(("naming", "nevtrüülekh", "aimag"), columns, strict=True))
    layer = gpd.GeoDataFrame(data, geometry=list(shapes), crs=ALBERS)
    columns = {"name_en": "naming", "name_mn": "nevtrüülekh", "province_id": "aimag"}
    land.layer("soum_boundaries", layer, columns=columns, boundary_quality="surveyed")


NAMED = [
    (SOUMS[BARUUN], "baruun", "Баруун сум", "West"),
    (SOUMS[DUND], "Dund soum", None, "Баруун"),
    (SOUMS[ZUUN], None, "Зүүн", "MN-902"),
]


@pytest.mark.bad_input(40)
def test_boundaries_without_codes_are_joined_by_name_and_province(land):
    by_names(land, NAMED)
    outcome = land.run()
    issue = outcome.issue("boundary.no_codes")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        "soum_boundaries (spoiled.gpkg): found no codes of soums; expected codes, which need no "
        "spelling. 3 of 3 polygons are joined by the names of soum and province."
    )
    assert unions(outcome) == same_but()
    only(outcome, "boundary.no_codes")


@pytest.mark.bad_input(39)
def test_a_name_given_twice_stops(land):
    by_names(land, [*NAMED[:2], (SOUMS[ZUUN], None, "Баруун", "West")])
    outcome = land.run()
    assert outcome.issue("boundary.name_twice")["severity"] == "stop"
    assert outcome.stopped == (
        "- soum_boundaries (spoiled.gpkg): MN9001: found 2 polygons of one soum by their names "
        "(row 1, 'baruun'; row 3, 'Баруун'); expected one polygon for each soum. Unite them in the "
        "file, or leave one out with `datasets.soum_boundaries.exclude`."
    )
    assert outcome.units.empty


@pytest.mark.bad_input(40)
def test_two_names_of_two_soums_name_none(land):
    by_names(land, [NAMED[0], (SOUMS[DUND], "Dund", "Баруун", "West"), NAMED[2]])
    outcome = land.run()
    issue = outcome.issue("boundary.names_disagree")
    assert (issue["severity"], issue["source_row"]) == ("row", "2")
    assert issue["message"] == (
        "soum_boundaries (spoiled.gpkg, row 2): name_mn: found 'Dund' (MN9002) and 'Баруун' "
        "(MN9001); expected two names of one soum. The polygon is not used; correct one of the "
        "names, or do without a column of them (`datasets.soum_boundaries.columns: {name_mn: "
        "null}`)."
    )
    assert outcome.rows("soum_boundaries", "parsed") == 2
    nothing = float("nan")
    assert unions(outcome) == same_but(**{DUND: nothing, WEST: 700, "MN": 1000})


@pytest.mark.bad_input(40)
def test_a_column_that_is_null_is_not_used(land):
    by_names(land, [NAMED[0], (SOUMS[DUND], "Dund", "Баруун", "West"), NAMED[2]])
    block = land.config["datasets"]["soum_boundaries"]
    block["columns"]["name_mn"] = None
    outcome = land.run(compute=False)
    assert outcome.union_ha(DUND) == pytest.approx(400)
    # The third polygon has no name but the Mongolian one.
    assert outcome.issue("boundary.unknown_soum")["message"] == (
        "soum_boundaries (spoiled.gpkg, row 3): name_en: found no name; expected the name of a "
        "soum of the register in MN-902. The polygon is not used; correct it, or add the spelling "
        "to `aliases`."
    )


@pytest.mark.bad_input(2)
def test_boundaries_need_codes_or_names_with_a_province(land):
    layer = minicountry.boundaries().rename(columns={"PCODE": "code"})
    land.layer("soum_boundaries", layer.assign(name_en="Dund"))
    outcome = land.run()
    assert "expected also `soum_id` (or `name_en` and `province_id`, or `name_mn` and " in (
        outcome.stopped
    )


@pytest.mark.bad_input(41)
def test_areas_of_soums_are_held_against_official_ones(land):
    official = {BARUUN: 101.9, DUND: 103, ZUUN: ""}
    rows = [{**row, "area_official_km2": official[row["soum_id"]]} for row in minicountry.soums()]
    land.rows("soums", rows)
    outcome = land.run()
    of_province, of_soum = outcome.all_issues("boundary.area_differs")
    assert of_province["key"] == EAST
    assert of_soum["severity"] == "warn"
    assert of_soum["message"] == (
        "soum_boundaries (soums.gpkg): MN9002: found Dund: 100.0 km2 from the polygons; expected "
        "103.0 km2, the official area, within 2 %. Both are kept; they differ by -2.9 %."
    )
    with open(land.folder / "results/checks/reconciliation.csv", encoding="utf-8-sig") as file:
        checks = [row for row in csv.DictReader(file) if row["check"] == "area_vs_official"]
    assert [
        (row["unit_id"], float(row["area_ha"]), float(row["reference_area_ha"])) for row in checks
    ] == [
        (WEST, pytest.approx(20_000), 20_000),
        (EAST, pytest.approx(10_000), 12_500),
        (BARUUN, pytest.approx(10_000), 10_190),
        (DUND, pytest.approx(10_000), 10_300),
    ]
    assert unions(outcome) == same_but()
    only(outcome)


@pytest.mark.bad_input(16)
def test_a_licence_across_the_border_is_clipped(land):
    outcome = land.run()
    issue = outcome.issue("licence.partly_outside_units")
    assert (issue["severity"], issue["source_row"]) == ("warn", "5")
    assert issue["message"] == (
        "licences (licences.gpkg, row 5): XV-000005: found 100.00 of 200.00 ha outside every soum; "
        "expected a licence inside the soums. Only the part inside the soums is measured."
    )
    assert float(issue["area_ha_affected"]) == pytest.approx(100)
    assert unions(outcome) == same_but()
    assert outcome.rows("licences", "counted") == 6


@pytest.mark.bad_input(16)
def test_a_licence_abroad_is_set_aside(land):
    register = minicountry.register()
    register.loc[register["code"] == "XV-000005", "geometry"] = box(31, 1, 2, 1)
    land.layer("licences", register)
    outcome = land.run()
    issue = outcome.issue("licence.outside_units")
    assert (issue["severity"], issue["source_row"]) == ("row", "5")
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 5): XV-000005: found 200.00 of 200.00 ha outside every soum; "
        "expected a licence inside the soums. Set aside."
    )
    assert outcome.rows("licences", "counted") == 5
    assert unions(outcome) == same_but(**{ZUUN: 200, EAST: 200, "MN": 1300})
    licences = outcome.tables["licences"].set_index("code")
    assert licences.loc["XV-000005", "reason"] == "outside every soum"


def without_figure(outcome, unit_id, indicator_id):
    row = outcome.indicators.loc[(unit_id, indicator_id)]
    assert row["value"] != row["value"], row  # NaN, and not zero
    return row["state"]


@pytest.mark.bad_input(46)
def test_boundaries_that_leave_a_unit_out_say_nothing_of_it(land):
    drawn(land, {BARUUN: SOUMS[BARUUN], DUND: SOUMS[DUND]})
    outcome = land.run()
    issue = outcome.issue("boundary.register_differs")
    assert issue["severity"] == "warn"
    assert issue["found"] == "2 polygons for 3 soums, 1 soum without a polygon (Zuun)"
    for unit_id in (ZUUN, EAST):
        for indicator_id in ("L00", "L01", "L01_ha", "L02_ha", "L06"):
            assert without_figure(outcome, unit_id, indicator_id) == "no_boundary"
    assert unions(outcome) == same_but(**{ZUUN: float("nan"), EAST: float("nan"), "MN": 1100})
    # The figure of the country is of two of its three soums.
    country = outcome.indicators.loc[("MN", "L01_ha")]
    assert (country["n"], country["n_of"]) == (2, 3)
    assert "lower_bound" in country["flags"]


@pytest.mark.bad_input(46)
def test_population_that_leaves_a_unit_out_says_nothing_of_it(land):
    people = [
        {"soum_id": BARUUN, "year": 2012, "people": 1000},
        {"soum_id": DUND, "year": 2012, "people": 0},
    ]
    land.rows("population", people)
    outcome = land.run()
    assert outcome.issue("population.missing")["severity"] == "warn"
    assert without_figure(outcome, ZUUN, "U02") == "not_covered"
    assert without_figure(outcome, EAST, "U02") == "not_covered"
    assert outcome.value("U02", DUND) == 0
    assert unions(outcome) == same_but()


@pytest.mark.bad_input(46)
def test_statistics_that_leave_a_province_out_say_nothing_of_it(land):
    row = {"province_id": WEST, "period": "2012-12", "stage": "total", "count": 4, "area_ha": 1300}
    land.rows("licence_statistics", [row])
    land.config["measuring"]["licensed_area_from"] = "statistics"
    outcome = land.run()
    issue = outcome.issue("statistics.not_covered")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licence_statistics (spoiled.csv): province_id: found no total for 1 of 2 provinces at "
        "2012-12 (East); expected a total for each. They have no figure, and no zero; the sum of "
        "the country says how many provinces it covers."
    )
    for indicator_id in ("L00", "L01", "L01_ha", "L04"):
        assert without_figure(outcome, EAST, indicator_id) == "not_covered"
    country = outcome.indicators.loc[("MN", "L01_ha")]
    assert (country["value"], country["n"], country["n_of"]) == (1300, 1, 2)


def west_only(land, **block):
    register = minicountry.register()
    register = register[~register["code"].isin(["MV-000004", "XV-000005", "MV-000006"])]
    land.layer("licences", register, **block)
    return land.run()


@pytest.mark.bad_input(47)
def test_no_licence_is_zero_where_the_register_is_complete(land):
    outcome = west_only(land)
    issue = outcome.issue("licence.none_in_unit")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        "licences (spoiled.gpkg): found no licence in 1 of 3 soums with a boundary (MN9101) and 1 "
        "of 2 provinces with a boundary (MN-902); expected a licence, or none: the register is "
        "complete. The licensed area is zero there."
    )
    assert outcome.value("L01_ha", ZUUN) == outcome.value("L01_ha", EAST) == 0
    assert outcome.indicators.loc[(ZUUN, "L01_ha"), "state"] == "reported_zero"
    assert unions(outcome) == same_but(**{DUND: 200, WEST: 900, ZUUN: 0, EAST: 0, "MN": 900})


@pytest.mark.bad_input(47)
def test_no_licence_is_no_zero_in_a_sample(land):
    outcome = west_only(land, coverage="sample")
    issue = outcome.issue("licence.none_in_unit")
    assert issue["severity"] == "info"
    assert issue["message"].endswith(
        "expected a complete register, for none to mean zero. There is no figure there, and no "
        "zero; if the register is complete, set `datasets.licences.coverage: complete`."
    )
    assert without_figure(outcome, ZUUN, "L01_ha") == "not_covered"
    assert without_figure(outcome, EAST, "L01_ha") == "not_covered"
