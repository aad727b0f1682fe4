"""Coverage: how much of each soum, province and the country lies under licences."""

from __future__ import annotations

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry, overlay
from nutag.issues import IssueLog
from nutag.ladder import Ladder
from nutag.licence_places import licence_places, unmapped_licences
from nutag.unit_groups import LEVELS, unit_groups

AREAS = ["sum_ha", "union_ha", "mining_ha", "exploration_only_ha", "other_only_ha", "common_ha"]

# Land outside every soum below this is the width of a border line, not a licence abroad.
OUTSIDE_NOTICE_HA = 0.1


@dataclass(frozen=True)
class Coverage:
    """What the overlay found.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        All rows of the register; those without a place in the country no longer count, and
        ``reason`` says why.
    pieces : geopandas.GeoDataFrame
        Licence x soum: ``licence_id``, ``soum_id``, ``province_id``, ``stage``, ``area_ha``,
        ``share_pct`` (of the licence's own area), ``boundary_quality`` (of the soum) and geometry.
    places : pandas.DataFrame
        Where each licence counts: ``licence_id``, ``code``, ``unit_level``, ``unit_id``,
        ``basis`` (boundary, recorded, point).
    units : pandas.DataFrame
        A row a unit: ``unit_level``, ``unit_id``, the hectares of `AREAS`, ``licence_count``, and
        how many of these are only assumed to be in force (``status_assumed_count``);
        ``unmapped_count`` and ``unmapped_mining_count`` are licences without a polygon that lie in
        the unit or may; ``unplaced_mining_count``, of the country alone, those of the latter that
        have no place at all. Hectares are NaN where the unit has no boundary; zero means that no
        polygon lies there.
    ladder : pandas.DataFrame
        The steps "in the country" and "counted".
    """

    licences: gpd.GeoDataFrame
    pieces: gpd.GeoDataFrame
    places: pd.DataFrame
    units: pd.DataFrame
    ladder: pd.DataFrame


def measure_coverage(
    licences: gpd.GeoDataFrame,
    soums: gpd.GeoDataFrame,
    *,
    country_id: str,
    min_area_ha: float,
    min_share_pct: float,
    common_code: str,
    threads: int,
    log: IssueLog,
) -> Coverage:
    """Measure what lies under licences in each unit.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        From `nutag.cadastre.standardise_licences`; only rows with ``counted`` are used.
    soums : geopandas.GeoDataFrame
        With ``soum_id``, ``province_id`` and geometry (None without a boundary), in the same
        equal-area CRS.
    country_id : str
        Unit id of the country.
    min_area_ha, min_share_pct : float
        A licence counts in a unit where it has at least this area, or at least this share of its
        own area.
    common_code : str
        Regular expression of the codes of common-mineral licences, which provinces issue.
    threads : int
        Threads of the overlay.
    log : IssueLog
        Takes licences that lie outside every soum, and those without any place.

    Returns
    -------
    Coverage
        Provinces and the country are measured on the union of their soums' unions, never added
        up from shares.

    Raises
    ------
    ValueError
        When the two CRS differ.
    """
    if licences.crs != soums.crs:
        raise ValueError(f"licences are in {licences.crs}, soums in {soums.crs}")
    register = licences
    licences = register[register["counted"]].reset_index(drop=True)
    pieces = _cut(licences, soums, threads)
    shares = _shares(licences, pieces, country_id, threads)
    units = _unit_areas(pieces, shares, soums, country_id, common_code, licences, threads)
    _report_outside(licences, shares, log)
    places = licence_places(licences, soums, shares, country_id, min_area_ha, min_share_pct, log)
    assumed = licences.loc[licences["status"] == "unknown", "licence_id"]
    unmapped = unmapped_licences(licences, places, soums, country_id)
    mining = unmapped[unmapped["stage"] == "mining"]
    for name, counted in (
        ("licence_count", places),
        ("status_assumed_count", places[places["licence_id"].isin(assumed)]),
        ("unmapped_count", unmapped),
        ("unmapped_mining_count", mining),
        ("unplaced_mining_count", mining[~mining["licence_id"].isin(places["licence_id"])]),
    ):
        counts = counted.groupby(["unit_level", "unit_id"])["code"].nunique().rename(name)
        units = units.join(counts, on=["unit_level", "unit_id"])
        units[name] = units[name].fillna(0).astype("int64")
    abroad = int((register["reason"] == "outside the country").sum())
    ladder = _ladder(licences, pieces, shares, places, units, abroad)
    return Coverage(
        licences=_with_places(register, places, pieces),
        pieces=pieces,
        places=places,
        units=units,
        ladder=ladder,
    )


def check_places(coverage: Coverage, register: str, log: IssueLog) -> None:
    """Add an issue when no licence lies in some units, or in any; then a complete register stops.

    Parameters
    ----------
    coverage : Coverage
        From `measure_coverage`.
    register : {'complete', 'sample'}
        Without a licence, a complete register says that there is none: zero everywhere.
    log : IssueLog
        Gets the issue.
    """
    if coverage.pieces.empty and coverage.places.empty:
        log.add(
            "licence.none_in_country",
            "stop" if register == "complete" else "warn",
            found="no licence in any soum, and none recorded in one",
            expected="licences and soums of one country",
            action="Check the CRS and the order of coordinates, where there are any, and the "
            "recorded places of `datasets.licences`.",
        )
        return
    units = coverage.units
    nothing = (units["union_ha"] == 0) & (units["licence_count"] + units["unmapped_count"] == 0)
    words = []
    for level in ("soum", "province"):
        here = units["unit_level"] == level
        empty = units.loc[here & nothing, "unit_id"]
        if len(empty):
            drawn = int(units.loc[here, "union_ha"].notna().sum())
            words.append(f"{len(empty)} of {drawn} {level}s with a boundary ({_first(empty)})")
    if words:
        complete = register == "complete"
        log.add(
            "licence.none_in_unit",
            "info",
            found="no licence in " + " and ".join(words),
            expected="a licence, or none: the register is complete"
            if complete
            else "a complete register, for none to mean zero",
            action="The licensed area is zero there."
            if complete
            else "There is no figure there, and no zero; if the register is complete, set "
            "`datasets.licences.coverage: complete`.",
        )


def _first(ids: pd.Series, n: int = 5) -> str:
    return ", ".join([*ids.iloc[:n], *(["..."] if len(ids) > n else [])])


def _cut(licences: gpd.GeoDataFrame, soums: gpd.GeoDataFrame, threads: int) -> gpd.GeoDataFrame:
    shapes = geometry.only(geometry.shapes_of(licences), licences["area_ha"].notna().to_numpy())
    licence, soum, cut = overlay.cut(shapes, geometry.shapes_of(soums), threads)
    area = geometry.area_ha(cut)
    pieces = pd.DataFrame(
        {
            "licence_id": licences["licence_id"].to_numpy()[licence],
            "soum_id": soums["soum_id"].to_numpy()[soum],
            "province_id": soums["province_id"].to_numpy()[soum],
            "stage": licences["stage"].to_numpy()[licence],
            "area_ha": area,
            "share_pct": 100 * area / licences["area_ha"].to_numpy()[licence],
            "boundary_quality": soums["boundary_quality"].to_numpy()[soum],
        }
    )
    return gpd.GeoDataFrame(pieces, geometry=cut, crs=soums.crs)


def _shares(
    licences: gpd.GeoDataFrame, pieces: gpd.GeoDataFrame, country_id: str, threads: int
) -> pd.DataFrame:
    """Return how much of each licence lies in each unit: ``area_ha`` and ``share_pct``.

    Pieces in overlapping soums are united, so that their province has the land once.
    """
    whole_ha = licences.set_index("licence_id")["area_ha"]
    frames = []
    for level, column in LEVELS.items():
        unit = country_id if level == "country" else pieces[column]
        parts = pd.DataFrame(pieces[["licence_id", "area_ha"]]).assign(unit_id=unit)
        keys = ["licence_id", "unit_id"]
        group = parts.groupby(keys, sort=True).ngroup().to_numpy()
        table = parts.drop_duplicates(keys).sort_values(keys, ignore_index=True)
        several = np.bincount(group, minlength=len(table))[group] > 1
        names, places = np.unique(group[several], return_inverse=True)
        united = overlay.union_by_group(
            geometry.shapes_of(pieces)[several], places, len(names), threads
        )
        table.loc[names, "area_ha"] = geometry.area_ha(united)
        table["share_pct"] = 100 * table["area_ha"] / table["licence_id"].map(whole_ha)
        frames.append(table.assign(unit_level=level))
    return pd.concat(frames, ignore_index=True)


def _unit_areas(
    pieces: gpd.GeoDataFrame,
    shares: pd.DataFrame,
    soums: gpd.GeoDataFrame,
    country_id: str,
    common_code: str,
    licences: gpd.GeoDataFrame,
    threads: int,
) -> pd.DataFrame:
    soum_index = pd.Index(soums["soum_id"]).get_indexer(pieces["soum_id"])
    shapes = geometry.shapes_of(pieces)
    codes = licences.set_index("licence_id")["code"].reindex(pieces["licence_id"]).fillna("")
    layers = {
        stage: (pieces["stage"] == stage).to_numpy() for stage in ("mining", "exploration", "other")
    }
    common = re.compile(common_code)
    layers["common"] = codes.map(lambda code: bool(common.search(code))).to_numpy(dtype=bool)
    united = {
        name: overlay.union_by_group(shapes[rows], soum_index[rows], len(soums), threads)
        for name, rows in layers.items()
    }
    frames = []
    for level, unit_ids, group, measured in unit_groups(soums, country_id):
        merged = {
            # A unit of one soum is that soum.
            name: by_soum
            if level == "soum" and (unit_ids == soums["soum_id"]).all()
            else overlay.union_by_group(by_soum, group, len(unit_ids), threads)
            for name, by_soum in united.items()
        }
        frame = _areas_by_precedence(merged)
        frame.insert(0, "unit_level", level)
        frame.insert(1, "unit_id", unit_ids)
        total = shares[shares["unit_level"] == level].groupby("unit_id")["area_ha"].sum()
        frame["sum_ha"] = total.reindex(unit_ids).fillna(0.0).to_numpy()
        frame.loc[~measured, AREAS] = np.nan
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)[["unit_level", "unit_id", *AREAS]]


def _areas_by_precedence(united: dict[str, geometry.Geometries]) -> pd.DataFrame:
    """Mining before exploration before other, so that the parts sum to the union."""
    mining = _area(united["mining"])
    mining_exploration = _area(_pairwise_union(united["mining"], united["exploration"]))
    everything = _area(
        _pairwise_union(_pairwise_union(united["mining"], united["exploration"]), united["other"])
        if not shapely.is_missing(united["other"]).all()
        else _pairwise_union(united["mining"], united["exploration"])
    )
    return pd.DataFrame(
        {
            "union_ha": everything,
            "mining_ha": mining,
            "exploration_only_ha": np.maximum(mining_exploration - mining, 0.0),
            "other_only_ha": np.maximum(everything - mining_exploration, 0.0),
            "common_ha": _area(united["common"]),
        }
    )


def _pairwise_union(a: geometry.Geometries, b: geometry.Geometries) -> geometry.Geometries:
    both = ~shapely.is_missing(a) & ~shapely.is_missing(b)
    result = np.where(shapely.is_missing(a), b, a)
    result[both] = shapely.union(a[both], b[both])
    return result


def _area(shapes: geometry.Geometries) -> np.ndarray:
    return np.nan_to_num(geometry.area_ha(shapes), nan=0.0)


def _report_outside(licences: gpd.GeoDataFrame, shares: pd.DataFrame, log: IssueLog) -> None:
    inside = shares[shares["unit_level"] == "country"].set_index("licence_id")["area_ha"]
    outside = licences["area_ha"] - licences["licence_id"].map(inside).fillna(0.0)
    away = licences["area_ha"].notna() & ~licences["licence_id"].isin(inside.index)
    for i in np.flatnonzero(away | (outside > OUTSIDE_NOTICE_HA)):
        wholly = bool(away.iloc[i])
        log.add(
            "licence.outside_units" if wholly else "licence.partly_outside_units",
            "row" if wholly else "warn",
            source_row=licences["source_row"].iloc[i],
            key=str(licences["code"].iloc[i]),
            found=f"{outside.iloc[i]:,.2f} of {licences['area_ha'].iloc[i]:,.2f} ha "
            "outside every soum",
            expected="a licence inside the soums",
            action=("Set aside." if wholly else "Only the part inside the soums is measured."),
            area_ha=float(outside.iloc[i]),
        )


def _with_places(
    register: gpd.GeoDataFrame, places: pd.DataFrame, pieces: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Return the register, in which a row without a place in the country does not count."""
    placed = register["licence_id"].isin({*places["licence_id"], *pieces["licence_id"]})
    lost = register["counted"] & ~placed
    reason = register["area_ha"].notna().map({True: "outside every soum", False: "no place"})
    return register.assign(
        counted=register["counted"] & ~lost, reason=register["reason"].mask(lost, reason)
    )


def _ladder(
    licences: pd.DataFrame,
    pieces: pd.DataFrame,
    shares: pd.DataFrame,
    places: pd.DataFrame,
    units: pd.DataFrame,
    abroad: int,
) -> pd.DataFrame:
    ladder = Ladder("licences")
    inside = set(pieces["licence_id"]) | set(places["licence_id"])
    away = licences[~licences["licence_id"].isin(inside)]
    without_place = int(away["area_ha"].isna().sum())
    inside_ha = float(shares.loc[shares["unit_level"] == "country", "area_ha"].sum())
    outside_ha = float(licences["area_ha"].sum()) - inside_ha
    ladder.step(
        "in the country",
        len(inside),
        inside_ha,
        (f"{abroad:,} outside the country, " if abroad else "")
        + f"{without_place:,} licences without a place, {len(away) - without_place:,} wholly "
        f"outside every soum; {max(outside_ha, 0.0):,.1f} ha outside every soum",
    )
    country = units[units["unit_level"] == "country"]
    ladder.step(
        "counted",
        int(country["licence_count"].sum()),
        float(country["union_ha"].sum()),
        "distinct licences, and the union of their polygons",
    )
    return ladder.frame()
