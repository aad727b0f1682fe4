import numpy as np
import pytest
from squares import (
    BOGD,
    COUNTRY,
    KHURMEN,
    NOMGON,
    ULZIIT,
    UMNUGOVI,
    UVURKHANGAI,
    measured_provinces,
    soums,
    square,
)
from worlds import LICENCES, figure, flags, rehabilitation, statistics, world

AREAS = ("L00", "L01_ha", "L02_ha", "L03_ha")
SHARES = ("L01", "L02", "L03")


@pytest.fixture(scope="module")
def complete():
    return world()


@pytest.mark.parametrize(
    ("unit", "indicator", "value"),
    [
        (NOMGON, "L00", 800),
        (NOMGON, "L01_ha", 600),
        (NOMGON, "L02_ha", 400),
        (NOMGON, "L03_ha", 200),
        # Of 10,000 ha.
        (NOMGON, "L01", 6),
        (NOMGON, "L02", 4),
        (NOMGON, "L03", 2),
        (NOMGON, "L04", 2),
        # 2 in 100 km2 are 20 in 1,000 km2.
        (NOMGON, "L05", 20),
        (NOMGON, "L06", 200),
        (NOMGON, "L09", 0),
        (UMNUGOVI, "L01_ha", 600),
        # Of 20,000 ha: recomputed, not averaged.
        (UMNUGOVI, "L01", 3),
        (UMNUGOVI, "L05", 10),
        (UVURKHANGAI, "L09", 100),
        (COUNTRY, "L00", 900),
        (COUNTRY, "L01_ha", 700),
        # Of the 40,000 ha with a boundary.
        (COUNTRY, "L01", 1.75),
        (COUNTRY, "L04", 3),
        (COUNTRY, "L06", 200),
        (COUNTRY, "L09", 100 / 7),
    ],
)
def test_figures_from_polygons(complete, unit, indicator, value):
    row = figure(complete, indicator, unit)
    assert row["value"] == pytest.approx(value)
    assert row["state"] == ("value" if value else "reported_zero")
    assert row["year"] == 2018


def test_a_covered_unit_without_a_licence_has_zero(complete):
    for indicator in (*AREAS, *SHARES, "L04", "L05", "L06"):
        row = figure(complete, indicator, KHURMEN)
        assert (row["value"], row["state"]) == (0, "reported_zero"), indicator


def test_a_unit_without_a_boundary_has_no_figure(complete):
    for indicator in (*AREAS, *SHARES, "L04", "L05", "L06", "L09"):
        row = figure(complete, indicator, BOGD)
        assert np.isnan(row["value"]), indicator
        assert row["state"] == "no_boundary", indicator


def test_a_share_of_no_licences_is_no_zero(complete):
    row = figure(complete, "L09", KHURMEN)
    assert np.isnan(row["value"])
    assert row["state"] == "no_base"


def test_a_province_with_a_soum_without_a_boundary_is_a_lower_bound(complete):
    row = figure(complete, "L01_ha", UVURKHANGAI)
    assert (row["value"], row["n"], row["n_of"]) == (pytest.approx(100), 1, 2)
    assert flags(row) == {"lower_bound"}
    assert flags(figure(complete, "L01_ha", UMNUGOVI)) == set()


def test_figures_of_stand_in_lines_say_so():
    inputs = world(units=soums("approximate"))
    for indicator in ("L01_ha", "L01", "L04", "L05", "L06"):
        assert "approximate_boundary" in flags(figure(inputs, indicator, NOMGON)), indicator


def test_a_small_unit_keeps_its_density_unranked():
    row = figure(world(small_area_km2=101), "L05", NOMGON)
    assert (row["value"], row["state"], row["flags"]) == (20, "small_denominator", "small")
    assert figure(world(small_area_km2=100), "L05", NOMGON)["state"] == "value"


def test_a_cell_that_stands_for_most_of_its_province_is_no_figure_of_its_own():
    # Two of three soums of Umnugovi have no centre: the cell of Nomgon is the whole province.
    units = soums("approximate", {NOMGON: square(0, 0, 20, 10), ULZIIT: square(0, 10, 20, 10)})
    units.loc[units["soum_id"] == BOGD, "province_id"] = UMNUGOVI
    inputs = world(units=units, provinces=measured_provinces(units))
    for indicator in ("U01", *AREAS, *SHARES, "L04", "L05", "L06", "L09"):
        row = figure(inputs, indicator, NOMGON)
        assert np.isnan(row["value"]), indicator
        assert row["state"] == "no_boundary", indicator
        assert "stands for most of its province" in row["note"], indicator
    # For the province the cell is good, and so is the cell of Ulziit for itself.
    assert figure(inputs, "L01_ha", UMNUGOVI)["value"] == pytest.approx(600)
    assert figure(inputs, "L01_ha", ULZIIT)["value"] == pytest.approx(100)


def test_surveyed_lines_stand_for_nobody_else():
    units = soums("surveyed", {NOMGON: square(0, 0, 20, 10), ULZIIT: square(0, 10, 20, 10)})
    units.loc[units["soum_id"] == BOGD, "province_id"] = UMNUGOVI
    inputs = world(units=units, provinces=measured_provinces(units))
    assert figure(inputs, "L01_ha", NOMGON)["value"] == pytest.approx(600)


@pytest.fixture(scope="module")
def sample():
    return world(licence_coverage="sample")


@pytest.mark.parametrize("unit", [NOMGON, KHURMEN, UMNUGOVI, COUNTRY])
def test_a_sample_gives_no_share_and_no_rate(sample, unit):
    for indicator in (*SHARES, "L05", "L06", "L09"):
        row = figure(sample, indicator, unit)
        assert np.isnan(row["value"]), indicator
        assert row["state"] == "not_covered", indicator
        assert row["flags"] == "", indicator
        assert row["note"].startswith("The licences are a sample"), indicator


def test_hectares_of_a_sample_are_lower_bounds(sample):
    row = figure(sample, "L01_ha", NOMGON)
    assert row["value"] == pytest.approx(600)
    assert flags(row) == {"sample", "lower_bound"}
    row = figure(sample, "L04", COUNTRY)
    assert (row["value"], flags(row)) == (3, {"sample", "lower_bound"})


def test_nothing_in_a_sample_is_no_zero(sample):
    for indicator in (*AREAS, "L04"):
        row = figure(sample, indicator, KHURMEN)
        assert np.isnan(row["value"]), indicator
        assert row["state"] == "not_covered", indicator
    # Mining only: the sample does not say that there is no exploration.
    assert np.isnan(figure(sample, "L03_ha", UVURKHANGAI)["value"])


STATISTICS = statistics(
    (UMNUGOVI, "2021-01", "total", 8, 1000),
    (UMNUGOVI, "2026-07", "total", 9, 5000),
    (UMNUGOVI, "2026-07", "mining", 4, 2000),
    (UMNUGOVI, "2026-07", "exploration", 5, 3000),
    (UVURKHANGAI, "2021-01", "total", 2, 800),
    (UVURKHANGAI, "2026-07", "total", 1, np.nan),
    (None, "2026-07", "total", 77, 7777),
)


@pytest.fixture(scope="module")
def by_statistics():
    return world(licensed_area_from="statistics", licence_coverage="sample", statistics=STATISTICS)


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        ("L00", 5000),
        ("L01_ha", 5000),
        ("L02_ha", 2000),
        ("L03_ha", 3000),
        # Of the official 200 km2.
        ("L01", 25),
        ("L02", 10),
        ("L03", 15),
        ("L04", 9),
        ("L05", 45),
        # From 5 % in 2021-01 to 25 % in 2026-07.
        ("L11", 20),
    ],
)
def test_figures_of_provinces_from_the_newest_statistics(by_statistics, indicator, value):
    row = figure(by_statistics, indicator, UMNUGOVI)
    assert row["value"] == pytest.approx(value)
    assert row["year"] == 2026
    assert flags(row) == (set() if indicator in ("L04", "L05") else {"declared_sum"})


def test_the_statistics_name_their_record_and_month(by_statistics):
    row = figure(by_statistics, "L01_ha", UMNUGOVI)
    assert (row["source"], row["period"]) == ("licence_statistics LS1", "2026-07")


def test_an_area_that_was_not_published_is_no_zero(by_statistics):
    for indicator in ("L01_ha", "L01", "L02_ha", "L11"):
        assert np.isnan(figure(by_statistics, indicator, UVURKHANGAI)["value"]), indicator
    assert figure(by_statistics, "L01_ha", UVURKHANGAI)["state"] == "surveyed_no_figure"


def test_the_country_is_the_sum_of_provinces_and_says_of_how_many(by_statistics):
    row = figure(by_statistics, "L01_ha", COUNTRY)
    assert (row["value"], row["n"], row["n_of"]) == (5000, 1, 2)
    assert flags(row) == {"declared_sum", "lower_bound"}


def test_soums_have_no_statistics(by_statistics):
    assert figure(by_statistics, "L01", NOMGON)["state"] == "not_covered"
    assert flags(figure(by_statistics, "L01_ha", NOMGON)) == {"sample", "lower_bound"}


def test_the_series_has_a_row_a_month_end(by_statistics):
    rows = by_statistics.figures("L12", "province").loc[[UMNUGOVI]]
    assert rows["period"].tolist() == ["2021-01", "2026-07"]
    assert rows["value"].tolist() == [1000, 5000]
    rows = by_statistics.figures("L12", "country")
    assert rows["value"].tolist() == [1800, 5000]


def test_without_statistics_there_is_no_change_and_no_series(complete):
    assert figure(complete, "L11", UMNUGOVI)["note"] == "No licence statistics are configured."
    assert len(complete.figures("L12", "province")) == 0


def test_the_change_of_the_country_is_over_provinces_with_both_ends():
    rows = statistics(
        (UMNUGOVI, "2021-01", "total", 1, 1000),
        (UMNUGOVI, "2026-07", "total", 1, 5000),
        (UVURKHANGAI, "2026-07", "total", 1, 9000),
    )
    inputs = world(statistics=rows)
    row = figure(inputs, "L11", COUNTRY)
    assert row["value"] == pytest.approx(figure(inputs, "L11", UMNUGOVI)["value"])
    assert (row["n"], row["n_of"]) == (1, 2)
    assert "part_of_unit" in flags(row)


def test_a_share_that_did_not_change_is_a_value():
    same = statistics((UMNUGOVI, "2021-01", "total", 1, 5), (UMNUGOVI, "2026-07", "total", 1, 5))
    row = figure(world(statistics=same), "L11", UMNUGOVI)
    assert (row["value"], row["state"]) == (0, "value")
    # Nor is it one to be careful with, where the province is small.
    row = figure(world(statistics=same, small_area_km2=10**6), "L11", UMNUGOVI)
    assert (row["state"], "small" in row["flags"]) == ("value", False)


def test_polygons_are_used_where_no_statistics_are_configured():
    from nutag.indicators import Settings  # noqa: PLC0415

    config = {
        "country": {"country_id": COUNTRY, "name_en": "Land", "name_mn": "Орон"},
        "measuring": {
            "licensed_area_from": "statistics",
            "rings_km": [2, 5],
            "near_km": 5,
            "water_zones_m": [50, 200],
            "road_corridor_m": 1000,
            "sheep_units": {"camel": 5, "horse": 7, "cattle": 6, "sheep": 1, "goat": 0.9},
        },
        "datasets": {"licences": {"path": "a"}, "licence_statistics": None},
        "indicators": {
            "stock_pairs": [],
            "small_denominators": dict.fromkeys(
                (
                    "people",
                    "livestock_head",
                    "sheep_units",
                    "area_km2",
                    "licensed_ha",
                    "mining_ha",
                    "holders",
                ),
                1,
            ),
            "max_year_gap": 3,
        },
    }
    settings = Settings.from_config(config)
    assert (settings.licensed_area_from, settings.licence_coverage) == ("polygons", "sample")
    config["datasets"]["licence_statistics"] = {"path": "b"}
    assert Settings.from_config(config).licensed_area_from == "statistics"


UNMAPPED = {"code": "MV-9", "stage": "mining", "soum_ids": KHURMEN}


def test_licences_without_a_polygon_make_bounds_and_no_zeros():
    inputs = world(*LICENCES, UNMAPPED)
    for indicator in ("L00", "L01_ha", "L02_ha", "L03_ha", "L06", "L01"):
        row = figure(inputs, indicator, KHURMEN)
        assert np.isnan(row["value"]), indicator
        assert row["state"] == "not_covered"
        assert row["note"].startswith("The licences that lie here, or may, have no boundary")
    for indicator in ("L00", "L01_ha", "L02_ha", "L06", "L01"):
        row = figure(inputs, indicator, UMNUGOVI)
        assert {"licences_unmapped", "lower_bound"} <= flags(row), indicator
    assert figure(inputs, "L01_ha", UMNUGOVI)["note"] == (
        "Licences left out because they have no boundary: 1."
    )
    # More mining land can only make the land under exploration alone smaller.
    assert flags(figure(inputs, "L03_ha", UMNUGOVI)) == {"licences_unmapped", "part_of_unit"}
    assert flags(figure(inputs, "L01_ha", NOMGON)) == set()


def test_an_exploration_licence_without_a_polygon_hides_no_mining_land():
    inputs = world(*LICENCES, {**UNMAPPED, "stage": "exploration"})
    assert figure(inputs, "L02_ha", KHURMEN)["state"] == "reported_zero"
    assert flags(figure(inputs, "L02_ha", UMNUGOVI)) == set()
    assert "lower_bound" in flags(figure(inputs, "L03_ha", UMNUGOVI))


def test_a_rate_over_land_that_is_not_all_mapped_says_why_there_is_none():
    inputs = world(*LICENCES, UNMAPPED, rehabilitation=rehabilitation({"value_ha": 6}))
    for unit in (UMNUGOVI, COUNTRY):
        row = figure(inputs, "R02", unit)
        assert np.isnan(row["value"])
        assert row["state"] == "not_covered"
        assert row["note"].startswith("The denominator is incomplete, so there is no rate. Lic")


def test_no_density_where_some_land_cannot_be_measured(complete):
    row = figure(complete, "L05", UVURKHANGAI)
    assert np.isnan(row["value"])
    assert (row["state"], row["flags"]) == ("not_covered", "")
    assert row["note"].startswith("Some soums of this unit have no boundary")


def test_one_month_end_is_no_change():
    rows = statistics((UMNUGOVI, "2026-07", "total", 1, 5000))
    row = figure(world(statistics=rows), "L11", UMNUGOVI)
    assert np.isnan(row["value"])
    assert row["note"] == "Statistics of one month-end only."


def test_a_province_without_an_official_area_is_in_no_change_of_the_country():
    rows = statistics(
        *(
            (unit, period, "total", 1, ha)
            for unit, period, ha in (
                (UMNUGOVI, "2021-01", 1000),
                (UMNUGOVI, "2026-07", 2000),
                (UVURKHANGAI, "2021-01", 2000),
                (UVURKHANGAI, "2026-07", 9000),
            )
        )
    )
    units = measured_provinces(soums())
    units.loc[units["province_id"] == UVURKHANGAI, "area_official_km2"] = np.nan
    inputs = world(statistics=rows, provinces=units)
    row = figure(inputs, "L11", COUNTRY)
    assert row["value"] == pytest.approx(figure(inputs, "L11", UMNUGOVI)["value"])
    assert (row["n"], row["n_of"]) == (1, 2)
    assert "part_of_unit" in flags(row)
