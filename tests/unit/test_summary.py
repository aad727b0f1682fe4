import os

import pytest

from nutag.summary import forget_stale_maps, run_summary

HEAD = "unit_level,unit_id,indicator_id,value,state,unit,year,n,n_of,flags,note,period,source\n"


@pytest.fixture
def results(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "checks").mkdir()

    def write(indicators, issues=""):
        text = "\ufeff" + HEAD + indicators
        (tmp_path / "tables" / "indicators.csv").write_text(text, encoding="utf-8")
        text = "\ufeffissue_id,severity\n" + issues
        (tmp_path / "checks" / "issues.csv").write_text(text, encoding="utf-8")
        return run_summary(tmp_path).splitlines()

    return write


def test_headline_figures_say_that_they_are_lower_bounds_and_of_how_many(results):
    lines = results(
        "country,MN,L01_ha,5000.04,value,ha,2026,22,22,declared_sum,,2026-07,x\n"
        "country,MN,R01,1109.3,value,ha,2012,3,22,lower_bound;rounded,,2012,x\n"
        "country,MN,L12,1.0,value,ha,2021,22,22,,,2021-01,x\n"
        "province,MN-053,L01_ha,7.0,value,ha,2026,,,,,2026-07,x\n"
    )
    assert lines[:4] == [
        "",
        "nutag is done.",
        "  5,000 ha under licence (2026-07, from 22 of 22 units)",
        "  at least 1,109.3 ha reported without rehabilitation (2012, from 3 of 22 units)",
    ]
    assert lines[-1] == "  These indicators show exposure or pressure, not a violation."


def test_a_figure_that_is_missing_is_no_zero(results):
    lines = results("country,MN,L02_ha,,not_covered,ha,,,,,,,\n")
    assert lines[2] == "  No figure under mining licence: not covered"


def test_a_figure_without_a_date(results):
    lines = results("country,MN,L02_ha,5,value,ha,,,,,,,\n")
    assert lines[2] == "  5 ha under mining licence (undated)"


def test_issues_are_counted_by_severity(results):
    lines = results("", "a,warn\nb,row\nc,warn\nd,info\n")
    assert lines[2].startswith("  Issues of the input: 1 fault of a row, 2 warnings, 1 note (see ")


def test_no_issues(results):
    assert results("")[2].startswith("  Issues of the input: none (see ")


def test_a_folder_without_results_has_a_summary_all_the_same(tmp_path):
    assert "nutag is done." in run_summary(tmp_path)


def test_a_run_without_maps_has_none_to_remove(tmp_path):
    (tmp_path / "provenance.json").write_text("{}")
    forget_stale_maps(tmp_path, ["provinces_L01"])


def test_maps_of_an_earlier_run_are_removed(tmp_path):
    maps = tmp_path / "maps"
    maps.mkdir()
    for name in (
        "soums_L01_mn.svg",
        "soums_L01.pdf",
        "provinces_L01_mn.png",
        "soums.html",
        "field_photo.png",
    ):
        (maps / name).write_text("drawn")
        os.utime(maps / name, (1, 1))
    forget_stale_maps(tmp_path, ["provinces_L01"])
    assert len(list(maps.iterdir())) == 5  # nothing says which run they are of
    (tmp_path / "provenance.json").write_text("{}")
    (maps / "soums_R03.png").write_text("asked for")
    os.utime(maps / "soums_R03.png", None)
    forget_stale_maps(tmp_path, ["provinces_L01"])
    assert sorted(path.name for path in maps.iterdir()) == [
        "field_photo.png",
        "provinces_L01_mn.png",
        "soums_R03.png",
    ]


def test_the_ladder_of_the_licences_in_one_line(results, tmp_path):
    head = "check,dataset,step,rows,area_ha\n"
    ladder = (
        "ladder,soums,rows in,339,\n"
        "ladder,licences,rows in,3447,\n"
        "ladder,licences,parsed,3420,9000.6\n"
        "ladder,licences,geometry,3420,9000.6\n"
        "ladder,licences,distinct,3412,8900.4\n"
        "ladder,licences,counted,3412,8728.4\n"
        "conservation,licences,without a word,0,\n"
    )
    path = tmp_path / "checks" / "reconciliation.csv"
    path.write_text(head + ladder, "utf-8-sig")
    (tmp_path / "checks" / "quality.html").write_text("", "utf-8")
    lines = results("")
    assert lines[2] == (
        "  Rows of licences: 3,447 rows in → 3,420 parsed → 3,412 distinct → 3,412 counted "
        "(8,728 ha)"
    )
    assert lines[3].endswith("none (see " + str(tmp_path / "checks" / "quality.html") + ")")
    path.write_text(head + ladder.replace("word,0", "word,2"), "utf-8-sig")
    assert "  2 rows neither count nor have an issue: a fault of nutag, report it" in results("")
