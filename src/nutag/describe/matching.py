"""Matching: which column of a file is which of ours, with the confidence and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz, process

from nutag.look_alikes import plain_skeleton

#: Names less alike than this are strangers (rapidfuzz ratio, percent).
ALIKE = 84
_KNOWN = "the name is known"
#: Values of which fewer fit than this speak against a name.
FEW_FIT = 0.5
#: Values of which this many fit speak for a column whatever it is called.
MOST_FIT = 0.9
# What programs for KML write of how a shape is drawn: numbers that say nothing of a licence.
_OF_DRAWING = {"tessellate", "extrude", "visibility", "draworder", "altitudemode", "icon"}
#: Columns that a known name alone tells: words and dates are often such as nobody foresaw.
TOLD_BY_NAME = frozenset({"status", "stage", "kind", "measure", "granted", "expires"})


@dataclass(frozen=True)
class Match:
    """One column of a file that may be one of ours.

    Parameters
    ----------
    ours, theirs : str
        The names.
    confidence : float
        Between 0 and 1.
    why : str
        What it rests on.
    named : bool
        Whether the name says it; else only the values do.
    doubtful : bool
        Whether most values speak against the name.
    """

    ours: str
    theirs: str
    confidence: float
    why: str
    named: bool = True
    doubtful: bool = False


def name_key(name: str) -> str:
    """Return the key by which names of columns are compared, not one to read.

    Letters and digits alone count, in either case; letters that look alike are one, and so are ө
    and о, ү and у, of which many keyboards have the second only.

    Examples
    --------
    >>> name_key("License_Number ") == name_key("license number")
    True
    >>> name_key("Оргорог, градус") == name_key("өргөрөг градус")
    True
    """
    return plain_skeleton(name)


def match_columns(
    table: pd.DataFrame,
    wanted: Iterable[str],
    names: Mapping[str, Sequence[str]],
    fits: Callable[[str, pd.Series], float | None],
    telling: Collection[str] = (),
) -> dict[str, Match]:
    """Match the columns of a file to ours, the surest first, none twice.

    Parameters
    ----------
    table : pandas.DataFrame
        Text, missing as None.
    wanted : iterable of str
        Our columns.
    names : mapping
        Names that our columns are known to have.
    fits : callable
        Share of values that fit a column of ours, or None where nothing can tell.
    telling : collection of str
        Columns of ours that values tell by themselves, whatever the name.

    Returns
    -------
    dict of str to Match
        Only what is believed; a column of ours may have no match.
    """
    candidates = [
        match
        for ours in wanted
        for theirs in table.columns
        if (
            match := _candidate(
                ours, str(theirs), table[theirs], names.get(ours, ()), fits, ours in telling
            )
        )
    ]
    candidates.sort(key=lambda match: -match.confidence)  # stable: our order among equals
    found: dict[str, Match] = {}
    taken: set[str] = set()
    for match in candidates:
        if match.ours not in found and match.theirs not in taken:
            found[match.ours] = match
            taken.add(match.theirs)
    return found


def _candidate(
    ours: str,
    theirs: str,
    values: pd.Series,
    names: Sequence[str],
    fits: Callable[[str, pd.Series], float | None],
    tells: bool,
) -> Match | None:
    if values.notna().sum() == 0:
        return None  # nothing in it: it must not stand for a column that has something
    alike, reason = _name_score(ours, theirs, names)
    fit = fits(ours, values)
    if fit is None:
        return Match(ours, theirs, 0.9 * alike, reason) if alike else None
    words = f"{100 * fit:.0f} % of the values fit"
    if alike:
        doubtful = fit < FEW_FIT
        if doubtful and not (ours in TOLD_BY_NAME and reason == _KNOWN):
            return None
        sure = alike * (0.4 + 0.6 * fit)
        return Match(ours, theirs, sure, f"{reason}, {words}", doubtful=doubtful)
    if tells and fit >= MOST_FIT and theirs.casefold() not in _OF_DRAWING:
        return Match(ours, theirs, 0.7 * fit, f"the name says nothing, {words}", named=False)
    return None


def _name_score(ours: str, theirs: str, names: Sequence[str]) -> tuple[float, str]:
    known: dict[str, tuple[int, str]] = {}
    for rank, name in enumerate((ours, *names)):
        known.setdefault(name_key(name), (rank, name))
    key = name_key(theirs)
    if key in known:
        # The first names of a list are the surest.
        return 1.0 - 0.15 * known[key][0] / max(len(known), 1), _KNOWN
    near = process.extractOne(key, list(known), scorer=fuzz.ratio, score_cutoff=ALIKE)
    if near is None or len(key) < 4:
        return 0.0, ""
    return 0.6 * near[1] / 100, f"the name is like `{known[near[0]][1]}`"
