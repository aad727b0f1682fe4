import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
import webframes as frames
from shapely.geometry import Point

from nutag import mapcontext, mapdata, mapshapes
from nutag.context_layers import no_layers
from nutag.mapwords import Texts

SOUMS = ["MN4600", "MN4601"]


def drawn(**changes) -> dict:
    frame = frames.context() | changes
    units = mapshapes.display_units(frames.units())
    return mapcontext.context_data(**frame, country=units, soum_ids=SOUMS, texts=Texts())


def lines(steps: list) -> shapely.Geometry:
    """Read lines as the page reads them, back into metres."""
    found = [
        np.cumsum(np.reshape(ring, (-1, 2)), axis=0) * mapshapes.STEP
        for part in steps
        for ring in part
    ]
    shapes = gpd.GeoSeries([shapely.MultiLineString(found)], crs="EPSG:4326")
    return shapes.to_crs(frames.CRS).iloc[0]


def test_rings_are_their_outer_lines_inside_the_country():
    (inner, outer) = drawn()["rings"]["mining"]
    for ring, km in ((inner, 4), (outer, 20)):
        assert ring[0] == km
        line = lines(ring[1])
        # The middle lies on the border: half a circle, and nothing along the border.
        assert line.length == pytest.approx(np.pi * km * 1000, rel=0.03)
        assert line.bounds[0] > -20
        distance = shapely.distance(shapely.points(shapely.get_coordinates(line)), Point(0, 5e4))
        assert (np.abs(distance - 1000 * km) < 0.03 * 1000 * km).all()


def test_small_and_large_circles_keep_the_same_corners():
    (inner, outer) = drawn()["rings"]["mining"]
    assert len(inner[1][0][0]) == len(outer[1][0][0]) < 2 * 14


def test_a_country_that_no_ring_reaches_has_no_line():
    rings = frames.context()["rings"]
    away = rings.set_geometry(rings.geometry.translate(9e5, 0))
    assert drawn(rings=away)["rings"]["mining"] == [[4, None], [20, None]]


def test_rings_of_nothing_are_no_layer():
    nothing = frames.context()["rings"].iloc[:0]
    assert drawn(rings=nothing)["rings"] == {}


def test_overlaps_of_a_soum_are_one_with_their_hectares():
    overlaps = drawn()["overlaps"]
    assert overlaps["kinds"] == [["protected", None], ["water", 200]]
    # Kind, stage, soum, hectares; the largest first.
    assert [row[:4] for row in overlaps["rows"]] == [[1, 0, 1, 123.4], [0, 1, 0, 10.0]]
    assert [len(row[4]) for row in overlaps["rows"]] == [2, 1]


def test_mined_ground_and_settlements_and_never_camps():
    texts = Texts()
    frame = frames.context()
    own = mapcontext.context_data(
        **frame, country=mapshapes.display_units(frames.units()), soum_ids=SOUMS, texts=texts
    )
    # 20 km by 20 km.
    assert [row[:3] for row in own["footprints"]] == [[0, texts.name("Pit"), 40000.0]]
    assert [(texts.texts[row[0]], row[1]) for row in own["settlements"]] == [
        (frames.EVIL, 1398),
        ("Дэлгэр", None),
    ]
    assert all("camp" not in text for text in texts.texts)


def test_a_layer_of_many_vertices_is_drawn_with_fewer(monkeypatch):
    layers = frames.context()["layers"].iloc[:1]
    round_one = layers.set_geometry([Point(2.5e5, 5e4).buffer(2e4, quad_segs=500)], crs=frames.CRS)
    monkeypatch.setattr(mapcontext, "MOST_VERTICES", 40)
    (row,) = drawn(layers=round_one)["footprints"]
    assert row[2] == pytest.approx(np.pi * 400 * 100, rel=1e-4)
    assert len(row[3][0][0]) <= 2 * 40


def test_an_empty_run_has_empty_layers_that_the_page_can_hold():
    frame = frames.context()
    own = drawn(
        rings=frame["rings"].iloc[:0],
        overlaps=frame["overlaps"].iloc[:0],
        layers=no_layers(frames.CRS),
    )
    assert own == {
        "rings": {},
        "overlaps": {"kinds": [], "rows": []},
        "footprints": [],
        "settlements": [],
    }
    assert json.loads(mapdata.escaped_json(own)) == own
