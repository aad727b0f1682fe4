"""The CRS of a dataset: named by its file, by the configuration, or plain from the numbers."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from nutag.corners import Box, Corners, lonlat, within
from nutag.geometry import Geometries
from nutag.issues import IssueLog
from nutag.registry import Dataset

# The only CRS on the Soviet datum of 1942 that PROJ can bring to WGS 84 in Mongolia.
_MONGOLIAN_1942 = "MSK_1942"
_ADVICE_1942 = "ESRI:104135"


def find_crs(
    shapes: Geometries, own: CRS | None, dataset: Dataset, log: IssueLog, bbox: Box
) -> CRS | None:
    """Return the CRS of shapes, or None after an issue that stops the run.

    Parameters
    ----------
    shapes : array of shapely geometries, shape (n,)
        None where a row has none.
    own : pyproj.CRS or None
        What the file says.
    dataset : Dataset
        Its ``crs`` is for files that name none.
    log : IssueLog
        Takes a CRS that is missing, unknown, contradicts the file or is on a legacy datum, and
        coordinates that are in another order or unit than it says.
    bbox : tuple of float
        West, south, east, north of the country in degrees.
    """
    if own is not None and own.is_geographic and not _in_degrees(shapes):
        own = None  # GeoJSON that names no CRS is opened as WGS 84, whatever its numbers are
    crs = own if dataset.crs is None else _declared(own, dataset, log)
    if crs is not None and crs.is_geographic and not _in_degrees(shapes):
        crs = None
    if crs is not None and _on_legacy_datum(crs):
        _report_legacy_datum(crs, dataset, log)
    assumed = crs is None
    if crs is None:
        crs = CRS.from_epsg(4326)
    corners = Corners.of(shapes, crs, bbox)
    if len(corners.xy) == 0:
        return crs
    turned = corners.shapes_with_all(corners.turned)
    if turned.mean() > 0.5:
        _report_swapped(corners, turned, dataset, log, bbox)
        return None
    inside = corners.shapes_with_all(corners.inside)
    # Places that only the other order puts in the country are in degrees as well.
    either = corners.shapes_with_all(corners.inside | corners.turned)
    if inside.mean() > 0.5 or (assumed and either.mean() > 0.5):
        if assumed:
            log.add(
                "crs.assumed",
                "info",
                found=f"coordinates without a CRS, {inside.sum()} of {len(inside)} inside the "
                "country in degrees",
                expected="a CRS",
                action=f"Taken as WGS 84; set `datasets.{dataset.role}.crs` to say otherwise.",
            )
        return crs  # the other places are faults of their rows
    if assumed:
        _report_missing(shapes, dataset, log, bbox)
        return None
    return crs


def _report_swapped(
    corners: Corners, turned: NDArray[np.bool_], dataset: Dataset, log: IssueLog, bbox: Box
) -> None:
    west, south, east, north = bbox
    mend = "false" if dataset.swap_xy else "true"
    x, y = corners.xy[corners.turned].T
    log.add(
        "coordinates.swapped",
        "stop",
        found=f"latitude before longitude in {turned.sum()} of {len(turned)} rows: the first "
        f"coordinate goes from {x.min():.6g} to {x.max():.6g}, the second from {y.min():.6g} "
        f"to {y.max():.6g}",
        expected=f"longitude ({west:g} to {east:g} degrees in the country) before latitude "
        f"({south:g} to {north:g})",
        action=f"Set `datasets.{dataset.role}.swap_xy: {mend}`.",
    )


def _declared(own: CRS | None, dataset: Dataset, log: IssueLog) -> CRS | None:
    try:
        declared = CRS.from_user_input(dataset.crs)
    except CRSError:
        log.add(
            "crs.unknown",
            "stop",
            found=f"`crs: {dataset.crs}`",
            expected="a code such as EPSG:4326, a PROJ string or WKT",
            action=f"Mend `datasets.{dataset.role}.crs`.",
        )
        return own
    # Of the Soviet datum the configuration can say what no file knows: the way to WGS 84.
    better = own is not None and _on_legacy_datum(own) and _on_soviet_ellipsoid(declared)
    if own is not None and not better and not own.equals(declared, ignore_axis_order=True):
        log.add(
            "crs.conflict",
            "stop",
            found=f"the CRS {own.name} in the file and `crs: {dataset.crs}`",
            expected="one CRS",
            action=f"Remove `datasets.{dataset.role}.crs`; it is for files that name none.",
        )
    return declared


def _on_soviet_ellipsoid(crs: CRS) -> bool:
    return crs.ellipsoid is not None and crs.ellipsoid.name.startswith("Krass")


def _on_legacy_datum(crs: CRS) -> bool:
    """Return whether PROJ would take a way to WGS 84 that is not made for Mongolia, or none."""
    base = crs.geodetic_crs
    mongolian = base is not None and _MONGOLIAN_1942 in base.name
    return _on_soviet_ellipsoid(crs) and not crs.is_bound and not mongolian


def _report_legacy_datum(crs: CRS, dataset: Dataset, log: IssueLog) -> None:
    log.add(
        "crs.legacy_datum",
        "warn",
        found=f"{crs.name}, a legacy Soviet datum without a transformation made for Mongolia",
        expected=f"a CRS that has one: {_ADVICE_1942} for degrees, or your own with +towgs84",
        action=f"Set `datasets.{dataset.role}.crs` to it. Until then places are off by an unknown "
        "part of the 45-82 m between the datums: do not use buffers under 500 m.",
    )


def _in_degrees(shapes: Geometries) -> bool:
    """Return whether most shapes can be in degrees; a few that cannot are faults of their rows."""
    bounds = _bounds(shapes)
    can_be = (np.abs(bounds) <= (360, 90, 360, 90)).all(axis=1)
    return len(bounds) == 0 or bool(can_be.mean() > 0.5)


def _bounds(shapes: Geometries) -> NDArray[np.float64]:
    bounds = np.asarray(shapely.bounds(shapes))
    return bounds[np.isfinite(bounds).all(axis=1)]


def _report_missing(shapes: Geometries, dataset: Dataset, log: IssueLog, bbox: Box) -> None:
    """Ask for the CRS of numbers that are no degrees in the country; never guess it."""
    bounds = _bounds(shapes)
    middles = (bounds[:, :2] + bounds[:, 2:]) / 2
    key = f"datasets.{dataset.role}.crs"
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    for xy, order in ((middles, ""), (middles[:, ::-1], " together with `swap_xy: true`")):
        zones = _utm_zones(xy, bbox)
        if zones:
            log.add(
                "crs.metres",
                "stop",
                found=f"values {low[0]:.0f}-{high[0]:.0f} and {low[1]:.0f}-{high[1]:.0f}, which "
                "look like metres of UTM",
                expected="degrees, or the CRS of the metres",
                action=f"Set `{key}`{order} to the zone of the file; of {len(xy)} rows these put "
                "in the country: " + ", ".join(f"{code} {n}" for code, n in zones) + ".",
            )
            return
    advice = f"Set `{key}`, for example EPSG:32648."
    if low.min() >= -180 and high.max() <= 180:  # metres of no CRS would be so small
        advice = f"If these are degrees, mend them; else set `{key}`."
    log.add(
        "crs.missing",
        "stop",
        found=f"no CRS, and coordinates from ({low[0]:.6g}, {low[1]:.6g}) to "
        f"({high[0]:.6g}, {high[1]:.6g})",
        expected="a CRS, or longitude and latitude inside the country",
        action=f"{advice} It is not guessed: an old local CRS would put everything elsewhere.",
    )


def _utm_zones(xy: NDArray[np.float64], bbox: Box) -> list[tuple[str, int]]:
    """Return the UTM zones of the country that put most places in it, best first, with how many."""
    easting, northing = xy.T
    plausible = (easting > 1e5) & (easting < 9e5) & (northing > 0) & (northing < 1e7)
    if plausible.mean() <= 0.5:
        return []
    west, south, east, north = bbox
    hemisphere = 326 if south + north > 0 else 327
    zones = range(int(west + 180) // 6 + 1, int(east + 180) // 6 + 1)
    found = []
    for zone in zones:
        code = f"EPSG:{hemisphere}{zone:02}"
        count = int(within(lonlat(xy, CRS.from_user_input(code)), bbox).sum())
        if count > len(xy) / 2:
            found.append((code, count))
    return sorted(found, key=lambda candidate: -candidate[1])
