"""One run of the bundled data, in a copy of the repository, for all tests of this folder."""

import shutil
import subprocess
from pathlib import Path

import pytest
from workflow_runner import copy_repository, snakemake


@pytest.fixture(scope="session")
def bundled(tmp_path_factory) -> Path:
    """A clone in which bare `snakemake` has run, with what it said in `run.txt`."""
    folder = copy_repository(tmp_path_factory.mktemp("bundled") / "nutag")
    author = ["-c", "user.name=tests", "-c", "user.email=tests@example.invalid"]
    for step in (["init", "-q"], ["add", "-A"], [*author, "commit", "-q", "-m", "A copy"]):
        subprocess.run(["git", *step], cwd=folder, check=True)
    run = snakemake(folder)
    assert run.status == 0, run.output
    (folder / "run.txt").write_text(run.output, "utf-8")
    print(f"\nbundled run: {run.seconds:.1f} s")
    return folder


@pytest.fixture
def after_run(bundled, tmp_path) -> Path:
    """A copy of the bundled run that a test may change."""
    return Path(shutil.copytree(bundled, tmp_path / "nutag", symlinks=True))


@pytest.fixture(scope="session")
def code(tmp_path_factory) -> Path:
    """A copy of the repository for runs in other folders; no test changes it."""
    return copy_repository(tmp_path_factory.mktemp("code") / "nutag")
