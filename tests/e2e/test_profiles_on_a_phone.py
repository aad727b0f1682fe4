"""Profiles of the bundled run on a phone: nothing has to be scrolled sideways."""

import pytest

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("language", ["en", "mn"])
def test_no_profile_is_wider_than_a_phone(bundled, browser, language):
    page = browser.new_page(viewport=PHONE)
    wide = {}
    profiles = sorted((bundled / "results" / "profiles").glob("*.html"))
    for path in profiles:
        page.goto(f"{path.as_uri()}#lang={language}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide[path.name] = width
    page.close()
    assert len(profiles) >= 22
    assert wide == {}
