"""The quality page: what became of every row, why, and what it does to the headline figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from nutag import phrases
from nutag.issue_codes import STEPS, IssueCode
from nutag.issues import SEVERITIES
from nutag.overview import plain_table
from nutag.page import footer_line, templates
from nutag.rows import number, records, text

#: Issues of one kind that the page shows; all are in issues.csv.
ROWS_SHOWN = 10

#: Checks that tell of the headline figures; the others stand below.
EFFECTS = ("set_aside", "in_force_both_ways")


def quality_page(
    *,
    reconciliation: pd.DataFrame,
    issues: pd.DataFrame,
    codes: Mapping[str, IssueCode],
    provenance: Mapping[str, Any],
) -> str:
    """Render the page.

    Parameters
    ----------
    reconciliation : pandas.DataFrame
        From `nutag.reconciliation.reconcile`.
    issues : pandas.DataFrame
        From `nutag.reconciliation.join_issues`.
    codes : mapping of str to IssueCode
        From `nutag.issue_codes.load_issue_codes`.
    provenance : mapping
        From `nutag.provenance.make_provenance`.

    Returns
    -------
    str
        HTML that needs neither network nor script, the same bytes for the same input.
    """
    return (
        templates()
        .get_template("quality.html")
        .render(
            t={**phrases.PAGE, **phrases.QUALITY},
            ladders=ladders(reconciliation, issues, codes),
            kinds=kinds(issues, codes),
            counts=[
                (phrases.QUALITY[f"many_{severity}"], int((issues["severity"] == severity).sum()))
                for severity in SEVERITIES[1:]  # a run that has results was not stopped
            ],
            doubled=doubled(reconciliation),
            effects=checks(reconciliation, among=True),
            checks=checks(reconciliation, among=False),
            rows_shown=ROWS_SHOWN,
            footer=footer_line(provenance),
        )
    )


def ladders(
    reconciliation: pd.DataFrame, issues: pd.DataFrame, codes: Mapping[str, IssueCode]
) -> list[dict[str, Any]]:
    """Return the ladder of every dataset, each step with its rows, hectares and kinds of issues.

    Parameters
    ----------
    reconciliation, issues : pandas.DataFrame
        As for `quality_page`.
    codes : mapping of str to IssueCode
        A kind stands at its step, or at the next one that the dataset has.

    Returns
    -------
    list of dict
        ``dataset`` and ``steps``: name, rows, share of the first step (percent), area, note, kinds.
    """
    found = []
    own = reconciliation[reconciliation["check"] == "ladder"]
    for dataset, steps in own.groupby("dataset", sort=False):
        first = max(number(steps["rows"].iloc[0]) or 0, 1)
        names = [text(name) for name in steps["step"]]
        at_step = _kinds_by_step(issues[issues["dataset"] == dataset], names, codes)
        rows = [
            {
                "name": text(step["step"]),
                "rows": number(step["rows"]) or 0,
                "share": min(100 * (number(step["rows"]) or 0) / first, 100),
                "area": number(step["area_ha"]),
                "note": text(step["note"]),
                "kinds": at_step[text(step["step"])],
            }
            for step in records(steps)
        ]
        found.append({"dataset": text(dataset), "steps": rows})
    return found


def _kinds_by_step(
    issues: pd.DataFrame, names: list[str], codes: Mapping[str, IssueCode]
) -> dict[str, list[tuple[str, int]]]:
    at_step: dict[str, list[tuple[str, int]]] = {name: [] for name in names}
    for code, count in issues["code"].value_counts(sort=False).sort_index().items():
        step = codes[str(code)].step if str(code) in codes else STEPS[0]
        later = STEPS[STEPS.index(step) :]
        # Of the file itself is said at its rows; what a dataset has no step for, at its last.
        name = next((s for s in later if s in at_step), names[-1])
        at_step[names[0] if step == STEPS[0] else name].append((str(code), int(count)))
    return at_step


def kinds(issues: pd.DataFrame, codes: Mapping[str, IssueCode]) -> list[dict[str, Any]]:
    """Return the issues by severity, dataset and code, the gravest first.

    Parameters
    ----------
    issues : pandas.DataFrame
        As for `quality_page`.
    codes : mapping of str to IssueCode
        Cause and cure of each.

    Returns
    -------
    list of dict
        ``code``, ``dataset``, ``severity`` in words, ``count``, ``area`` (hectares concerned, None
        where no row has any), ``cause``, ``cure``, ``messages`` (the first `ROWS_SHOWN`).
    """
    found = []
    for severity in SEVERITIES:
        own = issues[issues["severity"] == severity]
        for (dataset, code), group in own.groupby(["dataset", "code"], sort=True):
            known = codes.get(str(code))
            found.append(
                {
                    "code": str(code),
                    "dataset": str(dataset),
                    "severity": phrases.SEVERITIES[severity],
                    "count": len(group),
                    "area": number(group["area_ha_affected"].sum(min_count=1)),
                    "cause": known.cause if known else "",
                    "cure": known.cure if known else "",
                    "messages": [text(message) for message in group["message"].head(ROWS_SHOWN)],
                }
            )
    return found


def doubled(reconciliation: pd.DataFrame) -> dict[str, float] | None:
    """Return what overlaps do to the land under licence: sum, union and their difference.

    Parameters
    ----------
    reconciliation : pandas.DataFrame
        As for `quality_page`.

    Returns
    -------
    dict of str to float, or None
        ``sum``, ``union``, ``difference`` (hectares) and ``percent`` of the union; None where no
        licence has a polygon.
    """
    own = reconciliation[
        (reconciliation["check"] == "ladder") & (reconciliation["dataset"] == "licences")
    ].set_index("step")["area_ha"]
    total, union = (number(own.get(step)) for step in ("in the country", "counted"))
    if not total or not union:
        return None
    return {
        "sum": total,
        "union": union,
        "difference": total - union,
        "percent": 100 * (total - union) / union,
    }


def checks(reconciliation: pd.DataFrame, *, among: bool) -> list[dict[str, Any]]:
    """Return the other checks as tables: those of `EFFECTS`, or all but those."""
    names = [name for name in dict.fromkeys(reconciliation["check"]) if name != "ladder"]
    found = []
    for name in names:
        if (name in EFFECTS) != among:
            continue
        own = reconciliation[reconciliation["check"] == name].drop(columns="check")
        own = own.dropna(axis=1, how="all")
        own = own[[c for c in own.columns if (own[c].astype(str) != "").any()]]
        words = phrases.CHECKS.get(name) or phrases.humanised(text(name))
        found.append({"id": text(name), "name": words, "table": plain_table(own)})
    return found
