"""The comparison of the register with a previous one: the list of changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from nutag.comparison import Register, check_comparison, compare_licences
from nutag.issues import IssueLog
from nutag.ladder import Ladder
from nutag.standardise.part import Part


def registers(
    blocks: Mapping[str, Any], licences: gpd.GeoDataFrame, previous: gpd.GeoDataFrame
) -> tuple[Register, Register]:
    """Return the two registers with what the configuration says of them, the present one first."""
    tables = {"licences": licences, "licences_previous": previous}
    now, before = (
        Register(
            licences=table,
            date=str(blocks[role].get("as_of") or blocks[role].get("version") or ""),
            complete=blocks[role].get("coverage") == "complete",
        )
        for role, table in tables.items()
    )
    return now, before


def comparison_part(
    blocks: Mapping[str, Any], licences: gpd.GeoDataFrame, previous: gpd.GeoDataFrame
) -> Part:
    """Return the table ``licence_changes``.

    Parameters
    ----------
    blocks : mapping
        Configuration blocks of ``licences`` and ``licences_previous``.
    licences, previous : geopandas.GeoDataFrame
        From `nutag.standardise.licences.licences_part`.
    """
    now, before = registers(blocks, licences, previous)
    changes = compare_licences(now, before)
    log = IssueLog("licences", str(blocks["licences"]["path"]))
    check_comparison(now, before, changes, log)
    counts = changes["change"].value_counts()
    changed = changes.loc[changes["change"] == "changed", "code"].nunique()
    return Part(
        tables={"licence_changes": changes},
        issues=list(log),
        ladder=Ladder("licences").frame(),
        line=f"Changes since {before.date or 'the previous register'}: {counts.get('new', 0)} new, "
        f"{counts.get('gone', 0)} gone, {changed} changed licences",
    )
