"""Whereabouts: where a table, or a list of corners beside it, says that its rows lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely

from nutag.describe.evidence import Evidence
from nutag.describe.matching import Match, match_columns, name_key
from nutag.describe.tables import Table
from nutag.licence_numbers import number_key

_PAIR = ("longitude", "latitude")
_SIX = tuple(f"{axis}_{part}" for axis in _PAIR for part in ("deg", "min", "sec"))
_TEXTS = ("geometry_wkt", "geometry_geojson")
#: Corners of one polygon, at least.
_CORNERS = 3

Names = Mapping[str, Mapping[str, Sequence[str]]]


@dataclass
class Whereabouts:
    """What a block has to say of the place of its rows.

    Parameters
    ----------
    columns : dict of str to Match
        Coordinate columns of the table itself.
    corners : dict of str to Match
        Columns of the list of corners, where there is one.
    extra : dict
        Keys of the block: vertices, swap_xy, crs (None: to be filled in).
    notes : dict of str to str
        Why, by the key of `extra`.
    remarks : list of str
        What the person has to know.
    """

    columns: dict[str, Match] = field(default_factory=dict)
    corners: dict[str, Match] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def whereabouts(
    table: Table,
    code: Match | None,
    others: Sequence[Table],
    names: Names,
    evidence: Evidence,
    bbox: tuple[float, float, float, float],
) -> Whereabouts:
    """Return where the rows of a table lie: shapes, columns, or corners in another table.

    Parameters
    ----------
    table : Table
        With the attributes.
    code : Match or None
        Its column of numbers, which corners are joined by.
    others : sequence of Table
        Tables that may hold the corners.
    names : mapping
        ``data/column_names.yaml``.
    evidence : Evidence
        What values look like.
    bbox : tuple of float
        West, south, east, north of the country in degrees.
    """
    found = Whereabouts()
    if table.shapes is not None:
        _crs(found, table, shapely.bounds(table.shapes), bbox)
        return found
    own = _coordinates(table, names, evidence)
    if own:
        corners = _corner_columns(table, names, evidence, own)
        if corners and code is not None and _repeats(table.rows[code.theirs]):
            found.corners = corners
            found.extra["vertices"] = {"columns": _names(corners)}
            found.notes["vertices"] = "several rows a number: each row is a corner"
        else:
            found.columns = dict(own)
        _crs(found, table, _bounds_of_columns(table, own), bbox)
        return found
    if code is not None:
        _corners_elsewhere(found, table, table.rows[code.theirs], others, names, evidence, bbox)
    return found


def _corners_elsewhere(
    found: Whereabouts,
    table: Table,
    codes: pd.Series,
    others: Sequence[Table],
    names: Names,
    evidence: Evidence,
    bbox: tuple[float, float, float, float],
) -> None:
    numbers = set(codes.dropna().map(number_key))
    for other in others:
        own = _coordinates(other, names, evidence)
        corners = _corner_columns(other, names, evidence, own)
        if not corners:
            continue
        theirs = other.rows[corners["code"].theirs]
        known = float(theirs.dropna().map(number_key).isin(numbers).mean())
        if known > 0.5 and _repeats(theirs):
            place = dict(other.block)
            if other.path == table.path:
                place.pop("path")
            found.corners = corners
            found.extra["vertices"] = {**place, "columns": _names(corners)}
            found.notes["vertices"] = (
                f"{len(theirs):,} corners in {other.title}; {100 * known:.0f} % carry a number of "
                "this table"
            )
            _crs(found, other, _bounds_of_columns(other, own), bbox)
            return
    found.remarks.append(
        "No boundaries here. If the corners are in another file, name it, too: "
        "`nutag describe FILE CORNERS`."
    )


def _repeats(codes: pd.Series) -> bool:
    filled = codes.dropna()
    return len(filled) > 0 and len(filled) / filled.nunique() >= _CORNERS


def _coordinates(table: Table, names: Names, evidence: Evidence) -> dict[str, Match]:
    """Return the columns that hold a place: text of a shape, or axes."""
    known = names["coordinates"]
    found = match_columns(table.rows, known, known, evidence.share)
    for text in _TEXTS:
        if text in found:
            return {text: found[text]}
    for axes in (_SIX, _PAIR):
        if all(axis in found for axis in axes):
            return {axis: found[axis] for axis in axes}
    # Names that say it, with values that do not fit: metres, or an exchanged order.
    by_name: dict[str, Match] = {}
    for axis in _PAIR:
        keys = {name_key(name) for name in (axis, *known[axis])}
        column = next((c for c in table.rows.columns if name_key(c) in keys), None)
        if column is not None:
            by_name[axis] = Match(axis, column, 0.5, "the name is known, the values do not fit")
    return by_name if len(by_name) == 2 else {}


def _corner_columns(
    table: Table, names: Names, evidence: Evidence, axes: Mapping[str, Match]
) -> dict[str, Match]:
    """Return the columns of a list of corners, none where the table is no such list."""
    if not axes or set(axes) & set(_TEXTS):
        return {}
    free = table.rows.drop(columns=[match.theirs for match in axes.values()])

    def fits(ours: str, values: pd.Series) -> float | None:
        # In a list of corners the number of a licence stands in many rows.
        return None if ours == "code" else evidence.share(ours, values)

    found = match_columns(free, ("code", "order", "part"), names["vertices"], fits)
    return {**found, **axes} if "code" in found else {}


def _names(matches: Mapping[str, Match]) -> dict[str, str]:
    return {ours: match.theirs for ours, match in matches.items()}


def _bounds_of_columns(table: Table, own: Mapping[str, Match]) -> np.ndarray:
    for ours, parse in (
        ("geometry_wkt", shapely.from_wkt),
        ("geometry_geojson", shapely.from_geojson),
    ):
        if ours in own:
            texts = table.rows[own[ours].theirs].dropna().to_numpy()
            return np.asarray(shapely.bounds(parse(texts, on_invalid="ignore")))
    if "longitude" not in own:
        return np.empty((0, 4))
    x, y = (
        pd.to_numeric(table.rows[own[axis].theirs].str.replace(",", "."), errors="coerce")
        for axis in _PAIR
    )
    return np.column_stack([x, y, x, y]).astype(float)


def _crs(
    found: Whereabouts,
    table: Table,
    bounds: np.ndarray,
    bbox: tuple[float, float, float, float],
) -> None:
    """Say what the coordinates are, or why that cannot be told."""
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    crs = table.crs
    if len(bounds) == 0:
        return
    inside = _inside(bounds, bbox)
    stated = crs is not None and not (crs.is_geographic and np.abs(bounds).max() > 360)
    if crs is not None and stated:
        found.remarks.append(f"CRS in the file: {crs.name}.")
        if crs.is_geographic and inside < 0.5 <= _inside(bounds[:, [1, 0, 3, 2]], bbox):
            found.extra["swap_xy"] = True
            found.notes["swap_xy"] = "latitude stands before longitude"
        return
    if inside >= 0.5:
        found.remarks.append(
            f"No CRS in the file; {100 * inside:.0f} % of the coordinates lie in the country in "
            "degrees: taken as WGS 84. Set `crs` where it is another (Pulkovo 1942 is 45-82 m off)."
        )
    elif _inside(bounds[:, [1, 0, 3, 2]], bbox) >= 0.5:
        found.extra["swap_xy"] = True
        found.notes["swap_xy"] = "latitude stands before longitude"
    else:
        low, high = bounds.min(axis=0), bounds.max(axis=0)
        found.extra["crs"] = None
        found.notes["crs"] = (
            f"has to be said: x from {low[0]:.6g} to {high[2]:.6g}, y from {low[1]:.6g} to "
            f"{high[3]:.6g} are no degrees of the country; metres of UTM are EPSG:32646 to "
            "EPSG:32650, which the source of the file knows"
        )


def _inside(bounds: np.ndarray, bbox: tuple[float, float, float, float]) -> float:
    west, south, east, north = bbox
    inside = (bounds[:, :2] >= (west, south)).all(axis=1)
    inside &= (bounds[:, 2:] <= (east, north)).all(axis=1)
    return float(inside.mean())
