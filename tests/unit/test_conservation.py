from nutag.conservation import conserve, conserve_anew
from nutag.ladder import COLUMNS


def rows_of(frame):
    assert list(frame.columns) == COLUMNS
    assert set(frame["check"]) == {"conservation"}
    return frame.set_index("step")["rows"].to_dict()


def test_rows_count_or_an_issue_says_why_not():
    # Of nine rows one is excluded; row 4 counts although an issue is about it.
    found = conserve("licences", 9, 8, used=[2, 3, 4, 5, 6], told=[4, 7, 7, 8, 9])
    assert rows_of(found) == {
        "rows in": 9,
        "excluded by the configuration": 1,
        "counted": 5,
        "set aside with an issue": 3,
        "without a word": 0,
    }


def test_a_row_that_neither_counts_nor_has_an_issue_is_seen():
    assert rows_of(conserve("licences", 3, 3, used=[2], told=[3]))["without a word"] == 1


def test_a_later_stage_sets_further_rows_aside():
    before = conserve("licences", 4, 3, used=[2, 3, 4], told=[])
    after = rows_of(conserve_anew(before, used=[2, 3], told=[4]))
    assert (after["rows in"], after["excluded by the configuration"]) == (4, 1)
    assert (after["counted"], after["set aside with an issue"]) == (2, 1)
    assert after["without a word"] == 0
