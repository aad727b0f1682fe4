"""The overlay against `geopandas.overlay` and `dissolve`: seconds, and equal areas."""

from __future__ import annotations

import os
import statistics
import warnings
from functools import partial

import geopandas as gpd
import numpy as np
import shapely
import synthetic
from figure import Figure, ResultsDiffer, seconds, timed

from nutag import overlay

TARGET = 3.0
TOLERANCE = 1e-9


def ours(
    licences: gpd.GeoDataFrame, soums: gpd.GeoDataFrame, threads: int
) -> tuple[synthetic.Floats, synthetic.Floats]:
    """Return the sum and the union of the licences in each soum, m2."""
    _, soum, pieces = overlay.cut(
        synthetic.shapes_of(licences), synthetic.shapes_of(soums), threads
    )
    united = overlay.union_by_group(pieces, soum, len(soums), threads)
    total = np.bincount(soum, weights=shapely.area(pieces), minlength=len(soums)).astype(float)
    return total, np.nan_to_num(shapely.area(united))


def baseline(
    licences: gpd.GeoDataFrame, soums: gpd.GeoDataFrame
) -> tuple[synthetic.Floats, synthetic.Floats]:
    """Return the same by geopandas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pieces = gpd.overlay(
            licences[["licence_id", "geometry"]],
            soums[["soum_id", "geometry"]],
            how="intersection",
            keep_geom_type=True,
        )
    total = pieces.area.groupby(pieces["soum_id"]).sum()
    union = pieces.dissolve("soum_id").area
    ids = soums["soum_id"]
    return (
        total.reindex(ids).fillna(0).to_numpy(dtype=float),
        union.reindex(ids).fillna(0).to_numpy(dtype=float),
    )


def measure(repeat: int) -> list[Figure]:
    """Time both on 100,000 crowded licences and on a national register."""
    soums = synthetic.soums()
    vertices = shapely.get_num_coordinates(synthetic.shapes_of(soums)).mean()
    print(f"\n{len(soums)} synthetic soums of {vertices:.0f} vertices")
    return [
        *_compare("100,000 crowded", synthetic.crowded_licences(100_000), soums, repeat, TARGET),
        *_compare("national register", synthetic.national_licences(), soums, repeat, None),
    ]


def _compare(
    name: str,
    licences: gpd.GeoDataFrame,
    soums: gpd.GeoDataFrame,
    repeat: int,
    target: float | None,
) -> list[Figure]:
    many = os.cpu_count() or 1
    slow: list[float] = []
    fast: dict[int, list[float]] = {threads: [] for threads in sorted({1, many}, reverse=True)}
    error = 0.0
    for _ in range(repeat):
        took, expected = timed(lambda: baseline(licences, soums))
        slow.append(took)
        for threads, timings in fast.items():
            took, found = timed(partial(ours, licences, soums, threads))
            timings.append(took)
            error = max(error, *map(_error, found, expected))
    print(f"{name}: {len(licences):,} licences, {synthetic.describe(licences)}; ", end="")
    print(f"largest relative difference of a soum {error:.1e}")
    if not error <= TOLERANCE:
        raise ResultsDiffer(f"{name}: areas of a soum differ by {error:.1e} relative")
    rows = []
    for threads, timings in fast.items():
        ratio = statistics.median([a / b for a, b in zip(slow, timings, strict=True)])
        wanted = target if threads == many else None
        rows.append(
            Figure(
                what=f"geopandas : overlay, {name}, {threads} thread{'s' * (threads > 1)}",
                ratio=f"{ratio:.1f}",
                target=f">= {wanted:g}" if wanted else "",
                met=ratio >= wanted if wanted else None,
                baseline=seconds(slow),
                ours=seconds(timings),
            )
        )
    return rows


def _error(found: synthetic.Floats, expected: synthetic.Floats) -> float:
    scale = np.where(expected > 0, expected, 1.0)
    return float(np.max(np.abs(found - expected) / scale))
