"""Numbers as they are printed, with the words of their units."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from nutag import phrases

_UNITS = {
    "%": "per cent",
    "n": "number",
    "ha": "hectares",
    "pp": "percentage points",
    "ratio": "ratio, 0 to 1",
    "n per 1,000 km2": "number per 1,000 km²",
}


def unit_words(unit: str) -> str:
    """Words of a unit of the catalogue (``per cent`` for ``%``)."""
    return _UNITS.get(unit, unit.replace("km2", "km²"))


def number(value: float, decimals: int) -> str:
    """Return a number with its decimals, thousands apart, and a true minus."""
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def figure(value: float, decimals: int) -> str:
    """Return a figure; what is not zero does not read as zero (``< 0.01``)."""
    if value > 0 and float(f"{value:.{decimals}f}") == 0:
        return f"< {number(10.0**-decimals, decimals)}"
    return number(value, decimals)


def class_labels(bounds: Sequence[float], decimals: int, lowest: float) -> list[str]:
    """Words of the classes, those of the web map; the upper bound belongs to its class.

    Parameters
    ----------
    bounds : sequence of float
        Upper bounds, ascending.
    decimals : int
        Decimals of the indicator. More are shown where two bounds would read the same, or one
        that is not zero as zero.
    lowest : float
        Lowest figure; a first class of one figure is that figure.

    Returns
    -------
    list of str
        ``up to 1.2``, ``1.2 – 3.4``, and so on.
    """
    while decimals < 8 and (
        len({number(bound, decimals) for bound in bounds}) < len(bounds)
        or any(bound != 0 and float(f"{bound:.{decimals}f}") == 0 for bound in bounds)
    ):
        decimals += 1
    texts = [number(bound, decimals) for bound in bounds]
    one = number(lowest, decimals)
    first = [one if text == one else phrases.MAP["up_to"].format(high=text) for text in texts[:1]]
    return first + [
        phrases.MAP["range"].format(low=low, high=high) for low, high in itertools.pairwise(texts)
    ]
