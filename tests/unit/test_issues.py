import ast
import re
from pathlib import Path

import pytest

import nutag
from nutag.issue_codes import load_issue_codes
from nutag.issues import COLUMNS, InputError, Issue, IssueLog, issue_frame

HERE = Path(__file__).parent
PACKAGE = Path(nutag.__file__).parent
CODES = HERE.parents[1] / "data" / "issue_codes.yaml"


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


def test_the_table_says_nothing_of_the_folders_of_a_computer():
    files = ("data/a.csv", "/register/a.csv", r"D:\data\a.csv", "/register/a.xlsx, Sheet 1", "")
    table = issue_frame([issue(file=file) for file in files])
    assert list(table["file"]) == ["data/a.csv", "a.csv", "a.csv", "a.xlsx, Sheet 1", ""]
    assert table["message"][1] == "licences (a.csv): found this; expected that. Do so."
    # The terminal says where the file lies.
    assert "(/register/a.csv)" in issue(file=files[1]).message


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


def values_of(node, function, tree):
    """Return what an argument can be, as regular expressions."""
    if isinstance(node, ast.Constant):
        return {re.escape(node.value)}
    if isinstance(node, ast.IfExp):
        return values_of(node.body, function, tree) | values_of(node.orelse, function, tree)
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"\w+" for p in node.values]
        return {"".join(parts)}
    # The value comes in as an argument: look at every call of the function around.
    assert isinstance(node, ast.Name), ast.dump(node)
    arguments = function.args
    names = [argument.arg for argument in arguments.args]
    place = names.index(node.id) if node.id in names else None
    passed = []
    for call in calls(tree):
        if name_of(call) != function.name:
            continue
        named = [k.value for k in call.keywords if k.arg == node.id]
        passed += named or call.args[place : place + 1]
    return set().union(*(values_of(argument, function, tree) for argument in passed))


def together(code, severity):
    """Return code and severity in pairs, where both hang on the same condition."""
    both = isinstance(code, ast.IfExp) and isinstance(severity, ast.IfExp)
    if both and ast.dump(code.test) == ast.dump(severity.test):
        return [(code.body, severity.body), (code.orelse, severity.orelse)]
    return [(code, severity)]


def severities_in_source():
    """Return the severities that each code of the source can have."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.name == "issues.py":
            continue
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in calls(function):
                made = name_of(call) == "Issue"
                if not made and not (
                    name_of(call) == "add" and len(call.args) == 2 and call.keywords
                ):
                    continue
                named = {k.arg: k.value for k in call.keywords}
                code, severity = (named["code"], named["severity"]) if made else call.args
                for one_code, one_severity in together(code, severity):
                    severities = values_of(one_severity, function, tree)
                    for value in values_of(one_code, function, tree):
                        found.setdefault(value, set()).update(severities)
    return found


def codes_in_source():
    return set(severities_in_source())


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


def test_every_kind_of_issue_has_an_entry_that_says_what_mends_it():
    source, entries = severities_in_source(), load_issue_codes(CODES)
    untold = [code for code in source if not any(re.fullmatch(code, known) for known in entries)]
    assert sorted(untold) == [], "codes without an entry in data/issue_codes.yaml"
    stale = [known for known in entries if not any(re.fullmatch(code, known) for code in source)]
    assert sorted(stale) == [], "entries of data/issue_codes.yaml that no code reports"


def test_an_entry_has_the_severities_of_the_code():
    said = {code: set(entry.severity) for code, entry in load_issue_codes(CODES).items()}
    made = {known: set() for known in said}
    for code, severities in severities_in_source().items():
        for known in said:
            if re.fullmatch(code, known):
                made[known] |= severities
    assert said == made


def test_entries_stand_in_the_order_of_the_alphabet():
    codes = list(load_issue_codes(CODES))
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("severity: [bad]\n  step: file", "x.y: severity"),
        ("severity: [row]\n  step: nowhere", "x.y: step 'nowhere'"),
    ],
)
def test_an_entry_that_the_pages_cannot_show_is_refused(tmp_path, entry, message):
    path = tmp_path / "codes.yaml"
    path.write_text(f"x.y:\n  {entry}\n  bad_inputs: []\n  cause: A.\n  cure: B.\n", "utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        load_issue_codes(path)
