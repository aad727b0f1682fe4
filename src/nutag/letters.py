"""Letters that an old code page lacks, and that people wrote with others which look like them."""

from __future__ import annotations

import pandas as pd

from nutag.issues import IssueLog
from nutag.registry import Dataset
from nutag.words import topics


def with_own_letters(raw: pd.DataFrame, dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    """Return a table in which letters that the language does not have are those that were meant.

    Parameters
    ----------
    raw : pandas.DataFrame
        As read; names of columns are text, too.
    dataset : Dataset
        A column that it names as the file does keeps its name.
    log : IssueLog
        Takes one note, with the number of cells, the headings and a sample.

    Returns
    -------
    pandas.DataFrame
        The same table where there are none. ``letters`` of data/words.yaml says which stand for
        which: cp1251 has no ө and ү, and neither does a file that was converted from it.
    """
    if not raw.columns.is_unique:
        return raw  # reading it has stopped the run
    letters = {str(found): str(meant) for found, meant in topics()["letters"].items()}
    table = str.maketrans(letters)
    pattern = "[" + "".join(letters) + "]"
    count, sample = 0, ""
    mended = {}
    for column in raw.select_dtypes(include=["object", "string"]).columns:
        texts = raw[column].astype("string")
        hit = texts.str.contains(pattern, regex=True).fillna(False).astype(bool)
        if hit.any():
            count += int(hit.sum())
            sample = sample or str(texts[hit].iloc[0])
            mended[column] = raw[column].mask(hit, texts.str.translate(table))
    names = {c: c.translate(table) for c in raw.columns if isinstance(c, str)}
    named = {*dataset.columns.values(), *(rule["column"] for rule in dataset.exclude)}
    renamed = {
        c: name for c, name in names.items() if c not in named and name not in (c, *raw.columns)
    }
    if not mended and not renamed:
        return raw
    places = [f"{count} cell{'s' if count > 1 else ''}: {sample[:40]!r}"] if count else []
    if renamed:
        headings = ", ".join(repr(name[:40]) for name in renamed)
        places.append(f"the heading{'s' if len(renamed) > 1 else ''} {headings}")
    sample = sample or next(iter(renamed))
    log.add(
        "text.own_letters",
        "info",
        found=f"letters of another language in {', and in '.join(places)}",
        expected="the letters of Mongolian, ө and ү",
        action=f"Read as {sample.translate(table)[:40]!r}.",
    )
    return raw.assign(**mended).rename(columns=renamed)
