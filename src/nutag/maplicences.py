"""The licences of the atlas: a column a property, so that no name of a key is written twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag.holders import PRIVATE
from nutag.mapshapes import placed_rows, written
from nutag.mapwords import Texts
from nutag.rows import number, records, text
from nutag.vertices_shown import shown
from nutag.vocabulary import STAGES

#: Columns with dates, and those with words that every language has its own for.
DATES = ("granted", "expires")
SENTENCES = {"scope": "geometry_scope", "reason": "reason"}


def licence_columns(
    licences: gpd.GeoDataFrame,
    pieces: pd.DataFrame | None,
    soum_ids: Sequence[str],
    texts: Texts,
) -> dict[str, Any]:
    """Return the register as the atlas shows it, large polygons first.

    Parameters
    ----------
    licences : GeoDataFrame
        The licences table, any CRS.
    pieces : DataFrame, optional
        Licences by soum, with ``licence_id``, ``soum_id`` and ``area_ha``.
    soum_ids : sequence of str
        Soums in the order of the page.
    texts : Texts
        Takes holders, minerals, dates and reasons.

    Returns
    -------
    dict
        Lists of one length, one entry a row of the register; ``soums`` has the position and the
        hectares (None where only the soum is known) of every soum that a licence lies in.
    """
    placed = placed_rows(licences)
    drawn = np.full(len(licences), None, dtype=object)
    if placed.any():
        shapes = np.asarray(licences.geometry.array, dtype=object)[placed]
        measured = licences.crs is not None and not licences.crs.is_geographic
        series = gpd.GeoSeries(shown(shapes) if measured else shapes, crs=licences.crs)
        drawn[placed] = np.asarray(series.to_crs("EPSG:4326") if measured else series)
    size = np.where(placed, shapely.area(np.where(placed, drawn, shapely.Point())), -1.0)
    # A small polygon is never hidden under a large one; what is not drawn comes last.
    order = np.lexsort((licences["licence_id"].astype(str), -size))
    rows = records(licences.iloc[order])
    lying = _soums(rows, pieces, {soum_id: at for at, soum_id in enumerate(soum_ids)})
    return {
        "id": [text(row["licence_id"]) for row in rows],
        "code": [text(row.get("code")) for row in rows],
        "mine": [int(text(row.get("kind")) == "mine") for row in rows],
        "stage": [_place(STAGES, row.get("stage")) for row in rows],
        "status": [_status(row) for row in rows],
        "counted": [int(bool(row.get("counted"))) for row in rows],
        "late": [int(row.get("in_force_by_dates") is False) for row in rows],
        "area": [number(row.get("area_declared_ha")) for row in rows],
        "place": [text(row.get("geometry_quality")) or "none" for row in rows],
        "holder": [_holder(row.get("holder"), texts) for row in rows],
        "minerals": [texts.minerals(row.get("minerals")) for row in rows],
        **{key: [texts.name(row.get(key)) for row in rows] for key in DATES},
        **{
            key: [texts.sentence(row.get(column)) for row in rows]
            for key, column in SENTENCES.items()
        },
        "soums": lying,
        "geometry": [written(drawn[at]) for at in order],
    }


def _status(row: dict[str, Any]) -> str:
    status = text(row.get("status")) or "unknown"
    return "assumed" if status == "unknown" and row.get("in_force_by_status") is True else status


def _holder(cell: Any, texts: Texts) -> int:
    return texts.sentence(cell) if cell == PRIVATE else texts.name(cell)


def _place(words: Sequence[str], cell: Any) -> int:
    word = text(cell)
    return words.index(word) if word in words else len(words) - 1


def _soums(
    rows: list[dict[str, Any]], pieces: pd.DataFrame | None, places: dict[str, int]
) -> list[list[list[float | int | None]]]:
    by_licence: dict[str, list[list[float | int | None]]] = {}
    if pieces is not None:
        columns = ["licence_id", "soum_id", "area_ha"]
        for licence_id, soum_id, area in pieces[columns].itertuples(index=False):
            if soum_id in places:
                piece = [places[soum_id], number(round(float(area), 1) or float(area))]
                by_licence.setdefault(str(licence_id), []).append(piece)
    found = []
    for row in rows:
        own = sorted(by_licence.get(text(row["licence_id"]), []), key=lambda one: -(one[1] or 0))
        named = [word.strip() for word in text(row.get("soum_ids")).replace(";", ",").split(",")]
        found.append(own or [[places[word], None] for word in named if word in places])
    return found
