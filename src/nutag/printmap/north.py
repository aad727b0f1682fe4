"""The north of a map: an arrow, and how far true north lies from it."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from matplotlib.patches import Polygon

from nutag.messages import Messages
from nutag.printmap.sheet import GREY, INK, Box, Sheet

_ARROW = (2.6, 9.5)
_HEIGHT = 13.5
_SIZE = 6.5


class North:
    """The arrow in an upper right corner, with its note beside it.

    Parameters
    ----------
    sheet : Sheet
        Page to draw on.
    units : GeoDataFrame
        What the map is of, in the analysis CRS.
    words : Messages
        Of the reader.
    """

    def __init__(self, sheet: Sheet, units: gpd.GeoDataFrame, words: Messages) -> None:
        self._sheet = sheet
        self._letter = words.gettext("N")
        self._notes = [words.gettext("grid north")]
        off = convergence(units)
        if off >= 0.5:
            note = words.gettext("true north: up to {degrees}° off at the edges")
            self._notes.append(note.format(degrees=words.number(off)))

    def box(self, right: float, top: float) -> Box:
        """Part of the page that arrow and note take."""
        width = max(self._sheet.width(note, _SIZE) for note in self._notes) + 3 * _ARROW[0]
        return right - width, top - _HEIGHT, right, top

    def draw(self, right: float, top: float) -> None:
        """Draw below and to the left of a point."""
        half, height = _ARROW
        x, y = right - half, top - _HEIGHT
        for side, fill in ((-half, INK), (half, "white")):
            corners = [(x, y + height), (x + side, y), (x, y + 2.2)]
            style = {"facecolor": fill, "edgecolor": INK, "linewidth": 0.6}
            self._sheet.axes.add_patch(Polygon(corners, closed=True, **style))
        self._sheet.text(x, y + height + 0.9, self._letter, 8.5, weight="bold", ha="center")
        for row, note in enumerate(self._notes):
            place = (right - 3 * half, y + 4.3 - 3 * row)
            self._sheet.text(*place, note, _SIZE, ha="right", color=GREY)


def convergence(units: gpd.GeoDataFrame) -> float:
    """Largest angle between grid north and true north over the map, in degrees."""
    try:
        with_north = pyproj.Proj(units.crs)
        corners = shapely.get_coordinates(shapely.convex_hull(np.asarray(units.geometry.array)))
        lon, lat = with_north(corners[:, 0], corners[:, 1], inverse=True)
        angles = with_north.get_factors(lon, lat).meridian_convergence
    except pyproj.exceptions.ProjError:
        return 0.0
    found = float(np.max(np.abs(angles)))
    return found if math.isfinite(found) else 0.0
