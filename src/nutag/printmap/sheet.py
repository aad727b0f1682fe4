"""The sheet of paper: A4 landscape, in millimetres from the lower left corner."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

PAGE_MM = (297.0, 210.0)
MARGIN = 12.0
LEFT, RIGHT = MARGIN, PAGE_MM[0] - MARGIN
PT_MM = 25.4 / 72

#: Left, bottom, right, top in millimetres of the page.
Box = tuple[float, float, float, float]

#: Between a part of the page and what stands beside it.
GAP = 2.0

INK = "#1a1a1a"
GREY = "#5f5f5f"
OUTLINE = "#3c3c3c"


def grown(box: Box, gap: float) -> Box:
    """Return a part of the page with room around it."""
    return box[0] - gap, box[1] - gap, box[2] + gap, box[3] + gap


class Sheet:
    """The page, with text that knows how wide it is.

    Parameters
    ----------
    axes : Axes
        Axes that fill the figure.
    """

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        axes.set_xlim(0, PAGE_MM[0])
        axes.set_ylim(0, PAGE_MM[1])
        axes.set_axis_off()

    def width(self, text: str, size: float, weight: str = "normal") -> float:
        """Width of a line of text in millimetres."""
        # As it is in the PDF: letters fitted to the dots of a screen are up to a tenth off.
        points, _, _ = text_to_path.get_text_width_height_descent(
            text, _font(size, weight), ismath=False
        )
        return float(points) * PT_MM

    def text(self, x: float, y: float, text: str, size: float, **style: Any) -> None:
        """Write a text at a place of the page, never as mathematics."""
        weight = style.pop("weight", "normal")
        self.axes.text(
            x,
            y,
            text,
            fontproperties=_font(size, weight),
            parse_math=False,
            **{"va": "baseline", "color": INK, **style},
        )

    def wrapped(self, text: str, width: float, size: float) -> list[str]:
        """Lines of a text, none wider than `width` unless a single word is."""
        lines: list[str] = []
        space, end = self.width("n n", size) - self.width("nn", size), 0.0
        for word in text.split():
            wide = self.width(word, size)
            end += space + wide
            if lines and end <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
                end = wide
        return lines


def _font(size: float, weight: str) -> FontProperties:
    # DejaVu Sans comes with matplotlib and has Ө and Ү.
    return FontProperties(family="DejaVu Sans", size=size, weight=weight)
