"""The subject of a map: one indicator and its figures, by unit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag.catalogue import Catalogue, Indicator
from nutag.messages import Messages
from nutag.printmap.circles import CircleScale
from nutag.ramps import class_of, ramp
from nutag.rows import latest_rows, records
from nutag.shown_figures import shown_figure
from nutag.vocabulary import WITH_FIGURE

#: Behind a figure that covers a part of its unit only.
PART_MARK = "*"

_TOLD = ["value", "state", "year", "period", "flags", "note", "source"]
_TEXTS = ["boundary_quality", "state", "period", "flags", "note", "source"]


@dataclass(frozen=True)
class Subject:
    """What a map is about.

    Attributes
    ----------
    catalogue : Catalogue
        Words of states, flags and rights.
    entry : Indicator
        The indicator.
    level : str
        ``province`` or ``soum``.
    words : Messages
        Of the reader.
    figures : DataFrame
        One row a unit, sorted by ``unit_id``: what `units` and the indicator table say, its
        ``name`` in the language of the reader, ``has_figure``, ``drawn`` (has a shape),
        ``place`` (of its class; -1: in none) and ``fill`` (colour; None: hatched).
    bounds : sequence of float
        Upper bounds of the classes.
    colours : sequence of str
        Colours of the classes.
    circle_scale : CircleScale, optional
        Of an indicator that is a total: it is drawn in circles, not in classes.
    country : Mapping, optional
        Its row of the country in the indicator table; None where the table has none.
    """

    catalogue: Catalogue
    entry: Indicator
    level: str
    words: Messages
    figures: pd.DataFrame
    bounds: Sequence[float]
    colours: Sequence[str]
    circle_scale: CircleScale | None = None
    country: Mapping[str, Any] | None = None

    @property
    def known(self) -> pd.DataFrame:
        """Units with a figure."""
        return self.figures[self.figures["has_figure"]]

    @property
    def drawn(self) -> pd.DataFrame:
        """Units with a shape."""
        return self.figures[self.figures["drawn"]]

    def measured(self, number: str) -> str:
        """Return a number with its unit; a count has none."""
        unit = self.words.name(self.catalogue.units[self.entry.unit])
        return number if self.entry.unit == "n" else f"{number} {unit}"

    def printed_values(self) -> list[str]:
        """Figures of the drawn units as text, with their marks; empty where there is none."""
        drawn = self.drawn
        return [
            shown_figure(row, self.entry, self.words) + _mark(row["flags"])
            if row["has_figure"]
            else ""
            for row in records(drawn[["value", "has_figure", "flags"]])
        ]


def _mark(flags: str) -> str:
    return PART_MARK if "part_of_unit" in flags.split(";") else ""


def names_of(units: pd.DataFrame, words: Messages) -> list[str]:
    """Return the names of units in the language of the reader, else those they have."""
    columns = [name for name in (f"name_{words.language}", "name_en") if name in units]
    return [words.name(dict(zip(columns, row, strict=True))) for row in units[columns].to_numpy()]


def subject_of(
    indicator: str,
    level: str,
    units: gpd.GeoDataFrame,
    values: pd.DataFrame,
    classes: Sequence[float],
    catalogue: Catalogue,
    words: Messages,
) -> Subject:
    """Join units and figures; parameters and errors as in :func:`nutag.printmap.print_map`."""
    entry = catalogue.indicators[indicator]
    crs = units.crs
    if crs is None or not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise ValueError("print map: expected units in the analysis CRS, in metres")
    rows = values[(values["indicator_id"] == indicator) & (values["unit_level"] == level)]
    if rows["unit_id"].duplicated().any():
        raise ValueError(f"print map {indicator}: a {level} has two figures; expected one row each")
    figures = pd.DataFrame(units[[f"{level}_id", "boundary_quality"]])
    figures = figures.set_axis(["unit_id", "boundary_quality"], axis=1)
    figures["name"] = names_of(units, words)
    figures["geometry"] = np.asarray(units.geometry.array)
    figures = figures.merge(rows[["unit_id", *_TOLD]], on="unit_id", how="left")
    figures = figures.sort_values("unit_id", kind="stable", ignore_index=True)
    figures[_TEXTS] = figures[_TEXTS].fillna("")
    figures["has_figure"] = figures["state"].isin(WITH_FIGURE) & figures["value"].notna()
    shapes = figures["geometry"].to_numpy()
    figures["drawn"] = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not figures["drawn"].any():
        raise ValueError(f"print map {indicator}: no {level} has a geometry")

    # As the bounds were made: zeros and figures on a small base are shown as what they are.
    classed = figures["has_figure"] & (figures["state"] == "value")
    if not entry.mapped:
        classed &= False
    bounds = _checked_bounds(classes, figures.loc[classed, "value"], indicator)
    colours = ramp(entry.ramp, len(bounds)) if bounds else []
    figures["place"] = [
        class_of(value, bounds) if in_class else -1
        for value, in_class in zip(figures["value"], classed, strict=True)
    ]
    figures["fill"] = pd.Series(
        [
            colours[place] if place >= 0 else "#ffffff" if known else None
            for place, known in zip(figures["place"], figures["has_figure"], strict=True)
        ],
        dtype=object,
    )
    told = figures["value"].where(figures["has_figure"])[figures["drawn"]]
    scale = None if entry.mapped else CircleScale.of(told.to_numpy(float))
    whole = records(latest_rows(values[values["indicator_id"] == indicator], "country"))
    country = whole[0] if whole else None
    return Subject(catalogue, entry, level, words, figures, bounds, colours, scale, country)


def _checked_bounds(classes: Sequence[float], values: pd.Series, indicator: str) -> list[float]:
    bounds = [float(bound) for bound in classes]
    if any(low >= high for low, high in itertools.pairwise(bounds)):
        raise ValueError(f"print map {indicator}: the class bounds {bounds} do not ascend")
    largest = float(values.max()) if len(values) else -math.inf
    reach = bounds[-1] if bounds else -math.inf
    if largest > reach + 1e-9 * max(1.0, abs(largest)):
        raise ValueError(f"print map {indicator}: the class bounds {bounds} do not reach {largest}")
    return bounds
