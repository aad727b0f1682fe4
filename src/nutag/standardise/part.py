"""A part of the standardise stage: its tables, its issues and its ladder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nutag.conservation import conserve, conserve_numbers, rows_told
from nutag.contracts import checked
from nutag.issues import Issue, issue_frame
from nutag.ladder import Ladder, rows_in
from nutag.readers import Source


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
        What became of the rows of each dataset: its ladder and its conservation.
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


def short_ladder(source: Source, counted: int) -> pd.DataFrame:
    """Return the ladder of a dataset that has no steps of its own; empty where it has no rows."""
    ladder = Ladder(source.dataset.role)
    if len(source.table):
        ladder.step("rows in", rows_in(source.table))
        ladder.step("parsed", len(source.table))
        ladder.step("counted", counted)
    return ladder.frame()


def conservation(source: Source, used: Iterable[int]) -> pd.DataFrame:
    """Return what became of the rows of a dataset.

    Parameters
    ----------
    source : Source
        As read, with all issues in its log.
    used : iterable of int
        ``source_row`` of the rows that count.
    """
    role = source.dataset.role
    return conserve(
        role,
        rows_in=rows_in(source.table),
        read=source.table["source_row"],
        used=used,
        told=rows_told(source.log.frame(), role),
    )


def conservation_by_number(source: Source, ladder: pd.DataFrame) -> pd.DataFrame:
    """Return the same for rows that no table keeps: the last step of the ladder says how many."""
    role, issues = source.dataset.role, source.log.frame()
    set_aside = rows_told(issues[issues["severity"].isin(["row", "info"])], role)
    counted = int(ladder["rows"].iloc[-1]) if len(ladder) else 0
    return conserve_numbers(role, rows_in(source.table), counted, len(set_aside))


def joined(ladders: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return ladders and conservations in one table, without those of datasets without rows."""
    told = [frame for frame in ladders if frame["rows"].any()]
    return pd.concat(told, ignore_index=True) if told else Ladder("").frame()
