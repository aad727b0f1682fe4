"""The report of `nutag describe`: what the file holds, a block to paste, and how it fares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from nutag.aliases import with_aliases
from nutag.boundaries import standardise_provinces, standardise_soums
from nutag.check import ladder_text
from nutag.config import layered
from nutag.data_files import find_file
from nutag.describe.evidence import Evidence
from nutag.describe.grids import describe_grid
from nutag.describe.headings import hidden_headings
from nutag.describe.matching import Match
from nutag.describe.proposal import Proposal, propose
from nutag.describe.tables import Table, tables_of
from nutag.issues import InputError, Issue
from nutag.places import province_gazetteer, soum_gazetteer
from nutag.rasters import is_raster
from nutag.readers import read_roles
from nutag.registry import LAYERS, RASTERS, ROLES
from nutag.run_config import REPOSITORY, run_config
from nutag.standardise.whole import standardise

#: Rows of a table that are shown.
SAMPLE_ROWS = 3
# Roles of a second file of a kind, or of a file that nutag wrote itself.
_SECOND = ("licences_previous", "soum_boundaries_other", "aliases")
# Any shapes or grid would fit them: which they are, a person has to say.
_CONTEXT = (*LAYERS, *RASTERS)
#: Roles that are tried when none is given, of equals the first.
GUESSED = tuple(role for role in ROLES if role not in (*_SECOND, *_CONTEXT))

Names = Mapping[str, Mapping[str, Sequence[str]]]

# In messages of reading, before the role of a file is known.
_UNTOLD = "<role>"

# What a file cannot say, and the person who knows it has to.
_DECISIONS = {
    "licences": (
        "coverage: complete        # your word that this is the whole register, for shares",
        "status_missing: in_force  # where the file lists valid licences only",
    ),
    "soum_boundaries": ("boundary_quality: surveyed  # where these are official lines",),
    "rehabilitation": (
        "constants: {measure: no_rehabilitation}  # where all of it is land left without any",
    ),
}
_DECISIONS["licences_previous"] = _DECISIONS["licences"]
_DECISIONS["soum_boundaries_other"] = _DECISIONS["soum_boundaries"]


def describe(paths: Sequence[Path], folder: Path, role: str | None = None) -> tuple[int, str]:
    """Look at the files of one dataset and propose its block.

    Parameters
    ----------
    paths : sequence of Path
        The file, and one with its corners where they are apart.
    folder : Path
        Folder of the run, whose configuration says the country and its registers.
    role : str, optional
        A key of `nutag.registry.ROLES`; by default the one that fits best.

    Returns
    -------
    status : int
        0 when a run could use the block as it is, 1 when something is left to decide, 2 when a
        file cannot be read.
    text : str
        YAML that can be pasted; everything else stands in comments. Comments alone where no
        heading is known and no role was given.
    """
    try:
        config, roots = run_config(folder)
        if len(paths) == 1 and is_raster(paths[0]):
            return describe_grid(paths[0], role, config)
        evidence = _evidence(config, roots)
        tables = [table for path in paths for table in tables_of(path, role or _UNTOLD)]
    except InputError as error:
        return 2, f"nutag cannot look at it.\n{error}"
    names = yaml.safe_load((REPOSITORY / "data" / "column_names.yaml").read_text(encoding="utf-8"))
    proposals = _proposals(tables, [role] if role else GUESSED, names, evidence, config)
    known = [proposal for proposal in proposals if role or proposal.recognised]
    if not known:
        return 1, "\n".join([*_contents(tables, tables[0]), *_no_role(tables, names)])
    proposal = max(known, key=_rank)
    proposal.doubts += _others_alike(tables, proposal)
    if not any(match.named for match in (*proposal.matches.values(), *proposal.corners.values())):
        proposal.doubts += _below_titles([proposal.table], names)
    status, trial = _tried(proposal, config, roots)
    status = max(status, 1 if proposal.doubts else 0)
    lines = [
        *_heading(tables, proposal, guessed=role is None),
        "",
        *_block_lines(proposal),
        "",
        *(f"# {line}".rstrip() for line in trial),
    ]
    return status, "\n".join(lines)


def _evidence(config: Mapping[str, Any], roots: list[Path]) -> Evidence:
    blocks = {role: config["datasets"].get(role) for role in ("provinces", "soums", "aliases")}
    files = {r: find_file(b["path"], roots) for r, b in blocks.items() if b is not None}
    bbox = config["country"]["bbox"]
    read = read_roles(blocks, blocks, files, bbox)
    aliases, log = read["aliases"].table, read["aliases"].log
    provinces = standardise_provinces(read["provinces"].table, read["provinces"].log)
    provinces = with_aliases(provinces, "province_id", aliases, log)
    soums = standardise_soums(read["soums"].table, provinces, read["soums"].log)
    soums = with_aliases(soums, "soum_id", aliases, log)
    return Evidence(province_gazetteer(provinces), soum_gazetteer(soums), tuple(bbox))


def _proposals(
    tables: Sequence[Table],
    roles: Sequence[str],
    names: Names,
    evidence: Evidence,
    config: Mapping[str, Any],
) -> list[Proposal]:
    bbox = tuple(config["country"]["bbox"])
    return [
        propose(role, table, [t for t in tables if t is not table], names, evidence, bbox)
        for table in tables
        for role in roles
    ]


def _rank(proposal: Proposal) -> float:
    """Return the score; polygons belong to a role that has some, and are wanted there."""
    if proposal.role in LAYERS:
        return proposal.score + _of_the_kind(proposal)
    spatial = ROLES[proposal.role].spatial
    polygons = proposal.table.has_polygons or "vertices" in proposal.extra
    return proposal.score + (0.5 if polygons and spatial else -0.3 if polygons else 0.0)


def _of_the_kind(proposal: Proposal) -> float:
    """Return the share of the shapes that are of the kind of the layer."""
    shapes = [s for s in proposal.table.shapes or () if s is not None]
    kind = {"polygon": "Polygon", "line": "LineString", "point": "Point"}[LAYERS[proposal.role]]
    return sum(shape.geom_type.endswith(kind) for shape in shapes) / max(len(shapes), 1)


def _contents(tables: Sequence[Table], table: Table) -> list[str]:
    """Return what the tables are, and some rows of one."""
    lines = []
    for each in tables:
        kind = f", {_shape_words(each)}" if each.shapes is not None else ""
        lines.append(f"# {each.title}: {len(each.rows):,} rows, {each.rows.shape[1]} columns{kind}")
    if "encoding" in table.block:
        lines.append(
            f"# The text is not UTF-8; its letters are words in {table.block['encoding']}."
        )
    if len(tables) > 1:
        lines.append(f"# Used: {table.title}.")
    return lines + [
        f"# Sample, row {k + 1}: {_sample(table, k)}"
        for k in range(min(SAMPLE_ROWS, len(table.rows)))
    ]


def _no_role(tables: Sequence[Table], names: Names) -> list[str]:
    headings = ", ".join(dict.fromkeys(str(c) for table in tables for c in table.rows.columns))
    return [
        f"# No heading was recognised, so that nothing is proposed: {_plain(headings)}",
        *(f"# warn: {_plain(hint)}" for hint in _below_titles(tables, names)),
        f"# Say what the file is with --role, one of: {', '.join(ROLES)}.",
    ]


def _below_titles(tables: Sequence[Table], names: Names) -> list[str]:
    """Say in which row the headings seem to stand, where it is not the first."""
    found = [(table, hidden_headings(table, names)) for table in tables]
    return [
        f"{table.title}: the headings seem to stand in row {place[0]} ({place[1]}). Delete the "
        "rows above it in the file."
        for table, place in found
        if place is not None
    ]


def _others_alike(tables: Sequence[Table], proposal: Proposal) -> list[str]:
    """Say which tables have the columns of the one that is read, and are not read."""
    own = proposal.table
    used = {match.theirs for match in proposal.matches.values()}
    others = [
        table
        for table in tables
        if table not in (own, proposal.corner_table)
        and used <= set(table.rows.columns)
        and len(own.rows.columns.intersection(table.rows.columns)) >= own.rows.shape[1] / 2
    ]
    if not used or not others:
        return []
    said = ", ".join(f"{table.title} ({len(table.rows):,} rows)" for table in others)
    return [
        f"{len(others)} other tables have the same columns and are not read: {said}. If their rows "
        "belong to the dataset, put all rows into one table first."
    ]


def _heading(tables: Sequence[Table], proposal: Proposal, guessed: bool) -> list[str]:
    table = proposal.table
    lines = _contents(tables, table)
    how = (
        "the role that fits best; name another with --role" if guessed else "the role that you gave"
    )
    lines.append(f"# Role: {proposal.role} ({how})")
    lines += _unused(table, proposal)
    lines += [
        f"# Missing: no column for `{column}`, which the role needs." for column in proposal.missing
    ]
    lines += [f"# {_plain(remark)}" for remark in proposal.remarks]
    lines += [f"# warn: {_plain(doubt)}" for doubt in proposal.doubts]
    issues = [_named(issue, proposal.role) for issue in table.warnings]
    return lines + [f"# {issue.severity}: {_plain(issue.message)}" for issue in issues]


def _named(issue: Issue, role: str) -> Issue:
    """Return an issue of reading a file, with the keys of the role that the file has."""
    said = {
        part: getattr(issue, part).replace(f"datasets.{_UNTOLD}", f"datasets.{role}")
        for part in ("found", "expected", "action")
    }
    return replace(issue, dataset=role, **said)


def _unused(table: Table, proposal: Proposal) -> list[str]:
    """Return the columns that nothing is read from, of the corners' table those, too."""
    own = {match.theirs for match in proposal.matches.values()}
    corners = {match.theirs for match in proposal.corners.values()}
    if proposal.corner_table in (None, table):
        tables = [(table, own | corners, "")]
    else:
        tables = [(table, own, ""), (proposal.corner_table, corners, " of the corners")]
    lines = []
    for each, used, which in tables:
        unused = [column for column in each.rows.columns if column not in used]
        if unused:
            said = _plain(", ".join(unused))
            lines.append(f"# Columns{which} that no role column was found for: {said}")
    return lines


def _shape_words(table: Table) -> str:
    crs = "no CRS" if table.crs is None else f"{table.crs.name}"
    present = (
        [shape for shape in table.shapes if shape is not None] if table.shapes is not None else []
    )
    kinds = Counter(shape.geom_type for shape in present)
    words = ", ".join(f"{n:,} {kind}" for kind, n in kinds.most_common())
    return f"{words or 'no shapes'}, {crs}"


def _sample(table: Table, k: int) -> str:
    cells = [f"{c}={v!r}" for c, v in table.rows.iloc[k].items() if v is not None][:6]
    return _plain("; ".join(cells))


def _plain(text: str) -> str:
    """Return text that stays in its line: a comment must not end where a name does."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:800]


def _block_lines(proposal: Proposal) -> list[str]:
    block = proposal.block()
    lines = ["datasets:", f"  {proposal.role}:"]
    for key, value in block.items():
        note = proposal.notes.get(key)
        comment = f"  # {_plain(note)}" if note else ""
        if key == "columns":
            lines += ["    columns:", *_column_lines(proposal.matches, value, 6)]
        elif key == "vertices":
            lines.append(f"    vertices:{comment}")
            lines += [f"      {k}: {_scalar(v)}" for k, v in value.items() if k != "columns"]
            lines += ["      columns:", *_column_lines(proposal.corners, value["columns"], 8)]
        elif isinstance(value, (Mapping, list)):
            lines += [f"    {key}:{comment}", *(f"      {line}" for line in _yaml(value))]
        else:
            lines.append(f"    {key}: {_scalar(value)}{comment}")
    same = [m for o, m in proposal.matches.items() if o == m.theirs]
    lines += [f"    # {m.ours}: {_words(m.confidence, m.why)}, named as here" for m in same]
    # What a column tells, the person must not decide for the rows whose words are not known.
    decisions = _DECISIONS.get(proposal.role, ())
    told = ("status_missing",) if "status" in proposal.matches else ()
    lines += [f"    # {line}" for line in decisions if not line.startswith(told)]
    return lines


def _column_lines(
    matches: Mapping[str, Match], columns: Mapping[str, str], indent: int
) -> Iterable[str]:
    for ours, theirs in columns.items():
        match = matches.get(ours)
        note = _words(match.confidence, match.why) if match else "read off the number"
        yield f"{' ' * indent}{ours}: {_scalar(theirs)}  # {_plain(note)}"


def _words(confidence: float, why: str) -> str:
    return f"{100 * confidence:.0f} %, {why}"


def _scalar(value: Any) -> str:
    text = yaml.safe_dump(value, allow_unicode=True, width=10_000, default_flow_style=True)
    return text.removesuffix("\n").removesuffix("\n...")


def _yaml(value: Any) -> list[str]:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000)
    return text.rstrip("\n").splitlines()


def _tried(
    proposal: Proposal, config: Mapping[str, Any], roots: list[Path]
) -> tuple[int, list[str]]:
    """Run the standardise stage with the block, as `nutag check` would."""
    if proposal.missing or proposal.extra.get("crs", "") is None:
        return 1, ["Not tried yet: fill in what is missing, then `nutag check` the configuration."]
    block = proposal.block()
    said = "Tried with this block"
    if proposal.role in ("licences", "licences_previous") and "status" not in proposal.matches:
        block["status_missing"] = "in_force"
        said += " and `status_missing: in_force`, because no column tells the status"
    merged = layered(config, {"datasets": {proposal.role: block}})
    try:
        parts = standardise(merged, roots)
    except InputError as error:
        return 1, [f"{said}, a run would stop:", *_said(error.issues)]
    ladder = next(
        part.ladder[part.ladder["dataset"] == proposal.role]
        for part in parts.values()
        if proposal.role in set(part.ladder["dataset"])
    )
    issues = [i for part in parts.values() for i in part.issues if i.dataset == proposal.role]
    return 0, [f"{said}:", *ladder_text(ladder).splitlines(), *_said(issues)]


def _said(issues: Iterable[Issue]) -> list[str]:
    first: dict[str, Issue] = {}
    counts: Counter[str] = Counter()
    for issue in issues:
        counts[issue.code] += 1
        first.setdefault(issue.code, issue)
    return [
        f"{issue.severity} {code}{f' ({counts[code]} of this kind)' if counts[code] > 1 else ''}: "
        f"{_plain(issue.message)}"
        for code, issue in first.items()
    ]
