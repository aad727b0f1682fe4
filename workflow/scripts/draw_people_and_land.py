"""Draw what is known of people and land as small maps on one A4 page in each language."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.messages import LANGUAGES, messages
from nutag.printmap import save_figure
from nutag.printmap.several import people_and_land_page
from nutag.provenance import read_json

with job(snakemake.log[0]) as say:
    source = snakemake.input
    classes = read_json(source.classes)["province"]
    for language in LANGUAGES:
        words = messages(language)
        figure = people_and_land_page(
            units=gpd.read_parquet(source.provinces),
            values=pd.read_parquet(source.indicators),
            classes={indicator: entry["breaks"] for indicator, entry in classes.items()},
            catalogue=load_catalogue(Path(source.catalogue)),
            provenance=read_json(source.provenance),
            words=words,
        )
        files = [snakemake.output[f"{language}_{ending}"] for ending in ("png", "pdf", "svg")]
        save_figure(figure, *files, words)
        say(f"Print page: {figure.get_label()} ({Path(files[0]).stem})")
