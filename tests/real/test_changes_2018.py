"""The register of 2018 against itself with a few licences changed: exactly these are found."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
import yaml

from nutag.comparison import compare_areas
from nutag.run_config import run_config
from nutag.standardise.comparison import registers
from nutag.standardise.whole import standardise

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
BOUNDARIES, REGISTER = REAL / "mng_adm2_cod-ab_v3.gpkg", REAL / "mng_eiti_licences_2018.gpkg"
CONFIG = Path(__file__).with_name("config_2018.yaml")

pytestmark = pytest.mark.skipif(
    not (BOUNDARIES.exists() and REGISTER.exists()),
    reason="official boundaries and the 2018 register are not beside the checkout (../shared/data)",
)


@pytest.fixture(scope="module")
def picked() -> list[str]:
    """Eight licences of one row each, spread over the register."""
    register = gpd.read_file(REGISTER)
    codes = register["license_number"]
    single = register[~codes.duplicated(keep=False) & codes.str.match(r"^[MX]V-")]
    single = single[single["calc_ha"] > 100]
    return single["license_number"].iloc[:: len(single) // 8].head(8).tolist()


@pytest.fixture(scope="module")
def compared(tmp_path_factory, picked):
    folder = tmp_path_factory.mktemp("changes")
    register = gpd.read_file(REGISTER)
    rows = register.set_index("license_number", drop=False)
    gone, (moved, shrunk), (sold,), (declared,) = (
        picked[:3],
        picked[3:5],
        picked[5:6],
        picked[6:7],
    )
    later = rows.drop(gone)
    later.loc[moved, "geometry"] = shapely.transform(
        rows.loc[moved, "geometry"], lambda c: c + 0.05
    )
    west, south, east, north = rows.loc[shrunk, "geometry"].bounds
    half = shapely.box(west, south, (west + east) / 2, north)
    later.loc[shrunk, "geometry"] = shapely.multipolygons(
        [shapely.intersection(rows.loc[shrunk, "geometry"], half)]
    )
    later.loc[sold, "company_name"] = "Шинэ эзэн ХХК"
    later.loc[declared, "area_m2"] = "1.5"
    later.reset_index(drop=True).to_file(folder / "later.gpkg", layer="licences")

    config = yaml.safe_load(CONFIG.read_text("utf-8").replace("REAL", REAL.as_posix()))
    blocks = config["datasets"]
    blocks["licences_previous"] = dict(blocks["licences"])
    blocks["licences"] = {**blocks["licences"], "path": "later.gpkg", "version": "2019-12"}
    own = folder / "own.yaml"
    own.write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    config, roots = run_config(folder, own)
    parts = standardise(config, roots)
    return config, parts


def test_exactly_these_licences_changed(compared, picked):
    _, parts = compared
    changes = parts["comparison"].tables["licence_changes"]
    found = {(row.change, row.code, row.field) for row in changes.itertuples()}
    assert found == {
        *(("gone", code, "") for code in picked[:3]),
        ("changed", picked[3], "geometry"),
        ("changed", picked[4], "geometry"),
        ("changed", picked[5], "holder"),
        ("changed", picked[6], "area"),
    }
    by_code = changes.set_index("code")
    assert by_code.loc[picked[5], "now"] == "Шинэ эзэн ХХК"
    shrunk = by_code.loc[picked[4]]
    assert shrunk["gained_ha"] == pytest.approx(0, abs=0.5)
    assert shrunk["lost_ha"] == pytest.approx(
        shrunk["area_before_ha"] - shrunk["area_now_ha"], abs=0.5
    )
    assert set(changes["date_before"]) == {"2018-12"}
    assert [issue.code for issue in parts["comparison"].issues] == []


def test_land_is_lost_only_where_a_licence_changed(compared, picked):
    config, parts = compared
    tables = {name: table for part in parts.values() for name, table in part.tables.items()}
    areas = compare_areas(
        *registers(config["datasets"], tables["licences"], tables["licences_previous"]),
        tables["soums"],
        tables["provinces"],
        country_id="MN",
        country_name="Mongolia",
        threads=2,
    ).set_index("unit_id")
    country = areas.loc["MN"]
    net = country["union_now_ha"] - country["union_before_ha"]
    assert country["gained_ha"] - country["lost_ha"] == pytest.approx(net, abs=0.01)
    levels = areas.groupby("unit_level")[["gained_ha", "lost_ha"]].sum()
    assert np.ptp(levels["gained_ha"]) < 0.01
    assert np.ptp(levels["lost_ha"]) < 0.01

    previous = tables["licences_previous"].set_index("code")
    changed = previous.loc[picked[:5]].geometry
    soums = tables["soums"].set_index("soum_id")
    shifted = tables["licences"].set_index("code").loc[picked[3]].geometry
    near = soums[soums.intersects(shapely.union_all([*changed, shifted]))].index
    elsewhere = areas[areas["unit_level"] == "soum"].drop(near)
    assert elsewhere[["gained_ha", "lost_ha"]].to_numpy().max() == 0
    # Overlaps with other licences can only make the loss smaller.
    most = previous.loc[picked[:5], "area_ha"].sum()
    assert 0 < country["lost_ha"] <= most
