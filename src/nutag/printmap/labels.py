"""The labels of a map: names of the units, with their figures."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke

from nutag.printmap.frame import Frame
from nutag.printmap.places import find_places
from nutag.printmap.sheet import INK, PT_MM, Box, Sheet

_SIZE = 7.0
_LINE = _SIZE * PT_MM * 1.18


def draw_names(
    sheet: Sheet,
    frame: Frame,
    shapes: np.ndarray,
    names: Sequence[tuple[str, str]],
    fills: Sequence[str | None],
    room: Box,
    keep: Sequence[Box] = (),
    needed: Sequence[bool] | None = None,
) -> None:
    """Write the names of units, and under each its figure.

    Parameters
    ----------
    sheet : Sheet
        Page to write on.
    frame : Frame
        Where the ground lies on it.
    shapes : ndarray of Geometry
        Outlines, in metres.
    names : sequence of (str, str)
        Name and figure of each; an empty figure is left out.
    fills : sequence of str, optional
        Colour of each; None where it is hatched or of many colours.
    room : Box
        Part of the page that names may stand in.
    keep : sequence of Box
        Parts of it that are kept for others.
    needed : sequence of bool, optional
        Names that are not left out where they do not fit into their outline.
    """
    texts = [[line for line in name if line] for name in names]
    extents = [
        (max(sheet.width(line, _SIZE, "bold") for line in lines) + 0.8, _LINE * len(lines))
        for lines in texts
    ]
    simple = shapely.simplify(frame.on_page(shapes), 0.2)
    places = find_places(simple, extents, room, keep, needed)
    for lines, place, fill in zip(texts, places, fills, strict=True):
        if place is None:
            continue
        own = None if place.led else fill
        dark = own is not None and _luminance(own) < 0.18
        if place.led:
            for colour, width in (("white", 1.6), (INK, 0.6)):
                line = LineCollection([place.leader], colors=colour, linewidths=width, zorder=8)
                sheet.axes.add_collection(line)
            dot = {"facecolor": INK, "edgecolor": "white", "linewidth": 0.4, "zorder": 8}
            sheet.axes.add_patch(Circle(place.anchor, 0.5, **dot))
        left, _, right, top = place.box
        for row, text in enumerate(lines):
            sheet.text(
                (left + right) / 2,
                top - (row + 0.5) * _LINE,
                text,
                _SIZE,
                ha="center",
                va="center",
                weight="bold" if row == 0 else "normal",
                color="white" if dark else INK,
                path_effects=[withStroke(linewidth=2.2, foreground=own or "white")],
                zorder=9,
            )


def _luminance(colour: str) -> float:
    """Relative luminance of a colour, 0 black to 1 white."""
    parts = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))
