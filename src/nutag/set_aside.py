"""Land set aside: what the land under licence would be if rows that do not count did."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry

#: The name of this check in the reconciliation.
CHECK = "set_aside"


def land_set_aside(
    licences: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame, country_id: str, union_ha: float
) -> pd.DataFrame:
    """Return a row for every reason why licences do not count.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        Every row of the register, with ``counted``, ``reason``, ``area_ha``, in metres.
    provinces : geopandas.GeoDataFrame
        In the same CRS; land outside them is no land of the country.
    country_id : str
        Unit id of the country.
    union_ha : float
        Land under the licences that count.

    Returns
    -------
    pandas.DataFrame
        Columns of the reconciliation: ``step`` is the reason, ``rows`` how many rows it keeps
        from counting, ``area_ha`` the land under licence if they counted, too (hectares, overlaps
        once; NaN when none of them has a boundary), ``reference_area_ha`` is `union_ha`.
    """
    shapes = geometry.only(geometry.shapes_of(licences), licences["area_ha"].notna().to_numpy())
    present = ~shapely.is_missing(shapes)
    counted = shapes[present & licences["counted"].to_numpy()]
    tree = shapely.STRtree(counted)
    country = shapely.union_all(geometry.shapes_of(provinces))
    rows = []
    for reason in dict.fromkeys(licences.loc[~licences["counted"], "reason"]):
        its = (licences["reason"] == reason).to_numpy()
        drawn = its & present
        land = shapely.intersection(shapely.union_all(shapes[drawn]), country)
        near = counted[tree.query(land, predicate="intersects")]
        more_ha = shapely.area(shapely.difference(land, shapely.union_all(near)))
        own_ha = float(licences.loc[drawn, "area_ha"].sum())
        note = f"{drawn.sum():,} of {its.sum():,} with a boundary"
        rows.append(
            {
                "check": CHECK,
                "dataset": "licences",
                "unit_id": country_id,
                "step": reason,
                "rows": int(its.sum()),
                "area_ha": union_ha + more_ha / geometry.HECTARE_M2 if drawn.any() else np.nan,
                "reference_area_ha": union_ha,
                "note": note + (f", {own_ha:,.1f} ha in all" if drawn.any() else ""),
            }
        )
    return pd.DataFrame(rows)
