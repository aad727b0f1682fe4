"""Bad input through the whole workflow: a message that helps, no traceback, no heavy work."""

import csv
import json
from pathlib import Path

import pytest
import yaml
from workflow_runner import Run, snakemake

TARGET = "results/tables/indicators.csv"


class Spoiled:
    """A folder of a run with some spoiled copies of bundled files."""

    def __init__(self, folder: Path, code: Path):
        self.folder = folder
        self.code = code
        self.config: dict = {}

    def table(self, name: str) -> list[dict[str, str]]:
        with open(self.code / "data" / name, encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    def put(self, role: str, name: str, rows: list[dict[str, str]], **block) -> None:
        """Write a table and configure it; the workflow finds it in the folder of the run."""
        path = self.folder / "data" / "user" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        self.use(role, path=f"data/user/{name}", **block)

    def use(self, role: str, **block) -> None:
        self.config.setdefault("datasets", {})[role] = block

    def run(self, *targets: str) -> Run:
        own = self.folder / "mine.yaml"
        own.write_text(yaml.safe_dump(self.config), "utf-8")
        return snakemake(self.folder, *targets, "--configfile", str(own), code=self.code)


@pytest.fixture
def spoiled(tmp_path, code) -> Spoiled:
    return Spoiled(tmp_path, code)


def assert_stopped(run: Run, folder: Path, *sentences: str) -> None:
    assert run.status != 0
    assert "nutag stopped: the input needs mending." in run.output
    assert "Traceback" not in run.output, run.output
    for sentence in sentences:
        assert sentence in run.output, run.output
    # Where people live is laid on the land of soums alone, whatever the licences are.
    made = [p.name for heavy in ("measured", "computed") for p in folder.glob(f"interim/{heavy}/*")]
    assert [name for name in made if not name.startswith("population_surface")] == []
    stops = folder / "results" / "checks" / "stopped.csv"
    assert list(folder.glob("results/*/*")) == [stops]
    messages = [row["message"] for row in _rows(stops)]
    assert {row["severity"] for row in _rows(stops)} == {"stop"}
    # The terminal shows the same sentences, each after a dash.
    assert all(f"- {message}" in run.output for message in messages), (messages, run.output)
    assert not (folder / "results" / "index.html").exists()


def test_missing_file(spoiled):
    spoiled.use("licences", path="data/licence.csv")
    run = spoiled.run()
    assert_stopped(
        run,
        spoiled.folder,
        "licences (data/licence.csv): found no such file; expected a file with data.",
        "Mend `datasets.licences.path`",
        "licences.csv",
    )
    assert not (spoiled.folder / "interim").exists()


def test_empty_file(spoiled):
    (spoiled.folder / "empty.csv").write_bytes(b"")
    spoiled.use("rehabilitation", path="empty.csv")
    assert_stopped(spoiled.run(), spoiled.folder, "rehabilitation (empty.csv): found an empty file")


def test_file_with_a_header_and_no_rows(spoiled):
    (spoiled.folder / "header.csv").write_text("code,stage\n", "utf-8")
    spoiled.use("licences", path="header.csv")
    assert_stopped(spoiled.run(TARGET), spoiled.folder, "licences (header.csv): found no rows")


def test_all_faults_of_the_configuration_are_listed_at_once(spoiled):
    spoiled.config = {
        "nonsense": 1,
        "maps": {"classes": 99},
        "measuring": {"licensed_area_from": "guesses"},
        "indicators": {"catalogue": "data/none.yaml"},
        "datasets": {
            "licences": {"path": "data/licences.csv", "colums": {"code": "no"}},
            "population": {"path": "data/people.csv"},
        },
    }
    run = spoiled.run()
    assert_stopped(
        run,
        spoiled.folder,
        "found unknown key `nonsense`",
        "found unknown key `colums`",
        "Did you mean `columns`?",
        "maps.classes: found 99",
        "found 'guesses'; expected one of statistics, polygons",
        "population (data/people.csv): found no such file",
        "indicators.catalogue: found data/none.yaml",
    )
    assert not (spoiled.folder / "interim").exists()


def test_wrong_columns_of_two_datasets_are_reported_in_one_run(spoiled):
    licences = [
        {("stag" if k == "stage" else k): v for k, v in row.items()}
        for row in spoiled.table("licences.csv")
    ]
    people = [
        {("folk" if k == "people" else k): v for k, v in row.items()}
        for row in spoiled.table("population.csv")
    ]
    spoiled.put("licences", "licences.csv", licences)
    spoiled.put("population", "people.csv", people)
    assert_stopped(
        spoiled.run(),
        spoiled.folder,
        "licences (data/user/licences.csv): found the columns licence_id (",
        "expected also `stage`",
        "Paste under `datasets.licences` and mend: `columns: {stage: stag}`",
        "population (data/user/people.csv): found the columns",
        "expected also `people`",
    )


def test_missing_crs(spoiled):
    """Metres of UTM zone 48 without a word about it are not taken for degrees."""
    square = "POLYGON ((500000 4900000, 510000 4900000, 510000 4910000, 500000 4900000))"
    row = {"code": "MV-000001", "stage": "mining", "geometry_wkt": square}
    spoiled.put("licences", "utm.csv", [row])
    assert_stopped(
        spoiled.run(TARGET),
        spoiled.folder,
        "licences (data/user/utm.csv): found values 500000-510000 and 4900000-4910000, which look",
        "Set `datasets.licences.crs` to the zone of the file",
    )


def test_duplicate_soum_code(spoiled):
    rows = spoiled.table("soums.csv")
    spoiled.put("soums", "soums.csv", [*rows, rows[0]])
    assert_stopped(
        spoiled.run(TARGET),
        spoiled.folder,
        f"{rows[0]['soum_id']} more than once (rows 2, 341)",
        "expected each once",
    )


# A square in Umnugovi, and the same with its corners in a wrong order (a bow-tie).
SQUARE = "POLYGON ((104 43, 104.1 43, 104.1 43.1, 104 43.1, 104 43))"
BOW_TIE = "POLYGON ((105 43, 105.1 43.1, 105.1 43, 105 43.1, 105 43))"
ABROAD = "POLYGON ((30 50, 30.1 50, 30.1 50.1, 30 50.1, 30 50))"
SECOND = "POLYGON ((106 45, 106.1 45, 106.1 45.1, 106 45.1, 106 45))"
REGISTER = [
    # code, status, declared, province, geometry
    ("MV-000001", "in_force", "900", "Umnugovi", SQUARE),
    ("MV-000002", "in_force", "450", "", BOW_TIE),
    ("MV-000003", "in_force", "", "", "POLYGON EMPTY"),
    ("MV-000004", "in_force", "", "", ABROAD),
    ("MV-000005", "in_force", "", "", SECOND),
    ("MV-000005", "in_force", "", "", SECOND),
    ("MV-000006", "in_force", "", "", SQUARE),
    ("MV-000006", "in_force", "", "", SECOND),
    ("MV-000007", "in_force", "-5", "Umnugovii", "POLYGON (oops"),
    ("MV-000008", "ended", "", "", SQUARE),
    ("", "in_force", "", "", SECOND),
]


@pytest.fixture(scope="module")
def with_bad_rows(tmp_path_factory, code):
    """One run with every kind of bad row, up to the checks."""
    spoiled = Spoiled(tmp_path_factory.mktemp("bad_rows"), code)
    names = ("code", "status", "area_declared_ha", "province_id", "geometry_wkt")
    rows = [{"stage": "mining", **dict(zip(names, row, strict=True))} for row in REGISTER]
    spoiled.put("licences", "register.csv", rows, coverage="complete", crs="EPSG:4326")
    figures = spoiled.table("rehabilitation.csv")
    figures[1]["value_ha"] = "-562.6"  # UL002, row 3
    figures[2]["province_id"] = "Bayanhongor-Ost"  # UL003, row 4
    spoiled.put("rehabilitation", "figures.csv", figures)
    run = spoiled.run("results/checks/issues.csv", TARGET)
    assert run.status == 0, run.output
    assert "Traceback" not in run.output
    return spoiled.folder


def _rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize(
    ("dataset", "code_of_issue", "source_row", "words"),
    [
        ("licences", "licence.invalid_ring", "3", "Self-intersection"),
        ("licences", "licence.no_geometry", "4", "no geometry"),
        ("licences", "licence.outside_country", "5", "wholly outside the country"),
        ("licences", "licence.duplicate", "6", "2 rows with the same number and place"),
        ("licences", "licence.duplicate_code", "8", "different places"),
        ("licences", "licence.negative_area", "10", "-5 ha"),
        ("licences", "place.unknown_province", "10", "nearest: Umnugovi (MN-053)"),
        ("licences", "geometry.wkt", "10", "'POLYGON (oops'"),
        ("licences", "licence.no_code", "12", "an empty cell"),
        ("rehabilitation", "rehabilitation.negative", "3", "-562.6 ha"),
        ("rehabilitation", "place.unknown_province", "4", "Bayankhongor (MN-069)"),
    ],
)
def test_bad_row_is_in_the_issues(with_bad_rows, dataset, code_of_issue, source_row, words):
    found = [
        issue
        for issue in _rows(with_bad_rows / "results" / "checks" / "issues.csv")
        if (issue["dataset"], issue["code"]) == (dataset, code_of_issue)
    ]
    assert source_row in {issue["source_row"] for issue in found}, found
    assert any(words in issue["message"].replace("`", "") for issue in found), found
    assert all(issue["action"] for issue in found)


def test_no_row_vanishes(with_bad_rows):
    """Eleven rows: MV-1, 2, 3, 5 and 7 count, and of each of the six others it is said why not."""
    ladder = {
        row["step"]: row
        for row in _rows(with_bad_rows / "results" / "checks" / "reconciliation.csv")
        if row["check"] == "ladder" and row["dataset"] == "licences"
    }
    assert {step: int(row["rows"]) for step, row in ladder.items()} == {
        "rows in": 11,
        "parsed": 10,  # without 1 without a number
        "geometry": 10,
        "distinct": 7,  # without 1 duplicate, 2 of one number
        "in force": 6,
        "in the country": 3,  # without 1 abroad; MV-3 and MV-7 have no place at all
        "counted": 3,
    }
    for step, reason in (
        ("parsed", "1 no licence number"),
        ("geometry", "2 of them without a boundary"),
        ("distinct", "1 duplicate"),
        ("distinct", "2 duplicate number"),
        ("in force", "1 not in force"),
        ("in the country", "1 outside the country, 2 licences without a place"),
    ):
        assert reason in ladder[step]["note"]


def test_areas_of_the_ladder_add_up(with_bad_rows):
    """Of the three with land, two are whole squares and one is half a square (a bow-tie)."""
    ladder = {
        row["step"]: float(row["area_ha"])
        for row in _rows(with_bad_rows / "results" / "checks" / "reconciliation.csv")
        if row["check"] == "ladder" and row["dataset"] == "licences" and row["area_ha"]
    }
    assert ladder["counted"] == pytest.approx(ladder["in the country"], abs=1e-3)
    # What lies abroad has no hectares, and of the others nothing lies outside the soums.
    assert ladder["in the country"] == pytest.approx(ladder["in force"], abs=1e-3)
    assert ladder["geometry"] == ladder["parsed"]
    assert ladder["parsed"] > ladder["distinct"] > ladder["in force"] > 0


def test_a_negative_figure_is_left_out_of_the_sum(with_bad_rows):
    country = next(
        row
        for row in _rows(with_bad_rows / TARGET)
        if row["indicator_id"] == "R01" and row["unit_level"] == "country"
    )
    assert float(country["value"]) == pytest.approx(46.7)
    assert (country["n"], country["n_of"]) == ("1", "22")


def test_a_block_keeps_nothing_of_the_file_it_replaces(spoiled):
    """A credit line is about one file; but what is said again on purpose holds."""
    rows = spoiled.table("licences.csv")
    spoiled.put("licences", "mine.csv", rows, status_missing="in_force", version="2026")
    run = spoiled.run("results/provenance.json")
    assert run.status == 0, run.output
    provenance = json.loads((spoiled.folder / "results" / "provenance.json").read_text("utf-8"))
    assert provenance["config"]["datasets"]["licences"] == {
        "path": "data/user/mine.csv",
        "status_missing": "in_force",
        "version": "2026",
    }
    inputs = {entry["dataset"]: entry for entry in provenance["inputs"]}
    assert inputs["licences"]["attribution"] is None
    assert "National Statistics Office" in inputs["population"]["attribution"]


def test_what_stopped_a_run_is_forgotten_by_the_run_that_succeeds(spoiled):
    target, stops = "interim/standardised/population.parquet", Path("results/checks/stopped.csv")
    (spoiled.folder / "people.csv").write_text("soum_id,year,folk\nMN4625,2012,9\n", "utf-8")
    spoiled.use("population", path="people.csv")
    assert spoiled.run(target).status != 0
    assert [row["code"] for row in _rows(spoiled.folder / stops)] == ["file.columns"]
    spoiled.use("population", path="nowhere.csv")
    assert spoiled.run(target).status != 0
    assert [row["code"] for row in _rows(spoiled.folder / stops)] == ["file.missing"]
    spoiled.config = {}
    assert spoiled.run(target).status == 0
    assert not list(spoiled.folder.rglob("*stopped.csv"))
