"""A small line chart as SVG: one series over months, from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True)
class Dot:
    """A point of the chart in drawing units, with its label."""

    x: float
    y: float
    period: str
    value: float


@dataclass(frozen=True)
class Trend:
    """A line chart, laid out: what a template needs to draw it.

    Attributes
    ----------
    width, height : int
        Size of the drawing.
    left, right, top, bottom : float
        Frame of the plot.
    dots : tuple of Dot
        In the order of time.
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
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, float], ...]
    years: tuple[tuple[float, int], ...]

    @property
    def path(self) -> str:
        """Return the line as SVG path data."""
        return "M" + "L".join(f"{dot.x:g} {dot.y:g}" for dot in self.dots)


def months(period: str) -> int:
    """Return ``2026-07`` as a count of months; a year alone counts as its January."""
    year, _, month = period.partition("-")
    return int(year) * 12 + int(month or 1) - 1


def trend(
    series: Sequence[tuple[str, float]], *, width: int = 640, height: int = 250
) -> Trend | None:
    """Lay out a series.

    Parameters
    ----------
    series : sequence of (period, value)
        Periods as ``YYYY-MM``, values of one unit, none missing.
    width, height : int
        Size of the drawing.

    Returns
    -------
    Trend or None
        None for fewer than two points: no line.
    """
    series = sorted(series)
    if len(series) < 2 or max(value for _, value in series) <= 0:
        return None
    left, right, top, bottom = 8.0, width - 96.0, 22.0, height - 28.0
    first, last = months(series[0][0]), months(series[-1][0])
    step = _step(max(value for _, value in series) / 4)
    highest = ceil(max(value for _, value in series) / step) * step

    def x(month: int) -> float:
        return round(left + (right - left) * (month - first) / max(last - first, 1), 1)

    def y(value: float) -> float:
        return round(bottom - (bottom - top) * value / highest, 1)

    years = tuple((x(year * 12), year) for year in range(ceil(first / 12), last // 12 + 1))
    ticks = tuple((y(k * step), k * step) for k in range(round(highest / step) + 1))
    dots = tuple(Dot(x(months(period)), y(value), period, value) for period, value in series)
    return Trend(width, height, left, right, top, bottom, dots, ticks, years)


def _step(rough: float) -> float:
    power: float = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
