"""Figures on damaged and rehabilitated land, and what the survey covered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from nutag.readers import read_roles
from nutag.rehabilitation import check_measure, standardise_rehabilitation
from nutag.standardise.part import Part, conservation, joined, short_ladder
from nutag.survey import standardise_survey_coverage

ROLES = ("rehabilitation", "survey_coverage")


def rehabilitation_part(
    blocks: Mapping[str, Any],
    files: Mapping[str, Any],
    country: Mapping[str, Any],
    provinces: gpd.GeoDataFrame,
    soums: gpd.GeoDataFrame,
) -> Part:
    """Return the tables ``rehabilitation`` and ``survey_coverage``.

    Parameters
    ----------
    blocks : mapping
        Configuration block of each role of `ROLES`, or None.
    files : mapping
        File of each configured role.
    country : mapping
        The ``country`` part of the configuration.
    provinces, soums : geopandas.GeoDataFrame
        From `nutag.standardise.boundaries.boundaries_part`.

    Raises
    ------
    InputError
        When the figures cannot be used.
    """
    figures, survey = read_roles(ROLES, blocks, files, country["bbox"]).values()
    table, ladder = standardise_rehabilitation(figures.table, provinces, soums, figures.log)
    check_measure(figures.table, figures.log)
    figures.log.stop_if_needed()
    coverage = standardise_survey_coverage(survey.table, provinces, survey.log)
    ladders = [
        ladder,
        conservation(figures, table["source_row"]),
        short_ladder(survey, len(coverage)),
        conservation(survey, coverage["source_row"]),
    ]
    kinds = table["measure"].nunique()
    return Part(
        tables={"rehabilitation": table, "survey_coverage": coverage},
        issues=[*figures.log, *survey.log],
        ladder=joined(ladders),
        line=f"Rehabilitation: {len(table)} published figures; kinds of measure: {kinds}, never "
        "mixed",
    )
