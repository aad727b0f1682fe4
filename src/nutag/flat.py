"""Flat shapes: in two dimensions, and of a kind that can bound land or mark a place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from nutag.geometry import Geometries, polygons_only
from nutag.issues import IssueLog
from nutag.registry import LAYERS, Dataset

_POINTS, _LINES, _COLLECTION = (0, 4), (1, 2, 5), 7


def flat_shapes(
    shapes: Geometries, table: pd.DataFrame, dataset: Dataset, log: IssueLog
) -> Geometries:
    """Return polygons and points in two dimensions; of a collection the polygons.

    A context layer keeps shapes of every kind, but for polygons in a collection:
    `nutag.context_layers` says which it is made of.

    Parameters
    ----------
    shapes : array of shapely geometries, shape (n,)
        Of any kind and dimension; None where a row has none.
    table : pandas.DataFrame
        ``source_row`` and the number of each row.
    dataset : Dataset
        A complete register of licences has no points.
    log : IssueLog
        Takes heights, and every row of another kind.

    Returns
    -------
    array of shapely geometries, shape (n,)
        None where nothing is left.
    """
    deep = shapely.has_z(shapes) | shapely.has_m(shapes)
    if deep.any():
        heights = shapely.get_coordinates(shapes[shapely.has_z(shapes)], include_z=True)[:, 2]
        told = bool(np.nan_to_num(heights).any() or shapely.has_m(shapes).any())
        log.add(
            "geometry.dimensions",
            "warn" if told else "info",
            found=f"{deep.sum()} shapes with a third dimension or measures"
            + ("" if told else ", all of them zero or empty"),
            expected="shapes in two dimensions",
            action="Heights and measures are left out.",
        )
        shapes = shapely.force_2d(shapes)
    of_layer = LAYERS.get(dataset.role)
    if of_layer in ("line", "point"):
        return shapes
    kinds = shapely.get_type_id(shapes)
    unfit = np.isin(kinds, (_COLLECTION,) if of_layer else (*_LINES, _COLLECTION))
    if dataset.role.startswith("licences") and dataset.coverage == "complete":
        unfit |= np.isin(kinds, _POINTS)
    unfit &= ~shapely.is_empty(shapes)
    if not unfit.any():
        return shapes
    result = np.array(shapes, dtype=object)
    number = table[dataset.spec.key]
    for i in np.flatnonzero(unfit):
        (polygon,) = polygons_only(result[i : i + 1])
        name = shapely.GeometryType(kinds[i]).name.lower()
        place = {
            "source_row": table["source_row"].iloc[i],
            "key": "" if number.iloc[i] is None else str(number.iloc[i]),
            "expected": "a polygon",
        }
        if polygon is not None:
            log.add(
                "geometry.collection",
                "warn",
                found="polygons among lines or points",
                action="The polygons are kept, the rest is left out.",
                **place,
            )
            result[i] = polygon
        elif kinds[i] in _POINTS:
            log.add(
                "geometry.point",
                "warn",
                found="a point in a complete register",
                action="It says where the row lies; its land is not known and counts nowhere.",
                **place,
            )
        elif of_layer is None:
            log.add(
                "geometry.no_polygon",
                "row",
                found=f"no polygon but a {name}",
                action="The row is kept without a boundary.",
                **place,
            )
            result[i] = None
    return result
