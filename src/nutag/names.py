"""Names and codes of provinces and soums: matched exactly or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from nutag.look_alikes import readings
from nutag.spelling import fold, is_cyrillic, is_lost, romanised, soum_code, transliterated

How = Literal["code", "name", "alias", "rule", "look_alike", ""]

#: Names less like the one in question than this (0 to 100) are no suggestion.
LEAST_SUGGESTED = 50.0
#: A name that is this much like one of a unit may be that name misspelt.
MISSPELT = 70.0


@dataclass(frozen=True)
class Match:
    """What a text is in the gazetteer.

    Parameters
    ----------
    candidates : frozenset of str
        Ids of all units that it fits; it is a match only where it fits one.
    how : {'code', 'name', 'alias', 'rule', 'look_alike', ''}
        A code, a name of the register, one of its aliases, a name by the rules of transliteration,
        a name in which letters of the other script stand for those that they look like, or nothing.
    """

    candidates: frozenset[str] = frozenset()
    how: How = ""

    @property
    def unit_id(self) -> str | None:
        """Return the id of the only unit that fits, or None."""
        return next(iter(self.candidates)) if len(self.candidates) == 1 else None


class Gazetteer:
    """Names and codes of one kind of unit.

    A key under which two units of one province are known is ambiguous and matches neither.

    Parameters
    ----------
    units : pandas.DataFrame
        One row a unit, with ``name_en``, ``name_mn`` and, where there are any, ``aliases``.
    id_column : str
        Its key.
    code_columns : iterable of str
        Columns with other codes of the unit, the P-code first.
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
        self.names: dict[str, str] = {}
        self.parents: dict[str, str | None] = {}
        self.codes: dict[str, set[str]] = {}
        self.p_codes: dict[str, str] = {}
        self._places: dict[str, dict[str, How]] = {}
        self._latin_only: dict[str, set[str]] = {}
        self._pools: dict[frozenset[str], list[tuple[str, str]]] = {}
        self._suggested: dict[tuple[str, frozenset[str]], list[str]] = {}
        code_columns = tuple(code_columns)
        rows = [{str(k): v for k, v in unit.items()} for unit in units.to_dict("records")]
        for unit in rows:
            unit_id = str(unit[id_column])
            self.parents[unit_id] = unit[parent_column] if parent_column else None
            self.names[unit_id] = str(unit["name_en"])
            codes = [unit.get(column) for column in code_columns]
            self._add_codes(unit_id, [unit_id, *codes])
            if codes and _is_text(codes[0]):
                self.p_codes[unit_id] = str(codes[0])
            self._add_names(unit_id, [unit["name_en"], unit["name_mn"]], _aliases(unit))

    def _add_codes(self, unit_id: str, codes: Iterable[object]) -> None:
        for code in codes:
            if _is_text(code):
                bare = str(code).removeprefix("MN")
                # MN-1 without its country is a number below zero, which marks a missing value.
                for form in {str(code), *([] if bare.startswith("-") else [bare])}:
                    self.codes.setdefault(form, set()).add(unit_id)

    def _add_names(self, unit_id: str, names: list[object], aliases: list[str]) -> None:
        own = [str(name) for name in names if _is_text(name) and not is_lost(str(name))]
        spellings: list[tuple[str, How]] = [(fold(name), "name") for name in own]
        spellings += [(fold(alias), "alias") for alias in aliases]
        for name in (*own, *aliases):
            keys = [transliterated(fold(name)), *romanised(name), *map(fold, readings(name))]
            spellings += [(key, "rule") for key in keys]
            if not any(map(is_cyrillic, own)):
                for key in keys[:1]:
                    self._latin_only.setdefault(key, set()).add(unit_id)
        for key, how in spellings:
            if key:
                self._places.setdefault(key, {}).setdefault(unit_id, how)

    def find(self, text: str, within: str | Collection[str] | None = None) -> Match:
        """Return the units that a code or name fits, and how.

        Parameters
        ----------
        text : str
            A code or a name in any of its spellings.
        within : str or collection of str, optional
            The province, or provinces, that the unit lies in.
        """
        text = str(text).strip()
        for code in (text, text.removesuffix(".0"), soum_code(text)):
            if code in self.codes:
                # A code of another province is no match, as a name would not be.
                return self._match(self.codes[code], within, "code")
        plain = self._places.get(fold(text), {})
        by_rule = self._places.get(transliterated(fold(text)), {})
        fits: dict[str, How] = {**dict.fromkeys(by_rule, "rule"), **plain}
        found = self._match(fits, within, "rule")
        if found.candidates:
            only = found.unit_id
            return Match(found.candidates, fits[only]) if only else found
        # A register without Cyrillic names is looked up by how the name is romanised.
        latin = {unit_id for key in romanised(text) for unit_id in self._latin_only.get(key, ())}
        found = self._match(latin, within, "rule")
        if found.candidates:
            return found
        alike = {u for reading in readings(text) for u in self._places.get(fold(reading), {})}
        return self._match(alike, within, "look_alike")

    def _match(
        self, unit_ids: Iterable[str], within: str | Collection[str] | None, how: How
    ) -> Match:
        provinces = {within} if isinstance(within, str) else set(within or ())
        inside = frozenset(u for u in unit_ids if not provinces or self.parents[u] in provinces)
        return Match(inside, how if inside else "")

    def match(self, text: str, parent_id: str | Collection[str] | None = None) -> str | None:
        """Return the id of a code or name, or None when it is unknown or fits several units.

        Parameters
        ----------
        text : str
            A code or a name in any of its spellings.
        parent_id : str or collection of str, optional
            The province, or provinces, that the unit lies in.
        """
        return self.find(text, parent_id).unit_id

    def candidates(self, text: str, parent_id: str | Collection[str] | None = None) -> set[str]:
        """Return every unit that carries this name, inside one province where it is given."""
        return set(self.find(text, parent_id).candidates)

    def label(self, unit_id: str) -> str:
        """Return a unit in words: its name and its id."""
        return f"{self.names[unit_id]} ({unit_id})"

    def suggest(
        self, text: str, parent_id: str | Collection[str] | None = None, n: int = 3
    ) -> list[str]:
        """Return the nearest names, as suggestions and never as a match.

        Parameters
        ----------
        text : str
            What was not matched.
        parent_id : str or collection of str, optional
            Look only inside this province, or these.
        n : int
            How many.

        Returns
        -------
        list of str
            ``Name (id)``, nearest first.
        """
        provinces = frozenset([parent_id] if isinstance(parent_id, str) else parent_id or ())
        asked = (fold(text), provinces)
        if asked not in self._suggested:
            self._suggested[asked] = self._nearest(*asked)
        return [self.label(unit_id) for unit_id in self._suggested[asked][:n]]

    def _nearest(self, folded: str, provinces: frozenset[str]) -> list[str]:
        """Return the units with a key that is much like a folded name, nearest first."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 (few runs need it)

        if provinces not in self._pools:
            self._pools[provinces] = [
                (key, unit_id)
                for key, unit_ids in sorted(self._places.items())
                for unit_id in sorted(self._match(unit_ids, provinces, "").candidates)
            ]
        pool = self._pools[provinces]
        keys = [key for key, _ in pool]
        best: dict[str, float] = {}
        for asked in {folded, transliterated(folded)}:
            for _, score, place in process.extract(
                asked, keys, scorer=fuzz.ratio, limit=None, score_cutoff=LEAST_SUGGESTED
            ):
                unit_id = pool[place][1]
                best[unit_id] = max(score, best.get(unit_id, 0.0))
        return sorted(best, key=lambda unit_id: (-best[unit_id], unit_id))

    def resembles(self, text: str, unit_id: str) -> bool:
        """Return whether a name that is not known may be one of a unit, misspelt.

        To tell a code with a misspelt name from a code of another unit; never to match.
        """
        from rapidfuzz import fuzz, process  # noqa: PLC0415 (few runs need it)

        keys = [key for key, unit_ids in self._places.items() if unit_id in unit_ids]
        tries = {fold(text), transliterated(fold(text)), *romanised(text)}
        return any(
            process.extractOne(key, keys, scorer=fuzz.ratio, score_cutoff=MISSPELT) is not None
            for key in tries
        )

    def shared_names(self) -> dict[str, list[str]]:
        """Return names and aliases of several units of one province, each with its units."""
        shared: dict[str, list[str]] = {}
        for key, unit_ids in sorted(self._places.items()):
            own = [u for u, how in sorted(unit_ids.items()) if how in ("name", "alias")]
            homes = [self.parents[u] for u in own]
            twins = [u for u, home in zip(own, homes, strict=True) if homes.count(home) > 1]
            if twins:
                shared[key] = twins
        return shared


def _aliases(unit: dict[str, object]) -> list[str]:
    aliases = unit.get("aliases")
    spellings = str(aliases).split("|") if _is_text(aliases) else []
    return [alias for alias in spellings if alias.strip() and not is_lost(alias)]


def _is_text(cell: Any) -> bool:
    return cell is not None and not pd.isna(cell)
