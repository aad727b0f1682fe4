"""Licences of a unit: the largest of them, and what a map of the unit shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from nutag.holders import PRIVATE
from nutag.rows import number, records, text

_TOLD = ("code", "stage", "holder", "minerals", "expires")


class UnitLicences:
    """Licences by the unit in which they count.

    Parameters
    ----------
    licences, pieces : GeoDataFrame
        Measured licences, and what of them lies in every soum.
    places : DataFrame
        Where each licence counts.
    """

    def __init__(
        self, licences: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame, places: pd.DataFrame
    ) -> None:
        plain = pd.DataFrame(licences.drop(columns=licences.geometry.name))
        ids = licences["licence_id"].map(text)
        self._rows = dict(zip(ids, records(plain), strict=True))
        self._points = {
            licence_id: geometry
            for licence_id, geometry in zip(ids, licences.geometry, strict=True)
            if geometry is not None and geometry.geom_type == "Point"
        }
        grouped = places.groupby(["unit_level", "unit_id"])["licence_id"]
        self._ids: Mapping[tuple[str, str], list[str]] = {
            (text(level), text(unit_id)): [text(one) for one in dict.fromkeys(group)]
            for (level, unit_id), group in grouped
        }
        self._pieces = {
            (level, text(unit_id)): group
            for level in ("province", "soum")
            for unit_id, group in pieces.groupby(f"{level}_id")
        }
        self._none = pieces[:0]

    def largest(self, level: str, unit_id: str, most: int) -> tuple[list[dict[str, Any]], int]:
        """Return the largest licences of a unit, and of how many.

        Returns
        -------
        list of dict
            ``code``, ``stage``, ``holder``, ``minerals``, ``expires``, ``area_ha`` (in the unit;
            of the whole licence as the register declares it where ``declared``; None where not
            known), ``scope`` (what the boundary is of), ``late`` (not in force by its dates) and
            ``withheld``. Measured ones come first.
        int
            Licences that count in the unit.
        """
        pieces = self._pieces.get((level, unit_id), self._none)
        here = pieces.groupby("licence_id")["area_ha"].sum()
        rows: list[dict[str, Any]] = []
        for licence_id in self._ids.get((level, unit_id), []):
            row = self._rows[licence_id]
            measured, declared = number(here.get(licence_id)), number(row.get("area_declared_ha"))
            rows.append(
                {
                    **{key: text(row.get(key)) for key in _TOLD},
                    "area_ha": declared if measured is None else measured,
                    "declared": measured is None and declared is not None,
                    "scope": text(row.get("geometry_scope")),
                    "late": row.get("in_force_by_dates") is False,
                    "withheld": text(row.get("holder")) == PRIVATE,
                }
            )
        rows.sort(key=_order)
        return rows[:most], len(rows)

    def drawn(self, level: str, unit_id: str) -> gpd.GeoDataFrame:
        """Return what a map of the unit shows: pieces, and points where there is no boundary."""
        pieces = self._pieces.get((level, unit_id), self._none)
        points = [key for key in self._ids.get((level, unit_id), []) if key in self._points]
        stages = [*pieces["stage"], *(self._rows[key]["stage"] for key in points)]
        shapes = [*pieces.geometry, *(self._points[key] for key in points)]
        return gpd.GeoDataFrame({"stage": np.array(stages, dtype=object)}, geometry=shapes)


def _order(row: Mapping[str, Any]) -> tuple[int, float, str]:
    kind = 2 if row["area_ha"] is None else 1 if row["declared"] else 0
    return (kind, -float(row["area_ha"] or 0), row["code"])
