"""Licence numbers: when two spellings are one licence."""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s+")
_NOTE = re.compile(r"\([^()]*\)")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
# Letters, a dash, zeros: registers pad the number behind a prefix to six digits or to eight.
_PADDING = re.compile(r"^([^\W\d_]+-)0+(?=\d)")


def number_key(text: str | None) -> str | None:
    """Return what two spellings of one licence number share.

    Parameters
    ----------
    text : str or None
        As the register has it, for example ``MV-00015604`` or ``XV-48000162 (055/ду)``.

    Returns
    -------
    str or None
        Without spaces, in capitals, and without the zeros between a prefix and its number
        (``MV-00015604`` and ``MV-015604`` are ``MV-15604``); None for a missing or blank cell.
        Nothing else is left out: ``1234`` and ``1234A``, ``0012`` and ``12``, or a number with and
        without a note, may be two licences.
    """
    return _PADDING.sub(r"\1", _SPACE.sub("", text).upper()) or None if text is not None else None


def bare_number(text: str | None) -> str | None:
    """Return a number without what one table adds and another leaves out.

    Parameters
    ----------
    text : str or None
        See `number_key`.

    Returns
    -------
    str or None
        The key without notes in brackets and without zeros in front of numbers
        (``XV-00048 (055/ду)`` is ``XV-48``). Two licences can share it: use it only where it is
        unique on both sides.
    """
    key = number_key(text)
    return _ZEROS.sub("", _NOTE.sub("", key)) or None if key is not None else None
