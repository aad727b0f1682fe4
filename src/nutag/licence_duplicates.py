"""Licences that stand in a register more than once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry
from nutag.dates import first_day
from nutag.issues import IssueLog
from nutag.licence_numbers import number_key

#: Reasons of the rows that are set aside.
DUPLICATE, CONFLICT, OLDER = "duplicate", "duplicate number", "older row of the number"

# What rows of one number have to share, beside the geometry, to be one licence twice.
_SAME = ["stage", "province_ids", "soum_ids"]


def repeated_licences(
    licences: gpd.GeoDataFrame, rivals: pd.Series, rule: str, log: IssueLog
) -> pd.Series:
    """Say which rows of a repeated number do not count.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        With ``code``, ``stage``, ``province_ids``, ``soum_ids``, ``granted``, ``area_ha``,
        ``source_row`` and geometry in the analysis CRS.
    rivals : pandas.Series of bool
        Rows that may count: one that has ended is no rival of one in force.
    rule : {'set_aside', 'latest'}
        What becomes of rows that have one number and different places.
    log : IssueLog
        Gets one issue for every repeated number, with all its rows.

    Returns
    -------
    pandas.Series of object
        Empty where a row counts, else the reason why not: of full duplicates the first counts; of
        rows that disagree none does, or the one with the newest grant.
    """
    reason = pd.Series("", index=licences.index, dtype=object)
    number = licences["code"].map(number_key).where(rivals)
    rows = licences[number.notna() & number.duplicated(keep=False)]
    number = number[rows.index]
    if rows.empty:
        return reason
    first = number.map({code: index for index, code in reversed(list(number.items()))})
    agrees = _agrees(rows, rows.loc[first]).groupby(number).transform("all")
    for _, group in rows.groupby(number, sort=True):
        if agrees[group.index[0]]:
            _report_duplicate(group, log)
            reason[group.index[1:]] = DUPLICATE
            continue
        latest = _latest(group) if rule == "latest" else None
        _report_conflict(group, latest, rule, log)
        reason[group.index] = CONFLICT if latest is None else OLDER
        if latest is not None:
            reason[latest] = ""
    return reason


def _agrees(rows: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> pd.Series:
    ours, theirs = geometry.shapes_of(rows), geometry.shapes_of(others)
    absent = shapely.is_missing(ours)
    place = np.where(absent, shapely.is_missing(theirs), shapely.equals(ours, theirs))
    same = (rows[_SAME].to_numpy() == others[_SAME].to_numpy()).all(axis=1)
    return pd.Series(place & same, index=rows.index)


def _latest(group: pd.DataFrame) -> int | None:
    """Return the row with the newest grant, or None where no row or more than one has it."""
    granted = first_day(group["granted"]).dropna()
    newest = granted[granted == granted.max()] if len(granted) else granted
    return newest.index[0] if len(newest) == 1 else None


def _text(group: pd.DataFrame) -> str:
    return "rows " + ", ".join(str(row) for row in group["source_row"])


def _report_duplicate(group: pd.DataFrame, log: IssueLog) -> None:
    log.add(
        "licence.duplicate",
        "warn",
        rows=group["source_row"],
        key=str(group["code"].iloc[0]),
        found=f"{len(group)} rows with the same number and place ({_text(group)})",
        expected="one row a licence",
        action=f"Row {group['source_row'].iloc[0]} is kept, the others are not counted.",
        area_ha=float(group["area_ha"].iloc[1:].sum()),
    )


def _report_conflict(group: pd.DataFrame, latest: int | None, rule: str, log: IssueLog) -> None:
    if latest is not None:
        row, day = group.loc[latest, ["source_row", "granted"]]
        aside = group.drop(index=latest)
        action = f"Row {row}, granted on {day}, is kept, as `repeated_code: latest` says; the "
        action += "others are set aside."
    else:
        aside = group
        action = "All of them are set aside; remove the rows that are not valid"
        action += (
            ": none of them has the newest grant to itself."
            if rule == "latest"
            else f", or set `datasets.{log.dataset}.repeated_code: latest`."
        )
    log.add(
        "licence.duplicate_code",
        "row",
        rows=group["source_row"],
        key=str(group["code"].iloc[0]),
        found=f"{len(group)} rows with the same number and different places or stages "
        f"({_text(group)})",
        expected="one row a licence",
        action=action,
        area_ha=float(aside["area_ha"].sum()),
    )
