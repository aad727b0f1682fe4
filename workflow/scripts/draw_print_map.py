"""Draw one indicator on one A4 page, as PNG and PDF."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.printmap import print_map, save_figure

with job(snakemake.log[0]) as say:
    source, indicator = snakemake.input, snakemake.wildcards.indicator
    level = {"provinces": "province", "soums": "soum"}[snakemake.wildcards.units]
    indicators = pd.read_parquet(
        source.indicators,
        filters=[("indicator_id", "==", indicator), ("unit_level", "==", level)],
    )
    classes = json.loads(Path(source.classes).read_text(encoding="utf-8"))
    figure = print_map(
        indicator=indicator,
        level=level,
        units=gpd.read_parquet(source[snakemake.wildcards.units]),
        values=indicators,
        classes=classes[level][indicator]["breaks"],
        catalogue=load_catalogue(Path(source.catalogue)),
        provenance=json.loads(Path(source.provenance).read_text(encoding="utf-8")),
        provinces=gpd.read_parquet(source.provinces) if level == "soum" else None,
    )
    save_figure(figure, snakemake.output.png, snakemake.output.pdf)
    say(f"Print map: {Path(snakemake.output.png).stem}")
