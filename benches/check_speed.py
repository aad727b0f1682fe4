"""How long `nutag check` takes for a register, as a whole process, and how that grows."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import checkout
import geopandas as gpd
import numpy as np
import pyogrio
import shapely
import synthetic
import yaml
from figure import Figure, seconds, timed

VERTICES = 20  # of a licence
COUNTS = (3_500, 12_500, 50_000)
TARGET_S = 5.0
TARGET_MIB = 2_048
# Runs the command, then says how much memory the process had at its highest.
_RUN = """
import sys
from nutag.cli import main
status = main(["check", sys.argv[1]])
high = [line for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print("MIB", int(high[0].split()[1]) / 1024 if high else float("nan"))
sys.exit(2 if status == 2 else 0)
"""


def measure(repeat: int) -> list[Figure]:
    """Time `nutag check` on registers of 70,000, 250,000 and 1,000,000 vertices."""
    rows: list[Figure] = []
    medians = []
    with tempfile.TemporaryDirectory(prefix="nutag-bench-") as tmp:
        folder = Path(tmp)
        soums = synthetic.soums()
        soums[["soum_id", "geometry"]].to_file(folder / "soums.gpkg", layer="soums")
        for count in COUNTS:
            config = _write(folder, count)
            register = folder / f"{count}.gpkg"
            read_s, _ = timed(lambda path=register: pyogrio.read_dataframe(path))
            took, peak = [], 0.0
            for _ in range(repeat):
                command = [sys.executable, "-c", _RUN, str(config)]
                spent, printed = timed(lambda line=command: checkout.run(line, checkout.ROOT))
                took.append(spent)
                peak = max(peak, float(printed.rsplit("MIB", 1)[1]))
            median = float(np.median(took))
            medians.append(median)
            small = count == COUNTS[0]
            rows.append(
                Figure(
                    what=f"nutag check, {count:,} licences, {count * VERTICES:,} vertices",
                    ratio=f"{median / read_s:.1f}",
                    target=f"at most {TARGET_S:g} s" if small else f"< {TARGET_MIB:,} MiB",
                    met=median <= TARGET_S if small else peak < TARGET_MIB,
                    baseline=f"reading the layer, {read_s:.2f} s",
                    ours=f"{seconds(took)}, peak {peak:,.0f} MiB",
                )
            )
    exponent = float(np.polyfit(np.log(COUNTS), np.log(medians), 1)[0])
    rows.append(Figure("growth of nutag check with vertices", f"n^{exponent:.2f}", "n^1", None))
    return rows


def _write(folder: Path, count: int) -> Path:
    """Write a register and its configuration; land under licence is the same for every count."""
    licences = synthetic.spread_licences(count)
    corners = np.linspace(0, 1, VERTICES, endpoint=False)
    shapes = [
        shapely.Polygon(
            shapely.get_coordinates(shapely.line_interpolate_point(ring, corners, True))
        )
        for ring in shapely.get_exterior_ring(synthetic.shapes_of(licences))
    ]
    licences = licences.set_geometry(gpd.GeoSeries(shapes, crs=licences.crs)).to_crs("EPSG:4326")
    licences["holder"] = [f"Company {i % 900} LLC" for i in range(count)]
    columns = ["code", "stage", "status", "holder", "geometry"]
    licences[columns].to_file(folder / f"{count}.gpkg", layer="licences")
    config = {
        "datasets": {
            "soum_boundaries": {"path": str(folder / "soums.gpkg"), "boundary_quality": "surveyed"},
            "licences": {"path": str(folder / f"{count}.gpkg"), "coverage": "complete"},
        }
    }
    path = folder / f"{count}.yaml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    return path
