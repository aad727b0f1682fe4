"""The benchmarks still run; what they measure is asserted nowhere."""

import re
import subprocess
import sys

from workflow_runner import ROOT


def test_sums_of_a_raster_and_rings_are_those_of_the_baselines():
    bench = [sys.executable, str(ROOT / "benches" / "bench.py"), "--repeat", "1"]
    done = subprocess.run(
        [*bench, "--only", "zonal", "rings", "--cell-m", "2000"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for row in (
        r"rasterstats : zonal sums +\d",
        r"exactextract alone : zonal sums +\d",
        r"zonal sums : reading the raster, one thread +\d",
        r"peak of zonal sums, all processes +\d",
        r"growth of zonal sums, .* M cells +n\^",
        r"rings of 3,400 licences, cut by soums +\d",
        r"growth of rings, .* licences, as dense +n\^",
    ):
        assert re.search(f"^{row}", done.stdout, re.M), done.stdout


def test_the_workflow_and_the_warm_process_write_the_same_tables():
    bench = [sys.executable, str(ROOT / "benches" / "bench.py"), "--repeat", "1"]
    done = subprocess.run(
        [*bench, "--only", "workflow"], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^whole workflow, \d+ jobs : one warm process +\d+\.\d\d", done.stdout, re.M)
