"""`nutag describe` of context layers: shapes of any kind, and rasters."""

from functools import partial

import geopandas as gpd
import numpy as np
import pytest
import shapely
import yaml
from rasterfiles import write_raster

from nutag.describe.report import describe


def block_of(text: str) -> dict:
    """Return the block as it could be pasted."""
    return yaml.safe_load(text)["datasets"]


raster = partial(write_raster, left=100, top=48, cell=0.1, crs="EPSG:4326", nodata=None)


def test_the_layer_of_the_kind_is_taken_and_its_columns_are_known(tmp_path):
    path = tmp_path / "water.gpkg"
    lake = gpd.GeoDataFrame({"name": ["L"]}, geometry=[shapely.box(100, 47, 101, 48)], crs=4326)
    line = shapely.LineString([(100, 47), (101, 48)])
    lake.to_file(path, layer="lakes")
    gpd.GeoDataFrame({"Name": ["Tuul"], "TYPE": ["river"]}, geometry=[line], crs=4326).to_file(
        path, layer="rivers"
    )
    status, text = describe([path], tmp_path, "rivers")
    block = block_of(text)["rivers"]
    assert block["layer"] == "rivers"
    assert block["columns"] == {"name": "Name", "class": "TYPE"}
    assert "counted                1 rows" in text
    assert status == 0


def test_a_table_of_places_is_one_of_settlements(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text("name,pop,longitude,latitude\nA,10,104,47\nB,20,105,47\n", "utf-8")
    _, text = describe([path], tmp_path, "settlements")
    assert block_of(text)["settlements"]["columns"] == {"people": "pop"}


def test_a_raster_of_classes_asks_what_they_mean(tmp_path):
    values = np.array([[10, 30], [30, 80]], dtype="uint8")
    status, text = describe([raster(tmp_path / "cover.tif", values)], tmp_path)
    assert status == 1
    assert "land_cover" in block_of(text)
    assert "(found: 10, 30, 80)" in text
    assert "# cover.tif: 2 x 2 cells of 0.1 x 0.1, uint8, EPSG:4326" in text


def test_a_raster_of_numbers_is_one_of_people(tmp_path):
    values = np.array([[0.5, 2.25], [1e3, -1]], dtype="float32")
    path = raster(tmp_path / "people.tif", values, nodata=-1)
    status, text = describe([path], tmp_path)
    assert status == 1
    assert block_of(text)["population_raster"]["quantity"] == "count"
    assert "0.5 to 1000" in text


def test_a_raster_of_another_country_is_told(tmp_path):
    path = raster(tmp_path / "far.tif", np.ones((2, 2)), left=2)
    _, text = describe([path], tmp_path, "population_raster")
    assert "# stop raster.elsewhere:" in text


@pytest.mark.parametrize(
    ("role", "words"), [("licences", "is a raster; licences is none"), (None, "not recognized")]
)
def test_what_is_no_raster_of_the_role_ends_with_a_sentence(tmp_path, role, words):
    path = tmp_path / "a.tif"
    if role:
        raster(path, np.ones((2, 2)))
    else:
        path.write_bytes(b"no raster")
    status, text = describe([path], tmp_path, role)
    assert status == 2
    assert words in text
