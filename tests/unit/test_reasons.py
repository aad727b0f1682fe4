"""Every indicator of the catalogue says why it has no figure, whatever the run lacks."""

from dataclasses import replace

import numpy as np
import pytest
from squares import KHURMEN
from test_indicators_context import context
from worlds import LICENCES, numbers, rehabilitation, statistics, survey, world

from nutag.indicators import compute_indicators
from nutag.registry import LAYERS, RASTERS
from nutag.vocabulary import WITH_FIGURE
from nutag.zones import CORRIDOR, LICENSED

ZONES = ["unit", *LICENSED, CORRIDOR]
ZONES += [f"{around}_ring_{n}" for around in ("mining", "footprint") for n in (1, 2, 3, 4)]
#: What is measured of each layer.
MEASURES = {
    "rivers": ["water_50_ha", "water_200_ha"],
    "lakes": ["water_50_ha", "water_200_ha"],
    "settlements": ["settlements_n"],
    "water_points": ["water_points_n"],
    "camps": ["camps_n"],
    "footprints": ["footprints_ha"],
    "footprints_other": ["footprints_other_ha"],
    "protected_areas": ["protected_ha"],
    "biodiversity_areas": ["biodiversity_ha"],
    "water_protection_zones": ["official_water_ha"],
    "roads": [],
    "population_raster": ["people"],
    "land_cover": ["pasture_ha", "forest_ha", "water_ha"],
    "surface_water": ["surface_water_ha"],
}
ALL = sorted({measure for measures in MEASURES.values() for measure in measures})
TABLES = {
    "statistics": statistics(
        ("MN-053", "2018-06", "total", 2, 600), ("MN-053", "2019-06", "total", 2, 700)
    ),
    "rehabilitation": rehabilitation({"value_ha": 11, "state": "value"}),
    "survey": survey(MN_053="value", MN_055="not_surveyed"),
}


def made(lacking: str = "", how: str = "absent", **changes):
    """Return a world with every layer, one of them absent, incomplete, empty or out of reach."""
    layers = {role: {"year": 2020, "coverage": "complete"} for role in (*LAYERS, *RASTERS)}
    lost = MEASURES.get(lacking, [])
    values = {"empty": (0, 0, 0), "incomplete": (0, 0, 7), "beyond": (np.nan, 0, 7)}
    rows = [
        (zone, measure, *(values.get(how, ()) if measure in lost else (6, 2, 8)))
        for zone in ZONES
        for measure in ALL
        if how != "absent" or measure not in lost
    ]
    land = [(zone, "land_ha", 400, 300, 500) for zone in ZONES]
    if how == "absent":
        layers.pop(lacking, None)
    elif how == "incomplete":
        del layers[lacking]["coverage"]
    if (lacking, how) == ("roads", "absent"):
        rows, land = ([row for row in table if row[0] != CORRIDOR] for table in (rows, land))
    if (lacking, how) == ("footprints", "absent"):
        rows, land = (
            [row for row in table if "footprint_ring" not in row[0]] for table in (rows, land)
        )
    covered = {("MN4625", measure): 0.0 for measure in lost} if how == "beyond" else None
    given = {"context": context(*land, *rows, covered=covered), "layers": layers}
    return world(*changes.pop("licences", LICENCES), **{**TABLES, **given, **changes})


def unexplained(inputs, catalogue, role: str = "") -> list[tuple[str, str, str]]:
    """Return the figures that are missing without a word; of the indicators that need a role."""
    if role:
        own = {key: one for key, one in catalogue.indicators.items() if role in one.inputs}
        assert own
        catalogue = replace(catalogue, indicators=own)
    table = compute_indicators(inputs, catalogue)
    bare = table[~table["state"].isin(WITH_FIGURE) & (table["note"] == "")]
    return sorted(set(zip(bare["indicator_id"], bare["unit_level"], bare["state"], strict=True)))


def test_every_layer_is_in_this_world():
    assert set(MEASURES) == {*LAYERS, *RASTERS}


@pytest.mark.parametrize("how", ["absent", "incomplete", "empty"])
@pytest.mark.parametrize("role", LAYERS)
def test_without_a_figure_from_a_layer_there_is_a_reason(bundled_catalogue, role, how):
    assert unexplained(made(role, how), bundled_catalogue, role) == []


@pytest.mark.parametrize("how", ["absent", "beyond", "empty"])
@pytest.mark.parametrize("role", RASTERS)
def test_without_a_figure_from_a_raster_there_is_a_reason(bundled_catalogue, role, how):
    assert unexplained(made(role, how), bundled_catalogue, role) == []


@pytest.mark.parametrize(
    ("role", "table", "given"),
    [
        ("licence_statistics", "statistics", statistics()),
        ("rehabilitation", "rehabilitation", rehabilitation()),
        ("rehabilitation", "survey", survey()),
        ("population", "people", numbers("people", "2019")),
        ("population", "people", numbers("people", "2019", **{KHURMEN: 200})),
        ("livestock", "livestock", numbers("head", "2019")),
        ("livestock", "livestock", numbers("head", "2019", **{KHURMEN: np.nan})),
    ],
)
def test_without_a_figure_from_a_table_there_is_a_reason(bundled_catalogue, role, table, given):
    assert unexplained(made(**{table: given}), bundled_catalogue, role) == []


@pytest.mark.parametrize("coverage", ["complete", "sample"])
@pytest.mark.parametrize("source", ["statistics", "polygons"])
def test_without_a_figure_from_licences_there_is_a_reason(bundled_catalogue, coverage, source):
    unmapped = {"code": "MV-9", "stage": "mining", "soum_ids": KHURMEN}
    inputs = made(
        licences=(*LICENCES, unmapped), licence_coverage=coverage, licensed_area_from=source
    )
    assert unexplained(inputs, bundled_catalogue) == []


def test_a_run_that_has_nothing_says_so_everywhere(bundled_catalogue):
    nothing = {"statistics": statistics(), "rehabilitation": rehabilitation(), "survey": survey()}
    inputs = world(**nothing, people=numbers("people", "2019"), livestock=numbers("head", "2019"))
    assert unexplained(inputs, bundled_catalogue) == []
