"""People and livestock of each soum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from nutag.issues import Issue
from nutag.population import standardise_population
from nutag.readers import read_roles
from nutag.standardise.part import Part

#: Role and the column that holds its number.
COLUMNS = {"population": "people", "livestock": "head"}


def population_part(
    blocks: Mapping[str, Any],
    files: Mapping[str, Any],
    country: Mapping[str, Any],
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
    soums : geopandas.GeoDataFrame
        From `nutag.standardise.boundaries.boundaries_part`.

    Raises
    ------
    InputError
        When the numbers cannot be used.
    """
    tables, lines = {}, []
    issues: list[Issue] = []
    ladders = []
    for role, source in read_roles(COLUMNS, blocks, files, country["bbox"]).items():
        column = COLUMNS[role]
        table, ladder = standardise_population(source.table, column, soums, source.log)
        source.log.stop_if_needed()
        tables[role] = table
        issues += source.log
        ladders.append(ladder)
        lines.append(
            f"{role.capitalize()}: {table[column].sum():,.0f} {column} in {len(table)} soums"
        )
    return Part(tables, issues, pd.concat(ladders, ignore_index=True), "\n".join(lines))
