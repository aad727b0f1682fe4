"""Numbers as they are printed, with the words of their classes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from nutag.messages import Messages


def number(value: float, decimals: int, words: Messages) -> str:
    """Return a number with its decimals, thousands apart, and a true minus."""
    text = words.number(round(value, decimals) + 0.0, decimals)
    return text.replace("-", "−")


def figure(value: float, decimals: int, words: Messages) -> str:
    """Return a figure; what is not zero does not read as zero (``< 0.01``)."""
    if value > 0 and round(value, decimals) == 0:
        return f"< {number(10.0**-decimals, decimals, words)}"
    return number(value, decimals, words)


def class_labels(
    bounds: Sequence[float], decimals: int, lowest: float, words: Messages
) -> list[str]:
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
    words : Messages
        Of the reader.

    Returns
    -------
    list of str
        ``up to 1.2``, ``1.2 – 3.4``, and so on.
    """
    while decimals < 8 and (
        len({round(bound, decimals) for bound in bounds}) < len(bounds)
        or any(bound != 0 and round(bound, decimals) == 0 for bound in bounds)
    ):
        decimals += 1
    texts = [number(bound, decimals, words) for bound in bounds]
    one = number(lowest, decimals, words) if texts else ""
    up_to, between = words.gettext("up to {high}"), words.gettext("{low} – {high}")
    first = [one if text == one else up_to.format(high=text) for text in texts[:1]]
    return first + [between.format(low=low, high=high) for low, high in itertools.pairwise(texts)]
