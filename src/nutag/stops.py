"""Stops: the issues that ended a run, in a file as well as in the terminal.

A job that stops writes its issues beside its log; when no job runs any more, the workflow puts
those of all of them into one file. So jobs that stop at the same time never write to one file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from nutag.csvfile import to_csv
from nutag.issues import Issue, issue_frame
from nutag.reconciliation import join_issues

#: Beside `issues.csv`, which a run that stops does not reach; the same columns.
STOPPED = Path("results") / "checks" / "stopped.csv"
_ENDING = ".stopped.csv"


def beside_log(log: Path) -> Path:
    """Return the file for the issues that stop the job with this log."""
    return log.with_name(log.stem + _ENDING)


def write_stops(issues: Sequence[Issue], path: Path) -> None:
    """Write the issues of one job, or of the configuration, that end a run."""
    to_csv(issue_frame(list(issues)), path)


def gather_stops(folder: Path) -> Path | None:
    """Put the issues of all jobs that stopped into one file.

    Parameters
    ----------
    folder : Path
        Folder of the run, in which no job runs any more.

    Returns
    -------
    Path or None
        The file, or None when no job was stopped by its input.
    """
    parts = _parts(folder)
    if not parts:
        return None
    frames = [
        pd.read_csv(part, encoding="utf-8-sig", dtype="string", keep_default_na=False)
        for part in parts
    ]
    to_csv(join_issues(frames), folder / STOPPED)
    return folder / STOPPED


def forget_stops(folder: Path) -> None:
    """Remove what an earlier run was stopped by."""
    for path in (folder / STOPPED, *_parts(folder)):
        path.unlink(missing_ok=True)


def configuration_passes(folder: Path) -> None:
    """Remove the issues of a configuration that stopped a run and has been mended since.

    Those of jobs stay until the jobs have run again.
    """
    if not _parts(folder):
        forget_stops(folder)


def _parts(folder: Path) -> list[Path]:
    return sorted((folder / "logs").glob(f"*{_ENDING}"))
