"""The page on quality: what became of the rows of every dataset, and what that changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from nutag import conservation, overview, quality
from nutag.catalogue import Catalogue
from nutag.issue_codes import IssueCode
from nutag.labels import DATASETS, MANY, SEVERITIES, label
from nutag.messages import N_, Messages
from nutag.page import blocks, footer_line, in_every_language, templates, views
from nutag.rows import latest_rows, period_words, records
from nutag.sentences import sentence

TITLE = N_("What became of the data")

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
    kinds = quality.issue_kinds(issues, codes)
    steps = quality.ladders(reconciliation, kinds)
    statistics = (config.get("measuring") or {}).get("licensed_area_from") == "statistics"
    register = (config.get("datasets") or {}).get("licences") or {}
    sample = register.get("coverage", "sample") == "sample"
    country_id = str(country.get("country_id") or "")
    count = Counter(issues["severity"])

    def view(words: Messages) -> dict[str, Any]:
        names = {
            **overview.unit_names(soums, "soum_id", words),
            **overview.unit_names(provinces, "province_id", words),
            country_id: words.name(country),
        }
        return {
            "dataset": lambda key: label(DATASETS, key, words),
            "severity": lambda key: label(SEVERITIES, key, words),
            "kinds": kinds,
            "counts": [
                (count[severity], label(MANY, severity, words))
                for severity in count
                if severity in SEVERITIES
            ],
            "total": len(issues),
            "ladders": steps,
            "climbed": {one["dataset"] for one in steps},
            "register": next((one for one in steps if one["dataset"] == "licences"), None),
            "withheld": quality.withheld(reconciliation),
            "lost": quality.lost_rows(steps),
            "keys": {
                "rows_in": conservation.ROWS_IN,
                "counted": conservation.COUNTED,
                "set_aside": conservation.SET_ASIDE,
                "lost": conservation.LOST,
            },
            "effects": quality.effects(reconciliation, country_id, words),
            "source": ("sample" if sample else "statistics") if statistics else "",
            "licensed": _headline(indicators, catalogue, "L01_ha", words),
            "unrehabilitated": _headline(indicators, catalogue, "R01", words),
            "figures": quality.figures_set_aside(kinds),
            "comparisons": quality.comparisons(reconciliation, names, words),
            "files": FILES,
            "signed": lambda value: quality.signed(value, words=words),
            "footer": footer_line(provenance, words),
            "leaflet": False,
        }

    shown = views(view)
    return (
        templates()
        .get_template("quality.html")
        .render(
            titles=in_every_language(TITLE),
            header=blocks("quality_header.html", shown),
            sections=blocks("quality_sections.html", shown),
            footer=blocks("footer.html", shown),
        )
    )


def _headline(
    indicators: pd.DataFrame, catalogue: Catalogue, indicator_id: str, words: Messages
) -> dict[str, str]:
    """Return the figure of the country as the overview has it; empty where there is no row."""
    rows = latest_rows(indicators, "country")
    rows = rows[rows["indicator_id"] == indicator_id]
    if rows.empty or indicator_id not in catalogue.indicators:
        return {}
    indicator = catalogue.indicators[indicator_id]
    return {
        "shown": overview.figure_text(records(rows)[0], indicator, catalogue, words),
        "name": words.name(indicator),
        "period": sentence(period_words(rows), words),
    }
