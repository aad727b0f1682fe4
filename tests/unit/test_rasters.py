from functools import partial
from pathlib import Path

import numpy as np
import pytest
from rasterfiles import write_raster
from squares import BOGD, KHURMEN, NOMGON, ULZIIT, one_issue, provinces, soums

from nutag.issues import InputError, IssueLog
from nutag.population import standardise_population
from nutag.raster_layers import check_raster
from nutag.rasters import is_raster, read_raster_role, summed
from nutag.registry import Dataset

# One cell a square kilometre over the 20 x 20 km of the test land.
LAND = np.ones((20, 20))
NODATA = -99999.0
write = partial(write_raster, top=20_000, nodata=NODATA)


def measured():
    units = soums()
    return units[units["area_ha"].notna()].reset_index(drop=True)


def sums(path: Path, log: IssueLog | None = None) -> dict[str, float]:
    units = measured()
    found = summed(path, units, IssueLog("population") if log is None else log)
    return dict(zip(units["soum_id"], found.tolist(), strict=True))


def test_each_cell_is_added_to_its_soum(tmp_path):
    cells = LAND.copy()
    cells[0, 0] = 50  # upper left: Ulziit
    cells[19, 19] = 7.5  # lower right: Khurmen
    found = sums(write(tmp_path / "people.tif", cells))
    assert found == {NOMGON: 100, KHURMEN: 106.5, ULZIIT: 249}


def test_the_soums_are_brought_to_the_crs_of_the_raster(tmp_path):
    """Cells of a thousandth of a degree, one person each: twice the land has twice as many."""
    west, south, east, north = measured().to_crs("EPSG:4326").total_bounds
    shape = (int((north - south) / 0.001) + 40, int((east - west) / 0.001) + 40)
    path = write_raster(
        tmp_path / "people.tif",
        np.ones(shape),
        left=west - 0.02,
        top=north + 0.02,
        cell=0.001,
        crs="EPSG:4326",
    )
    found = sums(path)
    assert found[NOMGON] == pytest.approx(found[KHURMEN], rel=0.01)
    assert found[ULZIIT] == pytest.approx(2 * found[NOMGON], rel=0.01)


def test_a_soum_that_the_raster_does_not_cover_has_no_number(tmp_path):
    log = IssueLog("population")
    found = sums(write(tmp_path / "people.tif", LAND[:, :15]), log)
    assert found[NOMGON] == 100
    assert np.isnan([found[KHURMEN], found[ULZIIT]]).all()
    issue = one_issue(log, "raster.not_covered")
    assert issue.severity == "warn"
    assert "2 of 3 soums that the raster does not cover" in issue.found
    assert "(Khurmen, Ulziit)" in issue.found


def test_cells_without_a_value_or_below_zero_add_nothing_and_many_are_said(tmp_path):
    cells = LAND.copy()
    cells[10:, :3] = NODATA
    cells[10:12, 19] = -3
    log = IssueLog("population")
    found = sums(write(tmp_path / "people.tif", cells), log)
    assert found == {NOMGON: 70, KHURMEN: 98, ULZIIT: 200}
    issue = one_issue(log, "raster.empty_cells")
    assert issue.severity == "info"
    assert "1 soums of which more than 5 % lies on cells without a value" in issue.found


def test_a_soum_of_empty_cells_is_not_covered(tmp_path):
    cells = LAND.copy()
    cells[:10, :] = np.nan
    log = IssueLog("population")
    found = sums(write(tmp_path / "people.tif", cells), log)
    assert np.isnan(found[ULZIIT])
    assert "1 of 3 soums" in one_issue(log, "raster.not_covered").found


def test_a_soum_smaller_than_a_cell_gets_its_part_of_it(tmp_path):
    """One cell of 400 km2 with 400 people, and soums of 100, 100 and 200 km2."""
    found = sums(write(tmp_path / "people.tif", np.full((1, 1), 400), cell=20_000))
    assert found == pytest.approx({NOMGON: 100, KHURMEN: 100, ULZIIT: 200})


def test_a_raster_without_its_crs_or_that_is_none_stops(tmp_path):
    log = IssueLog("population")
    sums(write(tmp_path / "people.tif", LAND, crs=None), log)
    assert one_issue(log, "raster.no_crs").severity == "stop"
    log = IssueLog("population")
    sums(write(tmp_path / "people.tif", LAND, crs="EPSG:4326"), log)
    issue = one_issue(log, "raster.wrong_crs")
    assert issue.severity == "stop"
    assert "in degrees (WGS 84) with a corner at 20,000, 20,000" in issue.found
    (tmp_path / "page.tif").write_text("<html>")
    log = IssueLog("population")
    sums(tmp_path / "page.tif", log)
    assert one_issue(log, "raster.unreadable").severity == "stop"


def block(**more):
    return {"path": "people.tif", "constants": {"year": 2020, "source": "WorldPop"}, **more}


def test_a_raster_is_read_as_a_table_of_soums(tmp_path):
    path = write(tmp_path / "people.tif", LAND * 1.5)
    source = read_raster_role("population", block(), path, "people", soums())
    table, ladder = standardise_population(source.table, "people", provinces(), soums(), source.log)
    found = table.set_index("soum_id")
    assert found["people"].to_dict() == {NOMGON: 150, KHURMEN: 150, ULZIIT: 300}
    assert set(found["year"]) == {"2020"}
    assert set(found["source"]) == {"WorldPop"}
    assert BOGD not in found.index
    assert ladder["rows"].iloc[0] == 3


def test_a_raster_without_a_year_stops(tmp_path):
    path = write(tmp_path / "people.tif", LAND)
    with pytest.raises(InputError) as error:
        read_raster_role("population", {"path": "people.tif"}, path, "people", soums())
    assert "`year`" in one_issue(error.value.issues, "file.columns").expected


def test_rasters_are_told_by_their_ending():
    assert is_raster(Path("a/b.TIF"))
    assert is_raster(Path("b.tiff"))
    assert not is_raster(Path("b.csv"))


@pytest.mark.parametrize("role", ["land_cover", "population_raster"])
def test_coarse_land_cover_is_said_to_be_a_guess_under_small_licences(tmp_path, role):
    path = write(tmp_path / "grid.tif", np.ones((5, 5)), cell=4000)
    log = IssueLog(role)
    dataset = Dataset(role=role, path=path, label=path.name, classes={"pasture": [1]})
    check_raster(dataset, (-180, -90, 180, 90), (2.0, 5.0, 10.0), log)
    issue = one_issue(log, "raster.coarse")
    assert "wider than the rings of 0-2, 2-5 km" in issue.found
    assert ("smaller than a cell" in issue.action) == (role == "land_cover")
