"""What runs again: nothing without a change, and after one only what depends on it."""

import shutil

import pytest
from workflow_runner import planned, snakemake, snapshot

COMPARED = (".csv", ".parquet", ".gpkg", ".xlsx", ".png", ".pdf", ".html")
READ_LICENCES = "standardise_licences"
OTHER_READERS = {
    "standardise_boundaries",
    "standardise_rehabilitation",
    "standardise_licence_statistics",
    "standardise_population",
    "standardise_layers",
    "build_population_surface",
}
PRINT_MODULE = "printmap/sheet.py"
PUBLISH = {
    "write_tables",
    "draw_print_map",
    "draw_people_and_land",
    "write_index",
    "write_profiles",
    "write_quality_page",
    "write_report",
}


def append(path, text: str) -> None:
    assert path.is_file(), path
    with open(path, "a", encoding="utf-8") as handle:
        handle.write(text)


def test_a_second_run_has_nothing_to_do(bundled):
    before = snapshot(bundled / "results", COMPARED)
    run = snakemake(bundled)
    assert run.status == 0, run.output
    assert "Nothing to be done" in run.output
    assert "Execute" not in run.output
    assert snapshot(bundled / "results", COMPARED) == before


def test_two_runs_write_the_same_bytes(bundled, tmp_path):
    """The second one runs in an empty folder: the workflow, its data and defaults are elsewhere."""
    run = snakemake(tmp_path, code=bundled)
    assert run.status == 0, run.output
    first = snapshot(bundled / "results", COMPARED)
    second = snapshot(tmp_path / "results", COMPARED)
    assert {name[name.rindex(".") :] for name in first} == set(COMPARED)
    assert sorted(second) == sorted(first)
    assert [name for name in first if first[name] != second[name]] == []


def test_a_moved_folder_runs_nothing_again(after_run):
    assert planned(after_run).jobs == set()


def test_a_changed_licence_row_reads_only_the_licences_again(after_run):
    table = after_run / "data" / "licences.csv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:-1]), "utf-8")
    jobs = planned(after_run).jobs
    assert jobs & OTHER_READERS == set()
    assert jobs == {
        READ_LICENCES,
        "measure_licences",
        "measure_context",
        "compute_indicators",
        "check_run",
        "write_provenance",
        *PUBLISH,
    }


@pytest.mark.parametrize(
    ("module", "again", "not_again"),
    [
        ("overlay.py", "measure_licences", {READ_LICENCES, *OTHER_READERS}),
        ("cadastre.py", READ_LICENCES, OTHER_READERS),
        ("population.py", "standardise_population", {READ_LICENCES, "measure_licences"}),
        ("population_surface.py", "build_population_surface", {READ_LICENCES, "measure_licences"}),
    ],
)
def test_a_changed_module_runs_the_rules_that_use_it(after_run, module, again, not_again):
    append(after_run / "src" / "nutag" / module, "\n# A remark.\n")
    jobs = planned(after_run).jobs
    assert again in jobs
    assert jobs & not_again == set()


def test_a_changed_print_map_module_draws_only_print_maps_again(after_run):
    shutil.rmtree(after_run / ".git")  # else the mark for changed code goes onto every page
    assert snakemake(after_run, "results/provenance.json").status == 0
    assert snakemake(after_run, "--touch").status == 0
    assert planned(after_run).jobs == set()
    append(after_run / "src" / "nutag" / "printmap" / "labels.py", "\n# A remark.\n")
    assert planned(after_run).jobs == {"draw_print_map", "draw_people_and_land"}


def test_changed_code_marks_the_commit_on_every_page(after_run):
    append(after_run / "src" / "nutag" / "printmap" / "labels.py", "\n# A remark.\n")
    assert planned(after_run).jobs == {"write_provenance", *PUBLISH}


def test_a_changed_number_of_classes_starts_at_the_indicators(after_run):
    config = after_run / "config" / "config.yaml"
    text = config.read_text("utf-8")
    assert "classes: 5" in text
    config.write_text(text.replace("classes: 5", "classes: 4"), "utf-8")
    jobs = planned(after_run).jobs
    assert jobs >= {"compute_indicators", "write_provenance", *PUBLISH}
    assert jobs & {READ_LICENCES, *OTHER_READERS, "measure_licences"} == set()


def test_another_weight_of_sheep_units_is_told_by_every_page(after_run):
    config = after_run / "config" / "config.yaml"
    text = config.read_text("utf-8")
    assert "goat: 0.9" in text
    config.write_text(text.replace("goat: 0.9", "goat: 0.8"), "utf-8")
    jobs = planned(after_run).jobs
    assert jobs >= {"fill_catalogue", "compute_indicators", "write_provenance", *PUBLISH}
    assert jobs & {READ_LICENCES, *OTHER_READERS, "measure_licences", "measure_context"} == set()


def test_a_remark_in_the_configuration_runs_nothing_again(after_run):
    append(after_run / "config" / "config.yaml", "\n# A remark.\n")
    assert planned(after_run).jobs == set()


def test_a_touched_file_runs_nothing_again(after_run):
    (after_run / "data" / "licences.csv").touch()
    assert planned(after_run).jobs == set()
