import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from nutag.cells import GRID_DEG, cells_geojson, soum_cells

DATA = Path(__file__).resolve().parents[2] / "data"
ALBERS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m +no_defs"
# Degrees of longitude and latitude as plane coordinates near 0, 0: what is drawn is what is cut.
PLANE = "+proj=eqc +datum=WGS84 +units=m +no_defs"
ALBERS_NEAR_EQUATOR = "+proj=aea +lat_1=0.5 +lat_2=1.5 +lat_0=1 +lon_0=2 +datum=WGS84 +units=m"


def outlines(**boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"province_id": list(boxes)},
        geometry=[shapely.box(*b) for b in boxes.values()],
        crs="EPSG:4326",
    )


def soum_table(*rows: tuple[str, str, float | None, float | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["soum_id", "province_id", "centre_lon", "centre_lat"])
    return table.assign(name_en=table["soum_id"].str.lower())


def by_id(cells: gpd.GeoDataFrame) -> dict[str, shapely.Geometry]:
    return dict(zip(cells["soum_id"], cells.geometry, strict=True))


def test_four_centres_quarter_a_square():
    cells = soum_cells(
        soum_table(
            *(("A", "P", 0.5, 0.5), ("B", "P", 1.5, 0.5)),
            *(("C", "P", 0.5, 1.5), ("D", "P", 1.5, 1.5)),
        ),
        outlines(P=(0, 0, 2, 2)),
        PLANE,
    )
    shapes = by_id(cells)
    assert shapes["A"].symmetric_difference(shapely.box(0, 0, 1, 1)).area < 1e-4
    assert shapes["D"].symmetric_difference(shapely.box(1, 1, 2, 2)).area < 1e-4
    assert list(cells["soum_id"]) == ["A", "B", "C", "D"]
    assert set(cells["boundary_quality"]) == {"approximate"}
    assert cells.crs == "EPSG:4326"


def test_border_lies_halfway_between_two_centres():
    cells = soum_cells(
        soum_table(("A", "P", 0.5, 1.0), ("B", "P", 2.5, 1.0)), outlines(P=(0, 0, 4, 2)), PLANE
    )
    shapes = by_id(cells)
    assert shapes["A"].area == pytest.approx(3.0, abs=1e-4)  # 1.5 wide, 2 high
    assert shapes["B"].area == pytest.approx(5.0, abs=1e-4)


def test_one_centre_owns_its_whole_province():
    cells = soum_cells(soum_table(("A", "P", 0.1, 0.1)), outlines(P=(0, 0, 2, 2)), PLANE)
    assert by_id(cells)["A"].equals(shapely.box(0, 0, 2, 2))


def test_a_nearer_centre_of_the_neighbour_takes_nothing():
    cells = soum_cells(
        soum_table(("A", "P", 0.1, 1.0), ("B", "Q", 2.1, 1.0)),
        outlines(P=(0, 0, 2, 2), Q=(2, 0, 4, 2)),
        PLANE,
    )
    assert by_id(cells)["A"].equals(shapely.box(0, 0, 2, 2))


def test_centre_outside_its_outline_gets_a_cell_inside_it():
    cells = soum_cells(
        soum_table(("A", "P", 0.5, 1.0), ("B", "P", 2.1, 1.0), ("C", "Q", 3.0, 1.0)),
        outlines(P=(0, 0, 2, 2), Q=(2, 0, 4, 2)),
        PLANE,
    )
    shapes = by_id(cells)
    assert shapes["B"].symmetric_difference(shapely.box(1.3, 0, 2, 2)).area < 1e-4
    assert shapes["C"].symmetric_difference(shapely.box(2, 0, 4, 2)).area < 1e-9


def test_soum_without_centre_has_no_cell_and_is_counted():
    cells = soum_cells(
        soum_table(("A", "P", 0.5, 1.0), ("B", "P", None, None), ("C", "Q", 3.0, 1.0)),
        outlines(P=(0, 0, 2, 2), Q=(2, 0, 4, 2)),
        PLANE,
    )
    assert list(cells["soum_id"]) == ["A", "C"]
    assert list(cells["n_soums_no_centre"]) == [1, 0]


def test_merged_outlines_are_divided_by_all_their_centres():
    # Q is drawn as a sliver at the right end; merged, its soum reaches to the middle.
    soums = soum_table(("A", "P", 1.0, 1.0), ("B", "Q", 3.0, 1.0))
    provinces = outlines(P=(0, 0, 3.5, 2), Q=(3.5, 0, 4, 2))
    apart = by_id(soum_cells(soums, provinces, PLANE))
    merged = soum_cells(soums, provinces, PLANE, [{"P", "Q"}])
    assert apart["B"].area == pytest.approx(1.0, abs=1e-4)
    assert by_id(merged)["B"].symmetric_difference(shapely.box(2, 0, 4, 2)).area < 1e-4
    assert list(merged["province_id"]) == ["P", "Q"]


def test_province_without_outline_gets_land_of_those_it_is_merged_with():
    soums = soum_table(("A", "P", 1.0, 1.0), ("B", "Q", 3.0, 1.0))
    cells = soum_cells(soums, outlines(P=(0, 0, 4, 2)), PLANE, [{"P", "Q"}])
    assert by_id(cells)["B"].symmetric_difference(shapely.box(2, 0, 4, 2)).area < 1e-4


def test_govisumber_lies_in_the_gobi_and_baganuur_in_ulaanbaatar(bundled):
    govisumber = bundled[bundled["province_id"] == "MN-064"]
    assert len(govisumber) == 3
    assert govisumber.total_bounds[3] < 47.2
    baganuur = shapely.Point(108.35, 47.75)
    assert set(bundled[bundled.contains(baganuur)]["province_id"]) == {"MN-1"}


def test_neighbours_share_the_vertices_where_borders_meet():
    # The border of A and B ends in the middle of Q's straight side.
    cells = soum_cells(
        soum_table(("A", "P", 1.0, 0.4), ("B", "P", 1.1, 1.7), ("C", "Q", 3.0, 1.0)),
        outlines(P=(0, 0, 2, 2), Q=(2, 0, 4, 2)),
        PLANE,
    )
    assert shapely.coverage_is_valid(cells.geometry.array)
    assert len(shapely.get_coordinates(by_id(cells)["C"])) == 6


def test_row_order_changes_nothing():
    soums = soum_table(
        ("A", "P", 0.3, 0.5), ("B", "P", 1.5, 0.6), ("C", "P", 0.7, 1.5), ("D", "P", None, None)
    )
    provinces = outlines(P=(0, 0, 2, 2), Q=(2, 0, 4, 2))
    first = soum_cells(soums, provinces, ALBERS_NEAR_EQUATOR)
    second = soum_cells(soums[::-1], provinces[::-1], ALBERS_NEAR_EQUATOR)
    assert cells_geojson(first) == cells_geojson(second)


@pytest.mark.parametrize(
    ("soums", "message"),
    [
        (soum_table(("A", "P", 0.5, 0.5), ("B", "P", 0.5, 0.5)), "does not reach .* B"),
        (soum_table(("A", "P", 0.5, 0.5), ("B", "P", 40.0, 0.5)), "does not reach .* B"),
        (soum_table(("A", "X", 0.5, 0.5)), "no outline for province.* X"),
        (soum_table(("A", "P", 0.5, 0.5)).drop(columns="centre_lat"), "lack .* centre_lat"),
    ],
)
def test_bad_soums_are_refused(soums, message):
    with pytest.raises(ValueError, match=message):
        soum_cells(soums, outlines(P=(0, 0, 2, 2)), PLANE)


def test_outlines_in_metres_are_refused():
    with pytest.raises(ValueError, match="must be in EPSG:4326"):
        soum_cells(soum_table(("A", "P", 0.5, 0.5)), outlines(P=(0, 0, 2, 2)).to_crs(PLANE), PLANE)


def test_province_merged_twice_is_refused():
    with pytest.raises(ValueError, match="merged twice"):
        soum_cells(
            soum_table(("A", "P", 0.5, 0.5)), outlines(P=(0, 0, 2, 2)), PLANE, [{"P"}, {"P"}]
        )


@pytest.fixture(scope="module")
def bundled() -> gpd.GeoDataFrame:
    return gpd.read_file(DATA / "soum_boundaries.geojson")


@pytest.fixture(scope="module")
def provinces() -> gpd.GeoDataFrame:
    return gpd.read_file(DATA / "provinces_naturalearth.geojson")


def test_bundled_cells_are_those_of_the_soums_with_a_centre(bundled):
    soums = pd.read_csv(DATA / "soums.csv")
    with_centre = soums[soums["centre_lat"].notna()]
    assert len(bundled) == 315
    assert list(bundled["soum_id"]) == sorted(with_centre["soum_id"])
    assert bundled.geometry.is_valid.all()
    assert set(bundled.geom_type) <= {"Polygon", "MultiPolygon"}
    assert bundled.groupby("province_id")["n_soums_no_centre"].first().sum() == 24


def test_bundled_cells_are_a_coverage_in_degrees_and_in_metres(bundled):
    assert shapely.coverage_is_valid(bundled.geometry.array)
    metres = bundled.to_crs(ALBERS)
    assert metres.geometry.is_valid.all()
    assert shapely.coverage_is_valid(metres.geometry.array)
    union = metres.union_all()
    assert metres.area.sum() - union.area == pytest.approx(0, abs=1)  # overlap, m2
    assert union.geom_type == "Polygon"
    assert len(union.interiors) == 0  # no gap


def test_bundled_cells_lie_on_the_grid(bundled):
    xy = shapely.get_coordinates(bundled.geometry.array)
    assert np.abs(xy - np.round(xy / GRID_DEG) * GRID_DEG).max() < 1e-9


def test_bundled_cells_fill_the_province_outlines(bundled, provinces):
    # In degrees, where the outlines are straight: projected, a node more on a long side counts.
    square_degrees = shapely.area(provinces.geometry.array).sum()
    assert shapely.area(bundled.geometry.array).sum() == pytest.approx(square_degrees, rel=1e-7)
    cells = bundled.to_crs(ALBERS)
    of_cells = cells.area.groupby(cells["province_id"].replace("MN-064", "MN-063")).sum()
    whole = provinces.to_crs(ALBERS)
    # The outline called Govisumber is Baganuur, an exclave of Ulaanbaatar.
    of_outlines = whole.area.groupby(whole["province_id"].replace("MN-064", "MN-1")).sum()
    assert set(of_cells.index) == set(of_outlines.index)
    ratio = of_cells / of_outlines.loc[of_cells.index]
    assert ratio.to_numpy() == pytest.approx(1, abs=1e-4)


def test_bundled_file_equals_a_rebuild(tmp_path):
    out = tmp_path / "cells.geojson"
    script = DATA / "build" / "soum_boundaries.py"
    subprocess.run([sys.executable, str(script), "--out", str(out)], check=True)
    assert out.read_bytes() == (DATA / "soum_boundaries.geojson").read_bytes()
