"""Raster layers: whether a grid is fit to be laid under the units."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pyproj import Transformer
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from nutag.coarseness import coarse
from nutag.issues import IssueLog
from nutag.raster_grid import NoCRS, RasterGrid, WrongCRS, opened
from nutag.registry import Dataset

#: Roles whose cells are classes, which the configuration has to name.
CLASSED = ("land_cover", "surface_water")
#: Roles that are measured in rings.
_RINGED = ("population_raster", "land_cover")
_LAND_WORDS = "Of a licence that is smaller than a cell, hectares of a class are a guess, unmarked."


def check_raster(
    dataset: Dataset,
    bbox: tuple[float, float, float, float],
    rings_km: Sequence[float],
    log: IssueLog,
) -> None:
    """Say what keeps a raster from being used, before anything is measured on it.

    Parameters
    ----------
    dataset : Dataset
        Of a role of `nutag.registry.RASTERS`.
    bbox : tuple of float
        West, south, east, north of the country in degrees.
    rings_km : sequence of float
        Outer distances of the rings that it is measured in, growing.
    log : IssueLog
        Takes a file that is no raster, one that names no CRS or a wrong one, one that does not
        reach the country, classes that are missing, and cells that are wider than a ring.
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
        with opened(dataset.path) as raster:
            cell_m = RasterGrid.of(raster).cell_m()
            if not _reaches(raster, bbox):
                log.add(
                    "raster.elsewhere",
                    "stop",
                    found="a raster that lies wholly outside the country",
                    expected=f"one that reaches degrees inside {bbox}",
                    action=f"Check the CRS of the file and `{key}.path`.",
                )
            elif dataset.role in _RINGED:
                also = _LAND_WORDS if dataset.role == "land_cover" else ""
                report_coarse(cell_m, rings_km, f"Give `{key}` a finer raster", log, also)
    except RasterioError as error:
        report_unreadable(error, log)
    except NoCRS:
        log.add(
            "raster.no_crs",
            "stop",
            found="a raster that names no CRS",
            expected="a GeoTIFF with its CRS",
            action=f"Add it to the file, or set `{key}: null`.",
        )
    except WrongCRS as fault:
        report_wrong_crs(fault, log)


def report_coarse(
    cell_m: float, rings_km: Sequence[float], cure: str, log: IssueLog, also: str = ""
) -> None:
    """Say that the cells of a raster are too wide to tell rings apart.

    Parameters
    ----------
    cell_m : float
        Width of a cell in metres.
    rings_km : sequence of float
        Outer distances of the rings, growing.
    cure : str
        How to get finer cells.
    log : IssueLog
        Takes the warning.
    also : str
        What else such cells cannot tell, as a sentence.
    """
    edges = [0.0, *rings_km]
    narrow = [(a, b) for a, b in pairwise(edges) if coarse(cell_m, b - a)]
    if not narrow:
        return
    rings = ", ".join(f"{a:g}-{b:g}" for a, b in narrow)
    log.add(
        "raster.coarse",
        "warn",
        found=f"cells of {cell_m / 1000:,.1f} km, wider than the rings of {rings} km",
        expected=f"cells of at most {min(b - a for a, b in narrow):g} km",
        action=f"{cure}, or widen `measuring.rings_km`; until then figures of distances that are "
        f"shorter than a cell have the flag `coarse_raster` and no rank. {also}".strip(),
    )


def report_wrong_crs(fault: WrongCRS, log: IssueLog) -> None:
    """Say that a raster cannot lie where its CRS puts it; the run has to stop."""
    log.add(
        "raster.wrong_crs",
        "stop",
        found=str(fault),
        expected="a GeoTIFF with the CRS that its coordinates are in",
        action=f"Name the right one in the file of `datasets.{log.dataset}.path`.",
    )


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
