"""The licence register: typed rows, repaired geometry, and why a row does not count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from nutag.cadastre import check_licences, standardise_licences
from nutag.holder_spellings import suggest_merges
from nutag.readers import read_roles
from nutag.standardise.part import Part, conservation, joined
from nutag.vertices_shown import report_many_vertices


def licences_part(
    blocks: Mapping[str, Any],
    files: Mapping[str, Any],
    country: Mapping[str, Any],
    provinces: gpd.GeoDataFrame,
    soums: gpd.GeoDataFrame,
    role: str = "licences",
) -> Part:
    """Return the table of a role of licences; of the role ``licences`` also ``licence_overlaps``.

    Parameters
    ----------
    blocks : mapping
        Configuration block of the role.
    files : mapping
        Its file.
    country : mapping
        The ``country`` part of the configuration.
    provinces, soums : geopandas.GeoDataFrame
        From `nutag.standardise.boundaries.boundaries_part`.
    role : {'licences', 'licences_previous'}
        Which register.

    Raises
    ------
    InputError
        When the register cannot be used.
    """
    source = read_roles([role], blocks, files, country["bbox"])[role]
    dataset = source.dataset
    report_many_vertices(source.table, source.log)
    cadastre = standardise_licences(
        source.table,
        provinces,
        soums,
        dataset=dataset,
        crs=country["analysis_crs"],
        bbox=tuple(country["bbox"]),
        log=source.log,
    )
    licences, ladder = cadastre.licences, cadastre.ladder
    check_licences(licences, dataset.coverage, source.log)
    suggest_merges(licences, source.log)
    source.log.stop_if_needed()
    overlaps = {"licence_overlaps": cadastre.overlaps} if role == "licences" else {}
    counted = licences.loc[licences["counted"], "source_row"]
    return Part(
        tables={role: licences, **overlaps},
        issues=list(source.log),
        ladder=joined([ladder, conservation(source, counted)]),
        line=f"{'Licences' if role == 'licences' else 'Previous licences'}: "
        f"{ladder['rows'].iloc[0]} rows, {licences['counted'].sum()} licences may count"
        f" ({licences['area_ha'].notna().sum()} rows with a boundary)",
    )
