"""Columns of places: from codes and names in a table to the ids of provinces and soums."""

from __future__ import annotations

import pandas as pd

from nutag.issues import IssueLog
from nutag.names import Gazetteer
from nutag.place_report import PlaceReport, report_lost, texts_of
from nutag.places import Place, find_place, province_gazetteer, soum_gazetteer


def match_provinces(
    table: pd.DataFrame,
    column: str,
    provinces: pd.DataFrame,
    log: IssueLog,
    severity: str = "row",
    name_column: str = "province_name",
    required: bool = False,
) -> pd.Series:
    """Return the province id of each row, from a code or a name in any known spelling.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row``; missing cells stay missing.
    column : str
        Our column, with codes or names.
    provinces : pandas.DataFrame
        The register of provinces.
    log : IssueLog
        Gets an issue for every row whose cell fits no province or disagrees with its name, and one
        for every spelling that is an alias.
    severity : {'row', 'stop'}
        Whether the run can go on without the row.
    name_column : str
        A column of names beside it, where the table has one.
    required : bool
        Whether a row without a code or name is a fault.

    Returns
    -------
    pandas.Series of object
        With the index of `table`; None where no province is known.
    """
    return _match(
        table,
        province_gazetteer(provinces),
        log,
        columns=(column, name_column),
        kind="province",
        severity=severity,
        consequence="The province of the row is not known.",
        required=required,
    )


def match_soums(
    table: pd.DataFrame,
    soums: pd.DataFrame,
    log: IssueLog,
    *,
    consequence: str,
    within: pd.Series | None = None,
    column: str = "soum_id",
    name_column: str = "soum_name",
    required: bool = False,
) -> pd.Series:
    """Return the soum id of each row, from a code or a name; a name alone has to be unique.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row``; missing cells stay missing.
    soums : pandas.DataFrame
        The register of soums.
    log : IssueLog
        Gets an issue for every row whose cell fits no soum, fits several, lies in another province
        or disagrees with the name beside it.
    consequence : str
        What becomes of a row without its soum, for the message.
    within : pandas.Series of str, optional
        Ids of the provinces of each row, joined with ``;``; missing or empty where not known.
    column, name_column : str
        Our columns: codes or names, and the names beside them, where the table has them.
    required : bool
        Whether a row without a code or name is a fault.

    Returns
    -------
    pandas.Series of object
        With the index of `table`; None where no soum is known.
    """
    return _match(
        table,
        soum_gazetteer(soums),
        log,
        columns=(column, name_column),
        kind="soum",
        consequence=consequence,
        within=within,
        required=required,
    )


def _match(
    table: pd.DataFrame,
    gazetteer: Gazetteer,
    log: IssueLog,
    *,
    columns: tuple[str, str],
    kind: str,
    consequence: str,
    severity: str = "row",
    within: pd.Series | None = None,
    required: bool = False,
) -> pd.Series:
    column, name_column = columns
    texts, names = _cells(table, column), _cells(table, name_column)
    inside = [None] * len(table) if within is None else texts_of(within)
    # Each way to write a place is looked up once, however many rows write it so.
    found: dict[tuple[str | None, str | None, str | None], Place] = {}
    places = []
    for key in zip(texts, names, inside, strict=True):
        if key not in found:
            provinces = frozenset(p for p in (key[2] or "").split(";") if p)
            found[key] = find_place(gazetteer, key[0], key[1], provinces)
        places.append(found[key])
    report = PlaceReport(gazetteer, log, kind, column, name_column, severity, consequence)
    source_rows = [int(row) for row in table["source_row"]]
    for each in (column, name_column):
        if each in table:
            report_lost(table, each, kind, log)
    silent = ("",) if required else ("", "missing")
    for source_row, text, name, where, place in zip(
        source_rows, texts, names, inside, places, strict=True
    ):
        if place.problem not in silent:
            report.row(source_row, text, name, where, place)
    report.spellings(source_rows, places)
    return pd.Series([place.unit_id for place in places], index=table.index, dtype=object)


def _cells(table: pd.DataFrame, column: str) -> list[str | None]:
    return texts_of(table[column]) if column in table else [None] * len(table)
