from functools import partial

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
import shapely.affinity
from exactextract import exact_extract
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from rasterfiles import write_raster
from rasterio import Affine
from squares import CRS

from nutag import raster_grid, zonal
from nutag.raster_grid import NoCRS, WrongCRS
from nutag.zonal import zonal_class_areas, zonal_sums

NODATA = -99999.0
KM = 1000.0
#: One cell a square kilometre, the upper left corner of the first at (0, 0).
KM_CELLS = Affine(KM, 0, 0, 0, -KM, 0)


write = partial(write_raster, nodata=NODATA)


def zones(*shapes, crs=CRS) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), crs=crs, index=[f"Z{i}" for i in range(len(shapes))])


def cells_box(left, top, right, bottom):
    """Return the box between columns and rows of the kilometre cells."""
    return shapely.box(KM * left, -KM * bottom, KM * right, -KM * top)


@pytest.fixture
def people(tmp_path):
    """4 x 4 cells: 1 to 4 in the first row, 5 to 8 in the second, and so on."""
    return write(tmp_path / "people.tif", np.arange(1, 17, dtype="float32").reshape(4, 4))


def test_a_cell_counts_by_the_part_of_it_in_the_zone(people):
    found = zonal_sums(
        people,
        zones(
            cells_box(0, 0, 4, 4),
            cells_box(0.5, 0, 2, 1),  # half of 1, and 2
            cells_box(1.25, 2.5, 1.75, 3.5),  # a quarter of 10 and a quarter of 14
            shapely.Polygon([(0, 0), (4 * KM, 0), (0, -4 * KM)]),  # the upper left triangle
        ),
    )
    diagonal = (4 + 7 + 10 + 13) / 2
    assert found["total"].tolist() == pytest.approx([136, 2.5, 6, 1 + 2 + 3 + 5 + 6 + 9 + diagonal])
    assert found.index.tolist() == ["Z0", "Z1", "Z2", "Z3"]
    assert (found["covered_pct"] == 100).all()
    assert (found["valued_pct"] == 100).all()


def test_a_zone_smaller_than_a_cell_gets_its_part(people):
    found = zonal_sums(people, zones(cells_box(3.4, 3.4, 3.5, 3.5)))
    assert found["total"].tolist() == pytest.approx([0.16])


def test_zones_that_overlap_each_get_all_of_theirs(people):
    found = zonal_sums(people, zones(cells_box(0, 0, 2, 2), cells_box(0, 0, 4, 4)))
    assert found["total"].tolist() == pytest.approx([14, 136])


def test_halves_of_a_tile_that_overlap_are_no_neighbours(people):
    """The left and the upper half are together as large as the raster, and not all of it."""
    found = zonal_sums(people, zones(cells_box(0, 0, 2, 4), cells_box(0, 0, 4, 2)))
    assert found["total"].tolist() == pytest.approx([60, 36])


def test_a_zone_has_several_neighbours_that_fill_the_same_tile(people):
    left, right = cells_box(0, 0, 2.5, 4), cells_box(2.5, 0, 4, 4)
    found = zonal_sums(people, zones(left, cells_box(1, 1, 3, 3), right, left))
    of_right = (3 + 7 + 11 + 15) / 2 + 4 + 8 + 12 + 16
    expected = [136 - of_right, 6 + 7 + 10 + 11, of_right, 136 - of_right]
    assert found["total"].tolist() == pytest.approx(expected)


def test_what_lies_beyond_the_raster_is_reported(people):
    found = zonal_sums(people, zones(cells_box(2, 0, 6, 2), cells_box(9, 9, 10, 10)))
    assert found["total"].iloc[0] == pytest.approx(3 + 4 + 7 + 8)
    assert found["covered_pct"].tolist() == pytest.approx([50, 0])
    assert found["valued_pct"].tolist() == pytest.approx([50, 0])
    assert np.isnan(found["total"].iloc[1])


def test_no_value_is_never_zero(tmp_path):
    cells = np.ones((4, 4), dtype="float32")
    cells[:, 0] = [NODATA, np.nan, -1, NODATA]
    cells[3, 3] = 0
    path = write(tmp_path / "people.tif", cells)
    found = zonal_sums(
        path, zones(cells_box(0, 0, 1, 4), cells_box(0, 0, 2, 4), cells_box(3, 3, 4, 4))
    )
    assert found["total"].tolist() == pytest.approx([np.nan, 4, 0], nan_ok=True)
    assert found["valued_pct"].tolist() == pytest.approx([0, 50, 100])
    assert (found["covered_pct"] == 100).all()


def test_a_zone_all_without_a_value_has_no_total_wherever_its_border_lies(tmp_path):
    cells = np.full((40, 40), NODATA, dtype="float32")
    cells[20:] = 1
    shape = shapely.affinity.rotate(cells_box(5.37, 4.41, 30.13, 13.09), 17)
    path = write(tmp_path / "people.tif", cells)
    found = zonal_sums(path, zones(shape, cells_box(3.3, 4.4, 8.8, 30.3)))
    assert found["total"].tolist() == pytest.approx([np.nan, 5.5 * 10.3], nan_ok=True)
    assert found["valued_pct"].tolist() == pytest.approx([0, 100 * 10.3 / 25.9])
    found = zonal_sums(path, zones(shapely.affinity.translate(shape, 0, -20 * KM)))
    assert found["valued_pct"].tolist() == [100]


def test_nothing_is_measured_in_no_zone(people):
    found = zonal_sums(people, zones(None, shapely.Polygon()))
    assert found.isna().all(axis=None)
    assert len(zonal_sums(people, zones())) == 0
    assert zonal_class_areas(people, zones(), {"low": [1]}).columns.tolist() == [
        "low_ha",
        "other_ha",
        "covered_pct",
        "valued_pct",
    ]


def test_a_crs_that_is_missing_or_wrong_is_an_error(tmp_path, people):
    whole = cells_box(0, 0, 4, 4)
    with pytest.raises(NoCRS, match="zones"):
        zonal_sums(people, zones(whole, crs=None))
    bare = write(tmp_path / "bare.tif", np.ones((4, 4)), crs=None)
    with pytest.raises(NoCRS, match="raster"):
        zonal_sums(bare, zones(whole))
    wrong = write(tmp_path / "wrong.tif", np.ones((4, 4)), crs="EPSG:4326")
    with pytest.raises(WrongCRS, match="in degrees"):
        zonal_class_areas(wrong, zones(whole), {})
    with pytest.raises(ValueError, match="quantity"):
        zonal_sums(people, zones(whole), quantity="people")


def test_a_rotated_raster_is_like_any_other(tmp_path):
    """A zone that takes up cells 1 to 3 of the second and third row of a raster at 30 degrees."""
    turned = Affine.translation(7000, -3000) @ Affine.rotation(30) @ Affine.scale(KM, -KM)
    path = write(tmp_path / "people.tif", np.arange(1.0, 17).reshape(4, 4), place=turned)
    corners = [turned @ corner for corner in [(1, 1), (3, 1), (3, 3), (1, 3)]]
    half = [turned @ corner for corner in [(0, 0), (0.5, 0), (0.5, 4), (0, 4)]]
    found = zonal_sums(path, zones(shapely.Polygon(corners), shapely.Polygon(half)))
    assert found["total"].tolist() == pytest.approx([6 + 7 + 10 + 11, (1 + 5 + 9 + 13) / 2])
    areas = zonal_class_areas(path, zones(shapely.Polygon(corners)), {"low": range(1, 8)})
    assert areas["low_ha"].tolist() == pytest.approx([200], rel=1e-6)


def test_values_are_scaled_as_the_file_says(tmp_path):
    path = write(tmp_path / "people.tif", np.full((2, 2), 30, dtype="uint8"), nodata=255)
    with rasterio.open(path, "r+") as raster:
        raster.scales, raster.offsets = (0.1,), (2.0,)
    found = zonal_sums(path, zones(cells_box(0, 0, 2, 2)))
    assert found["total"].tolist() == pytest.approx([20])


def test_the_mask_of_a_file_counts(tmp_path):
    path = write(tmp_path / "people.tif", np.ones((2, 2), dtype="uint8"), nodata=None)
    with rasterio.open(path, "r+") as raster:
        raster.write_mask(np.array([[True, False], [True, True]]))
    found = zonal_sums(path, zones(cells_box(0, 0, 2, 2)))
    assert found["total"].tolist() == pytest.approx([3])
    assert found["valued_pct"].tolist() == pytest.approx([75])


def test_class_areas_add_up_to_the_land_with_a_value(tmp_path):
    cells = np.array([[30, 30, 10], [20, 40, 0], [99, 10, 10]], dtype="uint8")
    path = write(tmp_path / "cover.tif", cells, nodata=0)
    classes = {"pasture": [30, 20], "forest": [10], "water": [80]}
    found = zonal_class_areas(
        path, zones(cells_box(0, 0, 3, 3), cells_box(1.5, 0.5, 2.5, 1.5)), classes
    )
    assert found.columns.tolist() == [
        "pasture_ha",
        "forest_ha",
        "water_ha",
        "other_ha",
        "covered_pct",
        "valued_pct",
    ]
    assert found.iloc[0].tolist() == pytest.approx([300, 300, 0, 200, 100, 800 / 9])
    # A quarter each of a cell of 30, 10, 40 and one without a value.
    assert found.iloc[1].tolist() == pytest.approx([25, 25, 0, 25, 100, 75])
    assert found["water_ha"].tolist() == [0, 0]


def test_a_value_in_two_classes_is_refused(people):
    with pytest.raises(ValueError, match="more than one class: 20"):
        zonal_class_areas(people, zones(), {"pasture": [30, 20], "cropland": [20]})


# A soum of 60 x 40 km in the west, where projections made for the middle are most wrong.
WEST = shapely.box(91.0, 47.0, 91.8, 47.4)
TRUE_HA = abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.segmentize(WEST, 0.001))[0]) / 1e4


@pytest.mark.parametrize("turn", [0, 20])
@pytest.mark.parametrize(
    "crs", ["EPSG:4326", "EPSG:3857", "EPSG:32648", "EPSG:6933", "ESRI:54009", CRS]
)
def test_hectares_are_true_in_every_crs(tmp_path, crs, turn):
    """Checked against the area on the ellipsoid; Mercator has more than twice as much here."""
    soum = gpd.GeoSeries([shapely.segmentize(WEST, 0.01)], crs="EPSG:4326")
    left, bottom, right, top = soum.to_crs(crs).total_bounds
    size = 2 * max(right - left, top - bottom) / 200
    transform = (
        Affine.translation((left + right) / 2, (bottom + top) / 2)
        @ Affine.rotation(turn)
        @ Affine.scale(size, -size)
        @ Affine.translation(-100, -100)
    )
    cells = np.random.default_rng(1).integers(1, 4, (200, 200)).astype("uint8")
    path = write(tmp_path / "cover.tif", cells, place=transform, crs=crs, nodata=0)
    found = zonal_class_areas(path, soum, {"a": [1], "b": [2]}).iloc[0]
    assert found[["a_ha", "b_ha", "other_ha"]].sum() == pytest.approx(TRUE_HA, rel=1e-5)
    assert found["covered_pct"] == 100
    # One person a km2.
    path = write(tmp_path / "density.tif", np.ones((200, 200)), place=transform, crs=crs)
    found = zonal_sums(path, soum, quantity="density").iloc[0]
    assert found["total"] == pytest.approx(TRUE_HA / 100, rel=1e-5)


def test_cells_larger_than_the_zone_in_degrees(tmp_path):
    """A cell of 1 degree, the area of whose parts is that of their plane: the stated error."""
    cells = np.ones((2, 2), dtype="float32")
    path = write(tmp_path / "d.tif", cells, place=Affine(1, 0, 90.5, 0, -1, 48), crs="EPSG:4326")
    found = zonal_sums(path, zones(WEST, crs="EPSG:4326"), quantity="density").iloc[0]
    assert found["total"] == pytest.approx(TRUE_HA / 100, rel=0.006)


def test_the_part_on_the_raster_is_one_of_true_area(tmp_path):
    """10 degrees of latitude, of which the raster has the southern half: it is the larger one."""
    zone = shapely.box(100, 42, 101, 52)
    cells = np.ones((50, 10), dtype="float32")
    place = Affine(0.1, 0, 100, 0, -0.1, 47)
    path = write(tmp_path / "people.tif", cells, place=place, crs="EPSG:4326")
    found = zonal_sums(path, zones(zone, crs="EPSG:4326")).iloc[0]
    area = Geod(ellps="WGS84").geometry_area_perimeter
    whole = abs(area(shapely.segmentize(zone, 0.01))[0])
    south = abs(area(shapely.segmentize(shapely.box(100, 42, 101, 47), 0.01))[0])
    assert found["covered_pct"] == pytest.approx(100 * south / whole, rel=1e-6)
    assert found["covered_pct"] > 52
    assert found["total"] == pytest.approx(500)


def wiggly_zones(size: float, rng) -> list[shapely.Geometry]:
    """Return zones that fill a square of `size` cells, with borders across all cells."""
    points = shapely.multipoints(rng.uniform(0, size, (9, 2)))
    frame = cells_box(0, 0, size, size)
    voronoi = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=frame))
    moved = shapely.transform(voronoi, lambda xy: xy * (KM, -KM))
    return list(shapely.intersection(moved, frame))


@pytest.mark.parametrize("blocks", [{}, {"tiled": True, "blockxsize": 16, "blockysize": 16}])
def test_tiles_windows_and_processes_do_not_change_the_sums(tmp_path, monkeypatch, blocks):
    rng = np.random.default_rng(3)
    cells = rng.uniform(0, 9, (70, 90)).astype("float32")
    cells[20:30, 40:50] = NODATA
    path = write(tmp_path / "people.tif", cells, **blocks)
    shapes = zones(*wiggly_zones(70, rng), cells_box(3.3, 5.5, 80.1, 61.7))
    plain = exact_extract(path, shapes.to_frame("geometry"), ["sum"], output="pandas")["sum"]
    assert zonal_sums(path, shapes)["total"].to_numpy() == pytest.approx(plain, rel=1e-7)
    monkeypatch.setattr(raster_grid, "TILE", 4)
    monkeypatch.setattr(raster_grid, "WINDOW_CELLS", 400)
    one = zonal_sums(path, shapes, threads=1)
    assert one["total"].to_numpy() == pytest.approx(plain, rel=1e-7)
    monkeypatch.setattr(zonal, "CELLS_TO_SHARE", 0)
    assert zonal_sums(path, shapes, threads=2).equals(one)
    assert zonal_sums(path, shapes, threads=3).equals(one)


def test_a_failure_in_a_process_is_told(tmp_path, monkeypatch):
    path = write(tmp_path / "people.tif", np.ones((64, 64)), compress="deflate")
    path.write_bytes(path.read_bytes()[:-60])
    monkeypatch.setattr(zonal, "CELLS_TO_SHARE", 0)
    monkeypatch.setattr(raster_grid, "WINDOW_CELLS", 400)
    with pytest.raises(rasterio.errors.RasterioError):
        zonal_sums(path, zones(cells_box(0, 0, 64, 64)), threads=2)


@settings(max_examples=60, deadline=None)
@given(
    points=st.lists(
        st.tuples(st.integers(0, 24), st.integers(0, 24)), min_size=2, max_size=9, unique=True
    ),
    seed=st.integers(0, 99),
    finer=st.sampled_from([1, 2, 3]),
)
@example(points=[(6, 15), (12, 23), (18, 7), (20, 0)], seed=0, finer=1)
def test_parts_of_the_land_add_up_to_it(tmp_path_factory, points, seed, finer):
    """Zones with corners and edges on cells and tiles: nothing is lost or counted twice."""
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 5, (12, 12)).astype("float32")
    cells[rng.random((12, 12)) < 0.2] = NODATA
    path = write(tmp_path_factory.mktemp("raster") / "cells.tif", cells)
    frame = cells_box(0, 0, 12, 12)
    corners = shapely.multipoints(np.array(points) * (KM / 2, -KM / 2))
    edges = shapely.voronoi_polygons(corners, extend_to=frame)
    shapes = zones(*shapely.intersection(shapely.get_parts(edges), frame))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raster_grid, "TILE", 4 // finer)
        patch.setattr(raster_grid, "WINDOW_CELLS", 36)
        sums = zonal_sums(path, shapes)
        areas = zonal_class_areas(path, shapes, {"low": [0, 1], "high": [3, 4]})
    valued = cells != NODATA
    assert sums["total"].sum() == pytest.approx(cells[valued].sum(), rel=1e-6, abs=1e-6)
    ha = areas[["low_ha", "high_ha", "other_ha"]]
    expected = [100 * np.isin(cells, group).sum() for group in ([0, 1], [3, 4], [2])]
    assert ha.sum().tolist() == pytest.approx(expected, rel=1e-6, abs=1e-6)
    land_ha = shapes.area / 1e4
    of_zone = ha.sum(axis=1).to_numpy()
    assert of_zone == pytest.approx((areas["valued_pct"] / 100 * land_ha).to_numpy(), abs=1e-3)


def test_an_edge_through_the_corner_of_a_cell_loses_no_cell():
    """Alone, exactextract 0.3.0 takes the cell whose upper right corner is (3, -1) for empty."""
    corners = [(0, -4), (0, 0), (2.333333333333333, 0), (4, -2.5), (4, -4)]
    piece = shapely.Polygon(corners)
    ones = np.ones((4, 8), dtype="float32")
    sums = zonal._exact_sums([ones], np.array([piece], dtype=object), (0, -4, 8, 0))
    assert sums.item() == pytest.approx(piece.area, rel=1e-5)
