"""Unmatched places: the file in which a researcher says what a spelling means."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pandas as pd

from nutag.spelling import is_lost

COLUMNS = [
    "dataset",
    "file",
    "source_row",
    "rows",
    "column",
    "found",
    "province_id",
    "suggestions",
    "fill_in",
]
_CODES = ["place.unknown_province", "place.unknown_soum", "boundary.unknown_soum"]
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_PROVINCE = re.compile(r"(?:['\"]|a soum of the register) in ([^\s;]+)")
_NEAREST = re.compile(r"nearest: (.*)$", re.DOTALL)


def unmatched_places(issues: pd.DataFrame) -> pd.DataFrame:
    """Return the places that no unit was found for, with a column to fill in.

    Parameters
    ----------
    issues : pandas.DataFrame
        All issues of the run.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, a row for each spelling of a column: ``source_row`` (of the first) and
        ``rows`` (their number), ``found``, ``province_id`` (inside which it was looked for, where
        that is known), ``suggestions``, ``fill_in`` (empty, for the id of the right unit). Names
        whose letters are lost are left out: they would all be one.
    """
    found: dict[tuple[str, ...], dict[str, object]] = {}
    counts: Counter[tuple[str, ...]] = Counter()
    listed = issues[issues["code"].isin(_CODES)]
    for issue in listed.to_dict("records"):
        spelling, column = _spelling(issue)
        if is_lost(spelling):
            continue
        province = _PROVINCE.search(_QUOTED.sub("''", issue["found"]) + " " + issue["expected"])
        near = _NEAREST.search(issue["expected"])
        row = {
            "dataset": issue["dataset"],
            "file": issue["file"],
            "source_row": issue["source_row"],
            "column": column,
            "found": spelling,
            "province_id": province.group(1) if province else "",
            "suggestions": near.group(1) if near else "",
            "fill_in": "",
        }
        key = tuple(str(row[c]) for c in ("dataset", "file", "column", "found", "province_id"))
        found.setdefault(key, row)
        counts[key] += 1
    rows = [{**row, "rows": counts[key]} for key, row in found.items()]
    table = pd.DataFrame.from_records(rows, columns=COLUMNS)
    return table.astype({"source_row": "Int64", "rows": "Int64"})


def _spelling(issue: dict[str, str]) -> tuple[str, str]:
    """Return what stands in the cell, and our column; polygons have their name after the code."""
    quoted = [ast.literal_eval(text) for text in _QUOTED.findall(issue["found"])]
    if issue["code"] == "boundary.unknown_soum":
        by_name = len(quoted) > 1 or issue["key"] == "name_en"
        return (quoted or [issue["found"]])[-1], "name_en" if by_name else "soum_id"
    return (quoted or [issue["found"]])[0], issue["key"]
