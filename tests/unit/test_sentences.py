"""Sentences of the tables in the reader's language; what is not known stays and is marked."""

import pytest

from nutag.catalogue import MISSING_RULES
from nutag.indicators import editions, licences
from nutag.licence_ladder import REASONS, STEPS
from nutag.messages import messages
from nutag.sentences import SENTENCES, foreign, marked, sentence

ENGLISH, MONGOLIAN = messages("en"), messages("mn")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2 of 5 with a boundary", "5 мөрөөс 2 нь хилийн цэгтэй"),
        ("34 no licence number; 5 expired", "34 тусгай зөвшөөрлийн дугааргүй; 5 хугацаа дууссан"),
        ("numerator 2012, denominator 2019", "хүртвэр 2012 он, хуваарь 2019 он"),
        ("Official area; 81,003.7 km2 from the polygons.",
         "Албан ёсны талбай; полигоноос тооцвол 81,003.7 км²."),
        ("The livestock of each soum, spread evenly over its pasture. Livestock of 2017; 2019. "
         "Land cover of 2021. 1 of 2 units have a figure",
         "Сум бүрийн малыг бэлчээрт нь жигд хуваарилсан. Малын тоо 2017; 2019 оных. "
         "Газрын бүрхэвч 2021 оных. 2 нэгжээс 1 нь тоотой"),
        ("Soums whose number is withheld: 2. The sum is a lower bound. 1 of 3 units have a figure",
         "Тоог нь нийтлээгүй сум: 2. Нийлбэр нь доод хязгаар. 3 нэгжээс 1 нь тоотой"),
        ("The livestock figures tell no kinds.", "Малын тоонд төрлийг нь ялгаагүй байна."),
        ("2021-01 to 2026-07", "2021-01 – 2026-07"),
        ("2026-07 mining", "2026-07 ашиглалт"),
        ("2 pairs of licences of different holders that overlap, together 3.5 ha "
         "(MV-1 and XV-2 2.0 ha; MV-1 and XV-3 1.5 ha)",
         "өөр өөр эзэмшигчийн давхцсан 2 хос тусгай зөвшөөрөл, нийт 3.5 га "
         "(MV-1 ба XV-2 2.0 га; MV-1 ба XV-3 1.5 га)"),
        ("2 of them without a boundary; lost holes of 400.0 ha are cut",
         "үүнээс 2 нь хилийн цэггүй; алдагдсан 400.0 га нүхийг хассан"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_sentence_is_said_in_the_language_of_the_reader(text, said):
    assert sentence(text, MONGOLIAN) == said
    assert sentence(text, ENGLISH) == text


def test_every_sentence_of_several_is_said_and_the_others_are_marked():
    both = f"{licences.EXPLORATION_NOTE} {licences.DECLARED_NOTE}"
    assert "lang" not in marked(both, MONGOLIAN)
    assert str(marked("no place; <b>bog", MONGOLIAN)) == (
        'байршилгүй; <span lang="en">&lt;b&gt;bog</span>'
    )
    assert str(marked("no place; <b>bog", ENGLISH)) == "no place; &lt;b&gt;bog"
    # A pattern of any words does not make unknown words known.
    assert sentence("3 strange things", MONGOLIAN) == "3 strange things"


def test_what_was_done_about_an_issue_is_said_or_marked_as_a_whole():
    assert "lang" not in marked("Row 12 is kept, the others are not counted.", MONGOLIAN)
    unknown = "Row 12 is kept, somehow."
    assert str(marked(unknown, MONGOLIAN)) == f'<span lang="en">{unknown}</span>'
    assert str(marked(unknown, ENGLISH)) == unknown


def test_data_are_marked_on_a_page_of_another_language():
    assert str(foreign("Global <Energy>", MONGOLIAN)) == (
        '<span lang="en">Global &lt;Energy&gt;</span>'
    )
    assert str(foreign("2012", MONGOLIAN)) == "2012"
    assert str(foreign("Wikipedia", ENGLISH)) == "Wikipedia"
    assert str(foreign("Эрдэнэс & Ко", ENGLISH)) == '<span lang="mn">Эрдэнэс &amp; Ко</span>'
    # Of a name in both scripts, the part in the other one.
    name = "Terguur Trade LLC (Тэргүүр), 2"
    latin = '<span lang="en">Terguur Trade LLC</span> (Тэргүүр), 2'
    assert str(foreign(name, MONGOLIAN)) == latin
    assert str(foreign(name, ENGLISH)) == 'Terguur Trade LLC (<span lang="mn">Тэргүүр</span>), 2'


def test_a_title_is_said_in_its_own_language_within_a_known_sentence():
    said = marked("Orkhon bag, Altai <Gold> LLC", MONGOLIAN)
    assert str(said) == 'Орхон баг, <span lang="en">Altai &lt;Gold&gt; LLC</span>'
    source = "MONTSAME 14 November 2025"
    assert str(marked(source, MONGOLIAN)) == "МОНЦАМЭ, 2025 оны 11 дүгээр сарын 14"


def test_code_is_in_no_language():
    assert str(marked("Some `datasets.x: {Алт}` here", MONGOLIAN)) == (
        '<span lang="en">Some </span><code>datasets.x: {Алт}</code><span lang="en"> here</span>'
    )


def test_sentences_of_the_code_are_known():
    notes = [
        value
        for module in (editions, licences)
        for name, value in vars(module).items()
        if name.endswith("_NOTE")
    ]
    assert len(notes) >= 8
    for text in [*notes, *MISSING_RULES.values(), *REASONS, *STEPS]:
        assert text in SENTENCES, text


def test_a_long_note_of_unknown_words_takes_no_time():
    note = "; ".join(f"Word {k}, and more. Yes" for k in range(200))
    assert sentence(note, MONGOLIAN) == note
