import numpy as np
import pandas as pd
import pytest
from squares import BOGD, COUNTRY, KHURMEN, NOMGON, ULZIIT, UMNUGOVI, UVURKHANGAI, square
from worlds import figure, flags, world

from nutag.holders import PRIVATE

BOTH = ("L08", "L08_top5")
# 500, 300 and 200 ha in Nomgon; 600 ha in Ulziit, all of one that is in Nomgon, too.
NAMED = (
    {"code": "MV-1", "shape": square(1, 1, 5, 1), "holder": "Erel LLC"},
    {"code": "MV-2", "shape": square(1, 3, 3, 1), "holder": "Өргөө ХХК"},
    {"code": "MV-3", "shape": square(1, 5, 2, 1), "holder": "Gobi LLC"},
    {"code": "MV-4", "shape": square(1, 11, 6, 1), "holder": "EREL"},
)


def licence(k: int, holder: str | None, hectares: int = 100, **more: str) -> dict:
    shape = square(1, k / 2, hectares / 50, 0.5)
    return {"code": f"MV-{k}", "shape": shape, "holder": holder, **more}


@pytest.mark.parametrize(
    ("unit", "index", "top"),
    [
        # 0.5 x 0.5 + 0.3 x 0.3 + 0.2 x 0.2
        (NOMGON, 0.38, 100),
        (ULZIIT, 1, 100),
        (UMNUGOVI, 0.38, 100),
        # Of 1,600 ha two spellings of one holder have 1,100: (11 x 11 + 3 x 3 + 2 x 2) / 256.
        (COUNTRY, 134 / 256, 100),
    ],
)
def test_the_index_adds_squared_shares_of_holders(unit, index, top):
    inputs = world(*NAMED)
    row = figure(inputs, "L08", unit)
    assert row["value"] == pytest.approx(index)
    assert figure(inputs, "L08_top5", unit)["value"] == pytest.approx(top)
    assert (row["year"], row["source"]) == (2018, "licences")


def test_the_five_largest_of_six():
    # 300, 100, 100, 100, 100 and 100 ha.
    inputs = world(licence(2, "H0", 300), *(licence(3 + k, f"H{k}") for k in range(1, 6)))
    assert figure(inputs, "L08_top5", NOMGON)["value"] == pytest.approx(87.5)
    assert figure(inputs, "L08", NOMGON)["value"] == pytest.approx(14 / 64)


def test_fewer_than_three_holders_keep_the_figure_unranked():
    inputs = world(licence(2, "A LLC"), licence(3, "B LLC"))
    for indicator in BOTH:
        row = figure(inputs, indicator, NOMGON)
        assert (row["state"], row["flags"]) == ("small_denominator", "small")
        assert row["note"] == "Named holders: 2."
    assert figure(inputs, "L08", NOMGON)["value"] == pytest.approx(0.5)
    three = world(licence(2, "A LLC"), licence(3, "B LLC"), licence(4, "C LLC"))
    assert figure(three, "L08", NOMGON)["state"] == "value"


@pytest.mark.parametrize(
    "unnamed", [{"holder": PRIVATE, "holder_kind": "person"}, {"holder": None}]
)
def test_who_is_not_named_has_a_share_of_the_area_and_can_only_add_to_the_figure(unnamed):
    firms = [licence(2 + k, f"{k} firm {k}") for k in range(3)]
    inputs = world(*firms, {**licence(8, None), **unnamed})
    row = figure(inputs, "L08", NOMGON)
    # Three of four quarters: 3 x 1/16.
    assert row["value"] == pytest.approx(3 / 16)
    assert (row["state"], flags(row)) == ("value", {"lower_bound"})
    assert row["note"] == "Named holders: 3. Others have 25.0 % of the area."
    assert figure(inputs, "L08_top5", NOMGON)["value"] == pytest.approx(75)


def test_a_share_that_rounds_to_nothing_is_not_nothing():
    firms = [licence(2 + k, f"{k} firm {k}", 400) for k in range(3)]
    row = figure(world(*firms, licence(8, None, 1)), "L08", NOMGON)
    assert row["note"] == "Named holders: 3. Others have less than 0.1 % of the area."
    assert flags(row) == {"lower_bound"}


def test_a_register_without_holders_says_so():
    inputs = world(licence(2, None))
    for indicator in BOTH:
        for unit in (NOMGON, UMNUGOVI, COUNTRY):
            row = figure(inputs, indicator, unit)
            assert np.isnan(row["value"])
            assert (row["state"], row["flags"]) == ("not_covered", "")
            assert row["note"] == "The register names no holders."


def test_a_unit_where_nobody_is_named_is_no_unit_without_holders():
    inputs = world(*NAMED[:3], {"code": "MV-4", "shape": square(1, 11), "holder": None})
    row = figure(inputs, "L08", ULZIIT)
    assert (row["state"], row["note"]) == (
        "not_covered",
        "No licence with a boundary and a named holder lies here.",
    )


def test_without_licences_or_boundary_there_is_no_concentration():
    inputs = world(*NAMED)
    assert figure(inputs, "L08", KHURMEN)["state"] == "no_base"
    assert figure(inputs, "L08", BOGD)["state"] == "no_boundary"


def test_a_province_with_gaps_is_one_of_its_part():
    row = figure(world(*NAMED), "L08", UVURKHANGAI)
    assert flags(row) == {"part_of_unit", "small"}


def test_where_a_licence_has_no_boundary_nobody_knows_the_shares():
    hidden = {"code": "MV-9", "shape": None, "holder": "Gobi LLC", "soum_ids": NOMGON}
    row = figure(world(*NAMED, hidden), "L08", NOMGON)
    assert np.isnan(row["value"])
    assert row["state"] == "not_covered"
    assert row["note"].startswith("The denominator is incomplete")


def test_a_sample_says_nothing_about_shares():
    inputs = world(*NAMED, licence_coverage="sample")
    for indicator in BOTH:
        row = figure(inputs, indicator, NOMGON)
        assert pd.isna(row["value"])
        assert row["note"].startswith("The licences are a sample")
