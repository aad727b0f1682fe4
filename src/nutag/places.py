"""Places: the provinces and soums that the rows of a table are about.

A join by code is checked against the name beside it, and a pair that disagrees is refused: codes
change from year to year, and one that means another place would pass without a sound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from nutag.names import Gazetteer, Match
from nutag.spelling import is_lost

#: What can be wrong with the place of a row, or worth a word.
Problem = Literal[
    "", "missing", "unknown", "ambiguous", "disagree", "outside", "by_name", "misspelt"
]


def province_gazetteer(provinces: pd.DataFrame) -> Gazetteer:
    """Return the names and codes of provinces."""
    return Gazetteer(provinces, "province_id", ("p_code", "nso_code"))


def soum_gazetteer(soums: pd.DataFrame) -> Gazetteer:
    """Return the names and codes of soums; names have to be unique inside their province."""
    return Gazetteer(soums, "soum_id", ("nso_code",), parent_column="province_id")


@dataclass(frozen=True)
class Place:
    """What a code or name, and the name beside it, say of the place of a row.

    Parameters
    ----------
    unit_id : str or None
        The unit, None where there is none to trust.
    problem : str
        One of `Problem`; with a unit it is only worth a word.
    candidates : tuple of str
        Units that were considered and not taken.
    match : Match
        How the unit was found.
    spelling : str
        The cell by which it was found.
    """

    unit_id: str | None = None
    problem: Problem = ""
    candidates: tuple[str, ...] = ()
    match: Match = field(default_factory=Match)
    spelling: str = ""


def find_place(
    gazetteer: Gazetteer, text: str | None, name: str | None, within: frozenset[str] = frozenset()
) -> Place:
    """Return the unit of a code or name, checked against a name beside it.

    Parameters
    ----------
    gazetteer : Gazetteer
        Of provinces or soums.
    text : str or None
        A code or a name.
    name : str or None
        The name beside it.
    within : frozenset of str
        Provinces that the unit lies in; empty where they are not known.
    """
    lost = any(cell is not None and is_lost(cell) for cell in (text, name))
    text = None if text is not None and is_lost(text) else text
    name = None if name is not None and is_lost(name) else name
    if text is None and name is None:
        return Place(problem="unknown" if lost else "missing")
    by_text = Match() if text is None else gazetteer.find(text, within)
    by_name = Match() if name is None else gazetteer.find(name, within)
    if by_text.unit_id is not None:
        return _checked(gazetteer, by_text, str(text), name, by_name)
    elsewhere = Match() if text is None else gazetteer.find(text)
    if elsewhere.how == "code" and not by_text.candidates:
        others = {*elsewhere.candidates, *by_name.candidates}
        return Place(problem="outside", candidates=tuple(sorted(others)))
    both = by_text.candidates & by_name.candidates
    if by_name.unit_id is not None and (both or not by_text.candidates):
        problem: Problem = "by_name" if text is not None and not both else ""
        return Place(by_name.unit_id, problem, match=by_name, spelling=str(name))
    candidates = by_text.candidates or by_name.candidates
    problem = "ambiguous" if candidates else "unknown"
    return Place(problem=problem, candidates=tuple(sorted(candidates)))


def _checked(
    gazetteer: Gazetteer,
    by_text: Match,
    text: str,
    name: str | None,
    by_name: Match,
) -> Place:
    unit_id = by_text.unit_id
    assert unit_id is not None
    if name is None or unit_id in by_name.candidates:
        return Place(unit_id, match=by_text, spelling=text)
    others = by_name.candidates or gazetteer.candidates(name)
    if not others and gazetteer.resembles(name, unit_id):
        return Place(unit_id, "misspelt", match=by_text, spelling=text)
    return Place(problem="disagree", candidates=(unit_id, *sorted(others - {unit_id})))
