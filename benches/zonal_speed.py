"""Sums of a national raster over soums, against rasterstats and a plain call of exactextract.

Each runs in a process of its own, so that no one finds the cache of another filled; the time is
that of the call, without imports. Run as a script with a method, a raster and soums, prints what
it found as JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import checkout
import geopandas as gpd
import numpy as np
import peak_memory
import rasterio
import shapely
import synthetic
from figure import Figure, ResultsDiffer, seconds, timed
from rasterio.features import rasterize
from rasterio.windows import Window

CELL_M = 100.0
BLOCK = 512
#: Side of the squares of cells that have one value.
PATCH = 4
NODATA = -99999.0
TARGET = 3.0
PEAK_MIB = 1024
TOLERANCE = 1e-6
GROWTH = (4, 2, 1)  # cells as long as so many of the smallest


def write_raster(path: Path, cell_m: float) -> int:
    """Write people of the country in cells of so many metres; return the number of cells.

    Tiled and compressed, with a fixed seed; no value outside the country.
    """
    outline = synthetic.country()
    left, bottom, right, top = outline.bounds
    width, height = int((right - left) / cell_m) + 2, int((top - bottom) / cell_m) + 2
    rng = np.random.default_rng(synthetic.SEED)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=width,
        height=height,
        count=1,
        dtype="float32",
        nodata=NODATA,
        crs=synthetic.analysis_crs(),
        transform=rasterio.Affine(cell_m, 0, left - cell_m, 0, -cell_m, top + cell_m),
        tiled=True,
        blockxsize=BLOCK,
        blockysize=BLOCK,
        compress="deflate",
        zlevel=1,
        num_threads="all_cpus",
    ) as raster:
        for row in range(0, height, BLOCK):
            window = Window(0, row, width, min(BLOCK, height - row))
            shape = int(window.height), width
            few = rng.gamma(0.3, 0.3, (shape[0] // PATCH + 1, width // PATCH + 1)).round(2)
            cells = few.astype("float32").repeat(PATCH, axis=0).repeat(PATCH, axis=1)
            strip = shapely.clip_by_rect(outline, *raster.window_bounds(window))
            place = raster.window_transform(window)
            inside = rasterize([strip], shape, transform=place, all_touched=True, dtype="uint8")
            raster.write(np.where(inside, cells[: shape[0], :width], NODATA), 1, window=window)
    return width * height


def measure(repeat: int) -> list[Figure]:
    """Time all methods on one raster, and ours on three sizes."""
    with tempfile.TemporaryDirectory(prefix="nutag-bench-") as tmp:
        folder = Path(tmp)
        synthetic.soums().to_parquet(folder / "soums.parquet")
        sizes = {}
        for factor in GROWTH:
            sizes[folder / f"cells_{factor}.tif"] = write_raster(
                folder / f"cells_{factor}.tif", CELL_M * factor
            )
        return [*_compare(*list(sizes.items())[-1], repeat), _growth(sizes, repeat)]


def _compare(raster: Path, cells: int, repeat: int) -> list[Figure]:
    megabytes = raster.stat().st_size / 1e6
    print(f"\n339 synthetic soums, {cells / 1e6:,.0f} million cells of {CELL_M:g} m, ", end="")
    print(f"{megabytes:,.0f} MB tiled and compressed")
    took: dict[str, list[float]] = {method: [] for method in METHODS}
    cpu: dict[str, list[float]] = {method: [] for method in METHODS}
    peak = dict.fromkeys(METHODS, 0.0)
    totals = {}
    for _ in range(repeat):
        for method in METHODS:
            found, mib = _run(method, raster)
            took[method].append(found["seconds"])
            cpu[method].append(found["cpu"])
            totals[method] = np.array(found["totals"])
            peak[method] = max(peak[method], mib)
    ours = totals["nutag"]
    by_centres = float(np.max(np.abs(totals["rasterstats"] / ours - 1)))
    print(
        f"a soum by whole cells (rasterstats) differs by up to {100 * by_centres:.2g} %;", end=" "
    )
    error = float(np.max(np.abs(totals["exactextract"] / ours - 1)))
    print(f"by exactextract alone by {error:.1e}")
    # Of all cores together, and hardly changed by what else the computer does.
    print("CPU seconds: " + ", ".join(f"{m} {statistics.median(cpu[m]):.1f}" for m in METHODS))
    print("peak MiB: " + ", ".join(f"{method} {mib:,.0f}" for method, mib in peak.items()))
    if not error <= TOLERANCE:
        raise ResultsDiffer(f"sums of a soum differ from those of exactextract by {error:.1e}")

    def row(what: str, method: str, target: float | None = None) -> Figure:
        pairs = zip(took[method], took["nutag"], strict=True)
        ratio = statistics.median([theirs / mine for theirs, mine in pairs])
        return Figure(
            what=what,
            ratio=f"{ratio:.1f}",
            target=f">= {target:g}" if target else "",
            met=ratio >= target if target else None,
            baseline=seconds(took[method]),
            ours=seconds(took["nutag"]),
        )

    pairs = zip(took["nutag"], took["reading"], strict=True)
    reading = statistics.median([mine / only for mine, only in pairs])
    return [
        row("rasterstats : zonal sums", "rasterstats", TARGET),
        row("exactextract alone : zonal sums", "exactextract"),
        Figure(
            what="zonal sums : reading the raster, one thread",
            ratio=f"{reading:.1f}",
            target="",
            met=None,
            baseline=seconds(took["reading"]),
            ours=seconds(took["nutag"]),
        ),
        Figure(
            what="peak of zonal sums, all processes",
            ratio=f"{peak['nutag'] / PEAK_MIB:.2f}",
            target="< 1 of 1 GiB",
            met=peak["nutag"] < PEAK_MIB,
            ours=f"{peak['nutag']:,.0f} MiB",
        ),
    ]


def _growth(sizes: dict[Path, int], repeat: int) -> Figure:
    took = np.array(
        [[_run("nutag", raster)[0]["seconds"] for raster in sizes] for _ in range(repeat)]
    )
    medians = np.median(took, axis=0)
    exponent = float(np.polyfit(np.log(list(sizes.values())), np.log(medians), 1)[0])
    return Figure(
        what=f"growth of zonal sums, {', '.join(f'{n / 1e6:.3g}' for n in sizes.values())} M cells",
        ratio=f"n^{exponent:.2f}",
        target="",
        met=None,
        ours=", ".join(f"{value:.2f} s" for value in medians),
    )


def _run(method: str, raster: Path) -> tuple[dict[str, Any], float]:
    """Return what a method found, and the peak of all its processes in MiB."""
    command = [sys.executable, __file__, method, str(raster), str(raster.parent / "soums.parquet")]
    with open(raster.parent / "found.json", "w+", encoding="utf-8") as told:
        process = subprocess.Popen(
            command, stdout=told, env=checkout.environment(checkout.ROOT), cwd=raster.parent
        )
        _, together = peak_memory.watch(process)
        if process.returncode:
            raise checkout.RunFailed(f"{method} failed")
        told.seek(0)
        return json.load(told), together


def _nutag(raster: Path, soums: gpd.GeoDataFrame) -> list[float]:
    from nutag.zonal import zonal_sums  # noqa: PLC0415

    return list(zonal_sums(raster, soums, threads=os.cpu_count() or 1)["total"])


def _rasterstats(raster: Path, soums: gpd.GeoDataFrame) -> list[float]:
    from rasterstats import zonal_stats  # noqa: PLC0415

    return [found["sum"] for found in zonal_stats(soums, str(raster), stats=["sum"])]


def _exactextract(raster: Path, soums: gpd.GeoDataFrame) -> list[float]:
    from exactextract import exact_extract  # noqa: PLC0415

    return list(exact_extract(str(raster), soums, ["sum"], output="pandas")["sum"])


def _reading(raster: Path, soums: gpd.GeoDataFrame) -> list[float]:
    del soums
    with rasterio.open(raster) as opened:
        for _, window in opened.block_windows(1):
            opened.read(1, window=window)
    return []


def _cpu_seconds() -> float:
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in usage)


METHODS = {
    "reading": _reading,
    "rasterstats": _rasterstats,
    "exactextract": _exactextract,
    "nutag": _nutag,
}

if __name__ == "__main__":
    method, raster_path, soums_path = sys.argv[1:]
    importlib.import_module({"reading": "rasterio", "nutag": "nutag.zonal"}.get(method, method))
    zones = gpd.read_parquet(soums_path, columns=["soum_id", "geometry"])
    before = _cpu_seconds()
    took, totals = timed(partial(METHODS[method], Path(raster_path), zones))
    print(json.dumps({"seconds": took, "cpu": _cpu_seconds() - before, "totals": totals}))
