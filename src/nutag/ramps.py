"""Colours of classed maps: sequential ramps that a colour-blind reader can tell apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from branca.utilities import color_brewer

CLASSES = 5
DEFAULT_RAMP = "YlOrBr"


def ramp(name: str, classes: int = CLASSES) -> list[str]:
    """Return ``classes`` colours of a sequential ColorBrewer ramp, light to dark.

    The lightest colour of the ramp is left out: white means "reported zero".

    Parameters
    ----------
    name : str
        ColorBrewer name; a name that is not known falls back to ``YlOrBr``.
    classes : int
        1 to 9. Fewer than five are picked evenly out of five.

    Returns
    -------
    list of str
        ``#rrggbb``.
    """
    try:
        colours = list(color_brewer(name, max(classes, CLASSES) + 1))
    except ValueError:
        colours = list(color_brewer(DEFAULT_RAMP, max(classes, CLASSES) + 1))
    if _luminance(colours[0]) < _luminance(colours[-1]):
        colours.reverse()
    colours = colours[1:]
    if classes >= CLASSES:
        return colours
    if classes <= 1:
        return [colours[2]]
    return [colours[round(k)] for k in np.linspace(0, CLASSES - 1, classes)]


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def class_of(value: float, breaks: Sequence[float]) -> int:
    """Return the position of the first class with ``value <= break``; above all: the last one."""
    return min(int(np.searchsorted(breaks, value, side="left")), len(breaks) - 1)
