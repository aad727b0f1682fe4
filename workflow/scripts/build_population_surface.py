"""Lay the people of each soum on its land: a modelled raster where none is configured."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from nutag.console import job
from nutag.context_layers import of_role
from nutag.issues import IssueLog
from nutag.population_surface import population_surface, report_surface, write_surface
from nutag.raster_layers import report_coarse

with job(snakemake.log[0]) as say:
    source, crs = snakemake.input, snakemake.params.crs
    log = IssueLog("population", snakemake.params.label)
    surface = population_surface(
        gpd.read_parquet(source.soums),
        of_role(gpd.read_parquet(source.layers), "settlements"),
        pd.read_parquet(source.population),
        **snakemake.params.settings,
        crs=crs,
    )
    report_surface(surface, log)
    cure = "Make `measuring.population_surface.cell_m` smaller"
    report_coarse(surface.transform.a, snakemake.params.rings_km, cure, log)
    write_surface(Path(snakemake.output.surface), surface, crs)
    log.frame().to_parquet(snakemake.output.issues)
    laid = np.nansum(surface.values, dtype=float)
    say(
        f"Population surface: {laid:,.0f} people in cells of {surface.transform.a:,.0f} m, modelled"
    )
