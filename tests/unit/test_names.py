from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from squares import KHURMEN, NOMGON, ULZIIT, UMNUGOVI, UVURKHANGAI, provinces, soum_register

from nutag.names import Gazetteer
from nutag.places import province_gazetteer, soum_gazetteer
from nutag.spelling import fold, soum_code

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def bundled():
    tables = [pd.read_csv(DATA / f"{name}.csv", dtype=str) for name in ("provinces", "soums")]
    return province_gazetteer(tables[0]), soum_gazetteer(tables[1])


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Umnugovi", "umnugovi"),
        ("  UMNU-GOVI aimag", "umnugovi"),
        ("Bayan-Ölgii", "bayanolgii"),
        ("Uvurkhangaï", "uvurkhangai"),
        ("O'lziit", "olziit"),
        ("Oʼlziit sum", "olziit"),
        ("Өвөр хангай аймаг", "өвөрхангай"),
        ("ӨВӨРХАНГАЙ", "өвөрхангай"),
        # A word for the kind of unit goes only where it stands alone.
        ("Сумбэр", "сумбэр"),
    ],
)
def test_fold(name, key):
    assert fold(name) == key


def test_cyrillic_letters_are_never_folded_away():
    # й is и with a mark, ё is е with one, ө and ү are letters of their own.
    assert len({fold(name) for name in ("Байан", "Баиан")}) == 2
    assert len({fold(name) for name in ("Өлзий", "Олзий", "Үлзий", "Улзий")}) == 4
    assert fold("Өмнөговь") != ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("MN4625", "MN4625"),
        ("4625", "MN4625"),
        (4625, "MN4625"),
        (4625.0, "MN4625"),
        ("4625.0", "MN4625"),
        ("34625", "MN4625"),
        ("MN34625", "MN4625"),
        (" MN4625 ", "MN4625"),
        ("4625.5", None),
        ("625", None),
        ("134625", None),
        ("MN46", None),
        ("Nomgon", None),
        ("", None),
        (None, None),
        (np.nan, None),
    ],
)
def test_soum_code(text, code):
    assert soum_code(text) == code


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (UMNUGOVI, UMNUGOVI),
        ("MN46", UMNUGOVI),
        ("46", UMNUGOVI),
        ("346", UMNUGOVI),
        ("Omnogovi", UMNUGOVI),
        ("Өмнөговь аймаг", UMNUGOVI),
        ("south gobi province", UMNUGOVI),
        ("Uvurkhangaï", UVURKHANGAI),
        ("Өвөрхангай", UVURKHANGAI),
        ("Өвөрхангаи", None),
        ("Umnugov", None),
        ("", None),
    ],
)
def test_provinces_are_matched_exactly_or_not_at_all(text, unit):
    assert province_gazetteer(provinces()).match(text) == unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Dornogobi", "MN-063"),
        ("Dornogovĭ", "MN-063"),
        ("Uvurkhangaï", "MN-055"),
        ("Uvurkhangaj", None),
        ("Өвөрхангай", "MN-055"),
        ("Övörkhangai", "MN-055"),
        ("Улаанбаатар", "MN-1"),
    ],
)
def test_spellings_of_bundled_provinces(bundled, text, unit):
    assert bundled[0].match(text) == unit


def test_cadastre_spellings_of_soums(bundled):
    _, soums = bundled
    # The cadastre writes x for kh and c for ts.
    assert soums.match("Xu'rmen") == KHURMEN
    assert soums.match("Cengel") == soums.match("Tsengel") == "MN8337"
    # There are several Ulziit: only the province decides.
    assert soums.match("O'lziit") is None
    assert soums.match("O'lziit", UVURKHANGAI) == ULZIIT
    assert soums.match("O'lziit", "MN-059") == "MN4828"
    assert len(soums.candidates("O'lziit")) == 4


def test_ch_is_one_letter_of_the_cadastre_and_stays():
    units = pd.DataFrame({"id": ["1"], "name_en": ["Choir"], "name_mn": ["Чойр"]})
    assert Gazetteer(units, "id").match("Choir") == "1"
    assert Gazetteer(units, "id").match("Tshoir") is None


def test_an_ambiguous_name_is_no_match():
    twins = soum_register().replace({"name_en": {"Khurmen": "Ulziit"}})
    gazetteer = soum_gazetteer(twins)
    assert gazetteer.match("Ulziit") is None
    assert gazetteer.candidates("Ulziit") == {KHURMEN, ULZIIT}
    assert gazetteer.match("Ulziit", UMNUGOVI) == KHURMEN
    assert gazetteer.match("Nomgon", UVURKHANGAI) is None


@pytest.mark.parametrize("code", ["MN4625", "4625", "4625.0", "34625", "MN34625"])
def test_every_code_form_is_matched(code):
    assert soum_gazetteer(soum_register()).match(code) == NOMGON
    assert province_gazetteer(provinces()).match(code) is None


@pytest.mark.parametrize("text", ["-1", "-053", "-1.0", "-053.0", "-99"])
def test_a_negative_number_is_no_code(bundled, text):
    provinces, _ = bundled
    assert {"MN-1", "MN-053"} <= provinces.ids
    assert provinces.find(text).candidates == frozenset()


def test_suggestions_are_the_nearest_names_and_never_a_match():
    gazetteer = soum_gazetteer(soum_register())
    assert gazetteer.match("Nomgan") is None
    assert gazetteer.suggest("Nomgan") == [f"Nomgon ({NOMGON})"]
    assert gazetteer.suggest("Nomgan", UVURKHANGAI) == []
    assert gazetteer.suggest("Zzz") == []


def test_a_key_of_two_units_of_one_province_matches_neither():
    twins = soum_register().replace({"aliases": {"Khürmen|Hurmen": "Nomgon"}})
    gazetteer = soum_gazetteer(twins)
    assert gazetteer.match("Nomgon", UMNUGOVI) is None
    assert gazetteer.match("Номгон", UMNUGOVI) == NOMGON
    assert gazetteer.shared_names() == {"nomgon": [NOMGON, KHURMEN]}
    assert soum_gazetteer(soum_register()).shared_names() == {}


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("MN4637", "code"),
        ("4637.0", "code"),
        ("Khurmen soum", "name"),
        ("хүрмэн", "name"),
        ("Hürmen", "alias"),
        ("Xu'rmen", "rule"),
        ("Xүрмэн", "look_alike"),  # a Latin X
        ("Khurmenn", ""),
        ("??????", ""),
    ],
)
def test_how_a_text_was_matched(text, how):
    found = soum_gazetteer(soum_register()).find(text, UMNUGOVI)
    assert (found.how, found.unit_id) == (how, KHURMEN if how else None)


def test_the_romanisation_of_cyrillic_names_needs_no_alias():
    units = pd.DataFrame({"id": ["1"], "name_en": ["X"], "name_mn": ["Замын-Үүд"]})
    gazetteer = Gazetteer(units, "id")
    for spelling in ("Zamyn-Üüd", "Zamyn U'ud", "Zamyn-Uud", "Zamiin-Uud", "ZAMYNÜÜD"):
        assert gazetteer.match(spelling) == "1", spelling
    assert gazetteer.match("Zamin-Ud") is None


def test_a_lost_name_is_no_name():
    units = pd.DataFrame({"id": ["1", "2"], "name_en": ["Aa", "Bb"], "name_mn": ["??", "??"]})
    gazetteer = Gazetteer(units, "id")
    assert gazetteer.match("??") is None
    assert gazetteer.match("аа") == "1"  # as it would be romanised


def test_several_provinces_may_hold_the_soum(bundled):
    _, soums = bundled
    assert soums.match("Bulgan") is None
    assert len(soums.candidates("Bulgan")) == 6
    assert soums.match("Bulgan", {"MN-053", "MN-055"}) == "MN4610"
    assert soums.match("O'lziit", {UVURKHANGAI, "MN-059"}) is None


def test_bundled_names_tell_their_units_apart(bundled):
    for gazetteer in bundled:
        assert gazetteer.shared_names() == {}
        assert all(len(units) == 1 for units in gazetteer.codes.values())
