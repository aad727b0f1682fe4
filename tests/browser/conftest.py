"""Pages opened in Debian's Chromium, from file://, with every request written down."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import peopleframes
import profileframes
import pytest
import qualityframes
import webframes as frames
from viewports import DESKTOP

from nutag import pages
from nutag.profiles import profile_pages


@dataclass
class Opened:
    """A page and what it did while it was open."""

    page: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    (folder / "checks").mkdir()
    (folder / "checks" / "quality.html").write_text(qualityframes.page(), "utf-8")
    (folder / "index.html").write_text(pages.index_page(**frames.page_frames()), "utf-8")
    # One ring alone has marks, and they are long.
    figures = peopleframes.FIGURES | {"E01_r1": (600.0, "modelled;lower_bound;coarse_raster")}
    profiles = {
        "profiles": profileframes.material(),
        "people": peopleframes.material(figures),
    }
    for name, material in profiles.items():
        (folder / name).mkdir()
        for unit_id, page in profile_pages(material):
            (folder / name / f"{unit_id}.html").write_text(page, "utf-8")
    people = peopleframes.material(peopleframes.FIGURES)
    told = {"indicators": people.indicators, "catalogue": people.catalogue}
    people_page = pages.index_page(**(frames.page_frames() | told))
    (folder / "index_people.html").write_text(people_page, "utf-8")
    bare = frames.page_frames() | {"classes": {}}
    (folder / "index_no_classes.html").write_text(pages.index_page(**bare), "utf-8")
    (folder / "index_context.html").write_text(pages.index_page(**frames.without_data()), "utf-8")
    soums, rows = frames.many_soums()
    many = bare | {"soums": soums, "indicators": pd.concat([bare["indicators"], rows])}
    (folder / "index_many_soums.html").write_text(pages.index_page(**many), "utf-8")
    return folder


@pytest.fixture
def open_page(browser, site):
    contexts = []

    def opened(name: str, viewport: dict[str, int] = DESKTOP, **options: object) -> Opened:
        context = browser.new_context(viewport=viewport, **options)
        context.set_default_timeout(5000)
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.on("console", lambda message: _note(found, message))
        found.page.on("pageerror", lambda error: found.errors.append(str(error)))
        found.page.on("dialog", lambda dialog: found.errors.append(f"dialog {dialog.message}"))

        def route(route):
            url = route.request.url
            if url.startswith(("file:", "data:")):
                route.continue_()
            else:
                found.requests.append(url)
                route.abort()

        context.route("**/*", route)
        path, _, fragment = name.partition("#")
        found.page.goto((site / path).as_uri() + (f"#{fragment}" if fragment else ""))
        if name.startswith("index") and options.get("java_script_enabled", True):
            found.page.wait_for_selector(".nm[data-ready]")
        return found

    yield opened
    for context in contexts:
        context.close()


def _note(found: Opened, message) -> None:
    if message.type in ("error", "warning"):
        found.errors.append(message.text)
