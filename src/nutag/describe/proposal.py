"""Proposals: the dataset block that fits a table best, and how much of it is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from nutag.area_units import unit_of_ratio
from nutag.describe.evidence import LICENCE_PREFIX, Evidence, is_date, share
from nutag.describe.matching import Match, match_columns
from nutag.describe.tables import Table
from nutag.describe.whereabouts import whereabouts
from nutag.geometry import area_ha
from nutag.issues import IssueLog
from nutag.registry import ROLES
from nutag.values import numbers
from nutag.words import meaning

#: Roles in which a name of a soum is no code.
_BY_CODE = ("soums", "soum_boundaries")
#: A column with more different words than this is no list of stages or statuses.
MOST_WORDS = 40
#: Words that name the figure of a role.
_KINDS = {"population": ("population", "хүн ам"), "livestock": ("livestock", "мал")}


@dataclass
class Proposal:
    """A block for one role.

    Parameters
    ----------
    role : str
        A key of `nutag.registry.ROLES`.
    table : Table
        What it reads.
    matches : dict of str to Match
        Our column: the one of the file.
    missing : list of str
        Required columns that nothing was found for.
    corners : dict of str to Match
        Columns of the list of corners, where there is one.
    corner_table : Table or None
        Where they are.
    extra : dict
        Further keys of the block: patterns, values, vertices, swap_xy, crs, units.
    notes : dict of str to str
        Why, by the key of `extra`.
    remarks : list of str
        What the person has to know.
    doubts : list of str
        What the person has to decide.
    """

    role: str
    table: Table
    matches: dict[str, Match]
    missing: list[str]
    corners: dict[str, Match] = field(default_factory=dict)
    corner_table: Table | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def recognised(self) -> bool:
        """Return whether a heading of the table, or else all that the role needs, is known."""
        found = [*self.matches.values(), *self.corners.values()]
        return any(match.named for match in found) or bool(found and not self.missing)

    @property
    def score(self) -> float:
        """Return how well the role fits, 0 to 1 and a little more for further columns."""
        needed = self.needed
        sure = sum(self.matches[c].confidence for c in needed if c in self.matches)
        sure += "stage" in self.extra.get("patterns", {})
        more = [m.confidence for c, m in self.matches.items() if c not in needed]
        return sure / max(len(needed), 1) + 0.02 * sum(more)

    @property
    def needed(self) -> tuple[str, ...]:
        """Return the columns that the role has to have: of several sets, the one best matched."""
        spec = ROLES[self.role]
        sets = spec.either or ((),)
        return spec.required + max(
            sets, key=lambda s: sum(c in self.matches for c in s) / len(s or "x")
        )

    def block(self) -> dict[str, Any]:
        """Return the dataset block."""
        columns = {o: m.theirs for o, m in self.matches.items() if o != m.theirs}
        if "stage" in self.extra.get("patterns", {}) and "stage" not in self.matches:
            columns["stage"] = self.matches["code"].theirs
        return {**self.table.block, **({"columns": columns} if columns else {}), **self.extra}


def propose(
    role: str,
    table: Table,
    others: Sequence[Table],
    names: Mapping[str, Mapping[str, Sequence[str]]],
    evidence: Evidence,
    bbox: tuple[float, float, float, float],
) -> Proposal:
    """Return the block that fits a table, for one role.

    Parameters
    ----------
    role : str
        A key of `nutag.registry.ROLES`.
    table : Table
        The table with the attributes.
    others : sequence of Table
        Tables that may hold its corners.
    names : mapping
        ``data/column_names.yaml``.
    evidence : Evidence
        What values look like.
    bbox : tuple of float
        West, south, east, north of the country in degrees.
    """
    spec = ROLES[role]
    wanted = (*spec.required, *spec.optional)
    known = names.get(role.removesuffix("_previous").removesuffix("_other"), {})

    def fits(ours: str, values: pd.Series) -> float | None:
        by_code = ours == "soum_id" and role in _BY_CODE
        return evidence.share("soum_code" if by_code else ours, values)

    matches = match_columns(table.rows, wanted, known, fits, evidence.telling)
    proposal = Proposal(role, table, matches, [])
    if "stage" in wanted and role.startswith("licences"):
        _stage_of_code(proposal)
    _words(proposal)
    _dates(proposal)
    _one_kind(proposal)
    if spec.spatial:
        place = whereabouts(role, table, matches, others, names, evidence, bbox)
        matches.update(place.columns)
        proposal.corners, proposal.corner_table = place.corners, place.corner_table
        _only_corners(proposal)
        proposal.extra.update(place.extra)
        proposal.notes.update(place.notes)
        proposal.remarks += place.remarks
        proposal.doubts += place.doubts
    proposal.missing = [
        column
        for column in proposal.needed
        if column not in matches and column not in proposal.extra.get("patterns", {})
    ]
    _units(proposal)
    return proposal


def _only_corners(proposal: Proposal) -> None:
    """Leave coordinates to the corners: such a column of the same table is nothing else."""
    if {"path", "layer", "member"} & set(proposal.extra.get("vertices", {})):
        return
    taken = {m.theirs for ours, m in proposal.corners.items() if ours != "code"}
    for ours in [o for o, m in proposal.matches.items() if m.theirs in taken]:
        del proposal.matches[ours]


def _stage_of_code(proposal: Proposal) -> None:
    """Read the stage off the number, where the file has no column of it."""
    code, named = (proposal.matches.get(c) for c in ("code", "stage"))
    if code is None or (named is not None and not named.doubtful):
        return
    values = proposal.table.rows[code.theirs]
    fits = share(values, LICENCE_PREFIX.search)
    if fits > 0.5:
        if named is not None:
            proposal.doubts.append(
                f"`{named.theirs}` is called a stage and holds few words for one: the stage is "
                "read off the number."
            )
            del proposal.matches["stage"]
        proposal.extra["patterns"] = {"stage": {"mining": "^MV", "exploration": "^XV"}}
        proposal.notes["patterns"] = f"{100 * fits:.0f} % of the numbers say the stage"
    strangers = values[~values.fillna("").str.contains(LICENCE_PREFIX)].dropna()
    if 0.5 < fits < 1:
        sample = ", ".join(map(repr, strangers.unique()[:3]))
        start = re.escape(_common_start(strangers.unique()))
        proposal.remarks.append(
            f"No stage in {len(strangers)} numbers ({sample}). Leave out what is no licence, for "
            f"example exclude: [{{column: {code.theirs}, pattern: '^{start}', reason: no licence}}]"
        )


def _common_start(texts: Iterable[str]) -> str:
    low, high = min(texts), max(texts)
    same = next((k for k, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    return low[:same]


def _words(proposal: Proposal) -> None:
    """Map the words of stage and status; what is not known stays for the person to say."""
    for column in ("stage", "status"):
        match = proposal.matches.get(column)
        if match is None or not proposal.role.startswith("licences"):
            continue
        counts = proposal.table.rows[match.theirs].dropna().value_counts()
        if len(counts) > MOST_WORDS and not match.doubtful:
            continue
        mapped: dict[str, list[str]] = {}
        strange = []
        for word, n in counts.items():
            value = meaning("licences", column, str(word))
            if value is None:
                strange.append(f"{word!r} ({n:,} rows)")
            else:
                mapped.setdefault(value, []).append(str(word))
        if strange:
            more = f" and {len(strange) - 8:,} more" if len(strange) > 8 else ""
            proposal.doubts.append(
                f"Say under `values.{column}` what these words of `{match.theirs}` mean: "
                + ", ".join(strange[:8])
                + more
            )
        if mapped and set(mapped) != {w for words in mapped.values() for w in words}:
            proposal.extra.setdefault("values", {})[column] = mapped
            proposal.notes["values"] = "known words, with all the spellings of the file"


def _one_kind(proposal: Proposal) -> None:
    """Keep the figures of the role, where a file holds several kinds for a place and year."""
    matches, rows = proposal.matches, proposal.table.rows
    keys = [matches[c].theirs for c in ("soum_id", "year") if c in matches]
    words = _KINDS.get(proposal.role, ())
    if not words or len(keys) < 2 or not rows.duplicated(keys).any():
        return
    for column in rows.columns.difference([m.theirs for m in matches.values()], sort=False):
        kinds = rows[column].dropna().unique()
        if not 1 < len(kinds) <= MOST_WORDS or rows.duplicated([*keys, column]).any():
            continue
        ours = [k for k in kinds if any(word in k.casefold() for word in words)]
        if len(ours) != 1:
            proposal.remarks.append(
                f"`{column}` tells {len(kinds)} kinds of figures apart ({', '.join(kinds[:8])}): "
                "leave out all but one with `exclude`."
            )
            return
        pattern = f"^(?!{re.escape(ours[0])}$)"
        rule = {"column": column, "pattern": pattern, "reason": "other figures"}
        proposal.extra["exclude"] = [rule]
        proposal.notes["exclude"] = (
            f"`{column}` holds {len(kinds)} kinds of figures, {ours[0]} is ours"
        )
        return


def _dates(proposal: Proposal) -> None:
    """Turn grant and expiry round where the names misled: the one is before the other."""
    for column in ("granted", "expires"):
        match = proposal.matches.get(column)
        if match is not None and match.doubtful:
            values = proposal.table.rows[match.theirs].dropna()
            unread = [text for text in values.unique() if not is_date(text)]
            proposal.doubts.append(
                f"`{match.theirs}` ({column}): {values.isin(unread).sum():,} of {len(values):,} "
                "values are no day that can be read for certain: "
                + ", ".join(map(repr, unread[:3]))
            )
    granted, expires = (proposal.matches.get(c) for c in ("granted", "expires"))
    if granted is None or expires is None:
        return
    years = [
        pd.to_numeric(
            proposal.table.rows[m.theirs].str.extract(r"((?:19|20)\d{2})", expand=False),
            errors="coerce",
        ).median()
        for m in (granted, expires)
    ]
    if years[0] > years[1]:
        proposal.matches["granted"] = replace(expires, ours="granted")
        proposal.matches["expires"] = replace(granted, ours="expires")


def _units(proposal: Proposal) -> None:
    """Tell the unit of the declared area by its magnitude against the polygons."""
    match = proposal.matches.get("area_declared_ha")
    table = proposal.table
    if match is None or table.shapes is None or not table.has_polygons:
        return
    if table.crs is None:
        return
    cells = pd.DataFrame({"source_row": range(len(table.rows)), "area": table.rows[match.theirs]})
    declared = numbers(cells, "area", IssueLog(proposal.role), "hectares").to_numpy()
    measured = _rough_ha(table)
    both = (declared > 0) & (measured > 0)
    if not both.any():
        return
    ratio = float(np.median(declared[both] / measured[both]))
    unit = unit_of_ratio(1 / ratio)
    if unit is None:
        proposal.remarks.append(
            f"`{match.theirs}` is {ratio:.3g} times the hectares of the polygons: which unit?"
        )
    elif unit != "ha":
        proposal.extra["units"] = {"area_declared_ha": unit}
        proposal.notes["units"] = f"{ratio:,.4g} times the hectares of the polygons"
    else:
        proposal.remarks.append(f"`{match.theirs}` holds hectares (median ratio {ratio:.4f}).")


def _rough_ha(table: Table) -> np.ndarray:
    shapes = gpd.GeoSeries(table.shapes, crs=table.crs).to_crs("EPSG:6933")
    return area_ha(np.asarray(shapes.array, dtype=object))
