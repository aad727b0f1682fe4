"""Indicator of the boundaries: how much the licensed share depends on which lines are used."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nutag.indicators.figures import add_flag, has_figure, no_figures, set_values
from nutag.indicators.inputs import Inputs, measured_in_part
from nutag.indicators.licences import SAMPLE_NOTE, of_register

NO_EDITION_NOTE = "No second set of boundaries is configured."
NOT_DRAWN_NOTE = "The second set of boundaries does not draw this unit."
COLUMNS = [
    "unit_level",
    "unit_id",
    "name_en",
    "name_mn",
    "area_km2",
    "licensed_ha",
    "licensed_pct",
    "area_other_km2",
    "licensed_other_ha",
    "licensed_other_pct",
    "spread_pp",
]


def boundary_spread(inputs: Inputs, level: str) -> pd.DataFrame:
    """Q04, largest minus smallest licensed share over the sets of boundaries, in points.

    Both shares are of polygons, also where the licensed share is taken from statistics.
    """
    units = inputs.units(level)
    if inputs.coverage_other.empty:
        return no_figures(units.index, note=NO_EDITION_NOTE)
    if inputs.settings.licence_coverage == "sample":
        return no_figures(units.index, note=SAMPLE_NOTE)
    both = _both(inputs, level)
    table = no_figures(units.index, note=NOT_DRAWN_NOTE, source="licences")
    bare = both["area_km2"].isna()
    table.loc[bare, "state"] = "no_boundary"
    table.loc[bare, "note"] = units["bare_note"]
    words = [
        f"{a:.3f} % in the first set of boundaries, {b:.3f} % in the second."
        for a, b in zip(both["licensed_pct"], both["licensed_other_pct"], strict=True)
    ]
    table = set_values(
        table,
        both["spread_pp"],
        zero="value",
        n=2,
        n_of=2,
        note=pd.Series(words, index=units.index),
        source="soum_boundaries / soum_boundaries_other",
    )
    approximate = units["boundary_quality"].eq("approximate")
    approximate |= both["boundary_quality"].eq("approximate")
    table = add_flag(table, "approximate_boundary", approximate & has_figure(table))
    table = add_flag(table, "part_of_unit", measured_in_part(units) & has_figure(table))
    return of_register(table, inputs, level)


def boundary_sensitivity(inputs: Inputs) -> pd.DataFrame:
    """Return the licensed land of provinces and the country in each set of boundaries.

    Parameters
    ----------
    inputs : Inputs
        The standard tables.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, the second set with ``_other``; the country first, then the provinces
        from the largest spread to the smallest. Without rows where no second set is configured; a
        sample of licences has hectares and no shares.
    """
    if inputs.coverage_other.empty:
        return pd.DataFrame(columns=COLUMNS)
    provinces = inputs.provinces.set_index("province_id")
    parts = []
    for level in ("country", "province"):
        table = _both(inputs, level).assign(unit_level=level)
        for name in ("name_en", "name_mn"):
            names = provinces[name].reindex(table.index)
            table[name] = names if level == "province" else getattr(inputs.settings, name)
        if inputs.settings.licence_coverage == "sample":
            table[["licensed_pct", "licensed_other_pct", "spread_pp"]] = np.nan
        parts.append(table.sort_values("spread_pp", ascending=False, kind="stable").reset_index())
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _both(inputs: Inputs, level: str) -> pd.DataFrame:
    units = inputs.units(level)
    first = inputs.coverage[inputs.coverage["unit_level"] == level].set_index("unit_id")
    other = inputs.coverage_other
    other = other[other["unit_level"] == level].set_index("unit_id").reindex(units.index)
    table = pd.DataFrame(
        {
            "area_km2": units["area_ha"] / 100,
            "licensed_ha": first["union_ha"].reindex(units.index),
            "area_other_km2": other["area_ha"] / 100,
            "licensed_other_ha": other["union_ha"],
            "boundary_quality": other["boundary_quality"],
        }
    )
    table["licensed_pct"] = table["licensed_ha"] / table["area_km2"]
    table["licensed_other_pct"] = table["licensed_other_ha"] / table["area_other_km2"]
    table["spread_pp"] = (table["licensed_pct"] - table["licensed_other_pct"]).abs()
    return table
