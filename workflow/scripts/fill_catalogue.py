"""Fill the numbers of the configuration into the names and definitions of the indicators."""

from pathlib import Path

from nutag.catalogue import filled
from nutag.console import job

with job(snakemake.log[0]) as say:
    text = Path(snakemake.input[0]).read_text(encoding="utf-8")
    text = filled(text, snakemake.params.measuring)
    Path(snakemake.output[0]).write_text(text, encoding="utf-8", newline="\n")
    say(f"Catalogue of indicators: near is within {snakemake.params.measuring['near_km']:g} km")
