"""Draw one indicator on one A4 page in each language, as PNG, PDF and SVG."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.messages import LANGUAGES, messages
from nutag.printmap import print_map, save_figure
from nutag.provenance import read_json

with job(snakemake.log[0]) as say:
    source, indicator = snakemake.input, snakemake.wildcards.indicator
    level = {"provinces": "province", "soums": "soum"}[snakemake.wildcards.units]
    indicators = pd.read_parquet(
        source.indicators,
        filters=[("indicator_id", "==", indicator), ("unit_level", "in", [level, "country"])],
    )
    classes = read_json(source.classes)
    units = gpd.read_parquet(source[snakemake.wildcards.units])
    provinces = gpd.read_parquet(source.provinces) if level == "soum" else None
    catalogue = load_catalogue(Path(source.catalogue))
    # A total has no classes.
    mapped = catalogue.indicators[indicator].mapped
    provenance = read_json(source.provenance)
    for language in LANGUAGES:
        words = messages(language)
        figure = print_map(
            indicator=indicator,
            level=level,
            units=units,
            values=indicators,
            classes=classes[level][indicator]["breaks"] if mapped else [],
            catalogue=catalogue,
            provenance=provenance,
            provinces=provinces,
            words=words,
        )
        files = [snakemake.output[f"{language}_{ending}"] for ending in ("png", "pdf", "svg")]
        save_figure(figure, *files, words)
        say(f"Print map: {words.name(catalogue.indicators[indicator])} ({Path(files[0]).stem})")
