"""Indicators of land that licences lie on: protected land, water, forest, pasture, mined ground."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from nutag.context_layers import LAID_ON, SURFACE_WATER, WATER, water_measure
from nutag.indicators.figures import (
    add_flag,
    add_note,
    add_up,
    has_figure,
    has_flag,
    no_figures,
    rate,
    without_figures,
)
from nutag.indicators.inputs import Inputs
from nutag.indicators.licences import SAMPLE_NOTE
from nutag.indicators.unmapped import unmapped_licences
from nutag.indicators.zone_figures import (
    NO_LAYER_NOTE,
    NOTHING_FOUND_NOTE,
    zone_figures,
    zone_share,
)
from nutag.zones import CORRIDOR, LICENSED, UNIT

PROXY_NOTE = "Distance from mapped water, not the official zones: a proxy."
UNMAPPED_GROUND_NOTE = (
    "Licences without a boundary may hold mined ground, so none is said to lie outside."
)
OF_WHOLE_PASTURE_NOTE = (
    "The land reported is of the soums studied, the pasture of the whole province."
)
OF_WHOLE_GROUND_NOTE = (
    "The land reported is of the soums studied, the mined ground of the whole province."
)
RANGE_WORDS = "The other set of mined ground gives"


def protected(inputs: Inputs, level: str) -> pd.DataFrame:
    """S01, hectares of protected areas under licence."""
    return zone_figures(inputs, level, LICENSED, "protected_ha", ["protected_areas"])


def protected_of_licensed(inputs: Inputs, level: str) -> pd.DataFrame:
    """S01_lic, share of the licensed land that is protected, in percent."""
    return zone_share(inputs.figures("S01", level), _licensed(inputs, level))


def protected_of_protected(inputs: Inputs, level: str) -> pd.DataFrame:
    """S01_pa, share of the protected land that is licensed, in percent."""
    whole = zone_figures(inputs, level, [UNIT], "protected_ha", ["protected_areas"])
    return zone_share(inputs.figures("S01", level), whole)


def water_zone(inputs: Inputs, level: str) -> pd.DataFrame:
    """S02, hectares under licence in the ordinary zone along water; a proxy."""
    return _along_water(inputs, level, max(inputs.settings.water_zones_m))


def special_water_zone(inputs: Inputs, level: str) -> pd.DataFrame:
    """S02_special, hectares under licence in the special zone along water; a proxy."""
    return _along_water(inputs, level, min(inputs.settings.water_zones_m))


def water_zone_of_licensed(inputs: Inputs, level: str) -> pd.DataFrame:
    """S02_lic, share of the licensed land in the ordinary zone, in percent; a proxy."""
    return zone_share(inputs.figures("S02", level), _licensed(inputs, level))


def official_water_zone(inputs: Inputs, level: str) -> pd.DataFrame:
    """S02_official, hectares under licence in the zones that an authority has drawn along water."""
    role = "water_protection_zones"
    return zone_figures(inputs, level, LICENSED, LAID_ON[role], [role])


def official_water_zone_of_licensed(inputs: Inputs, level: str) -> pd.DataFrame:
    """S02_official_lic, share of the licensed land in these zones, in percent."""
    return zone_share(inputs.figures("S02_official", level), _licensed(inputs, level))


def surface_water(inputs: Inputs, level: str) -> pd.DataFrame:
    """S02_surface, hectares of mapped surface water under licence; of the water, so no proxy."""
    return zone_figures(inputs, level, LICENSED, SURFACE_WATER, ["surface_water"])


def surface_water_of_licensed(inputs: Inputs, level: str) -> pd.DataFrame:
    """S02_surface_lic, share of the licensed land that is mapped surface water, in percent."""
    return zone_share(inputs.figures("S02_surface", level), _licensed(inputs, level))


def forest(inputs: Inputs, level: str) -> pd.DataFrame:
    """S03, hectares of forest under licence."""
    return zone_figures(inputs, level, LICENSED, "forest_ha", ["land_cover"])


def forest_of_licensed(inputs: Inputs, level: str) -> pd.DataFrame:
    """S03_lic, share of the licensed land that is forest, in percent."""
    return zone_share(inputs.figures("S03", level), _licensed(inputs, level))


def pasture(inputs: Inputs, level: str) -> pd.DataFrame:
    """S04_ha, hectares of pasture under licence."""
    return zone_figures(inputs, level, LICENSED, "pasture_ha", ["land_cover"])


def pasture_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """S04, share of the pasture that is under licence, in percent."""
    return zone_share(inputs.figures("S04_ha", level), _all_pasture(inputs, level))


def biodiversity(inputs: Inputs, level: str) -> pd.DataFrame:
    """S05, hectares of key biodiversity areas under licence."""
    return zone_figures(inputs, level, LICENSED, "biodiversity_ha", ["biodiversity_areas"])


def biodiversity_of_licensed(inputs: Inputs, level: str) -> pd.DataFrame:
    """S05_lic, share of the licensed land in key biodiversity areas, in percent."""
    return zone_share(inputs.figures("S05", level), _licensed(inputs, level))


def road_corridor(inputs: Inputs, level: str) -> pd.DataFrame:
    """E06, hectares of pasture along haul roads."""
    if not inputs.settings.has_layer("roads"):
        return no_figures(inputs.units(level).index, note=NO_LAYER_NOTE)
    return zone_figures(inputs, level, [CORRIDOR], "pasture_ha", ["roads", "land_cover"])


def footprint(inputs: Inputs, level: str) -> pd.DataFrame:
    """F01, hectares of mined ground; the note has what the other set gives."""
    table = zone_figures(inputs, level, [UNIT], "footprints_ha", ["footprints"])
    other = inputs.figures("F01_other", level)
    words = other["value"].map(lambda ha: f"{RANGE_WORDS} {ha:,.1f} ha.")
    return add_note(table, words, has_figure(table) & has_figure(other))


def footprint_other(inputs: Inputs, level: str) -> pd.DataFrame:
    """F01_other, hectares of mined ground in the other set."""
    return zone_figures(inputs, level, [UNIT], "footprints_other_ha", ["footprints_other"])


def footprint_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """F01_share, share of the unit's land that is mined ground, in percent."""
    land = zone_figures(inputs, level, [UNIT], "land_ha", [])
    return zone_share(inputs.figures("F01", level), land, _small_land_ha(inputs))


def footprint_outside(inputs: Inputs, level: str) -> pd.DataFrame:
    """F02_ha, hectares of mined ground outside every mining licence."""
    return _outside(inputs, level, ["mining"])


def footprint_outside_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """F02, share of the mined ground outside every mining licence, in percent."""
    return zone_share(inputs.figures("F02_ha", level), inputs.figures("F01", level))


def footprint_mining(inputs: Inputs, level: str) -> pd.DataFrame:
    """F02_mining, hectares of mined ground under mining licences."""
    return zone_figures(inputs, level, ["mining"], "footprints_ha", ["footprints"])


def footprint_exploration(inputs: Inputs, level: str) -> pd.DataFrame:
    """F02_exploration, hectares of mined ground under exploration licences alone."""
    return zone_figures(inputs, level, ["exploration_only"], "footprints_ha", ["footprints"])


def footprint_unlicensed(inputs: Inputs, level: str) -> pd.DataFrame:
    """F02_none, hectares of mined ground outside every licence."""
    return _outside(inputs, level, LICENSED)


def use_ratio(inputs: Inputs, level: str) -> pd.DataFrame:
    """F03, mined ground over mining-licensed land, in percent."""
    licensed = zone_figures(inputs, level, ["mining"], "land_ha", [])
    small = inputs.settings.small_mining_ha
    return zone_share(inputs.figures("F01", level), licensed, small)


def share_of_pasture(inputs: Inputs, level: str) -> pd.DataFrame:
    """R05, reported hectares without rehabilitation over hectares of pasture, in percent."""
    return _reported_over(
        inputs, level, lambda at: _all_pasture(inputs, at), 100.0, OF_WHOLE_PASTURE_NOTE
    )


def reported_over_mapped(inputs: Inputs, level: str) -> pd.DataFrame:
    """R09, reported hectares without rehabilitation over mapped mined ground."""
    table = _reported_over(
        inputs, level, lambda at: inputs.figures("F01", at), 1.0, OF_WHOLE_GROUND_NOTE
    )
    return add_flag(table, "more_than_mapped", has_figure(table) & (table["value"] > 1))


def _reported_over(
    inputs: Inputs,
    level: str,
    below: Callable[[str], pd.DataFrame],
    scale: float,
    of_whole: str,
) -> pd.DataFrame:
    """Return reported over measured land; `of_whole` is the note where only one is partial."""
    gap = inputs.settings.max_year_gap
    if level != "country":
        reported = inputs.figures("R01", level)
        table = rate(reported, below(level), scale, max_year_gap=gap)
        studied = has_figure(table) & has_flag(reported, "part_of_unit")
        return add_note(table, of_whole, studied) if level == "province" else table
    # Over the provinces that have both, as for the other rates of reported land.
    top, bottom = inputs.figures("R01", "province"), below("province")
    both = has_figure(rate(top, bottom, scale))
    ids, parent = inputs.units("country").index, inputs.parent("country")
    if not both.any():
        return inputs.figures("R01", "country").assign(
            value=np.nan, state="not_covered", flags="", note="No province has both figures."
        )
    table = rate(
        add_up(top[both], parent, ids), add_up(bottom[both], parent, ids), scale, max_year_gap=gap
    )
    if has_flag(top[both], "part_of_unit").any():
        table = add_note(table, of_whole)
    words = "Over the provinces that have a figure, not the whole country."
    return add_flag(add_note(table, words), "part_of_unit")


def _along_water(inputs: Inputs, level: str, width_m: float) -> pd.DataFrame:
    roles = [role for role in WATER if inputs.settings.has_layer(role)]
    return as_proxy(zone_figures(inputs, level, LICENSED, water_measure(width_m), roles))


def as_proxy(table: pd.DataFrame) -> pd.DataFrame:
    """Return figures of land along mapped water, marked as the proxy that they are."""
    known = has_figure(table)
    return add_flag(add_note(table, PROXY_NOTE, known), "proxy", known)


def _licensed(inputs: Inputs, level: str) -> pd.DataFrame:
    """Return the licensed land as its polygons show it, whatever the statistics say."""
    return zone_figures(inputs, level, LICENSED, "land_ha", [])


def _all_pasture(inputs: Inputs, level: str) -> pd.DataFrame:
    return zone_figures(inputs, level, [UNIT], "pasture_ha", ["land_cover"])


def _small_land_ha(inputs: Inputs) -> float:
    return 100.0 * inputs.settings.small_area_km2


def _outside(inputs: Inputs, level: str, zones: Sequence[str]) -> pd.DataFrame:
    """Return mined ground outside some zones: all of it less what lies in them."""
    if inputs.settings.has_layer("footprints") and inputs.settings.licence_coverage == "sample":
        return no_figures(inputs.units(level).index, note=SAMPLE_NOTE, source="licences")
    roles = ["footprints"]
    table = zone_figures(inputs, level, zones, "footprints_ha", roles, keep_zeros=True)
    whole = zone_figures(inputs, level, [UNIT], "footprints_ha", roles)
    # Of no mined ground none lies outside, and of what is not known nothing is known.
    nothing = ~(whole["value"] > 0)
    table.loc[nothing, whole.columns] = whole[nothing]
    # What lies outside is less than it seems where a licence without a boundary may hold it.
    unmapped = ~nothing & (unmapped_licences(inputs, level, zones) > 0)
    table = without_figures(table, unmapped, UNMAPPED_GROUND_NOTE)
    known = has_figure(table) & ~nothing
    rest = (whole["value"] - table["value"]).clip(lower=0.0)
    # Less than a square metre is the rounding of an intersection.
    rest = rest.where(rest > 1e-4, 0.0)
    table.loc[known, "value"] = rest[known]
    table.loc[known, "state"] = np.where(rest[known] == 0, "reported_zero", "value")
    if not inputs.layer_sources(roles).complete:
        # There may be more of it, and outside.
        table = without_figures(table, known & (rest == 0), NOTHING_FOUND_NOTE)
    return table
