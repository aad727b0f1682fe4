"""Words in cells of a register, in place of which the standard table has ours."""

from __future__ import annotations

import pandas as pd

from nutag.issues import IssueLog
from nutag.words import meaning


def vocabulary(
    table: pd.DataFrame,
    column: str,
    allowed: tuple[str, ...],
    *,
    empty: str,
    other: str,
    log: IssueLog,
) -> pd.Series:
    """Return a column in our words.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row`` and the column: text, missing as None.
    column : str
        Our column.
    allowed : tuple of str
        Our words.
    empty, other : str
        What an empty cell is, and a cell with a word that is not known.
    log : IssueLog
        Gets one note for every word that was recognised, and an issue for every one that was not.

    Returns
    -------
    pandas.Series of object
        Only words of `allowed`.
    """
    found = table[column]
    ours = found.where(found.notna(), empty)
    foreign = ~ours.isin(allowed)
    where = f"`datasets.{log.dataset}.values.{column}`"
    for word, rows in table[foreign].groupby(column, sort=True)["source_row"]:
        value = meaning("licences", column, str(word))
        if value is None:
            log.add(
                f"licence.unknown_{column}",
                "row",
                rows=rows,
                key=column,
                found=f"{word!r} in {len(rows)} rows",
                expected="one of " + ", ".join(allowed),
                action=f"Taken as `{other}`; map it under {where}.",
            )
        else:
            log.add(
                "licence.word_recognised",
                "info",
                key=column,
                found=f"{word!r} in {len(rows)} rows",
                expected="one of " + ", ".join(allowed),
                action=f"Read as `{value}`; map it under {where} to read it otherwise.",
            )
    read = found.map(
        lambda word: meaning("licences", column, str(word)) or other, na_action="ignore"
    )
    return ours.where(~foreign, read).astype(object)
