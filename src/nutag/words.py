"""Words: what files of this country write for totals, gaps, guesses and units."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from nutag.look_alikes import plain_skeleton

PATH = Path(__file__).parents[2] / "data" / "words.yaml"


def folded(text: Any) -> str:
    """Return a cell as words are compared: without case, and with single spaces.

    Examples
    --------
    >>> folded(" Нийт  ДҮН ")
    'нийт дүн'
    """
    return " ".join(str(text).casefold().split())


@cache
def topics() -> dict[str, Any]:
    """Return data/words.yaml, as it stands."""
    found = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@cache
def words(topic: str) -> frozenset[str]:
    """Return the words of a topic that is a list, folded."""
    return fold_all(topics()[topic])


@cache
def meanings(topic: str, column: str) -> dict[str, str]:
    """Return what the words of a column mean, folded: our words too, in any spelling of theirs.

    Raises
    ------
    ValueError
        When one word means two things.
    """
    found: dict[str, str] = {}
    for value, many in topics()[topic][column].items():
        for word in {folded(value), *fold_all(many)}:
            if found.setdefault(word, value) != value:
                raise ValueError(f"{column}: {word!r} is both `{found[word]}` and `{value}`")
    return found


@lru_cache(maxsize=100_000)
def meaning(topic: str, column: str, text: str) -> str | None:
    """Return what a word of a column means, None where it is not known.

    A word as it is listed goes first; else one that is typed without ө and ү, or with letters that
    look alike, is the word that it looks like.

    Examples
    --------
    >>> meaning("licences", "status", "Хучинтэй"), meaning("licences", "status", "Хучингуй")
    ('in_force', 'ended')
    """
    exact = meanings(topic, column).get(folded(text))
    return exact or _plain_meanings(topic, column).get(plain_skeleton(text))


@cache
def _plain_meanings(topic: str, column: str) -> dict[str, str]:
    """Return `meanings` by what is left of a word when letters that look alike are one."""
    found: dict[str, str] = {}
    for word, value in meanings(topic, column).items():
        plain = plain_skeleton(word)
        if plain and found.setdefault(plain, value) != value:
            raise ValueError(f"{column}: {word!r} looks like another word, `{found[plain]}`")
    return found


def fold_all(many: Iterable[Any]) -> frozenset[str]:
    """Return words as `folded` has them."""
    return frozenset(folded(word) for word in many)
