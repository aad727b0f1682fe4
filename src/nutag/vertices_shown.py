"""How many vertices a page can show in time, and what is done with more."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from nutag.geometry import Geometries, shapes_of
from nutag.issues import IssueLog

#: Vertices of a layer that a browser draws at once on a small machine.
MOST_SHOWN = 200_000
#: What a page may weigh, in megabytes; printed when the pages are written.
PAGE_BUDGET_MB = 6.0
#: Metres by which a shape of a huge layer may differ on the page: less than a pixel of the map.
TOLERANCE_M = 50.0


def report_many_vertices(layer: gpd.GeoDataFrame, log: IssueLog) -> None:
    """Say that a layer has more vertices than a page shows.

    Parameters
    ----------
    layer : geopandas.GeoDataFrame
        As read, in any CRS.
    log : IssueLog
        Gets one note for the file.
    """
    count = int(shapely.get_num_coordinates(shapes_of(layer)).sum())
    if count > MOST_SHOWN:
        log.add(
            "geometry.many_vertices",
            "info",
            found=f"{count:,} vertices",
            expected=f"at most {MOST_SHOWN:,}, which a page shows in time",
            action="All of them are measured. Pages alone show simplified shapes, to stay within "
            f"their budget of {PAGE_BUDGET_MB:g} MB; their size is printed when they are written.",
        )


def shown(shapes: Geometries) -> Geometries:
    """Return shapes as a page shows them: a huge layer with fewer vertices, others as they are.

    Parameters
    ----------
    shapes : array of shapely geometries, shape (n,)
        In metres. Never used for measuring.
    """
    if int(shapely.get_num_coordinates(shapes).sum()) <= MOST_SHOWN:
        return shapes
    return np.asarray(shapely.simplify(shapes, TOLERANCE_M, preserve_topology=True))
