"""The dataset blocks that are ready to download: config/datasets/*.yaml."""

from pathlib import Path

import pytest

from nutag.config import check_run, layered
from nutag.config_files import read_config
from nutag.downloads import downloads_of
from nutag.run_config import DEFAULTS, REPOSITORY, SCHEMA

READY = sorted((REPOSITORY / "config" / "datasets").glob("*.yaml"))


@pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)
def test_a_ready_block_passes_and_names_its_terms(path: Path):
    own = read_config(path)
    config = layered(read_config(DEFAULTS), own)
    check_run(config, SCHEMA, [REPOSITORY], before_fetch=True)
    ((role, block),) = own["datasets"].items()
    (download,) = downloads_of({role: block})
    assert download.url.startswith("https://")
    assert Path(download.path).name in download.url
    assert all(block[key] for key in ("version", "licence", "attribution"))


def test_boundaries_of_two_editions_and_people_are_ready():
    assert [path.stem for path in READY] == [
        "cod_ab_soums",
        "geoboundaries_soums",
        "worldpop_population",
    ]


def test_the_real_run_measures_polygons():
    real = read_config(REPOSITORY / "config" / "real.yaml")
    config = layered(read_config(DEFAULTS), real)
    check_run(config, SCHEMA, [REPOSITORY])
    assert config["measuring"]["licensed_area_from"] == "polygons"
