"""Holders that nobody knows, and holders whose names are their own."""

import minicountry
import pytest

UNION = 1400


def register(*holders):
    table = minicountry.register()
    return table.assign(holder=[*holders, *["Говь ХХК"] * (len(table) - len(holders))])


@pytest.mark.bad_input(25)
def test_an_empty_holder_and_a_dash_are_an_holder_unknown(land):
    land.layer("licences", register(None, "-", "н/м"))
    outcome = land.run()
    issues = outcome.all_issues("licence.holder_unknown")
    assert [(i["severity"], i["source_row"]) for i in issues] == [("warn", n) for n in "123"]
    assert issues[1]["message"] == (
        "licences (spoiled.gpkg, row 2): XV-000002: found the holder '-'; expected a name. The "
        "licence counts, with an unknown holder, who is in no figure about holders."
    )
    assert issues[0]["found"] == "an empty holder"
    table = outcome.tables["licences"]
    assert table["holder"].tolist() == [None] * 3 + ["Говь ХХК"] * 3
    assert table["holder_kind"].tolist() == ["unknown"] * 3 + ["company"] * 3
    # Two unknown holders are not one holder, nor two.
    assert outcome.tables["licence_overlaps"]["holders"].tolist() == ["unknown"]
    assert outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(UNION, abs=1e-3)


def test_a_licence_that_does_not_count_needs_no_holder(land):
    table = register(None, None).assign(status=["in_force", "ended", *["in_force"] * 4])
    land.layer("licences", table)
    outcome = land.run()
    assert outcome.issue("licence.holder_unknown")["source_row"] == "1"
    assert outcome.rows("licences", "counted") == 5


@pytest.mark.bad_input(54)
@pytest.mark.parametrize("name", ["Б.Бат", "Bat-Erdene B.", "Ц. Бат-Эрдэнэ", "иргэн Бат"])
def test_a_private_person_is_not_named(land, name):
    land.layer("licences", register(name))
    outcome = land.run()
    issue = outcome.issue("licence.private_person")
    assert issue["severity"] == "warn"
    assert issue["message"] == (
        "licences (spoiled.gpkg, row 1): MV-000001: found a holder that is a private person; "
        "expected a company. Shown as `private person`; `datasets.licences.publish_persons: true` "
        "names persons."
    )
    table = outcome.tables["licences"]
    assert table["holder"].tolist() == ["private person"] + ["Говь ХХК"] * 5
    assert table["holder_kind"].tolist() == ["person"] + ["company"] * 5
    # The name is in nothing that is written or shown, and still tells two holders apart.
    assert not [i for i in outcome.issues if name in str(i)]
    for frame in outcome.tables.values():
        assert name not in frame.drop(columns="geometry", errors="ignore").to_csv()
    pairs = outcome.tables["licence_overlaps"]
    assert pairs[["holder_a", "holders"]].values.tolist() == [["private person", "different"]]
    assert outcome.rows("licences", "counted") == 6
    assert outcome.union_ha() == pytest.approx(UNION, abs=1e-3)


@pytest.mark.bad_input(54)
def test_persons_are_named_where_that_is_wanted(land):
    land.layer("licences", register("Б.Бат"), publish_persons=True)
    outcome = land.run()
    issue = outcome.issue("licence.private_person")
    assert issue["action"] == "The name is published, as `publish_persons` says."
    assert outcome.tables["licences"]["holder"].iloc[0] == "Б.Бат"


@pytest.mark.bad_input(54)
@pytest.mark.parametrize(
    "name", ["Б.Бат ХХК", "B. Bat Co., Ltd", "Erel", "Bat Erdene", "G.O.Design"]
)
def test_companies_are_named(land, name):
    land.layer("licences", register(name))
    outcome = land.run()
    assert not outcome.all_issues("licence.private_person")
    assert outcome.tables["licences"]["holder"].iloc[0] == name
