"""Draw the maps of provinces and soums for the browser; they open without a network."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.vertices_shown import PAGE_BUDGET_MB
from nutag.webmap import display_units, map_page

with job(snakemake.log[0]) as say:
    source, maps = snakemake.input, snakemake.params.maps
    licences = gpd.read_parquet(source.licences)
    for level, units, target in (
        ("province", source.provinces, snakemake.output.provinces),
        ("soum", source.soums, snakemake.output.soums),
    ):
        page = map_page(
            level=level,
            units=display_units(gpd.read_parquet(units), maps["simplify_m"]),
            indicators=pd.read_parquet(source.indicators),
            catalogue=load_catalogue(Path(source.catalogue)),
            classes=json.loads(Path(source.classes).read_text(encoding="utf-8")),
            provenance=json.loads(Path(source.provenance).read_text(encoding="utf-8")),
            licences=licences,
            provinces=gpd.read_parquet(source.provinces),
            tiles=maps["tiles"],
        )
        Path(target).write_text(page, encoding="utf-8", newline="\n")
        size_mb = len(page.encode()) / 1e6
        say(f"Map: {Path(target).name}, {size_mb:.1f} MB (budget {PAGE_BUDGET_MB:g} MB)")
