"""Aliases: spellings that a researcher adds, in the file of unmatched places filled in."""

from __future__ import annotations

import pandas as pd

from nutag.issues import IssueLog


def with_aliases(units: pd.DataFrame, id_column: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a register whose units carry the spellings of a table.

    Parameters
    ----------
    units : pandas.DataFrame
        Provinces or soums, with ``aliases`` (text joined with ``|``, or None).
    id_column : str
        Key of the units.
    table : pandas.DataFrame
        As read, with the columns of the role ``aliases``: ``found`` and, where it is filled in,
        ``fill_in``, the id of the right unit. Rows of other units are left alone.

    Returns
    -------
    pandas.DataFrame
        A copy; the spellings of a province or soum belong to that unit alone.
    """
    filled = table[table["found"].notna() & table["fill_in"].isin(units[id_column])]
    more = filled.groupby("fill_in")["found"].agg("|".join)
    known = units["aliases"].where(units["aliases"].notna(), "")
    added = units[id_column].map(more).fillna("")
    joined = (known + "|" + added).str.strip("|")
    return units.assign(aliases=joined.where(joined != "", None))


def check_aliases(
    table: pd.DataFrame, provinces: pd.DataFrame, soums: pd.DataFrame, log: IssueLog
) -> None:
    """Add an issue for every row that is filled in with something that is no unit.

    Parameters
    ----------
    table : pandas.DataFrame
        As for `with_aliases`.
    provinces, soums : pandas.DataFrame
        The registers.
    log : IssueLog
        Gets the issues.
    """
    ids = {*provinces["province_id"], *soums["soum_id"]}
    strange = table["fill_in"].notna() & ~table["fill_in"].isin(ids)
    for source_row, found, fill_in in table.loc[
        strange, ["source_row", "found", "fill_in"]
    ].itertuples(index=False):
        log.add(
            "alias.unknown_unit",
            "row",
            source_row=source_row,
            key=str(found),
            found=f"{fill_in!r} in `fill_in`",
            expected="the id of a province or soum, for example MN-053 or MN4625",
            action="The spelling is not used.",
        )
