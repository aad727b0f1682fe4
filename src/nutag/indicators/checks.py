"""Checks of the table of indicators: figures of different times, and figures that fill no map."""

from __future__ import annotations

import pandas as pd

from nutag.catalogue import Catalogue
from nutag.indicators.figures import has_flag
from nutag.issues import IssueLog
from nutag.vocabulary import WITH_FIGURE

_MAPPED_LEVELS = ("province", "soum")


def check_indicators(
    indicators: pd.DataFrame, catalogue: Catalogue, max_year_gap: int, log: IssueLog
) -> None:
    """Say which rates divide figures of different times, and which maps have little to show.

    Parameters
    ----------
    indicators : pandas.DataFrame
        The table of indicators.
    catalogue : Catalogue
        Says which indicators are mapped.
    max_year_gap : int
        Years between numerator and denominator that need no word.
    log : IssueLog
        Gets one warning an indicator with ``year_gap``, and one note a level on indicators
        without a figure, or with the same figure everywhere.
    """
    _report_year_gaps(indicators, max_year_gap, log)
    for level in _MAPPED_LEVELS:
        mapped = [i.id for i in catalogue.indicators.values() if i.mapped and level in i.levels]
        of_level = indicators[indicators["unit_level"] == level]
        distinct = {
            key: of_level.loc[
                (of_level["indicator_id"] == key) & of_level["state"].isin(WITH_FIGURE), "value"
            ].nunique()
            for key in mapped
        }
        empty = [key for key, n in distinct.items() if n == 0]
        same = [key for key, n in distinct.items() if n == 1]
        if empty:
            log.add(
                "indicator.no_data",
                "info",
                key=level,
                found=f"no {level} with a figure of {', '.join(empty)}",
                expected="a figure to map",
                action="There is no data to map: the maps show why, unit by unit.",
            )
        if same:
            log.add(
                "indicator.one_value",
                "info",
                key=level,
                found=f"one value alone among the {level}s for {', '.join(same)}",
                expected="values that differ",
                action="The legend has a single class.",
            )


def _report_year_gaps(indicators: pd.DataFrame, max_year_gap: int, log: IssueLog) -> None:
    apart = indicators[has_flag(indicators, "year_gap")]
    for indicator_id, rows in apart.groupby("indicator_id", sort=True):
        # The note says first which years they are.
        years = rows["note"].str.extract(r"(numerator \S+, denominator \d+)", expand=False)
        units = rows["unit_id"].tolist()
        listed = ", ".join(units[:5]) + (", ..." if len(units) > 5 else "")
        log.add(
            "indicator.year_gap",
            "warn",
            key=str(indicator_id),
            found=f"{' and '.join(sorted(years.dropna().unique())[:3])} in {len(units)} units "
            f"({listed})",
            expected=f"years at most {max_year_gap} apart (`indicators.max_year_gap`)",
            action="Computed all the same, flagged year_gap, with both years in the note.",
        )
