"""Write a page for every province, and for every soum whose real boundaries are in use."""

from pathlib import Path
from time import perf_counter

import geopandas as gpd
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.profiles import Material, profile_pages
from nutag.provenance import read_json

with job(snakemake.log[0]) as say:
    source = snakemake.input
    provinces, soums, licences, pieces = (
        gpd.read_parquet(path)
        for path in (source.provinces, source.soums, source.licences, source.pieces)
    )
    material = Material(
        provinces=provinces,
        soums=soums,
        indicators=pd.read_parquet(source.indicators),
        catalogue=load_catalogue(Path(source.catalogue)),
        provenance=read_json(source.provenance),
        licences=licences,
        pieces=pieces,
        places=pd.read_parquet(source.places),
        holders=pd.read_parquet(source.holders),
        rehabilitation=pd.read_parquet(source.rehabilitation),
        simplify_m=snakemake.params.maps["simplify_m"],
    )
    folder = Path(snakemake.output[0])
    folder.mkdir(parents=True, exist_ok=True)
    begin = perf_counter()
    for unit_id, page in profile_pages(material):
        (folder / f"{unit_id}.html").write_text(page, encoding="utf-8", newline="\n")
    written = len(list(folder.iterdir()))
    say(f"Profiles: {written} pages in {perf_counter() - begin:.1f} s")
