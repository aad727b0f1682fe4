"""Spellings of the search: what a reader types, in either script, and what it finds."""

import pytest

SPELL = """([asked, name]) => {
  const data = JSON.parse(document.getElementById("atlas-data").textContent);
  const spelling = Nutag.spelling(data.spelling);
  return spelling.match(spelling.asked(asked), spelling.keys(name)) >= 0;
}"""


@pytest.fixture(scope="module")
def page(browser, site):
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_selector(".nm[data-ready]")
    yield page
    page.close()


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        # A vowel written twice.
        ("Оюу толгой", "Oyu Tolgoi LLC"),
        ("Оюутолгой", "Oyu Tolgoi LLC"),
        ("ulan batar", "Улаанбаатар"),
        ("tsogt tsetsii", "Цогтцэций"),
        # Words for a unit, also one that is only begun, and for a company.
        ("Төв аймаг", "Төв"),
        ("төв айма", "Төв"),
        ("Заамар сум", "Zaamar"),
        ("Баянгол дүүрэг", "Bayangol"),
        ("Tuv", "Tuv aimag"),
        ("Оюу толгой ХХК", "Oyu Tolgoi JSC"),
        # English words, and the same as Mongolian writes them.
        ("gobi-altai", "Govi-Altai"),
        ("gobi-altai", "Говь-Алтай"),
        ("Dornogobi", "Дорноговь"),
        ("Энержи Ресурс", "Energy Resources LLC"),
        ("Energy Resource", "Энержи ресурс ХХК"),
        ("gold mining", "Гоулд майнинг"),
        # A name that is nothing but such a word.
        ("хот", "Хотонт"),
        ("LLC", "LLC"),
    ],
)
def test_it_is_found(page, asked, name):
    assert page.evaluate(SPELL, [asked, name])


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Төв аймаг", "Булган аймаг"),
        ("MV-000001", "MV-000021"),
        ("MV-11", "MV-1"),
        ("zzz", "Завхан"),
    ],
)
def test_it_is_not_found(page, asked, name):
    assert not page.evaluate(SPELL, [asked, name])
