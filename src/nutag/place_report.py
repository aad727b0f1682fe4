"""Reports of places: an issue for every place of a row that is not as it should be."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass

import pandas as pd

from nutag.issues import IssueLog
from nutag.look_alikes import strange_letters
from nutag.names import Gazetteer
from nutag.places import Place
from nutag.spelling import is_lost

# Datasets in which one row may have several places.
_WITH_SEVERAL = ("licences", "licences_previous")


@dataclass(frozen=True)
class PlaceReport:
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
        if several := self._several(what):
            expected = f"the code or the name of a {self.kind}, several with semicolons between"
            action = f"{self.consequence} Write {'; '.join(several)!r}."
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

    def _several(self, what: str) -> list[str]:
        """Return the units of a cell with commas between, of which none is unknown."""
        parts = [part.strip() for part in what.split(",")]
        known = len(parts) > 1 and all(map(self.gazetteer.candidates, parts))
        return parts if known and self.log.dataset in _WITH_SEVERAL else []

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
                    f"({', '.join(strange_letters(spelling))}) in {counted_rows(rows)}",
                    expected=f"the letters of {name}",
                    action=f"Matched to {unit_id}, the only {self.kind} that it looks like.",
                )
            elif self.kind == "province" and spelling != name:
                self.log.add(
                    "place.alias",
                    "info",
                    rows=rows,
                    key=self.column,
                    found=f"{spelling!r} in {counted_rows(rows)}",
                    expected=f"{name}, as the register has it",
                    action=f"Matched to {f'P-code {p_code} ({unit_id})' if p_code else unit_id} "
                    "by the alias table.",
                )


def counted_rows(rows: Sized) -> str:
    """Return the number of rows in words."""
    return "1 row" if len(rows) == 1 else f"{len(rows)} rows"


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
        for row, name in zip(table["source_row"], texts_of(table[column]), strict=True)
        if name is not None and is_lost(name)
    ]
    if rows:
        log.add(
            "place.letters_lost",
            "warn",
            key=column,
            rows=rows,
            found=f"question marks for letters in {counted_rows(rows)}",
            expected=f"the names of {kind}s",
            action="These names match nothing: codes, and other names, have to; export the file "
            "again as UTF-8.",
        )


def texts_of(column: pd.Series) -> list[str | None]:
    """Return the cells of a column as text, None where one is missing."""
    return [None if cell is None or pd.isna(cell) else str(cell) for cell in column]
