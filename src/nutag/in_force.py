"""What is in force as of a day, by the stated status and by the dates."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from nutag.dates import first_day, last_day
from nutag.issues import IssueLog
from nutag.licence_numbers import number_key

#: Reasons of the rows that are set aside at this step.
ENDED, EXPIRED, LATER, UNKNOWN = "not in force", "expired", "granted later", "status unknown"
REASONS = (ENDED, EXPIRED, LATER, UNKNOWN)

RULES = ("status", "dates")

#: Years by which the newest grant of a register may come after all others.
LONGEST_GAP_YEARS = 5

_PERIOD = re.compile(r"(?<!\d)((?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?)(?!\d)")


def reference_day(
    licences: pd.DataFrame, stated: str | None, version: str | None, log: IssueLog
) -> tuple[str | None, str]:
    """Return the day on which a licence has to be in force, and where it comes from.

    Parameters
    ----------
    licences : pandas.DataFrame
        Rows that are not set aside, with ``granted`` (ISO or None), ``code`` and ``source_row``.
    stated : str or None
        ``as_of`` of the configuration.
    version : str or None
        Version of the dataset: a grant after the period that it names is a slip of the pen and
        dates no register.
    log : IssueLog
        Gets a warning where the newest grants stand years after all others.

    Returns
    -------
    day : str or None
        ISO date; None where nothing tells one. Never the day of the run.
    origin : str
        In words.
    """
    if stated is not None:
        return stated, "`as_of`"
    days = first_day(licences["granted"]).dropna()
    periods = _PERIOD.findall(str(version or ""))
    if periods:
        days = days[days <= last_day(pd.Series([periods[-1]]))[0]]
    if days.empty:
        return None, ""
    day = str(days.max())
    _report_lone_days(licences, days.sort_values(ascending=False, kind="stable"), log)
    return day, "the newest grant"


def in_force(licences: pd.DataFrame, day: str | None, *, assume: bool) -> pd.DataFrame:
    """Say of every row why it is not in force, by either rule.

    Parameters
    ----------
    licences : pandas.DataFrame
        ``status`` (in_force, ended, unknown), ``granted`` and ``expires`` (ISO or None).
    day : str or None
        From `reference_day`; without one no date says anything.
    assume : bool
        Whether a licence of unknown status is in force.

    Returns
    -------
    pandas.DataFrame
        ``status`` and ``dates``: empty where the row is in force, else one of `REASONS`. By the
        dates a licence is in force from its grant to its expiry, unless its status says that it has
        ended before; without an expiry its status decides.
    """
    status = licences["status"]
    granted, expires = first_day(licences["granted"]), last_day(licences["expires"])
    later = granted.notna() & (granted.fillna("") > day) if day else pd.Series(False, status.index)
    past = expires.notna() & (expires.fillna("") < day) if day else pd.Series(False, status.index)
    unknown = (status == "unknown") & (not assume)
    dated = expires.notna() & (day is not None)
    first = [status == "ended", later]
    by_status = np.select([*first, unknown], [ENDED, LATER, UNKNOWN], "")
    by_dates = np.select([*first, past, unknown & ~dated], [ENDED, LATER, EXPIRED, UNKNOWN], "")
    reasons = {"status": by_status, "dates": by_dates}
    return pd.DataFrame(reasons, index=licences.index, dtype=object)


def report_in_force(
    licences: pd.DataFrame, reasons: pd.DataFrame, rule: str, day: str | None, log: IssueLog
) -> None:
    """Report the rows about which status and dates disagree, and those that are not in force.

    Parameters
    ----------
    licences : pandas.DataFrame
        Rows that would count otherwise, with ``source_row``, ``code``, ``granted`` and ``area_ha``.
    reasons : pandas.DataFrame
        From `in_force`, for the same rows.
    rule : {'status', 'dates'}
        Which rule counts.
    day : str or None
        From `reference_day`.
    log : IssueLog
        Gets one issue of each kind, with all its rows.
    """
    _report_ended(licences[reasons[rule] == ENDED], log)
    _report_later(licences[reasons[rule] == LATER], day, log)
    # What its status sets aside is no case of doubt.
    doubtful = (reasons["dates"] == EXPIRED) & ((reasons["status"] == "") | (rule == "dates"))
    _report_expired(licences[doubtful], rule, day, log)
    _report_unknown(licences[reasons[rule] == UNKNOWN], log)
    if rule == "dates" and day is None:
        log.add(
            "licence.no_day",
            "stop",
            key="granted",
            found="no date of grant, and no day on which licences have to be in force",
            expected="a day, because `status_rule` lets the dates decide",
            action=f"Set `datasets.{log.dataset}.as_of`, or `status_rule: status`.",
        )


def both_ways(licences: pd.DataFrame) -> pd.DataFrame:
    """Return how many licences are in force by either rule, and their hectares.

    Parameters
    ----------
    licences : pandas.DataFrame
        The standard table.

    Returns
    -------
    pandas.DataFrame
        One row a rule of `RULES`: ``rule``, ``rows`` (distinct numbers), ``area_ha`` (overlaps
        counted as often as they occur), and how many of the rows have no date of expiry,
        ``dateless``.
    """
    eligible = licences[licences["counted"] | licences["reason"].isin(REASONS)]
    table = []
    for rule in RULES:
        rows = eligible[eligible[f"in_force_by_{rule}"]]
        # A number that is in force in one row may stand in another that is not.
        rows = rows[~rows["code"].map(number_key).duplicated()]
        dateless = int(rows["expires"].isna().sum())
        table.append((rule, len(rows), float(rows["area_ha"].sum()), dateless))
    return pd.DataFrame(table, columns=["rule", "rows", "area_ha", "dateless"])


def in_words(totals: pd.DataFrame) -> str:
    """Return the totals of `both_ways` in words."""
    return ", ".join(
        f"by {rule} {rows:,} licences with {area:,.1f} ha"
        for rule, rows, area in totals[["rule", "rows", "area_ha"]].itertuples(index=False)
    )


def _first(licences: pd.DataFrame) -> str:
    codes = licences["code"].astype(str)
    return ", ".join([*codes.head(5), *(["..."] if len(codes) > 5 else [])])


def _report_lone_days(licences: pd.DataFrame, days: pd.Series, log: IssueLog) -> None:
    """Warn of newest grants that may be slips of the pen: they would make the others expire.

    Years after all others may be at most a third of the grants; more are a register's own history.
    """
    years = days.str[:4].astype(int).to_numpy()
    few = max(1, len(days) // 3)
    gaps = years[:-1][:few] - years[1:][:few]
    if not (gaps > LONGEST_GAP_YEARS).any():
        return
    last = int(np.flatnonzero(gaps > LONGEST_GAP_YEARS)[-1])
    newest = licences.loc[days.index[: last + 1]]
    log.add(
        "licence.day_alone",
        "warn",
        rows=newest["source_row"],
        key=str(newest["code"].iloc[0] or "") if last == 0 else "",
        found=f"a newest grant on {days.iloc[0]}"
        + (f", {last + 1} such grants down to {days.iloc[last]}" if last else "")
        + f", {gaps[last]} years after the one before ({days.iloc[last + 1]})",
        expected="grants up to the day of the register",
        action=f"What is in force is taken as of {days.iloc[0]}; mend the date, or set "
        f"`datasets.{log.dataset}.as_of` to the day of the register.",
    )


def _report_ended(ended: pd.DataFrame, log: IssueLog) -> None:
    if len(ended):
        log.add(
            "licence.ended",
            "info",
            rows=ended["source_row"],
            key="status",
            found=f"{len(ended)} licences that have ended ({_first(ended)})",
            expected="licences in force",
            action="Set aside.",
            area_ha=float(ended["area_ha"].sum()),
        )


def _report_later(later: pd.DataFrame, day: str | None, log: IssueLog) -> None:
    for source_row, code, granted, area in later[
        ["source_row", "code", "granted", "area_ha"]
    ].itertuples(index=False):
        log.add(
            "licence.granted_later",
            "warn",
            source_row=source_row,
            key=str(code),
            found=f"a grant on {granted}",
            expected=f"one on or before {day}",
            action=f"Set aside: not in force on that day; mend the date or "
            f"`datasets.{log.dataset}.as_of`.",
            area_ha=area,
        )


def _report_expired(expired: pd.DataFrame, rule: str, day: str | None, log: IssueLog) -> None:
    if expired.empty:
        return
    hold = "count all the same" if rule == "status" else "are set aside"
    decides = "the status decides" if rule == "status" else "the dates decide"
    log.add(
        "licence.expired",
        "warn",
        rows=expired["source_row"],
        key="expires",
        found=f"{len(expired)} licences that expired before {day} and whose status does not say "
        f"so ({_first(expired)})",
        expected="licences in force",
        action=f"They {hold}: {decides}, see `datasets.{log.dataset}.status_rule`; "
        "reconciliation.csv has the totals both ways.",
        area_ha=float(expired["area_ha"].sum()),
    )


def _report_unknown(unknown: pd.DataFrame, log: IssueLog) -> None:
    if len(unknown):
        log.add(
            "licence.status_unknown",
            "row",
            rows=unknown["source_row"],
            key="status",
            found=f"{len(unknown)} rows without a known status",
            expected="one of in_force, ended",
            action=f"Set aside; map the words under `datasets.{log.dataset}.values.status`, or set "
            f"`datasets.{log.dataset}.status_missing: in_force` where all rows are in force.",
            area_ha=float(unknown["area_ha"].sum()),
        )
