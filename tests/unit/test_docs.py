import re
from pathlib import Path

import generate
import pytest

from nutag.issue_codes import load_issue_codes
from nutag.issues import SEVERITIES

ROOT = Path(__file__).parents[2]
CODES = load_issue_codes(ROOT / "data" / "issue_codes.yaml")


@pytest.mark.parametrize("name", ["indicators.md", "issues.md", "bad-inputs.md"])
def test_a_generated_page_is_up_to_date(name):
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert page == generate.pages()[name], "run `make docs` (docs/generate.py)"


def test_what_the_page_on_quality_tells_is_there_in_mongolian_too():
    for code in CODES.values():
        for english, mongolian in ((code.cause, code.cause_mn), (code.cure, code.cure_mn)):
            if set(code.severity) != {"stop"}:
                assert mongolian, code.code
                spans = [set(re.findall("`[^`]+`", text)) for text in (english, mongolian)]
                assert spans[0] == spans[1], code.code
                assert not re.search(r"\b(the|of|is|until)\b", mongolian), code.code


def test_there_are_54_bad_inputs_each_with_a_severity_that_there_is():
    entries = generate.bad_inputs()
    assert list(entries) == list(range(1, 55))
    assert all(set(entry["severity"]) <= set(SEVERITIES) for entry in entries.values())
    # Only paths that simply work have none.
    assert [number for number, entry in entries.items() if not entry["severity"]] == [53]


def test_codes_and_tests_name_bad_inputs_that_there_are():
    numbers = set(generate.bad_inputs())
    assert {number for code in CODES.values() for number in code.bad_inputs} <= numbers
    assert set(generate.tests_of_bad_inputs()) <= numbers


def test_every_bad_input_has_a_test_that_feeds_it():
    missing = sorted(set(generate.bad_inputs()) - set(generate.tests_of_bad_inputs()))
    assert missing == [], "bad inputs without a test"


def test_every_bad_input_is_answered_with_its_severity():
    answers = {number: set() for number in generate.bad_inputs()}
    for code in CODES.values():
        for number in code.bad_inputs:
            answers[number] |= set(code.severity)
    unanswered = {
        number: entry["severity"]
        for number, entry in generate.bad_inputs().items()
        if not set(entry["severity"]) <= answers[number]
    }
    assert unanswered == {}


def test_the_page_of_bad_inputs_shows_severity_codes_and_tests(tmp_path):
    (tmp_path / "test_a.py").write_text(
        "import pytest\n\n@pytest.mark.bad_input(6)\ndef test_a_bow_tie(): pass\n", "utf-8"
    )
    page = generate.render_bad_inputs(
        {
            6: {"input": "A bow-tie", "severity": ["warn"]},
            53: {"input": "Spaces", "severity": []},
        },
        {"licence.invalid_ring": CODES["licence.invalid_ring"]},
        generate.tests_of_bad_inputs(tmp_path),
    )
    assert page.endswith(
        "| 6 | A bow-tie | warn | `licence.invalid_ring` | [a bow tie](../tests/test_a.py) |\n"
        "| 53 | Spaces | works |  |  |\n"
    )
