"""The context of zones: squares in kilometres and rasters whose sums can be done in the head."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from rasterfiles import write_raster
from rasterio import Affine
from squares import BOGD, COUNTRY, CRS, KHURMEN, NOMGON, ULZIIT, UMNUGOVI, soums, square
from test_zones import layer, zones_of

from nutag.context import measure_context
from nutag.contracts import checked
from nutag.issues import IssueLog
from nutag.registry import Dataset

MINING = {"code": "MV-1", "stage": "mining", "shape": square(4, 4, 2)}
EXPLORATION = {"code": "XV-1", "stage": "exploration", "shape": square(9, 1, 2)}


def context_of(*rows, layers=None, rasters=None, rings_km=(1.0, 3.0), log=None):
    parts = [layer("footprints")] if layers is None else layers
    table = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=CRS)
    zones, _ = zones_of(*rows, layers=table, rings_km=rings_km)
    context, overlaps = measure_context(
        zones,
        soums(),
        table,
        rasters or {},
        country_id=COUNTRY,
        water_zones_m=(50, 200),
        threads=1,
        log=IssueLog("layers") if log is None else log,
    )
    return checked("context", context), checked("overlap_shapes", overlaps)


def value(context, unit_id, zone, measure, class_=""):
    rows = context[
        (context["unit_id"] == unit_id)
        & (context["zone"] == zone)
        & (context["measure"] == measure)
        & (context["class"] == class_)
    ]
    assert len(rows) == 1
    return rows["value"].iloc[0]


def raster(path, values, cell_m, role="population_raster", **keys):
    write_raster(path, np.asarray(values, dtype="float32"), top=20_000, cell=cell_m)
    return {role: Dataset(role=role, path=path, label=path.name, **keys)}


def test_protected_land_under_licence_by_stage_and_class():
    # 1 km2 of park in the mining licence, 1 of reserve in the exploration, half of it in Khurmen.
    areas = layer("protected_areas", square(4, 4), square(9.5, 1), **{"class": ["park", "reserve"]})
    context, overlaps = context_of(MINING, EXPLORATION, layers=[areas])
    assert value(context, NOMGON, "mining", "protected_ha") == pytest.approx(100)
    assert value(context, NOMGON, "mining", "protected_ha", "park") == pytest.approx(100)
    assert value(context, NOMGON, "mining", "protected_ha", "reserve") == 0
    assert value(context, NOMGON, "exploration_only", "protected_ha") == pytest.approx(50)
    assert value(context, KHURMEN, "exploration_only", "protected_ha") == pytest.approx(50)
    assert value(context, UMNUGOVI, "exploration_only", "protected_ha") == pytest.approx(100)
    assert value(context, COUNTRY, "unit", "protected_ha") == pytest.approx(200)
    assert overlaps.groupby("zone")["area_ha"].sum().to_dict() == pytest.approx(
        {"mining": 100, "exploration_only": 100}
    )


def test_land_in_two_protected_areas_counts_once():
    areas = layer("protected_areas", square(4, 4), square(4, 4), square(4.5, 4))
    context, _ = context_of(MINING, layers=[areas])
    assert value(context, NOMGON, "mining", "protected_ha") == pytest.approx(150)


def test_water_zones_lie_on_both_sides_of_a_river_and_around_a_lake():
    river = layer("rivers", shapely.LineString([(3000, 5000), (7000, 5000)]))
    context, _ = context_of(MINING, layers=[river])
    # 2 km of the river lie in the licence: 2 x 0.4 km and 2 x 0.1 km.
    assert value(context, NOMGON, "mining", "water_200_ha") == pytest.approx(80)
    assert value(context, NOMGON, "mining", "water_50_ha") == pytest.approx(20)
    lake = layer("lakes", square(4.5, 4.5))
    context, _ = context_of(MINING, layers=[river, lake])
    # The river crosses the lake, whose zone is 1.4 km wide with round corners.
    round_off = 4 * (0.2**2) * (1 - np.pi / 4)
    expected = 100 * (1.4**2 - round_off + 0.6 * 0.4)
    assert value(context, NOMGON, "mining", "water_200_ha") == pytest.approx(expected, rel=1e-4)


def test_points_are_counted_in_each_family_of_zones_once():
    # In the licence; on the border of Nomgon and Khurmen; in the second ring.
    towns = layer(
        "settlements",
        shapely.Point(5000, 5000),
        shapely.Point(10_000, 5000),
        shapely.Point(5000, 8000),
    )
    context, _ = context_of(MINING, layers=[towns])
    assert value(context, NOMGON, "unit", "settlements_n") == 3
    assert value(context, KHURMEN, "unit", "settlements_n") == 0
    assert value(context, COUNTRY, "unit", "settlements_n") == 3
    assert value(context, NOMGON, "mining", "settlements_n") == 1
    assert value(context, NOMGON, "mining_ring_1", "settlements_n") == 1
    assert value(context, NOMGON, "mining_ring_2", "settlements_n") == 1


def test_people_of_rings_and_beyond_are_those_of_the_unit(tmp_path):
    people = raster(tmp_path / "people.tif", np.arange(400).reshape(20, 20), 1000)
    context, _ = context_of(MINING, rasters=people, rings_km=(1.0, 3.0, 40.0))
    rings = sum(value(context, NOMGON, f"mining_ring_{n}", "people") for n in (1, 2, 3))
    assert rings == pytest.approx(value(context, NOMGON, "unit", "people"), rel=1e-6)
    everyone = sum(value(context, s, "unit", "people") for s in (NOMGON, KHURMEN, ULZIIT))
    assert everyone == pytest.approx(np.arange(400).sum(), rel=1e-6)
    assert value(context, COUNTRY, "unit", "people") == pytest.approx(everyone)


def test_no_class_of_wide_cells_has_more_land_than_there_is(tmp_path):
    # One cell from 30 to 48 degrees north, all pasture: its north is taken for wider than it is.
    path = write_raster(
        tmp_path / "cover.tif",
        np.full((1, 1), 30, dtype="int16"),
        crs="EPSG:4326",
        place=Affine(27, 0, 90, 0, -18, 48),
    )
    cover = Dataset(role="land_cover", path=path, label="cover", classes={"pasture": [30]})
    context, _ = context_of(MINING, EXPLORATION, rasters={"land_cover": cover})
    for zone in ("unit", "mining", "exploration_only"):
        land = value(context, COUNTRY, zone, "land_ha")
        assert land > 0
        assert value(context, COUNTRY, zone, "pasture_ha") == pytest.approx(land, rel=1e-9)


def test_classes_of_land_cover_are_those_of_the_land(tmp_path):
    # The western half of every square kilometre row is pasture, the eastern forest.
    cover = raster(
        tmp_path / "cover.tif",
        np.tile(np.repeat([30, 10], 10), (20, 1)),
        1000,
        role="land_cover",
        classes={"pasture": [30], "forest": [10, 11]},
    )
    context, _ = context_of(EXPLORATION, rasters=cover)
    assert value(context, NOMGON, "unit", "pasture_ha") == pytest.approx(10_000, rel=1e-6)
    assert value(context, NOMGON, "unit", "forest_ha") == pytest.approx(0, abs=1e-3)
    # The licence lies half in Nomgon and half in Khurmen.
    assert value(context, UMNUGOVI, "exploration_only", "pasture_ha") == pytest.approx(
        200, rel=1e-6
    )
    assert value(context, KHURMEN, "exploration_only", "forest_ha") == pytest.approx(200, rel=1e-6)


def test_surface_water_under_licence_is_that_of_its_raster(tmp_path):
    # Water stands on 75 of 100 days in the column from 9 to 10 km, on 20 days in the next one.
    values = np.zeros((20, 20))
    values[:, 9], values[:, 10] = 75, 20
    water = raster(
        tmp_path / "water.tif",
        values,
        1000,
        role="surface_water",
        classes={"water": list(range(50, 101))},
    )
    context, overlaps = context_of(MINING, EXPLORATION, rasters=water)
    # The exploration licence has 1 of its 2 km in that column, up to the border of Khurmen.
    assert value(context, NOMGON, "exploration_only", "surface_water_ha") == pytest.approx(
        200, rel=1e-6
    )
    assert value(context, KHURMEN, "exploration_only", "surface_water_ha") == 0
    assert value(context, COUNTRY, "mining", "surface_water_ha") == 0
    assert value(context, NOMGON, "unit", "surface_water_ha") == pytest.approx(1000, rel=1e-6)
    # Cells are counted, not cut: there is no shape to draw.
    assert overlaps.empty


def test_where_a_raster_does_not_reach_there_is_no_value(tmp_path):
    # 10 x 10 cells: the western half of Ulziit, above Nomgon, and nothing else.
    people = raster(tmp_path / "people.tif", np.full((10, 10), 7.0), 1000)
    context, _ = context_of(MINING, rasters=people)
    assert np.isnan(value(context, NOMGON, "unit", "people"))
    rows = context[(context["measure"] == "people") & (context["zone"] == "unit")]
    rows = rows.set_index("unit_id")
    assert rows.loc[ULZIIT, "value"] == pytest.approx(700)
    assert rows.loc[ULZIIT, "covered_pct"] == pytest.approx(50)
    assert rows.loc[COUNTRY, "covered_pct"] == pytest.approx(25)
    assert (rows.loc[COUNTRY, "n"], rows.loc[COUNTRY, "n_of"]) == (1, 3)
    assert BOGD not in rows.index


def test_layers_in_another_crs_are_refused():
    zones, _ = zones_of(MINING)
    with pytest.raises(ValueError, match="layers are in EPSG:4326"):
        measure_context(
            zones,
            soums(),
            layer("lakes", square(0, 0)).set_crs("EPSG:4326", allow_override=True),
            {},
            country_id=COUNTRY,
            water_zones_m=(50, 200),
            threads=1,
            log=IssueLog("layers"),
        )


def test_a_zone_of_cells_without_a_value_is_not_reached(tmp_path):
    # No value on Khurmen, the eastern half of the lower half; 2 people a cell elsewhere.
    values = np.full((20, 20), 2.0)
    values[10:, 10:] = -1
    context, _ = context_of(MINING, rasters=raster(tmp_path / "people.tif", values, 1000))
    rows = context[(context["measure"] == "people") & (context["zone"] == "unit")]
    rows = rows.set_index("unit_id")
    assert np.isnan(rows.loc[KHURMEN, "value"])
    assert rows.loc[KHURMEN, "covered_pct"] == 0
    assert rows.loc[UMNUGOVI, "covered_pct"] == pytest.approx(50)
    assert (rows.loc[UMNUGOVI, "n"], rows.loc[UMNUGOVI, "n_of"]) == (1, 2)


@pytest.mark.parametrize(("rows", "pct"), [(10, 50.0), (11, 45.0)])
def test_how_much_of_the_land_has_a_number_of_people_is_told(tmp_path, rows, pct):
    # The northern rows of 20 have no value: all of Ulziit, and a tenth of the lower half.
    values = np.full((20, 20), 2.0)
    values[:rows] = -1
    log = IssueLog("layers")
    context, _ = context_of(MINING, rasters=raster(tmp_path / "p.tif", values, 1000), log=log)
    people = context[(context["measure"] == "people") & (context["zone"] == "unit")]
    people = people.set_index("unit_id")
    assert people.loc[NOMGON, "covered_pct"] == pytest.approx(100)
    assert people.loc[NOMGON, "valued_pct"] == pytest.approx(2 * pct)
    assert people.loc[COUNTRY, "valued_pct"] == pytest.approx(pct)
    # With half of the country the raster is as it may be, with less it is worth a look.
    issues = [issue for issue in log if issue.code == "raster.empty_cells"]
    assert len(issues) == (pct < 50)
    if issues:
        assert (issues[0].dataset, issues[0].severity) == ("population_raster", "warn")
        assert "a number of people on 45.0 % of the land" in issues[0].found


def test_a_ring_of_cells_without_a_value_in_a_soum_with_people_is_reached(tmp_path):
    # No value within 3 km of the licence in Nomgon; 2 people a cell elsewhere.
    values = np.full((20, 20), 2.0)
    values[10:, :10] = -1
    values[19, 0] = 5
    people = raster(tmp_path / "people.tif", values, 1000)
    context, _ = context_of(MINING, rasters=people)
    rows = context[(context["measure"] == "people") & (context["zone"] == "mining_ring_1")]
    nomgon = rows.set_index("unit_id").loc[NOMGON]
    assert np.isnan(nomgon["value"])
    assert (nomgon["covered_pct"], nomgon["valued_pct"]) == (100, 0)
