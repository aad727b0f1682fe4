"""Names and codes of places as real registers write them, beside the checkout."""

from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from nutag.issues import IssueLog
from nutag.place_columns import match_soums
from nutag.places import province_gazetteer, soum_gazetteer
from nutag.registry import ROLES
from nutag.run_config import run_config
from nutag.spelling import soum_code
from nutag.standardise.boundaries import boundaries_part
from nutag.standardise.population import population_part

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"
SOUMS = REAL / "mng_adm2_cod-ab_v3.gpkg"
POINTS = REAL / "mng_admin_points_cod-ab_v01.csv"
REGISTER = REAL / "mng_eiti_licences_2018.gpkg"
STATISTICS = REAL / "mng_nso_soum_statistics_2019-2020.csv"
# Tsengel has another code at the statistics office, which the bundled register follows.
OURS = {"MN8340": "MN8337"}

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in (SOUMS, POINTS, REGISTER, STATISTICS)),
    reason="registers of names are not beside the checkout (../shared/data)",
)


@pytest.fixture(scope="module")
def registers():
    return tuple(pd.read_csv(ROOT / "data" / f"{n}.csv", dtype=str) for n in ("provinces", "soums"))


@pytest.fixture(scope="module")
def points():
    table = pd.read_csv(POINTS, dtype=str)
    return table[table["admin_level"] == "2"]


def matched(registers, rows):
    """Return our ids of (soum, province) by their names alone."""
    provinces, soums = province_gazetteer(registers[0]), soum_gazetteer(registers[1])
    return [soums.match(name, provinces.match(province)) for name, province in rows]


def test_every_name_of_the_boundary_file_with_its_province_is_its_code(registers):
    table = pyogrio.read_dataframe(SOUMS, layer="adm2", read_geometry=False)
    codes = [soum_code(code) for code in table["ADM2_PCODE"]]
    assert table["ADM2_EN"].str.contains("'").sum() == 80
    found = matched(registers, zip(table["ADM2_EN"], table["ADM1_EN"], strict=True))
    assert found == [OURS.get(code, code) for code in codes]
    assert len(found) == 339


@pytest.mark.parametrize("column", ["adm2_name", "adm2_name1"])
def test_every_latin_and_cyrillic_name_of_the_points_is_its_code(registers, points, column):
    found = matched(registers, zip(points[column], points["adm1_name1"], strict=True))
    assert found == [OURS.get(code, code) for code in points["adm2_pcode"]]
    assert len(found) == 339


def test_the_cyrillic_that_the_boundary_file_lost_matches_nothing(registers):
    table = pyogrio.read_dataframe(SOUMS, layer="adm2", read_geometry=False)
    assert soum_gazetteer(registers[1]).match(table["ADM2_MN"].iloc[0]) is None


def test_soums_of_the_licence_register_of_2018(registers, capsys):
    """The register has a code of some year and a Cyrillic name; the province is in the code."""
    table = pyogrio.read_dataframe(REGISTER, layer="licences", read_geometry=False)
    table = table[~table["license_number"].str.startswith("ГТБХГ")].reset_index(drop=True)
    of_p_code = registers[0].set_index("p_code")["province_id"]
    province = ("MN" + table["code"].str[:2]).map(of_p_code)
    asked = pd.DataFrame({"source_row": table.index + 1, "soum_id": table["sum_name"]})

    def match(within):
        log = IssueLog("licences")
        ids = match_soums(asked, registers[1], log, within=within, consequence="")
        return ids.notna(), [issue.code for issue in log]

    with_province, said = match(province)
    alone, said_alone = match(None)
    with capsys.disabled():
        print(
            f"\nSoum names of the register of 2018: {with_province.sum()} of {len(table)} match "
            f"with their province, {alone.sum()} without; not matched "
            f"{sorted(set(table.loc[~with_province, 'sum_name']))}"
        )
    assert len(table) == 3420
    assert with_province.sum() == 3404
    assert said.count("place.unknown_soum") == 16
    # Shared names are never guessed.
    assert alone.sum() == 2550
    assert said_alone.count("place.ambiguous") == 854


def test_codes_of_the_licence_register_are_held_against_its_names(registers, capsys):
    table = pyogrio.read_dataframe(REGISTER, layer="licences", read_geometry=False)
    table = table[~table["license_number"].str.startswith("ГТБХГ")].reset_index(drop=True)
    asked = table.rename(columns={"code": "soum_id", "sum_name": "soum_name"})
    log = IssueLog("licences")
    ids = match_soums(
        asked.assign(source_row=asked.index + 1), registers[1], log, consequence="Not used."
    )
    said = pd.Series([issue.code for issue in log]).value_counts().to_dict()
    with capsys.disabled():
        print(f"\nCodes and names of the register of 2018: {ids.notna().sum()} agree; {said}")
    assert ids.notna().sum() == 3327
    assert said == {
        "place.matched_by_name": 111,  # codes of other years
        "place.code_and_name_disagree": 49,
        "place.ambiguous": 39,
        "place.name_misspelt": 11,
        "place.unknown_soum": 5,
    }
    # Codes that mean another soum today are refused with both names.
    refused = {issue.found: issue.expected for issue in log if "disagree" in issue.code}
    assert refused["'6507' with the name 'Цэнхэр'; the name is of Tsenkher (MN6546)"] == (
        "a name of Bulgan (MN6507), which '6507' is"
    )
    # What is joined has the name of its soum.
    gazetteer = soum_gazetteer(registers[1])
    for soum_id, name in {(i, n) for i, n in zip(ids, asked["soum_name"], strict=True) if i}:
        assert soum_id in gazetteer.candidates(name) or gazetteer.resembles(name, soum_id)


def people(blocks):
    """Return the people of the statistics office's file, as configured, in a set of registers."""
    config, roots = run_config(ROOT)
    country = config["country"]
    blocks = {**dict.fromkeys(ROLES), **config["datasets"], "livestock": None, **blocks}
    files = {
        role: next(root / block["path"] for root in roots if (root / block["path"]).exists())
        for role, block in blocks.items()
        if block is not None
    }
    tables = boundaries_part(blocks, files, country).tables
    part = population_part(blocks, files, country, tables["provinces"], tables["soums"])
    return part.tables["population"].set_index("soum_id")["people"], part.issues


STATISTICS_BLOCK = {
    "path": STATISTICS.as_posix(),
    "columns": {"soum_id": "CODE", "year": "Period", "people": "DTVAL_CO", "name_en": "SCR_ENG"},
    "exclude": [{"column": "indicator", "pattern": "^(?!population$)", "reason": "others"}],
}
COD_AB_BLOCK = {
    "path": POINTS.as_posix(),
    "columns": {
        "soum_id": "adm2_pcode",
        "province_id": "adm1_name1",
        "name_en": "adm2_name",
        "name_mn": "adm2_name1",
    },
    "exclude": [{"column": "admin_level", "pattern": "^[01]$", "reason": "wider units"}],
}


def test_the_statistics_give_tsengel_its_people_in_the_bundled_register():
    found, issues = people({"population": STATISTICS_BLOCK})
    assert found["MN8337"] == 9721
    assert len(found) == 339
    # The village that has Tsengel's code in another register is no soum of this one.
    (aside,) = (issue for issue in issues if issue.code == "place.ambiguous")
    assert "'MN18340' with the name 'Tsagaannuur', which fits 2 soums" in aside.found
    assert 0 not in set(found)


def test_the_statistics_give_tsengel_its_people_in_the_common_register():
    """There MN8340 is Tsengel: a join by code alone would give it the people of the village."""
    blocks = {"population": STATISTICS_BLOCK, "soums": COD_AB_BLOCK}
    found, issues = people(blocks)
    (refused,) = (issue for issue in issues if issue.code == "place.code_and_name_disagree")
    assert "'MN18340' with the name 'Tsagaannuur'" in refused.found
    assert "Cengel (MN8340)" in refused.expected
    (saved,) = (issue for issue in issues if issue.code == "place.matched_by_name")
    assert "'MN18337', which is no soum, with the name 'Tsengel'" in saved.found
    assert found["MN8340"] == 9721
    assert len(found) == 339
    assert 0 not in set(found)
