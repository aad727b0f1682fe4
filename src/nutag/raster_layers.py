"""Raster layers: whether a grid is fit to be laid under the units."""

from __future__ import annotations

import rasterio
from pyproj import Transformer
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from nutag.issues import IssueLog
from nutag.registry import Dataset

#: Roles whose cells are classes, which the configuration has to name.
CLASSED = ("land_cover", "surface_water")


def check_raster(dataset: Dataset, bbox: tuple[float, float, float, float], log: IssueLog) -> None:
    """Say what keeps a raster from being used, before anything is measured on it.

    Parameters
    ----------
    dataset : Dataset
        Of a role of `nutag.registry.RASTERS`.
    bbox : tuple of float
        West, south, east, north of the country in degrees.
    log : IssueLog
        Takes a file that is no raster, one that names no CRS, one that does not reach the country,
        and classes that are missing.
    """
    key = f"datasets.{dataset.role}"
    if dataset.role in CLASSED and not dataset.classes:
        log.add(
            "raster.no_classes",
            "stop",
            key="classes",
            found="no classes",
            expected="which values of the raster are pasture, forest, water, ...",
            action=f"Add `{key}.classes`, for example {{pasture: [30], water: [80]}}.",
        )
    values = [value for of_class in dataset.classes.values() for value in of_class]
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        log.add(
            "raster.value_twice",
            "stop",
            key="classes",
            found=f"{', '.join(map(str, twice))} under two classes",
            expected="each value of the raster under one class",
            action=f"Mend `{key}.classes`.",
        )
    try:
        with rasterio.open(dataset.path) as raster:
            if raster.crs is None:
                log.add(
                    "raster.no_crs",
                    "stop",
                    found="a raster that names no CRS",
                    expected="a GeoTIFF with its CRS",
                    action=f"Add it to the file, or set `{key}: null`.",
                )
            elif not _reaches(raster, bbox):
                log.add(
                    "raster.elsewhere",
                    "stop",
                    found="a raster that lies wholly outside the country",
                    expected=f"one that reaches degrees inside {bbox}",
                    action=f"Check the CRS of the file and `{key}.path`.",
                )
    except RasterioError as error:
        report_unreadable(error, log)


def report_unreadable(error: RasterioError, log: IssueLog) -> None:
    """Say that a raster cannot be opened, or breaks off while it is read; the run has to stop."""
    log.add(
        "raster.unreadable",
        "stop",
        found=f"a raster that cannot be read: {str(error).splitlines()[0]}",
        expected="a GeoTIFF",
        action=f"Check `datasets.{log.dataset}.path`, and whether the file is whole.",
    )


def _reaches(raster: DatasetReader, bbox: tuple[float, float, float, float]) -> bool:
    to_degrees = Transformer.from_crs(raster.crs, "EPSG:4326", always_xy=True)
    left, bottom, right, top = to_degrees.transform_bounds(*raster.bounds)
    west, south, east, north = bbox
    return bool(left <= east and right >= west and bottom <= north and top >= south)
