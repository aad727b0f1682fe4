"""The scale of a map: its bar, its projection and its north."""

from __future__ import annotations

import math
import re

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from matplotlib.patches import Polygon, Rectangle

from nutag.printmap.frame import Frame
from nutag.printmap.sheet import GREY, INK, RIGHT, Sheet


def draw_scale(
    sheet: Sheet, frame: Frame, units: gpd.GeoDataFrame, proj4: str, bottom: float
) -> None:
    """Draw scale bar, projection and north in the lower right corner, upwards from `bottom`."""
    kilometre = 1000 / frame.metres_per_mm
    step = _round_step(18 / kilometre)
    right = RIGHT - 5
    left = right - 4 * step * kilometre
    y = bottom + 9.5
    for piece in range(4):
        sheet.axes.add_patch(
            Rectangle(
                (left + piece * step * kilometre, y),
                step * kilometre,
                1.3,
                facecolor=INK if piece % 2 == 0 else "white",
                edgecolor=INK,
                linewidth=0.5,
            )
        )
    for mark in (0, 1, 2, 4):
        words = f"{mark * step:,g}" + (" km" if mark == 4 else "")
        sheet.text(left + mark * step * kilometre, y + 2.3, words, 7, ha="center")
    ratio = round(frame.metres_per_mm * 1000, -5 if frame.metres_per_mm > 1000 else -2)
    sheet.text(RIGHT, y - 4.0, f"1 : {ratio:,.0f} on A4", 6.5, ha="right", color=GREY)
    sheet.text(
        RIGHT,
        y - 7.2,
        _projection_words(proj4, units),
        6.5,
        ha="right",
        color=GREY,
    )
    _draw_north(sheet, right, y + 8.5, _convergence(units))


def _draw_north(sheet: Sheet, x: float, y: float, convergence: float) -> None:
    for sign, fill in ((-1, INK), (1, "white")):
        sheet.axes.add_patch(
            Polygon(
                [(x, y + 9.5), (x + sign * 2.6, y), (x, y + 2.2)],
                closed=True,
                facecolor=fill,
                edgecolor=INK,
                linewidth=0.6,
            )
        )
    sheet.text(x, y + 10.4, "N", 8.5, weight="bold", ha="center")
    sheet.text(x - 4.5, y + 4.3, "grid north", 6.5, ha="right", color=GREY)
    if convergence >= 0.5:
        sheet.text(
            x - 4.5,
            y + 1.3,
            f"true north: up to {convergence:.0f}° off at the edges",
            6.5,
            ha="right",
            color=GREY,
        )


def _round_step(kilometres: float) -> float:
    power = 10.0 ** math.floor(math.log10(kilometres))
    return max(step * power for step in (1, 2, 2.5, 5) if step * power <= kilometres)


def _convergence(units: gpd.GeoDataFrame) -> float:
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


def _projection_words(proj4: str, units: gpd.GeoDataFrame) -> str:
    told = dict(re.findall(r"\+(\w+)=(\S+)", proj4))
    if told.get("proj") == "aea" and {"lat_1", "lat_2", "lat_0", "lon_0"} <= told.keys():
        return (
            f"Albers equal-area, {told['lat_1']}° and {told['lat_2']}° N, "
            f"centre {told['lat_0']}° N {told['lon_0']}° E"
        )
    name = str(units.crs.name)
    return f"Projection: {name}" if name not in {"unknown", "undefined"} else "Equal-area grid"
