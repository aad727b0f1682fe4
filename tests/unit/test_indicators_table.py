import dataclasses

import numpy as np
import pandas as pd
import pytest
from squares import BOGD, COUNTRY, NOMGON, UMNUGOVI, UVURKHANGAI
from worlds import rehabilitation, statistics, survey, world

from nutag.contracts import checked
from nutag.indicators import compute_indicators
from nutag.tables import TREND_COLUMNS
from nutag.vocabulary import INDICATOR_COLUMNS

STATISTICS = statistics(
    (UMNUGOVI, "2021-01", "total", 8, 1000),
    (UMNUGOVI, "2026-07", "total", 9, 5000),
    (UVURKHANGAI, "2021-01", "total", 2, 800),
    (UVURKHANGAI, "2026-07", "total", 1, 900),
)
REHABILITATION = rehabilitation(
    {"value_ha": 6},
    {"value_ha": 3, "year": "2010"},
    {"value_ha": 200, "measure": "stock"},
    {"value_ha": 50, "measure": "done"},
)


def inputs(**changes):
    tables = {
        "statistics": STATISTICS,
        "rehabilitation": REHABILITATION,
        "survey": survey(MN_053="value", MN_055="not_surveyed"),
    }
    return world(**{**tables, **changes})


@pytest.fixture(scope="module")
def table(bundled_catalogue):
    return compute_indicators(inputs(), bundled_catalogue)


def test_a_row_for_every_unit_and_indicator(table, bundled_catalogue):
    assert list(table.columns) == list(INDICATOR_COLUMNS)
    size = {"soum": 4, "province": 2, "country": 1}
    for indicator in bundled_catalogue.indicators.values():
        months = 2 if indicator.id in TREND_COLUMNS else 1
        rows = table[table["indicator_id"] == indicator.id]
        expected = {level: months * size[level] for level in indicator.levels}
        assert rows["unit_level"].value_counts().to_dict() == expected, indicator.id
        assert set(rows["unit"]) == {indicator.unit}


def test_a_value_has_a_state_that_says_so_and_a_gap_has_none(table):
    checked("indicators", table)
    gaps = table[table["value"].isna()]
    assert len(gaps) > 10
    assert not gaps["state"].isin(["value", "reported_zero", "small_denominator"]).any()
    assert (gaps["note"] != "").all()
    # A zero is a reported one, but for what may well be zero: a change, and completeness.
    zeros = table[table["value"].eq(0) & table["state"].eq("value")]
    assert set(zeros["indicator_id"]) <= {"L11", "Q01"}


def test_every_figure_names_its_source(table):
    known = table[table["value"].notna() & (table["indicator_id"] != "Q01")]
    assert (known["source"] != "").all()


@pytest.mark.parametrize("unit", [NOMGON, BOGD, UMNUGOVI, UVURKHANGAI, COUNTRY])
def test_completeness_is_the_share_of_ranked_indicators_with_a_figure(
    table, bundled_catalogue, unit
):
    rows = table[table["unit_id"] == unit].set_index("indicator_id")
    ranked = [
        i.id
        for i in bundled_catalogue.indicators.values()
        if i.ranked and rows["unit_level"].iloc[0] in i.levels
    ]
    known = rows.loc[ranked, "value"].notna().sum()
    found = rows.loc["Q01"]
    assert (found["n"], found["n_of"]) == (known, len(ranked))
    assert found["value"] == pytest.approx(100 * known / len(ranked))


def test_completeness_differs_between_units(table):
    found = table[table["indicator_id"] == "Q01"].set_index("unit_id")["value"]
    assert found[BOGD] == 0
    # No context layer is configured here, so nobody has everything.
    assert 0 < found[NOMGON] < found[UMNUGOVI] < 100


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_changes_nothing(table, bundled_catalogue, seed):
    given = inputs()
    names = ["coverage", "statistics", "rehabilitation", "survey", "people", "livestock"]
    shuffled = {
        name: getattr(given, name).sample(frac=1, random_state=seed)
        for name in [*names, "provinces", "soums"]
    }
    again = compute_indicators(dataclasses.replace(given, **shuffled, _cache={}), bundled_catalogue)
    pd.testing.assert_frame_equal(table, again, check_exact=True)


def test_an_indicator_without_a_function_is_refused(bundled_catalogue):
    strange = dataclasses.replace(bundled_catalogue.indicators["L01"], id="X99")
    catalogue = dataclasses.replace(bundled_catalogue, indicators={"X99": strange})
    with pytest.raises(ValueError, match="no function computes X99 of the catalogue"):
        compute_indicators(inputs(), catalogue)


def test_a_world_without_any_data_has_rows_and_no_figures(bundled_catalogue):
    empty = compute_indicators(
        world(
            statistics=statistics(),
            licence_coverage="sample",
            people=inputs().people.iloc[:0],
            livestock=inputs().livestock.iloc[:0],
            coverage=inputs().coverage.assign(
                **dict.fromkeys(["sum_ha", "union_ha", "mining_ha"], np.nan),
                exploration_only_ha=np.nan,
                common_ha=np.nan,
                licence_count=0,
            ),
        ),
        bundled_catalogue,
    )
    known = empty[empty["value"].notna()]
    assert set(known["indicator_id"]) == {"U01", "Q01"}
    assert set(known.loc[known["indicator_id"] == "Q01", "value"]) == {0}
