"""Compute the one table of indicators, and the classes that all maps share."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from nutag.catalogue import load_catalogue
from nutag.classes import make_classes
from nutag.console import job
from nutag.context_layers import points_outside, rows_without_place
from nutag.contracts import checked
from nutag.csvfile import to_csv
from nutag.indicators import (
    Inputs,
    Settings,
    boundary_sensitivity,
    compute_indicators,
    overlap_table,
    ring_table,
)
from nutag.indicators.checks import check_indicators
from nutag.issues import IssueLog
from nutag.provenance import write_json

with job(snakemake.log[0]) as say:
    source = snakemake.input
    told = pd.concat(map(pd.read_parquet, (source.layer_issues, source.context_issues)))
    inputs = Inputs(
        provinces=gpd.read_parquet(source.provinces),
        soums=gpd.read_parquet(source.soums),
        coverage=pd.read_parquet(source.coverage),
        statistics=pd.read_parquet(source.statistics),
        rehabilitation=pd.read_parquet(source.rehabilitation),
        survey=pd.read_parquet(source.survey),
        people=pd.read_parquet(source.people),
        livestock=pd.read_parquet(source.livestock),
        holders=pd.read_parquet(source.holders),
        coverage_other=pd.read_parquet(source.coverage_other),
        context=pd.read_parquet(source.context),
        rows_without_place=rows_without_place(told),
        points_outside=points_outside(told),
        settings=Settings.from_config(snakemake.params.settings),
    )
    catalogue = load_catalogue(Path(source.catalogue))
    indicators = compute_indicators(inputs, catalogue)
    log = IssueLog("indicators")
    check_indicators(indicators, catalogue, inputs.settings.max_year_gap, log)
    log.frame().to_parquet(snakemake.output.issues)
    checked("indicators", indicators).to_parquet(snakemake.output.parquet, index=False)
    to_csv(indicators, snakemake.output.csv)
    boundary_sensitivity(inputs).to_parquet(snakemake.output.sensitivity)
    checked("rings", ring_table(inputs)).to_parquet(snakemake.output.rings, index=False)
    overlaps = checked("overlaps", overlap_table(inputs))
    overlaps.to_parquet(snakemake.output.overlaps, index=False)
    write_json(snakemake.output.classes, make_classes(indicators, catalogue, snakemake.params.k))
    with_value = indicators["value"].notna().sum()
    say(f"Indicators: {len(indicators):,} cells, {with_value:,} with a figure; the others say why")
