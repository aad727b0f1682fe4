"""What all tests share: where the repository is, and the one browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from nutag.catalogue import Catalogue, load_catalogue
from nutag.config_files import read_config

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def bundled_catalogue(repository: Path) -> Catalogue:
    measuring = read_config(repository / "config" / "config.yaml")["measuring"]
    return load_catalogue(repository / "data" / "indicators.yaml", measuring)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium. Playwright runs once in a process, so that all folders share it."""
    if CHROMIUM is None:
        pytest.skip("no browser found: `sudo apt-get install chromium`, then `make test`")
    sync_api = pytest.importorskip("playwright.sync_api", reason="run `make` to install playwright")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-screenshots",
        action="store_true",
        help="take the reference pictures in tests/browser/reference anew",
    )
