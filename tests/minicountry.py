"""A country of two provinces and three soums, drawn in kilometres; a square of one is 100 ha.

::

    10 +----------+----------+----------+
       |          |          |          |
       |  Baruun  |   Dund   |   Zuun   |    Baruun and Dund are in the province West,
       |  MN9001  |  MN9002  |  MN9101  |    Zuun is in the province East
       |          |          |          |
     0 +----------+----------+----------+
       0         10         20         30 km
"""

import csv
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
import yaml

from nutag.registry import LAYERS, RASTERS

ALBERS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m +no_defs"
WEST, EAST = "MN-901", "MN-902"
BARUUN, DUND, ZUUN = "MN9001", "MN9002", "MN9101"
PROVINCE_OF = {BARUUN: WEST, DUND: WEST, ZUUN: EAST}


def box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    """Draw a rectangle from its lower left corner, in kilometres."""
    return shapely.box(1000 * x, 1000 * y, 1000 * (x + width), 1000 * (y + height))


SOUMS = {BARUUN: box(0, 0, 10, 10), DUND: box(10, 0, 10, 10), ZUUN: box(20, 0, 10, 10)}

LICENCES = {
    "MV-000001": box(1, 1, 2, 2),  # 400 ha in Baruun
    "XV-000002": box(2, 1, 2, 2),  # 400 ha in Baruun, 200 of them under MV-000001
    "XV-000003": box(9, 5, 3, 1),  # 100 ha in Baruun, 200 ha in Dund
    "MV-000004": box(19, 1, 2, 2),  # 200 ha in Dund, 200 ha in Zuun
    "XV-000005": box(29, 1, 2, 1),  # 100 ha in Zuun, 100 ha abroad
    "MV-000006": None,  # no boundary; recorded in East
}

# Hectares by unit: sum of licences, their union, under mining, under exploration only; licences.
MEASURED = {
    BARUUN: (900, 700, 400, 300, 3),
    DUND: (400, 400, 200, 200, 2),
    ZUUN: (300, 300, 200, 100, 2),
    WEST: (1300, 1100, 600, 500, 4),
    EAST: (300, 300, 200, 100, 3),
    "MN": (1600, 1400, 800, 600, 6),
}
MEASURED_COLUMNS = ["sum_ha", "union_ha", "mining_ha", "exploration_only_ha", "licence_count"]


def provinces() -> list[dict[str, Any]]:
    return [
        {"province_id": WEST, "name_en": "West", "name_mn": "Баруун", "area_official_km2": 200},
        {"province_id": EAST, "name_en": "East", "name_mn": "Зүүн", "area_official_km2": 125},
    ]


def soums() -> list[dict[str, Any]]:
    names = {BARUUN: ("Baruun", "Баруун"), DUND: ("Dund", "Дунд"), ZUUN: ("Zuun", "Зүүн")}
    return [
        {
            "soum_id": s,
            "province_id": PROVINCE_OF[s],
            "name_en": names[s][0],
            "name_mn": names[s][1],
        }
        for s in SOUMS
    ]


def boundaries() -> gpd.GeoDataFrame:
    """Draw the soums, with codes as the COD-AB files have them (4625.0)."""
    codes = [float(soum_id.removeprefix("MN")) for soum_id in SOUMS]
    return gpd.GeoDataFrame({"PCODE": codes}, geometry=list(SOUMS.values()), crs=ALBERS)


def register() -> gpd.GeoDataFrame:
    """Return the licences as a register would hold them, with Cyrillic holders."""
    return gpd.GeoDataFrame(
        {
            "code": list(LICENCES),
            "stage": ["mining" if c.startswith("M") else "exploration" for c in LICENCES],
            "holder": "Говь ХХК",
            "aimag": [EAST if shape is None else None for shape in LICENCES.values()],
        },
        geometry=list(LICENCES.values()),
        crs=ALBERS,
    )


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_country(folder: Path) -> None:
    """Write all datasets and the configuration `mini.yaml` to the folder of a run."""
    write_rows(folder / "provinces.csv", provinces())
    write_rows(folder / "soums.csv", soums())
    boundaries().to_file(folder / "soums.gpkg", layer="soums")
    register().to_file(folder / "licences.gpkg", layer="licences")
    figure = {"year": "2012", "measure": "no_rehabilitation"}
    write_rows(
        folder / "figures.csv",
        [{"record_id": "F1", "province_id": "West", **figure, "value_ha": 60}],
    )
    write_rows(
        folder / "survey.csv",
        [
            {"province_id": WEST, **figure, "state": "value"},
            {"province_id": EAST, **figure, "state": "not_surveyed"},
        ],
    )
    people = {BARUUN: 1000, DUND: 3000, ZUUN: 2000}
    head = {BARUUN: 10_000, DUND: 20_000, ZUUN: 5_000}
    for name, column, numbers in (("people", "people", people), ("livestock", "head", head)):
        rows = [{"soum_id": s, "year": "2012", column: n} for s, n in numbers.items()]
        write_rows(folder / f"{name}.csv", rows)
    config = {
        "measuring": {"licensed_area_from": "polygons"},
        # West and the country are large enough for shares, East and the soums are not.
        "indicators": {"small_denominators": {"area_km2": 150}},
        "datasets": {
            "provinces": {"path": "provinces.csv"},
            "soums": {"path": "soums.csv"},
            "soum_boundaries": {
                "path": "soums.gpkg",
                "columns": {"soum_id": "PCODE"},
                "boundary_quality": "surveyed",
            },
            "licences": licences_block("licences.gpkg"),
            "licence_statistics": None,
            "rehabilitation": {"path": "figures.csv"},
            "survey_coverage": {"path": "survey.csv"},
            "population": {"path": "people.csv"},
            "livestock": {"path": "livestock.csv"},
            # The bundled ones are of another country.
            **dict.fromkeys((*LAYERS, *RASTERS)),
        },
    }
    write_config(folder, config)


def licences_block(path: str, **block: Any) -> dict[str, Any]:
    columns = {"province_id": "aimag", **block.pop("columns", {})}
    stated = {"coverage": "complete", "status_missing": "in_force", "version": "2012-12"}
    return {"path": path, "columns": columns, **stated, **block}


def write_config(folder: Path, config: dict[str, Any]) -> None:
    text = yaml.safe_dump(config, allow_unicode=True, sort_keys=False)
    (folder / "mini.yaml").write_text(text, "utf-8")


def read_config(folder: Path) -> dict[str, Any]:
    return yaml.safe_load((folder / "mini.yaml").read_text("utf-8"))


def standardised_provinces() -> gpd.GeoDataFrame:
    """Return what standardise_boundaries has to make of the provinces."""
    shapes = {WEST: box(0, 0, 20, 10), EAST: box(20, 0, 10, 10)}
    table = pd.DataFrame(provinces()).astype({"area_official_km2": float})
    table = table.assign(
        source_row=[2, 3],
        aliases=None,
        p_code=None,
        nso_code=None,
        boundary_quality="surveyed",
        n_soums=[2, 1],
        n_soums_no_boundary=0,
        area_ha=[20_000.0, 10_000.0],
    )
    return gpd.GeoDataFrame(table, geometry=list(shapes.values()), crs=ALBERS)


def standardised_soums() -> gpd.GeoDataFrame:
    """Return what standardise_boundaries has to make of the soums."""
    table = pd.DataFrame(soums()).assign(
        source_row=[2, 3, 4],
        aliases=None,
        nso_code=None,
        centre_lat=float("nan"),
        centre_lon=float("nan"),
        boundary_quality="surveyed",
        area_ha=10_000.0,
    )
    return gpd.GeoDataFrame(table, geometry=list(SOUMS.values()), crs=ALBERS)


def other_provinces() -> gpd.GeoDataFrame:
    """Return what standardise_boundaries has to make of a second set of boundaries.

    Its border between the provinces lies 1 km further east: all of MV-000004 is in West.
    """
    table = pd.DataFrame({"province_id": [WEST, EAST], "boundary_quality": "surveyed"})
    table["area_ha"] = [21_000.0, 9_000.0]
    return gpd.GeoDataFrame(table, geometry=[box(0, 0, 21, 10), box(21, 0, 9, 10)], crs=ALBERS)


def standardised_licences() -> gpd.GeoDataFrame:
    """Return what standardise_licences has to make of the register."""
    shapes = list(LICENCES.values())
    table = pd.DataFrame(
        {
            "licence_id": list(LICENCES),
            "code": list(LICENCES),
            "kind": "licence",
            "stage": ["mining" if c.startswith("M") else "exploration" for c in LICENCES],
            "status": "unknown",
            "holder": "Говь ХХК",
            "holder_kind": "company",
            "minerals": None,
            "granted": None,
            "expires": None,
            "area_declared_ha": float("nan"),
            "province_ids": ["" if shape is not None else EAST for shape in shapes],
            "soum_ids": "",
            "geometry_quality": ["exact" if shape is not None else "none" for shape in shapes],
            "area_ha": [400.0, 400.0, 300.0, 400.0, 200.0, float("nan")],
            "in_force_by_status": True,
            "in_force_by_dates": True,
            "counted": True,
            "reason": "",
            "source_row": range(1, 7),
        }
    )
    return gpd.GeoDataFrame(table, geometry=shapes, crs=ALBERS)


def other_units() -> pd.DataFrame:
    """Return what measure_licences has to find in the second set of boundaries."""
    return pd.DataFrame(
        {
            "unit_level": ["province", "province", "country"],
            "unit_id": [WEST, EAST, "MN"],
            "boundary_quality": "surveyed",
            "area_ha": [21_000.0, 9_000.0, 30_000.0],
            "union_ha": [1300.0, 100.0, 1400.0],
        }
    )


def measured_holders() -> pd.DataFrame:
    """Return what measure_licences has to make of the holders: there is one."""
    levels = dict.fromkeys(SOUMS, "soum") | {WEST: "province", EAST: "province", "MN": "country"}
    rows = [
        (levels[unit_id], unit_id, 1, "Говь ХХК", "company", count, area_ha, 100.0, 100.0)
        for unit_id, (area_ha, _, _, _, count) in MEASURED.items()
    ]
    columns = ["unit_level", "unit_id", "rank", "holder", "holder_kind", "licence_count"]
    return pd.DataFrame(rows, columns=[*columns, "area_ha", "share_pct", "cumulative_pct"])


def measured_units() -> pd.DataFrame:
    """Return what measure_licences has to find, as arithmetic gives it."""
    levels = ["soum"] * 3 + ["province"] * 2 + ["country"]
    table = pd.DataFrame(MEASURED.values(), columns=MEASURED_COLUMNS)
    hectares = dict.fromkeys(MEASURED_COLUMNS[:-1], float)
    table = table.astype(hectares).assign(other_only_ha=0.0, common_ha=0.0)
    # The register has no column of the status: all are taken as in force.
    table["status_assumed_count"] = table["licence_count"]
    # MV-000006 lies somewhere in East, which is Zuun.
    table["unmapped_count"] = [int(unit in (ZUUN, EAST, "MN")) for unit in MEASURED]
    table["unmapped_mining_count"] = table["unmapped_count"]
    table["unplaced_mining_count"] = 0
    table.insert(0, "unit_level", levels)
    table.insert(1, "unit_id", list(MEASURED))
    return table
