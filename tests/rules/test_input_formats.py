"""One register in seven formats, each by its dataset block alone, gives the same hectares."""

import shutil
from pathlib import Path

import geopandas as gpd
import minicountry as mini_land
import pandas as pd
import pytest
from minicountry import licences_block
from workflow_runner import planned, snakemake

UNITS = "interim/measured/units.parquet"
UTM = "EPSG:32648"
SQUARE_METRE_HA = 1e-4
# Coordinates with seven decimals of a degree are a centimetre apart: 0.1 ha is far more.
ROUNDED_HA = 0.05


def geopackage(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.to_file(folder / "mini.gpkg", layer="other", driver="GPKG")
    register.to_file(folder / "mini.gpkg", layer="тусгай зөвшөөрөл", driver="GPKG")
    return licences_block("mini.gpkg", layer="тусгай зөвшөөрөл")


def geojson(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.to_crs("EPSG:4326").to_file(folder / "mini.geojson", driver="GeoJSON")
    return licences_block("mini.geojson")


def shapefile(folder: Path, register: gpd.GeoDataFrame) -> dict:
    """Column names of ten letters, numbers of stages, text in cp1251."""
    register = register.to_crs(UTM).rename(columns={"code": "LIC_NUMBER"})
    register["stage"] = register["stage"].map({"mining": "1", "exploration": "2"})
    register.to_file(folder / "mini.shp", encoding="cp1251")
    (folder / "mini.cpg").unlink(missing_ok=True)
    return licences_block(
        "mini.shp",
        columns={"code": "LIC_NUMBER"},
        values={"stage": {"mining": ["1"], "exploration": [2]}},
        encoding="cp1251",
    )


def geoparquet(folder: Path, register: gpd.GeoDataFrame) -> dict:
    register.to_parquet(folder / "mini.parquet")
    return licences_block("mini.parquet")


def as_wkt(register: gpd.GeoDataFrame) -> pd.DataFrame:
    table = pd.DataFrame(register.drop(columns="geometry"))
    return table.assign(outline=register.geometry.to_wkt(rounding_precision=9))


def csv_with_wkt(folder: Path, register: gpd.GeoDataFrame) -> dict:
    """Semicolons and cp1251, degrees without a CRS."""
    table = as_wkt(register.to_crs("EPSG:4326"))
    table.to_csv(folder / "mini.csv", sep=";", encoding="cp1251", index=False)
    return licences_block("mini.csv", columns={"geometry_wkt": "outline"}, encoding="cp1251")


def xlsx_with_wkt(folder: Path, register: gpd.GeoDataFrame) -> dict:
    """The second sheet of a workbook, in metres of UTM."""
    with pd.ExcelWriter(folder / "mini.xlsx", engine="xlsxwriter") as workbook:
        pd.DataFrame({"read": ["the next sheet"]}).to_excel(workbook, sheet_name="README")
        as_wkt(register.to_crs(UTM)).to_excel(workbook, sheet_name="2012", index=False)
    return licences_block("mini.xlsx", layer="2012", columns={"geometry_wkt": "outline"}, crs=UTM)


def two_files_with_vertices(folder: Path, register: gpd.GeoDataFrame) -> dict:
    """Attributes in one file, corners in another, the last one first."""
    table = pd.DataFrame(register.drop(columns="geometry"))
    table.to_csv(folder / "mini.csv", sep=";", encoding="cp1251", index=False)
    corners = register.set_index("code").to_crs("EPSG:4326").get_coordinates().reset_index()
    corners["point"] = corners.groupby("code").cumcount() + 1
    corners.iloc[::-1].to_csv(folder / "corners.csv", index=False)
    columns = {"code": "code", "order": "point", "longitude": "x", "latitude": "y"}
    vertices = {"path": "corners.csv", "columns": columns}
    return licences_block("mini.csv", encoding="cp1251", vertices=vertices)


FORMATS = [
    geopackage,
    geojson,
    shapefile,
    geoparquet,
    csv_with_wkt,
    xlsx_with_wkt,
    two_files_with_vertices,
]


@pytest.fixture(scope="module")
def with_boundaries(tmp_path_factory, code) -> Path:
    """A folder in which the boundaries have been read already."""
    folder = tmp_path_factory.mktemp("formats")
    mini_land.write_country(folder)
    target = "interim/standardised/soums.parquet"
    run = snakemake(folder, target, "--configfile", str(folder / "mini.yaml"), code=code)
    assert run.status == 0, run.output
    return folder


def configured(folder: Path, write) -> None:
    config = mini_land.read_config(folder)
    config["datasets"]["licences"] = write(folder, mini_land.register())
    mini_land.write_config(folder, config)


@pytest.mark.parametrize("write", FORMATS, ids=lambda write: write.__name__)
def test_format_gives_the_same_hectares(write, with_boundaries, code, tmp_path):
    folder = Path(shutil.copytree(with_boundaries, tmp_path / "run"))
    configured(folder, write)
    run = snakemake(folder, UNITS, "--configfile", str(folder / "mini.yaml"), code=code)
    assert run.status == 0, run.output
    assert "Boundaries:" not in run.output  # another register does not read them again

    keys = ["unit_level", "unit_id"]
    found = pd.read_parquet(folder / UNITS).set_index(keys)
    expected = mini_land.measured_units().set_index(keys)
    exact = write in (geopackage, geoparquet)
    pd.testing.assert_frame_equal(
        found.loc[expected.index, expected.columns],
        expected,
        check_dtype=False,
        rtol=0,
        atol=SQUARE_METRE_HA if exact else ROUNDED_HA,
    )
    licences = gpd.read_parquet(folder / "interim" / "standardised" / "licences.parquet")
    assert set(licences["holder"]) == {"Говь ХХК"}
    assert licences["geometry"].isna().sum() == 1


def test_files_of_a_geodatabase_are_part_of_it(with_boundaries, code, tmp_path):
    folder = Path(shutil.copytree(with_boundaries, tmp_path / "run"))

    def geodatabase(folder: Path, register: gpd.GeoDataFrame) -> dict:
        register.to_file(folder / "mini.gdb", layer="licences", driver="OpenFileGDB")
        return licences_block("mini.gdb")

    configured(folder, geodatabase)
    arguments = ["interim/standardised/licences.parquet", "--configfile", str(folder / "mini.yaml")]
    run = snakemake(folder, *arguments, code=code)
    assert run.status == 0, run.output
    assert planned(folder, *arguments, code=code).jobs == set()
    table = max((folder / "mini.gdb").glob("*.gdbtable"), key=lambda path: path.stat().st_size)
    table.write_bytes(table.read_bytes() + b"\0")
    assert planned(folder, *arguments, code=code).jobs == {"standardise_licences"}


def test_attributes_beside_a_shapefile_are_part_of_it(with_boundaries, code, tmp_path):
    """The table of a Shapefile is another file than its shapes; a change of it is a change."""
    folder = Path(shutil.copytree(with_boundaries, tmp_path / "run"))
    configured(folder, shapefile)
    target = "interim/standardised/licences.parquet"
    arguments = [target, "--configfile", str(folder / "mini.yaml")]
    assert snakemake(folder, *arguments, code=code).status == 0
    assert planned(folder, *arguments, code=code).jobs == set()
    table = folder / "mini.dbf"
    table.write_bytes(table.read_bytes().replace(b"MV-000001", b"MV-000011"))
    assert planned(folder, *arguments, code=code).jobs == {"standardise_licences"}


def test_the_file_of_the_vertices_is_part_of_the_dataset(with_boundaries, code, tmp_path):
    folder = Path(shutil.copytree(with_boundaries, tmp_path / "run"))
    configured(folder, two_files_with_vertices)
    target = "interim/standardised/licences.parquet"
    arguments = [target, "--configfile", str(folder / "mini.yaml")]
    assert snakemake(folder, *arguments, code=code).status == 0
    assert planned(folder, *arguments, code=code).jobs == set()
    for name in ("corners.csv", "mini.csv"):
        path = folder / name
        path.write_bytes(path.read_bytes() + b"\r\n")
        assert planned(folder, *arguments, code=code).jobs == {"standardise_licences"}
        assert snakemake(folder, *arguments, code=code).status == 0


def test_an_earlier_register_can_be_a_list_of_vertices(with_boundaries, code, tmp_path):
    folder = Path(shutil.copytree(with_boundaries, tmp_path / "run"))
    configured(folder, geopackage)
    config = mini_land.read_config(folder)
    block = two_files_with_vertices(folder, mini_land.register())
    config["datasets"]["licences_previous"] = block
    mini_land.write_config(folder, config)
    target = "interim/standardised/licences_previous.parquet"
    run = snakemake(folder, target, "--configfile", str(folder / "mini.yaml"), code=code)
    assert run.status == 0, run.output
    assert gpd.read_parquet(folder / target)["area_ha"].sum() == pytest.approx(1700, abs=0.1)
