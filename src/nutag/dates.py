"""Dates: from the notations of registers to ISO 8601."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from nutag.issues import IssueLog

_TIME = r"[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?"
_YEAR_FIRST = r"(?P<y>\d{4})\s*[%s]\s*(?P<m>\d{1,2})\s*[%s]\s*(?P<d>\d{1,2})\.?"
#: Notations in which the place of the day is plain, by an example.
_NOTATIONS = {
    "ISO": re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"),
    "ISO with time": re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)" + _TIME),
    "2019-2-3": re.compile(_YEAR_FIRST % ("-", "-")),
    "2019/2/3": re.compile(_YEAR_FIRST % ("/", "/") + f"(?:{_TIME})?"),
    "2019.2.3": re.compile(_YEAR_FIRST % (".", ".") + f"(?:{_TIME})?"),
    "20190203": re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)"),
    "3.2.2019": re.compile(
        rf"(?P<d>\d{{1,2}})\s*\.\s*(?P<m>\d{{1,2}})\s*\.\s*(?P<y>\d{{4}})(?:{_TIME})?"
    ),
}
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s*([-/])\s*(\d{{1,2}})\s*\2\s*(\d{{4}})(?:{_TIME})?")
_YEAR_OR_MONTH = re.compile(r"((?:19|20|21)\d\d)(?:[-/.](0?[1-9]|1[0-2]))?")
_SERIAL = re.compile(r"(\d{1,6})(?:\.\d+)?")

_SERIAL_ZERO = dt.date(1899, 12, 30)
_SERIALS = range(15_000, 100_000)  # 1941 to 2173; a smaller number may be a year
# What programs write where there is no date, beside all that no licence can have.
_PLACEHOLDERS = {dt.date(1970, 1, 1)}
_YEARS = range(1901, 2200)

UNREADABLE, NO_SUCH_DAY, AMBIGUOUS, PLACEHOLDER = "unreadable", "no such day", "ambiguous", "none"


class Reading(NamedTuple):
    """How one text was read: the ISO date and its notation, or no date and the fault."""

    date: str | None
    how: str


def read_date(text: str, day_first: bool | None = None) -> Reading:
    """Read one date.

    Parameters
    ----------
    text : str
        In any notation of `parse_dates`.
    day_first : bool, optional
        What comes first in dates like 03/02/2019, where it is known.

    Examples
    --------
    >>> read_date("2019/2/3"), read_date("03.02.2019").date, read_date("43499").date
    (Reading(date='2019-02-03', how='2019/2/3'), '2019-02-03', '2019-02-03')
    >>> read_date("31.02.2019"), read_date("03/02/2019")
    (Reading(date=None, how='no such day'), Reading(date=None, how='ambiguous'))
    """
    text = text.strip()
    for notation, pattern in _NOTATIONS.items():
        if match := pattern.fullmatch(text):
            return _day(match["y"], match["m"], match["d"], notation)
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(match, day_first)
    if match := _YEAR_OR_MONTH.fullmatch(text):
        year, month = match.groups()
        return Reading(f"{year}-{int(month):02}" if month else year, "ISO")
    return _serial(text)


def _year_last(match: re.Match[str], day_first: bool | None) -> Reading:
    first, mark, second, year = match.groups()
    if first == second or int(first) > 12 or int(second) > 12:
        day_first = int(second) <= 12
    if day_first is None:
        return Reading(None, AMBIGUOUS)
    if day_first:
        return _day(year, second, first, f"3{mark}2{mark}2019")
    return _day(year, first, second, f"2{mark}3{mark}2019")


def _serial(text: str) -> Reading:
    match = _SERIAL.fullmatch(text)
    serial = int(match[1]) if match else -1
    if serial in _SERIALS:
        day = _SERIAL_ZERO + dt.timedelta(days=serial)
        return Reading(day.isoformat(), "serial number of a spreadsheet")
    # The first days of the calendar of spreadsheets: an empty cell that became a number.
    return Reading(None, PLACEHOLDER if 0 <= serial <= 2 else UNREADABLE)


def _day(year: str | int, month: str | int, day: str | int, how: str) -> Reading:
    try:
        date = dt.date(int(year), int(month), int(day))
    except ValueError:
        return Reading(None, NO_SUCH_DAY)
    if date in _PLACEHOLDERS or date.year not in _YEARS:
        return Reading(None, PLACEHOLDER)
    return Reading(date.isoformat(), how)


def _orders_shown(texts: Iterable[str]) -> dict[bool, str]:
    """Return the orders that the dates of a column show, day first or not, by the first of each."""
    shown: dict[bool, str] = {}
    for text in texts:
        if match := _YEAR_LAST.fullmatch(text.strip()):
            first, second = int(match[1]), int(match[3])
            if (first > 12) != (second > 12):
                shown.setdefault(first > 12, text)
    return shown


def parse_dates(table: pd.DataFrame, column: str, log: IssueLog) -> pd.Series:
    """Return a column of text as ISO dates.

    Read are 2019-02-03 (with or without a time of day), 2019/2/3, 2019.02.03, 20190203,
    03.02.2019, day/month/year or month/day/year where the column shows which, serial numbers of
    spreadsheets, and 2019-02 or 2019, which stay as exact as they are.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row`` and the column, missing as None.
    column : str
        Our column.
    log : IssueLog
        Gets an issue for every date that is none, and one note a notation.

    Returns
    -------
    pandas.Series of object
        ``2019-02-03``, ``2019-02`` or ``2019``; None where there is no date. No date is ever made
        up in place of one that cannot be read.
    """
    texts = table[column]
    distinct = [str(text) for text in texts.dropna().unique()]
    orders = _orders_shown(distinct)
    day_first = next(iter(orders)) if len(orders) == 1 else None
    readings = {text: read_date(text, day_first) for text in distinct}
    how = texts.map({text: reading.how for text, reading in readings.items()})
    _report_faults(table, column, how, orders, log)
    for notation, rows in table[how.notna()].groupby(how, sort=True):
        if notation not in ("ISO", UNREADABLE, NO_SUCH_DAY, AMBIGUOUS, PLACEHOLDER):
            log.add(
                "date.notation",
                "info",
                key=column,
                found=f"{len(rows)} dates as {rows[column].iloc[0]!r} ({notation})",
                expected="dates as 2019-02-03",
                action=f"Read, this one as {readings[rows[column].iloc[0]].date}.",
            )
    dates = texts.map({text: reading.date for text, reading in readings.items()})
    return dates.astype(object).where(dates.notna(), None)


def _report_faults(
    table: pd.DataFrame, column: str, how: pd.Series, orders: dict[bool, str], log: IssueLog
) -> None:
    both = ""
    if len(orders) > 1:
        row_of = {
            text: table.loc[table[column] == text, "source_row"].iloc[0] for text in orders.values()
        }
        day, month = orders[True], orders[False]
        both = (
            f" in a column that contradicts itself: {day!r} (row {row_of[day]}) has the day first, "
            f"{month!r} (row {row_of[month]}) the month"
        )
    wrong = how.isin([UNREADABLE, NO_SUCH_DAY, AMBIGUOUS, PLACEHOLDER])
    for source_row, text, fault in zip(
        table["source_row"][wrong], table[column][wrong], how[wrong], strict=True
    ):
        if fault == PLACEHOLDER:
            log.add(
                "date.placeholder",
                "warn",
                source_row=source_row,
                key=column,
                found=f"{text!r}, which stands for no date",
                expected="a date, or an empty cell",
                action="Taken as missing.",
            )
        elif fault == AMBIGUOUS:
            log.add(
                "date.ambiguous",
                "row",
                source_row=source_row,
                key=column,
                found=f"{text!r}, which is one day or another" + both,
                expected="the year first"
                + ("" if both else ", or a column in which one date shows what is the day"),
                action="Taken as missing"
                + ("; write the dates of this column with the year first." if both else "."),
            )
        else:
            log.add(
                "date.unreadable",
                "row",
                source_row=source_row,
                key=column,
                found=f"{text!r}" + (", a day that there is not" if fault == NO_SUCH_DAY else ""),
                expected="a date as 2019-02-03",
                action="Taken as missing.",
            )


def first_day(dates: pd.Series) -> pd.Series:
    """Return the first day that each date may mean (``2015`` is 2015-01-01), as comparable text.

    Parameters
    ----------
    dates : pandas.Series of object
        From `parse_dates`; None stays None.
    """
    return dates.map(lambda date: date + "-01-01"[len(date) - 4 :], na_action="ignore")


def last_day(dates: pd.Series) -> pd.Series:
    """Return the last day that each date may mean (``2015`` is 2015-12-31), as comparable text."""
    return dates.map(lambda date: date + "-12-31"[len(date) - 4 :], na_action="ignore")
