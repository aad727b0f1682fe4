"""Pictures of the main views, from results/ into docs/images/: `make screenshots`."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
RESULTS, IMAGES = ROOT / "results", ROOT / "docs" / "images"
DESKTOP, PHONE = (1280, 860), (390, 844)

#: Picture: page with what is chosen in it, and the size of the window.
VIEWS = {
    "overview": ("index.html#lang=en", DESKTOP),
    "atlas_mn": ("index.html#unit=MN-063&indicator=R01&lang=mn", DESKTOP),
    "atlas_phone": ("index.html#unit=MN-053&indicator=L01&lang=en", PHONE),
    "profile": ("profiles/MN-053.html#lang=en", DESKTOP),
    "quality": ("checks/quality.html#lang=en", DESKTOP),
}
COLOURS = 128  # of a picture: pages have few, and a small file is a kind one


def main() -> int:
    """Take the pictures; the pages have to be there."""
    missing = [page for page, _ in VIEWS.values() if not (RESULTS / page.split("#")[0]).is_file()]
    chromium = shutil.which("chromium")
    if missing or chromium is None:
        print(f"Run `make` first: no {missing[0]}" if missing else "No chromium on this machine.")
        return 2
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (address, (width, height)) in VIEWS.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{RESULTS.as_uri()}/{address}")
            page.wait_for_load_state("load")
            if "unit=" in address:
                page.evaluate("document.querySelector('.nm-pick').scrollIntoView()")
                page.mouse.wheel(0, -60)
            page.wait_for_timeout(500)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(
                IMAGES / f"{name}.png", optimize=True
            )
            print(f"docs/images/{name}.png")
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
