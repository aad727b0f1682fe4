import pandas as pd
import pytest
from squares import one_issue

from nutag.dates import (
    AMBIGUOUS,
    NO_SUCH_DAY,
    PLACEHOLDER,
    UNREADABLE,
    first_day,
    last_day,
    parse_dates,
    read_date,
)
from nutag.issues import IssueLog


def column(*texts):
    return pd.DataFrame({"source_row": range(2, len(texts) + 2), "granted": texts}, dtype=object)


@pytest.mark.parametrize(
    "text",
    [
        "2019-02-03",
        " 2019-02-03 ",
        "2019-02-03 00:00:00",
        "2019-02-03 10:11",
        "2019-02-03T10:11:12.5Z",
        "2019-02-03T23:59:59+08:00",
        "2019-2-3",
        "2019/2/3",
        "2019/02/03 0:00:00",
        "2019.02.03",
        "2019.02.03.",
        "20190203",
        "3.2.2019",
        "03.02.2019 00:00",
        "43499",
        "43499.0",
        "43499.75",
    ],
)
def test_one_day_in_many_notations(text):
    assert read_date(text).date == "2019-02-03"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31.02.2019", NO_SUCH_DAY),
        ("2019-13-01", NO_SUCH_DAY),
        ("29.02.2019", NO_SUCH_DAY),
        ("0001-01-01", PLACEHOLDER),
        ("1900-01-01", PLACEHOLDER),
        ("1899-12-30", PLACEHOLDER),
        ("1970-01-01", PLACEHOLDER),
        ("9999-12-31", PLACEHOLDER),
        ("0", PLACEHOLDER),
        ("1", PLACEHOLDER),
        ("03/02/2019", AMBIGUOUS),
        ("03-02-2019", AMBIGUOUS),
        ("12", UNREADABLE),
        ("2012-13", UNREADABLE),
        ("-43499", UNREADABLE),
        ("0043499999", UNREADABLE),
        ("today", UNREADABLE),
        ("", UNREADABLE),
    ],
)
def test_what_is_no_date_stays_none(text, fault):
    assert read_date(text) == (None, fault)


def test_a_leap_day_is_a_day():
    assert read_date("29.02.2020").date == "2020-02-29"


@pytest.mark.parametrize(
    ("texts", "dates"),
    [
        (["03/02/2019", "13/02/2019"], ["2019-02-03", "2019-02-13"]),
        (["03/02/2019", "02/13/2019"], ["2019-03-02", "2019-02-13"]),
        (["03/02/2019", "04/04/2019"], [None, "2019-04-04"]),
        # One column in two orders shows nothing about the others.
        (["03/02/2019", "13/02/2019", "02/13/2019"], [None, "2019-02-13", "2019-02-13"]),
    ],
)
def test_the_column_shows_what_is_the_day(texts, dates):
    assert parse_dates(column(*texts), "granted", IssueLog("licences")).tolist() == dates


def test_dates_stay_as_exact_as_they_are():
    log = IssueLog("licences")
    dates = parse_dates(column("2015", "2012-08", "2012/8", None), "granted", log)
    assert dates.tolist() == ["2015", "2012-08", "2012-08", None]
    assert len(log) == 0
    assert first_day(dates).tolist()[:2] == ["2015-01-01", "2012-08-01"]
    assert last_day(dates).tolist()[:2] == ["2015-12-31", "2012-08-31"]
    assert first_day(dates).isna().tolist() == [False, False, False, True]


def test_notations_are_noted_and_faults_are_told_row_by_row():
    log = IssueLog("licences", "in.csv")
    parse_dates(
        column("2019/2/3", "2019/2/4", "30.2.2019", "1/2/2019", "1900-01-01"), "granted", log
    )
    assert [issue.severity for issue in log] == ["row", "row", "warn", "info"]
    assert one_issue(log, "date.unreadable").source_row == 4
    assert one_issue(log, "date.ambiguous").source_row == 5
    assert one_issue(log, "date.placeholder").source_row == 6
    assert one_issue(log, "date.notation").message == (
        "licences (in.csv): granted: found 2 dates as '2019/2/3' (2019/2/3); expected dates as "
        "2019-02-03. Read, this one as 2019-02-03."
    )


def test_a_column_that_contradicts_itself_is_named_with_both_orders():
    log = IssueLog("licences", "in.csv")
    texts = column(
        "03/04/2012", "13/04/2012", "04/13/2012", "05/05/2012", "03/04/2012", "14/04/2012"
    )
    assert parse_dates(texts, "granted", log).tolist() == [
        None, "2012-04-13", "2012-04-13", "2012-05-05", None, "2012-04-14",
    ]  # fmt: skip
    issues = [issue for issue in log if issue.code == "date.ambiguous"]
    assert [issue.source_row for issue in issues] == [2, 6]
    assert issues[0].message == (
        "licences (in.csv, row 2): granted: found '03/04/2012', which is one day or another in a "
        "column that contradicts itself: '13/04/2012' (row 3) has the day first, '04/13/2012' "
        "(row 4) the month; expected the year first. Taken as missing; write the dates of this "
        "column with the year first."
    )


def test_a_column_without_dates():
    log = IssueLog("licences")
    assert parse_dates(column(None, None), "granted", log).tolist() == [None, None]
    assert len(log) == 0
