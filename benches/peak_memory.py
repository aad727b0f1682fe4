"""Peak memory: the overlay in a process of its own, and the workflow on a national register.

``ru_maxrss`` of a child starts from what its parent held when it was spawned, so Linux's high
water mark of the child itself (VmHWM) is read instead wherever there is one.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import checkout
import geopandas as gpd
import national_run
import psutil
import synthetic
from figure import Figure

TARGET_MIB = 1536
EVERY_S = 0.05


def of_overlay(repeat: int) -> list[Figure]:
    """Return the peaks of `measure_coverage`; memory hardly varies, so one run is enough."""
    del repeat
    registers = {
        "national register": synthetic.national_licences(),
        "100,000 crowded": synthetic.crowded_licences(100_000),
    }
    rows = []
    with tempfile.TemporaryDirectory(prefix="nutag-bench-") as tmp:
        folder = Path(tmp)
        synthetic.soums().to_parquet(folder / "soums.parquet")
        for name, licences in registers.items():
            licences.to_parquet(folder / "licences.parquet")
            peak = float(checkout.run([sys.executable, __file__, str(folder)], checkout.ROOT))
            rows.append(_row(f"peak of measure_coverage, {name}", peak))
    return rows


def of_workflow(repeat: int) -> list[Figure]:
    """Return the peaks of the whole workflow on a national register of licences."""
    del repeat
    with tempfile.TemporaryDirectory(prefix="nutag-bench-") as tmp:
        copy = checkout.copy_to(Path(tmp) / "copy")
        return _national_run(copy, synthetic.soums(), synthetic.national_licences())


def _row(what: str, mib: float) -> Figure:
    return Figure(
        what=what,
        ratio=f"{mib / TARGET_MIB:.2f}",
        target="< 1 of 1.5 GiB",
        met=mib < TARGET_MIB,
        ours=f"{mib:,.0f} MiB",
    )


def _national_run(
    folder: Path, soums: gpd.GeoDataFrame, licences: gpd.GeoDataFrame
) -> list[Figure]:
    """Run the whole workflow on synthetic soums and licences, and watch its processes."""
    national_run.set_up(folder, soums, licences)
    start = time.perf_counter()
    with open(folder / "run.txt", "w+", encoding="utf-8") as told:
        process = subprocess.Popen(
            checkout.snakemake("--cores", "all"),
            cwd=folder,
            env=checkout.environment(folder),
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        single, together = watch(process)
        took = time.perf_counter() - start
        if process.returncode:
            told.seek(0)
            tail = "\n".join(told.read().splitlines()[-25:])
            raise checkout.RunFailed(f"the workflow failed on the synthetic register:\n{tail}")
    job, peak = max(single.items(), key=lambda item: item[1])
    print(f"\nnational run, whole workflow: {took:.1f} s; peak MiB of the largest processes:")
    for name, mib in sorted(single.items(), key=lambda item: -item[1])[:5]:
        print(f"  {name:32} {mib:7,.0f}")
    return [
        _row(f"peak of one process of the national run ({job})", peak),
        _row("peak of all its processes together", together),
    ]


def watch(process: subprocess.Popen[bytes]) -> tuple[dict[str, float], float]:
    """Return the peak of each script, and of all processes at one time, in MiB."""
    top = psutil.Process(process.pid)
    single: dict[str, float] = {}
    together = 0.0
    while process.poll() is None:
        now = 0.0
        try:
            family = [top, *top.children(recursive=True)]
        except psutil.Error:
            continue
        for member in family:
            try:
                words = member.cmdline()
                now += member.memory_info().rss / 2**20
                peak = _high_water_mib(member.pid)
            except (psutil.Error, OSError):
                continue  # it has just ended
            scripts = [Path(word).name for word in words if word.endswith(".py")]
            name = scripts[0].split(".", 1)[-1] if scripts else "snakemake"
            single[name] = max(peak, single.get(name, 0.0))
        together = max(together, now)
        time.sleep(EVERY_S)
    return single, together


def _high_water_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    if pid == os.getpid():
        unit = 2**20 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return psutil.Process(pid).memory_info().rss / 2**20


def _measure_here(folder: Path) -> None:
    from nutag.coverage import measure_coverage  # noqa: PLC0415
    from nutag.issues import IssueLog  # noqa: PLC0415

    measure_coverage(
        gpd.read_parquet(folder / "licences.parquet"),
        gpd.read_parquet(folder / "soums.parquet"),
        country_id="MN",
        min_area_ha=1,
        min_share_pct=1,
        common_code=r"^[MX]V-[1-9]\d{7}$",
        threads=os.cpu_count() or 1,
        log=IssueLog("licences", "synthetic"),
    )
    print(_high_water_mib(os.getpid()))


if __name__ == "__main__":
    _measure_here(Path(sys.argv[1]))
