"""Context layers: shapes as one table, and rasters that are fit to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from nutag.context_layers import no_layers, standardise_layer
from nutag.downloads import check_download
from nutag.issues import InputError, Issue, IssueLog
from nutag.ladder import rows_in
from nutag.raster_layers import check_raster
from nutag.readers import read_roles
from nutag.registry import LAYERS, RASTERS, Dataset
from nutag.standardise.part import Part, conservation, joined

ROLES = (*LAYERS, *RASTERS)


def layers_part(
    blocks: Mapping[str, Any],
    files: Mapping[str, Any],
    country: Mapping[str, Any],
    rings_km: Sequence[float],
) -> Part:
    """Return the table ``layers``; rasters are opened and checked, and stay the files they are.

    The table ``empty_layers`` has the roles of layers in whose files there is no feature: an empty
    set, of which figures are made. A layer whose features all lie abroad is in neither.

    Parameters
    ----------
    blocks : mapping
        Configuration block of each role of `ROLES`, or None.
    files : mapping
        File of each configured role.
    country : mapping
        The ``country`` part of the configuration.
    rings_km : sequence of float
        Outer distances of the rings that rasters are measured in.

    Raises
    ------
    InputError
        When a layer cannot be used.
    """
    faults: list[Issue] = []
    issues: list[Issue] = []
    for role in RASTERS:
        if blocks[role] is not None:
            dataset = Dataset.from_block(role, blocks[role], files[role])
            log = IssueLog(role, dataset.label)
            try:
                check_download(dataset, log)
                log.stop_if_needed()
                check_raster(dataset, tuple(country["bbox"]), rings_km, log)
                log.stop_if_needed()
                issues += log
            except InputError as error:
                faults += error.issues
    used = [role for role in LAYERS if blocks[role] is not None]
    sources = {}
    try:
        sources = read_roles(used, blocks, files, country["bbox"])
    except InputError as error:
        faults += error.issues
    if faults:
        raise InputError(faults)
    tables, ladders = [], []
    for source in sources.values():
        table, ladder = standardise_layer(
            source.table, country["analysis_crs"], tuple(country["bbox"]), source.log
        )
        source.log.stop_if_needed()
        tables.append(table)
        issues += source.log
        ladders += [ladder, conservation(source, table["source_row"])]
    there = [table for table in tables if len(table)]
    layers = pd.concat(there, ignore_index=True) if there else no_layers(country["analysis_crs"])
    counts = layers["role"].value_counts(sort=False)
    words = ", ".join(f"{n:,} {role}" for role, n in counts.items()) or "none"
    empty = [role for role, source in sources.items() if rows_in(source.table) == 0]
    tables_by_name = {"layers": layers, "empty_layers": pd.DataFrame({"role": empty}, dtype=object)}
    return Part(tables_by_name, issues, joined(ladders), f"Context layers: {words}")
