"""The overlay: licences cut by soums, and their union without double counting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from nutag.geometry import Geometries, polygons_only

Item = TypeVar("Item")
Result = TypeVar("Result")


def cut(
    licences: Geometries, units: Geometries, threads: int = 1
) -> tuple[NDArray[np.intp], NDArray[np.intp], Geometries]:
    """Cut licences by units.

    Parameters
    ----------
    licences : array of polygons, shape (n,)
        Valid, in the equal-area CRS; None is skipped.
    units : array of polygons, shape (m,)
        Valid, in the same CRS; None is skipped.
    threads : int
        GEOS works outside the interpreter lock, so threads share the work.

    Returns
    -------
    licence_index, unit_index : arrays of int, shape (k,)
        Which licence and which unit a piece belongs to, ordered by licence and then unit.
    pieces : array of polygons, shape (k,)
        With an area above zero: a licence that only touches a unit has no piece in it.

    Notes
    -----
    Only a licence that crosses a border is intersected; one that a unit contains is its own piece.
    """
    tree = shapely.STRtree(licences)

    def cut_one(unit: shapely.Geometry | None) -> tuple[NDArray[np.intp], Geometries]:
        if unit is None:
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=object)
        shapely.prepare(unit)
        found = np.sort(tree.query(unit, predicate="intersects"))
        pieces = licences[found]
        crossing = ~shapely.contains_properly(unit, pieces)
        pieces[crossing] = polygons_only(shapely.intersection(pieces[crossing], unit))
        has_area = shapely.area(pieces) > 0  # NaN, of no geometry, is not above zero
        return found[has_area], pieces[has_area]

    parts = _map(cut_one, list(units), threads)
    licence_index = np.concatenate([found for found, _ in parts])
    unit_index = np.repeat(np.arange(len(units)), [len(found) for found, _ in parts])
    pieces = np.concatenate([shapes for _, shapes in parts])
    order = np.lexsort((unit_index, licence_index))
    return licence_index[order], unit_index[order], pieces[order]


def union_by_group(
    pieces: Geometries, group: NDArray[np.intp], n_groups: int, threads: int = 1
) -> Geometries:
    """Unite the pieces of each group, so that land under several licences counts once.

    Parameters
    ----------
    pieces : array of polygons, shape (k,)
        Valid, in the equal-area CRS; None is skipped.
    group : array of int, shape (k,)
        Group of each piece, from 0 to `n_groups` - 1.
    n_groups : int
        Number of groups.
    threads : int
        Groups are shared between threads.

    Returns
    -------
    array of geometries, shape (n_groups,)
        Polygon or MultiPolygon; None for a group without pieces.
    """
    present = ~shapely.is_missing(pieces)
    pieces, group = pieces[present], group[present]
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(n_groups + 1))
    members = [pieces[order[bounds[i] : bounds[i + 1]]] for i in range(n_groups)]
    # Large groups first, so that no thread is left with one at the end.
    by_size = sorted(range(n_groups), key=lambda i: -len(members[i]))
    united = _map(unite, [members[i] for i in by_size], threads)
    result = np.full(n_groups, None, dtype=object)
    for i, shape in zip(by_size, united, strict=True):
        result[i] = shape
    return result


def unite(pieces: Geometries) -> shapely.Geometry | None:
    """Return the union of polygons, or None for none.

    Parameters
    ----------
    pieces : array of polygons, shape (k,)
        Valid.

    Notes
    -----
    Licences are mostly apart: clusters that overlap nothing else are united by themselves, and
    most of the work of a plain union falls away.
    """
    return shapely.disjoint_subset_union_all(pieces) if len(pieces) else None


def _map(function: Callable[[Item], Result], items: Sequence[Item], threads: int) -> list[Result]:
    if threads <= 1 or len(items) <= 1:
        return [function(item) for item in items]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, items))
