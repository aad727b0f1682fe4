"""The overview page: every figure on it is a view of the indicator table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from nutag import charts, overview
from nutag.catalogue import MISSING_RULES, Catalogue
from nutag.issue_codes import IssueCode
from nutag.labels import DATASETS, TITLE, file_label, label
from nutag.mapshapes import TOLERANCE_M
from nutag.messages import N_, Messages
from nutag.page import blocks, commit_words, footer_line, in_every_language, templates, views
from nutag.webmap import map_parts

CITATION = N_("nutag {version}, {commit}, run {run_id}: {title}. Data as of {as_of}.")


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
    codes: Mapping[str, IssueCode],
    links: Sequence[str],
    holders: pd.DataFrame,
    licences: gpd.GeoDataFrame | None = None,
    pieces: pd.DataFrame | None = None,
    context: Mapping[str, gpd.GeoDataFrame] | None = None,
    profiles: Collection[str] = (),
    simplify_m: float = TOLERANCE_M,
    tiles: str | None = None,
) -> str:
    """Return ``results/index.html``: one file that opens without a network.

    Parameters
    ----------
    provinces, soums : GeoDataFrame
        Units with names in two scripts; geometry in metres.
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
    codes : mapping of str to IssueCode
        What each kind of issue means.
    links : sequence of str
        Files that the reader finds beside the page, relative to ``results/``, in their order.
    holders : DataFrame
        From `nutag.holder_table.holder_table`.
    licences : GeoDataFrame, optional
        Licences to show on the map.
    pieces : DataFrame, optional
        Licences by soum, for the cards of licences.
    context : mapping, optional
        What lies around and under licences; see :func:`nutag.mapdata.map_data`.
    profiles : collection of str
        Units that have a page of their own, ``profiles/<unit_id>.html``.
    simplify_m : float
        Tolerance of the shapes of units on the map.
    tiles : str, optional
        Address pattern of basemap tiles; without it no request leaves the page.

    Returns
    -------
    str
        HTML, the same bytes for the same input.
    """
    parts = map_parts(
        units={"province": provinces, "soum": soums},
        indicators=indicators,
        catalogue=catalogue,
        classes=classes,
        provenance=provenance,
        licences=licences,
        pieces=pieces,
        rehabilitation=rehabilitation,
        context=context,
        profiles=profiles,
        tables={
            level: link
            for level in ("province", "soum")
            for link in links
            if link.endswith(f"/{level}s.csv")
        },
        tolerance_m=simplify_m,
        tiles=tiles,
    )
    columns = [
        indicator
        for key, indicator in catalogue.indicators.items()
        if key in overview.RANKING and "province" in indicator.levels
    ]
    country_id = next(iter(indicators.loc[indicators["unit_level"] == "country", "unit_id"]), "")
    drawn = {
        "time": charts.over_time(indicators, "country", country_id, width=560, height=230),
        "counted": charts.counted(reconciliation),
        "holders": charts.concentration(holders, "country", country_id),
    }
    sample = overview.is_sample(provenance)

    def view(words: Messages) -> dict[str, Any]:
        return {
            "headlines": overview.headline_figures(indicators, catalogue, provenance, words),
            "columns": columns,
            "units": {
                unit: overview.unit_words(unit, catalogue, words)
                for unit in {indicator.unit for indicator in catalogue.indicators.values()}
            },
            "unit_names": catalogue.units,
            "ranking": overview.ranking_rows(provinces, indicators, columns, catalogue, words),
            "pictures": {
                **drawn,
                "ranking": charts.provinces_ranked(
                    reconciliation,
                    indicators,
                    overview.unit_names(provinces, "province_id", words),
                    sample=sample,
                ),
            },
            "missing": overview.missing_rows(indicators, catalogue, words),
            "complete": [
                words.name(i) for i in overview.complete_indicators(indicators, catalogue)
            ],
            "rehabilitation": overview.rehabilitation_groups(
                rehabilitation, provinces, soums, catalogue, _country(provenance, words), words
            ),
            "indicators": overview.indicator_themes(catalogue, words),
            "rules": MISSING_RULES,
            "ladders": overview.ladder_table(reconciliation, words),
            "issues": overview.issue_groups(issues, codes, words),
            "provinces": len(provinces),
            "soums": len(soums),
            "soums_without": int((soums.geometry.isna() | soums.geometry.is_empty).sum()),
            "approximate": bool((soums.get("boundary_quality") == "approximate").any()),
            "inputs": [
                {**entry, "label": label(DATASETS, str(entry.get("dataset") or ""), words)}
                for entry in provenance.get("inputs") or []
            ],
            "links": {link: file_label(link, catalogue, words) for link in links},
            "cite": words.gettext(CITATION).format(
                version=provenance.get("nutag") or "",
                commit=commit_words(provenance, words),
                run_id=provenance.get("run_id") or "",
                title=words.gettext(TITLE),
                as_of=overview.as_of(indicators),
            ),
            "footer": footer_line(provenance, words),
            "leaflet": True,
        }

    shown = views(view)
    return (
        templates()
        .get_template("index.html")
        .render(
            titles=in_every_language(TITLE),
            parts=parts,
            header=blocks("index_header.html", shown),
            headlines=blocks("index_headlines.html", shown),
            map_intro=blocks("index_map.html", shown),
            sections=blocks("index_sections.html", shown),
            footer=blocks("footer.html", shown),
        )
    )


def _country(provenance: Mapping[str, Any], words: Messages) -> str:
    return words.name((provenance.get("config") or {}).get("country") or {})
