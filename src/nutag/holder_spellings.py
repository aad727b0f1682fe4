"""Holders: spellings of one name that only look the same."""

from __future__ import annotations

import pandas as pd

from nutag.issues import IssueLog
from nutag.look_alikes import skeleton


def suggest_merges(licences: pd.DataFrame, log: IssueLog) -> None:
    """Add an issue for holders that differ only by look-alike letters, case or punctuation.

    Nothing is merged: two companies may have names that look the same.

    Parameters
    ----------
    licences : pandas.DataFrame
        With ``source_row`` and ``holder``, missing as None.
    log : IssueLog
        Gets one issue for every such group.
    """
    named = licences[licences["holder"].notna()]
    rows_of = named.groupby("holder", sort=True)["source_row"].agg(list)
    alike: dict[str, list[str]] = {}
    for holder in rows_of.index:
        alike.setdefault(skeleton(holder), []).append(holder)
    for key, same in sorted(alike.items()):
        if not key or len(same) == 1:
            continue
        holders = sorted(same, key=lambda holder: (-len(rows_of[holder]), holder))
        first, others = holders[0], holders[1:]
        log.add(
            "licence.holder_spellings",
            "info",
            rows=sorted(row for holder in holders for row in rows_of[holder]),
            key="holder",
            found=", ".join(f"{holder!r} in {_rows(rows_of[holder])}" for holder in holders),
            expected="one spelling of one holder",
            action="Kept apart. If they are one, merge them: "
            f"`datasets.{log.dataset}.values.holder: {{{_quoted(first)}: "
            f"[{', '.join(map(_quoted, others))}]}}`.",
        )


def _rows(rows: list[int]) -> str:
    return "1 row" if len(rows) == 1 else f"{len(rows)} rows"


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"
