"""Read provinces and soums, give soums their polygons, unite them to provinces."""

import pandas as pd

from nutag.aliases import check_aliases, with_aliases
from nutag.boundaries import (
    dissolve_provinces,
    join_boundaries,
    standardise_provinces,
    standardise_soums,
)
from nutag.console import job
from nutag.contracts import checked
from nutag.geometry import check_equal_area
from nutag.issues import issue_frame
from nutag.readers import read_roles

with job(snakemake.log[0]) as say:
    country, blocks = snakemake.params.country, snakemake.params.blocks
    check_equal_area(country["analysis_crs"], tuple(country["bbox"]))
    roles = ("provinces", "soums", "soum_boundaries", "aliases")
    read = read_roles(roles, blocks, snakemake.input, country["bbox"])
    aliases = read["aliases"]
    provinces = standardise_provinces(read["provinces"].table, read["provinces"].log)
    read["provinces"].log.stop_if_needed()
    provinces = with_aliases(provinces, "province_id", aliases.table)
    soums = standardise_soums(read["soums"].table, provinces, read["soums"].log)
    read["soums"].log.stop_if_needed()
    soums = with_aliases(soums, "soum_id", aliases.table)
    check_aliases(aliases.table, provinces, soums, aliases.log)
    boundaries = read["soum_boundaries"]
    soums, ladder = join_boundaries(
        soums,
        provinces,
        boundaries.table,
        country["analysis_crs"],
        boundaries.dataset.boundary_quality,
        boundaries.log,
    )
    boundaries.log.stop_if_needed()
    provinces = dissolve_provinces(provinces, soums, boundaries.log)

    checked("provinces", provinces).to_parquet(snakemake.output.provinces)
    checked("soums", soums).to_parquet(snakemake.output.soums)
    issues = issue_frame([issue for part in read.values() for issue in part.log])
    issues.to_parquet(snakemake.output.issues)
    pd.DataFrame(ladder).to_parquet(snakemake.output.ladder)
    with_polygon = soums["area_ha"].notna().sum()
    say(
        f"Boundaries: {len(provinces)} provinces, {len(soums)} soums, {with_polygon} with a "
        f"polygon ({boundaries.dataset.boundary_quality})"
    )
