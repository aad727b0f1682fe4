"""How long `nutag check` takes for a register, as a whole process, and how that grows."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import checkout
import geopandas as gpd
import numpy as np
import pandas as pd
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
    """Time `nutag check` on registers of up to 1,000,000 vertices, as layers and as corners."""
    rows: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="nutag-bench-") as tmp:
        folder = Path(tmp)
        soums = synthetic.soums()
        soums[["soum_id", "geometry"]].to_file(folder / "soums.gpkg", layer="soums")
        registers = {count: _register(count) for count in COUNTS}
        for form, (write, read) in FORMS.items():
            medians = []
            for count, register in registers.items():
                path, block = write(folder, register)
                figure, median = _figure(repeat, form, count, _config(folder, block), path, read)
                rows.append(figure)
                medians.append(median)
            exponent = float(np.polyfit(np.log(COUNTS), np.log(medians), 1)[0])
            rows.append(Figure(f"growth with vertices, {form}", f"n^{exponent:.2f}", "n^1", None))
    return rows


def _figure(
    repeat: int, form: str, count: int, config: Path, path: Path, read: Callable[[Path], object]
) -> tuple[Figure, float]:
    read_s, _ = timed(lambda: read(path))
    took, peak = [], 0.0
    for _ in range(repeat):
        command = [sys.executable, "-c", _RUN, str(config)]
        spent, printed = timed(lambda line=command: checkout.run(line, checkout.ROOT))
        took.append(spent)
        peak = max(peak, float(printed.rsplit("MIB", 1)[1]))
    median = float(np.median(took))
    small = count == COUNTS[0]
    figure = Figure(
        what=f"nutag check, {count:,} licences, {count * VERTICES:,} vertices, {form}",
        ratio=f"{median / read_s:.1f}",
        target=f"at most {TARGET_S:g} s" if small else f"< {TARGET_MIB:,} MiB",
        met=median <= TARGET_S if small else peak < TARGET_MIB,
        baseline=f"reading the file, {read_s:.2f} s",
        ours=f"{seconds(took)}, peak {peak:,.0f} MiB",
    )
    return figure, median


def _register(count: int) -> gpd.GeoDataFrame:
    """Return a register in degrees; land under licence is the same for every count."""
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
    return licences[["code", "stage", "status", "holder", "geometry"]]


def _write_layer(folder: Path, register: gpd.GeoDataFrame) -> tuple[Path, dict[str, Any]]:
    path = folder / f"{len(register)}.gpkg"
    register.to_file(path, layer="licences")
    return path, {"path": str(path)}


def _write_corners(folder: Path, register: gpd.GeoDataFrame) -> tuple[Path, dict[str, Any]]:
    """Write attributes and corners as two tables, as ministries export them."""
    attributes, corners = (folder / f"{len(register)}{what}.csv" for what in ("", "_corners"))
    register.drop(columns="geometry").to_csv(attributes, index=False)
    xy, shape = shapely.get_coordinates(register.geometry, return_index=True)
    table = pd.DataFrame(xy, columns=["longitude", "latitude"])
    table["code"] = register["code"].to_numpy()[shape]
    table["point"] = table.groupby("code").cumcount() + 1
    table.to_csv(corners, index=False)
    columns = {"code": "code", "order": "point"}
    columns |= {"longitude": "longitude", "latitude": "latitude"}
    vertices = {"path": str(corners), "columns": columns}
    return corners, {"path": str(attributes), "vertices": vertices, "crs": "EPSG:4326"}


#: How a register is written, and what reads the same file without any thought.
FORMS = {
    "layer": (_write_layer, pyogrio.read_dataframe),
    "corners in a table": (_write_corners, pd.read_csv),
}


def _config(folder: Path, block: dict[str, Any]) -> Path:
    config = {
        "datasets": {
            "soum_boundaries": {"path": str(folder / "soums.gpkg"), "boundary_quality": "surveyed"},
            "licences": {**block, "coverage": "complete"},
        }
    }
    path = folder / "run.yaml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    return path
