"""The dataset blocks that are ready to use: config/datasets/*.yaml."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from nutag.config import check_run, layered
from nutag.config_files import read_config
from nutag.downloads import downloads_of
from nutag.run_config import DEFAULTS, REPOSITORY, SCHEMA
from nutag.standardise.layers import ROLES, layers_part

READY = sorted((REPOSITORY / "config" / "datasets").glob("*.yaml"))
#: Those that a person has to download: several tiles, or terms to accept.
BY_HAND = {"esa_worldcover", "jrc_surface_water", "wdpa"}


@pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)
def test_a_ready_block_passes_and_names_its_terms(path: Path, tmp_path: Path):
    own = read_config(path)
    ((role, block),) = own["datasets"].items()
    by_hand = "url" not in block
    assert by_hand == (path.stem in BY_HAND)
    if by_hand:
        assert block["path"].startswith("data/user/")
        file = tmp_path / block["path"]
        file.parent.mkdir(parents=True)
        file.write_bytes(b"as downloaded")
    else:
        (download,) = downloads_of({role: block})
        assert download.url.startswith("https://")
        # Zenodo packs the files of a record under an address without a name.
        name = Path(download.path).name
        assert (
            name in download.url or f"/{Path(name).stem.removeprefix('zenodo-')}/" in download.url
        )
    config = layered(read_config(DEFAULTS), own)
    check_run(config, SCHEMA, [tmp_path, REPOSITORY], before_fetch=True)
    assert all(block[key] for key in ("version", "licence", "attribution"))


def test_ready_blocks_are_documented():
    text = (REPOSITORY / "docs" / "use-your-own-data.md").read_text(encoding="utf-8")
    assert {path.name for path in READY if f"`{path.name}`" in text} == {p.name for p in READY}


def test_boundaries_people_water_land_cover_and_mined_ground_are_ready():
    roles = {path.stem: next(iter(read_config(path)["datasets"])) for path in READY}
    assert roles == {
        "cod_ab_soums": "soum_boundaries",
        "esa_worldcover": "land_cover",
        "geoboundaries_soums": "soum_boundaries",
        "jrc_surface_water": "surface_water",
        "maus_footprints": "footprints",
        "tang_werner_footprints": "footprints_other",
        "wdpa": "protected_areas",
        "worldpop_population": "population",
        "worldpop_population_raster": "population_raster",
    }


def test_one_file_may_serve_two_roles():
    both = [p for p in READY if p.stem in ("worldpop_population", "worldpop_population_raster")]
    config = layered(read_config(DEFAULTS), *map(read_config, both))
    check_run(config, SCHEMA, [REPOSITORY], before_fetch=True)
    assert len({(d.url, d.path) for d in downloads_of(config["datasets"])}) == 1


def test_classes_of_land_cover_are_those_of_the_product_and_each_value_is_one():
    for name in ("esa_worldcover", "jrc_surface_water"):
        (block,) = read_config(REPOSITORY / f"config/datasets/{name}.yaml")["datasets"].values()
        values = [value for group in block["classes"].values() for value in group]
        assert len(set(values)) == len(values)
        codes = {10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100}
        assert set(values) <= (codes if name == "esa_worldcover" else set(range(101)))


def test_the_real_run_measures_polygons():
    real = read_config(REPOSITORY / "config" / "real.yaml")
    config = layered(read_config(DEFAULTS), real)
    check_run(config, SCHEMA, [REPOSITORY])
    assert config["measuring"]["licensed_area_from"] == "polygons"


def zipped_shapefile(table: gpd.GeoDataFrame, path: Path, member: str) -> None:
    folder = path.parent / "unzipped"
    folder.mkdir()
    table.to_file(folder / member, encoding="utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)


@pytest.mark.parametrize("name", ["maus_footprints", "tang_werner_footprints", "wdpa"])
def test_a_file_of_the_published_form_is_read(name: str, tmp_path: Path):
    ((role, block),) = read_config(REPOSITORY / f"config/datasets/{name}.yaml")["datasets"].items()
    path = tmp_path / block["path"]
    path.parent.mkdir(parents=True)
    squares = [shapely.box(x, 46, x + 0.1, 46.1) for x in (104, 105, 106, 10)]
    table = gpd.GeoDataFrame(geometry=squares, crs="EPSG:4326")
    if name == "maus_footprints":
        table.assign(ISO3_CODE="MNG", AREA=1.0).to_file(path)
    elif name == "tang_werner_footprints":
        table = table.set_geometry(shapely.force_3d(squares)).to_crs("ESRI:54034")
        zipped_shapefile(table.assign(Name="多边形"), path, block["member"])
    else:
        table["NAME"] = ["Говь", "B", "C", "D"]
        designations = ["Strictly Protected Area", "UNESCO-MAB Biosphere Reserve"]
        table["DESIG_ENG"] = [*designations, "National Park", "National Park"]
        table["STATUS"] = ["Designated", "Designated", "Proposed", "Designated"]
        table.to_file(path, layer=block["layer"], driver="OpenFileGDB")
    here = {key: value for key, value in block.items() if key != "url"}
    blocks = dict.fromkeys(ROLES) | {role: here}
    country = read_config(DEFAULTS)["country"]
    layers = layers_part(blocks, {role: path}, country, rings_km=[]).tables["layers"]
    if (
        name == "wdpa"
    ):  # the second is no protected land, the third not designated, the fourth abroad
        assert layers[["name", "class"]].to_numpy().tolist() == [["Говь", designations[0]]]
    else:
        assert layers["name"].tolist() == [""] * 3
    assert layers.geometry.area.iloc[0] / 1e6 == pytest.approx(86.1, abs=0.1)
