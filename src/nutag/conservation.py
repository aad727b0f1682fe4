"""Conservation: every row of a file counts, or there is an issue that says why not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from nutag.ladder import COLUMNS

#: The name of this check in the reconciliation.
CHECK = "conservation"
ROWS_IN, EXCLUDED, COUNTED = "rows in", "excluded by the configuration", "counted"
SET_ASIDE, LOST = "set aside with an issue", "without a word"


def conserve(
    dataset: str, rows_in: int, rows_read: int, used: Iterable[int], told: Iterable[int]
) -> pd.DataFrame:
    """Return what became of the rows of a dataset.

    Parameters
    ----------
    dataset : str
        Role of the dataset.
    rows_in : int
        Rows of the file.
    rows_read : int
        Those of them that the configuration does not exclude.
    used : iterable of int
        ``source_row`` of the rows that count.
    told : iterable of int
        ``source_row`` of the rows that an issue is about; those that count all the same are no
        matter here.

    Returns
    -------
    pandas.DataFrame
        Columns of the ladder; ``rows`` of a step are numbers of rows. ``rows in`` is the sum of
        the other four; ``without a word`` is 0 unless this program lost a row.
    """
    counted = set(used)
    set_aside = set(told) - counted
    numbers = {
        ROWS_IN: rows_in,
        EXCLUDED: rows_in - rows_read,
        COUNTED: len(counted),
        SET_ASIDE: len(set_aside),
        LOST: rows_read - len(counted) - len(set_aside),
    }
    frame = pd.DataFrame({"step": list(numbers), "rows": list(numbers.values())})
    return frame.assign(check=CHECK, dataset=dataset, area_ha=np.nan, note="")[COLUMNS]


def conserve_anew(before: pd.DataFrame, used: Iterable[int], told: Iterable[int]) -> pd.DataFrame:
    """Return what became of the rows after a further stage that sets rows aside.

    Parameters
    ----------
    before : pandas.DataFrame
        From `conserve`, of one dataset.
    used, told : iterable of int
        As for `conserve`, after that stage.
    """
    rows = before.set_index("step")["rows"]
    rows_in = int(rows[ROWS_IN])
    dataset = str(before["dataset"].iloc[0])
    return conserve(dataset, rows_in, rows_in - int(rows[EXCLUDED]), used, told)
