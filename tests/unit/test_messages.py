"""One catalogue of messages: whole, with the same placeholders, numbers as each language has."""

import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import nutag
from nutag import extraction
from nutag.messages import LANGUAGES, N_, messages

PACKAGE = Path(nutag.__file__).parent


def forms(words) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def used() -> Catalog:
    return extraction.extracted(PACKAGE)


@pytest.fixture(scope="module", params=LANGUAGES[1:])
def catalogue(request) -> Catalog:
    with extraction.catalogue_path(request.param).open("rb") as source:
        return read_po(source, locale=request.param)


def test_every_message_is_translated_and_none_is_left_over(catalogue, used):
    texts = {message.id for message in used if message.id}
    entries = {message.id: message for message in catalogue if message.id}
    assert texts - set(entries) == set(), "new messages: run `make messages`, then translate them"
    assert set(entries) - texts == set(), "messages that nothing uses: run `make messages`"
    empty = [key for key, entry in entries.items() if not all(forms(entry.string))]
    assert empty == [], "messages without a translation"
    assert [entry.id for entry in entries.values() if entry.fuzzy] == []


def test_placeholders_are_those_of_the_english_text(catalogue):
    for entry in catalogue:
        if entry.id:
            wanted = set().union(*map(fields, forms(entry.id)))
            for words in forms(entry.string):
                assert fields(words) == wanted, entry.id


def test_the_file_is_as_make_messages_writes_it(catalogue, used):
    path = extraction.catalogue_path(str(catalogue.locale))
    assert path.read_text("utf-8") == extraction.up_to_date(catalogue, used), "run `make messages`"


def test_new_words_are_empty_and_old_ones_go(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "a.py").write_text('_("kept")\nngettext("one", "many", n)\n', "utf-8")
    (tmp_path / "templates" / "a.html").write_text('{{ _("of a page") }}', "utf-8")
    existing = Catalog(locale="mn")
    existing.add("kept", "хэвээр")
    existing.add("gone", "хуучин")
    text = extraction.up_to_date(existing, extraction.extracted(tmp_path))
    assert 'msgid "kept"\nmsgstr "хэвээр"' in text
    assert 'msgid "of a page"\nmsgstr ""' in text
    assert 'msgid_plural "many"' in text
    assert "gone" not in text


def test_english_is_its_own_key_and_names_come_from_the_data():
    english, mongolian = messages("en"), messages("mn")
    assert english.gettext(N_("anything")) == "anything"
    assert [english.ngettext("1 row", "{n} rows", n) for n in (1, 2)] == ["1 row", "{n} rows"]
    entry = {"name_en": "Area", "name_mn": "Талбай"}
    assert (english.name(entry), mongolian.name(entry)) == ("Area", "Талбай")
    assert mongolian.name({"name_en": "Area", "name_mn": None}) == "Area"
    assert mongolian.gettext("") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers(language):
    words = messages(language)
    assert words.number(1109.3, 1) == "1,109.3"
    assert words.number(-2.25, 1, signed=True) == "−2.3"
    assert words.number(2, 1, signed=True) == "+2.0"
    assert [words.number(None), words.number(float("nan"))] == ["", ""]


def test_a_language_that_there_is_not():
    with pytest.raises(ValueError, match="found language 'de', expected one of"):
        messages("de")
