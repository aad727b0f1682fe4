"""Columns: from the names and words of a file to ours, as the dataset block says."""

from __future__ import annotations

import difflib
import re

import pandas as pd
import yaml

from nutag.issues import IssueLog
from nutag.registry import COORDINATE_COLUMNS, Dataset

HARD_SPACES = "[\u00a0\u2007\u202f]"


def exclude_rows(raw: pd.DataFrame, dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    """Leave out the rows that the configuration excludes.

    Parameters
    ----------
    raw : pandas.DataFrame
        As read, with the columns of the file.
    dataset : Dataset
        Its ``exclude`` rules are used.
    log : IssueLog
        Gets one note a rule, with the number of rows.

    Returns
    -------
    pandas.DataFrame
        The other rows; ``attrs["rows_in"]`` is the number of rows before.
    """
    keep = pd.Series(True, index=raw.index)
    for rule in dataset.exclude:
        if rule["column"] not in raw.columns:
            log.add(
                "file.columns",
                "stop",
                key=rule["column"],
                found=f"no column `{rule['column']}`, only "
                + ", ".join(str(c) for c in raw.columns if c != "source_row"),
                expected="the column that an `exclude` rule names",
                action=f"Mend `datasets.{dataset.role}.exclude`.",
            )
            continue
        pattern = re.compile(rule["pattern"])
        texts = raw[rule["column"]].astype("string").fillna("")
        hit = texts.map(lambda text, pattern=pattern: bool(pattern.search(text))).astype(bool)
        hit &= keep & raw[rule["column"]].notna()
        if hit.any():
            log.add(
                "row.excluded",
                "info",
                rows=raw.loc[hit, "source_row"],
                key=rule["column"],
                found=f"{hit.sum()} rows that match `{rule['pattern']}`: {rule['reason']}",
                expected="rows of this dataset's kind",
                action="Left out, as `exclude` in the configuration says.",
            )
        keep &= ~hit
    kept = raw[keep].reset_index(drop=True)
    kept.attrs["rows_in"] = len(raw)
    return kept


def rename_columns(raw: pd.DataFrame, dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    """Return the columns of the role under our names, as text.

    Parameters
    ----------
    raw : pandas.DataFrame
        With the columns of the file and ``source_row``.
    dataset : Dataset
        Its ``columns`` and ``constants`` are used.
    log : IssueLog
        Takes columns that are missing or that the role does not know.

    Returns
    -------
    pandas.DataFrame
        ``source_row`` and every column of the role; a missing cell is None. ``attrs`` says what
        the parsers of numbers need to know: ``decimal`` and ``units`` as configured, the columns
        that are ``typed`` as numbers in the file, and ``heads``, the file's names of columns.
    """
    spec = dataset.spec
    wanted = (*spec.required, *spec.optional, *(COORDINATE_COLUMNS if spec.spatial else ()))
    strangers = [
        (ours, key)
        for key in ("columns", "constants", "values", "patterns", "units")
        for ours in getattr(dataset, key)
        if ours not in wanted
    ]
    for ours, key in strangers:
        near = difflib.get_close_matches(ours, wanted, n=1)
        log.add(
            "file.columns",
            "stop",
            key=ours,
            found=f"`{ours}` in `{key}`, which is no column of {dataset.role}",
            expected="one of " + ", ".join(wanted),
            action=f"Did you mean `{near[0]}`?" if near else "Remove it.",
        )
    table = pd.DataFrame({"source_row": raw["source_row"]})
    missing = []
    for ours in wanted:
        theirs = dataset.source_column(ours)
        if ours in dataset.constants:
            table[ours] = str(dataset.constants[ours])
        elif theirs in raw.columns:
            table[ours] = as_text(raw[theirs])
        elif ours in spec.required or dataset.columns.get(ours):
            missing.append((ours, theirs))
        else:
            table[ours] = None
    have = {ours for ours in wanted if _is_there(ours, dataset, raw)}
    if spec.either and not any(have.issuperset(columns) for columns in spec.either):
        known = {theirs for _, theirs in missing}
        lacking = [(ours, dataset.source_column(ours)) for ours in spec.either[0]]
        missing += [pair for pair in lacking if pair[1] not in known]
        instead = " (or " + ", or ".join(_listed(columns) for columns in spec.either[1:]) + ")"
    else:
        instead = ""
    if missing:
        log.add(
            "file.columns",
            "stop",
            found="the columns " + _with_samples(raw),
            expected="also " + ", ".join(f"`{theirs}`" for _, theirs in missing) + instead,
            action=_columns_block(
                dataset, missing, [str(c) for c in raw.columns if c != "source_row"]
            ),
        )
    theirs_of = {ours: dataset.source_column(ours) for ours in wanted}
    table.attrs = dict(raw.attrs) | {
        "decimal": dataset.decimal,
        "units": dict(dataset.units),
        "typed": [
            ours
            for ours, theirs in theirs_of.items()
            if theirs in raw.columns and pd.api.types.is_numeric_dtype(raw[theirs])
        ],
        "heads": {ours: theirs for ours, theirs in theirs_of.items() if theirs in raw.columns},
    }
    return table


def _is_there(ours: str, dataset: Dataset, raw: pd.DataFrame) -> bool:
    return ours in dataset.constants or dataset.source_column(ours) in raw.columns


def _listed(columns: tuple[str, ...]) -> str:
    return " and ".join(f"`{column}`" for column in columns)


def _with_samples(raw: pd.DataFrame) -> str:
    """Return the columns of a file, each with its first value."""
    columns = []
    for column in raw.columns.drop("source_row"):
        values = (str(v)[:20] for v in raw[column] if not (pd.isna(v) or str(v).strip() == ""))
        sample = next(values, None)
        columns.append(f"{column} (empty)" if sample is None else f"{column} ({sample!r})")
    return ", ".join(columns)


def _columns_block(dataset: Dataset, missing: list[tuple[str, str]], have: list[str]) -> str:
    """Return a block to paste: what is configured, and the nearest columns for what is missing."""
    from rapidfuzz import fuzz, process, utils  # noqa: PLC0415  (only for the message)

    block = {ours: theirs for ours, theirs in dataset.columns.items() if theirs in have}
    for ours, theirs in missing:
        free = [column for column in have if column not in block.values()]
        nearest = [
            process.extractOne(
                name, free, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60
            )
            for name in (theirs, ours)
        ]
        found = max((n for n in nearest if n), key=lambda n: n[1], default=None)
        block[ours] = found[0] if found else "<your column>"
    text = yaml.safe_dump(
        {"columns": block},
        default_flow_style=True,
        allow_unicode=True,
        sort_keys=False,
        width=10**6,
    ).strip()[1:-1]
    return f"Paste under `datasets.{dataset.role}` and mend: `{text}`."


def as_text(column: pd.Series) -> pd.Series:
    """Return cells as trimmed text, whole numbers without a point; a missing or blank one is None.

    Parameters
    ----------
    column : pandas.Series
        Of any type.
    """
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")  # codes that a format stored as 4625.0
    text = column.astype("string").str.replace(HARD_SPACES, " ", regex=True).str.strip()
    return text.where(text.str.len() > 0).astype(object).where(lambda s: s.notna(), None)


def map_values(table: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Replace words of the file by ours; what no rule fits stays as it is.

    Parameters
    ----------
    table : pandas.DataFrame
        From `rename_columns`.
    dataset : Dataset
        Its ``values`` (exact) and then its ``patterns`` (first that fits) are used.
    """
    for ours, mapping in dataset.values.items():
        lookup = {str(theirs): value for value, many in mapping.items() for theirs in many}
        table[ours] = table[ours].map(lambda v, lookup=lookup: lookup.get(v, v))
    for ours, patterns in dataset.patterns.items():
        table[ours] = table[ours].map(lambda v, patterns=patterns: _first_match(v, patterns))
    return table


def _first_match(value: str | None, patterns: dict[str, str]) -> str | None:
    if value is None:
        return None
    return next((ours for ours, p in patterns.items() if re.search(p, value)), value)
