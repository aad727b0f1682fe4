"""Measure people, land and water under licences, and in rings around them."""

import geopandas as gpd
import pandas as pd

from nutag.console import job
from nutag.context import measure_context
from nutag.contracts import checked
from nutag.issues import IssueLog
from nutag.registry import raster_datasets
from nutag.zones import make_zones

with job(snakemake.log[0]) as say:
    source, measuring = snakemake.input, snakemake.params.measuring
    log = IssueLog("layers")
    soums = gpd.read_parquet(source.soums)
    layers = gpd.read_parquet(source.layers)
    zones, rings = make_zones(
        soums,
        gpd.read_parquet(source.licences),
        gpd.read_parquet(source.pieces),
        layers,
        measuring["rings_km"],
        measuring["road_corridor_m"],
        snakemake.threads,
    )
    context, overlaps = measure_context(
        zones,
        soums,
        layers,
        raster_datasets(snakemake.params.blocks, source),
        empty=list(pd.read_parquet(source.empty_layers)["role"]),
        country_id=snakemake.params.country_id,
        water_zones_m=measuring["water_zones_m"],
        threads=snakemake.threads,
        log=log,
    )
    checked("context", context).to_parquet(snakemake.output.context)
    checked("ring_shapes", rings).to_parquet(snakemake.output.rings)
    checked("overlap_shapes", overlaps).to_parquet(snakemake.output.overlaps)
    log.frame().to_parquet(snakemake.output.issues)
    measures = context["measure"].nunique()
    say(f"Context: {measures} measures in {zones['zone'].nunique()} kinds of zones")
