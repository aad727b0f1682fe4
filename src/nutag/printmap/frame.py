"""The frame of a map: where the ground lies on the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from nutag.printmap.sheet import PAGE_MM, Box

# No more than that smaller than the room allows, to keep clear of what else is on the page.
_MOST_SHRUNK = 1.35


@dataclass(frozen=True)
class Frame:
    """One scale for both directions, so that areas compare.

    Attributes
    ----------
    metres_per_mm : float
        Metres on the ground to a millimetre of paper: a round number.
    x0, y0 : float
        Ground at the lower left corner of the page, in metres.
    """

    metres_per_mm: float
    x0: float
    y0: float

    @classmethod
    def around(cls, shapes: np.ndarray, room: Box, keep: Sequence[Box] = ()) -> Frame:
        """Fit shapes into a part of the page, as large as they go without meeting others.

        Parameters
        ----------
        shapes : ndarray of Geometry
            What the map is of, in metres.
        room : Box
            Part of the page for the map, in millimetres.
        keep : sequence of Box
            Parts of the page that are kept for others, in millimetres.
        """
        bounds = shapely.total_bounds(shapes)
        least, step = _scales(bounds, room)
        tree = shapely.STRtree(shapely.simplify(shapes, least / 3))
        for scale in np.arange(least, least * _MOST_SHRUNK, step):
            for frame in cls._sideways(float(scale), bounds, room):
                if tree.query(frame._on_ground(keep), predicate="intersects").size == 0:
                    return frame
        return next(cls._sideways(least, bounds, room))

    @classmethod
    def _sideways(cls, scale: float, bounds: Box, room: Box):  # type: ignore[no-untyped-def]
        """Places at a scale: in the middle of the room, then ever farther from it."""
        west, _, east, north = bounds
        middle = (west + east) / 2 - scale * (room[0] + room[2]) / 2
        # Up against the title: what else is on the page stands in the free corners below.
        y0 = north - scale * room[3]
        slack = max((room[2] - room[0]) - (east - west) / scale, 0.0) / 2
        yield cls(scale, float(middle), float(y0))
        for off in np.arange(2.0, slack, 2.0):
            yield cls(scale, float(middle + scale * off), float(y0))
            yield cls(scale, float(middle - scale * off), float(y0))

    @property
    def x_limits(self) -> tuple[float, float]:
        """West and east edge of the page on the ground, in metres."""
        return self.x0, self.x0 + self.metres_per_mm * PAGE_MM[0]

    @property
    def y_limits(self) -> tuple[float, float]:
        """South and north edge of the page on the ground, in metres."""
        return self.y0, self.y0 + self.metres_per_mm * PAGE_MM[1]

    @property
    def ratio(self) -> int:
        """Denominator of the scale, as in 1 : 9,000,000."""
        return round(self.metres_per_mm * 1000)

    def on_page(self, shapes: np.ndarray) -> np.ndarray:
        """Shapes in millimetres of the page."""
        moved = shapely.transform(shapes, lambda xy: (xy - (self.x0, self.y0)) / self.metres_per_mm)
        return np.asarray(moved, dtype=object)

    def _on_ground(self, boxes: Sequence[Box]) -> np.ndarray:
        corners = np.array(boxes, dtype=float).reshape(-1, 4) * self.metres_per_mm
        return np.asarray(shapely.box(*(corners + (self.x0, self.y0) * 2).T), dtype=object)


def round_up(metres_per_mm: float) -> float:
    """Return the next larger scale that is a round number."""
    step = _step(metres_per_mm)
    return math.ceil(metres_per_mm / step - 1e-9) * step


def _scales(bounds: Box, room: Box) -> tuple[float, float]:
    west, south, east, north = bounds
    tight = max((east - west) / (room[2] - room[0]), (north - south) / (room[3] - room[1]), 1e-6)
    return round_up(tight), _step(tight)


def _step(scale: float) -> float:
    return 10.0 ** math.floor(math.log10(scale)) / 20
