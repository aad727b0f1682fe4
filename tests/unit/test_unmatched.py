from squares import BOGD, NOMGON

from nutag.issues import IssueLog, issue_frame
from nutag.unmatched import COLUMNS, unmatched_places


def issues(*found):
    log = IssueLog("licences", "in.csv")
    for row, (code, text, expected) in enumerate(found, start=2):
        log.add(code, "row", found=text, expected=expected, action="a", source_row=row, key="k")
    return issue_frame(list(log))


def test_each_spelling_is_asked_for_once_with_suggestions():
    table = unmatched_places(
        issues(
            ("place.unknown_soum", "'x' in MN-053", f"a soum; nearest: Bogd ({BOGD})"),
            ("licence.no_code", "an empty cell", "a number"),
            ("place.unknown_province", "'y'", "a province"),
            ("place.unknown_soum", "'x' in MN-053", f"a soum; nearest: Bogd ({BOGD})"),
            ("place.unknown_soum", "'x' in MN-055", "a soum"),
        )
    )
    assert list(table.columns) == COLUMNS
    columns = ["source_row", "rows", "found", "province_id", "suggestions", "fill_in"]
    assert table[columns].to_numpy().tolist() == [
        [2, 2, "x", "MN-053", f"Bogd ({BOGD})", ""],
        [4, 1, "y", "", "", ""],
        [6, 1, "x", "MN-055", "", ""],
    ]


def test_the_spelling_is_the_one_of_the_file():
    odd = ["O'lziit", 'a "b"', "a\\b", "Бат\u00a0Өлзий", "x' in y"]
    table = unmatched_places(issues(*(("place.unknown_soum", repr(text), "") for text in odd)))
    assert table["found"].tolist() == odd


def test_a_polygon_is_asked_for_by_its_name():
    found = f"code '{NOMGON}9', name 'Nomgoon'"
    table = unmatched_places(
        issues(("boundary.unknown_soum", found, "e"), ("boundary.unknown_soum", "code '9'", "e"))
    )
    assert table[["column", "found"]].to_numpy().tolist() == [
        ["name_en", "Nomgoon"],
        ["soum_id", "9"],
    ]


def test_lost_letters_are_not_asked_for_and_nothing_has_the_same_columns():
    lost = unmatched_places(issues(("place.unknown_soum", "'????'", "e")))
    assert list(lost.columns) == COLUMNS
    assert len(lost) == 0
    assert lost.dtypes.to_dict() == unmatched_places(issues()).dtypes.to_dict()
