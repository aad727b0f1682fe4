"""Read figures on damaged and rehabilitated land, and what the survey covered."""

import geopandas as gpd

from nutag.console import job
from nutag.standardise.rehabilitation import rehabilitation_part

with job(snakemake.log[0]) as say:
    params = snakemake.params
    provinces = gpd.read_parquet(snakemake.input.provinces)
    soums = gpd.read_parquet(snakemake.input.soums)
    part = rehabilitation_part(params.blocks, snakemake.input, params.country, provinces, soums)
    part.write(snakemake.output)
    say(part.line)
