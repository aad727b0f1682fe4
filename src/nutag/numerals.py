"""Numerals: numbers as people write them, read as their whole column shows.

``1,234.5``, ``1 234,5`` and ``1.234,5`` are one number; ``1,234`` alone may be two. Which mark is
that of decimals is decided for the column: by the configuration, else by the cells that can be read
one way only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

#: Marks of decimals, and the words for them.
MARKS = {".": "point", ",": "comma"}

_SPACES = re.compile(r"\s+")
_MINUS = str.maketrans({"\u2212": "-", "\u2019": "'"})


def _pattern(decimal: str) -> re.Pattern[str]:
    groups = f"[{'.' if decimal == ',' else ','} ']"
    whole = rf"[1-9]\d{{0,2}}(?P<group>{groups})\d{{3}}(?:(?P=group)\d{{3}})*|\d+"
    mark = re.escape(decimal)
    return re.compile(rf"([+-]?)(?:({whole})(?:{mark}(\d*))?|{mark}(\d+))([eE][+-]?\d+)?")


_PATTERNS = {mark: _pattern(mark) for mark in MARKS}


@lru_cache(maxsize=100_000)
def readings(text: str) -> Mapping[str, float]:
    """Return the number for each mark of decimals with which the text can be read.

    Parameters
    ----------
    text : str
        Spaces of any kind, points, commas or apostrophes may group thousands.

    Examples
    --------
    >>> readings("1 234,5"), readings("1,234"), readings("about 5")
    ({',': 1234.5}, {'.': 1234.0, ',': 1.234}, {})
    """
    text = _SPACES.sub(" ", text.strip()).translate(_MINUS)
    found = {}
    for mark, pattern in _PATTERNS.items():
        match = pattern.fullmatch(text)
        if match is None:
            continue
        sign, whole, _, decimals, only_decimals, power = match.groups()
        digits = re.sub(r"\D", "", whole or "0")
        number = float(f"{sign}{digits}.{decimals or only_decimals or '0'}{power or ''}")
        if abs(number) != float("inf"):
            found[mark] = number
    return found


def marks_shown(texts: Iterable[str]) -> dict[str, str]:
    """Return each mark of decimals with which alone a cell can be read, and the first such cell.

    Parameters
    ----------
    texts : iterable of str
        The cells of a column. One mark decides for all of them; two contradict each other.

    Examples
    --------
    >>> marks_shown(["1,234", "2,5", "1.5", "2.5"])
    {',': '2,5', '.': '1.5'}
    """
    shown: dict[str, str] = {}
    for text in texts:
        found = readings(text)
        if len(found) == 1:
            shown.setdefault(next(iter(found)), text)
    return shown


def is_plain(text: str) -> bool:
    """Return whether a text is a number as programs write it, without marks between thousands."""
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text.strip()) is not None
