"""A part of the standardise stage: its tables, its issues and its ladder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nutag.contracts import checked
from nutag.issues import Issue, issue_frame


@dataclass(frozen=True)
class Part:
    """What a part has made of its files.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Standard tables by their names.
    issues : list of Issue
        What was wrong with the files, in the order found.
    ladder : pandas.DataFrame
        What became of the rows.
    line : str
        The part in one line, for the terminal.
    """

    tables: Mapping[str, pd.DataFrame]
    issues: list[Issue]
    ladder: pd.DataFrame
    line: str

    def write(self, output: Any) -> None:
        """Write the tables, as their contracts have them, the issues and the ladder.

        Parameters
        ----------
        output : mapping
            Path of each table, of ``issues`` and of ``ladder``.

        Raises
        ------
        ContractError
            When a table is not what it has to be.
        """
        for name, table in self.tables.items():
            checked(name, table).to_parquet(output[name])
        issue_frame(self.issues).to_parquet(output["issues"])
        self.ladder.to_parquet(output["ladder"])
