"""Names that a browser, a spreadsheet or a file system would act on go through a whole run."""

import csv
import re
from pathlib import Path

import minicountry
import pytest
from python_calamine import CalamineWorkbook
from workflow_runner import copy_repository, snakemake

SCRIPT = "<script>alert('hostile')</script>"
IMAGE = '"><img src=x onerror=hostile()>'
FORMULA = "=cmd|' /C hostile'!A0"
PATH = "../../../hostile"
# What a run may write to, beside what Snakemake keeps for itself.
FOLDERS = {"results", "interim", "logs", "benchmarks", ".snakemake", "data"}


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """Run the mini country with hostile codes, holders and names of places; return its folder."""
    base = tmp_path_factory.mktemp("hostile")
    code = copy_repository(base / "code")
    folder = base / "run"
    folder.mkdir()
    minicountry.write_country(folder)
    register = minicountry.register()
    register.loc[0, "code"] = PATH
    register["holder"] = [SCRIPT, IMAGE, FORMULA, PATH, "C:\\hostile", "Говь ХХК"]
    register.to_file(folder / "licences.gpkg", layer="licences")
    provinces = minicountry.provinces()
    provinces[0] |= {"name_en": f"West {SCRIPT}", "name_mn": FORMULA, "aliases": "West"}
    minicountry.write_rows(folder / "provinces.csv", [{"aliases": "", **p} for p in provinces])
    soums = minicountry.soums()
    soums[0]["name_en"] = IMAGE
    soums[1]["name_en"] = PATH
    minicountry.write_rows(folder / "soums.csv", soums)
    before = {path for path in base.rglob("*") if not path.is_relative_to(code)}
    before_code = set(code.rglob("*"))
    done = snakemake(folder, "--configfile", str(folder / "mini.yaml"), code=code)
    assert done.status == 0, done.output
    assert set(code.rglob("*")) == before_code
    written = {p for p in base.rglob("*") if not p.is_relative_to(code)} - before
    assert {path.relative_to(folder).parts[0] for path in written} <= FOLDERS
    return folder


def test_no_file_is_called_by_a_name_of_the_data(run):
    assert [path for path in run.parents[1].rglob("*hostile*") if run in path.parents] == []


def test_names_are_text_in_every_page(run):
    pages = list((run / "results").rglob("*.html"))
    assert len(pages) >= 3
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert SCRIPT not in html, page
        assert not re.search(r"<img[^>]+onerror", html), page
    index = (run / "results" / "index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(" in index or "\\u003cscript\\u003ealert(" in index


def test_names_are_text_in_every_table(run):
    seen = set()
    for path in (run / "results").rglob("*.csv"):
        with open(path, encoding="utf-8-sig", newline="") as handle:
            cells = [cell for row in csv.reader(handle) for cell in row]
        assert not [c for c in cells if c.startswith(("=", "@")) or c.startswith("+cmd")], path
        seen |= {cell for cell in cells if "hostile" in cell}
    assert {SCRIPT, PATH, f"'{FORMULA}"} <= seen
    book = CalamineWorkbook.from_path(run / "results" / "tables" / "nutag.xlsx")
    cells = {
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
        if isinstance(cell, str)
    }
    assert FORMULA in cells or f"'{FORMULA}" in cells


def test_the_run_says_what_it_found(run):
    with open(run / "results" / "checks" / "issues.csv", encoding="utf-8-sig", newline="") as file:
        codes = {(row["dataset"], row["code"]) for row in csv.DictReader(file)}
    assert {
        ("licences", "text.markup"),
        ("licences", "text.formula"),
        ("provinces", "text.markup"),
        ("provinces", "text.formula"),
        ("soums", "text.markup"),
    } <= codes
