"""The locator of a profile: where a unit lies, as paths of a drawing in the equal-area CRS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag.mapshapes import display_units

#: Drawing units between the frame and what is drawn.
MARGIN = 6.0
#: Detail below this is not seen, in drawing units.
SEEN = 0.4
#: A unit of less width and height is marked by a ring.
SMALL = 9.0
#: Half the size of a label, in drawing units.
LABEL = (7.0, 6.0)


@dataclass(frozen=True)
class Frame:
    """How metres become drawing units: ``x`` to the right, ``y`` down."""

    west: float
    north: float
    scale: float
    width: float
    height: float

    def placed(self, geometries: Iterable[shapely.Geometry]) -> np.ndarray:
        """Return geometries in drawing units."""
        offset, factor = np.array([self.west, self.north]), np.array([self.scale, -self.scale])
        found = np.asarray(list(geometries), dtype=object)
        return shapely.transform(found, lambda xy: (xy - offset) * factor + MARGIN)


@dataclass(frozen=True)
class Label:
    """The number of a part and where it stands."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Locator:
    """What a template needs to draw a locator.

    Attributes
    ----------
    width, height : float
        Size of the drawing.
    around : str
        Path of the units around, where there is one.
    own : str
        Path of the unit itself.
    parts : tuple of str
        Paths of the parts it is made of.
    labels : tuple of Label
        Numbers of the parts; those that would cover another one are left out.
    licences : mapping of str to str
        Path of the licences of a stage.
    points : tuple of (stage, x, y)
        Licences of which the place is known and no boundary.
    bar : tuple of (drawing units, kilometres)
        Scale bar; (0, 0) where none is wanted.
    mark : tuple of (x, y) or None
        Where the unit lies, if it is too small to be seen.
    """

    width: float
    height: float
    around: str
    own: str
    parts: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    licences: Mapping[str, str] | None = None
    points: tuple[tuple[str, float, float], ...] = ()
    bar: tuple[float, int] = (0.0, 0)
    mark: tuple[float, float] | None = None


def drawn_units(units: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """Return units as the maps draw them, in the equal-area CRS again. Never for measuring."""
    return display_units(units, tolerance_m).to_crs(units.crs)


def place(own: shapely.Geometry, around: Iterable[shapely.Geometry], *, size: float) -> Locator:
    """Return a unit among others.

    Parameters
    ----------
    own : shapely.Geometry
        The unit, in metres.
    around : iterable of shapely.Geometry
        All units of the country or the province, that one too.
    size : float
        Largest width of the drawing; its height is at most as much.
    """
    others = list(around)
    frame = _frame([*others, own], size, size)
    placed = frame.placed([*others, own])
    simple = shapely.coverage_simplify(placed[:-1], 2 * SEEN) if others else placed[:-1]
    west, south, east, north = shapely.bounds(placed[-1])
    small = max(east - west, north - south) < SMALL
    return Locator(
        width=frame.width,
        height=frame.height,
        around=path(simple),
        own=path(shapely.simplify(placed[-1:], SEEN)),
        mark=(round((west + east) / 2, 1), round((south + north) / 2, 1)) if small else None,
    )


def detail(
    own: shapely.Geometry,
    parts: Sequence[shapely.Geometry | None],
    licences: pd.DataFrame | gpd.GeoDataFrame,
    *,
    width: float,
    height: float,
) -> Locator:
    """Return a unit with its parts, numbered in their order, and the licences in it.

    Parameters
    ----------
    own : shapely.Geometry
        The unit, in metres.
    parts : sequence of shapely.Geometry or None
        Its parts; None where one has no boundary, which then has a number in the table alone.
    licences : GeoDataFrame
        ``stage`` and ``geometry``: polygons, and points where no boundary is known.
    width, height : float
        Largest size of the drawing.
    """
    frame = _frame([own], width, height)
    known = [(str(k), part) for k, part in enumerate(parts, start=1) if part is not None]
    placed = frame.placed([own, *(part for _, part in known)])
    simple = shapely.coverage_simplify(placed[1:], SEEN)
    shapes = shapely.simplify(frame.placed(licences.geometry), SEEN)
    stages = licences["stage"].to_numpy()
    is_point = shapely.get_type_id(shapes) == 0 if len(shapes) else np.zeros(0, dtype=bool)
    return Locator(
        width=frame.width,
        height=frame.height,
        around="",
        own=path(shapely.simplify(placed[:1], SEEN)),
        parts=tuple(path([part]) for part in simple),
        labels=_labels([text for text, _ in known], simple) if len(known) > 1 else (),
        licences={
            str(stage): path(shapes[(stages == stage) & ~is_point])
            for stage in dict.fromkeys(stages[~is_point])
        },
        points=tuple(
            (str(stage), round(float(x), 1), round(float(y), 1))
            for stage, (x, y) in zip(
                stages[is_point], shapely.get_coordinates(shapes[is_point]), strict=True
            )
        ),
        bar=_bar(frame),
    )


def path(geometries: Iterable[shapely.Geometry]) -> str:
    """Return polygons as SVG path data, to a tenth of a drawing unit.

    Rings that come to less than a triangle are left out.
    """
    pieces = []
    for ring in _rings(geometries):
        points = [f"{x:g} {y:g}" for x, y in np.round(shapely.get_coordinates(ring), 1) + 0.0]
        kept = [point for k, point in enumerate(points) if k == 0 or point != points[k - 1]]
        if len(kept) > 3:
            pieces.append("M" + "L".join(kept[:-1]) + "Z")
    return "".join(pieces)


def _rings(geometries: Iterable[shapely.Geometry]) -> list[shapely.Geometry]:
    whole = np.asarray([g for g in geometries if g is not None], dtype=object)
    parts = shapely.get_parts(whole)
    parts = parts[shapely.get_type_id(parts) == 3]
    return list(shapely.get_rings(parts))


def _frame(geometries: Sequence[shapely.Geometry], width: float, height: float) -> Frame:
    west, south, east, north = shapely.total_bounds(np.asarray(geometries, dtype=object))
    inner_x, inner_y = width - 2 * MARGIN, height - 2 * MARGIN
    scale = min(inner_x / max(east - west, 1.0), inner_y / max(north - south, 1.0))
    return Frame(
        float(west),
        float(north),
        float(scale),
        round(float((east - west) * scale + 2 * MARGIN), 1),
        round(float((north - south) * scale + 2 * MARGIN), 1),
    )


def _labels(texts: Sequence[str], parts: np.ndarray) -> tuple[Label, ...]:
    """Return numbers where they cover no other; the larger part goes first."""
    found: dict[int, Label] = {}
    order = sorted(range(len(texts)), key=lambda k: (-shapely.area(parts[k]), k))
    for k in order:
        if shapely.is_empty(parts[k]):
            continue
        centre = shapely.get_point(shapely.maximum_inscribed_circle(parts[k], 0.5), 0)
        x, y = (round(float(v), 1) for v in (shapely.get_x(centre), shapely.get_y(centre)))
        if all(
            abs(x - other.x) >= 2 * LABEL[0] or abs(y - other.y) >= 2 * LABEL[1]
            for other in found.values()
        ):
            found[k] = Label(x, y, texts[k])
    return tuple(found[k] for k in sorted(found))


def _bar(frame: Frame) -> tuple[float, int]:
    """Return a round number of kilometres, at most a third of the width, and its length."""
    most = frame.width / 3 / frame.scale / 1000
    power = 10 ** floor(log10(max(most, 1)))
    kilometres = max(f * power for f in (1, 2, 5) if f * power <= max(most, 1))
    return round(kilometres * 1000 * frame.scale, 1), int(kilometres)
