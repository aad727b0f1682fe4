import geopandas as gpd
import pytest
import shapely
from squares import CRS, read_frame, square, standardised_cadastre

from nutag.declared_areas import differing


def table(*rows):
    """Polygons of one square kilometre at a place, and what is declared of them."""
    shapes = [shape for shape, _ in rows]
    frame = gpd.GeoDataFrame(
        {"area_declared_ha": [float(declared) for _, declared in rows]}, geometry=shapes, crs=CRS
    )
    frame["area_ha"] = frame.area / 10_000
    return frame


def at(longitude, latitude):
    """Return a square of 100 ha around a place."""
    point = gpd.GeoSeries([shapely.Point(longitude, latitude)], crs="EPSG:4326").to_crs(CRS)[0]
    return shapely.box(point.x - 500, point.y - 500, point.x + 500, point.y + 500)


# On 105 E, in the middle of zone 48, an area in the plane is 0.9996 squared of the true one.
@pytest.mark.parametrize(
    ("declared", "differs"),
    [
        (100, False),
        (99.1, False),
        (98.95, False),  # 1.05 % below the true area, and 0.97 % below that in the plane
        (98.8, True),
        (101.1, False),  # 0.6 % more than in the plane of zone 47
        (101.5, True),
    ],
)
def test_the_plane_of_the_zone_explains_a_part(declared, differs):
    assert differing(table((at(105, 47), declared))).tolist() == [differs]


# On 99.1 E the neighbouring zone, around 105 E, measures 0.35 % too much.
@pytest.mark.parametrize(("declared", "differs"), [(101.3, False), (101.5, True)])
def test_the_plane_of_a_neighbouring_zone_explains_it(declared, differs):
    assert differing(table((at(99.1, 47), declared))).tolist() == [differs]


def test_nothing_to_compare_is_no_difference():
    frame = table((square(1, 1), "nan"), (None, 100), (square(1, 1), 0), (square(1, 1), 50))
    assert differing(frame).tolist() == [False, False, False, True]


def register(*rows):
    names = ["code", "area_declared_ha"]
    frame = gpd.GeoDataFrame(
        [row[:2] for row in rows], columns=names, geometry=[row[2] for row in rows], crs=CRS
    )
    return frame.assign(stage="mining", status="in_force", holder="A LLC")


def cadastre(tmp_path, *rows, **block):
    source = read_frame(tmp_path, "licences", register(*rows), "in.gpkg")
    return standardised_cadastre(source, coverage="complete", **block), source.log


def test_two_licences_may_explain_one_difference(tmp_path):
    found, log = cadastre(
        tmp_path,
        ("A", 1000, square(0, 0, 4, 3)),
        ("B", 100, square(1, 1)),
        ("C", 100, square(2.5, 1)),
        ("D", 100, square(8, 8)),
    )
    (issue,) = (i for i in log if i.code == "licence.lost_hole")
    assert issue.found == ("1,200.0 vs 1,000.0 ha declared; licences B, C inside explain 200.0 ha")
    assert found.licences["area_ha"].tolist() == pytest.approx([1000, 100, 100, 100])
    assert len(found.overlaps) == 0


def test_one_of_two_licences_inside_may_explain_it_alone(tmp_path):
    found, log = cadastre(
        tmp_path,
        ("A", 1100, square(0, 0, 4, 3)),
        ("B", 100, square(1, 1)),
        ("C", 200, square(2, 1, 2, 1)),
    )
    (issue,) = (i for i in log if i.code == "licence.lost_hole")
    assert "licence B inside explains 100.0 ha" in issue.found
    assert found.overlaps[["code_a", "code_b"]].values.tolist() == [["A", "C"]]


def test_another_row_of_the_number_is_no_hole(tmp_path):
    _, log = cadastre(tmp_path, ("A", 1100, square(0, 0, 4, 3)), ("A", 100, square(1, 1)))
    assert not [i for i in log if i.code == "licence.lost_hole"]


def test_a_smaller_polygon_has_lost_no_hole(tmp_path):
    _, log = cadastre(tmp_path, ("A", 1300, square(0, 0, 4, 3)), ("B", 100, square(1, 1)))
    assert [i.code for i in log if i.key == "A"] == ["licence.area_differs"]


def test_the_five_largest_overlaps_are_told_and_all_are_listed(tmp_path):
    # Seven licences of 10 ha each share with the first, and one shares 0.5 ha.
    rows = [("A", 2000, square(0, 0, 20, 1))]
    rows += [(f"B{n}", 20, square(2 * n, 0.9, 1, 0.2)) for n in range(7)]
    rows += [("C", 5, square(15, 0.99, 0.5, 0.1))]
    source = read_frame(
        tmp_path,
        "licences",
        register(*rows).assign(holder=[f"Holder {row[0]}" for row in rows]),
        "in.gpkg",
    )
    found = standardised_cadastre(source)
    (issue,) = (i for i in source.log if i.code == "licence.overlap")
    assert issue.found.startswith(
        "7 pairs of licences of different holders that overlap, together 70.0 ha (A and B0 10.0 ha;"
    )
    assert issue.found.count(" and ") == 5
    assert issue.found.endswith("; ...)")
    assert issue.source_rows == tuple(range(1, 9))
    assert found.overlaps["area_ha"].tolist() == pytest.approx([10] * 7 + [0.5])
    assert found.overlaps["share_b_pct"].tolist() == pytest.approx([50] * 7 + [10])
