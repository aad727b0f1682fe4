"""One register in three layouts, through configuration alone, gives one union for each province.

The register of 2018 from its GeoPackage; its licences of one ring as a list of corners in a file
of its own, shuffled and in cp1251; and as notices of the ministry print them, one row a corner with
degrees, minutes and seconds in columns of their own.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import yaml

from nutag.coverage import measure_coverage
from nutag.data_files import dataset_files
from nutag.issues import IssueLog
from nutag.registry import ROLES
from nutag.run_config import run_config
from nutag.standardise.boundaries import boundaries_part
from nutag.standardise.licences import licences_part

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
REGISTER = REAL / "mng_eiti_licences_2018.gpkg"
FILES = [REAL / "mng_adm2_cod-ab_v3.gpkg", REGISTER]
CONFIG = Path(__file__).with_name("config_2018.yaml")

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in FILES),
    reason="official boundaries and the 2018 register are not beside the checkout (../shared/data)",
)

# Registers in cp1251 write the two Mongolian letters that it lacks as Ukrainian ones; read, they
# are Mongolian again.
CP1251 = str.maketrans("ӨөҮү", "ЄєЇї")
ATTRIBUTES = [
    "license_number",
    "company_name",
    "mineral_name",
    "given_date",
    "expired_date",
    "area_m2",
]
#: Where the corners are, in the configuration of each layout.
LAYOUTS = {
    "geopackage": {},
    "vertices": {
        "path": "attributes.csv",
        "layer": None,
        "encoding": "cp1251",
        "vertices": {
            "path": "corners.csv",
            "encoding": "cp1251",
            "columns": {
                "code": "Тусгай зөвшөөрөл",
                "order": "Цэг",
                "longitude": "Уртраг",
                "latitude": "Өргөрөг",
            },
        },
    },
    "dms": {
        "path": "notice.csv",
        "layer": None,
        "vertices": {
            "columns": {
                "code": "license_number",
                "order": "point",
                **{
                    f"{axis}_{part}": f"{axis[:3]}_{part}"
                    for axis in ("longitude", "latitude")
                    for part in ("deg", "min", "sec")
                },
            }
        },
    },
}


def single_rings() -> gpd.GeoDataFrame:
    """Return the licences of one ring, each number once."""
    register = gpd.read_file(REGISTER).drop_duplicates("license_number")
    register = register[~register["license_number"].str.startswith("ГТБХГ")]
    rings = shapely.get_num_geometries(register.geometry.array)
    first = shapely.get_geometry(register.geometry.array, 0)
    register = register.set_geometry(gpd.GeoSeries(first, index=register.index, crs=register.crs))
    return register[(rings == 1) & (shapely.get_num_interior_rings(first) == 0)]


def corners_of(register: gpd.GeoDataFrame) -> pd.DataFrame:
    xy = register.set_index("license_number").get_coordinates().reset_index()
    return xy.assign(point=xy.groupby("license_number").cumcount() + 1)


def export_vertices(register: gpd.GeoDataFrame, folder: Path) -> None:
    """Write attributes in one file and shuffled corners in another, both in cp1251."""
    text = {"encoding": "cp1251", "sep": ";", "index": False, "errors": "replace"}
    attributes = pd.DataFrame(register[ATTRIBUTES])
    for column in attributes.select_dtypes(include=["object", "string"]):
        attributes[column] = attributes[column].astype("string").str.translate(CP1251)
    attributes.to_csv(folder / "attributes.csv", **text)
    names = LAYOUTS["vertices"]["vertices"]["columns"]
    corners = corners_of(register).rename(
        columns={
            "license_number": names["code"],
            "point": names["order"],
            "x": names["longitude"],
            "y": names["latitude"],
        }
    )
    corners.columns = corners.columns.str.translate(CP1251)
    corners.sample(frac=1, random_state=2018).to_csv(folder / "corners.csv", **text)


def export_dms(register: gpd.GeoDataFrame, folder: Path) -> None:
    """Write one row a corner, with the attributes in every row; seconds have three decimals."""
    rows = corners_of(register)
    for axis, degrees in (("lon", rows.pop("x")), ("lat", rows.pop("y"))):
        rows[f"{axis}_deg"] = np.floor(degrees).astype(int)
        minutes = (degrees - rows[f"{axis}_deg"]) * 60
        rows[f"{axis}_min"] = np.floor(minutes).astype(int)
        rows[f"{axis}_sec"] = ((minutes - rows[f"{axis}_min"]) * 60).map("{:.3f}".format)
    table = rows.merge(pd.DataFrame(register[ATTRIBUTES]), on="license_number")
    table.to_csv(folder / "notice.csv", index=False)


@pytest.fixture(scope="module")
def registers(tmp_path_factory):
    """Return the standard table of licences of each layout, the soums, issues, and the settings."""
    folder = tmp_path_factory.mktemp("three")
    exported = single_rings()
    export_vertices(exported, folder)
    export_dms(exported, folder)
    own = yaml.safe_load(CONFIG.read_text("utf-8").replace("REAL", REAL.as_posix()))
    licences, issues, boundaries = {}, {}, None
    for name, block in LAYOUTS.items():
        settings = own | {"datasets": own["datasets"] | {"licences": None}}
        settings["datasets"]["licences"] = own["datasets"]["licences"] | block
        path = folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
        config, roots = run_config(folder, path)
        blocks, country = {role: config["datasets"].get(role) for role in ROLES}, config["country"]
        files = dataset_files(blocks, roots)
        if boundaries is None:
            boundaries = boundaries_part(blocks, files, country).tables
        part = licences_part(blocks, files, country, boundaries["provinces"], boundaries["soums"])
        licences[name] = part.tables["licences"]
        issues[name] = part.issues
    return licences, issues, boundaries["soums"], config, exported


def union_by_province(licences, soums, config) -> pd.Series:
    measuring = config["measuring"]
    coverage = measure_coverage(
        licences,
        soums,
        country_id=config["country"]["country_id"],
        min_area_ha=measuring["count_min_area_ha"],
        min_share_pct=measuring["count_min_share_pct"],
        common_code=measuring["common_mineral_code"],
        threads=2,
        log=IssueLog("licences"),
    )
    units = coverage.units
    return units[units["unit_level"] == "province"].set_index("unit_id")["union_ha"]


def test_three_layouts_of_one_register_give_one_union_for_each_province(registers, capsys):
    licences, issues, soums, config, exported = registers
    held = set(exported["license_number"])
    assert len(held) > 3_400
    common = {}
    for name, table in licences.items():
        common[name] = table[table["code"].isin(held) & table["counted"]]
        assert set(common[name]["code"]) == held, name
        assert common[name]["code"].is_unique, name
    union = {name: union_by_province(table, soums, config) for name, table in common.items()}
    assert (union["geopackage"] > 0).sum() == 22
    for name, tolerance in (("vertices", 1e-9), ("dms", 1e-4)):
        apart = (union[name] / union["geopackage"] - 1).abs().max()
        with capsys.disabled():
            print(f"\n{name}: unions of provinces differ by up to {apart:.1e}")
        pd.testing.assert_series_equal(union[name], union["geopackage"], rtol=tolerance, atol=0)
    built = {name: [i for i in issues[name] if i.code == "vertices.built"] for name in issues}
    corners = int(shapely.get_num_coordinates(exported.geometry.array).sum())
    for name in ("vertices", "dms"):
        assert built[name][0].action == f"Built {len(held)} polygons from {corners} vertices."
        faults = {i.code for i in issues[name] if i.code.startswith(("vertices.", "coordinates."))}
        assert faults <= {"vertices.built", "vertices.repeated", "coordinates.angles"}


def test_the_letters_of_cp1251_are_read(registers):
    licences, *_, exported = registers
    minerals = licences["vertices"].set_index("code")["minerals"]
    expected = exported.set_index("license_number")["mineral_name"].str.strip()
    assert expected.str.contains("[ӨөҮү]", na=False).any()
    assert minerals.reindex(expected.index).fillna("").tolist() == expected.fillna("").tolist()
