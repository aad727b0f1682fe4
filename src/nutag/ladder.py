"""The ladder: how many rows, and how many hectares, are left after every step."""

from __future__ import annotations

import numpy as np
import pandas as pd

COLUMNS = ["check", "dataset", "step", "rows", "area_ha", "note"]

#: The name of this check in the reconciliation.
CHECK = "ladder"


def rows_in(table: pd.DataFrame) -> int:
    """Return the rows of the file of a table, those that the configuration excludes included."""
    return int(table.attrs.get("rows_in", len(table)))


class Ladder:
    """Steps of one dataset from the rows of the file to the rows that count.

    Parameters
    ----------
    dataset : str
        Role of the dataset.
    """

    def __init__(self, dataset: str) -> None:
        self.dataset = dataset
        self._steps: list[dict[str, object]] = []

    def step(self, name: str, rows: int, area_ha: float = np.nan, note: str = "") -> None:
        """Add a step.

        Parameters
        ----------
        name : str
            What is true of the rows that are left.
        rows : int
            Their number.
        area_ha : float
            Their hectares, overlaps counted as often as they occur; NaN where rows have no area.
        note : str
            Why the others are not among them.
        """
        self._steps.append(
            {
                "check": CHECK,
                "dataset": self.dataset,
                "step": name,
                "rows": int(rows),
                "area_ha": float(area_ha),
                "note": note,
            }
        )

    def frame(self) -> pd.DataFrame:
        """Return the steps in their order with the columns `COLUMNS`."""
        return pd.DataFrame(self._steps, columns=COLUMNS)
