"""Cut licences by soums and measure their unions, mining before exploration."""

import geopandas as gpd

from nutag.console import job
from nutag.contracts import checked
from nutag.coverage import check_places, measure_coverage
from nutag.edition_coverage import measure_edition
from nutag.holder_table import holder_table
from nutag.issues import IssueLog

with job(snakemake.log[0]) as say:
    measuring = snakemake.params.measuring
    log = IssueLog("licences", snakemake.params.label)
    register = gpd.read_parquet(snakemake.input.licences)
    coverage = measure_coverage(
        register,
        gpd.read_parquet(snakemake.input.soums),
        country_id=snakemake.params.country_id,
        min_area_ha=measuring["count_min_area_ha"],
        min_share_pct=measuring["count_min_share_pct"],
        common_code=measuring["common_mineral_code"],
        threads=snakemake.threads,
        log=log,
    )
    units_other = measure_edition(
        register,
        gpd.read_parquet(snakemake.input.provinces_other),
        snakemake.params.country_id,
        snakemake.threads,
    )
    check_places(coverage, snakemake.params.coverage, log)
    log.stop_if_needed()
    checked("licences", coverage.licences).to_parquet(snakemake.output.licences)
    checked("pieces", coverage.pieces).to_parquet(snakemake.output.pieces)
    coverage.places.to_parquet(snakemake.output.places)
    checked("units", coverage.units).to_parquet(snakemake.output.units)
    units_other.to_parquet(snakemake.output.units_other)
    sample = snakemake.params.coverage == "sample"
    holders = holder_table(coverage.licences, coverage.places, coverage.pieces, sample=sample)
    holders.to_parquet(snakemake.output.holders)
    coverage.ladder.to_parquet(snakemake.output.ladder)
    log.frame().to_parquet(snakemake.output.issues)
    country = coverage.units[coverage.units["unit_level"] == "country"].iloc[0]
    say(
        f"Overlay: {len(coverage.pieces)} pieces of licences; sum {country['sum_ha']:,.0f} ha, "
        f"union {country['union_ha']:,.0f} ha"
    )
