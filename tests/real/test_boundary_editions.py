"""Soums of two editions by configuration alone, and what the choice of one means for shares."""

import csv
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import yaml
from workflow_runner import copy_repository, snakemake

from nutag.data_files import dataset_files
from nutag.issues import InputError
from nutag.run_config import run_config
from nutag.standardise.boundaries import ROLES, boundaries_part

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
OFFICIAL = REAL / "mng_adm2_cod-ab_v3.gpkg"
OLDER = REAL / "mng_adm2_whosonfirst.gpkg"
LICENCES = REAL / "mng_eiti_licences_2018.gpkg"
ALBERS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m"
CONFIG = Path(__file__).with_name("config_2018.yaml")

# Some Mongolian names stand beside a soum that they do not name.
OLDER_BLOCK = {
    "path": OLDER.as_posix(),
    "layer": "county",
    "columns": {"name_en": "name", "name_mn": None, "province_id": "region_name"},
    "boundary_quality": "surveyed",
    "attribution": "Who's On First, Mesoshapes",
}

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in (OFFICIAL, OLDER, LICENCES)),
    reason="the two editions and the 2018 register are not beside the checkout (../shared/data)",
)


def part_of(folder: Path, block: dict):
    """Return the boundaries with this block, and the issues by their codes."""
    own = folder / "own.yaml"
    own.write_text(yaml.safe_dump({"datasets": {"soum_boundaries": block}}), "utf-8")
    config, roots = run_config(folder, own)
    blocks = {role: config["datasets"].get(role) for role in ROLES}
    part = boundaries_part(blocks, dataset_files(blocks, roots), config["country"])
    issues: dict[str, list] = {}
    for issue in part.issues:
        issues.setdefault(issue.code, []).append(issue)
    return part, issues


def test_the_official_edition_gives_every_soum_its_polygon(tmp_path, capsys):
    block = yaml.safe_load(CONFIG.read_text("utf-8").replace("REAL", REAL.as_posix()))
    part, issues = part_of(tmp_path, block["datasets"]["soum_boundaries"])
    basis = part.tables["boundary_crosswalk"]["basis"].value_counts()
    with capsys.disabled():
        print(f"\nCOD-AB: {basis.to_dict()}")
    assert basis.to_dict() == {"code": 338, "name": 1}
    assert not {"boundary.gap", "boundary.overlap", "boundary.register_differs"} & set(issues)


def test_the_older_edition_is_joined_by_names(tmp_path, capsys):
    part, issues = part_of(tmp_path, OLDER_BLOCK)
    crosswalk = part.tables["boundary_crosswalk"].set_index("soum_id")
    basis = crosswalk["basis"].value_counts()
    with capsys.disabled():
        print(f"\nWho's On First: {basis.to_dict()}")
        for code in ("boundary.register_differs", "boundary.gap", "boundary.overlap"):
            print(f"  {issues[code][0].found}")
    assert basis.to_dict() == {"name": 335, "no_polygon": 4, "no_soum": 1}
    # A town inside Mandal soum has a polygon of its own, and Mandal its centre there.
    (town_row,) = crosswalk.loc[crosswalk["basis"] == "no_soum", "polygon_name"]
    assert town_row == "Zu'unxaraa"
    assert crosswalk.loc["MN4322", "centre_in"] == "row 74 (Zu'unxaraa)"
    bare = crosswalk[crosswalk["basis"] == "no_polygon"]
    assert dict(zip(bare["name_en"], bare["centre_in"], strict=True)) == {
        "Kherlen": "Bayantumen (MN2107)",
        "Sukhbaatar": "Baruun-Urt (MN2201)",
        "Bor-Undur": "Darkhan (MN2331)",
        "Ulaangom": "Tarialan (MN8540)",
    }
    # Bulgan and Tsenkher of Arkhangai have each other's polygon.
    exchanged = [i.key for i in issues["boundary.centre_elsewhere"] if "exchanged" in i.action]
    assert exchanged == ["MN6507", "MN6546"]
    # 1,690 tiny holes (0.110 km2) and overlaps (0.030 km2) are the file's, 55 km2 are the town's.
    town = gpd.read_file(OLDER, layer="county", where="name = 'Zu''unxaraa'").to_crs(ALBERS)
    assert issues["boundary.gap"][0].area_ha_affected == pytest.approx(
        11.0 + town.area.sum() / 10_000, abs=0.2
    )
    assert issues["boundary.overlap"][0].area_ha_affected == pytest.approx(3.0, abs=0.05)


def test_with_the_wrong_names_the_run_stops_and_names_the_rows(tmp_path):
    block = {**OLDER_BLOCK, "columns": {"name_en": "name", "province_id": "region_name"}}
    with pytest.raises(InputError) as error:
        part_of(tmp_path, block)
    assert "MN4322: found 2 polygons of one soum by their names (row 74, " in str(error.value)
    assert "row 189, 'Mandal')" in str(error.value)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """Run the register of 2018 in the official edition, with the older one as the other."""
    code = copy_repository(tmp_path_factory.mktemp("code_editions") / "nutag")
    folder = tmp_path_factory.mktemp("run_editions")
    config = yaml.safe_load(CONFIG.read_text("utf-8").replace("REAL", REAL.as_posix()))
    config["datasets"]["soum_boundaries_other"] = OLDER_BLOCK
    own = folder / "editions.yaml"
    own.write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    target = "results/tables/boundary_sensitivity.csv"
    done = snakemake(folder, target, "--configfile", str(own), code=code)
    assert done.status == 0, done.output
    return folder


@pytest.fixture(scope="module")
def table(run) -> pd.DataFrame:
    path = run / "results" / "tables" / "boundary_sensitivity.csv"
    return pd.read_csv(path, encoding="utf-8-sig").set_index("unit_id")


def test_every_province_has_a_spread(run, table, capsys):
    with capsys.disabled():
        shown = ["name_en", "licensed_pct", "licensed_other_pct", "spread_pp"]
        print("\nLicensed share of 2018 in the two editions, percent and points")
        print(table[shown].round(3).to_string(index=False))
    provinces = table[table["unit_level"] == "province"]
    assert len(provinces) == 22
    assert provinces["spread_pp"].notna().all()
    assert (provinces["spread_pp"] > 0).all()
    assert provinces["spread_pp"].is_monotonic_decreasing
    difference = (table["licensed_pct"] - table["licensed_other_pct"]).abs()
    pd.testing.assert_series_equal(difference, table["spread_pp"], rtol=1e-9, check_names=False)
    # The outer border hardly moves.
    assert table.loc["MN", "spread_pp"] < 0.01
    with open(run / "results/tables/indicators.csv", encoding="utf-8-sig", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["indicator_id"] == "Q04"]
    found = {row["unit_id"]: float(row["value"]) for row in rows}
    assert found == pytest.approx(table["spread_pp"].to_dict())


def test_three_provinces_agree_with_plain_geopandas(run, table):
    licences = gpd.read_parquet(run / "interim" / "standardised" / "licences.parquet")
    licensed = licences[licences["counted"]].geometry.union_all()
    older = gpd.read_file(OLDER, layer="county").to_crs(ALBERS).dissolve("region_name").geometry
    official = gpd.read_file(OFFICIAL).to_crs(ALBERS).dissolve("ADM1_EN").geometry
    for unit_id, name, official_name in (
        ("MN-053", "Ömnögovi", "Omnogovi"),
        ("MN-049", "Selenge", "Selenge"),
        ("MN-073", "Arhangay", "Arxangai"),
    ):
        row = table.loc[unit_id]
        for shapes, key, suffix in ((official, official_name, ""), (older, name, "_other")):
            whole, under = shapes[key].area, shapes[key].intersection(licensed).area
            assert row[f"area{suffix}_km2"] == pytest.approx(whole / 1e6, rel=1e-6)
            assert row[f"licensed{suffix}_ha"] == pytest.approx(under / 1e4, rel=1e-6)
            assert row[f"licensed{suffix}_pct"] == pytest.approx(100 * under / whole, rel=1e-6)
