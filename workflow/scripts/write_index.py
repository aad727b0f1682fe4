"""Write the page to open first."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.issue_codes import load_issue_codes
from nutag.pages import index_page
from nutag.profiles import with_profile
from nutag.provenance import read_json
from nutag.vertices_shown import PAGE_BUDGET_MB

with job(snakemake.log[0]) as say:
    source, maps = snakemake.input, snakemake.params.maps
    provinces, soums = gpd.read_parquet(source.provinces), gpd.read_parquet(source.soums)
    page = index_page(
        provinces=provinces,
        soums=soums,
        indicators=pd.read_parquet(source.indicators),
        catalogue=load_catalogue(Path(source.catalogue)),
        classes=read_json(source.classes),
        provenance=read_json(source.provenance),
        rehabilitation=pd.read_parquet(source.rehabilitation),
        reconciliation=pd.read_csv(source.reconciliation, encoding="utf-8-sig"),
        issues=pd.read_csv(source.issues, encoding="utf-8-sig"),
        codes=load_issue_codes(Path(source.codes)),
        links=snakemake.params.links,
        holders=pd.read_parquet(source.holders),
        licences=gpd.read_parquet(source.licences),
        pieces=pd.read_parquet(source.pieces, columns=["licence_id", "soum_id", "area_ha"]),
        context={name: gpd.read_parquet(source[name]) for name in ("rings", "overlaps", "layers")},
        profiles={*provinces["province_id"], *soums.loc[with_profile(soums), "soum_id"]},
        simplify_m=maps["simplify_m"],
        tiles=maps["tiles"],
    )
    target = Path(snakemake.output[0])
    target.write_text(page, encoding="utf-8", newline="\n")
    size_mb = len(page.encode()) / 1e6
    say(f"Overview: {target.name}, {size_mb:.1f} MB (budget {PAGE_BUDGET_MB:g} MB)")
