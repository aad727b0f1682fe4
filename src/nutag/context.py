"""Context: people, land, water and points in each zone, for every unit of every level."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rasterio.errors import RasterioError

from nutag import geometry, overlay
from nutag.context_layers import LAID_ON, WATER, of_role, water_measure
from nutag.geometry import Geometries
from nutag.issues import IssueLog
from nutag.raster_grid import RasterGrid, opened
from nutag.raster_layers import report_unreadable
from nutag.registry import LAYERS, Dataset
from nutag.unit_groups import unit_groups
from nutag.zonal import zonal_class_areas, zonal_sums
from nutag.zones import CORRIDOR, LICENSED, UNIT

COLUMNS = [
    "unit_level",
    "unit_id",
    "zone",
    "class",
    "measure",
    "value",
    "covered_pct",
    "valued_pct",
    "cell_m",
    "n",
    "n_of",
]
POINTS = tuple(role for role, kind in LAYERS.items() if kind == "point")

#: With less of the country on cells with a value, a raster of people is worth a look.
LEAST_VALUED_PCT = 50.0

# Zones of land that belongs to licences, and of the whole unit; rings are for people and points.
_OF_LAND = (UNIT, *LICENSED)
# Layers of which the classes are told apart.
_BY_CLASS = ("protected_areas", "biodiversity_areas", "water_protection_zones")


def measure_context(
    zones: gpd.GeoDataFrame,
    soums: gpd.GeoDataFrame,
    layers: gpd.GeoDataFrame,
    rasters: Mapping[str, Dataset],
    *,
    empty: Sequence[str] = (),
    country_id: str,
    water_zones_m: Sequence[float],
    threads: int,
    log: IssueLog,
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Measure every configured layer in every zone.

    Parameters
    ----------
    zones : geopandas.GeoDataFrame
        From `nutag.zones.make_zones`.
    soums : geopandas.GeoDataFrame
        With ``soum_id``, ``province_id`` and ``area_ha`` (NaN without a boundary).
    layers : geopandas.GeoDataFrame
        From `nutag.context_layers.standardise_layer`, in the CRS of the zones.
    rasters : mapping of str to Dataset
        By role: ``population_raster``, ``land_cover``, ``surface_water``, where configured.
    empty : sequence of str
        Roles of layers that are there and hold nothing: zero in every zone.
    country_id : str
        Unit id of the country.
    water_zones_m : sequence of float
        Widths of the zones along rivers and lakes, the water itself included.
    threads : int
        Threads, and processes of the rasters.
    log : IssueLog
        Takes points that lie in no soum, and a raster of people that is empty for the most part.

    Returns
    -------
    context : pandas.DataFrame
        Columns `COLUMNS`; a row a unit, zone and measure (and class of protected land; the class
        is empty for all classes united). ``value`` is hectares, people or a number, as the end of
        ``measure`` says; NaN where the layer does not reach the zone. ``covered_pct`` is the share
        of the zone's land that the layer reaches: of rasters as found, 100 for shapes.
        ``valued_pct`` is the share on cells with a value, which differs from it for people alone:
        a cell without a value may be one where nobody lives. ``cell_m``
        is the width of the raster's cells in metres, NaN for shapes. ``n`` of ``n_of`` soums with
        a boundary have a value. A unit without any boundary has no row.
    overlaps : geopandas.GeoDataFrame
        The licensed land that lies in protected and biodiversity areas, in official zones and
        the widest zone along water and on mined ground: ``measure``, ``zone``, ``soum_id``,
        ``area_ha``, geometry.

    Raises
    ------
    InputError
        When a raster breaks off.
    ValueError
        When the two CRS differ.

    Notes
    -----
    A unit's zone without land has the value zero: nothing can lie in it. Provinces and the country
    add their soums up, whose zones do not overlap.
    """
    if len(layers) and layers.crs != zones.crs:
        raise ValueError(f"layers are in {layers.crs}, zones in {zones.crs}")
    present = {*layers["role"], *empty}
    if "roads" in empty:
        nowhere = zones.head(1).assign(zone=CORRIDOR, land_ha=0.0, geometry=None)
        zones = pd.concat([zones, nowhere], ignore_index=True)
    tables = [_measured(zones, "land_ha", zones["land_ha"])]
    overlaps = []
    for measure, shapes in _areas(layers, present, water_zones_m):
        table, pieces = _overlay(zones, measure, shapes, threads)
        tables.append(table)
        overlaps.append(pieces)
    for role in _BY_CLASS:
        of_layer = of_role(layers, role)
        for name in sorted(set(of_layer["class"]) - {""}):
            shapes = geometry.shapes_of(of_layer[of_layer["class"] == name])
            table, _ = _overlay(zones, LAID_ON[role], shapes, threads)
            tables.append(table.assign(**{"class": name}))
    tables += [
        _points(zones, role, of_role(layers, role), log) for role in POINTS if role in present
    ]
    tables += _raster_tables(zones, rasters, threads)
    context = _units(pd.concat(tables, ignore_index=True), zones, soums, country_id)
    _report_empty(context, log)
    widest = water_measure(max(water_zones_m))
    shown = {*LAID_ON.values(), widest}
    licensed = [part[part["measure"].isin(shown) & (part["zone"] != UNIT)] for part in overlaps]
    licensed = [part for part in licensed if len(part)]
    columns = ["measure", "zone", "soum_id", "area_ha", "geometry"]
    found = pd.concat(licensed, ignore_index=True) if licensed else pd.DataFrame(columns=columns)
    found = found[columns].astype({"area_ha": float})
    return context, gpd.GeoDataFrame(found, geometry="geometry", crs=zones.crs)


def _areas(
    layers: gpd.GeoDataFrame, present: Container[str], water_zones_m: Sequence[float]
) -> list[tuple[str, Geometries]]:
    """Return what is laid over licensed land: a measure, and the shapes it is of."""
    found = [
        (measure, geometry.shapes_of(of_role(layers, role)))
        for role, measure in LAID_ON.items()
        if role in present
    ]
    if any(role in present for role in WATER):
        water = geometry.shapes_of(layers[layers["role"].isin(WATER)])
        # Far finer than the width is known: 16 segments a quarter are 0.5 % of the area of an end.
        found += [
            (water_measure(width), shapely.buffer(water, width, quad_segs=16))
            for width in water_zones_m
        ]
    return found


def _overlay(
    zones: gpd.GeoDataFrame, measure: str, shapes: Geometries, threads: int
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """Return the hectares of the union of shapes in each zone of land, and the pieces."""
    here = zones[zones["zone"].isin(_OF_LAND)]
    faces = shapely.get_parts(np.array([overlay.unite(shapes)], dtype=object))
    _, zone, cut = overlay.cut(faces, geometry.shapes_of(here), threads)
    area = geometry.area_ha(cut)
    pieces = gpd.GeoDataFrame(
        here.iloc[zone][["zone", "soum_id"]].reset_index(drop=True).assign(area_ha=area),
        geometry=cut,
        crs=zones.crs,
    ).assign(measure=measure)
    total = np.bincount(zone, weights=area, minlength=len(here))
    return _measured(here, measure, total), pieces


def _points(
    zones: gpd.GeoDataFrame, role: str, points: gpd.GeoDataFrame, log: IssueLog
) -> pd.DataFrame:
    """Count points in each zone; a point on a border is in the first of both."""
    shapes = geometry.shapes_of(points)
    zone, point = shapely.STRtree(shapes).query(geometry.shapes_of(zones), predicate="intersects")
    found = pd.DataFrame(
        {
            "row": zone,
            "point": point,
            "soum_id": zones["soum_id"].to_numpy()[zone],
            "family": zones["zone"].map(_family).to_numpy()[zone],
            "zone": zones["zone"].to_numpy()[zone],
        }
    )
    home = found[found["zone"] == UNIT].drop_duplicates("point").set_index("point")["soum_id"]
    found = found[found["soum_id"] == found["point"].map(home)]
    found = found.sort_values(["point", "row"]).drop_duplicates(["point", "family"])
    away = ~np.isin(np.arange(len(points)), home.index)
    if away.any():
        log.about(role).add(
            "layer.outside_units",
            "info",
            rows=points.loc[away, "source_row"],
            found=f"{away.sum()} of {len(points)} {role} outside every soum",
            expected="points inside the soums",
            action="They are in no figure, and counts say how many they are.",
        )
    counts = np.bincount(found["row"], minlength=len(zones)).astype(float)
    return _measured(zones, f"{role}_n", counts)


def _family(zone: str) -> str:
    """Return the zones that exclude each other."""
    if zone in LICENSED:
        return "licensed"
    return zone.rpartition("_")[0] if "_ring_" in zone else zone


def _raster_tables(
    zones: gpd.GeoDataFrame, rasters: Mapping[str, Dataset], threads: int
) -> list[pd.DataFrame]:
    tables = []
    for role, dataset in rasters.items():
        try:
            with opened(dataset.path) as raster:
                cell_m = RasterGrid.of(raster).cell_m()
            found = _RASTER_TABLES[role](zones, dataset, threads)
            tables += [table.assign(cell_m=cell_m) for table in found]
        except RasterioError as error:  # it could be opened, and breaks off
            log = IssueLog(role, dataset.label)
            report_unreadable(error, log)
            log.stop_if_needed()
    return tables


def _people(zones: gpd.GeoDataFrame, dataset: Dataset, threads: int) -> list[pd.DataFrame]:
    here = zones[~zones["zone"].isin((*LICENSED, CORRIDOR))]
    sums = zonal_sums(dataset.path, here, quantity=dataset.quantity, threads=threads)
    # A cell without a value may be one where nobody lives; a soum of such cells alone is not.
    unknown = here.loc[(here["zone"] == UNIT) & sums["total"].isna(), "soum_id"]
    reached = sums["covered_pct"].mask(here["soum_id"].isin(unknown), 0.0)
    return [_measured(here, "people", sums["total"], reached, sums["valued_pct"])]


def _report_empty(context: pd.DataFrame, log: IssueLog) -> None:
    """Say where most cells have no number of people, which may not mean that nobody is there."""
    rows = context[(context["unit_level"] == "country") & (context["zone"] == UNIT)]
    for pct in rows.loc[rows["measure"] == "people", "valued_pct"]:
        if pct < LEAST_VALUED_PCT:
            log.about("population_raster").add(
                "raster.empty_cells",
                "warn",
                found=f"a number of people on {pct:.1f} % of the land of the country alone",
                expected="a value in each cell, or none where nobody lives",
                action="Where people live on cells without a value, figures of people are too low; "
                "the column `people_valued_pct` of `rings.csv` says how much of each ring has one.",
            )


def _land_cover(zones: gpd.GeoDataFrame, dataset: Dataset, threads: int) -> list[pd.DataFrame]:
    return _classes(zones, dataset, "", threads)


def _surface_water(zones: gpd.GeoDataFrame, dataset: Dataset, threads: int) -> list[pd.DataFrame]:
    return _classes(zones[zones["zone"].isin(_OF_LAND)], dataset, "surface_", threads)


def _classes(
    zones: gpd.GeoDataFrame, dataset: Dataset, prefix: str, threads: int
) -> list[pd.DataFrame]:
    areas = zonal_class_areas(dataset.path, zones, dataset.classes, threads=threads)
    # Inside a wide cell the area of a piece is not exact, and no class has more land than there is.
    most = zones["land_ha"] * areas["valued_pct"] / 100.0
    return [
        _measured(
            zones, f"{prefix}{name}_ha", areas[f"{name}_ha"].clip(upper=most), areas["valued_pct"]
        )
        for name in dataset.classes
    ]


_RASTER_TABLES = {
    "population_raster": _people,
    "land_cover": _land_cover,
    "surface_water": _surface_water,
}


def _measured(
    zones: gpd.GeoDataFrame,
    measure: str,
    values: pd.Series | np.ndarray,
    covered_pct: pd.Series | float = 100.0,
    valued_pct: pd.Series | None = None,
) -> pd.DataFrame:
    valued_pct = covered_pct if valued_pct is None else valued_pct
    return pd.DataFrame(
        {
            "soum_id": zones["soum_id"].to_numpy(),
            "zone": zones["zone"].to_numpy(),
            "land_ha": zones["land_ha"].to_numpy(),
            "class": "",
            "measure": measure,
            "value": np.asarray(values, dtype=float),
            "covered_pct": np.broadcast_to(np.asarray(covered_pct, dtype=float), len(zones)),
            "valued_pct": np.broadcast_to(np.asarray(valued_pct, dtype=float), len(zones)),
            "cell_m": np.nan,
        }
    )


def _units(
    table: pd.DataFrame, zones: gpd.GeoDataFrame, soums: gpd.GeoDataFrame, country_id: str
) -> pd.DataFrame:
    """Add soums up to every level; a zone without land in a soum counts as zero there."""
    keys = ["zone", "class", "measure"]
    soum_ids = zones["soum_id"].unique()
    wanted = table[keys].drop_duplicates().merge(pd.DataFrame({"soum_id": soum_ids}), how="cross")
    full = wanted.merge(table, on=[*keys, "soum_id"], how="left")
    landless = ~(full["land_ha"] > 0)
    shares = ["covered_pct", "valued_pct"]
    full.loc[landless, ["land_ha", "value", *shares]] = [0.0, 0.0, 100.0, 100.0]
    full[shares] = full[shares].fillna(0.0)
    full[["reached", "valued"]] = full[shares].mul(full["land_ha"], axis=0)
    full["known"] = full["value"].notna().astype(int)
    full["soums"] = 1
    index = pd.Index(soums["soum_id"]).get_indexer(full["soum_id"])
    frames = []
    for level, unit_ids, group, _ in unit_groups(soums, country_id):
        rows = full.assign(unit_id=unit_ids[group[index]])
        groups = rows.groupby(["unit_id", *keys], sort=True)
        sums = groups.agg(
            covered_pct=("reached", "sum"),
            valued_pct=("valued", "sum"),
            land=("land_ha", "sum"),
            cell_m=("cell_m", "max"),
            n=("known", "sum"),
            n_of=("soums", "sum"),
        )
        sums["value"] = groups["value"].sum(min_count=1)
        # Of no land every part is reached.
        sums[shares] = sums[shares].div(sums["land"], axis=0).where(sums["land"] > 0, 100.0)
        frames.append(sums.reset_index().assign(unit_level=level))
    return pd.concat(frames, ignore_index=True)[COLUMNS]
