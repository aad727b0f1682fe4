import numpy as np
import pandas as pd
import pytest
from squares import one_issue

from nutag.issues import InputError, IssueLog
from nutag.values import not_negative, numbers, unique_key


def table(column, *cells):
    return pd.DataFrame({"source_row": range(2, len(cells) + 2), column: cells})


def ha(log):
    return "area_declared_ha", log, "hectares"


def test_missing_is_never_zero():
    log = IssueLog("licences")
    found = numbers(table("area_declared_ha", "12.5", None, "0"), *ha(log))
    assert found.tolist() == pytest.approx([12.5, np.nan, 0], nan_ok=True)
    assert len(log) == 0


@pytest.mark.parametrize("cell", ["about 12", "12 5", "inf", "1e999", "-"])
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


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["1,234.5", "1,234"], [1234.5, 1234]),
        (["1 234,5", "1,234"], [1234.5, 1.234]),
        (["1.234,5", "1.234"], [1234.5, 1234]),
        (["1\u00a0234", "12,5"], [1234, 12.5]),
        # They contradict each other, and can each be read in one way only.
        (["12.5", "12,5"], [12.5, 12.5]),
    ],
)
def test_numbers_are_read_as_the_column_shows(cells, read):
    log = IssueLog("licences", "in.csv")
    assert numbers(table("area_declared_ha", *cells), *ha(log)).tolist() == read
    issue = one_issue(log, "value.dialect")
    assert issue.severity == "info"
    assert "if that is wrong, set `datasets.licences.decimal`" in issue.message


def test_what_may_be_two_numbers_is_none():
    log = IssueLog("licences", "in.csv")
    found = numbers(table("area_declared_ha", "5", "1,234"), *ha(log))
    assert found.tolist() == pytest.approx([5, np.nan], nan_ok=True)
    issue = one_issue(log, "value.ambiguous")
    assert (issue.severity, issue.source_row) == ("row", 3)
    assert issue.message.endswith(
        "found '1,234'; expected a number that can be read in one way only: it could be 1234 or "
        '1.234. Taken as missing; set `datasets.licences.decimal` to "," or ".".'
    )


def test_a_column_with_both_marks_is_mended_by_hand():
    log = IssueLog("licences", "in.csv")
    found = numbers(table("area_declared_ha", "1,234", "1.5", "2,5", "3,000", "1.250"), *ha(log))
    assert found.tolist() == pytest.approx([np.nan, 1.5, 2.5, np.nan, 1.25], nan_ok=True)
    both = (
        "the column holds both marks for decimals, a point ('1.5' in row 3) and a comma ('2,5' in "
        "row 4), so that `datasets.licences.decimal` alone cannot mend it: write "
    )
    first, second = [issue for issue in log if issue.code == "value.ambiguous"]
    assert (first.severity, first.source_row, second.source_row) == ("row", 2, 5)
    assert first.action == second.action
    assert first.action == (
        f"Taken as missing; {both}rows 2, 5 in one way, for example as 1234.0 or 1.2340."
    )
    point = one_issue(log, "value.point")
    assert point.found == "1 numbers such as '1.250', and others that show both marks for decimals"
    assert point.action == (
        f"Read as 1.25; if it is 1250, {both}row 6 in one way, for example as 1250.0 or 1.2500."
    )


@pytest.mark.parametrize(("decimal", "number"), [(".", 1234), (",", 1.234)])
def test_the_configuration_decides(decimal, number):
    log = IssueLog("licences", "in.csv")
    given = table("area_declared_ha", "1,234", "12,5" if decimal == "." else "1.5")
    given.attrs = {"decimal": decimal}
    found = numbers(given, *ha(log))
    assert found.tolist() == pytest.approx([number, np.nan], nan_ok=True)
    # The other cell cannot be read so.
    issue = one_issue(log, "value.not_a_number")
    assert issue.source_row == 3
    mark = {".": "point", ",": "comma"}[decimal]
    assert issue.expected == f"a number (hectares) with a {mark} for decimals"


def test_a_count_has_no_decimals():
    log = IssueLog("population", "in.csv")
    found = numbers(table("people", "1,234", "1.234", "567"), "people", log, "people", whole=True)
    assert found.tolist() == [1234, 1234, 567]
    assert one_issue(log, "value.dialect").source_rows == (2, 3)


def test_points_that_may_group_thousands_are_reported():
    log = IssueLog("licences", "in.csv")
    found = numbers(table("area_declared_ha", "1.234", "567"), *ha(log))
    assert found.tolist() == [1.234, 567]
    issue = one_issue(log, "value.point")
    assert (issue.severity, issue.source_rows) == ("warn", (2,))
    assert issue.message.endswith(
        "found 1 numbers such as '1.234', and none that shows what the point is for; expected a "
        "number that can be read in one way only. Read as 1.234; if it is 1234, set "
        '`datasets.licences.decimal` to ",".'
    )
    # A program's own numbers are no question.
    typed = table("area_declared_ha", "1.234", "567")
    typed.attrs = {"typed": ["area_declared_ha"], "decimal": ","}
    log = IssueLog("licences", "in.csv")
    assert numbers(typed, *ha(log)).tolist() == [1.234, 567]
    assert len(log) == 0


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
