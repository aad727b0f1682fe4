"""Well-known shapes, as bytes or as text: what can be read of them, and rings that are open."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from nutag.geometry import Geometries
from nutag.issues import IssueLog

Parser = Callable[..., Geometries]


def shapes_of(
    parse: Parser, written: NDArray[np.object_], rows: NDArray[np.int64], key: str, log: IssueLog
) -> Geometries:
    """Return shapes as they are written; rings that are not closed are closed.

    Parameters
    ----------
    parse : callable
        `shapely.from_wkb` or `shapely.from_wkt`.
    written : array of bytes or str, shape (n,)
        None where a row has none.
    rows : array of int, shape (n,)
        Rows of the source.
    key : str
        Column, for messages.
    log : IssueLog
        Takes every ring that was closed.

    Returns
    -------
    array of shapely.Geometry, shape (n,)
        None where nothing can be read.
    """
    shapes = np.asarray(parse(written, on_invalid="ignore"), dtype=object)
    open_ = np.flatnonzero(shapely.is_missing(shapes) & (written != None))  # noqa: E711
    if len(open_) == 0:
        return shapes
    shapes[open_] = parse(written[open_], on_invalid="fix")
    for i in open_[~shapely.is_missing(shapes[open_])]:
        log.add(
            "geometry.open_ring",
            "warn",
            source_row=int(rows[i]),
            key=key,
            found="a ring that does not end where it begins",
            expected="the first corner again at the end",
            action="Closed.",
        )
    return shapes


def shapes_of_bytes(data: NDArray[np.object_], key: str, log: IssueLog) -> Geometries:
    """Return the shapes of a column of WKB, see `shapes_of`; rows count from 1."""
    rows = np.arange(1, len(data) + 1)
    shapes = shapes_of(shapely.from_wkb, data, rows, key, log)
    for i in np.flatnonzero(shapely.is_missing(shapes)):
        if data[i] is not None:
            log.add(
                "geometry.wkb",
                "row",
                source_row=int(rows[i]),
                key=key,
                found=f"bytes that are no WKB: {bytes(data[i])[:12].hex(' ')}",
                expected="a shape as WKB",
                action="The row is kept without a boundary.",
            )
    return shapes
