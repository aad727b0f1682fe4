"""`make real`: the ready blocks, from a server on this computer, with a register that is named."""

import csv
import io
import shutil
import subprocess
import zipfile

import minicountry as mini_land
import numpy as np
import pytest
import yaml
from minicountry import BARUUN, DUND, SOUMS, ZUUN
from rasterfiles import write_raster
from webserver import ranged, running
from workflow_runner import ROOT, snakemake

READY = ROOT / "config" / "datasets"


def boundaries_zip(folder) -> bytes:
    """Draw the soums as the COD-AB file has them, beside another Shapefile in one zip."""
    soums = mini_land.boundaries().assign(
        adm2_pcode=list(SOUMS),
        adm2_name=[row["name_en"] for row in mini_land.soums()],
        adm2_name1=[row["name_mn"] for row in mini_land.soums()],
        adm1_pcode=[row["province_id"] for row in mini_land.soums()],
    )
    soums.drop(columns="PCODE").to_file(folder / "mng_admin2.shp", encoding="utf-8")
    soums[["adm1_pcode", "geometry"]].to_file(folder / "mng_admin1.shp")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)
    return packed.getvalue()


def people_tif(path) -> bytes:
    """Draw ten people on each square kilometre of the land, twenty in Zuun."""
    cells = np.full((12, 32), 10, dtype="float32")
    cells[:, 21:] = 20
    write_raster(path, cells, left=-1000, top=11_000, nodata=None)
    return path.read_bytes()


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as started:
        yield started


def test_the_ready_blocks_are_fetched_and_used(mini, code, server, tmp_path_factory):
    drawn = tmp_path_factory.mktemp("drawn")
    (drawn / "zip").mkdir()
    server.paths = {
        "/mng_admin_boundaries.shp.zip": ranged(boundaries_zip(drawn / "zip")),
        "/mng_ppp_2020_1km_Aggregated_UNadj.tif": ranged(people_tif(drawn / "people.tif")),
    }
    files = ["mini.yaml"]
    for name in ("cod_ab_soums", "worldpop_population"):
        config = yaml.safe_load((READY / f"{name}.yaml").read_text("utf-8"))
        ((_, block),) = config["datasets"].items()
        block["url"] = server.url("/" + block["url"].rpartition("/")[2])
        (mini / f"{name}.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
        files.append(f"{name}.yaml")
    layers = ["--configfile", *(str(mini / name) for name in files)]
    fetched = snakemake(mini, "fetch", *layers, code=code)
    assert fetched.status == 0, fetched.output
    run = snakemake(mini, "results/tables/indicators.csv", *layers, code=code)
    assert run.status == 0, run.output
    with open(mini / "results/tables/indicators.csv", encoding="utf-8-sig", newline="") as handle:
        people = {
            row["unit_id"]: (float(row["value"]), row["year"])
            for row in csv.DictReader(handle)
            if row["indicator_id"] == "U02" and row["value"]
        }
    assert people[BARUUN] == people[DUND] == (1000, "2020")
    assert people[ZUUN] == (2000, "2020")
    assert people["MN"] == (4000, "2020")


def make(*arguments):
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_real_wants_a_register_and_lays_it_over_the_ready_blocks(tmp_path):
    for arguments in ([], [f"LICENCES={tmp_path / 'nowhere.gpkg'}"]):
        run = make("real", *arguments)
        assert run.returncode == 2
        assert "make real LICENCES=data/user/register.gpkg" in run.stdout
    assert f"There is no file {tmp_path / 'nowhere.gpkg'}" in run.stdout

    register, block = tmp_path / "register.gpkg", tmp_path / "register.yaml"
    for path in (register, block):
        path.touch()
    ready = "config/real.yaml config/datasets/cod_ab_soums.yaml "
    ready += "config/datasets/worldpop_population.yaml"
    for named, laid in (
        (register, f'--config \'datasets={{"licences": {{"path": "{register}", "coverage"'),
        (block, f"{ready} {block}"),
    ):
        lines = make("--dry-run", "real", f"LICENCES={named}").stdout.splitlines()
        fetch, run = (line for line in lines if "snakemake " in line)
        assert "snakemake fetch" in fetch
        assert "snakemake fetch" not in run
        assert all(ready in line and laid in line for line in (fetch, run))
