"""The bundled run against values computed by hand, or here from data/*.csv with `csv` alone."""

import csv
import hashlib
import json
import re
import subprocess
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

PATHS = [
    "index.html",
    "provenance.json",
    "tables/indicators.csv",
    "tables/indicators.parquet",
    "tables/provinces.csv",
    "tables/soums.csv",
    "tables/licence_pieces.csv",
    "tables/rings.csv",
    "tables/overlaps.csv",
    "tables/nutag.xlsx",
    "tables/nutag.gpkg",
    "tables/provinces.parquet",
    "tables/soums.parquet",
    "tables/licences.parquet",
    "tables/pieces.parquet",
    "tables/rings.parquet",
    "tables/overlaps.parquet",
    "checks/issues.csv",
    "checks/reconciliation.csv",
    "checks/unmatched.csv",
    "checks/boundary_crosswalk.csv",
]
PROVINCE_COLUMNS = [
    "province_id",
    "name_en",
    "name_mn",
    "licensed_ha",
    "mining_ha",
    "exploration_only_ha",
    "licensed_pct",
    "sum_ha",
    "overlap_ha",
    "licence_count",
    "unrehabilitated_ha",
    "unrehabilitated_state",
]
INDICATOR_COLUMNS = [
    "unit_level",
    "unit_id",
    "indicator_id",
    "value",
    "state",
    "unit",
    "year",
    "n",
    "n_of",
    "flags",
    "note",
]
EXPOSURE = "these indicators show exposure or pressure, not a violation"
HAS_FIGURE = {"value", "reported_zero", "small_denominator"}

# The Commission's study of 2012: hectares left without rehabilitation.
COMMISSION_HA = {"MN-063": 46.7, "MN-055": 562.6, "MN-069": 500.0}


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="session")
def results(bundled) -> Path:
    return bundled / "results"


@pytest.fixture(scope="session")
def indicators(results) -> list[dict[str, str]]:
    return rows_of(results / "tables" / "indicators.csv")


def figures(indicators, indicator_id: str, level: str) -> dict[str, dict[str, str]]:
    return {
        row["unit_id"]: row
        for row in indicators
        if row["indicator_id"] == indicator_id and row["unit_level"] == level
    }


def test_everything_is_written(results):
    assert [path for path in PATHS if not (results / path).is_file()] == []
    for ending in ("png", "pdf", "svg"):
        maps = {path.stem for path in (results / "maps").glob(f"provinces_*.{ending}")}
        english = {f"provinces_{indicator}" for indicator in ("L01", "L02", "R01", "R02", "R03")}
        assert maps == english | {f"{name}_mn" for name in english}
        pages = {path.stem for path in (results / "maps").glob(f"people*.{ending}")}
        assert pages == {"people_and_land", "people_and_land_mn"}


def test_the_run_speaks_plainly_and_sums_up(bundled):
    said = (bundled / "run.txt").read_text("utf-8")
    assert "Traceback" not in said
    assert "Boundaries: 22 provinces, 339 soums, 315 with a polygon (approximate)" in said
    assert "nutag is done." in said
    assert "at least 1,109.3 ha reported without rehabilitation (2012, from 3 of 22 units)" in said
    assert re.search(r"Issues of the input: .*see results/checks/quality.html", said)
    assert "Open results/index.html" in said
    assert EXPOSURE in said.lower()


def test_rings_of_a_sample_have_no_shares_and_only_the_first_is_a_bound(results, indicators):
    rows = rows_of(results / "tables" / "rings.csv")
    assert {row["around"] for row in rows} == {"mining"}
    assert len(rows) == 4 * (339 + 22 + 1)
    assert (
        {row["people_share_pct"] for row in rows} == {row["land_share_pct"] for row in rows} == {""}
    )
    known = [row for row in rows if row["people"]]
    assert known
    flags = {row["ring"]: set() for row in known}
    for row in known:
        flags[row["ring"]] |= {*row["flags"].split(";")}
    assert all({"sample", "modelled"} <= of_ring for of_ring in flags.values())
    # A further licence can only add to the first ring, and may take from the others.
    assert {ring for ring, of_ring in flags.items() if "lower_bound" in of_ring} == {"1"}
    # Near is within 5 km: the first two rings.
    near = sum(
        int(row["people"]) for row in known if row["unit_id"] == "MN" and row["ring"] in "12"
    )
    country = figures(indicators, "E01_n", "country")["MN"]
    assert near == pytest.approx(float(country["value"]), abs=1)


def test_unrehabilitated_land_of_the_country_is_a_lower_bound(indicators):
    country = figures(indicators, "R01", "country")["MN"]
    assert float(country["value"]) == pytest.approx(46.7 + 562.6 + 500.0, abs=1e-9)
    assert float(country["value"]) == pytest.approx(1109.3)
    assert (country["n"], country["n_of"], country["year"]) == ("3", "22", "2012")
    assert "lower_bound" in country["flags"].split(";")
    assert country["state"] == "value"


def test_three_provinces_have_a_figure_and_nineteen_an_unknown_coverage(indicators):
    provinces = figures(indicators, "R01", "province")
    assert len(provinces) == 22
    known = {k: float(v["value"]) for k, v in provinces.items() if v["state"] == "value"}
    assert known == COMMISSION_HA
    others = [row for unit, row in provinces.items() if unit not in COMMISSION_HA]
    assert Counter(row["state"] for row in others) == {"coverage_unknown": 19}
    assert {row["value"] for row in others} == {""}
    for row in others:
        assert "which five" in row["note"]


def test_licensed_share_is_the_statistics_over_the_official_area(bundled, indicators):
    official_km2 = {
        row["province_id"]: float(row["area_official_km2"])
        for row in rows_of(bundled / "data" / "provinces.csv")
    }
    statistics = [
        row
        for row in rows_of(bundled / "data" / "licence_statistics.csv")
        if row["stage"] == "total" and row["unit_level"] == "province"
    ]
    newest = max(row["period"] for row in statistics)
    licensed_ha = {
        row["province_id"]: float(row["area_ha"])
        for row in statistics
        if row["period"] == newest and row["area_ha"]
    }
    shares = figures(indicators, "L01", "province")
    assert newest == "2026-07"
    assert set(shares) == set(official_km2)
    for unit, row in shares.items():
        if unit in licensed_ha:
            expected = 100 * licensed_ha[unit] / (100 * official_km2[unit])
            assert float(row["value"]) == pytest.approx(expected, rel=1e-9), unit
            assert row["state"] in HAS_FIGURE
        else:
            assert row["value"] == ""
    country = figures(indicators, "L01", "country")["MN"]
    whole = 100 * sum(licensed_ha.values()) / (100 * sum(official_km2.values()))
    assert len(licensed_ha) == 22
    assert float(country["value"]) == pytest.approx(whole, rel=1e-9)


def test_no_share_is_computed_from_the_sample(indicators):
    soums = figures(indicators, "L01", "soum")
    assert len(soums) == 339
    assert {row["value"] for row in soums.values()} == {""}
    assert {row["state"] for row in soums.values()} <= {"not_covered", "no_boundary"}


def test_the_change_is_counted_over_seven_month_ends(indicators):
    series = [row for row in indicators if row["indicator_id"] == "L12"]
    country = [row for row in series if row["unit_level"] == "country"]
    assert len({row["period"] for row in country}) == 7
    assert min(row["period"] for row in country) == "2021-01"


def test_soums_are_all_there_and_24_have_no_boundary(bundled, results):
    soums = rows_of(results / "tables" / "soums.csv")
    assert len(soums) == 339
    assert {s["soum_id"] for s in soums} == {
        s["soum_id"] for s in rows_of(bundled / "data" / "soums.csv")
    }
    qualities = Counter(row["boundary_quality"] for row in soums)
    assert qualities == {"approximate": 315, "none": 24}


def test_provinces_table(results, indicators):
    provinces = rows_of(results / "tables" / "provinces.csv")
    assert len(provinces) == 22
    assert [c for c in PROVINCE_COLUMNS if c not in provinces[0]] == []
    shares = figures(indicators, "L01", "province")
    for row in provinces:
        unit = row["province_id"]
        assert row["unrehabilitated_state"] == (
            "value" if unit in COMMISSION_HA else "coverage_unknown"
        )
        assert row["licensed_pct"] == shares[unit]["value"]


def test_indicators_csv_and_parquet_say_the_same(results, indicators):
    parquet = pd.read_parquet(results / "tables" / "indicators.parquet")
    assert [c for c in INDICATOR_COLUMNS if c not in parquet.columns] == []
    assert len(parquet) == len(indicators)
    values = [float(row["value"]) if row["value"] else float("nan") for row in indicators]
    pd.testing.assert_series_equal(parquet["value"], pd.Series(values, name="value"), rtol=1e-9)
    assert list(parquet["state"]) == [row["state"] for row in indicators]


def test_every_figure_has_one_row(indicators):
    keys = Counter(
        (row["unit_level"], row["unit_id"], row["indicator_id"], row["period"])
        for row in indicators
    )
    assert [key for key, n in keys.items() if n > 1] == []
    for row in indicators:
        assert (row["value"] != "") == (row["state"] in HAS_FIGURE), row


def test_csv_opens_in_excel(results):
    tables = sorted(results.rglob("*.csv"))
    assert len(tables) >= 8
    for path in tables:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path
        cells = (cell for row in rows_of(path) for cell in row.values() if cell)
        formulas = [c for c in cells if c[0] in "=@" or (c[0] in "+-" and not _number(c))]
        assert formulas == [], path


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_pages_ask_no_other_host(results):
    pages = sorted(results.rglob("*.html"))
    assert {page.name for page in pages} >= {"index.html", "quality.html", "MN-053.html"}
    for page in pages:
        html = page.read_text("utf-8")
        assert re.findall(r'https?://[^"]+\.(?:js|css)', html) == [], page
        tags = re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", html, re.I)
        outside = [t for t in tags if re.search(r"\b(?:src|href)\s*=\s*[\"']?(?:https?:)?//", t)]
        assert outside == [], page
        assert re.findall(r"@import|url\(\s*[\"']?(?:https?:)?//", html) == [], page


def test_every_page_says_what_the_figures_are_not(results):
    for page in results.rglob("*.html"):
        text = re.sub(r"\s+", " ", unescape(page.read_text("utf-8"))).lower()
        assert EXPOSURE in text, page


class _Words(HTMLParser):
    """What a reader of a language reads: texts and titles, apart what is marked as another's."""

    EMPTY = ("br", "hr", "img", "input", "link", "meta")

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.open, self.texts, self.foreign = language, [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in self.EMPTY:
            self.open.append((tag, given.get("lang")))
        self._add(*(given.get(name) or "" for name in ("aria-label", "data-label", "title")))

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        self._add(data)

    def _add(self, *texts):
        languages = [language for _, language in self.open if language]
        tags = {tag for tag, _ in self.open}
        if tags & {"script", "style", "code"}:
            return
        if languages[-1:] == [self.language]:
            self.texts += texts
        elif self.language in languages:
            self.foreign += texts


PROFILES = ["profiles/MN-035.html", "profiles/MN-055.html", "profiles/MN-1.html"]
WORD = re.compile(r"(?<!\d)[A-Za-z](?:[A-Za-z0-9_./+-]*[A-Za-z0-9_+])?")
#: Codes, ids, letters of footnotes, and names of files and sites.
CODE = re.compile(r"[A-Z]{1,3}-?\d\w*|[\w/+-]+[._][\w.]+|MN|N|[a-z]")
#: Names of formats, programs and sources that Mongolian writes so, too.
NAMES = {
    *("nutag", "GeoPackage", "SHA-256", "Leaflet", "folium", "parquet", "png", "svg"),
    *("JavaScript", "tables", "CC", "BY", "BY-SA", "ISO", "WGS", "ESEC", "II", "mn"),
    *("Global", "Energy", "Monitor", "Wikipedia", "GeoNames", "Natural", "Earth"),
}
#: What stays in English, marked: names whose Mongolian spelling is not at hand, and a title.
PROPER_NAMES = {
    *("BMNC LLC", "Ulz LLC", "Altai Gold LLC", "Batdulguunmurun LLC", "Jinjii Mining"),
    *("Khurgadyn am", "Khar Yamaatyn am", "Tsagaan zuriin gol"),
    "Aspirations into Actions: Critical Analysis of Human Rights in Foreign Policy of Mongolia, "
    "International Seminar on Development, Democracy, Human Rights and Peace in Asia, "
    "Chulalongkorn University, 1 July 2016",
}


def english_words(text: str) -> set[str]:
    return {word for word in WORD.findall(text) if not CODE.fullmatch(word)} - NAMES


@pytest.fixture(scope="module")
def proper_names(results) -> set[str]:
    """Return the names that the data have in Latin letters: holders, soums and provinces."""
    holders = {row["holder"] for row in rows_of(results / "tables" / "licences.csv")}
    latin = {re.sub(r"\s*\([^()]*[\u0400-\u052f][^()]*\)", "", holder) for holder in holders}
    tables = [rows_of(results / "tables" / f"{level}s.csv") for level in ("province", "soum")]
    units = {row["name_en"] for table in tables for row in table}
    return PROPER_NAMES | holders | latin | units | {"..."}


@pytest.mark.parametrize("page", ["index.html", "checks/quality.html", *PROFILES])
def test_there_is_no_lone_english_word_on_a_mongolian_page(results, page, proper_names):
    reader = _Words("mn")
    reader.feed((results / page).read_text("utf-8"))
    assert len(" ".join(reader.texts)) > 5000
    provenance = json.loads((results / "provenance.json").read_text("utf-8"))
    ids = re.compile("|".join(re.escape(provenance[key]) for key in ("git_commit", "run_id")))
    assert set().union(*(english_words(ids.sub(" ", text)) for text in reader.texts)) == set()
    # What is marked as English is a name, or several with commas between.
    marked = {text.strip() for text in reader.foreign if english_words(text)}
    assert marked or page.startswith("profiles")
    unknown = {text for text in marked - proper_names if set(text.split(", ")) - proper_names}
    assert unknown == set()


def test_there_is_no_lone_english_word_in_the_mongolian_texts_of_the_atlas(results, proper_names):
    page = (results / "index.html").read_text("utf-8")
    data = json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page)[1])
    texts = {str(at): text for at, text in enumerate(data["texts"])} | data["said"][1]
    flags = {at for level in data["levels"].values() for figure in level["figures"].values()
             for at in _cells(figure["flags"])}  # fmt: skip
    # Names of settlements are said as the layer has them.
    flags |= {settlement[0] for settlement in data["context"]["settlements"]}
    lone = {}
    for at, text in texts.items():
        rest = text
        for name in sorted(proper_names - {""}, key=len, reverse=True):
            rest = rest.replace(name, " ")
        if english_words(rest) and int(at) not in flags:
            lone[at] = text
    # The one text that the script asks for by its English words, and never shows.
    assert set(lone.values()) == {"single licence"}


def _cells(column) -> list[int]:
    return column if isinstance(column, list) else [column]


def test_links_of_the_overview_lead_to_files(results):
    html = (results / "index.html").read_text("utf-8")
    links = [unescape(link) for link in re.findall(r'<a\b[^>]*\bhref="([^"#]+)"', html)]
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert "checks/quality.html" in local
    assert [link for link in local if not (results / link).is_file()] == []


def test_the_atlas_stays_within_its_budget(results):
    page = (results / "index.html").read_bytes()
    assert len(page) <= 2.5e6
    assert b'"tolerance_m":250' in page


def test_the_atlas_has_rings_and_every_settlement_and_no_other_place(results):
    page = (results / "index.html").read_text("utf-8")
    found = re.search(r'<script type="application/json" id="atlas-data">(.*?)</script>', page, re.S)
    context = json.loads(found[1])["context"]
    assert [ring[0] for ring in context["rings"]["mining"]] == [2, 5, 10, 20]
    assert len(context["settlements"]) == 316
    # No licence of the sample with a boundary lies along a mapped river, and no mined ground is
    # mapped.
    assert context["overlaps"] == {"kinds": [], "rows": []}
    assert context["footprints"] == []


def test_profiles_tell_of_people_and_land(results):
    page = (results / "profiles" / "MN-053.html").read_text("utf-8")
    section = re.search(r'<section class="people" .*?</section>', page, re.S)[0]
    assert "10–20 km" in section and "lower bound, modelled, sample" in section
    # Nothing of the sample lies in this province.
    page = (results / "profiles" / "MN-043.html").read_text("utf-8")
    section = re.search(r'<section class="people screen" .*?</section>', page, re.S)[0]
    assert "<table" not in section and "not covered by the data" in section


def test_every_province_has_a_profile_and_no_soum_with_approximate_boundaries(results):
    provinces = {row["province_id"] for row in rows_of(results / "tables" / "provinces.csv")}
    assert {path.stem for path in (results / "profiles").glob("*.html")} == provinces


def test_key_figures_of_profiles_are_those_of_the_table(results, indicators):
    for unit_id, row in figures(indicators, "L04", "province").items():
        page = (results / "profiles" / f"{unit_id}.html").read_text("utf-8")
        shown = re.search(r'<tr id="L04">.*?<td class="num own">([\d,]+)', page, re.S)
        assert shown and float(shown[1].replace(",", "")) == float(row["value"])


def test_report_has_the_headline_in_both_languages(results):
    assert "≥ 1,109.3 ha" in (results / "report.md").read_text("utf-8")
    assert "≥ 1,109.3 га" in (results / "report.mn.md").read_text("utf-8")


def test_provenance_names_inputs_code_and_crs(bundled, results):
    provenance = json.loads((results / "provenance.json").read_text("utf-8"))
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=bundled, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert provenance["git_commit"] == commit[:10]
    assert provenance["crs_wkt"].startswith("PROJCRS")
    assert "Albers" in provenance["crs_wkt"]
    assert set(provenance["libraries"]) >= {"geopandas", "shapely", "snakemake"}
    inputs = {entry["dataset"]: entry for entry in provenance["inputs"]}
    assert set(inputs) == set(provenance["config"]["datasets"])
    assert len(inputs) == 12
    for dataset, entry in inputs.items():
        content = (bundled / entry["path"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest(), dataset
        assert entry["bytes"] == len(content)
    for page in results.rglob("*.html"):
        html = page.read_text("utf-8")
        assert provenance["run_id"] in html, page
        assert provenance["git_commit"] in html, page


def test_ladder_of_the_bundled_licences_adds_up(results):
    ladder = [
        row
        for row in rows_of(results / "checks" / "reconciliation.csv")
        if row["check"] == "ladder" and row["dataset"] == "licences"
    ]
    steps = {row["step"]: int(row["rows"]) for row in ladder}
    assert list(steps) == [
        "rows in",
        "parsed",
        "geometry",
        "distinct",
        "in force",
        "in the country",
        "counted",
    ]
    assert steps["rows in"] == 90
    assert sorted(steps.values(), reverse=True) == list(steps.values())


def test_reconciliation_compares_polygons_with_the_statistics(results):
    checks = Counter(row["check"] for row in rows_of(results / "checks" / "reconciliation.csv"))
    assert checks["licences_vs_statistics"] == 23  # the provinces and the country
    assert checks["area_vs_official"] == 22
