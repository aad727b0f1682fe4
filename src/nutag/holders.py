"""Holders of licences: companies, private persons, and nobody that is known."""

from __future__ import annotations

import re

import pandas as pd

from nutag.issues import IssueLog
from nutag.words import folded, words

#: What stands in place of the name of a private person.
PRIVATE = "private person"

_NAME = r"[^\W\d_]{2,}(?:[\s-]+[^\W\d_]{2,})*"
_INITIAL = r"[^\W\d_]{1,2}\."
# An initial and a name, Б.Бат, or a name and an initial, Bat-Erdene B.
_PERSON = re.compile(rf"{_INITIAL}\s*{_NAME}|{_NAME},?\s+{_INITIAL}")
_WORD = re.compile(r"[^\W_]+")


def holder_kinds(holders: pd.Series) -> pd.Series:
    """Say of every holder what it is.

    Parameters
    ----------
    holders : pandas.Series of object
        As the register names them; None where it does not.

    Returns
    -------
    pandas.Series of object
        company, person or unknown. A person is told by an initial and a name without the word of a
        company, or by a word for a person; a full name without an initial looks like a company's
        and is taken as one.
    """
    kinds = {name: _kind(str(name)) for name in holders.dropna().unique()}
    return holders.map(kinds).fillna("unknown").astype(object)


def _kind(name: str) -> str:
    key = folded(name)
    parts = {folded(part) for part in _WORD.findall(name)}
    if key in words("no_holder") or not parts:
        return "unknown"
    if parts & words("company"):
        return "company"
    told = any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", key) for word in words("person"))
    return "person" if told or _PERSON.fullmatch(name.strip()) else "company"


def holder_keys(holders: pd.Series) -> pd.Series:
    """Return what two spellings of one holder share.

    Parameters
    ----------
    holders : pandas.Series of object
        Names; None where there is none.

    Returns
    -------
    pandas.Series of object
        Letters and digits of any script, without the words for a company: ``Erel LLC`` is
        ``EREL``. None where no holder is named.
    """
    keys = {name: _holder_key(str(name)) for name in holders.dropna().unique()}
    return holders.map(keys).astype(object).where(lambda key: key.notna(), None)


def _holder_key(name: str) -> str | None:
    if folded(name) in words("no_holder"):
        return None
    parts = [folded(part) for part in _WORD.findall(name)]
    return " ".join([part for part in parts if part not in words("company")] or parts) or None


def public_holders(
    licences: pd.DataFrame, rows: pd.Series, publish_persons: bool, log: IssueLog
) -> pd.Series:
    """Return holders as they may be published.

    Parameters
    ----------
    licences : pandas.DataFrame
        ``holder``, ``holder_kind``, ``code``, ``source_row``.
    rows : pandas.Series of bool
        Those that count, where a missing holder is a fault.
    publish_persons : bool
        Whether private persons are named.
    log : IssueLog
        Gets an issue for every unknown holder and every private person, whose name is in none.

    Returns
    -------
    pandas.Series of object
        None where no holder is known, `PRIVATE` for a private person.
    """
    unknown = licences["holder_kind"] == "unknown"
    if licences["holder"].notna().any():  # a register without holders has no fault
        _report_unknown(licences[unknown & rows], log)
    person = licences["holder_kind"] == "person"
    _report_persons(licences[person], publish_persons, log)
    holders = licences["holder"].mask(unknown, None)
    return holders if publish_persons else holders.mask(person, PRIVATE)


def _report_unknown(unknown: pd.DataFrame, log: IssueLog) -> None:
    for source_row, code, holder in unknown[["source_row", "code", "holder"]].itertuples(
        index=False
    ):
        log.add(
            "licence.holder_unknown",
            "warn",
            source_row=source_row,
            key=str(code),
            found="an empty holder" if holder is None else f"the holder {holder!r}",
            expected="a name",
            action="The licence counts, with an unknown holder, who is in no figure about holders.",
        )


def _report_persons(persons: pd.DataFrame, published: bool, log: IssueLog) -> None:
    for source_row, code in persons[["source_row", "code"]].itertuples(index=False):
        log.add(
            "licence.private_person",
            "warn",
            source_row=source_row,
            key=str(code),
            found="a holder that is a private person",
            expected="a company",
            action="The name is published, as `publish_persons` says."
            if published
            else f"Shown as `{PRIVATE}`; `datasets.{log.dataset}.publish_persons: true` names "
            "persons.",
        )
