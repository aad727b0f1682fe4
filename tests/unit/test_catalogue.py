from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from nutag.catalogue import (
    SENTENCE_EN,
    SENTENCE_MN,
    Catalogue,
    Indicator,
    filled,
    load_catalogue,
    render_markdown,
)
from nutag.config_files import read_config
from nutag.registry import ROLES

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "data" / "indicators.yaml"
MEASURING = {
    "near_km": 3,
    "rings_km": [1, 3, 8.5],
    "water_zones_m": [100, 500],
    "road_corridor_m": 1500,
    "sheep_units": {"camel": 5, "horse": 6.6, "cattle": 6, "sheep": 1, "goat": 0.9},
}
COMPUTED = [
    *("U01", "U02", "U03", "U03_su"),
    *("L00", "L01", "L01_ha", "L02", "L02_ha", "L03", "L03_ha"),
    *("L04", "L05", "L06", "L08", "L08_top5", "L09", "L11", "L12", "L12_mining", "L12_exploration"),
    *("R01", "R02", "R03", "R04", "R04_su", "R05", "R06", "R09"),
    *("E01", "E01_n", "E01_land", "E01_r1", "E01_r2", "E01_r3", "E01_r4"),
    *("E01_fp", "E01_fp_n", "E01_fp_land", "E02", "E03", "E03_n", "E04"),
    *("E05", "E05_su", "E06"),
    *("S01", "S01_lic", "S01_pa", "S02", "S02_lic", "S02_special"),
    *("S02_official", "S02_official_lic"),
    *("S02_surface", "S02_surface_lic", "S03", "S03_lic", "S04", "S04_ha", "S05", "S05_lic"),
    *("F01", "F01_other", "F01_share", "F02", "F02_ha", "F02_mining", "F02_exploration"),
    *("F02_none", "F03", "Q01", "Q04"),
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CATALOGUE, read_config(ROOT / "config" / "config.yaml")["measuring"])


@pytest.fixture
def raw() -> dict:
    return yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))


def load(raw: dict, tmp_path: Path) -> Catalogue:
    path = tmp_path / "indicators.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_catalogue(path)


def test_holds_every_computed_indicator_in_order(catalogue):
    assert list(catalogue.indicators) == COMPUTED
    assert all(key == indicator.id for key, indicator in catalogue.indicators.items())


def test_states_and_flags(catalogue):
    assert list(catalogue.states) == [
        "value", "reported_zero", "surveyed_no_figure", "not_surveyed", "coverage_unknown",
        "not_covered", "no_base", "small_denominator", "withheld", "no_boundary",
    ]  # fmt: skip
    assert set(catalogue.flags) == {
        "lower_bound", "sample", "approximate_boundary", "declared_sum", "year_gap",
        "mixed_years", "small", "rounded", "part_of_unit", "status_assumed",
        "licences_unmapped", "approximate", "modelled", "proxy", "more_than_mapped",
        "coarse_raster",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("indicator_id", "rights", "ungp", "sdg"),
    [
        ("L01", ("environment", "property"), ("P1", "P3"), ("15.3", "1.4")),
        ("L03", ("participation",), ("P18",), ("16.7",)),
        ("L05", ("information",), ("P21",), ("16.10",)),
        ("L11", ("tracking",), ("P20",), ()),
        ("R01", ("environment", "pasture"), ("P13", "P22"), ("15.3",)),
        ("R02", (), ("P22",), ()),
        ("R06", ("remedy",), ("P22", "P25"), ("15.3",)),
        ("Q01", (), ("P20", "P21"), ("17.18",)),
    ],
)
def test_tags(catalogue, indicator_id, rights, ungp, sdg):
    indicator = catalogue.indicators[indicator_id]
    assert (indicator.rights, indicator.ungp, indicator.sdg) == (rights, ungp, sdg)


def test_counts_and_hectares_are_not_mapped(catalogue):
    for indicator in catalogue.indicators.values():
        if indicator.unit in {"ha", "n", "km2", "people", "head", "sheep units"}:
            assert not indicator.mapped, indicator.id


def test_mongolian_is_cyrillic(catalogue):
    names = [i.name_mn + i.definition_mn for i in catalogue.indicators.values()]
    names += [
        words["name_mn"]
        for vocabulary in (catalogue.rights, catalogue.states, catalogue.flags, catalogue.themes)
        for words in vocabulary.values()
    ]
    for name in names:
        letters = [c for c in name if c.isalpha()]
        assert all("Ѐ" <= c <= "ӿ" for c in letters), name


def test_inputs_are_dataset_roles(catalogue):
    for indicator in catalogue.indicators.values():
        assert indicator.inputs
        assert set(indicator.inputs) <= set(ROLES), indicator.id


def test_ramps_exist(catalogue):
    matplotlib = pytest.importorskip("matplotlib")
    for indicator in catalogue.indicators.values():
        assert indicator.ramp in matplotlib.colormaps, indicator.id


def test_round_trip(raw, tmp_path):
    assert load(raw, tmp_path).indicators == load_catalogue(CATALOGUE).indicators


@pytest.mark.parametrize("key", [f.name for f in fields(Indicator) if f.name != "id"])
def test_missing_key_names_file_indicator_and_key(raw, tmp_path, key):
    del raw["indicators"][5][key]
    with pytest.raises(ValueError, match=rf"indicators\.yaml.*\n  indicator L01: key {key}: mis"):
        load(raw, tmp_path)


def test_missing_id_names_the_place(raw, tmp_path):
    del raw["indicators"][5]["id"]
    with pytest.raises(ValueError, match="indicator number 6: key id: missing"):
        load(raw, tmp_path)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("colour", "red", "indicator L01: key colour: unknown key"),
        ("decimals", -1, "key decimals: expected a whole number of at least 0, found -1"),
        ("decimals", True, "key decimals: expected a whole number"),
        ("ranked", "yes", "key ranked: expected true or false, found 'yes'"),
        ("name_mn", "", "key name_mn: expected text that is not empty"),
        ("sdg", [15.3], "key sdg: expected a list of texts"),
        ("rights", ["water"], "key rights: unknown water; expected environment"),
        ("theme", "water", "key theme: unknown water; expected unit"),
        ("direction", "up", "key direction: unknown up; expected pressure, remedy, neutral"),
        ("levels", ["bag"], "key levels: unknown bag; expected soum, province, country"),
        ("missing_rule", ["R9"], "key missing_rule: unknown R9"),
        ("id", "U01", "indicator U01: key id: given twice"),
    ],
)
def test_bad_value_names_file_indicator_and_key(raw, tmp_path, key, value, message):
    raw["indicators"][5][key] = value
    with pytest.raises(ValueError, match=message):
        load(raw, tmp_path)


def test_all_faults_are_told_at_once(raw, tmp_path):
    raw["colours"] = {}
    del raw["flags"]["sample"]["name_mn"]
    raw["states"]["value"] = "figure"
    raw["rights"]["health"]["instruments"] = "ICESCR"
    raw["indicators"][0]["unit"] = 1
    raw["indicators"].append("L99")
    raw["headlines"].append("L98")
    with pytest.raises(ValueError, match="7 fault") as caught:
        load(raw, tmp_path)
    for text in (
        "top level: key colours: unknown key",
        "flags sample: key name_mn: missing",
        "states value: expected name_en, name_mn, found 'figure'",
        "rights health: key instruments: expected a list of texts",
        "indicator U01: key unit: expected text",
        f"indicator number {len(raw['indicators'])}: expected keys, found str",
        "headlines: no indicator L98",
    ):
        assert text in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "not readable as YAML"),
        ("- a", "expected keys at the top level, found list"),
        ("indicators: {}", "indicators: expected a list, found dict"),
        ("themes: []", "themes: expected words with names, found list"),
    ],
)
def test_file_of_another_shape(tmp_path, text, message):
    path = tmp_path / "indicators.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        load_catalogue(path)


def test_the_numbers_of_the_configuration_are_told_in_both_languages():
    told = load_catalogue(CATALOGUE, MEASURING).indicators
    assert told["E01"].name_en == "Share of people within 3 km of mining licences"
    for key, english, mongolian in (
        ("E01", "within 3 km of mining licences", "зөвшөөрлөөс 3 км дотор"),
        ("E01_fp", "within 3 km of mapped mined ground", "газраас 3 км дотор"),
        ("E01_r2", "the rings end at 1, 3, 8.5 km", "бүсүүд 1, 3, 8.5 км-т"),
        ("E04", "within 3 km", "3 км дотор"),
        ("E06", "within 1,500 m of unpaved haul roads", "1,500 м дотор"),
        ("S02", "the ordinary zone (500 m)", "энгийн бүсэд (500 м)"),
        ("S02_special", "the special zone (100 m)", "онцгой бүсэд (100 м)"),
        ("U03_su", "(camel 5, horse 6.6, cattle 6, sheep 1, goat 0.9)", "адуу 6.6, үхэр 6"),
    ):
        assert english in told[key].definition_en
        assert mongolian in told[key].definition_mn
    said = [(i.name_en, i.name_mn, i.definition_en, i.definition_mn) for i in told.values()]
    assert "{" not in str(said)
    assert "unless the configuration" not in str(said)


def test_a_placeholder_that_has_no_number_is_a_fault(raw, tmp_path):
    raw["indicators"][0]["definition_mn"] += " {neer_km}"
    with pytest.raises(ValueError, match=r"indicator U01: key definition_mn: unknown.*neer_km"):
        load(raw, tmp_path)
    assert filled("{neer_km}", MEASURING) == "{neer_km}"


def test_the_use_ratio_says_that_all_mined_ground_stands_above_the_line(catalogue):
    ratio = catalogue.indicators["F03"]
    assert "All mined ground, also outside licences" in ratio.definition_en
    assert "may exceed 100 %" in ratio.definition_en
    assert "Зөвшөөрлийн талбайгаас гадуурхыг оролцуулан" in ratio.definition_mn
    assert "100 %-иас давж болно" in ratio.definition_mn


def test_markdown(catalogue):
    page = render_markdown(catalogue)
    assert SENTENCE_EN in page
    assert SENTENCE_MN in page
    for indicator in catalogue.indicators.values():
        assert f"### {indicator.id} {indicator.name_en} · {indicator.name_mn}\n" in page
        assert indicator.definition_mn in page
    for word in (*catalogue.states, *catalogue.flags, *catalogue.rights):
        assert f"| `{word}` |" in page
    assert "- UN Guiding Principles: P1, P3\n- Sustainable Development Goals: 15.3, 1.4" in page
    assert page.endswith("|\n")
    assert page == render_markdown(catalogue)
