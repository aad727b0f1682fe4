"""Tiling: whether soums share their borders, or leave gaps between them and overlap."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from nutag import geometry
from nutag.issues import IssueLog

#: Gaps and overlaps narrower than this are slivers: two drawings of one line. No wider gap that
#: opens to the outside is told from the border of the country.
SLIVER_M = 100.0
#: Less land than this, ten metres by ten, comes of rounding.
NOTICE_HA = 0.01
#: How many of each kind a message shows.
SHOWN = 3


def check_tiling(soums: gpd.GeoDataFrame, log: IssueLog) -> bool:
    """Add an issue for the gaps between soums, and one for their overlaps.

    Parameters
    ----------
    soums : geopandas.GeoDataFrame
        With ``name_en`` and valid polygons in the equal-area CRS; None is skipped.
    log : IssueLog
        Gets hectares, the number of slivers and the largest of each kind with the soums beside it.

    Returns
    -------
    bool
        Whether the polygons are a coverage: without overlap, neighbours sharing every corner.
    """
    shapes = geometry.shapes_of(soums)
    there = ~shapely.is_missing(shapes)
    shapes, names = shapes[there], soums["name_en"].to_numpy(dtype=object)[there]
    edges = shapely.coverage_invalid_edges(shapes, gap_width=SLIVER_M)
    coverage = bool(shapely.is_empty(edges).all() or shapely.coverage_is_valid(shapes))
    united = shapely.coverage_union_all(shapes) if coverage else shapely.union_all(shapes)
    gaps = np.concatenate([holes(united), slits(united, shapes, edges)])
    _report_gaps(gaps, shapes, names, log)
    if not coverage:
        common, pairs = overlaps(shapes, edges)
        _report_overlaps(common, pairs, names, log)
    return coverage


def holes(united: shapely.Geometry) -> geometry.Geometries:
    """Return the holes of a union as polygons, shape (n,)."""
    rings, part = shapely.get_rings(shapely.get_parts(united), return_index=True)
    inner = np.diff(part, prepend=-1) == 0  # the first ring of a part is its outside
    return np.asarray(shapely.polygons(rings[inner]), dtype=object)


def slits(
    united: shapely.Geometry, shapes: geometry.Geometries, edges: geometry.Geometries
) -> geometry.Geometries:
    """Return the gaps between units that open to the outside, as polygons, shape (k,).

    Parameters
    ----------
    united : polygon
        Union of the units.
    shapes : array of polygons, shape (n,)
        The units.
    edges : array of lines, shape (n,)
        From `shapely.coverage_invalid_edges` with the width of a sliver: where another unit is
        near and not at the line. A narrow bay of the outer border has none.
    """
    near = shapely.get_parts(edges)
    near = near[~shapely.is_empty(near)]
    if not len(near):
        return np.empty(0, dtype=object)
    # The land around these edges alone, holes filled: a whole country has far more outline.
    around = shapely.union_all(shapely.box(*_grown(shapely.bounds(near)).T))
    parts = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(united)))
    land = shapely.intersection(shapely.union_all(parts), around)
    closed = land
    for distance in (SLIVER_M / 2, -SLIVER_M / 2):  # out, and in again: what is narrow is filled
        closed = shapely.buffer(closed, distance, join_style="mitre")
    filled = geometry.polygons_only(np.array([shapely.difference(closed, land)]))
    filled = shapely.get_parts(filled[~shapely.is_missing(filled)])
    filled = filled[geometry.area_ha(filled) >= NOTICE_HA]
    between = np.bincount(_touching(filled, shapes)[0], minlength=len(filled)) > 1
    beside = np.bincount(_touching(filled, near)[0], minlength=len(filled)) > 0
    return np.asarray(filled[between & beside], dtype=object)


def _grown(bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    return bounds + SLIVER_M * np.array([-2.0, -2.0, 2.0, 2.0])


def overlaps(
    shapes: geometry.Geometries, edges: geometry.Geometries
) -> tuple[geometry.Geometries, NDArray[np.intp]]:
    """Return what lies in two units, and in which two.

    Parameters
    ----------
    shapes : array of polygons, shape (n,)
        Valid.
    edges : array of lines, shape (n,)
        As for `slits`; one of two units that overlap has some.

    Returns
    -------
    common : array of polygons, shape (k,)
        With an area above zero.
    pairs : array of int, shape (k, 2)
        The two units of each.
    """
    suspects = np.flatnonzero(~shapely.is_empty(edges))
    suspect, other = _touching(shapes[suspects], shapes)
    pairs = np.sort(np.column_stack([suspects[suspect], other]), axis=1)
    pairs = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0)
    common = shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    common = geometry.polygons_only(common)
    has_area = shapely.area(common) > 0  # NaN, of no geometry, is not above zero
    return common[has_area], pairs[has_area]


def _touching(first: geometry.Geometries, second: geometry.Geometries) -> NDArray[np.intp]:
    return shapely.STRtree(second).query(first, predicate="intersects")


def _report_gaps(
    gaps: geometry.Geometries, shapes: geometry.Geometries, names: np.ndarray, log: IssueLog
) -> None:
    area = geometry.area_ha(gaps)
    if area.sum() < NOTICE_HA:
        return
    largest = np.argsort(-area, kind="stable")[:SHOWN]
    gap, unit = _touching(gaps[largest], shapes)
    beside = [sorted(names[unit[gap == i]]) for i in range(len(largest))]
    log.add(
        "boundary.gap",
        "warn",
        found=_in_words(gaps, area, "gap", largest, [_between(units) for units in beside]),
        expected="soums that share their borders",
        action="Land in a gap belongs to no soum, and what is licensed there counts nowhere; close "
        "the gaps in the file.",
        area_ha=float(area.sum()),
    )


def _report_overlaps(
    common: geometry.Geometries, pairs: NDArray[np.intp], names: np.ndarray, log: IssueLog
) -> None:
    area = geometry.area_ha(common)
    if area.sum() < NOTICE_HA:
        return
    largest = np.argsort(-area, kind="stable")[:SHOWN]
    log.add(
        "boundary.overlap",
        "warn",
        found=_in_words(
            common, area, "overlap", largest, [" and ".join(names[pairs[i]]) for i in largest]
        ),
        expected="soums that share their borders",
        action="Land in an overlap belongs to both soums, and once to the province.",
        area_ha=float(area.sum()),
    )


def _in_words(
    shapes: geometry.Geometries,
    area: NDArray[np.float64],
    noun: str,
    largest: NDArray[np.intp],
    places: Sequence[str],
) -> str:
    # A long strip of width w has about w times half its outline.
    width = 2 * shapely.area(shapes) / shapely.length(shapes)
    slivers = int((width < SLIVER_M).sum())
    shown = "; ".join(
        f"{area[i]:,.2f} ha, {place}" for i, place in zip(largest, places, strict=True)
    )
    several = "" if len(area) == 1 else "s"
    return (
        f"{len(area):,} {noun}{several} of {area.sum():,.2f} ha between soums, "
        f"{slivers:,} narrower than {SLIVER_M:.0f} m (largest: {shown})"
    )


def _between(units: list[str]) -> str:
    return " and ".join(units[:4]) + (f" and {len(units) - 4} more" if len(units) > 4 else "")
