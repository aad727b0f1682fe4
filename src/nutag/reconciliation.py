"""Reconciliation: what became of the rows, and whether two sources of one number agree."""

from __future__ import annotations

import re
from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from nutag import conservation, ladder
from nutag.in_force import both_ways
from nutag.issues import SEVERITIES
from nutag.private import published_issues, published_steps
from nutag.set_aside import land_set_aside

COLUMNS = [
    "check",
    "dataset",
    "unit_id",
    "step",
    "rows",
    "area_ha",
    "reference_area_ha",
    "period",
    "reference_period",
    "difference_ha",
    "difference_pct",
    "note",
]


def reconcile(
    ladders: list[pd.DataFrame],
    coverage: pd.DataFrame,
    statistics: pd.DataFrame,
    provinces: pd.DataFrame,
    soums: pd.DataFrame,
    licence_coverage: str,
    licence_period: str,
    *,
    register: pd.DataFrame,
    licences: gpd.GeoDataFrame,
    issues: pd.DataFrame,
    max_year_gap: int = 3,
) -> pd.DataFrame:
    """Return all checks in one table.

    Parameters
    ----------
    ladders : list of pandas.DataFrame
        Ladders of the datasets, in the order in which they are shown; of private layers no
        number is.
    coverage : pandas.DataFrame
        ``units`` of `nutag.coverage.Coverage`.
    statistics : pandas.DataFrame
        Licence statistics; may be empty.
    provinces, soums : pandas.DataFrame
        With ``area_ha`` (from polygons) and ``area_official_km2``; soums without an official area
        are not compared.
    licence_coverage : {'complete', 'sample'}
        A sample is compared all the same, with a note that it has to be smaller.
    licence_period : str
        Date of the polygons.
    register : pandas.DataFrame
        Every row of the register before the overlay.
    licences : geopandas.GeoDataFrame
        The same after it.
    issues : pandas.DataFrame
        Of the whole run, with ``dataset`` and ``source_row``.
    max_year_gap : int
        Years between polygons and statistics beyond which a note says so.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`. ``check`` is ``ladder``, ``conservation`` (rows in = rows that count +
        rows with an issue), ``set_aside`` (the land under licence with and without the rows that
        do not count), ``in_force_both_ways`` (what is in force by the status and by the dates,
        against what counts), ``union_vs_sum`` (overlaps), ``licences_vs_statistics`` (the
        licensed area and the number of licences from polygons against the month-end that is
        nearest to them, the newest for a sample or without a date),
        ``provinces_vs_country`` (the sum of the provinces against the country's own row of the
        statistics) or ``area_vs_official``. Differences are measured minus reference;
        ``period`` and ``reference_period`` are the dates of the two areas, empty where not known.
    """
    steps = published_steps(pd.concat([frame for frame in ladders if len(frame)]))
    country = coverage[coverage["unit_level"] == "country"].iloc[0]
    parts = [
        steps[steps["check"] == ladder.CHECK],
        _conservation(steps[steps["check"] == conservation.CHECK], licences, issues),
        land_set_aside(licences, provinces, country["unit_id"], country["union_ha"]),
        _in_force_both_ways(register),
        _union_vs_sum(coverage),
        _licences_vs_statistics(
            coverage, statistics, licence_coverage, licence_period, max_year_gap
        ),
        _provinces_vs_country(statistics),
        _area_vs_official(provinces),
        _soum_area_vs_official(soums),
    ]
    table = pd.concat([p for p in parts if len(p)], ignore_index=True).reindex(columns=COLUMNS)
    table["difference_ha"] = table["area_ha"] - table["reference_area_ha"]
    reference = table["reference_area_ha"].where(table["reference_area_ha"] != 0)
    table["difference_pct"] = 100 * table["difference_ha"] / reference
    table["rows"] = table["rows"].astype("Int64")
    for column in ("dataset", "unit_id", "step", "period", "reference_period", "note"):
        table[column] = table[column].fillna("")
    return table


def _in_force_both_ways(licences: pd.DataFrame) -> pd.DataFrame:
    totals = both_ways(licences)
    return pd.DataFrame(
        {
            "check": "in_force_both_ways",
            "dataset": "licences",
            "step": "in force by " + totals["rule"],
            "rows": totals["rows"],
            "area_ha": totals["area_ha"],
            "reference_area_ha": licences.loc[licences["counted"], "area_ha"].sum(),
            "note": [f"{n:,} of them without a date of expiry" for n in totals["dateless"]],
        }
    )


def _conservation(
    steps: pd.DataFrame, licences: pd.DataFrame, issues: pd.DataFrame
) -> pd.DataFrame:
    """Take in that the overlay sets further licences aside."""
    own = steps["dataset"] == "licences"
    after_overlay = conservation.conserve(
        "licences",
        rows_in=int(steps.loc[own & (steps["step"] == conservation.ROWS_IN), "rows"].iloc[0]),
        read=licences["source_row"],
        used=licences.loc[licences["counted"], "source_row"],
        told=conservation.rows_told(issues, "licences"),
    )
    return pd.concat([after_overlay, steps[~own]])


def _union_vs_sum(coverage: pd.DataFrame) -> pd.DataFrame:
    units = coverage[(coverage["unit_level"] != "soum") & (coverage["sum_ha"] > 0)]
    return pd.DataFrame(
        {
            "check": "union_vs_sum",
            "dataset": "licences",
            "unit_id": units["unit_id"],
            "step": "land under licence against the sum of licences",
            "rows": units["licence_count"],
            "area_ha": units["union_ha"],
            "reference_area_ha": units["sum_ha"],
            "note": "the difference is land that lies under more than one licence",
        }
    )


def nearest_period(periods: Iterable[str], to: str) -> str:
    """Return the month-end that is nearest to a date, the newest of two or without a date.

    Examples
    --------
    >>> nearest_period(["2021-01", "2022-12", "2026-07"], "2018-12")
    '2021-01'
    """
    month, newest_first = _month(to), sorted(set(periods), reverse=True)
    if month is None:
        return newest_first[0]
    return min(newest_first, key=lambda period: abs((_month(period) or 0) - month))


def _month(period: str) -> int | None:
    """Return the last month that a period names, counted from year 0; of a year its last."""
    found = re.findall(r"(?<!\d)((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?(?!\d)", period)
    return 12 * int(found[-1][0]) + int(found[-1][1] or 12) if found else None


def _licences_vs_statistics(
    coverage: pd.DataFrame,
    statistics: pd.DataFrame,
    licence_coverage: str,
    licence_period: str,
    max_year_gap: int,
) -> pd.DataFrame:
    if statistics.empty:
        return pd.DataFrame()
    sample = licence_coverage == "sample"
    # Nothing can be said of a sample but that it is smaller than what there is.
    period = nearest_period(statistics["period"], "" if sample else licence_period)
    own = statistics[(statistics["period"] == period) & (statistics["stage"] == "total")]
    reference = own.set_index("unit_id")
    units = coverage[coverage["unit_level"] != "soum"].set_index("unit_id")
    note = "the polygons are a sample and have to be smaller; " if sample else ""
    note += f"polygons of {licence_period or 'no date'} against statistics of {period}; "
    month = _month(licence_period)
    if month is not None and abs((_month(period) or 0) - month) > 12 * max_year_gap:
        note += f"the two are more than {max_year_gap} years apart; "
    published = reference["count"].reindex(units.index)
    return pd.DataFrame(
        {
            "check": "licences_vs_statistics",
            "dataset": "licences",
            "unit_id": units.index,
            "step": f"sum of licences against {period}",
            "rows": units["licence_count"].to_numpy(),
            # In a sample no polygon does not mean no licence.
            "area_ha": units["sum_ha"].where((not sample) | (units["sum_ha"] > 0)).to_numpy(),
            "reference_area_ha": reference["area_ha"].reindex(units.index).to_numpy(),
            "period": licence_period,
            "reference_period": period,
            "note": [f"{note}{n:,.0f} licences in the statistics" for n in published],
        }
    )


def _provinces_vs_country(statistics: pd.DataFrame) -> pd.DataFrame:
    if statistics.empty:
        return pd.DataFrame()
    keys = ["period", "stage"]
    own = statistics[statistics["unit_level"] == "country"].set_index(keys)
    parts = statistics[statistics["unit_level"] == "province"].groupby(keys)["area_ha"]
    table = own.join(parts.sum(min_count=1).rename("parts_ha")).join(parts.count().rename("n"))
    n_all = statistics.loc[statistics["unit_level"] == "province", "unit_id"].nunique()
    table = table.reset_index()
    return pd.DataFrame(
        {
            "check": "provinces_vs_country",
            "dataset": "licence_statistics",
            "unit_id": table["unit_id"],
            "step": table["period"] + " " + table["stage"],
            "rows": table["n"],
            "area_ha": table["parts_ha"],
            "reference_area_ha": table["area_ha"],
            "note": [f"{n} of {n_all} provinces have a figure" for n in table["n"]],
        }
    )


def _area_vs_official(provinces: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "check": "area_vs_official",
            "dataset": "soum_boundaries",
            "unit_id": provinces["province_id"],
            "step": "area of the province",
            "rows": provinces["n_soums"] - provinces["n_soums_no_boundary"],
            "area_ha": provinces["area_ha"],
            "reference_area_ha": 100 * provinces["area_official_km2"],
            "note": "boundaries are " + provinces["boundary_quality"],
        }
    )


def _soum_area_vs_official(soums: pd.DataFrame) -> pd.DataFrame:
    known = soums[soums["area_official_km2"].notna()]
    return pd.DataFrame(
        {
            "check": "area_vs_official",
            "dataset": "soum_boundaries",
            "unit_id": known["soum_id"],
            "step": "area of the soum",
            "rows": known["area_ha"].notna().astype(int),
            "area_ha": known["area_ha"],
            "reference_area_ha": 100 * known["area_official_km2"],
            "note": "boundaries are " + known["boundary_quality"],
        }
    )


def join_issues(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the issues of all stages in one table, numbered within their dataset.

    Parameters
    ----------
    parts : list of pandas.DataFrame
        Issues of the jobs, in the order of the stages.

    Returns
    -------
    pandas.DataFrame
        Sorted by severity (what stops first), then in the order found; see
        `nutag.private.published_issues` for those of private layers.
    """
    issues = published_issues(pd.concat(parts, ignore_index=True))
    number = issues.groupby("dataset").cumcount() + 1
    issues["issue_id"] = issues["dataset"] + "-" + number.astype(str).str.zfill(5)
    rank = issues["severity"].map({name: i for i, name in enumerate(SEVERITIES)})
    return issues.iloc[rank.argsort(kind="stable")].reset_index(drop=True)
