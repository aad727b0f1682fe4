"""The population surface in official boundaries, beside a raster that others made."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from exactextract import exact_extract

from nutag.population_surface import Surface, population_surface, write_surface

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"
SOUMS = REAL / "mng_adm2_cod-ab_v3.gpkg"
LICENCES = REAL / "mng_eiti_licences_2018.gpkg"
GPW = REAL / "mng_gpw4_population_density_2020_15arcmin.tif"
ALBERS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m +no_defs"
RADIUS_M = 6_371_007.2  # of the sphere with the area of the ellipsoid

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in (SOUMS, LICENCES, GPW)),
    reason="boundaries, licences and GPW are not beside the checkout (../shared/data)",
)


@pytest.fixture(scope="module")
def soums() -> gpd.GeoDataFrame:
    register = pd.read_csv(ROOT / "data" / "soums.csv")
    official = gpd.read_file(SOUMS, layer="adm2").to_crs(ALBERS)
    codes = "MN" + official["ADM2_PCODE"].astype(int).astype(str)
    polygons = dict(zip(codes.replace("MN8340", "MN8337"), official.geometry, strict=True))
    return gpd.GeoDataFrame(register, geometry=register["soum_id"].map(polygons), crs=ALBERS)


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / "population.csv")


@pytest.fixture(scope="module")
def surface(soums, people) -> Surface:
    table = pd.read_csv(ROOT / "data" / "settlements.csv").dropna(subset="latitude")
    points = gpd.points_from_xy(table["longitude"], table["latitude"], crs="EPSG:4326")
    settlements = gpd.GeoDataFrame(table, geometry=points.to_crs(ALBERS))
    return population_surface(
        soums, settlements, people, cell_m=1000, centre_share=0.5, centre_km=2, crs=ALBERS
    )


def test_every_soum_has_its_people(surface, soums, people):
    assert surface.units["off"].abs().max() < 0.5
    assert np.nansum(surface.values, dtype=float) == pytest.approx(people["people"].sum(), abs=1)
    # Once more, by cells as polygons: a town, a large soum, and the largest district.
    rows, columns = np.indices(surface.values.shape)
    west, north = surface.transform @ (columns.ravel(), rows.ravel())
    values = surface.values.astype(float).ravel()
    for soum_id in ("MN6101", "MN4625", "MN1110"):
        shape = soums.set_index("soum_id").loc[soum_id, "geometry"]
        left, bottom, right, top = shape.bounds
        near = (west < right) & (west + 1000 > left) & (north > bottom) & (north - 1000 < top)
        cells = shapely.box(west[near], north[near] - 1000, west[near] + 1000, north[near])
        share = shapely.area(shapely.intersection(cells, shape)) / 1e6
        expected = people.set_index("soum_id").loc[soum_id, "people"]
        assert np.nansum(values[near] * share) == pytest.approx(expected, abs=0.5)


def test_people_near_mining_licences_are_of_the_order_of_another_raster(
    surface, soums, tmp_path, capsys
):
    register = gpd.read_file(LICENCES).to_crs(ALBERS)
    mining = register[register["license_number"].str.startswith("MV", na=False)]
    licensed = shapely.union_all(shapely.make_valid(mining.geometry.to_numpy()))
    country = shapely.union_all(soums.geometry.to_numpy())
    near = shapely.intersection(shapely.buffer(licensed, 5000), country)
    zones = gpd.GeoDataFrame(geometry=[near, country], crs=ALBERS)

    write_surface(tmp_path / "ours.tif", surface, ALBERS)
    ours = exact_extract(tmp_path / "ours.tif", zones, ["sum"], output="pandas")["sum"]
    with rasterio.open(GPW) as file:
        # People a km² times the km² of a row of cells.
        edges = np.radians(file.transform.f + file.transform.e * np.arange(file.height + 1))
        width = np.radians(file.transform.a)
        km2 = RADIUS_M**2 * width * (np.sin(edges[:-1]) - np.sin(edges[1:])) / 1e6
        counts = file.read(1).astype(float) * km2[:, None]
        profile = file.profile | {"dtype": "float64"}
    with rasterio.open(tmp_path / "gpw.tif", "w", **profile) as file:
        file.write(counts, 1)
    degrees = zones.set_geometry(zones.geometry.segmentize(2000)).to_crs("EPSG:4326")
    theirs = exact_extract(tmp_path / "gpw.tif", degrees, ["sum"], output="pandas")["sum"]

    shares = {"ours": ours[0] / ours[1], "GPW": theirs[0] / theirs[1]}
    land = near.area / country.area
    with capsys.disabled():
        print("\nPeople within 5 km of a mining licence of 2018:")
        print(f"  {100 * land:.1f} % of the land", end="")
        print("".join(f", {100 * share:.1f} % of the people by {k}" for k, share in shares.items()))
    # The cells of GPW are 28 by 19 km wide, so towns with mines are spread over their surroundings.
    assert 0.2 < shares["GPW"] < shares["ours"] < 0.4
    assert shares["GPW"] > 2 * land
