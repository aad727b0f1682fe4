"""Names and codes of provinces and soums: matched exactly or not at all."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

_CADASTRE_LATIN = (("x", "kh"), ("c", "ts"))
_NOT_LETTERS = re.compile(r"[\s\-'’‘ʼ`´.\"“”]+")
_WORDS_FOR_UNIT = re.compile(
    r"\b(aimag|province|soum|sum|district|duureg|аймаг|сум|дүүрэг)\b", re.IGNORECASE
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
    text = _WORDS_FOR_UNIT.sub(" ", text)
    text = "".join(_plain_latin(letter) for letter in text)
    return _NOT_LETTERS.sub("", text)


def _plain_latin(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if parts[0].isascii() else letter


def _keys(name: str) -> set[str]:
    folded = fold(name)
    latin = folded
    for cadastre, ours in _CADASTRE_LATIN:
        latin = re.sub(rf"{cadastre}(?!h)" if cadastre == "c" else cadastre, ours, latin)
    return {key for key in (folded, latin) if key}


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
    digits = re.fullmatch(r"(?:MN)?\d?(\d{4})(?:\.0+)?", str(text).strip())
    return f"MN{digits.group(1)}" if digits else None


class Gazetteer:
    """Names and codes of one kind of unit.

    Parameters
    ----------
    units : pandas.DataFrame
        One row a unit.
    id_column : str
        Its key.
    code_columns : iterable of str
        Columns with other codes of the unit.
    parent_column : str, optional
        Column with the province, inside which a name has to be unique.
    """

    def __init__(
        self,
        units: pd.DataFrame,
        id_column: str,
        code_columns: Iterable[str] = (),
        parent_column: str | None = None,
    ) -> None:
        self.ids = set(units[id_column])
        self._display: dict[str, str] = {}
        self._places: dict[str, set[str]] = {}
        self._codes: dict[str, str] = {}
        self._parent: dict[str, str | None] = {}
        for unit in units.to_dict("records"):
            unit_id = str(unit[id_column])
            self._parent[unit_id] = unit[parent_column] if parent_column else None
            self._display[unit_id] = str(unit["name_en"])
            self._codes[unit_id] = unit_id
            for column in code_columns:
                if not pd.isna(unit.get(column)):
                    code = str(unit[column])
                    self._codes[code] = unit_id
                    self._codes[code.removeprefix("MN")] = unit_id
            aliases = unit.get("aliases")
            names = [unit["name_en"], unit["name_mn"]]
            names += [] if aliases is None or pd.isna(aliases) else str(aliases).split("|")
            for name in names:
                for key in _keys(name):
                    self._places.setdefault(key, set()).add(unit_id)

    def match(self, text: str, parent_id: str | None = None) -> str | None:
        """Return the id of a code or name, or None when it is unknown or fits several units.

        Parameters
        ----------
        text : str
            A code or a name in any of its spellings.
        parent_id : str, optional
            The province that the unit lies in.
        """
        text = str(text).strip()
        for code in (text, soum_code(text)):
            if code in self._codes:
                unit_id = self._codes[code]
                # A code of another province is no match, as a name would not be.
                return unit_id if parent_id in (None, self._parent[unit_id]) else None
        found = self.candidates(text, parent_id)
        return next(iter(found)) if len(found) == 1 else None

    def candidates(self, text: str, parent_id: str | None = None) -> set[str]:
        """Return every unit that carries this name, inside one province where it is given."""
        found = set().union(*(self._places.get(key, set()) for key in _keys(text)))
        return {u for u in found if parent_id is None or self._parent[u] == parent_id}

    def suggest(self, text: str, parent_id: str | None = None, n: int = 3) -> list[str]:
        """Return the nearest names, as suggestions and never as a match.

        Parameters
        ----------
        text : str
            What was not matched.
        parent_id : str, optional
            Look only inside this province.
        n : int
            How many.

        Returns
        -------
        list of str
            ``Name (id)``, nearest first.
        """
        pool = {
            key: unit_id
            for key, ids in sorted(self._places.items())
            for unit_id in sorted(ids)
            if parent_id is None or self._parent[unit_id] == parent_id
        }
        near: list[str] = []
        for key in difflib.get_close_matches(fold(text), list(pool), n=3 * n, cutoff=0.5):
            label = f"{self._display[pool[key]]} ({pool[key]})"
            if label not in near:
                near.append(label)
        return near[:n]
