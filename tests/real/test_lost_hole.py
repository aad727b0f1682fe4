"""The one hole of the 2018 register, lost as an export with one ring a licence loses it."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import yaml

from nutag.run_config import run_config
from nutag.standardise.whole import standardise

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"
FILES = [REAL / "mng_adm2_cod-ab_v3.gpkg", REAL / "mng_eiti_licences_2018.gpkg"]
AROUND, INSIDE = "XV-00020535", "MV-00020982"

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in FILES),
    reason="official boundaries and the 2018 register are not beside the checkout (../shared/data)",
)


def without_holes(register: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    rings = [
        shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(shape)])
        for shape in register.geometry
    ]
    return register.set_geometry(gpd.GeoSeries(rings, index=register.index, crs=register.crs))


@pytest.mark.parametrize(("cut", "area_ha"), [(True, 5_590.0), (False, 5_869.5)])
def test_the_hole_is_found_again(tmp_path, cut, area_ha):
    register = gpd.read_file(FILES[1])
    register = register[~register["license_number"].str.startswith("ГТБХГ")]
    # The file draws the hole as a ring that touches itself.
    register = register.set_geometry(register.geometry.make_valid(method="structure"))
    holes = [
        i
        for i, shape in register.geometry.items()
        if any(part.interiors for part in shapely.get_parts(shape))
    ]
    assert register.loc[holes, "license_number"].tolist() == [AROUND]
    without_holes(register).to_file(tmp_path / "register.gpkg", layer="licences")

    text = Path(__file__).with_name("config_2018.yaml").read_text("utf-8")
    own = yaml.safe_load(text.replace("REAL", REAL.as_posix()))
    block = own["datasets"]["licences"]
    block.update(path=str(tmp_path / "register.gpkg"), cut_holes=cut)
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(own, allow_unicode=True), "utf-8")
    part = standardise(*run_config(ROOT, tmp_path / "own.yaml"))["licences"]

    (issue,) = (i for i in part.issues if i.code == "licence.lost_hole")
    assert issue.key == AROUND
    assert issue.found == (
        f"5,869.5 vs 5,586.0 ha declared; licence {INSIDE} inside explains 279.5 ha"
    )
    assert issue.action.startswith(f"hole cut: {'yes' if cut else 'no'}")
    table = part.tables["licences"].set_index("code")
    assert table.loc[AROUND, "area_ha"] == pytest.approx(area_ha, abs=0.1)
    assert table.loc[AROUND, "area_declared_ha"] == pytest.approx(5_585.988)
    # Every other area agrees with the declared one, which was measured in the plane.
    assert not [i for i in part.issues if i.code == "licence.area_differs"]
    pairs = part.tables["licence_overlaps"]
    inside = pairs[pairs[["code_a", "code_b"]].isin([AROUND, INSIDE]).all(axis=1)]
    assert inside["area_ha"].tolist() == ([] if cut else [pytest.approx(279.5, abs=0.1)])
