"""Edition coverage: how much lies under licences in another set of boundaries.

Two sets of lines of the same provinces say how much a share depends on which of them is used.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry, overlay

UNIT_COLUMNS = ["unit_level", "unit_id", "boundary_quality", "area_ha", "union_ha"]


def measure_edition(
    licences: gpd.GeoDataFrame, edition: gpd.GeoDataFrame, country_id: str, threads: int
) -> pd.DataFrame:
    """Measure what lies under licences in the provinces and the country of another edition.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        The register, as for `nutag.coverage.measure_coverage`; only rows with ``counted`` are
        used.
    edition : geopandas.GeoDataFrame
        From `nutag.editions.standardise_edition`, in the same equal-area CRS.
    country_id : str
        Unit id of the country.
    threads : int
        Threads of the overlay.

    Returns
    -------
    pandas.DataFrame
        Columns `UNIT_COLUMNS`; hectares are NaN where the edition does not draw the unit, or not
        all of it. Without rows where there is no other edition.
    """
    if edition.empty:
        return pd.DataFrame(columns=UNIT_COLUMNS).astype({"area_ha": float, "union_ha": float})
    licences = licences[licences["counted"] & licences["area_ha"].notna()]
    units = geometry.shapes_of(edition)
    _, unit, pieces = overlay.cut(geometry.shapes_of(licences), units, threads)
    united = overlay.union_by_group(pieces, unit, len(units), threads)
    drawn = ~shapely.is_missing(units)
    complete = bool(drawn.all())  # a country with a gap is no country to compare with
    table = pd.DataFrame(edition[["province_id", "boundary_quality", "area_ha"]])
    table = table.rename(columns={"province_id": "unit_id"}).assign(unit_level="province")
    table["union_ha"] = np.where(drawn, np.nan_to_num(geometry.area_ha(united)), np.nan)
    whole = pd.DataFrame(
        {
            "unit_level": "country",
            "unit_id": [country_id],
            "boundary_quality": min(edition["boundary_quality"][drawn]),
            "area_ha": _area_of_union(units) if complete else np.nan,
            "union_ha": _area_of_union(united) if complete else np.nan,
        }
    )
    return pd.concat([table, whole], ignore_index=True)[UNIT_COLUMNS]


def _area_of_union(shapes: geometry.Geometries) -> float:
    return float(shapely.area(shapely.union_all(shapes))) / geometry.HECTARE_M2
