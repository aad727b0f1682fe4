"""The ladder of a register of licences, told from why each row does not count."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from nutag.ladder import Ladder

STEPS = ("parsed", "geometry", "distinct", "in force", "in the country")
#: Those that a register climbs before its licences are laid over the soums.
BEFORE_OVERLAY = STEPS[:-1]

#: Why a row does not count, and the step at which it leaves.
REASONS = {
    "no licence number": "parsed",
    "latitude before longitude": "geometry",
    "corner not readable": "geometry",
    "fewer than three corners": "geometry",
    "order of corners unclear": "geometry",
    "duplicate": "distinct",
    "duplicate number": "distinct",
    "older row of the number": "distinct",
    "not in force": "in force",
    "expired": "in force",
    "granted later": "in force",
    "status unknown": "in force",
    "outside the country": "in the country",
    "outside every soum": "in the country",
    "no place": "in the country",
}


def climb(
    ladder: Ladder,
    licences: pd.DataFrame,
    steps: tuple[str, ...] = BEFORE_OVERLAY,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Add steps to a ladder: the rows that are left, their hectares, and why the others left.

    Parameters
    ----------
    ladder : Ladder
        Gets the steps.
    licences : pandas.DataFrame
        Every row of the register, with ``reason`` (one of `REASONS`, or empty) and ``area_ha``.
    steps : tuple of str
        Of `STEPS`.
    notes : mapping of str to str, optional
        What else there is to say of a step.
    """
    leaves_at = licences["reason"].map(lambda reason: _RANKS[reason]).astype(int)
    for step in steps:
        rank = STEPS.index(step)
        left = licences[leaves_at > rank]
        gone = licences.loc[leaves_at == rank, "reason"].value_counts(sort=False)
        words = [f"{n:,} {reason}" for reason, n in gone.items()]
        words += [note for note in [(notes or {}).get(step)] if note]
        ladder.step(step, len(left), float(left["area_ha"].sum()), "; ".join(words))


_RANKS = {"": len(STEPS), **{reason: STEPS.index(step) for reason, step in REASONS.items()}}
