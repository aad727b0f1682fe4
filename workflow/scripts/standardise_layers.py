"""Read context layers as one table, and check the rasters."""

from nutag.console import job
from nutag.standardise.layers import layers_part

with job(snakemake.log[0]) as say:
    params = snakemake.params
    part = layers_part(params.blocks, snakemake.input, params.country, params.rings_km)
    part.write(snakemake.output)
    say(part.line)
