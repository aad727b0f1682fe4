"""The population surface: people laid on the land of their soums, none lost and none invented."""

import math
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import CRS as ProjCRS

from nutag.config_files import read_config
from nutag.issues import Issue, IssueLog
from nutag.population_surface import Surface, population_surface, report_surface, write_surface
from nutag.run_config import DEFAULTS

CRS = read_config(DEFAULTS)["country"]["analysis_crs"]
KM = 1000.0


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(west * KM, south * KM, east * KM, north * KM)


def soums(*rows: tuple) -> gpd.GeoDataFrame:
    """Soums A, B, ...: polygon (km, or None), and province and centre (km) where they matter."""
    padded = [(*row, *((None,) * (3 - len(row)))) for row in rows]
    shapes, provinces, centres = zip(*padded, strict=True)
    points = gpd.GeoSeries([shapely.Point(c[0] * KM, c[1] * KM) if c else None for c in centres])
    degrees = points.set_crs(CRS).to_crs("EPSG:4326")
    return gpd.GeoDataFrame(
        {
            "soum_id": list("ABCDE")[: len(rows)],
            "name_en": [f"Soum {letter}" for letter in "ABCDE"[: len(rows)]],
            "province_id": [province or "P" for province in provinces],
            "centre_lat": degrees.y,
            "centre_lon": degrees.x,
        },
        geometry=list(shapes),
        crs=CRS,
    )


def towns(*rows: tuple[float, float, float]) -> gpd.GeoDataFrame:
    """Settlements: easting and northing in km, and people."""
    points = [shapely.Point(x * KM, y * KM) for x, y, _ in rows]
    people = np.array([n for *_, n in rows], dtype=float)
    return gpd.GeoDataFrame({"people": people}, geometry=points, crs=CRS)


def surface(of: gpd.GeoDataFrame, where: gpd.GeoDataFrame, *numbers: float, **keys) -> Surface:
    people = pd.DataFrame({"soum_id": list("ABCDE")[: len(numbers)], "people": numbers})
    keys = {"cell_m": 1000, "centre_share": 0.5, "centre_km": 2} | keys
    return population_surface(of, where, people, crs=CRS, **keys)


def people_in(made: Surface, shape: shapely.Polygon) -> float:
    """Count people by the share of each cell that lies in the shape."""
    rows, columns = np.indices(made.values.shape)
    west, north = made.transform @ (columns, rows)
    east, south = made.transform @ (columns + 1, rows + 1)
    share = shapely.area(shapely.intersection(shapely.box(west, south, east, north), shape)) / 1e6
    return float(
        np.nansum(made.values.astype(float) * share * 1e6 / abs(made.transform.determinant))
    )


def issues(made: Surface) -> list[Issue]:
    log = IssueLog("population", "people.csv")
    report_surface(made, log)
    return list(log)


def one_issue(made: Surface, code: str) -> Issue:
    (found,) = (issue for issue in issues(made) if issue.code == code)
    return found


def test_half_of_a_soum_lives_around_its_centre_and_half_evenly_on_its_land():
    # 100 km² and 1,000 people: 5 people a km² everywhere, and 500 more within 2 km of the centre.
    made = surface(soums((box(0, 0, 10, 10),)), towns((5, 5, 1)), 1000)
    assert made.values.shape == (10, 10)
    assert made.values[0, 0] == pytest.approx(5)
    assert made.values.sum() == pytest.approx(1000)
    disc = shapely.Point(5 * KM, 5 * KM).buffer(2 * KM)
    # The centre is a corner of cells, four of which lie wholly in the circle of 12.55 km².
    assert made.values[4:6, 4:6] == pytest.approx(np.full((2, 2), 5 + 500e6 / disc.area))
    assert made.units["basis"].tolist() == ["settlements"]
    assert issues(made) == []


def test_a_soum_without_a_settlement_is_spread_evenly():
    made = surface(soums((box(0, 0, 10, 10),)), towns(), 1000)
    assert made.values == pytest.approx(np.full((10, 10), 10.0))
    assert made.units["basis"].tolist() == ["even"]
    said = one_issue(made, "population_surface.assumed")
    assert "1 of 1 soums (Soum A) without a settlement" in said.found
    assert "datasets.population_raster" in said.action


def test_settlements_share_by_their_people_and_equally_where_one_has_no_number():
    land = soums((box(0, 0, 20, 10),))
    by_people = surface(land, towns((5, 5, 300), (15, 5, 100)), 1000, centre_share=1)
    assert people_in(by_people, box(0, 0, 10, 10)) == pytest.approx(750)
    equally = surface(land, towns((5, 5, 300), (15, 5, math.nan)), 1000, centre_share=1)
    assert people_in(equally, box(0, 0, 10, 10)) == pytest.approx(500)


def test_what_is_around_a_settlement_ends_at_the_border_of_its_soum():
    # A's town stands at the border; nobody of A is laid on B, which has nobody.
    made = surface(soums((box(0, 0, 10, 10),), (box(10, 0, 20, 10),)), towns((9.9, 5, 1)), 800, 0)
    assert made.values[:, 10:].max() == 0
    assert made.values[:, :10].sum() == pytest.approx(800)


def test_cells_on_a_border_are_scaled_until_both_soums_have_their_people():
    # The border runs through the middle of a column of cells: 4,500 people on its left, 900 right.
    west, east = box(0, 0, 4.5, 10), box(4.5, 0, 9, 10)
    made = surface(soums((west,), (east,)), towns(), 4500, 900)
    assert people_in(made, west) == pytest.approx(4500, abs=0.05)
    assert people_in(made, east) == pytest.approx(900, abs=0.05)
    assert made.values.sum() == pytest.approx(5400, abs=0.05)
    # What lies on the border lies between the two densities.
    assert 20 < made.values[0, 4] < 100


def test_cells_partly_outside_stay_empty_so_that_nobody_lives_abroad():
    made = surface(soums((box(0.5, 0.5, 9.5, 9.5),)), towns(), 640)
    assert made.values[0].max() == 0
    assert made.values[1:-1, 1:-1] == pytest.approx(np.full((8, 8), 10.0))


def test_a_soum_without_a_whole_cell_still_has_its_people():
    small = box(0.2, 0.2, 0.7, 0.7)  # a quarter of one cell
    made = surface(soums((small,)), towns(), 100)
    assert people_in(made, small) == pytest.approx(100, abs=0.05)


def test_where_the_number_is_not_known_there_is_no_value():
    made = surface(soums((box(0, 0, 4.5, 10),), (box(4.5, 0, 9, 10),)), towns(), 400)
    assert np.isnan(made.values[:, 4:]).all()  # cells that B touches
    assert made.values[:, :4].sum() == pytest.approx(400)
    said = one_issue(made, "population_surface.no_people")
    assert "1 of 2 soums (Soum B)" in said.found
    assert "not zero" in said.action


def test_a_soum_without_a_polygon_stands_at_its_centre_on_the_land_of_another():
    land = soums((box(0, 0, 10, 10),), (None, "P", (5, 5)))
    made = surface(land, towns(), 100, 300)
    around = box(3, 3, 7, 7)
    assert people_in(made, around) == pytest.approx(300 + 16, abs=0.1)  # 100 people on 100 km²
    assert made.units["basis"].tolist() == ["even", "centre"]
    assert made.units["off"].abs().max() < 0.5


def test_soums_with_neither_are_laid_on_their_province_as_a_soum_is_on_its_land():
    # C's 400: half at the towns of A and B by their people (3 to 1), half evenly on both (1 to 1).
    land = soums((box(0, 0, 10, 10),), (box(10, 0, 20, 10),), (None,), (box(0, 10, 9, 19), "Q"))
    made = surface(land, towns((5, 5, 300), (15, 5, 100)), 0, 0, 400, 0)
    assert people_in(made, box(0, 0, 10, 10)) == pytest.approx(150 + 100, abs=0.05)
    assert people_in(made, box(10, 0, 20, 10)) == pytest.approx(50 + 100, abs=0.05)
    assert people_in(made, box(0, 10, 9, 19)) == 0
    assert made.units["basis"].tolist()[2] == "province"


def test_people_without_any_land_are_said():
    made = surface(soums((box(0, 0, 10, 10),), (None, "Q")), towns((5, 5, 1)), 10, 70)
    assert made.values.sum() == pytest.approx(10)
    said = one_issue(made, "population_surface.nowhere")
    assert "1 of 2 soums (Soum B)" in said.found
    assert "70 people" in said.action


def test_no_soum_with_land_makes_an_empty_surface():
    made = surface(soums((None, "P", (5, 5))), towns((5, 5, 1)), 10)
    assert np.isnan(made.values).all()
    assert [issue.code for issue in issues(made)] == ["population_surface.nowhere"]


def test_cells_too_large_for_a_soum_are_said():
    # A lies inside a cell whose other part is a soum where nobody lives.
    small = box(4.4, 4.4, 4.6, 4.6)
    around = shapely.difference(box(0, 0, 10, 10), small)
    made = surface(soums((small,), (around,)), towns(), 100, 0)
    said = one_issue(made, "population_surface.not_kept")
    assert "1 of 2 soums (Soum A)" in said.found
    assert "the largest difference is 100.0 people" in said.found
    assert "cell_m" in said.action


@settings(deadline=None, max_examples=60)
@given(
    cuts=st.lists(st.floats(2.5, 9), min_size=1, max_size=3),
    shift=st.floats(0, 1),
    numbers=st.lists(st.integers(0, 400_000), min_size=4, max_size=4),
    share=st.floats(0, 1),
)
@example(cuts=[3.0, 3.0], shift=0.9921875, numbers=[16012, 12, 0, 38961], share=1.0)
def test_nobody_is_lost_or_invented(cuts, shift, numbers, share):
    edges = shift + np.concatenate([[0], np.cumsum(cuts)])
    strips = [box(a, shift, b, shift + 12) for a, b in pairwise(edges)]
    numbers = numbers[: len(strips)]
    centres = towns(*((s.centroid.x / KM, s.centroid.y / KM, 1) for s in strips))
    made = surface(soums(*((s,) for s in strips)), centres, *numbers, centre_share=share)
    assert made.units["off"].abs().max() < 0.5
    assert np.nansum(made.values.astype(float)) == pytest.approx(sum(numbers), abs=2)
    assert not (made.values < 0).any()


def test_the_file_is_the_same_bytes_and_says_what_it_is(tmp_path):
    made = surface(soums((box(0, 0, 300, 10),), (box(0, 10, 10, 20),)), towns((5, 5, 1)), 1000)
    for name in ("a.tif", "b.tif"):
        write_surface(tmp_path / name, made, CRS)
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()
    with rasterio.open(tmp_path / "a.tif") as file:
        assert ProjCRS.from_wkt(file.crs.to_wkt()).equals(ProjCRS(CRS), ignore_axis_order=True)
        assert file.profile["tiled"]
        assert file.compression.name == "deflate"
        assert math.isnan(file.nodata)
        assert file.descriptions == ("people in the cell, modelled",)
        assert file.transform == made.transform
        assert np.array_equal(file.read(1), made.values, equal_nan=True)
