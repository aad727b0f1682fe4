"""Dates of licences: from grant to expiry, in that order."""

from __future__ import annotations

import pandas as pd

from nutag.dates import first_day, last_day, parse_dates
from nutag.issues import IssueLog


def licence_dates(licences: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Return the dates of grant and of expiry of every licence.

    Parameters
    ----------
    licences : pandas.DataFrame
        ``granted`` and ``expires`` as text, ``code`` and ``source_row``.
    log : IssueLog
        See `nutag.dates.parse_dates`; gets an issue for every licence that expires before it is
        granted.

    Returns
    -------
    pandas.DataFrame
        ``granted`` and ``expires`` as ISO dates, as exact as they are; None where there is none.
        Of a licence that expires before its grant one date is wrong and nobody knows which: both
        are missing.
    """
    granted, expires = (parse_dates(licences, column, log) for column in ("granted", "expires"))
    reversed_ = last_day(expires).fillna("9999") < first_day(granted).fillna("")
    for source_row, code, start, end in zip(
        licences.loc[reversed_, "source_row"],
        licences.loc[reversed_, "code"],
        granted[reversed_],
        expires[reversed_],
        strict=True,
    ):
        log.add(
            "licence.expires_before_grant",
            "row",
            source_row=source_row,
            key=str(code or ""),
            found=f"a grant on {start} and an expiry on {end}",
            expected="an expiry after the grant",
            action="Both dates are taken as missing, and the status decides; mend the wrong one.",
        )
    dates = pd.DataFrame({"granted": granted, "expires": expires}, dtype=object)
    dates.loc[reversed_] = None
    return dates
