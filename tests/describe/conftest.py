"""A folder of a run with the mini country, for files that nobody has configured."""

from pathlib import Path

import minicountry
import pytest
import yaml

from nutag.describe.report import describe


class Desk:
    """Where a person has a file and types `nutag describe`, then pastes and runs `nutag check`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        minicountry.write_country(folder)
        own = folder / "config"
        own.mkdir()
        (folder / "mini.yaml").rename(own / "config.yaml")

    def describe(self, *names: str, role: str | None = None) -> tuple[int, str]:
        return describe([self.folder / name for name in names], self.folder, role)

    def block(self, text: str, role: str) -> dict:
        """Return what a person pastes, as YAML reads it."""
        pasted = yaml.safe_load(text)
        assert list(pasted) == ["datasets"]
        assert list(pasted["datasets"]) == [role]
        return pasted["datasets"][role]

    def paste(self, text: str, **more: object) -> Path:
        """Write what was printed, and what the person adds to it, as a configuration."""
        pasted = yaml.safe_load(text)
        (block,) = pasted["datasets"].values()
        block.update(more)
        path = self.folder / "mine.yaml"
        path.write_text(yaml.safe_dump(pasted, allow_unicode=True), encoding="utf-8")
        return path


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)
