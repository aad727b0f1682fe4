"""One rule for figures: neither a sliver nor a round figure is shown as what it is not."""

from dataclasses import replace

import figurecases
import pytest
import webframes

from nutag.messages import LANGUAGES, messages
from nutag.shown_figures import shown_figure

INDICATOR = webframes.catalogue().indicators["L12"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("value", "decimals", "as_number", "as_figure"), figurecases.NUMBERS)
def test_numbers(language, value, decimals, as_number, as_figure):
    words = messages(language)
    assert words.number(value, decimals) == as_number
    assert words.figure(value, decimals) == as_figure


@pytest.mark.parametrize(("unit", "decimals", "value", "flags", "shown"), figurecases.FIGURES)
def test_figures(unit, decimals, value, flags, shown):
    indicator = replace(INDICATOR, unit=unit, decimals=decimals)
    assert shown_figure({"value": value, "flags": flags}, indicator) == shown


def test_what_is_missing_is_empty():
    words = messages("en")
    assert (words.number(None, 1), words.figure(float("nan"), 1)) == ("", "")
    assert (words.number(0, 1, signed=True), words.number(2, signed=True)) == ("0.0", "+2")
