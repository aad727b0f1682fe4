"""Whereabouts: where a table, or a list of corners beside it, says that its rows lie."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely

from nutag.coordinates import read_numbers
from nutag.corners import Box
from nutag.crs import find_crs
from nutag.describe.corner_columns import (
    Names,
    corner_columns,
    filled_down,
    order_by_values,
    repeats,
)
from nutag.describe.evidence import Evidence, angle, is_number, share
from nutag.describe.matching import MOST_FIT, Match, match_columns, name_key
from nutag.describe.tables import Table
from nutag.describe.whole_degrees import split_angles
from nutag.geometry import Geometries
from nutag.issues import IssueLog
from nutag.licence_numbers import number_key
from nutag.registry import POSITION_COLUMNS, Dataset

# Each axis as one number, or in three.
_PAIR, _SIX = POSITION_COLUMNS[:2], POSITION_COLUMNS[2:]
_TEXTS = ("geometry_wkt", "geometry_geojson")


@dataclass
class Whereabouts:
    """What a block has to say of the place of its rows.

    Parameters
    ----------
    columns : dict of str to Match
        Coordinate columns of the table itself.
    corners : dict of str to Match
        Columns of the list of corners, where there is one.
    corner_table : Table or None
        Where they are.
    extra : dict
        Keys of the block: vertices, swap_xy, crs (None: to be filled in).
    notes : dict of str to str
        Why, by the key of `extra`.
    remarks : list of str
        What the person has to know.
    doubts : list of str
        What the person has to decide.
    """

    columns: dict[str, Match] = field(default_factory=dict)
    corners: dict[str, Match] = field(default_factory=dict)
    corner_table: Table | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def whereabouts(
    role: str,
    table: Table,
    matches: Mapping[str, Match],
    others: Sequence[Table],
    names: Names,
    evidence: Evidence,
    bbox: Box,
) -> Whereabouts:
    """Return where the rows of a table lie: shapes, columns, or corners in another table.

    Parameters
    ----------
    role : str
        A key of `nutag.registry.ROLES`.
    table : Table
        With the attributes.
    matches : mapping of str to Match
        Its columns; corners are joined by ``code``.
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
        _crs(found, table, table.shapes, role, bbox)
        return found
    own, doubt = _coordinates(table, names, evidence)
    found.doubts += [doubt] if doubt else []
    code = matches.get("code") or _repeated_number(role, table, names)
    if own:
        corners = _corner_columns(table, names, evidence, own, code)
        codes, gaps = pd.Series(dtype=object), ""
        if corners and code is not None:
            codes, gaps = _numbers_of_corners(table, code.theirs, own)
        if code is not None and repeats(codes):
            found.columns = {"code": code}
            found.corners, found.corner_table = corners, table
            found.doubts += [gaps] if gaps else []
            found.extra["vertices"] = {"columns": _names(corners)}
            found.notes["vertices"] = "several rows a number: each row is a corner"
        else:
            found.columns = dict(own)
        _crs(found, table, _shapes_of_columns(table, own), role, bbox)
        return found
    if code is not None:
        codes = table.rows[code.theirs]
        _corners_elsewhere(found, role, table, codes, others, names, evidence, bbox)
        if not found.corners:
            taken = {match.theirs for match in matches.values()}
            _no_boundaries(found, role, table, code, taken, names, evidence)
    return found


def _repeated_number(role: str, table: Table, names: Names) -> Match | None:
    """Return the column that is called a number of a licence and has each in several rows."""
    if not role.startswith("licences"):
        return None
    named = match_columns(table.rows, ("code",), names["vertices"], lambda _ours, _values: None)
    code = named.get("code")
    return code if code is not None and repeats(filled_down(table.rows[code.theirs])) else None


def _no_boundaries(
    found: Whereabouts,
    role: str,
    table: Table,
    code: Match,
    taken: Collection[str],
    names: Names,
    evidence: Evidence,
) -> None:
    """Say that there are none, or that columns under strange headings may be corners."""
    codes = filled_down(table.rows[code.theirs])
    free = table.rows.drop(columns=[c for c in {code.theirs, *taken} if c in table.rows])
    named = match_columns(free, ("order",), names["vertices"], evidence.share)
    order = named.get("order") or order_by_values(free, codes)
    free = free.drop(columns=[order.theirs] if order is not None else [])
    figures = [c for c in free if share(free[c], _is_figure) >= MOST_FIT]
    varied = (free[figures].groupby(codes).nunique().median() > 1).sum() if figures else 0
    if not repeats(codes) or varied < len(_PAIR):
        found.remarks.append(
            "No boundaries here. If the corners are in another file, name it, too: "
            "`nutag describe FILE CORNERS`."
        )
        return
    found.columns = {"code": code}
    headings = ", ".join(f"`{column}`" for column in figures[:8])
    order_words = "`order`" if order is None else f"`order` (here `{order.theirs}`)"
    found.doubts.append(
        f"`{code.theirs}` has each number in several rows ({codes.notna().sum():,} rows, "
        f"{codes.nunique():,} numbers), and headings that are not known stand above figures "
        f"({headings}): these look like corners of polygons (a vertex list). If they are, name "
        f"under `datasets.{role}.vertices.columns` the columns of `code`, {order_words}, "
        "`longitude` and `latitude` (or `longitude_deg`, `longitude_min`, `longitude_sec` and "
        "`latitude_deg`, `latitude_min`, `latitude_sec`), and set "
        f"`datasets.{role}.crs` where they are metres."
    )


def _is_figure(text: str) -> bool:
    return is_number(text) or bool(np.isfinite(angle(text)))


def _corners_elsewhere(
    found: Whereabouts,
    role: str,
    table: Table,
    codes: pd.Series,
    others: Sequence[Table],
    names: Names,
    evidence: Evidence,
    bbox: Box,
) -> None:
    numbers = set(codes.dropna().map(number_key))
    for other in others:
        own, doubt = _coordinates(other, names, evidence)
        code = _told_by_numbers(other, numbers)
        corners = _corner_columns(other, names, evidence, own, code)
        if not corners:
            continue
        theirs, gaps = _numbers_of_corners(other, corners["code"].theirs, own)
        known = float(theirs.dropna().map(number_key).isin(numbers).mean())
        if known > 0.5 and repeats(theirs):
            place = dict(other.block)
            if other.path == table.path:
                place.pop("path")
            found.corners, found.corner_table = corners, other
            found.doubts += [text for text in (doubt, gaps) if text]
            found.extra["vertices"] = {**place, "columns": _names(corners)}
            found.notes["vertices"] = (
                f"{len(theirs):,} corners in {other.title}; {100 * known:.0f} % carry a number of "
                "this table"
            )
            _crs(found, other, _shapes_of_columns(other, own), role, bbox)
            return


def _told_by_numbers(table: Table, numbers: Collection[str]) -> Match | None:
    """Return the column that holds the numbers of the licences, whatever it is called."""
    best: Match | None = None
    for column in table.rows.columns:
        filled = table.rows[column].dropna().unique()
        share = sum(number_key(text) in numbers for text in filled) / max(len(filled), 1)
        if share >= MOST_FIT and (best is None or share > best.confidence):
            why = f"{100 * share:.0f} % of the values are numbers of the other table"
            best = Match("code", str(column), share, why)
    return best


def _coordinates(table: Table, names: Names, evidence: Evidence) -> tuple[dict[str, Match], str]:
    """Return the columns that hold a place, text of a shape or axes, and what is doubted."""
    known = names["coordinates"]
    found = match_columns(table.rows, known, known, evidence.share)
    for text in _TEXTS:
        if text in found:
            return {text: found[text]}, ""
    if all(axis in found for axis in _SIX):
        return {axis: found[axis] for axis in _SIX}, ""
    if all(axis in found for axis in _PAIR):
        nameless = any(issue.code == "file.column_without_name" for issue in table.warnings)
        return split_angles(table.rows, {axis: found[axis] for axis in _PAIR}, nameless)
    # Names that say it, with values that do not fit: metres, or an exchanged order.
    by_name: dict[str, Match] = {}
    for axis in _PAIR:
        keys = {name_key(name) for name in (axis, *known[axis])}
        column = next((c for c in table.rows.columns if name_key(c) in keys), None)
        if column is not None:
            by_name[axis] = Match(axis, column, 0.5, "the name is known, the values do not fit")
    return (by_name if len(by_name) == 2 else {}), ""


def _corner_columns(
    table: Table,
    names: Names,
    evidence: Evidence,
    axes: Mapping[str, Match],
    code: Match | None = None,
) -> dict[str, Match]:
    """Return the columns of a list of corners, none where the table is no such list."""
    if not axes or set(axes) & set(_TEXTS):
        return {}
    free = table.rows.drop(columns=[match.theirs for match in axes.values()])
    found = corner_columns(free, names, evidence, code)
    return {**found, **axes} if "code" in found else {}


def _numbers_of_corners(
    table: Table, code: str, axes: Mapping[str, Match]
) -> tuple[pd.Series, str]:
    """Return the number of each corner, and what to say where it has to be filled down."""
    codes = table.rows[code]
    placed = table.rows[[match.theirs for match in axes.values()]].notna().all(axis=1)
    down = filled_down(codes, placed)
    if down is codes:
        return codes, ""
    return down, (
        f"`{code}` stands in {codes[placed].notna().sum():,} of {placed.sum():,} rows with a "
        "corner, the first of each licence (merged cells?). Fill the column down in the file: a "
        "row without a number belongs to no polygon."
    )


def _names(matches: Mapping[str, Match]) -> dict[str, str]:
    return {ours: match.theirs for ours, match in matches.items()}


def _shapes_of_columns(table: Table, own: Mapping[str, Match]) -> Geometries:
    columns = {ours: table.rows[match.theirs] for ours, match in own.items()}
    for ours, parse in (
        ("geometry_wkt", shapely.from_wkt),
        ("geometry_geojson", shapely.from_geojson),
    ):
        if ours in columns:
            texts = columns[ours].dropna().to_numpy()
            return np.asarray(parse(texts, on_invalid="ignore"), dtype=object)
    position = read_numbers(pd.DataFrame(columns).reindex(columns=list(POSITION_COLUMNS)))
    good = np.isfinite(position.x) & np.isfinite(position.y)
    return np.asarray(shapely.points(position.x[good], position.y[good]), dtype=object)


def _crs(found: Whereabouts, table: Table, shapes: Geometries, role: str, bbox: Box) -> None:
    """Say what the coordinates are, or why that cannot be told, as a run would."""
    log = IssueLog(role, str(table.path))
    dataset = Dataset.from_block(role, table.block, table.path)
    find_crs(shapes, table.crs, dataset, log, bbox)
    if table.crs is not None and len(log) == 0:
        found.remarks.append(f"CRS in the file: {table.crs.name}.")
    for issue in log:
        if issue.code == "coordinates.swapped":
            found.extra["swap_xy"] = True
            found.notes["swap_xy"] = issue.found
        elif issue.severity == "stop":
            found.extra["crs"] = None
            found.notes["crs"] = f"has to be said: {issue.found}. {issue.action}"
        else:
            found.remarks.append(f"Found {issue.found}. {issue.action}")
