"""Hand-drawn land: squares of one kilometre are 100 hectares, coordinates are kilometres."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from nutag.boundaries import dissolve_provinces
from nutag.cadastre import Cadastre, standardise_licences
from nutag.coverage import Coverage, measure_coverage
from nutag.issues import Issue, IssueLog
from nutag.readers import Source, read_role

CRS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m +no_defs"
BBOX = (87.7, 41.5, 120.0, 52.2)
COUNTRY = "MN"
COMMON = r"^[MX]V-[1-9]\d{7}$"

# A strip of 20 x 20 km: Nomgon and Khurmen side by side below, Ulziit above; Bogd has no polygon.
#
#   20 +---------------------+
#      |    Ulziit (MN-055)  |   Bogd (MN-055): no boundary
#   10 +----------+----------+
#      |  Nomgon  | Khurmen  |   both MN-053
#    0 +----------+----------+
#      0         10         20 km
NOMGON, KHURMEN, ULZIIT, BOGD = "MN4625", "MN4637", "MN6234", "MN6216"
UMNUGOVI, UVURKHANGAI = "MN-053", "MN-055"


def square(x: float, y: float, width: float = 1.0, height: float | None = None) -> shapely.Polygon:
    """Draw a rectangle from its lower left corner; all in kilometres."""
    height = width if height is None else height
    return shapely.box(1000 * x, 1000 * y, 1000 * (x + width), 1000 * (y + height))


def provinces() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_row": [2, 3],
            "province_id": [UMNUGOVI, UVURKHANGAI],
            "name_en": ["Umnugovi", "Uvurkhangai"],
            "name_mn": ["Өмнөговь", "Өвөрхангай"],
            "aliases": ["Ömnögovi|South Gobi", "Övörkhangai|Uvurkhangaï"],
            "p_code": ["MN46", "MN62"],
            "nso_code": ["346", "262"],
            "area_official_km2": [200.0, 400.0],
        }
    )


def soum_register() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "source_row": [2, 3, 4, 5],
            "soum_id": [NOMGON, KHURMEN, BOGD, ULZIIT],
            "name_en": ["Nomgon", "Khurmen", "Bogd", "Ulziit"],
            "name_mn": ["Номгон", "Хүрмэн", "Богд", "Өлзийт"],
            "aliases": [None, "Khürmen|Hurmen", None, "Ölziit|Olziit"],
            "province_id": [UMNUGOVI, UMNUGOVI, UVURKHANGAI, UVURKHANGAI],
            "nso_code": ["34625", "34637", "26216", "26234"],
            "centre_lat": [None] * 4,
            "centre_lon": [None] * 4,
            "area_official_km2": float("nan"),
        }
    )


def soums(
    quality: str = "surveyed", shapes: dict[str, shapely.Geometry] | None = None
) -> gpd.GeoDataFrame:
    if shapes is None:
        shapes = {
            NOMGON: square(0, 0, 10),
            KHURMEN: square(10, 0, 10),
            ULZIIT: square(0, 10, 20, 10),
        }
    table = soum_register()
    drawn = gpd.GeoSeries([shapes.get(s) for s in table["soum_id"]], crs=CRS)
    table["area_ha"] = drawn.area.where(drawn.notna()) / 10_000
    table["boundary_quality"] = [quality if s in shapes else "none" for s in table["soum_id"]]
    return gpd.GeoDataFrame(table, geometry=drawn, crs=CRS)


def measured_provinces(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return dissolve_provinces(provinces(), units, IssueLog("soum_boundaries"))


def licences(*rows: dict) -> gpd.GeoDataFrame:
    """Return licences as `measure_coverage` takes them: code, stage, shape, and recorded places."""
    table = pd.DataFrame(
        {
            "licence_id": [row.get("licence_id", row["code"]) for row in rows],
            "code": [row["code"] for row in rows],
            "stage": [row.get("stage", "mining") for row in rows],
            "status": [row.get("status", "in_force") for row in rows],
            "soum_ids": [row.get("soum_ids", "") for row in rows],
            "province_ids": [row.get("province_ids", "") for row in rows],
            "counted": [row.get("counted", True) for row in rows],
            "reason": ["" if row.get("counted", True) else "set aside" for row in rows],
            "expires": [row.get("expires") for row in rows],
            "in_force_by_status": [row.get("counted", True) for row in rows],
            "in_force_by_dates": [row.get("dated", True) for row in rows],
            "source_row": range(2, len(rows) + 2),
            "holder": pd.Series([row.get("holder") for row in rows], dtype=object),
            "holder_kind": [
                row.get("holder_kind", "company" if row.get("holder") else "unknown")
                for row in rows
            ],
        }
    )
    drawn = gpd.GeoSeries([row.get("shape") for row in rows], crs=CRS)
    polygon = drawn.geom_type.isin(["Polygon", "MultiPolygon"])
    table["area_ha"] = drawn.area.where(polygon) / 10_000
    return gpd.GeoDataFrame(table, geometry=drawn, crs=CRS)


def measure(
    table: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame | None = None,
    *,
    threads: int = 1,
    log: IssueLog | None = None,
) -> Coverage:
    return measure_coverage(
        table,
        soums() if units is None else units,
        country_id=COUNTRY,
        min_area_ha=1,
        min_share_pct=1,
        common_code=COMMON,
        threads=threads,
        log=IssueLog("licences") if log is None else log,
    )


def hectares(coverage: Coverage, unit_id: str) -> dict[str, float]:
    """Return the row of a unit without its key."""
    rows = coverage.units[coverage.units["unit_id"] == unit_id]
    assert len(rows) == 1
    return rows.iloc[0].drop(["unit_level", "unit_id"]).to_dict()


def read_text(folder: Path, role: str, text: str, name: str = "in.csv", **block: object) -> Source:
    """Write a text file and read it as the dataset of a role."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_role(role, {"path": name, **block}, path, BBOX)


def read_frame(
    folder: Path, role: str, frame: gpd.GeoDataFrame, name: str, **block: object
) -> Source:
    """Write a layer in the format of its suffix and read it as the dataset of a role."""
    path = folder / name
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    return read_role(role, {"path": name, **block}, path, BBOX)


def standardised(
    source: Source, *, coverage: str = "complete", status_missing: str = "in_force", **block: object
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Run the standardise stage of licences on what was read; keys of the block may be added."""
    cadastre = standardised_cadastre(
        source, coverage=coverage, status_missing=status_missing, **block
    )
    return cadastre.licences, cadastre.ladder


def standardised_cadastre(source: Source, **block: object) -> Cadastre:
    """Run the standardise stage of licences on what was read, with keys of the block."""
    return standardise_licences(
        source.table,
        provinces(),
        soums(),
        dataset=replace(source.dataset, **block),
        crs=CRS,
        bbox=BBOX,
        log=source.log,
    )


def one_issue(issues: Iterable[Issue], code: str) -> Issue:
    """Return the only issue with this code; `test_issues` collects the codes asked for here."""
    found = [issue for issue in issues if issue.code == code]
    assert len(found) == 1, f"{code}: {len(found)} among {[i.code for i in issues]}"
    return found[0]
