"""Rasters: what a grid of counts, such as WorldPop's of people, has in each soum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag.columns import map_values, rename_columns
from nutag.downloads import check_download
from nutag.issues import IssueLog
from nutag.readers import Source
from nutag.registry import Dataset

SUFFIXES = (".tif", ".tiff")

#: A unit of which less lies on the raster is not covered by it.
LEAST_INSIDE = 0.99
#: Units of which a larger share of cells is without a value are named.
MOST_EMPTY = 0.05
_WINDOW_CELLS = 2_000_000


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
    sums = zonal_sums(path, units, log)
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


def zonal_sums(path: Path, units: gpd.GeoDataFrame, log: IssueLog) -> np.ndarray:
    """Sum the cells of a raster whose centres lie in each unit.

    Parameters
    ----------
    path : Path
        A raster of one number a cell that may be added up, such as people; the first band is read.
    units : geopandas.GeoDataFrame
        With ``name_en`` and polygons, in any CRS.
    log : IssueLog
        Takes units that the raster does not cover, and those with many cells without a value.

    Returns
    -------
    array of float, shape (n,)
        NaN where less than `LEAST_INSIDE` of the unit lies on the raster, where no centre of a
        cell with a value lies in it, and where the raster could not be read. Cells without a value
        (or with a negative one) add nothing.
    """
    import rasterio  # noqa: PLC0415  (only where a raster is configured)

    try:
        with rasterio.open(path) as raster:
            if raster.crs is None:
                log.add(
                    "raster.no_crs",
                    "stop",
                    found="a raster that names no CRS",
                    expected="a GeoTIFF with its CRS",
                    action=f"Add it to the file, or give `datasets.{log.dataset}` a table.",
                )
                return np.full(len(units), np.nan)
            shapes = units.geometry.to_crs(raster.crs).to_numpy()
            inside = _share_inside(shapes, raster.bounds)
            sums, valued, cells = _add_up(raster, shapes)
    except rasterio.errors.RasterioError as error:
        log.add(
            "raster.unreadable",
            "stop",
            found=f"a raster that cannot be read: {str(error).splitlines()[0]}",
            expected="a GeoTIFF",
            action=f"Check `datasets.{log.dataset}.path`, and whether the file is whole.",
        )
        return np.full(len(units), np.nan)
    covered = (inside >= LEAST_INSIDE) & (valued > 0)
    _report(units, covered, 1 - valued / np.maximum(cells, 1), log)
    return np.where(covered, sums, np.nan)


def _share_inside(shapes: np.ndarray, bounds: tuple[float, float, float, float]) -> np.ndarray:
    within = shapely.intersection(shapes, shapely.box(*bounds))
    return np.asarray(shapely.area(within) / shapely.area(shapes))


def _add_up(raster: Any, shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the sum of each unit, its cells with a value, and all its cells."""
    from rasterio.features import rasterize  # noqa: PLC0415
    from rasterio.windows import transform  # noqa: PLC0415

    n = len(shapes) + 1  # the first is the land of no unit
    sums, valued, cells = np.zeros(n), np.zeros(n), np.zeros(n)
    numbered = list(zip(shapes, range(1, n), strict=True))
    tree = shapely.STRtree(shapes)
    for window in _windows(raster):
        frame = shapely.box(*raster.window_bounds(window))
        here = [numbered[i] for i in np.sort(tree.query(frame))]
        if not here:
            continue
        place = transform(window, raster.transform)
        shape = (int(window.height), int(window.width))
        unit = rasterize(here, out_shape=shape, transform=place, dtype="int32").ravel()
        value = raster.read(1, window=window, masked=True).astype("float64").filled(np.nan).ravel()
        good = value >= 0  # NaN is not
        sums += np.bincount(unit[good], weights=value[good], minlength=n)
        valued += np.bincount(unit[good], minlength=n)
        cells += np.bincount(unit, minlength=n)
    return sums[1:], valued[1:], cells[1:]


def _windows(raster: Any) -> Iterator[Any]:
    """Yield strips of the raster that a small computer holds."""
    from rasterio.windows import Window  # noqa: PLC0415

    rows = max(1, _WINDOW_CELLS // raster.width)
    for first in range(0, raster.height, rows):
        yield Window(0, first, raster.width, min(rows, raster.height - first))


def _report(units: pd.DataFrame, covered: np.ndarray, empty: np.ndarray, log: IssueLog) -> None:
    if not covered.all():
        names = ", ".join(units.loc[~covered, "name_en"].head(5))
        log.add(
            "raster.not_covered",
            "warn",
            key="soum_id",
            found=f"{(~covered).sum()} of {len(units)} soums that the raster does not cover, or in "
            f"which no cell has its centre ({names}{', ...' if (~covered).sum() > 5 else ''})",
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
            found=f"{sparse.sum()} soums in which more than {100 * MOST_EMPTY:.0f} % of the cells "
            f"have no value ({names}{', ...' if sparse.sum() > 5 else ''})",
            expected="a value in each cell, or none where nobody lives",
            action="Such cells add nothing to the sum.",
        )
