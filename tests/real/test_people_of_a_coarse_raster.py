"""People of GPW's cells of a quarter degree, larger than many soums, in the official boundaries."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from pyproj import Geod

from nutag.issues import IssueLog
from nutag.raster_layers import check_raster
from nutag.registry import Dataset
from nutag.zonal import zonal_class_areas, zonal_sums

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SOUMS = REAL / "mng_adm2_cod-ab_v3.gpkg"
GPW = REAL / "mng_gpw4_population_density_2020_15arcmin.tif"
ALBERS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m +no_defs"
AUTHALIC_KM = 6371.0072

pytestmark = pytest.mark.skipif(
    not (SOUMS.exists() and GPW.exists()),
    reason="official boundaries and GPW are not beside the checkout (../shared/data)",
)


@pytest.fixture(scope="module")
def soums() -> gpd.GeoSeries:
    return gpd.read_file(SOUMS, layer="adm2").geometry


@pytest.fixture(scope="module")
def cells():
    """Density, longitude and latitude of the centre of each cell, and half its side in degrees."""
    with rasterio.open(GPW) as raster:
        density, place = raster.read(1).astype(float), raster.transform
    lon, lat = np.meshgrid(
        place.c + place.a * (np.arange(density.shape[1]) + 0.5),
        place.f + place.e * (np.arange(density.shape[0]) + 0.5),
    )
    return density, lon, lat, place.a / 2


@pytest.fixture(scope="module")
def people(soums):
    return zonal_sums(GPW, soums.to_crs(ALBERS), quantity="density")


def centred(soums, cells) -> np.ndarray:
    """Return the number of the soum that the centre of each cell lies in, -1 in none."""
    _, lon, lat, _ = cells
    found = np.full(lon.shape, -1)
    for i, soum in enumerate(soums):
        shapely.prepare(soum)
        found[shapely.contains_xy(soum, lon, lat)] = i
    return found


def test_the_cells_are_those_of_the_anchor(soums, cells):
    """3,175,854 people in the cells centred in Mongolia, whose areas are those on a sphere."""
    density, _, lat, half = cells
    top, bottom = np.radians(lat + half), np.radians(lat - half)
    km2 = AUTHALIC_KM**2 * np.radians(2 * half) * (np.sin(top) - np.sin(bottom))
    assert (density * km2)[centred(soums, cells) >= 0].sum() == pytest.approx(3_175_854, abs=1)


def test_its_cells_are_said_to_be_wider_than_the_rings():
    log = IssueLog("population_raster", GPW.name)
    dataset = Dataset(role="population_raster", path=GPW, label=GPW.name, quantity="density")
    check_raster(dataset, (87.7, 41.5, 120.0, 52.2), [2, 5, 10, 20], log)
    (issue,) = log
    assert (issue.code, issue.severity) == ("raster.coarse", "warn")
    # A quarter of a degree along a meridian.
    assert "cells of 27.8 km, wider than the rings of 0-2, 2-5, 5-10, 10-20 km" in issue.found


def test_soums_without_the_centre_of_a_cell_have_people(soums, cells, people):
    number = centred(soums, cells)
    without = ~np.isin(np.arange(len(soums)), number)
    assert without.sum() == 16
    assert (people["total"][without] > 0).all()
    assert (people["covered_pct"] == 100).all()
    assert (people["valued_pct"] == 100).all()


def test_soums_add_up_to_the_country(soums, people):
    projected = soums.to_crs(ALBERS)
    country = gpd.GeoSeries([shapely.coverage_union_all(projected.to_numpy())], crs=ALBERS)
    whole = zonal_sums(GPW, country, quantity="density")["total"].iloc[0]
    assert people["total"].sum() == pytest.approx(whole, rel=1e-6)
    # Cells cut by the border count by their part, and areas are those of the ellipsoid.
    assert whole == pytest.approx(3_175_854, rel=0.02)


def test_people_are_those_of_an_independent_computation(soums, cells):
    """Every 20th soum: the cells as polygons, cut by plain shapely."""
    density, lon, lat, half = (np.ravel(part) for part in cells)
    boxes = shapely.box(lon - half, lat - half, lon + half, lat + half)
    rows, row = np.unique(lat, return_inverse=True)
    size = float(half[0])
    area = [
        Geod(ellps="WGS84").geometry_area_perimeter(
            shapely.segmentize(shapely.box(0, y - size, 2 * size, y + size), 0.001)
        )[0]
        for y in rows
    ]
    of_cell = density * np.abs(area)[row] / 1e6
    some = soums.iloc[::20]
    found = zonal_sums(GPW, some, quantity="density")["total"]
    for soum, value in zip(some, found, strict=True):
        share = shapely.area(shapely.intersection(boxes, soum)) / shapely.area(boxes)
        assert value == pytest.approx((share * of_cell).sum(), rel=1e-6)


def test_areas_of_classes_are_those_of_the_soums(soums):
    """To the error that is stated for cells of a quarter degree."""
    projected = soums.to_crs(ALBERS)
    found = zonal_class_areas(GPW, projected, {"empty": [0]})
    ha = found["empty_ha"] + found["other_ha"]
    assert ha.to_numpy() == pytest.approx(projected.area.to_numpy() / 1e4, rel=0.002)
    assert ha.sum() == pytest.approx(projected.area.sum() / 1e4, rel=1e-6)
