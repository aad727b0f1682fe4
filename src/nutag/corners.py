"""Corners: the coordinates of many shapes as one array, and where on Earth they lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from nutag.geometry import Geometries

Box = tuple[float, float, float, float]
_WGS84 = CRS.from_epsg(4326)


@dataclass(frozen=True)
class Corners:
    """Corners of shapes.

    Parameters
    ----------
    xy : array of float, shape (m, 2)
        Coordinates of all corners, in the CRS of the shapes.
    shape : array of int, shape (m,)
        Position of the shape that each corner belongs to.
    inside : array of bool, shape (m,)
        Which lie in the country.
    turned : array of bool, shape (m,)
        Which do not, and would if x and y changed places.
    """

    xy: NDArray[np.float64]
    shape: NDArray[np.int64]
    inside: NDArray[np.bool_]
    turned: NDArray[np.bool_]

    @classmethod
    def of(cls, shapes: Geometries, crs: CRS, bbox: Box) -> Corners:
        """Return the corners of shapes, shape (n,), in a CRS; `bbox` is in degrees."""
        xy, shape = shapely.get_coordinates(shapes, return_index=True)
        inside = within(lonlat(xy, crs), bbox)
        turned = np.zeros_like(inside)
        if not inside.all():
            turned[~inside] = within(lonlat(xy[~inside, ::-1], crs), bbox)
        return cls(xy, shape, inside, turned)

    def shapes_with_all(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which of the shapes that have corners have only chosen ones."""
        count = np.bincount(self.shape)
        return np.asarray((np.bincount(self.shape, chosen) == count)[count > 0])


def lonlat(xy: NDArray[np.float64], crs: CRS) -> NDArray[np.float64]:
    """Return coordinates as longitude and latitude, shape (m, 2); what has none is infinite."""
    if crs.is_geographic or len(xy) == 0:
        return xy  # a datum moves a place by metres, which decides nothing here
    to_degrees = Transformer.from_crs(crs, _WGS84, always_xy=True)
    return np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1]))


def within(xy: NDArray[np.float64], bbox: Box) -> NDArray[np.bool_]:
    """Return which coordinates lie in a box of west, south, east, north."""
    west, south, east, north = bbox
    x, y = xy[:, 0], xy[:, 1]
    return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north))


def turned_round(
    shapes: Geometries, corners: NDArray[np.bool_] | slice = slice(None)
) -> Geometries:
    """Return shapes whose corners have x and y exchanged.

    Parameters
    ----------
    shapes : array of shapely geometries, shape (n,)
        In two dimensions; None stays None.
    corners : array of bool or slice, optional
        Which corners, in the order of ``shapely.get_coordinates``; default all.
    """
    xy = shapely.get_coordinates(shapes)
    xy[corners] = xy[corners][:, ::-1]
    result: Geometries = shapely.set_coordinates(np.array(shapes, dtype=object), xy)
    return result
