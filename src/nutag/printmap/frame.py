"""The frame of a map: where the ground lies on the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from nutag.printmap.sheet import LEFT, PAGE_MM, RIGHT


@dataclass(frozen=True)
class Frame:
    """One scale for both directions, so that areas compare.

    Attributes
    ----------
    metres_per_mm : float
        Metres on the ground to a millimetre of paper.
    x0, y0 : float
        Ground at the lower left corner of the page, in metres.
    bottom, top : float
        Part of the page that the map has, in millimetres.
    """

    metres_per_mm: float
    x0: float
    y0: float
    bottom: float
    top: float

    @classmethod
    def around(cls, shapes: np.ndarray, bottom: float, top: float) -> Frame:
        """Fit shapes (in metres) between two heights of the page."""
        west, south, east, north = shapely.total_bounds(shapes)
        scale = max((east - west) / (RIGHT - LEFT), (north - south) / (top - bottom), 1e-6)
        # Centred, but up against the title: the legend stands in the free corners below.
        x0 = (west + east) / 2 - scale * (LEFT + RIGHT) / 2
        return cls(scale, x0, north - scale * top, bottom, top)

    @property
    def x_limits(self) -> tuple[float, float]:
        """West and east edge of the page on the ground, in metres."""
        return self.x0, self.x0 + self.metres_per_mm * PAGE_MM[0]

    @property
    def y_limits(self) -> tuple[float, float]:
        """South and north edge of the page on the ground, in metres."""
        return self.y0, self.y0 + self.metres_per_mm * PAGE_MM[1]

    def on_page(self, shapes: np.ndarray) -> np.ndarray:
        """Shapes in millimetres of the page."""
        moved = shapely.transform(shapes, lambda xy: (xy - (self.x0, self.y0)) / self.metres_per_mm)
        return np.asarray(moved, dtype=object)
