"""The print page of small maps, in both languages: nothing meets, nothing is missing."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.patches import Circle
from test_printed_country import CATALOGUE, LATIN, PROVENANCE, on_page, provinces, texts

from nutag.catalogue import SENTENCE_EN
from nutag.messages import LANGUAGES, messages
from nutag.printmap import save_figure
from nutag.printmap.several import choose, people_and_land_page
from nutag.printmap.units import HATCHES

__all__ = ["provinces"]  # a fixture

SHARES = ["E01", "E01_land", "E01_fp", "S01_pa", "S02_lic", "S04", "F02"]
TOTALS = ["E01_n", "E01_r1", "E02", "S01", "F01", "E06"]
BREAKS = [5.0, 10.0, 15.0, 20.0, 30.0]


def rows(provinces, names, *, known=14) -> pd.DataFrame:
    """Return figures of so many provinces; of the others one is zero, and the rest say why."""
    number = np.arange(len(provinces))
    states = np.select(
        [number < known, number == known, number == known + 1, number == known + 2],
        ["value", "reported_zero", "small_denominator", "not_covered"],
        "coverage_unknown",
    )
    one = pd.DataFrame(
        {
            "unit_level": "province",
            "unit_id": provinces["province_id"],
            "value": np.where(
                number < known, 1.5 * number + 1, np.where(number < known + 2, 0, np.nan)
            ),
            "state": states,
            "year": 2026,
            "period": "2026-07",
            "flags": "sample;lower_bound;modelled;proxy",
            "note": "",
            "source": "licences; population",
        }
    )
    return pd.concat([one.assign(indicator_id=name) for name in names], ignore_index=True)


def page(provinces, values, language):
    return people_and_land_page(
        units=provinces,
        values=values,
        classes=dict.fromkeys(CATALOGUE.indicators, BREAKS),
        catalogue=CATALOGUE,
        provenance=PROVENANCE,
        words=messages(language),
    )


@pytest.fixture(scope="module")
def pages(provinces) -> dict:
    kinds = {
        "shares": rows(provinces, SHARES),
        "two": rows(provinces, SHARES[:2]),
        "totals": rows(provinces, TOTALS),
        "nothing": rows(provinces, ["L01"]),
    }
    return {
        (kind, language): page(provinces, values, language)
        for kind, values in kinds.items()
        for language in LANGUAGES
    }


KINDS = ["shares", "two", "totals", "nothing"]


def small_maps(figure) -> list:
    return [axes for axes in figure.axes if axes.get_zorder() == 0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_texts_meet_and_none_leaves_the_page(pages, kind, language):
    figure = pages[kind, language]
    found = [(text.get_text(), on_page(figure, text)) for text in texts(figure)]
    for (one, here), (other, there) in itertools.combinations(found, 2):
        assert here.intersection(there).area < 0.02 * min(here.area, there.area), (one, other)
    assert [text for text, box in found if not 5 <= box.bounds[0] <= box.bounds[2] <= 292] == []
    assert [text for text, box in found if not 5 <= box.bounds[1] <= box.bounds[3] <= 205] == []


@pytest.mark.parametrize("kind", ["shares", "two", "totals"])
def test_no_text_stands_on_a_map_and_no_map_on_another(pages, provinces, kind):
    figure = pages[kind, "mn"]
    lands = []
    for axes in small_maps(figure):
        (x, east), (y, _) = axes.get_xlim(), axes.get_ylim()
        west, south, right, north = (side * 297 / (east - x) for side in provinces.total_bounds)
        left, low = x * 297 / (east - x), y * 297 / (east - x)
        lands.append((west - left, south - low, right - left, north - low))
    assert all(0 < side < 297 for land in lands for side in land)
    for (w, s, e, n), (w2, s2, e2, n2) in itertools.combinations(lands, 2):
        assert e < w2 or e2 < w or n < s2 or n2 < s
    for text in texts(figure):
        left, low, right, high = on_page(figure, text).bounds
        for w, s, e, n in lands:
            assert right < w or left > e or high < s or low > n, text.get_text()


def test_six_small_maps_each_with_a_legend_and_one_scale(pages):
    figure = pages["shares", "en"]
    words = [text.get_text() for text in texts(figure)]
    maps = small_maps(figure)
    assert len(maps) == 6
    assert len({round(np.ptp(axes.get_xlim())) for axes in maps}) == 1
    assert words.count("16 of 22 provinces with a figure") == 6
    assert words.count("up to 5.00") == 6
    assert words.count(CATALOGUE.states["not_covered"]["name_en"]) == 6
    for axes in maps:
        hatched = [c for c in axes.collections if c.get_hatch() == HATCHES["coverage_unknown"]]
        assert sum(len(c.get_paths()) for c in hatched) == 5
    assert words.count(SENTENCE_EN) == 1
    run = next(text for text in words if "run 012345678901" in text)
    # What is left out begins beside it and goes on below.
    told = " ".join(text for text in words if text != run)
    assert "those of people and of land as near are the same" in told
    # What has no figure and what has no room is named.
    assert re.search(r"no province has a figure: [^.]*Share of water points within 5 km", told)
    assert "want of room: Share of people within 5 km of mined ground." in told


def test_without_any_share_counts_are_shown_in_circles(pages):
    figure = pages["totals", "en"]
    maps = small_maps(figure)
    assert len(maps) == 5  # people of single rings have their table
    for axes in maps:
        assert len([patch for patch in axes.patches if isinstance(patch, Circle)]) == 14
    words = [text.get_text() for text in texts(figure)]
    assert "Mongolia · by province · each map has circles of its own measure" in words
    assert CATALOGUE.indicators["E01_n"].name_en in words


def test_a_page_without_figures_says_so(pages):
    figure = pages["nothing", "en"]
    assert small_maps(figure) == []
    words = [text.get_text() for text in texts(figure)]
    assert "No indicator of people and land has a figure for any province." in words


def test_what_is_shown_is_chosen_by_what_has_figures(provinces):
    choice = choose(rows(provinces, SHARES), CATALOGUE)
    assert choice.shown == ("E01", "E01_land", "S01_pa", "S02_lic", "S04", "F02")
    assert choice.no_room == ("E01_fp",)
    assert set(choice.nowhere) == {"E03", "F03", "F01_share"}
    zeros = rows(provinces, ["E02"], known=0)
    assert choose(zeros, CATALOGUE).shown == ()


def test_a_mongolian_page_has_no_english_word_and_every_letter_a_glyph(pages):
    font = FT2Font(findfont(FontProperties(family="DejaVu Sans")))
    for kind in KINDS:
        told = [text.get_text() for text in texts(pages[kind, "mn"])]
        named = [re.sub(r"\bDT_\w+", "", text) for text in told]  # the number of a table
        latin = {word for text in named for word in re.findall("[A-Za-z][A-Za-z0-9]+", text)}
        assert latin - LATIN == set()
        assert {letter for letter in "".join(told) if not font.get_char_index(ord(letter))} == set()


def test_the_same_bytes_twice(tmp_path, provinces):
    for turn in ("a", "b"):
        figure = page(provinces, rows(provinces, SHARES[:1]), "mn")
        files = [tmp_path / f"{turn}.{ending}" for ending in ("png", "pdf", "svg")]
        save_figure(figure, *files, messages("mn"))
    for ending in ("png", "pdf", "svg"):
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()
