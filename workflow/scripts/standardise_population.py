"""Read how many people and how much livestock each soum has."""

import geopandas as gpd

from nutag.console import job
from nutag.standardise.population import population_part

with job(snakemake.log[0]) as say:
    params = snakemake.params
    provinces = gpd.read_parquet(snakemake.input.provinces)
    soums = gpd.read_parquet(snakemake.input.soums)
    part = population_part(params.blocks, snakemake.input, params.country, provinces, soums)
    part.write(snakemake.output)
    say(part.line)
