"""A place that is not recognised: the file of a run, filled in, solves it in the next one."""

import csv

import geopandas as gpd
import minicountry as mini_land
from minicountry import EAST
from workflow_runner import snakemake


def test_unmatched_places_filled_in_are_recognised(mini, code):
    register = mini_land.register()
    register["aimag"] = register["aimag"].mask(register["aimag"] == EAST, "Зүүн хязгаар")
    register.to_file(mini / "licences.gpkg", layer="licences")
    target = "results/checks/unmatched.csv"
    run = snakemake(mini, target, "--configfile", str(mini / "mini.yaml"), code=code)
    assert run.status == 0, run.output
    with open(mini / target, encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [(row["column"], row["found"]) for row in rows] == [("province_id", "Зүүн хязгаар")]

    rows[0]["fill_in"] = EAST
    mini_land.write_rows(mini / "filled.csv", rows)
    config = mini_land.read_config(mini)
    config["datasets"]["aliases"] = {"path": "filled.csv"}
    mini_land.write_config(mini, config)
    run = snakemake(mini, target, "--configfile", str(mini / "mini.yaml"), code=code)
    assert run.status == 0, run.output
    with open(mini / target, encoding="utf-8-sig", newline="") as handle:
        assert list(csv.DictReader(handle)) == []
    licences = gpd.read_parquet(mini / "interim" / "standardised" / "licences.parquet")
    placed = licences.set_index("code")["province_ids"]
    assert placed["MV-000006"] == EAST
