"""People and livestock of each soum."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd

from nutag.issues import InputError, Issue
from nutag.population import standardise_population
from nutag.rasters import is_raster, read_raster_role
from nutag.readers import Source, read_roles
from nutag.standardise.part import Part, conservation, joined

#: Role and the column that holds its number.
COLUMNS = {"population": "people", "livestock": "head"}


def population_part(
    blocks: Mapping[str, Any],
    files: Mapping[str, Any],
    country: Mapping[str, Any],
    provinces: gpd.GeoDataFrame,
    soums: gpd.GeoDataFrame,
) -> Part:
    """Return the tables ``population`` and ``livestock``.

    Parameters
    ----------
    blocks : mapping
        Configuration block of each role.
    files : mapping
        File of each role.
    country : mapping
        The ``country`` part of the configuration.
    provinces, soums : geopandas.GeoDataFrame
        From `nutag.standardise.boundaries.boundaries_part`.

    Raises
    ------
    InputError
        When the numbers cannot be used.
    """
    tables, lines = {}, []
    issues: list[Issue] = []
    ladders = []
    for role, source in _read(blocks, files, country, soums).items():
        column = COLUMNS[role]
        table, ladder = standardise_population(source.table, column, provinces, soums, source.log)
        source.log.stop_if_needed()
        tables[role] = table
        issues += source.log
        ladders += [ladder, conservation(source, table["source_row"])]
        lines.append(
            f"{role.capitalize()}: {table[column].sum():,.0f} {column} in {len(table)} soums"
        )
    return Part(tables, issues, joined(ladders), "\n".join(lines))


def _read(
    blocks: Mapping[str, Any],
    files: Mapping[str, Any],
    country: Mapping[str, Any],
    soums: gpd.GeoDataFrame,
) -> dict[str, Source]:
    """Read both datasets, a table or a raster each; their faults are shown at once."""
    sources: dict[str, Source] = {}
    faults: list[Issue] = []
    for role, column in COLUMNS.items():
        try:
            if blocks[role] is not None and is_raster(Path(files[role])):
                path = Path(files[role])
                sources[role] = read_raster_role(role, blocks[role], path, column, soums)
            else:
                sources |= read_roles([role], blocks, files, country["bbox"])
        except InputError as error:
            faults += error.issues
    if faults:
        raise InputError(faults)
    return sources
