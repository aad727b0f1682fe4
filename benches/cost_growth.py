"""How the cost of cut and union grows with the number of licences."""

from __future__ import annotations

import os
from functools import partial

import numpy as np
import synthetic
from figure import Figure, timed
from overlay_speed import ours

COUNTS = (10_000, 30_000, 100_000)


def measure(repeat: int) -> list[Figure]:
    """Fit the exponent over licences crowded into the same country."""
    soums = synthetic.soums()
    threads = os.cpu_count() or 1
    registers = [synthetic.crowded_licences(count) for count in COUNTS]
    took = np.array(
        [
            [timed(partial(ours, register, soums, threads))[0] for register in registers]
            for _ in range(repeat)
        ]
    )
    medians = np.median(took, axis=0)
    exponent = float(np.polyfit(np.log(COUNTS), np.log(medians), 1)[0])
    return [
        Figure(
            what=f"growth of cut and union, {', '.join(f'{n // 1000}k' for n in COUNTS)} licences",
            ratio=f"n^{exponent:.2f}",
            target="",
            met=None,
            ours=", ".join(f"{value:.2f} s" for value in medians),
        )
    ]
