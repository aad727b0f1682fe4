"""People, land and water of the atlas: rings, overlaps, mined ground and settlements.

For display only: shapes are simplified. Camps are private and never among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from nutag.context_layers import of_role
from nutag.geometry import Geometries, area_ha, shapes_of
from nutag.mapshapes import placed_rows, written
from nutag.mapwords import Texts
from nutag.rows import number, records
from nutag.zones import AROUND, LICENSED

#: Of the distance of a ring, so much may its line lie off: a round corner keeps 14 of its own.
RING_DETAIL = 0.025
#: Metres by which other shapes may differ, at least, and the vertices that each layer may have.
TOLERANCE_M = 30.0
MOST_VERTICES = 40_000
FOOTPRINTS = ("footprints", "footprints_other")


def context_data(
    rings: gpd.GeoDataFrame,
    overlaps: gpd.GeoDataFrame,
    layers: gpd.GeoDataFrame,
    country: gpd.GeoDataFrame,
    soum_ids: Sequence[str],
    texts: Texts,
) -> dict[str, Any]:
    """Return the layers of people, land and water; a layer without anything to draw is empty.

    Parameters
    ----------
    rings : GeoDataFrame
        ``around``, ``ring``, ``from_km``, ``to_km`` and geometry in metres.
    overlaps : GeoDataFrame
        ``measure``, ``zone``, ``soum_id``, ``area_ha`` and geometry in metres: licensed land in
        protected areas, along water and on mined ground.
    layers : GeoDataFrame
        From `nutag.context_layers.standardise_layer`; mined ground and settlements are used.
    country : GeoDataFrame
        Its provinces as the page draws them, any CRS; rings end at the outline.
    soum_ids : sequence of str
        Soums in the order of the page.
    texts : Texts
        Takes names.

    Returns
    -------
    dict
        ``rings`` by what they lie around: a list of kilometres and the outer line of each ring;
        ``overlaps``: ``kinds`` (what the land lies in, and metres for water), ``rows`` (position
        of the kind, of the stage and of the soum, hectares, shape), the largest first;
        ``footprints``: set, name, hectares, shape; ``settlements``: name, people, place.
    """
    outline = _outline(country, rings) if len(rings) else None
    return {
        "rings": {
            around: _lines(rings[rings["around"] == around], outline)
            for around in AROUND
            if (rings["around"] == around).any()
        },
        "overlaps": _overlaps(overlaps, soum_ids),
        "footprints": _footprints(layers, texts),
        "settlements": _settlements(layers, texts),
    }


def _outline(country: gpd.GeoDataFrame, rings: gpd.GeoDataFrame) -> shapely.Geometry | None:
    """Return the country in the CRS of the rings, None where it is not drawn."""
    placed = country[placed_rows(country)]
    return shapely.union_all(placed.geometry.to_crs(rings.crs).array) if len(placed) else None


def _lines(rings: gpd.GeoDataFrame, outline: shapely.Geometry | None) -> list[list[Any]]:
    """Return the outer line of each ring: where the land within its distance ends."""
    found = []
    reached: shapely.Geometry = shapely.Polygon()
    rows = rings.sort_values("ring")
    for to_km, shape in zip(rows["to_km"], rows.geometry, strict=True):
        reached = shapely.union(reached, shape)
        line = shapely.simplify(shapely.boundary(reached), 1000.0 * to_km * RING_DETAIL)
        if outline is not None:
            line = shapely.intersection(line, outline)
        parts = shapely.get_parts(line)
        lines = shapely.multilinestrings(parts[shapely.get_dimensions(parts) == 1])
        found.append([number(to_km), written(_degrees([shapely.line_merge(lines)], rings)[0])])
    return found


def _overlaps(overlaps: gpd.GeoDataFrame, soum_ids: Sequence[str]) -> dict[str, Any]:
    places = {soum_id: at for at, soum_id in enumerate(soum_ids)}
    kinds: dict[str, int] = {}
    heads, shapes = [], []
    for (measure, zone, soum_id), pieces in overlaps.groupby(["measure", "zone", "soum_id"]):
        kind = kinds.setdefault(str(measure), len(kinds))
        # The pieces of one kind do not overlap: they are one shape without a union.
        shapes.append(shapely.multipolygons(shapely.get_parts(shapes_of(pieces))))
        heads.append(
            [kind, LICENSED.index(str(zone)), places.get(str(soum_id), -1), _tenth(pieces)]
        )
    drawn = _drawn(np.array(shapes, dtype=object), overlaps)
    # A small one is never hidden under a large one.
    order = sorted(range(len(heads)), key=lambda at: (-heads[at][3], heads[at]))
    return {
        "kinds": [_kind(measure) for measure in kinds],
        "rows": [[*heads[at], written(drawn[at])] for at in order],
    }


def _kind(measure: str) -> list[Any]:
    """Return what licensed land lies in, and the metres of a zone along water."""
    word = measure.removesuffix("_ha")
    name, _, metres = word.partition("_")
    return ["water", number(float(metres))] if name == "water" else [word, None]


def _tenth(pieces: gpd.GeoDataFrame) -> float:
    return round(float(pieces["area_ha"].sum()), 1)


def _footprints(layers: gpd.GeoDataFrame, texts: Texts) -> list[list[Any]]:
    here = layers[layers["role"].isin(FOOTPRINTS)]
    shapes = shapes_of(here)
    size = area_ha(shapes)
    drawn = _drawn(shapes, layers)
    order = np.lexsort((here["feature_id"].astype(str), -size))
    rows = records(here.drop(columns="geometry"))
    return [
        [
            FOOTPRINTS.index(rows[at]["role"]),
            texts.name(rows[at]["name"]),
            round(float(size[at]), 1),
            written(drawn[at]),
        ]
        for at in order
    ]


def _settlements(layers: gpd.GeoDataFrame, texts: Texts) -> list[list[Any]]:
    here = of_role(layers, "settlements")
    rows = records(here.drop(columns="geometry"))
    points = _degrees(shapes_of(here), layers)
    found = [
        [texts.name(row["name"]), number(row["people"]), written(point)]
        for row, point in zip(rows, points, strict=True)
    ]
    return sorted(found, key=lambda row: -(row[1] or 0))


def _drawn(shapes: Geometries, frame: gpd.GeoDataFrame) -> Geometries:
    """Return polygons in degrees with as few vertices as a layer may have."""
    tolerance_m = TOLERANCE_M
    while True:
        simple = shapely.simplify(shapes, tolerance_m, preserve_topology=True)
        if int(shapely.get_num_coordinates(simple).sum()) <= MOST_VERTICES or tolerance_m > 1000:
            return _degrees(simple, frame)
        tolerance_m *= 2


def _degrees(shapes: Sequence[Any] | Geometries, frame: gpd.GeoDataFrame) -> Geometries:
    series = gpd.GeoSeries(list(shapes), crs=frame.crs).to_crs("EPSG:4326")
    return np.asarray(series.array, dtype=object)
