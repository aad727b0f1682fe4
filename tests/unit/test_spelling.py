import pytest

from nutag.spelling import is_lost, romanised, transliterated


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Өмнөговь", "omnogovi"),
        ("Хөвсгөл", "khovsgol"),
        ("Цэнгэл", "tsengel"),
        ("Ёндон", "yondon"),
        ("Ерөө", "yeroo"),
        ("Жаргалант", "jargalant"),
        ("Хэнтий", "khentii"),
        ("Замын-Үүд", "zamynuud"),
        ("Чулуут", "chuluut"),
        ("Шинэжинст", "shinejinst"),
    ],
)
def test_the_standard_comes_first(name, key):
    assert romanised(name)[0] == key


def test_a_latin_name_is_not_romanised():
    assert romanised("Nomgon") == []


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("xurmen", "khurmen"),
        ("cengel", "tsengel"),
        ("chuluut", "chuluut"),
        ("hovsgol", "khovsgol"),
        ("shinejinst", "shinejinst"),
        ("zhargalant", "zhargalant"),
        ("munkhkhairkhan", "munkhkhairkhan"),
    ],
)
def test_letters_of_other_latin_tables(name, ours):
    assert transliterated(name) == ours


@pytest.mark.parametrize("name", ["????", "Д?нд", "D\ufffdnd"])
def test_lost_letters(name):
    assert is_lost(name)
