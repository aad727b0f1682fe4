"""What all tests share: where the repository is."""

from pathlib import Path

import pytest

from nutag.catalogue import Catalogue, load_catalogue


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def bundled_catalogue(repository: Path) -> Catalogue:
    return load_catalogue(repository / "data" / "indicators.yaml")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-screenshots",
        action="store_true",
        help="take the reference pictures in tests/browser/reference anew",
    )
