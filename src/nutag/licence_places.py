"""Licence places: the units in which each licence counts, and those in which it may lie."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import pandas as pd
import shapely

from nutag import geometry
from nutag.issues import IssueLog

#: How far approximate provincial borders may be from the true ones.
APPROXIMATE_M = 20_000.0


def licence_places(
    licences: gpd.GeoDataFrame,
    soums: gpd.GeoDataFrame,
    shares: pd.DataFrame,
    country_id: str,
    min_area_ha: float,
    min_share_pct: float,
    log: IssueLog,
) -> pd.DataFrame:
    """List the units in which each licence counts: by boundary, else as recorded, else by point.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        Licences that count.
    soums : geopandas.GeoDataFrame
        Units, with ``province_id`` and ``boundary_quality``.
    shares : pandas.DataFrame
        ``area_ha`` and ``share_pct`` of each licence in each unit.
    country_id : str
        Unit id of the country.
    min_area_ha, min_share_pct : float
        A licence counts where it has this area, or this share of its own.
    log : IssueLog
        Takes licences without any place, and boundaries and points that lie elsewhere than
        recorded.

    Returns
    -------
    pandas.DataFrame
        ``licence_id``, ``code``, ``unit_level``, ``unit_id``, ``basis`` (boundary, recorded,
        point), sorted.
    """
    enough = (shares["area_ha"] >= min_area_ha) | (shares["share_pct"] >= min_share_pct)
    by_boundary = shares.loc[enough, ["licence_id", "unit_level", "unit_id"]]
    by_boundary = by_boundary.assign(basis="boundary")
    _report_other_provinces(licences, soums, shares, log)
    points = licences[licences["area_ha"].isna()]
    placed = pd.concat([by_boundary, _places_of_points(points, soums, country_id, log)])
    nowhere = points[~points["licence_id"].isin(placed["licence_id"])]
    for source_row, code in nowhere[["source_row", "code"]].itertuples(index=False):
        log.add(
            "licence.no_place",
            "row",
            source_row=source_row,
            key=str(code),
            found="no boundary, no point in a soum and no recorded place",
            expected="a place",
            action="It is in the tables and counted nowhere.",
        )
    codes = licences.set_index("licence_id")["code"]
    placed["code"] = placed["licence_id"].map(codes)
    columns = ["licence_id", "code", "unit_level", "unit_id", "basis"]
    return placed[columns].sort_values(columns, ignore_index=True)


def _report_other_provinces(
    licences: gpd.GeoDataFrame, soums: gpd.GeoDataFrame, shares: pd.DataFrame, log: IssueLog
) -> None:
    """Warn of boundaries outside every province that is recorded for them: of a wrong CRS, say."""
    inside = shares[shares["unit_level"] == "province"].groupby("licence_id")["unit_id"].agg(set)
    columns = ["licence_id", "province_ids", "geometry"]
    provinces, shapes = soums["province_id"], gpd.GeoSeries(soums.geometry)
    exact = (soums["boundary_quality"] == "surveyed").groupby(provinces).all()
    rows, found = [], set()
    for at, licence_id, recorded, shape in licences[columns].itertuples():
        located = inside.get(licence_id, set())
        ids = set(recorded.split(";")) & set(provinces)
        if not located or not ids or ids & located:
            continue
        nearest_m = shapely.distance(shape, shapes[provinces.isin(ids)].to_numpy()).min()
        if exact[sorted(ids | located)].all() or nearest_m > APPROXIMATE_M:
            rows.append(at)
            found |= {f"{'/'.join(sorted(ids))} recorded, in {'/'.join(sorted(located))}"}
    if rows:
        elsewhere = licences.loc[rows]
        examples = sorted(found)[:3]
        log.add(
            "licence.boundary_elsewhere",
            "warn",
            rows=elsewhere["source_row"],
            key=str(elsewhere["code"].iloc[0]) if len(rows) == 1 else "",
            found=f"{len(rows)} licences with a boundary outside their recorded province "
            f"({'; '.join(examples)}{'; ...' if len(found) > 3 else ''})",
            expected="a boundary in it",
            action="Counted where the boundary lies; correct one of the two, or "
            f"`datasets.{log.dataset}.crs` where that of the file is not sure.",
            area_ha=float(elsewhere["area_ha"].sum()),
        )


def _places_of_points(
    points: gpd.GeoDataFrame, soums: gpd.GeoDataFrame, country_id: str, log: IssueLog
) -> pd.DataFrame:
    province_of = soums.set_index("soum_id")["province_id"]
    soum_ids, shapes = soums["soum_id"].to_numpy(), geometry.shapes_of(soums)
    surveyed = (soums["boundary_quality"] == "surveyed").to_numpy()
    tree = shapely.STRtree(shapes)
    rows: list[tuple[str, str, str, str]] = []
    columns = ["licence_id", "soum_ids", "province_ids", "geometry"]
    for licence_id, recorded, provinces, shape in points[columns].itertuples(index=False):
        basis = "recorded"
        in_soums = [soum for soum in recorded.split(";") if soum]
        in_provinces = {p for p in provinces.split(";") if p} | {province_of[s] for s in in_soums}
        hits = tree.query(shape, predicate="intersects") if shape is not None else []
        found = [soum_ids[min(hits)]] if len(hits) else []
        if in_soums:
            # An approximate cell is no witness against a recorded soum.
            if found and surveyed[min(hits)] and found[0] not in in_soums:
                _report_other_place(log, points, licence_id, found[0], in_soums)
        elif found:
            elsewhere = in_provinces and province_of[found[0]] not in in_provinces
            if elsewhere:
                _report_other_place(log, points, licence_id, found[0], in_provinces)
            else:
                basis, in_soums = "point", found
                in_provinces = {province_of[found[0]]}
        rows += [(licence_id, "soum", soum, basis) for soum in in_soums]
        rows += [(licence_id, "province", province, basis) for province in sorted(in_provinces)]
        if in_provinces:
            rows.append((licence_id, "country", country_id, basis))
    return pd.DataFrame(rows, columns=["licence_id", "unit_level", "unit_id", "basis"])


def _report_other_place(
    log: IssueLog, points: pd.DataFrame, licence_id: str, soum_id: str, recorded: Iterable[str]
) -> None:
    row = points[points["licence_id"] == licence_id].iloc[0]
    log.add(
        "licence.point_elsewhere",
        "warn",
        source_row=row["source_row"],
        key=str(row["code"]),
        found=f"a point in {soum_id}",
        expected=f"a point in the recorded place ({', '.join(sorted(recorded))})",
        action="Counted in the recorded place only; correct one of the two.",
    )


def unmapped_licences(
    licences: pd.DataFrame, places: pd.DataFrame, soums: pd.DataFrame, country_id: str
) -> pd.DataFrame:
    """List the units in which each licence without a polygon lies, or may.

    One that is recorded in its province only may lie in any soum of it; one without any place
    may lie anywhere, and marks the country.

    Parameters
    ----------
    licences, soums : geopandas.GeoDataFrame
        As for `licence_places`.
    places : pandas.DataFrame
        From `licence_places`.
    country_id : str
        Unit id of the country.

    Returns
    -------
    pandas.DataFrame
        ``licence_id``, ``unit_level``, ``unit_id``, ``code``, ``stage``.
    """
    known = places.loc[places["basis"] != "boundary", ["licence_id", "unit_level", "unit_id"]]
    in_soum = known.loc[known["unit_level"] == "soum", "licence_id"]
    in_province = known[known["unit_level"] == "province"].rename(
        columns={"unit_id": "province_id"}
    )
    anywhere_in = in_province[~in_province["licence_id"].isin(in_soum)].merge(
        pd.DataFrame(soums[["soum_id", "province_id"]]), on="province_id"
    )
    anywhere_in = anywhere_in.assign(unit_level="soum", unit_id=anywhere_in["soum_id"])
    everyone = licences.loc[licences["area_ha"].isna(), ["licence_id"]]
    everyone = everyone.assign(unit_level="country", unit_id=country_id)
    listed = pd.concat([known, anywhere_in[known.columns], everyone], ignore_index=True)
    listed = listed.drop_duplicates()
    return listed.merge(pd.DataFrame(licences[["licence_id", "code", "stage"]]), on="licence_id")
