"""Bundled outlines and cells against official boundaries that lie beside the checkout."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

ROOT = Path(__file__).resolve().parents[2]
OFFICIAL = ROOT.parent / "shared" / "data"
PROVINCES = OFFICIAL / "mng_adm0-1_cod-ab_v01.gpkg"
SOUMS = OFFICIAL / "mng_adm2_cod-ab_v3.gpkg"
ALBERS = "+proj=aea +lat_1=43.5 +lat_2=50.5 +lat_0=47 +lon_0=104 +datum=WGS84 +units=m +no_defs"
ROUGH = {"MN-1", "MN-035", "MN-037", "MN-064"}  # Ulaanbaatar, Orkhon, Darkhan-Uul, Govisumber

pytestmark = pytest.mark.skipif(
    not (PROVINCES.exists() and SOUMS.exists()),
    reason="official boundaries are not beside the checkout (../shared/data)",
)


def iou(ours: gpd.GeoSeries, theirs: gpd.GeoSeries) -> pd.Series:
    a, b = ours.to_numpy(), theirs.loc[ours.index].to_numpy()
    common = shapely.area(shapely.intersection(a, b))
    return pd.Series(common / (shapely.area(a) + shapely.area(b) - common), index=ours.index)


def test_province_outlines_overlap_the_official_ones(capsys):
    table = pd.read_csv(ROOT / "data" / "provinces.csv").set_index("p_code")
    ours = gpd.read_file(ROOT / "data" / "provinces_naturalearth.geojson").to_crs(ALBERS)
    ours = ours.set_index("province_id").geometry
    theirs = gpd.read_file(PROVINCES, layer="adm1").to_crs(ALBERS)
    theirs.index = theirs["adm1_pcode"].map(table["province_id"])
    assert set(theirs.index) == set(ours.index)
    names = table.set_index("province_id")["name_en"]
    # Cross-check of the code join: the two names in Cyrillic are the same.
    mn = table.set_index("province_id")["name_mn"]
    assert (theirs["adm1_name1"].str.strip() == mn.loc[theirs.index]).all()
    result = iou(ours, theirs.geometry).sort_values()
    with capsys.disabled():
        print("\nIoU of the bundled province outlines with the official ones")
        for province_id, value in result.items():
            print(f"  {province_id:7} {names[province_id]:12} {value:.3f}")
    assert (result.drop(list(ROUGH)) >= 0.93).all()


def test_soum_cells_overlap_the_official_soums(capsys):
    cells = gpd.read_file(ROOT / "data" / "soum_boundaries.geojson").to_crs(ALBERS)
    crosswalk = pd.read_csv(ROOT / "data" / "crosswalk.csv").query("unit_level == 'soum'")
    to_ours = crosswalk.dropna(subset="alt_p_code").set_index("alt_p_code")["p_code"]
    theirs = gpd.read_file(SOUMS, layer="adm2").to_crs(ALBERS)
    codes = "MN" + theirs["ADM2_PCODE"].astype(int).astype(str)
    theirs.index = codes.replace(to_ours.to_dict())
    assert set(theirs.index) == set(crosswalk["unit_id"])
    tsengel = theirs.loc["MN8337"]
    assert (int(tsengel["ADM2_PCODE"]), tsengel["ADM2_EN"]) == (8340, "Cengel")

    # Cross-check of the code join: nearly every centre lies in the polygon of its own code.
    soums = pd.read_csv(ROOT / "data" / "soums.csv").dropna(subset="centre_lat")
    points = gpd.GeoSeries(
        gpd.points_from_xy(soums["centre_lon"], soums["centre_lat"]),
        index=soums["soum_id"],
        crs="EPSG:4326",
    ).to_crs(ALBERS)
    inside = points.within(theirs.geometry.loc[points.index])
    outside = set(inside.index[~inside])

    result = iou(cells.set_index("soum_id").geometry, theirs.geometry)
    with capsys.disabled():
        print(
            f"\nIoU of {len(result)} soum cells with the official soums: median "
            f"{result.median():.3f}, quartiles {result.quantile(0.25):.3f} to "
            f"{result.quantile(0.75):.3f}, smallest {result.min():.3f} ({result.idxmin()}); "
            f"{inside.sum()} of {len(inside)} centres in their own soum, not {sorted(outside)}"
        )
    assert len(result) == 315
    assert inside.sum() == 312
    assert 0.5 < result.median() < 0.7
