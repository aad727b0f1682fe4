"""The circles of a map: totals, which a colour over the whole unit would tell wrongly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from nutag.printmap.frame import Frame
from nutag.printmap.sheet import PAGE_MM, Box

#: Colours of totals, and of decreases where a figure may be one; those of the atlas.
INCREASE, DECREASE = "#b35806", "#2166ac"

# Where units are many the largest circle is smaller, so that fewer lie over each other.
_LARGEST_MM, _LEAST_MM = 9.0, 4.5
# Less than a dot on paper.
_TOLERANCE_M = 1000.0
# The round values of the legend, as parts of the largest figure.
_PARTS = (1, 5, 25)


@dataclass(frozen=True)
class CircleScale:
    """How large a circle is: areas are to each other as the figures are.

    Attributes
    ----------
    most : float
        Largest figure without its sign, in the unit of the indicator; 0: there is no circle.
    largest_mm : float
        Radius of its circle.
    """

    most: float
    largest_mm: float

    @classmethod
    def of(cls, values: np.ndarray) -> CircleScale:
        """Make the scale of the figures of all units of a map; NaN where there is none."""
        known = np.abs(values[np.isfinite(values)])
        room = PAGE_MM[0] / 4 / math.sqrt(max(len(values), 1))
        return cls(float(known.max(initial=0.0)), min(_LARGEST_MM, max(_LEAST_MM, room)))

    def radius_mm(self, value: float) -> float:
        """Radius of the circle of a figure; 0 for zero and NaN, which have none."""
        if not self.most or not math.isfinite(value):
            return 0.0
        return self.largest_mm * math.sqrt(abs(value) / self.most)

    def round_values(self, decimals: int) -> list[float]:
        """Return up to three round figures for the legend, the largest first.

        None of them is finer than the figures themselves, which have so many decimals.
        """
        found = [_round_down(self.most / part) for part in _PARTS if self.most]
        return [value for value in found if round(value, decimals) == value]


@dataclass(frozen=True)
class Circles:
    """Circles on the ground.

    Attributes
    ----------
    scale : CircleScale
        How large they are.
    points : ndarray
        Their middles, (n, 2), in metres.
    values : ndarray of float
        Their figures; a unit with no figure, or with zero, has no circle.
    """

    scale: CircleScale
    points: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, scale: CircleScale, shapes: np.ndarray, values: np.ndarray) -> Circles:
        """Stand each circle where its shape is widest, which is inside it."""
        seen = np.array([scale.radius_mm(value) > 0 for value in values], dtype=bool)
        widest = shapely.maximum_inscribed_circle(shapes[seen], tolerance=_TOLERANCE_M)
        points = shapely.get_coordinates(shapely.get_point(widest, 0)).reshape(-1, 2)
        return cls(scale, points, values[seen])

    def within(self, window: Box) -> Circles:
        """Return the circles whose middles lie in a window, in metres."""
        west, south, east, north = window
        x, y = self.points.T
        seen = (west <= x) & (x <= east) & (south <= y) & (y <= north)
        return Circles(self.scale, self.points[seen], self.values[seen])

    def on_ground(self, frame: Frame) -> np.ndarray:
        """Return the circles as shapes in metres, at the scale of a frame."""
        radii = [self.scale.radius_mm(value) * frame.metres_per_mm for value in self.values]
        return np.asarray(shapely.buffer(shapely.points(self.points), radii), dtype=object)

    def boxes(self, frame: Frame) -> list[Box]:
        """Return the parts of the page that they take."""
        return [shape.bounds for shape in frame.on_page(self.on_ground(frame))]

    def draw(self, axes: Axes, frame: Frame) -> None:
        """Draw them on axes in metres, the largest first, so that none hides a smaller one."""
        for number in np.argsort(-np.abs(self.values), kind="stable"):
            value = float(self.values[number])
            radius = self.scale.radius_mm(value) * frame.metres_per_mm
            axes.add_patch(Circle(self.points[number], radius, **circle_look(value), zorder=6))


def circle_look(value: float) -> dict[str, Any]:
    """Return the style of the circle of a figure."""
    fill = DECREASE if value < 0 else INCREASE
    return {"facecolor": f"{fill}d9", "edgecolor": "white", "linewidth": 0.6}


def _round_down(value: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is not above a value."""
    power = math.floor(math.log10(value))
    step = max((one for one in (1, 2, 5) if one * 10.0**power <= value * (1 + 1e-9)), default=1)
    return round(step * 10.0**power, max(0, -power))
