import pytest

from nutag.licence_numbers import bare_number, number_key


@pytest.mark.parametrize(
    ("text", "key", "bare"),
    [
        ("MV-00015604", "MV-15604", "MV-15604"),
        ("MV-015604", "MV-15604", "MV-15604"),
        (" mv-000 15604\u00a0", "MV-15604", "MV-15604"),
        ("XV-0", "XV-0", "XV-0"),
        ("XV-48000162 (055/ду)", "XV-48000162(055/ДУ)", "XV-48000162"),
        ("1234A", "1234A", "1234A"),
        ("12600x", "12600X", "12600X"),
        ("000", "000", "0"),
        ("10020", "10020", "10020"),
        ("(055)", "(055)", None),
        ("  ", None, None),
        (None, None, None),
    ],
)
def test_spellings_of_a_number(text, key, bare):
    assert number_key(text) == key
    assert bare_number(text) == bare


def test_other_licences_stay_other_licences():
    numbers = ["1234", "1234A", "01234", "1234 (A)", "12-34", "MV-1234", "XV-1234", "MV1234"]
    assert len(set(map(number_key, numbers))) == len(numbers)
