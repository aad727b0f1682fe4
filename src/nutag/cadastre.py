"""The cadastre: licences of a register, each counted or with the reason why not."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from nutag import geometry
from nutag.areas import areas
from nutag.declared_areas import declared_areas, report_differences
from nutag.holders import holder_keys, holder_kinds, public_holders
from nutag.in_force import both_ways, in_force, in_words, reference_day, report_in_force
from nutag.issues import IssueLog
from nutag.ladder import Ladder, rows_in
from nutag.licence_dates import licence_dates
from nutag.licence_duplicates import repeated_licences
from nutag.licence_ladder import climb
from nutag.licence_overlaps import licence_overlaps
from nutag.licence_shapes import project_licences
from nutag.licence_totals import without_total_rows
from nutag.licence_words import vocabulary
from nutag.lost_holes import cut_lost_holes
from nutag.recorded_places import recorded_provinces, recorded_soums
from nutag.registry import Dataset
from nutag.vocabulary import KINDS, STAGES, STATUSES

#: Share of numbers without a digit above which a register is one of names.
MOST_WITHOUT_DIGIT = 0.2

COLUMNS = [
    "licence_id",
    "code",
    "kind",
    "stage",
    "status",
    "holder",
    "holder_kind",
    "minerals",
    "granted",
    "expires",
    "area_declared_ha",
    "province_ids",
    "soum_ids",
    "geometry_quality",
    "geometry_scope",
    "area_ha",
    "in_force_by_status",
    "in_force_by_dates",
    "counted",
    "reason",
    "source_row",
    "geometry",
]


@dataclass(frozen=True)
class Cadastre:
    """A register in our terms.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        One row a row of the register, in its order: ``licence_id`` (unique), ``code`` as found,
        ``kind`` (licence, unnumbered, mine), ``stage`` (mining, exploration, other), ``status``
        (in_force, ended, unknown), ``holder`` as it may be published, ``holder_kind`` (company,
        person, unknown), ``minerals``, ``granted`` and ``expires`` (ISO dates, as exact as they
        are), ``area_declared_ha``, ``province_ids`` and ``soum_ids`` as recorded (joined with
        ``;``), ``geometry_quality`` (exact, approximate, point, none), ``geometry_scope`` (text:
        what the boundary is of, where it is not of this licence alone), ``area_ha`` (NaN without
        polygon), ``in_force_by_status`` and ``in_force_by_dates`` (bool), ``counted`` (bool),
        ``reason`` (why not counted, or empty), ``source_row``, ``geometry``.
    overlaps : pandas.DataFrame
        From `nutag.licence_overlaps.licence_overlaps`.
    ladder : pandas.DataFrame
        Up to "in force"; where the licences lie is found by the overlay.
    """

    licences: gpd.GeoDataFrame
    overlaps: pd.DataFrame
    ladder: pd.DataFrame


def standardise_licences(
    table: gpd.GeoDataFrame,
    provinces: pd.DataFrame,
    soums: pd.DataFrame,
    *,
    dataset: Dataset,
    crs: str,
    bbox: tuple[float, float, float, float],
    log: IssueLog,
) -> Cadastre:
    """Return every row of a register, typed, with its geometry in the analysis CRS.

    Parameters
    ----------
    table : geopandas.GeoDataFrame
        As read, with the columns of the role ``licences``, in any CRS.
    provinces, soums : pandas.DataFrame
        The registers that recorded places are matched to.
    dataset : Dataset
        What the configuration says of the register: ``units``, ``coverage``, ``status_missing``,
        ``status_rule``, ``as_of``, ``version``, ``repeated_code``, ``cut_holes`` and
        ``publish_persons`` are used.
    crs : str
        The equal-area CRS of the analysis.
    bbox : tuple of float
        West, south, east, north of the country in degrees.
    log : IssueLog
        Takes every row that is set aside or changed.
    """
    ladder = Ladder(log.dataset)
    ladder.step("rows in", rows_in(table))
    hectares = areas(table, "area_declared_ha", log)
    licences = without_total_rows(table, hectares, provinces, log)
    totals = len(table) - len(licences)
    hectares = hectares.loc[licences.index].reset_index(drop=True)
    licences = licences.reset_index(drop=True)
    for column, allowed, empty, other in (
        ("kind", KINDS, "licence", "unnumbered"),
        ("stage", STAGES, "other", "other"),
        ("status", STATUSES, "unknown", "unknown"),
    ):
        licences[column] = vocabulary(licences, column, allowed, empty=empty, other=other, log=log)
    licences[["granted", "expires"]] = licence_dates(licences, log)
    licences["reason"] = licences["geometry_fault"]
    licences["licence_id"] = _licence_ids(licences)
    licences["province_ids"] = recorded_provinces(licences, provinces, log)
    licences["soum_ids"] = recorded_soums(licences, soums, log)

    licences = project_licences(licences, crs, bbox, log)
    country_ha = geometry.KM2_HA * provinces["area_official_km2"].sum(min_count=len(provinces))
    licences["area_declared_ha"] = declared_areas(licences, hectares, country_ha, dataset, log)
    with_holes_ha = float(licences["area_ha"].sum())
    licences, explained = cut_lost_holes(licences, dataset.cut_holes, log)
    cut_ha = with_holes_ha - float(licences["area_ha"].sum())
    report_differences(licences, explained, log)
    _set_aside(licences, licences["abroad"], "outside the country")
    _check_numbers(licences, log)

    day, origin = reference_day(
        licences[licences["reason"] == ""], dataset.as_of, dataset.version, log
    )
    rule = dataset.status_rule
    not_in_force = in_force(licences, day, assume=dataset.status_missing == "in_force")
    may_count = (licences["reason"] == "") & (not_in_force[rule] == "")
    repeated = repeated_licences(licences, may_count, dataset.repeated_code, log)
    licences["reason"] = licences["reason"].where(licences["reason"] != "", repeated)
    _report_no_geometry(licences, dataset.coverage, log)
    left = licences["reason"] == ""
    report_in_force(licences[left], not_in_force[left], rule, day, log)
    licences["reason"] = licences["reason"].where(~left, not_in_force[rule])
    for name in not_in_force:
        licences[f"in_force_by_{name}"] = not_in_force[name] == ""
    licences["counted"] = licences["reason"] == ""

    notes = _notes(licences, rows_in(table) - len(table), totals, cut_ha)
    if day is not None:
        abroad = " in the country" if licences["abroad"].any() else ""
        both = f"as of {day}, {origin}{abroad}: {in_words(both_ways(licences))}"
        notes["in force"] = "; ".join(note for note in (notes["in force"], both) if note)
    climb(ladder, licences, notes=notes)

    licences["holder_kind"] = holder_kinds(licences["holder"])
    keys = holder_keys(licences["holder"])
    licences["holder"] = public_holders(licences, licences["counted"], dataset.publish_persons, log)
    counted = licences["counted"]
    overlaps = licence_overlaps(licences[counted], keys[counted], log)
    return Cadastre(licences[COLUMNS], overlaps, ladder.frame())


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


def _licence_ids(table: pd.DataFrame) -> pd.Series:
    """Return the ids given, else the code, else the row; a repeated one gets its row added."""
    row = "row-" + table["source_row"].astype(str)
    ids = table["licence_id"].where(table["licence_id"].notna(), table["code"])
    ids = ids.where(ids.notna(), row)
    repeated = ids.duplicated(keep="first")
    return ids.where(~repeated, ids + "@" + row)


def _set_aside(licences: pd.DataFrame, rows: pd.Series, reason: str) -> None:
    licences.loc[rows & (licences["reason"] == ""), "reason"] = reason


def _check_numbers(licences: pd.DataFrame, log: IssueLog) -> None:
    """Set aside what has no number, and report numbers that may be none."""
    unnumbered = licences["kind"] != "licence"
    _report_unnumbered(licences[unnumbered & (licences["reason"] == "")], log)
    _set_aside(licences, unnumbered, "no licence number")
    _set_aside_without_code(licences, log)
    _report_no_digit(licences, log)


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


def _report_no_digit(licences: pd.DataFrame, log: IssueLog) -> None:
    """Warn of numbers without a digit in a register whose numbers have them."""
    rows = licences[(licences["reason"] == "") & licences["code"].notna()]
    odd = ~rows["code"].astype(str).str.contains(r"\d")
    if odd.mean() > MOST_WITHOUT_DIGIT:
        return
    for source_row, code, area in rows.loc[odd, ["source_row", "code", "area_ha"]].itertuples(
        index=False
    ):
        log.add(
            "licence.no_digit",
            "warn",
            source_row=source_row,
            key=str(code),
            found="a licence number without a digit",
            expected="a number as in the other rows",
            action="It counts as a licence; "
            f"leave it out by `datasets.{log.dataset}.exclude` if it is none.",
            area_ha=area,
        )


def _report_unnumbered(rows: pd.DataFrame, log: IssueLog) -> None:
    if len(rows):
        kinds = rows["kind"].value_counts()
        log.add(
            "licence.unnumbered",
            "info",
            rows=rows["source_row"],
            key="kind",
            found=", ".join(f"{n} of the kind {kind}" for kind, n in kinds.items()),
            expected="licences with a number",
            action="Kept in the tables and not counted.",
            area_ha=float(rows["area_ha"].sum()),
        )


def _report_no_geometry(licences: gpd.GeoDataFrame, coverage: str, log: IssueLog) -> None:
    nowhere = licences[(licences["geometry_quality"] == "none") & (licences["reason"] == "")]
    if nowhere.empty:
        return
    if coverage == "sample":
        log.add(
            "licence.no_geometry",
            "info",
            found=f"{len(nowhere)} licences without a boundary or a point "
            f"({', '.join(nowhere['code'].astype(str).head(5))}{', ...' * (len(nowhere) > 5)})",
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


def _notes(licences: pd.DataFrame, excluded: int, totals: int, cut_ha: float) -> dict[str, str]:
    """Return what the ladder says beside the rows that leave."""
    left = licences[licences["counted"]]
    shapeless = int(left["area_ha"].isna().sum())
    assumed = int((left["status"] == "unknown").sum())
    parsed_notes = [f"{excluded:,} rows excluded by the configuration"] if excluded else []
    parsed_notes += [f"{totals:,} total rows left out"] if totals else []
    geometry_notes = [f"{shapeless:,} of them without a boundary"] if shapeless else []
    geometry_notes += [f"lost holes of {cut_ha:,.1f} ha are cut"] if cut_ha > 0 else []
    return {
        "parsed": "; ".join(parsed_notes),
        "geometry": "; ".join(geometry_notes),
        "in force": (
            f"{assumed:,} rows without a known status are taken as in force" if assumed else ""
        ),
    }
