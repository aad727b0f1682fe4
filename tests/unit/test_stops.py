import pandas as pd

from nutag.issues import COLUMNS, Issue
from nutag.stops import (
    STOPPED,
    beside_log,
    configuration_passes,
    forget_stops,
    gather_stops,
    write_stops,
)


def stop(dataset, found="=no such file"):
    return Issue(dataset, "file.missing", "stop", found, "a file", "Mend it.", file="a.csv")


def jobs_that_stop(folder):
    logs = folder / "logs"
    write_stops([stop("population")], beside_log(logs / "standardise_population.log"))
    write_stops([stop("licences")], beside_log(logs / "standardise_licences.log"))


def read(folder):
    return pd.read_csv(folder / STOPPED, encoding="utf-8-sig", dtype=str, keep_default_na=False)


def test_jobs_that_stop_at_the_same_time_are_in_one_file(tmp_path):
    jobs_that_stop(tmp_path)
    assert gather_stops(tmp_path) == tmp_path / STOPPED
    rows = read(tmp_path)
    assert list(rows.columns) == COLUMNS
    assert rows["issue_id"].tolist() == ["licences-00001", "population-00001"]
    assert rows["severity"].tolist() == ["stop", "stop"]
    assert rows["source_row"].tolist() == ["", ""]
    # A spreadsheet must not run it, however often it was read and written.
    assert rows["found"].tolist() == ["'=no such file"] * 2
    assert rows["message"].str.startswith("licences (a.csv): found =no such file").iloc[0]


def test_a_run_that_was_not_stopped_by_its_input_has_no_file(tmp_path):
    assert gather_stops(tmp_path) is None
    assert not (tmp_path / STOPPED).exists()


def test_a_run_that_starts_or_succeeds_forgets_the_stops_of_the_one_before(tmp_path):
    jobs_that_stop(tmp_path)
    gather_stops(tmp_path)
    forget_stops(tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_mended_configuration_forgets_its_own_stops_and_not_those_of_jobs(tmp_path):
    write_stops([stop("configuration")], tmp_path / STOPPED)
    configuration_passes(tmp_path)
    assert not (tmp_path / STOPPED).exists()
    jobs_that_stop(tmp_path)
    gather_stops(tmp_path)
    configuration_passes(tmp_path)
    assert (tmp_path / STOPPED).exists()
