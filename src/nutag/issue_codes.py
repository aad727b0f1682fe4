"""The kinds of issues: what each code means, what mends it and which bad input it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from nutag.issues import SEVERITIES, Severity

#: Steps of the ladder, from the file to the rows that count.
STEPS = ("file", "parsed", "geometry", "distinct", "in force", "in the country", "counted")


@dataclass(frozen=True)
class IssueCode:
    """One kind of issue.

    Parameters
    ----------
    code : str
        Stable name, for example ``licence.invalid_ring``.
    severity : tuple of {'stop', 'row', 'warn', 'info'}
        Those that it occurs with.
    step : str
        One of `STEPS`, at which it affects rows.
    bad_inputs : tuple of int
        Numbers of docs/bad_inputs.yaml.
    cause, cure : str
        What it means and what mends it, a sentence each.
    cause_mn, cure_mn : str
        The same in Mongolian; empty for what only stops a run, which no page tells of.
    """

    code: str
    severity: tuple[Severity, ...]
    step: str
    bad_inputs: tuple[int, ...]
    cause: str
    cure: str
    cause_mn: str = ""
    cure_mn: str = ""

    def said(self, key: str, language: str) -> str:
        """Return the cause or the cure in a language; in English where it has no other."""
        return str(getattr(self, f"{key}_{language}", "") or getattr(self, key))

    def __post_init__(self) -> None:
        """Refuse an entry that the pages cannot show."""
        if not self.severity or not set(self.severity) <= set(SEVERITIES):
            raise ValueError(f"{self.code}: severity {self.severity}, not of {SEVERITIES}")
        if self.step not in STEPS:
            raise ValueError(f"{self.code}: step {self.step!r}, not of {STEPS}")


def load_issue_codes(path: Path) -> dict[str, IssueCode]:
    """Return every kind of issue by its code.

    Parameters
    ----------
    path : Path
        ``data/issue_codes.yaml``.

    Raises
    ------
    ValueError
        When an entry has a severity or a step that there is not.
    TypeError
        When an entry has a key too many or too few.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        code: IssueCode(
            code=code,
            severity=tuple(entry.pop("severity")),
            bad_inputs=tuple(entry.pop("bad_inputs")),
            **entry,
        )
        for code, entry in entries.items()
    }


def render_issue_codes(codes: Mapping[str, IssueCode]) -> str:
    """Return docs/issues.md: a table of the codes for every kind of data, by the code's first word.

    Parameters
    ----------
    codes : mapping of str to IssueCode
        From `load_issue_codes`.
    """
    lines = [
        "# Issues",
        "",
        "<!-- Generated from data/issue_codes.yaml: change that file, not this one. -->",
        "",
        "Every problem of the input is one row of `results/checks/issues.csv`, with one of the "
        "codes below. A run that stops writes the same columns to `results/checks/stopped.csv`. "
        "`stop` ends the run before heavy work, `row` sets a row or one of its cells aside, "
        "`warn` says what was changed or does not fit, `info` says what was done.",
        "",
        "The step is that of the ladder in `results/checks/quality.html`: file → parsed → geometry "
        "→ distinct → in force → in the country → counted. The number is that of the "
        "[bad input](bad-inputs.md) that the code answers.",
    ]
    topics = dict.fromkeys(code.partition(".")[0] for code in codes)
    for topic in topics:
        lines += ["", f"## {topic}", "", "| code | severity | step | bad input | cause | cure |"]
        lines += ["|---|---|---|---|---|---|"]
        lines += [
            f"| `{c.code}` | {', '.join(c.severity)} | {c.step} | "
            f"{', '.join(map(str, c.bad_inputs))} | {c.cause} | {c.cure} |"
            for c in codes.values()
            if c.code.startswith(f"{topic}.")
        ]
    return "\n".join(lines) + "\n"
