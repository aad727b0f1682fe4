"""Issues: what was found in the input, what was expected and what mends it.

An issue is data before it is text: the same record becomes the sentence in the terminal, the row in
``results/checks/issues.csv`` and the line on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Literal

import pandas as pd

from nutag.registry import shown_path

Severity = Literal["stop", "row", "warn", "info"]

SEVERITIES: tuple[Severity, ...] = ("stop", "row", "warn", "info")
COLUMNS = [
    "issue_id",
    "dataset",
    "file",
    "source_row",
    "source_rows",
    "key",
    "code",
    "severity",
    "found",
    "expected",
    "action",
    "area_ha_affected",
    "message",
]


@dataclass(frozen=True)
class Issue:
    """One problem in one dataset.

    Parameters
    ----------
    dataset : str
        Role of the dataset in the configuration, for example ``licences``.
    code : str
        Stable name of the kind of problem, for example ``licence.ring_self_intersection``.
    severity : {'stop', 'row', 'warn', 'info'}
        ``stop`` ends the run before heavy work, ``row`` sets the row aside.
    found, expected, action : str
        What is there, what should be there, and what was done or which key mends it.
    file : str, optional
        Path as configured.
    source_row : int, optional
        Row of the source: as a spreadsheet shows it (the header is row 1) for tables, the number
        of the feature from 1 for layers. None when the issue is about the whole file.
    key : str, optional
        Identifier or column that the issue is about.
    area_ha_affected : float, optional
        Hectares that the issue changes or sets aside.
    source_rows : tuple of int, optional
        Every row that the issue is about, where it is about several; `source_row` is the first.
    """

    dataset: str
    code: str
    severity: Severity
    found: str
    expected: str
    action: str
    file: str = ""
    source_row: int | None = None
    key: str = ""
    area_ha_affected: float | None = None
    source_rows: tuple[int, ...] = ()

    @property
    def message(self) -> str:
        """Return the sentence a researcher can act on."""
        where = f" ({self.file}" if self.file else ""
        if where:
            where += f", row {self.source_row})" if self.source_row is not None else ")"
        key = f" {self.key}:" if self.key else ""
        what = f"found {self.found}; expected {self.expected}."
        return f"{self.dataset}{where}:{key} {what} {self.action}"


class InputError(Exception):
    """Bad input that stops the run; its text is written for the person who owns the data."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        super().__init__("\n".join(f"- {issue.message}" for issue in issues))


class IssueLog:
    """Issues of one dataset, in the order in which they were found.

    Parameters
    ----------
    dataset : str
        Role of the dataset.
    file : str
        Path of the source as configured.
    """

    def __init__(self, dataset: str, file: str = "") -> None:
        self.dataset = dataset
        self.file = file
        self.issues: list[Issue] = []

    def __iter__(self) -> Iterator[Issue]:
        return iter(self.issues)

    def __len__(self) -> int:
        return len(self.issues)

    def add(
        self,
        code: str,
        severity: Severity,
        *,
        found: str,
        expected: str,
        action: str,
        source_row: int | None = None,
        key: str = "",
        area_ha: float | None = None,
        rows: Iterable[int] = (),
    ) -> None:
        """Append one issue of this dataset; `rows` are all rows that it is about."""
        several = tuple(int(row) for row in rows)
        if source_row is None and several:
            source_row = several[0]
        self.issues.append(
            Issue(
                dataset=self.dataset,
                file=self.file,
                code=code,
                severity=severity,
                found=found,
                expected=expected,
                action=action,
                source_row=None if source_row is None else int(source_row),
                key=key,
                area_ha_affected=None if area_ha is None else float(area_ha),
                source_rows=several,
            )
        )

    def beside(self, file: str) -> IssueLog:
        """Return a log of another file of the dataset, whose issues are also in this one."""
        log = IssueLog(self.dataset, file)
        log.issues = self.issues
        return log

    def about(self, dataset: str) -> IssueLog:
        """Return a log of another dataset whose issues are also in this one."""
        log = IssueLog(dataset, self.file)
        log.issues = self.issues
        return log

    def stop_if_needed(self) -> None:
        """Raise `InputError` with every stopping issue collected so far, if there is one."""
        stopping = [issue for issue in self.issues if issue.severity == "stop"]
        if stopping:
            raise InputError(stopping)

    def frame(self) -> pd.DataFrame:
        """Return the issues as a table with the columns `COLUMNS`, one row an issue."""
        return issue_frame(self.issues)


def listed(rows: Iterable[object]) -> str:
    """Return the first five rows of an issue in words, ``rows 2, 5, ...``."""
    first = [str(row) for row in rows]
    return ("row " if len(first) == 1 else "rows ") + ", ".join(
        [*first[:5], *(["..."] if len(first) > 5 else [])]
    )


def issue_frame(issues: list[Issue]) -> pd.DataFrame:
    """Return a table of issues.

    Parameters
    ----------
    issues : list of Issue
        In the order to be kept; ``issue_id`` numbers them within their dataset. Files have the
        paths that results show, see `nutag.registry.shown_path`.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`; ``source_row`` nullable integer, ``area_ha_affected`` hectares.
    """
    counters: dict[str, int] = {}
    records = []
    for found in issues:
        issue = replace(found, file=shown_path(found.file))
        counters[issue.dataset] = counters.get(issue.dataset, 0) + 1
        issue_id = f"{issue.dataset}-{counters[issue.dataset]:05d}"
        rows = ";".join(str(row) for row in issue.source_rows)
        records.append(
            {**asdict(issue), "issue_id": issue_id, "source_rows": rows, "message": issue.message}
        )
    frame = pd.DataFrame.from_records(records, columns=COLUMNS)
    text = [c for c in COLUMNS if c not in ("source_row", "area_ha_affected")]
    return frame.astype(
        {"source_row": "Int64", "area_ha_affected": "float64", **dict.fromkeys(text, "string")}
    )


def without_details(issues: pd.DataFrame, found: str, expected: str, action: str) -> pd.DataFrame:
    """Return issues of each kind once, without rows, keys and hectares.

    Parameters
    ----------
    issues : pandas.DataFrame
        From `issue_frame`.
    found, expected, action : str
        What is said in place of the texts of all.
    """
    kinds = issues.drop_duplicates(["dataset", "file", "code", "severity"])
    return issue_frame(
        [
            Issue(
                dataset=str(kind.dataset),
                file=str(kind.file),
                code=str(kind.code),
                severity=kind.severity,
                found=found,
                expected=expected,
                action=action,
            )
            for kind in kinds.itertuples()
        ]
    )
