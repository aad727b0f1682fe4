import pandas as pd
import profileframes as frames
import pytest
import webframes
from htmltree import tree, words

from nutag import charts
from nutag.messages import messages
from nutag.page import templates

NAMES = {"MN-000": "Umnugovi", "MN-001": "B", "MN-002": "C", "MN-003": "D"}


def drawn(macro: str, *arguments: object, language: str = "en"):
    module = templates(language).get_template("charts.html").module
    return tree(f"<div>{getattr(module, macro)(*arguments)}</div>")


def ranked(sample: bool = False, **changes: pd.DataFrame) -> charts.Bars:
    tables = {"reconciliation": frames.reconciliation(), "indicators": frames.indicators()}
    return charts.provinces_ranked(*(tables | changes).values(), NAMES, sample=sample)


def test_polygons_stand_beside_the_statistics_as_the_check_has_them():
    bars = ranked()
    assert bars.keys == ("polygons", "statistics")
    assert [(row.name, row.values) for row in bars.rows] == [
        ("B", (20, 200)),
        ("Umnugovi", (100, 50)),
        ("C", (None, 10)),
        ("D", (None, None)),
    ]
    assert bars.rows[0].lengths == (10, 100)
    assert bars.notes == ("polygons of 2018-12 against statistics of 2021-01",)
    assert bars.why == ""


def test_a_sample_is_no_bar():
    bars = ranked(sample=True)
    assert bars.keys == ("statistics",)
    assert bars.rows[0].values == (200,)
    assert "no measure of a province" in bars.why


def test_without_statistics_the_polygons_stand_alone_and_it_is_said():
    sums = frames.indicators()
    own = sums[(sums["indicator_id"] == "L01") & (sums["unit_level"] == "province")]
    sums = pd.concat([sums, own.assign(indicator_id="L00", unit="ha")])
    bars = ranked(reconciliation=frames.reconciliation()[:2], indicators=sums)
    assert bars.keys == ("polygons",)
    assert [row.values for row in bars.rows] == [(999,), (30,), (10,), (0,)]
    assert bars.why == charts.NO_STATISTICS


def test_without_any_area_the_chart_says_why():
    bars = ranked(reconciliation=frames.reconciliation()[:0])
    assert bars.rows == ()
    node = drawn("ranking", bars, "Label")
    assert "No licence statistics are configured." in words(node)
    assert node.find(".//table") is None


def test_a_bar_has_its_number_and_a_missing_one_its_words():
    node = drawn("ranking", ranked(), "Label")
    heads = [words(cell) for cell in node.findall(".//thead//th")]
    assert heads[2:] == ["polygons, 2018-12, ha", "official statistics, 2021-01, ha"]
    rows = [[words(cell) for cell in row] for row in node.findall(".//tbody/tr")]
    assert rows[0] == ["B", "", "20", "200"]
    assert rows[2] == ["C", "", "no figure", "10"]
    assert node.find(".//caption").text == "Label"
    assert [len(row.findall(".//svg")) for row in node.findall(".//tbody/tr")] == [2, 2, 1, 0]
    assert all(svg.get("aria-hidden") == "true" for svg in node.findall(".//svg"))
    links = [link.get("href") for link in node.findall(".//a")]
    assert links[0] == "profiles/MN-001.html"


def test_the_ladder_says_what_is_left_and_what_is_gone():
    steps = charts.counted(frames.reconciliation())
    assert [(step.rows, step.length, step.gone) for step in steps] == [(10, 100, 0), (8, 80, 2)]
    node = drawn("ladder", steps, "Label")
    rows = [[words(cell) for cell in row] for row in node.findall(".//tbody/tr")]
    assert rows[1:] == [["In force", "", "8", "−2", "500"], ["2 not in force"]]
    assert "No licence register was read." in words(drawn("ladder", (), "Label"))


def test_holders_are_a_view_of_their_table():
    table = frames.holders()
    found = charts.concentration(table, "province", "MN-000")
    assert [row["holder"] for row in found.rows] == ["Алтан Өндөр ХХК", webframes.CLOSER]
    assert [row["length"] for row in found.rows] == [100, 25]
    assert found.share == 100
    assert found.named == 2
    assert [row["licence_count"] for row in found.others] == [1, 1]
    one = charts.concentration(table, "province", "MN-000", most=1)
    assert one.share == pytest.approx(80)
    text = words(drawn("holders", one, "Label"))
    assert "The largest holder has 80.0 % of the licensed area; 2 holders are named." in text
    mongolian = words(drawn("holders", one, "Label", language="mn"))
    assert "80.0 хувь" in mongolian


def test_a_unit_without_holders_says_so():
    found = charts.concentration(frames.holders(), "province", "MN-001")
    assert found.why == charts.NO_REGISTER
    assert "No licence counts here." in words(drawn("holders", found, "Label"))


def test_the_area_over_time_is_that_of_the_indicator_table():
    found = charts.over_time(frames.indicators(), "province", "MN-000")
    assert [period for period, _ in found.rows] == ["2021-01", "2022-12", "2026-07"]
    assert found.rows[-1][1] == {"L12": 740000, "L12_exploration": 444000, "L12_mining": 296000}
    assert found.flags == ()
    node = drawn("over_time", found, "Label")
    assert node.find(".//svg").attrib["aria-label"] == "Label"
    assert len(node.findall(".//circle")) == 9
    cells = [words(cell) for cell in node.findall(".//tbody/tr")[-1]]
    assert cells == ["2026-07", "740,000", "444,000", "296,000"]


@pytest.mark.parametrize(
    ("periods", "why"),
    [
        (0, "No licence statistics are configured."),
        (1, "Statistics of one month-end only."),
        (3, "Fewer than two month-ends have a figure."),
    ],
)
def test_without_a_line_the_chart_says_why(periods, why):
    table = frames.indicators()
    own = table["indicator_id"].eq("L12") & table["unit_level"].eq("country")
    months = table[own][:periods]
    if periods == 3:
        months = months.assign(value=None, state="surveyed_no_figure")
    found = charts.over_time(months, "country", "MN")
    assert found.chart is None
    assert why in words(drawn("over_time", found, "Label"))
    if periods:
        assert messages("mn").gettext(why) in words(
            drawn("over_time", found, "Label", language="mn")
        )
        assert len(drawn("over_time", found, "Label").findall(".//tbody/tr")) == periods
