"""Read provinces and soums, give soums their polygons, unite them to provinces."""

from nutag.console import job
from nutag.standardise.boundaries import boundaries_part

with job(snakemake.log[0]) as say:
    params = snakemake.params
    part = boundaries_part(params.blocks, snakemake.input, params.country)
    part.write(snakemake.output)
    say(part.line)
