"""Collect the issues of all stages and reconcile rows and areas."""

import geopandas as gpd
import pandas as pd

from nutag.console import job
from nutag.csvfile import to_csv
from nutag.reconciliation import join_issues, reconcile
from nutag.unmatched import unmatched_places

with job(snakemake.log[0]) as say:
    issues = join_issues([pd.read_parquet(path) for path in snakemake.input.issues])
    ladders = [pd.read_parquet(path) for path in snakemake.input.ladders]
    of_licences = next(i for i, steps in enumerate(ladders) if "licences" in set(steps["dataset"]))
    ladders.insert(of_licences + 1, pd.read_parquet(snakemake.input.measured))
    checks = reconcile(
        ladders,
        pd.read_parquet(snakemake.input.coverage),
        pd.read_parquet(snakemake.input.statistics),
        gpd.read_parquet(snakemake.input.provinces),
        gpd.read_parquet(snakemake.input.soums),
        snakemake.params.licence_coverage,
        snakemake.params.licence_period,
        register=gpd.read_parquet(snakemake.input.licences),
        licences=gpd.read_parquet(snakemake.input.measured_licences),
        issues=issues,
        max_year_gap=snakemake.params.max_year_gap,
    )
    to_csv(issues, snakemake.output.issues)
    to_csv(checks, snakemake.output.reconciliation)
    to_csv(unmatched_places(issues), snakemake.output.unmatched)
    crosswalk = pd.read_parquet(snakemake.input.boundary_crosswalk)
    to_csv(crosswalk, snakemake.output.boundary_crosswalk)
    say(f"Checks: {len(issues)} issues, {len(checks)} checks")
