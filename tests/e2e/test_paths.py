"""Folders and files with spaces and letters of any script in their names."""

import shutil
import subprocess
import sys
from pathlib import Path

from workflow_runner import command, copy_repository, environment

TARGET = "interim/standardised/population.parquet"


def test_spaces_and_cyrillic_in_paths(tmp_path):
    folder = copy_repository(tmp_path / "нутаг код")
    data = folder / "data" / "user" / "хүн ам"
    data.mkdir(parents=True)
    shutil.copy(folder / "data" / "population.csv", data / "2019 он.csv")
    own = folder / "own config.yaml"
    own.write_text("datasets: {population: {path: 'data/user/хүн ам/2019 он.csv'}}", "utf-8")
    # The environment lies in the checkout, so Python has the space in its path, too.
    (folder / ".venv").symlink_to(Path(sys.prefix))
    python = folder / ".venv" / "bin" / Path(sys.executable).name
    done = subprocess.run(
        [str(python), *command(folder, TARGET, "--configfile", str(own))[1:]],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Population: 3,193,760 people in 339 soums" in done.stderr
    assert (folder / TARGET).is_file()
