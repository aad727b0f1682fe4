"""The atlas in a browser, beside a page that geopandas' explore() makes of the same data.

Both open from the disk. What the page of explore() would fetch from content networks is handed to
it from the disk, so that it is given its best case: no network at all.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import checkout
import geopandas as gpd
import national_run
import pandas as pd
import synthetic
import xstatic.pkg.leaflet
from figure import Figure, seconds

USABLE_S, SWITCH_S, PAGE_MB = 2.0, 0.1, 6.0
CHROMIUM = shutil.which("chromium")
LEAFLET = Path(xstatic.pkg.leaflet.BASE_DIR)
FIRST, SECOND = "L01", "L05"
UNITS = "path.leaflet-interactive"
#: Seconds since the page was asked for, once what was drawn is on the screen.
PAINTED = """new Promise(done => requestAnimationFrame(() => setTimeout(
  () => done(performance.now() / 1000))))"""
SWITCHED = """act => new Promise(done => {
  const start = performance.now();
  new Function(act)();
  requestAnimationFrame(() => setTimeout(() => done((performance.now() - start) / 1000)));
})"""
PICK = """const pick = document.querySelector('.nm-pick');
  pick.value = '{}'; pick.dispatchEvent(new Event('change'));"""
PRESS = "document.querySelector('.languages [lang={}]').click()"
TICK = "document.querySelector('[name=licences]').click()"


def measure(repeat: int) -> list[Figure]:
    """Open both pages and use ours; without a browser nothing is measured."""
    if CHROMIUM is None:
        print("\natlas: no browser found: sudo apt-get install chromium")
        return []
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (not where it is not used)

    with tempfile.TemporaryDirectory(prefix="nutag-bench-") as tmp:
        copy = checkout.copy_to(Path(tmp) / "copy")
        national_run.set_up(copy, synthetic.soums(), synthetic.national_licences())
        checkout.run(
            checkout.snakemake("--cores", "all", "results/index.html"),
            copy,
        )
        atlas = copy / "results" / "index.html"
        plain = {key: _explored(copy, key) for key in (FIRST, SECOND)}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            ours = [_use(browser, atlas) for _ in range(repeat)]
            theirs = [
                {key: _open(browser, page)[1] for key, page in plain.items()} for _ in range(repeat)
            ]
            browser.close()
        return _figures(ours, theirs, _megabytes(atlas), _megabytes(plain[FIRST]))


def _figures(
    ours: list[dict[str, float]], theirs: list[dict[str, float]], mb: float, plain_mb: float
) -> list[Figure]:
    def row(what: str, act: str, other: str, target: float | None) -> Figure:
        own, plain = [one[act] for one in ours], [one[other] for one in theirs]
        middle = statistics.median(own)
        return Figure(
            what=what,
            ratio=f"{middle / statistics.median(plain):.2f}",
            target="" if target is None else f"<= {target:g} s",
            met=None if target is None else middle <= target,
            baseline=seconds(plain),
            ours=seconds(own),
        )

    return [
        row("usable map, 339 soums and 3,420 licences : explore()", "open", FIRST, USABLE_S),
        row("another indicator : opening its explore() page", "indicator", SECOND, SWITCH_S),
        row("another language : opening another page", "language", SECOND, SWITCH_S),
        row("the licences drawn, first time : explore()", "licences", FIRST, None),
        Figure(
            what="size of the page : explore() of one indicator",
            ratio=f"{mb / plain_mb:.2f}",
            target=f"<= {PAGE_MB:g} MB",
            met=mb <= PAGE_MB,
            baseline=f"{plain_mb:.1f} MB",
            ours=f"{mb:.1f} MB",
        ),
    ]


def _explored(folder: Path, indicator: str) -> Path:
    """Write what explore() makes of the soums, coloured by an indicator, and of the licences."""
    soums = gpd.read_parquet(folder / "interim" / "standardised" / "soums.parquet")
    rows = pd.read_parquet(folder / "results" / "tables" / "indicators.parquet")
    rows = rows[(rows["unit_level"] == "soum") & (rows["indicator_id"] == indicator)]
    named = soums[["soum_id", "name_en", "geometry"]]
    coloured = named.merge(
        rows[["unit_id", "value", "state"]], left_on="soum_id", right_on="unit_id"
    )
    licences = gpd.read_parquet(folder / "interim" / "measured" / "licences.parquet")
    columns = ["code", "stage", "holder", "area_declared_ha", "geometry"]
    warnings.filterwarnings("ignore", message="Numba not installed")
    shown = coloured.explore("value", scheme="FisherJenks", k=5, tiles=None, legend=False)
    licences.loc[licences.geometry.notna(), columns].explore("stage", m=shown, legend=False)
    page = folder / f"explore_{indicator}.html"
    shown.save(str(page))
    return page


def _open(browser: Any, page: Path, address: str = "") -> tuple[Any, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.route("http*://**/*", _from_disk)
    opened = context.new_page()
    opened.goto(page.as_uri() + address, wait_until="commit")
    opened.wait_for_function(f"document.querySelectorAll('{UNITS}').length >= 339")
    took = float(opened.evaluate(PAINTED))
    return opened, took


def _use(browser: Any, page: Path) -> dict[str, float]:
    opened, took = _open(browser, page, "#level=soum&lang=en")
    found = {"open": took}

    def timed(act: str) -> float:
        opened.wait_for_timeout(200)
        return float(opened.evaluate(SWITCHED, act))

    steps: dict[str, Callable[[], float]] = {
        "indicator": lambda: timed(PICK.format(SECOND)),
        "language": lambda: timed(PRESS.format("mn")),
        "licences": lambda: timed(TICK),
    }
    for name, step in steps.items():
        found[name] = step()
    opened.context.close()
    return found


def _from_disk(route: Any) -> None:
    name = route.request.url.rsplit("/", 1)[-1]
    if name in ("leaflet.js", "leaflet.css"):
        route.fulfill(path=str(LEAFLET / name))
    else:
        route.fulfill(body="")


def _megabytes(page: Path) -> float:
    return page.stat().st_size / 1e6
