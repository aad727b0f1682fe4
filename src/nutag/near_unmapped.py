"""Soums near mining licences without a boundary: distances from these may end in them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry


def soums_near_unmapped(
    soums: gpd.GeoDataFrame, coverage: pd.DataFrame, distance_m: float
) -> pd.Series:
    """Return which soums a mining licence without a boundary may be within a distance of.

    Parameters
    ----------
    soums : geopandas.GeoDataFrame
        With ``soum_id``, ``province_id`` and geometry in the equal-area CRS (None without a
        boundary).
    coverage : pandas.DataFrame
        ``units`` of `nutag.coverage.Coverage`.
    distance_m : float
        In metres, between the polygon of a soum and that of one in which a licence lies, or may.

    Returns
    -------
    pandas.Series of bool
        By soum. All are near a licence that has no place, or whose whole province has no boundary;
        one in a soum without a boundary may lie anywhere in the province.
    """
    ids = pd.Index(soums["soum_id"], name="unit_id")
    nowhere = bool(coverage["unplaced_mining_count"].gt(0).any())
    listed = coverage[coverage["unit_level"] == "soum"].set_index("unit_id")
    holds = listed["unmapped_mining_count"].reindex(ids).fillna(0).gt(0).to_numpy()
    shapes = np.array(geometry.shapes_of(soums), dtype=object)
    drawn = ~shapely.is_missing(shapes)
    provinces = soums["province_id"].to_numpy()
    vague = pd.unique(provinces[holds & ~drawn])
    around = np.isin(provinces, vague)
    if nowhere or not set(vague) <= set(provinces[drawn]):
        return pd.Series(True, index=ids)
    tree = shapely.STRtree(shapes)
    centres = shapes[(holds | around) & drawn]
    _, near = tree.query(centres, predicate="dwithin", distance=distance_m)
    result = holds | around
    result[near] = True
    return pd.Series(result, index=ids)
