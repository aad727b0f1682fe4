"""The check of a configuration: what would become of every row, without computing anything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from nutag.issues import SEVERITIES, InputError, Issue
from nutag.run_config import run_config
from nutag.standardise.part import Part
from nutag.standardise.whole import standardise

#: Issues of one kind that are printed whole; the others are counted.
MOST_OF_A_KIND = 5

#: Datasets whose last steps only the overlay can tell.
LAID_OVER_THE_SOUMS = ("licences",)

CLEAN, WARNINGS, STOP = 0, 1, 2


def check(folder: Path, own: Path | None = None) -> tuple[int, str]:
    """Run the standardise stage of all configured datasets.

    Parameters
    ----------
    folder : Path
        Folder of the run; nothing is written to it.
    own : Path, optional
        Configuration that is laid over the defaults.

    Returns
    -------
    status : int
        0 without a fault, 1 with faults of rows or warnings, 2 when a run would stop.
    text : str
        For the terminal: the ladder of every dataset, then its issues.
    """
    try:
        config, roots = run_config(folder, own)
        parts = standardise(config, roots)
    except InputError as error:
        return STOP, f"A run would stop: the input needs mending.\n{error}"
    return report(parts)


def report(parts: Mapping[str, Part]) -> tuple[int, str]:
    """Return the status and the text for the parts of the stage; see `check`."""
    ladders = pd.concat(
        [part.ladder for part in parts.values() if len(part.ladder)], ignore_index=True
    )
    issues = [issue for part in parts.values() for issue in part.issues]
    lines = [ladder_text(ladders), "", *_issue_lines(issues), "", _closing(issues)]
    faulty = any(issue.severity in ("row", "warn") for issue in issues)
    return (WARNINGS if faulty else CLEAN), "\n".join(lines)


def ladder_text(ladders: pd.DataFrame) -> str:
    """Return the ladders as plain text, a line a step with rows, hectares and the note."""
    lines = []
    ladders = ladders[ladders["check"] == "ladder"]
    for dataset, steps in ladders.groupby("dataset", sort=False):
        lines.append(str(dataset))
        for step, rows, area, note in steps[["step", "rows", "area_ha", "note"]].itertuples(
            index=False
        ):
            hectares = f"{area:>16,.1f} ha" if np.isfinite(area) else " " * 19
            lines.append(f"  {step:<15}{rows:>9,} rows {hectares}  {note}".rstrip())
        if dataset in LAID_OVER_THE_SOUMS:
            lines.append("  (a run lays these over the soums: in the country, counted)")
    return "\n".join(lines)


def _issue_lines(issues: Iterable[Issue]) -> list[str]:
    lines = []
    by_kind: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in issues:
        by_kind.setdefault((issue.severity, issue.dataset, issue.code), []).append(issue)
    for severity in SEVERITIES:
        for (severity_of, _, code), group in by_kind.items():
            if severity_of != severity:
                continue
            lines += [f"{severity} {code}: {issue.message}" for issue in group[:MOST_OF_A_KIND]]
            if len(group) > MOST_OF_A_KIND:
                lines.append(f"{severity} {code}: {len(group) - MOST_OF_A_KIND} more of this kind")
    return lines


def _closing(issues: Iterable[Issue]) -> str:
    counts = Counter(issue.severity for issue in issues)
    found = ", ".join(
        f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity]
    )
    return f"Issues: {found or 'none'}. Nothing was computed or written."
