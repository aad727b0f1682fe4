"""Write the page to open first."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.pages import index_page
from nutag.webmap import display_units

with job(snakemake.log[0]) as say:
    source = snakemake.input
    simplify_m = snakemake.params.maps["simplify_m"]
    page = index_page(
        provinces=display_units(gpd.read_parquet(source.provinces), simplify_m),
        soums=gpd.read_parquet(source.soums),
        indicators=pd.read_parquet(source.indicators),
        catalogue=load_catalogue(Path(source.catalogue)),
        classes=json.loads(Path(source.classes).read_text(encoding="utf-8")),
        provenance=json.loads(Path(source.provenance).read_text(encoding="utf-8")),
        rehabilitation=pd.read_parquet(source.rehabilitation),
        reconciliation=pd.read_csv(source.reconciliation, encoding="utf-8-sig"),
        issues=pd.read_csv(source.issues, encoding="utf-8-sig"),
        links=snakemake.params.links,
        holders=pd.read_parquet(source.holders),
        licences=gpd.read_parquet(source.licences),
    )
    target = Path(snakemake.output[0])
    target.write_text(page, encoding="utf-8", newline="\n")
    say(f"Overview: {target.name}, {len(page.encode()) / 1e6:.1f} MB")
