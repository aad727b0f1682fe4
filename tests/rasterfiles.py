"""Rasters that tests write for themselves."""

from pathlib import Path

import numpy as np
import rasterio
from minicountry import ALBERS
from rasterio import Affine


def write_raster(
    path: Path, cells, *, left=0.0, top=0.0, cell=1000.0, place=None, crs=ALBERS, nodata=-1, **more
) -> Path:
    """Write a GeoTIFF: square cells from the upper left corner, unless an affine `place` is given.

    The type is that of the cells; `more` goes to rasterio.
    """
    cells = np.asarray(cells)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=cells.shape[1],
        height=cells.shape[0],
        count=1,
        dtype=cells.dtype,
        crs=crs,
        transform=place or Affine(cell, 0, left, 0, -cell, top),
        nodata=nodata,
        **more,
    ) as raster:
        raster.write(cells, 1)
    return path
