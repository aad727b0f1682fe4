"""Indicators of who is near: people, settlements, water points, camps and herds around mining."""

from __future__ import annotations

import pandas as pd

from nutag.indicators.figures import (
    add_flag,
    add_up,
    as_part,
    has_figure,
    join_flags,
    no_figures,
    rate,
)
from nutag.indicators.inputs import Inputs
from nutag.indicators.point_figures import nowhere_words, point_figures, private_figures
from nutag.indicators.zone_figures import NO_LAYER_NOTE, near_zones, zone_figures, zone_share
from nutag.zones import UNIT, ring_zone

NO_RING_NOTE = "No such ring is configured."
SPREAD_NOTE = "The livestock of the unit, spread evenly over its pasture."


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
    known = has_figure(table)
    words = f"From {([0, *rings])[number - 1]:g} to {rings[number - 1]:g} km."
    table.loc[known, "note"] = [f"{words} {note}".strip() for note in table.loc[known, "note"]]
    return table


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
    if not inputs.settings.has_layer("camps"):
        return no_figures(inputs.units(level).index, note=NO_LAYER_NOTE)
    # The published soums alone: a province less the others would give away what is withheld.
    parent = inputs.parent("province")
    if level == "country":
        parent = pd.Series(inputs.settings.country_id, index=parent.index)
    table = add_up(inputs.figures("E04", "soum"), parent, inputs.units(level).index)
    words = nowhere_words(inputs, "camps", private=True)
    told = has_figure(table) | (table["state"] == "withheld")
    table.loc[told, "note"] = [f"{words} {note}".strip() for note in table["note"][told]]
    return table


def livestock_near(inputs: Inputs, level: str) -> pd.DataFrame:
    """E05, head of livestock on pasture within the near distance of mining licences."""
    return _herds_near(inputs, level, "U03")


def sheep_units_near(inputs: Inputs, level: str) -> pd.DataFrame:
    """E05_su, the same in sheep units."""
    return _herds_near(inputs, level, "U03_su")


def _herds_near(inputs: Inputs, level: str, herds_id: str) -> pd.DataFrame:
    pasture = _near(inputs, level, "mining", "pasture_ha", ["land_cover"])
    whole = zone_figures(inputs, level, [UNIT], "pasture_ha", ["land_cover"])
    share = rate(pasture, whole, 1.0)
    herds = inputs.figures(herds_id, level)
    both = has_figure(share) & has_figure(herds)
    table = share.copy()
    table["value"] = (share["value"] * herds["value"]).where(both)
    lost = has_figure(share) & ~both
    table.loc[lost, ["state", "flags"]] = ["not_covered", ""]
    table.loc[lost, "note"] = herds["note"][lost]
    table.loc[both, "note"] = [
        " ".join(note for note in (SPREAD_NOTE, *notes) if note)
        for notes in zip(share["note"][both], herds["note"][both], strict=True)
    ]
    # Herds of some soums only bound a product, too, but not where the share is one of a part.
    flags = [join_flags(*pair) for pair in zip(share["flags"], herds["flags"], strict=True)]
    table.loc[both, "flags"] = pd.Series(flags, index=table.index)[both]
    of_part = both & share["flags"].str.contains(r"\bpart_of_unit\b", regex=True)
    table.loc[of_part, "flags"] = as_part(table)["flags"][of_part]
    table.loc[both, "source"] = table["source"][both] + "; " + herds["source"][both]
    return add_flag(table, "modelled", both)


def _near(inputs: Inputs, level: str, around: str, measure: str, roles: list[str]) -> pd.DataFrame:
    return zone_figures(inputs, level, near_zones(inputs, around), measure, roles)


def _people_share(inputs: Inputs, level: str, near: str) -> pd.DataFrame:
    whole = zone_figures(inputs, level, [UNIT], "people", ["population_raster"])
    return zone_share(inputs.figures(near, level), whole, inputs.settings.small_people)
