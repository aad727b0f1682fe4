import numpy as np
import pandas as pd
import pytest
from squares import one_issue

from nutag.issues import InputError, IssueLog
from nutag.values import not_negative, numbers, unique_key


def table(column, *cells):
    return pd.DataFrame({"source_row": range(2, len(cells) + 2), column: cells})


def test_missing_is_never_zero():
    log = IssueLog("licences")
    found = numbers(table("area_declared_ha", "12.5", None, "0", "1 234", "1\u00a0234"), *ha(log))
    assert found.tolist() == pytest.approx([12.5, np.nan, 0, 1234, 1234], nan_ok=True)
    assert len(log) == 0


def ha(log):
    return "area_declared_ha", log, "hectares"


@pytest.mark.parametrize("cell", ["about 12", "1,234.5", "12,5", "inf", "1e999", "-"])
def test_what_is_no_number_is_missing_and_reported(cell):
    log = IssueLog("licences", "in.csv")
    found = numbers(table("area_declared_ha", "1", cell), *ha(log))
    assert np.isnan(found[1])
    issue = one_issue(log, "value.not_a_number")
    assert issue.severity == "row"
    assert issue.message == (
        f"licences (in.csv, row 3): area_declared_ha: found {cell!r}; expected a number (hectares) "
        "with a point for decimals. Taken as missing."
    )


def test_negative_numbers_are_reported_and_missing_ones_are_not():
    log = IssueLog("population", "in.csv")
    good = not_negative(table("people", 5.0, -3.0, np.nan, 0.0), "people", log, "people")
    assert good.tolist() == [True, False, True, True]
    issue = one_issue(log, "value.negative")
    assert issue.severity == "row"
    assert issue.message == (
        "population (in.csv, row 3): people: found -3; expected people, zero or more. "
        "The row is set aside."
    )


def test_a_missing_key_stops():
    log = IssueLog("soums", "in.csv")
    unique_key(table("soum_id", "MN4625", *[None] * 6), "soum_id", log)
    issue = one_issue(log, "key.missing")
    assert issue.severity == "stop"
    assert issue.message == (
        "soums (in.csv): soum_id: found 6 rows without it (rows 3, 4, 5, 6, 7, ...); expected a "
        "value in every row. Fill the column or mend `datasets.soums.columns.soum_id`."
    )
    with pytest.raises(InputError):
        log.stop_if_needed()


def test_a_repeated_key_stops():
    log = IssueLog("soums", "in.csv")
    unique_key(table("soum_id", "B", "A", "B", "A", "C"), "soum_id", log)
    issue = one_issue(log, "key.duplicate")
    assert issue.severity == "stop"
    assert issue.message == (
        "soums (in.csv): soum_id: found A, B more than once (rows 2, 3, 4, 5); expected each once. "
        "Remove the rows that are not wanted."
    )


def test_missing_keys_are_not_repeated_ones():
    log = IssueLog("soums")
    unique_key(table("soum_id", None, None, "A"), "soum_id", log)
    assert [issue.code for issue in log] == ["key.missing"]
