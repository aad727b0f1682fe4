"""Read the licence register: typed rows, repaired geometry, and why a row does not count."""

import geopandas as gpd

from nutag.console import job
from nutag.standardise.licences import licences_part

with job(snakemake.log[0]) as say:
    params = snakemake.params
    provinces = gpd.read_parquet(snakemake.input.provinces)
    soums = gpd.read_parquet(snakemake.input.soums)
    part = licences_part(
        params.blocks, snakemake.input, params.country, provinces, soums, params.role
    )
    part.write(snakemake.output)
    say(part.line)
