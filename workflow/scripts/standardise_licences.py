"""Read the licence register: typed rows, repaired geometry, and why a row does not count."""

import geopandas as gpd

from nutag.cadastre import check_licences, standardise_licences
from nutag.console import job
from nutag.contracts import checked
from nutag.readers import read_role

with job(snakemake.log[0]) as say:
    country = snakemake.params.country
    source = read_role(
        "licences",
        snakemake.params.blocks["licences"],
        snakemake.input.licences,
        country["bbox"],
    )
    licences, ladder = standardise_licences(
        source.table,
        gpd.read_parquet(snakemake.input.provinces),
        gpd.read_parquet(snakemake.input.soums),
        crs=country["analysis_crs"],
        bbox=tuple(country["bbox"]),
        coverage=source.dataset.coverage,
        status_missing=source.dataset.status_missing,
        log=source.log,
    )
    check_licences(licences, source.dataset.coverage, source.log)
    source.log.stop_if_needed()
    checked("licences", licences).to_parquet(snakemake.output.table)
    source.log.frame().to_parquet(snakemake.output.issues)
    ladder.to_parquet(snakemake.output.ladder)
    say(
        f"Licences: {ladder['rows'].iloc[0]} rows, {licences['counted'].sum()} licences may count "
        f"({licences['area_ha'].notna().sum()} rows with a boundary)"
    )
