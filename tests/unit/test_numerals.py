import pytest
from hypothesis import given
from hypothesis import strategies as st

from nutag.numerals import is_plain, marks_shown, readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12", {".": 12, ",": 12}),
        ("-12", {".": -12, ",": -12}),
        ("\u221212.5", {".": -12.5}),
        ("1 234", {".": 1234, ",": 1234}),
        ("1\u00a0234\u00a0567", {".": 1234567, ",": 1234567}),
        ("1\u202f234,5", {",": 1234.5}),
        ("1,234.5", {".": 1234.5}),
        ("1.234,5", {",": 1234.5}),
        ("1'234.5", {".": 1234.5}),
        ("1,234,567", {".": 1234567}),
        ("12,5", {",": 12.5}),
        ("0,125", {",": 0.125}),
        ("1234,567", {",": 1234.567}),
        ("1 234,567", {",": 1234.567}),
        ("1,234", {".": 1234, ",": 1.234}),
        ("1.234", {".": 1.234, ",": 1234}),
        (".5", {".": 0.5}),
        ("1e3", {".": 1000, ",": 1000}),
    ],
)
def test_every_reading_of_a_number(text, found):
    assert readings(text) == found


@pytest.mark.parametrize(
    "text",
    ["", "-", "about 5", "12 5", "1,23,456", "1 234.567 8", "1,234 567", "--4", "inf", "1e999"],
)
def test_what_is_no_number_has_no_reading(text):
    assert readings(text) == {}


def test_a_column_shows_its_mark_of_decimals():
    assert marks_shown(["1,234", "5", "12,5"]) == {",": "12,5"}
    assert marks_shown(["1,234", "5", "1,234.5"]) == {".": "1,234.5"}
    assert marks_shown(["1,234", "5"]) == {}
    assert marks_shown(["12.5", "12,5"]) == {".": "12.5", ",": "12,5"}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_a_program_writes_is_read_as_it_is(number):
    text = repr(number)
    assert is_plain(text)
    assert readings(text)["."] == number


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from(" ,"))
def test_thousands_may_be_grouped(number, mark):
    text = f"{number:,}".replace(",", mark)
    assert readings(text)["."] == number
