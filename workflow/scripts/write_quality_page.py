"""Write the page that says what became of every row, why, and what it changes."""

from pathlib import Path

import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.issue_codes import load_issue_codes
from nutag.provenance import read_json
from nutag.quality_page import quality_page

with job(snakemake.log[0]) as say:
    source = snakemake.input
    page = quality_page(
        reconciliation=pd.read_csv(source.reconciliation, encoding="utf-8-sig"),
        issues=pd.read_csv(source.issues, encoding="utf-8-sig", dtype={"source_rows": "string"}),
        codes=load_issue_codes(Path(source.codes)),
        provinces=pd.read_parquet(source.provinces, columns=["province_id", "name_en", "name_mn"]),
        soums=pd.read_parquet(source.soums, columns=["soum_id", "name_en", "name_mn"]),
        indicators=pd.read_parquet(source.indicators),
        catalogue=load_catalogue(Path(source.catalogue)),
        provenance=read_json(source.provenance),
    )
    target = Path(snakemake.output[0])
    target.write_text(page, encoding="utf-8", newline="\n")
    say(f"Quality of the input: {target.name}, {len(page.encode()) / 1e6:.1f} MB")
