"""Vertex lists: the corners of polygons, one row a corner.

The corners stand in another file or sheet, in rows of any order, or with the attributes, which are
then repeated in every row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nutag.columns import as_text
from nutag.issues import IssueLog, listed
from nutag.licence_numbers import number_key
from nutag.registry import CORNER_COLUMNS, POSITION_COLUMNS, Dataset

Reader = Callable[[Dataset, IssueLog], pd.DataFrame]


@dataclass(frozen=True)
class VertexList:
    """Corners as read.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a corner: ``code`` as written and ``number``, its key (see
        `nutag.licence_numbers.number_key`), ``order``, ``part``, the columns of the position,
        ``source_row``; cells as in the file, a column that it does not have is all missing.
    ordered : bool
        Whether the file has an order of the corners; else it is that of the rows.
    log : IssueLog
        Issues of the file of the corners.
    """

    table: pd.DataFrame
    ordered: bool
    log: IssueLog


def read_vertices(
    raw: pd.DataFrame, dataset: Dataset, log: IssueLog, read: Reader
) -> tuple[pd.DataFrame, VertexList]:
    """Read the corners of a dataset.

    Parameters
    ----------
    raw : pandas.DataFrame
        The attributes as read, with the columns of the file and ``source_row``.
    dataset : Dataset
        Its ``vertices`` say where the corners are.
    log : IssueLog
        Takes what is wrong with the file of the corners.
    read : callable
        Reads a file whole, see `nutag.readers`.

    Returns
    -------
    pandas.DataFrame
        The attributes, one row a licence.
    VertexList
        The corners.

    Raises
    ------
    InputError
        When the file of the corners cannot be read or lacks columns.
    """
    block = dict(dataset.vertices or {})
    other_file, label = "path" in block, block.get("path") or dataset.label
    together = not any(block.get(key) for key in ("path", "member", "layer"))
    if not other_file:  # of another sheet or of the same one
        block = {"encoding": dataset.encoding, "separator": dataset.separator, **block}
    path = dataset.vertices_path or dataset.path
    corners = Dataset.from_block(f"{dataset.role}.vertices", {**block, "path": label}, path)
    name = label if other_file or together else f"{label}, {corners.member or corners.layer}"
    corner_log = log.beside(name)
    found = raw if together else read(corners, corner_log)
    log.stop_if_needed()
    table = _corner_columns(found, corners, corner_log)
    log.stop_if_needed()
    without = table["number"].isna()
    if without.any():
        corner_log.add(
            "vertices.no_code",
            "row",
            key=corners.source_column("code"),
            rows=table.loc[without, "source_row"],
            found=f"{without.sum()} corners without the number of a licence "
            f"({listed(table.loc[without, 'source_row'])})",
            expected="the number in every row",
            action="They belong to no polygon; fill the column down.",
        )
    if together and dataset.source_column(dataset.spec.key) in raw.columns:
        raw = _one_row_each(raw, table["number"], dataset, log)
    ordered = bool(table["order"].notna().any())
    table = table[~without].reset_index(drop=True)
    if not ordered:
        _report_order_of_rows(table, corners, corner_log)
        log.stop_if_needed()
    return raw, VertexList(table, ordered, corner_log)


def _report_order_of_rows(table: pd.DataFrame, corners: Dataset, log: IssueLog) -> None:
    """Say that the rows are taken as the order; stop where they plainly are none."""
    polygon = table["number"] + "\0" + table["part"].astype("string").fillna("")
    begins = polygon != polygon.shift()
    torn = table[begins & polygon.duplicated()]
    key = f"datasets.{corners.role}.columns.order"
    if torn.empty:
        log.add(
            "vertices.order_of_rows",
            "info",
            found="corners without a column that gives their order",
            expected="their order",
            action=f"The rows are taken as the order; name the column in `{key}` if there is one.",
        )
        return
    log.add(
        "vertices.order_of_rows",
        "stop",
        rows=torn["source_row"],
        found=f"no column that gives the order of the corners, and corners of "
        f"{torn['number'].nunique()} licences apart from each other "
        f"({', '.join(torn['code'].astype(str).unique()[:5])})",
        expected="the order of the corners, or rows in it",
        action=f"Name the column of the order in `{key}`, that of the rings in "
        f"`datasets.{corners.role}.columns.part`, or sort the rows. No polygon can be drawn "
        "from rows in any order.",
    )


def _corner_columns(found: pd.DataFrame, corners: Dataset, log: IssueLog) -> pd.DataFrame:
    """Return the columns of the corners under our names."""
    names = (*CORNER_COLUMNS, *POSITION_COLUMNS)
    theirs = {ours: corners.source_column(ours) for ours in names}
    there = {ours for ours, name in theirs.items() if name in found.columns}
    needed = {"code", *corners.columns}
    needed |= {axis for axis in ("longitude", "latitude") if not {axis, f"{axis}_deg"} & there}
    missing = sorted(theirs[ours] for ours in needed - there)
    if missing:
        have = ", ".join(str(name) for name in found.columns if name != "source_row")
        log.add(
            "vertices.columns",
            "stop",
            found=f"the columns {have}",
            expected="also " + ", ".join(f"`{name}`" for name in missing),
            action=f"Name the columns of the corners under `datasets.{corners.role}.columns`: "
            f"{', '.join(names)}.",
        )
        return pd.DataFrame()
    table = pd.DataFrame({ours: found[theirs[ours]] for ours in names if ours in there})
    for ours in names:
        if ours not in there:
            table[ours] = None
    return table.assign(number=number_keys(table["code"]), source_row=found["source_row"])


def number_keys(codes: pd.Series) -> pd.Series:
    """Return the key of each cell, see `nutag.licence_numbers.number_key`; a list repeats them."""
    places, different = pd.factorize(codes)
    keys = [number_key(text) for text in as_text(pd.Series(different))]
    return pd.Series(np.array([*keys, None], dtype=object)[places], index=codes.index)


def _one_row_each(
    raw: pd.DataFrame, number: pd.Series, dataset: Dataset, log: IssueLog
) -> pd.DataFrame:
    """Return the first row of each licence; attributes that disagree are reported."""
    known = number.notna()
    first = known & ~number.duplicated()
    head = pd.Series(raw.index[first], index=number[first])  # row label of each licence
    rows, keys = raw[known], number[known]
    chosen = raw.loc[head[keys]]
    codes = as_text(raw[dataset.source_column(dataset.spec.key)])
    for ours in (*dataset.spec.required, *dataset.spec.optional):
        theirs = dataset.source_column(ours)
        if ours in dataset.constants or theirs not in raw.columns or ours == dataset.spec.key:
            continue
        cells, begin = rows[theirs], chosen[theirs].set_axis(rows.index)
        other = (cells != begin) & ~(cells.isna() & begin.isna())
        for key, others in rows[other].groupby(keys[other], sort=False):
            start = raw.loc[head[key]]
            log.add(
                "vertices.attributes",
                "warn",
                key=str(codes[head[key]]),
                rows=others["source_row"],
                found=f"{theirs} {others[theirs].iloc[0]!r} in {listed(others['source_row'])}, and "
                f"{start[theirs]!r} in row {start['source_row']}",
                expected="the same in every row of the licence",
                action="The first row is used.",
            )
    return raw[first].reset_index(drop=True)
