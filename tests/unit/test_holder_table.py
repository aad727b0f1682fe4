import pandas as pd
import pytest

from nutag.holder_table import COLUMNS, holder_table
from nutag.holders import PRIVATE

LICENCES = pd.DataFrame(
    [
        ("A", "Erel LLC", "company"),
        ("B", "EREL", "company"),
        ("C", "Erel LLC", "company"),
        ("D", "Өргөө ХХК", "company"),
        ("E", PRIVATE, "person"),
        ("F", PRIVATE, "person"),
        ("G", None, "unknown"),
        ("H", "No Map LLC", "company"),
    ],
    columns=["licence_id", "holder", "holder_kind"],
)
PIECES = pd.DataFrame(
    [
        ("A", "S1", "P1", 10.0),
        ("A", "S2", "P1", 5.0),
        ("B", "S1", "P1", 15.0),
        ("D", "S1", "P1", 60.0),
        ("E", "S1", "P1", 4.0),
        ("F", "S1", "P1", 3.0),
        ("G", "S1", "P1", 3.0),
    ],
    columns=["licence_id", "soum_id", "province_id", "area_ha"],
)


def places() -> pd.DataFrame:
    whole = [(key, level, unit) for key in "ABDEFGH" for level, unit in UNITS]
    return pd.DataFrame(
        [*whole, ("A", "soum", "S1"), ("A", "soum", "S2")],
        columns=["licence_id", "unit_level", "unit_id"],
    )


UNITS = (("country", "MN"), ("province", "P1"))


def table(*, sample: bool = False) -> pd.DataFrame:
    found = holder_table(LICENCES, places(), PIECES, sample=sample)
    assert list(found.columns) == COLUMNS
    return found


def of(found: pd.DataFrame, unit_id: str) -> pd.DataFrame:
    return found[found["unit_id"] == unit_id].set_index("holder", drop=False)


def test_the_largest_holder_is_first_and_spellings_are_one():
    rows = of(table(), "P1")
    assert rows["holder"].tolist()[:3] == ["Өргөө ХХК", "Erel LLC", "No Map LLC"]
    assert rows["rank"].tolist()[:2] == [1, 2]
    assert rows.loc["Erel LLC", ["licence_count", "area_ha"]].tolist() == [2, 30.0]
    assert rows.loc["Өргөө ХХК", ["share_pct", "cumulative_pct"]].tolist() == [60.0, 60.0]
    assert rows.loc["Erel LLC", ["share_pct", "cumulative_pct"]].tolist() == [30.0, 90.0]


def test_withheld_and_unknown_holders_are_no_names_and_shares_add_up():
    rows = of(table(), "MN")
    assert rows["holder"].tolist()[3:] == [PRIVATE, None] or rows["holder"].isna().iloc[3:].any()
    last = rows.iloc[3:]
    assert last["rank"].isna().all()
    assert last.loc[last["holder"] == PRIVATE, ["licence_count", "area_ha"]].values.tolist() == [
        [2, 7.0]
    ]
    assert rows["share_pct"].sum() == pytest.approx(100)


def test_a_holder_without_a_boundary_has_no_area_and_no_rank():
    row = of(table(), "P1").loc["No Map LLC"]
    assert row["licence_count"] == 1
    assert pd.isna(row["area_ha"])
    assert pd.isna(row["rank"])
    assert pd.isna(row["cumulative_pct"])


def test_a_soum_has_the_hectares_that_lie_in_it():
    found = table()
    assert of(found, "S1")["area_ha"].tolist() == [10.0]
    assert of(found, "S2")["area_ha"].tolist() == [5.0]


def test_a_sample_says_nothing_about_shares():
    found = table(sample=True)
    assert found[["share_pct", "cumulative_pct"]].isna().all(axis=None)
    assert of(found, "P1").loc["Erel LLC", "area_ha"] == 30.0


def test_persons_that_may_be_named_are_holders_of_their_own():
    named = LICENCES.assign(
        holder=LICENCES["holder"].where(LICENCES["licence_id"] != "E", "Б. Бат")
    )
    rows = of(holder_table(named, places(), PIECES, sample=False), "P1")
    assert rows.loc["Б. Бат", "rank"] == 3


def test_without_licences_there_is_no_row():
    found = holder_table(LICENCES[:0], places()[:0], PIECES[:0], sample=False)
    assert list(found.columns) == COLUMNS
    assert len(found) == 0
