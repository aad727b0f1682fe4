"""The benchmark that runs the workflow still runs; what it measures is asserted nowhere."""

import re
import subprocess
import sys

from workflow_runner import ROOT


def test_the_workflow_and_the_warm_process_write_the_same_tables():
    bench = [sys.executable, str(ROOT / "benches" / "bench.py"), "--repeat", "1"]
    done = subprocess.run(
        [*bench, "--only", "workflow"], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^whole workflow, \d+ jobs : one warm process +\d+\.\d\d", done.stdout, re.M)
