"""People and land of a unit as its profile tells them: who is near, and what lies under licence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nutag.catalogue import Indicator
from nutag.messages import N_, Messages
from nutag.rows import number
from nutag.unit_figures import Figure, UnitFigures

THEME = "context"
#: Near to what, with the number of people, their share, and the share of the land as near.
NEAR = (
    (N_("Within {n} km of mining licences"), ("E01_n", "E01", "E01_land")),
    (N_("Within {n} km of mined ground"), ("E01_fp_n", "E01_fp", "E01_fp_land")),
)
RINGS = ("E01_r1", "E01_r2", "E01_r3", "E01_r4")
#: Numbers of points, whose notes say of how many they are.
POINTS = ("E02", "E03_n", "E04")
#: Of the theme, but known of a unit without any licence: they stay with its key figures.
ELSEWHERE = ("U02", "U03", "U03_su")


def in_section(indicator: Indicator) -> bool:
    """Return whether an indicator is told in the section, and not among the key figures."""
    return indicator.theme == THEME and indicator.id not in ELSEWHERE


@dataclass(frozen=True)
class Ring:
    """People in one ring.

    Attributes
    ----------
    from_km, to_km : float
        Where it lies.
    figure : Figure
        How many there are.
    length : float or None
        Of its bar, in percent of the longest.
    own : tuple of str
        Marks that not all rings have.
    """

    from_km: float | int
    to_km: float | int
    figure: Figure
    length: float | None
    own: tuple[str, ...]


@dataclass(frozen=True)
class PeopleAndLand:
    """What the section shows.

    Attributes
    ----------
    shares : bool
        Whether a share of people stands beside a share of land.
    near : tuple
        How near to what, in words, and three figures: the number of people, their share of all
        people, and the share of the land that is as near. Those without any figure are left out.
    rings : tuple of Ring
        Empty where no ring has a figure.
    ring_marks : tuple of str
        Marks that all rings with a figure have.
    others : tuple of Figure
        The other figures of the theme.
    points : tuple of Figure
        Those of `others` that count points, with what their notes say.
    why : Figure or None
        Where there is no figure at all, the one that says so.
    """

    shares: bool
    near: tuple[tuple[str, tuple[Figure | None, ...]], ...]
    rings: tuple[Ring, ...]
    ring_marks: tuple[str, ...]
    others: tuple[Figure, ...]
    points: tuple[Figure, ...]
    why: Figure | None

    @property
    def known(self) -> bool:
        """Whether there is any figure."""
        return bool(self.near or self.rings or self.others)


def people_and_land(
    figures: UnitFigures,
    level: str,
    unit_id: str,
    others: Sequence[str],
    measuring: Mapping[str, Any],
    words: Messages,
) -> PeopleAndLand | None:
    """Return what the section shows, None where the table has no indicator of the theme.

    Parameters
    ----------
    figures : UnitFigures
        Of the run.
    level, unit_id : str
        The unit.
    others : sequence of str
        Units that stand beside it.
    measuring : mapping
        The ``measuring`` part of the configuration: ``near_km`` and ``rings_km``.
    words : Messages
        Of the reader.
    """
    shown = {
        indicator.id: figure
        for indicator in figures.of_level(level)
        if in_section(indicator)
        and (figure := figures.figure(unit_id, indicator, words, others)) is not None
    }
    if not shown:
        return None
    near_km = f"{measuring.get('near_km', math.nan):,.10g}"
    near = tuple(
        (words.gettext(what).format(n=near_km), tuple(shown.get(key) for key in keys))
        for what, keys in NEAR
        if any(key in shown and shown[key].known for key in keys)
    )
    rings, ring_marks = _rings(shown, measuring.get("rings_km") or ())
    apart = {*RINGS, *(key for _, keys in NEAR for key in keys)}
    return PeopleAndLand(
        shares=any(all(one and one.known for one in figures[1:]) for _, figures in near),
        near=near,
        rings=rings,
        ring_marks=ring_marks,
        others=tuple(one for key, one in shown.items() if one.known and key not in apart),
        points=tuple(shown[key] for key in POINTS if key in shown and shown[key].known),
        why=None if any(one.known for one in shown.values()) else shown.get(NEAR[0][1][0]),
    )


def _rings(
    shown: Mapping[str, Figure], rings_km: Sequence[float]
) -> tuple[tuple[Ring, ...], tuple[str, ...]]:
    there = [(edge, shown[key]) for key, edge in zip(RINGS, rings_km, strict=False) if key in shown]
    longest = max((figure.value or 0 for _, figure in there), default=0)
    starts = [0, *(edge for edge, _ in there)]
    known = [figure for _, figure in there if figure.known]
    if not known:
        return (), ()
    common = tuple(mark for mark in known[0].marks if all(mark in one.marks for one in known))
    rings = tuple(
        Ring(
            number(start) or 0,
            number(edge) or 0,
            figure,
            round(100 * (figure.value or 0) / longest, 2) if figure.known and longest else None,
            tuple(mark for mark in figure.marks if mark not in common),
        )
        for start, (edge, figure) in zip(starts, there, strict=False)
    )
    return rings, common
