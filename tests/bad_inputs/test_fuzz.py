"""Valid datasets corrupted at random: no traceback, and no row that vanishes without a word.

`make fuzz` runs more cases than `make test`; a case is repeated with FUZZ_CASE=number.
"""

import os
import random
import shutil
from pathlib import Path

import minicountry
import pandas as pd
import pytest
from corruption import corrupted
from lands import Land, Outcome

from nutag.issues import IssueLog
from nutag.readers import read_raw
from nutag.registry import Dataset

CASES = int(os.environ.get("FUZZ_CASES", "200"))
ONLY = os.environ.get("FUZZ_CASE")
# Cases a test: few enough to find the case, many enough to share the set-up.
A_TEST = 25

FILES = {
    "provinces": "provinces.csv",
    "soums": "soums.csv",
    "soum_boundaries": "soum_boundaries.csv",
    "licences": "licences.csv",
    "licence_statistics": "statistics.csv",
    "rehabilitation": "figures.csv",
    "survey_coverage": "survey.csv",
    "population": "people.csv",
    "livestock": "livestock.csv",
}
# Rows that are no fault, with the step of the ladder that says so.
NO_FAULT = {"not in force", "no licence number"}


@pytest.fixture(scope="module")
def valid(tmp_path_factory) -> Land:
    """The mini country as text files only, with every column that a role may have."""
    land = Land(tmp_path_factory.mktemp("valid"))
    folder = land.folder
    register = minicountry.register().to_crs("EPSG:4326")
    table = pd.DataFrame(register.drop(columns="geometry"))
    table["geometry_wkt"] = register.geometry.to_wkt(rounding_precision=9)
    table["status"] = "in_force"
    table["granted"], table["expires"] = "2010-03-01", "2030-03-01"
    table["area_declared_ha"] = [400, 400, 300, 400, 200, 50]
    more = table.iloc[:4].assign(code=["MV-000011", "XV-000012", "MV-000013", "XV-000014"])
    more.loc[more.index[0], "status"] = "ended"
    pd.concat([table, more]).to_csv(folder / "licences.csv", index=False)
    land.use("licences", "licences.csv", crs="EPSG:4326")
    boundaries = minicountry.boundaries().to_crs("EPSG:4326")
    outlines = pd.DataFrame({"PCODE": boundaries["PCODE"]})
    outlines["name_en"] = ["Baruun", "Dund", "Zuun"]
    outlines["geometry_wkt"] = boundaries.geometry.to_wkt(rounding_precision=9)
    outlines.to_csv(folder / "soum_boundaries.csv", index=False)
    land.use(
        "soum_boundaries",
        "soum_boundaries.csv",
        columns={"soum_id": "PCODE"},
        crs="EPSG:4326",
        boundary_quality="surveyed",
    )
    statistics = [
        {"province_id": unit, "period": "2012-12", "stage": stage, "count": 3, "area_ha": area}
        for unit, area in (("West", 900), ("East", 300), ("", 1200))
        for stage in ("total", "mining")
    ]
    minicountry.write_rows(folder / "statistics.csv", statistics)
    land.use("licence_statistics", "statistics.csv")
    return land


def test_the_valid_country_has_no_fault(valid):
    outcome = valid.run()
    assert not outcome.stopped
    assert lost_rows(valid.folder, outcome) == {}


@pytest.mark.parametrize("start", range(0, CASES, A_TEST) if ONLY is None else [int(ONLY)])
def test_no_case_ends_in_a_traceback_or_loses_a_row(valid, tmp_path, start):
    faults = []
    for case in range(start, min(start + A_TEST, CASES)) if ONLY is None else [start]:
        fault = run_case(valid, tmp_path / str(case), case)
        if fault:
            faults.append(fault)
    assert faults == [], "\n".join(faults)


def run_case(valid: Land, folder: Path, case: int) -> str:
    """Return what is wrong with a case in words, or nothing."""
    rng = random.Random(case)
    shutil.copytree(valid.folder, folder, ignore=shutil.ignore_patterns("results"))
    role = rng.choice([*FILES, *("licences",) * 6, *("rehabilitation",) * 2])
    path = folder / FILES[role]
    data, done = corrupted(path.read_bytes(), rng)
    path.write_bytes(data)
    words = f"FUZZ_CASE={case}: {role} with {', '.join(done)}"
    land = Land.__new__(Land)
    land.folder, land.config = folder, valid.config
    try:
        # The indicators take most of the time and see clean tables only.
        outcome = land.run(compute=case % 5 == 0)
        if outcome.stopped:
            return "" if says_what_to_do(outcome) else f"{words}: {outcome.stopped}"
        lost = lost_rows(folder, outcome)
        return f"{words}: lost {lost}" if lost else ""
    except Exception as error:
        return f"{words}: {type(error).__name__}: {error}"
    finally:
        if ONLY is None:
            shutil.rmtree(folder)


def says_what_to_do(outcome: Outcome) -> bool:
    return all(row["found"] and row["expected"] and row["action"] for row in outcome.issues)


def rows_in_issues(outcome: Outcome, dataset: str) -> set[int]:
    rows: set[int] = set()
    for issue in outcome.issues:
        if issue["dataset"] == dataset:
            cells = (issue["source_row"], *issue["source_rows"].split(";"))
            rows |= {int(float(cell)) for cell in cells if cell}
    return rows


def lost_rows(folder: Path, outcome: Outcome) -> dict[str, list[int] | str]:
    """Return the rows of each dataset that neither count nor have an issue."""
    tables, lost = outcome.tables, {}
    licences = tables["licences"]
    fine = licences["counted"] | licences["reason"].isin(NO_FAULT)
    kept = {
        "licences": licences.loc[fine, "source_row"],
        "rehabilitation": tables["rehabilitation"]["source_row"],
        "survey_coverage": tables["survey_coverage"]["source_row"],
        "licence_statistics": tables["licence_statistics"]["source_row"],
        "population": tables["population"]["source_row"],
        "livestock": tables["livestock"]["source_row"],
        "provinces": tables["provinces"]["source_row"],
        "soums": tables["soums"]["source_row"],
    }
    for dataset, rows in kept.items():
        missing = written_rows(folder / FILES[dataset]) - set(rows)
        missing -= rows_in_issues(outcome, dataset)
        if missing:
            lost[dataset] = sorted(missing)
    return lost


def written_rows(path: Path) -> set[int]:
    """Return the numbers of the rows that a reader of this text has to see."""
    dataset = Dataset(role="population", path=path, label=path.name)
    return set(read_raw(dataset, IssueLog("population"))["source_row"])
