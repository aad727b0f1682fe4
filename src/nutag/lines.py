"""A small line chart as SVG: some series over months, from zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

#: Least distance between the names at the ends of the lines, in drawing units.
APART = 15.0
Series = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Dot:
    """A point of the chart in drawing units, with its label."""

    x: float
    y: float
    period: str
    value: float


@dataclass(frozen=True)
class Line:
    """One series: its points, and the height at which its name stands."""

    key: str
    dots: tuple[Dot, ...]
    name_y: float

    @property
    def path(self) -> str:
        """Return the line as SVG path data."""
        return "M" + "L".join(f"{dot.x:g} {dot.y:g}" for dot in self.dots)


@dataclass(frozen=True)
class LineChart:
    """A line chart, laid out: what a template needs to draw it.

    Attributes
    ----------
    width, height : int
        Size of the drawing.
    left, right, top, bottom : float
        Frame of the plot.
    lines : tuple of Line
        In the order of the series.
    ticks : tuple of (y, value)
        Grid lines from zero up.
    years : tuple of (x, year)
        Beginnings of years.
    """

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, float], ...]
    years: tuple[tuple[float, int], ...]


def months(period: str) -> int:
    """Return ``2026-07`` as a count of months; a year alone counts as its January."""
    year, _, month = period.partition("-")
    return int(year) * 12 + int(month or 1) - 1


def line_chart(
    series: Mapping[str, Series], *, width: int = 640, height: int = 250, names: float = 150.0
) -> LineChart | None:
    """Lay out some series on one scale.

    Parameters
    ----------
    series : mapping of str to sequence of (period, value)
        Periods as ``YYYY-MM``, values of one unit, none missing.
    width, height : int
        Size of the drawing.
    names : float
        Room for the names at the right.

    Returns
    -------
    LineChart or None
        None where no series has two points and a value above zero: no line. A series of fewer
        than two points is left out.
    """
    drawn = {key: sorted(points) for key, points in series.items() if len(points) > 1}
    values = [value for points in drawn.values() for _, value in points]
    if not values or max(values) <= 0:
        return None
    left, right, top, bottom = 52.0, width - names, 14.0, height - 26.0
    dates = [months(period) for points in drawn.values() for period, _ in points]
    first, last = min(dates), max(dates)
    step = _step(max(values) / 4)
    highest = ceil(max(values) / step) * step

    def x(month: int) -> float:
        return round(left + (right - left) * (month - first) / max(last - first, 1), 1)

    def y(value: float) -> float:
        return round(bottom - (bottom - top) * value / highest, 1)

    dots = {
        key: tuple(Dot(x(months(period)), y(value), period, value) for period, value in points)
        for key, points in drawn.items()
    }
    heights = _spread({key: of[-1].y for key, of in dots.items()}, bottom)
    return LineChart(
        width,
        height,
        left,
        right,
        top,
        bottom,
        tuple(Line(key, of, heights[key]) for key, of in dots.items()),
        tuple((y(k * step), k * step) for k in range(round(highest / step) + 1)),
        tuple((x(year * 12), year) for year in range(ceil(first / 12), last // 12 + 1)),
    )


def _spread(heights: Mapping[str, float], bottom: float) -> dict[str, float]:
    """Return heights that keep their order and lie apart, pushed up from the bottom."""
    placed: dict[str, float] = {}
    limit = bottom
    for key in sorted(heights, key=lambda key: -heights[key]):
        placed[key] = round(min(heights[key], limit), 1)
        limit = placed[key] - APART
    return placed


def _step(rough: float) -> float:
    power: float = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
