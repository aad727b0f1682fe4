"""Places for names: beside each other, inside their outlines where they fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from nutag.printmap.sheet import Box

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """Where a name stands.

    Attributes
    ----------
    box : tuple of float
        Left, bottom, right, top in millimetres of the page.
    anchor : tuple of float
        The place on the map that the name is tied to.
    led : bool
        Whether the name stands beside its outline, at the end of a line.
    """

    box: Box
    anchor: Point
    led: bool

    @property
    def leader(self) -> tuple[Point, Point]:
        """Line from the anchor to the nearest point of the box."""
        left, bottom, right, top = self.box
        x, y = self.anchor
        return self.anchor, (min(max(x, left), right), min(max(y, bottom), top))


def find_places(
    shapes: np.ndarray,
    extents: Sequence[tuple[float, float]],
    room: Box,
    keep: Sequence[Box] = (),
    needed: Sequence[bool] | None = None,
) -> list[Place | None]:
    """Find a place for every name so that no two meet.

    The roomiest shapes come first and take the middle of themselves. A name that does not fit into
    its own outline stands beside it, at the end of a line.

    Parameters
    ----------
    shapes : ndarray of Geometry
        Outlines in millimetres of the page.
    extents : sequence of (float, float)
        Width and height of the names, in millimetres.
    room : Box
        Part of the page that names may stand in.
    keep : sequence of Box
        Parts of the page that are kept for others.
    needed : sequence of bool, optional
        Names that may stand beside their outline; others are left out where they do not fit in.

    Returns
    -------
    list of Place
        In the order of the shapes, None where a name is left out.
    """
    shapely.prepare(shapes)
    circles = shapely.maximum_inscribed_circle(shapes, tolerance=0.5)
    reach = shapely.length(circles)
    centres = shapely.get_coordinates(shapely.get_point(circles, 0))
    anchors = [(float(x), float(y)) for x, y in centres]
    taken: list[Box] = list(keep)
    placed: dict[int, Place] = {}
    order = sorted(range(len(shapes)), key=lambda number: (-reach[number], number))
    for number in order:
        box = _inside(shapes[number], anchors[number], extents[number], taken)
        if box is not None:
            placed[number] = Place(box, anchors[number], led=False)
            taken.append(box)
    beside = [
        number for number in order if number not in placed and (needed is None or needed[number])
    ]
    free = _Free(shapes, taken, [anchors[number] for number in beside], room)
    for number in beside:
        placed[number] = free.take(anchors[number], extents[number])
    return [placed.get(number) for number in range(len(shapes))]


def _inside(
    shape: shapely.Geometry, anchor: Point, extent: tuple[float, float], taken: Sequence[Box]
) -> Box | None:
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
            box = _around(xs[place], ys[place], extent)
            if not any(_meet(box, other, 0.4) for other in taken):
                return box
    return None


class _Free:
    """The room that is left for names beside small units."""

    def __init__(
        self,
        shapes: np.ndarray,
        taken: list[Box],
        small: Sequence[Point],
        room: Box,
    ) -> None:
        self._land = shapely.union_all(shapely.buffer(shapes, 0.1))
        self._lines = shapely.boundary(shapes)
        self._tree = shapely.STRtree(self._lines)
        self._taken, self._small = taken, small
        self._leaders: list[shapely.Geometry] = []
        self._room = room
        shapely.prepare(self._land)

    def take(self, anchor: Point, extent: tuple[float, float]) -> Place:
        """Find the best free place around a small unit and take it."""
        best: tuple[float, Place] | None = None
        for distance in np.arange(4.0, 60.0, 1.5):
            if best is not None and distance > best[0] + 2:
                break
            for angle in np.radians(np.arange(0, 360, 10)):
                x = anchor[0] + math.cos(angle) * (distance + extent[0] / 2)
                y = anchor[1] + math.sin(angle) * (distance + extent[1] / 2)
                place = Place(_around(x, y, extent), anchor, led=True)
                if self._is_free(place):
                    cost = self._cost(place)
                    if best is None or cost < best[0]:
                        best = (cost, place)
        # A page so full that nothing is free: on the spot, which is at least the right one.
        place = best[1] if best else Place(_around(*anchor, extent), anchor, led=True)
        self._taken.append(place.box)
        self._leaders.append(shapely.linestrings(place.leader))
        return place

    def _is_free(self, place: Place) -> bool:
        if not shapely.box(*self._room).covers(shapely.box(*place.box)):
            return False
        if any(_meet(place.box, other, 0.8) for other in self._taken):
            return False
        if any(_meet(place.box, (*point, *point), 1.5) for point in self._small):
            return False
        line = shapely.linestrings(place.leader)
        # A circle around the small unit itself is left, not crossed.
        x, y = place.anchor
        others = [b for b in self._taken if not (b[0] < x < b[2] and b[1] < y < b[3])]
        boxes = [shapely.box(*other) for other in others]
        return not shapely.intersects(line, [*boxes, *self._leaders]).any()

    def _cost(self, place: Place) -> float:
        """Cost of a place, in millimetres of a longer leader line."""
        box, line = shapely.box(*place.box), shapely.linestrings(place.leader)
        inside = shapely.area(shapely.intersection(self._land, box)) / shapely.area(box)
        crossed = self._lines[self._tree.query(box, predicate="intersects")]
        covered = shapely.length(shapely.intersection(crossed, box)).sum()
        borders = len(self._tree.query(line, predicate="intersects"))
        # Paper outside the country is free; a name on another unit may be taken for its own.
        return float(shapely.length(line) + 8.0 * inside + 1.5 * covered + 3.0 * borders)


def _around(x: float, y: float, extent: tuple[float, float]) -> Box:
    half_width, half_height = extent[0] / 2, extent[1] / 2
    return (
        float(x - half_width),
        float(y - half_height),
        float(x + half_width),
        float(y + half_height),
    )


def _meet(one: Box, other: Box, gap: float) -> bool:
    return (
        one[0] < other[2] + gap
        and other[0] < one[2] + gap
        and one[1] < other[3] + gap
        and other[1] < one[3] + gap
    )
