"""The overview page: every figure on it is a view of the indicator table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from nutag import overview, phrases
from nutag.catalogue import MISSING_RULES, Catalogue
from nutag.page import commit_words, footer_line, templates
from nutag.trend import trend
from nutag.webmap import map_parts


def index_page(
    *,
    provinces: gpd.GeoDataFrame,
    soums: gpd.GeoDataFrame,
    indicators: pd.DataFrame,
    catalogue: Catalogue,
    classes: Mapping[str, Any],
    provenance: Mapping[str, Any],
    rehabilitation: pd.DataFrame,
    reconciliation: pd.DataFrame,
    issues: pd.DataFrame,
    links: Mapping[str, str],
    licences: gpd.GeoDataFrame | None = None,
) -> str:
    """Return ``results/index.html``: one file that opens without a network.

    Parameters
    ----------
    provinces, soums : GeoDataFrame
        Units with names in two scripts; geometry in metres or as
        :func:`nutag.webmap.display_units` makes it. Of the soums only the table is used.
    indicators : DataFrame
        Tidy indicator table.
    catalogue : Catalogue
        Indicator definitions and vocabularies.
    classes : mapping
        Classes of the maps by level and indicator.
    provenance : mapping
        Content of ``results/provenance.json``.
    rehabilitation : DataFrame
        Published figures, one a row. Rows of different ``measure`` are never added.
    reconciliation : DataFrame
        Checks of the run; the ladders are shown with the columns they have.
    issues : DataFrame
        Issues of the run; counted by ``severity``, ``dataset`` and ``code``.
    links : mapping
        Address relative to ``results/`` -> what the reader finds there, in their order.
    licences : GeoDataFrame, optional
        Licences to show on the map.

    Returns
    -------
    str
        HTML, the same bytes for the same input.
    """
    parts = map_parts(
        level="province",
        units=provinces,
        indicators=indicators,
        catalogue=catalogue,
        classes=classes,
        provenance=provenance,
        licences=licences,
        embedded=True,
        table_link=next((link for link in links if link.endswith("provinces.csv")), ""),
    )
    columns = [
        indicator
        for key, indicator in catalogue.indicators.items()
        if key in overview.RANKING and "province" in indicator.levels
    ]
    inputs = list(provenance.get("inputs") or [])
    series = overview.trend_series(indicators)
    return (
        templates()
        .get_template("index.html")
        .render(
            t=phrases.PAGE,
            parts=parts,
            headlines=overview.headline_figures(indicators, catalogue, provenance),
            columns=columns,
            ranking=overview.ranking_rows(provinces, indicators, columns, catalogue),
            trend=trend(series),
            series=[(period, overview.written(value, 0)) for period, value in series],
            missing=overview.missing_rows(indicators, catalogue),
            complete=[i.name_en for i in overview.complete_indicators(indicators, catalogue)],
            rehabilitation=overview.rehabilitation_groups(
                rehabilitation, provinces, soums, catalogue, _country(provenance)
            ),
            indicators=overview.indicator_themes(catalogue),
            rules=MISSING_RULES,
            reconciliation=overview.reconciliation_groups(_ladders(reconciliation)),
            issues=overview.issue_groups(issues),
            subtitle=phrases.PAGE["subtitle"].format(provinces=len(provinces), soums=len(soums)),
            soums=len(soums),
            soums_without=int((soums.geometry.isna() | soums.geometry.is_empty).sum()),
            approximate=bool((soums.get("boundary_quality") == "approximate").any()),
            inputs=inputs,
            links=links,
            cite=phrases.PAGE["cite_text"].format(
                version=provenance.get("nutag") or "",
                commit=commit_words(provenance),
                run_id=provenance.get("run_id") or "",
                title=phrases.TITLE,
                as_of=overview.as_of(indicators),
            ),
            footer=footer_line(provenance),
            written=overview.written,
        )
    )


def _ladders(reconciliation: pd.DataFrame) -> pd.DataFrame:
    """Return the ladders alone: the other checks are on the page on quality."""
    if "check" not in reconciliation:
        return reconciliation
    return reconciliation[reconciliation["check"] == "ladder"]


def _country(provenance: Mapping[str, Any]) -> str:
    configured = (provenance.get("config") or {}).get("country") or {}
    return str(configured.get("name_en") or "")
