"""Units of areas, told by the ratio of two figures or by the name of a column."""

from __future__ import annotations

import re
from itertools import pairwise

from nutag.areas import HECTARES, unit_of

# Two figures of one area differ by far less; units differ by ten at least.
TOLERANCE = 0.05


def unit_of_ratio(ratio: float) -> str | None:
    """Return the unit in which figures are when the true area in hectares is `ratio` times them.

    Parameters
    ----------
    ratio : float
        True hectares by figure.

    Returns
    -------
    str or None
        A key of `HECTARES`; None where no unit explains the ratio.

    Examples
    --------
    >>> unit_of_ratio(100.3), unit_of_ratio(1.002), unit_of_ratio(7.0)
    ('km2', 'ha', None)
    """
    return next((u for u, ha in HECTARES.items() if abs(ratio / ha - 1) <= TOLERANCE), None)


def unit_of_name(column: str) -> str | None:
    """Return the unit that a word in the name of a column tells, or None.

    Examples
    --------
    >>> unit_of_name("area_m2"), unit_of_name("Талбай (га)"), unit_of_name("area")
    ('m2', 'ha', None)
    """
    names = [name for name in re.split(r"[\s_()\[\],;/-]+", column) if name]
    pairs = [" ".join(pair) for pair in pairwise(names)]
    return next((unit for unit in map(unit_of, [*pairs, *names]) if unit), None)
