"""Indicators of who holds the licensed land of a unit: in few hands, or in many."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from nutag.indicators.figures import (
    add_flag,
    as_part,
    has_figure,
    no_figures,
    rate,
    set_values,
    without_figures,
)
from nutag.indicators.inputs import Inputs
from nutag.indicators.licences import SAMPLE_NOTE, of_polygons

LARGEST = 5
#: What the shares of all holders may miss of the whole by rounding alone.
ROUNDING_PCT = 1e-6
NO_NAMES_NOTE = "The register names no holders."
NONE_NAMED_NOTE = "No licence with a boundary and a named holder lies here."


def holder_concentration(inputs: Inputs, level: str) -> pd.DataFrame:
    """L08, Herfindahl-Hirschman index of holders: the sum of their squared shares, 0 to 1."""
    return _of_holders(inputs, level, lambda shares: float((shares**2).sum()))


def largest_holders_share(inputs: Inputs, level: str) -> pd.DataFrame:
    """L08_top5, share of the licensed area that the five largest holders have, in percent."""
    return _of_holders(inputs, level, lambda shares: 100 * float(shares.nlargest(LARGEST).sum()))


def _of_holders(inputs: Inputs, level: str, measure: Callable[[pd.Series], float]) -> pd.DataFrame:
    """Return a measure of the shares of the named holders of every unit.

    Whoever is not named (private persons, licences without a holder) has a share of the area but
    none of his own in the measure: his hectares may be in one hand or in many, or belong to a
    named holder, and can only add to it. The figure is a lower bound then.
    """
    if inputs.settings.licence_coverage == "sample":
        return no_figures(inputs.units(level).index, note=SAMPLE_NOTE, source="licences")
    whole = as_part(of_polygons(inputs, level, "sum_ha"))
    # Where the area itself is not known, or not all of it, nobody's share of it is.
    table = rate(whole, whole, 1.0)
    table["source"] = "licences"
    rows = inputs.holders[inputs.holders["unit_level"] == level]
    rows = rows[rows["rank"].notna()]
    shares = (rows["share_pct"].astype(float) / 100).groupby(rows["unit_id"])
    count = shares.size().reindex(table.index).fillna(0).astype(int)
    unnamed_pct = 100 * (1 - shares.sum().reindex(table.index))
    nobody = has_figure(table) & (count == 0)
    there = has_figure(table) & ~nobody
    names = inputs.holders["rank"].notna().any()
    table = without_figures(table, nobody, NONE_NAMED_NOTE if names else NO_NAMES_NOTE)
    values = shares.agg(measure).reindex(table.index).where(there)
    unsure = there & (unnamed_pct > ROUNDING_PCT)
    notes = "Named holders: " + count.astype(str) + "."
    notes = notes.mask(unsure, notes + unnamed_pct.map(_others))
    table = set_values(table, values, note=notes)
    table = add_flag(table, "lower_bound", unsure)
    small = there & (count < inputs.settings.small_holders)
    table.loc[small, "state"] = "small_denominator"
    return add_flag(table, "small", small)


def _others(share_pct: float) -> str:
    if share_pct < 0.1:
        return " Others have less than 0.1 % of the area."
    return f" Others have {share_pct:.1f} % of the area."
