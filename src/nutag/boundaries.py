"""Boundaries: soums as the register names them, provinces as unions of their soums."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from nutag import geometry
from nutag.areas import areas
from nutag.issues import IssueLog, listed
from nutag.ladder import Ladder
from nutag.names import Gazetteer, soum_code
from nutag.values import filled, numbers, positive, unique_key

AREA_TOLERANCE_PCT = 2.0


def standardise_provinces(table: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Return the register of provinces with typed columns.

    Parameters
    ----------
    table : pandas.DataFrame
        As read, with the columns of the role ``provinces``.
    log : IssueLog
        Takes missing and duplicate keys, empty names, and areas that cannot be.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``province_id``; ``area_official_km2`` in km2, NaN where not given.
    """
    unique_key(table, "province_id", log)
    filled(table, ("name_en", "name_mn"), log)
    table = table.assign(area_official_km2=areas(table, "area_official_km2", log))
    table["area_official_km2"] = positive(table, "area_official_km2", log, "km2")
    return table.sort_values("province_id", ignore_index=True)


def province_gazetteer(provinces: pd.DataFrame) -> Gazetteer:
    """Return the names and codes of provinces."""
    return Gazetteer(provinces, "province_id", ("p_code", "nso_code"))


def soum_gazetteer(soums: pd.DataFrame) -> Gazetteer:
    """Return the names and codes of soums; names have to be unique inside their province."""
    return Gazetteer(soums, "soum_id", ("nso_code",), parent_column="province_id")


def standardise_soums(table: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Return the register of soums with typed columns and known provinces.

    Parameters
    ----------
    table : pandas.DataFrame
        As read, with the columns of the role ``soums``; the province as a code or a name.
    provinces : pandas.DataFrame
        The register of provinces.
    log : IssueLog
        Takes bad codes, unknown provinces and duplicate keys.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``soum_id`` (P-code form), with ``province_id``.
    """
    codes = table["soum_id"].map(soum_code)
    strange = table["soum_id"].notna() & codes.isna()
    if strange.any():
        found = ", ".join(map(repr, table.loc[strange, "soum_id"].head(5)))
        log.add(
            "place.soum_code",
            "stop",
            key="soum_id",
            found=f"{found} ({listed(table.loc[strange, 'source_row'])})",
            expected="codes such as MN4625, 4625 or 34625",
            action="Correct them or mend `datasets.soums.columns.soum_id`.",
        )
    unique_key(table[~strange].assign(soum_id=codes[~strange]), "soum_id", log)
    filled(table, ("province_id", "name_en", "name_mn"), log)
    table = table.assign(soum_id=codes)
    table["province_id"] = match_provinces(table, "province_id", provinces, log, severity="stop")
    for column in ("centre_lat", "centre_lon"):
        table[column] = numbers(table, column, log, "degrees")
    return table.sort_values("soum_id", ignore_index=True)


def match_provinces(
    table: pd.DataFrame,
    column: str,
    provinces: pd.DataFrame,
    log: IssueLog,
    severity: str = "row",
) -> pd.Series:
    """Return the province id of each row, from a code or a name in any known spelling.

    Parameters
    ----------
    table : pandas.DataFrame
        With ``source_row``; missing cells stay missing.
    column : str
        Our column.
    provinces : pandas.DataFrame
        The register of provinces.
    log : IssueLog
        Gets one issue ``place.unknown_province`` for every cell that fits no province.
    severity : {'row', 'stop'}
        Whether the run can go on without the row.
    """
    gazetteer = province_gazetteer(provinces)
    known = {text: gazetteer.match(text) for text in table[column].dropna().unique()}
    for source_row, text in zip(table["source_row"], table[column], strict=True):
        if text is None or pd.isna(text) or known[text] is not None:
            continue
        near = gazetteer.suggest(text)
        log.add(
            "place.unknown_province",
            "stop" if severity == "stop" else "row",
            source_row=source_row,
            key=column,
            found=repr(text),
            expected="the name or code of a province"
            + (f"; nearest: {', '.join(near)}" if near else ""),
            action="Correct the row, or add the spelling to `aliases` of datasets.provinces.",
        )
    return table[column].map(lambda text: known.get(text) if text is not None else None)


def join_boundaries(
    soums: pd.DataFrame,
    provinces: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    crs: str,
    quality: str,
    log: IssueLog,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Give every soum of the register its polygon.

    Parameters
    ----------
    soums, provinces : pandas.DataFrame
        The registers.
    boundaries : geopandas.GeoDataFrame
        As read, with ``soum_id`` in any code form, in any CRS.
    crs : str
        The equal-area CRS of the analysis.
    quality : {'surveyed', 'approximate'}
        What the lines are worth.
    log : IssueLog
        Takes duplicate and unknown codes, names that disagree, and repaired rings.

    Returns
    -------
    geopandas.GeoDataFrame
        The register with ``boundary_quality`` (``none`` without a polygon), ``area_ha`` (NaN
        without) and ``geometry`` in `crs`.
    pandas.DataFrame
        The ladder.
    """
    ladder = Ladder("soum_boundaries")
    ladder.step("rows in", boundaries.attrs.get("rows_in", len(boundaries)))
    boundaries = boundaries.assign(soum_id=_match_soums(boundaries, soums, provinces, log))
    matched = boundaries[boundaries["soum_id"].notna()]
    unique_key(matched, "soum_id", log)
    log.stop_if_needed()
    ladder.step("known soum", len(matched), note="others have a code and a name of no soum")
    valid_before = shapely.is_valid(geometry.shapes_of(matched))
    projected = geometry.to_analysis_crs(matched, crs)
    area = geometry.area_ha(geometry.shapes_of(projected))
    _log_geometry(matched, valid_before, area, log)
    ladder.step("polygon", int(np.isfinite(area).sum()), float(np.nansum(area)))
    if not np.isfinite(area).any():
        log.add(
            "boundary.no_polygon",
            "stop",
            found=f"no polygon of a soum of the register in {len(boundaries)} rows",
            expected="polygons with the codes of soums",
            action="Check `datasets.soum_boundaries.path`, `layer` and `columns.soum_id`.",
        )
        log.stop_if_needed()

    joined = soums.merge(
        pd.DataFrame(
            {
                "soum_id": projected["soum_id"],
                "geometry": projected.geometry,
                "area_ha": area,
            }
        ),
        on="soum_id",
        how="left",
        validate="1:1",
    )
    joined["boundary_quality"] = np.where(joined["area_ha"].notna(), quality, "none")
    missing = joined["boundary_quality"] == "none"
    if missing.any():
        names = ", ".join(joined.loc[missing, "name_en"].head(5))
        log.add(
            "boundary.none",
            "warn",
            found=f"{missing.sum()} soums of the register without a polygon ({names}, ...)",
            expected=f"a polygon for each of {len(joined)}",
            action="They stay in the tables with the state `no_boundary`.",
        )
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=crs), ladder.frame()


def _match_soums(
    boundaries: pd.DataFrame, soums: pd.DataFrame, provinces: pd.DataFrame, log: IssueLog
) -> list[str | None]:
    """Match by code first; a code that is unknown may be saved by name and province."""
    gazetteer = soum_gazetteer(soums)
    in_province = province_gazetteer(provinces)
    by_code = {
        i: code
        for i, code in enumerate(boundaries["soum_id"].map(soum_code))
        if code in gazetteer.ids
    }
    taken = set(by_code.values())
    result: list[str | None] = []
    rows = zip(
        boundaries["source_row"],
        boundaries["soum_id"],
        boundaries["name_en"],
        boundaries["province_id"],
        strict=True,
    )
    for i, (source_row, code, name, province) in enumerate(rows):
        province_id = None if province is None else in_province.match(province)
        if i in by_code:
            result.append(by_code[i])
            candidates = gazetteer.candidates(name, province_id) if name else set()
            if candidates and by_code[i] not in candidates:
                log.add(
                    "boundary.code_and_name_disagree",
                    "stop",
                    source_row=source_row,
                    key=str(code),
                    found=f"the name {name!r}, which is {' or '.join(sorted(candidates))}",
                    expected=f"the soum {by_code[i]}",
                    action="Correct the code or the name; codes change from year to year.",
                )
            continue
        by_name = gazetteer.match(name, province_id) if name and province_id else None
        if by_name is not None and by_name not in taken:
            taken.add(by_name)
            log.add(
                "boundary.matched_by_name",
                "warn",
                source_row=source_row,
                key=str(code),
                found=f"an unknown code with the name {name!r}",
                expected=f"{by_name}, the code of that soum in the register",
                action=f"Joined to {by_name} by name and province.",
            )
            result.append(by_name)
            continue
        log.add(
            "boundary.unknown_soum",
            "row",
            source_row=source_row,
            key=str(code),
            found=f"code {code!r}" + (f", name {name!r}" if name else ""),
            expected="the code of a soum of the register, or its name and province",
            action="The polygon is not used; mend `datasets.soum_boundaries.columns.soum_id`.",
        )
        result.append(None)
    return result


def _log_geometry(
    matched: gpd.GeoDataFrame, valid_before: np.ndarray, area: np.ndarray, log: IssueLog
) -> None:
    for source_row, soum_id, valid, hectares in zip(
        matched["source_row"], matched["soum_id"], valid_before, area, strict=True
    ):
        if not np.isfinite(hectares):
            log.add(
                "boundary.empty",
                "row",
                source_row=source_row,
                key=soum_id,
                found="no polygon",
                expected="a polygon",
                action="The soum stays in the tables with the state `no_boundary`.",
            )
        elif not valid:
            log.add(
                "boundary.invalid",
                "warn",
                source_row=source_row,
                key=soum_id,
                found="an invalid ring",
                expected="a valid polygon",
                action=f"Repaired; the area is now {hectares:,.1f} ha.",
                area_ha=hectares,
            )


def dissolve_provinces(
    provinces: pd.DataFrame, soums: gpd.GeoDataFrame, log: IssueLog
) -> gpd.GeoDataFrame:
    """Return the provinces as unions of their soums.

    Parameters
    ----------
    provinces : pandas.DataFrame
        The register.
    soums : geopandas.GeoDataFrame
        From `join_boundaries`.
    log : IssueLog
        Takes overlaps between soums and areas that differ from the official one by more than
        2 percent.

    Returns
    -------
    geopandas.GeoDataFrame
        The register with ``boundary_quality``, ``n_soums``, ``n_soums_no_boundary``, ``area_ha``
        (NaN without any polygon) and ``geometry``.
    """
    shapes = geometry.shapes_of(soums)
    present = shapes[~shapely.is_missing(shapes)]
    coverage = bool(shapely.coverage_is_valid(present))
    unite = shapely.coverage_union_all if coverage else shapely.union_all
    rows = []
    for province_id in provinces["province_id"]:
        mine = (soums["province_id"] == province_id).to_numpy()
        own = shapes[mine]
        own = own[~shapely.is_missing(own)]
        qualities = sorted(set(soums["boundary_quality"][mine]) - {"none"})
        rows.append(
            {
                "boundary_quality": qualities[0] if qualities else "none",
                "n_soums": int(mine.sum()),
                "n_soums_no_boundary": int(mine.sum() - len(own)),
                "geometry": unite(own) if len(own) else None,
            }
        )
    joined = gpd.GeoDataFrame(
        provinces.join(pd.DataFrame(rows)), geometry="geometry", crs=soums.crs
    )
    joined["area_ha"] = geometry.area_ha(geometry.shapes_of(joined))
    if not coverage:
        united_ha = shapely.area(shapely.union_all(present)) / geometry.HECTARE_M2
        overlap_ha = float(np.nansum(soums["area_ha"]) - united_ha)
        if overlap_ha > 0.01:
            log.add(
                "boundary.overlap",
                "warn",
                found=f"soums that overlap by {overlap_ha:,.2f} ha in all",
                expected="borders shared without gap or overlap",
                action="Land in the overlap belongs to both soums, and once to the province.",
                area_ha=overlap_ha,
            )
    _log_areas(joined, log)
    return joined


def _log_areas(provinces: gpd.GeoDataFrame, log: IssueLog) -> None:
    for unit in provinces.itertuples():
        measured, official = unit.area_ha / geometry.KM2_HA, unit.area_official_km2
        if not np.isfinite(measured) or not np.isfinite(official):
            continue
        difference = 100 * (measured - official) / official
        if abs(difference) > AREA_TOLERANCE_PCT:
            log.add(
                "boundary.area_differs",
                "warn",
                key=unit.province_id,
                found=f"{unit.name_en}: {measured:,.1f} km2 from the polygons",
                expected=f"{official:,.1f} km2, the official area, within 2 %",
                action=f"Both are kept; they differ by {difference:+.1f} %.",
                area_ha=abs(unit.area_ha - official * geometry.KM2_HA),
            )
