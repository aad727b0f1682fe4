import pandas as pd
import pytest
from squares import licences, square

from nutag.in_force import both_ways, in_force, in_words, reference_day
from nutag.issues import IssueLog


def dates(*texts):
    return pd.Series(texts, dtype=object)


@pytest.mark.parametrize(
    ("granted", "stated", "version", "day"),
    [
        (("2018-12-28", "2017-01-01", None), None, None, "2018-12-28"),
        (("2018-12-28", "2017-01-01"), "2020-01-01", "2018", "2020-01-01"),
        # A grant after the period of the file is a slip and dates no register.
        (("2081-12-28", "2017-01-01"), None, "2018-12", "2017-01-01"),
        (("2018-12-28", "2017-01-01"), None, "2018", "2018-12-28"),
        (("2018-12-28", "2019-03-01"), None, "2017-01 to 2019-02", "2018-12-28"),
        (("2018-12-28",), None, "undated", "2018-12-28"),
        (("2018-12", "2018"), None, None, "2018-12-01"),
        ((None, None), None, "2018", None),
        (("2018-12-28",), None, "2001", None),
    ],
)
def test_the_day_of_a_register(granted, stated, version, day):
    table = pd.DataFrame({"granted": dates(*granted), "code": "MV-1", "source_row": 1})
    assert reference_day(table, stated, version, IssueLog("licences"))[0] == day


DAY = "2018-12-28"


@pytest.mark.parametrize(
    ("status", "granted", "expires", "by_status", "by_dates"),
    [
        ("in_force", "2010-01-01", "2040-01-01", "", ""),
        ("in_force", None, None, "", ""),
        ("in_force", "2010-01-01", "2018-12-27", "", "expired"),
        ("in_force", "2010-01-01", DAY, "", ""),
        ("in_force", "2010-01-01", "2018", "", ""),  # some day of that year
        ("in_force", "2010-01-01", "2018-11", "", "expired"),
        ("in_force", "2019-01-01", "2040-01-01", "granted later", "granted later"),
        ("in_force", DAY, "2040-01-01", "", ""),
        ("ended", "2010-01-01", "2040-01-01", "not in force", "not in force"),
        ("unknown", "2010-01-01", "2040-01-01", "status unknown", ""),
        ("unknown", "2010-01-01", None, "status unknown", "status unknown"),
        ("unknown", "2010-01-01", "2018-12-27", "status unknown", "expired"),
    ],
)
def test_status_and_dates(status, granted, expires, by_status, by_dates):
    row = pd.DataFrame({"status": [status], "granted": [granted], "expires": [expires]})
    found = in_force(row, DAY, assume=False).iloc[0]
    assert (found["status"], found["dates"]) == (by_status, by_dates)
    assumed = in_force(row, DAY, assume=True).iloc[0]
    unknown = "status unknown"
    assert assumed["status"] == ("" if by_status == unknown else by_status)
    assert assumed["dates"] == ("" if by_dates == unknown else by_dates)


def test_without_a_day_no_date_says_anything():
    row = pd.DataFrame({"status": ["in_force"], "granted": [None], "expires": ["1999-01-01"]})
    assert in_force(row, None, assume=False).iloc[0].tolist() == ["", ""]


def test_both_ways_counts_every_number_once():
    table = licences(
        {"code": "MV-1", "shape": square(1, 1), "dated": False},
        {"code": "MV-2", "shape": square(3, 1, 2), "expires": "2040-01-01"},
        {"code": "MV-3", "shape": None},
        {"code": "MV-4", "shape": square(8, 8), "counted": False},
        {"code": "MV-002", "licence_id": "b", "shape": square(3, 1), "counted": False},
    )
    table["reason"] = ["", "", "", "duplicate", "expired"]
    table["in_force_by_status"] = True
    totals = both_ways(table)
    assert totals.to_dict("list") == {
        "rule": ["status", "dates"],
        "rows": [3, 2],
        "area_ha": pytest.approx([500, 400]),
        "dateless": [2, 1],
    }
    assert in_words(totals) == (
        "by status 3 licences with 500.0 ha, by dates 2 licences with 400.0 ha"
    )
