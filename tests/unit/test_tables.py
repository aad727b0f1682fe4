"""Published tables: wide and long views of the indicator table."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from nutag.catalogue import load_catalogue
from nutag.tables import (
    INDICATOR_COLUMNS,
    RING_INDICATORS,
    TREND_COLUMNS,
    indicator_column,
    licence_piece_table,
    overlap_layer,
    province_table,
    soum_table,
    state_column,
    trend_table,
)

ROOT = Path(__file__).parents[2]
CATALOGUE = load_catalogue(ROOT / "data" / "indicators.yaml")


def row(level, unit_id, indicator_id, value, state="value", **other):
    return {
        "unit_level": level,
        "unit_id": unit_id,
        "indicator_id": indicator_id,
        "value": value,
        "state": state,
        "unit": CATALOGUE.indicators[indicator_id].unit,
        "year": other.get("year", pd.NA),
        "n": pd.NA,
        "n_of": pd.NA,
        "flags": other.get("flags", ""),
        "note": other.get("note", ""),
        "period": other.get("period", ""),
        "source": other.get("source", ""),
    }


@pytest.fixture
def indicators():
    studied = "The study reached 15 soums."
    rows = [
        row("province", "MN-063", "L01_ha", 1000.0, flags="declared_sum", period="2026-07"),
        row("province", "MN-063", "L01", 10.0, flags="declared_sum", period="2026-07"),
        row("province", "MN-063", "L04", 7.0),
        row("province", "MN-063", "R01", 46.7, flags="part_of_unit", note=studied, year=2012),
        row("province", "MN-063", "R03", 0.5, flags="part_of_unit;year_gap", note=studied),
        row("province", "MN-053", "R01", np.nan, "coverage_unknown", note=studied),
        row("province", "MN-053", "L04", 0.0),
        row("soum", "MN4801", "U01", 12.5),
        row("soum", "MN4801", "L01", 0.0),
        row("soum", "MN4802", "L01", np.nan, "no_boundary"),
        row("province", "MN-063", "L12", 900.0, period="2021-01"),
        row("province", "MN-063", "L12", 1000.0, period="2026-07"),
        row("province", "MN-063", "L12_mining", 300.0, period="2026-07"),
        row("province", "MN-053", "L12", np.nan, "not_covered", period="2021-01"),
    ]
    frame = pd.DataFrame(rows)
    return frame.astype({"year": "Int64", "n": "Int64", "n_of": "Int64"})


@pytest.fixture
def provinces():
    return gpd.GeoDataFrame(
        {
            "province_id": ["MN-063", "MN-053"],
            "name_en": ["Dornogovi", "Umnugovi"],
            "name_mn": ["Дорноговь", "Өмнөговь"],
            "area_official_km2": [100.0, 165380.0],
            "area_ha": [9900.0, np.nan],
        },
        geometry=[shapely.box(0, 0, 1, 1), None],
        crs="EPSG:4326",
    )


@pytest.fixture
def soums():
    return pd.DataFrame(
        {
            "soum_id": ["MN4802", "MN4801"],
            "province_id": "MN-063",
            "name_en": ["B", "A"],
            "name_mn": ["Б", "А"],
            "boundary_quality": ["none", "approximate"],
        }
    )


def test_province_table_turns_the_indicator_table_on_its_side(indicators, provinces):
    table = province_table(indicators, provinces)
    assert table["province_id"].tolist() == ["MN-053", "MN-063"]
    umnugovi, dornogovi = table.to_dict("records")
    assert dornogovi["licensed_ha"] == 1000
    assert dornogovi["licensed_pct"] == 10
    assert dornogovi["licensed_period"] == "2026-07"
    assert dornogovi["area_official_km2"] == 100
    assert dornogovi["area_km2"] == 99
    assert dornogovi["unrehabilitated_ha"] == 46.7
    assert dornogovi["unrehabilitated_state"] == "value"
    assert dornogovi["unrehabilitated_year"] == 2012
    assert np.isnan(umnugovi["unrehabilitated_ha"])
    assert umnugovi["unrehabilitated_state"] == "coverage_unknown"
    assert "geometry" not in table


def test_promised_columns_stand_in_the_province_table(indicators, provinces):
    table = province_table(indicators, provinces)
    promised = """province_id name_en name_mn area_official_km2 area_km2 licensed_ha mining_ha
        exploration_only_ha licensed_pct mining_pct exploration_only_pct sum_ha overlap_ha
        licence_count licence_density_per_1000_km2 common_mineral_pct licensed_change_pp
        unrehabilitated_ha unrehabilitated_state unrehabilitated_year rehabilitation_ratio
        completeness_pct flags notes"""
    assert set(promised.split()) <= set(table.columns)
    assert not table.columns.duplicated().any()


def test_columns_of_people_and_land_stand_whatever_the_run_has(indicators, provinces):
    table = province_table(indicators, provinces)
    columns = [INDICATOR_COLUMNS[name] for name in INDICATOR_COLUMNS if name[0] in "ESF"]
    assert len(columns) == len(set(columns)) == 38
    assert {*columns, *map(state_column, columns)} <= set(table.columns)
    assert table[columns].isna().all().all()
    named = set(INDICATOR_COLUMNS) | set(TREND_COLUMNS) | set(RING_INDICATORS)
    assert set(CATALOGUE.indicators) - named == set()


def test_modelled_people_are_whole_and_single_rings_are_left_to_their_table(indicators, provinces):
    rows = [
        row("province", "MN-063", "E01_n", 1234.56, flags="modelled"),
        row("province", "MN-053", "E01_n", 0.4, flags="modelled"),
        row("province", "MN-063", "E01_r1", 12.0),
        row("province", "MN-063", "S01", 12.34),
    ]
    more = pd.DataFrame(rows).astype(indicators.dtypes)
    table = province_table(pd.concat([indicators, more]), provinces)
    table = table.set_index("province_id")
    assert table["people_near"].dtype == "Int64"
    assert table["people_near"].to_dict() == {"MN-063": 1235, "MN-053": 0}
    assert table.loc["MN-053", "people_near_state"] == "value"
    assert table.loc["MN-063", "protected_licensed_ha"] == 12.34
    assert not [column for column in table.columns if "_r1" in column]


def test_the_layer_of_overlaps_speaks_the_words_of_their_table():
    square = shapely.box(0, 0, 1, 1)
    found = gpd.GeoDataFrame(
        {
            "measure": ["water_200_ha", "protected_ha"],
            "zone": ["mining", "exploration_only"],
            "soum_id": ["MN4801", "MN4801"],
            "area_ha": [2.0, 1.0],
        },
        geometry=[square, square],
        crs="EPSG:4326",
    )
    layer = overlap_layer(found)
    assert layer["what"].tolist() == ["protected_areas", "water_zone_200_m"]
    assert layer["stage"].tolist() == ["exploration_only", "mining"]
    assert len(overlap_layer(found.iloc[:0])) == 0


def test_missing_is_never_zero(indicators, provinces):
    table = province_table(indicators, provinces).set_index("province_id")
    assert table.loc["MN-053", "licence_count"] == 0
    assert pd.isna(table.loc["MN-053", "mining_ha"])
    assert pd.isna(table.loc["MN-053", "mining_ha_state"])
    assert table["licence_count"].dtype == "Int64"


def test_flags_and_notes_are_joined_once_each(indicators, provinces):
    table = province_table(indicators, provinces).set_index("province_id")
    assert table.loc["MN-063", "flags"] == "declared_sum;part_of_unit;year_gap"
    assert table.loc["MN-063", "notes"] == "R01, R03: The study reached 15 soums."


def test_soum_table_has_province_and_boundary_quality(indicators, soums):
    table = soum_table(indicators, soums)
    assert table["soum_id"].tolist() == ["MN4801", "MN4802"]
    assert table["boundary_quality"].tolist() == ["approximate", "none"]
    assert table["area_km2"].iloc[0] == 12.5
    assert table["licensed_pct"].iloc[0] == 0
    assert table["licensed_pct_state"].tolist() == ["value", "no_boundary"]


def test_two_rows_for_one_indicator_are_refused(indicators, provinces):
    twice = pd.concat([indicators, indicators.iloc[:1]])
    with pytest.raises(ValueError, match=r"1 rows stand twice .* MN-063 L01_ha"):
        province_table(twice, provinces)


def test_unknown_unit_is_refused(indicators, provinces):
    with pytest.raises(ValueError, match=r"1 province ids are not in the province table.*MN-053"):
        province_table(indicators, provinces[provinces["province_id"] == "MN-063"])


def test_an_indicator_of_tomorrow_gets_a_column():
    assert indicator_column("Z01", "ha") == "z01_ha"
    assert indicator_column("Z03", "%") == "z03_pct"
    assert indicator_column("Z04", "n") == "z04_count"
    assert state_column("licensed_ha") == "licensed_ha_state"
    assert state_column("unrehabilitated_ha") == "unrehabilitated_state"


@pytest.fixture
def pieces_and_licences():
    licences = pd.DataFrame(
        {
            "licence_id": ["L2", "L1"],
            "code": ["XV-2", "MV-1"],
            "stage": ["exploration", "mining"],
            "holder": ["=cmd()", "Өргөө ХХК"],
        }
    )
    pieces = gpd.GeoDataFrame(
        {
            "licence_id": ["L2", "L1", "L1"],
            "soum_id": ["MN4801", "MN4802", "MN4801"],
            "province_id": "MN-063",
            "stage": ["exploration", "mining", "mining"],
            "area_ha": [5.0, 30.0, 10.0],
            "share_pct": [100.0, 75.0, 25.0],
        },
        geometry=[shapely.box(0, 0, 1, 1)] * 3,
        crs="EPSG:4326",
    )
    return pieces, licences


def test_licence_pieces_carry_code_and_holder(pieces_and_licences):
    table = licence_piece_table(*pieces_and_licences)
    assert table["licence_id"].tolist() == ["L1", "L1", "L2"]
    assert table["soum_id"].tolist() == ["MN4801", "MN4802", "MN4801"]
    assert table["area_ha"].tolist() == [10, 30, 5]
    assert table["holder"].tolist() == ["Өргөө ХХК", "Өргөө ХХК", "=cmd()"]
    assert "geometry" not in table


def test_a_piece_without_its_licence_is_refused(pieces_and_licences):
    pieces, licences = pieces_and_licences
    with pytest.raises(ValueError, match=r"1 licence ids are not in the licence table .*L2"):
        licence_piece_table(pieces, licences[licences["licence_id"] == "L1"])
    with pytest.raises(ValueError, match="a licence_id stands twice"):
        licence_piece_table(pieces, pd.concat([licences, licences]))


def test_trend_table_is_keyed_by_unit_and_month_end(indicators):
    table = trend_table(indicators)
    assert table["unit_id"].tolist() == ["MN-053", "MN-063", "MN-063"]
    assert table["period"].tolist() == ["2021-01", "2021-01", "2026-07"]
    assert table["licensed_ha"].tolist()[1:] == [900, 1000]
    assert table["licensed_ha_state"].iloc[0] == "not_covered"
    assert table["mining_ha"].iloc[2] == 300
    assert table["mining_ha"].isna().tolist() == [True, True, False]


def test_trend_table_without_trend_is_empty(indicators):
    table = trend_table(indicators[indicators["indicator_id"] != "L12"])
    assert len(table) == 0
    assert "licensed_ha" in table
