"""Print maps: one indicator on one A4 page."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from nutag.catalogue import SENTENCE_EN, Catalogue
from nutag.printmap.footer import draw_footer
from nutag.printmap.frame import Frame
from nutag.printmap.heading import draw_heading
from nutag.printmap.labels import draw_names
from nutag.printmap.legend import draw_legend
from nutag.printmap.scale import draw_scale
from nutag.printmap.sheet import PAGE_MM, Sheet
from nutag.printmap.subject import subject_of
from nutag.printmap.units import draw_units, drawn_shapes
from nutag.wholefile import whole_file

__all__ = ["print_map", "save_figure"]

# The settings of matplotlib hold for the whole process.
_settings_lock = threading.Lock()


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
) -> Figure:
    """Draw one indicator as a choropleth on an A4 landscape page.

    Parameters
    ----------
    indicator : str
        Id in the catalogue.
    level : {"province", "soum"}
        Level of `units`.
    units : GeoDataFrame
        Units in the analysis CRS (equal-area, metres), with ``province_id`` or ``soum_id``,
        ``name_en`` and ``boundary_quality``. Units without geometry are counted, not drawn.
    values : DataFrame
        The indicator table; rows of `indicator` and `level` are taken. A unit without a row is
        drawn as missing.
    classes : sequence of float
        Upper bounds of the classes, ascending, in the unit of the indicator; empty where no unit
        has a figure. They are used as they are.
    catalogue : Catalogue
        Names, definition, unit, decimals, ramp, rights; words of the states.
    provenance : Mapping
        Record of the run: ``inputs``, ``run_id``, ``nutag``, ``crs_proj4``.
    provinces : GeoDataFrame, optional
        Province outlines in the CRS of `units`, for the borders and names of a soum map.

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
    subject = subject_of(indicator, level, units, values, classes, catalogue)
    figure = Figure(figsize=(PAGE_MM[0] / 25.4, PAGE_MM[1] / 25.4), facecolor="white")
    FigureCanvasAgg(figure)
    sheet = Sheet(figure.add_axes((0, 0, 1, 1), zorder=1))
    ground = figure.add_axes((0, 0, 1, 1), zorder=0)
    ground.set_axis_off()

    top = draw_heading(sheet, subject)
    bottom = draw_footer(sheet, subject, provenance)
    shapes = drawn_shapes(subject.drawn["geometry"].to_numpy())
    frame = Frame.around(shapes, bottom, top)
    ground.set_xlim(*frame.x_limits)
    ground.set_ylim(*frame.y_limits)

    outlines: np.ndarray | None = shapes
    names = list(zip(subject.drawn["name_en"], subject.printed_values(), strict=True))
    fills = subject.drawn["fill"].to_list()
    if level == "soum":
        outlines, names, fills = None, [], []
        if provinces is not None:
            with_shape = provinces[provinces.geometry.notna() & ~provinces.geometry.is_empty]
            outlines = drawn_shapes(np.asarray(with_shape.geometry.array))
            names = [(name, "") for name in with_shape["name_en"]]
            fills = [None] * len(names)
    draw_units(ground, subject, shapes, outlines)
    if outlines is not None:
        draw_names(sheet, frame, outlines, names, fills)
    draw_legend(sheet, subject, bottom)
    draw_scale(sheet, frame, units, str(provenance.get("crs_proj4") or ""), bottom)
    return figure


def save_figure(
    figure: Figure, png_path: str | os.PathLike[str], pdf_path: str | os.PathLike[str]
) -> None:
    """Save a figure as PNG (300 dpi) and PDF (vectors), the same bytes every time.

    Parameters
    ----------
    figure : Figure
        What :func:`print_map` returns.
    png_path, pdf_path : path-like
        Files to write; each appears whole or not at all.
    """
    with whole_file(png_path) as whole:
        figure.savefig(
            whole, format="png", dpi=300, metadata={"Software": None, "Description": SENTENCE_EN}
        )
    # Type 42 keeps Cyrillic as text that can be searched and copied.
    with _settings_lock, mpl.rc_context({"pdf.fonttype": 42}), whole_file(pdf_path) as whole:
        figure.savefig(
            whole,
            format="pdf",
            metadata={
                "CreationDate": None,
                "Creator": "nutag",
                "Producer": "matplotlib",
                "Subject": SENTENCE_EN,
            },
        )
