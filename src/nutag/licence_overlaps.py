"""Overlaps: pairs of licences that hold the same land."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry
from nutag.issues import IssueLog

#: Less than this is the width of a border line.
NOTICE_HA = 0.01
#: From here on a pair of different holders is reported.
REPORT_HA = 1.0
#: Two licences that share this part of both are one shape.
TWIN = 0.999

_TOLD = ["licence_id", "code", "holder", "holder_kind", "stage"]

COLUMNS = [
    *(f"{name}_{side}" for side in "ab" for name in _TOLD),
    "holders",
    "area_ha",
    "share_a_pct",
    "share_b_pct",
]


def licence_overlaps(licences: gpd.GeoDataFrame, keys: pd.Series, log: IssueLog) -> pd.DataFrame:
    """Return all pairs of licences that overlap.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        Licences that count, as they are published (`holder` without private persons), with
        ``licence_id``, ``code``, ``holder``, ``holder_kind``, ``stage``, ``area_ha``,
        ``source_row`` and geometry in the analysis CRS.
    keys : pandas.Series of object
        Key of each holder (`nutag.holders.holder_keys`), None where it is not known.
    log : IssueLog
        Gets one issue for the pairs of different holders, and one for the pairs of one shape.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, the largest pair first: of both licences the id, number, holder, kind of
        holder and stage; ``holders`` (different, same, unknown); ``area_ha`` in common, from 0.01
        ha on, and its share of either licence in percent.
    """
    rows = licences[licences["area_ha"].notna()].reset_index(drop=True)
    keys = keys[licences["area_ha"].notna().to_numpy()].reset_index(drop=True)
    shapes = geometry.shapes_of(rows)
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    a, b = a[a < b], b[a < b]
    common = geometry.area_ha(shapely.intersection(shapes[a], shapes[b]))
    overlap = common >= NOTICE_HA
    a, b, common = a[overlap], b[overlap], common[overlap]
    order = np.lexsort((b, a, -common))
    a, b, common = a[order], b[order], common[order]

    sides = [
        rows.loc[side, _TOLD].add_suffix(f"_{name}").reset_index(drop=True)
        for side, name in ((a, "a"), (b, "b"))
    ]
    pairs = pd.concat([pd.DataFrame(side) for side in sides], axis=1)
    of_a, of_b = keys.to_numpy(dtype=object)[a], keys.to_numpy(dtype=object)[b]
    unknown = pd.isna(of_a) | pd.isna(of_b)
    pairs["holders"] = np.where(unknown, "unknown", np.where(of_a == of_b, "same", "different"))
    pairs["area_ha"] = common
    area = rows["area_ha"].to_numpy()
    for side, name in ((a, "a"), (b, "b")):
        pairs[f"share_{name}_pct"] = 100 * common / area[side]
    source_rows = rows["source_row"].to_numpy()
    _report_twins(pairs, source_rows[a], source_rows[b], log)
    _report_overlaps(pairs, source_rows[a], source_rows[b], log)
    return pairs[COLUMNS]


def _text(pairs: pd.DataFrame) -> str:
    said = [
        f"{code_a} and {code_b} {area:,.1f} ha"
        for code_a, code_b, area in pairs[["code_a", "code_b", "area_ha"]]
        .head(5)
        .itertuples(index=False)
    ]
    return "; ".join([*said, *(["..."] if len(pairs) > 5 else [])])


def _report_twins(pairs: pd.DataFrame, row_a: np.ndarray, row_b: np.ndarray, log: IssueLog) -> None:
    least = pairs[["share_a_pct", "share_b_pct"]].min(axis=1)
    twins = (least >= 100 * TWIN).to_numpy()
    for k in np.flatnonzero(twins):
        pair = pairs.iloc[k]
        log.add(
            "licence.twins",
            "warn",
            rows=sorted((row_a[k], row_b[k])),
            key=str(pair["code_a"]),
            found=f"the boundary of {pair['code_b']} (rows {row_a[k]} and {row_b[k]})",
            expected="a boundary of its own for every number",
            action="Both licences count; their land counts once in every union.",
            area_ha=float(pair["area_ha"]),
        )


def _report_overlaps(
    pairs: pd.DataFrame, row_a: np.ndarray, row_b: np.ndarray, log: IssueLog
) -> None:
    told = ((pairs["holders"] == "different") & (pairs["area_ha"] >= REPORT_HA)).to_numpy()
    if not told.any():
        return
    reported = pairs[told]
    total = float(reported["area_ha"].sum())
    log.add(
        "licence.overlap",
        "warn",
        rows=np.unique(np.concatenate([row_a[told], row_b[told]])),
        found=f"{len(reported)} pairs of licences of different holders that overlap, together "
        f"{total:,.1f} ha ({_text(reported)})",
        expected="land under one holder",
        action="Land under several licences counts once in every union; all pairs stand in "
        "results/tables/licence_overlaps.csv.",
        area_ha=total,
    )
