"""Oddities: what is unusual about the text of a file and harms nothing, said once a column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pandas as pd

from nutag.columns import HARD_SPACES
from nutag.issues import IssueLog
from nutag.registry import Dataset

#: Numbers of rows at which servers cut off what they hand out.
SERVER_LIMITS = (100, 1000, 2000)

_MARKUP = re.compile(r"<[A-Za-z!/?]|javascript:", re.IGNORECASE)
_FORMULA = re.compile(r"\s*([=@＝＠]\s*\S|[-+－＋]\s*[A-Za-z@=]+[\d.]*\s*[(|!*])")
_LOST = re.compile(r"\ufffd|\?{3,}|[^\W\d_]\?+[^\W\d_]|^\?{2,}\s")
_SPACED = re.compile(rf"^\s|\s$|{HARD_SPACES}")


def report_oddities(raw: pd.DataFrame, dataset: Dataset, log: IssueLog) -> None:
    """Report text that cannot be what was meant, or that other programs would run.

    Parameters
    ----------
    raw : pandas.DataFrame
        With the columns of the file; those that the role uses are looked at.
    dataset : Dataset
        Names the columns.
    log : IssueLog
        Takes one issue a column and kind.
    """
    if len(raw) in SERVER_LIMITS:
        log.add(
            "file.round_count",
            "warn",
            found=f"exactly {len(raw):,} rows, which looks truncated by a server limit",
            expected="all rows of the register",
            action="All of them are read. Compare with the number that the source states, and "
            "download the rest page by page if rows are missing.",
        )
    spaced: Counter[str] = Counter()
    spec = dataset.spec
    for ours in (*spec.required, *spec.optional):
        theirs = dataset.source_column(ours)
        if theirs not in raw.columns or ours in dataset.constants:
            continue
        texts = Counter(text for text in raw[theirs] if isinstance(text, str))
        if count := _count(texts, _SPACED.search)[0]:
            spaced[theirs] += count
        _report_kinds(texts, theirs, log)
    if spaced:
        log.add(
            "text.spaces",
            "info",
            found=f"{spaced.total()} cells with spaces around the text or hard spaces in it, in "
            + ", ".join(spaced),
            expected="text without them",
            action="Read without those around, and with plain spaces for hard ones.",
        )


def _report_kinds(texts: Counter[str], column: str, log: IssueLog) -> None:
    count, sample = _count(texts, _MARKUP.search)
    if count:
        log.add(
            "text.markup",
            "info",
            key=column,
            found=f"HTML or script text in {count} cells: {sample!r}",
            expected="plain text",
            action="Kept as text; escaped in maps, tables and popups.",
        )
    count, sample = _count(texts, _FORMULA.match)
    if count:
        log.add(
            "text.formula",
            "info",
            key=column,
            found=f"formula text in {count} cells: {sample!r}",
            expected="plain text",
            action="Kept as text; an apostrophe stands before it in exported tables.",
        )
    count, sample = _count(texts, lambda text: "://" not in text and _LOST.search(text))
    if count:
        log.add(
            "text.lost_letters",
            "warn",
            key=column,
            found=f"letters that were lost in {count} cells: {sample!r}",
            expected="letters as they were written",
            action="Kept as it is: what stood there cannot be mended. Export the file again in "
            "UTF-8.",
        )


def _count(texts: Counter[str], fits: Callable[[str], object]) -> tuple[int, str]:
    """Return how many cells fit, and the first that does."""
    fitting = [text for text in texts if fits(text)]
    return sum(texts[text] for text in fitting), fitting[0][:60] if fitting else ""
