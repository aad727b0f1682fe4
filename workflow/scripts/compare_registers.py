"""Compare the register with a previous one: licences, and hectares of every unit."""

import geopandas as gpd

from nutag.comparison import compare_areas
from nutag.console import job
from nutag.contracts import checked
from nutag.csvfile import to_csv
from nutag.issues import issue_frame
from nutag.standardise.comparison import comparison_part, registers

with job(snakemake.log[0]) as say:
    source, target, params = snakemake.input, snakemake.output, snakemake.params
    tables = gpd.read_parquet(source.licences), gpd.read_parquet(source.licences_previous)
    part = comparison_part(params.blocks, *tables)
    areas = compare_areas(
        *registers(params.blocks, *tables),
        gpd.read_parquet(source.soums),
        gpd.read_parquet(source.provinces),
        country_id=params.country["country_id"],
        country_name=params.country["name_en"],
        threads=snakemake.threads,
    )
    to_csv(checked("licence_changes", part.tables["licence_changes"]), target.licence_changes)
    to_csv(areas, target.area_changes)
    issue_frame(part.issues).to_parquet(target.issues)
    say(part.line)
