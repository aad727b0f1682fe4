import numpy as np
import pandas as pd
import pytest
from squares import one_issue

from nutag.areas import areas, unit_of
from nutag.issues import IssueLog


def table(*cells, **columns):
    return pd.DataFrame({"source_row": range(2, len(cells) + 2), "value_ha": cells, **columns})


@pytest.mark.parametrize(
    ("word", "unit"),
    [("ha", "ha"), ("Га", "ha"), ("км2", "km2"), ("sq km", "km2"), ("м²", "m2"), ("мян.га", "kha")],
)
def test_units_in_words(word, unit):
    assert unit_of(word) == unit


def test_the_unit_of_a_cell_counts():
    log = IssueLog("rehabilitation", "in.csv")
    found = areas(table("500 ha", "5 га", "2 км2", "10,000 m2", "7", None), "value_ha", log)
    assert found.tolist() == pytest.approx([500, 5, 200, np.nan, 7, np.nan], nan_ok=True)
    issue = one_issue(log, "value.unit_in_cell")
    assert (issue.severity, issue.source_rows) == ("info", (2, 3, 4, 5))
    assert issue.found == "4 numbers with their unit, such as '500 ha'"
    assert one_issue(log, "value.converted").source_rows == (4,)
    # What may be two numbers is none, with its unit too.
    assert one_issue(log, "value.ambiguous").source_row == 5


def test_the_unit_of_a_row_counts_more_than_that_of_the_file():
    log = IssueLog("rehabilitation", "in.csv")
    given = table("3", "3", "3", "3 ha", value_unit=["km2", None, "desyatina", "m2"])
    given.attrs = {"units": {"value_ha": "kha"}}
    found = areas(given, "value_ha", log, "value_unit")
    assert found.tolist() == pytest.approx([300, 3000, np.nan, 3], nan_ok=True)
    issue = one_issue(log, "value.unknown_unit")
    assert (issue.severity, issue.source_row) == ("row", 4)
    assert issue.message == (
        "rehabilitation (in.csv, row 4): value_unit: found 'desyatina'; expected one of ha, km2, "
        "m2, kha. The number is taken as missing; map the word under "
        "`datasets.rehabilitation.values.value_unit`."
    )


def test_areas_are_in_the_unit_that_our_name_ends_in():
    log = IssueLog("provinces", "in.csv")
    given = pd.DataFrame({"source_row": [2], "area_official_km2": ["1 000 000"]})
    given.attrs = {"units": {"area_official_km2": "ha"}}
    assert areas(given, "area_official_km2", log).tolist() == [10_000]
    issue = one_issue(log, "value.converted")
    assert issue.severity == "info"
    assert issue.message.endswith(
        "found 1 numbers in ha; expected km2, or the unit beside the number or in "
        "`datasets.provinces.units.area_official_km2`. Converted to km2: 1 ha is 0.01 km2."
    )


def test_an_area_larger_than_the_earth_is_missing():
    log = IssueLog("rehabilitation", "in.csv")
    found = areas(table("1e308", "500000000 km2"), "value_ha", log)
    assert found.tolist() == pytest.approx([np.nan, 5e10], nan_ok=True)
    assert one_issue(log, "value.larger_than_earth").message == (
        "rehabilitation (in.csv, row 2): value_ha: found '1e308'; expected an area on Earth, which "
        "has 510 million km2. Taken as missing."
    )
