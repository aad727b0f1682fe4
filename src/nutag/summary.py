"""The summary at the end of a run: what was written where, what it says, what to look at."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from nutag.conservation import LOST
from nutag.issues import SEVERITIES

_WORDS = {
    "stop": ("stopping", "stopping"),
    "row": ("fault of a row", "faults of rows"),
    "warn": ("warning", "warnings"),
    "info": ("note", "notes"),
}


def not_done(stops: Path | None) -> str:
    """Return the words at the end of a run that did not finish.

    Parameters
    ----------
    stops : Path or None
        From `nutag.stops.gather_stops`.
    """
    where = f"in {stops.as_posix()} and in" if stops else "and in"
    return (
        f"\nnutag did not finish: what it found is said above, {where} the files of logs/.\n"
        "What else stands in results/ may be of an earlier run. Mend the input and type the same "
        "command again."
    )


def forget_stale_maps(results: str | Path, names: Iterable[str]) -> None:
    """Remove the maps that an earlier run drew and this one does not.

    A print map that was asked for by its name is of this run, and stays; pages of maps are those
    of a version that had no atlas.

    Parameters
    ----------
    results : str or Path
        The folder of results.
    names : iterable of str
        Print maps of this run, without language and ending.
    """
    provenance = Path(results) / "provenance.json"
    if not provenance.exists():
        return
    for path in (Path(results) / "maps").glob("*.*"):
        ours = re.fullmatch(
            r"((?:provinces|soums)(?:_[A-Z]\d\d)?)(?:_mn)?\.(?:png|pdf|svg|html)", path.name
        )
        earlier = path.stat().st_mtime < provenance.stat().st_mtime
        if ours and earlier and ours[1] not in names:
            path.unlink()


def forget_stale_tables(results: str | Path, names: Iterable[str], kept: Iterable[str]) -> None:
    """Remove tables of an earlier run that the configuration no longer asks for.

    Parameters
    ----------
    results : str or Path
        Folder of the results.
    names : iterable of str
        Tables that a run may or may not have.
    kept : iterable of str
        Paths of those that this run has.
    """
    stay = {Path(path) for path in kept}
    for name in names:
        path = Path(results) / "tables" / f"{name}.csv"
        if path not in stay:
            path.unlink(missing_ok=True)


def run_summary(results: str | Path) -> str:
    """Return the summary of a finished run.

    Parameters
    ----------
    results : str or Path
        The folder of results.

    Returns
    -------
    str
        A few lines for the terminal: headline figures with their state, issues by severity, and
        where to look.
    """
    results = Path(results)
    lines = ["", "nutag is done."]
    country = _country(results / "tables" / "indicators.csv")
    if country:
        lines += [f"  {line}" for line in country]
    lines += [f"  {line}" for line in _ladder(results / "checks" / "reconciliation.csv")]
    issues = results / "checks" / "issues.csv"
    if issues.exists():
        counts = Counter(row["severity"] for row in _rows(issues))
        found = [f"{counts[s]} {_WORDS[s][counts[s] > 1]}" for s in SEVERITIES if counts[s]]
        quality = results / "checks" / "quality.html"
        where = quality if quality.exists() else issues
        lines.append(f"  Issues of the input: {', '.join(found) or 'none'} (see {where})")
    if (results / "index.html").exists():
        lines.append(
            f"  Open {results / 'index.html'}; tables are in {results / 'tables'}, "
            f"maps in {results / 'maps'}."
        )
    lines.append("  These indicators show exposure or pressure, not a violation.")
    return "\n".join(lines)


def _ladder(path: Path) -> list[str]:
    """Return the ladder of the licences in one line, and a line where rows were lost."""
    rows = _rows(path)
    steps = [r for r in rows if (r["check"], r["dataset"]) == ("ladder", "licences")]
    lines = []
    if steps:
        # A step that nothing leaves at is not worth a word here.
        told = [
            step
            for before, step in zip([None, *steps], steps, strict=False)
            if before is None or step is steps[-1] or step["rows"] != before["rows"]
        ]
        words = " → ".join(f"{int(step['rows']):,} {step['step']}" for step in told)
        area = steps[-1]["area_ha"]
        hectares = f" ({float(area):,.0f} ha)" if area else ""
        lines.append(f"Rows of licences: {words}{hectares}")
    lost = sum(int(r["rows"]) for r in rows if r["step"] == LOST)
    if lost:
        lines.append(f"{lost:,} rows neither count nor have an issue: a fault of nutag, report it")
    return lines


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with open(path, encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def _country(path: Path) -> list[str]:
    rows = {
        row["indicator_id"]: row
        for row in _rows(path)
        if row["unit_level"] == "country" and not row["indicator_id"].startswith("L12")
    }
    lines = []
    for indicator_id, words in (
        ("L01_ha", "under licence"),
        ("L02_ha", "under mining licence"),
        ("R01", "reported without rehabilitation"),
    ):
        row = rows.get(indicator_id)
        if row is None:
            continue
        if not row["value"]:
            lines.append(f"No figure {words}: {row['state'].replace('_', ' ')}")
            continue
        bound = "at least " if "lower_bound" in row["flags"] else ""
        share = f", from {row['n']} of {row['n_of']} units" if row["n_of"] else ""
        period = row["period"] or row["year"] or "undated"
        lines.append(f"{bound}{round(float(row['value']), 1):,.10g} ha {words} ({period}{share})")
    return lines
