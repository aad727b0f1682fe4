"""A second set of boundaries: how much the licensed share of a province depends on the lines."""

import geopandas as gpd
import pytest
from minicountry import ALBERS, BARUUN, EAST, WEST, ZUUN, box

from nutag.indicators import boundary_sensitivity

# The border between the provinces lies 1 km further east: all of MV-000004 is in West.
MOVED = {"West": box(0, 0, 21, 10), "East": box(21, 0, 9, 10)}


def second(land, shapes, **columns):
    """Configure a second set of boundaries; each shape is a polygon of the province that it has."""
    columns = {"sum": [f"sum {i}" for i in range(len(shapes))], **columns}
    layer = gpd.GeoDataFrame(
        {"aimag": list(shapes), **columns}, geometry=list(shapes.values()), crs=ALBERS
    )
    layer.to_file(land.folder / "second.gpkg", layer="second")
    land.use(
        "soum_boundaries_other",
        "second.gpkg",
        columns={"name_en": "sum", "province_id": "aimag"},
        boundary_quality="surveyed",
    )


def test_the_spread_is_the_difference_of_two_shares(land):
    second(land, MOVED)
    outcome = land.run()
    # 1,100 of 20,000 ha and 1,300 of 21,000; 300 of 10,000 and 100 of 9,000; 1,400 of 30,000.
    expected = {WEST: 100 * (13 / 210 - 11 / 200), EAST: 100 * (3 / 100 - 1 / 90), "MN": 0}
    found = {unit: outcome.value("Q04", unit) for unit in expected}
    assert found == pytest.approx(expected, abs=1e-6)
    row = outcome.indicators.loc[(WEST, "Q04")]
    assert (row["state"], row["n"], row["n_of"], row["year"]) == ("value", 2, 2, 2012)
    assert row["note"] == "5.500 % in the first set of boundaries, 6.190 % in the second."
    # The figures themselves are of the first set.
    assert outcome.value("L01", WEST) == pytest.approx(5.5)
    assert outcome.rows("soum_boundaries_other", "rows in") == 2
    assert outcome.rows("soum_boundaries_other", "counted") == 2
    assert outcome.rows("soum_boundaries", "counted") == 3

    table = boundary_sensitivity(outcome.inputs)
    assert list(table["unit_id"]) == ["MN", EAST, WEST]  # provinces by their spread
    west = table.set_index("unit_id").loc[WEST]
    assert (west["name_en"], west["name_mn"]) == ("West", "Баруун")
    numbers = ["area_km2", "licensed_ha", "licensed_pct"]
    assert west[numbers].tolist() == pytest.approx([200, 1100, 5.5])
    others = ["area_other_km2", "licensed_other_ha", "licensed_other_pct", "spread_pp"]
    assert west[others].tolist() == pytest.approx([210, 1300, 1300 / 210, expected[WEST]])


def state_and_note(outcome, unit_id):
    row = outcome.indicators.loc[(unit_id, "Q04")]
    assert row["value"] != row["value"]  # NaN, and not zero
    return row["state"], row["note"]


def test_without_a_second_set_there_is_no_spread(land):
    outcome = land.run()
    for unit_id in (WEST, "MN"):
        assert state_and_note(outcome, unit_id) == (
            "not_covered",
            "No second set of boundaries is configured.",
        )
    assert boundary_sensitivity(outcome.inputs).empty
    assert "soum_boundaries_other" not in outcome.ladder


@pytest.mark.bad_input(46)
def test_a_second_set_that_leaves_a_province_out_says_nothing_of_it(land):
    second(land, {"West": MOVED["West"]})
    outcome = land.run()
    assert state_and_note(outcome, EAST) == (
        "not_covered",
        "The second set of boundaries does not draw this unit.",
    )
    table = boundary_sensitivity(outcome.inputs).set_index("unit_id")
    others = ["area_other_km2", "licensed_other_ha", "licensed_other_pct", "spread_pp"]
    assert table.loc[EAST, others].isna().all()
    # The country would be compared with a part of it.
    assert state_and_note(outcome, "MN")[0] == "not_covered"
    assert table.loc["MN", others].isna().all()


def test_a_sample_of_licences_has_no_spread(land):
    second(land, MOVED)
    land.config["datasets"]["licences"]["coverage"] = "sample"
    outcome = land.run()
    state, note = state_and_note(outcome, WEST)
    assert (state, note.split(",")[0]) == ("not_covered", "The licences are a sample")
    table = boundary_sensitivity(outcome.inputs)
    assert table[["licensed_pct", "licensed_other_pct", "spread_pp"]].isna().all(axis=None)
    assert table["licensed_other_ha"].notna().all()


@pytest.mark.bad_input(40)
def test_a_code_of_another_province_counts_where_the_file_says(land):
    second(land, MOVED, soum_id=[BARUUN, BARUUN])
    outcome = land.run()
    issue = outcome.issue("boundary.other_province")
    assert (issue["severity"], issue["source_row"]) == ("warn", "2")
    assert issue["message"] == (
        "soum_boundaries_other (second.gpkg, row 2): MN9001: found 'East', which is MN-902; "
        "expected MN-901, the province of this code in the register. It counts for MN-902; "
        "correct the code or the province."
    )
    assert outcome.value("Q04", EAST) == pytest.approx(100 * (3 / 100 - 1 / 90))


def test_codes_alone_say_the_province(land):
    second(land, MOVED, soum_id=[BARUUN, ZUUN])
    land.config["datasets"]["soum_boundaries_other"]["columns"] = {"province_id": None}
    outcome = land.run()
    assert outcome.value("Q04", EAST) == pytest.approx(100 * (3 / 100 - 1 / 90))


@pytest.mark.bad_input(40)
def test_polygons_of_no_known_province_are_left_out_row_by_row(land):
    far = {"West": MOVED["West"], "East": MOVED["East"], "Nord": box(0, 10, 1, 1)}
    second(land, far, soum_id=[None, None, "9999"])
    outcome = land.run()
    issue = outcome.issue("place.unknown_province")
    assert (issue["severity"], issue["source_row"]) == ("row", "3")
    assert outcome.rows("soum_boundaries_other", "parsed") == 2
    assert outcome.value("Q04", "MN") == pytest.approx(0, abs=1e-9)

    land.config["datasets"]["soum_boundaries_other"]["columns"] = {"province_id": None}
    outcome = land.run()
    assert "found no polygon of a province of the register in 3 rows" in outcome.stopped


def test_a_row_with_neither_code_nor_province_is_left_out(land):
    second(land, MOVED)
    layer = gpd.read_file(land.folder / "second.gpkg")
    layer.loc[1, "aimag"] = None
    layer.to_file(land.folder / "second.gpkg", layer="second")
    outcome = land.run()
    issue = outcome.issue("boundary.unknown_soum")
    assert issue["message"] == (
        "soum_boundaries_other (second.gpkg, row 2): sum 1: found no code, name 'sum 1'; expected "
        "the code of a soum of the register, or a province. The polygon is not used; mend "
        "`datasets.soum_boundaries_other.columns`."
    )
