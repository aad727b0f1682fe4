"""The cadastre: licences of a register, each counted or with the reason why not."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry
from nutag.areas import areas
from nutag.boundaries import match_provinces, soum_gazetteer
from nutag.issues import IssueLog
from nutag.ladder import Ladder
from nutag.licence_ladder import climb
from nutag.licence_numbers import number_key
from nutag.licence_shapes import project_licences
from nutag.vocabulary import KINDS, STAGES, STATUSES

# What rows of one number have to share, beside the geometry, to be one licence twice.
_SAME = ["stage", "province_ids", "soum_ids"]


def standardise_licences(
    table: gpd.GeoDataFrame,
    provinces: pd.DataFrame,
    soums: pd.DataFrame,
    *,
    crs: str,
    bbox: tuple[float, float, float, float],
    coverage: str,
    status_missing: str,
    log: IssueLog,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return every row of a register, typed, with its geometry in the analysis CRS.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        As read, with the columns of the role ``licences``, in any CRS.
    provinces, soums : pandas.DataFrame
        The registers that recorded places are matched to.
    crs : str
        The equal-area CRS of the analysis.
    bbox : tuple of float
        West, south, east, north of the country in degrees.
    coverage : {'complete', 'sample'}
        Whether a row without a geometry is a fault (complete) or to be expected (sample).
    status_missing : {'in_force', 'set_aside'}
        What a row without a known status is.
    log : IssueLog
        Takes every row that is set aside or changed.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a row of the register, in its order: ``licence_id`` (unique), ``code``, ``kind``
        (licence, unnumbered, mine), ``stage`` (mining, exploration, other), ``status``,
        ``holder``, ``minerals``, ``granted``, ``expires`` (text as found), ``area_declared_ha``,
        ``province_ids`` and ``soum_ids`` as recorded (joined with ``;``), ``geometry_quality``
        (exact, approximate, point, none), ``geometry_scope`` (text: what the boundary is of, where
        it is not of this licence alone), ``area_ha`` (NaN without polygon), ``counted`` (bool),
        ``reason`` (why not counted, or empty), ``source_row``, ``geometry``.
    pandas.DataFrame
        The ladder up to "in force"; where the licences lie is found by the overlay.
    """
    ladder = Ladder(log.dataset)
    rows_in = int(table.attrs.get("rows_in", len(table)))
    ladder.step("rows in", rows_in)
    licences = table.reset_index(drop=True)
    licences["kind"] = _vocabulary(licences, "kind", KINDS, "licence", "unnumbered", log)
    licences["stage"] = _vocabulary(licences, "stage", STAGES, "other", "other", log)
    licences["status"] = _vocabulary(licences, "status", STATUSES, "unknown", "unknown", log)
    licences["area_declared_ha"] = _declared_area(licences, provinces, log)
    licences["reason"] = licences["geometry_fault"]
    licences["licence_id"] = _licence_ids(licences)
    licences["province_ids"] = _provinces(licences, provinces, log)
    licences["soum_ids"] = _soums(licences, soums, log)

    licences = project_licences(licences, crs, bbox, log)
    _set_aside(licences, licences["abroad"], "outside the country")
    _set_aside(licences, licences["kind"] != "licence", "no licence number")
    _set_aside_without_code(licences, log)
    _set_aside_duplicates(licences, status_missing, log)
    _report_no_geometry(licences, coverage, log)
    _report_expired(licences, log)
    ended = licences["status"] == "ended"
    unknown = licences["status"] == "unknown"
    _set_aside(licences, ended, "not in force")
    if status_missing == "set_aside":
        _report_unknown_status(licences, unknown & (licences["reason"] == ""), log)
        _set_aside(licences, unknown, "status unknown")
    climb(ladder, licences, notes=_notes(licences, rows_in, status_missing))

    licences["counted"] = licences["reason"] == ""
    columns = [
        "licence_id",
        "code",
        "kind",
        "stage",
        "status",
        "holder",
        "minerals",
        "granted",
        "expires",
        "area_declared_ha",
        "province_ids",
        "soum_ids",
        "geometry_quality",
        "geometry_scope",
        "area_ha",
        "counted",
        "reason",
        "source_row",
        "geometry",
    ]
    return licences[columns], ladder.frame()


def check_licences(licences: pd.DataFrame, coverage: str, log: IssueLog) -> None:
    """Add an issue when nothing of a register can be counted or measured.

    A complete register of which every row was set aside would pass for land without licences: it
    stops the run.

    Parameters
    ----------
    licences : pandas.DataFrame
        From `standardise_licences`.
    coverage : {'complete', 'sample'}
        A complete register has polygons.
    log : IssueLog
        Gets the issue.
    """
    counted = licences[licences["counted"]]
    if counted.empty:
        reasons = licences["reason"].value_counts().head(3)
        log.add(
            "licence.none_counts",
            "stop" if coverage == "complete" else "warn",
            found=f"{len(licences)} rows, none of which counts ("
            + "; ".join(f"{n} {reason}" for reason, n in reasons.items())
            + ")",
            expected="licences in force, in the country",
            action="Mend what the issues of the rows say.",
        )
    elif coverage == "complete" and counted["area_ha"].isna().all():
        log.add(
            "licence.no_polygons",
            "stop",
            found=f"{len(counted)} licences, none of them with a polygon",
            expected="polygons in a complete register: without them land under licence would be 0",
            action="Set `datasets.licences.coverage: sample`, or name the column or layer that "
            "holds the polygons.",
        )


def _vocabulary(
    table: pd.DataFrame,
    column: str,
    allowed: tuple[str, ...],
    empty: str,
    other: str,
    log: IssueLog,
) -> pd.Series:
    values = table[column].where(table[column].notna(), empty)
    strange = ~values.isin(allowed)
    for found, rows in table[strange].groupby(column, sort=True)["source_row"]:
        log.add(
            f"licence.unknown_{column}",
            "row",
            source_row=rows.iloc[0],
            key=column,
            found=f"{found!r} in {len(rows)} rows",
            expected="one of " + ", ".join(allowed),
            action=f"Taken as `{other}`; map it under `datasets.licences.values.{column}`.",
        )
    return values.where(~strange, other)


def _declared_area(table: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog) -> pd.Series:
    area = areas(table, "area_declared_ha", log)
    country_ha = geometry.KM2_HA * provinces["area_official_km2"].sum(min_count=len(provinces))
    for i in np.flatnonzero(area > country_ha):
        log.add(
            "licence.absurd_area",
            "row",
            source_row=table["source_row"].iloc[i],
            key="area_declared_ha",
            found=f"{area.iloc[i]:,.1f} ha",
            expected=f"hectares, less than the whole country ({country_ha:,.0f} ha)",
            action="The declared area is taken as missing; the polygon is used.",
        )
    for i in np.flatnonzero(area < 0):
        log.add(
            "licence.negative_area",
            "row",
            source_row=table["source_row"].iloc[i],
            key="area_declared_ha",
            found=f"{area.iloc[i]:g} ha",
            expected="hectares, zero or more",
            action="The declared area is taken as missing; the polygon is used.",
        )
    return area.where(~((area < 0) | (area > country_ha)))


def _licence_ids(table: pd.DataFrame) -> pd.Series:
    """Return the ids given, else the code, else the row; a repeated one gets its row added."""
    row = "row-" + table["source_row"].astype(str)
    ids = table["licence_id"].where(table["licence_id"].notna(), table["code"])
    ids = ids.where(ids.notna(), row)
    repeated = ids.duplicated(keep="first")
    return ids.where(~repeated, ids + "@" + row)


def _provinces(table: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog) -> pd.Series:
    """Match each recorded province; a cell may name several, separated by semicolons."""
    long = table[["source_row", "province_id"]].copy()
    long["province_id"] = long["province_id"].map(_split)
    long = long.explode("province_id")
    long["matched"] = match_provinces(long, "province_id", provinces, log)
    return _join(long, table.index)


def _soums(table: pd.DataFrame, soums: pd.DataFrame, log: IssueLog) -> pd.Series:
    gazetteer = soum_gazetteer(soums)
    long = table[["source_row", "soum_id", "province_ids"]].copy()
    long["soum_id"] = long["soum_id"].map(_split)
    long = long.explode("soum_id")
    matched: list[str | None] = []
    for source_row, text, province_ids in long.itertuples(index=False):
        if text is None or pd.isna(text):
            matched.append(None)
            continue
        parents: list[str | None] = list(province_ids.split(";")) if province_ids else [None]
        fits = {gazetteer.match(text, parent) for parent in parents} - {None}
        matched.append(fits.pop() if len(fits) == 1 else None)
        if matched[-1] is None:
            near = gazetteer.suggest(text, parents[0])
            log.add(
                "place.unknown_soum",
                "warn",
                source_row=source_row,
                key="soum_id",
                found=repr(text),
                expected="the code or the unique name of a soum of that province"
                + (f"; nearest: {', '.join(near)}" if near else ""),
                action="The recorded soum is not used; the boundary or the point decides.",
            )
    long["matched"] = matched
    return _join(long, table.index)


def _split(cell: str | None) -> list[str] | list[None]:
    parts = [part.strip() for part in str(cell).split(";") if part.strip()] if cell else []
    return parts or [None]


def _join(long: pd.DataFrame, index: pd.Index) -> pd.Series:
    joined = long["matched"].dropna().groupby(level=0).agg(lambda ids: ";".join(sorted(set(ids))))
    return joined.reindex(index).fillna("").astype(object)


def _set_aside(licences: pd.DataFrame, rows: pd.Series, reason: str) -> None:
    licences.loc[rows & (licences["reason"] == ""), "reason"] = reason


def _set_aside_without_code(licences: pd.DataFrame, log: IssueLog) -> None:
    nameless = licences["code"].isna() & (licences["kind"] == "licence")
    for source_row, area in licences.loc[nameless, ["source_row", "area_ha"]].itertuples(
        index=False
    ):
        log.add(
            "licence.no_code",
            "row",
            source_row=source_row,
            key="code",
            found="an empty cell",
            expected="the number of the licence",
            action="Set aside: licences are counted by distinct number.",
            area_ha=area,
        )
    _set_aside(licences, nameless, "no licence number")


def _set_aside_duplicates(licences: gpd.GeoDataFrame, status_missing: str, log: IssueLog) -> None:
    """Keep the first of full duplicates; of rows that disagree, keep none.

    A row that cannot count, because it has ended or its status is not known, is no rival of the
    one that has the same number and is in force.
    """
    rivals = ["in_force", "unknown"] if status_missing == "in_force" else ["in_force"]
    may_count = (licences["reason"] == "") & licences["status"].isin(rivals)
    candidates = licences[may_count & licences["code"].notna()]
    number = candidates["code"].map(number_key)
    repeated = candidates[number.duplicated(keep=False)]
    for code, rows in repeated.groupby(number, sort=True):
        first = rows.iloc[0]
        shapes = geometry.shapes_of(rows)
        present = ~shapely.is_missing(shapes)
        same = (present == present[0]).all() and (
            not present[0] or bool(shapely.equals(shapes, shapes[0]).all())
        )
        same &= not (rows[_SAME] != first[_SAME]).any(axis=None)
        numbers_text = ", ".join(str(row) for row in rows["source_row"])
        if same:
            log.add(
                "licence.duplicate",
                "warn",
                source_row=first["source_row"],
                key=str(code),
                found=f"{len(rows)} rows with the same number and place (rows {numbers_text})",
                expected="one row a licence",
                action=f"Row {first['source_row']} is kept, the others are not counted.",
                area_ha=float(rows["area_ha"].iloc[1:].sum()),
            )
            _set_aside(licences, licences.index.isin(rows.index[1:]), "duplicate")
        else:
            log.add(
                "licence.duplicate_code",
                "row",
                source_row=first["source_row"],
                key=str(code),
                found=f"{len(rows)} rows with the same number and different places or stages "
                f"(rows {numbers_text})",
                expected="one row a licence",
                action="All of them are set aside; remove the rows that are not valid.",
                area_ha=float(rows["area_ha"].sum()),
            )
            _set_aside(licences, licences.index.isin(rows.index), "duplicate number")


def _report_no_geometry(licences: gpd.GeoDataFrame, coverage: str, log: IssueLog) -> None:
    nowhere = licences[(licences["geometry_quality"] == "none") & (licences["reason"] == "")]
    if nowhere.empty:
        return
    if coverage == "sample":
        log.add(
            "licence.no_geometry",
            "info",
            found=f"{len(nowhere)} licences without a boundary or a point "
            f"({', '.join(nowhere['code'].astype(str).head(5))}, ...)",
            expected="a boundary, or a point",
            action="Counted only where a soum or province is recorded.",
        )
        return
    for source_row, code in nowhere[["source_row", "code"]].itertuples(index=False):
        log.add(
            "licence.no_geometry",
            "row",
            source_row=source_row,
            key=str(code),
            found="no geometry",
            expected="a polygon",
            action="No area; counted only where a soum or province is recorded.",
        )


def _report_expired(licences: pd.DataFrame, log: IssueLog) -> None:
    """Say how many licences count although they expired before the newest grant of the file."""
    date = r"^(\d{4}-\d{2}-\d{2})"
    granted = licences["granted"].astype("string").str.extract(date, expand=False)
    expires = licences["expires"].astype("string").str.extract(date, expand=False)
    may_count = (licences["reason"] == "") & (licences["status"] != "ended")
    newest = granted.dropna().max() if granted.notna().any() else ""
    expired = may_count & (expires < newest).fillna(False).astype(bool)
    if newest and expired.any():
        log.add(
            "licence.expired",
            "warn",
            key="expires",
            found=f"{expired.sum()} licences that expired before {newest}, the newest grant "
            f"({', '.join(licences.loc[expired, 'code'].astype(str).head(5))})",
            expected="licences in force",
            action="They count all the same: the status decides, not the date.",
            area_ha=float(licences.loc[expired, "area_ha"].sum()),
        )


def _report_unknown_status(licences: pd.DataFrame, rows: pd.Series, log: IssueLog) -> None:
    if rows.any():
        log.add(
            "licence.status_unknown",
            "row",
            key="status",
            found=f"{rows.sum()} rows without a known status",
            expected="one of " + ", ".join(STATUSES[:2]),
            action="Set aside; set `datasets.licences.status_missing: in_force` or map the values.",
            area_ha=float(licences.loc[rows, "area_ha"].sum()),
        )


def _notes(licences: pd.DataFrame, rows_in: int, status_missing: str) -> dict[str, str]:
    """Return what the ladder says beside the rows that leave."""
    excluded = rows_in - len(licences)
    left = licences[licences["reason"] == ""]
    shapeless = int(left["area_ha"].isna().sum())
    assumed = int((left["status"] == "unknown").sum())
    return {
        "parsed": f"{excluded} rows excluded by the configuration" if excluded else "",
        "geometry": f"{shapeless} without a boundary stay" if shapeless else "",
        "in force": (
            f"{assumed} rows without a known status are taken as in force"
            if assumed and status_missing == "in_force"
            else ""
        ),
    }
