"""Zones: the parts of each soum that people, land and water are counted in.

The soum itself, its land under licences (mining before exploration before others, so that the
parts sum to the union), and rings around mining licences and mined ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry, overlay
from nutag.context_layers import of_role
from nutag.distance_rings import distance_rings
from nutag.geometry import Geometries

UNIT = "unit"
#: Land under licences, by precedence.
LICENSED = ("mining", "exploration_only", "other_only")
CORRIDOR = "road_corridor"
#: What rings lie around.
AROUND = ("mining", "footprint")


def ring_zone(around: str, number: int) -> str:
    """Return the name of a ring, counted from 1 at the centre."""
    return f"{around}_ring_{number}"


def ring_numbers(zones: Iterable[str], around: str = "") -> list[int]:
    """Return the numbers of the zones that are rings, of all or of those around one thing."""
    parts = [zone.rpartition("_ring_") for zone in zones]
    return [int(number) for of, ring, number in parts if ring and around in ("", of)]


def disjoint(soums: gpd.GeoDataFrame) -> Geometries:
    """Return the polygons of soums without overlaps: land of two is that of the first.

    Parameters
    ----------
    soums : geopandas.GeoDataFrame
        Polygons in the equal-area CRS; None without a boundary.

    Returns
    -------
    array of polygons, shape (n,)
        A soum that others cover wholly is None.
    """
    shapes = np.array(geometry.shapes_of(soums), dtype=object)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = np.stack([left, right], axis=1)[left < right]
    shared = shapely.area(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    for first, second in pairs[shared > 0]:
        (shapes[second],) = geometry.polygons_only(
            np.array([shapely.difference(shapes[second], shapes[first])], dtype=object)
        )
    return shapes


def make_zones(
    soums: gpd.GeoDataFrame,
    licences: gpd.GeoDataFrame,
    pieces: gpd.GeoDataFrame,
    layers: gpd.GeoDataFrame,
    rings_km: Sequence[float],
    corridor_m: float,
    threads: int = 1,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the zones of every soum that has a boundary, and the rings they are cut from.

    Parameters
    ----------
    soums : geopandas.GeoDataFrame
        With ``soum_id`` and geometry in the equal-area CRS.
    licences : geopandas.GeoDataFrame
        As measured: those with ``counted`` and the stage mining have rings around them, around
        their polygon or their point.
    pieces : geopandas.GeoDataFrame
        Licences cut by soums, with ``soum_id`` and ``stage``.
    layers : geopandas.GeoDataFrame
        From `nutag.context_layers.standardise_layer`; ``footprints`` and ``roads`` are used.
    rings_km : sequence of float
        Outer distances, growing.
    corridor_m : float
        Width of the corridor on either side of a road.
    threads : int
        Threads of the overlay.

    Returns
    -------
    zones : geopandas.GeoDataFrame
        ``soum_id``, ``zone``, ``land_ha`` and geometry, ordered by soum. A zone that has no land
        in a soum has no row there.
    rings : geopandas.GeoDataFrame
        ``around`` (mining, footprint), ``ring`` (from 1), ``from_km``, ``to_km`` and geometry, in
        the whole country; without rows where there is nothing to lie around.
    """
    shapes = disjoint(soums)
    ids = soums["soum_id"].to_numpy()
    parts: list[tuple[np.ndarray, str, Geometries]] = [(ids, UNIT, shapes)]
    united = {
        stage: overlay.union_by_group(
            geometry.shapes_of(pieces)[rows],
            pd.Index(ids).get_indexer(pieces["soum_id"])[rows],
            len(ids),
            threads,
        )
        for stage in ("mining", "exploration", "other")
        for rows in [(pieces["stage"] == stage).to_numpy()]
    }
    taken = np.full(len(ids), None, dtype=object)
    for zone, stage in zip(LICENSED, united, strict=True):
        parts.append((ids, zone, _without(_within(united[stage], shapes), taken)))
        taken = _both(taken, united[stage])
    rings = _rings(licences, layers, rings_km, threads)
    corridor = _corridor(layers, corridor_m, threads)
    for zone, shape in [
        *zip(map(ring_zone, rings["around"], rings["ring"]), rings.geometry, strict=True),
        *([(CORRIDOR, corridor)] if corridor is not None else []),
    ]:
        faces = shapely.get_parts(np.array([shape], dtype=object))
        _, soum, cut = overlay.cut(faces, shapes, threads)
        # What lies in one soum is one zone of it; the pieces do not overlap.
        whole = overlay.union_by_group(cut, soum, len(ids), threads)
        parts.append((ids, zone, whole))
    zones = gpd.GeoDataFrame(
        {
            "soum_id": np.concatenate([part[0] for part in parts]),
            "zone": np.repeat([part[1] for part in parts], len(ids)),
        },
        geometry=np.concatenate([part[2] for part in parts]),
        crs=soums.crs,
    )
    zones["land_ha"] = geometry.area_ha(geometry.shapes_of(zones))
    zones = zones[zones["land_ha"] > 0]
    order = pd.Index(ids).get_indexer(zones["soum_id"])
    zones = zones.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)
    return zones[["soum_id", "zone", "land_ha", "geometry"]], rings


def _rings(
    licences: gpd.GeoDataFrame, layers: gpd.GeoDataFrame, rings_km: Sequence[float], threads: int
) -> gpd.GeoDataFrame:
    mining = licences[licences["counted"] & (licences["stage"] == "mining")]
    centres = {
        "mining": geometry.shapes_of(mining),
        "footprint": geometry.shapes_of(of_role(layers, "footprints")),
    }
    frames = []
    for around in AROUND:
        shapes = centres[around][~shapely.is_missing(centres[around])]
        if not len(shapes):
            continue
        frames.append(
            {
                "around": around,
                "ring": range(1, len(rings_km) + 1),
                "from_km": [0.0, *rings_km[:-1]],
                "to_km": rings_km,
                "geometry": distance_rings(shapes, [1000.0 * km for km in rings_km], threads),
            }
        )
    table = pd.concat([pd.DataFrame(frame) for frame in frames]) if frames else _NO_RINGS
    table = table.astype({"from_km": float, "to_km": float, "ring": int})
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry="geometry", crs=licences.crs)


_NO_RINGS = pd.DataFrame(columns=["around", "ring", "from_km", "to_km", "geometry"])


def _corridor(layers: gpd.GeoDataFrame, width_m: float, threads: int) -> shapely.Geometry | None:
    shapes = geometry.shapes_of(of_role(layers, "roads"))
    (corridor,) = distance_rings(shapes, [width_m], threads)
    return corridor


def _within(shapes: Geometries, soums: Geometries) -> Geometries:
    """Return shapes inside their soums, which lose land where soums overlap."""
    result = np.array(shapes, dtype=object)
    there = ~shapely.is_missing(shapes) & ~shapely.is_missing(soums)
    cut = there & ~shapely.covered_by(shapes, soums)
    result[cut] = geometry.polygons_only(shapely.intersection(shapes[cut], soums[cut]))
    result[~there] = None
    return result


def _without(shapes: Geometries, taken: Geometries) -> Geometries:
    result = np.array(shapes, dtype=object)
    both = ~shapely.is_missing(shapes) & ~shapely.is_missing(taken)
    result[both] = geometry.polygons_only(shapely.difference(shapes[both], taken[both]))
    return result


def _both(a: Geometries, b: Geometries) -> Geometries:
    both = ~shapely.is_missing(a) & ~shapely.is_missing(b)
    result = np.where(shapely.is_missing(a), b, a)
    result[both] = shapely.union(a[both], b[both])
    return result
