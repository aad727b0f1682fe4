"""Figures: the value of one indicator for every unit of a level, or the reason why there is none.

A table of figures is indexed by ``unit_id`` and has the columns `FIGURE_COLUMNS`. The functions
here make such tables and divide them; they never turn a missing value into a number.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from nutag.vocabulary import WITH_FIGURE

FIGURE_COLUMNS = ["value", "state", "year", "n", "n_of", "flags", "note", "period", "source"]


def no_figures(
    unit_ids: Iterable[str],
    state: str = "not_covered",
    note: str | pd.Series = "",
    source: str = "",
) -> pd.DataFrame:
    """Return a table without any figure.

    Parameters
    ----------
    unit_ids : iterable of str
        Index of the table.
    state : str
        Why there is no figure.
    note : str or Series of str
        The same in words, one for all or one a unit.
    source : str
        Where a figure would have come from.
    """
    index = pd.Index(list(unit_ids), name="unit_id", dtype=object)
    size = len(index)
    return pd.DataFrame(
        {
            "value": np.full(size, np.nan),
            "state": np.full(size, state, dtype=object),
            "year": pd.array([pd.NA] * size, dtype="Int64"),
            "n": pd.array([pd.NA] * size, dtype="Int64"),
            "n_of": pd.array([pd.NA] * size, dtype="Int64"),
            "flags": np.full(size, "", dtype=object),
            "note": np.full(size, note, dtype=object),
            "period": np.full(size, "", dtype=object),
            "source": np.full(size, source, dtype=object),
        },
        index=index,
    )


def set_values(
    table: pd.DataFrame, values: pd.Series, *, zero: str = "reported_zero", **columns: object
) -> pd.DataFrame:
    """Return the table with the values that are there; units whose value is missing are untouched.

    Parameters
    ----------
    table : pandas.DataFrame
        From `no_figures`.
    values : pandas.Series of float
        Indexed by ``unit_id``; NaN means no figure.
    zero : str
        State of a value of exactly zero; ``value`` where zero is nothing special.
    **columns
        Further columns for the units that get a value, as one value or as a series.
    """
    table = table.copy()
    values = values.reindex(table.index).astype(float)
    there = values.notna()
    table.loc[there, "value"] = values[there]
    table.loc[there, "state"] = np.where(values[there] == 0, zero, "value")
    for name, column in columns.items():
        filled = column.reindex(table.index) if isinstance(column, pd.Series) else column
        table.loc[there, name] = filled[there] if isinstance(filled, pd.Series) else filled
    return table


def add_flag(table: pd.DataFrame, flag: str, rows: pd.Series | None = None) -> pd.DataFrame:
    """Return the table with a flag added, everywhere or in some rows; flags are sorted words."""
    table, chosen = table.copy(), _chosen(table, rows)
    table.loc[chosen, "flags"] = table.loc[chosen, "flags"].map(
        lambda flags: join_flags(flags, flag)
    )
    return table


def drop_flag(table: pd.DataFrame, flag: str, rows: pd.Series | None = None) -> pd.DataFrame:
    """Return the table without a flag, everywhere or in some rows."""
    table, chosen = table.copy(), _chosen(table, rows)
    table.loc[chosen, "flags"] = table.loc[chosen, "flags"].map(
        lambda flags: ";".join(word for word in flags.split(";") if word != flag)
    )
    return table


def add_note(
    table: pd.DataFrame, words: str | pd.Series, rows: pd.Series | None = None
) -> pd.DataFrame:
    """Return the table with words before its notes, everywhere or in some rows."""
    table, chosen = table.copy(), _chosen(table, rows)
    told = pd.Series(words, index=table.index, dtype=object)
    table.loc[chosen, "note"] = (told + " " + table["note"])[chosen].str.strip()
    return table


def without_figures(
    table: pd.DataFrame, rows: pd.Series, note: str | pd.Series, state: str = "not_covered"
) -> pd.DataFrame:
    """Return the table without the figures of some rows, and with the reason why."""
    table, chosen = table.copy(), _chosen(table, rows)
    table.loc[chosen, ["value", "state", "flags"]] = [np.nan, state, ""]
    table.loc[chosen, "note"] = pd.Series(note, index=table.index, dtype=object)[chosen]
    return table


def _chosen(table: pd.DataFrame, rows: pd.Series | None) -> pd.Series:
    rows = pd.Series(True, index=table.index) if rows is None else rows
    return rows.reindex(table.index).eq(True).fillna(False).astype(bool)


def join_flags(*flags: str) -> str:
    """Return several ``;``-joined flags as one, sorted and each once."""
    return ";".join(sorted({word for joined in flags for word in joined.split(";") if word}))


def as_part(table: pd.DataFrame) -> pd.DataFrame:
    """Return figures of a part of their units: what bounds a sum from below bounds no rate.

    A bound that comes from licences left out inside the part stays one.
    """
    bound = has_flag(table, "lower_bound") & ~has_flag(table, "licences_unmapped")
    return add_flag(drop_flag(table, "lower_bound", bound), "part_of_unit", bound)


def has_flag(table: pd.DataFrame, flag: str) -> pd.Series:
    """Return which rows carry a flag."""
    return table["flags"].str.contains(rf"\b{flag}\b", regex=True)


def has_figure(table: pd.DataFrame) -> pd.Series:
    """Return which units have a figure; a kept value of a small denominator is one."""
    return table["state"].isin(WITH_FIGURE)


def add_up(parts: pd.DataFrame, parent: pd.Series, unit_ids: Iterable[str]) -> pd.DataFrame:
    """Add the figures of parts up to their wholes; a whole with gaps is a lower bound.

    Parameters
    ----------
    parts : pandas.DataFrame
        Figures that may be added (hectares, people, head; never shares).
    parent : pandas.Series
        Whole of each part, indexed by the part.
    unit_ids : iterable of str
        The wholes.

    Returns
    -------
    pandas.DataFrame
        ``n`` of ``n_of`` parts have a figure. A whole none of whose parts has one takes their
        state where it is the same for all, else ``coverage_unknown``, and their notes.
    """
    known = has_figure(parts)
    whole = parent.reindex(parts.index)
    n_of = whole.value_counts()
    n = whole[known].value_counts().reindex(n_of.index).fillna(0).astype("int64")
    total = parts.loc[known, "value"].groupby(whole[known]).sum()
    states = parts["state"].groupby(whole).agg(lambda s: s.iloc[0] if s.nunique() == 1 else "")
    table = no_figures(unit_ids, "coverage_unknown")
    single = states.reindex(table.index).fillna("")
    table["state"] = single.where(~single.isin(("", *WITH_FIGURE)), "coverage_unknown")
    table["n"] = n.reindex(table.index).astype("Int64")
    table["n_of"] = n_of.reindex(table.index).astype("Int64")
    table = set_values(table, total)
    in_use = parts[known]
    # The oldest year, so that a gap to another figure is never hidden by the newer parts.
    years = in_use["year"].groupby(whole[known])
    table["year"] = years.min().reindex(table.index).astype("Int64")
    mixed = (years.nunique() > 1).reindex(table.index)
    for column in ("period", "source"):
        joined = in_use[column].groupby(whole[known]).agg(_distinct)
        table[column] = joined.reindex(table.index).fillna("")
    flags = in_use["flags"].groupby(whole[known]).agg(lambda f: join_flags(*f))
    table["flags"] = flags.reindex(table.index).fillna("")
    table = add_flag(table, "mixed_years", mixed)
    gaps = has_figure(table) & (table["n"] < table["n_of"])
    table = add_flag(table, "lower_bound", gaps)
    counted = [
        f"{n} of {of} units have a figure" for n, of in zip(table["n"], table["n_of"], strict=True)
    ]
    table.loc[gaps, "note"] = pd.Series(counted, index=table.index)[gaps]
    why = reasons(parts, parent).reindex(table.index).fillna("")
    return table.assign(note=table["note"].where(has_figure(table), why))


def reasons(parts: pd.DataFrame, parent: pd.Series) -> pd.Series:
    """Return why parts have no figure, each reason once, as one text a whole.

    Parameters
    ----------
    parts : pandas.DataFrame
        Figures.
    parent : pandas.Series
        Whole of each part, indexed by the part.

    Returns
    -------
    pandas.Series of str
        Indexed by the whole; wholes all of whose parts have a figure are not in it.
    """
    notes = parts["note"][~has_figure(parts)]
    whole = parent.reindex(notes.index)
    return notes.groupby(whole).agg(lambda told: " ".join(sorted({*told} - {""})))


def _distinct(values: pd.Series) -> str:
    distinct = sorted({str(v) for v in values if v})
    return "; ".join(distinct[:4]) + (
        f"; and {len(distinct) - 4} more" if len(distinct) > 4 else ""
    )


def rate(
    numerator: pd.DataFrame,
    denominator: pd.DataFrame,
    scale: float,
    *,
    small_below: float = 0.0,
    max_year_gap: int | None = None,
) -> pd.DataFrame:
    """Divide one table of figures by another.

    Parameters
    ----------
    numerator, denominator : pandas.DataFrame
        Figures of the same units.
    scale : float
        Factor of the quotient, for example 1,000 for "per 1,000".
    small_below : float
        Below this denominator a value is kept, with the state ``small_denominator`` and the
        flag ``small``, and is not ranked; a zero stays one.
    max_year_gap : int, optional
        More years than this between the two get the flag ``year_gap``, and lose ``lower_bound``:
        a bound over the denominator of another time is none.

    Returns
    -------
    pandas.DataFrame
        A unit without numerator keeps the numerator's state and note, one without denominator
        the denominator's; a denominator of zero is no base (``no_base``). A denominator from a
        sample, or one that is a lower bound, gives no figure either: the rate would be too high.
        Where both are of the same part of the unit (``part_of_unit`` of the denominator), the rate
        is the part's, and no bound.
    """
    top, bottom = has_figure(numerator), has_figure(denominator)
    partial = has_flag(denominator, "sample") | has_flag(denominator, "lower_bound")
    table = numerator.copy()
    table["value"] = np.nan
    lost = top & (~bottom | partial)
    table.loc[lost, "state"] = denominator["state"].where(~bottom, "not_covered")[lost]
    table.loc[lost, "note"] = denominator["note"][lost]
    incomplete = lost & bottom
    table = add_note(table, "The denominator is incomplete, so there is no rate.", incomplete)
    usable = top & bottom & ~partial
    zero = usable & (denominator["value"] == 0)
    table.loc[zero, "state"] = "no_base"
    table.loc[zero, "note"] = "The denominator is zero, so there is no rate."
    usable &= ~zero
    table.loc[lost | zero, "flags"] = ""
    table.loc[usable, "value"] = scale * numerator["value"][usable] / denominator["value"][usable]
    flags = [
        join_flags(a, b) for a, b in zip(numerator["flags"], denominator["flags"], strict=True)
    ]
    table.loc[usable, "flags"] = pd.Series(flags, index=table.index)[usable]
    of_part = usable & has_flag(denominator, "part_of_unit")
    table.loc[of_part, "flags"] = as_part(table)["flags"][of_part]
    sources = numerator["source"] + " / " + denominator["source"]
    table.loc[usable, "source"] = sources[usable]
    # Nothing is nothing, however small the unit: there is no figure to be careful with.
    small = usable & (denominator["value"] < small_below) & (table["value"] != 0)
    table.loc[small, "state"] = "small_denominator"
    table = add_flag(table, "small", small)
    if max_year_gap is not None:
        gap = (numerator["year"] - denominator["year"]).abs()
        wide = usable & (gap > max_year_gap).fillna(False)
        # Over a denominator of another time, at least so much is no longer true.
        table = drop_flag(add_flag(table, "year_gap", wide), "lower_bound", wide)
        words = [
            f"numerator {a}, denominator {b}"
            for a, b in zip(numerator["year"], denominator["year"], strict=True)
        ]
        table.loc[wide, "note"] = [
            "; ".join(part for part in (words[i], table["note"].iloc[i]) if part)
            for i in np.flatnonzero(wide)
        ]
    return table
