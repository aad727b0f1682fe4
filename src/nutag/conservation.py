"""Conservation: every row of a file counts, or there is an issue that says why not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from nutag.ladder import COLUMNS

#: The name of this check in the reconciliation.
CHECK = "conservation"
ROWS_IN, COUNTED = "rows in", "counted"
SET_ASIDE, LOST = "set aside with an issue", "without a word"


def conserve(
    dataset: str, rows_in: int, read: Iterable[int], used: Iterable[int], told: Iterable[int]
) -> pd.DataFrame:
    """Return what became of the rows of a dataset.

    Parameters
    ----------
    dataset : str
        Role of the dataset.
    rows_in : int
        Rows of the file.
    read : iterable of int
        ``source_row`` of the rows that the configuration does not exclude.
    used : iterable of int
        Those of the rows that count.
    told : iterable of int
        Those that an issue is about, the excluded ones among them. Rows that count all the same are
        no matter here, and no more than are missing can be those of another sheet.

    Returns
    -------
    pandas.DataFrame
        Columns of the ladder; ``rows`` of a step are numbers of rows. ``rows in`` is the sum of
        the other three; ``without a word`` is 0 unless this program lost a row.
    """
    rows, counted, said = set(read), set(used), set(told)
    excluded = min(rows_in - len(rows), len(said - rows))
    return conserve_numbers(dataset, rows_in, len(counted), excluded + len(said & rows - counted))


def conserve_numbers(dataset: str, rows_in: int, counted: int, set_aside: int) -> pd.DataFrame:
    """Return the same from the number of rows that count, and of those set aside with an issue."""
    numbers = {
        ROWS_IN: rows_in,
        COUNTED: counted,
        SET_ASIDE: set_aside,
        LOST: rows_in - counted - set_aside,
    }
    frame = pd.DataFrame({"step": list(numbers), "rows": list(numbers.values())})
    return frame.assign(check=CHECK, dataset=dataset, area_ha=np.nan, note="")[COLUMNS]


def rows_told(issues: pd.DataFrame, dataset: str) -> set[int]:
    """Return the rows of a dataset that an issue is about.

    Parameters
    ----------
    issues : pandas.DataFrame
        With ``dataset``, ``source_row`` and ``source_rows`` (joined with ``;``).
    dataset : str
        Role of the dataset.
    """
    own = issues[issues["dataset"] == dataset]
    told = {int(row) for row in own["source_row"].dropna()}
    several = own["source_rows"].dropna()
    return told.union(*(map(int, rows.split(";")) for rows in several if rows))
