"""Print maps: one indicator on one A4 page, in one language."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from nutag.catalogue import SENTENCE_EN, Catalogue
from nutag.messages import ENGLISH, Messages
from nutag.printmap.footer import draw_footer
from nutag.printmap.frame import Frame
from nutag.printmap.ground import Ground
from nutag.printmap.heading import draw_heading
from nutag.printmap.inset import Inset
from nutag.printmap.legend import Legend
from nutag.printmap.north import North
from nutag.printmap.scale import Scale
from nutag.printmap.sheet import GAP, LEFT, PAGE_MM, RIGHT, Sheet, grown
from nutag.printmap.subject import subject_of
from nutag.wholefile import whole_file

__all__ = ["print_map", "save_figure"]

# The settings of matplotlib hold for the whole process.
_settings_lock = threading.Lock()
_SETTINGS: dict[Any, Any] = {
    # Type 42 keeps Cyrillic as text that can be searched and copied; the font comes along.
    "pdf.fonttype": 42,
    # An SVG has no font in it: letters as outlines look the same where DejaVu Sans is missing.
    "svg.fonttype": "path",
    "svg.hashsalt": "nutag",
}


def print_map(
    *,
    indicator: str,
    level: str,
    units: gpd.GeoDataFrame,
    values: pd.DataFrame,
    classes: Sequence[float],
    catalogue: Catalogue,
    provenance: Mapping[str, Any],
    provinces: gpd.GeoDataFrame | None = None,
    words: Messages = ENGLISH,
) -> Figure:
    """Draw one indicator on an A4 landscape page: rates in classes, totals in circles.

    Parameters
    ----------
    indicator : str
        Id in the catalogue.
    level : {"province", "soum"}
        Level of `units`.
    units : GeoDataFrame
        Units in the analysis CRS (equal-area, metres), with ``province_id`` or ``soum_id``,
        ``name_en``, ``name_mn`` and ``boundary_quality``. Units without geometry are counted, not
        drawn.
    values : DataFrame
        The indicator table; rows of `indicator` and `level` are taken, and that of the country.
        A unit without a row is drawn as missing.
    classes : sequence of float
        Upper bounds of the classes, ascending, in the unit of the indicator; empty where no unit
        has a figure and for a total, which is drawn in circles. They are used as they are.
    catalogue : Catalogue
        Names, definition, unit, decimals, ramp, rights; words of the states.
    provenance : Mapping
        Record of the run: ``inputs``, ``run_id``, ``nutag``, ``crs_proj4``.
    provinces : GeoDataFrame, optional
        Province outlines in the CRS of `units`, for the borders and names of a soum map.
    words : Messages
        Of the language of the map.

    Returns
    -------
    Figure
        On an Agg canvas, 297 by 210 mm; save it with :func:`save_figure`.

    Raises
    ------
    KeyError
        If the catalogue has no such indicator.
    ValueError
        If the bounds do not ascend or do not reach the largest value, a unit has two figures, no
        unit has a geometry, or the CRS is missing or not in metres.
    """
    subject = subject_of(indicator, level, units, values, classes, catalogue, words)
    figure = Figure(figsize=(PAGE_MM[0] / 25.4, PAGE_MM[1] / 25.4), facecolor="white")
    figure.set_label(words.name(subject.entry))
    FigureCanvasAgg(figure)
    sheet = Sheet(figure.add_axes((0, 0, 1, 1), zorder=1))
    axes = figure.add_axes((0, 0, 1, 1), zorder=0)
    axes.set_axis_off()

    top = draw_heading(sheet, subject, provenance)
    bottom = draw_footer(sheet, subject, provenance)
    room = (LEFT, bottom, RIGHT, top)
    ground = Ground.of(subject, provinces)
    legend, north = Legend(sheet, subject), North(sheet, units, words)
    scale = Scale(sheet, provenance, words)
    largest = Frame.around(ground.shapes, room)
    inset = Inset.of(ground.outlines, largest, RIGHT, bottom)
    middle = RIGHT if inset is None else inset.box[0] - 3 * GAP

    keep = [legend.box(LEFT, bottom), north.box(RIGHT, top), scale.box(middle, bottom)]
    if inset is not None:
        keep.append(inset.place)
    keep = [grown(box, GAP) for box in keep]
    frame = Frame.around(ground.footprint(largest), room, keep)
    axes.set_xlim(*frame.x_limits)
    axes.set_ylim(*frame.y_limits)
    legend.draw(LEFT, bottom)
    north.draw(RIGHT, top)
    scale.draw(middle, bottom, frame)
    ground.draw(axes, frame)
    chosen = None
    if inset is not None:
        inset.draw(figure, sheet, frame, ground, words)
        keep += [grown(line, 0.3) for line in inset.corners(frame)]
        chosen = ~inset.members
    ground.name(sheet, frame, (LEFT, bottom, RIGHT, top + 3), chosen=chosen, keep=keep)
    return figure


def save_figure(
    figure: Figure,
    png_path: str | os.PathLike[str],
    pdf_path: str | os.PathLike[str],
    svg_path: str | os.PathLike[str],
    words: Messages = ENGLISH,
) -> None:
    """Save a figure as PNG (300 dpi), PDF and SVG (vectors), the same bytes every time.

    Parameters
    ----------
    figure : Figure
        What :func:`print_map` returns.
    png_path, pdf_path, svg_path : path-like
        Files to write; each appears whole or not at all.
    words : Messages
        Of the language of the map.
    """
    title, told = figure.get_label(), words.gettext(SENTENCE_EN)
    with whole_file(png_path) as whole:
        about = {"Software": None, "Title": title, "Description": told}
        figure.savefig(whole, format="png", dpi=300, metadata=about)
    with _settings_lock, mpl.rc_context(_SETTINGS):
        with whole_file(pdf_path) as whole:
            about = {"CreationDate": None, "Creator": "nutag", "Producer": "matplotlib"}
            about |= {"Title": title, "Subject": told}
            figure.savefig(whole, format="pdf", metadata=about)
        with whole_file(svg_path) as whole:
            about = {"Date": None, "Creator": "nutag", "Language": words.language}
            about |= {"Title": title, "Description": told}
            figure.savefig(whole, format="svg", metadata=about)
