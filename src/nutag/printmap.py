"""Print maps: one indicator on one A4 page."""

from __future__ import annotations

import itertools
import math
import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
import pyproj
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from nutag.catalogue import SENTENCE_EN, SENTENCE_MN, Catalogue, Indicator
from nutag.tables import atomic_path

__all__ = [
    "APPROXIMATE",
    "NO_FIGURE",
    "class_colours",
    "class_labels",
    "print_map",
    "save_figure",
]

APPROXIMATE = "Approximate boundaries: cells around soum centres, not official borders"
NO_FIGURE = "no figure for any unit"

# Millimetres of the page: A4, landscape. Everything below is placed in them, origin bottom left.
PAGE_MM = (297.0, 210.0)
_MARGIN = 12.0
_MAP_BOX = (_MARGIN, 33.0, PAGE_MM[0] - _MARGIN, 181.0)
_FOOTER_TOP = 28.5
_PT_MM = 25.4 / 72

_INK = "#1a1a1a"
_GREY = "#5f5f5f"
_MISSING_FILL = "#ebebeb"
_MISSING_LINE = "#a0a0a0"
_OUTLINE = "#3c3c3c"

#: Missing states in the order of the legend, each with a hatch of its own.
_HATCHES = {
    "surveyed_no_figure": "xxxx",
    "not_surveyed": "\\\\\\\\",
    "coverage_unknown": "////",
    "not_covered": "----",
    "no_boundary": "||||",
    "": "....",
}
_WITH_FIGURE = ("value", "reported_zero", "small_denominator")
_UNIT_WORDS = {
    "%": "per cent",
    "n": "number",
    "ha": "hectares",
    "km2": "km²",
    "n per 1,000 km2": "number per 1,000 km²",
    "pp": "percentage points",
    "ratio": "ratio, 0 to 1",
}
#: Licences on top of the map: colour and words of the legend.
_LICENCES = {
    "mining": ("#08306b", "mining licence"),
    "exploration": ("#6a51a3", "exploration licence"),
    "other": ("#525252", "other licence"),
    "mine": ("#006d2c", "mine or deposit, not counted"),
}

# The settings of matplotlib hold for the whole process.
_settings_lock = threading.Lock()


# --- the map ------------------------------------------------------------------------------------


def print_map(
    *,
    indicator: str,
    level: str,
    units: gpd.GeoDataFrame,
    values: pd.DataFrame,
    classes: Sequence[float],
    catalogue: Catalogue,
    provenance: Mapping[str, Any],
    licences: gpd.GeoDataFrame | None = None,
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
        Rows of the indicator table; those of `indicator` and `level` are taken. A unit without a
        row is drawn as missing.
    classes : sequence of float
        Upper bounds of the classes, ascending, in the unit of the indicator; empty where no unit
        has a figure. They are used as they are.
    catalogue : Catalogue
        Names, definition, unit, decimals, ramp, rights; words of the states.
    provenance : Mapping
        Record of the run: ``inputs``, ``run_id``, ``nutag``, ``crs_proj4``.
    licences : GeoDataFrame, optional
        Licences in the CRS of `units`, drawn on top by stage.
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
    entry = catalogue.indicators[indicator]
    figures = _figures(units, values, indicator, level)
    bounds = _checked_bounds(classes, figures, entry)
    colours = class_colours(entry.ramp, len(bounds))
    figures["fill"] = _fills(figures, bounds, colours)
    _check_crs(units)

    figure = Figure(figsize=(PAGE_MM[0] / 25.4, PAGE_MM[1] / 25.4), facecolor="white")
    canvas = FigureCanvasAgg(figure)
    page = figure.add_axes((0, 0, 1, 1), zorder=1)
    page.set_xlim(0, PAGE_MM[0])
    page.set_ylim(0, PAGE_MM[1])
    page.set_axis_off()
    ground = figure.add_axes((0, 0, 1, 1), zorder=0)
    ground.set_axis_off()
    sheet = _Sheet(page, canvas)

    shapes = _drawn_shapes(figures)
    outlines = _outline_shapes(level, units, provinces, shapes)
    frame = _Frame.around(shapes)
    ground.set_xlim(*frame.x_limits)
    ground.set_ylim(*frame.y_limits)

    _draw_units(ground, level, figures, shapes, outlines)
    shown = _draw_licences(ground, licences)
    subject = _Subject(catalogue, entry, level, figures, bounds, colours, shown)
    _draw_names(sheet, frame, subject, provinces)
    _draw_title(sheet, subject)
    _draw_legend(sheet, subject)
    _draw_scale(sheet, frame, units, provenance)
    _draw_footer(sheet, subject, provenance)
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
    with atomic_path(png_path) as whole:
        figure.savefig(
            whole, format="png", dpi=300, metadata={"Software": None, "Description": SENTENCE_EN}
        )
    # Type 42 keeps Cyrillic as text that can be searched and copied.
    with _settings_lock, mpl.rc_context({"pdf.fonttype": 42}), atomic_path(pdf_path) as whole:
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


def class_colours(ramp: str, count: int) -> list[tuple[float, float, float]]:
    """Colours of the classes, light to dark.

    Parameters
    ----------
    ramp : str
        Sequential ramp by its ColorBrewer or matplotlib name.
    count : int
        Number of classes.

    Returns
    -------
    list of (float, float, float)
        Red, green, blue. The pale end of the ramp is left out: white is for zero, and a class
        must differ from it on paper. An unknown ramp becomes ``viridis``, its dark end last.
    """
    known = ramp in mpl.colormaps
    colormap = mpl.colormaps[ramp if known else "viridis_r"]
    places = np.linspace(0.16, 0.94, count) if count > 1 else np.full(count, 0.6)
    return [(float(r), float(g), float(b)) for r, g, b, _ in colormap(places)]


def class_labels(bounds: Sequence[float], decimals: int) -> list[str]:
    """Words of the classes; the upper bound belongs to its class.

    Parameters
    ----------
    bounds : sequence of float
        Upper bounds, ascending.
    decimals : int
        Decimals of the indicator. More are shown where two bounds would read the same, or one
        that is not zero as zero.

    Returns
    -------
    list of str
        ``up to 1.2``, ``1.2 – 3.4``, and so on.
    """
    while decimals < 8 and (
        len({_number(bound, decimals) for bound in bounds}) < len(bounds)
        or any(bound != 0 and float(f"{bound:.{decimals}f}") == 0 for bound in bounds)
    ):
        decimals += 1
    texts = [_number(bound, decimals) for bound in bounds]
    dash = " to " if min(bounds, default=0) < 0 else " – "
    first = [f"up to {text}" for text in texts[:1]]
    return first + [f"{low}{dash}{high}" for low, high in itertools.pairwise(texts)]


@dataclass(frozen=True)
class _Subject:
    """What the map is about."""

    catalogue: Catalogue
    entry: Indicator
    level: str
    figures: pd.DataFrame
    bounds: Sequence[float]
    colours: Sequence[tuple[float, float, float]]
    licences: Mapping[str, tuple[int, int]]


# --- figures of the units -----------------------------------------------------------------------


def _figures(
    units: gpd.GeoDataFrame, values: pd.DataFrame, indicator: str, level: str
) -> pd.DataFrame:
    rows = values[(values["indicator_id"] == indicator) & (values["unit_level"] == level)]
    if rows["unit_id"].duplicated().any():
        raise ValueError(f"print map {indicator}: a {level} has two figures; expected one row each")
    key = f"{level}_id"
    told = rows.set_index("unit_id").reindex(units[key])
    figures = pd.DataFrame(
        {
            "unit_id": units[key].to_numpy(),
            "name_en": units["name_en"].to_numpy(),
            "geometry": np.asarray(units.geometry.array),
            "boundary_quality": (
                units["boundary_quality"].to_numpy() if "boundary_quality" in units else ""
            ),
            "value": pd.to_numeric(told["value"]).to_numpy(dtype="float64", na_value=math.nan),
            "state": told["state"].fillna("").to_numpy(),
            "flags": told["flags"].fillna("").to_numpy() if "flags" in told else "",
            "year": told["year"].to_numpy() if "year" in told else None,
            "period": told["period"].fillna("").to_numpy() if "period" in told else "",
            "source": told["source"].fillna("").to_numpy() if "source" in told else "",
        }
    )
    figures = figures.sort_values("unit_id", kind="stable").reset_index(drop=True)
    figures["has_figure"] = figures["state"].isin(_WITH_FIGURE) & figures["value"].notna()
    missing = shapely.is_missing(figures["geometry"].to_numpy())
    empty = shapely.is_empty(figures["geometry"].to_numpy())
    figures["drawn"] = ~(missing | empty)
    if not figures["drawn"].any():
        raise ValueError(f"print map {indicator}: no {level} has a geometry")
    return figures


def _checked_bounds(
    classes: Sequence[float], figures: pd.DataFrame, entry: Indicator
) -> list[float]:
    bounds = [float(bound) for bound in classes]
    if any(low >= high for low, high in itertools.pairwise(bounds)):
        raise ValueError(f"print map {entry.id}: the class bounds {bounds} do not ascend")
    largest = figures.loc[_classed(figures), "value"].max()
    reach = bounds[-1] if bounds else -math.inf
    if largest > reach + 1e-9 * max(1.0, abs(largest)):
        raise ValueError(f"print map {entry.id}: the class bounds {bounds} do not reach {largest}")
    return bounds


def _check_crs(units: gpd.GeoDataFrame) -> None:
    crs = units.crs
    if crs is None or not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise ValueError("print map: expected units in the analysis CRS, in metres")


def _fills(
    figures: pd.DataFrame, bounds: Sequence[float], colours: Sequence[tuple[float, float, float]]
) -> list[Any]:
    fills: list[Any] = []
    for value, classed, known in zip(
        figures["value"], _classed(figures), figures["has_figure"], strict=True
    ):
        if classed:
            fills.append(colours[_class_of(value, bounds)])
        else:
            # Reported zeros, and figures on a small base under their dots.
            fills.append("white" if known else None)
    return fills


def _classed(figures: pd.DataFrame) -> pd.Series:
    # As the bounds were made: zeros and figures on a small base are shown as what they are.
    return figures["has_figure"] & (figures["state"] == "value")


def _class_of(value: float, bounds: Sequence[float]) -> int:
    return min(int(np.searchsorted(bounds, value, side="left")), len(bounds) - 1)


def _dated(figures: pd.DataFrame) -> str:
    known = figures[figures["has_figure"]]
    if len(known) == 0:
        return ""
    periods = sorted({str(period) for period in known["period"] if str(period)})
    if not periods:
        periods = sorted({str(int(year)) for year in known["year"] if not pd.isna(year)})
    if not periods:
        return ""
    return periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"


# --- page and paper -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Frame:
    """Where the ground lies on the page: one scale, so that areas compare."""

    metres_per_mm: float
    x0: float
    y0: float

    @classmethod
    def around(cls, shapes: np.ndarray) -> _Frame:
        left, bottom, right, top = shapely.total_bounds(shapes)
        box_left, box_bottom, box_right, box_top = _MAP_BOX
        scale = max(
            (right - left) / (box_right - box_left), (top - bottom) / (box_top - box_bottom), 1e-6
        )
        # Centred, but up against the title: the legend stands in the free corners below.
        x0 = (left + right) / 2 - scale * (box_left + box_right) / 2
        return cls(scale, x0, top - scale * box_top)

    @property
    def x_limits(self) -> tuple[float, float]:
        return self.x0, self.x0 + self.metres_per_mm * PAGE_MM[0]

    @property
    def y_limits(self) -> tuple[float, float]:
        return self.y0, self.y0 + self.metres_per_mm * PAGE_MM[1]

    def on_page(self, shapes: np.ndarray) -> np.ndarray:
        moved = shapely.transform(shapes, lambda xy: (xy - (self.x0, self.y0)) / self.metres_per_mm)
        return np.asarray(moved, dtype=object)


class _Sheet:
    """The page in millimetres, with text that knows how wide it is."""

    def __init__(self, axes: Axes, canvas: FigureCanvasAgg) -> None:
        self.axes = axes
        self._renderer = canvas.get_renderer()
        self._points_per_pixel = 72 / canvas.figure.dpi

    def width(self, text: str, size: float, weight: str = "normal") -> float:
        """Width of a line of text in millimetres."""
        pixels, _, _ = self._renderer.get_text_width_height_descent(
            text, _font(size, weight), ismath=False
        )
        return float(pixels) * self._points_per_pixel * _PT_MM

    def text(self, x: float, y: float, text: str, size: float, **style: Any) -> Any:
        """Write a text at a place of the page, never as mathematics."""
        weight = style.pop("weight", "normal")
        style.setdefault("color", _INK)
        return self.axes.text(
            x,
            y,
            text,
            fontproperties=_font(size, weight),
            parse_math=False,
            **{"va": "baseline", **style},
        )

    def wrapped(self, text: str, width: float, size: float, most: int) -> list[str]:
        """Lines of a text, at most so many; what is cut off is marked."""
        lines: list[str] = []
        line = ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if line and self.width(longer, size) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines += [line] if line else []
        if len(lines) > most:
            lines = lines[:most]
            while lines[-1] and self.width(f"{lines[-1]} …", size) > width:
                lines[-1] = lines[-1].rpartition(" ")[0]
            lines[-1] += " …"
        return lines


def _font(size: float, weight: str = "normal") -> FontProperties:
    # DejaVu Sans comes with matplotlib and has Ө and Ү.
    return FontProperties(family="DejaVu Sans", size=size, weight=weight)


def _figure_words(value: float, decimals: int) -> str:
    # What is not zero must not read as zero.
    if value > 0 and float(f"{value:.{decimals}f}") == 0:
        return f"< {_number(10.0**-decimals, decimals)}"
    return _number(value, decimals)


def _number(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


# --- ground -------------------------------------------------------------------------------------


def _drawn_shapes(figures: pd.DataFrame) -> np.ndarray:
    shapes = figures.loc[figures["drawn"], "geometry"].to_numpy()
    # Official boundaries have far more corners than a page can show; neighbours keep one border.
    if int(shapely.get_num_coordinates(shapes).sum()) > 60_000:
        left, _, right, _ = shapely.total_bounds(shapes)
        shapes = shapely.coverage_simplify(shapes, tolerance=(right - left) / 5000)
    return np.asarray(shapes, dtype=object)


def _outline_shapes(
    level: str,
    units: gpd.GeoDataFrame,
    provinces: gpd.GeoDataFrame | None,
    shapes: np.ndarray,
) -> np.ndarray | None:
    if level == "province":
        return shapes
    if provinces is None:
        return None
    if provinces.crs != units.crs:
        raise ValueError("print map: provinces and units are not in one CRS")
    drawn = np.asarray(provinces.geometry.array)
    drawn = drawn[~(shapely.is_missing(drawn) | shapely.is_empty(drawn))]
    if int(shapely.get_num_coordinates(drawn).sum()) > 60_000:
        left, _, right, _ = shapely.total_bounds(drawn)
        drawn = shapely.coverage_simplify(drawn, tolerance=(right - left) / 5000)
    return np.asarray(drawn, dtype=object)


def _draw_units(
    ground: Axes, level: str, figures: pd.DataFrame, shapes: np.ndarray, outlines: np.ndarray | None
) -> None:
    drawn = figures[figures["drawn"]]
    known = drawn["has_figure"].to_numpy()
    if known.any():
        ground.add_collection(
            PathCollection(
                _paths(shapes[known]),
                facecolors=list(drawn.loc[known, "fill"]),
                edgecolors="none",
                zorder=1,
            ),
            autolim=False,
        )
    for state, hatch in _HATCHES.items():
        of_it = ~known & (_shown_state(drawn) == state)
        if of_it.any():
            style = {"facecolors": _MISSING_FILL, "edgecolors": _MISSING_LINE, "zorder": 1}
            _hatched(ground, shapes[of_it], hatch, **style)
    small = known & (drawn["state"] == "small_denominator").to_numpy()
    if small.any():
        _hatched(ground, shapes[small], "..", facecolors="none", edgecolors=_INK, zorder=2)

    inner = 0.55 if level == "province" else 0.25
    if level == "province":
        # A pale edge under the dark one: borders show between two dark classes too.
        ground.add_collection(_edges(shapes, "#ffffff90", 1.5, 3), autolim=False)
    ground.add_collection(_edges(shapes, _OUTLINE if level == "province" else "#8a8a8a", inner, 3))
    if outlines is not None and level != "province":
        ground.add_collection(_edges(outlines, _OUTLINE, 0.8, 4))
    if outlines is not None:
        rim = shapely.union_all(outlines, grid_size=1.0)
        ground.add_collection(_edges(np.array([rim], dtype=object), _INK, 1.2, 5))


def _shown_state(figures: pd.DataFrame) -> np.ndarray:
    # A state with a figure but no number cannot be drawn: it is missing without a reason.
    states = figures["state"].where(figures["state"].isin(list(_HATCHES)), "")
    return np.asarray(states.to_numpy())


def _hatched(ground: Axes, shapes: np.ndarray, hatch: str, **style: Any) -> None:
    collection = PathCollection(_paths(shapes), linewidths=0, hatch=hatch, **style)
    _thin_hatch(collection)
    ground.add_collection(collection, autolim=False)


def _thin_hatch(artist: Any) -> None:
    # Older versions know the width of hatch lines as a setting of the process only.
    if hasattr(artist, "set_hatch_linewidth"):
        artist.set_hatch_linewidth(0.45)


def _edges(shapes: np.ndarray, colour: str, width: float, zorder: float) -> PathCollection:
    return PathCollection(
        _paths(shapes),
        facecolors="none",
        edgecolors=colour,
        linewidths=width,
        joinstyle="round",
        zorder=zorder,
    )


def _paths(shapes: np.ndarray) -> list[Path]:
    """Draw polygons with their holes, one path a shape."""
    paths: list[Path] = []
    # A hole is left open only where it runs the other way round than its outline.
    for shape in shapely.orient_polygons(shapes):
        rings = [
            ring for part in shapely.get_parts(shape) for ring in shapely.get_rings(part) if ring
        ]
        if not rings:
            paths.append(Path(np.empty((0, 2))))
            continue
        corners = [shapely.get_coordinates(ring) for ring in rings]
        codes = [
            np.concatenate(
                [[Path.MOVETO], np.full(len(xy) - 2, Path.LINETO), [Path.CLOSEPOLY]]
            ).astype(Path.code_type)
            for xy in corners
        ]
        paths.append(Path(np.concatenate(corners), np.concatenate(codes)))
    return paths


def _draw_licences(ground: Axes, licences: gpd.GeoDataFrame | None) -> dict[str, tuple[int, int]]:
    """Draw licences by stage and tell how many areas and points of each were drawn."""
    if licences is None:
        return {}
    shapes = np.asarray(licences.geometry.array)
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    groups = licences["stage"].where(licences["stage"].isin(list(_LICENCES)), "other")
    if "kind" in licences:
        groups = groups.mask(licences["kind"] == "mine", "mine")
    groups = groups.to_numpy()
    counted: dict[str, tuple[int, int]] = {}
    # Mining last: it lies on top of exploration.
    for group in reversed(_LICENCES):
        of_it = present & (groups == group)
        areas = shapes[of_it & (shapely.get_dimensions(shapes) == 2)]
        points = shapely.get_coordinates(shapes[of_it & (shapely.get_dimensions(shapes) == 0)])
        colour = _LICENCES[group][0]
        if len(areas):
            # A white edge under the coloured one: it must stand out from any class.
            ground.add_collection(_edges(areas, "white", 1.2, 6), autolim=False)
            pale = PathCollection(
                _paths(areas),
                facecolors=mpl.colors.to_rgba(colour, 0.35),
                edgecolors=colour,
                linewidths=0.5,
                zorder=6,
            )
            ground.add_collection(pale, autolim=False)
        if len(points):
            ground.scatter(
                points[:, 0],
                points[:, 1],
                s=9,
                color=colour,
                edgecolors="white",
                linewidths=0.5,
                zorder=7,
            )
        if len(areas) or len(points):
            counted[group] = (len(areas), len(points))
    return counted


# --- names --------------------------------------------------------------------------------------

_Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Place:
    """A name on the map: where its middle stands, and the place it is tied to."""

    lines: tuple[str, ...]
    box: _Box
    anchor: tuple[float, float]
    led: bool


def _draw_names(
    sheet: _Sheet, frame: _Frame, subject: _Subject, provinces: gpd.GeoDataFrame | None
) -> None:
    fills: list[Any] = []
    if subject.level == "province":
        drawn = subject.figures[subject.figures["drawn"]]
        fills = drawn["fill"].to_list()
        names = [
            (str(name), _figure_words(value, subject.entry.decimals) if known else "")
            for name, value, known in zip(
                drawn["name_en"], drawn["value"], drawn["has_figure"], strict=True
            )
        ]
        shapes = drawn["geometry"].to_numpy()
    elif provinces is not None:
        shapes = np.asarray(provinces.geometry.array)
        present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        shapes = shapes[present]
        names = [(str(name), "") for name in provinces.loc[present, "name_en"]]
    else:
        return
    size = 7.0 if subject.level == "province" else 6.6
    simple = shapely.simplify(frame.on_page(shapes), 0.2)
    for number, place in enumerate(_places(sheet, simple, names, size)):
        fill = fills[number] if fills and not place.led else None
        dark = fill is not None and _luminance(fill) < 0.22
        halo = [withStroke(linewidth=2.2, foreground=fill if dark else "white")]
        left, bottom, right, top = place.box
        middle = (left + right) / 2
        if place.led:
            x, y = place.anchor
            end = (min(max(x, left), right), min(max(y, bottom), top))
            for colour, width in (("white", 1.6), (_INK, 0.6)):
                sheet.axes.add_collection(
                    LineCollection([[(x, y), end]], colors=colour, linewidths=width, zorder=8)
                )
            sheet.axes.add_patch(
                Circle((x, y), 0.5, facecolor=_INK, edgecolor="white", linewidth=0.4, zorder=8)
            )
        step = (top - bottom) / len(place.lines)
        for row, line in enumerate(place.lines):
            sheet.text(
                middle,
                top - (row + 0.5) * step,
                line,
                size,
                ha="center",
                va="center",
                weight="bold" if row == 0 else "normal",
                color="white" if dark else _INK,
                path_effects=halo,
                zorder=9,
            )


def _luminance(colour: Any) -> float:
    """Relative luminance of a colour, 0 black to 1 white."""
    parts = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def _places(
    sheet: _Sheet, shapes: np.ndarray, names: Sequence[tuple[str, str]], size: float
) -> list[_Place]:
    """Find a place for every name so that no two meet.

    The roomiest provinces come first and take the middle of themselves. A name that does not fit
    into its own outline stands beside it, at the end of a line.
    """
    shapely.prepare(shapes)
    circles = shapely.maximum_inscribed_circle(shapes, tolerance=0.5)
    reach = shapely.length(circles)
    centres = shapely.get_coordinates(shapely.get_point(circles, 0))
    land = _Land(shapes)
    taken: list[_Box] = []
    anchors = [(float(x), float(y)) for x, y in centres]
    placed: dict[int, _Place] = {}
    wide: list[tuple[int, tuple[str, ...], tuple[float, float]]] = []
    for number in sorted(range(len(names)), key=lambda place: (-reach[place], names[place])):
        lines = tuple(line for line in names[number] if line)
        width = max(sheet.width(line, size, "bold") for line in lines) + 0.8
        height = size * _PT_MM * 1.18 * len(lines)
        box = _inside(shapes[number], anchors[number], (width, height), taken)
        if box is None:
            wide.append((number, lines, (width, height)))
        else:
            placed[number] = _Place(lines, box, anchors[number], led=False)
            taken.append(box)
    small = [anchors[number] for number, _, _ in wide]
    leaders: list[Any] = []
    for number, lines, extent in wide:
        box = _beside(land, anchors[number], extent, (taken, leaders, small))
        placed[number] = _Place(lines, box, anchors[number], led=True)
        taken.append(box)
        leaders.append(_leader(anchors[number], box))
    return [placed[number] for number in sorted(placed)]


def _inside(
    shape: Any, anchor: tuple[float, float], extent: tuple[float, float], taken: Sequence[_Box]
) -> _Box | None:
    left, bottom, right, top = shapely.bounds(shape)
    columns, rows = np.meshgrid(np.arange(left, right, 1.0), np.arange(bottom, top, 1.0))
    xs = np.append(columns.ravel(), anchor[0])
    ys = np.append(rows.ravel(), anchor[1])
    half_width, half_height = extent[0] / 2, extent[1] / 2
    boxes = shapely.box(xs - half_width, ys - half_height, xs + half_width, ys + half_height)
    fits = shapely.covers(shape, boxes)
    # The optical middle: near the centre of gravity and far from the edge.
    centre = shapely.centroid(shape)
    cost = np.hypot(xs - centre.x, ys - centre.y)
    cost -= 0.8 * np.where(fits, shapely.distance(shapely.boundary(shape), boxes), 0)
    for place in np.argsort(cost, kind="stable"):
        if fits[place]:
            box = tuple(float(edge) for edge in shapely.bounds(boxes[place]))
            if not any(_meet(box, other, 0.4) for other in taken):  # type: ignore[arg-type]
                return box  # type: ignore[return-value]
    return None


class _Land:
    """What a name beside a small unit would cover."""

    def __init__(self, shapes: np.ndarray) -> None:
        self._all = shapely.union_all(shapely.buffer(shapes, 0.1))
        self._lines = shapely.boundary(shapes)
        self._tree = shapely.STRtree(self._lines)
        shapely.prepare(self._all)

    def cost(self, box: Any) -> float:
        """Cost of a name in a box, in millimetres of a longer leader line."""
        inside = shapely.area(shapely.intersection(self._all, box)) / shapely.area(box)
        crossed = self._lines[self._tree.query(box, predicate="intersects")]
        covered = float(shapely.length(shapely.intersection(crossed, box)).sum())
        # Paper outside the country is free; a name on another province may be taken for its own.
        return 14.0 * float(inside) + 1.5 * covered


def _beside(
    land: _Land,
    anchor: tuple[float, float],
    extent: tuple[float, float],
    others: tuple[Sequence[_Box], Sequence[Any], Sequence[tuple[float, float]]],
) -> _Box:
    """Find the best free place around a small unit."""
    taken, leaders, small = others
    width, height = extent
    best: tuple[float, _Box] | None = None
    for distance in np.arange(4.0, 60.0, 1.5):
        if best is not None and distance > best[0] + 2:
            break
        for angle in np.radians(np.arange(0, 360, 10)):
            x = anchor[0] + math.cos(angle) * (distance + width / 2)
            y = anchor[1] + math.sin(angle) * (distance + height / 2)
            box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if not _is_free(box, taken, small):
                continue
            line = _leader(anchor, box)
            if any(shapely.intersects(line, shapely.box(*other)) for other in taken) or any(
                shapely.intersects(line, other) for other in leaders
            ):
                continue
            cost = float(shapely.length(line)) + land.cost(shapely.box(*box))
            if best is None or cost < best[0]:
                best = (cost, box)
    if best is not None:
        return best[1]
    # A page so full that nothing is free: on the spot, which is at least the right one.
    x, y = anchor
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _is_free(box: _Box, taken: Sequence[_Box], small: Sequence[tuple[float, float]]) -> bool:
    return (
        _on_page(box)
        and not any(_meet(box, other, 0.8) for other in taken)
        and not any(_holds(box, point, 1.5) for point in small)
    )


def _leader(anchor: tuple[float, float], box: _Box) -> Any:
    left, bottom, right, top = box
    end = (min(max(anchor[0], left), right), min(max(anchor[1], bottom), top))
    return shapely.linestrings([anchor, end])


def _meet(one: _Box, other: _Box, gap: float) -> bool:
    return (
        one[0] < other[2] + gap
        and other[0] < one[2] + gap
        and one[1] < other[3] + gap
        and other[1] < one[3] + gap
    )


def _holds(box: _Box, point: tuple[float, float], gap: float) -> bool:
    return box[0] - gap < point[0] < box[2] + gap and box[1] - gap < point[1] < box[3] + gap


def _on_page(box: _Box) -> bool:
    left, bottom, right, top = _MAP_BOX
    return box[0] > left and box[2] < right and box[1] > bottom and box[3] < top + 3


# --- words around the map -----------------------------------------------------------------------


def _draw_title(sheet: _Sheet, subject: _Subject) -> None:
    entry = subject.entry
    size = 17.0
    while size > 11 and sheet.width(entry.name_en, size, "bold") > 205:
        size -= 0.5
    sheet.text(_MARGIN, 195.5, entry.name_en, size, weight="bold")
    sheet.text(_MARGIN, 189.2, entry.name_mn, 10.5, color=_GREY)
    told = [_unit_words(entry.unit), f"by {subject.level}"]
    right = PAGE_MM[0] - _MARGIN
    dated = _dated(subject.figures)
    if dated:
        sheet.text(right, 195.5, dated, 17, weight="bold", ha="right")
    sheet.text(right, 189.2, ", ".join(told), 8.5, color=_GREY, ha="right")
    for row, line in enumerate(sheet.wrapped(entry.definition_en, 200, 7.5, 2)):
        sheet.text(_MARGIN, 184.4 - row * 3.5, line, 7.5, color=_INK)


def _unit_words(unit: str) -> str:
    return _UNIT_WORDS.get(unit, unit.replace("km2", "km²"))


@dataclass(frozen=True)
class _Row:
    """One line of the legend."""

    words: str
    count: str
    draw: Callable[[float, float], None] | None


_STEP = 4.7
_SWATCH = (7.0, 3.4)
_COUNT_AT, _WORDS_AT = 15.0, 17.0
_SECOND_COLUMN = 78.0
_LEGEND_ROWS = 9


def _draw_legend(sheet: _Sheet, subject: _Subject) -> None:
    """Draw classes and missing states in the lower left corner.

    What does not fit there without meeting the map stands in a second column below the country.
    """
    known = subject.figures[subject.figures["has_figure"]]
    first = [*_class_rows(sheet, subject, known), *_missing_rows(sheet, subject)]
    second = _licence_rows(sheet, subject)
    if len(first) + len(second) <= _LEGEND_ROWS:
        first, second = first + second, []
    while len(first) > _LEGEND_ROWS + 1:
        second.insert(0, first.pop())

    total, level_words = len(subject.figures), f"{subject.level}s"
    told = (
        f"{len(known)} of {total} {level_words} with a figure"
        if len(known)
        else f"0 of {total} {level_words}: {NO_FIGURE}"
    )
    bottom = _MAP_BOX[1] + 0.5
    top = bottom + _STEP * len(first)
    sheet.text(_MARGIN, top + 5.4, told, 8.0, weight="bold")
    sheet.text(_MARGIN + _COUNT_AT, top + 1.2, level_words, 6.3, ha="right", color=_GREY)
    sheet.text(_MARGIN + _WORDS_AT, top + 1.2, _unit_words(subject.entry.unit), 6.3, color=_GREY)
    _write_rows(sheet, first, _MARGIN, bottom)
    _write_rows(sheet, second, _MARGIN + _SECOND_COLUMN, bottom)


def _write_rows(sheet: _Sheet, rows: Sequence[_Row], x: float, bottom: float) -> None:
    for place, row in enumerate(reversed(rows)):
        y = bottom + place * _STEP
        if row.draw is not None:
            row.draw(x, y)
        sheet.text(x + _COUNT_AT, y + 0.75, row.count, 7.2, ha="right", color=_GREY)
        sheet.text(x + _WORDS_AT, y + 0.75, row.words, 7.2)


def _class_rows(sheet: _Sheet, subject: _Subject, known: pd.DataFrame) -> list[_Row]:
    catalogue, bounds = subject.catalogue, subject.bounds
    rows: list[_Row] = []
    classed = known.loc[_classed(known), "value"]
    if len(classed):
        labels = class_labels(bounds, subject.entry.decimals)
        places = [_class_of(value, bounds) for value in classed]
        rows += [
            _Row(label, f"{places.count(place):,}", _swatch(sheet, facecolor=colour))
            for place, (label, colour) in enumerate(zip(labels, subject.colours, strict=True))
        ]
    for state, look in (
        ("reported_zero", _swatch(sheet, facecolor="white")),
        ("small_denominator", _hatched_swatch(sheet, "..", _INK, "white")),
    ):
        count = int((known["state"] == state).sum())
        if count:
            rows.append(_Row(catalogue.states[state]["name_en"], f"{count:,}", look))
    return rows


def _missing_rows(sheet: _Sheet, subject: _Subject) -> list[_Row]:
    without = subject.figures[~subject.figures["has_figure"]]
    states = _shown_state(without)
    rows: list[_Row] = []
    for state, hatch in _HATCHES.items():
        of_it = states == state
        if not of_it.any():
            continue
        words = subject.catalogue.states.get(state, {}).get("name_en", "no row in the table")
        count, drawn = int(of_it.sum()), int(without.loc[of_it, "drawn"].sum())
        look = _hatched_swatch(sheet, hatch, _MISSING_LINE, _MISSING_FILL) if drawn else None
        if drawn < count:
            words += f" ({count - drawn:,} of them not drawn)" if drawn else ", not drawn"
        rows.append(_Row(words, f"{count:,}", look))
    return rows


def _licence_rows(sheet: _Sheet, subject: _Subject) -> list[_Row]:
    rows: list[_Row] = []
    for group, (areas, points) in reversed(list(subject.licences.items())):
        colour, words = _LICENCES[group]
        if areas:
            pale = mpl.colors.to_rgba(colour, 0.35)
            look = _swatch(sheet, facecolor=pale, edgecolor=colour)
            rows.append(_Row(f"{words} (area)", f"{areas:,}", look))
        if points:
            rows.append(_Row(f"{words} (point)", f"{points:,}", _dot(sheet, colour)))
    return rows


def _swatch(sheet: _Sheet, **style: Any) -> Callable[[float, float], None]:
    def draw(x: float, y: float) -> None:
        patch = Rectangle((x, y), *_SWATCH, **{"edgecolor": _OUTLINE, "linewidth": 0.5, **style})
        _thin_hatch(patch)
        sheet.axes.add_patch(patch)

    return draw


def _hatched_swatch(
    sheet: _Sheet, hatch: str, line: str, fill: str
) -> Callable[[float, float], None]:
    def draw(x: float, y: float) -> None:
        _swatch(sheet, facecolor=fill, edgecolor=line, linewidth=0, hatch=hatch)(x, y)
        _swatch(sheet, facecolor="none")(x, y)

    return draw


def _dot(sheet: _Sheet, colour: str) -> Callable[[float, float], None]:
    def draw(x: float, y: float) -> None:
        sheet.axes.add_patch(
            Circle((x + 3.5, y + 1.7), 0.7, facecolor=colour, edgecolor="white", linewidth=0.4)
        )

    return draw


def _draw_scale(
    sheet: _Sheet, frame: _Frame, units: gpd.GeoDataFrame, provenance: Mapping[str, Any]
) -> None:
    """Draw scale bar and north arrow in the lower right corner."""
    kilometre = 1000 / frame.metres_per_mm
    step = _round_step(18 / kilometre)
    right = PAGE_MM[0] - _MARGIN - 5
    left = right - 4 * step * kilometre
    y = _MAP_BOX[1] + 9.5
    for piece in range(4):
        sheet.axes.add_patch(
            Rectangle(
                (left + piece * step * kilometre, y),
                step * kilometre,
                1.3,
                facecolor=_INK if piece % 2 == 0 else "white",
                edgecolor=_INK,
                linewidth=0.5,
            )
        )
    for mark in (0, 1, 2, 4):
        words = f"{mark * step:,g}" + (" km" if mark == 4 else "")
        sheet.text(left + mark * step * kilometre, y + 2.3, words, 7, ha="center")
    ratio = round(frame.metres_per_mm * 1000, -5 if frame.metres_per_mm > 1000 else -2)
    sheet.text(right + 5, y - 4.0, f"1 : {ratio:,.0f} on A4", 6.5, ha="right", color=_GREY)
    sheet.text(
        right + 5,
        y - 7.2,
        _projection_words(str(provenance.get("crs_proj4") or ""), units),
        6.5,
        ha="right",
        color=_GREY,
    )
    _draw_north(sheet, right, y + 8.5, _convergence(units))


def _draw_north(sheet: _Sheet, x: float, y: float, convergence: float) -> None:
    for sign, fill in ((-1, _INK), (1, "white")):
        sheet.axes.add_patch(
            Polygon(
                [(x, y + 9.5), (x + sign * 2.6, y), (x, y + 2.2)],
                closed=True,
                facecolor=fill,
                edgecolor=_INK,
                linewidth=0.6,
            )
        )
    sheet.text(x, y + 10.4, "N", 8.5, weight="bold", ha="center")
    sheet.text(x - 4.5, y + 4.3, "grid north", 6.5, ha="right", color=_GREY)
    if convergence >= 0.5:
        sheet.text(
            x - 4.5,
            y + 1.3,
            f"true north: up to {convergence:.0f}° off at the edges",
            6.5,
            ha="right",
            color=_GREY,
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


def _draw_footer(sheet: _Sheet, subject: _Subject, provenance: Mapping[str, Any]) -> None:
    catalogue, entry = subject.catalogue, subject.entry
    full = PAGE_MM[0] - 2 * _MARGIN
    sheet.axes.add_collection(
        LineCollection(
            [[(_MARGIN, _FOOTER_TOP + 1.2), (_MARGIN + full, _FOOTER_TOP + 1.2)]],
            colors=_GREY,
            linewidths=0.5,
        )
    )
    y = _FOOTER_TOP - 2.6
    sheet.text(_MARGIN, y, SENTENCE_EN, 8, weight="bold")
    sheet.text(_MARGIN + full, y, SENTENCE_MN, 7, ha="right", color=_GREY)
    y -= 3.9
    remarks, x = _remarks(subject), _MARGIN
    if subject.level == "soum" and (subject.figures["boundary_quality"] == "approximate").any():
        sheet.text(x, y, f"{APPROXIMATE}.", 7.2, weight="bold")
        x += sheet.width(f"{APPROXIMATE}.", 7.2, "bold") + 3.5
    for line in sheet.wrapped(remarks, full + _MARGIN - x, 7.2, 1):
        sheet.text(x, y, line, 7.2)
        x += full
    y -= 3.4 if x > _MARGIN else 0
    used = _inputs(subject, provenance)
    sources = "Sources: " + ("; ".join(_unique(_source(item) for item in used)) or "not stated")
    terms = "Licences: " + (
        "; ".join(_unique(f"{item.get('dataset')}: {item.get('licence') or '–'}" for item in used))
        or "not stated"
    )
    run = [f"nutag {provenance.get('nutag', '')}".strip(), f"run {provenance.get('run_id') or '–'}"]
    if provenance.get("git_commit"):
        run.insert(1, f"commit {provenance['git_commit']}")
    rights = ", ".join(catalogue.rights[right]["name_en"] for right in entry.rights)
    tags = [f"Rights and duties: {rights}" if rights else ""]
    tags += [f"UNGP {', '.join(entry.ungp)}" if entry.ungp else ""]
    tags += [f"SDG {', '.join(entry.sdg)}" if entry.sdg else ""]
    told = " · ".join([entry.id, *run])
    sheet.text(_MARGIN + full, y, told, 6.3, ha="right", color=_GREY)
    room = full - sheet.width(told, 6.3) - 6
    sheet.text(_MARGIN, y, _cut(sheet, " · ".join(filter(None, tags)), room), 6.3, color=_GREY)
    y -= 3.0
    # Printers leave the last five millimetres of the page white.
    room_left = int((y - 5.5) / 3.0) + 1
    ending = sheet.wrapped(terms, full, 6.3, 2)
    for line in [*sheet.wrapped(sources, full, 6.3, room_left - len(ending)), *ending]:
        sheet.text(_MARGIN, y, line, 6.3, color=_GREY)
        y -= 3.0


def _cut(sheet: _Sheet, text: str, width: float) -> str:
    return "".join(sheet.wrapped(text, width, 6.3, 1))


def _remarks(subject: _Subject) -> str:
    known = subject.figures[subject.figures["has_figure"]]
    flags = {flag for text in known["flags"] for flag in str(text).split(";")}
    # Approximate boundaries have a line of their own, small bases a row of the legend.
    words = [
        names["name_en"]
        for flag, names in subject.catalogue.flags.items()
        if flag in flags - {"approximate_boundary", "small"}
    ]
    return f"Note: {'; '.join(words)}." if words else ""


_EITHER = {"licences", "licence_statistics"}


def _inputs(subject: _Subject, provenance: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    inputs = list(provenance.get("inputs") or [])
    wanted = {*subject.entry.inputs, "provinces"}
    wanted |= {"soums"} if subject.level == "soum" else set()
    # Licensed area comes from the one or the other: only the one behind the figures is named.
    named = set(re.findall(r"\w+", " ".join(map(str, subject.figures["source"]))))
    if len(named & _EITHER) == 1:
        wanted -= _EITHER - named
    wanted |= {"licences"} if subject.licences else set()
    # Whatever the map shows, it shows it in somebody's outlines.
    used = [
        item
        for item in inputs
        if item.get("dataset") in wanted or str(item.get("dataset")).endswith("_boundaries")
    ]
    return used or inputs


def _source(item: Mapping[str, Any]) -> str:
    version = f" ({item['version']})" if item.get("version") else ""
    return f"{item.get('attribution') or item.get('dataset')}{version}"


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
