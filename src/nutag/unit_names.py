"""Names of units: what the registers of provinces and soums must not share."""

from __future__ import annotations

import pandas as pd

from nutag.issues import IssueLog
from nutag.look_alikes import strange_letters
from nutag.names import Gazetteer
from nutag.place_report import counted_rows, report_lost, texts_of


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
        for row, name in zip(units["source_row"], texts_of(units[column]), strict=True)
        if name is not None and any(map(strange_letters, name.split()))
    ]
    if mixed:
        names = ", ".join(f"{name!r} ({', '.join(strange_letters(name))})" for _, name in mixed[:5])
        log.add(
            "place.look_alike",
            "info",
            key=column,
            rows=[row for row, _ in mixed],
            found=f"letters of the other script in {counted_rows(mixed)}: {names}",
            expected=f"names of {kind}s in one script",
            action="Matched as they are and as they look; correct the letters.",
        )
