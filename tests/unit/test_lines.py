from itertools import pairwise

import pytest

from nutag.lines import APART, line_chart, months

SERIES = {
    "all": [("2026-07", 100.0), ("2021-01", 80.0)],
    "mining": [("2021-01", 40.0), ("2026-07", 50.0)],
    "exploration": [("2021-01", 40.0), ("2026-07", 49.0)],
}


def test_points_stand_where_their_months_and_values_are():
    chart = line_chart(SERIES, width=400, height=140)
    first, last = chart.lines[0].dots
    assert (first.x, last.x) == (chart.left, chart.right)
    assert (first.period, last.period) == ("2021-01", "2026-07")
    assert chart.ticks[0] == (chart.bottom, 0)
    assert chart.ticks[-1] == (chart.top, 100)
    assert last.y == chart.top
    half = next(line for line in chart.lines if line.key == "mining").dots[1].y
    assert half == pytest.approx((chart.top + chart.bottom) / 2)
    assert [year for _, year in chart.years] == [2021, 2022, 2023, 2024, 2025, 2026]


def test_names_of_lines_do_not_cover_each_other():
    heights = sorted(line.name_y for line in line_chart(SERIES).lines)
    assert all(b - a >= APART - 0.1 for a, b in pairwise(heights))


@pytest.mark.parametrize(
    "series", [{}, {"a": [("2021-01", 1.0)]}, {"a": [("2020", 0), ("2021", 0)]}]
)
def test_without_two_points_above_zero_there_is_no_line(series):
    assert line_chart(series) is None


def test_a_series_of_one_point_is_left_out():
    chart = line_chart({**SERIES, "other": [("2021-01", 3.0)]})
    assert [line.key for line in chart.lines] == ["all", "mining", "exploration"]


def test_a_year_alone_is_its_january():
    assert months("2021") == months("2021-01")
    assert months("2022-01") - months("2021-07") == 6
