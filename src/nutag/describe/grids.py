"""Grids: what a raster holds, and the block of the context layer that it may be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from nutag.context_layers import LAND_COVER
from nutag.issues import Issue, IssueLog
from nutag.raster_layers import CLASSED, check_raster
from nutag.registry import RASTERS, Dataset

#: A side of the reduced picture of a raster that is looked at.
_SIDE = 1000
#: More kinds of whole numbers than this are no classes.
_MOST_CLASSES = 60


def describe_grid(path: Path, role: str | None, config: Mapping[str, Any]) -> tuple[int, str]:
    """Look at a raster and propose its block.

    Parameters
    ----------
    path : Path
        A GeoTIFF.
    role : str, optional
        A key of `nutag.registry.RASTERS`; by default the one that fits the values.
    config : mapping
        The configuration of the run; its bounding box and its rings are used.

    Returns
    -------
    status : int
        1, because what its values mean is left to decide; 2 when the file cannot be read or no
        raster has the role.
    text : str
        YAML that can be pasted, and comments.
    """
    if role is not None and role not in RASTERS:
        return 2, f"nutag cannot look at it.\n- {path.name} is a raster; {role} is none."
    try:
        with rasterio.open(path) as raster:
            values, facts = _values(raster), _facts(raster)
    except RasterioError as error:
        return 2, f"nutag cannot look at it.\n- {path}: {str(error).splitlines()[0]}"
    kinds = np.unique(values)
    classed = len(kinds) <= _MOST_CLASSES and bool((kinds == np.round(kinds)).all())
    role = role or ("land_cover" if classed else "population_raster")
    lines = [
        *(f"# {fact}" for fact in facts),
        _range(values, kinds, classed),
        f"# Role: {role}",
        "",
        "datasets:",
        f"  {role}:",
        f"    path: {path.as_posix()}",
    ]
    if role in CLASSED:
        found = ", ".join(f"{kind:g}" for kind in kinds) if classed else "no classes"
        classes = LAND_COVER if role == "land_cover" else ("water",)
        lines += [
            f"    # Say which values mean what (found: {found}); leave out what does not matter.",
            "    classes:",
            *(f"      # {name}: []" for name in classes),
        ]
    else:
        # The values do not tell them apart, and the person who knows has to.
        lines.append("    quantity: count  # people a cell; density: people a square kilometre")
    lines += ["    # year: 2020  # the year that it is of", "    # licence, attribution: ...", ""]
    issues = _issues(path, role, config)
    lines += [f"# {issue.severity} {issue.code}: {issue.message}" for issue in issues]
    return 1, "\n".join(lines)


def _issues(path: Path, role: str, config: Mapping[str, Any]) -> list[Issue]:
    log = IssueLog(role, path.name)
    # The classes are for the person to fill in.
    classes = {"water": [1]} if role in CLASSED else {}
    dataset = Dataset(role=role, path=path, label=path.name, classes=classes)
    country, measuring = config["country"], config["measuring"]
    check_raster(dataset, tuple(country["bbox"]), measuring["rings_km"], log)
    return list(log)


def _values(raster: DatasetReader) -> np.ndarray:
    """Return values of a reduced picture of the first band, without those that are none."""
    shape = tuple(min(side, _SIDE) for side in raster.shape)
    picture = raster.read(1, out_shape=shape, masked=True)
    values = np.asarray(picture.compressed(), dtype=float)
    return values[np.isfinite(values)]


def _facts(raster: DatasetReader) -> list[str]:
    crs = raster.crs.to_string()[:80] if raster.crs else "no CRS"
    x, y = raster.res
    return [
        f"{Path(raster.name).name}: {raster.width:,} x {raster.height:,} cells of {x:g} x {y:g}, "
        f"{raster.dtypes[0]}, {crs}",
        f"No value: {raster.nodata:g}" if raster.nodata is not None else "No value: none is named",
        *([f"{raster.count} bands; the first is read"] if raster.count > 1 else []),
    ]


def _range(values: np.ndarray, kinds: np.ndarray, classed: bool) -> str:
    if not len(values):
        return "# No cell of a reduced picture has a value."
    told = f", {len(kinds)} kinds of whole numbers" if classed else ""
    return f"# Values in a reduced picture: {values.min():g} to {values.max():g}{told}"
