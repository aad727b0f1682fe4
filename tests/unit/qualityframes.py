"""A run as the page on quality takes it: three ladders, four kinds of issues."""

import pandas as pd
import webframes as frames

from nutag.conservation import conserve
from nutag.issue_codes import IssueCode
from nutag.issues import IssueLog
from nutag.quality_page import quality_page
from nutag.reconciliation import COLUMNS

CODES = {
    "file.layers": IssueCode("file.layers", ("warn",), "file", (), "Cause 1.", "Set `layer`."),
    "licence.duplicate": IssueCode(
        "licence.duplicate", ("warn",), "distinct", (18,), "Cause 2.", "Cure 2."
    ),
    "population.missing": IssueCode(
        "population.missing", ("warn",), "in force", (42,), "Cause 3.", "Cure 3."
    ),
    "rehabilitation.negative": IssueCode(
        "rehabilitation.negative",
        ("row",),
        "parsed",
        (34,),
        "Cause 4.",
        "Cure 4.",
        "Утга 4.",
        "Засах `x`.",
    ),
}
SCRIPT = "<script>alert(1)</script>"


def reconciliation(lost: int = 0) -> pd.DataFrame:
    rows = [
        ("ladder", "population", "", "rows in", 3, None, None, ""),
        ("ladder", "population", "", "counted", 2, None, None, ""),
        ("ladder", "soums", "", "rows in", 9, None, None, ""),
        ("ladder", "soums", "", "counted", 9, None, None, ""),
        ("ladder", "camps", "", "rows in", None, None, None, "withheld, because camps are private"),
        ("ladder", "licences", "", "rows in", 10, None, None, ""),
        ("ladder", "licences", "", "distinct", 8, 900.0, None, f"2 {SCRIPT}"),
        ("ladder", "licences", "", "in the country", 7, 900.0, None, "away"),
        ("ladder", "licences", "", "counted", 7, 720.0, None, ""),
        ("set_aside", "licences", "MN", "expired", 1, 800.0, 720.0, "1 of 1 with a boundary"),
        ("set_aside", "licences", "MN", "no place", 2, None, 720.0, "0 of 2 with a boundary"),
        ("in_force_both_ways", "licences", "", "in force by dates", 6, 700.0, 900.0, ""),
        ("union_vs_sum", "licences", "MN-1", "land", 7, 10.0, 10.0, "overlaps"),
        ("union_vs_sum", "licences", "MN", "land", 7, 720.0, 900.0, "overlaps"),
        ("area_vs_official", "soum_boundaries", "MN-1", "area of the province", 2, 20.0, 19.0, "n"),
        ("area_vs_official", "soum_boundaries", "MN-2", "area of the province", 2, None, 5.0, "n"),
    ]
    names = ["check", "dataset", "unit_id", "step", "rows", "area_ha", "reference_area_ha", "note"]
    conserved = [
        conserve("licences", 10 + lost, range(2, 12 + lost), range(2, 9), range(9, 12)),
        conserve("population", 3, [2, 3, 4], [2, 3], [4]),
    ]
    table = pd.concat([pd.DataFrame(rows, columns=names), *conserved], ignore_index=True)
    table = table.reindex(columns=COLUMNS)
    table["difference_ha"] = table["area_ha"] - table["reference_area_ha"]
    table["difference_pct"] = 100 * table["difference_ha"] / table["reference_area_ha"]
    return table


def issues() -> pd.DataFrame:
    licences = IssueLog("licences", "a.csv")
    licences.add("file.layers", "warn", found="2 layers", expected="one", action="Name it.")
    for row in range(12):
        licences.add(
            "licence.duplicate",
            "warn",
            source_row=row,
            found=SCRIPT,
            expected="one row",
            action="Kept." if row else "Not kept.",
            area_ha=10,
        )
    people, figures = IssueLog("population", "b.csv"), IssueLog("rehabilitation", "c.csv")
    people.add("population.missing", "warn", found="1", expected="a number", action="Left out.")
    figures.add(
        "rehabilitation.negative", "row", rows=[4, 7], found="-5", expected="0", action="Set aside."
    )
    return pd.concat([log.frame() for log in (licences, people, figures)], ignore_index=True)


def page(table=None, found=None, **changes) -> str:
    given = {
        "reconciliation": reconciliation() if table is None else table,
        "issues": issues() if found is None else found,
        "codes": CODES,
        "provinces": pd.DataFrame(
            {
                "province_id": ["MN-1"],
                "name_en": ["West & <b>East</b>"],
                "name_mn": ["Баруун & <b>"],
            }
        ),
        "soums": pd.DataFrame(
            {"soum_id": ["MN0001"], "name_en": ["Baruun"], "name_mn": ["Баруун"]}
        ),
        "indicators": frames.indicators(),
        "catalogue": frames.catalogue(),
        "provenance": frames.provenance()
        | {
            "config": {
                "country": {"country_id": "MN", "name_en": "Mongolia", "name_mn": "Монгол Улс"}
            }
        },
    }
    return quality_page(**{**given, **changes})
