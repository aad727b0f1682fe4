"""Build data/soum_boundaries.geojson from the bundled soum centres and province outlines."""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import pandas as pd

from nutag.cells import cells_geojson, soum_cells

DATA = Path(__file__).resolve().parents[1]
CRS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m +no_defs"
# What Natural Earth calls Govisümber is the exclave Baganuur of Ulaanbaatar. The real
# Govisümber lies inside its Dornogovi.
BELONGS = "MN-064=MN-1"
MERGE = "MN-063+MN-064"


def main(argv: list[str] | None = None) -> None:
    """Write the cells; paths default to the bundled tables beside this script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--soums", type=Path, default=DATA / "soums.csv")
    parser.add_argument("--provinces", type=Path, default=DATA / "provinces_naturalearth.geojson")
    parser.add_argument("--out", type=Path, default=DATA / "soum_boundaries.geojson")
    parser.add_argument("--crs", default=CRS, help="equal-area CRS in metres")
    parser.add_argument(
        "--belongs",
        action="append",
        metavar="A=B",
        help=f"the outline drawn as province A is land of province B (default {BELONGS})",
    )
    parser.add_argument(
        "--merge",
        action="append",
        metavar="A+B",
        help=f"provinces to merge before dividing (default {MERGE})",
    )
    args = parser.parse_args(argv)
    merge = [set(text.split("+")) for text in args.merge or [MERGE]]
    belongs = dict(text.split("=") for text in args.belongs or [BELONGS])
    provinces = gpd.read_file(args.provinces)
    provinces["province_id"] = provinces["province_id"].replace(belongs)
    cells = soum_cells(pd.read_csv(args.soums, dtype={"soum_id": str}), provinces, args.crs, merge)
    args.out.write_text(cells_geojson(cells), encoding="utf-8", newline="\n")
    print(f"{args.out}: {len(cells)} cells")


if __name__ == "__main__":
    main()
