"""The data dictionary: every column of every table, once and in both languages."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from nutag.catalogue import load_catalogue
from nutag.dictionary import data_dictionary, read_columns

ROOT = Path(__file__).parents[2]
CATALOGUE = load_catalogue(ROOT / "data" / "indicators.yaml")
COLUMNS = read_columns(ROOT / "data" / "columns.yaml")


def table(columns):
    return pd.DataFrame(columns=columns.split())


TABLES = {
    "provinces": table("province_id name_en area_km2 unrehabilitated_ha unrehabilitated_state"),
    "soums": table("soum_id province_id area_km2 area_km2_state flags notes"),
    "population": table("soum_id year people"),
    "licence_pieces": table("licence_id soum_id area_ha"),
    "licence_trend": table("unit_id period licensed_ha licensed_ha_state"),
}
SOURCE_COLUMNS = {**COLUMNS, "people": {"unit": "people", "meaning_en": "P", "meaning_mn": "Х"}}


def entries():
    dictionary = data_dictionary(CATALOGUE, TABLES, SOURCE_COLUMNS)
    return dictionary.set_index(["table", "column"])


def test_dictionary_covers_every_column():
    found = entries()
    assert found.index.tolist() == [(name, column) for name in TABLES for column in TABLES[name]]
    assert (found[["meaning_en", "meaning_mn"]] != "").all(axis=None)


def test_indicators_are_described_by_the_catalogue():
    found = entries()
    land = found.loc[("provinces", "unrehabilitated_ha")]
    assert land["indicator_id"] == "R01"
    assert land["unit"] == "ha"
    assert CATALOGUE.indicators["R01"].name_mn in land["meaning_mn"]
    assert land["missing_rule"].endswith("see unrehabilitated_state")
    assert "15.3" in land["sdg"]
    state = found.loc[("provinces", "unrehabilitated_state")]
    assert "reported_zero (zero, reported or measured)" in state["meaning_en"]


def test_a_column_means_what_it_means_in_its_table():
    found = entries()
    assert found.loc[("licence_trend", "licensed_ha"), "indicator_id"] == "L12"
    assert found.loc[("licence_trend", "licensed_ha_state"), "indicator_id"] == "L12"
    assert found.loc[("provinces", "area_km2"), "indicator_id"] == ""
    assert found.loc[("soums", "area_km2"), "indicator_id"] == "U01"
    assert found.loc[("population", "people"), "meaning_en"] == "P"
    assert "lies in the soum" in found.loc[("licence_pieces", "area_ha"), "meaning_en"]


def test_every_column_without_an_entry_is_named():
    tables = {"a": table("soum_id one"), "b": table("two")}
    with pytest.raises(ValueError, match=r"2 columns have no entry \(a.one, b.two\)"):
        data_dictionary(CATALOGUE, tables, COLUMNS)


def test_words_are_whole_in_both_languages(tmp_path):
    for name, meaning in COLUMNS.items():
        assert list(meaning) == ["unit", "meaning_en", "meaning_mn", "missing_rule"], name
        assert all(isinstance(words, str) for words in meaning.values()), name
        assert meaning["meaning_en"], name
        assert any("\u0400" <= letter <= "\u04ff" for letter in meaning["meaning_mn"]), name
    half = tmp_path / "columns.yaml"
    half.write_text(yaml.safe_dump({"area": {"en": "Area"}}), encoding="utf-8")
    with pytest.raises(KeyError, match="mn"):
        read_columns(half)
