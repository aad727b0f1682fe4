"""Indicators: one pure function each, from the standard tables to one long table."""

from nutag.indicators.inputs import Inputs, Settings
from nutag.indicators.table import COLUMNS, compute_indicators

__all__ = ["COLUMNS", "Inputs", "Settings", "compute_indicators"]
