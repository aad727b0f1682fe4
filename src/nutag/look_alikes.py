"""Look-alikes: letters of one script that pass for letters of the other."""

from __future__ import annotations

import itertools
import re
import unicodedata

#: Latin letters, and Cyrillic ones of other languages, and what each is taken for in Mongolian.
#: Capitals are listed where they look like another letter than their small form does.
_TO_CYRILLIC = {
    "a": "а", "A": "А", "B": "В", "c": "с", "C": "С", "e": "е", "E": "Е", "H": "Н", "k": "к",
    "K": "К", "m": "м", "M": "М", "o": "о", "O": "О", "p": "р", "P": "Р", "T": "Т", "x": "х",
    "X": "Х", "y": "уү", "Y": "УҮ", "v": "ү", "V": "Ү", "b": "ь", "ë": "ё", "Ë": "Ё", "ö": "ө",
    "Ö": "Ө", "ü": "ү", "Ü": "Ү", "ɵ": "ө", "Ɵ": "Ө",
    "ѳ": "ө", "Ѳ": "Ө", "є": "ө", "Є": "Ө", "ї": "ү", "Ї": "Ү", "ұ": "ү", "Ұ": "Ү",
}  # fmt: skip
_STRANGE_CYRILLIC = {letter for letter in _TO_CYRILLIC if "\u0400" <= letter <= "\u052f"}
#: What people type for letters that their keyboard lacks.
_PLAIN_LETTERS = str.maketrans("ӨҮ", "ОУ")
#: Cyrillic letters that look like a Latin one.
_TO_LATIN = {
    "а": "a", "А": "A", "В": "B", "с": "c", "С": "C", "е": "e", "Е": "E", "Н": "H", "к": "k",
    "К": "K", "м": "m", "М": "M", "о": "o", "О": "O", "р": "p", "Р": "P", "Т": "T", "т": "t",
    "х": "x", "Х": "X", "у": "y", "У": "Y", "ү": "y", "Ү": "Y", "і": "i", "І": "I", "ѕ": "s",
    "Ѕ": "S", "ј": "j", "Ј": "J", "ө": "o", "Ө": "O", "ё": "e", "Ё": "E",
}  # fmt: skip
#: More ways to read a name than this, and it is read in none.
_MOST_READINGS = 64
_LATIN_LETTER = re.compile(r"[^\W\d_]")


def strange_letters(name: str) -> str:
    """Return the letters of a name that belong to the other script, each once, in their order.

    The script of a name is the one of most of its letters; a name of one script has no strange
    letters, except those Cyrillic ones that Mongolian does not have.

    Examples
    --------
    >>> strange_letters("Өвөрхaнгай"), strange_letters("Nomgon"), strange_letters("Номгон")
    ('a', '', '')
    """
    latin, cyrillic = _letters(name)
    strange = [letter for letter in name if letter in _STRANGE_CYRILLIC]
    if latin and cyrillic:
        fewer = latin if len(latin) <= len(cyrillic) else cyrillic
        strange += fewer
    return "".join(dict.fromkeys(strange))


def readings(name: str) -> list[str]:
    """Return the ways to read a name with its strange letters as those that they look like.

    Parameters
    ----------
    name : str
        In its own case: capitals and small letters look like different letters.

    Returns
    -------
    list of str
        Names of one script; empty where no letter is strange or one of them looks like none.

    Examples
    --------
    >>> readings("Өвөрхaнгай")
    ['Өвөрхангай']
    """
    name = unicodedata.normalize("NFC", name)
    if not strange_letters(name):
        return []
    latin, cyrillic = _letters(name)
    to_cyrillic = len(latin) <= len(cyrillic)
    table, own = (_TO_CYRILLIC, cyrillic) if to_cyrillic else (_TO_LATIN, latin)
    choices = [
        table.get(letter, letter if letter in own or not letter.isalpha() else "")
        if letter not in own or letter in _STRANGE_CYRILLIC
        else letter
        for letter in name
    ]
    count = 1
    for choice in choices:
        count *= len(choice)
    if not 0 < count <= _MOST_READINGS:
        return []
    return ["".join(letters) for letters in itertools.product(*choices)]


def skeleton(name: str) -> str:
    """Return a name in which letters that look alike are one, without case or punctuation.

    For comparing names with each other: two names with one skeleton look the same.

    Examples
    --------
    >>> skeleton("Говь ХХК") == skeleton('"ГOBЬ" XXK')
    True
    """
    text = unicodedata.normalize("NFKC", name).upper()
    letters = (_TO_CYRILLIC.get(letter, letter)[0] for letter in text if letter.isalnum())
    return "".join(letters)


def plain_skeleton(name: str) -> str:
    """Return a skeleton in which ө is о and ү is у, too, of which many keyboards have the second.

    Examples
    --------
    >>> plain_skeleton("Оргорог, градус") == plain_skeleton("өргөрөг градус")
    True
    """
    return skeleton(name).translate(_PLAIN_LETTERS)


def _letters(name: str) -> tuple[str, str]:
    """Return the Latin and the Cyrillic letters of a name."""
    letters = _LATIN_LETTER.findall(name)
    cyrillic = [letter for letter in letters if "\u0400" <= letter <= "\u052f"]
    latin = [letter for letter in letters if unicodedata.name(letter, "").startswith("LATIN")]
    return "".join(latin), "".join(cyrillic)
