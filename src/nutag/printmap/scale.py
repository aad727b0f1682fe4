"""The scale of a map: its bar, its ratio and its projection."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from matplotlib.patches import Rectangle

from nutag.messages import Messages
from nutag.printmap.frame import Frame
from nutag.printmap.sheet import GREY, INK, Box, Sheet
from nutag.projection import crs_name

_PIECES = 4
_LONGEST_PIECE = 12.0
_WIDEST = 58.0
_SIZE = 6.5


class Scale:
    """Bar, ratio and projection, one below the other.

    Parameters
    ----------
    sheet : Sheet
        Page to draw on.
    provenance : Mapping
        Record of the run, with the CRS.
    words : Messages
        Of the reader.
    """

    def __init__(self, sheet: Sheet, provenance: Mapping[str, Any], words: Messages) -> None:
        self._sheet, self._words = sheet, words
        projection = crs_name(provenance, words) or words.gettext("Equal-area grid")
        self._projection = sheet.wrapped(projection, _WIDEST, _SIZE)
        self._bar_at = 6.3 + 3.2 * len(self._projection)

    def box(self, right: float, bottom: float) -> Box:
        """Part of the page that the scale takes, whatever it is."""
        widths = [self._sheet.width(line, _SIZE) for line in self._projection]
        width = max(*widths, _PIECES * _LONGEST_PIECE + 8)
        return right - width, bottom, right, bottom + self._bar_at + 5

    def draw(self, right: float, bottom: float, frame: Frame) -> None:
        """Draw above and to the left of a point."""
        sheet, words, y = self._sheet, self._words, bottom + self._bar_at
        kilometre = 1000 / frame.metres_per_mm
        step = _round_step(_LONGEST_PIECE / kilometre)
        end = right - 5
        marks = [end - (_PIECES - mark) * step * kilometre for mark in range(_PIECES + 1)]
        for piece, x in enumerate(marks[:-1]):
            fill = INK if piece % 2 == 0 else "white"
            style: Any = {"facecolor": fill, "edgecolor": INK, "linewidth": 0.5}
            sheet.axes.add_patch(Rectangle((x, y), step * kilometre, 1.3, **style))
        decimals = max(0, -math.floor(math.log10(step)))
        for mark in (0, 1, 2, 4):
            told = words.number(mark * step, decimals if mark else 0)
            if mark == _PIECES:
                told = words.gettext("{n} km").format(n=told)
            sheet.text(marks[mark], y + 2.3, told, 7, ha="center")
        ratio = words.gettext("1 : {ratio} on A4").format(ratio=words.number(frame.ratio))
        for row, told in enumerate([ratio, *self._projection]):
            sheet.text(right, y - 4.0 - 3.2 * row, told, _SIZE, ha="right", color=GREY)


def _round_step(kilometres: float) -> float:
    power = 10.0 ** math.floor(math.log10(kilometres))
    return max(step * power for step in (1, 2, 2.5, 5) if step * power <= kilometres)
