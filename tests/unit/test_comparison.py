import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from squares import (
    COUNTRY,
    CRS,
    KHURMEN,
    NOMGON,
    ULZIIT,
    UMNUGOVI,
    UVURKHANGAI,
    measured_provinces,
    one_issue,
    soums,
    square,
)

from nutag.comparison import Register, check_comparison, compare_areas, compare_licences
from nutag.contracts import checked
from nutag.issues import IssueLog


def register(*rows: dict, date: str = "2024-12", complete: bool = True) -> Register:
    defaults = {
        "stage": "mining",
        "holder": "Говь ХХК",
        "area_declared_ha": 100.0,
        "counted": True,
        "reason": "",
        "geometry": None,
    }
    table = gpd.GeoDataFrame([{**defaults, **row} for row in rows], geometry="geometry", crs=CRS)
    polygon = table.geometry.notna() & (table.geom_type != "Point")
    return Register(
        table.assign(area_ha=np.where(polygon, table.area / 10_000, np.nan)), date, complete
    )


def before(*rows: dict, **kwargs) -> Register:
    return register(*rows, **{"date": "2023-12", **kwargs})


def changes(now: Register, earlier: Register) -> list[tuple]:
    table = compare_licences(now, earlier)
    checked("licence_changes", table)
    columns = ["change", "code", "field", "before", "now"]
    return list(table[columns].itertuples(index=False, name=None))


SAME = {"code": "MV-1", "geometry": square(0, 0)}


def test_nothing_changed_is_an_empty_table_with_all_columns():
    table = compare_licences(register(SAME), before(SAME))
    assert len(table) == 0
    assert list(table.columns)[:4] == ["change", "code", "stage", "holder"]
    checked("licence_changes", table)


def test_new_and_gone_licences_have_their_land():
    now = register(SAME, {"code": "XV-3", "stage": "exploration", "geometry": square(4, 0, 2)})
    earlier = before(SAME, {"code": "XV-2", "holder": "Алт ХХК", "geometry": square(2, 0)})
    table = compare_licences(now, earlier)
    new, gone = table.to_dict("records")
    assert (new["change"], new["code"], new["stage"], new["field"]) == (
        "new",
        "XV-3",
        "exploration",
        "",
    )
    assert (new["area_now_ha"], new["gained_ha"]) == (400, 400)
    assert np.isnan([new["area_before_ha"], new["lost_ha"]]).all()
    assert new["note"] == "not in the previous register"
    assert (gone["change"], gone["code"], gone["holder"]) == ("gone", "XV-2", "Алт ХХК")
    assert (gone["area_before_ha"], gone["lost_ha"]) == (100, 100)
    assert np.isnan([gone["area_now_ha"], gone["gained_ha"]]).all()
    assert {(row["date_before"], row["date_now"]) for row in (new, gone)} == {
        ("2023-12", "2024-12")
    }


def test_a_licence_that_no_longer_counts_is_gone_and_says_why():
    ended = {**SAME, "counted": False, "reason": "not in force"}
    (row,) = compare_licences(register(ended), before(SAME)).to_dict("records")
    assert (row["change"], row["note"]) == ("gone", "in the register, but: not in force")
    (row,) = compare_licences(register(SAME), before(ended)).to_dict("records")
    assert (row["change"], row["note"]) == ("new", "in the previous register, but: not in force")


@pytest.mark.parametrize(
    ("field", "old", "new", "shown"),
    [
        ("stage", "exploration", "mining", ("exploration", "mining")),
        ("holder", "Говь ХХК", "Алт ХХК", ("Говь ХХК", "Алт ХХК")),
        ("holder", "Говь ХХК", None, ("Говь ХХК", "")),
        ("area_declared_ha", 100.0, 80.5, ("100.00 ha", "80.50 ha")),
        ("area_declared_ha", 100.0, np.nan, ("100.00 ha", "none")),
    ],
)
def test_a_changed_field_is_one_row_with_both_values(field, old, new, shown):
    other = {"code": "MV-2"}
    found = changes(register({**SAME, field: new}, other), before({**SAME, field: old}, other))
    name = "area" if field == "area_declared_ha" else field
    assert found == [("changed", "MV-1", name, *shown)]


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("holder", "Говь ХХК", "ГОВЬ  ХХК"),
        ("area_declared_ha", 100.0, 100.004),
        ("code", "MV-1", "mv - 1"),
        ("code", "MV-1", "MV-000001"),
    ],
)
def test_another_spelling_is_no_change(field, old, new):
    assert changes(register({**SAME, field: new}), before({**SAME, field: old})) == []


def test_a_column_that_one_file_does_not_have_is_not_compared():
    bare = {"code": "MV-1", "holder": None, "area_declared_ha": np.nan}
    assert changes(register(SAME), before(bare)) == []
    assert changes(register(bare), before(SAME)) == []


def test_a_number_with_a_note_is_the_same_licence_where_no_other_has_it():
    now = register({**SAME, "code": "MV-1 (055/ду)"}, {"code": "XV-7"}, {"code": "XV-7 (А)"})
    earlier = before(SAME, {"code": "XV-7 (Б)"})
    # XV-7 could be either of two, so it is neither.
    assert changes(now, earlier) == [
        ("new", "XV-7", "", "", ""),
        ("new", "XV-7 (А)", "", "", ""),
        ("gone", "XV-7 (Б)", "", "", ""),
        ("changed", "MV-1 (055/ду)", "code", "MV-1", "MV-1 (055/ду)"),
    ]


def test_changed_geometry_is_measured_on_the_two_polygons():
    """Two squares of 400 ha that share 200 ha: as large as before, and half of it elsewhere."""
    now = register({"code": "MV-1", "geometry": square(1, 0, 2)})
    earlier = before({"code": "MV-1", "geometry": square(0, 0, 2)})
    (row,) = compare_licences(now, earlier).to_dict("records")
    assert (row["field"], row["before"], row["now"]) == ("geometry", "400.00 ha", "400.00 ha")
    assert (row["gained_ha"], row["lost_ha"]) == (200, 200)


def test_a_line_moved_by_a_rounding_is_no_change():
    moved = shapely.transform(square(0, 0, 10), lambda xy: xy + 0.02)
    assert (
        changes(
            register({**SAME, "geometry": moved}), before({**SAME, "geometry": square(0, 0, 10)})
        )
        == []
    )
    moved = shapely.transform(square(0, 0, 10), lambda xy: xy + 5)
    found = changes(
        register({**SAME, "geometry": moved}), before({**SAME, "geometry": square(0, 0, 10)})
    )
    assert [row[2] for row in found] == ["geometry"]


def test_a_polygon_that_came_or_went_is_a_change_of_geometry():
    other = {"code": "MV-2", "geometry": square(5, 5)}
    point = {**SAME, "geometry": shapely.Point(500, 500)}
    for without in ({**SAME, "geometry": None}, point):
        found = changes(register(SAME, other), before(without, other))
        assert found == [("changed", "MV-1", "geometry", "none", "100.00 ha")]
        table = compare_licences(register(without, other), before(SAME, other))
        assert table[["gained_ha", "lost_ha"]].iloc[0].tolist() == [0, 100]


def test_rows_are_sorted_by_change_number_and_field():
    now = register(
        {"code": "B", "stage": "other", "holder": "X", "geometry": square(0, 0)},
        {"code": "D"},
        {"code": "C"},
    )
    earlier = before({"code": "B"}, {"code": "F"}, {"code": "E", "geometry": square(9, 9)})
    assert [row[:3] for row in changes(now, earlier)] == [
        ("new", "C", ""),
        ("new", "D", ""),
        ("gone", "E", ""),
        ("gone", "F", ""),
        ("changed", "B", "stage"),
        ("changed", "B", "holder"),
        ("changed", "B", "geometry"),
    ]


# --- land ---------------------------------------------------------------------------------------


def areas(now: Register, earlier: Register) -> pd.DataFrame:
    table = compare_areas(
        now,
        earlier,
        soums(),
        measured_provinces(soums()),
        country_id=COUNTRY,
        country_name="Mongolia",
        threads=1,
    )
    return table.set_index("unit_id")


HECTARES = ["union_before_ha", "union_now_ha", "gained_ha", "lost_ha"]


def test_land_is_gained_and_lost_where_the_union_changed():
    """One square moves by half its width over the border of two soums; one is gone, one came."""
    now = register(
        {"code": "MV-1", "geometry": square(9, 0, 2)},
        {"code": "XV-3", "geometry": square(5, 15)},
    )
    earlier = before(
        {"code": "MV-1", "geometry": square(8, 0, 2)},
        {"code": "XV-2", "geometry": square(15, 5)},
    )
    table = areas(now, earlier)
    assert list(table.index[:3]) == [COUNTRY, UMNUGOVI, UVURKHANGAI]
    assert table.loc[NOMGON, HECTARES].tolist() == [400, 200, 0, 200]
    assert table.loc[KHURMEN, HECTARES].tolist() == [100, 200, 200, 100]
    assert table.loc[ULZIIT, HECTARES].tolist() == [0, 100, 100, 0]
    assert table.loc[UMNUGOVI, HECTARES].tolist() == [500, 400, 200, 300]
    assert table.loc[COUNTRY, HECTARES].tolist() == [500, 500, 300, 300]
    assert table.loc[COUNTRY, ["date_before", "date_now", "note"]].tolist() == [
        "2023-12",
        "2024-12",
        "",
    ]


def test_land_that_stays_under_another_licence_is_not_lost():
    now = register({"code": "MV-1", "geometry": square(0, 0, 4)})
    earlier = before(
        {"code": "XV-1", "geometry": square(0, 0, 4)}, {"code": "XV-2", "geometry": square(1, 1, 2)}
    )
    assert areas(now, earlier).loc[NOMGON, HECTARES].tolist() == [1600, 1600, 0, 0]


def test_only_what_counts_is_measured_and_a_unit_without_a_boundary_has_no_figure():
    now = register(
        {"code": "MV-1", "geometry": square(0, 0), "counted": False, "reason": "not in force"},
        {"code": "MV-2", "geometry": shapely.Point(1, 1)},
    )
    table = areas(now, before({"code": "MV-1", "geometry": square(0, 0)}))
    assert table.loc[NOMGON, HECTARES].tolist() == [100, 0, 0, 100]
    assert table.loc[KHURMEN, HECTARES].tolist() == [0, 0, 0, 0]
    assert table.loc["MN6216", HECTARES].isna().all()


def test_gained_minus_lost_is_the_difference_of_the_unions():
    rng = np.random.default_rng(7)
    draw = lambda n: [  # noqa: E731
        {"code": f"MV-{i}", "geometry": square(*rng.uniform(0, 17, 2), rng.uniform(1, 4))}
        for i in range(n)
    ]
    table = areas(register(*draw(40)), before(*draw(30))).dropna(subset=HECTARES)
    net = table["gained_ha"] - table["lost_ha"]
    assert net.to_numpy() == pytest.approx(
        (table["union_now_ha"] - table["union_before_ha"]).to_numpy()
    )
    assert (table["gained_ha"] > 0).any()
    soum_rows = table[table["unit_level"] == "soum"]
    assert table.loc[COUNTRY, HECTARES].tolist() == pytest.approx(
        soum_rows[HECTARES].sum().tolist()
    )


def test_gaps_of_a_sample_are_no_change_of_land():
    now = register({"code": "MV-1", "geometry": square(0, 0)}, complete=False)
    earlier = before({"code": "MV-2", "geometry": square(2, 0)})
    table = areas(now, earlier)
    assert table.loc[NOMGON, ["union_before_ha", "union_now_ha", "gained_ha"]].tolist() == [100] * 3
    assert table["lost_ha"].isna().all()
    assert "the register: a sample" in table.loc[NOMGON, "note"]
    new, gone = compare_licences(now, earlier).to_dict("records")
    assert new["gained_ha"] == 100
    assert np.isnan(gone["lost_ha"])
    assert gone["note"] == "not in the register, which is a sample"


# --- what is said -------------------------------------------------------------------------------


def check(now: Register, earlier: Register) -> IssueLog:
    log = IssueLog("licences", "register.gpkg")
    check_comparison(now, earlier, compare_licences(now, earlier), log)
    return log


def many(n: int) -> list[dict]:
    return [{"code": f"MV-{i:03}", "geometry": square(i, 0)} for i in range(n)]


def test_a_fifth_fewer_is_a_change_and_more_is_a_question():
    assert len(check(register(*many(8)), before(*many(10)))) == 0
    issue = one_issue(check(register(*many(7)), before(*many(10))), "licence.fewer_than_before")
    assert issue.severity == "warn"
    assert issue.area_ha_affected == pytest.approx(300)
    assert issue.message == (
        "licences (register.gpkg): found 7 licences, 30.0 % fewer than the 10 of 2023-12 (gone "
        "MV-007; gone MV-008; gone MV-009); expected a register that lost at most 20 %. All of "
        "them are counted. See whether the file is whole and the same selection; all changes are "
        "in results/tables/licence_changes.csv."
    )


def test_a_licence_in_two_rows_is_one():
    """Ten rows of five numbers are five licences."""
    twice = [{**row, "code": row["code"].lower()} for row in many(5)]
    assert len(check(register(*many(5)), before(*many(5), *twice))) == 0


def test_samples_and_a_previous_register_that_is_newer_are_said():
    log = check(register(SAME, complete=False), before(SAME, date="2025-01", complete=False))
    samples = [issue for issue in log if issue.code == "licence.compared_sample"]
    assert [issue.key for issue in samples] == ["licences", "licences_previous"]
    assert one_issue(samples[:1], "licence.compared_sample").severity == "warn"
    assert "of 2025-01, and one of 2024-12" in one_issue(log, "licence.previous_is_newer").found
