"""Declared areas held against the polygons."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Proj

from nutag import geometry
from nutag.area_units import unit_of_name, unit_of_ratio
from nutag.areas import HECTARES
from nutag.issues import IssueLog
from nutag.registry import Dataset

COLUMN = "area_declared_ha"

#: Part of the declared area by which a polygon may differ without a word.
TOLERANCE = 0.01


def declared_areas(
    licences: gpd.GeoDataFrame, hectares: pd.Series, most_ha: float, dataset: Dataset, log: IssueLog
) -> pd.Series:
    """Return declared areas in hectares, those that cannot be left out.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        ``source_row``, ``code`` and ``area_ha`` of the polygon (NaN without one).
    hectares : pandas.Series of float
        Declared areas, converted as the configuration says (`nutag.areas.areas`).
    most_ha : float
        Area of the country, which no licence can exceed; NaN where it is not known.
    dataset : Dataset
        Its ``units`` and the name of the source column are used.
    log : IssueLog
        Takes a unit that the polygons contradict, for the file or for single rows, and areas that
        cannot be.

    Returns
    -------
    pandas.Series of float64
        NaN where no area is declared or the unit is in doubt: hectares that may be square metres
        are not shown.
    """
    declared = dataset.units.get(COLUMN)
    unit = declared or "ha"
    # True hectares by figure as it stands in the file.
    ratio = (HECTARES[unit] * licences["area_ha"] / hectares.where(hectares > 0)).to_numpy()
    compared = np.isfinite(ratio)
    median = float(np.median(ratio[compared])) if compared.any() else float("nan")
    found = unit_of_ratio(median)
    _report_name(dataset.source_column(COLUMN), declared, found, hectares, log)
    if found not in (None, unit):
        _report_unit(unit, declared, str(found), median, int(compared.sum()), log)
        return hectares * np.nan
    of_row = np.array([unit_of_ratio(r) for r in ratio], dtype=object)
    other = np.array([bool(found) and u not in (None, unit) for u in of_row], dtype=bool)
    for i in np.flatnonzero(other):
        log.add(
            "licence.area_unit_of_row",
            "warn",
            source_row=licences["source_row"].iloc[i],
            key=str(licences["code"].iloc[i]),
            found=f"{hectares.iloc[i] / HECTARES[unit]:,.1f} declared and a polygon of "
            f"{licences['area_ha'].iloc[i]:,.1f} ha, which is the same in {of_row[i]}",
            expected=f"an area in {unit}, as in the other rows",
            action="The declared area is taken as missing; the polygon is used.",
        )
    absurd = (hectares > most_ha).to_numpy() & ~other
    negative = (hectares < 0).to_numpy()
    _report_absurd(licences, hectares, absurd, most_ha, log)
    _report_negative(licences, hectares, negative, log)
    return hectares.mask(other | absurd | negative)


def report_differences(licences: gpd.GeoDataFrame, explained: pd.Series, log: IssueLog) -> None:
    """Report polygons that differ from the declared area by more than 1 %.

    Cadastres measure in the plane of the Universal Transverse Mercator projection, whose scale is
    not 1: what the plane of the zone or of a neighbouring one explains is no difference.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        ``source_row``, ``code``, ``area_ha``, ``area_declared_ha``, ``geometry_quality`` and
        geometry in the analysis CRS.
    explained : pandas.Series of bool
        Rows whose difference has its reason.
    log : IssueLog
        Gets an issue for every such row.
    """
    rows = differing(licences) & ~explained & (licences["geometry_quality"] == "exact")
    for source_row, code, area, declared in licences.loc[
        rows, ["source_row", "code", "area_ha", COLUMN]
    ].itertuples(index=False):
        log.add(
            "licence.area_differs",
            "warn",
            source_row=source_row,
            key=str(code),
            found=f"{area:,.1f} ha by the polygon and {declared:,.1f} ha declared "
            f"({100 * (area / declared - 1):+.1f} %)",
            expected="a difference of at most 1 %",
            action="The area of the polygon is used.",
            area_ha=abs(area - declared),
        )


def differing(licences: gpd.GeoDataFrame) -> pd.Series:
    """Return which polygons differ by more than 1 %, in every plane that a cadastre may measure in.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        ``area_ha``, ``area_declared_ha`` and geometry in the analysis CRS.

    Returns
    -------
    pandas.Series of bool
        False where there is nothing to compare.
    """
    ratio = (licences[COLUMN] / licences["area_ha"].where(licences["area_ha"] > 0)).to_numpy()
    differs = np.abs(ratio - 1) > TOLERANCE  # NaN, of nothing to compare, is not
    differs &= ~(licences[COLUMN] == 0).to_numpy()
    far = np.flatnonzero(differs)
    if len(far):
        centres = gpd.GeoSeries(
            shapely.centroid(geometry.shapes_of(licences)[far]), crs=licences.crs
        ).to_crs("EPSG:4326")
        for scale in _plane_scales(centres.x.to_numpy(), centres.y.to_numpy()):
            differs[far] &= np.abs(ratio[far] / scale - 1) > TOLERANCE
    return pd.Series(differs, index=licences.index)


def _plane_scales(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    """Return the scale of areas in the UTM zone of each place and in those beside it."""
    own = np.floor((longitude + 180) / 6).astype(int) + 1
    scales = np.ones((3, len(own)))
    for zone in np.unique(own):
        here = own == zone
        for k, near in enumerate((zone, zone - 1, zone + 1)):
            plane = Proj(proj="utm", zone=(near - 1) % 60 + 1, ellps="WGS84")
            factors = plane.get_factors(longitude[here], latitude[here])
            scales[k, here] = factors.areal_scale
    return list(scales)


def _report_name(
    column: str, declared: str | None, found: str | None, hectares: pd.Series, log: IssueLog
) -> None:
    named = unit_of_name(column)
    if declared is not None or named in (None, "ha") or hectares.isna().all():
        return
    if found == "ha":
        log.add(
            "licence.area_unit_name",
            "info",
            key=COLUMN,
            found=f"a column `{column}` that holds hectares, as the polygons show",
            expected="the unit in the name",
            action="Read as hectares.",
        )
    elif found is None:
        log.add(
            "licence.area_unit",
            "warn",
            key=COLUMN,
            found=f"a column `{column}`, whose name says {named}, and no polygons that show it",
            expected="hectares, or the unit under `units`",
            action=f"Read as hectares; set `datasets.{log.dataset}.units: {{{COLUMN}: {named}}}` "
            "if the name is right.",
        )


def _report_unit(
    unit: str,
    declared: str | None,
    found: str,
    ratio: float,
    n: int,
    log: IssueLog,
) -> None:
    factor = ratio / HECTARES[unit]
    pointed = any(issue.code == "value.point" and issue.key == COLUMN for issue in log)
    if pointed and unit_of_ratio(factor) == "kha":  # a thousand times: the points group digits
        log.add(
            "licence.area_unit",
            "warn",
            key=COLUMN,
            found=f"declared areas whose points group thousands: polygons have {factor:,.6g} times "
            f"the figures as they were read (median of {n} rows)",
            expected="figures in which the point is known",
            action="The declared areas are taken as missing and the polygons are used; mend the "
            "points as `value.point` says.",
        )
        return
    log.add(
        "licence.area_unit",
        "warn",
        key=COLUMN,
        found=f"declared areas that are {found}: polygons have {factor:,.6g} times the figures as "
        f"{unit} (median of {n} rows)",
        expected=f"{unit}, as `units` says" if declared else "hectares, or the unit under `units`",
        action="The declared areas are taken as missing and the polygons are used; set "
        f"`datasets.{log.dataset}.units: {{{COLUMN}: {found}}}`.",
    )


def _report_absurd(
    licences: pd.DataFrame, hectares: pd.Series, rows: NDArray[np.bool_], most: float, log: IssueLog
) -> None:
    for i in np.flatnonzero(rows):
        log.add(
            "licence.absurd_area",
            "row",
            source_row=licences["source_row"].iloc[i],
            key=COLUMN,
            found=f"{hectares.iloc[i]:,.1f} ha",
            expected=f"hectares, less than the whole country ({most:,.0f} ha)",
            action="The declared area is taken as missing; the polygon is used.",
        )


def _report_negative(
    licences: pd.DataFrame, hectares: pd.Series, rows: NDArray[np.bool_], log: IssueLog
) -> None:
    for i in np.flatnonzero(rows):
        log.add(
            "licence.negative_area",
            "row",
            source_row=licences["source_row"].iloc[i],
            key=COLUMN,
            found=f"{hectares.iloc[i]:g} ha",
            expected="hectares, zero or more",
            action="The declared area is taken as missing; the polygon is used.",
        )
