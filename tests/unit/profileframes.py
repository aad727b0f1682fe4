"""Hand-drawn units with licences and holders, for the tests of profiles and charts."""

import geopandas as gpd
import pandas as pd
import webframes as frames
from shapely.geometry import Point, box

from nutag.holder_table import holder_table
from nutag.holders import PRIVATE
from nutag.profiles import Material

COUNTRY = {"country_id": "MN", "name_en": "Mongolia", "name_mn": "Монгол Улс"}


def provenance(coverage: str = "complete") -> dict:
    datasets = {"licences": {"coverage": coverage}}
    return frames.provenance() | {"config": {"country": COUNTRY, "datasets": datasets}}


def licences() -> gpd.GeoDataFrame:
    rows = [
        ("A", "MV-000001", "mining", "Алтан Өндөр ХХК", "company", "coal", 400.0),
        ("B", frames.EVIL, "exploration", frames.CLOSER, "company", frames.EVIL, None),
        ("C", "XV-3", "mining", PRIVATE, "person", None, 12.5),
        ("D", "XV-4", "exploration", None, "unknown", None, None),
    ]
    columns = [
        "licence_id",
        "code",
        "stage",
        "holder",
        "holder_kind",
        "minerals",
        "area_declared_ha",
    ]
    table = pd.DataFrame(rows, columns=columns).assign(expires="2030-01-01", geometry_scope=None)
    shapes = [box(1e4, 1e4, 3e4, 3e4), box(5e4, 5e4, 6e4, 6e4), Point(7e4, 2e4), None]
    return gpd.GeoDataFrame(table, geometry=shapes, crs=frames.CRS)


def pieces() -> gpd.GeoDataFrame:
    table = pd.DataFrame(
        [("A", "MN4600", "MN-000", "mining", 400.0), ("B", "MN4600", "MN-000", "exploration", 100)],
        columns=["licence_id", "soum_id", "province_id", "stage", "area_ha"],
    )
    return gpd.GeoDataFrame(table, geometry=list(licences().geometry[:2]), crs=frames.CRS)


def places() -> pd.DataFrame:
    units = (("country", "MN"), ("province", "MN-000"), ("soum", "MN4600"))
    rows = [(licence, level, unit) for licence in "ABCD" for level, unit in units]
    return pd.DataFrame(rows, columns=["licence_id", "unit_level", "unit_id"])


def holders(coverage: str = "complete") -> pd.DataFrame:
    return holder_table(licences(), places(), pieces(), sample=coverage == "sample")


def indicators() -> pd.DataFrame:
    table = frames.indicators()
    row = table[(table["unit_level"] == "country") & (table["indicator_id"] == "L12")]
    row = row.assign(unit_level="province", unit_id="MN-000")
    parts = [row.assign(value=row["value"] / 10)]
    parts += [
        row.assign(indicator_id=key, value=row["value"] / 10 * share)
        for key, share in (("L12_mining", 0.4), ("L12_exploration", 0.6))
    ]
    return pd.concat([table, *parts], ignore_index=True)


def reconciliation() -> pd.DataFrame:
    steps = [("rows in", 10, "", None), ("in force", 8, "2 not in force", 500.0)]
    ladder = [
        {
            "check": "ladder",
            "dataset": "licences",
            "step": name,
            "rows": n,
            "note": note,
            "area_ha": a,
        }
        for name, n, note, a in steps
    ]
    compared = [
        {
            "check": "licences_vs_statistics",
            "dataset": "licences",
            "unit_id": unit,
            "area_ha": polygons,
            "reference_area_ha": statistics,
            "period": "2018-12",
            "reference_period": "2021-01",
            "note": f"polygons of 2018-12 against statistics of 2021-01; {n} licences",
        }
        for unit, polygons, statistics, n in (
            ("MN-000", 100.0, 50.0, 1),
            ("MN-001", 20.0, 200.0, 2),
            ("MN-002", None, 10.0, 3),
            ("MN", 120.0, 260.0, 6),
        )
    ]
    return pd.DataFrame([*ladder, *compared])


def material(coverage: str = "complete", quality: str = "surveyed", **changes: object) -> Material:
    tables = {
        "provinces": frames.units(),
        "soums": frames.units("soum").assign(boundary_quality=[quality] * 8 + ["none"]),
        "indicators": indicators(),
        "catalogue": frames.catalogue(),
        "provenance": provenance(coverage),
        "licences": licences(),
        "pieces": pieces(),
        "places": places(),
        "holders": holders(coverage),
        "rehabilitation": frames.rehabilitation(),
    }
    return Material(**(tables | changes))
