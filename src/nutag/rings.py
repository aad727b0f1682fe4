"""Rings: polygons put together from corners in any order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from nutag.geometry import Geometries

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_LARGEST_WHOLE = 2**53  # as a float


@dataclass(frozen=True)
class Built:
    """Polygons, and what had to be done to their corners.

    Parameters
    ----------
    shapes : array of shapely geometries, shape (n,)
        Polygon or MultiPolygon, perhaps invalid; None where there is none.
    repeated : array of int
        Corners, by their places in the input, that are the same point as the one before.
    open : array of bool, shape (n,)
        Which had a ring that did not end where it began.
    gaps : array of bool, shape (n,)
        Which miss a number in the order of their corners.
    unclear : array of bool, shape (n,)
        Which have no shape because corners share a place in the order, or have none.
    distinct : array of int, shape (n,)
        Fewest distinct corners of a ring; below three there is no shape.
    holes : int
        Rings that lie in another one of the same shape.
    """

    shapes: Geometries
    repeated: Integers
    open: Flags
    gaps: Flags
    unclear: Flags
    distinct: Integers
    holes: int


def build_polygons(
    n: int, shape: Integers, part: Integers, order: Floats | None, xy: Floats
) -> Built:
    """Build polygons from their corners.

    Parameters
    ----------
    n : int
        Number of shapes.
    shape : array of int, shape (m,)
        The shape, from 0 to n - 1, that each corner belongs to.
    part : array of int, shape (m,)
        The part of the shape; a part also ends where its first corner comes again.
    order : array of float, shape (m,), or None
        Place of the corner in its part; NaN where it has none. None: as they stand.
    xy : array of float, shape (m, 2)
        Coordinates, all finite.
    """
    by = np.lexsort((part, shape) if order is None else (order, part, shape))  # a stable sort
    shape, part, xy = shape[by], part[by], xy[by]
    ring = _runs(np.column_stack([shape, part]))
    same = (ring[1:] == ring[:-1]) & (xy[1:] == xy[:-1]).all(axis=1)
    gaps, unclear = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    if order is not None:
        _check_order(order[by], ring, shape, same, gaps, unclear)
    keep = np.concatenate([[True], ~same]) & ~unclear[shape] if len(by) else np.array([], bool)
    repeated = np.sort(by[1:][same])
    shape, ring, xy = shape[keep], _runs(ring[keep, None]), xy[keep]

    ring = _split_where_closed(ring, xy)
    first, last = _ends(ring)
    closed = (xy[first] == xy[last]).all(axis=1) & (last > first)
    not_closed = np.zeros(n, dtype=bool)
    not_closed[shape[first[~closed]]] = True
    keep = np.ones(len(ring), dtype=bool)
    keep[last[closed]] = False
    owner, ring, xy = shape[first], ring[keep], xy[keep]

    corners = _distinct(ring, xy, len(owner))
    distinct = np.full(n, 3)
    np.minimum.at(distinct, owner, corners)
    whole = distinct[owner] >= 3
    keep = whole[ring]
    linear = shapely.linearrings(xy[keep], indices=_runs(ring[keep, None]))
    shapes, holes = _joined(n, owner[whole], np.atleast_1d(linear))
    return Built(shapes, repeated, not_closed & (distinct >= 3), gaps, unclear, distinct, holes)


def _runs(keys: NDArray[np.int64]) -> Integers:
    """Return the number of the run of equal rows that each row is in, from 0."""
    if len(keys) == 0:
        return np.array([], dtype=np.int64)
    return np.concatenate([[0], np.cumsum((keys[1:] != keys[:-1]).any(axis=1))])


def _ends(ring: Integers) -> tuple[Integers, Integers]:
    """Return the places of the first and of the last corner of each ring."""
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    return first, np.append(first[1:], len(ring))[: len(first)] - 1


def _check_order(
    order: Floats, ring: Integers, shape: Integers, same: Flags, gaps: Flags, unclear: Flags
) -> None:
    """Mark shapes whose corners, sorted, miss a place or share one."""
    unclear[shape[np.isnan(order)]] = True
    step = np.diff(order)
    inside = (ring[1:] == ring[:-1]) & ~np.isnan(step)
    unclear[shape[1:][inside & (step == 0) & ~same]] = True
    steps = step[inside & (step > 0)]
    if len(steps) and (steps == np.round(steps)).all() and steps.max() < _LARGEST_WHOLE:
        unit = np.gcd.reduce(steps.astype(np.int64))  # 10, 20, 30 has no gaps
        gaps[shape[1:][inside & (step > unit)]] = True


def _split_where_closed(ring: Integers, xy: Floats) -> Integers:
    """Begin a new ring after a corner that closes the one before."""
    first, last = _ends(ring)
    back = (xy == np.repeat(xy[first], last - first + 1, axis=0)).all(axis=1)
    back[first] = back[last] = False
    begins = np.zeros(len(ring), dtype=bool)
    begins[first] = True
    for k in np.unique(ring[back]):
        start = first[k]
        for i in range(first[k] + 1, last[k]):
            if i > start and (xy[i] == xy[start]).all():
                start = i + 1
                begins[start] = True
    return np.cumsum(begins) - 1


def _distinct(ring: Integers, xy: Floats, count: int) -> Integers:
    """Count the distinct corners of each ring."""
    by = np.lexsort((xy[:, 1], xy[:, 0], ring))
    ring, xy = ring[by], xy[by]
    new = np.ones(len(ring), dtype=bool)
    new[1:] = (ring[1:] != ring[:-1]) | (xy[1:] != xy[:-1]).any(axis=1)
    return np.bincount(ring[new], minlength=count)


def _joined(n: int, owner: Integers, rings: Geometries) -> tuple[Geometries, int]:
    """Put the rings of each shape together: one in another is a hole."""
    faces = np.asarray(shapely.polygons(rings), dtype=object)
    shapes = np.full(n, None, dtype=object)
    several = np.isin(owner, np.flatnonzero(np.bincount(owner, minlength=n) > 1))
    shapes[owner[~several]] = faces[~several]
    if not several.any():
        return shapes, 0
    owner, rings, faces = owner[several], rings[several], faces[several]
    area = shapely.area(faces)
    valid = np.flatnonzero(shapely.is_valid(faces))
    inner, outer = valid[shapely.STRtree(faces[valid]).query(faces[valid], predicate="within")]
    nested = (owner[inner] == owner[outer]) & (area[inner] < area[outer])
    inner, outer = inner[nested], outer[nested]
    hole = np.bincount(inner, minlength=len(faces)) % 2 == 1
    holes_of: dict[int, list[int]] = {}
    for i in np.unique(inner[hole[inner]]):
        around = outer[inner == i]
        holes_of.setdefault(int(around[area[around].argmin()]), []).append(int(i))
    for i, holes in holes_of.items():
        faces[i] = shapely.polygons(rings[i], holes=rings[holes])
    shells = np.flatnonzero(~hole)
    joined = shapely.multipolygons(faces[shells], indices=_runs(owner[shells, None]))
    shapes[np.unique(owner)] = joined
    return shapes, int(hole.sum())
