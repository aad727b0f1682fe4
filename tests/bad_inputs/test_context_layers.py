"""Context layers with a fault each: what is said, and what the figures are without it."""

from functools import partial

import geopandas as gpd
import minicountry
import numpy as np
import pytest
import shapely
from minicountry import ALBERS, BARUUN, DUND, EAST, WEST, ZUUN, box
from rasterfiles import write_raster

from nutag.check import check
from nutag.context_layers import LAID_ON
from nutag.indicators import overlap_table, ring_table
from nutag.registry import LAYERS
from nutag.vocabulary import LIVESTOCK_KINDS

BOWTIE = shapely.Polygon([(1000, 6000), (3000, 8000), (3000, 6000), (1000, 8000)])


def layer(*shapes, crs=ALBERS, **columns):
    columns = columns or {"name": [f"a{i}" for i in range(len(shapes))]}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


write_grid = partial(write_raster, top=10_000, cell=5000)


def test_points_among_mined_ground_are_left_out_and_said(land):
    land.layer("footprints", layer(box(1, 1, 1, 1), shapely.Point(5000, 5000)), coverage="complete")
    outcome = land.run()
    issue = outcome.issue("layer.other_kind")
    assert issue["severity"] == "row"
    assert "found 1 features that are Point; expected a polygon." in issue["message"]
    # One square kilometre, all of it in the mining licence MV-000001.
    assert outcome.value("F01", BARUUN) == pytest.approx(100)
    assert outcome.value("F02", BARUUN) == 0
    assert outcome.rows("footprints", "counted") == 1


def test_a_feature_without_a_shape_is_counted_as_missing(land):
    land.text("settlements", "name,longitude,latitude,people\nA,104.05,47.05,10\nB,,,20\n")
    outcome = land.run()
    issue = outcome.issue("layer.no_geometry")
    assert issue["source_row"] == "3"
    assert "1 of 2 rows without a usable place" in issue["message"]
    assert outcome.rows("settlements", "counted") == 1


def test_a_layer_of_another_country_gives_no_figure_and_no_zero(land):
    land.text("settlements", "name,longitude,latitude\nParis,2.35,48.85\n", crs="EPSG:4326")
    outcome = land.run()
    assert "1 of 1 features outside the country" in outcome.issue("layer.outside_country")["found"]
    issue = outcome.issue("layer.none_in_country")
    assert issue["severity"] == "warn"
    assert "set `datasets.settlements: null`" in issue["action"]
    assert outcome.indicators.loc[("MN", "E02"), "state"] == "not_covered"


def test_points_in_no_soum_are_in_no_figure(land):
    land.layer("settlements", layer(shapely.Point(500, 500), shapely.Point(50_000, 500)))
    outcome = land.run()
    issue = outcome.issue("layer.outside_units")
    assert "1 of 2 settlements outside every soum" in issue["message"]
    # 0.7 km from MV-000001.
    assert outcome.value("E02") == 1


def test_a_ring_that_crosses_itself_is_repaired_with_its_area(land):
    land.layer("protected_areas", layer(BOWTIE))
    outcome = land.run()
    issue = outcome.issue("layer.invalid_ring")
    assert "Self-intersection" in issue["found"]
    # Two triangles of 2 x 1 km instead of nothing: their signed areas cancel.
    assert "0.00 ha before, 200.00 ha after" in issue["action"]


def test_a_protected_area_that_touches_a_border_has_no_land_across(land):
    # In Dund, its edge along the border to Baruun.
    land.layer("protected_areas", layer(box(10, 5, 1, 1)), coverage="complete")
    outcome = land.run()
    # XV-000003 covers it: 100 ha in Dund, none in Baruun.
    assert outcome.value("S01", DUND) == pytest.approx(100)
    assert outcome.value("S01", BARUUN) == 0
    assert outcome.indicators.loc[(BARUUN, "S01"), "state"] == "reported_zero"
    # No protected land, so no share of it.
    assert outcome.indicators.loc[(BARUUN, "S01_pa"), "state"] == "no_base"
    assert outcome.value("S01_pa", WEST) == pytest.approx(100)


def test_official_zones_along_water_are_no_proxy(land):
    # Half of XV-000003 (1 km2 in Dund): a special zone inside an ordinary one.
    zones = layer(box(10, 5, 0.5, 1), box(10, 5, 0.25, 1), **{"class": ["ordinary", "special"]})
    land.layer("water_protection_zones", zones, coverage="complete")
    outcome = land.run()
    assert outcome.value("S02_official", DUND) == pytest.approx(50)
    assert "proxy" not in outcome.indicators.loc[(DUND, "S02_official"), "flags"]
    assert outcome.indicators.loc[(BARUUN, "S02_official"), "state"] == "reported_zero"
    # The proxy is another figure, for which this run has no rivers and lakes.
    assert outcome.indicators.loc[(DUND, "S02"), "state"] == "not_covered"
    rows = overlap_table(outcome.inputs).set_index(["unit_id", "class", "stage"])
    assert set(rows["what"]) == {"water_protection_zones"}
    area = rows.loc[DUND]["area_ha"].groupby("class").sum()
    assert area.to_dict() == pytest.approx({"": 50, "ordinary": 50, "special": 25})


def test_classes_of_a_raster_have_to_be_named(land):
    write_grid(land.folder / "cover.tif", np.full((2, 2), 30))
    land.use("land_cover", "cover.tif")
    outcome = land.run()
    assert "datasets.land_cover.classes" in outcome.issue("raster.no_classes")["action"]
    assert "land_cover (cover.tif): classes: found no classes; expected" in outcome.stopped


def test_a_value_under_two_classes_stops(land):
    write_grid(land.folder / "cover.tif", np.full((2, 2), 30))
    land.use("land_cover", "cover.tif", classes={"pasture": [30], "forest": [10, 30]})
    outcome = land.run()
    assert "found 30 under two classes" in outcome.issue("raster.value_twice")["message"]


def test_the_zero_of_a_zone_without_land_is_no_figure_where_the_raster_ends(land):
    # Pasture on Baruun alone; Zuun has mining and exploration land, and none under other licences.
    write_grid(land.folder / "cover.tif", np.full((2, 2), 30))
    land.use("land_cover", "cover.tif", classes={"pasture": [30]})
    outcome = land.run()
    assert outcome.indicators.loc[(ZUUN, "S04_ha"), "state"] == "not_covered"
    assert outcome.indicators.loc[(EAST, "S04_ha"), "state"] == "not_covered"
    assert outcome.value("S04_ha", BARUUN) == pytest.approx(700, rel=1e-6)


def test_herds_of_a_dataset_block_are_spread_over_pasture_in_head_and_in_sheep_units(land):
    # Of the 800 ha of pasture in Baruun, the half in its south-western corner is near MV-000001.
    cover = np.full((10, 10), 10)
    cover[8:, :2] = cover[:2, 8:] = 30
    write_grid(land.folder / "cover.tif", cover, cell=1000)
    land.use("land_cover", "cover.tif", classes={"pasture": [30]})
    land.text(
        "livestock",
        "soum_id,year,head,тэмээ,адуу,үхэр,хонь,ямаа\nMN9001,2012,9999,99,1000,500,4400,4000\n",
        columns=dict(zip(LIVESTOCK_KINDS, ("тэмээ", "адуу", "үхэр", "хонь", "ямаа"), strict=True)),
    )
    outcome = land.run()
    # 99 × 5 + 1,000 × 7 + 500 × 6 + 4,400 + 4,000 × 0.9 = 18,495.
    assert outcome.value("U03_su", BARUUN) == 18_495
    assert outcome.value("E05", BARUUN) == pytest.approx(9_999 / 2, rel=1e-6)
    assert outcome.value("E05_su", BARUUN) == pytest.approx(18_495 / 2, rel=1e-6)
    near = outcome.indicators.loc[(BARUUN, "E05_su")]
    assert near["unit"] == "sheep units"
    assert near["flags"] == "modelled;status_assumed"


def test_a_raster_of_another_country_stops(land):
    write_grid(
        land.folder / "people.tif", np.ones((2, 2)), left=2, top=48, cell=0.1, crs="EPSG:4326"
    )
    land.use("population_raster", "people.tif")
    outcome = land.run()
    assert "wholly outside the country" in outcome.issue("raster.elsewhere")["message"]


@pytest.mark.parametrize("content", [b"", b"GIF89a"])
def test_a_raster_that_is_none_stops(land, content):
    (land.folder / "people.tif").write_bytes(content)
    land.use("population_raster", "people.tif")
    assert "population_raster" in land.run().stopped


def test_a_raster_that_breaks_off_stops_with_a_sentence(land):
    path = land.folder / "people.tif"
    write_grid(path, np.arange(10_000).reshape(100, 100), cell=300)
    path.write_bytes(path.read_bytes()[:-20_000])
    land.use("population_raster", "people.tif")
    outcome = land.run()
    assert "whether the file is whole" in outcome.issue("raster.unreadable")["action"]
    assert "population_raster (people.tif): found a raster that cannot be read" in outcome.stopped


def test_a_raster_that_is_not_where_it_says_stops(land):
    # Metres, under the name of degrees.
    write_grid(land.folder / "people.tif", np.ones((2, 2)), crs="EPSG:4326")
    land.use("population_raster", "people.tif")
    outcome = land.run()
    assert "a raster in degrees" in outcome.issue("raster.wrong_crs")["found"]
    assert "datasets.population_raster.path" in outcome.stopped


def test_cells_wider_than_a_ring_are_said_and_their_figures_marked(land):
    write_grid(land.folder / "people.tif", np.full((2, 5), 600), cell=6000, top=11_000)
    land.use("population_raster", "people.tif")
    outcome = land.run()
    issue = outcome.issue("raster.coarse")
    assert issue["severity"] == "warn"
    assert "population_raster (people.tif): found cells of 6.0 km" in issue["message"]
    assert "wider than the rings of 0-2, 2-5, 5-10 km; expected cells of" in issue["message"]
    assert issue["action"].startswith("Give `datasets.population_raster` a finer raster, or widen")
    for indicator, marked in [("E01_r1", True), ("E01_r4", False), ("E01_n", True), ("U02", False)]:
        flags = outcome.indicators.loc[(BARUUN, indicator), "flags"].split(";")
        assert ("coarse_raster" in flags) == marked, indicator


def test_a_raster_without_crs_stops(land):
    write_grid(land.folder / "people.tif", np.ones((2, 2)), crs=None)
    land.use("population_raster", "people.tif")
    assert "a raster that names no CRS" in land.run().stopped


def test_a_raster_of_half_the_country_covers_half_of_it(land):
    # 4 cells of 5 km on Baruun, 2 on the western half of Dund: 10 people each; none on Zuun.
    write_grid(land.folder / "people.tif", np.full((2, 3), 10))
    land.use("population_raster", "people.tif")
    outcome = land.run()
    near = outcome.indicators.loc[(ZUUN, "E01_n")]
    assert near["state"] == "not_covered" and "does not reach" in near["note"]
    assert outcome.indicators.loc[(EAST, "E01")]["state"] == "not_covered"
    half = outcome.indicators.loc[(DUND, "E01_n")]
    assert {"lower_bound", "part_of_unit"} <= set(half["flags"].split(";"))
    whole = outcome.indicators.loc[(BARUUN, "E01_n")]
    assert "part_of_unit" not in whole["flags"]
    assert 0 < whole["value"] <= 40


def test_few_camps_are_withheld_and_sums_do_not_give_them_away(land):
    # Four around MV-000001 in Baruun, five around MV-000004 in Zuun.
    few = [shapely.Point(1000 + 300 * i, 1500) for i in range(4)]
    many = [shapely.Point(20_100 + 100 * i, 1500) for i in range(5)]
    land.layer("camps", layer(*few, *many))
    outcome = land.run()
    baruun = outcome.indicators.loc[(BARUUN, "E04")]
    assert baruun["state"] == "withheld" and np.isnan(baruun["value"])
    assert "Fewer than five" in baruun["note"]
    assert outcome.value("E04", ZUUN) == 5
    country = outcome.indicators.loc[("MN", "E04")]
    assert country["value"] == 5 and "lower_bound" in country["flags"]


NOTHING = {
    "spoiled.gpkg": lambda path: layer().to_file(path, layer="spoiled"),
    "spoiled.shp": lambda path: layer().to_file(path),
    "spoiled.geojson": lambda path: path.write_text(
        '{"type": "FeatureCollection", "features": []}', "utf-8"
    ),
    "spoiled.parquet": lambda path: layer().to_parquet(path),
    "spoiled.csv": lambda path: path.write_text("name,geometry_wkt\n", "utf-8"),
}


@pytest.mark.parametrize("name", NOTHING)
def test_a_file_without_mined_ground_is_an_empty_set(land, name):
    NOTHING[name](land.folder / name)
    land.use("footprints", name, coverage="complete")
    outcome = land.run()
    assert outcome.stopped == ""
    issue = outcome.issue("layer.empty")
    assert (issue["severity"], issue["found"]) == ("warn", "a file without any feature")
    assert "check `datasets.footprints.path`" in issue["action"]
    found = outcome.indicators
    for indicator in ("F01", "F02_ha", "F02_none", "F03"):
        row = found.loc[(BARUUN, indicator)]
        assert (row["value"], row["state"]) == (0, "reported_zero"), indicator
    assert found.loc[(BARUUN, "F02"), "state"] == "no_base"
    assert found.loc[("MN", "F01"), "state"] == "reported_zero"


def test_an_empty_layer_that_may_lack_what_there_is_shows_nothing(land):
    land.layer("footprints", layer())
    write_grid(land.folder / "people.tif", np.full((10, 30), 10), cell=1000)
    land.use("population_raster", "people.tif")
    found = land.run().indicators
    for indicator in ("F01", "F02_ha"):
        row = found.loc[(BARUUN, indicator)]
        assert row["state"] == "not_covered" and np.isnan(row["value"])
        assert row["note"] == "The layer shows nothing here, and may lack what there is."
    # Distance from nothing is not known, whatever is.
    near = found.loc[(BARUUN, "E01_fp_n")]
    assert near["state"] == "not_covered"
    assert near["note"] == "There is nothing in the country that rings could lie around."


def test_every_layer_of_shapes_may_be_empty(land):
    layer().to_file(land.folder / "nothing.gpkg", layer="nothing")
    for role in LAYERS:
        land.use(role, "nothing.gpkg", coverage="complete")
    write_grid(land.folder / "cover.tif", np.full((10, 30), 30), cell=1000)
    land.use("land_cover", "cover.tif", classes={"pasture": [30]})
    outcome = land.run()
    assert len(outcome.all_issues("layer.empty")) == len(LAYERS)
    water = ("S02", "S02_special", "S02_official")
    near = ("E02", "E03_n", "E04", "E06")
    for indicator in ("S01", *water, "S05", "F01", "F01_other", *near):
        assert outcome.indicators.loc[(BARUUN, indicator), "state"] == "reported_zero", indicator
    rings, overlaps = ring_table(outcome.inputs), overlap_table(outcome.inputs)
    assert set(rings["around"]) == {"mining"}
    assert set(overlaps["what"]) == {*LAID_ON, "water_zone_50_m", "water_zone_200_m", "pasture"}
    overlaps = overlaps[overlaps["what"] != "pasture"]
    assert set(overlaps.loc[overlaps["unit_id"] == BARUUN, "area_ha"]) == {0}


def test_a_layer_file_without_content_stops(land):
    (land.folder / "spoiled.geojson").write_bytes(b"")
    land.use("footprints", "spoiled.geojson", coverage="complete")
    assert "footprints (spoiled.geojson)" in land.run().stopped


def test_an_empty_register_stops(land):
    land.layer("licences", layer())
    outcome = land.run()
    assert "found no rows" in outcome.issue("file.no_rows")["message"]


#: What nobody but the owner of the file may read: names, and each number of a place.
CAMPS_IN_DOUBT = [
    ("Bat", "", "", 4),  # nowhere
    ("Dorj", "103.1234", "47.o1234", 4),  # a letter among the digits
    ("Suren", "47.0567", "104.0678", 4),  # latitude before longitude
    ("Tsend", "2.3512", "48.8512", 4),  # in another country
    ("Gerel", "104.7123", "47.7123", 4),  # in the country, and in no soum
    ("Oyun", "104.2413", "47.0213", "four?"),
]


def test_the_checks_give_away_no_camp_and_no_small_number_of_them(land):
    # Four around MV-000001 in Baruun, five around MV-000004 in Zuun, as above.
    shapes = [shapely.Point(1000 + 300 * i, 1500) for i in range(4)]
    shapes += [shapely.Point(20_100 + 100 * i, 1500) for i in range(5)]
    places = gpd.GeoSeries(shapes, crs=ALBERS).to_crs("EPSG:4326")
    rows = [(f"Ail{i}", f"{p.x:.6f}", f"{p.y:.6f}", 4) for i, p in enumerate(places)]
    rows += CAMPS_IN_DOUBT
    lines = ["name,longitude,latitude,people", *(",".join(map(str, row)) for row in rows)]
    land.text("camps", "\n".join(lines) + "\n", "camps.csv", crs="EPSG:4326")
    outcome = land.run()
    assert outcome.indicators.loc[(BARUUN, "E04"), "state"] == "withheld"
    assert outcome.value("E04", ZUUN) == 5
    of_camps = [row for row in outcome.issues if row["dataset"] == "camps"]
    codes = {row["code"] for row in of_camps}
    assert {"layer.no_geometry", "layer.outside_units", "layer.outside_country"} <= codes
    assert {"geometry.coordinates", "coordinates.swapped_row", "value.not_a_number"} <= codes
    assert len(codes) == len(of_camps)  # each kind once, however many rows it is about
    for row in of_camps:
        assert row["found"] == "withheld, because camps are private"
        assert row["source_row"] == row["source_rows"] == row["key"] == ""
    steps = [row for row in outcome.checks if row["dataset"] == "camps"]
    assert [(row["check"], row["step"]) for row in steps] == [("ladder", "rows in")]
    assert steps[0]["rows"] == ""
    assert steps[0]["note"] == "withheld, because camps are private"
    checks = land.folder / "results" / "checks"
    published = "\n".join(path.read_text(encoding="utf-8") for path in checks.iterdir())
    published += outcome.indicators.astype(str).to_csv()
    for name, *numbers in rows:
        assert name not in published
        for text in filter(None, map(str, numbers[:2])):
            assert text not in published and text[:6] not in published, text
    # What the layer has in all is no number either: less the five, it would be the few.
    notes = outcome.indicators.xs("E04", level=1)["note"]
    assert notes.str.contains("in no unit: fewer than five.").any()
    assert not any(str(n) in note for n in (9, 10, 11, 12, 14, 15) for note in notes)


def test_whoever_has_the_file_of_camps_sees_what_became_of_its_rows(land):
    land.text("camps", "name,longitude,latitude\nBat,104.05,47.05\nDorj,,\n", "camps.csv")
    minicountry.write_config(land.folder, land.config)
    _, text = check(land.folder, land.folder / "mini.yaml")
    assert "1 of 2 rows without a usable place" in text


def test_water_on_a_raster_under_licence(land):
    # Water on the western half of Baruun: 5 km of 10.
    write_grid(land.folder / "water.tif", np.array([[80, 20], [80, 20]]))
    land.use("surface_water", "water.tif", classes={"water": list(range(50, 101))}, year=2021)
    outcome = land.run()
    # MV-000001 and XV-000002 together, 600 ha, lie on it; XV-000003 begins at 9 km.
    assert outcome.value("S02_surface", BARUUN) == pytest.approx(600, rel=1e-6)
    assert outcome.value("S02_surface_lic", BARUUN) == pytest.approx(100 * 600 / 700, rel=1e-6)
    assert outcome.indicators.loc[(ZUUN, "S02_surface"), "state"] == "not_covered"
    assert "proxy" not in outcome.indicators.loc[(BARUUN, "S02_surface"), "flags"]


def test_settlements_near_say_how_many_there_are_and_how_many_lie_nowhere(land):
    inside = gpd.GeoSeries([shapely.Point(1500, 1500)] * 2, crs=ALBERS).to_crs("EPSG:4326")
    rows = [f"A{i},{p.x},{p.y}" for i, p in enumerate(inside)]
    land.text("settlements", "\n".join(["name,longitude,latitude", *rows, "B,,", "C,,"]) + "\n")
    note = land.run().indicators.loc[(BARUUN, "E02"), "note"]
    assert "Points of the layer in the unit: 2." in note
    assert "Rows of the layer without a usable place, in no unit: 2." in note


def test_a_line_and_a_polygon_among_points_are_left_out_and_counted_as_missing(land):
    line = shapely.LineString([(500, 500), (900, 900)])
    shapes = layer(shapely.Point(500, 500), line, box(1, 1, 1, 1), BOWTIE)
    land.layer("settlements", shapes)
    outcome = land.run()
    issue = outcome.issue("layer.other_kind")
    assert issue["source_rows"] == "2;3;4"
    assert issue["message"] == (
        "settlements (spoiled.gpkg, row 2): found 3 features that are LineString, Polygon; "
        "expected a point. They are left out, and counts say how many are missing."
    )
    assert not outcome.all_issues("geometry.no_polygon")
    assert outcome.rows("settlements", "counted") == 1
    assert outcome.value("E02") == 1
    note = outcome.indicators.loc[("MN", "E02"), "note"]
    assert "Rows of the layer without a usable place, in no unit: 3." in note
    assert "outside every soum" not in note


def test_a_line_among_polygons_is_said_to_be_no_polygon_of_the_layer(land):
    line = shapely.LineString([(500, 500), (900, 900)])
    both = shapely.GeometryCollection([box(3, 1, 1, 1), line])
    land.layer("footprints", layer(box(1, 1, 1, 1), line, both), coverage="complete")
    outcome = land.run()
    issue = outcome.issue("layer.other_kind")
    assert "found 1 features that are LineString; expected a polygon." in issue["message"]
    assert issue["source_row"] == "2"
    assert not outcome.all_issues("geometry.no_polygon")
    # Of the collection the polygon counts.
    assert "row 3" in outcome.issue("geometry.collection")["message"]
    assert outcome.value("F01", BARUUN) == pytest.approx(200)


def test_points_outside_every_soum_are_told_beside_the_count(land):
    # One in Baruun, two beside the country, one far away.
    away = [shapely.Point(50_000, 500), shapely.Point(50_000, 900), shapely.Point(-5_000_000, 0)]
    land.layer("settlements", layer(shapely.Point(500, 500), *away))
    outcome = land.run()
    assert outcome.issue("layer.outside_units")["source_rows"] == "2;3"
    note = outcome.indicators.loc[("MN", "E02"), "note"]
    assert note.endswith(
        "Points of the layer in the unit: 1. Rows of the layer without a usable place, in no "
        "unit: 0. Points of the layer outside every soum: 3."
    )


@pytest.mark.parametrize(("n", "said"), [(0, None), (4, "fewer than five"), (5, "5")])
def test_few_camps_outside_every_soum_are_withheld_too(land, n, said):
    there = [shapely.Point(20_100 + 100 * i, 1500) for i in range(5)]
    land.layer("camps", layer(*there, *[shapely.Point(50_000, 100 * i) for i in range(n)]))
    note = land.run().indicators.loc[("MN", "E04"), "note"]
    words = "Points of the layer outside every soum"
    assert (words in note) == (said is not None)
    assert said is None or f"{words}: {said}." in note


def test_each_point_of_a_row_of_several_counts(land):
    # In Baruun one row of one point and one of two; one point of a third row lies abroad.
    one = shapely.MultiPoint([(1500, 1500)])
    two = shapely.MultiPoint([(1500, 1600), (1600, 1600)])
    across = shapely.MultiPoint([(1700, 1600), (50_000, 500)])
    land.layer("water_points", layer(one, two, across), coverage="complete")
    outcome = land.run()
    assert outcome.value("E03_n", BARUUN) == 4
    assert outcome.value("E03_n") == 4
    note = outcome.indicators.loc[(BARUUN, "E03_n"), "note"]
    assert "Points of the layer in the unit: 4." in note
    assert "Points of the layer outside every soum: 1." in note
    # The ladder is of rows.
    assert outcome.rows("water_points", "geometry") == 3
    assert outcome.rows("water_points", "counted") == 3
