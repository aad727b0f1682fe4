"""The workflow inside another one, and the tools of Snakemake on it."""

import csv
import zipfile

from workflow_runner import snakemake

IMPORTING = """
configfile: "all.yaml"


module nutag:
    snakefile:
        "{code}/workflow/Snakefile"
    config:
        config["nutag"]
    prefix:
        "mining"


use rule * from nutag as nutag_*


rule count_provinces:
    input:
        "mining/results/tables/indicators.csv",
    output:
        "provinces.txt",
    shell:
        "grep -c '^province,.*,R01,' {{input}} > {{output}}"
"""


def test_another_workflow_imports_this_one(tmp_path, code):
    (tmp_path / "Snakefile").write_text(IMPORTING.format(code=code), "utf-8")
    (tmp_path / "all.yaml").write_text("nutag:\n  maps: {classes: 4}\n", "utf-8")
    run = snakemake(tmp_path, "--cores", "2", "provinces.txt", package=code)
    assert run.status == 0, run.output
    assert "Traceback" not in run.output
    assert (tmp_path / "provinces.txt").read_text().strip() == "22"
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {".snakemake", "Snakefile", "all.yaml", "mining", "provinces.txt"}
    with open(
        tmp_path / "mining" / "results" / "tables" / "indicators.csv",
        encoding="utf-8-sig",
        newline="",
    ) as handle:
        rows = list(csv.DictReader(handle))
    country = next(r for r in rows if r["indicator_id"] == "R01" and r["unit_id"] == "MN")
    assert float(country["value"]) == 1109.3
    again = snakemake(tmp_path, "--cores", "2", "provinces.txt", package=code)
    assert "Nothing to be done" in again.output


def test_report_is_built_with_captions(bundled, tmp_path):
    report = tmp_path / "report.zip"
    run = snakemake(bundled, "--report", str(report))
    assert run.status == 0, run.output
    with zipfile.ZipFile(report) as archive:
        names = archive.namelist()
        assert any(name.endswith("report.html") for name in names)
        pages = [archive.read(n).decode("utf-8") for n in names if n.endswith("report.html")]
    (page,) = pages
    for category in ("Overview", "Maps", "Tables", "Checks"):
        assert category in page
    assert "One row a problem of the input" in page  # a caption


def test_lint_has_nothing_to_say(code, tmp_path):
    run = snakemake(tmp_path, "--lint", code=code)
    assert run.status == 0, run.output
    assert "Congratulations" in run.output


def test_own_configuration_in_the_folder_of_the_run_is_laid_over_the_defaults(code, tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.yaml").write_text("maps:\n  classes: 1\n", "utf-8")
    run = snakemake(tmp_path, "--dry-run", code=code)
    assert run.status != 0
    assert "maps.classes: found 1; expected a number of 2 or more" in run.output
    assert "no key" not in run.output
