"""Coordinates in another order, unit, CRS or kind than the file says."""

import geopandas as gpd
import minicountry
import pytest
import shapely

UTM = "EPSG:32648"
# Straight edges in degrees are not quite straight in kilometres.
WITHIN_HA = 0.1


def wkt_rows(crs="EPSG:4326", turned=()):
    """Return the register as rows with WKT, the boundaries of some licences turned round."""
    register = minicountry.register().to_crs(crs)
    rows = []
    for row in register.to_dict("records"):
        shape = row.pop("geometry")
        if row["code"] in turned:
            shape = shape and turned_round(shape)
        rows.append({**row, "geometry_wkt": shape and shape.wkt})
    return rows


def turned_round(shape):
    return shapely.transform(shape, lambda xy: xy[:, ::-1])


def spoiled(code, shape):
    """Return the register with another shape for one licence."""
    register = minicountry.register()
    register.loc[register["code"] == code, "geometry"] = shape
    return register


def as_in_the_mini_country(outcome):
    assert outcome.stopped == ""
    assert outcome.rows("licences", "counted") == 6
    assert outcome.count() == 6
    for unit in (minicountry.BARUUN, minicountry.DUND, minicountry.ZUUN):
        expected = minicountry.MEASURED[unit][1]
        assert outcome.union_ha(unit) == pytest.approx(expected, abs=WITHIN_HA)


EVERY = tuple(minicountry.LICENCES)


@pytest.mark.bad_input(10)
def test_a_file_with_latitude_first_stops_and_is_turned_round_on_request(land):
    land.rows("licences", wkt_rows(turned=EVERY))
    outcome = land.run(compute=False)
    issue = outcome.issue("coordinates.swapped")
    assert issue["severity"] == "stop"
    assert issue["message"] in outcome.stopped
    assert issue["message"] == (
        "licences (spoiled.csv): found latitude before longitude in 5 of 5 rows: the first "
        "coordinate goes from 47.0083 to 47.0538, the second from 104.013 to 104.408; expected "
        "longitude (87.7 to 120 degrees in the country) before latitude (41.5 to 52.2). Set "
        "`datasets.licences.swap_xy: true`."
    )
    assert outcome.ladder == {}
    land.rows("licences", wkt_rows(turned=EVERY), swap_xy=True)
    as_in_the_mini_country(land.run(compute=False))


@pytest.mark.bad_input(10)
@pytest.mark.parametrize("crs", ["EPSG:4326", UTM])
def test_a_layer_that_names_its_crs_can_have_latitude_or_northing_first(land, crs):
    register = minicountry.register().to_crs(crs)
    register["geometry"] = [s and turned_round(s) for s in register.geometry]
    land.layer("licences", register)
    outcome = land.run(compute=False)
    assert "in 5 of 5 rows" in outcome.issue("coordinates.swapped")["message"]
    land.layer("licences", register, swap_xy=True)
    as_in_the_mini_country(land.run(compute=False))


@pytest.mark.bad_input(10)
def test_a_file_that_is_in_order_is_not_to_be_turned_round(land):
    land.rows("licences", wkt_rows(), swap_xy=True)
    assert "Set `datasets.licences.swap_xy: false`." in land.run(compute=False).stopped


@pytest.mark.bad_input(11)
def test_a_row_with_latitude_first_is_set_aside(land):
    land.rows("licences", wkt_rows(turned=["MV-000001"]))
    outcome = land.run(compute=False)
    issue = outcome.issue("coordinates.swapped_row")
    assert (issue["severity"], issue["source_row"]) == ("row", "2")
    assert issue["message"] == (
        "licences (spoiled.csv, row 2): MV-000001: found latitude before longitude: 47.009, "
        "104.04; expected longitude before latitude, as in the other rows. Set aside; "
        "`datasets.licences.autofix_swap: true` turns such rows round."
    )
    # Half of its 400 ha lies under XV-000002.
    assert outcome.union_ha() == pytest.approx(1400 - 200, abs=WITHIN_HA)
    assert outcome.rows("licences", "counted") == 5
    assert "1 latitude before longitude" in outcome.ladder["licences"]["geometry"]["note"]
    assert outcome.all_issues("licence.outside_country") == []


@pytest.mark.bad_input(11)
def test_a_row_with_latitude_first_is_turned_round_on_request(land):
    land.rows("licences", wkt_rows(turned=["MV-000001"]), autofix_swap=True)
    outcome = land.run(compute=False)
    issue = outcome.issue("coordinates.turned_row")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (spoiled.csv, row 2): MV-000001: found latitude before longitude: 47.009, "
        "104.04; expected longitude before latitude, as in the other rows. Turned round."
    )
    as_in_the_mini_country(outcome)


@pytest.mark.bad_input(11)
def test_a_single_corner_with_latitude_first_is_found(land):
    register = minicountry.register().to_crs("EPSG:4326")
    xy = shapely.get_coordinates(register.geometry.iloc[0])
    xy[1] = xy[1, ::-1]
    register.loc[0, "geometry"] = shapely.Polygon(xy)
    land.layer("licences", register)
    outcome = land.run(compute=False)
    assert outcome.issue("coordinates.swapped_row")["key"] == "MV-000001"
    assert outcome.union_ha() == pytest.approx(1400 - 200, abs=WITHIN_HA)
    land.layer("licences", register, autofix_swap=True)
    as_in_the_mini_country(land.run(compute=False))


@pytest.mark.bad_input(11)
def test_one_of_two_rows_with_latitude_first_is_no_reason_to_doubt_the_degrees(land):
    land.rows("licences", wkt_rows(turned=["MV-000001"])[:2])
    outcome = land.run(compute=False)
    assert outcome.issue("coordinates.swapped_row")["key"] == "MV-000001"
    assert "1 of 2 inside the country" in outcome.issue("crs.assumed")["found"]
    assert outcome.union_ha() == pytest.approx(400, abs=WITHIN_HA)
    # The only licence of a file, with a corner in the other order.
    shape = minicountry.register().to_crs("EPSG:4326").geometry.iloc[0]
    xy = shapely.get_coordinates(shape)
    xy[1] = xy[1, ::-1]
    row = {"code": "MV-000001", "stage": "mining", "aimag": ""}
    row["geometry_wkt"] = shapely.Polygon(xy).wkt
    land.rows("licences", [row], autofix_swap=True)
    assert land.run(compute=False).union_ha() == pytest.approx(400, abs=WITHIN_HA)


@pytest.mark.bad_input(14)
def test_degrees_elsewhere_are_not_said_to_be_metres(land):
    row = {"code": "MV-000001", "stage": "mining", "aimag": "", "geometry_wkt": "POINT (12.5 41.9)"}
    land.rows("licences", [row], coverage="sample")
    message = land.run(compute=False).issue("crs.missing")["message"]
    assert message.endswith(
        "found no CRS, and coordinates from (12.5, 41.9) to (12.5, 41.9); expected a CRS, or "
        "longitude and latitude inside the country. If these are degrees, mend them; else set "
        "`datasets.licences.crs`. It is not guessed: an old local CRS would put everything "
        "elsewhere."
    )


@pytest.mark.bad_input(13)
def test_metres_without_a_zone_stop_the_run(land):
    land.rows("licences", wkt_rows(UTM))
    outcome = land.run(compute=False)
    issue = outcome.issue("crs.metres")
    assert issue["severity"] == "stop"
    assert issue["message"] in outcome.stopped
    assert issue["message"] == (
        "licences (spoiled.csv): found values 424989-455044 and 5206251-5211521, which look like "
        "metres of UTM; expected degrees, or the CRS of the metres. Set `datasets.licences.crs` to "
        "the zone of the file; of 5 rows these put in the country: EPSG:32646 5, EPSG:32647 5, "
        "EPSG:32648 5, EPSG:32649 5, EPSG:32650 5."
    )
    land.rows("licences", wkt_rows(UTM), crs=UTM)
    as_in_the_mini_country(land.run(compute=False))


@pytest.mark.bad_input(13)
def test_metres_that_are_called_degrees_stop_the_run(land):
    land.rows("licences", wkt_rows(UTM), crs="EPSG:4326")
    assert "look like metres of UTM" in land.run(compute=False).issue("crs.metres")["message"]


@pytest.mark.bad_input(13)
def test_northing_before_easting_is_told_with_the_zone(land):
    land.rows("licences", wkt_rows(UTM, turned=EVERY))
    message = land.run(compute=False).issue("crs.metres")["message"]
    assert "Set `datasets.licences.crs` together with `swap_xy: true` to the zone" in message
    land.rows("licences", wkt_rows(UTM, turned=EVERY), crs=UTM, swap_xy=True)
    as_in_the_mini_country(land.run(compute=False))


@pytest.mark.bad_input(14)
def test_without_a_crs_the_run_stops_and_none_is_guessed(land):
    # Metres of the Soviet zone 18, with its number in front.
    rows = wkt_rows("EPSG:28418")
    land.rows("licences", rows)
    outcome = land.run(compute=False)
    issue = outcome.issue("crs.missing")
    assert issue["severity"] == "stop"
    assert issue["message"] in outcome.stopped
    assert issue["message"].endswith(
        "expected a CRS, or longitude and latitude inside the country. Set "
        "`datasets.licences.crs`, for example EPSG:32648. It is not guessed: an old local CRS "
        "would put everything elsewhere."
    )


@pytest.mark.bad_input(14)
def test_degrees_in_the_country_need_no_crs(land):
    land.rows("licences", wkt_rows())
    outcome = land.run(compute=False)
    assert outcome.issue("crs.assumed")["severity"] == "info"
    as_in_the_mini_country(outcome)


@pytest.mark.bad_input(15)
def test_the_datum_of_1942_is_told(land):
    land.layer("licences", minicountry.register().to_crs("EPSG:28418"))
    outcome = land.run(compute=False)
    issue = outcome.issue("crs.legacy_datum")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (spoiled.gpkg): found Pulkovo 1942 / Gauss-Kruger zone 18, a legacy Soviet datum "
        "without a transformation made for Mongolia; expected a CRS that has one: ESRI:104135 for "
        "degrees, or your own with +towgs84. Set `datasets.licences.crs` to it. Until then places "
        "are off by an unknown part of the 45-82 m between the datums: do not use buffers under "
        "500 m."
    )
    as_in_the_mini_country(outcome)


@pytest.mark.bad_input(15)
def test_the_mongolian_transformation_moves_a_file_of_1942(land):
    """The configuration may say what the file cannot: which way leads to WGS 84."""
    old = minicountry.register().to_crs("EPSG:4284")
    land.layer("licences", old, crs="ESRI:104135")
    outcome = land.run(compute=False)
    assert outcome.all_issues("crs.legacy_datum") == []
    assert outcome.all_issues("crs.conflict") == []
    moved = outcome.tables["licences"].geometry.iloc[0].centroid
    unmoved = gpd.GeoSeries(
        list(minicountry.register().to_crs("EPSG:4284").geometry), crs="EPSG:4326"
    ).to_crs(minicountry.ALBERS)
    assert 45 < moved.distance(unmoved.iloc[0].centroid) < 82
    # The two ways differ by a few metres, and by hardly any land.
    assert moved.distance(minicountry.register().geometry.iloc[0].centroid) < 8
    assert outcome.union_ha() == pytest.approx(1400, abs=1)


@pytest.mark.bad_input(15)
def test_parameters_of_ones_own_mend_a_file_of_1942(land):
    zone = "+proj=tmerc +lon_0=105 +k=1 +x_0=18500000 +ellps=krass +units=m"
    own = f"{zone} +towgs84=13,-139,-74.4,0,0,0,0"
    land.layer(
        "licences", minicountry.register().to_crs(own).set_crs("EPSG:28418", allow_override=True)
    )
    assert land.run(compute=False).issue("crs.legacy_datum")["severity"] == "warn"
    land.config["datasets"]["licences"]["crs"] = own
    outcome = land.run(compute=False)
    assert outcome.all_issues("crs.legacy_datum") == []
    as_in_the_mini_country(outcome)
    place = outcome.tables["licences"].geometry.iloc[0].centroid
    assert place.distance(minicountry.register().geometry.iloc[0].centroid) < 0.1
    # A CRS on another datum is a contradiction all the same.
    land.config["datasets"]["licences"]["crs"] = UTM
    assert "found the CRS Pulkovo 1942" in land.run(compute=False).issue("crs.conflict")["message"]


@pytest.mark.bad_input(16)
def test_a_licence_outside_the_country_is_set_aside(land):
    """The box around the country; what crosses the border is cut in the overlay."""
    land.layer("licences", spoiled("XV-000003", minicountry.box(2000, 0, 3, 1)))
    outcome = land.run(compute=False)
    issue = outcome.issue("licence.outside_country")
    assert (issue["severity"], issue["source_row"]) == ("row", "3")
    assert issue["message"].startswith(
        "licences (spoiled.gpkg, row 3): XV-000003: found coordinates wholly outside the country; "
        "expected degrees inside (87.7, 41.5, 120.0, 52.2). Set aside"
    )
    assert float(issue["area_ha_affected"]) == pytest.approx(300)
    assert outcome.union_ha() == pytest.approx(1400 - 300)
    assert outcome.rows("licences", "counted") == 5


@pytest.mark.bad_input(17)
@pytest.mark.parametrize(("height", "severity"), [(1300, "warn"), (0, "info")])
def test_heights_are_left_out(land, height, severity):
    register = minicountry.register()
    register["geometry"] = [s and shapely.force_3d(s, height) for s in register.geometry]
    land.layer("licences", register)
    outcome = land.run(compute=False)
    issue = outcome.issue("geometry.dimensions")
    assert issue["severity"] == severity
    zero = ", all of them zero or empty" if height == 0 else ""
    assert issue["message"] == (
        f"licences (spoiled.gpkg): found 5 shapes with a third dimension or measures{zero}; "
        "expected shapes in two dimensions. Heights and measures are left out."
    )
    as_in_the_mini_country(outcome)


@pytest.mark.bad_input(17)
def test_of_a_collection_the_polygons_are_kept(land):
    square = minicountry.LICENCES["MV-000001"]
    mixed = shapely.GeometryCollection([square, shapely.Point(0, 0), square.exterior])
    land.layer("licences", spoiled("MV-000001", mixed))
    outcome = land.run(compute=False)
    issue = outcome.issue("geometry.collection")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): MV-000001: found polygons among lines or points; expected "
        "a polygon. The polygons are kept, the rest is left out."
    )
    as_in_the_mini_country(outcome)


@pytest.mark.bad_input(17)
def test_a_line_is_no_boundary(land):
    square = minicountry.LICENCES["MV-000001"]
    land.layer("licences", spoiled("MV-000001", shapely.LineString(square.exterior.coords)))
    outcome = land.run(compute=False)
    issue = outcome.issue("geometry.no_polygon")
    assert (issue["severity"], issue["source_row"]) == ("row", "1")
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): MV-000001: found no polygon but a linestring; expected a "
        "polygon. The row is kept without a boundary."
    )
    assert outcome.union_ha() == pytest.approx(1400 - 200)
    assert outcome.rows("licences", "counted") == 5  # no place is recorded for it either


@pytest.mark.bad_input(17)
def test_a_point_in_a_complete_register_has_no_land(land):
    land.layer("licences", spoiled("MV-000001", shapely.Point(1500, 1500)))
    outcome = land.run(compute=False)
    issue = outcome.issue("geometry.point")
    assert (issue["severity"], issue["source_row"]) == ("warn", "1")
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): MV-000001: found a point in a complete register; expected "
        "a polygon. It says where the row lies; its land is not known and counts nowhere."
    )
    assert outcome.union_ha() == pytest.approx(1400 - 200)
    assert outcome.count(minicountry.BARUUN) == 3
