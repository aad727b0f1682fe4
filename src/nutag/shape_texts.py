"""Shapes that a table holds as text: WKT and GeoJSON."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from nutag.geometry import Geometries
from nutag.issues import IssueLog
from nutag.wellknown import Parser, shapes_of

#: Collections inside collections that a shape may have: parsers call themselves for each level,
#: until there is no room left.
DEEPEST = 50

_EXAMPLES = {
    "WKT": "POLYGON ((x y, ...))",
    "GeoJSON": '{"type": "Polygon", "coordinates": [[[x, y], ...]]}',
}


def put_shapes(table: pd.DataFrame, geometry: Geometries, log: IssueLog) -> None:
    """Put the shapes of the columns ``geometry_geojson`` and ``geometry_wkt`` in their places.

    Parameters
    ----------
    table : pandas.DataFrame
        ``source_row`` and the two columns, text or None.
    geometry : array of shapely.Geometry, shape (n,)
        Changed in place; rows without such text stay.
    log : IssueLog
        Takes rows whose text is no shape.
    """
    geojson, wkt = shapely.from_geojson, shapely.from_wkt
    _put("geometry.geojson", "GeoJSON", "geometry_geojson", geojson, table, geometry, log)
    _put("geometry.wkt", "WKT", "geometry_wkt", wkt, table, geometry, log)


def _put(
    code: str,
    kind: str,
    column: str,
    parse: Parser,
    table: pd.DataFrame,
    geometry: Geometries,
    log: IssueLog,
) -> None:
    has = np.flatnonzero(table[column].notna())
    if len(has) == 0:
        return
    texts = table[column].to_numpy(dtype=object)[has]
    parsed = np.full(len(texts), None, dtype=object)
    flat = np.array([text.upper().count("COLLECTION") <= DEEPEST for text in texts])
    rows = table["source_row"].to_numpy()[has]
    if kind == "WKT":
        parsed[flat] = shapes_of(parse, texts[flat], rows[flat], column, log)
    else:
        parsed[flat] = parse(texts[flat], on_invalid="ignore")
    lost = shapely.is_missing(parsed)
    for row, text in zip(has[lost], texts[lost], strict=True):
        log.add(
            code,
            "row",
            source_row=table["source_row"].iloc[row],
            key=column,
            found=f"text that is no {kind}: {text[:60]!r}",
            expected=f"for example {_EXAMPLES[kind]}",
            action="The row is kept without a boundary.",
        )
    geometry[has[~lost]] = parsed[~lost]
