import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from squares import (
    BOGD,
    CRS,
    KHURMEN,
    NOMGON,
    ULZIIT,
    UMNUGOVI,
    UVURKHANGAI,
    one_issue,
    provinces,
    read_text,
    soum_register,
    soums,
    square,
)

from nutag.boundaries import (
    dissolve_provinces,
    match_provinces,
    standardise_provinces,
    standardise_soums,
)
from nutag.issues import InputError, IssueLog
from nutag.soum_polygons import join_boundaries

SQUARES = {NOMGON: square(0, 0, 10), KHURMEN: square(10, 0, 10), ULZIIT: square(0, 10, 20, 10)}


def layer(rows):
    """Return a layer of boundaries; rows are (code, name, province, shape)."""
    columns = ["soum_id", "name_en", "province_id", "geometry"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(0, "source_row", range(1, len(rows) + 1))
    return gpd.GeoDataFrame(table, geometry="geometry", crs=CRS)


def drawn(**more):
    return [(code, None, None, shape) for code, shape in {**SQUARES, **more}.items()]


def join(rows, quality="surveyed"):
    log = IssueLog("soum_boundaries", "soums.gpkg")
    joined, _, ladder = join_boundaries(
        soum_register(), provinces(), layer(rows), CRS, quality, log
    )
    return joined.set_index("soum_id"), ladder.set_index("step"), log


def stopped(rows):
    with pytest.raises(InputError) as error:
        join(rows)
    return error.value.issues


PROVINCES = "province_id,name_en,name_mn,area_official_km2\n"
SOUMS = "soum_id,province_id,name_en,name_mn\n"


def test_provinces_are_sorted_and_a_missing_area_is_no_zero(tmp_path):
    source = read_text(tmp_path, "provinces", PROVINCES + "MN-2,B,Б,\nMN-1,A,А,12.5\n")
    table = standardise_provinces(source.table, source.log)
    assert table["province_id"].tolist() == ["MN-1", "MN-2"]
    assert table["area_official_km2"].tolist() == pytest.approx([12.5, np.nan], nan_ok=True)
    assert len(source.log) == 0


def test_two_rows_of_one_province_stop(tmp_path):
    source = read_text(tmp_path, "provinces", PROVINCES + "MN-1,A,А,1\nMN-1,B,Б,2\n")
    standardise_provinces(source.table, source.log)
    assert one_issue(source.log, "key.duplicate").message == (
        "provinces (in.csv): province_id: found MN-1 more than once (rows 2, 3); expected each "
        "once. Remove the rows that are not wanted."
    )


def test_soums_get_their_p_code_and_province(tmp_path):
    source = read_text(tmp_path, "soums", SOUMS + "34637,Өмнөговь,B,Б\n4625,MN46,A,А\n")
    table = standardise_soums(source.table, provinces(), source.log)
    assert table["soum_id"].tolist() == [NOMGON, KHURMEN]
    assert table["province_id"].tolist() == [UMNUGOVI, UMNUGOVI]
    assert [issue.code for issue in source.log] == ["place.alias"]


def test_a_soum_with_a_code_of_another_form_stops(tmp_path):
    source = read_text(tmp_path, "soums", SOUMS + "NOM,MN46,A,А\n")
    standardise_soums(source.table, provinces(), source.log)
    issue = one_issue(source.log, "place.soum_code")
    assert issue.severity == "stop"
    assert issue.message == (
        "soums (in.csv): soum_id: found 'NOM' (row 2); expected codes such as MN4625, 4625 or "
        "34625. Correct them or mend `datasets.soums.columns.soum_id`."
    )


@pytest.mark.parametrize(
    ("role", "text", "column"),
    [
        ("soums", SOUMS + "4625,,A,А\n", "province_id"),
        ("soums", SOUMS + "4625,MN46,,А\n", "name_en"),
        ("soums", SOUMS + "4625,MN46,A,\n", "name_mn"),
        ("provinces", PROVINCES + "MN-1,,А,5\n", "name_en"),
    ],
)
def test_a_unit_without_its_name_or_province_stops(tmp_path, role, text, column):
    source = read_text(tmp_path, role, text)
    if role == "soums":
        standardise_soums(source.table, provinces(), source.log)
    else:
        standardise_provinces(source.table, source.log)
    issue = one_issue(source.log, "value.missing")
    assert issue.severity == "stop"
    assert issue.message == (
        f"{role} (in.csv): {column}: found an empty cell in row 2; expected a value in every row. "
        f"Fill the column or mend `datasets.{role}.columns.{column}`."
    )


@pytest.mark.parametrize("area", ["0", "-200"])
def test_an_official_area_that_cannot_be_is_missing(tmp_path, area):
    source = read_text(tmp_path, "provinces", PROVINCES + f"MN-1,A,А,{area}\n")
    table = standardise_provinces(source.table, source.log)
    assert np.isnan(table["area_official_km2"][0])
    issue = one_issue(source.log, "value.not_positive")
    assert issue.message == (
        f"provinces (in.csv, row 2): area_official_km2: found {area}; expected km2, more than "
        "zero. Taken as missing."
    )


def test_boundaries_without_any_polygon_stop_the_run():
    issue = one_issue(stopped([(NOMGON, None, None, shapely.Point(1, 1))]), "boundary.no_polygon")
    assert issue.severity == "stop"
    assert issue.message == (
        "soum_boundaries (soums.gpkg): found no polygon of a soum of the register in 1 rows; "
        "expected polygons with the codes of soums, or with their names and provinces. Check "
        "`datasets.soum_boundaries.path`, `layer` and `columns`."
    )


def test_a_soum_of_an_unknown_province_stops(tmp_path):
    source = read_text(tmp_path, "soums", SOUMS + "4625,Umnugov,A,А\n")
    standardise_soums(source.table, provinces(), source.log)
    issue = one_issue(source.log, "place.unknown_province")
    assert issue.severity == "stop"
    assert issue.message == (
        "soums (in.csv, row 2): province_id: found 'Umnugov'; expected the code or the name of a "
        "province; nearest: Umnugovi (MN-053). The province of the row is not known. Correct it, "
        "or fill in results/checks/unmatched.csv and name the file under `datasets.aliases`."
    )


def test_an_unknown_province_elsewhere_costs_its_row_only():
    log = IssueLog("licences")
    table = pd.DataFrame({"source_row": [2, 3, 4], "p": ["Övörkhangai", None, "Atlantis"]})
    assert match_provinces(table, "p", provinces(), log).tolist() == [UVURKHANGAI, None, None]
    issue = one_issue(log, "place.unknown_province")
    assert (issue.severity, issue.source_row) == ("row", 4)
    assert issue.expected == "the code or the name of a province"


def test_every_soum_gets_its_polygon_and_hectares():
    table, ladder, log = join(drawn())
    assert table["area_ha"].to_dict() == pytest.approx(
        {NOMGON: 10_000, KHURMEN: 10_000, ULZIIT: 20_000, BOGD: np.nan}, nan_ok=True
    )
    assert table["boundary_quality"].to_dict() == {
        NOMGON: "surveyed",
        KHURMEN: "surveyed",
        ULZIIT: "surveyed",
        BOGD: "none",
    }
    assert ladder["rows"].to_dict() == {"rows in": 3, "parsed": 3, "geometry": 3, "counted": 3}
    assert ladder.loc["counted", "area_ha"] == pytest.approx(40_000)
    issue = one_issue(log, "boundary.register_differs")
    assert issue.severity == "warn"
    assert issue.message == (
        "soum_boundaries (soums.gpkg): found 3 polygons for 4 soums, 1 soum without a polygon "
        "(Bogd); expected a polygon for each soum, and a soum for each polygon. Soums without a "
        "polygon stay in the tables with the state `no_boundary`; "
        "results/checks/boundary_crosswalk.csv lists every soum and polygon."
    )


def test_codes_come_in_any_form():
    rows = [(code, None, None, square(0, 0)) for code in ("34625", "4637.0", "MN26234")]
    table, _, _ = join(rows)
    assert table["area_ha"].notna().to_dict() == {
        NOMGON: True,
        KHURMEN: True,
        ULZIIT: True,
        BOGD: False,
    }


def test_two_polygons_of_one_soum_stop():
    issues = stopped([*drawn(), ("4625", None, None, square(0, 0))])
    assert one_issue(issues, "key.duplicate").message == (
        "soum_boundaries (soums.gpkg): soum_id: found MN4625 more than once (rows 1, 4); expected "
        "each once. Remove the rows that are not wanted."
    )


def test_a_code_and_a_name_that_disagree_stop():
    issue = one_issue(
        stopped([(NOMGON, "Khurmen", "Umnugovi", square(0, 0))]),
        "boundary.code_and_name_disagree",
    )
    assert issue.message == (
        "soum_boundaries (soums.gpkg, row 1): MN4625: found the name 'Khurmen', which is MN4637; "
        "expected the soum MN4625. Correct the code or the name; codes change from year to year."
    )


def test_a_spelling_that_no_soum_has_is_no_disagreement():
    table, _, _ = join([(NOMGON, "Nomgoon", None, square(0, 0))])
    assert table.loc[NOMGON, "area_ha"] == pytest.approx(100)


def test_an_old_code_is_saved_by_name_and_province():
    table, _, log = join([("4699", "Номгон", "Өмнөговь", square(0, 0))])
    assert table.loc[NOMGON, "area_ha"] == pytest.approx(100)
    issue = one_issue(log, "boundary.matched_by_name")
    assert issue.severity == "warn"
    assert issue.message == (
        "soum_boundaries (soums.gpkg, row 1): 4699: found an unknown code with the name 'Номгон'; "
        "expected MN4625, the code of that soum in the register. Joined to MN4625 by name and "
        "province."
    )


def test_a_name_without_its_province_saves_nothing():
    table, ladder, log = join([*drawn(), ("4699", "Bogd", None, square(50, 50))])
    assert np.isnan(table.loc[BOGD, "area_ha"])
    assert ladder["rows"].to_dict() == {"rows in": 4, "parsed": 3, "geometry": 3, "counted": 3}
    issue = one_issue(log, "boundary.unknown_soum")
    assert issue.severity == "row"
    assert issue.message == (
        "soum_boundaries (soums.gpkg, row 4): 4699: found code '4699', name 'Bogd'; expected the "
        "code of a soum of the register, or its name and province. The polygon is not used; mend "
        "`datasets.soum_boundaries.columns.soum_id`."
    )


def test_an_empty_polygon_leaves_the_soum_without_a_boundary():
    table, _, log = join(drawn(**{BOGD: shapely.Polygon()}))
    assert table.loc[BOGD, "boundary_quality"] == "none"
    issue = one_issue(log, "boundary.empty")
    assert issue.severity == "row"
    assert issue.message == (
        "soum_boundaries (soums.gpkg, row 4): MN6216: found no polygon; expected a polygon. "
        "The soum stays in the tables with the state `no_boundary`."
    )


def test_a_bow_tie_is_repaired_with_its_new_area():
    # Two triangles of 1 km2 each.
    bow = shapely.Polygon([(30e3, 0), (32e3, 2e3), (32e3, 0), (30e3, 2e3)])
    table, _, log = join(drawn(**{BOGD: bow}))
    assert table.loc[BOGD, "area_ha"] == pytest.approx(200)
    issue = one_issue(log, "boundary.invalid")
    assert issue.severity == "warn"
    assert issue.message == (
        "soum_boundaries (soums.gpkg, row 4): MN6216: found an invalid ring; expected a valid "
        "polygon. Repaired; the area is now 200.0 ha."
    )


def dissolve(units, register=None):
    log = IssueLog("soum_boundaries", "soums.gpkg")
    table = dissolve_provinces(provinces() if register is None else register, units, log)
    return table.set_index("province_id"), log


def test_a_province_is_the_union_of_its_soums():
    table, log = dissolve(soums(), provinces().assign(area_official_km2=[200.0, 200.0]))
    assert table["area_ha"].to_dict() == pytest.approx({UMNUGOVI: 20_000, UVURKHANGAI: 20_000})
    assert table.loc[UMNUGOVI, "geometry"].equals(square(0, 0, 20, 10))
    assert table["n_soums"].to_dict() == {UMNUGOVI: 2, UVURKHANGAI: 2}
    assert table["n_soums_no_boundary"].to_dict() == {UMNUGOVI: 0, UVURKHANGAI: 1}
    assert set(table["boundary_quality"]) == {"surveyed"}
    assert len(log) == 0


def test_a_province_without_any_polygon_has_no_area():
    table, _ = dissolve(soums(shapes={NOMGON: square(0, 0, 10)}))
    assert np.isnan(table.loc[UVURKHANGAI, "area_ha"])
    assert table.loc[UVURKHANGAI, "boundary_quality"] == "none"
    assert table.loc[UVURKHANGAI, "geometry"] is None


def test_an_area_that_differs_from_the_official_one_is_reported():
    # 200 km2 drawn where 400 km2 are official; Umnugovi fits.
    _, log = dissolve(soums())
    issue = one_issue(log, "boundary.area_differs")
    assert issue.severity == "warn"
    assert issue.area_ha_affected == pytest.approx(20_000)
    assert issue.message == (
        "soum_boundaries (soums.gpkg): MN-055: found Uvurkhangai: 200.0 km2 from the polygons; "
        "expected 400.0 km2, the official area, within 2 %. Both are kept; they differ by -50.0 %."
    )


@pytest.mark.parametrize(("official", "reported"), [(203.9, False), (204.2, True), (196.0, True)])
def test_two_percent_are_tolerated(official, reported):
    _, log = dissolve(soums(), provinces().assign(area_official_km2=[official, np.nan]))
    assert [i.code for i in log] == ["boundary.area_differs"] * reported


def test_soums_that_overlap_are_reported_and_counted_once_in_the_province():
    # Khurmen reaches 1 km into Nomgon: 10 km2.
    units = soums(shapes={**SQUARES, KHURMEN: square(9, 0, 11, 10)})
    table, log = dissolve(units, provinces().assign(area_official_km2=np.nan))
    assert table.loc[UMNUGOVI, "area_ha"] == pytest.approx(20_000)
    issue = one_issue(log, "boundary.overlap")
    assert issue.severity == "warn"
    assert issue.area_ha_affected == pytest.approx(1000)
    assert issue.message == (
        "soum_boundaries (soums.gpkg): found 1 overlap of 1,000.00 ha between soums, 0 narrower "
        "than 100 m (largest: 1,000.00 ha, Nomgon and Khurmen); expected soums that share their "
        "borders. Land in an overlap belongs to both soums, and once to the province."
    )
