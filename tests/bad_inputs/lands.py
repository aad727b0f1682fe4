"""One land in a folder, one spoiled dataset block, one run in this process up to the checks."""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import minicountry
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.conservation import LOST
from nutag.context import measure_context
from nutag.context_layers import points_outside, rows_without_place
from nutag.contracts import checked
from nutag.coverage import Coverage, check_places, measure_coverage
from nutag.csvfile import to_csv
from nutag.data_files import dataset_files, find_file
from nutag.edition_coverage import measure_edition
from nutag.holder_table import holder_table
from nutag.indicators import Inputs, Settings, compute_indicators
from nutag.indicators.checks import check_indicators
from nutag.indicators.inputs import no_context
from nutag.issues import InputError, IssueLog, issue_frame
from nutag.reconciliation import join_issues, reconcile
from nutag.registry import LAYERS, RASTERS, Dataset
from nutag.run_config import run_config
from nutag.standardise.whole import standardise
from nutag.unmatched import unmatched_places
from nutag.zones import make_zones

NOT_COMPUTED = pd.DataFrame(columns=["unit_id", "indicator_id"])


@dataclass(frozen=True)
class Outcome:
    """What a run said and counted.

    `stopped` is the text of bad input, or empty; `issues`, `unmatched` and `checks` (those of
    reconciliation.csv) are rows of the files in results/checks, `ladder` maps dataset and step to
    the row, `units` has the hectares of a unit, `indicators` the row of (unit, indicator), `tables`
    the standard tables, `inputs` what the indicators are computed from.
    """

    stopped: str = ""
    issues: list[dict[str, str]] = field(default_factory=list)
    unmatched: list[dict[str, str]] = field(default_factory=list)
    ladder: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    checks: list[dict[str, str]] = field(default_factory=list)
    units: pd.DataFrame = field(default_factory=pd.DataFrame)
    indicators: pd.DataFrame = field(default_factory=pd.DataFrame)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    inputs: Inputs | None = None

    def issue(self, code: str) -> dict[str, str]:
        """Return the only row of results/checks/issues.csv with this code."""
        found = self.all_issues(code)
        assert len(found) == 1, (code, [row["code"] for row in self.issues], self.stopped)
        return found[0]

    def all_issues(self, code: str) -> list[dict[str, str]]:
        return [row for row in self.issues if row["code"] == code]

    def union_ha(self, unit_id: str = "MN") -> float:
        """Return the land under licence of a unit."""
        return float(self.units.loc[unit_id, "union_ha"])

    def count(self, unit_id: str = "MN") -> int:
        """Return the number of licences of a unit."""
        return int(self.units.loc[unit_id, "licence_count"])

    def value(self, indicator_id: str, unit_id: str = "MN") -> float:
        """Return a figure of the indicator table, NaN where there is none."""
        return float(self.indicators.loc[(unit_id, indicator_id), "value"])

    def rows(self, dataset: str, step: str) -> int:
        """Return the rows that are left at a step of the ladder."""
        return int(self.ladder[dataset][step]["rows"])


class Land:
    """The mini country in the folder of a run, for a test to spoil."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        minicountry.write_country(folder)
        self.config = minicountry.read_config(folder)

    def use(self, role: str, path: str, **block: Any) -> None:
        """Configure a dataset; licences keep what the mini country says of its register."""
        if role == "licences":
            block = minicountry.licences_block(path, **block)
        self.config["datasets"][role] = {"path": path, **block}

    def text(self, role: str, text: str, name: str = "spoiled.csv", **block: Any) -> None:
        """Write a text file and configure it."""
        (self.folder / name).write_text(text, encoding="utf-8")
        self.use(role, name, **block)

    def rows(self, role: str, rows: list[dict[str, Any]], **block: Any) -> None:
        """Write rows as CSV and configure them."""
        minicountry.write_rows(self.folder / "spoiled.csv", rows)
        self.use(role, "spoiled.csv", **block)

    def layer(self, role: str, frame: gpd.GeoDataFrame, **block: Any) -> None:
        """Write a GeoPackage and configure it."""
        frame.to_file(self.folder / "spoiled.gpkg", layer="spoiled")
        self.use(role, "spoiled.gpkg", **block)

    def run(self, *, compute: bool = True) -> Outcome:
        """Run standardise, measure, compute and the checks as the jobs of the workflow do."""
        minicountry.write_config(self.folder, self.config)
        try:
            return self._run(compute)
        except InputError as error:
            return Outcome(stopped=str(error), issues=_texts(issue_frame(error.issues)))

    def _run(self, compute: bool) -> Outcome:
        config, roots = run_config(self.folder, self.folder / "mini.yaml")
        parts = standardise(config, roots)
        tables = {name: table for part in parts.values() for name, table in part.tables.items()}
        block, measuring = config["datasets"]["licences"], config["measuring"]
        log = IssueLog("licences", block["path"])
        register = tables["licences"]
        coverage = measure_coverage(
            register,
            tables["soums"],
            country_id=config["country"]["country_id"],
            min_area_ha=measuring["count_min_area_ha"],
            min_share_pct=measuring["count_min_share_pct"],
            common_code=measuring["common_mineral_code"],
            threads=1,
            log=log,
        )
        check_places(coverage, block.get("coverage", "sample"), log)
        log.stop_if_needed()
        tables["licences"] = coverage.licences
        around = IssueLog("layers")
        context = self._context(config, roots, tables, coverage, around)
        told = issue_frame([*parts["layers"].issues, *around])
        inputs = Inputs(
            provinces=tables["provinces"],
            soums=tables["soums"],
            coverage=coverage.units,
            statistics=tables["licence_statistics"],
            rehabilitation=tables["rehabilitation"],
            survey=tables["survey_coverage"],
            people=tables["population"],
            livestock=tables["livestock"],
            holders=holder_table(
                coverage.licences,
                coverage.places,
                coverage.pieces,
                sample=block.get("coverage", "sample") == "sample",
            ),
            coverage_other=measure_edition(
                register, tables["provinces_other"], config["country"]["country_id"], threads=1
            ),
            context=context,
            rows_without_place=rows_without_place(told),
            points_outside=points_outside(told),
            settings=Settings.from_config(config),
        )
        catalogue = load_catalogue(find_file(config["indicators"]["catalogue"], roots))
        indicators = compute_indicators(inputs, catalogue) if compute else NOT_COMPUTED

        computed = IssueLog("indicators")
        if compute:
            gap = config["indicators"]["max_year_gap"]
            check_indicators(indicators, catalogue, gap, computed)
        standardised = [issue_frame(part.issues) for part in parts.values()]
        issues = join_issues([*standardised, log.frame(), around.frame(), computed.frame()])
        ladders = [part.ladder for part in parts.values()]
        ladders.insert(2, coverage.ladder)
        checks = reconcile(
            ladders,
            coverage.units,
            tables["licence_statistics"],
            tables["provinces"],
            tables["soums"],
            block.get("coverage", "sample"),
            str(block.get("version") or ""),
            register=register,
            licences=coverage.licences,
            issues=issues,
            max_year_gap=config["indicators"]["max_year_gap"],
        )
        folder = self.folder / "results" / "checks"
        folder.mkdir(parents=True, exist_ok=True)
        to_csv(issues, folder / "issues.csv")
        to_csv(checks, folder / "reconciliation.csv")
        to_csv(unmatched_places(issues), folder / "unmatched.csv")
        to_csv(tables["boundary_crosswalk"], folder / "boundary_crosswalk.csv")
        read_checks = _read(folder / "reconciliation.csv")
        ladder: dict[str, dict[str, dict[str, str]]] = {}
        for row in read_checks:
            if row["check"] == "ladder":
                ladder.setdefault(row["dataset"], {})[row["step"]] = row
            # Whatever the fault: each row of each dataset counts or has an issue.
            assert row["step"] != LOST or row["rows"] == "0", row
        newest = indicators.drop_duplicates(["unit_id", "indicator_id"], keep="last")
        return Outcome(
            issues=_read(folder / "issues.csv"),
            unmatched=_read(folder / "unmatched.csv"),
            ladder=ladder,
            checks=read_checks,
            units=coverage.units.set_index("unit_id"),
            indicators=newest.set_index(["unit_id", "indicator_id"]),
            tables=tables,
            inputs=inputs,
        )

    def _context(
        self,
        config: dict[str, Any],
        roots: list[Path],
        tables: dict[str, Any],
        coverage: Coverage,
        log: IssueLog,
    ) -> pd.DataFrame:
        """Measure the context where a test configures a layer, as measure_context does."""
        blocks, measuring = config["datasets"], config["measuring"]
        if not any(blocks.get(role) for role in (*LAYERS, *RASTERS)):
            return no_context()
        zones, _ = make_zones(
            tables["soums"],
            coverage.licences,
            coverage.pieces,
            tables["layers"],
            measuring["rings_km"],
            measuring["road_corridor_m"],
        )
        files = dataset_files({role: blocks.get(role) for role in RASTERS}, roots)
        used = {role: blocks[role] for role in RASTERS if blocks.get(role)}
        context, _ = measure_context(
            zones,
            tables["soums"],
            tables["layers"],
            {role: Dataset.from_block(role, block, files[role]) for role, block in used.items()},
            empty=list(tables["empty_layers"]["role"]),
            country_id=config["country"]["country_id"],
            water_zones_m=measuring["water_zones_m"],
            threads=1,
            log=log,
        )
        return checked("context", context)


def _read(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def _texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    return frame.astype(object).where(frame.notna(), "").astype(str).to_dict("records")
