"""A register that lost much of what the previous one had."""

import minicountry
import pytest


@pytest.mark.bad_input(45)
def test_a_register_a_third_shorter_than_the_previous_one_warns_with_the_first_changes(land):
    plain = land.run()
    whole = minicountry.register()
    whole.to_file(land.folder / "previous.gpkg", layer="licences")
    land.config["datasets"]["licences_previous"] = minicountry.licences_block(
        "previous.gpkg", version="2011-12"
    )
    unchanged = land.run()
    assert "licence.fewer_than_before" not in {row["code"] for row in unchanged.issues}
    assert len(unchanged.tables["licence_changes"]) == 0
    assert unchanged.union_ha() == plain.union_ha()

    # Without XV-000003 (300 ha) and MV-000004 (400 ha) the union is 1400 - 700.
    kept = whole[~whole["code"].isin(["XV-000003", "MV-000004"])]
    land.layer("licences", kept)
    outcome = land.run()
    issue = outcome.issue("licence.fewer_than_before")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (spoiled.gpkg): found 4 licences, 33.3 % fewer than the 6 of 2011-12 (gone "
        "MV-000004; gone XV-000003); expected a register that lost at most 20 %. All of them are "
        "counted. See whether the file is whole and the same selection; all changes are in "
        "results/tables/licence_changes.csv."
    )
    assert float(issue["area_ha_affected"]) == pytest.approx(700, abs=1e-3)
    assert outcome.rows("licences", "counted") == 4
    assert outcome.union_ha() == pytest.approx(1400 - 700, abs=1e-3)
    gone = outcome.tables["licence_changes"]
    assert gone[["change", "code"]].values.tolist() == [
        ["gone", "MV-000004"],
        ["gone", "XV-000003"],
    ]


@pytest.mark.bad_input(45)
def test_a_fifth_of_the_register_may_go_without_a_warning(land):
    whole = minicountry.register()
    whole.to_file(land.folder / "previous.gpkg", layer="licences")
    land.config["datasets"]["licences_previous"] = minicountry.licences_block("previous.gpkg")
    land.layer("licences", whole[whole["code"] != "XV-000003"])
    outcome = land.run()
    assert "licence.fewer_than_before" not in {row["code"] for row in outcome.issues}
    assert outcome.tables["licence_changes"]["code"].tolist() == ["XV-000003"]


def test_one_register_can_be_compared_as_of_two_days(land):
    register = minicountry.register()
    register["granted"] = ["2008-05-01"] * 5 + ["2011-03-01"]
    register.loc[register["code"] == "XV-000003", "granted"] = "2010-02-01"
    land.layer("licences", register, as_of="2012-12-31")
    land.config["datasets"]["licences_previous"] = minicountry.licences_block(
        "spoiled.gpkg", as_of="2009-12-31"
    )
    changes = land.run().tables["licence_changes"]
    assert changes[["change", "code"]].values.tolist() == [
        ["new", "MV-000006"],
        ["new", "XV-000003"],
    ]
    assert set(changes["date_before"]) == {"2009-12-31"}
    assert set(changes["date_now"]) == {"2012-12-31"}
    assert set(changes["note"]) == {"in the previous register, but: granted later"}
