"""Surveys: which provinces somebody looked at for damaged land, and with what result."""

from __future__ import annotations

import pandas as pd

from nutag.figure_checks import folded_measures
from nutag.issues import IssueLog
from nutag.place_columns import match_provinces
from nutag.vocabulary import REPORTED_STATES, UNREHABILITATED


def standardise_survey_coverage(
    table: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog
) -> pd.DataFrame:
    """Return what each survey covered, a row a province and measure.

    Parameters
    ----------
    table : pandas.DataFrame
        As read, with the columns of the role ``survey_coverage``.
    provinces : pandas.DataFrame
        The register of provinces.
    log : IssueLog
        Takes missing and unknown provinces, and unknown states and measures.

    Returns
    -------
    pandas.DataFrame
        ``province_id``, ``measure``, ``year``, ``state``, ``note``, ``source``, ``source_row``.
    """
    table = table.assign(
        province_id=match_provinces(table, "province_id", provinces, log, required=True),
        measure=folded_measures(table["measure"]),
    )
    if len(table) and UNREHABILITATED not in set(table["measure"]):
        log.add(
            "survey.unknown_measure",
            "warn",
            key="measure",
            found="the measures " + ", ".join(sorted(table["measure"].dropna().unique())),
            expected=f"also `{UNREHABILITATED}`, which R01 counts",
            action="The survey says nothing of R01; map the words under "
            "`datasets.survey_coverage.values.measure`.",
        )
    strange = ~table["state"].isin(REPORTED_STATES)
    for source_row, found in table.loc[strange, ["source_row", "state"]].itertuples(index=False):
        log.add(
            "survey.unknown_state",
            "row",
            source_row=source_row,
            key="state",
            found=repr(found),
            expected="one of " + ", ".join(REPORTED_STATES),
            action="Taken as coverage_unknown.",
        )
    table["state"] = table["state"].where(~strange, "coverage_unknown")
    return table[table["province_id"].notna()].reset_index(drop=True)
