"""The register of 2018 in the official boundaries, through configuration alone.

The licences are taken as they are: none of their rows says whether the licence is in force.
"""

import csv
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from workflow_runner import copy_repository, snakemake

from nutag.vertices_shown import PAGE_BUDGET_MB

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FILES = [REAL / "mng_adm2_cod-ab_v3.gpkg", REAL / "mng_eiti_licences_2018.gpkg"]
CONFIG = Path(__file__).with_name("config_2018.yaml")
AREAS = ["sum_ha", "union_ha", "mining_ha", "exploration_only_ha"]
ALBERS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m"
KM2_HA = 100
GIB_MB = 1024

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in FILES),
    reason="official boundaries and the 2018 register are not beside the checkout (../shared/data)",
)


@pytest.fixture(scope="module")
def run_2018(tmp_path_factory) -> Path:
    code = copy_repository(tmp_path_factory.mktemp("code_2018") / "nutag")
    folder = tmp_path_factory.mktemp("run_2018")
    own = folder / "register_2018.yaml"
    own.write_text(CONFIG.read_text("utf-8").replace("REAL", REAL.as_posix()), "utf-8")
    run = snakemake(folder, "--configfile", str(own), code=code)
    assert run.status == 0, run.output
    assert "Traceback" not in run.output
    (folder / "run.txt").write_text(f"{run.seconds:.1f}", "utf-8")
    return folder


@pytest.fixture(scope="module")
def units(run_2018) -> pd.DataFrame:
    return pd.read_parquet(run_2018 / "interim" / "measured" / "units.parquet")


@pytest.fixture(scope="module")
def soums(run_2018) -> gpd.GeoDataFrame:
    return gpd.read_parquet(run_2018 / "interim" / "standardised" / "soums.parquet")


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def ladder_of(folder: Path) -> dict[str, dict[str, str]]:
    return {
        row["step"]: row
        for row in rows_of(folder / "results" / "checks" / "reconciliation.csv")
        if row["check"] == "ladder" and row["dataset"] == "licences"
    }


def km2(row: dict[str, str]) -> float:
    return float(row["area_ha"]) / KM2_HA


def areas_km2(edge_deg: float | None = None) -> tuple[float, float]:
    """Return sum and union of the register by geopandas alone.

    Corners projected as they are make straight edges of lines drawn along parallels; short edges
    keep their course, and the licences of one line no longer overlap.
    """
    register = gpd.read_file(FILES[1])
    register = register[~register["license_number"].str.startswith("ГТБХГ")]
    shapes = register.geometry.make_valid()
    if edge_deg:
        shapes = shapes.segmentize(edge_deg)
    projected = shapes.to_crs(ALBERS).make_valid()
    return projected.area.sum() / 1e6, projected.union_all().area / 1e6


def test_the_boundaries_are_those_of_the_official_register(run_2018, soums):
    provinces = gpd.read_parquet(run_2018 / "interim" / "standardised" / "provinces.parquet")
    assert (len(soums), len(provinces)) == (339, 22)
    assert set(soums["boundary_quality"]) == {"surveyed"}
    # 1,564,876.6 km2 in the projection that the file was described in, which is another one.
    assert soums["area_ha"].sum() / KM2_HA == pytest.approx(1_564_876.6, abs=0.1)
    assert provinces["area_ha"].sum() == pytest.approx(soums["area_ha"].sum(), rel=1e-9)


def test_every_row_of_the_register_is_accounted_for(run_2018):
    ladder = ladder_of(run_2018)
    assert int(ladder["rows in"]["rows"]) == 3447
    assert int(ladder["parsed"]["rows"]) == 3420
    assert ladder["parsed"]["note"] == "27 rows excluded by the configuration"
    as_given, along_edges = areas_km2(), areas_km2(edge_deg=0.001)
    assert as_given[0] == pytest.approx(87_537, abs=0.5)
    assert km2(ladder["parsed"]) == pytest.approx(along_edges[0], rel=1e-7)
    assert int(ladder["distinct"]["rows"]) == 3412
    assert "8 duplicate" in ladder["distinct"]["note"]
    assert "3,412 rows without a known status" in ladder["in force"]["note"]
    assert int(ladder["counted"]["rows"]) == 3412
    assert as_given[1] == pytest.approx(87_283, abs=0.5)
    # 0.01 km2 lie outside every soum.
    assert km2(ladder["counted"]) + 0.0093 == pytest.approx(along_edges[1], rel=1e-7)


def test_what_is_in_force_is_shown_both_ways(run_2018):
    """None of the rows has a status; the dates say that some have expired."""
    both = {
        row["step"]: (int(row["rows"]), float(row["area_ha"]))
        for row in rows_of(run_2018 / "results" / "checks" / "reconciliation.csv")
        if row["check"] == "in_force_both_ways"
    }
    register = gpd.read_file(FILES[1]).drop_duplicates(["license_number", "geometry"])
    register = register[~register["license_number"].str.startswith("ГТБХГ")]
    newest = register["given_date"].max()
    assert newest == "2018-12-28"
    assert f"as of {newest}, the newest grant" in ladder_of(run_2018)["in force"]["note"]
    left = register[register["expired_date"] >= newest]
    assert both["in force by status"][0] == len(register) == 3412
    assert both["in force by dates"][0] == len(left) == 3249
    # The register declares areas in the plane of the projection, within 0.1 % of the true ones.
    for step, rows in (("in force by status", register), ("in force by dates", left)):
        declared_ha = pd.to_numeric(rows["area_m2"]).sum()
        assert both[step][1] == pytest.approx(declared_ha, rel=1e-3)


def test_land_of_two_holders_is_listed(run_2018):
    pairs = pd.read_csv(run_2018 / "results" / "tables" / "licence_overlaps.csv")
    reported = pairs[(pairs["holders"] == "different") & (pairs["area_ha"] >= 1)]
    register = gpd.read_file(FILES[1]).drop_duplicates("license_number")
    shapes = register.set_index("license_number").geometry.segmentize(0.01).to_crs(ALBERS)
    a, b = (shapes.loc[reported[f"code_{side}"]].to_numpy() for side in "ab")
    common_ha = shapely.area(shapely.intersection(a, b)) / 10_000
    assert reported["area_ha"].tolist() == pytest.approx(common_ha, rel=1e-5)
    (issue,) = (
        row
        for row in rows_of(run_2018 / "results" / "checks" / "issues.csv")
        if row["code"] == "licence.overlap"
    )
    assert float(issue["area_ha_affected"]) == pytest.approx(common_ha.sum(), rel=1e-6)
    assert (len(reported), round(common_ha.sum(), 1)) == (11, 777.9)
    # Without the pairs there is no double counting: sums of pairs are as near as triples allow.
    ladder = ladder_of(run_2018)
    double_ha = float(ladder["in the country"]["area_ha"]) - float(ladder["counted"]["area_ha"])
    assert pairs["area_ha"].sum() == pytest.approx(double_ha, abs=3)


def test_no_declared_area_is_in_doubt(run_2018):
    """The column is called m2 and holds hectares, measured in the plane of the projection."""
    codes = [row["code"] for row in rows_of(run_2018 / "results" / "checks" / "issues.csv")]
    assert codes.count("licence.area_unit_name") == 1
    assert not {"licence.area_unit", "licence.area_unit_of_row", "licence.area_differs"} & {*codes}


def test_pieces_and_what_lies_outside_sum_to_the_licences(run_2018):
    """What lies outside every soum is cut off here with geopandas and compared."""
    ladder = ladder_of(run_2018)
    pieces = pd.read_csv(
        run_2018 / "results" / "tables" / "licence_pieces.csv", encoding="utf-8-sig"
    )
    licences = gpd.read_parquet(run_2018 / "interim" / "standardised" / "licences.parquet")
    counted = licences[licences["counted"]]
    soums = gpd.read_parquet(run_2018 / "interim" / "standardised" / "soums.parquet")
    country = shapely.coverage_union_all(soums.geometry.array)
    crossing = counted[~counted.within(country)]
    outside_ha = crossing.difference(country).area.sum() / 10_000
    assert 0 < outside_ha < 2
    inside_ha = float(ladder["in the country"]["area_ha"])
    assert pieces["area_ha"].sum() == pytest.approx(inside_ha, abs=0.05)
    total_ha = float(ladder["in force"]["area_ha"])
    assert inside_ha + outside_ha == pytest.approx(total_ha, abs=0.05)
    assert f"{outside_ha:.1f} ha outside every soum" in ladder["in the country"]["note"]
    reported = [
        row
        for row in rows_of(run_2018 / "results" / "checks" / "issues.csv")
        if row["code"] in ("licence.partly_outside_units", "licence.outside_units")
    ]
    assert sum(float(row["area_ha_affected"]) for row in reported) == pytest.approx(
        outside_ha, abs=0.2
    )


def test_soums_sum_to_provinces_and_provinces_to_the_country(units, soums):
    """Soums do not overlap, so what is measured on unions adds up as well."""
    tables = {
        level: units[units["unit_level"] == level].set_index("unit_id")[AREAS]
        for level in ("soum", "province", "country")
    }
    parent = soums.set_index("soum_id")["province_id"]
    by_province = tables["soum"].groupby(parent.reindex(tables["soum"].index)).sum()
    pd.testing.assert_frame_equal(
        by_province, tables["province"].loc[by_province.index], rtol=1e-9, check_names=False
    )
    country = tables["country"].loc["MN"]
    assert tables["province"].sum().to_dict() == pytest.approx(country.to_dict(), rel=1e-9)
    union = tables["soum"]["union_ha"]
    parts = tables["soum"]["mining_ha"] + tables["soum"]["exploration_only_ha"]
    pd.testing.assert_series_equal(parts, union, rtol=1e-9, check_names=False)
    assert (tables["soum"]["sum_ha"] >= union - 1e-6).all()


def test_tsengel_is_joined_by_its_name(run_2018, soums):
    """The file has it under 8340, which the statistics use for a place without people."""
    (issue,) = (
        row
        for row in rows_of(run_2018 / "results" / "checks" / "issues.csv")
        if row["code"] == "boundary.matched_by_name"
    )
    assert "an unknown code with the name 'Cengel'" in issue["message"]
    assert "Joined to MN8337 by name and province." in issue["message"]
    tsengel = soums.set_index("soum_id").loc["MN8337"]
    assert tsengel["area_ha"] > 600_000
    (row,) = (
        row
        for row in rows_of(run_2018 / "results" / "tables" / "soums.csv")
        if row["soum_id"] == "MN8337"
    )
    assert row["name_en"] == "Tsengel"
    people = next(
        float(row["value"])
        for row in rows_of(run_2018 / "results" / "tables" / "indicators.csv")
        if (row["unit_id"], row["indicator_id"]) == ("MN8337", "U02")
    )
    assert people > 5_000


def test_shares_are_of_the_measured_land(run_2018, units):
    country = units[units["unit_level"] == "country"].iloc[0]
    share = next(
        row
        for row in rows_of(run_2018 / "results" / "tables" / "indicators.csv")
        if (row["unit_id"], row["indicator_id"]) == ("MN", "L01")
    )
    expected = 100 * country["union_ha"] / (1_564_876.6 * KM2_HA)
    assert float(share["value"]) == pytest.approx(expected, rel=1e-6)
    assert (share["state"], share["year"], share["n"], share["n_of"]) == (
        "value",
        "2018",
        "339",
        "339",
    )


def test_pages_are_written_and_ask_no_other_host(run_2018):
    pages = sorted((run_2018 / "results").rglob("*.html"))
    profiles = [page for page in pages if page.parent.name == "profiles"]
    assert len(profiles) == 22 + 339
    assert {page.name for page in pages} - {page.name for page in profiles} == {
        "index.html",
        "quality.html",
    }
    for page in pages:
        html = page.read_text("utf-8")
        assert re.findall(r'https?://[^"]+\.(?:js|css)', html) == [], page
        if page.name != "quality.html":  # it names files, not who is to be credited
            assert "EITI Mongolia" in html, page
        assert "Global Energy Monitor" not in html, page


def test_the_atlas_stays_within_its_budget(run_2018, capsys):
    page = (run_2018 / "results" / "index.html").read_bytes()
    with capsys.disabled():
        print(f"\nAtlas with 339 soums and 3,420 licences: {len(page) / 1e6:.1f} MB")
    assert len(page) <= PAGE_BUDGET_MB * 1e6
    # Room for the shapes as they were asked for: none was simplified further.
    assert b'"tolerance_m":250' in page


def test_time_and_memory(run_2018, capsys):
    rows = {}
    for path in sorted((run_2018 / "benchmarks").glob("*.tsv")):
        rows[path.stem] = pd.read_csv(path, sep="\t", na_values="-").iloc[0]
    peak = max(row["max_rss"] for row in rows.values())
    heaviest = max(rows, key=lambda name: rows[name]["max_rss"])
    longest = max(rows, key=lambda name: rows[name]["s"])
    with capsys.disabled():
        print(
            f"\nRegister of 2018: whole workflow {(run_2018 / 'run.txt').read_text()} s, overlay "
            f"{rows['measure_licences']['s']:.1f} s; longest job {longest} "
            f"{rows[longest]['s']:.1f} s; peak memory {peak:.0f} MB ({heaviest})"
        )
    assert peak < 1.5 * GIB_MB
