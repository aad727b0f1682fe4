import copy
import shutil
from pathlib import Path

import pytest
import yaml
from squares import one_issue

from nutag.config import check_config, check_run, layered
from nutag.config_files import configured_in, read_config
from nutag.data_files import check_files, find_file
from nutag.issues import InputError

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "workflow" / "schemas" / "config.schema.yaml"
BUNDLED = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))


def faults(change):
    """Return the issues of the bundled configuration after a change."""
    config = copy.deepcopy(BUNDLED)
    change(config)
    with pytest.raises(InputError) as error:
        check_config(config, SCHEMA)
    assert {issue.severity for issue in error.value.issues} == {"stop"}
    return error.value.issues


def message(change):
    return one_issue(faults(change), "config.invalid").message


def test_the_bundled_configuration_passes():
    check_config(BUNDLED, SCHEMA)


def test_an_unknown_key_is_refused_with_the_nearest():
    text = message(lambda c: c["measuring"].update(thread=2))
    assert text.startswith(
        "configuration: measuring: found unknown key `thread`; expected one of licensed_area_from, "
    )
    assert text.endswith("Did you mean `threads`?")


def test_an_unknown_key_that_is_like_no_other():
    text = message(lambda c: c.update(zzzzzz=1))
    assert text == (
        "configuration: the top level: found unknown key `zzzzzz`; expected one of country, "
        "measuring, indicators, maps, datasets. Remove it."
    )


def test_every_missing_key_is_named():
    def change(config):
        del config["measuring"]["threads"], config["measuring"]["count_min_area_ha"]

    assert [issue.message for issue in faults(change)] == [
        f"configuration: measuring: found no key `{key}`; expected that key. "
        "Add it; config/config.yaml has the default."
        for key in ("count_min_area_ha", "threads")
    ]


def test_a_word_outside_its_vocabulary():
    text = message(lambda c: c["measuring"].update(licensed_area_from="guesses"))
    assert text == (
        "configuration: measuring.licensed_area_from: found 'guesses'; expected one of "
        "statistics, polygons. Change the value."
    )


def test_a_wrong_type_is_explained_by_the_schema():
    text = message(lambda c: c["country"].update(analysis_crs=5))
    assert text == (
        "configuration: country.analysis_crs: found 5; expected a value of the type string. "
        "Equal-area CRS of every area (PROJ string, WKT or code)."
    )


def test_a_number_out_of_range():
    text = message(lambda c: c["measuring"].update(threads=0))
    assert text == (
        "configuration: measuring.threads: found 0; expected a number of 1 or more. "
        "Change the value."
    )


def test_a_pattern_that_is_no_regular_expression():
    text = message(lambda c: c["measuring"].update(common_mineral_code="^(MV"))
    assert text.startswith(
        "configuration: measuring.common_mineral_code: found '^(MV'; expected a valid regex."
    )
    text = message(
        lambda c: c["datasets"]["licences"].update(
            exclude=[{"column": "a", "pattern": "[", "reason": "r"}]
        )
    )
    assert "configuration: datasets.licences.exclude.0.pattern: found '['" in text


def test_a_fault_in_a_block_that_may_be_null_is_said_of_the_block():
    text = message(lambda c: c["datasets"]["licence_statistics"].update(colums={}))
    assert text.startswith(
        "configuration: datasets.licence_statistics: found unknown key `colums`; expected one of "
    )
    assert text.endswith("Did you mean `columns`?")


def test_the_statistics_may_be_left_out():
    config = copy.deepcopy(BUNDLED)
    config["datasets"]["licence_statistics"] = None
    check_config(config, SCHEMA)


def test_all_faults_are_shown_at_once():
    def change(config):
        config["measuring"]["threads"] = 0
        config["maps"]["classes"] = 99
        config["datasets"]["licences"]["coverage"] = "most"
        config["surprise"] = True

    keys = {issue.key for issue in faults(change)}
    assert keys == {
        "measuring.threads",
        "maps.classes",
        "datasets.licences.coverage",
        "the top level",
    }


def test_a_layer_changes_what_it_names_and_nothing_else():
    below = {"a": {"b": 1, "c": [1, 2]}, "d": 2}
    assert layered(below, {"a": {"c": [3]}}) == {"a": {"b": 1, "c": [3]}, "d": 2}
    assert below == {"a": {"b": 1, "c": [1, 2]}, "d": 2}


def test_a_block_with_another_file_keeps_nothing_of_the_file_below():
    below = {"datasets": {"licences": {"path": "a.csv", "version": 1, "coverage": "sample"}}}

    def licences(**block):
        return layered(below, {"datasets": {"licences": block}})["datasets"]["licences"]

    assert licences(path="b.gpkg", crs="EPSG:32648") == {"path": "b.gpkg", "crs": "EPSG:32648"}
    # The same file, or no word of the file: the rest stays.
    assert licences(path="a.csv", version=2) == {
        "path": "a.csv",
        "version": 2,
        "coverage": "sample",
    }
    assert licences(version=2) == {"path": "a.csv", "version": 2, "coverage": "sample"}


def test_a_dataset_can_be_taken_out_by_a_layer():
    below = {"datasets": {"licence_statistics": {"path": "a.csv"}}}
    merged = layered(below, {"datasets": {"licence_statistics": None}})
    assert merged == {"datasets": {"licence_statistics": None}}


def test_faults_of_keys_and_of_files_are_shown_together(tmp_path):
    config = copy.deepcopy(BUNDLED)
    config["measuring"]["threads"] = 0
    config["datasets"]["licences"]["path"] = "no/such.csv"
    config["indicators"]["catalogue"] = "no/such.yaml"
    with pytest.raises(InputError) as error:
        check_run(config, SCHEMA, [ROOT])
    threads, licences, catalogue = error.value.issues
    assert threads.key == "measuring.threads"
    assert licences.code == "file.missing"
    assert catalogue.message == (
        "configuration: indicators.catalogue: found no/such.yaml, which is no file; expected the "
        "catalogue of indicators. Mend the path."
    )
    check_run(BUNDLED, SCHEMA, [tmp_path, ROOT])


def test_the_first_root_wins(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "both.csv").write_text("x")
    (second / "one.csv").write_text("x")
    assert find_file("both.csv", [first, second]) == first / "both.csv"
    assert find_file("one.csv", [first, second]) == second / "one.csv"
    assert find_file(str(second / "one.csv"), [first]) == second / "one.csv"
    assert find_file("none.csv", [first, second]) is None


def test_missing_and_empty_files_are_reported_together(tmp_path):
    (tmp_path / "licences.gpkg").write_text("x")
    (tmp_path / "soums.csv").write_text("")
    datasets = {
        "licences": {"path": "licence.gpkg"},
        "soums": {"path": "soums.csv"},
        "population": {"path": "nowhere/people.csv"},
        "livestock": None,
        "provinces": {"path": "licences.gpkg"},
    }
    with pytest.raises(InputError) as error:
        check_files(datasets, [tmp_path])
    licences, soums, population = error.value.issues
    assert [i.severity for i in error.value.issues] == ["stop"] * 3
    assert licences == one_issue([licences], "file.missing")
    assert licences.message == (
        "licences (licence.gpkg): found no such file; expected a file with data. "
        "Mend `datasets.licences.path` in the configuration. Files there: licences.gpkg."
    )
    assert soums == one_issue([soums], "file.empty")
    assert soums.message == (
        "soums (soums.csv): found an empty file; expected a file with data. "
        "Mend `datasets.soums.path` in the configuration."
    )
    assert population.message.endswith("configuration. The folder nowhere does not exist.")


def test_files_that_are_there_pass(tmp_path):
    (tmp_path / "a.csv").write_text("x")
    check_files({"licences": {"path": "a.csv"}, "soums": None}, [tmp_path])


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError) as error:
        check_files({"soums": {"path": "folder"}}, [tmp_path])
    issue = one_issue(error.value.issues, "file.folder")
    assert issue.message == (
        "soums (folder): found a folder; expected a file with data. "
        "Mend `datasets.soums.path` in the configuration."
    )


def test_another_inventory_takes_no_survey_with_it():
    below = {"datasets": {"rehabilitation": {"path": "a"}, "survey_coverage": {"path": "s"}}}
    own = {"datasets": {"rehabilitation": {"path": "b"}}}
    assert layered(below, own)["datasets"]["survey_coverage"] is None
    own["datasets"]["survey_coverage"] = {"path": "t"}
    assert layered(below, own)["datasets"]["survey_coverage"] == {"path": "t"}
    assert layered(below, {"datasets": {}})["datasets"]["survey_coverage"] == {"path": "s"}


@pytest.mark.parametrize("bbox", [[120, 41, 87, 52], [87, 52, 120, 41], [-1000, -50, 1000, 50]])
def test_a_bbox_in_another_order_is_refused(bbox):
    config = copy.deepcopy(BUNDLED)
    config["country"]["bbox"] = bbox
    with pytest.raises(InputError) as error:
        check_run(config, SCHEMA, [ROOT])
    issue = one_issue(error.value.issues, "config.invalid")
    assert issue.message == (
        f"configuration: country.bbox: found {bbox}; expected west, south, east, north in degrees. "
        "Put them in this order."
    )


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"measuring:\n  threads: 2\n bad: [1\n", "line 3"),
        ("name: Говь".encode("cp1251"), "bytes that are not UTF-8 (at byte 6)"),
        (
            b"maps:\n  classes: 4\n  classes: 5\n",
            "the key `classes` twice, first in line 2, then in line 3; ",
        ),
        (
            b"a: !!python/object/apply:os.system ['touch ran']\n",
            "the tag tag:yaml.org,2002:python/object/apply:os.system in line 1; ",
        ),
        (
            b'path: "data\\user\\x.csv"\n',
            "expected escape sequence of 4 hexadecimal numbers, but found 's' in line 1; ",
        ),
        (b"a: &a {b: 1}\nc: {<<: *a, b: 2}\nd: [*a", "line 3"),
        (b"just words", "found no keys; expected YAML with keys at the top."),
    ],
)
def test_a_file_that_is_no_configuration_is_named_with_its_line(tmp_path, content, found):
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_config(path)
    issue = one_issue(error.value.issues, "config.unreadable")
    assert issue.message.startswith(f"configuration ({path}): found ")
    assert found in issue.message


def test_a_configuration_is_read(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("measuring: {threads: 2}", encoding="utf-8")
    assert read_config(path) == {"measuring": {"threads": 2}}


def test_braces_in_a_path_are_refused(tmp_path):
    (tmp_path / "a{b}.csv").write_text("x")
    with pytest.raises(InputError) as error:
        check_files({"soums": {"path": "a{b}.csv"}}, [tmp_path])
    issue = one_issue(error.value.issues, "file.braces")
    assert issue.message == (
        "soums (a{b}.csv): found braces in the path; expected a file with data. Mend "
        "`datasets.soums.path` in the configuration. Rename the file or folder."
    )


def test_json_and_dates_are_read_as_they_are_written(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text('{\n\t"maps": {"classes": 4}\n}', encoding="utf-8")
    assert read_config(path) == {"maps": {"classes": 4}}
    path.write_text("version: 2012-12-31", encoding="utf-8")
    assert read_config(path) == {"version": "2012-12-31"}


def test_braces_in_the_path_of_the_catalogue_are_refused(tmp_path):
    shutil.copy(ROOT / "data" / "indicators.yaml", tmp_path / "a{b}.yaml")
    config = copy.deepcopy(BUNDLED)
    config["indicators"]["catalogue"] = "a{b}.yaml"
    with pytest.raises(InputError) as error:
        check_run(config, SCHEMA, [tmp_path, ROOT])
    assert "with braces; expected a path without them" in error.value.issues[0].message


def test_a_configuration_runs_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.yaml"
    for tag in ("object/apply:os.system", "object/new:os.system", "name:os.system", "module:os"):
        path.write_text(f"a: !!python/{tag} ['touch ran']")
        with pytest.raises(InputError) as error:
            read_config(path)
        message = one_issue(error.value.issues, "config.unreadable").message
        assert message.endswith(
            f"found the tag tag:yaml.org,2002:python/{tag} in line 1; expected YAML with keys at "
            "the top. Remove the tag: a configuration is plain text and numbers, and runs nothing."
        )
    assert [p.name for p in tmp_path.iterdir()] == ["mine.yaml"]


def test_a_merged_key_may_be_given_again(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("a: &a {b: 1, c: 2}\nd: {<<: *a, b: 3}\n")
    assert read_config(path)["d"] == {"b": 3, "c": 2}


def test_a_key_is_found_in_the_file_that_wins(tmp_path):
    below, above = tmp_path / "below.yaml", tmp_path / "above.yaml"
    below.write_text("datasets:\n  licences:\n    path: a.csv\n  soums: {path: b}\n")
    above.write_text("\n\ndatasets: {licences: {path: c.csv}}\n")
    files, roots = [below, above], [tmp_path]
    assert configured_in("datasets.licences.path", files, roots) == "above.yaml line 3"
    assert configured_in("datasets.soums.path", files, roots) == "below.yaml line 4"
    assert configured_in("datasets.soums.layer", files, roots) == ""
    assert configured_in("datasets.soums.path", files, [tmp_path / "x"]) == f"{below} line 4"


def test_a_backslash_in_double_quotation_marks_is_explained(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text('datasets: {licences: {path: "data\\new.csv"}}')
    config = read_config(path)
    with pytest.raises(InputError) as error:
        check_files(config["datasets"], [tmp_path], [path])
    assert error.value.issues[0].action == (
        "Mend `datasets.licences.path`, configured in mine.yaml line 1. In double quotation marks "
        "a backslash changes the letter after it: write /."
    )
