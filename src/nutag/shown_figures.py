"""Figures as they are shown, one rule for pages, print maps and reports.

The atlas shows figures by the same rule, from the decimals that its data block has of every
indicator (`templates/map_figures.js`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nutag.catalogue import Indicator
from nutag.messages import ENGLISH, Messages
from nutag.rows import number, text

#: Flags of figures whose source gives round numbers.
ROUND = ("rounded", "approximate")


def decimals_if_round(indicator: Indicator) -> int:
    """Return with how many decimals a round number from a source that rounds is shown.

    Hectares have none, ``500`` and not ``500.0``; a rate of them is no round number itself.
    """
    return 0 if indicator.unit == "ha" else indicator.decimals


def _decimals(indicator: Indicator, flags: list[str], value: float | int | None) -> int:
    whole = value is not None and float(value).is_integer()
    return decimals_if_round(indicator) if whole and set(ROUND) & set(flags) else indicator.decimals


def shown_figure(
    row: Mapping[str, Any],
    indicator: Indicator,
    words: Messages = ENGLISH,
    *,
    decimals: int | None = None,
) -> str:
    """Return the value of a row as it is printed: bounds, guesses and changes as what they are.

    Parameters
    ----------
    row : mapping
        ``value`` and ``flags`` of a row of the indicator table; it has a figure.
    indicator : Indicator
        Its entry in the catalogue.
    words : Messages
        Of the reader.
    decimals : int, optional
        Where they are not those of the indicator.

    Returns
    -------
    str
        ``1,109.3``, ``≥ 500``, ``≈ 80``, ``+0.12`` (a change), ``< 0.1`` (more than nothing).
    """
    flags, value = text(row.get("flags")).split(";"), number(row["value"])
    places = _decimals(indicator, flags, value) if decimals is None else decimals
    shown = words.figure(value, places, signed=indicator.unit == "pp")
    if "lower_bound" in flags:
        # More than nothing: that it is less than something is not known.
        return f"> {words.number(0)}" if shown.startswith("<") else f"≥ {shown}"
    guess = "approximate" in flags and not shown.startswith(("<", ">"))
    return f"≈ {shown}" if guess else shown
