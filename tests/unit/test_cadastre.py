import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from squares import CRS, one_issue, read_frame, read_text, square, standardised

from nutag.cadastre import check_licences

BOW = shapely.Polygon([(0, 0), (2e3, 2e3), (2e3, 0), (0, 2e3)])
HEADER = "code,stage,status,area_declared_ha,province_id,soum_id\n"


def layer(tmp_path, *rows, crs="EPSG:4326", **run):
    """Standardise licences of a GeoPackage: rows are (code, shape) or (code, shape, status)."""
    frame = gpd.GeoDataFrame(
        {
            "code": [row[0] for row in rows],
            "stage": "mining",
            "status": [row[2] if len(row) > 2 else "in_force" for row in rows],
        },
        geometry=gpd.GeoSeries([row[1] for row in rows], crs=CRS),
    )
    source = read_frame(tmp_path, "licences", frame.to_crs(crs), "in.gpkg")
    table, ladder = standardised(source, **run)
    return table, ladder.set_index("step"), source.log


def cells(tmp_path, text, header=HEADER, **run):
    """Standardise licences of a CSV file without geometry."""
    source = read_text(tmp_path, "licences", header + text)
    run.setdefault("coverage", "sample")
    table, ladder = standardised(source, **run)
    return table, ladder.set_index("step"), source.log


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32648", CRS])
def test_a_licence_of_a_hundred_hectares_in_any_crs(tmp_path, crs):
    table, ladder, log = layer(tmp_path, ("MV-1", square(1, 1)), crs=crs)
    assert table["area_ha"][0] == pytest.approx(100, rel=1e-6)
    assert table.crs == CRS
    assert table["geometry_quality"][0] == "exact"
    assert table["counted"][0]
    assert ladder["rows"].tolist() == [1] * 5
    assert len(log) == 0


def test_a_bow_tie_is_repaired_with_its_area_before_and_after(tmp_path):
    table, _, log = layer(tmp_path, ("MV-1", BOW), crs=CRS)
    assert table["area_ha"][0] == pytest.approx(200)
    assert table["counted"][0]
    issue = one_issue(log, "licence.invalid_ring")
    assert issue.severity == "warn"
    assert issue.area_ha_affected == pytest.approx(200)
    assert issue.message == (
        "licences (in.gpkg, row 1): MV-1: found Self-intersection[1000 1000]; expected a valid "
        "polygon. Repaired: 0.00 ha before, 200.00 ha after."
    )


def test_a_ring_that_encloses_nothing_is_reported(tmp_path):
    spike = shapely.Polygon([(0, 0), (1000, 0), (2000, 0)])
    table, _, log = layer(tmp_path, ("MV-1", spike), crs=CRS)
    assert table["geometry_quality"][0] == "none"
    assert np.isnan(table["area_ha"][0])
    issue = one_issue(log, "licence.no_area")
    assert issue.severity == "row"
    assert issue.action == "Nothing with an area is left; the row counts without a boundary."


def test_an_empty_geometry_is_no_geometry(tmp_path):
    table, _, log = layer(tmp_path, ("MV-1", shapely.Polygon()), ("MV-2", square(1, 1)))
    assert table["geometry_quality"].tolist() == ["none", "exact"]
    issue = one_issue(log, "licence.no_geometry")
    assert issue.severity == "row"
    assert issue.message == (
        "licences (in.gpkg, row 1): MV-1: found no geometry; expected a polygon. No area; counted "
        "only where a soum or province is recorded."
    )


def test_a_sample_may_have_rows_without_geometry(tmp_path):
    _, _, log = cells(tmp_path, "MV-1,mining,,,,\nMV-2,mining,,,,\n")
    issue = one_issue(log, "licence.no_geometry")
    assert issue.severity == "info"
    assert issue.message == (
        "licences (in.csv): found 2 licences without a boundary or a point (MV-1, MV-2); "
        "expected a boundary, or a point. Counted only where a soum or province is recorded."
    )


def test_the_first_five_of_more_rows_without_geometry_are_named(tmp_path):
    _, _, log = cells(tmp_path, "".join(f"MV-{n},mining,,,,\n" for n in range(1, 7)))
    found = one_issue(log, "licence.no_geometry").found
    assert found.endswith("(MV-1, MV-2, MV-3, MV-4, MV-5, ...)")


def test_points_have_a_place_and_no_area(tmp_path):
    text = "code,stage,longitude,latitude\nMV-1,mining,104,47\n"
    table, _, log = cells(tmp_path, text, header="")
    assert table["geometry_quality"].tolist() == ["point"]
    assert np.isnan(table["area_ha"][0])
    assert table.geometry[0].distance(shapely.Point(0, 0)) < 1e-6
    assert [i.code for i in log] == ["crs.assumed"]


def test_a_licence_outside_the_country_is_set_aside(tmp_path):
    swapped = gpd.GeoSeries([shapely.box(47, 104, 47.1, 104.1)])
    abroad = gpd.GeoSeries([shapely.box(10, 50, 10.1, 50.1)], crs="EPSG:4326")
    frame = gpd.GeoDataFrame(
        {"code": ["MV-1", "MV-2", "MV-3"], "stage": "mining"},
        geometry=[*abroad, *swapped, shapely.box(104, 47, 104.1, 47.1)],
        crs="EPSG:4326",
    )
    source = read_frame(tmp_path, "licences", frame, "in.geojson")
    table, ladder = standardised(source)
    assert table["reason"].tolist() == ["outside the country", "latitude before longitude", ""]
    issue = one_issue(source.log, "licence.outside_country")
    assert issue.severity == "row"
    assert issue.message == (
        "licences (in.geojson, row 1): MV-1: found coordinates wholly outside the country; "
        "expected degrees inside (87.7, 41.5, 120.0, 52.2). Set aside; check the order of the "
        "coordinates and `datasets.licences.crs`."
    )
    assert one_issue(source.log, "coordinates.swapped_row").key == "MV-2"
    steps = ladder.set_index("step")
    assert steps.loc["geometry", "note"] == "1 latitude before longitude"
    # The other leaves where licences are laid over the soums.
    assert steps.loc["in force", "rows"] == 2


def test_full_duplicates_keep_one(tmp_path):
    table, ladder, log = layer(
        tmp_path, ("MV-1", square(1, 1)), ("MV-1", square(1, 1)), ("MV-2", square(1, 1))
    )
    assert table["counted"].tolist() == [True, False, True]
    assert table["reason"].tolist() == ["", "duplicate", ""]
    assert table["licence_id"].is_unique
    issue = one_issue(log, "licence.duplicate")
    assert issue.severity == "warn"
    assert issue.area_ha_affected == pytest.approx(100, rel=1e-6)
    assert issue.message == (
        "licences (in.gpkg, row 1): MV-1: found 2 rows with the same number and place (rows 1, 2); "
        "expected one row a licence. Row 1 is kept, the others are not counted."
    )
    assert ladder.loc["distinct", "rows"] == 2
    assert ladder.loc["distinct", "note"] == "1 duplicate"


def test_one_number_for_two_places_counts_nowhere(tmp_path):
    table, _, log = layer(
        tmp_path, ("MV-1", square(1, 1)), ("MV-1", square(5, 5)), ("MV-2", square(8, 8))
    )
    assert table["reason"].tolist() == ["duplicate number", "duplicate number", ""]
    issue = one_issue(log, "licence.duplicate_code")
    assert issue.severity == "row"
    assert issue.area_ha_affected == pytest.approx(200, rel=1e-6)
    assert issue.message == (
        "licences (in.gpkg, row 1): MV-1: found 2 rows with the same number and different places "
        "or stages (rows 1, 2); expected one row a licence. All of them are set aside; remove the "
        "rows that are not valid, or set `datasets.licences.repeated_code: latest`."
    )


@pytest.mark.parametrize("place", [square(1, 1), square(5, 5)])
def test_an_ended_licence_is_no_rival_of_the_one_in_force(tmp_path, place):
    table, ladder, log = layer(
        tmp_path, ("MV-1", place, "ended"), ("MV-1", square(1, 1), "in_force")
    )
    assert table["reason"].tolist() == ["not in force", ""]
    assert not [issue for issue in log if issue.code.startswith("licence.duplicate")]
    assert ladder.loc["in force", "rows"] == 1


def test_case_and_spaces_make_no_other_licence(tmp_path):
    table, _, _ = layer(tmp_path, ("mv-1 ", square(1, 1)), ("MV - 1", square(1, 1)))
    assert table["reason"].tolist() == ["", "duplicate"]


def test_one_number_in_two_recorded_provinces_counts_nowhere(tmp_path):
    table, _, _ = cells(tmp_path, "A,mining,,,MN-053,\nA,mining,,,MN-055,\n")
    assert table["reason"].tolist() == ["duplicate number", "duplicate number"]


def test_licences_that_expired_before_the_newest_grant_are_counted_and_named(tmp_path):
    table, _, log = cells(
        tmp_path,
        "A,mining,MN-053,1990-01-01,2010-05-01\nB,mining,MN-053,2018-12-28,2048-12-28\n",
        header="code,stage,province_id,granted,expires\n",
        status_missing="in_force",
    )
    assert table["counted"].tolist() == [True, True]
    issue = one_issue(log, "licence.expired")
    assert issue.severity == "warn"
    assert issue.message == (
        "licences (in.csv, row 2): expires: found 1 licences that expired before 2018-12-28 and "
        "whose status does not say so (A); expected licences in force. They count all the same: "
        "the status decides, see `datasets.licences.status_rule`; reconciliation.csv has the "
        "totals both ways."
    )


def test_a_place_and_no_place_are_different(tmp_path):
    table, _, _ = layer(tmp_path, ("MV-1", square(1, 1)), ("MV-1", None))
    assert set(table["reason"]) == {"duplicate number"}


def test_a_row_without_a_number_is_set_aside(tmp_path):
    table, _, log = layer(tmp_path, (None, square(1, 1)), ("MV-2", square(5, 5)))
    assert table["reason"].tolist() == ["no licence number", ""]
    assert table["licence_id"].tolist() == ["row-1", "MV-2"]
    issue = one_issue(log, "licence.no_code")
    assert issue.severity == "row"
    assert issue.area_ha_affected == pytest.approx(100, rel=1e-6)
    assert issue.message == (
        "licences (in.gpkg, row 1): code: found an empty cell; expected the number of the licence. "
        "Set aside: licences are counted by distinct number."
    )


def test_mines_and_unnumbered_records_are_shown_and_not_counted(tmp_path):
    text = "code,stage,kind\nMV-1,mining,licence\nA,mining,mine\nB,mining,unnumbered\n"
    table, ladder, log = cells(tmp_path, text, header="")
    assert table["counted"].tolist() == [True, False, False]
    issue = one_issue(log, "licence.unnumbered")
    assert issue.source_rows == (3, 4)
    assert issue.message == (
        "licences (in.csv, row 3): kind: found 1 of the kind mine, 1 of the kind unnumbered; "
        "expected licences with a number. Kept in the tables and not counted."
    )
    assert ladder.loc["parsed", "note"] == "2 no licence number"


@pytest.mark.parametrize(
    ("text", "value", "message"),
    [
        ("A,dig,in_force", ("stage", "other"), "expected one of mining, exploration, other. "),
        ("A,mining,maybe", ("status", "unknown"), "expected one of in_force, ended, unknown. "),
    ],
)
def test_words_outside_the_vocabulary(tmp_path, text, value, message):
    column, taken = value
    table, _, log = cells(tmp_path, f"{text},,,\nB{text[1:]},,,\n")
    assert table[column].tolist() == [taken, taken]
    issue = one_issue([i for i in log if column in i.code], f"licence.unknown_{column}")
    word = text.split(",")[1 if column == "stage" else 2]
    assert issue.severity == "row"
    assert issue.message == (
        f"licences (in.csv, row 2): {column}: found '{word}' in 2 rows; {message}"
        f"Taken as `{taken}`; map it under `datasets.licences.values.{column}`."
    )


def test_an_unknown_kind_is_no_licence(tmp_path):
    table, _, log = cells(tmp_path, "MV-1,mining,pit\n", header="code,stage,kind\n")
    assert not table["counted"][0]
    assert one_issue(log, "licence.unknown_kind").found == "'pit' in 1 rows"


def test_licences_that_ended_do_not_count(tmp_path):
    table, ladder, log = layer(
        tmp_path, ("MV-1", square(1, 1), "ended"), ("MV-2", square(5, 5), "in_force")
    )
    assert table["reason"].tolist() == ["not in force", ""]
    assert ladder["rows"].tolist() == [2, 2, 2, 2, 1]
    assert ladder.loc["in force", "area_ha"] == pytest.approx(100, rel=1e-6)
    assert ladder.loc["in force", "note"] == "1 not in force"
    assert one_issue(log, "licence.ended").source_rows == (1,)


def test_an_unknown_status_is_taken_as_the_configuration_says(tmp_path):
    rows = [("MV-1", square(1, 1), None), ("MV-2", square(5, 5), "in_force")]
    table, ladder, log = layer(tmp_path, *rows)
    assert table["counted"].all()
    assert ladder.loc["in force", "note"] == ("1 rows without a known status are taken as in force")
    assert len(log) == 0
    table, ladder, log = layer(tmp_path, *rows, status_missing="set_aside")
    assert table["reason"].tolist() == ["status unknown", ""]
    issue = one_issue(log, "licence.status_unknown")
    assert issue.severity == "row"
    assert issue.area_ha_affected == pytest.approx(100, rel=1e-6)
    assert issue.message == (
        "licences (in.gpkg, row 1): status: found 1 rows without a known status; expected one of "
        "in_force, ended. Set aside; map the words under `datasets.licences.values.status`, or set "
        "`datasets.licences.status_missing: in_force` where all rows are in force."
    )


def test_hectares_that_cannot_be(tmp_path):
    text = "MV-1,mining,,-5,,\nMV-2,mining,,9e9,,\nMV-3,mining,,about 3,,\nMV-4,mining,,0,,\n"
    table, _, log = cells(tmp_path, text)
    assert table["area_declared_ha"].tolist() == pytest.approx([np.nan] * 3 + [0], nan_ok=True)
    assert table["counted"].all()
    negative = one_issue(log, "licence.negative_area")
    assert negative.severity == "row"
    assert negative.message == (
        "licences (in.csv, row 2): area_declared_ha: found -5 ha; expected hectares, zero or more. "
        "The declared area is taken as missing; the polygon is used."
    )
    absurd = one_issue(log, "licence.absurd_area")
    assert absurd.severity == "row"
    # 200 + 400 km2 are the two provinces.
    assert absurd.message == (
        "licences (in.csv, row 3): area_declared_ha: found 9,000,000,000.0 ha; expected hectares, "
        "less than the whole country (60,000 ha). The declared area is taken as missing; the "
        "polygon is used."
    )
    assert one_issue(log, "value.not_a_number").source_row == 4


def test_recorded_places_are_matched_in_their_province(tmp_path):
    text = (
        "MV-1,mining,,,Өмнөговь,Nomgon\n"
        "MV-2,mining,,,Umnugovi;Uvurkhangai,Hurmen; Olziit\n"
        "MV-3,mining,,,,4625\n"
        "MV-4,mining,,,,\n"
    )
    table, _, log = cells(tmp_path, text)
    assert table["province_ids"].tolist() == ["MN-053", "MN-053;MN-055", "", ""]
    assert table["soum_ids"].tolist() == ["MN4625", "MN4637;MN6234", "MN4625", ""]
    assert [i.code for i in log] == ["place.alias", "licence.no_geometry"]


def test_unknown_places_are_reported_with_the_nearest(tmp_path):
    text = "MV-1,mining,,,Umnugov,\nMV-2,mining,,,Umnugovi,Nomgonn\nMV-3,mining,,,MN-055,Nomgon\n"
    table, _, log = cells(tmp_path, text)
    assert table["province_ids"].tolist() == ["", "MN-053", "MN-055"]
    assert table["soum_ids"].tolist() == ["", "", ""]
    assert table["counted"].all()
    assert one_issue(log, "place.unknown_province").message == (
        "licences (in.csv, row 2): province_id: found 'Umnugov'; expected the code or the name of "
        "a province; nearest: Umnugovi (MN-053). The province of the row is not known. Correct it, "
        "or fill in results/checks/unmatched.csv and name the file under `datasets.aliases`."
    )
    first, second = (i for i in log if i.code == "place.unknown_soum")
    assert one_issue([first], "place.unknown_soum").severity == "row"
    assert first.message == (
        "licences (in.csv, row 3): soum_id: found 'Nomgonn' in MN-053; expected the code or the "
        "name of a soum of that province; nearest: Nomgon (MN4625). The recorded soum is not used; "
        "the boundary or the point decides. Correct it, or fill in results/checks/unmatched.csv "
        "and name the file under `datasets.aliases`."
    )
    # Nomgon is a soum, but not one of that province.
    assert second.source_row == 4


def test_nothing_vanishes_between_the_file_and_what_counts(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "code": ["1", "1", "2", "2", None, "3", "4", "5", "6", "oil"],
            "stage": "mining",
            "status": [*["in_force"] * 5, "ended", None, *["in_force"] * 3],
        },
        geometry=[
            *[square(1, 1)] * 2,
            square(3, 3),
            square(5, 5),
            square(7, 7),
            square(8, 8),
            square(9, 9),
            shapely.Polygon(),
            BOW,
            square(2, 2),
        ],
        crs=CRS,
    )
    rule = {"column": "code", "pattern": "oil", "reason": "no mining"}
    source = read_frame(tmp_path, "licences", frame, "in.gpkg", exclude=[rule])
    table, ladder = standardised(source, status_missing="set_aside")
    ladder = ladder.set_index("step")["rows"]
    assert ladder.to_dict() == {
        "rows in": 10,
        "parsed": 8,  # without the excluded row and the one without a number
        "geometry": 8,
        "distinct": 5,
        "in force": 3,
    }
    assert table["source_row"].tolist() == list(range(1, 10))
    assert (table["counted"] == (table["reason"] == "")).all()
    assert table["counted"].sum() == ladder["in force"]
    assert table["reason"].value_counts().to_dict() == {
        "": 3,
        "duplicate number": 2,
        "duplicate": 1,
        "no licence number": 1,
        "not in force": 1,
        "status unknown": 1,
    }
    # Every row that does not count is in an issue, or ended.
    said = " ".join(f"{i.source_row} {i.found}" for i in source.log)
    assert all(word in said for word in ("rows 1, 2", "rows 3, 4", "5 an empty cell", "1 rows"))


def test_a_missing_geometry_column_of_text_is_no_place(tmp_path):
    table, _, _ = cells(tmp_path, "MV-1,mining,,,,\n")
    assert isinstance(table, gpd.GeoDataFrame)
    assert table.geometry.isna().all()
    assert pd.api.types.is_bool_dtype(table["counted"])


def test_an_empty_geometry_is_reported(tmp_path):
    table, _, log = layer(tmp_path, ("MV-1", shapely.Polygon()), ("MV-2", square(1, 1)))
    assert table["geometry_quality"].tolist() == ["none", "exact"]
    issue = one_issue(log, "licence.empty_geometry")
    assert (issue.severity, issue.source_row) == ("row", 1)
    assert issue.message == (
        "licences (in.gpkg, row 1): MV-1: found a geometry without any coordinates; expected a "
        "polygon. The row counts without a boundary."
    )


def test_hectares_of_what_lies_abroad_are_told(tmp_path):
    _, _, log = layer(tmp_path, ("MV-1", square(-5000, 0)), crs=CRS)
    assert one_issue(log, "licence.outside_country").area_ha_affected == pytest.approx(100)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_row_in_force_wins_over_one_whose_status_is_not_known(tmp_path, order):
    rows = [("MV-1", square(1, 1), "unknown"), ("MV-1", square(1, 1), "in_force")]
    table, _, log = layer(tmp_path, *(rows[k] for k in order), status_missing="set_aside")
    assert table.loc[table["counted"], "status"].tolist() == ["in_force"]
    assert [issue.code for issue in log] == ["licence.status_unknown"]


def test_a_register_of_which_nothing_counts_stops_the_run(tmp_path):
    table, _, log = cells(tmp_path, "1,mining,ended,,,\n2,mining,ended,,,\n,mining,,,,\n")
    check_licences(table, "complete", log)
    issue = one_issue(log, "licence.none_counts")
    assert issue.severity == "stop"
    assert "found 3 rows, none of which counts (2 not in force; 1 no licence number)" in (
        issue.message
    )
    assert "expected licences in force, in the country" in issue.message


def test_a_complete_register_without_polygons_stops_the_run(tmp_path):
    table, _, log = layer(tmp_path, ("MV-1", shapely.Point(5, 5)))
    check_licences(table, "sample", log)
    assert len(log) == 0
    check_licences(table, "complete", log)
    issue = one_issue(log, "licence.no_polygons")
    assert issue.severity == "stop"
    assert "found 1 licences, none of them with a polygon" in issue.message
    assert "Set `datasets.licences.coverage: sample`" in issue.message
