"""The register's own counts and areas of provinces at month-ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from nutag.licence_statistics import standardise_licence_statistics
from nutag.readers import read_roles
from nutag.standardise.part import Part, conservation, joined

ROLES = ("licence_statistics",)


def licence_statistics_part(
    blocks: Mapping[str, Any],
    files: Mapping[str, Any],
    country: Mapping[str, Any],
    provinces: gpd.GeoDataFrame,
) -> Part:
    """Return the table ``licence_statistics``, empty where none are configured.

    Parameters
    ----------
    blocks : mapping
        Configuration block of the role, or None.
    files : mapping
        Its file.
    country : mapping
        The ``country`` part of the configuration.
    provinces : geopandas.GeoDataFrame
        From `nutag.standardise.boundaries.boundaries_part`.

    Raises
    ------
    InputError
        When the figures cannot be used.
    """
    source = read_roles(ROLES, blocks, files, country["bbox"])["licence_statistics"]
    table, ladder = standardise_licence_statistics(
        source.table, provinces, country["country_id"], source.log
    )
    source.log.stop_if_needed()
    return Part(
        tables={"licence_statistics": table},
        issues=list(source.log),
        ladder=joined([ladder, conservation(source, table["source_row"])]),
        line=f"Licence statistics: {len(table)} figures at {table['period'].nunique()} month-ends",
    )
