"""Tables of rings and overlaps, from a context whose numbers are written down here."""

from dataclasses import replace

import pandas as pd
import pytest
from squares import BOGD, COUNTRY, KHURMEN, NOMGON, ULZIIT, UMNUGOVI
from test_indicators_context import PEOPLE, context, measured

from nutag.contracts import ContractError, checked
from nutag.indicators import overlap_table, ring_table
from nutag.indicators.inputs import no_context

SETTLEMENTS = [
    ("unit", "settlements_n", 2, 1, 1),
    ("mining_ring_1", "settlements_n", 1, 0, 0),
    ("mining_ring_2", "settlements_n", 0, 0, 1),
]
CAMPS = [("mining_ring_1", "camps_n", 7, 7, 7), ("mining_ring_2", "camps_n", 7, 7, 7)]
PROTECTED = [
    ("unit", "protected_ha", 1000, 0, 0),
    ("mining", "protected_ha", 100, 0, 0),
    ("exploration_only", "protected_ha", 20, 0, 0),
    ("other_only", "protected_ha", 0, 0, 0),
]
WATER = [("unit", "water_200_ha", 500, 0, 0), ("mining", "water_200_ha", 50, 0, 0)]


def of_unit(table: pd.DataFrame, unit_id: str, **chosen) -> pd.DataFrame:
    rows = table[table["unit_id"] == unit_id]
    for column, value in chosen.items():
        rows = rows[rows[column] == value]
    return rows


def test_a_row_a_unit_and_ring_with_the_base_rate_beside_the_people():
    table = ring_table(measured(*PEOPLE, *SETTLEMENTS))
    nomgon = of_unit(table, NOMGON)
    assert nomgon["ring"].tolist() == [1, 2, 3, 4]
    assert nomgon["from_km"].tolist() == [0, 2, 5, 10]
    assert nomgon["to_km"].tolist() == [2, 5, 10, 20]
    assert nomgon["land_ha"].tolist() == [1000, 3000, 4000, 1000]
    assert nomgon["land_share_pct"].tolist() == [10, 30, 40, 10]
    assert nomgon["people"].tolist() == [10, 20, 30, 40]
    assert nomgon["people_share_pct"].tolist() == [10, 20, 30, 40]
    assert nomgon["settlements"].tolist()[:2] == [1, 0]
    assert nomgon["settlements_state"].tolist()[:2] == ["value", "reported_zero"]
    province = of_unit(table, UMNUGOVI)
    assert province["people"].tolist() == [10, 25, 40, 60]
    assert province["land_share_pct"].tolist() == [5, 20, 30, 20]


def test_people_are_whole_and_missing_is_empty_with_its_reason():
    rows = [("unit", "people", 1, 9, 9), ("mining_ring_1", "people", 0.4, 2.6, float("nan"))]
    table = ring_table(measured(*rows))
    first = {unit: of_unit(table, unit, ring=1).iloc[0] for unit in (NOMGON, KHURMEN, ULZIIT, BOGD)}
    assert (first[NOMGON]["people"], first[NOMGON]["people_state"]) == (0, "value")
    assert first[KHURMEN]["people"] == 3
    assert pd.isna(first[ULZIIT]["people"])
    assert first[ULZIIT]["people_state"] == "not_covered"
    assert "people, people_share_pct: The layer does not reach" in first[ULZIIT]["notes"]
    assert first[BOGD]["people_state"] == "no_boundary"
    assert first[NOMGON]["water_points_state"] == "not_covered"
    assert pd.isna(first[NOMGON]["water_points"])


def test_people_have_a_period_of_their_own_and_the_land_has_that_of_the_licences():
    table = ring_table(measured(*PEOPLE))
    first = of_unit(table, NOMGON, ring=1).iloc[0]
    assert (first["period"], first["people_period"]) == ("2018-06", "2020")
    assert of_unit(table, BOGD, ring=1).iloc[0]["people_period"] == ""
    undated = ring_table(measured(*PEOPLE, layers={"population_raster": {}}))
    assert of_unit(undated, NOMGON, ring=1).iloc[0]["people_period"] == ""
    surface = ring_table(measured(*PEOPLE, layers={}))  # of the numbers of soums, of 2019
    assert of_unit(surface, NOMGON, ring=1).iloc[0]["people_period"] == "2019"


def test_people_of_cells_wider_than_the_ring_are_marked():
    first, last = (
        of_unit(ring_table(measured(*PEOPLE, cell_m=6000)), NOMGON, ring=ring).iloc[0]
        for ring in (1, 4)
    )
    assert "coarse_raster" in first["flags"].split(";")
    assert "coarse_raster" not in last["flags"].split(";")


def test_the_share_of_a_ring_with_a_number_of_people_stands_beside_them():
    table = ring_table(measured(*PEOPLE, valued={(NOMGON, "people"): 12.5}))
    first = of_unit(table, NOMGON, ring=1).iloc[0]
    assert (first["people"], first["people_valued_pct"], first["people_covered_pct"]) == (
        10,
        12.5,
        100,
    )
    assert first["flags"] == "small"  # of the share, and no bound
    assert of_unit(table, KHURMEN, ring=1).iloc[0]["people_valued_pct"] == 100


def test_camps_are_private_and_in_no_table():
    inputs = measured(*PEOPLE, *CAMPS)
    for table in (ring_table(inputs), overlap_table(inputs)):
        assert not [column for column in table.columns if "camp" in column]
        assert not table.astype(str).apply(lambda column: column.str.contains("camp")).any().any()


def test_a_sample_has_bounds_and_neither_share_nor_zero():
    inputs = measured(*PEOPLE, *PROTECTED, licence_coverage="sample")
    rings, overlaps = ring_table(inputs), overlap_table(inputs)
    first = of_unit(rings, NOMGON, ring=1).iloc[0]
    assert first["people"] == 10
    assert {"sample", "lower_bound"} <= set(first["flags"].split(";"))
    assert pd.isna(of_unit(rings, KHURMEN, ring=1).iloc[0]["people"])
    shares = [column for column in rings.columns if column.endswith("share_pct")]
    shares += [column for column in overlaps.columns if column.startswith("share_of")]
    assert len([name for name in shares if not name.endswith("_state")]) == 4
    for table in (rings, overlaps):
        of_it = [name for name in shares if name in table and not name.endswith("_state")]
        numbers = table[of_it]
        assert numbers.isna().all().all()
    assert "reported_zero" not in set(overlaps["area_ha_state"])


def test_overlaps_of_a_stage_are_shares_of_the_layer_and_of_the_licensed_land():
    table = overlap_table(measured(*PROTECTED))
    rows = of_unit(table, NOMGON, what="protected_areas")
    assert rows["stage"].tolist() == ["mining", "exploration_only", "other_only"]
    assert rows["area_ha"].tolist() == [100, 20, 0]
    assert rows["area_ha_state"].tolist() == ["value", "value", "reported_zero"]
    assert rows["share_of_layer_pct"].tolist() == [10, 2, 0]
    assert rows["share_of_licensed_pct"].tolist() == pytest.approx([100 / 6, 20 / 6, 0])
    # No protected land: there is no share of it.
    empty = of_unit(table, KHURMEN, what="protected_areas", stage="mining").iloc[0]
    assert pd.isna(empty["share_of_layer_pct"])
    assert empty["share_of_layer_pct_state"] == "no_base"
    province = of_unit(table, UMNUGOVI, what="protected_areas", stage="mining").iloc[0]
    assert province["area_ha"] == 100
    assert set(table["what"]) == {"protected_areas"}


def test_classes_of_land_cover_are_told_by_stage_and_are_no_proxy():
    rows = [
        (zone, measure, *values, 0)
        for measure, by_zone in {
            "pasture_ha": {"unit": (9000, 8000), "mining": (300, 0), "exploration_only": (90, 0)},
            "water_ha": {"unit": (500, 100), "mining": (20, 0), "exploration_only": (0, 0)},
        }.items()
        for zone, values in {**by_zone, "other_only": (0, 0)}.items()
    ]
    table = overlap_table(measured(*rows))
    assert set(table["what"]) == {"pasture", "water"}
    pasture = of_unit(table, NOMGON, what="pasture")
    assert pasture["area_ha"].tolist() == [300, 90, 0]
    assert pasture["share_of_licensed_pct"].tolist() == pytest.approx([50, 15, 0])
    water = of_unit(table, NOMGON, what="water")
    assert water["area_ha"].tolist() == [20, 0, 0]
    assert water["share_of_layer_pct"].tolist() == [4, 0, 0]
    assert set(water["flags"]) == {""}


def test_classes_stand_where_the_unit_has_some():
    park = context(
        ("unit", "protected_ha", 400, 0, 0), ("mining", "protected_ha", 40, 0, 0)
    ).assign(**{"class": "park"})
    inputs = measured(*PROTECTED)
    both = pd.concat([inputs.context, park], ignore_index=True)
    table = overlap_table(replace(inputs, context=both, _cache={}))
    of_park = table[table["class"] == "park"]
    assert set(of_park["unit_id"]) == {NOMGON, UMNUGOVI, COUNTRY}
    mining = of_unit(of_park, NOMGON, stage="mining").iloc[0]
    assert (mining["area_ha"], mining["share_of_layer_pct"]) == (40, 10)
    united = of_unit(table[table["class"] == ""], NOMGON, stage="mining").iloc[0]
    assert united["area_ha"] == 100


def test_land_along_water_is_a_proxy_by_its_width():
    table = overlap_table(measured(*WATER))
    assert set(table["what"]) == {"water_zone_200_m"}
    row = of_unit(table, NOMGON, stage="mining").iloc[0]
    assert "proxy" in row["flags"].split(";")
    assert "not the official zones: a proxy" in row["notes"]


def test_surface_water_stands_beside_the_zones_along_water():
    rows = [
        ("unit", "surface_water_ha", 300, 0, 0),
        ("mining", "surface_water_ha", 30, 0, 0),
        ("exploration_only", "surface_water_ha", 0, 0, 0),
        ("other_only", "surface_water_ha", 0, 0, 0),
    ]
    table = overlap_table(measured(*WATER, *rows))
    assert set(table["what"]) == {"water_zone_200_m", "surface_water"}
    row = of_unit(table, NOMGON, what="surface_water", stage="mining").iloc[0]
    assert (row["area_ha"], row["share_of_layer_pct"]) == (30, 10)
    assert row["flags"] == "" and "proxy" not in row["notes"]


def test_of_a_stage_without_land_all_is_covered():
    # No licence of the country is of another kind: the context has no such zone at all.
    rows = [row for row in PROTECTED if row[0] != "other_only"]
    inputs = measured(*rows)
    context = inputs.context[inputs.context["zone"] != "other_only"]
    table = overlap_table(replace(inputs, context=context, _cache={}))
    other = table[table["stage"] == "other_only"].set_index("unit_id")
    assert other.loc[NOMGON, "area_ha_state"] == "reported_zero"
    assert other.loc[[NOMGON, KHURMEN, ULZIIT, UMNUGOVI, COUNTRY], "covered_pct"].eq(100).all()
    # Without a boundary nothing is known, and the state says so.
    assert pd.isna(other.loc[BOGD, "covered_pct"])
    assert other.loc[BOGD, "area_ha_state"] == "no_boundary"


def test_rings_tell_how_many_points_there_are_and_how_many_lie_nowhere():
    inputs = measured(*PEOPLE, *SETTLEMENTS, rows_without_place={"settlements": 1})
    notes = of_unit(ring_table(inputs), NOMGON, ring=1).iloc[0]["notes"]
    assert (
        "settlements: Points of the layer in the unit: 2. "
        "Rows of the layer without a usable place, in no unit: 1." in notes
    )


def broken(table: pd.DataFrame, row: int, **cells) -> pd.DataFrame:
    table = table.copy()
    for column, value in cells.items():
        table.loc[table.index[row], column] = value
    return table


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("rings", {"people": None}),  # the state says that there is a figure
        ("rings", {"people_state": "withheld_"}),
        ("rings", {"land_share_pct": 101.0}),
        ("rings", {"to_km": 0.0}),
        ("rings", {"ring": 2, "from_km": 2.0, "to_km": 5.0}),  # twice
        ("overlaps", {"area_ha": None}),
        ("overlaps", {"area_ha": -1.0}),
        ("overlaps", {"stage": "other"}),
        ("overlaps", {"covered_pct": None}),
        ("overlaps", {"covered_pct": 120.0}),
        ("overlaps", {"stage": "exploration_only"}),  # twice
    ],
)
def test_a_broken_table_is_refused(name, cells):
    make = {"rings": ring_table, "overlaps": overlap_table}[name]
    table = make(measured(*PEOPLE, *SETTLEMENTS, *PROTECTED))
    of_nomgon = table.index[table["unit_id"] == NOMGON][0]
    checked(name, table)
    with pytest.raises(ContractError, match=f"table {name}:"):
        checked(name, broken(table, of_nomgon, **cells))


def test_a_run_without_context_has_both_tables_without_rows():
    inputs = replace(measured(), context=no_context())
    full = measured(*PEOPLE, *PROTECTED)
    for make in (ring_table, overlap_table):
        empty = make(inputs)
        assert len(empty) == 0
        checked(make.__name__.removesuffix("_table") + "s", empty)
        assert list(empty.columns) == list(make(full).columns)
