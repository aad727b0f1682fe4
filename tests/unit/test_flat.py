import numpy as np
import pandas as pd
import pytest
import shapely
from squares import one_issue

from nutag.flat import flat_shapes
from nutag.issues import IssueLog
from nutag.registry import Dataset

SQUARE = shapely.box(0, 0, 1, 1)
POINT = shapely.Point(0.5, 0.5)
LINE = SQUARE.exterior


def flat(*shapes, coverage="complete"):
    log = IssueLog("licences")
    table = pd.DataFrame({"source_row": range(1, len(shapes) + 1), "code": "MV-1"})
    dataset = Dataset.from_block("licences", {"path": "a", "coverage": coverage}, "a")
    return list(flat_shapes(np.array(shapes, dtype=object), table, dataset, log)), log


def test_polygons_and_gaps_stay_as_they_are():
    shapes, log = flat(SQUARE, None, shapely.MultiPolygon([SQUARE]), shapely.Polygon())
    assert shapes == [SQUARE, None, shapely.MultiPolygon([SQUARE]), shapely.Polygon()]
    assert len(log) == 0


def test_of_a_collection_only_polygons_are_left():
    (shape,), log = flat(shapely.GeometryCollection([SQUARE, LINE, POINT]))
    assert shape.equals(SQUARE)
    assert shape.geom_type == "Polygon"
    assert one_issue(log, "geometry.collection").source_row == 1


@pytest.mark.parametrize(
    "shape", [shapely.LineString(LINE), LINE, shapely.GeometryCollection([POINT, LINE])]
)
def test_of_other_shapes_nothing_is_left(shape):
    shapes, log = flat(SQUARE, shape)
    assert shapes == [SQUARE, None]
    assert one_issue(log, "geometry.no_polygon").source_row == 2


def test_a_point_stays_and_is_told_in_a_complete_register_only():
    shapes, log = flat(POINT)
    assert shapes == [POINT]
    assert one_issue(log, "geometry.point").severity == "warn"
    shapes, log = flat(POINT, coverage="sample")
    assert shapes == [POINT]
    assert len(log) == 0


def test_heights_and_measures_are_left_out():
    shapes, log = flat(shapely.force_3d(SQUARE, 1300), SQUARE)
    assert not shapely.has_z(shapes).any()
    assert one_issue(log, "geometry.dimensions").severity == "warn"
    shapes, log = flat(shapely.from_wkt("POLYGON M ((0 0 1, 1 0 2, 1 1 3, 0 0 1))"))
    assert not shapely.has_m(shapes).any()
    assert one_issue(log, "geometry.dimensions").severity == "warn"
