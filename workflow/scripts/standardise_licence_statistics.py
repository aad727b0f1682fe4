"""Read the register's own counts and areas of provinces at month-ends."""

import geopandas as gpd

from nutag.console import job
from nutag.standardise.licence_statistics import licence_statistics_part

with job(snakemake.log[0]) as say:
    params = snakemake.params
    provinces = gpd.read_parquet(snakemake.input.provinces)
    part = licence_statistics_part(params.blocks, snakemake.input, params.country, provinces)
    part.write(snakemake.output)
    say(part.line)
