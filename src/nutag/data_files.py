"""Data files: where a path of the configuration leads, and whether there is something to read."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nutag.config_files import configured_in
from nutag.issues import InputError, Issue
from nutag.registry import files_of


def find_file(path: str, roots: list[Path]) -> Path | None:
    """Return the first existing file or folder of this path below the given folders, or None.

    Parameters
    ----------
    path : str
        As configured, absolute or relative; with slashes of Windows where no name has them.
    roots : list of Path
        Folders in the order in which they are tried.
    """
    for root in roots:
        for spelled in (path, path.replace("\\", "/")):
            candidate = root / spelled
            if candidate.exists():
                return candidate
    return None


def dataset_files(datasets: Mapping[str, Any], roots: list[Path]) -> dict[str, Path | None]:
    """Return the file of every configured role, and ``<role>_vertices`` where corners have theirs.

    Parameters
    ----------
    datasets : mapping of str to dataset block or None
        The ``datasets`` part of the configuration.
    roots : list of Path
        See `find_file`.
    """
    return {
        f"{role}{suffix}": find_file(path, roots)
        for role, block in datasets.items()
        if block is not None
        for suffix, path in files_of(block).items()
    }


def check_files(datasets: Mapping[str, Any], roots: list[Path], files: Sequence[Path] = ()) -> None:
    """Check that the file of every dataset block is there and not empty.

    A missing file that has a ``url`` is for `nutag.downloads.missing_downloads` to report.

    Parameters
    ----------
    datasets : mapping of str to dataset block or None
        The ``datasets`` part of the configuration.
    roots : list of Path
        Folders that relative paths may start from.
    files : sequence of Path
        Configuration files that have been read, the one that wins last; messages name the line.

    Raises
    ------
    InputError
        With one issue for every file that is missing or empty, naming near files.
    """
    issues = []
    named = [
        (role, suffix, path, block)
        for role, block in datasets.items()
        if block is not None
        for suffix, path in files_of(block).items()
    ]

    def where(key: str) -> str:
        line = configured_in(key, files, roots)
        return f"`{key}`, configured in {line}" if line else f"`{key}` in the configuration"

    for role, suffix, path, block in named:
        key = f"datasets.{role}.vertices.path" if suffix else f"datasets.{role}.path"
        found = find_file(path, roots)
        if "{" in str(found or path):  # Snakemake would read a wildcard
            words, hint = "braces in the path", " Rename the file or folder."
            issues.append(_file_issue(role, where(key), path, "file.braces", words, hint))
        elif found is None:
            if block.get("url") and not suffix:
                continue
            words, hint = "no such file", _neighbours(path, roots)
            issues.append(_file_issue(role, where(key), path, "file.missing", words, hint))
        elif found.is_dir() and found.suffix.lower() != ".gdb":
            issues.append(_file_issue(role, where(key), path, "file.folder", "a folder"))
        elif found.is_file() and found.stat().st_size == 0:
            issues.append(_file_issue(role, where(key), path, "file.empty", "an empty file"))
    if issues:
        raise InputError(issues)


def _neighbours(path: str, roots: list[Path]) -> str:
    if not path.isprintable():
        return " In double quotation marks a backslash changes the letter after it: write /."
    wanted = Path(path.replace("\\", "/"))
    for root in roots:
        folder = (root / wanted).parent
        if folder.is_dir():
            names = sorted(
                p.name
                for p in folder.iterdir()
                if not p.name.startswith(".") and (p.is_file() or p.suffix.lower() == ".gdb")
            )
            near = difflib.get_close_matches(wanted.name, names, n=5, cutoff=0.3) or names[:5]
            return f" Files there: {', '.join(near)}." if near else " There is no file."
    return f" The folder {wanted.parent} does not exist."


def _file_issue(role: str, where: str, path: str, code: str, found: str, hint: str = "") -> Issue:
    return Issue(
        dataset=role,
        file=path,
        code=code,
        severity="stop",
        found=found,
        expected="a file with data",
        action=f"Mend {where}.{hint}",
    )
