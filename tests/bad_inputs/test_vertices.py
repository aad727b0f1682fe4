"""Registers whose polygons are lists of corners, one row a corner."""

import math
import random

import minicountry
import pandas as pd
import pytest
import shapely

# Straight edges in degrees are not quite straight in kilometres.
WITHIN_HA = 0.1
COLUMNS = {"code": "Number", "order": "Point", "longitude": "Lon", "latitude": "Lat"}
CORNERS = "corners.csv"


def attributes():
    register = minicountry.register()
    return register[register.geometry.notna()][["code", "stage", "holder"]].to_dict("records")


def corners(closed=True):
    """Return the corners of the register in degrees, as a cadastre lists them."""
    rows = []
    register = minicountry.register().to_crs("EPSG:4326")
    for code, shape in zip(register["code"], register.geometry, strict=True):
        ring = [] if shape is None else list(shape.exterior.coords)
        for point, (x, y) in enumerate(ring if closed else ring[:-1], start=1):
            rows.append({"Number": code, "Point": point, "Lon": x, "Lat": y})
    return rows


def use(land, rows, attribute_rows=None, **vertices):
    """Configure a register of two files."""
    minicountry.write_rows(land.folder / CORNERS, rows)
    block = {"path": CORNERS, "columns": COLUMNS, **vertices}
    given = attributes() if attribute_rows is None else attribute_rows
    land.rows("licences", given, columns={"province_id": None}, vertices=block)


def as_in_the_mini_country(outcome):
    """Compare with the register without the licence that has no boundary."""
    assert outcome.stopped == ""
    assert outcome.rows("licences", "rows in") == 5
    assert outcome.rows("licences", "counted") == 5
    for unit in (minicountry.BARUUN, minicountry.DUND, minicountry.ZUUN):
        expected = minicountry.MEASURED[unit][1]
        assert outcome.union_ha(unit) == pytest.approx(expected, abs=WITHIN_HA)


def faulty(outcome):
    """Return the codes of issues about licences that are more than a note."""
    return sorted(
        issue["code"]
        for issue in outcome.issues
        if issue["dataset"] == "licences"
        and issue["severity"] != "info"
        and not issue["code"].startswith(("licence.partly", "licence.overlap"))
    )


@pytest.mark.bad_input(3)
def test_two_files_with_rows_in_any_order(land):
    rows = corners()
    random.Random(3).shuffle(rows)
    use(land, rows)
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.built")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        "licences (corners.csv): found 25 corners, one row each; expected polygons. Built 5 "
        "polygons from 25 vertices."
    )
    as_in_the_mini_country(outcome)
    assert faulty(outcome) == []


@pytest.mark.bad_input(3)
def test_two_sheets_of_one_workbook(land):
    with pd.ExcelWriter(land.folder / "register.xlsx") as book:
        pd.DataFrame(attributes()).to_excel(book, sheet_name="licences", index=False)
        pd.DataFrame(corners()).to_excel(book, sheet_name="corners", index=False)
    land.use(
        "licences",
        "register.xlsx",
        layer="licences",
        columns={"province_id": None},
        vertices={"layer": "corners", "columns": COLUMNS},
    )
    outcome = land.run(compute=False)
    assert outcome.issue("vertices.built")["file"] == "register.xlsx, corners"
    as_in_the_mini_country(outcome)


def together():
    of = {row["code"]: row for row in attributes()}
    return [{**of[row["Number"]], **row} for row in corners()]


@pytest.mark.bad_input(3)
def test_corners_and_attributes_in_the_same_rows(land):
    rows = together()
    land.rows("licences", rows, columns={"province_id": None}, vertices={"columns": COLUMNS})
    outcome = land.run(compute=False)
    assert "Built 5 polygons from 25 vertices." in outcome.issue("vertices.built")["message"]
    as_in_the_mini_country(outcome)
    assert outcome.tables["licences"]["source_row"].tolist() == [2, 7, 12, 17, 22]
    assert faulty(outcome) == []


@pytest.mark.bad_input(3)
def test_attributes_that_disagree_within_a_licence_are_told(land):
    rows = together()
    rows[2]["holder"] = "Тал ХХК"
    land.rows("licences", rows, columns={"province_id": None}, vertices={"columns": COLUMNS})
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.attributes")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (spoiled.csv, row 4): MV-000001: found holder 'Тал ХХК' in row 4, and 'Говь ХХК' "
        "in row 2; expected the same in every row of the licence. The first row is used."
    )
    as_in_the_mini_country(outcome)


@pytest.mark.bad_input(3)
def test_corners_and_attributes_without_each_other_are_told(land):
    rows = corners()
    strange = [{**row, "Number": "MV-000099"} for row in rows[:5]]
    lone = {"code": "MV-000007", "stage": "mining", "holder": "Говь ХХК"}
    use(land, [*rows, *strange], [*attributes(), lone])
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.no_attributes")
    assert (issue["severity"], issue["source_rows"]) == ("row", "27;28;29;30;31")
    assert issue["message"] == (
        "licences (corners.csv, row 27): MV-000099: found 5 corners of a number that no row of "
        "attributes has; expected a row of attributes for each polygon. Left out."
    )
    issue = outcome.issue("vertices.none")
    assert (issue["severity"], issue["source_row"]) == ("row", "7")
    assert issue["message"] == (
        "licences (spoiled.csv, row 7): MV-000007: found no corners in corners.csv; expected the "
        "corners of every row. The row is kept without a boundary."
    )
    assert outcome.union_ha() == pytest.approx(1400, abs=WITHIN_HA)
    assert "Built 5 polygons from 25 vertices." in outcome.issue("vertices.built")["message"]


@pytest.mark.bad_input(3)
def test_numbers_are_joined_in_spite_of_case_spaces_and_padding(land):
    written = {
        "MV-000001": "mv-00000001",
        "XV-000002": " XV - 000002",
        "XV-000003": "XV-3",
    }
    rows = [{**row, "Number": written.get(row["Number"], row["Number"])} for row in corners()]
    use(land, rows)
    outcome = land.run(compute=False)
    as_in_the_mini_country(outcome)
    assert faulty(outcome) == []


@pytest.mark.bad_input(3)
def test_a_note_beside_a_number_is_passed_over_where_one_number_fits(land):
    rows = [
        {**row, "Number": row["Number"].replace("XV-000003", "XV-000003 (055/ду)")}
        for row in corners()
    ]
    use(land, rows)
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.number_differs")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (corners.csv, row 12): XV-000003 (055/ду): found 5 corners of a number that the "
        "register writes XV-000003; expected one way to write a number. Taken as the same: they "
        "differ in notes in brackets or zeros alone, and no other number fits."
    )
    as_in_the_mini_country(outcome)


@pytest.mark.bad_input(3)
def test_rings_in_a_ring_are_holes_and_others_are_parts(land):
    """MV-000004 gets a hole of 25 ha in Zuun, and a second part of 100 ha in Dund."""
    rings = [minicountry.box(19, 1, 2, 2), minicountry.box(18, 4, 1, 1)]
    hole = minicountry.box(20.25, 1.25, 0.5, 0.5)
    rows = [row for row in corners() if row["Number"] != "MV-000004"]
    for part, ring in enumerate([hole, *rings], start=1):
        moved = minicountry.gpd.GeoSeries([ring], crs=minicountry.ALBERS).to_crs("EPSG:4326")
        for point, (x, y) in enumerate(moved[0].exterior.coords, start=1):
            rows.append({"Number": "MV-000004", "Point": point, "Lon": x, "Lat": y, "Part": part})
    rows = [{"Part": 1, **row} for row in rows]
    random.Random(4).shuffle(rows)
    use(land, rows, columns={**COLUMNS, "part": "Part"})
    outcome = land.run(compute=False)
    assert (
        "from 35 vertices, 1 rings inside others as holes."
        in (outcome.issue("vertices.built")["message"])
    )
    assert outcome.union_ha(minicountry.DUND) == pytest.approx(400 + 100, abs=WITHIN_HA)
    assert outcome.union_ha(minicountry.ZUUN) == pytest.approx(300 - 25, abs=WITHIN_HA)
    assert outcome.rows("licences", "counted") == 5


@pytest.mark.bad_input(3)
def test_the_columns_of_the_corners_are_asked_for(land):
    use(land, corners(), columns={"code": "No"})
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.columns")
    assert issue["message"] in outcome.stopped
    assert issue["message"].startswith(
        "licences (corners.csv): found the columns Number, Point, Lon, Lat; expected also `No`, "
        "`latitude`, `longitude`. Name the columns of the corners under "
        "`datasets.licences.vertices.columns`: code, order, part, longitude, latitude"
    )


@pytest.mark.bad_input(1)
def test_the_file_of_the_corners_is_missing(land):
    use(land, corners(), path="corner.csv")
    outcome = land.run(compute=False)
    issue = outcome.issue("file.missing")
    assert issue["severity"] == "stop"
    assert (
        "Mend `datasets.licences.vertices.path`, configured in mini.yaml line" in issue["message"]
    )
    assert "Files there: corners.csv" in issue["message"]


@pytest.mark.bad_input(3)
def test_corners_without_a_number_are_told(land):
    rows = corners()
    for row in rows[6:10]:
        row["Number"] = ""
    use(land, rows)
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.no_code")
    assert (issue["severity"], issue["source_rows"]) == ("row", "8;9;10;11")
    assert issue["message"] == (
        "licences (corners.csv, row 8): Number: found 4 corners without the number of a licence "
        "(rows 8, 9, 10, 11); expected the number in every row. They belong to no polygon; fill "
        "the column down."
    )
    # Of XV-000002 one corner is left.
    assert outcome.issue("vertices.too_few")["key"] == "XV-000002"
    assert outcome.union_ha() == pytest.approx(1400 - 200, abs=WITHIN_HA)


@pytest.mark.bad_input(4)
def test_rings_are_closed_and_repeated_points_dropped(land):
    rows = corners(closed=False)
    again = {**rows[1], "Point": 3}
    for row in rows[2:4]:
        row["Point"] += 1
    rows.insert(2, again)
    use(land, rows)
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.open")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (corners.csv): found 5 polygons that do not end where they begin (MV-000001, "
        "XV-000002, XV-000003, MV-000004, XV-000005); expected the first corner again at the end. "
        "5 closed automatically."
    )
    issue = outcome.issue("vertices.repeated")
    assert (issue["severity"], issue["source_rows"]) == ("warn", "4")
    assert issue["message"] == (
        "licences (corners.csv, row 4): found 1 corners at the place of the one before (row 4); "
        "expected every corner once. 1 dropped."
    )
    as_in_the_mini_country(outcome)


@pytest.mark.bad_input(4)
def test_rows_in_any_order_without_a_column_for_it_stop_the_run(land):
    columns = {ours: theirs for ours, theirs in COLUMNS.items() if ours != "order"}
    rows = corners()
    use(land, rows, columns=columns)
    outcome = land.run(compute=False)
    assert outcome.issue("vertices.order_of_rows")["severity"] == "info"
    assert outcome.issue("vertices.order_of_rows")["message"] == (
        "licences (corners.csv): found corners without a column that gives their order; expected "
        "their order. The rows are taken as the order; name the column in "
        "`datasets.licences.vertices.columns.order` if there is one."
    )
    as_in_the_mini_country(outcome)
    rows.append(rows.pop(1))  # a corner of the first licence at the end of the file
    use(land, rows, columns=columns)
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.order_of_rows")
    assert (issue["severity"], issue["source_rows"]) == ("stop", "26")
    assert issue["message"] in outcome.stopped
    assert issue["message"] == (
        "licences (corners.csv, row 26): found no column that gives the order of the corners, and "
        "corners of 1 licences apart from each other (MV-000001); expected the order of the "
        "corners, or rows in it. Name the column of the order in "
        "`datasets.licences.vertices.columns.order`, that of the rings in "
        "`datasets.licences.vertices.columns.part`, or sort the rows. No polygon can be drawn from "
        "rows in any order."
    )


@pytest.mark.bad_input(4)
def test_a_gap_in_the_order_is_told(land):
    rows = corners()
    del rows[2]
    use(land, rows)
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.gap")
    assert (issue["severity"], issue["source_row"]) == ("warn", "2")
    assert issue["message"] == (
        "licences (spoiled.csv, row 2): MV-000001: found a number missing in the order of the "
        "corners; expected numbers one after the other. The polygon is built without it; compare "
        "its area with the declared one."
    )
    # Of the square of 400 ha the triangle with the first, second and fourth corner is left.
    assert outcome.tables["licences"]["area_ha"].iloc[0] == pytest.approx(200, abs=WITHIN_HA)
    assert outcome.rows("licences", "counted") == 5


@pytest.mark.bad_input(4)
def test_corners_that_share_a_place_in_the_order_make_no_polygon(land):
    rows = corners()
    rows[2]["Point"] = 2
    use(land, rows)
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.order")
    assert (issue["severity"], issue["source_row"]) == ("row", "2")
    assert issue["message"] == (
        "licences (spoiled.csv, row 2): MV-000001: found different corners with one place in the "
        "order, or with none (rows 2, 3, 4, 5, 6); expected each place once in every ring. Set "
        "aside; name the column that tells rings apart in "
        "`datasets.licences.vertices.columns.part`."
    )
    assert outcome.union_ha() == pytest.approx(1400 - 200, abs=WITHIN_HA)
    assert outcome.rows("licences", "counted") == 4


@pytest.mark.bad_input(5)
def test_fewer_than_three_distinct_corners_are_set_aside(land):
    rows = corners()
    for row in rows[2:4]:
        row.update({key: rows[1][key] for key in ("Lon", "Lat")})
    use(land, rows)
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.too_few")
    assert (issue["severity"], issue["source_row"]) == ("row", "2")
    assert issue["message"] == (
        "licences (spoiled.csv, row 2): MV-000001: found a ring of 2 distinct corners (rows 2, 3, "
        "4, 5, 6); expected at least 3. Set aside."
    )
    assert outcome.union_ha() == pytest.approx(1400 - 200, abs=WITHIN_HA)
    assert outcome.rows("licences", "counted") == 4
    assert "1 fewer than three corners" in outcome.ladder["licences"]["geometry"]["note"]


def dms(degrees, form):
    whole = math.floor(degrees)
    minutes = math.floor((degrees - whole) * 60)
    seconds = (degrees - whole - minutes / 60) * 3600
    return form.format(whole, minutes, seconds)


@pytest.mark.bad_input(12)
@pytest.mark.parametrize(
    "form",
    ["{}°{:02}'{:.3f}\"", "{} {} {:.3f}", "{}-{}-{:.3f}", "{}° {}′ {:.3f}″ E"],
    ids=["marks", "spaces", "dashes", "letter"],
)
def test_degrees_minutes_and_seconds_as_text(land, form):
    rows = corners()
    for row in rows:
        row["Lon"] = dms(row["Lon"], form)
        row["Lat"] = dms(row["Lat"], form.replace("E", "N")).replace(".", ",")
    use(land, rows)
    outcome = land.run(compute=False)
    issue = outcome.issue("coordinates.angles")
    assert issue["severity"] == "info"
    assert issue["message"] == (
        "licences (corners.csv): found 50 coordinates in degrees, minutes and seconds, or with a "
        "decimal comma; expected decimal degrees. Parsed 50."
    )
    as_in_the_mini_country(outcome)
    assert faulty(outcome) == []


@pytest.mark.bad_input(12)
def test_degrees_minutes_and_seconds_in_columns_of_their_own(land):
    rows = []
    for row in corners():
        parts = {key: row[key] for key in ("Number", "Point")}
        for axis in ("Lon", "Lat"):
            cells = dms(row[axis], "{} {} {:.3f}").split()
            parts |= {f"{axis}{unit}": cell for unit, cell in zip("DMS", cells, strict=True)}
        rows.append(parts)
    axes = {"longitude": "Lon", "latitude": "Lat"}
    columns = {
        f"{ours}_{part}": f"{theirs}{part[0].upper()}"
        for ours, theirs in axes.items()
        for part in ("deg", "min", "sec")
    }
    use(land, rows, columns={"code": "Number", "order": "Point", **columns})
    outcome = land.run(compute=False)
    assert "Parsed 50." in outcome.issue("coordinates.angles")["message"]
    as_in_the_mini_country(outcome)


@pytest.mark.bad_input(12)
def test_a_corner_that_is_no_angle_sets_its_polygon_aside(land):
    rows = corners()
    for row in rows:
        row["Lon"] = dms(row["Lon"], "{}°{:02}'{:.3f}\"")
    rows[1]["Lon"] = "104°72'10\""
    use(land, rows)
    outcome = land.run(compute=False)
    issue = outcome.issue("vertices.unreadable")
    assert (issue["severity"], issue["source_row"]) == ("row", "2")
    assert issue["message"] == (
        "licences (spoiled.csv, row 2): MV-000001: found 1 corners without a position (row 3; "
        f"'104°72\\'10\"', '{rows[1]['Lat']}'); expected two numbers, or degrees, minutes and "
        "seconds. Set aside: the polygon would be another one without them."
    )
    # The polygon is not built from the corners that are left.
    assert "Built 4 polygons from 20 vertices." in outcome.issue("vertices.built")["message"]
    assert "Parsed 24." in outcome.issue("coordinates.angles")["message"]
    assert outcome.union_ha() == pytest.approx(1400 - 200, abs=WITHIN_HA)
    assert outcome.rows("licences", "counted") == 4


@pytest.mark.bad_input(10)
def test_corners_with_latitude_first_are_told(land):
    swapped = {**COLUMNS, "longitude": "Lat", "latitude": "Lon"}
    use(land, corners(), columns=swapped)
    outcome = land.run(compute=False)
    assert "latitude before longitude in 5 of 5 rows" in outcome.stopped


@pytest.mark.bad_input(11)
def test_a_single_corner_with_latitude_first_is_told(land):
    rows = corners()
    rows[1]["Lon"], rows[1]["Lat"] = rows[1]["Lat"], rows[1]["Lon"]
    use(land, rows)
    outcome = land.run(compute=False)
    assert outcome.issue("coordinates.swapped_row")["source_row"] == "2"
    assert outcome.union_ha() == pytest.approx(1400 - 200, abs=WITHIN_HA)


def test_a_licence_left_out_by_the_configuration_leaves_no_strange_corners(land):
    use(land, corners())
    land.config["datasets"]["licences"]["exclude"] = [
        {"column": "code", "pattern": "^MV-000001$", "reason": "given back"}
    ]
    outcome = land.run(compute=False)
    assert faulty(outcome) == []
    assert outcome.union_ha() == pytest.approx(1400 - 200, abs=WITHIN_HA)
    assert "Built 4 polygons from 20 vertices." in outcome.issue("vertices.built")["message"]


def test_polygons_of_soums_from_their_corners(land):
    boundaries = minicountry.boundaries()
    rows = [
        {"id": code, "x": x, "y": y}
        for code, shape in zip(boundaries["PCODE"], boundaries.geometry, strict=True)
        for x, y in shape.exterior.coords
    ]
    minicountry.write_rows(land.folder / CORNERS, rows)
    columns = {"code": "id", "longitude": "x", "latitude": "y"}
    land.rows(
        "soum_boundaries",
        [{"soum_id": code} for code in boundaries["PCODE"]],
        vertices={"path": CORNERS, "columns": columns},
        crs=minicountry.ALBERS,
        boundary_quality="surveyed",
    )
    outcome = land.run(compute=False)
    assert outcome.union_ha() == pytest.approx(1400)
    shapes = outcome.tables["soums"].geometry.array
    assert shapely.area(shapes).tolist() == pytest.approx([1e8] * 3)


def test_corners_take_the_place_of_shapes_in_the_file_of_the_attributes(land):
    """A layer of points with attributes, and the polygons in a list."""
    minicountry.write_rows(land.folder / CORNERS, corners())
    register = minicountry.register()
    register = register[register.geometry.notna()]
    register["geometry"] = register.centroid
    land.layer("licences", register, vertices={"path": CORNERS, "columns": COLUMNS})
    outcome = land.run(compute=False)
    as_in_the_mini_country(outcome)
    assert set(outcome.tables["licences"]["geometry_quality"]) == {"exact"}


def test_a_register_of_which_every_row_is_left_out(land):
    use(land, corners())
    land.config["datasets"]["licences"]["exclude"] = [
        {"column": "code", "pattern": "^", "reason": "all of them"}
    ]
    assert "found 0 rows, none of which counts" in land.run(compute=False).stopped
