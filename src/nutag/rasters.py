"""Rasters: what a grid of counts, such as WorldPop's of people, has in each soum."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from nutag.columns import map_values, rename_columns
from nutag.downloads import check_download
from nutag.issues import IssueLog
from nutag.readers import Source
from nutag.registry import Dataset

SUFFIXES = (".tif", ".tiff")

#: A unit of which less lies on the raster is not covered by it.
LEAST_INSIDE = 0.99
#: Units of whose land a larger share is without a value are named.
MOST_EMPTY = 0.05


def is_raster(path: Path) -> bool:
    """Return whether the name of a file is that of a raster."""
    return path.suffix.lower() in SUFFIXES


def read_raster_role(
    role: str, block: Mapping[str, Any], path: Path, column: str, soums: gpd.GeoDataFrame
) -> Source:
    """Read a raster of counts as a table of soums.

    Parameters
    ----------
    role : str
        ``population`` or ``livestock``.
    block : mapping
        Its block of the configuration; ``constants`` has the ``year``.
    path : Path
        The file.
    column : str
        The column of the role that takes the sums.
    soums : geopandas.GeoDataFrame
        With ``soum_id``, ``name_en`` and geometry (None without a boundary).

    Returns
    -------
    Source
        A row a soum with a boundary, in their order; `column` is a whole number, missing where the
        raster does not cover the soum.

    Raises
    ------
    InputError
        When the raster cannot be opened or names no CRS, and when the year is missing.
    """
    dataset = Dataset.from_block(role, block, path)
    log = IssueLog(role, dataset.label)
    check_download(dataset, log)
    log.stop_if_needed()
    units = soums[soums["area_ha"].notna()]
    sums = summed(path, units, log)
    log.stop_if_needed()
    raw = pd.DataFrame(
        {
            "source_row": np.arange(1, len(units) + 1),
            "soum_id": units["soum_id"].to_numpy(),
            column: np.round(sums),
        }
    )
    table = map_values(rename_columns(raw, dataset, log), dataset)
    log.stop_if_needed()
    return Source(dataset, table, log)


def summed(path: Path, units: gpd.GeoDataFrame, log: IssueLog, threads: int = 1) -> np.ndarray:
    """Sum a raster over units, each cell by the share of it that lies in the unit.

    Parameters
    ----------
    path : Path
        A raster of one number a cell that may be added up, such as people; the first band is read.
    units : geopandas.GeoDataFrame
        With ``name_en`` and polygons, in any CRS.
    log : IssueLog
        Takes a raster that cannot be read or placed, units that it does not cover, and those with
        much land without a value.
    threads : int
        Threads that share the work.

    Returns
    -------
    array of float, shape (n,)
        NaN where less than `LEAST_INSIDE` of the unit lies on the raster, where nothing of it has a
        value, and where the raster could not be read. Cells without a value (or with a negative
        one) add nothing.
    """
    # Only where a raster is configured: the libraries take a while to load.
    from rasterio.errors import RasterioError  # noqa: PLC0415

    from nutag.raster_grid import NoCRS, WrongCRS  # noqa: PLC0415
    from nutag.raster_layers import report_unreadable, report_wrong_crs  # noqa: PLC0415
    from nutag.zonal import zonal_sums  # noqa: PLC0415

    try:
        found = zonal_sums(path, units, threads=threads)
    except NoCRS:
        log.add(
            "raster.no_crs",
            "stop",
            found="a raster that names no CRS",
            expected="a GeoTIFF with its CRS",
            action=f"Add it to the file, or give `datasets.{log.dataset}` a table.",
        )
        return np.full(len(units), np.nan)
    except WrongCRS as fault:
        report_wrong_crs(fault, log)
        return np.full(len(units), np.nan)
    except RasterioError as error:
        report_unreadable(error, log)
        return np.full(len(units), np.nan)
    covered = ((found["covered_pct"] >= 100 * LEAST_INSIDE) & found["total"].notna()).to_numpy()
    _report(units, covered, 1 - found["valued_pct"].to_numpy() / 100, log)
    return np.where(covered, found["total"], np.nan)


def _report(units: pd.DataFrame, covered: np.ndarray, empty: np.ndarray, log: IssueLog) -> None:
    if not covered.all():
        names = ", ".join(units.loc[~covered, "name_en"].head(5))
        log.add(
            "raster.not_covered",
            "warn",
            key="soum_id",
            found=f"{(~covered).sum()} of {len(units)} soums that the raster does not cover, or in "
            f"which no cell has a value ({names}{', ...' if (~covered).sum() > 5 else ''})",
            expected="cells with a value in each soum",
            action="They have no number, which is not zero.",
        )
    sparse = covered & (empty > MOST_EMPTY)
    if sparse.any():
        names = ", ".join(units.loc[sparse, "name_en"].head(5))
        log.add(
            "raster.empty_cells",
            "info",
            key="soum_id",
            found=f"{sparse.sum()} soums of which more than {100 * MOST_EMPTY:.0f} % lies on cells "
            f"without a value ({names}{', ...' if sparse.sum() > 5 else ''})",
            expected="a value in each cell, or none where nobody lives",
            action="Such cells add nothing to the sum.",
        )
