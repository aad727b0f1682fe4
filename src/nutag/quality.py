"""Views of the checks for the page on quality: what became of rows, why, what it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from nutag import conservation, ladder, set_aside
from nutag.issue_codes import STEPS, IssueCode
from nutag.issues import SEVERITIES
from nutag.labels import CHECKS, COMPARED
from nutag.messages import ENGLISH, Messages
from nutag.rows import number, records, text
from nutag.sentences import sentence

#: What is told of an issue, beside the kind that it is of.
_TOLD = ("file", "key", "found", "expected", "action")
#: Issues of a kind that are shown whole; the others are in the file.
ISSUES_SHOWN = 5
ACTIONS_SHOWN = 2
#: Checks that hold two numbers of one thing side by side, in the order of the page.
COMPARISONS = ("licences_vs_statistics", "provinces_vs_country", "area_vs_official", "union_vs_sum")
#: Rows of a comparison that are shown; the largest differences of more.
ROWS_SHOWN = 30
#: What only a rounding can explain is no difference.
LEAST_HA = 0.05


def anchor(*words: str) -> str:
    """Return the id of an element of the page."""
    return "-".join(word.replace(".", "-").replace(" ", "-") for word in words)


def signed(
    value: Any, decimals: int = 1, least: float = LEAST_HA, words: Messages = ENGLISH
) -> str:
    """Return a difference as it is read, ``+1.5``; ``0`` below `least`, empty where none is."""
    plain = number(value)
    if plain is not None and abs(plain) < least:
        return "0"
    return words.number(plain, decimals, signed=True)


def issue_kinds(issues: pd.DataFrame, codes: Mapping[str, IssueCode]) -> list[dict[str, Any]]:
    """Return a group for every dataset and code, the gravest first, then by the step.

    Parameters
    ----------
    issues : pandas.DataFrame
        As in ``results/checks/issues.csv``.
    codes : mapping of str to IssueCode
        What each code means.

    Returns
    -------
    list of dict
        ``id`` (of the element), ``dataset``, ``code``, ``severity``, ``step``, ``cause``,
        ``cure`` (also with ``_mn``), ``count`` (of issues), ``rows`` (of the source), ``area_ha``
        (None where no issue has one), ``actions`` (text and how often) and ``other_actions``
        (how many more), ``first`` (issues: ``file``, ``row`` of it, ``key``, ``found``,
        ``expected``, ``action``) and ``more``.
    """
    kinds = []
    for (dataset, code, severity), own in issues.groupby(
        ["dataset", "code", "severity"], sort=False
    ):
        known = codes.get(text(code))
        actions = Counter(map(text, own["action"]))
        areas = pd.to_numeric(own["area_ha_affected"]).dropna()
        kinds.append(
            {
                "id": anchor("issue", dataset, code, severity),
                "dataset": text(dataset),
                "code": text(code),
                "severity": text(severity),
                "step": known.step if known else STEPS[0],
                "cause": known.cause if known else "",
                "cure": known.cure if known else "",
                "cause_mn": known.cause_mn if known else "",
                "cure_mn": known.cure_mn if known else "",
                "count": len(own),
                "rows": len(conservation.rows_told(own, text(dataset))),
                "area_ha": float(areas.sum()) if len(areas) else None,
                "actions": actions.most_common(ACTIONS_SHOWN),
                "other_actions": max(len(actions) - ACTIONS_SHOWN, 0),
                "first": [
                    {**{key: text(row[key]) for key in _TOLD}, "row": number(row["source_row"])}
                    for row in records(own.head(ISSUES_SHOWN))
                ],
                "more": max(len(own) - ISSUES_SHOWN, 0),
            }
        )
    kinds.sort(
        key=lambda k: (SEVERITIES.index(k["severity"]), k["dataset"], STEPS.index(k["step"]))
    )
    return kinds


def ladders(reconciliation: pd.DataFrame, kinds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the ladder of each dataset, every step with its issues.

    Parameters
    ----------
    reconciliation : pandas.DataFrame
        As in ``results/checks/reconciliation.csv``.
    kinds : list of dict
        From `issue_kinds`.

    Returns
    -------
    list of dict
        ``dataset``, ``steps`` (``step``, ``rows``, ``share`` of the rows in as a percentage,
        ``area_ha``, ``gone`` (rows that left here, where the note does not say so), ``note``,
        ``kinds``), ``intact`` (whether nothing left and nothing was found) and ``account``, the
        rows of the conservation by their steps. The datasets with something to tell come first;
        those of `withheld` are not there.
    """
    found = []
    steps_of = reconciliation[reconciliation["check"] == ladder.CHECK]
    steps_of = steps_of[~steps_of["dataset"].isin(withheld(reconciliation))]
    conserved = reconciliation[reconciliation["check"] == conservation.CHECK]
    for dataset, own in steps_of.groupby("dataset", sort=False):
        steps = records(own)
        first = max(int(steps[0]["rows"]), 1)
        rows: list[dict[str, Any]] = []
        before = int(steps[0]["rows"])
        for step in steps:
            count = int(step["rows"])
            rows.append(
                {
                    "step": text(step["step"]),
                    "rows": count,
                    "share": 100 * count / first,
                    # A note that begins with the number says it already.
                    "gone": 0 if _says(step["note"], before - count) else before - count,
                    "area_ha": number(step["area_ha"]),
                    "note": text(step["note"]),
                    "kinds": [],
                }
            )
            before = count
        for kind in kinds:
            if kind["dataset"] == dataset:
                rows[_place(kind["step"], [row["step"] for row in rows])]["kinds"].append(kind)
        account = conserved[conserved["dataset"] == dataset].set_index("step")["rows"]
        found.append(
            {
                "dataset": text(dataset),
                "steps": rows,
                "intact": all(row["rows"] == first and not row["kinds"] for row in rows),
                "account": {key: int(value) for key, value in account.items()},
            }
        )
    return sorted(found, key=lambda one: (one["intact"], one["dataset"] != "licences"))


def withheld(reconciliation: pd.DataFrame) -> list[str]:
    """Return the datasets whose ladder says no numbers, because they are private."""
    steps = reconciliation[reconciliation["check"] == ladder.CHECK]
    return sorted(steps.loc[steps["rows"].isna(), "dataset"].unique())


def _says(note: Any, gone: int) -> bool:
    return text(note).startswith(f"{gone} ")


def _place(step: str, steps: list[str]) -> int:
    """Return the step of a ladder that the issues of a step belong to: itself, or the next."""
    if step == STEPS[0]:
        return 0
    for later in STEPS[STEPS.index(step) :]:
        if later in steps:
            return steps.index(later)
    return len(steps) - 1


def lost_rows(found: list[dict[str, Any]]) -> int:
    """Return how many rows of all datasets neither count nor have an issue."""
    return sum(one["account"].get(conservation.LOST, 0) for one in found)


def effects(
    reconciliation: pd.DataFrame, country_id: str, words: Messages = ENGLISH
) -> dict[str, Any]:
    """Return what the rows set aside, overlaps and dates change in the land under licence.

    Parameters
    ----------
    reconciliation : pandas.DataFrame
        As in ``results/checks/reconciliation.csv``.
    country_id : str
        Unit id of the country.

    Returns
    -------
    dict
        ``union_ha`` and ``sum_ha`` of the country (None without boundaries), ``set_aside`` and
        ``both_ways`` (rows of the reconciliation) and ``boundaries`` (the area of the provinces
        that have two, as text; empty where none has).
    """
    own = reconciliation[reconciliation["check"] == "union_vs_sum"]
    country = own[own["unit_id"] == country_id]
    return {
        "union_ha": number(country["area_ha"].iloc[0]) if len(country) else None,
        "sum_ha": number(country["reference_area_ha"].iloc[0]) if len(country) else None,
        "set_aside": _rows(reconciliation, set_aside.CHECK),
        "both_ways": _rows(reconciliation, "in_force_both_ways"),
        "boundaries": _boundaries(reconciliation, words),
    }


def _boundaries(reconciliation: pd.DataFrame, words: Messages) -> dict[str, str]:
    own = reconciliation[
        (reconciliation["check"] == "area_vs_official")
        & (reconciliation["step"] == "area of the province")
        & reconciliation["area_ha"].notna()
        & reconciliation["reference_area_ha"].notna()
    ]
    ours, theirs = float(own["area_ha"].sum()), float(own["reference_area_ha"].sum())
    if not theirs:
        return {}
    return {
        "ours": words.number(ours),
        "theirs": words.number(theirs),
        "difference": signed(ours - theirs, 0, 0.5, words),
        "percentage": signed(100 * (ours - theirs) / theirs, 2, 0.005, words),
    }


def figures_set_aside(kinds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the kinds of issues that keep published figures on land from counting."""
    return [
        kind
        for kind in kinds
        if kind["dataset"] == "rehabilitation"
        and kind["severity"] == "row"
        and kind["area_ha"] is not None
    ]


def comparisons(
    reconciliation: pd.DataFrame, names: Mapping[str, str], words: Messages = ENGLISH
) -> list[dict[str, Any]]:
    """Return two sources of one number side by side, a table a check.

    Parameters
    ----------
    reconciliation : pandas.DataFrame
        As in ``results/checks/reconciliation.csv``.
    names : mapping of str to str
        Names of units by their ids.

    Returns
    -------
    list of dict
        ``id``, ``name``, ``ours`` and ``theirs`` (heads of the two numbers), ``rows`` (the largest
        differences first where there are more than are shown), ``more``, and ``of`` and ``notes``
        where all rows share them.
    """
    found = []
    for check in COMPARISONS:
        own = reconciliation[reconciliation["check"] == check]
        both = own["area_ha"].notna() & own["reference_area_ha"].notna()
        for step, rows in own[both].groupby("step" if check == "area_vs_official" else "check"):
            shown = rows
            if len(rows) > ROWS_SHOWN:
                order = rows["difference_pct"].abs().sort_values(ascending=False, kind="stable")
                shown = rows.loc[order.index[:ROWS_SHOWN]]
            ours, theirs = map(words.gettext, COMPARED[check])
            name = words.gettext(CHECKS[check])
            if check == "area_vs_official":
                name += ": " + sentence(text(step), words)
            found.append(
                {
                    "id": anchor("check", check, text(step)),
                    "name": name,
                    "ours": ours,
                    "theirs": theirs,
                    "rows": [_compared(row, names, words) for row in records(shown)],
                    "of": _common(rows["step"]),
                    "notes": _common(rows["note"]),
                    "more": len(rows) - len(shown),
                }
            )
    return found


def _compared(row: Mapping[str, Any], names: Mapping[str, str], words: Messages) -> dict[str, str]:
    unit_id = text(row["unit_id"])
    return {
        "unit": names.get(unit_id, unit_id),
        "unit_id": unit_id,
        "step": text(row["step"]),
        "ours": words.number(row["area_ha"], 1),
        "theirs": words.number(row["reference_area_ha"], 1),
        "difference": signed(row["difference_ha"], words=words),
        "percentage": signed(row["difference_pct"], 2, 0.005, words),
        "note": text(row["note"]),
    }


def _common(notes: pd.Series) -> str:
    """Return the note that all rows share, or nothing."""
    different = set(map(text, notes))
    return different.pop() if len(different) == 1 else ""


def _rows(reconciliation: pd.DataFrame, check: str) -> list[dict[str, Any]]:
    return [
        {
            "step": text(row["step"]),
            "rows": number(row["rows"]) or 0,
            "area_ha": number(row["area_ha"]),
            "reference_area_ha": number(row["reference_area_ha"]),
            "difference_ha": number(row["difference_ha"]),
            "note": text(row["note"]),
        }
        for row in records(reconciliation[reconciliation["check"] == check])
    ]
