"""Indicators of people and land, from a context whose numbers are written down here."""

import numpy as np
import pandas as pd
import pytest
from squares import BOGD, COUNTRY, KHURMEN, NOMGON, ULZIIT, UMNUGOVI, soums, square
from worlds import LICENCES, numbers, rehabilitation, world

from nutag.indicators.figures import has_figure
from nutag.indicators.zone_figures import zone_figures, zone_share
from nutag.messages import messages
from nutag.sentences import sentence

LAYERS = {
    "population_raster": {"year": 2020},
    "land_cover": {"year": 2021},
    "protected_areas": {"coverage": "complete"},
    "rivers": {"coverage": "complete"},
    "footprints": {"year": 2019, "modelled": True, "coverage": "complete"},
    "footprints_other": {"year": 2021, "coverage": "complete"},
    "surface_water": {"year": 2021},
    "settlements": {"coverage": "complete"},
    "camps": {"coverage": "complete"},
}
SOUMS = (NOMGON, KHURMEN, ULZIIT)
PROVINCE = {NOMGON: UMNUGOVI, KHURMEN: UMNUGOVI, ULZIIT: "MN-055"}


def context(*rows: tuple, covered=None, valued=None, cell_m=np.nan) -> pd.DataFrame:
    """Return a context: (zone, measure, value in Nomgon, in Khurmen, in Ulziit)."""
    frames = []
    for zone, measure, *values in rows:
        by_soum = dict(zip(SOUMS, values, strict=True))
        whole: dict[tuple[str, str], list[float]] = {}
        for soum_id, number in by_soum.items():
            whole.setdefault(("soum", soum_id), []).append(number)
            whole.setdefault(("province", PROVINCE[soum_id]), []).append(number)
            whole.setdefault(("country", COUNTRY), []).append(number)
        for (level, unit_id), parts in whole.items():
            known = [part for part in parts if np.isfinite(part)]
            reached = (covered or {}).get((unit_id, measure), 100.0)
            frames.append(
                {
                    "unit_level": level,
                    "unit_id": unit_id,
                    "zone": zone,
                    "class": "",
                    "measure": measure,
                    "value": sum(known) if known else np.nan,
                    "covered_pct": reached,
                    "valued_pct": (valued or {}).get((unit_id, measure), reached),
                    "cell_m": np.nan if measure == "land_ha" else cell_m,
                    "n": len(known),
                    "n_of": len(parts),
                }
            )
    return pd.DataFrame(frames)


LAND = [
    ("unit", "land_ha", 10_000, 10_000, 20_000),
    ("mining", "land_ha", 400, 0, 100),
    ("exploration_only", "land_ha", 200, 0, 0),
    ("other_only", "land_ha", 0, 0, 0),
    ("mining_ring_1", "land_ha", 1000, 0, 500),
    ("mining_ring_2", "land_ha", 3000, 1000, 1500),
    ("mining_ring_3", "land_ha", 4000, 2000, 3000),
    ("mining_ring_4", "land_ha", 1000, 3000, 5000),
]
PEOPLE = [
    ("unit", "people", 100, 200, 300),
    ("mining_ring_1", "people", 10, 0, 30),
    ("mining_ring_2", "people", 20, 5, 0),
    ("mining_ring_3", "people", 30, 10, 0),
    ("mining_ring_4", "people", 40, 20, 0),
]


def measured(*rows, covered=None, valued=None, cell_m=np.nan, layers=None, **changes):
    layers = LAYERS if layers is None else layers
    table = context(*LAND, *rows, covered=covered, valued=valued, cell_m=cell_m)
    return world(context=table, layers=layers, **changes)


def test_people_near_are_those_of_the_rings_within_the_near_distance():
    inputs = measured(*PEOPLE)
    near = inputs.figures("E01_n", "soum")
    assert near["value"][list(SOUMS)].tolist() == [30, 5, 30]
    assert (near["state"][BOGD], near["year"][NOMGON]) == ("no_boundary", 2020)
    assert inputs.figures("E01_n", "country")["value"].item() == 65
    share = inputs.figures("E01", "province")
    assert share["value"][UMNUGOVI] == pytest.approx(100 * 35 / 300)
    base = inputs.figures("E01_land", "province")
    assert base["value"][UMNUGOVI] == pytest.approx(25)
    third = inputs.figures("E01_r3", "soum")
    assert third["value"][NOMGON] == 30
    assert third["note"][NOMGON].startswith("From 5 to 10 km.")


def test_few_people_make_a_small_base():
    share = measured(*PEOPLE).figures("E01", "soum")
    assert share["state"][NOMGON] == "small_denominator"  # 100 people of 150
    assert share["state"][KHURMEN] == "value"


def test_a_ring_that_is_not_configured_has_no_people():
    inputs = measured(*PEOPLE, rings_km=(2.0, 5.0))
    fourth = inputs.figures("E01_r4", "country")
    assert fourth["state"].item() == "not_covered"
    assert fourth["note"].item() == "No such ring is configured."


def test_nothing_found_is_zero_and_no_layer_is_none():
    inputs = measured(("mining", "protected_ha", 0, 0, 0), ("unit", "protected_ha", 0, 0, 0))
    assert inputs.figures("S01", "soum")["state"][NOMGON] == "reported_zero"
    # No protected land at all: there is no share of it.
    assert inputs.figures("S01_pa", "soum")["state"][NOMGON] == "no_base"
    missing = inputs.figures("S05", "soum")
    assert missing["state"][NOMGON] == "not_covered"
    assert missing["note"][NOMGON] == "This run has no layer of this kind."


def test_a_sample_of_licences_gives_bounds_and_no_zero_and_no_share():
    inputs = measured(*PEOPLE, licence_coverage="sample")
    near = inputs.figures("E01_n", "soum")
    assert near["value"][NOMGON] == 30
    assert {"sample", "lower_bound"} <= set(near["flags"][NOMGON].split(";"))
    inputs = measured(
        ("unit", "people", 1, 1, 1),
        ("mining_ring_1", "people", 0, 1, 1),
        ("mining_ring_2", "people", 0, 0, 0),
        licence_coverage="sample",
    )
    near = inputs.figures("E01_n", "soum")
    assert (near["state"][NOMGON], near["state"][KHURMEN]) == ("not_covered", "value")
    assert not has_figure(inputs.figures("E01", "soum")).any()


def test_where_the_layer_reaches_a_part_the_figure_is_a_bound_of_that_part():
    covered = {(NOMGON, "people"): 40.0, (UMNUGOVI, "people"): 70.0}
    near = measured(*PEOPLE, covered=covered).figures("E01_n", "soum")
    assert {"lower_bound", "part_of_unit"} <= set(near["flags"][NOMGON].split(";"))
    assert "reaches 40 % of the land" in near["note"][NOMGON]
    # People of the part over people of the part: a share of that part, and no bound.
    share = measured(*PEOPLE, covered=covered).figures("E01", "province")
    assert "part_of_unit" in share["flags"][UMNUGOVI]
    assert "lower_bound" not in share["flags"][UMNUGOVI]


def test_an_overlap_with_a_water_zone_is_called_a_proxy():
    rows = [(zone, f"water_{w}_ha", 10, 0, 0) for zone in ("mining",) for w in (50, 200)]
    table = measured(*rows).figures("S02", "soum")
    assert table["flags"][NOMGON] == "proxy"
    assert "not the official zones" in table["note"][NOMGON]


def test_mined_ground_is_split_by_what_the_land_is_licensed_for():
    rows = [
        ("unit", "footprints_ha", 100, 0, 50),
        ("mining", "footprints_ha", 60, 0, 50),
        ("exploration_only", "footprints_ha", 30, 0, 0),
        ("other_only", "footprints_ha", 0, 0, 0),
        ("unit", "footprints_other_ha", 120, 0, 70),
    ]
    inputs = measured(*rows)

    def of(indicator_id):
        return inputs.figures(indicator_id, "soum")["value"][NOMGON]

    assert (of("F01"), of("F02_ha"), of("F02_none")) == (100, 40, 10)
    assert of("F02_mining") + of("F02_exploration") + of("F02_none") == of("F01")
    assert of("F02") == 40
    assert of("F03") == 25  # of 400 ha
    assert of("F01_share") == 1
    table = inputs.figures("F01", "soum")
    assert table["note"][NOMGON] == "The other set of mined ground gives 120.0 ha."
    assert table["flags"][NOMGON] == "modelled"
    # No mined ground, so no part of it lies outside.
    assert inputs.figures("F02", "soum")["state"][KHURMEN] == "no_base"
    assert inputs.figures("F02_ha", "soum")["state"][ULZIIT] == "reported_zero"


def test_reported_land_over_mapped_ground_and_over_pasture():
    figures = rehabilitation({"value_ha": 50})
    inputs = measured(
        ("unit", "footprints_ha", 100, 0, 50),
        ("unit", "pasture_ha", 5000, 5000, 9000),
        rehabilitation=figures,
    )
    assert inputs.figures("R09", "province")["value"][UMNUGOVI] == 0.5
    pasture = inputs.figures("R05", "province")
    assert pasture["value"][UMNUGOVI] == pytest.approx(0.5)
    assert "year_gap" in pasture["flags"][UMNUGOVI]  # 2012 and 2021
    country = inputs.figures("R05", "country")
    assert country["value"].item() == pytest.approx(0.5)
    assert "part_of_unit" in country["flags"].item()


@pytest.mark.parametrize(("indicator", "below"), [("R05", "pasture"), ("R09", "mined ground")])
def test_of_land_reported_for_some_soums_the_note_says_what_is_whole(indicator, below):
    rows = [("unit", "footprints_ha", 100, 0, 50), ("unit", "pasture_ha", 5000, 5000, 9000)]
    words = f"The land reported is of the soums studied, the {below} of the whole province."
    part = measured(*rows, rehabilitation=rehabilitation({"value_ha": 50, "scope": "part"}))
    whole = measured(*rows, rehabilitation=rehabilitation({"value_ha": 50}))
    for level in ("province", "country"):
        assert words in part.figures(indicator, level).iloc[0]["note"]
        assert "soums studied" not in whole.figures(indicator, level).iloc[0]["note"]
    assert sentence(words, messages("mn")) not in (words, "")


def test_a_part_exceeds_its_whole_by_the_rounding_of_cells_at_most():
    whole = measured(("unit", "footprints_ha", 1000, 0.02, 50)).figures("F01", "soum")
    more = pd.Series({NOMGON: 0.05, KHURMEN: 0.005, ULZIIT: 1.0, BOGD: 0.0})
    part = whole.assign(value=whole["value"] + more)
    found = zone_share(part, whole)["value"]
    assert found[NOMGON] == 100  # by 5 parts in 100,000
    assert found[KHURMEN] == 100  # by a hundredth of a hectare at most: a sliver
    assert found[ULZIIT] == pytest.approx(102)


def test_livestock_is_spread_over_the_pasture():
    inputs = measured(
        ("unit", "pasture_ha", 5000, 5000, 0),
        ("mining_ring_1", "pasture_ha", 500, 0, 0),
        ("mining_ring_2", "pasture_ha", 500, 0, 0),
    )
    herds = inputs.figures("U03", "soum")["value"]
    near = inputs.figures("E05", "soum")
    assert near["value"][NOMGON] == pytest.approx(herds[NOMGON] / 5)
    assert near["flags"][NOMGON] == "modelled"
    # No pasture is no base for a spread.
    assert near["state"][ULZIIT] == "no_base"


SPREAD = "The livestock of each soum, spread evenly over its pasture."


def herds(**by_soum: tuple) -> pd.DataFrame:
    """Return livestock: the head of camels, horses, cattle, sheep, and goats of soums."""
    kinds = pd.DataFrame(by_soum, index=["camel", "horse", "cattle", "sheep", "goat"]).T
    table = kinds.astype(float).rename_axis("soum_id").reset_index()
    return table.assign(head=1000.0, year="2019", source_row=range(2, len(table) + 2))


PASTURE = [
    ("unit", "pasture_ha", 5000, 5000, 0),
    ("mining_ring_1", "pasture_ha", 500, 0, 0),
    ("mining_ring_2", "pasture_ha", 500, 0, 0),
]


def test_sheep_units_weigh_the_kinds_and_are_spread_over_the_pasture():
    # 10 × 5 + 20 × 7 + 30 × 6 + 400 × 1 + 300 × 0.9 = 50 + 140 + 180 + 400 + 270 = 1,040.
    stock = herds(**{NOMGON: (10, 20, 30, 400, 300), KHURMEN: (0, 0, 10, 0, 0)})
    inputs = measured(*PASTURE, livestock=stock, rehabilitation=rehabilitation({"value_ha": 11}))
    units = inputs.figures("U03_su", "soum")
    assert units["value"][[NOMGON, KHURMEN]].tolist() == [1040, 60]
    assert units["year"][NOMGON] == 2019
    assert inputs.figures("U03_su", "province")["value"][UMNUGOVI] == 1100
    # 11 ha over 1,100 sheep units.
    assert inputs.figures("R04_su", "province")["value"][UMNUGOVI] == pytest.approx(1000)
    near = inputs.figures("E05_su", "soum")
    assert near["value"][NOMGON] == pytest.approx(208)  # 1,000 of 5,000 ha
    assert near["flags"][NOMGON] == "modelled"
    assert near["note"][NOMGON] == f"{SPREAD} Livestock of 2019. Land cover of 2021."
    # Of the herds of Nomgon a fifth, of those of Khurmen none: 208 + 0, and not a tenth (1,000 of
    # 10,000 ha of the province) of 1,100.
    province = inputs.figures("E05_su", "province").loc[UMNUGOVI]
    assert (province["value"], province["flags"]) == (pytest.approx(208), "modelled")
    assert (province["n"], province["n_of"], province["year"]) == (2, 2, 2019)
    assert province["note"] == f"{SPREAD} Livestock of 2019. Land cover of 2021."
    # Ulziit and Bogd are not in the table: the country is a bound.
    country = inputs.figures("U03_su", "country").iloc[0]
    assert (country["value"], country["n"], country["n_of"]) == (1100, 2, 4)
    assert country["flags"] == "lower_bound"


def test_herds_of_a_province_are_those_of_its_soums():
    # 90 of 100 ha of pasture of Nomgon are near, and 100 of 900 of Khurmen; 10 and 1,800 head.
    inputs = measured(
        ("unit", "pasture_ha", 100, 900, 500),
        ("mining_ring_1", "pasture_ha", 90, 100, 50),
        ("mining_ring_2", "pasture_ha", 0, 0, 0),
        livestock=numbers("head", "2019", **{NOMGON: 10, KHURMEN: 1800, ULZIIT: 300}),
    )
    soums, provinces, country = (
        inputs.figures("E05", level) for level in ("soum", "province", "country")
    )
    assert soums["value"][[NOMGON, KHURMEN, ULZIIT]].tolist() == [9, pytest.approx(200), 30]
    # 190 of 1,000 ha and 1,810 head would be 343.9.
    assert provinces["value"][UMNUGOVI] == pytest.approx(209)
    assert "lower_bound" not in provinces["flags"][UMNUGOVI]
    # Bogd has no boundary: the sum of the other three is a bound.
    row = country.iloc[0]
    assert (row["value"], row["n"], row["n_of"]) == (pytest.approx(239), 3, 4)
    assert row["flags"] == "lower_bound;modelled"


def test_sums_of_herds_and_camps_near_a_sample_say_so():
    rows = [("unit", "camps_n", 9, 9, 9), ("mining_ring_1", "camps_n", 9, 9, 9)]
    inputs = measured(*PASTURE, *rows, licence_coverage="sample")
    for indicator in ("E04", "E05"):
        for level in ("province", "country"):
            row = inputs.figures(indicator, level).iloc[0]
            assert {"sample", "lower_bound"} <= set(row["flags"].split(";")), (indicator, level)
            assert "From the licences in the sample; a lower bound." in row["note"], indicator


def test_herds_on_pasture_are_of_the_year_of_the_herds():
    stock = pd.concat(
        [numbers("head", "2019", **{NOMGON: 10}), numbers("head", "2017", **{KHURMEN: 10})]
    )
    layers = {"land_cover": {"year": 2021}}
    inputs = measured(*PASTURE, livestock=stock, layers=layers)
    soums, provinces = (inputs.figures("E05", level) for level in ("soum", "province"))
    assert soums["year"][[NOMGON, KHURMEN]].tolist() == [2019, 2017]
    assert soums["period"][KHURMEN] == "2017"
    province = provinces.loc[UMNUGOVI]
    assert (province["year"], province["period"]) == (2017, "2017; 2019")
    assert province["note"] == f"{SPREAD} Livestock of 2017; 2019. Land cover of 2021."
    undated = measured(*PASTURE, livestock=stock, layers={"land_cover": {}})
    row = undated.figures("E05", "soum").loc[NOMGON]
    assert (row["year"], row["period"]) == (2019, "2019")
    assert row["note"].endswith("The land cover is of a year that is not given.")


def test_no_herds_on_pasture_that_is_near_are_a_zero():
    stock = numbers("head", "2019", **{NOMGON: 0})
    near = measured(*PASTURE, livestock=stock).figures("E05", "soum")
    assert (near["value"][NOMGON], near["state"][NOMGON]) == (0, "reported_zero")


def test_the_weights_are_those_of_the_configuration():
    stock = herds(**{NOMGON: (10, 20, 30, 400, 300)})
    weights = {"camel": 1, "horse": 1, "cattle": 1, "sheep": 1, "goat": 1}
    units = measured(*PASTURE, livestock=stock, sheep_units=weights).figures("U03_su", "soum")
    assert units["value"][NOMGON] == 760


def test_without_kinds_there_are_no_sheep_units_and_the_head_stay():
    # The livestock of the world of these tests has a total alone.
    inputs = measured(*PASTURE, rehabilitation=rehabilitation({"value_ha": 11}))
    for indicator, level, unit in (
        ("U03_su", "soum", NOMGON),
        ("U03_su", "province", UMNUGOVI),
        ("U03_su", "country", COUNTRY),
        ("R04_su", "province", UMNUGOVI),
        ("R04_su", "country", COUNTRY),
        ("E05_su", "soum", NOMGON),
        ("E05_su", "province", UMNUGOVI),
    ):
        row = inputs.figures(indicator, level).loc[unit]
        assert (row["state"], np.isnan(row["value"])) == ("not_covered", True), (indicator, unit)
        assert row["note"] == "The livestock figures tell no kinds.", (indicator, unit)
        assert row["flags"] == "", (indicator, unit)
    assert inputs.figures("U03", "country")["value"].item() == 10_000


def test_a_missing_kind_is_no_zero():
    stock = herds(**{NOMGON: (np.nan, 20, 30, 400, 300), KHURMEN: (0, 0, 10, 0, 0)})
    inputs = measured(*PASTURE, livestock=stock, rehabilitation=rehabilitation({"value_ha": 11}))
    units = inputs.figures("U03_su", "soum")
    assert units["state"][NOMGON] == "not_covered"
    assert units["note"][NOMGON] == (
        "The number of a kind of livestock is missing, so there are no sheep units."
    )
    province = inputs.figures("U03_su", "province").loc[UMNUGOVI]
    assert (province["value"], province["n"], province["flags"]) == (60, 1, "lower_bound")
    # All the pasture that is near lies in Nomgon, whose herds are not known.
    near = inputs.figures("E05_su", "province").loc[UMNUGOVI]
    assert (near["state"], np.isnan(near["value"]), near["flags"]) == ("not_covered", True, "")
    assert near["note"] == (
        "Nothing in 1 of 2 soums, and of the others it is not known. "
        "The number of a kind of livestock is missing, so there are no sheep units."
    )
    # With 250 of 5,000 ha near in Khurmen, a twentieth of its 60 is known: 3 at least.
    rows = [*PASTURE[:2], ("mining_ring_2", "pasture_ha", 500, 250, 0)]
    bound = measured(*rows, livestock=stock).figures("E05_su", "province").loc[UMNUGOVI]
    assert (bound["value"], bound["n"], bound["n_of"]) == (pytest.approx(3), 1, 2)
    assert bound["flags"] == "lower_bound;modelled"
    assert bound["note"] == (
        f"{SPREAD} Livestock of 2019. Land cover of 2021. 1 of 2 units have a figure"
    )
    # A rate over a part of the herds would be too high.
    rate = inputs.figures("R04_su", "province").loc[UMNUGOVI]
    assert rate["state"] == "not_covered"
    assert rate["note"].startswith("The denominator is incomplete, so there is no rate.")


def test_few_sheep_units_make_a_small_base():
    stock = herds(**{NOMGON: (10, 20, 30, 400, 300), KHURMEN: (0, 0, 10, 0, 0)})
    figures = rehabilitation({"value_ha": 11})
    rate = measured(
        *PASTURE, livestock=stock, rehabilitation=figures, small_sheep_units=1101
    ).figures("R04_su", "province")
    assert rate["state"][UMNUGOVI] == "small_denominator"


def test_land_near_mined_ground_is_of_the_year_of_its_images():
    rings = [(f"footprint_ring_{n}", "land_ha", 500, 0, 0) for n in (1, 2)]
    inputs = measured(("unit", "footprints_ha", 100, 0, 50), *rings)
    near = inputs.figures("E01_fp_land", "soum")
    assert near["value"][NOMGON] == pytest.approx(10)
    assert (near["year"][NOMGON], near["period"][NOMGON]) == (2019, "2019")
    assert inputs.figures("E01_fp_land", "province")["year"][UMNUGOVI] == 2019


@pytest.mark.parametrize(("reported", "flagged"), [(100, False), (101, True)])
def test_more_reported_than_mapped_is_flagged(reported, flagged):
    inputs = measured(
        ("unit", "footprints_ha", 100, 0, 50), rehabilitation=rehabilitation({"value_ha": reported})
    )
    for level in ("province", "country"):
        row = inputs.figures("R09", level).iloc[0]
        assert row["value"] == reported / 100
        assert ("more_than_mapped" in row["flags"].split(";")) is flagged


def test_licences_without_a_boundary_make_bounds():
    unmapped = {"code": "MV-9", "stage": "mining", "soum_ids": KHURMEN}
    inputs = world(
        *LICENCES, unmapped, context=context(*LAND, *PEOPLE), layers={"population_raster": {}}
    )
    near = inputs.figures("E01_n", "soum")
    assert {"licences_unmapped", "lower_bound"} <= set(near["flags"][KHURMEN].split(";"))
    # Khurmen is beside both others, and a ring around its licence may reach over the border.
    for soum_id in (NOMGON, ULZIIT):
        assert near["flags"][soum_id] == "licences_unmapped;lower_bound"
        assert near["note"][soum_id] == (
            "A mining licence without a boundary lies near enough to count, or may."
        )


def test_camps_below_five_are_withheld():
    rows = [
        ("unit", "camps_n", 20, 20, 20),
        ("mining_ring_1", "camps_n", 4, 0, 5),
        ("mining_ring_2", "camps_n", 0, 0, 2),
    ]
    inputs = measured(*rows)
    soums = inputs.figures("E04", "soum")
    assert soums["state"][list(SOUMS)].tolist() == ["withheld", "reported_zero", "value"]
    assert np.isnan(soums["value"][NOMGON])
    # Nomgon has one at least, so the province has no zero, nor has it a number.
    province = inputs.figures("E04", "province").loc[UMNUGOVI]
    assert (province["state"], np.isnan(province["value"])) == ("withheld", True)
    assert province["flags"] == ""
    assert "Soums whose number is withheld: 1. No other soum shows any" in province["note"]
    # The country has the 7 of Ulziit, and those of Nomgon besides.
    country = inputs.figures("E04", "country").iloc[0]
    assert (country["value"], country["flags"]) == (7, "lower_bound")
    assert "Soums whose number is withheld: 1. The sum is a lower bound." in country["note"]
    # The same whether Nomgon has one or four: nothing published tells them apart.
    rows[1] = ("mining_ring_1", "camps_n", 1, 0, 5)
    for level in ("soum", "province", "country"):
        table = inputs.figures("E04", level)
        pd.testing.assert_frame_equal(table, measured(*rows).figures("E04", level))


def test_a_country_of_withheld_soums_has_no_sum_of_camps():
    rows = [
        ("unit", "camps_n", 9, 0, 9),
        ("mining_ring_1", "camps_n", 4, 0, 2),
        ("mining_ring_2", "camps_n", 0, 0, 0),
    ]
    country = measured(*rows).figures("E04", "country").iloc[0]
    assert (country["state"], np.isnan(country["value"]), country["flags"]) == (
        "withheld",
        True,
        "",
    )
    assert "Soums whose number is withheld: 2. No other soum shows any" in country["note"]


def test_nothing_in_some_soums_is_no_zero_of_camps_in_all():
    rows = [("unit", "camps_n", 9, 0, 9), ("mining_ring_1", "camps_n", 0, 0, 0)]
    inputs = measured(*rows)
    assert inputs.figures("E04", "province")["state"][UMNUGOVI] == "reported_zero"
    # Bogd has no boundary.
    country = inputs.figures("E04", "country").iloc[0]
    assert country["state"] == "not_covered"
    assert country["note"] == (
        "Nothing in 3 of 4 soums, and of the others it is not known. "
        "No boundary of this unit is at hand."
    )


def test_few_camps_beside_those_that_are_near_are_not_given_away_by_the_total():
    rows = [
        # 2 of 6 camps of Khurmen, and 1 of 8 of Ulziit, are not near; 4 of Nomgon are.
        ("unit", "camps_n", 20, 6, 8),
        ("mining_ring_1", "camps_n", 4, 4, 7),
        ("mining_ring_2", "camps_n", 0, 0, 0),
    ]
    soums = measured(*rows).figures("E04", "soum")
    assert soums["state"][list(SOUMS)].tolist() == ["withheld", "withheld", "value"]
    assert "Points of the layer in the unit: 20." in soums["note"][NOMGON]
    # From 2 to 5 are elsewhere, which says no more of those near than that they are few.
    assert "Points of the layer in the unit: 6." in soums["note"][KHURMEN]
    assert "How many camps there are in the unit is withheld." in soums["note"][ULZIIT]
    assert "8" not in soums["note"][ULZIIT]
    for level in ("province", "country"):
        assert not measured(*rows).figures("E04", level)["note"].str.contains("Points").any()


@pytest.mark.parametrize(
    ("total", "near", "said"),
    [
        *((0, 0, "unit: 0."), (3, 0, None), (5, 0, "unit: 5.")),
        *((5, 5, "unit: 5."), (6, 5, None), (9, 5, None), (10, 5, "unit: 10.")),
        *((3, 3, None), (5, 3, "unit: 5.")),
    ],
)
def test_a_total_of_camps_is_told_where_neither_it_nor_the_rest_is_few(total, near, said):
    rows = [
        ("unit", "camps_n", total, 0, 0),
        ("mining_ring_1", "camps_n", near, 0, 0),
        ("mining_ring_2", "camps_n", 0, 0, 0),
    ]
    note = measured(*rows).figures("E04", "soum")["note"][NOMGON]
    assert (said or "in the unit is withheld.") in note
    assert ("Points of the layer in" in note) == (said is not None)


@pytest.mark.parametrize(
    ("missing", "said"), [(0, "0"), (1, "fewer than five"), (4, "fewer than five"), (5, "5")]
)
def test_few_camps_without_a_place_are_withheld_too(missing, said):
    rows = [("unit", "camps_n", 20, 6, 8), ("mining_ring_1", "camps_n", 5, 6, 8)]
    inputs = measured(*rows, rows_without_place={"camps": missing})
    for level in ("soum", "province", "country"):
        notes = inputs.figures("E04", level).query("state == 'value'")["note"]
        assert len(notes)
        words = f"Rows of the layer without a usable place, in no unit: {said}."
        assert notes.str.contains(words, regex=False).all()


def test_points_near_say_of_how_many_and_how_many_lie_nowhere():
    rows = [
        ("unit", "settlements_n", 12, 1, 0),
        ("mining_ring_1", "settlements_n", 2, 0, 0),
        ("mining_ring_2", "settlements_n", 1, 0, 0),
    ]
    inputs = measured(*rows, rows_without_place={"settlements": 3})
    nowhere = "Rows of the layer without a usable place, in no unit: 3."
    soums, country = (inputs.figures("E02", level) for level in ("soum", "country"))
    assert soums["value"][NOMGON] == 3
    assert soums["note"][NOMGON] == f"Points of the layer in the unit: 12. {nowhere}"
    assert soums["note"][ULZIIT] == f"Points of the layer in the unit: 0. {nowhere}"
    assert country["note"].item() == f"Points of the layer in the unit: 13. {nowhere}"
    assert soums["note"][BOGD] == "No boundary of this unit is at hand."


def test_where_an_incomplete_layer_shows_no_point_near_it_says_how_many_it_has():
    rows = [
        ("unit", "water_points_n", 4, 0, 0),
        ("mining_ring_1", "water_points_n", 0, 0, 0),
    ]
    inputs = measured(*rows, layers={"water_points": {}})
    table = inputs.figures("E03_n", "soum")
    assert table["state"][NOMGON] == "not_covered"
    assert "may lack what there is. Points of the layer in the unit: 4." in table["note"][NOMGON]
    # Of a bound there is no share, and the note is that of the number.
    assert inputs.figures("E03", "soum")["state"][NOMGON] == "not_covered"


def test_mapped_surface_water_under_licence_is_no_proxy():
    rows = [
        ("mining", "surface_water_ha", 30, 0, np.nan),
        ("exploration_only", "surface_water_ha", 30, 0, 0),
        ("other_only", "surface_water_ha", 0, 0, 0),
    ]
    inputs = measured(*rows, covered={(ULZIIT, "surface_water_ha"): 0.0})
    water, share = inputs.figures("S02_surface", "soum"), inputs.figures("S02_surface_lic", "soum")
    assert water["value"][NOMGON] == 60
    assert (water["year"][NOMGON], water["flags"][NOMGON], water["note"][NOMGON]) == (2021, "", "")
    assert water["source"][NOMGON] == "surface_water; licences"
    # 60 of 600 ha; nothing found is zero, and where the raster ends there is no figure.
    assert share["value"][NOMGON] == pytest.approx(10)
    assert (water["state"][KHURMEN], share["state"][KHURMEN]) == ("reported_zero", "no_base")
    assert (water["state"][ULZIIT], share["state"][ULZIIT]) == ("not_covered", "not_covered")
    assert inputs.figures("S02_surface", "country")["value"].item() == 60
    assert measured().figures("S02_surface", "soum")["note"][NOMGON] == (
        "This run has no layer of this kind."
    )


def test_a_sample_bounds_what_can_only_grow():
    inputs = measured(*PEOPLE, licence_coverage="sample")
    first, third = (inputs.figures(f"E01_r{n}", "soum") for n in (1, 3))
    assert "lower_bound" in first["flags"][NOMGON]
    # Another mining licence may move these people into the first ring.
    assert "lower_bound" not in third["flags"][NOMGON]
    assert "part_of_unit" in third["flags"][NOMGON]
    assert "it may be more or less" in third["note"][NOMGON]


def test_no_mined_ground_is_outside_where_a_licence_has_no_boundary():
    rows = [
        ("unit", "footprints_ha", 100, 80, 50),
        ("mining", "footprints_ha", 60, 0, 50),
        ("exploration_only", "footprints_ha", 30, 0, 0),
        ("other_only", "footprints_ha", 0, 0, 0),
    ]
    unmapped = {"code": "MV-9", "stage": "mining", "soum_ids": KHURMEN}
    inputs = world(*LICENCES, unmapped, context=context(*LAND, *rows), layers=LAYERS)
    outside = inputs.figures("F02_ha", "soum")
    assert outside["state"][KHURMEN] == "not_covered"
    assert "may hold mined ground" in outside["note"][KHURMEN]
    assert outside["value"][NOMGON] == 40
    assert inputs.figures("F02", "soum")["state"][KHURMEN] == "not_covered"


def test_a_landless_zone_is_no_word_on_the_others():
    rows = [("mining", "forest_ha", np.nan, 0, 0), ("other_only", "forest_ha", 0, 0, 0)]
    covered = {(NOMGON, "forest_ha"): 0.0}
    table = measured(*rows, covered=covered).figures("S03", "soum")
    assert table["state"][NOMGON] == "not_covered"
    assert np.isnan(table["value"][NOMGON])


def test_where_an_incomplete_layer_shows_nothing_there_is_no_zero():
    rows = [
        ("unit", "footprints_ha", 100, 0, 50),
        ("mining", "footprints_ha", 0, 0, 50),
        ("exploration_only", "footprints_ha", 0, 0, 0),
        ("other_only", "footprints_ha", 0, 0, 0),
    ]
    inputs = measured(*rows, layers={"footprints": {}})
    table = inputs.figures("F01", "soum")
    assert table["state"][list(SOUMS)].tolist() == ["value", "not_covered", "value"]
    assert table["flags"][NOMGON] == "lower_bound"
    assert table["note"][KHURMEN] == "The layer shows nothing here, and may lack what there is."
    # All of what is shown in Nomgon lies outside, in Ulziit none of it.
    outside = inputs.figures("F02_ha", "soum")
    assert (outside["value"][NOMGON], outside["flags"][NOMGON]) == (100, "lower_bound")
    assert outside["state"][KHURMEN] == "not_covered"
    # A share of ground of which more may be there is none.
    assert inputs.figures("F02", "soum")["state"][NOMGON] == "not_covered"


def test_figures_of_distances_shorter_than_a_cell_are_marked():
    # 4 km: more than the rings of 0-2 and 2-5 km are wide, not more than those of 5 and 10 km.
    inputs = measured(*PEOPLE, cell_m=4000)
    flags = [inputs.figures(f"E01_r{n}", "soum")["flags"][NOMGON] for n in (1, 2, 3, 4)]
    assert flags == ["coarse_raster", "coarse_raster", "", ""]
    assert inputs.figures("E01_n", "soum")["flags"][NOMGON] == ""  # within 5 km
    inputs = measured(*PEOPLE, cell_m=6000)
    assert inputs.figures("E01_n", "soum")["flags"][NOMGON] == "coarse_raster"
    assert "coarse_raster" in inputs.figures("E01", "province")["flags"][UMNUGOVI]
    # Land is measured on boundaries, not on cells.
    assert inputs.figures("E01_land", "soum")["flags"][NOMGON] == ""


def test_a_cell_as_wide_as_the_ring_is_fine_however_its_projection_stretches_it():
    inputs = measured(*PEOPLE, cell_m=2004)
    assert inputs.figures("E01_r1", "soum")["flags"][NOMGON] == ""


def test_where_no_ground_is_mined_none_lies_outside_whatever_has_no_boundary():
    rows = [("unit", "footprints_ha", 100, 0, 50), ("mining", "footprints_ha", 60, 0, 50)]
    unmapped = {"code": "MV-9", "stage": "mining", "soum_ids": KHURMEN}
    inputs = world(*LICENCES, unmapped, context=context(*LAND, *rows), layers=LAYERS)
    outside = inputs.figures("F02_ha", "soum")
    assert (outside["value"][KHURMEN], outside["state"][KHURMEN]) == (0, "reported_zero")


def test_ground_outside_the_licences_that_are_shown_may_lie_in_one_that_is_not():
    rows = [("unit", "footprints_ha", 100, 80, 50), ("mining", "footprints_ha", 60, 0, 50)]
    unmapped = {"code": "MV-9", "stage": "mining", "soum_ids": KHURMEN}
    for layers in ({"footprints": {}}, {"footprints": {"coverage": "complete"}}):
        inputs = world(*LICENCES, unmapped, context=context(*LAND, *rows), layers=layers)
        outside = inputs.figures("F02_ha", "soum")
        assert outside["state"][KHURMEN] == "not_covered"
        assert "may hold mined ground" in outside["note"][KHURMEN]


def test_roads_that_all_lie_abroad_say_nothing():
    table = measured(("unit", "pasture_ha", 9, 9, 9), layers={**LAYERS, "roads": {}})
    along = table.figures("E06", "soum")
    assert along["note"][NOMGON] == "This run has no layer of this kind."


MINED = [
    ("unit", "footprints_ha", 100, 0, 50),
    ("mining", "footprints_ha", 60, 0, 50),
    ("exploration_only", "footprints_ha", 30, 0, 0),
    ("other_only", "footprints_ha", 0, 0, 0),
]
IN_NOMGON = {"code": "MV-9", "stage": "mining", "soum_ids": NOMGON}


def test_a_bound_of_an_incomplete_layer_stays_where_the_register_is_complete():
    inputs = measured(*MINED, layers={"footprints": {}})
    explored = inputs.figures("F02_exploration", "soum")
    assert (explored["value"][NOMGON], explored["flags"][NOMGON]) == (30, "lower_bound")
    # A mining licence that is not drawn may lie there: then it is mining land.
    table = context(*LAND, *MINED)
    inputs = world(*LICENCES, IN_NOMGON, context=table, layers={"footprints": {}})
    explored = inputs.figures("F02_exploration", "soum")
    assert explored["flags"][NOMGON] == "licences_unmapped;part_of_unit"


def test_one_more_mine_may_take_people_from_the_rings_further_out():
    rings = [(f"footprint_ring_{n}", "people", 10, 0, 30) for n in (1, 2, 3)]
    for layers, ends in (
        ({"coverage": "complete"}, ("", "", "")),
        ({}, ("lower_bound", "part_of_unit", "part_of_unit")),
    ):
        inputs = measured(*PEOPLE, *rings, layers={"footprints": layers, "population_raster": {}})
        found = [
            zone_figures(inputs, "soum", [f"footprint_ring_{n}"], "people", ["population_raster"])
            for n in (1, 2, 3)
        ]
        assert tuple(table["flags"][NOMGON] for table in found) == ends
    assert found[1]["note"][NOMGON] == (
        "What the rings lie around may be incomplete; it may be more or less."
    )
    # All within 5 km can only be more.
    assert inputs.figures("E01_fp_n", "soum")["flags"][NOMGON] == "lower_bound"


def test_people_near_mined_ground_are_modelled_where_the_workflow_laid_them_out():
    rings = [(f"footprint_ring_{n}", "people", 10, 0, 30) for n in (1, 2)]
    layers = {"footprints": {"year": 2021, "coverage": "complete"}}
    near = measured(*PEOPLE, *rings, layers=layers).figures("E01_fp_n", "soum").loc[NOMGON]
    assert (near["flags"], near["year"]) == ("modelled", 2019)  # of the people
    assert near["source"].startswith("footprints; population; ")


def apart(km: float) -> dict:
    """Return soums of which Khurmen lies so far east of the other two."""
    shapes = {NOMGON: square(0, 0, 10), ULZIIT: square(0, 10, 10), KHURMEN: square(10 + km, 0, 10)}
    return {"units": soums(shapes=shapes)}


@pytest.mark.parametrize(
    ("place", "km", "marked"),
    [
        ({"soum_ids": KHURMEN}, 1, (True, True, True, True)),  # ends of rings: 2, 5, 10, 20 km
        ({"soum_ids": KHURMEN}, 3, (False, True, True, True)),
        ({"soum_ids": KHURMEN}, 12, (False, False, False, True)),
        ({"soum_ids": KHURMEN}, 21, (False, False, False, False)),
        # No place at all: it may be near every soum. Of Bogd there is no boundary, only a province.
        ({}, 21, (True, True, True, True)),
        ({"soum_ids": BOGD}, 21, (True, True, True, True)),
    ],
)
def test_rings_of_a_licence_without_a_boundary_reach_over_borders(place, km, marked):
    nobody = [(zone, measure, 0, *rest) for zone, measure, _, *rest in PEOPLE[1:]]
    inputs = world(
        *LICENCES,
        {"code": "MV-9", "stage": "mining", **place},
        context=context(*LAND, PEOPLE[0], *nobody),
        layers={"population_raster": {}},
        **apart(km),
    )
    states = [inputs.figures(f"E01_r{n}", "soum")["state"][NOMGON] for n in (1, 2, 3, 4)]
    assert states == ["not_covered" if unsure else "reported_zero" for unsure in marked]
    # Of land under licence, those of the soum itself say all.
    assert "licences_unmapped" not in inputs.figures("E06", "soum")["flags"][NOMGON]


def test_provinces_are_marked_where_one_of_their_soums_is_near():
    far = {"code": "MV-9", "stage": "mining", "soum_ids": KHURMEN}
    inputs = world(
        *LICENCES,
        far,
        context=context(*LAND, *PEOPLE),
        layers={"population_raster": {}},
        **apart(7),
    )
    first, third = (inputs.figures(f"E01_r{n}", "province") for n in (1, 3))
    # Of Bogd, in the other province, there is no boundary.
    assert first["flags"].tolist() == ["licences_unmapped;lower_bound", "lower_bound"]
    # The third ring, which is of 5 to 10 km, has nobody in Ulziit: as far as one knows.
    assert (first["state"]["MN-055"], third["state"]["MN-055"]) == ("value", "not_covered")
    assert "licences_unmapped" in inputs.figures("E01_r1", "country")["flags"].item()


def test_a_soum_that_is_not_reached_makes_the_sum_a_bound_however_small_it_is():
    percents = {KHURMEN: 0.0, UMNUGOVI: 99.97, COUNTRY: 99.99}
    covered = {(unit_id, "forest_ha"): pct for unit_id, pct in percents.items()}
    inputs = measured(("unit", "forest_ha", 40, np.nan, 10), covered=covered)
    country, provinces = (
        zone_figures(inputs, level, ["unit"], "forest_ha", ["land_cover"])
        for level in ("country", "province")
    )
    country = country.iloc[0]
    assert (country["value"], country["n"], country["n_of"]) == (50, 2, 4)  # Bogd is not drawn
    assert {"lower_bound", "part_of_unit"} <= set(country["flags"].split(";"))
    assert country["note"] == "The layer reaches 99.9 % of the land. Soums without a value: 1."
    assert "part_of_unit" in provinces["flags"][UMNUGOVI]
    assert "part_of_unit" not in provinces["flags"]["MN-055"]


def test_cells_without_a_number_of_people_are_told_and_make_no_bound():
    near = measured(*PEOPLE, valued={(NOMGON, "people"): 12.5}).figures("E01_n", "soum")
    assert (near["value"][NOMGON], near["flags"][NOMGON]) == (30, "")
    assert near["note"][NOMGON] == "Of the land 12.5 % has a number."
    assert near["note"][KHURMEN] == ""


def test_where_an_incomplete_layer_shows_no_ground_outside_there_is_no_zero():
    inputs = measured(*MINED, layers={"footprints": {}})
    outside = inputs.figures("F02_ha", "soum").loc[ULZIIT]  # all 50 ha under mining licences
    assert (outside["state"], outside["flags"]) == ("not_covered", "")
    assert outside["note"] == "The layer shows nothing here, and may lack what there is."
    assert inputs.figures("F02_none", "soum")["state"][ULZIIT] == "not_covered"
    assert inputs.figures("F01", "soum")["value"][ULZIIT] == 50


@pytest.mark.parametrize(("cell_m", "marked"), [(1000, False), (1100, True)])
def test_a_corridor_narrower_than_a_cell_is_marked(cell_m, marked):
    rows = [("road_corridor", "land_ha", 100, 0, 0), ("road_corridor", "pasture_ha", 60, 0, 0)]
    layers = {"land_cover": {}, "roads": {"coverage": "complete"}}
    along = measured(*rows, layers=layers, cell_m=cell_m).figures("E06", "soum")
    assert along["value"][NOMGON] == 60
    assert ("coarse_raster" in along["flags"][NOMGON]) == marked


@pytest.mark.parametrize("unit_pct", [98.975, 65.0])
def test_a_share_of_a_raster_is_of_the_land_that_it_reaches(unit_pct):
    rows = [
        ("unit", "pasture_ha", 5000, 1, 1),
        ("mining", "pasture_ha", 300, 0, 0),
        ("exploration_only", "pasture_ha", 200, 0, 0),
        ("other_only", "pasture_ha", 0, 0, 0),
    ]
    table = context(*LAND, *rows)
    whole = (table["unit_id"] == NOMGON) & (table["measure"] == "pasture_ha")
    table.loc[whole & (table["zone"] == "unit"), "covered_pct"] = unit_pct
    share = world(context=table, layers=LAYERS).figures("S04", "soum").loc[NOMGON]
    # The licences are reached wholly, and hold 500 of the 5,000 ha that are seen.
    assert (share["value"], share["state"]) == (10, "value")
    assert share["flags"] == "part_of_unit"


def test_where_nothing_is_protected_no_licence_lies_on_it_wherever_it_is():
    rows = [
        ("unit", "protected_ha", 0, 1000, 0),
        ("mining", "protected_ha", 0, 0, 0),
        ("exploration_only", "protected_ha", 0, 0, 0),
        ("other_only", "protected_ha", 0, 0, 0),
    ]
    in_khurmen = {**IN_NOMGON, "code": "MV-8", "soum_ids": KHURMEN}
    for coverage, state in (("complete", "reported_zero"), (None, "not_covered")):
        layers = {"protected_areas": {"coverage": coverage}}
        inputs = world(
            *LICENCES, IN_NOMGON, in_khurmen, context=context(*LAND, *rows), layers=layers
        )
        table = inputs.figures("S01", "soum")
        assert (table["state"][NOMGON], table["flags"][NOMGON]) == (state, "")
        # Of what there is in Khurmen the licence may hold some.
        assert table["state"][KHURMEN] == "not_covered"


def test_a_soum_without_a_number_near_licences_makes_the_sum_no_bound_by_itself():
    rows = [
        ("unit", "people", 100, 200, 300),
        ("mining_ring_1", "people", np.nan, 0, 30),
        ("mining_ring_2", "people", np.nan, 5, 0),
    ]
    inputs = measured(*rows, valued={(NOMGON, "people"): 0.0})
    near = inputs.figures("E01_n", "soum").loc[NOMGON]
    assert (near["state"], near["note"]) == (
        "not_covered",
        "No cell of the layer has a value here.",
    )
    province = inputs.figures("E01_n", "province").loc[UMNUGOVI]
    assert (province["value"], province["n"], province["n_of"], province["flags"]) == (5, 1, 2, "")
