"""Read how many people and how much livestock each soum has."""

import geopandas as gpd
import pandas as pd

from nutag.console import job
from nutag.contracts import checked
from nutag.issues import issue_frame
from nutag.population import standardise_population
from nutag.readers import read_roles

with job(snakemake.log[0]) as say:
    blocks, bbox = snakemake.params.blocks, snakemake.params.country["bbox"]
    soums = gpd.read_parquet(snakemake.input.soums)
    issues, ladders = [], []
    sources = read_roles(("population", "livestock"), blocks, snakemake.input, bbox)
    for role, column, output in (
        ("population", "people", snakemake.output.people),
        ("livestock", "head", snakemake.output.livestock),
    ):
        source = sources[role]
        table, ladder = standardise_population(source.table, column, soums, source.log)
        checked(role, table).to_parquet(output)
        issues += source.log
        ladders.append(ladder)
        say(f"{role.capitalize()}: {table[column].sum():,.0f} {column} in {len(table)} soums")
    issue_frame(issues).to_parquet(snakemake.output.issues)
    pd.concat(ladders, ignore_index=True).to_parquet(snakemake.output.ladder)
