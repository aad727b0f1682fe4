"""Read figures on damaged and rehabilitated land, and what the survey covered."""

import geopandas as gpd

from nutag.console import job
from nutag.contracts import checked
from nutag.issues import issue_frame
from nutag.readers import read_roles
from nutag.rehabilitation import (
    check_measure,
    standardise_rehabilitation,
    standardise_survey_coverage,
)

with job(snakemake.log[0]) as say:
    blocks, bbox = snakemake.params.blocks, snakemake.params.country["bbox"]
    roles = ("rehabilitation", "survey_coverage")
    figures, survey = read_roles(roles, blocks, snakemake.input, bbox).values()
    provinces = gpd.read_parquet(snakemake.input.provinces)
    soums = gpd.read_parquet(snakemake.input.soums)
    table, ladder = standardise_rehabilitation(figures.table, provinces, soums, figures.log)
    check_measure(table, figures.log)
    figures.log.stop_if_needed()
    coverage = standardise_survey_coverage(survey.table, provinces, survey.log)
    checked("rehabilitation", table).to_parquet(snakemake.output.table)
    coverage.to_parquet(snakemake.output.survey)
    issue_frame([*figures.log, *survey.log]).to_parquet(snakemake.output.issues)
    ladder.to_parquet(snakemake.output.ladder)
    kinds = table["measure"].nunique()
    say(f"Rehabilitation: {len(table)} published figures; kinds of measure: {kinds}, never mixed")
