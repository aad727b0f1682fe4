import pytest

from nutag.conservation import conserve, rows_told
from nutag.issues import IssueLog
from nutag.ladder import COLUMNS


def rows_of(frame):
    assert list(frame.columns) == COLUMNS
    assert set(frame["check"]) == {"conservation"}
    return frame.set_index("step")["rows"].to_dict()


def test_rows_count_or_an_issue_says_why_not():
    # Row 4 counts although an issue is about it.
    found = conserve("licences", 8, range(2, 10), used=[2, 3, 4, 5, 6], told=[4, 7, 7, 8, 9])
    assert rows_of(found) == {
        "rows in": 8,
        "counted": 5,
        "set aside with an issue": 3,
        "without a word": 0,
    }


def test_a_row_that_neither_counts_nor_has_an_issue_is_seen():
    assert rows_of(conserve("licences", 3, [2, 3, 4], used=[2], told=[3]))["without a word"] == 1


@pytest.mark.parametrize(("told", "lost"), [([3, 3], 0), ([], 1), ([3, 40, 41], 0)])
def test_a_row_that_the_configuration_excludes_has_an_issue(told, lost):
    """Row 3 is not read; issues of rows 40 and 41 are about another sheet."""
    found = rows_of(conserve("licences", 3, [2, 4], used=[2, 4], told=told))
    assert (found["set aside with an issue"], found["without a word"]) == (1 - lost, lost)


def test_an_issue_may_be_about_one_row_about_several_or_about_none():
    log = IssueLog("licences")
    for rows in ({"source_row": 4}, {"rows": [5, 7]}, {}):
        log.add("x.y", "row", found="a", expected="b", action="c", **rows)
    assert rows_told(log.frame(), "licences") == {4, 5, 7}
    assert rows_told(log.frame(), "soums") == set()
