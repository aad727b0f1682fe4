import pytest

from nutag.look_alikes import readings, skeleton, strange_letters


@pytest.mark.parametrize(
    ("name", "strange", "read"),
    [
        ("Өвөрхaнгай", "a", ["Өвөрхангай"]),
        ("Yмнөговь", "Y", ["Умнөговь", "Үмнөговь"]),
        ("Umnugоvi", "о", ["Umnugovi"]),  # a Cyrillic о
        ("Баян-Єндєр", "Єє", ["Баян-Өндөр"]),  # as fonts without ө have it
        ("Nomgon", "", []),
        ("Номгон", "", []),
        ("", "", []),
        ("Номgон", "g", []),  # looks like no Cyrillic letter
        ("Говь 1", "", []),
    ],
)
def test_readings(name, strange, read):
    assert strange_letters(name) == strange
    assert readings(name) == read


def test_a_name_of_too_many_readings_is_read_in_none():
    assert readings("Бyyyyyyyбббббббб") == []


def test_skeletons():
    assert skeleton("Говь ХХК") == skeleton('"ГOBЬ" XXK') == skeleton("говь-ххк")
    assert skeleton("MAK") == skeleton("МАК")
    assert skeleton("Өлзий") != skeleton("Олзий")
    assert skeleton("Үлэмж") != skeleton("Улэмж")
    assert skeleton("-") == ""
