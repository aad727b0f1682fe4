"""Mojibake: text that was decoded wrongly before it came into a good file, and how it was meant.

Two kinds are common in registers: cp1251 taken for Latin-1, and UTF-8 taken for Latin-1 or cp1251.
Text that is plausible as it is stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from nutag.encodings import as_bytes, has_cyrillic, plausible_share
from nutag.issues import IssueLog
from nutag.registry import Dataset

# What the Cyrillic letters of cp1251 look like as Latin-1.
_HIGH = "\xa8\xaa\xaf\xb2\xb3\xb8\xba\xbf-\xff"
_RUN = re.compile(f"[{_HIGH}]+")
# One of them beside a letter of ASCII, as people write it: Ömnögovi, Uvurkhangaï.
_ACCENTED = re.compile(f"[A-Za-z][{_HIGH}]|[{_HIGH}][A-Za-z]")


def mend_columns(raw: pd.DataFrame, dataset: Dataset, log: IssueLog) -> pd.DataFrame:
    """Mend the text of a table as it was read.

    Parameters
    ----------
    raw : pandas.DataFrame
        With the columns of the file.
    dataset : Dataset
        Headings that its ``columns`` name stay as they are.
    log : IssueLog
        Takes one warning a column, with the number of cells and a sample.

    Returns
    -------
    pandas.DataFrame
        The same table where nothing is to be mended.
    """
    for column in raw.select_dtypes(include=["object", "string"]).columns:
        texts = dict.fromkeys(
            text for text in raw[column] if isinstance(text, str) and not text.isascii()
        )
        meant = mended(texts)
        if not meant:
            continue
        before, after = next(iter(meant.items()))
        hit = raw[column].isin(list(meant))
        log.add(
            "text.mojibake",
            "warn",
            key=str(column),
            found=f"letters that were decoded wrongly in {hit.sum()} cells: {before[:40]!r}",
            expected="letters as they were written",
            action=f"Mended: {after[:40]!r}. Export the file in UTF-8 if that is not right.",
        )
        raw = raw.assign(**{str(column): raw[column].map(lambda t, meant=meant: meant.get(t, t))})
    names = [name for name in map(str, raw.columns) if not name.isascii()]
    headings = {
        name: meant
        for name, meant in mended(names).items()
        if name not in dataset.columns.values() and meant not in raw.columns
    }
    if headings:
        before, after = next(iter(headings.items()))
        log.add(
            "text.mojibake",
            "warn",
            found=f"letters that were decoded wrongly in {len(headings)} headings: {before!r}",
            expected="letters as they were written",
            action=f"Mended: {after!r}; this is the name to use in the configuration.",
        )
        raw = raw.rename(columns=headings)
    return raw


def mended(texts: Iterable[str]) -> dict[str, str]:
    """Return what texts of one column were meant to be.

    Parameters
    ----------
    texts : iterable of str
        Texts that are not in ASCII.

    Returns
    -------
    dict of str to str
        Without the texts that stay as they are.
    """
    meant: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    for text in texts:
        whole = _from_utf8(text)
        if whole is not None:
            meant[text] = whole
        elif (cyrillic := _from_cp1251(text)) is not None:
            (meant if _is_telling(text) else doubtful)[text] = cyrillic
    # Words as short as ÕÕÊ tell nothing alone, but beside longer ones of their kind.
    if any(_is_telling(text) for text in meant):
        meant |= doubtful
    return meant


def _from_utf8(text: str) -> str | None:
    import ftfy  # noqa: PLC0415  (rarely needed)

    fixed = str(ftfy.fix_encoding(text))
    if fixed != text and plausible_share(fixed) > max(0.9, plausible_share(text)):
        return fixed
    if plausible_share(text) > 0.5:
        return None
    for encoding in ("sloppy-windows-1251", "sloppy-windows-1252", "latin-1"):
        try:
            fixed = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if has_cyrillic(fixed) and plausible_share(fixed) > 0.9:
            return fixed
    return None


def _from_cp1251(text: str) -> str | None:
    runs = [len(run) for run in _RUN.findall(text)]
    if max(runs, default=0) < 3 or _ACCENTED.search(text):
        return None
    data = as_bytes(text)
    if data is None:
        return None
    fixed = data.decode("sloppy-windows-1251")
    return fixed if plausible_share(fixed) == 1 else None


def _is_telling(text: str) -> bool:
    return any(len(run) >= 4 and len(set(run.lower())) >= 3 for run in _RUN.findall(text))
