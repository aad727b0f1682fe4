"""The words of classes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from nutag.messages import Messages


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
    texts = [words.number(bound, decimals) for bound in bounds]
    one = words.number(lowest, decimals) if texts else ""
    up_to, between = words.gettext("up to {high}"), words.gettext("{low} – {high}")
    first = [one if text == one else up_to.format(high=text) for text in texts[:1]]
    return first + [between.format(low=low, high=high) for low, high in itertools.pairwise(texts)]
