import pytest

from nutag.area_units import unit_of_name, unit_of_ratio


@pytest.mark.parametrize(
    ("ratio", "unit"),
    [
        (1.0004, "ha"),
        (0.96, "ha"),
        (100.3, "km2"),
        (0.0001, "m2"),
        (999, "kha"),
        (1.2, None),
        (10, None),
        (0.001, None),
        (0.0, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_the_unit_that_a_ratio_shows(ratio, unit):
    assert unit_of_ratio(ratio) == unit


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("area_m2", "m2"),
        ("Area (km2)", "km2"),
        ("Талбай, га", "ha"),
        ("Талбай (мян. га)", "kha"),
        ("area_declared_ha", "ha"),
        ("хэмжээ км²", "km2"),
        ("area", None),
        ("hanging", None),
        ("team2", None),
    ],
)
def test_the_unit_in_a_name(name, unit):
    assert unit_of_name(name) == unit
