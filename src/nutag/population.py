"""Population: how many people, or head of livestock, each soum has."""

from __future__ import annotations

import pandas as pd

from nutag.issues import IssueLog
from nutag.ladder import Ladder
from nutag.places import match_provinces, match_soums
from nutag.values import not_negative, numbers, year_of

#: More people or head than any district of the world has.
MOST = 100_000_000


def standardise_population(
    table: pd.DataFrame,
    column: str,
    provinces: pd.DataFrame,
    soums: pd.DataFrame,
    log: IssueLog,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the newest number of each soum.

    Parameters
    ----------
    table : pandas.DataFrame
        As read, with the columns of the role ``population`` or ``livestock``.
    column : {'people', 'head'}
        The column that holds the number.
    provinces, soums : pandas.DataFrame
        The registers.
    log : IssueLog
        Takes unknown soums, codes and names that disagree, negative numbers, and soums that have
        no number.

    Returns
    -------
    pandas.DataFrame
        ``soum_id``, ``province_id``, ``year`` (text), `column` (number), ``source``,
        ``source_row``; a soum without a number has no row. Missing is never zero.
    pandas.DataFrame
        The ladder.
    """
    ladder = Ladder(log.dataset)
    ladder.step("rows in", int(table.attrs.get("rows_in", len(table))))
    rows = table.reset_index(drop=True)
    rows[column] = numbers(rows, column, log, column, whole=True)
    rows = rows[rows[column].notna()].reset_index(drop=True)
    ladder.step("parsed", len(rows))
    within = match_provinces(rows, "province_id", provinces, log)
    rows["soum_id"] = match_soums(
        rows,
        soums,
        log,
        within=within,
        name_column="name_en",
        required=True,
        consequence="The row is set aside.",
    )
    good = rows["soum_id"].notna() & not_negative(rows, column, log, column)
    good &= _possible(rows, column, log)
    rows = rows[good]
    ladder.step("valid", len(rows))
    rows = rows.assign(last_year=rows["year"].map(year_of))
    # A row without a year never beats one that has one.
    rows = rows.sort_values(["soum_id", "last_year", "source_row"], na_position="first")
    newest = rows.drop_duplicates("soum_id", keep="last")
    if len(newest) < len(rows):
        log.add(
            "population.several_years",
            "warn",
            key="soum_id",
            found=f"{len(rows) - len(newest)} further rows for the same soums",
            expected="one row a soum",
            action="The newest year is used.",
        )
    missing = soums[~soums["soum_id"].isin(newest["soum_id"])]
    if len(missing):
        names = ", ".join(missing["name_en"].head(5))
        log.add(
            "population.missing",
            "warn",
            key="soum_id",
            found=f"no number for {len(missing)} of {len(soums)} soums ({names}, ...)",
            expected="a number for each",
            action="Rates are left out there, and sums say how many soums they cover.",
        )
    ladder.step("counted", len(newest))
    parents = soums.set_index("soum_id")["province_id"]
    newest = newest.assign(province_id=newest["soum_id"].map(parents))
    return newest[
        ["soum_id", "province_id", "year", column, "source", "source_row"]
    ], ladder.frame()


def _possible(rows: pd.DataFrame, column: str, log: IssueLog) -> pd.Series:
    good = ~(rows[column] > MOST)
    for source_row, found in zip(rows["source_row"][~good], rows[column][~good], strict=True):
        log.add(
            "population.absurd",
            "row",
            source_row=source_row,
            key=column,
            found=f"{found:g}",
            expected=f"{column} of one soum, at most {MOST:,}",
            action="The row is set aside.",
        )
    return good
