"""Hand-drawn units and a small indicator table for the tests of maps and pages."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point, Polygon, box

from nutag.catalogue import Catalogue, Indicator

CRS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m +no_defs"
EVIL = "<img src=x onerror=alert(1)>"
CLOSER = "</script><script>alert(2)</script>"
STATES = (
    "value",
    "value",
    "reported_zero",
    "small_denominator",
    "surveyed_no_figure",
    "not_surveyed",
    "coverage_unknown",
    "not_covered",
    "no_boundary",
)
STATE_NAMES = {
    "value": "figure",
    "reported_zero": "reported zero",
    "surveyed_no_figure": "surveyed, no figure",
    "not_surveyed": "not surveyed",
    "coverage_unknown": "coverage unknown",
    "not_covered": "not covered by the data",
    "no_base": "nothing to take a share of",
    "small_denominator": "small denominator",
    "no_boundary": "no boundary",
}
WITH_FIGURE = ("value", "reported_zero", "small_denominator")
LINKS = ["tables/provinces.csv", "provenance.json"]


def catalogue() -> Catalogue:
    def entry(key, theme, name, unit, mapped=True):
        return Indicator(
            id=key,
            theme=theme,
            name_en=name,
            name_mn=f"{key} мн",
            definition_en=f"Definition of {key}.",
            definition_mn=f"{key}.",
            unit=unit,
            decimals=0 if key == "L04" else 1,
            direction="pressure",
            levels=("soum", "province", "country"),
            inputs=("licence_statistics",),
            missing_rule=("M2",),
            rights=("environment",),
            ungp=("P13",),
            sdg=("15.3",),
            ranked=True,
            mapped=mapped,
            ramp="YlOrBr",
        )

    def both(words):
        return {key: {"name_en": value, "name_mn": f"{value} мн"} for key, value in words.items()}

    indicators = [
        entry("L01", "licences", "Licensed share", "%"),
        entry("L04", "licences", "Licences", "n", mapped=False),
        entry("L12", "licences", "Licensed area", "ha", mapped=False),
        entry("R01", "rehabilitation", "Unrehabilitated land", "ha", mapped=False),
        entry("R02", "rehabilitation", "Unrehabilitated land per licence", "ha per 1,000 ha"),
    ]
    return Catalogue(
        indicators={indicator.id: indicator for indicator in indicators},
        headlines=("R01", "L01", "L04", "R02", "L12"),
        rights={
            "environment": {"name_en": "healthy environment", "name_mn": "орчин", "instruments": ()}
        },
        states=both(STATE_NAMES),
        flags=both(
            {"lower_bound": "lower bound", "sample": "from a sample", "small": "small base"}
        ),
        themes=both({"licences": "Mining licences", "rehabilitation": "Rehabilitation"}),
        units={
            "%": {"name_en": "%", "name_mn": "%"},
            "ha": {"name_en": "ha", "name_mn": "га"},
            "ha per 1,000 ha": {"name_en": "ha per 1,000 ha", "name_mn": "га/1,000 га"},
            "n": {"name_en": "number", "name_mn": "тоо"},
        },
    )


def units(level: str = "province") -> gpd.GeoDataFrame:
    """Nine squares of 100 km in a row of three by three; the last has no boundary."""
    squares = [
        box(x * 1e5, y * 1e5, (x + 1) * 1e5, (y + 1) * 1e5) for y in range(3) for x in range(3)
    ]
    ids = [f"MN-{k:03}" if level == "province" else f"MN46{k:02}" for k in range(9)]
    names = ["Umnugovi", EVIL, CLOSER, *(f"Unit {k}" for k in range(3, 9))]
    frame = {
        f"{level}_id": ids,
        "name_en": names,
        "name_mn": ["Өмнөговь", *(f"Нэгж {k}" for k in range(1, 9))],
        "boundary_quality": ["approximate" if level == "soum" else "surveyed"] * 9,
    }
    if level == "soum":
        frame["province_id"] = ["MN-000"] * 5 + ["MN-001"] * 4
    return gpd.GeoDataFrame(frame, geometry=[*squares[:8], None], crs=CRS)


def many_soums(count: int = 60) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return more soums than a table shows at once, and a licensed share for each."""
    ids = [f"MN47{k:02}" for k in range(count)]
    soums = gpd.GeoDataFrame(
        {
            "soum_id": ids,
            "name_en": [f"Soum {k}" for k in range(count)],
            "name_mn": [f"Сум {k}" for k in range(count)],
            "boundary_quality": "surveyed",
            "province_id": "MN-000",
        },
        geometry=[box(k * 1e4, 0, (k + 1) * 1e4, 1e5) for k in range(count)],
        crs=CRS,
    )
    rows = [_row("soum", unit_id, "L01", float(k)) for k, unit_id in enumerate(ids)]
    rows += [_row("soum", unit_id, "L04", 50.0 + k) for k, unit_id in enumerate(ids)]
    return soums, pd.DataFrame(rows)


def _row(level, unit_id, key, value, state="value", **more):
    return {
        "unit_level": level,
        "unit_id": unit_id,
        "indicator_id": key,
        "value": value,
        "state": state,
        "unit": "%",
        "year": 2026,
        "n": 3,
        "n_of": 22,
        "flags": "",
        "note": "",
        "period": "2026-07",
        "source": "licence_statistics LS133",
        **more,
    }


def indicators() -> pd.DataFrame:
    rows = []
    for level in ("province", "soum"):
        for k, (unit_id, state) in enumerate(zip(units(level)[f"{level}_id"], STATES, strict=True)):
            value = {"value": 10.0 + 20 * k, "reported_zero": 0.0, "small_denominator": 999.0}
            note = EVIL if state == "coverage_unknown" else ""
            rows.append(_row(level, unit_id, "L01", value.get(state), state, note=note))
            share = {"MN-000": 5.0, "MN-001": 6.0}.get(unit_id)
            state_two = "coverage_unknown" if share is None else "value"
            rows.append(_row(level, unit_id, "R02", share, state_two, flags="sample"))
        rows.append(_row(level, units(level)[f"{level}_id"][0], "L04", 4.0))
    for key, value in (("R01", 1109.3), ("L01", 4.77), ("L04", 2924.0)):
        rows.append(_row("country", "MN", key, value, flags="lower_bound"))
    for period, value in (("2021-01", 6.1e6), ("2022-12", 5.9e6), ("2026-07", 7.4e6)):
        rows.append(_row("country", "MN", "L12", value, period=period))
    for k, unit_id in enumerate(units()["province_id"]):
        state = "value" if k < 3 else "coverage_unknown"
        flags = "lower_bound" if k == 1 else ""
        value = 100.0 if k < 3 else None
        rows.append(_row("province", unit_id, "R01", value, state, note="why", flags=flags))
    frame = pd.DataFrame(rows)
    return frame.astype({"value": float, "year": "Int64", "n": "Int64", "n_of": "Int64"})


def classes() -> dict:
    own = {
        "L01": {"breaks": [10.0, 30.0], "n": [1, 1], "unit": "%"},
        "R02": {"breaks": [5.0, 6.0], "n": [1, 1], "unit": "ha per 1,000 ha"},
    }
    return {"province": own, "soum": {"L01": own["L01"]}}


def provenance() -> dict:
    entry = {
        "dataset": "licence_statistics",
        "path": "data/licence_statistics.csv",
        "sha256": "ab" * 32,
        "bytes": 1,
        "version": "2026-07",
        "licence": "open",
        "attribution": f"Register {EVIL}",
    }
    return {
        "nutag": "0.1.0",
        "git_commit": None,
        "run_id": "0123456789ab",
        "crs_wkt": 'PROJCRS["unknown",BASEGEOGCRS["unknown"]]',
        "crs_proj4": CRS,
        "inputs": [entry],
        "config": {},
        "libraries": {},
    }


def licences() -> gpd.GeoDataFrame:
    frame = {
        "licence_id": ["A", "B", "C", "D", "E"],
        "code": ["MV-000001", EVIL, "XV-3", None, "XV-000005"],
        "stage": ["mining", "exploration", "mining", "other", "exploration"],
        "status": ["in_force", "unknown", "ended", "in_force", "in_force"],
        "holder": ["Алтан Өндөр ХХК", CLOSER, "Erel LLC", "Erel LLC", "Erel LLC"],
        "minerals": ["coal", "gold", None, "copper; gold", "gold"],
        "granted": ["2007-09-20", None, None, None, None],
        "expires": [None] * 5,
        "area_declared_ha": [9283.0, None, 12.5, None, 1600.0],
        "geometry_quality": ["exact", "point", "none", "point", "exact"],
        "geometry_scope": ["single licence", None, None, None, None],
        "kind": ["licence", "licence", "licence", "mine", "licence"],
        "soum_ids": ["MN4600", "MN4601", "", "", "MN4600"],
        "in_force_by_status": [True, True, False, True, True],
        "in_force_by_dates": [True, True, False, True, False],
        "counted": [True, True, False, False, True],
        "reason": ["", "", "not in force", "no licence number", ""],
    }
    shapes = [
        Polygon([(1e4, 1e4), (6e4, 1e4), (6e4, 5e4)]),
        Point(1.5e5, 5e4),
        None,
        Point(2.5e5, 2.5e5),
        box(4.8e4, 1.8e4, 5.2e4, 2.2e4),
    ]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)


def rehabilitation() -> pd.DataFrame:
    columns = [
        "record_id",
        "province_id",
        "soum_id",
        "site",
        "year",
        "measure",
        "measure_detail",
        "value_ha",
        "state",
        "exactness",
        "source",
        "source_row",
        "note",
    ]
    study, nan = "no_rehabilitation", float("nan")
    rows = [
        ("UL1", "MN-000", "", "", "2012", study, "", 46.7, "value", "", "12th report", 1, ""),
        ("UL2", "MN-001", "", "", "2012", study, "", 562.6, "value", "", "12th report", 2, EVIL),
        ("UL3", "MN-002", "", "", "2012", study, "", nan, "coverage_unknown", "", "", 3, ""),
        ("UL4", "", "", "", "2020", "disturbed_total", "", 30000.0, "value", "", "news", 4, ""),
        ("UL5", "", "", "", "2022", "abandoned_sites", "", nan, "value", "", "news", 5, ""),
    ]
    return pd.DataFrame(rows, columns=columns)


def context() -> dict:
    """Rings around the middle of the western border of the first unit, and what lies around."""
    middle = Point(0, 5e4)
    inner, outer = middle.buffer(4e3, quad_segs=64), middle.buffer(2e4, quad_segs=64)
    rings = {
        "around": ["mining", "mining"],
        "ring": [1, 2],
        "from_km": [0.0, 4.0],
        "to_km": [4.0, 20.0],
    }
    overlaps = {
        "measure": ["protected_ha", "water_200_ha", "water_200_ha"],
        "zone": ["exploration_only", "mining", "mining"],
        "soum_id": ["MN4600", "MN4601", "MN4601"],
        "area_ha": [10.0, 100.02, 23.4],
    }
    lying = [box(6e4, 8e4, 7e4, 9e4), box(1.1e5, 1e4, 1.4e5, 4e4), box(1.6e5, 1e4, 1.7e5, 4e4)]
    layers = {
        "role": ["footprints", "settlements", "settlements", "camps", "rivers"],
        "feature_id": list("abcde"),
        "name": ["Pit", EVIL, "Дэлгэр", "Secret camp", ""],
        "class": "",
        "people": [float("nan"), 1398.0, float("nan"), float("nan"), float("nan")],
        "source_row": range(1, 6),
    }
    there = [box(2.4e5, 4e4, 2.6e5, 6e4), Point(2.2e5, 8e4), Point(2.8e5, 8e4), Point(1, 1)]
    there.append(box(0, 0, 1, 1).exterior)
    return {
        "rings": gpd.GeoDataFrame(rings, geometry=[inner, outer.difference(inner)], crs=CRS),
        "overlaps": gpd.GeoDataFrame(overlaps, geometry=lying, crs=CRS),
        "layers": gpd.GeoDataFrame(layers, geometry=there, crs=CRS),
    }


def without_data() -> dict:
    """Return the frames of a page with an indicator without any figure, and numbers withheld."""
    frames = page_frames()
    rows = [
        _row(level, unit_id, "L01x", None, "not_covered", note="No layer of this kind.")
        for level in ("province", "soum")
        for unit_id in units(level)[f"{level}_id"]
    ]
    rows.append(_row("soum", "MN4600", "R02", None, "withheld"))
    table = frames["indicators"]
    gone = (table["indicator_id"] == "R02") & (table["unit_id"] == "MN4600")
    more = pd.DataFrame(rows).astype(table.dtypes)
    known = catalogue()
    extra = replace(known.indicators["L01"], id="L01x", name_en="Protected share")
    states = known.states | {"withheld": {"name_en": "withheld", "name_mn": "нийтлээгүй мн"}}
    return frames | {
        "catalogue": replace(known, indicators=known.indicators | {"L01x": extra}, states=states),
        "indicators": pd.concat([table[~gone], more], ignore_index=True),
        "context": context(),
    }


def holders() -> pd.DataFrame:
    rows = [(1, "Өргөө ХХК", "company", 2, 60.0), (2, EVIL, "company", 1, 30.0)]
    columns = ["rank", "holder", "holder_kind", "licence_count", "area_ha"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(unit_level="country", unit_id="MN", share_pct=None, cumulative_pct=None)


def page_frames() -> dict:
    steps = [("licences", "rows in the file", 3, float("nan"), ""), ("licences", "ok", 2, 9e3, "")]
    problems = [
        ("licences", "licence.no_place", "warn", EVIL),
        ("licences", "licence.no_place", "warn", ""),
        ("soums", "soum.name", "row", ""),
    ]
    return {
        "provinces": units(),
        "soums": units("soum"),
        "indicators": indicators(),
        "catalogue": catalogue(),
        "classes": classes(),
        "provenance": provenance(),
        "rehabilitation": rehabilitation(),
        "reconciliation": pd.DataFrame(
            steps, columns=["dataset", "step", "rows", "area_ha", "note"]
        ).assign(check="ladder"),
        "issues": pd.DataFrame(problems, columns=["dataset", "code", "severity", "found"]),
        "codes": {},
        "links": LINKS,
        "holders": holders(),
        "licences": licences(),
        "pieces": pieces(),
        "profiles": ["MN-000"],
    }


def pieces() -> pd.DataFrame:
    return pd.DataFrame(
        [("A", "MN4600", 61000.0), ("A", "MN4603", 39000.04)],
        columns=["licence_id", "soum_id", "area_ha"],
    )


def map_frames() -> dict:
    return {
        "units": {"province": units(), "soum": units("soum")},
        "indicators": indicators(),
        "catalogue": catalogue(),
        "classes": classes(),
        "provenance": provenance(),
        "licences": licences(),
        "pieces": pieces(),
        "rehabilitation": rehabilitation(),
        "profiles": ["MN-000", "MN4601"],
        "tables": {"province": "tables/provinces.csv", "soum": "tables/soums.csv"},
    }
