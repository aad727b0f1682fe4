"""Minerals in the language of the reader, whichever of the two a register writes them in."""

from __future__ import annotations

import re
from functools import cache

from markupsafe import Markup

from nutag.messages import LANGUAGES, Messages
from nutag.sentences import foreign
from nutag.words import folded, topics

_BETWEEN = re.compile(r"(\s*[;,]\s*)")


def said(text: str, words: Messages) -> str:
    """Return the minerals of a cell in the language of the reader.

    Parameters
    ----------
    text : str
        As the register has them, with ``;`` or ``,`` between; empty where it names none.
    words : Messages
        Of the reader.

    Returns
    -------
    str
        A mineral that data/words.yaml does not know stays as the register has it.

    Examples
    --------
    >>> from nutag.messages import messages
    >>> said("Алт, Зэс", messages("en")), said("gold; copper", messages("mn"))
    ('gold, copper', 'алт; зэс')
    """
    return "".join(
        part if k % 2 else _names().get((words.language, folded(part)), part)
        for k, part in enumerate(_BETWEEN.split(text))
    )


def marked(text: str, words: Messages) -> Markup:
    """Return the same to stand in a page: what is in the other language is marked."""
    parts = enumerate(_BETWEEN.split(said(text, words)))
    return Markup("").join(part if k % 2 else foreign(part, words) for k, part in parts)


@cache
def _names() -> dict[tuple[str, str], str]:
    """Return what a language says for a word of the other; its own words stay as they are."""
    english, mongolian = LANGUAGES
    found = {}
    for name, (first, *others) in topics()["minerals"].items():
        found[mongolian, folded(name)] = first
        for word in (first, *others):
            found[english, folded(word)] = name
    return found
