import numpy as np
import pandas as pd
import pytest
from squares import (
    BOGD,
    COUNTRY,
    NOMGON,
    UMNUGOVI,
    UVURKHANGAI,
    licences,
    measure,
    measured_provinces,
    soums,
    square,
)

from nutag.conservation import conserve
from nutag.issues import IssueLog, issue_frame
from nutag.ladder import COLUMNS as LADDER_COLUMNS
from nutag.ladder import Ladder
from nutag.reconciliation import COLUMNS, join_issues, nearest_period, reconcile


def statistics(*rows):
    columns = ["unit_level", "unit_id", "period", "stage", "count", "area_ha"]
    return pd.DataFrame(rows, columns=columns)


STATISTICS = statistics(
    ("province", UMNUGOVI, "2026-08", "total", 9, 9999.0),
    ("province", UMNUGOVI, "2026-07", "total", 2, 800.0),
    ("province", UMNUGOVI, "2026-07", "mining", 1, 300.0),
    ("province", UVURKHANGAI, "2026-07", "total", 1, np.nan),
    ("country", COUNTRY, "2026-07", "total", 3, 1000.0),
)


def ladder():
    steps = Ladder("licences")
    steps.step("rows in", 3)
    steps.step("parsed", 2, 400, "1 rows excluded")
    return steps.frame()


def register():
    """Two licences that overlap, one that ended beside them and one that ended under them."""
    rows = licences(
        {"code": "A", "shape": square(1, 1, 2)},
        {"code": "B", "shape": square(2, 1, 2)},
        {"code": "C", "shape": square(-1, 5, 2, 1), "counted": False},
        {"code": "D", "shape": square(1, 1), "counted": False},
        {"code": "E", "counted": False},
    )
    reasons = ["", "", "not in force", "duplicate", "no place"]
    return rows.assign(reason=reasons)


def checks(licence_coverage="complete", figures=STATISTICS, issue_rows=(4, 5, 6)):
    rows = register()
    measured = measure(rows)
    land = soums().assign(area_official_km2=[99.0, np.nan, 10.0, np.nan])
    several = ";".join(map(str, issue_rows))
    issues = pd.DataFrame({"dataset": ["licences"], "source_row": 4, "source_rows": several})
    found = reconcile(
        [ladder(), conserve("licences", 5, [2, 3, 4, 5, 6], used=[2, 3], told=[4])],
        measured.units,
        figures,
        measured_provinces(land),
        land,
        licence_coverage,
        "2018-12",
        register=rows,
        licences=measured.licences,
        issues=issues,
    )
    assert list(found.columns) == COLUMNS
    return {name: rows.set_index("unit_id") for name, rows in found.groupby("check")}


def test_a_ladder_keeps_its_steps():
    frame = ladder()
    assert list(frame.columns) == LADDER_COLUMNS
    assert frame["step"].tolist() == ["rows in", "parsed"]
    assert frame["rows"].tolist() == [3, 2]
    assert frame["area_ha"].tolist() == pytest.approx([np.nan, 400], nan_ok=True)
    found = checks()["ladder"]
    assert found["rows"].tolist() == [3, 2]
    assert found["note"].tolist() == ["", "1 rows excluded"]


def test_polygons_are_held_against_the_nearest_statistics():
    found = checks()["licences_vs_statistics"]
    row = found.loc[UMNUGOVI]
    # The sum (800 ha), not the union (600 ha): the register does not remove overlaps either.
    assert (row["rows"], row["area_ha"], row["reference_area_ha"]) == (2, pytest.approx(800), 800)
    assert row["difference_ha"] == pytest.approx(0)
    assert row["step"] == "sum of licences against 2026-07"
    assert (row["period"], row["reference_period"]) == ("2018-12", "2026-07")
    assert row["note"] == (
        "polygons of 2018-12 against statistics of 2026-07; the two are more than 3 years apart; "
        "2 licences in the statistics"
    )
    assert np.isnan(found.loc[UVURKHANGAI, "difference_ha"])


@pytest.mark.parametrize(
    ("to", "period"),
    [
        ("2018-12", "2021-01"),
        ("2022-01-31", "2022-12"),
        ("2022", "2022-12"),
        ("2026-01", "2026-07"),
        ("", "2026-07"),
        ("undated", "2026-07"),
    ],
)
def test_the_nearest_month_end(to, period):
    assert nearest_period(["2022-12", "2021-01", "2026-07"], to) == period


def test_years_that_lie_close_have_no_note():
    near = STATISTICS.assign(period=STATISTICS["period"].replace("2026-07", "2021-12"))
    found = checks(figures=near)["licences_vs_statistics"]
    assert "apart" not in found.loc[UMNUGOVI, "note"]
    near = STATISTICS.assign(period=STATISTICS["period"].replace("2026-07", "2022-01"))
    found = checks(figures=near)["licences_vs_statistics"]
    assert "more than 3 years apart" in found.loc[UMNUGOVI, "note"]


def test_a_sample_is_smaller_and_no_polygon_is_no_zero():
    found = checks("sample")["licences_vs_statistics"]
    assert found.loc[UMNUGOVI, "note"].startswith(
        "the polygons are a sample and have to be smaller"
    )
    assert np.isnan(found.loc[UVURKHANGAI, "area_ha"])
    assert set(found["reference_period"]) == {"2026-08"}  # the newest
    assert checks()["licences_vs_statistics"].loc[UVURKHANGAI, "area_ha"] == 0


def test_the_provinces_are_held_against_the_country():
    row = checks()["provinces_vs_country"].loc[COUNTRY]
    assert (row["area_ha"], row["reference_area_ha"]) == (800, 1000)
    assert (row["difference_ha"], row["difference_pct"]) == (-200, -20)
    assert row["note"] == "1 of 2 provinces have a figure"


def test_polygons_are_held_against_official_areas():
    found = checks()["area_vs_official"]
    of_soums = found.loc[[NOMGON, BOGD]]
    assert of_soums["area_ha"].tolist() == pytest.approx([10_000, np.nan], nan_ok=True)
    assert of_soums["reference_area_ha"].tolist() == [9_900, 1_000]
    assert of_soums["difference_pct"].iloc[0] == pytest.approx(100 / 99)
    assert of_soums["rows"].tolist() == [1, 0]
    found = found.drop([NOMGON, BOGD])
    assert found["area_ha"].to_dict() == pytest.approx({UMNUGOVI: 20_000, UVURKHANGAI: 20_000})
    assert found["reference_area_ha"].to_dict() == {UMNUGOVI: 20_000, UVURKHANGAI: 40_000}
    assert found["difference_pct"].to_dict() == pytest.approx({UMNUGOVI: 0, UVURKHANGAI: -50})
    assert found["rows"].to_dict() == {UMNUGOVI: 2, UVURKHANGAI: 1}


def test_without_statistics_the_other_checks_are_there():
    assert set(checks(figures=STATISTICS.iloc[:0])) == {
        "ladder",
        "conservation",
        "set_aside",
        "in_force_both_ways",
        "union_vs_sum",
        "area_vs_official",
    }


@pytest.mark.parametrize(("issue_rows", "lost"), [((4, 5, 6), 0), ((4, 4, 6), 1)])
def test_every_row_counts_or_has_an_issue_after_the_overlay(issue_rows, lost):
    found = checks(issue_rows=issue_rows)["conservation"].set_index("step")["rows"]
    assert found.to_dict() == {
        "rows in": 5,
        "counted": 2,
        "set aside with an issue": 3 - lost,
        "without a word": lost,
    }


def test_the_effect_of_each_reason_on_the_land_under_licence():
    found = checks()["set_aside"].set_index("step")
    # 600 ha count; of the 200 ha beside them, 100 ha lie abroad; the 100 ha under them change
    # nothing, and what has no boundary cannot be said.
    assert found["reference_area_ha"].tolist() == pytest.approx([600] * 3)
    assert found["area_ha"].tolist() == pytest.approx([700, 600, np.nan], nan_ok=True)
    assert found["difference_ha"].tolist() == pytest.approx([100, 0, np.nan], nan_ok=True, abs=1e-6)
    assert found["note"].tolist() == [
        "1 of 1 with a boundary, 200.0 ha in all",
        "1 of 1 with a boundary, 100.0 ha in all",
        "0 of 1 with a boundary",
    ]


def test_the_union_stands_beside_the_sum():
    row = checks()["union_vs_sum"].loc[COUNTRY]
    assert (row["area_ha"], row["reference_area_ha"]) == (pytest.approx(600), pytest.approx(800))
    assert row["rows"] == 2


def log(dataset, *issues):
    found = IssueLog(dataset, "in.csv")
    for code, severity, expected in issues:
        found.add(code, severity, found="'x'", expected=expected, action="a", source_row=2, key="k")
    return issue_frame(list(found))


def test_issues_of_all_stages_are_numbered_and_sorted_by_severity():
    joined = join_issues(
        [
            log("licences", ("a.b", "warn", "e"), ("a.c", "row", "e")),
            log("soums", ("a.d", "stop", "e")),
            log("licences", ("a.e", "row", "e")),
        ]
    )
    assert joined["code"].tolist() == ["a.d", "a.c", "a.e", "a.b"]
    assert joined["issue_id"].tolist() == [
        "soums-00001",
        "licences-00002",
        "licences-00003",
        "licences-00001",
    ]
