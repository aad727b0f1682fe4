"""Minerals of registers in Mongolian and in English, in the language of the reader."""

import pytest

from nutag.mapwords import Texts
from nutag.messages import messages
from nutag.minerals import marked, said
from nutag.words import folded, topics

ENGLISH, MONGOLIAN = messages("en"), messages("mn")


@pytest.mark.parametrize(
    ("written", "english", "mongolian"),
    [
        ("Алт, Зэс", "gold, copper", "Алт, Зэс"),
        ("gold (placer); iron ore", "gold (placer); iron ore", "шороон орд алт; төмрийн хүдэр"),
        # Two words of registers for one mineral.
        ("жонш; ХАЙЛУУР ЖОНШ", "fluorspar; fluorspar", "жонш; ХАЙЛУУР ЖОНШ"),
        ("Э/шавар", "Э/шавар", "Э/шавар"),
        ("", "", ""),
    ],
)
def test_minerals_are_said_in_the_language_of_the_reader(written, english, mongolian):
    assert said(written, ENGLISH) == english
    assert said(written, MONGOLIAN) == mongolian


def test_what_is_not_known_stays_and_is_marked():
    assert str(marked("Алт, Э/<шавар>", ENGLISH)) == (
        'gold, <span lang="mn">Э/&lt;шавар&gt;</span>'
    )
    assert str(marked("coal; Unobtainium", MONGOLIAN)) == (
        'нүүрс; <span lang="en">Unobtainium</span>'
    )
    assert str(marked("coal", ENGLISH)) == "coal"


def test_a_word_is_of_one_mineral():
    found = [folded(word) for words in topics()["minerals"].values() for word in words]
    assert len(found) == len(set(found)) > 50


def test_texts_of_the_atlas_are_written_once_and_said_in_both_languages():
    texts = Texts()
    places = [texts.minerals("Алт"), texts.minerals("coal"), texts.minerals("Алт")]
    source = texts.source("population row 333")
    english, mongolian = texts.said()
    assert places == [1, 2, 1]
    assert (english, texts.texts[source]) == ({"1": "gold"}, "Population (row 333)")
    assert mongolian == {"2": "нүүрс", "3": "Хүн ам (мөр 333)"}


def test_a_source_names_datasets_with_their_rows():
    texts = Texts()
    cell = "rehabilitation UL001 / population row 7; population row 9; and 18 more"
    place = texts.source(cell)
    assert texts.texts[place] == (
        "Figures on damaged and rehabilitated land (UL001); Population (row 7, row 9, and 18 more)"
    )
    assert texts.texts[texts.source("licences / soum_boundaries")] == (
        "Licences; Boundaries of soums"
    )
    assert texts.source(None) == 0
