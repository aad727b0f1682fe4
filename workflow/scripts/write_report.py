"""Write the report, a file for each language."""

from pathlib import Path

import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.console import job
from nutag.messages import LANGUAGES, messages
from nutag.provenance import read_json
from nutag.report import report

with job(snakemake.log[0]) as say:
    source = snakemake.input
    columns = ["province_id", "name_en", "name_mn"]
    material = {
        "provinces": pd.read_parquet(source.provinces, columns=columns),
        "indicators": pd.read_parquet(source.indicators),
        "catalogue": load_catalogue(Path(source.catalogue)),
        "provenance": read_json(source.provenance),
    }
    for language in LANGUAGES:
        text = report(**material, words=messages(language))
        Path(snakemake.output[language]).write_text(text, encoding="utf-8", newline="\n")
    say(f"Report: {', '.join(Path(name).name for name in snakemake.output)}")
