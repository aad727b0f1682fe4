"""Write the page on the quality of the data."""

import json
from pathlib import Path

import pandas as pd

from nutag.console import job
from nutag.issue_codes import load_issue_codes
from nutag.quality import quality_page

with job(snakemake.log[0]) as say:
    source = snakemake.input
    page = quality_page(
        reconciliation=pd.read_csv(source.reconciliation, encoding="utf-8-sig"),
        issues=pd.read_csv(source.issues, encoding="utf-8-sig"),
        codes=load_issue_codes(Path(source.codes)),
        provenance=json.loads(Path(source.provenance).read_text(encoding="utf-8")),
    )
    target = Path(snakemake.output[0])
    target.write_text(page, encoding="utf-8", newline="\n")
    say(f"Quality of the data: {target.name}, {len(page.encode()) / 1e6:.1f} MB")
