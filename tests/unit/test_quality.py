"""The quality page: ladders with their issues, kinds with cause and cure, effects."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from nutag.issue_codes import IssueCode
from nutag.issues import IssueLog
from nutag.quality import checks, doubled, kinds, ladders, quality_page
from nutag.reconciliation import COLUMNS

CODES = {
    "file.layers": IssueCode("file.layers", ("warn",), "file", (), "Cause 1.", "Cure 1."),
    "licence.duplicate": IssueCode(
        "licence.duplicate", ("warn",), "distinct", (18,), "Cause 2.", "Cure 2."
    ),
    "population.missing": IssueCode(
        "population.missing", ("warn",), "in force", (42,), "Cause 3.", "Cure 3."
    ),
}


def reconciliation() -> pd.DataFrame:
    rows = [
        ("ladder", "licences", "", "rows in", 10, None, None, ""),
        ("ladder", "licences", "", "distinct", 8, 900.0, None, "2 <duplicate>"),
        ("ladder", "licences", "", "in the country", 8, 900.0, None, ""),
        ("ladder", "licences", "", "counted", 8, 720.0, None, ""),
        ("ladder", "population", "", "rows in", 3, None, None, ""),
        ("ladder", "population", "", "counted", 2, None, None, ""),
        ("set_aside", "licences", "MN", "expired", 1, 800.0, 720.0, ""),
        ("area_vs_official", "soum_boundaries", "MN-901", "area", 2, 20.0, 19.0, ""),
    ]
    names = ["check", "dataset", "unit_id", "step", "rows", "area_ha", "reference_area_ha", "note"]
    table = pd.DataFrame(rows, columns=names).reindex(columns=COLUMNS)
    table["difference_ha"] = table["area_ha"] - table["reference_area_ha"]
    return table


def issues() -> pd.DataFrame:
    log = IssueLog("licences", "a.csv")
    log.add("file.layers", "warn", found="2 layers", expected="one", action="Name it in `layer`.")
    for row in range(12):
        log.add(
            "licence.duplicate",
            "warn",
            source_row=row,
            found="<script>alert(1)</script>",
            expected="one row",
            action="Kept.",
            area_ha=10,
        )
    people = IssueLog("population", "b.csv")
    people.add(
        "population.missing", "warn", found="1 soum", expected="a number", action="Left out."
    )
    return pd.concat([log.frame(), people.frame()], ignore_index=True)


def page() -> str:
    return quality_page(
        reconciliation=reconciliation(), issues=issues(), codes=CODES, provenance={"nutag": "1"}
    )


def test_every_kind_stands_at_its_step_and_none_is_left_out():
    licences, population = ladders(reconciliation(), issues(), CODES)
    at = {step["name"]: step["kinds"] for step in licences["steps"]}
    assert at == {
        "rows in": [("file.layers", 1)],
        "distinct": [("licence.duplicate", 12)],
        "in the country": [],
        "counted": [],
    }
    # A step that a dataset does not have: the next one that it has.
    assert population["steps"][-1]["kinds"] == [("population.missing", 1)]
    assert [step["share"] for step in licences["steps"]] == [100, 80, 80, 80]


def test_kinds_come_with_cause_cure_and_hectares():
    found = {kind["code"]: kind for kind in kinds(issues(), CODES)}
    duplicate = found["licence.duplicate"]
    assert (duplicate["count"], duplicate["area"]) == (12, 120)
    assert (duplicate["cause"], duplicate["cure"]) == ("Cause 2.", "Cure 2.")
    assert len(duplicate["messages"]) == 10
    assert found["file.layers"]["area"] is None


def test_a_code_without_an_entry_is_shown_all_the_same():
    assert {kind["code"] for kind in kinds(issues(), {})} == set(CODES)
    assert (
        sum(len(step["kinds"]) for step in ladders(reconciliation(), issues(), {})[0]["steps"]) == 2
    )


def test_double_counting_is_the_sum_less_the_union():
    assert doubled(reconciliation()) == {
        "sum": 900,
        "union": 720,
        "difference": 180,
        "percent": pytest.approx(25),
    }
    no_polygons = reconciliation().assign(area_ha=None)
    assert doubled(no_polygons) is None


def test_effects_stand_apart_from_other_checks():
    assert [check["id"] for check in checks(reconciliation(), among=True)] == ["set_aside"]
    assert [check["id"] for check in checks(reconciliation(), among=False)] == ["area_vs_official"]


def test_the_page_needs_no_script_and_no_network_and_names_stay_text():
    text = page()
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "2 &lt;duplicate&gt;" in text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert "Name it in <code>layer</code>." in text
    assert "not a violation" in text
    assert page() == text


def test_every_link_inside_the_page_leads_somewhere():
    class Links(HTMLParser):
        def __init__(self):
            super().__init__()
            self.ids, self.targets = set(), set()

        def handle_starttag(self, tag, attrs):
            values = dict(attrs)
            if "id" in values:
                assert values["id"] not in self.ids
                self.ids.add(values["id"])
            if values.get("href", "").startswith("#"):
                self.targets.add(values["href"][1:])

    links = Links()
    links.feed(page())
    assert links.targets <= links.ids
    assert "licences-licence.duplicate" in links.targets


def test_no_issues_and_no_polygons_make_a_page_too():
    table = reconciliation().assign(area_ha=None)
    empty = issues().head(0)
    text = quality_page(reconciliation=table, issues=empty, codes=CODES, provenance={})
    assert "From rows to figures" in text
