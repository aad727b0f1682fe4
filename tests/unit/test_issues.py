import ast
import re
from pathlib import Path

import pytest

import nutag
from nutag.issues import COLUMNS, InputError, Issue, IssueLog, issue_frame

HERE = Path(__file__).parent
PACKAGE = Path(nutag.__file__).parent


def issue(**changes):
    base = {
        "dataset": "licences",
        "code": "x.y",
        "severity": "row",
        "found": "this",
        "expected": "that",
        "action": "Do so.",
    }
    return Issue(**{**base, **changes})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "licences: found this; expected that. Do so."),
        ({"file": "a.csv"}, "licences (a.csv): found this; expected that. Do so."),
        (
            {"file": "a.csv", "source_row": 7, "key": "MV-1"},
            "licences (a.csv, row 7): MV-1: found this; expected that. Do so.",
        ),
    ],
)
def test_a_message_says_where_what_and_how_to_mend_it(changes, message):
    assert issue(**changes).message == message


def test_all_stopping_issues_are_shown_together_and_the_others_are_not():
    log = IssueLog("licences", "a.csv")
    for severity in ("stop", "row", "warn", "info", "stop"):
        number = str(len(log))
        log.add("x.y", severity, found=number, expected="it", action="Mend it.")
    with pytest.raises(InputError) as error:
        log.stop_if_needed()
    assert str(error.value) == (
        "- licences (a.csv): found 0; expected it. Mend it.\n"
        "- licences (a.csv): found 4; expected it. Mend it."
    )
    assert [i.found for i in error.value.issues] == ["0", "4"]


def test_without_a_stopping_issue_the_run_goes_on():
    log = IssueLog("licences")
    log.add("x.y", "row", found="a", expected="b", action="c")
    log.stop_if_needed()
    assert len(log) == 1


def test_the_table_numbers_issues_within_their_dataset():
    frame = issue_frame([issue(), issue(dataset="soums"), issue(source_row=3, area_ha_affected=2)])
    assert list(frame.columns) == COLUMNS
    assert frame["issue_id"].tolist() == ["licences-00001", "soums-00001", "licences-00002"]
    assert frame["source_row"].isna().tolist() == [True, True, False]
    assert frame["area_ha_affected"].iloc[2] == 2
    assert frame["message"].iloc[0] == issue().message


def test_an_issue_of_several_rows_lists_them_all():
    log = IssueLog("licences")
    log.add("x.y", "row", found="a", expected="b", action="c", rows=[4, 7])
    frame = log.frame()
    assert (frame["source_row"].iloc[0], frame["source_rows"].iloc[0]) == (4, "4;7")


def test_no_issues_make_a_table_with_the_same_columns_and_types():
    assert issue_frame([]).dtypes.to_dict() == issue_frame([issue()]).dtypes.to_dict()


def calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def codes_of(node, function, tree):
    """Return what a `code` argument can be, as regular expressions."""
    if isinstance(node, ast.Constant):
        return {re.escape(node.value)}
    if isinstance(node, ast.IfExp):
        return codes_of(node.body, function, tree) | codes_of(node.orelse, function, tree)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
        return {"".join(parts)}
    # The code comes in as an argument: look at every call of the function around.
    assert isinstance(node, ast.Name), ast.dump(node)
    place = [argument.arg for argument in function.args.args].index(node.id)
    passed = [call.args[place] for call in calls(tree) if name_of(call) == function.name]
    return set().union(*(codes_of(argument, None, tree) for argument in passed))


def codes_in_source():
    found = set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.name == "issues.py":
            continue
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in calls(function):
                made = name_of(call) == "Issue"
                if made or (name_of(call) == "add" and len(call.args) == 2 and call.keywords):
                    named = [k.value for k in call.keywords if k.arg == "code"]
                    found |= codes_of(named[0] if made else call.args[0], function, tree)
    return found


def codes_in_tests():
    found = set()
    for path in [*HERE.glob("test_*.py"), *(HERE.parent / "bad_inputs").glob("test_*.py")]:
        for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            place = {"one_issue": 1, "issue": 0, "all_issues": 0}.get(name_of(call))
            if place is None or len(call.args) <= place:
                continue
            if isinstance(call.args[place], ast.Constant):
                found.add(call.args[place].value)
    return found


def test_every_kind_of_issue_has_a_test_that_reads_its_message():
    source, tests = codes_in_source(), codes_in_tests()
    assert len(source) > 40
    untested = [code for code in source if not any(re.fullmatch(code, seen) for seen in tests)]
    assert sorted(untested) == []
    unknown = [seen for seen in tests if not any(re.fullmatch(code, seen) for code in source)]
    assert sorted(unknown) == []
