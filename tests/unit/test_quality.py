"""The page on quality: ladders with their issues, kinds with cause and cure, effects."""

from html.parser import HTMLParser

import pandas as pd
import pytest
from qualityframes import CODES, SCRIPT, issues, page, reconciliation

from nutag import quality
from nutag.page import code_spans


def kinds():
    return quality.issue_kinds(issues(), CODES)


def test_every_kind_stands_at_its_step_and_none_is_left_out():
    licences, population, soums = quality.ladders(reconciliation(), kinds())
    at = {step["step"]: [kind["code"] for kind in step["kinds"]] for step in licences["steps"]}
    assert at == {
        "rows in": ["file.layers"],
        "distinct": ["licence.duplicate"],
        "in the country": [],
        "counted": [],
    }
    # A step that a dataset does not have: the next one that it has.
    assert [kind["code"] for kind in population["steps"][-1]["kinds"]] == ["population.missing"]
    assert [step["share"] for step in licences["steps"]] == [100, 80, 70, 70]
    # Two are said in the note of their step, one is not.
    assert [step["gone"] for step in licences["steps"]] == [0, 0, 1, 0]
    assert [one["intact"] for one in (licences, population, soums)] == [False, False, True]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Camps: withheld, because camps are private."),
        ("mn", "Өвөлжөө, хаваржаа: өвөлжөө, хаваржаа хувийн мэдээлэл тул нийтлэхгүй."),
    ],
)
def test_of_private_layers_there_is_no_ladder_and_the_page_says_why(language, said):
    assert "camps" not in [one["dataset"] for one in quality.ladders(reconciliation(), kinds())]
    assert said in page(), language


def test_kinds_come_with_cause_cure_rows_and_hectares():
    found = {kind["code"]: kind for kind in kinds()}
    assert next(iter(found)) == "rehabilitation.negative"  # the gravest first
    duplicate = found["licence.duplicate"]
    assert (duplicate["count"], duplicate["rows"], duplicate["area_ha"]) == (12, 12, 120)
    assert (duplicate["cause"], duplicate["cure"]) == ("Cause 2.", "Cure 2.")
    assert duplicate["actions"] == [("Kept.", 11), ("Not kept.", 1)]
    assert (len(duplicate["first"]), duplicate["more"]) == (5, 7)
    assert found["file.layers"]["area_ha"] is None
    assert found["rehabilitation.negative"]["rows"] == 2


def test_a_code_without_an_entry_is_shown_all_the_same():
    unknown = quality.issue_kinds(issues(), {})
    assert {kind["code"] for kind in unknown} == set(CODES)
    licences = quality.ladders(reconciliation(), unknown)[0]
    assert sum(len(step["kinds"]) for step in licences["steps"]) == 2


def test_effects_on_the_land_under_licence():
    found = quality.effects(reconciliation(), "MN")
    assert (found["union_ha"], found["sum_ha"]) == (720, 900)
    assert [row["difference_ha"] for row in found["set_aside"]] == [80, None]
    assert [row["difference_ha"] for row in found["both_ways"]] == [-200]
    assert found["boundaries"] == {
        "ours": "20",
        "theirs": "19",
        "difference": "+1",
        "percentage": "+5.26",
    }
    nothing = quality.effects(reconciliation().assign(check="ladder"), "MN")
    assert (nothing["union_ha"], nothing["set_aside"]) == (None, [])


def test_two_sources_side_by_side_where_both_have_a_number():
    area, overlaps = quality.comparisons(reconciliation(), {"MN-1": "West"})
    assert area["name"] == "Areas of the boundaries against official areas: area of the province"
    (row,) = area["rows"]
    assert (row["unit"], row["ours"], row["theirs"]) == ("West", "20.0", "19.0")
    assert (row["difference"], row["percentage"]) == ("+1.0", "+5.26")
    assert [row["difference"] for row in overlaps["rows"]] == ["0", "−180.0"]
    assert overlaps["notes"] == "overlaps"


def test_of_many_units_the_largest_differences_are_shown():
    many = pd.DataFrame(
        {
            "check": "area_vs_official",
            "step": "area of the soum",
            "unit_id": [f"MN{i:04d}" for i in range(40)],
            "area_ha": [100.0 + i for i in range(40)],
            "reference_area_ha": 100.0,
            "note": "",
        }
    )
    many["difference_ha"] = many["difference_pct"] = many["area_ha"] - 100
    (found,) = quality.comparisons(many, {})
    assert [row["unit"] for row in found["rows"][:2]] == ["MN0039", "MN0038"]
    assert (len(found["rows"]), found["more"]) == (30, 10)


def test_the_page_reads_without_script_and_network_and_names_stay_text():
    text = page()
    assert text == page()
    assert SCRIPT not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "West &amp; &lt;b&gt;East&lt;/b&gt;" in text
    assert "Баруун &amp; &lt;b&gt;" in text
    assert "<script src" not in text
    assert 'href="http' not in text
    assert text.count("These indicators show exposure or pressure, not a violation.") == 2
    assert "10 rows in = 7 that count + 3 set aside with an issue" in text
    assert "180 ha less than the sum of the licences" in text
    assert "файлын 10 мөр = тоологдсон 7 + асуудалтай хасагдсан 3" in text
    assert '<span lang="en">Cause 2.</span>' in text
    assert text.count("Cause 4.") == 1  # in English only
    assert "<dd>Утга 4.</dd>" in text
    assert "<dd>Засах <code>x</code>.</dd>" in text
    assert "≥ 1,109.3 га" in text
    assert "≥ 1,109.3 ha" in text  # the headline figure that set-aside figures are not in
    assert "Set <code>layer</code>" in text


def test_a_row_that_was_lost_is_no_secret():
    assert "without a word" not in page()
    text = page(reconciliation(lost=2))
    assert "2 rows without a word: a fault of this program" in text
    assert '<div class="tile bad">' in text


def test_words_in_backticks_are_code_and_the_rest_is_escaped():
    assert code_spans("Set `crs: <x>` & go") == "Set <code>crs: &lt;x&gt;</code> &amp; go"


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
    assert "issue-licences-licence-duplicate-warn" in links.targets


@pytest.mark.parametrize("table", ["no polygons", "no ladders"])
def test_no_issues_and_no_polygons_make_a_page_too(table):
    rows = reconciliation().assign(area_ha=None, difference_ha=None)
    if table == "no ladders":
        rows = rows.iloc[:0]
    text = page(rows, issues().head(0))
    assert "No issue was found in the input." in text
    assert "There is no second source of any number." in text
