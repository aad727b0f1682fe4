"""Indicators of who is near: people, settlements, water points, camps and herds around mining."""

from __future__ import annotations

import pandas as pd

from nutag.indicators.figures import (
    add_flag,
    add_note,
    add_up,
    has_figure,
    join_flags,
    no_figures,
    rate,
    reasons,
    set_values,
    without_figures,
)
from nutag.indicators.inputs import Inputs
from nutag.indicators.point_figures import (
    point_figures,
    private_figures,
    unplaced_words,
    with_withheld,
)
from nutag.indicators.zone_figures import (
    SAMPLE_FIGURE_NOTE,
    near_zones,
    zone_figures,
    zone_share,
)
from nutag.zones import UNIT, ring_zone

NO_RING_NOTE = "No such ring is configured."
SPREAD_NOTE = "The livestock of each soum, spread evenly over its pasture."
NO_YEAR_NOTE = "The land cover is of a year that is not given."


def people_near(inputs: Inputs, level: str, around: str = "mining") -> pd.DataFrame:
    """E01_n, people within the near distance of mining licences."""
    return _near(inputs, level, around, "people", ["population_raster"])


def people_near_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """E01, their share of the people of the unit, in percent."""
    return _people_share(inputs, level, "E01_n")


def land_near_share(inputs: Inputs, level: str, around: str = "mining") -> pd.DataFrame:
    """E01_land, share of the unit's land within the near distance, in percent: the base rate."""
    land = zone_figures(inputs, level, [UNIT], "land_ha", [])
    near = _near(inputs, level, around, "land_ha", [])
    return zone_share(near, land, 100.0 * inputs.settings.small_area_km2)


def people_near_footprint(inputs: Inputs, level: str) -> pd.DataFrame:
    """E01_fp_n, people within the near distance of mined ground."""
    return people_near(inputs, level, "footprint")


def people_near_footprint_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """E01_fp, their share of the people of the unit, in percent."""
    return _people_share(inputs, level, "E01_fp_n")


def land_near_footprint_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """E01_fp_land, share of the unit's land within the near distance of mined ground."""
    return land_near_share(inputs, level, "footprint")


def people_in_ring(inputs: Inputs, level: str, number: int) -> pd.DataFrame:
    """E01_r1 to E01_r4, people in one ring around mining licences."""
    rings = inputs.settings.rings_km
    if number > len(rings):
        return no_figures(inputs.units(level).index, note=NO_RING_NOTE)
    zone = ring_zone("mining", number)
    table = zone_figures(inputs, level, [zone], "people", ["population_raster"])
    words = f"From {([0, *rings])[number - 1]:g} to {rings[number - 1]:g} km."
    return add_note(table, words, has_figure(table))


def settlements_near(inputs: Inputs, level: str) -> pd.DataFrame:
    """E02, settlements within the near distance of mining licences."""
    return point_figures(inputs, level, near_zones(inputs, "mining"), "settlements")


def water_points_near(inputs: Inputs, level: str) -> pd.DataFrame:
    """E03_n, water points within the near distance of mining licences."""
    return point_figures(inputs, level, near_zones(inputs, "mining"), "water_points")


def water_points_near_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """E03, their share of the water points of the unit, in percent."""
    whole = zone_figures(inputs, level, [UNIT], "water_points_n", ["water_points"])
    return zone_share(inputs.figures("E03_n", level), whole)


def camps_near(inputs: Inputs, level: str) -> pd.DataFrame:
    """E04, camps within the near distance of mining licences; of soums, five and more."""
    if level == "soum":
        return private_figures(inputs, near_zones(inputs, "mining"), "camps")
    # The published soums alone: a province less the others would give away what is withheld.
    soums = inputs.figures("E04", "soum")
    # Without the numbers of points that the notes of E04 tell of each soum.
    table = _summed(inputs, level, soums.assign(note=_camps(inputs)["note"]))
    withheld = soums["state"].eq("withheld").groupby(inputs.whole_of_soums(level)).sum()
    table = with_withheld(table, withheld.reindex(table.index).fillna(0).astype(int))
    if inputs.settings.has_layer("camps"):
        told = has_figure(table) | (table["state"] == "withheld")
        table = add_note(table, unplaced_words(inputs, "camps", private=True), told)
    return table


def livestock_near(inputs: Inputs, level: str) -> pd.DataFrame:
    """E05, head of livestock on pasture within the near distance of mining licences."""
    return _herds_near(inputs, level, "E05", "U03")


def sheep_units_near(inputs: Inputs, level: str) -> pd.DataFrame:
    """E05_su, the same in sheep units."""
    return _herds_near(inputs, level, "E05_su", "U03_su")


def _herds_near(inputs: Inputs, level: str, indicator_id: str, herds_id: str) -> pd.DataFrame:
    """Return herds of soums by the share of their pasture that is near; of wholes, their sums.

    A province's own herds by its own share would be another number: herds are not spread evenly
    over a province.
    """
    if level != "soum":
        return _spread(inputs, _summed(inputs, level, inputs.figures(indicator_id, "soum")))
    pasture = _near(inputs, level, "mining", "pasture_ha", ["land_cover"])
    whole = zone_figures(inputs, level, [UNIT], "pasture_ha", ["land_cover"])
    share = rate(pasture, whole, 1.0)
    herds = inputs.figures(herds_id, level)
    both = has_figure(share) & has_figure(herds)
    table = without_figures(share, has_figure(share) & ~both, herds["note"])
    flags = [join_flags(*pair) for pair in zip(share["flags"], herds["flags"], strict=True)]
    notes = [f"{a} {b}".strip() for a, b in zip(share["note"], herds["note"], strict=True)]
    table = set_values(
        table,
        (share["value"] * herds["value"]).where(both),
        # The number is one of herds, and so is its year; that of the pasture is in the note.
        year=herds["year"],
        period=herds["period"],
        flags=pd.Series(flags, index=table.index),
        note=pd.Series(notes, index=table.index),
        source=share["source"] + "; " + herds["source"],
    )
    return _spread(inputs, add_flag(table, "modelled", both))


def _spread(inputs: Inputs, table: pd.DataFrame) -> pd.DataFrame:
    """Say of herds how they came on the land, and of which years both halves are."""
    year = inputs.layer_sources(["land_cover"]).year
    land = NO_YEAR_NOTE if year is None else f"Land cover of {year}."
    words = f"{SPREAD_NOTE} Livestock of " + table["period"] + f". {land}"
    return add_note(table, words, has_figure(table))


def _summed(inputs: Inputs, level: str, soums: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of figures of soums; of nothing in some of them there is no sum."""
    wholes = inputs.whole_of_soums(level)
    table = add_up(soums, wholes, inputs.units(level).index)
    nothing = (table["value"] == 0) & (table["n"] < table["n_of"])
    table = without_figures(table, nothing, reasons(soums, wholes).reindex(table.index).fillna(""))
    words = "Nothing in " + table["n"].astype(str) + " of " + table["n_of"].astype(str)
    table = add_note(table, words + " soums, and of the others it is not known.", nothing)
    if inputs.settings.licence_coverage == "sample":
        table = add_note(table, SAMPLE_FIGURE_NOTE, has_figure(table))
    return table


def _camps(inputs: Inputs) -> pd.DataFrame:
    return zone_figures(inputs, "soum", near_zones(inputs, "mining"), "camps_n", ["camps"])


def _near(inputs: Inputs, level: str, around: str, measure: str, roles: list[str]) -> pd.DataFrame:
    return zone_figures(inputs, level, near_zones(inputs, around), measure, roles)


def _people_share(inputs: Inputs, level: str, near: str) -> pd.DataFrame:
    whole = zone_figures(inputs, level, [UNIT], "people", ["population_raster"])
    return zone_share(inputs.figures(near, level), whole, inputs.settings.small_people)
