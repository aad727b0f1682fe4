"""GeoPackage and GeoParquet."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from nutag.geofiles import split_by_dimension, write_geopackage, write_geoparquet

ALBERS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m +no_defs"


@pytest.fixture
def provinces():
    return gpd.GeoDataFrame(
        {"province_id": ["MN-053", "MN-063"], "name_mn": ["Өмнөговь", "=1+1"]},
        geometry=[
            shapely.box(0, 0, 10_000, 10_000),
            shapely.MultiPolygon(
                [shapely.box(20_000, 0, 30_000, 10_000), shapely.box(40_000, 0, 50_000, 10_000)]
            ),
        ],
        crs=ALBERS,
    )


@pytest.fixture
def licences():
    return gpd.GeoDataFrame(
        {
            "licence_id": ["area", "point", "nowhere", "empty"],
            "count": pd.array([1, None, 3, 4], dtype="Int64"),
            "holder": ["Өргөө", None, None, None],
            "expires": [None, None, None, None],
        },
        geometry=[shapely.box(0, 0, 100, 100), shapely.Point(5, 5), None, shapely.Polygon()],
        crs=ALBERS,
    )


def layer(path, name):
    return pyogrio.read_dataframe(path, layer=name)


def test_layers_read_back_in_longitude_and_latitude(tmp_path, provinces, licences):
    path = tmp_path / "nutag.gpkg"
    notes = pd.DataFrame({"key": ["a"], "n": [1]})
    write_geopackage(path, {"provinces": provinces, "licences": licences, "notes": notes})
    names = pyogrio.list_layers(path).tolist()
    assert names == [
        ["provinces", "MultiPolygon"],
        ["licences", "MultiPolygon"],
        ["licences_points", "Point"],
        ["notes", None],
    ]
    back = layer(path, "provinces")
    assert back.crs == "EPSG:4326"
    assert back["name_mn"].tolist() == ["Өмнөговь", "=1+1"]
    areas = back.to_crs(ALBERS).area.to_numpy() / 10_000
    assert areas == pytest.approx([10_000, 20_000], rel=1e-9)


def test_every_licence_is_kept(tmp_path, licences):
    path = tmp_path / "nutag.gpkg"
    write_geopackage(path, {"licences": licences})
    back = layer(path, "licences")
    assert back["licence_id"].tolist() == ["area", "point", "nowhere", "empty"]
    assert back.geometry.isna().tolist() == [False, True, True, True]
    assert back["count"].isna().tolist() == [False, True, False, False]
    points = layer(path, "licences_points")
    assert points["licence_id"].tolist() == ["point"]
    assert points.geometry.iloc[0].x == pytest.approx(104.0, abs=1e-3)


def test_no_shape_at_all(tmp_path, licences):
    licences.geometry = gpd.GeoSeries([None] * 4, crs=ALBERS)
    write_geopackage(tmp_path / "t.gpkg", {"licences": licences})
    assert len(layer(tmp_path / "t.gpkg", "licences")) == 4


def test_a_layer_without_rows(tmp_path, provinces):
    write_geopackage(tmp_path / "t.gpkg", {"pieces": provinces.iloc[:0]})
    assert pyogrio.list_layers(tmp_path / "t.gpkg").tolist() == [["pieces", "MultiPolygon"]]


def test_bytes_are_the_same_twice(tmp_path, provinces, licences):
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    for name in ("one", "two"):
        layers = {"provinces": provinces, "licences": licences}
        write_geopackage(tmp_path / name / "nutag.gpkg", layers)
        write_geoparquet(tmp_path / name / "licences.parquet", licences)
    for name in ("nutag.gpkg", "licences.parquet"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") == before
    assert [path.name for path in (tmp_path / "one").iterdir() if path.name.startswith(".")] == []


def test_an_older_file_is_replaced_whole(tmp_path, provinces):
    path = tmp_path / "t.gpkg"
    write_geopackage(path, {"old": provinces})
    write_geopackage(path, {"new": provinces})
    assert pyogrio.list_layers(path)[:, 0].tolist() == ["new"]


def test_a_frame_without_crs_is_refused(tmp_path, provinces):
    bare = gpd.GeoDataFrame(provinces.drop(columns="geometry"), geometry=list(provinces.geometry))
    with pytest.raises(ValueError, match="provinces: the geometry has no CRS"):
        write_geopackage(tmp_path / "t.gpkg", {"provinces": bare})
    with pytest.raises(ValueError, match="there is no layer to write"):
        write_geopackage(tmp_path / "t.gpkg", {})
    assert list(tmp_path.iterdir()) == []


def test_two_layers_of_one_name_are_refused(tmp_path, licences, provinces):
    with pytest.raises(ValueError, match="two layers are named 'licences_points'"):
        write_geopackage(tmp_path / "t.gpkg", {"licences": licences, "licences_points": provinces})


def test_stray_lines_of_a_collection_are_dropped(provinces):
    collection = shapely.GeometryCollection(
        [shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (5, 5)])]
    )
    frame = provinces.iloc[:1].set_geometry(gpd.GeoSeries([collection], crs=ALBERS))
    shape = split_by_dimension("a", frame)["a"].geometry.iloc[0]
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == 1


def test_geoparquet_reads_back(tmp_path, licences):
    write_geoparquet(tmp_path / "t.parquet", licences)
    back = gpd.read_parquet(tmp_path / "t.parquet")
    assert back.crs == "EPSG:4326"
    assert back["licence_id"].tolist() == licences["licence_id"].tolist()
    assert np.allclose(back.geometry.iloc[1].coords[0], (104, 47), atol=1e-3)
    write_geoparquet(tmp_path / "plain.parquet", pd.DataFrame({"a": [1]}))
    assert pd.read_parquet(tmp_path / "plain.parquet")["a"].tolist() == [1]
