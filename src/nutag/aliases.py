"""Aliases: spellings that a researcher adds, in the file of unmatched places filled in."""

from __future__ import annotations

import pandas as pd

from nutag.issues import IssueLog
from nutag.names import Gazetteer
from nutag.places import province_gazetteer, soum_gazetteer
from nutag.spelling import fold


def with_aliases(
    units: pd.DataFrame, id_column: str, table: pd.DataFrame, log: IssueLog
) -> pd.DataFrame:
    """Return a register whose units carry the spellings of a table.

    Parameters
    ----------
    units : pandas.DataFrame
        Provinces or soums, with ``aliases`` (text joined with ``|``, or None).
    id_column : {'province_id', 'soum_id'}
        Key of the units.
    table : pandas.DataFrame
        As read, with the columns of the role ``aliases``: ``found`` and, where it is filled in,
        ``fill_in``, a code of the right unit. Rows of other units are left alone.
    log : IssueLog
        Gets an issue for every spelling that names another unit of the same province, too.

    Returns
    -------
    pandas.DataFrame
        A copy; the spellings of a province or soum belong to that unit alone.
    """
    gazetteer = _gazetteer(units, id_column)
    rows = [
        (int(source_row), str(found), unit_id)
        for source_row, found, unit_id in zip(
            table["source_row"],
            table["found"],
            [_unit(gazetteer, code) for code in table["fill_in"]],
            strict=True,
        )
        if unit_id is not None and not pd.isna(found)
    ]
    meant: dict[tuple[str, str | None], set[str]] = {}
    for _, found, unit_id in rows:
        meant.setdefault((fold(found), gazetteer.parents[unit_id]), set()).add(unit_id)
    more: dict[str, list[str]] = {}
    for source_row, found, unit_id in rows:
        parent = gazetteer.parents[unit_id]
        others = meant[fold(found), parent] | gazetteer.candidates(found, parent)
        if others == {unit_id}:
            more.setdefault(unit_id, []).append(found)
            continue
        log.add(
            "alias.ambiguous",
            "row",
            source_row=source_row,
            key=found,
            found=f"{gazetteer.label(unit_id)} in `fill_in`",
            expected="a spelling of one unit of its province; it is also one of "
            + " and ".join(map(gazetteer.label, sorted(others - {unit_id}))),
            action="The spelling is not used for it; correct the rows of the data.",
        )
    added = units[id_column].map({u: "|".join(dict.fromkeys(f)) for u, f in more.items()})
    known = units["aliases"].where(units["aliases"].notna(), "")
    joined = (known + "|" + added.fillna("")).str.strip("|")
    return units.assign(aliases=joined.where(joined != "", None))


def check_aliases(
    table: pd.DataFrame, provinces: pd.DataFrame, soums: pd.DataFrame, log: IssueLog
) -> None:
    """Add an issue for every row that is not used: filled in with no unit, or not at all.

    Parameters
    ----------
    table : pandas.DataFrame
        As for `with_aliases`; where it has a ``column``, that says which kind of unit is meant.
    provinces, soums : pandas.DataFrame
        The registers.
    log : IssueLog
        Gets the issues.
    """
    known = {
        "province": province_gazetteer(provinces),
        "soum": soum_gazetteer(soums),
    }
    empty = table["fill_in"].isna() | table["found"].isna()
    if empty.any():
        log.add(
            "alias.empty",
            "info",
            rows=table.loc[empty, "source_row"],
            found=f"{empty.sum()} rows without a spelling in `found` or a unit in `fill_in`",
            expected="both",
            action="These rows are not used.",
        )
    rows = table[~empty]
    for source_row, found, fill_in, column in zip(
        rows["source_row"], rows["found"], rows["fill_in"], rows["column"], strict=True
    ):
        kinds = ["province", "soum"]
        if isinstance(column, str):
            kinds = ["province" if "province" in column else "soum"]
        if any(_unit(known[kind], fill_in) is not None for kind in kinds):
            continue
        log.add(
            "alias.unknown_unit",
            "row",
            source_row=source_row,
            key=str(found),
            found=f"{fill_in!r} in `fill_in`",
            expected=f"the id of a {' or '.join(kinds)}, for example "
            + " or ".join(min(known[kind].ids) for kind in kinds),
            action="The spelling is not used.",
        )


def _gazetteer(units: pd.DataFrame, id_column: str) -> Gazetteer:
    return province_gazetteer(units) if id_column == "province_id" else soum_gazetteer(units)


def _unit(gazetteer: Gazetteer, code: str | None) -> str | None:
    if code is None or pd.isna(code):
        return None
    match = gazetteer.find(code)
    return match.unit_id if match.how == "code" else None
