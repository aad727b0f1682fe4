"""Areas: numbers in the unit of their cell, their row or their file, converted to ours."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from nutag.issues import IssueLog
from nutag.values import numbers
from nutag.words import folded, words

#: Hectares in one of each unit.
HECTARES = {"ha": 1.0, "km2": 100.0, "m2": 0.0001, "kha": 1000.0}

#: Surface of the Earth in hectares (510.07 million km2, the sphere of equal surface to WGS 84).
EARTH_HA = 5.1007e10

_WORDS = {"ha": "hectares", "km2": "km2"}


def unit_of(text: str | None) -> str | None:
    """Return the unit that a word means, or None.

    Examples
    --------
    >>> unit_of("га"), unit_of("км²"), unit_of("desyatina")
    ('ha', 'km2', None)
    """
    return None if text is None else _units().get(folded(text))


def number_and_unit(cell: object) -> tuple[str, str | None]:
    """Return the number of a cell and the unit behind it, None where there is none.

    Examples
    --------
    >>> number_and_unit("500 га"), number_and_unit("500")
    (('500', 'ha'), ('500', None))
    """
    text = str(cell)
    if not any(map(str.isalpha, text)):  # as nearly every cell is
        return text, None
    match = _cell_pattern().fullmatch(" ".join(text.split()))
    return (match[1], unit_of(match[2])) if match else (text, None)


def areas(
    table: pd.DataFrame, column: str, log: IssueLog, unit_column: str | None = None
) -> pd.Series:
    """Return a column of areas as numbers in the unit that our name of the column ends in.

    Parameters
    ----------
    table : pandas.DataFrame
        As for `nutag.values.numbers`.
    column : str
        Our column, for example ``value_ha``.
    log : IssueLog
        Gets what `numbers` says, units that are not known, areas that cannot be, and what was
        converted.
    unit_column : str, optional
        Our column with the unit of each row.

    Returns
    -------
    pandas.Series of float64
        The unit that stands behind the number counts, else that of the row, else that of
        ``units`` in the configuration, else ours. NaN where the number is missing, larger than the
        Earth or its unit not known; missing is never zero.
    """
    ours = column.rsplit("_", 1)[1]
    cells = table[column].astype(object).where(table[column].notna(), None)
    pairs = cells.map(number_and_unit, na_action="ignore")
    bare = pairs.map(lambda pair: pair[0], na_action="ignore")
    units = pairs.map(lambda pair: pair[1], na_action="ignore").astype(object)
    _report_in_cells(table, column, cells, units, log)
    unknown = pd.Series(False, index=table.index)
    if unit_column is not None:
        stated = table[unit_column]
        of_row = stated.map(unit_of, na_action="ignore")
        unknown = stated.notna() & of_row.isna() & units.isna() & cells.notna()
        units = units.where(units.notna(), of_row)
        _report_unknown(table, unit_column, unknown, log)
    units = units.where(units.notna(), table.attrs.get("units", {}).get(column, ours))
    read = numbers(
        table.assign(**{column: bare.where(bare.notna(), None)}), column, log, _WORDS[ours]
    )
    factors = units.map(HECTARES).astype("float64") / HECTARES[ours]
    _report_converted(table, column, units.where(read.notna()), ours, log)
    too_large = read > EARTH_HA / HECTARES[ours] / factors  # a product could overflow
    _report_too_large(table, column, too_large & ~unknown, log)
    return (read * factors).where(~unknown & ~too_large)


@cache
def _units() -> dict[str, str]:
    return {word: unit for unit in HECTARES for word in words(unit)}


@cache
def _cell_pattern() -> re.Pattern[str]:
    longest = sorted(_units(), key=lambda word: (-len(word), word))
    return re.compile(rf"(.*?\d[\d.,]*)\s*({'|'.join(map(re.escape, longest))})", re.IGNORECASE)


def _report_in_cells(
    table: pd.DataFrame, column: str, cells: pd.Series, units: pd.Series, log: IssueLog
) -> None:
    with_unit = units.notna()
    if with_unit.any():
        first = cells[with_unit].iloc[0]
        log.add(
            "value.unit_in_cell",
            "info",
            key=column,
            rows=table.loc[with_unit, "source_row"],
            found=f"{with_unit.sum()} numbers with their unit, such as {first!r}",
            expected="numbers alone",
            action="Each is read in the unit of its cell.",
        )


def _report_unknown(
    table: pd.DataFrame, unit_column: str, unknown: pd.Series, log: IssueLog
) -> None:
    for source_row, found in table.loc[unknown, ["source_row", unit_column]].itertuples(
        index=False
    ):
        log.add(
            "value.unknown_unit",
            "row",
            source_row=source_row,
            key=unit_column,
            found=repr(found),
            expected="one of " + ", ".join(HECTARES),
            action=f"The number is taken as missing; map the word under "
            f"`datasets.{log.dataset}.values.{unit_column}`.",
        )


def _report_too_large(
    table: pd.DataFrame, column: str, too_large: pd.Series, log: IssueLog
) -> None:
    for source_row, found in table.loc[too_large, ["source_row", column]].itertuples(index=False):
        log.add(
            "value.larger_than_earth",
            "row",
            source_row=source_row,
            key=column,
            found=repr(found),
            expected="an area on Earth, which has 510 million km2",
            action="Taken as missing.",
        )


def _report_converted(
    table: pd.DataFrame, column: str, units: pd.Series, ours: str, log: IssueLog
) -> None:
    for unit, of_it in table[units.notna() & (units != ours)].groupby(units, sort=True):
        factor = HECTARES[str(unit)] / HECTARES[ours]
        log.add(
            "value.converted",
            "info",
            key=column,
            rows=of_it["source_row"],
            found=f"{len(of_it)} numbers in {unit}",
            expected=f"{ours}, or the unit beside the number or in "
            f"`datasets.{log.dataset}.units.{column}`",
            action=f"Converted to {ours}: 1 {unit} is {factor:g} {ours}.",
        )
