"""Download the files of the dataset blocks that have a `url`."""

from pathlib import Path

from nutag.console import job
from nutag.fetch import fetch

with job(snakemake.log[0]) as say:
    fetch(snakemake.params.datasets, Path.cwd(), say)
