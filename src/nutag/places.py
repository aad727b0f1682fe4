"""Places: the provinces and soums that the rows of a table are about.

A join by code is checked against the name beside it, and a pair that disagrees is refused: codes
change from year to year, and one that means another place would pass without a sound.
"""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from nutag.issues import IssueLog
from nutag.look_alikes import strange_letters
from nutag.names import Gazetteer, Match
from nutag.spelling import is_lost

#: What can be wrong with the place of a row, or worth a word.
Problem = Literal[
    "", "missing", "unknown", "ambiguous", "disagree", "outside", "by_name", "misspelt"
]


def province_gazetteer(provinces: pd.DataFrame) -> Gazetteer:
    """Return the names and codes of provinces."""
    return Gazetteer(provinces, "province_id", ("p_code", "nso_code"))


def soum_gazetteer(soums: pd.DataFrame) -> Gazetteer:
    """Return the names and codes of soums; names have to be unique inside their province."""
    return Gazetteer(soums, "soum_id", ("nso_code",), parent_column="province_id")


@dataclass(frozen=True)
class Place:
    """What a code or name, and the name beside it, say of the place of a row.

    Parameters
    ----------
    unit_id : str or None
        The unit, None where there is none to trust.
    problem : str
        One of `Problem`; with a unit it is only worth a word.
    candidates : tuple of str
        Units that were considered and not taken.
    match : Match
        How the unit was found.
    spelling : str
        The cell by which it was found.
    """

    unit_id: str | None = None
    problem: Problem = ""
    candidates: tuple[str, ...] = ()
    match: Match = field(default_factory=Match)
    spelling: str = ""


def find_place(
    gazetteer: Gazetteer, text: str | None, name: str | None, within: frozenset[str] = frozenset()
) -> Place:
    """Return the unit of a code or name, checked against a name beside it.

    Parameters
    ----------
    gazetteer : Gazetteer
        Of provinces or soums.
    text : str or None
        A code or a name.
    name : str or None
        The name beside it.
    within : frozenset of str
        Provinces that the unit lies in; empty where they are not known.
    """
    lost = any(cell is not None and is_lost(cell) for cell in (text, name))
    text = None if text is not None and is_lost(text) else text
    name = None if name is not None and is_lost(name) else name
    if text is None and name is None:
        return Place(problem="unknown" if lost else "missing")
    by_text = Match() if text is None else gazetteer.find(text, within)
    by_name = Match() if name is None else gazetteer.find(name, within)
    if by_text.unit_id is not None:
        return _checked(gazetteer, by_text, str(text), name, by_name)
    elsewhere = Match() if text is None else gazetteer.find(text)
    if elsewhere.how == "code" and not by_text.candidates:
        others = {*elsewhere.candidates, *by_name.candidates}
        return Place(problem="outside", candidates=tuple(sorted(others)))
    both = by_text.candidates & by_name.candidates
    if by_name.unit_id is not None and (both or not by_text.candidates):
        problem: Problem = "by_name" if text is not None and not both else ""
        return Place(by_name.unit_id, problem, match=by_name, spelling=str(name))
    candidates = by_text.candidates or by_name.candidates
    problem = "ambiguous" if candidates else "unknown"
    return Place(problem=problem, candidates=tuple(sorted(candidates)))


def _checked(
    gazetteer: Gazetteer,
    by_text: Match,
    text: str,
    name: str | None,
    by_name: Match,
) -> Place:
    unit_id = by_text.unit_id
    assert unit_id is not None
    if name is None or unit_id in by_name.candidates:
        return Place(unit_id, match=by_text, spelling=text)
    others = by_name.candidates or gazetteer.candidates(name)
    if not others and gazetteer.resembles(name, unit_id):
        return Place(unit_id, "misspelt", match=by_text, spelling=text)
    return Place(problem="disagree", candidates=(unit_id, *sorted(others - {unit_id})))


def match_provinces(
    table: pd.DataFrame,
    column: str,
    provinces: pd.DataFrame,
    log: IssueLog,
    severity: str = "row",
    name_column: str = "province_name",
    required: bool = False,
) -> pd.Series:
    """Return the province id of each row, from a code or a name in any known spelling.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row``; missing cells stay missing.
    column : str
        Our column, with codes or names.
    provinces : pandas.DataFrame
        The register of provinces.
    log : IssueLog
        Gets an issue for every row whose cell fits no province or disagrees with its name, and one
        for every spelling that is an alias.
    severity : {'row', 'stop'}
        Whether the run can go on without the row.
    name_column : str
        A column of names beside it, where the table has one.
    required : bool
        Whether a row without a code or name is a fault.

    Returns
    -------
    pandas.Series of object
        With the index of `table`; None where no province is known.
    """
    return _match(
        table,
        province_gazetteer(provinces),
        log,
        columns=(column, name_column),
        kind="province",
        severity=severity,
        consequence="The province of the row is not known.",
        required=required,
    )


def match_soums(
    table: pd.DataFrame,
    soums: pd.DataFrame,
    log: IssueLog,
    *,
    consequence: str,
    within: pd.Series | None = None,
    column: str = "soum_id",
    name_column: str = "soum_name",
    required: bool = False,
) -> pd.Series:
    """Return the soum id of each row, from a code or a name; a name alone has to be unique.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row``; missing cells stay missing.
    soums : pandas.DataFrame
        The register of soums.
    log : IssueLog
        Gets an issue for every row whose cell fits no soum, fits several, lies in another province
        or disagrees with the name beside it.
    consequence : str
        What becomes of a row without its soum, for the message.
    within : pandas.Series of str, optional
        Ids of the provinces of each row, joined with ``;``; missing or empty where not known.
    column, name_column : str
        Our columns: codes or names, and the names beside them, where the table has them.
    required : bool
        Whether a row without a code or name is a fault.

    Returns
    -------
    pandas.Series of object
        With the index of `table`; None where no soum is known.
    """
    return _match(
        table,
        soum_gazetteer(soums),
        log,
        columns=(column, name_column),
        kind="soum",
        consequence=consequence,
        within=within,
        required=required,
    )


def _match(
    table: pd.DataFrame,
    gazetteer: Gazetteer,
    log: IssueLog,
    *,
    columns: tuple[str, str],
    kind: str,
    consequence: str,
    severity: str = "row",
    within: pd.Series | None = None,
    required: bool = False,
) -> pd.Series:
    column, name_column = columns
    texts, names = _cells(table, column), _cells(table, name_column)
    inside = [None] * len(table) if within is None else _texts(within)
    # Each way to write a place is looked up once, however many rows write it so.
    found: dict[tuple[str | None, str | None, str | None], Place] = {}
    places = []
    for key in zip(texts, names, inside, strict=True):
        if key not in found:
            provinces = frozenset(p for p in (key[2] or "").split(";") if p)
            found[key] = find_place(gazetteer, key[0], key[1], provinces)
        places.append(found[key])
    report = _Report(gazetteer, log, kind, column, name_column, severity, consequence)
    source_rows = [int(row) for row in table["source_row"]]
    for each in (column, name_column):
        if each in table:
            report_lost(table, each, kind, log)
    silent = ("",) if required else ("", "missing")
    for source_row, text, name, where, place in zip(
        source_rows, texts, names, inside, places, strict=True
    ):
        if place.problem not in silent:
            report.row(source_row, text, name, where, place)
    report.spellings(source_rows, places)
    return pd.Series([place.unit_id for place in places], index=table.index, dtype=object)


def _cells(table: pd.DataFrame, column: str) -> list[str | None]:
    return _texts(table[column]) if column in table else [None] * len(table)


def _texts(column: pd.Series) -> list[str | None]:
    return [None if cell is None or pd.isna(cell) else str(cell) for cell in column]


@dataclass(frozen=True)
class _Report:
    """Issues about the places of one column."""

    gazetteer: Gazetteer
    log: IssueLog
    kind: str
    column: str
    name_column: str
    severity: str
    consequence: str

    def row(
        self, source_row: int, text: str | None, name: str | None, within: str | None, place: Place
    ) -> None:
        """Add the issue of one row."""
        provinces = [p for p in (within or "").split(";") if p]
        found = " with the name ".join(repr(cell) for cell in (text, name) if cell is not None)
        found += f" in {' or '.join(provinces)}" if provinces else ""
        key = self.column if text is not None else self.name_column
        if place.unit_id is not None:
            self._taken(source_row, key, text, name, place)
        elif place.problem == "missing":
            self._missing(source_row)
        elif place.problem == "ambiguous":
            self._ambiguous(source_row, key, found, place)
        elif place.problem == "unknown":
            self._unknown(source_row, text, name, provinces)
        else:
            self._disagree(source_row, key, found, text, place)

    def _taken(
        self, source_row: int, key: str, text: str | None, name: str | None, place: Place
    ) -> None:
        unit = self.gazetteer.label(str(place.unit_id))
        if place.problem == "by_name":
            self.log.add(
                "place.matched_by_name",
                "warn",
                source_row=source_row,
                key=key,
                found=f"{text!r}, which is no {self.kind}, with the name {name!r}",
                expected=f"a code or name of {unit}",
                action=f"Matched to {place.unit_id} by the name; correct the code.",
            )
        else:
            self.log.add(
                "place.name_misspelt",
                "warn",
                source_row=source_row,
                key=key,
                found=f"{text!r} with the name {name!r}, which is no known spelling",
                expected=f"a name of {unit}",
                action=f"Matched to {place.unit_id} by code; correct the name, or add it to "
                "datasets.aliases.",
            )

    def _missing(self, source_row: int) -> None:
        self.log.add(
            "place.missing",
            "row",
            source_row=source_row,
            key=self.column,
            found="an empty cell",
            expected=f"the code or the name of a {self.kind}",
            action=f"{self.consequence} Fill it in.",
        )

    def _ambiguous(self, source_row: int, key: str, found: str, place: Place) -> None:
        labels = [
            f"{self.gazetteer.names[u]} ({u} in {self.gazetteer.parents[u]})"
            if self.gazetteer.parents[u]
            else self.gazetteer.label(u)
            for u in place.candidates
        ]
        self.log.add(
            "place.ambiguous",
            "stop" if self.severity == "stop" else "row",
            source_row=source_row,
            key=key,
            found=f"{found}, which fits {len(labels)} {self.kind}s: {', '.join(labels)}",
            expected="one of them",
            action=f"{self.consequence} Add the aimag (`datasets.{self.log.dataset}.columns."
            "province_id`) or the P-code.",
        )

    def _disagree(
        self, source_row: int, key: str, found: str, text: str | None, place: Place
    ) -> None:
        labels = [self.gazetteer.label(u) for u in place.candidates]
        if place.problem == "outside":
            self.log.add(
                "place.outside_province",
                "row",
                source_row=source_row,
                key=key,
                found=f"{found}, which names {' or '.join(labels)}",
                expected="a soum of the province of the row",
                action=f"{self.consequence} Correct the soum or the province.",
            )
        else:
            self.log.add(
                "place.code_and_name_disagree",
                "stop" if self.severity == "stop" else "row",
                source_row=source_row,
                key=key,
                found=f"{found}; the name is of {' or '.join(labels[1:]) or 'no unit'}",
                expected=f"a name of {labels[0]}, which {text!r} is",
                action=f"{self.consequence} Codes change from year to year: correct one of the "
                "two, or add the spelling to datasets.aliases.",
            )

    def _unknown(
        self, source_row: int, text: str | None, name: str | None, provinces: list[str]
    ) -> None:
        by_name = name is not None and not is_lost(name)
        what = str(name if by_name else text or name)
        found = repr(what) + (f" with the code {text!r}" if by_name and text is not None else "")
        found += f" in {' or '.join(provinces)}" if provinces else ""
        known = not is_lost(what)
        near = self.gazetteer.suggest(what, provinces) if known else []
        elsewhere = sorted(self.gazetteer.candidates(what)) if known and provinces else []
        expected = f"the code or the name of a {self.kind}"
        expected += " of that province" if provinces else ""
        if elsewhere:
            expected += f", where {' and '.join(map(self.gazetteer.label, elsewhere))} is not"
        expected += f"; nearest: {', '.join(near)}" if near else ""
        action = f"{self.consequence} Correct it, or fill in results/checks/unmatched.csv and name "
        action += "the file under `datasets.aliases`."
        key = self.name_column if by_name else self.column
        if self.kind == "soum":
            self.log.add(
                "place.unknown_soum",
                "row",
                source_row=source_row,
                key=key,
                found=found,
                expected=expected,
                action=action,
            )
        else:
            self.log.add(
                "place.unknown_province",
                "stop" if self.severity == "stop" else "row",
                source_row=source_row,
                key=key,
                found=found,
                expected=expected,
                action=action,
            )

    def spellings(self, source_rows: list[int], places: list[Place]) -> None:
        """Add one issue for every spelling that is worth a word, with its rows."""
        rows_of: dict[tuple[str, str], list[int]] = {}
        hows: dict[tuple[str, str], str] = {}
        for source_row, place in zip(source_rows, places, strict=True):
            if place.unit_id is not None and place.match.how != "code":
                rows_of.setdefault((place.spelling, place.unit_id), []).append(source_row)
                hows[place.spelling, place.unit_id] = place.match.how
        for (spelling, unit_id), rows in rows_of.items():
            name, p_code = self.gazetteer.names[unit_id], self.gazetteer.p_codes.get(unit_id)
            if hows[spelling, unit_id] == "look_alike":
                self.log.add(
                    "place.look_alike",
                    "info",
                    rows=rows,
                    key=self.column,
                    found=f"{spelling!r} with look-alikes from the other script "
                    f"({', '.join(strange_letters(spelling))}) in {_counted(rows)}",
                    expected=f"the letters of {name}",
                    action=f"Matched to {unit_id}, the only {self.kind} that it looks like.",
                )
            elif self.kind == "province" and spelling != name:
                self.log.add(
                    "place.alias",
                    "info",
                    rows=rows,
                    key=self.column,
                    found=f"{spelling!r} in {_counted(rows)}",
                    expected=f"{name}, as the register has it",
                    action=f"Matched to {f'P-code {p_code} ({unit_id})' if p_code else unit_id} "
                    "by the alias table.",
                )


def _counted(rows: Sized) -> str:
    return "1 row" if len(rows) == 1 else f"{len(rows)} rows"


def check_names(units: pd.DataFrame, gazetteer: Gazetteer, kind: str, log: IssueLog) -> None:
    """Add issues for codes and names that two units of a register share, and for lost letters.

    Parameters
    ----------
    units : pandas.DataFrame
        The register, with ``source_row``, ``name_en`` and ``name_mn``.
    gazetteer : Gazetteer
        Of these units.
    kind : {'province', 'soum'}
        What they are.
    log : IssueLog
        A code that two units share stops the run; a name that two units of one province share
        matches neither.
    """
    for code, unit_ids in sorted(gazetteer.codes.items()):
        if len(unit_ids) > 1 and not code.startswith("MN"):
            log.add(
                "place.code_twice",
                "stop",
                key=code,
                found=f"the code of {' and '.join(map(gazetteer.label, sorted(unit_ids)))}",
                expected=f"one {kind} for each code",
                action=f"Correct the codes of datasets.{kind}s.",
            )
    for name, twins in gazetteer.shared_names().items():
        log.add(
            "place.name_twice",
            "warn",
            key=name,
            found=f"a name of {' and '.join(map(gazetteer.label, twins))}",
            expected=f"names that tell the {kind}s"
            + ("" if kind == "province" else " of a province")
            + " apart",
            action="It matches neither of them; rows need the code.",
        )
    for column in ("name_en", "name_mn"):
        report_lost(units, column, kind, log)
        _report_mixed(units, column, kind, log)


def _report_mixed(units: pd.DataFrame, column: str, kind: str, log: IssueLog) -> None:
    mixed = [
        (row, name)
        for row, name in zip(units["source_row"], _texts(units[column]), strict=True)
        if name is not None and any(map(strange_letters, name.split()))
    ]
    if mixed:
        names = ", ".join(f"{name!r} ({', '.join(strange_letters(name))})" for _, name in mixed[:5])
        log.add(
            "place.look_alike",
            "info",
            key=column,
            rows=[row for row, _ in mixed],
            found=f"letters of the other script in {_counted(mixed)}: {names}",
            expected=f"names of {kind}s in one script",
            action="Matched as they are and as they look; correct the letters.",
        )


def report_lost(table: pd.DataFrame, column: str, kind: str, log: IssueLog) -> None:
    """Add an issue for the names of a column whose letters are lost.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row`` and the column.
    column : str
        A column of names.
    kind : {'province', 'soum'}
        What they name.
    log : IssueLog
        Gets one issue for the column.
    """
    rows = [
        row
        for row, name in zip(table["source_row"], _texts(table[column]), strict=True)
        if name is not None and is_lost(name)
    ]
    if rows:
        log.add(
            "place.letters_lost",
            "warn",
            key=column,
            rows=rows,
            found=f"question marks for letters in {_counted(rows)}",
            expected=f"the names of {kind}s",
            action="These names match nothing: codes, and other names, have to; export the file "
            "again as UTF-8.",
        )
