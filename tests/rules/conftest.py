"""A folder with the mini country, and one runner for all rules."""

from pathlib import Path

import minicountry
import pytest
from workflow_runner import Run, copy_repository, snakemake


@pytest.fixture(scope="session")
def code(tmp_path_factory) -> Path:
    """A copy of the repository for runs in other folders; no test changes it."""
    return copy_repository(tmp_path_factory.mktemp("code") / "nutag")


@pytest.fixture
def mini(tmp_path) -> Path:
    minicountry.write_country(tmp_path)
    return tmp_path


@pytest.fixture
def run_rule(mini, code):
    """Run one rule and no other; what it reads has to lie there already."""

    def run(rule: str, *targets: str, status: int = 0) -> Run:
        arguments = ["--allowed-rules", rule, "--configfile", str(mini / "mini.yaml")]
        done = snakemake(mini, *targets, *arguments, code=code)
        assert done.status == status, done.output
        assert {path.stem for path in (mini / "logs").iterdir()} == {rule}
        return done

    return run


@pytest.fixture
def put(mini):
    """Write a table where the rule under test will look for it."""

    def write(name: str, table) -> None:
        path = mini / "interim" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_parquet(path)

    return write
