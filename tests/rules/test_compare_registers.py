"""Two registers through Snakemake: what changed, in licences and in hectares of every unit."""

import csv

import minicountry as mini_land
import pytest
from minicountry import BARUUN, DUND, EAST, WEST, ZUUN, box
from workflow_runner import planned, snakemake

TABLES = ["results/tables/licence_changes.csv", "results/tables/area_changes.csv"]


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture
def compared(mini):
    """The previous register: a smaller MV-000001, no XV-000003, and an XV-000007 in Zuun."""
    previous = mini_land.register()
    previous = previous[previous["code"] != "XV-000003"].reset_index(drop=True)
    previous.loc[previous["code"] == "MV-000001", "geometry"] = box(1, 1, 1, 2)
    previous.loc[previous["code"] == "XV-000002", "holder"] = "Алт ХХК"
    extra = previous.iloc[[1]].assign(code="XV-000007", geometry=[box(25, 5, 1, 1)])
    previous = previous.merge(extra, how="outer").set_crs(mini_land.ALBERS)
    previous.to_file(mini / "previous.gpkg", layer="licences")
    config = mini_land.read_config(mini)
    config["datasets"]["licences_previous"] = mini_land.licences_block(
        "previous.gpkg", version="2011-12"
    )
    mini_land.write_config(mini, config)
    return ["--configfile", str(mini / "mini.yaml")]


def test_two_registers_are_compared(mini, code, compared):
    everything = [*TABLES, "results/tables/data_dictionary.csv", "results/checks/issues.csv"]
    run = snakemake(mini, *everything, *compared, code=code)
    assert run.status == 0, run.output
    assert "Changes since 2011-12: 1 new, 1 gone, 2 changed licences" in run.output

    changes = rows_of(mini / TABLES[0])
    columns = ["change", "code", "field", "before", "now", "gained_ha", "lost_ha"]
    found = [[row[c] for c in columns] for row in changes]
    for row in found:
        row[5:] = [round(float(number), 4) if number else None for number in row[5:]]
    assert found == [
        ["new", "XV-000003", "", "", "", 300, None],
        ["gone", "XV-000007", "", "", "", None, 100],
        ["changed", "MV-000001", "geometry", "200.00 ha", "400.00 ha", 200, 0],
        ["changed", "XV-000002", "holder", "Алт ХХК", "Говь ХХК", None, None],
    ]
    assert {(row["date_before"], row["date_now"]) for row in changes} == {("2011-12", "2012-12")}

    # What MV-000001 gained lay under XV-000002 before: it is no gain of the union.
    areas = {row["unit_id"]: row for row in rows_of(mini / TABLES[1])}
    hectares = {
        unit: [
            round(float(areas[unit][c]), 4)
            for c in ("union_before_ha", "union_now_ha", "gained_ha", "lost_ha")
        ]
        for unit in areas
    }
    assert hectares == {
        "MN": [1200, 1400, 300, 100],
        WEST: [800, 1100, 300, 0],
        EAST: [400, 300, 0, 100],
        BARUUN: [600, 700, 100, 0],
        DUND: [200, 400, 200, 0],
        ZUUN: [400, 300, 0, 100],
    }
    assert areas[WEST]["name_en"] == "West"

    described = {(row["table"], row["column"]) for row in rows_of(mini / everything[2])}
    for path in TABLES:
        name = path.rpartition("/")[2].removesuffix(".csv")
        columns = rows_of(mini / path)[0]
        assert {(name, column) for column in columns} <= described
    ladders = rows_of(mini / "results/checks/reconciliation.csv")
    previous = [row for row in ladders if row["dataset"] == "licences_previous"]
    assert previous[0]["step"] == "rows in"
    assert previous[0]["rows"] == "6"


def test_without_a_previous_register_nothing_is_compared(mini, code, compared):
    jobs = planned(mini, *compared, code=code).jobs
    assert {"standardise_licences_previous", "compare_registers"} <= jobs
    config = mini_land.read_config(mini)
    config["datasets"]["licences_previous"] = None
    mini_land.write_config(mini, config)
    for path in TABLES:
        (mini / path).parent.mkdir(parents=True, exist_ok=True)
        (mini / path).write_text("of an earlier run", "utf-8")
    jobs = planned(mini, *compared, code=code).jobs
    assert not {"standardise_licences_previous", "compare_registers"} & jobs
    run = snakemake(mini, "results/checks/issues.csv", *compared, code=code)
    assert run.status == 0, run.output
    assert not any((mini / path).exists() for path in TABLES)
