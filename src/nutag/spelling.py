"""Spelling: the keys under which two ways to write a name are the same name.

What belongs to a country (words for a unit, letters of its Latin tables, the romanisation, the form
of its codes) stands in ``data/names.yaml``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

PATH = Path(__file__).parents[2] / "data" / "names.yaml"

_NOT_LETTERS = re.compile(r"[\s\-'’‘ʼ`´.\"“”]+")
_LOST = re.compile(r"[?\ufffd]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")


@dataclass(frozen=True)
class Rules:
    """What `data/names.yaml` says, ready to use.

    Parameters
    ----------
    unit_words : tuple of str
        Words for a unit.
    legal_forms : tuple of str
        Words for a company, which the search of the atlas passes over.
    unit_pattern : re.Pattern
        Any word for a unit, alone.
    transliterations : tuple of (re.Pattern, str)
        Letters of other Latin tables and what they are in ours, in the order to apply.
    other_spellings : tuple of (re.Pattern, str)
        Words that are written in several ways, for the search of the atlas.
    romanisations : tuple of mapping
        From Cyrillic to Latin: the standard, then its variants; keys as `str.translate` takes them.
    soum_code : re.Pattern
        Any form of a code; one group.
    soum_id : str
        Our form, with ``{}`` for the group.
    """

    unit_words: tuple[str, ...]
    legal_forms: tuple[str, ...]
    unit_pattern: re.Pattern[str]
    transliterations: tuple[tuple[re.Pattern[str], str], ...]
    other_spellings: tuple[tuple[re.Pattern[str], str], ...]
    romanisations: tuple[dict[int, str], ...]
    soum_code: re.Pattern[str]
    soum_id: str


@cache
def rules() -> Rules:
    """Return the rules of the country."""
    raw = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    standard = raw["romanisation"]
    return Rules(
        unit_words=tuple(raw["unit_words"]),
        legal_forms=tuple(raw["legal_forms"]),
        unit_pattern=re.compile(rf"\b(?:{'|'.join(map(re.escape, raw['unit_words']))})\b"),
        transliterations=tuple((re.compile(a), b) for a, b in raw["transliterations"]),
        other_spellings=tuple((re.compile(a), b) for a, b in raw["other_spellings"]),
        romanisations=tuple(
            str.maketrans({**standard, **variant})
            for variant in ({}, *raw["romanisation_variants"])
        ),
        soum_code=re.compile(raw["soum_code"]),
        soum_id=raw["soum_id"],
    )


def fold(name: str) -> str:
    """Return the key under which a name is looked up.

    Case, spaces, hyphens, apostrophes and Latin diacritics do not count; Cyrillic letters are kept
    as they are, because folding them away would merge different places.

    Parameters
    ----------
    name : str
        In Latin or Cyrillic.

    Examples
    --------
    >>> fold("Bayan-Ölgii aimag")
    'bayanolgii'
    >>> fold("Өвөр хангай")
    'өвөрхангай'
    """
    text = unicodedata.normalize("NFKC", str(name)).casefold()
    text = rules().unit_pattern.sub(" ", text)
    text = "".join(_plain_latin(letter) for letter in text)
    return _NOT_LETTERS.sub("", text)


def _plain_latin(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if parts[0].isascii() else letter


def transliterated(folded: str) -> str:
    """Return a folded name with the letters of other Latin tables as ours.

    Examples
    --------
    >>> transliterated("xurmen"), transliterated("cengel"), transliterated("choir")
    ('khurmen', 'tsengel', 'choir')
    """
    for pattern, ours in rules().transliterations:
        folded = pattern.sub(ours, folded)
    return folded


def romanised(name: str) -> list[str]:
    """Return the folded keys of a Cyrillic name in Latin, empty where it has no Cyrillic letter.

    The table is MNS 5217:2012, Transliteration of Mongolian Cyrillic characters into Latin
    characters, and the variants that `data/names.yaml` gives beside it.

    Examples
    --------
    >>> romanised("Өмнөговь")
    ['omnogovi', 'umnugovi']
    """
    folded = fold(name)
    if not _CYRILLIC.search(folded):
        return []
    keys = (fold(folded.translate(table)) for table in rules().romanisations)
    return list(dict.fromkeys(keys))


def is_cyrillic(name: str) -> bool:
    """Return whether a name has a Cyrillic letter."""
    return bool(_CYRILLIC.search(name))


def is_lost(name: str) -> bool:
    """Return whether letters of a name were lost to question marks when it was stored.

    Examples
    --------
    >>> is_lost("??????"), is_lost("Номгон")
    (True, False)
    """
    return bool(_LOST.search(name))


def soum_code(text: str | float | None) -> str | None:
    """Return the P-code of a soum from any of its codes, or None.

    Parameters
    ----------
    text : str, number or None
        P-code ``MN4625``, administrative code ``4625`` or ``4625.0``, or NSO code ``34625`` or
        ``MN34625``: the last four digits are the administrative code.

    Examples
    --------
    >>> soum_code("MN34625"), soum_code(4625.0), soum_code("Nomgon")
    ('MN4625', 'MN4625', None)
    """
    if text is None or pd.isna(text):
        return None
    digits = rules().soum_code.fullmatch(str(text).strip())
    return rules().soum_id.format(digits.group(1)) if digits else None
