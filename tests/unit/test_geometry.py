import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod
from squares import CRS, one_issue, square

from nutag.geometry import (
    area_ha,
    check_equal_area,
    polygons_only,
    repair,
    shapes_of,
    to_analysis_crs,
)
from nutag.issues import InputError

UTM_48N = "EPSG:32648"


def shapes(*drawn):
    return np.array(drawn, dtype=object)


def cell(west, south, step=0.01):
    """Draw a cell of one degree whose edges follow the parallels."""
    return shapely.segmentize(shapely.box(west, south, west + 1, south + 1), step)


CELLS = [(west, south) for west in range(88, 120, 5) for south in range(42, 52, 3)]


def off_by_pct(west, south, crs):
    drawn = cell(west, south)
    true = abs(Geod(ellps="WGS84").geometry_area_perimeter(drawn)[0])
    return 100 * (gpd.GeoSeries([drawn], crs="EPSG:4326").to_crs(crs).area[0] / true - 1)


@pytest.mark.parametrize(("west", "south"), CELLS)
def test_areas_are_those_of_the_ellipsoid(west, south):
    assert abs(off_by_pct(west, south, CRS)) < 0.01


def test_utm_is_no_crs_for_areas():
    # Why there is one equal-area CRS: UTM zone 48 is centred on 105 E and wrong at both ends.
    assert abs(off_by_pct(105, 46, UTM_48N)) < 0.1
    assert off_by_pct(88, 48, UTM_48N) > 1
    assert off_by_pct(119, 47, UTM_48N) > 1


BBOX = (87.7, 41.5, 120.0, 52.2)


@pytest.mark.parametrize("crs", [CRS, "EPSG:6933"])
def test_an_equal_area_crs_passes(crs):
    check_equal_area(crs, BBOX)


@pytest.mark.parametrize(
    ("crs", "found"),
    [
        (UTM_48N, "WGS 84 / UTM zone 48N, wrong by up to 5.2 % of an area in this country"),
        ("nonsense", "`nonsense`, which is no CRS"),
    ],
)
def test_another_crs_is_refused_for_areas(crs, found):
    with pytest.raises(InputError) as caught:
        check_equal_area(crs, BBOX)
    issue = one_issue(caught.value.issues, "config.not_equal_area")
    assert issue.message.startswith(f"configuration: country.analysis_crs: found {found}; expected")
    assert issue.message.endswith("The default in config/config.yaml is one.")


def test_a_hectare():
    assert area_ha(shapes(square(0, 0), square(3, 4, 0.1), None)).tolist() == pytest.approx(
        [100, 1, np.nan], nan_ok=True
    )


def test_a_bow_tie_becomes_its_two_triangles():
    # Crossing at (1, 1) of a 2 x 2 km square: two triangles of 1 km2 each, while the shoelace
    # formula over the ring gives nothing.
    bow = shapely.Polygon([(0, 0), (2e3, 2e3), (2e3, 0), (0, 2e3)])
    assert bow.area == 0
    mended = repair(shapes(bow))
    assert shapely.is_valid(mended).all()
    assert area_ha(mended)[0] == pytest.approx(200)


def test_overlapping_parts_are_no_hole():
    twice = shapely.MultiPolygon([square(0, 0, 2), square(1, 0, 2)])
    assert area_ha(repair(shapes(twice)))[0] == pytest.approx(600)


def test_a_hole_that_reaches_out_of_its_shell_adds_no_land():
    # 2 x 2 km less the half of a 2 x 1 km hole that lies inside; outside there was never land.
    hole = [(1e3, 500), (3e3, 500), (3e3, 1500), (1e3, 1500)]
    shell = [(0, 0), (2e3, 0), (2e3, 2e3), (0, 2e3)]
    assert area_ha(repair(shapes(shapely.Polygon(shell, [hole]))))[0] == pytest.approx(300)


def test_a_valid_polygon_is_left_as_it_is():
    assert repair(shapes(square(0, 0)))[0].equals_exact(square(0, 0), 0)


@pytest.mark.parametrize(
    "shape",
    [
        None,
        shapely.Point(1, 1),
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.Polygon(),
        shapely.Polygon([(0, 0), (1, 1), (2, 2)]),
        shapely.GeometryCollection([shapely.Point(0, 0)]),
    ],
)
def test_what_has_no_area_is_no_geometry(shape):
    assert repair(shapes(shape))[0] is None


def test_only_the_polygons_of_a_collection_are_kept():
    line = shapely.LineString([(0, 0), (9e3, 9e3)])
    mixed = shapely.GeometryCollection(
        [line, shapely.GeometryCollection([square(0, 0), shapely.Point(1, 1)]), square(5, 5)]
    )
    (kept,) = polygons_only(shapes(mixed))
    assert kept.geom_type == "MultiPolygon"
    assert kept.area == 2e6


def test_heights_are_dropped():
    flat = repair(shapes(shapely.force_3d(square(0, 0), 1500)))[0]
    assert not flat.has_z


def test_reprojecting_keeps_area_order_and_gaps():
    drawn = gpd.GeoSeries([square(0, 0), None, square(50, 50, 2)], crs=CRS).to_crs(UTM_48N)
    back = to_analysis_crs(gpd.GeoDataFrame(geometry=drawn), CRS)
    assert area_ha(shapes_of(back)) == pytest.approx([100, np.nan, 400], nan_ok=True)
    assert back.crs == CRS


def test_coordinates_that_cannot_be_projected_leave_no_geometry():
    metres_as_degrees = gpd.GeoDataFrame(
        geometry=[shapely.box(5e5, 5.2e6, 5.01e5, 5.201e6), shapely.box(104, 47, 104.1, 47.1)],
        crs="EPSG:4326",
    )
    found = shapes_of(to_analysis_crs(metres_as_degrees, CRS))
    assert found[0] is None
    assert found[1].area > 0
