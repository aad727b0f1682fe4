"""Read the register's own counts and areas of provinces at month-ends."""

import geopandas as gpd

from nutag.console import job
from nutag.contracts import checked
from nutag.licence_statistics import standardise_licence_statistics
from nutag.readers import read_roles

with job(snakemake.log[0]) as say:
    country, blocks = snakemake.params.country, snakemake.params.blocks
    source = read_roles(blocks, blocks, snakemake.input, country["bbox"])["licence_statistics"]
    table, ladder = standardise_licence_statistics(
        source.table, gpd.read_parquet(snakemake.input.provinces), country["country_id"], source.log
    )
    source.log.stop_if_needed()
    checked("licence_statistics", table).to_parquet(snakemake.output.table)
    source.log.frame().to_parquet(snakemake.output.issues)
    ladder.to_parquet(snakemake.output.ladder)
    say(f"Licence statistics: {len(table)} figures at {table['period'].nunique()} month-ends")
