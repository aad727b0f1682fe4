"""The page on quality: what became of the rows of every dataset, and what that changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from nutag import conservation, overview, phrases, quality
from nutag.catalogue import Catalogue
from nutag.issue_codes import IssueCode
from nutag.page import footer_line, templates
from nutag.rows import latest_rows, period_words, records

#: Files beside the page.
FILES = ("issues.csv", "reconciliation.csv", "unmatched.csv", "boundary_crosswalk.csv")


def quality_page(
    *,
    reconciliation: pd.DataFrame,
    issues: pd.DataFrame,
    codes: Mapping[str, IssueCode],
    provinces: pd.DataFrame,
    soums: pd.DataFrame,
    indicators: pd.DataFrame,
    catalogue: Catalogue,
    provenance: Mapping[str, Any],
) -> str:
    """Return ``results/checks/quality.html``: one file that reads without network or script.

    Parameters
    ----------
    reconciliation, issues : pandas.DataFrame
        The tables of ``results/checks``.
    codes : mapping of str to IssueCode
        What each kind of issue means.
    provinces, soums : pandas.DataFrame
        Names of the units.
    indicators : pandas.DataFrame
        Tidy indicator table, for the headline figures.
    catalogue : Catalogue
        Their names.
    provenance : mapping
        Content of ``results/provenance.json``.

    Returns
    -------
    str
        HTML, the same bytes for the same input.
    """
    config = provenance.get("config") or {}
    country = config.get("country") or {}
    names = {
        **dict(zip(soums["soum_id"], soums["name_en"], strict=True)),
        **dict(zip(provinces["province_id"], provinces["name_en"], strict=True)),
        str(country.get("country_id") or ""): str(country.get("name_en") or ""),
    }
    kinds = quality.issue_kinds(issues, codes)
    steps = quality.ladders(reconciliation, kinds)
    statistics = (config.get("measuring") or {}).get("licensed_area_from") == "statistics"
    register = (config.get("datasets") or {}).get("licences") or {}
    sample = register.get("coverage", "sample") == "sample"
    return (
        templates()
        .get_template("quality.html")
        .render(
            t=phrases.QUALITY,
            disclaimer=phrases.DISCLAIMER,
            disclaimer_mn=phrases.DISCLAIMER_MN,
            datasets=phrases.DATASETS,
            severities=phrases.SEVERITIES,
            kinds=kinds,
            counts=[
                (severity, number)
                for severity, number in Counter(issues["severity"]).items()
                if severity in phrases.SEVERITIES
            ],
            total=len(issues),
            ladders=steps,
            climbed={one["dataset"] for one in steps},
            register=next((one for one in steps if one["dataset"] == "licences"), None),
            lost=quality.lost_rows(steps),
            keys={
                "rows_in": conservation.ROWS_IN,
                "counted": conservation.COUNTED,
                "set_aside": conservation.SET_ASIDE,
                "lost": conservation.LOST,
            },
            effects=quality.effects(reconciliation, str(country.get("country_id") or "")),
            source=("sample" if sample else "statistics") if statistics else "",
            licensed=_headline(indicators, catalogue, "L01_ha"),
            unrehabilitated=_headline(indicators, catalogue, "R01"),
            figures=quality.figures_set_aside(kinds),
            comparisons=quality.comparisons(reconciliation, names),
            files=FILES,
            amount=quality.amount,
            signed=quality.signed,
            footer=footer_line(provenance),
        )
    )


def _headline(indicators: pd.DataFrame, catalogue: Catalogue, indicator_id: str) -> dict[str, str]:
    """Return the figure of the country as the overview has it; empty where there is no row."""
    rows = latest_rows(indicators, "country")
    rows = rows[rows["indicator_id"] == indicator_id]
    if rows.empty or indicator_id not in catalogue.indicators:
        return {}
    indicator = catalogue.indicators[indicator_id]
    shown = overview.figure_text(records(rows)[0], indicator, catalogue)
    return {"shown": shown, "name": indicator.name_en, "period": period_words(rows)}
