"""Population: how many people, or head of livestock, each soum has."""

from __future__ import annotations

import pandas as pd

from nutag.herds import check_kinds, with_kinds
from nutag.issues import IssueLog
from nutag.ladder import Ladder, rows_in
from nutag.names import Gazetteer
from nutag.place_columns import match_provinces, match_soums
from nutag.places import province_gazetteer, soum_gazetteer
from nutag.totals import ALL, whole_of, without_totals
from nutag.values import not_negative, numbers, year_of
from nutag.vocabulary import LIVESTOCK_KINDS

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
        The registers. Rows of provinces, of regions and of the country add up soums: they are held
        against their sum and left out.
    log : IssueLog
        Takes total rows, empty cells, counts with decimals, unknown soums, codes and names that
        disagree, negative numbers, soums that have no number, and kinds of livestock that are
        missing or do not add up.

    Returns
    -------
    pandas.DataFrame
        ``soum_id``, ``province_id``, ``year`` (text), `column` (number), of livestock the head of
        each of `nutag.vocabulary.LIVESTOCK_KINDS` (NaN where not told), ``source``,
        ``source_row``; a soum without a number has no row. Missing is never zero.
    pandas.DataFrame
        The ladder.
    """
    ladder = Ladder(log.dataset)
    ladder.step("rows in", rows_in(table))
    rows = table.reset_index(drop=True)
    rows[column] = numbers(rows, column, log, column, whole=True)
    _report_empty(table, column, log)
    _report_fractions(rows, column, log)
    single = _without_totals(rows, column, provinces, soums, log)
    n_totals = len(rows) - len(single)
    rows = single[single[column].notna()].reset_index(drop=True)
    ladder.step("parsed", len(rows), note=f"{n_totals} total rows left out" if n_totals else "")
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
    kinds = LIVESTOCK_KINDS if column == "head" else ()
    if kinds:
        rows = with_kinds(rows, log)
    ladder.step("in the country", len(rows))
    rows = rows.assign(last_year=rows["year"].map(year_of))
    # A row without a year never beats one that has one.
    rows = rows.sort_values(["soum_id", "last_year", "source_row"], na_position="first")
    newest = rows.drop_duplicates("soum_id", keep="last")
    if len(newest) < len(rows):
        log.add(
            "population.several_years",
            "warn",
            key="soum_id",
            rows=sorted(rows.drop(newest.index)["source_row"]),
            found=f"{len(rows) - len(newest)} further rows for the same soums",
            expected="one row a soum",
            action="The newest year is used.",
        )
    if kinds:
        check_kinds(newest, log)
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
    for step in ("distinct", "counted"):
        ladder.step(step, len(newest))
    parents = soums.set_index("soum_id")["province_id"]
    newest = newest.assign(province_id=newest["soum_id"].map(parents))
    return newest[
        ["soum_id", "province_id", "year", column, *kinds, "source", "source_row"]
    ], ladder.frame()


def _report_empty(table: pd.DataFrame, column: str, log: IssueLog) -> None:
    for source_row in table.loc[table[column].isna(), "source_row"]:
        log.add(
            "population.empty",
            "warn",
            source_row=source_row,
            key=column,
            found="an empty cell",
            expected=f"{column}, or 0 where there are none",
            action="Left out: missing is never zero.",
        )


def _report_fractions(rows: pd.DataFrame, column: str, log: IssueLog) -> None:
    """Say that a count has decimals: it may be one of thousands."""
    broken = rows[rows[column].notna() & (rows[column] % 1 != 0)]
    if len(broken):
        log.add(
            "population.fractions",
            "warn",
            key=column,
            rows=broken["source_row"],
            found=f"{len(broken)} numbers with decimals, such as {broken[column].iloc[0]:.15g}",
            expected=f"{column} in whole numbers",
            action="Used as they are; if the file counts in thousands, multiply them before.",
        )


def _without_totals(
    rows: pd.DataFrame, column: str, provinces: pd.DataFrame, soums: pd.DataFrame, log: IssueLog
) -> pd.DataFrame:
    of_soums, of_provinces = soum_gazetteer(soums), province_gazetteer(provinces)
    wholes: list[frozenset[str] | None] = []
    parents: list[str | None] = []
    cells = rows.reindex(columns=["soum_id", "name_en", "province_id", "province_name"])
    for row in cells.astype(object).where(cells.notna(), None).itertuples(index=False):
        places = [str(cell) for cell in row[:2] if cell is not None]
        homes = [str(cell) for cell in row[2:] if cell is not None]
        home = _first(of_provinces, homes)
        soum_id = _first(of_soums, places, home)
        parents.append(None if soum_id is None else of_soums.parents[soum_id])
        wholes.append(None)
        if soum_id is None:
            # A name that a province shares with soums is none of the province.
            free = [text for text in places if not of_soums.candidates(text)]
            named = _first(of_provinces, free) if places else home
            word = next((whole for text in (*places, *homes) if (whole := whole_of(text))), None)
            if word is not None and word != ALL:
                wholes[-1] = word
            elif named or (word and home):
                wholes[-1] = frozenset({str(named or home)})
            else:
                wholes[-1] = word
    word = rows["soum_id"].where(rows["soum_id"].notna(), cells["province_id"])
    parts = pd.DataFrame(
        {
            "word": cells["name_en"].where(cells["name_en"].notna(), word),
            "province_id": parents,
            "level": 0,
            "year": rows["year"].map(year_of),
        }
    )
    return without_totals(rows, wholes, parts, {column: (column, 0.0)}, log)


def _first(gazetteer: Gazetteer, texts: list[str], within: str | None = None) -> str | None:
    """Return the first unit that one of the texts is."""
    return next((unit for text in texts if (unit := gazetteer.match(text, within))), None)


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
