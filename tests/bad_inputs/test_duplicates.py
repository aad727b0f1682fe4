"""Licences that stand in a register twice, and land that has two holders."""

import geopandas as gpd
import minicountry
import pandas as pd
import pytest


def with_rows(*rows):
    """Return the register with more rows: number, shape, and other columns."""
    register = minicountry.register()
    more = pd.DataFrame([row for _, row in rows])
    more = gpd.GeoDataFrame(
        {"stage": "mining", "holder": "Говь ХХК"} | more.to_dict("series"),
        geometry=[shape for shape, _ in rows],
        crs=register.crs,
    )
    return gpd.GeoDataFrame(pd.concat([register, more], ignore_index=True), crs=register.crs)


PLACE, ELSEWHERE = minicountry.LICENCES["MV-000001"], minicountry.box(25, 5, 2, 1)
UNION, SUM = 1400, 1600


@pytest.mark.bad_input(18)
def test_one_licence_in_two_rows_counts_once(land):
    # Zeros between the prefix and the number are padding.
    land.layer("licences", with_rows((PLACE, {"code": "mv-00000001"})))
    outcome = land.run()
    issue = outcome.issue("licence.duplicate")
    assert issue["severity"] == "warn"
    assert issue["source_rows"] == "1;7"
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): MV-000001: found 2 rows with the same number and place "
        "(rows 1, 7); expected one row a licence. Row 1 is kept, the others are not counted."
    )
    assert outcome.rows("licences", "geometry") == 7
    assert outcome.rows("licences", "distinct") == 6
    assert outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(UNION, abs=1e-3)
    assert outcome.value("L00") == pytest.approx(SUM, abs=1e-3)


@pytest.mark.bad_input(18)
@pytest.mark.parametrize("code", ["MV-000001 (055/ду)", "MV-000001A", "000001"])
def test_twins_are_two_licences_and_one_land(land, code):
    # A note or a letter makes another number, which is kept as it is found.
    land.layer("licences", with_rows((PLACE, {"code": code})))
    outcome = land.run()
    issue = outcome.issue("licence.twins")
    assert issue["severity"] == "warn"
    assert issue["source_rows"] == "1;7"
    assert issue["message"] == (
        f"licences (spoiled.gpkg, row 1): MV-000001: found the boundary of {code} (rows 1 and 7); "
        "expected a boundary of its own for every number. Both licences count; their land counts "
        "once in every union."
    )
    assert outcome.tables["licences"]["code"].iloc[-1] == code
    assert outcome.rows("licences", "counted") == 7
    assert outcome.union_ha() == pytest.approx(UNION, abs=1e-3)
    assert outcome.value("L00") == pytest.approx(SUM + 400, abs=1e-3)


@pytest.mark.bad_input(19)
def test_one_number_for_two_places_sets_both_aside(land):
    land.layer("licences", granted("2009-01-01", "2010-01-01"))
    outcome = land.run()
    issue = outcome.issue("licence.duplicate_code")
    assert issue["severity"] == "row"
    assert issue["source_rows"] == "1;7"
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): MV-000001: found 2 rows with the same number and "
        "different places or stages (rows 1, 7); expected one row a licence. All of them are set "
        "aside; remove the rows that are not valid, or set `datasets.licences.repeated_code: "
        "latest`."
    )
    assert outcome.rows("licences", "counted") == 5
    # XV-000002 has the 200 ha that MV-000001 shares with it.
    assert outcome.union_ha() == pytest.approx(UNION - 200, abs=1e-3)


def granted(first, second):
    table = with_rows((ELSEWHERE, {"code": "MV-000001"}))
    return table.assign(granted=[first, *[None] * 5, second])


@pytest.mark.bad_input(19)
def test_the_latest_of_one_number_is_kept_if_that_is_the_rule(land):
    land.layer("licences", granted("2009-01-01", "3.2.2010"), repeated_code="latest")
    outcome = land.run()
    issue = outcome.issue("licence.duplicate_code")
    assert issue["severity"] == "row"
    assert issue["action"] == (
        "Row 7, granted on 2010-02-03, is kept, as `repeated_code: latest` says; the others are "
        "set aside."
    )
    assert float(issue["area_ha_affected"]) == pytest.approx(400, abs=1e-3)
    assert outcome.rows("licences", "counted") == 6
    assert outcome.tables["licences"]["reason"].iloc[0] == "older row of the number"
    assert outcome.union_ha() == pytest.approx(UNION - 200 + 200, abs=1e-3)
    assert outcome.union_ha(minicountry.ZUUN) == pytest.approx(300 + 200, abs=1e-3)


@pytest.mark.bad_input(19)
@pytest.mark.parametrize("days", [("2010-02-03", "2010-02-03"), (None, None)])
def test_a_tie_has_no_latest(land, days):
    land.layer("licences", granted(*days), repeated_code="latest")
    outcome = land.run()
    action = outcome.issue("licence.duplicate_code")["action"]
    assert action.endswith("not valid: none of them has the newest grant to itself.")
    assert outcome.rows("licences", "counted") == 5


@pytest.mark.bad_input(20)
def test_land_of_two_holders_is_listed_with_its_hectares(land):
    register = minicountry.register()
    register.loc[register["code"] == "XV-000002", "holder"] = "Тал ХХК"
    land.layer("licences", register)
    outcome = land.run()
    issue = outcome.issue("licence.overlap")
    assert issue["severity"] == "warn"
    assert issue["source_rows"] == "1;2"
    assert float(issue["area_ha_affected"]) == pytest.approx(200, abs=1e-3)
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): found 1 pairs of licences of different holders that "
        "overlap, together 200.0 ha (MV-000001 and XV-000002 200.0 ha); expected land under one "
        "holder. Land under several licences counts once in every union; all pairs stand in "
        "results/tables/licence_overlaps.csv."
    )
    pairs = outcome.tables["licence_overlaps"]
    assert pairs[["code_a", "holder_a", "code_b", "holder_b", "holders"]].values.tolist() == [
        ["MV-000001", "Говь ХХК", "XV-000002", "Тал ХХК", "different"]
    ]
    shares = pairs[["area_ha", "share_a_pct", "share_b_pct"]].iloc[0].tolist()
    assert shares == pytest.approx([200, 50, 50], abs=1e-3)
    assert outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(UNION, abs=1e-3)


@pytest.mark.bad_input(20)
@pytest.mark.parametrize(("holder", "holders"), [("ГОВЬ", "same"), (None, "unknown")])
def test_one_holder_may_have_land_twice(land, holder, holders):
    register = minicountry.register()
    register.loc[register["code"] == "XV-000002", "holder"] = holder
    land.layer("licences", register)
    outcome = land.run()
    assert not outcome.all_issues("licence.overlap")
    assert outcome.tables["licence_overlaps"]["holders"].tolist() == [holders]
