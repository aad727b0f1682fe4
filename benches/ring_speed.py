"""Distance rings round a national register, cut by soums."""

from __future__ import annotations

import os
import statistics

import numpy as np
import shapely
import synthetic
from figure import Figure, ResultsDiffer, seconds, timed

from nutag import overlay
from nutag.distance_rings import QUARTER_PIECES, distance_rings

LICENCES = 3_400
EDGES_M = (2_000.0, 5_000.0, 10_000.0, 20_000.0)
TARGET_S = 5.0
#: GEOS drops small dents of a shape before it buffers it.
TOLERANCE = 1e-6
COUNTS = (1_100, 3_400, 10_000)


def measure(repeat: int) -> list[Figure]:
    """Time rings of 3,400 licences, and their growth over three registers.

    The land grows with the licences: in one country more of them are near each other, and the work
    to unite what overlaps grows faster than their number.
    """
    threads = os.cpu_count() or 1
    registers = {count: _as_dense(count) for count in COUNTS}
    soums = synthetic.shapes_of(synthetic.soums())
    licences = synthetic.shapes_of(synthetic.national_licences(LICENCES))
    alone: list[float] = []
    cut: list[float] = []
    growth: dict[int, list[float]] = {count: [] for count in COUNTS}
    for _ in range(repeat):
        took, rings = timed(lambda: distance_rings(licences, EDGES_M, threads))
        alone.append(took)
        took, _ = timed(lambda rings=rings: overlay.cut(shapely.get_parts(rings), soums, threads))
        cut.append(alone[-1] + took)
        for count, shapes in registers.items():
            growth[count].append(
                timed(lambda shapes=shapes: distance_rings(shapes, EDGES_M, threads))[0]
            )
    _check(licences, rings)
    medians = [statistics.median(took) for took in growth.values()]
    exponent = float(np.polyfit(np.log(COUNTS), np.log(medians), 1)[0])
    return [
        _row(f"rings of {LICENCES:,} licences", alone),
        _row(f"rings of {LICENCES:,} licences, cut by soums", cut),
        Figure(
            what=f"growth of rings, {', '.join(f'{n:,}' for n in COUNTS)} licences, as dense",
            ratio=f"n^{exponent:.2f}",
            target="",
            met=None,
            ours=", ".join(f"{value:.2f} s" for value in medians),
        ),
    ]


def _as_dense(count: int) -> synthetic.Shapes:
    """Return licences moved apart, or together, until they lie as densely as `LICENCES` do."""
    shapes = synthetic.shapes_of(synthetic.national_licences(count))
    centres = shapely.get_coordinates(shapely.centroid(shapes))
    moves = (np.sqrt(count / LICENCES) - 1) * centres
    return shapely.transform(
        shapes, lambda xy: xy + np.repeat(moves, shapely.get_num_coordinates(shapes), axis=0)
    )


def _row(what: str, took: list[float]) -> Figure:
    middle = statistics.median(took)
    return Figure(
        what=what,
        ratio=f"{middle / TARGET_S:.2f}",
        target=f"<= 1 of {TARGET_S:g} s",
        met=middle <= TARGET_S,
        ours=seconds(took),
    )


def _check(licences: synthetic.Shapes, rings: synthetic.Shapes) -> None:
    """Compare with one plain buffer of the union."""
    whole = shapely.buffer(shapely.union_all(licences), EDGES_M[-1], quad_segs=QUARTER_PIECES)
    error = abs(shapely.area(rings).sum() / shapely.area(whole) - 1)
    if not error <= TOLERANCE:
        raise ResultsDiffer(f"rings have another area than the buffer of all: {error:.1e}")
