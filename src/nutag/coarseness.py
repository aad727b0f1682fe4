"""Coarseness: whether the cells of a raster are too wide to tell who is within a distance."""

from __future__ import annotations

#: No projection that a raster is likely to be in makes a side of a cell so much longer.
_STRETCH = 1.01


def coarse(cell_m: float, span_km: float) -> bool:
    """Return whether cells are wider than a span of distance; NaN, of no cells, is not."""
    return cell_m > 1000.0 * span_km * _STRETCH
