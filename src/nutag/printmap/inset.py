"""The inset of a map: its smallest provinces, enlarged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nutag.messages import Messages
from nutag.printmap.frame import Frame, round_up
from nutag.printmap.ground import Ground
from nutag.printmap.sheet import GREY, INK, PAGE_MM, Box, Sheet, grown

# Units that are smaller than this on a map of the whole have no room for a name.
_SMALL_MM = 9.0
# How much of the width and the height of the whole an inset may show.
_MOST_WIDE, _MOST_HIGH = 1 / 5, 1 / 3
_MARGIN = 0.04
_LARGEST = (74.0, 60.0)
_LEAST_ENLARGED = 1.5
_CAPTION = 4.2
_CORNER = 3.5


@dataclass(frozen=True)
class Inset:
    """A window on the map that is shown a second time, larger.

    Attributes
    ----------
    window : Box
        West, south, east, north of what it shows, in metres.
    members : ndarray of bool
        Which of the shapes it is made for.
    frame : Frame
        Where the ground lies on the page.
    box : Box
        Part of the page that it takes, without its caption.
    """

    window: Box
    members: np.ndarray
    frame: Frame
    box: Box

    @classmethod
    def of(cls, shapes: np.ndarray, whole: Frame, right: float, bottom: float) -> Inset | None:
        """Make the inset of a map, None where nothing is too small or it enlarges too little.

        Parameters
        ----------
        shapes : ndarray of Geometry
            Outlines, in metres.
        whole : Frame
            The largest that the map may be.
        right, bottom : float
            Lower right corner of the inset on the page.
        """
        if not len(shapes):
            return None
        members = _members(shapes, whole.metres_per_mm)
        if not members.any():
            return None
        west, south, east, north = shapely.total_bounds(shapes[members])
        margin = _MARGIN * max(east - west, north - south)
        west, south, east, north = west - margin, south - margin, east + margin, north + margin
        scale = round_up(max((east - west) / _LARGEST[0], (north - south) / _LARGEST[1]))
        if whole.metres_per_mm < _LEAST_ENLARGED * scale:
            return None
        width, height = (east - west) / scale, (north - south) / scale
        frame = Frame(scale, west - scale * (right - width), south - scale * bottom)
        box = (right - width, bottom, right, bottom + height)
        return cls((west, south, east, north), members, frame, box)

    @property
    def place(self) -> Box:
        """Part of the page that it takes with its caption."""
        left, bottom, right, top = self.box
        return left, bottom, right, top + _CAPTION

    def corners(self, frame: Frame) -> list[Box]:
        """Corners of the window on another map, each two lines as boxes without a width."""
        left, bottom, right, top = frame.on_page(shapely.box(*self.window)).item().bounds
        lines: list[Box] = []
        for x, inward in ((left, _CORNER), (right, -_CORNER)):
            for y, upward in ((bottom, _CORNER), (top, -_CORNER)):
                lines.append((min(x, x + inward), y, max(x, x + inward), y))
                lines.append((x, min(y, y + upward), x, max(y, y + upward)))
        return lines

    def draw(
        self, figure: Figure, sheet: Sheet, frame: Frame, ground: Ground, words: Messages
    ) -> None:
        """Draw it, and the corners of its window on the map that lies in `frame`."""
        left, bottom, right, top = self.box
        width, height = right - left, top - bottom
        at = (left / PAGE_MM[0], bottom / PAGE_MM[1], width / PAGE_MM[0], height / PAGE_MM[1])
        axes = figure.add_axes(at, zorder=0.5, xticks=[], yticks=[])
        axes.set_xlim(self.window[0], self.window[2])
        axes.set_ylim(self.window[1], self.window[3])
        shown, inside = ground.cut(self.window)
        shown.draw(axes, self.frame)
        shown.name(sheet, self.frame, grown(self.box, -0.8), needed=self.members[inside])
        names = [name for (name, _), here in zip(ground.names, self.members, strict=True) if here]
        told = words.gettext("{names}, 1 : {ratio}")
        told = told.format(names=", ".join(names), ratio=words.number(self.frame.ratio))
        sheet.text(left, top + 1.3, told, 6.5, color=GREY)
        line: Any = {"facecolor": "none", "edgecolor": INK, "linewidth": 0.8, "zorder": 7}
        sheet.axes.add_patch(Rectangle((left, bottom), width, height, **line))
        lines = [[(x0, y0), (x1, y1)] for x0, y0, x1, y1 in self.corners(frame)]
        style: Any = {"colors": INK, "linewidths": 1.0, "capstyle": "projecting", "zorder": 7}
        sheet.axes.add_collection(LineCollection(lines, **style))


def _members(shapes: np.ndarray, metres_per_mm: float) -> np.ndarray:
    """Which small shapes one window can hold, the smallest first."""
    areas = shapely.area(shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    small = np.flatnonzero(np.sqrt(areas) < _SMALL_MM * metres_per_mm)
    members = np.zeros(len(shapes), dtype=bool)
    for number in sorted(small, key=lambda number: (areas[number], number)):
        members[number] = True
        left, bottom, right, top = shapely.total_bounds(shapes[members])
        wide, high = (right - left) / (east - west), (top - bottom) / (north - south)
        members[number] = wide <= _MOST_WIDE and high <= _MOST_HIGH
    return members
