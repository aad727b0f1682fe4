"""The circles of the legend: round figures, one circle inside the other."""

from __future__ import annotations

from typing import Any

from matplotlib.collections import LineCollection
from matplotlib.patches import Circle

from nutag.printmap.circles import CircleScale
from nutag.printmap.sheet import GREY, INK, Sheet
from nutag.printmap.subject import Subject

_SIZE, _SMALL = 7.2, 6.3
# Between two figures, and between the largest circle and the figures beside it.
_LINE, _LEADER = 3.4, 4.0


class Nested:
    """Circles of round figures on one ground line, each figure beside the top of its circle.

    Parameters
    ----------
    sheet : Sheet
        Page to draw on.
    subject : Subject
        What the map is about.
    scale : CircleScale
        Of the circles on the map.
    """

    def __init__(self, sheet: Sheet, subject: Subject, scale: CircleScale) -> None:
        words = subject.words
        self._sheet = sheet
        self._told = words.gettext("Circles: area in proportion to the figure")
        values = scale.round_values(subject.entry.decimals)
        self._radii = [scale.radius_mm(value) for value in values]
        self._texts = [
            subject.measured(words.number(value, subject.entry.decimals if value < 1 else 0))
            for value in values
        ]
        self._largest = max(self._radii, default=0.0)

    @property
    def height(self) -> float:
        """Millimetres that it takes, with its words; 0 where no unit has a circle."""
        return max(2 * self._largest, _LINE * len(self._radii)) + 7.0 if self._radii else 0.0

    @property
    def width(self) -> float:
        """Millimetres that it takes, with its words."""
        texts = [2 * self._largest + _LEADER + 1 + self._sheet.width(t, _SIZE) for t in self._texts]
        return max([self._sheet.width(self._told, _SMALL), *texts]) if texts else 0.0

    def draw(self, left: float, bottom: float) -> None:
        """Draw above and to the right of a point."""
        if not self._radii:
            return
        sheet, middle = self._sheet, left + self._largest
        beside = left + 2 * self._largest + _LEADER
        sheet.text(left, bottom + self.height - 3.4, self._told, _SMALL, color=GREY)
        style: Any = {"facecolor": "none", "edgecolor": INK, "linewidth": 0.6}
        lines, at = [], bottom - _LINE
        # From the smallest up, each figure as high as its circle unless it would meet the last.
        for radius, text in zip(reversed(self._radii), reversed(self._texts), strict=True):
            top = bottom + 2 * radius
            at = max(top, at + _LINE)
            sheet.axes.add_patch(Circle((middle, bottom + radius), radius, **style))
            lines.append([(middle, top), (beside - 1.5, at), (beside, at)])
            sheet.text(beside + 0.8, at - 0.95, text, _SIZE)
        sheet.axes.add_collection(LineCollection(lines, colors=INK, linewidths=0.4))
