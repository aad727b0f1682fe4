"""The units of a map: their areas, hatches and borders."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path

from nutag.printmap.sheet import INK, OUTLINE

MISSING_FILL = "#ebebeb"
MISSING_LINE = "#a0a0a0"
SMALL_HATCH = ".."
#: Missing states in the order of the legend, each with a hatch of its own.
HATCHES = {
    "surveyed_no_figure": "xxxx",
    "not_surveyed": "\\\\\\\\",
    "coverage_unknown": "////",
    "not_covered": "----",
    "withheld": "++++",
    "no_base": "oo",
    "no_boundary": "||||",
    "": "....",
}


def drawn_shapes(shapes: np.ndarray) -> np.ndarray:
    """Shapes with no more corners than a page can show; neighbours keep one border."""
    if int(shapely.get_num_coordinates(shapes).sum()) > 60_000:
        west, _, east, _ = shapely.total_bounds(shapes)
        shapes = shapely.coverage_simplify(shapes, tolerance=(east - west) / 5000)
    return np.asarray(shapes, dtype=object)


def missing_states(figures: pd.DataFrame) -> np.ndarray:
    """States of units without a figure, each a key of :data:`HATCHES`."""
    # A state with a figure but no number cannot be drawn: it is missing without a reason.
    states = figures["state"].where(figures["state"].isin(list(HATCHES)), "")
    return np.asarray(states.to_numpy())


def draw_units(ground: Axes, drawn: pd.DataFrame, shapes: np.ndarray, outlines: np.ndarray) -> None:
    """Draw units in the colours of their classes, the hatches of their states, and borders.

    Parameters
    ----------
    ground : Axes
        Axes in metres of the analysis CRS.
    drawn : DataFrame
        Figures of the units, rows of ``Subject.drawn``.
    shapes : ndarray of Geometry
        Shapes of `drawn`, row by row.
    outlines : ndarray of Geometry
        Provinces that the units lie in; the same array where the units are provinces.
    """
    known = drawn["has_figure"].to_numpy()
    if known.any():
        _fill(ground, shapes[known], facecolors=list(drawn.loc[known, "fill"]), edgecolors="none")
    for state, hatch in HATCHES.items():
        of_it = ~known & (missing_states(drawn) == state)
        if of_it.any():
            _hatched(ground, shapes[of_it], hatch, facecolors=MISSING_FILL, edgecolors=MISSING_LINE)
    small = known & (drawn["state"] == "small_denominator").to_numpy()
    if small.any():
        _hatched(ground, shapes[small], SMALL_HATCH, facecolors="none", edgecolors=INK)

    if shapes is outlines:
        # A pale edge under the dark one: borders show between two dark classes too.
        _edges(ground, shapes, "#ffffff90", 1.3, 3)
    else:
        _edges(ground, shapes, "#8a8a8a", 0.2, 3)
    if len(outlines):
        _edges(ground, outlines, OUTLINE, 0.5 if shapes is outlines else 0.6, 4)
        rim = shapely.union_all(outlines, grid_size=1.0)
        _edges(ground, np.array([rim], dtype=object), INK, 1.0, 5)


def thin_hatch(artist: Any) -> None:
    """Make the lines of a hatch thin, on the versions of matplotlib that can."""
    if hasattr(artist, "set_hatch_linewidth"):
        artist.set_hatch_linewidth(0.45)


def _fill(ground: Axes, shapes: np.ndarray, **style: Any) -> None:
    collection = PathCollection(_paths(shapes), **{"zorder": 1, **style})
    thin_hatch(collection)
    ground.add_collection(collection, autolim=False)


def _hatched(ground: Axes, shapes: np.ndarray, hatch: str, **style: Any) -> None:
    _fill(ground, shapes, linewidths=0, hatch=hatch, **style)


def _edges(ground: Axes, shapes: np.ndarray, colour: str, width: float, zorder: float) -> None:
    line = {"edgecolors": colour, "linewidths": width, "zorder": zorder}
    _fill(ground, shapes, facecolors="none", joinstyle="round", **line)


def _paths(shapes: np.ndarray) -> list[Path]:
    """Draw polygons with their holes, one path a shape."""
    paths: list[Path] = []
    # A hole is left open only where it runs the other way round than its outline.
    for shape in shapely.orient_polygons(shapes):
        corners = [
            shapely.get_coordinates(ring)
            for part in shapely.get_parts(shape)
            for ring in shapely.get_rings(part)
        ]
        codes = [
            np.concatenate(
                [[Path.MOVETO], np.full(len(xy) - 2, Path.LINETO), [Path.CLOSEPOLY]]
            ).astype(Path.code_type)
            for xy in corners
        ]
        paths.append(Path(np.concatenate(corners), np.concatenate(codes)))
    return paths
