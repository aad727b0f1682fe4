"""What a benchmark found, and the table of all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Figure:
    """One row of the table; `met` is None where there is no target."""

    what: str
    ratio: str
    target: str
    met: bool | None
    baseline: str = ""
    ours: str = ""


class ResultsDiffer(Exception):
    """Baseline and ours did not find the same: the one thing that fails a benchmark."""


def timed(function: Callable[[], Result]) -> tuple[float, Result]:
    """Return the seconds that a call took, and its result."""
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def seconds(values: Sequence[float]) -> str:
    """Return median and range of some timings in words."""
    digits = 2 if max(values) < 100 else 0
    middle = f"{statistics.median(values):.{digits}f} s"
    return middle + (f" ({min(values):.{digits}f}-{max(values):.{digits}f})" if values[1:] else "")


def table(figures: Sequence[Figure]) -> str:
    """Return the table as text, ratios first."""
    words = {True: "met", False: "NOT MET", None: ""}
    head = ("what", "ratio", "target", "", "baseline", "ours")
    rows = [head, *((f.what, f.ratio, f.target, words[f.met], f.baseline, f.ours) for f in figures)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
