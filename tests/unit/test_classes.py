import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nutag.classes import make_classes


def table(values, states=None, indicator="L01", level="province"):
    return pd.DataFrame(
        {
            "unit_level": level,
            "unit_id": [f"U{i}" for i in range(len(values))],
            "indicator_id": indicator,
            "value": values,
            "state": states or ["value"] * len(values),
        }
    )


@pytest.fixture
def classes_of(bundled_catalogue):
    def make(indicators, k=5):
        return make_classes(indicators, bundled_catalogue, k)["province"]["L01"]

    return make


def test_an_outlier_has_a_class_of_its_own(classes_of):
    found = classes_of(table([1.0, 2.0, 1.5, 2.5, 90.0]), k=2)
    assert found == {"breaks": [2.5, 90.0], "n": [4, 1], "unit": "%"}


def test_a_few_large_values_do_not_take_the_ramp(classes_of):
    # Natural breaks alone put the first eight of twelve into one class.
    values = [0.1, 0.2, 0.3, 0.4, 1.1, 1.2, 1.3, 1.4, 9.0, 10.0, 60.0, 100.0]
    found = classes_of(table(values), k=4)
    assert found == {"breaks": [0.4, 1.4, 10.0, 100.0], "n": [4, 4, 2, 2], "unit": "%"}


def test_few_values_have_a_class_each(classes_of):
    assert classes_of(table([3.0, 1.0, 3.0])) == {"breaks": [1.0, 3.0], "n": [1, 2], "unit": "%"}


def test_bounds_are_rounded_up_as_far_as_no_value_moves(classes_of):
    assert classes_of(table([0.1234, 12.341, 12.349]))["breaks"] == [0.13, 12.341, 13]


def test_only_values_are_classed(classes_of):
    states = ["value", "reported_zero", "small_denominator", "coverage_unknown"]
    assert classes_of(table([5.0, 0.0, 900.0, np.nan], states))["n"] == [1]


def test_no_values_give_no_classes(classes_of):
    assert classes_of(table([np.nan], ["no_boundary"])) == {"breaks": [], "n": [], "unit": "%"}


def test_only_mapped_indicators_of_the_level_have_classes(bundled_catalogue):
    found = make_classes(table([1.0]), bundled_catalogue, 5)
    assert set(found) == {"province", "soum"}
    mapped = {i.id for i in bundled_catalogue.indicators.values() if i.mapped}
    assert set(found["province"]) == mapped
    assert found["soum"]["L01"]["breaks"] == []


@pytest.mark.parametrize(("share", "base"), [("E01", "E01_land"), ("E01_land", "E01")])
def test_people_near_and_land_near_have_the_same_classes(bundled_catalogue, share, base):
    both = pd.concat([table([17.5, 2.0], indicator=share), table([15.1, 1.0], indicator=base)])
    found = make_classes(both, bundled_catalogue, 2)["province"]
    # 17.5 is darker than 1 and as dark as 15.1, whose map would else begin anew at 1.
    assert found[share] == {"breaks": [2.0, 18.0], "n": [1, 1], "unit": "%"}
    assert found[base] == found[share]
    alone = make_classes(table([17.5, 2.0], indicator=share), bundled_catalogue, 2)["province"]
    assert alone[base] == {"breaks": [], "n": [], "unit": "%"}


def test_of_two_that_are_compared_only_mapped_ones_share_their_classes(bundled_catalogue):
    both = pd.concat([table([4.0], indicator="E01_fp"), table([9.0], indicator="E01_fp_land")])
    found = make_classes(both, bundled_catalogue, 2)["province"]
    assert found["E01_fp"] == {"breaks": [4.0], "n": [1], "unit": "%"}
    assert "E01_fp_land" not in found


@settings(max_examples=25, derandomize=True, deadline=None)
@given(st.lists(st.floats(0.001, 1e7), min_size=1, max_size=25), st.integers(2, 9))
def test_every_value_is_in_exactly_one_class(bundled_catalogue, values, k):
    found = make_classes(table(values), bundled_catalogue, k)["province"]["L01"]
    breaks = found["breaks"]
    assert breaks == sorted(set(breaks))
    assert breaks[-1] >= max(values)
    assert sum(found["n"]) == len(values)
    assert len(breaks) <= k
    assert all(n > 0 for n in found["n"])
