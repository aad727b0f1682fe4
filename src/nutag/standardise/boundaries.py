"""Provinces and soums: the registers, the polygons of soums, and provinces as their unions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nutag.aliases import check_aliases, with_aliases
from nutag.boundaries import (
    check_areas,
    dissolve_provinces,
    standardise_provinces,
    standardise_soums,
)
from nutag.conservation import rows_told
from nutag.editions import standardise_edition
from nutag.geometry import check_equal_area
from nutag.readers import Source, read_roles
from nutag.soum_polygons import join_boundaries
from nutag.standardise.part import (
    Part,
    conservation,
    conservation_by_number,
    joined,
    short_ladder,
)
from nutag.vertices_shown import report_many_vertices

ROLES = ("provinces", "soums", "soum_boundaries", "soum_boundaries_other", "aliases")


def boundaries_part(
    blocks: Mapping[str, Any], files: Mapping[str, Any], country: Mapping[str, Any]
) -> Part:
    """Return the tables ``provinces``, ``soums``, ``boundary_crosswalk`` and ``provinces_other``.

    Parameters
    ----------
    blocks : mapping
        Configuration block of each role of `ROLES`, or None.
    files : mapping
        File of each configured role.
    country : mapping
        The ``country`` part of the configuration.

    Raises
    ------
    InputError
        When the registers or the boundaries cannot be used.
    """
    check_equal_area(country["analysis_crs"], tuple(country["bbox"]))
    read = read_roles(ROLES, blocks, files, country["bbox"])
    aliases = read["aliases"]
    provinces = standardise_provinces(read["provinces"].table, read["provinces"].log)
    read["provinces"].log.stop_if_needed()
    provinces = with_aliases(provinces, "province_id", aliases.table, aliases.log)
    soums = standardise_soums(read["soums"].table, provinces, read["soums"].log)
    read["soums"].log.stop_if_needed()
    soums = with_aliases(soums, "soum_id", aliases.table, aliases.log)
    check_aliases(aliases.table, provinces, soums, aliases.log)
    boundaries = read["soum_boundaries"]
    report_many_vertices(boundaries.table, boundaries.log)
    quality = boundaries.dataset.boundary_quality
    soums, crosswalk, ladder = join_boundaries(
        soums, provinces, boundaries.table, country["analysis_crs"], quality, boundaries.log
    )
    boundaries.log.stop_if_needed()
    provinces = dissolve_provinces(provinces, soums, boundaries.log)
    check_areas(soums, "soum_id", boundaries.log)
    other = read["soum_boundaries_other"]
    edition, ladder_other = standardise_edition(
        other.table,
        provinces,
        soums,
        country["analysis_crs"],
        other.dataset.boundary_quality,
        other.log,
    )
    other.log.stop_if_needed()
    accounts = []
    for role, table in (("provinces", provinces), ("soums", soums)):
        accounts += [
            short_ladder(read[role], len(table)),
            conservation(read[role], table["source_row"]),
        ]
    accounts += [
        *_account_of_aliases(aliases),
        ladder,
        conservation(boundaries, soums["boundary_row"].dropna()),
        ladder_other,
        conservation_by_number(other, ladder_other),
    ]
    with_polygon = soums["area_ha"].notna().sum()
    return Part(
        tables={
            "provinces": provinces,
            "soums": soums,
            "boundary_crosswalk": crosswalk,
            "provinces_other": edition,
        },
        issues=[issue for source in read.values() for issue in source.log],
        ladder=joined(accounts),
        line=f"Boundaries: {len(provinces)} provinces, {len(soums)} soums, {with_polygon} with a "
        f"polygon ({quality})",
    )


def _account_of_aliases(aliases: Source) -> list[pd.DataFrame]:
    told = rows_told(aliases.log.frame(), "aliases")
    rows = aliases.table["source_row"]
    used = rows[~rows.isin(told)]
    return [short_ladder(aliases, len(used)), conservation(aliases, used)]
