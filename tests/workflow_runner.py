"""Runs of the workflow in folders of their own, never in the folder of the repository."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("Snakefile", "config", "data", "profiles", "src", "workflow")
# What a person or Python leaves in these folders, and is no part of the repository.
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info", "user", "downloads", "*.pyc")


@dataclass(frozen=True)
class Run:
    """What one `snakemake` did."""

    status: int
    output: str
    seconds: float

    @property
    def jobs(self) -> set[str]:
        """Rules that a dry run would run, without the rule that only asks for files."""
        table = re.search(r"^job +count\n[- ]+\n(.*?)^total", self.output, re.S | re.M)
        names = re.findall(r"^(\w+) +\d+$", table.group(1), re.M) if table else []
        return set(names) - {"all"}


def copy_repository(target: Path) -> Path:
    """Copy what the workflow needs; the copy runs its own code."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=LEFT_OUT)
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / part)
    return target


def environment(code: Path) -> dict[str, str]:
    """Return the environment in which the package of this folder is the one imported."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SNAKEMAKE"))}
    return kept | {"PYTHONPATH": str(code / "src"), "PYTHONDONTWRITEBYTECODE": "1"}


def command(folder: Path, *arguments: str, code: Path | None = None) -> list[str]:
    """Return the command line that runs a workflow in a folder, by default its own."""
    line = [sys.executable, "-m", "snakemake"]
    if code is not None:
        line += ["--snakefile", str(code / "Snakefile"), "--directory", str(folder)]
    return [*line, *arguments]


def snakemake(
    folder: Path,
    *arguments: str,
    code: Path | None = None,
    package: Path | None = None,
    beside: Path | None = None,
    timeout: int = 240,
) -> Run:
    """Run `snakemake`.

    Parameters
    ----------
    folder : Path
        Folder of the run.
    *arguments : str
        Of the command line.
    code : Path, optional
        Folder of the repository, where the run is in another folder than it.
    package : Path, optional
        Folder of the repository whose package is imported; by default that of the workflow.
    beside : Path, optional
        Folder of further modules.
    timeout : int
        Seconds.
    """
    began = time.monotonic()
    variables = environment(package or code or folder)
    if beside is not None:
        variables["PYTHONPATH"] += os.pathsep + str(beside)
    done = subprocess.run(
        command(folder, *arguments, code=code),
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Run(done.returncode, done.stdout, time.monotonic() - began)


def planned(folder: Path, *arguments: str, code: Path | None = None) -> Run:
    """Return a dry run, whose `jobs` are what the next run would do."""
    run = snakemake(folder, *arguments, "--dry-run", "--quiet", "host", code=code)
    assert run.status == 0, run.output
    assert run.jobs or "Nothing to be done" in run.output, run.output
    return run


def snapshot(folder: Path, endings: tuple[str, ...]) -> dict[str, bytes]:
    """Return the bytes of all files with these endings below a folder, by their path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in endings
    }
