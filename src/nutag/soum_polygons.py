"""Soum polygons: which soum of the register each polygon of a file is, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry
from nutag.crosswalk import make_crosswalk, polygon_names, report_centres, report_crosswalk
from nutag.issues import IssueLog
from nutag.ladder import Ladder, rows_in
from nutag.names import Gazetteer
from nutag.place_report import report_lost
from nutag.places import province_gazetteer, soum_gazetteer
from nutag.spelling import is_lost, soum_code
from nutag.values import unique_key

#: A polygon below this, ten metres by ten, is no land but a ring that has collapsed.
LEAST_HA = 0.01


class Joined(NamedTuple):
    """What became of the polygons of a file.

    Parameters
    ----------
    soums : geopandas.GeoDataFrame
        The register with ``boundary_quality`` (``none`` without a polygon), ``area_ha`` (NaN
        without), ``boundary_row`` (``source_row`` of the polygon, missing without) and ``geometry``
        in the equal-area CRS (None without).
    crosswalk : pandas.DataFrame
        See `nutag.crosswalk.make_crosswalk`.
    ladder : pandas.DataFrame
        What became of the rows.
    """

    soums: gpd.GeoDataFrame
    crosswalk: pd.DataFrame
    ladder: pd.DataFrame


def join_boundaries(
    soums: pd.DataFrame,
    provinces: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    crs: str,
    quality: str,
    log: IssueLog,
) -> Joined:
    """Give every soum of the register its polygon.

    Parameters
    ----------
    soums, provinces : pandas.DataFrame
        The registers.
    boundaries : geopandas.GeoDataFrame
        As read, with ``soum_id`` in any code form, or with a name and the province; in any CRS.
    crs : str
        The equal-area CRS of the analysis.
    quality : {'surveyed', 'approximate'}
        What the lines are worth.
    log : IssueLog
        Takes duplicate and unknown codes, names that disagree, repaired rings, polygons without
        area, and where file and register are of different years.

    Raises
    ------
    InputError
        When a soum has two polygons, a code and a name disagree, or no soum has a polygon.
    """
    ladder = Ladder(log.dataset)
    ladder.step("rows in", rows_in(boundaries))
    soum_id, basis = _match(boundaries, soums, provinces, log)
    boundaries = boundaries.assign(soum_id=soum_id, code=boundaries["soum_id"], basis=basis)
    known = boundaries["soum_id"].notna()
    unique_key(boundaries[boundaries["basis"] == "code"], "soum_id", log)
    _unique_names(boundaries[boundaries["basis"] == "name"], log)
    log.stop_if_needed()
    gone = {
        "rows excluded by the configuration": rows_in(boundaries) - len(boundaries),
        "of no soum": int((~known).sum()),
    }
    note = ", ".join(f"{n} {why}" for why, n in gone.items() if n)
    ladder.step("parsed", int(known.sum()), note=note)

    given = geometry.shapes_of(boundaries)
    valid, there = shapely.is_valid(given), ~(shapely.is_missing(given) | shapely.is_empty(given))
    projected = geometry.to_analysis_crs(boundaries, crs)
    shapes = geometry.shapes_of(projected)
    shapes = geometry.only(shapes, geometry.area_ha(shapes) >= LEAST_HA)
    area = geometry.area_ha(shapes)
    projected = projected.set_geometry(
        gpd.GeoSeries(shapes, index=projected.index, crs=projected.crs)
    )
    _report_geometry(boundaries[known], there[known], valid[known], area[known], log)
    for step in ("geometry", "counted"):
        ladder.step(step, int(np.isfinite(area[known]).sum()), float(np.nansum(area[known])))
    if not np.isfinite(area[known]).any():
        log.add(
            "boundary.no_polygon",
            "stop",
            found=f"no polygon of a soum of the register in {len(boundaries)} rows",
            expected="polygons with the codes of soums, or with their names and provinces",
            action=f"Check `datasets.{log.dataset}.path`, `layer` and `columns`.",
        )
        log.stop_if_needed()

    own = pd.DataFrame({"soum_id": projected["soum_id"], "area_ha": area, "geometry": shapes})
    own["boundary_row"] = projected["source_row"].where(np.isfinite(area)).astype("Int64")
    joined = soums.merge(own[known], on="soum_id", how="left", validate="1:1")
    joined["boundary_quality"] = np.where(joined["area_ha"].notna(), quality, "none")
    joined = gpd.GeoDataFrame(joined, geometry="geometry", crs=crs)
    crosswalk = make_crosswalk(joined, projected)
    if quality == "surveyed":  # an approximate cell is no witness against a centre
        report_centres(crosswalk, log)
    report_crosswalk(crosswalk, log)
    return Joined(joined, crosswalk, ladder.frame())


def _match(
    boundaries: pd.DataFrame, soums: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog
) -> tuple[list[str | None], list[str]]:
    """Return the soum of each row, and by what: a code first, then the name and the province."""
    for column in ("name_en", "name_mn"):
        if column in boundaries:
            report_lost(boundaries, column, "soum", log)
    gazetteer = soum_gazetteer(soums)
    in_province = province_gazetteer(provinces)
    codes = boundaries["soum_id"].map(soum_code)
    taken = {code for code in codes if code in gazetteer.ids}
    result: list[str | None] = []
    basis: list[str] = []
    strange: list[tuple[int, str]] = []
    columns = ["source_row", "soum_id", "name_en", "name_mn", "province_id"]
    rows = boundaries.reindex(columns=columns).astype(object)
    rows = rows.where(rows.notna(), None)
    for known_code, (source_row, code, *given, province) in zip(
        codes, rows.itertuples(index=False), strict=True
    ):
        province_id = None if province is None else in_province.match(province)
        names = [name for name in given if name is not None]
        found = [c for c in (gazetteer.candidates(n, province_id) for n in names) if c]
        if known_code in gazetteer.ids:
            result.append(known_code)
            basis.append("code")
            said = [name for name in names if not is_lost(name)]
            if said and not found and not any(gazetteer.resembles(n, known_code) for n in said):
                strange.append((source_row, f"{said[0]!r} for {gazetteer.label(known_code)}"))
            if found and known_code not in set().union(*found):
                log.add(
                    "boundary.code_and_name_disagree",
                    "stop",
                    source_row=source_row,
                    key=str(code),
                    found=f"the name {names[0]!r}, which is "
                    + " or ".join(sorted(set().union(*found))),
                    expected=f"the soum {known_code}",
                    action="Correct the code or the name; codes change from year to year.",
                )
            continue
        # A province that nobody knows may be any: then the name alone is not enough either.
        placed = province_id is not None or (province is None and code is None)
        by_name = set.intersection(*found) if found and placed else set()
        if len(by_name) == 1 and (code is None or not by_name & taken):
            (match,) = by_name
            if code is not None:
                log.add(
                    "boundary.matched_by_name",
                    "warn",
                    source_row=source_row,
                    key=str(code),
                    found=f"an unknown code with the name {names[0]!r}",
                    expected=f"{match}, the code of that soum in the register",
                    action=f"Joined to {match} by name and province.",
                )
                taken.add(match)
            result.append(match)
            basis.append("name")
            continue
        result.append(None)
        basis.append("none")
        if len(found) > 1 and not by_name and placed:
            _report_names(names, found, source_row, log)
        else:
            where = (province, province_id)
            _report_unknown(code, names, where, gazetteer, in_province, source_row, log)
    if strange:
        log.add(
            "boundary.name_unknown",
            "warn",
            key="name_en",
            rows=[row for row, _ in strange],
            found=f"{len(strange)} names that no soum has, unlike those of their codes: "
            + ", ".join(words for _, words in strange[:5]),
            expected="the names of the soums",
            action="Joined by code; check that the codes are of the register's year, or add the "
            "spellings to datasets.aliases.",
        )
    if len(rows) and rows["soum_id"].isna().all():
        log.add(
            "boundary.no_codes",
            "info",
            found="no codes of soums",
            expected="codes, which need no spelling",
            action=f"{basis.count('name')} of {len(basis)} polygons are joined by the names of "
            "soum and province.",
        )
    return result, basis


def _unique_names(named: pd.DataFrame, log: IssueLog) -> None:
    for soum_id, rows in named[named["soum_id"].duplicated(keep=False)].groupby("soum_id"):
        shown = [
            f"row {row}, {name!r}"
            for row, name in zip(rows["source_row"], polygon_names(rows), strict=True)
        ]
        log.add(
            "boundary.name_twice",
            "stop",
            key=str(soum_id),
            found=f"{len(rows)} polygons of one soum by their names ({'; '.join(shown[:5])})",
            expected="one polygon for each soum",
            action="Unite them in the file, or leave one out with "
            f"`datasets.{log.dataset}.exclude`.",
        )


def _report_names(names: list[str], found: list[set[str]], source_row: int, log: IssueLog) -> None:
    log.add(
        "boundary.names_disagree",
        "row",
        source_row=source_row,
        key="name_mn",
        found=" and ".join(
            f"{name!r} ({' or '.join(sorted(ids))})" for name, ids in zip(names, found, strict=True)
        ),
        expected="two names of one soum",
        action="The polygon is not used; correct one of the names, or do without a column of them "
        f"(`datasets.{log.dataset}.columns: {{name_mn: null}}`).",
    )


def _report_unknown(
    code: str | None,
    names: Iterable[str],
    where: tuple[str | None, str | None],
    gazetteer: Gazetteer,
    in_province: Gazetteer,
    source_row: int,
    log: IssueLog,
) -> None:
    province, province_id = where
    name = next(iter(names), None)
    near: list[str] = []
    if code is not None:
        key, found = str(code), f"code {code!r}" + (f", name {name!r}" if name else "")
        expected = "the code of a soum of the register, or its name and province"
        action = f"The polygon is not used; mend `datasets.{log.dataset}.columns.soum_id`."
    else:
        key, found = "name_en", repr(name) if name else "no name"
        expected = "the name of a soum of the register"
        if province_id is not None:
            expected += f" in {province_id}"
            near = gazetteer.suggest(name, province_id) if name else []
        elif province is not None:
            expected += f", and its province; {province!r} is none"
            near = in_province.suggest(province)
        else:
            expected += " and its province"
        expected += f"; nearest: {', '.join(near)}" if near else ""
        action = "The polygon is not used; correct it, or add the spelling to `aliases`."
    log.add(
        "boundary.unknown_soum",
        "row",
        source_row=source_row,
        key=key,
        found=found,
        expected=expected,
        action=action,
    )


def _report_geometry(
    matched: gpd.GeoDataFrame,
    there: np.ndarray,
    valid: np.ndarray,
    area: np.ndarray,
    log: IssueLog,
) -> None:
    for source_row, soum_id, given, was_valid, hectares in zip(
        matched["source_row"], matched["soum_id"], there, valid, area, strict=True
    ):
        action = "The soum stays in the tables with the state `no_boundary`."
        if not given:
            log.add(
                "boundary.empty",
                "row",
                source_row=source_row,
                key=soum_id,
                found="no polygon",
                expected="a polygon",
                action=action,
            )
        elif not np.isfinite(hectares):
            log.add(
                "boundary.zero_area",
                "warn",
                source_row=source_row,
                key=soum_id,
                found="a shape without area",
                expected=f"a polygon of at least {LEAST_HA} ha",
                action=action,
            )
        elif not was_valid:
            log.add(
                "boundary.invalid",
                "warn",
                source_row=source_row,
                key=soum_id,
                found="an invalid ring",
                expected="a valid polygon",
                action=f"Repaired; the area is now {hectares:,.1f} ha.",
                area_ha=hectares,
            )
