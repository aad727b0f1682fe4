"""CSV files that open right in a spreadsheet and are the same bytes every time."""

from __future__ import annotations

import csv
import datetime as dt
import math
import numbers
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nutag.wholefile import whole_file

SIGNIFICANT_DIGITS = 10

# The last five are what a spreadsheet under an East Asian locale reads as the first four, and the
# line feed that some of them skip.
_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def defuse(text: str) -> str:
    """Text that a spreadsheet does not run: an apostrophe before what looks like a formula.

    Parameters
    ----------
    text : str
        Text of one cell.

    Returns
    -------
    str
        The same text, or ``'`` and the text where it starts with ``=``, ``+``, ``-``, ``@``, a tab
        or a line end.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_text(value: Any) -> str:  # noqa: PLR0911
    """One cell as text.

    Parameters
    ----------
    value : object
        Number, text, date, truth value or nothing.

    Returns
    -------
    str
        Floats rounded to 10 significant digits and then in their shortest form that reads back as
        the same number; whole numbers without a point; nothing and NaN as an empty cell; text
        defused.

    Raises
    ------
    ValueError
        For an infinite number: it is an error upstream, never a figure.
    TypeError
        For what is none of these, a geometry among them.
    """
    if isinstance(value, str):
        return defuse(value)
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        number = float(value)
        if math.isnan(number):
            return ""
        if math.isinf(number):
            raise ValueError("an infinite number cannot be published")
        # Adding 0.0 turns -0.0 into 0.0.
        return repr(float(f"{number:.{SIGNIFICANT_DIGITS}g}") + 0.0)
    if isinstance(value, pd.Timestamp | dt.datetime):
        midnight = value.time() == dt.time(0)
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be written as a CSV cell")


def to_csv(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    r"""Write a table as CSV that opens right in Excel and is the same bytes every time.

    UTF-8 with a byte order mark, ``\n`` at line ends, cells as :func:`csv_text` writes them,
    headers defused, the index left out.

    Parameters
    ----------
    frame : DataFrame
        Table without geometry.
    path : path-like
        File to write; it appears whole or not at all.

    Raises
    ------
    ValueError, TypeError
        For a cell that cannot be written (see :func:`csv_text`); the column is named.
    """
    columns: list[list[str]] = []
    for place, name in enumerate(frame.columns):
        try:
            columns.append([csv_text(value) for value in frame.iloc[:, place].tolist()])
        except (TypeError, ValueError) as error:
            raise type(error)(f"{Path(path).name}, column {name!r}: {error}") from error
    with (
        whole_file(path) as whole,
        open(whole, "w", encoding="utf-8-sig", newline="") as handle,
    ):
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow([defuse(str(name)) for name in frame.columns])
        writer.writerows(zip(*columns, strict=True))
