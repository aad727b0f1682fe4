"""Speed and memory of nutag, printed as ratios: `make bench`.

Timings are never assertions. The exit status is 1 only where two ways to the same result differ,
or where the workflow does not run.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys

import browser_speed
import check_speed
import checkout
import cost_growth
import figure
import geopandas
import overlay_speed
import peak_memory
import ring_speed
import shapely
import whole_workflow
import zonal_speed

BENCHMARKS = {
    "workflow": whole_workflow.measure,
    "overlay": overlay_speed.measure,
    "growth": cost_growth.measure,
    "memory": peak_memory.of_overlay,
    "zonal": zonal_speed.measure,
    "rings": ring_speed.measure,
    "check": check_speed.measure,
    "national": peak_memory.of_workflow,
    "browser": browser_speed.measure,
}


def main() -> int:
    """Run the chosen benchmarks and print one table."""
    parser = argparse.ArgumentParser(description="Speed and memory of nutag.")
    parser.add_argument("--only", nargs="+", choices=BENCHMARKS, default=list(BENCHMARKS))
    parser.add_argument("--repeat", type=int, default=3, help="runs of each (default: 3)")
    parser.add_argument(
        "--cell-m", type=float, default=zonal_speed.CELL_M, help="metres of a raster's cell"
    )
    arguments = parser.parse_args()
    zonal_speed.CELL_M = arguments.cell_m

    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    print(
        f"{platform.machine()}, {os.cpu_count()} cores{load}; Python {platform.python_version()},"
    )
    print(f"geopandas {geopandas.__version__}, shapely {shapely.__version__},", end=" ")
    print(f"GEOS {shapely.geos_version_string}; median (range) of {arguments.repeat} runs")
    figures: list[figure.Figure] = []
    failed = False
    for name in arguments.only:
        try:
            figures += BENCHMARKS[name](max(1, arguments.repeat))
        except (figure.ResultsDiffer, checkout.RunFailed) as error:
            print(f"\n{name}: {error}", file=sys.stderr)
            failed = True
    print(f"\n{figure.table(figures)}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
