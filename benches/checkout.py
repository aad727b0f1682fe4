"""Copies of the repository to run the workflow in; the checkout itself is never run in."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MADE_BY_A_RUN = ("results", "interim", "logs", "benchmarks", ".snakemake")


class RunFailed(Exception):
    """The workflow did not run to its end, so there is nothing to measure."""


def copy_to(folder: Path) -> Path:
    """Copy what git tracks, and what it does not ignore, into a new folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in sorted(set(filter(None, listed.stdout.split("\0")))):
        if (ROOT / name).is_file():  # not one that is deleted and still in the index
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    compileall.compile_dir(folder / "src", quiet=1)
    return folder


def forget_run(folder: Path) -> None:
    """Remove all that an earlier run left."""
    for name in MADE_BY_A_RUN:
        shutil.rmtree(folder / name, ignore_errors=True)


def environment(folder: Path) -> dict[str, str]:
    """Return the environment in which Python finds the package of that copy."""
    return {**os.environ, "PYTHONPATH": str(folder / "src")}


def snakemake(*arguments: str) -> list[str]:
    """Return the command line of Snakemake in this Python."""
    return [sys.executable, "-m", "snakemake", *arguments]


def run(command: list[str], folder: Path) -> str:
    """Run a command in a copy; return what it printed to standard output."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-25:])
        raise RunFailed(f"{' '.join(command[1:4])} failed in a copy of the repository:\n{tail}")
    return done.stdout
