"""Indicators: one pure function each, from the standard tables to one long table."""

from nutag.indicators.around_tables import overlap_table, ring_table
from nutag.indicators.editions import boundary_sensitivity
from nutag.indicators.inputs import Inputs, Settings
from nutag.indicators.table import compute_indicators

__all__ = [
    "Inputs",
    "Settings",
    "boundary_sensitivity",
    "compute_indicators",
    "overlap_table",
    "ring_table",
]
