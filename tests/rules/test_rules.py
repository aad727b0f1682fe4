"""Each rule alone: small inputs, and outputs known by arithmetic (see `minicountry`)."""

import shutil

import geopandas as gpd
import minicountry as mini_land
import pandas as pd
import pytest
import rasterio
import shapely
from minicountry import BARUUN, DUND, EAST, WEST, ZUUN

from nutag.catalogue import load_catalogue
from nutag.indicators.inputs import no_context
from nutag.issues import issue_frame

EQUAL_HA = 1e-4  # one square metre
SURFACE = "population_surface.tif"


def same(found: pd.DataFrame, expected: pd.DataFrame, columns: list[str]) -> None:
    """Compare some columns: text exactly, hectares to the square metre, missing as missing."""
    pd.testing.assert_frame_equal(
        pd.DataFrame(found)[columns].reset_index(drop=True),
        pd.DataFrame(expected)[columns].reset_index(drop=True),
        check_dtype=False,
        rtol=0,
        atol=EQUAL_HA,
    )


def same_shapes(found: gpd.GeoDataFrame, expected: gpd.GeoDataFrame) -> None:
    assert found.crs == mini_land.ALBERS
    apart = shapely.hausdorff_distance(found.geometry.array, expected.geometry.array)
    missing = found.geometry.isna().to_numpy()
    assert (missing == expected.geometry.isna().to_numpy()).all()
    assert (apart[~missing] < 0.01).all()


def test_standardise_boundaries(mini, run_rule):
    said = run_rule("standardise_boundaries", "interim/standardised/soums.parquet")
    assert "Boundaries: 2 provinces, 3 soums, 3 with a polygon (surveyed)" in said.output
    made = mini / "interim" / "standardised"
    assert gpd.read_parquet(made / "provinces_other.parquet").empty

    soums = gpd.read_parquet(made / "soums.parquet")
    expected = mini_land.standardised_soums()
    columns = ["soum_id", "province_id", "name_en", "name_mn", "boundary_quality", "area_ha"]
    same(soums, expected, columns)
    same_shapes(soums, expected)

    provinces = gpd.read_parquet(made / "provinces.parquet")
    expected = mini_land.standardised_provinces()
    same(
        provinces.sort_values("province_id"),
        expected,
        [
            "province_id",
            "name_en",
            "area_official_km2",
            "boundary_quality",
            "n_soums",
            "n_soums_no_boundary",
            "area_ha",
        ],
    )
    same_shapes(provinces.sort_values("province_id"), expected)

    # East is said to have 125 km2 and has 100.
    issues = pd.read_parquet(made / "boundaries.issues.parquet")
    assert list(issues["code"]) == ["boundary.area_differs"]
    assert list(issues["key"]) == [EAST]
    assert issues["area_ha_affected"].iloc[0] == pytest.approx(2500)
    steps = pd.read_parquet(made / "boundaries.ladder.parquet")
    ladder = steps[(steps["check"] == "ladder") & (steps["dataset"] == "soum_boundaries")]
    assert list(ladder["rows"]) == [3, 3, 3, 3]
    assert ladder["area_ha"].iloc[-1] == pytest.approx(30_000)
    assert list(dict.fromkeys(steps["dataset"])) == ["provinces", "soums", "soum_boundaries"]
    assert set(steps.loc[steps["step"] == "without a word", "rows"]) == {0}


def test_standardise_licences(mini, run_rule, put):
    put("standardised/provinces", mini_land.standardised_provinces())
    put("standardised/soums", mini_land.standardised_soums())
    run_rule("standardise_licences", "interim/standardised/licences.parquet")
    made = mini / "interim" / "standardised"

    licences = gpd.read_parquet(made / "licences.parquet")
    expected = mini_land.standardised_licences()
    same(licences, expected, [c for c in expected.columns if c != "geometry"])
    same_shapes(licences, expected)

    steps = pd.read_parquet(made / "licences.ladder.parquet")
    ladder = steps[steps["check"] == "ladder"].set_index("step")
    assert list(ladder.index) == ["rows in", "parsed", "geometry", "distinct", "in force"]
    assert list(ladder["rows"]) == [6] * 5
    assert ladder.loc["in force", "area_ha"] == pytest.approx(400 + 400 + 300 + 400 + 200)
    issues = pd.read_parquet(made / "licences.issues.parquet")
    assert list(issues["code"]) == ["licence.no_geometry"]
    assert list(issues["key"]) == ["MV-000006"]


def test_build_population_surface(mini, run_rule, put):
    # Every soum has 100 km²: 600 people of Baruun, half of them around its town, 200 of Dund
    # without a town, and nobody knows how many of Zuun.
    town = gpd.GeoDataFrame(
        {"role": ["settlements"], "people": [1.0]},
        geometry=[mini_land.SOUMS[BARUUN].centroid],
        crs=mini_land.ALBERS,
    )
    put("standardised/soums", mini_land.standardised_soums())
    put("standardised/layers", town)
    people = pd.DataFrame({"soum_id": [BARUUN, DUND], "people": [600.0, 200.0]})
    put("standardised/population", people)
    made = mini / "interim" / "measured"
    said = run_rule("build_population_surface", str(made.relative_to(mini) / SURFACE))
    assert "Population surface: 800 people in cells of 1,000 m" in said.output

    with rasterio.open(made / SURFACE) as file:
        values = file.read(1, masked=True)
        assert (file.width, file.height) == (30, 10)
    assert values[:, :10].sum() == pytest.approx(600)
    assert values[0, 0] == pytest.approx(3)
    assert values[:, 10:20].min() == values[:, 10:20].max() == pytest.approx(2)
    assert values.mask[:, 20:].all()
    issues = pd.read_parquet(made / "population_surface.issues.parquet")
    assert list(issues["code"]) == ["population_surface.no_people", "population_surface.assumed"]


def test_measure_licences(mini, run_rule, put):
    put("standardised/soums", mini_land.standardised_soums())
    put("standardised/licences", mini_land.standardised_licences())
    put("standardised/provinces_other", mini_land.other_provinces())
    run_rule("measure_licences", "interim/measured/units.parquet")
    made = mini / "interim" / "measured"

    units = pd.read_parquet(made / "units.parquet")
    expected = mini_land.measured_units()
    keys = ["unit_level", "unit_id"]
    same(units.sort_values(keys), expected.sort_values(keys), list(expected.columns))

    holders, expected = pd.read_parquet(made / "holders.parquet"), mini_land.measured_holders()
    same(holders, expected.sort_values(keys), list(expected.columns))

    other = mini_land.other_units()
    same(pd.read_parquet(made / "units_other.parquet"), other, list(other.columns))

    pieces = gpd.read_parquet(made / "pieces.parquet")
    found = {
        (row.licence_id, row.soum_id): (round(row.area_ha, 4), round(row.share_pct, 4))
        for row in pieces.itertuples()
    }
    assert found == {
        ("MV-000001", BARUUN): (400, 100),
        ("XV-000002", BARUUN): (400, 100),
        ("XV-000003", BARUUN): (100, 33.3333),
        ("XV-000003", DUND): (200, 66.6667),
        ("MV-000004", DUND): (200, 50),
        ("MV-000004", ZUUN): (200, 50),
        ("XV-000005", ZUUN): (100, 50),
    }
    places = pd.read_parquet(made / "places.parquet")
    recorded = places[places["licence_id"] == "MV-000006"]
    assert set(recorded["unit_id"]) == {EAST, "MN"}
    assert set(recorded["basis"]) == {"recorded"}

    issues = pd.read_parquet(made / "licences.issues.parquet")
    assert list(issues["code"]) == ["licence.partly_outside_units"]
    assert list(issues["key"]) == ["XV-000005"]
    assert issues["area_ha_affected"].iloc[0] == pytest.approx(100)
    ladder = pd.read_parquet(made / "licences.ladder.parquet").set_index("step")
    assert ladder.loc["in the country", "area_ha"] == pytest.approx(1600)
    assert ladder.loc["counted", "area_ha"] == pytest.approx(1400)


# value, state, and n of N where the figure is a sum: of West, East, the country and Baruun.
INDICATORS = {
    ("U01", WEST): (200, "value"),
    ("L00", WEST): (1300, "value"),
    ("L01_ha", WEST): (1100, "value"),
    ("L01", WEST): (5.5, "value"),  # 1,100 of 20,000 ha
    ("L02", WEST): (3.0, "value"),  # 600 of 20,000 ha
    ("L03", WEST): (2.5, "value"),  # 500 of 20,000 ha
    ("L04", WEST): (4, "value"),
    ("L05", WEST): (20, "value"),  # 4 on 200 km2
    ("L06", WEST): (200, "value"),  # 1,300 - 1,100
    ("R01", WEST): (60, "value"),
    ("R02", WEST): (100, "small_denominator"),  # 60 ha on 600 ha of mining licences, below 1,000
    ("R03", WEST): (15, "value"),  # 60 ha for 4,000 people
    ("R04", WEST): (2, "value"),  # 60 ha for 30,000 head
    # 300 of 10,000 ha measured, not of 12,500 official; 100 km2 are below the 150 of the set-up
    ("L01", EAST): (3.0, "small_denominator"),
    ("R01", EAST): (None, "not_surveyed"),
    ("R03", EAST): (None, "not_surveyed"),
    ("L01_ha", "MN"): (1400, "value"),
    ("L01", "MN"): (100 * 1400 / 30_000, "value"),  # on the union, not the mean of 5.5 and 3
    ("L02", "MN"): (100 * 800 / 30_000, "value"),
    ("L06", "MN"): (200, "value"),
    ("R01", "MN"): (60, "value"),
    ("U02", "MN"): (6000, "value"),
    ("L01", BARUUN): (7.0, "small_denominator"),
    ("L03", BARUUN): (3.0, "small_denominator"),
    ("L06", DUND): (0, "reported_zero"),
    # All of it is in one hand; in the country a licence without a boundary hides how much that is.
    ("L08", DUND): (1, "small_denominator"),
    ("L08_top5", WEST): (100, "small_denominator"),
    ("L08", "MN"): (None, "not_covered"),
    ("Q04", WEST): (100 * (1300 / 21_000 - 1100 / 20_000), "value"),
    ("Q04", "MN"): (0, "value"),
}


def test_fill_catalogue(mini, run_rule):
    said = run_rule("fill_catalogue", "interim/standardised/catalogue.yaml")
    assert "near is within 5 km" in said.output
    told = load_catalogue(mini / "interim" / "standardised" / "catalogue.yaml").indicators
    assert told["E01"].name_en == "Share of people within 5 km of mining licences"
    assert "энгийн бүсэд (200 м)" in told["S02"].definition_mn


def test_compute_indicators(mini, run_rule, put, repository):
    (mini / "interim" / "standardised").mkdir(parents=True, exist_ok=True)
    catalogue = repository / "data" / "indicators.yaml"
    shutil.copy(catalogue, mini / "interim" / "standardised" / "catalogue.yaml")
    put("standardised/provinces", mini_land.standardised_provinces())
    put("standardised/soums", mini_land.standardised_soums())
    put("measured/units", mini_land.measured_units())
    put("measured/holders", mini_land.measured_holders())
    put("measured/units_other", mini_land.other_units())
    put("measured/context", no_context())
    put("standardised/layers.issues", issue_frame([]))
    put("measured/context.issues", issue_frame([]))
    put(
        "standardised/licence_statistics",
        pd.DataFrame(
            columns=[
                "unit_level",
                "unit_id",
                "province_id",
                "period",
                "stage",
                "count",
                "area_ha",
                "record_id",
                "source",
                "source_row",
            ]
        ),
    )
    put(
        "standardised/rehabilitation",
        pd.DataFrame(
            {
                "record_id": ["F1"],
                "unit_level": ["province"],
                "province_id": [WEST],
                "soum_id": [None],
                "site": [None],
                "year": ["2012"],
                "measure": ["no_rehabilitation"],
                "measure_detail": [None],
                "value_ha": [60.0],
                "value_other": [float("nan")],
                "value_other_unit": [None],
                "state": ["value"],
                "scope": ["whole"],
                "exactness": [None],
                "note": [None],
                "source": [None],
                "source_row": [2],
            }
        ),
    )
    put(
        "standardised/survey_coverage",
        pd.DataFrame(
            {
                "province_id": [WEST, EAST],
                "measure": "no_rehabilitation",
                "year": "2012",
                "state": ["value", "not_surveyed"],
                "note": None,
                "source": None,
                "source_row": [2, 3],
            }
        ),
    )
    for name, column, numbers in (
        ("population", "people", [1000.0, 3000.0, 2000.0]),
        ("livestock", "head", [10_000.0, 20_000.0, 5_000.0]),
    ):
        table = pd.DataFrame(
            {
                "soum_id": [BARUUN, DUND, ZUUN],
                "province_id": [WEST, WEST, EAST],
                "year": "2012",
                column: numbers,
                "source": None,
                "source_row": [2, 3, 4],
            }
        )
        put(f"standardised/{name}", table)
    run_rule("compute_indicators", "results/tables/indicators.csv")

    path = mini / "results" / "tables" / "indicators.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(path, encoding="utf-8-sig").set_index(["indicator_id", "unit_id"])
    found = {}
    for key in INDICATORS:
        row = table.loc[key]
        value = None if pd.isna(row["value"]) else round(float(row["value"]), 9)
        found[key] = (value, row["state"])
    assert found == {
        key: (None if value is None else round(float(value), 9), state)
        for key, (value, state) in INDICATORS.items()
    }
    country = table.loc[("R01", "MN")]
    assert "lower_bound" in country["flags"]
    assert (country["n"], country["n_of"]) == (1, 2)
