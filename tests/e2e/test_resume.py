"""A run that is stopped half-way goes on with the same command."""

import os
import signal
import subprocess
import time

import pytest
from workflow_runner import command, copy_repository, environment, snakemake

TARGET = "interim/measured/units.parquet"


@pytest.mark.parametrize(
    "sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=["kill -9", "kill", "Ctrl-C"]
)
def test_a_stopped_run_goes_on_with_the_same_command(tmp_path, sent):
    folder = copy_repository(tmp_path / "nutag")
    # Tests that a shell started in its background are deaf to Ctrl-C, and so would be the run.
    deaf = signal.signal(signal.SIGINT, signal.default_int_handler)
    with open(folder / "first.txt", "w", encoding="utf-8") as said:
        process = subprocess.Popen(
            command(folder, TARGET),
            cwd=folder,
            env=environment(folder),
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    signal.signal(signal.SIGINT, deaf)
    log = folder / "logs" / "standardise_licences.log"
    _wait_for(log, process)
    os.killpg(process.pid, sent)
    assert process.wait(timeout=60) != 0
    assert not (folder / TARGET).exists()
    assert "Traceback" not in (folder / "first.txt").read_text("utf-8")
    if sent == signal.SIGKILL:  # what a job had begun to write is still there
        (folder / "interim/standardised/licences.parquet").write_bytes(b"half a table")

    again = snakemake(folder, TARGET)
    assert again.status == 0, again.output
    assert (folder / TARGET).is_file()
    assert "Boundaries:" not in again.output  # what was finished stays
    assert "lock" not in again.output.lower()
    assert "Nothing to be done" in snakemake(folder, TARGET).output


def _wait_for(path, process) -> None:
    for _ in range(600):
        if path.exists():
            return
        assert process.poll() is None, "the run ended before it could be stopped"
        time.sleep(0.05)
    raise AssertionError(f"{path} never came")
