"""Draw one A4 map for each headline indicator, as PNG and PDF."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.printmap import print_map, save_figure

LEVELS = {"provinces": "province", "soums": "soum"}

with job(snakemake.log[0]) as say:
    source = snakemake.input
    units = {level: gpd.read_parquet(source[name]) for name, level in LEVELS.items()}
    indicators = pd.read_parquet(source.indicators)
    classes = json.loads(Path(source.classes).read_text(encoding="utf-8"))
    catalogue = load_catalogue(Path(source.catalogue))
    provenance = json.loads(Path(source.provenance).read_text(encoding="utf-8"))
    outputs = {Path(path).name: path for path in snakemake.output}
    for name in snakemake.params.names:
        folder, indicator = name.split("_", 1)
        level = LEVELS[folder]
        figure = print_map(
            indicator=indicator,
            level=level,
            units=units[level],
            values=indicators,
            classes=classes[level][indicator]["breaks"],
            catalogue=catalogue,
            provenance=provenance,
            provinces=units["province"] if level == "soum" else None,
        )
        save_figure(figure, outputs[f"{name}.png"], outputs[f"{name}.pdf"])
    say(f"Print maps: {len(snakemake.params.names)} maps")
