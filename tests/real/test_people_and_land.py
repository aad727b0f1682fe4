"""People near licences, and licences on mined ground and along water, computed a second time.

The run of the workflow is held against plain shapely, numpy and pyproj on the same files.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from pyproj import Geod
from workflow_runner import copy_repository, snakemake

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
BOUNDARIES, REGISTER = REAL / "mng_adm2_cod-ab_v3.gpkg", REAL / "mng_eiti_licences_2018.gpkg"
MINES, WATER = REAL / "mng_gem_coal_mine_boundaries.geojson", REAL / "mng_naturalearth_10m.gpkg"
GPW = REAL / "mng_gpw4_population_density_2020_15arcmin.tif"
HERE = Path(__file__).parent
CONFIGS = [HERE / "config_2018.yaml", HERE / "config_context.yaml"]
ALBERS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m"
SUBSET = ["MN-035", "MN-037", "MN-053", "MN-055", "MN-064"]
AGREES = 1e-6

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in (BOUNDARIES, REGISTER, MINES, WATER, GPW)),
    reason="boundaries, licences, mines, water and GPW are not beside the checkout "
    "(../shared/data)",
)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    code = copy_repository(tmp_path_factory.mktemp("code_context") / "nutag")
    folder = tmp_path_factory.mktemp("run_context")
    own = []
    for config in CONFIGS:
        own.append(folder / config.name)
        own[-1].write_text(config.read_text("utf-8").replace("REAL", REAL.as_posix()), "utf-8")
    target = "results/tables/provinces.csv"
    made = snakemake(folder, target, "--configfile", *map(str, own), code=code)
    assert made.status == 0, made.output
    return folder


@pytest.fixture(scope="module")
def figures(run) -> pd.DataFrame:
    """Figures of provinces, a column an indicator."""
    table = pd.read_parquet(run / "results" / "tables" / "indicators.parquet")
    table = table[(table["unit_level"] == "province") & table["period"].ne("")]
    table = table.drop_duplicates(["unit_id", "indicator_id"], keep="last")
    return table.pivot(index="unit_id", columns="indicator_id", values="value")


@pytest.fixture(scope="module")
def provinces(run) -> gpd.GeoSeries:
    soums = gpd.read_parquet(run / "interim" / "standardised" / "soums.parquet")
    united = soums.dissolve("province_id")
    return united.geometry.to_crs(ALBERS)


def projected(path: Path, wanted: str = "", **options) -> np.ndarray:
    """Return the shapes of a file in the equal-area CRS, along the lines that they were drawn."""
    frame = gpd.read_file(path, **options)
    if wanted:
        frame = frame[frame["license_number"].str.match(wanted)]
    shapes = shapely.make_valid(frame.geometry.to_numpy())
    frame = gpd.GeoSeries(shapely.segmentize(shapes, 0.01), crs=frame.crs).to_crs(ALBERS)
    return shapely.make_valid(frame.to_numpy())


@pytest.fixture(scope="module")
def mining() -> shapely.Geometry:
    return shapely.union_all(projected(REGISTER, "^MV"))


@pytest.fixture(scope="module")
def licensed(mining) -> shapely.Geometry:
    return shapely.union_all([mining, *projected(REGISTER, "^XV")])


def hectares(shape: shapely.Geometry, provinces: gpd.GeoSeries) -> pd.Series:
    cut = shapely.intersection(provinces.to_numpy(), shape)
    return pd.Series(shapely.area(cut) / 10_000, index=provinces.index)


def agree(found: pd.Series, expected: pd.Series) -> None:
    assert found.notna().all()
    assert found.to_numpy() == pytest.approx(expected[found.index].to_numpy(), rel=AGREES, abs=1e-3)


def people_in(zone: shapely.Geometry) -> float:
    """Count the people of GPW: density, area of the cell on the ellipsoid, share in the zone."""
    with rasterio.open(GPW) as raster:
        density, place = raster.read(1).astype(float), raster.transform
    rows, columns = np.indices(density.shape)
    west, north = place.c + place.a * columns, place.f + place.e * rows
    cells = shapely.box(west, north + place.e, west + place.a, north)
    # Short edges, so that none is bent by the change from metres to degrees.
    fine = gpd.GeoSeries([shapely.segmentize(zone, 200)], crs=ALBERS).to_crs("EPSG:4326").item()
    shapely.prepare(fine)
    touched = shapely.intersects(fine, cells)
    share = shapely.area(shapely.intersection(cells[touched], fine)) / place.a**2
    ellipsoid = Geod(ellps="WGS84")
    by_row = [
        abs(ellipsoid.geometry_area_perimeter(shapely.segmentize(cell, 0.001))[0]) / 1e6
        for cell in cells[:, 0]
    ]
    return float((density * np.array(by_row)[:, None])[touched] @ share)


def test_people_within_five_kilometres_of_a_mining_licence(figures, provinces, mining):
    near = shapely.buffer(mining, 5000, quad_segs=16)
    for province_id in SUBSET:
        zone = shapely.intersection(provinces[province_id], near)
        expected = people_in(zone)
        assert expected > 100
        assert figures.loc[province_id, "E01_n"] == pytest.approx(expected, rel=AGREES)
        share = 100 * expected / people_in(provinces[province_id])
        assert figures.loc[province_id, "E01"] == pytest.approx(share, rel=AGREES)
    assert len(figures) == 22
    assert figures["E01_n"].notna().all()


def test_people_of_cells_wider_than_the_distance_are_marked(run):
    table = pd.read_parquet(run / "results" / "tables" / "indicators.parquet")
    for indicator_id in ("E01", "E01_n", "E01_r4"):
        rows = table[table["indicator_id"].eq(indicator_id) & table["value"].notna()]
        assert len(rows) and rows["flags"].str.contains("coarse_raster").all(), indicator_id
    assert not table.loc[table["indicator_id"] == "E01_land", "flags"].str.contains("coarse").any()


def test_land_near_licences_is_the_base_rate(figures, provinces, mining):
    near = hectares(shapely.buffer(mining, 5000, quad_segs=16), provinces)
    agree(figures["E01_land"], 100 * near / (provinces.area / 10_000))


def test_licences_on_mined_ground(figures, provinces, mining, licensed):
    mines = projected(MINES)
    mines = shapely.union_all(mines[np.isin(shapely.get_type_id(mines), (3, 6))])
    whole = hectares(mines, provinces)
    agree(figures["F01"], whole)
    agree(figures["F02_mining"], hectares(shapely.intersection(mines, mining), provinces))
    outside = hectares(shapely.difference(mines, licensed), provinces)
    agree(figures["F02_none"], outside.where(outside > 1e-3, 0.0))
    # The union of the boundaries, not their sum of 797.0 km2, as far as it lies in the country.
    assert 785 < whole.sum() / 100 < 793


def test_licences_along_rivers_and_lakes(figures, provinces, licensed):
    water = np.concatenate([projected(WATER, layer=layer) for layer in ("rivers", "lakes")])
    for width, indicator_id in ((200, "S02"), (50, "S02_special")):
        zone = shapely.union_all(shapely.buffer(water, width, quad_segs=16))
        agree(figures[indicator_id], hectares(shapely.intersection(zone, licensed), provinces))
    assert figures["S02"].sum() > 500


def test_the_figures_are_in_the_tables(run, figures):
    table = pd.read_csv(run / "results" / "tables" / "provinces.csv", encoding="utf-8-sig")
    columns = [name for name in table if table[name].dtype == float]
    for indicator_id in ("E01", "F02_mining", "S02"):
        values = figures[indicator_id].to_numpy()
        assert any(
            np.allclose(table[name].to_numpy(), values, rtol=1e-9, equal_nan=True)
            for name in columns
        ), indicator_id
