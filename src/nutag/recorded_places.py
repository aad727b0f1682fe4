"""Recorded places: the provinces and soums that a register names for its licences."""

from __future__ import annotations

import pandas as pd

from nutag.issues import IssueLog
from nutag.place_columns import match_provinces, match_soums


def recorded_provinces(table: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog) -> pd.Series:
    """Return the provinces that each row names, by code or name; a cell may name several.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row``, ``province_id`` and ``province_name``; several places in a cell are
        separated by semicolons.
    provinces : pandas.DataFrame
        The register of provinces.
    log : IssueLog
        See `nutag.place_columns.match_provinces`.

    Returns
    -------
    pandas.Series of str
        Ids joined with ``;``, empty where none is known.
    """
    long = _split(table, "province_id", "province_name")
    long["matched"] = match_provinces(long, "province_id", provinces, log)
    return _join(long, table.index)


def recorded_soums(table: pd.DataFrame, soums: pd.DataFrame, log: IssueLog) -> pd.Series:
    """Return the soums that each row names, by code or name; a cell may name several.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row``, ``soum_id``, ``soum_name`` and ``province_ids``.
    soums : pandas.DataFrame
        The register of soums.
    log : IssueLog
        See `nutag.place_columns.match_soums`.

    Returns
    -------
    pandas.Series of str
        Ids joined with ``;``, empty where none is known.
    """
    long = _split(table, "soum_id", "soum_name")
    long["matched"] = match_soums(
        long,
        soums,
        log,
        within=table["province_ids"].reindex(long.index),
        consequence="The recorded soum is not used; the boundary or the point decides.",
    )
    return _join(long, table.index)


def _split(table: pd.DataFrame, column: str, name_column: str) -> pd.DataFrame:
    """Return a row for each place of a cell, with the name beside it; index as in `table`.

    Names that are not as many as the codes stay together: they fit none, and the row is reported.
    """
    columns = ["source_row", column, name_column]
    long = table[[c for c in columns if c in table]].reindex(columns=columns)
    several = pd.Series(False, index=table.index)
    for part in (column, name_column):
        several |= long[part].astype("string").str.contains(";", regex=False).fillna(False)
    if not several.any():
        return long
    cells = [_parts(*pair) for pair in zip(long[column], long[name_column], strict=True)]
    long["parts"] = cells
    long = long.explode("parts")
    long[column] = [pair[0] for pair in long["parts"]]
    long[name_column] = [pair[1] for pair in long["parts"]]
    return long.drop(columns="parts")


def _parts(text: str | None, name: str | None) -> list[tuple[str | None, str | None]]:
    texts, names = _listed(text), _listed(name)
    if not texts:
        return [(None, one) for one in names] or [(None, None)]
    if len(names) != len(texts):
        return [(one, name if names else None) for one in texts]
    return list(zip(texts, names, strict=True))


def _listed(cell: str | None) -> list[str]:
    if cell is None or pd.isna(cell):
        return []
    return [part.strip() for part in str(cell).split(";") if part.strip()]


def _join(long: pd.DataFrame, index: pd.Index) -> pd.Series:
    joined = long["matched"].dropna().groupby(level=0).agg(lambda ids: ";".join(sorted(set(ids))))
    return joined.reindex(index).fillna("").astype(object)
