"""The whole workflow against the same scripts called in one warm process."""

from __future__ import annotations

import csv
import json
import resource
import statistics
import sys
import tempfile
from pathlib import Path

import checkout
from figure import Figure, ResultsDiffer, seconds, timed

TARGET = 1.5


def measure(repeat: int) -> list[Figure]:
    """Time both in copies of the repository, and compare the CSV that they write."""
    cold: list[float] = []
    warm: list[float] = []
    cpu: list[tuple[float, float]] = []
    jobs: dict[str, tuple[list[float], list[float]]] = {}
    with tempfile.TemporaryDirectory(prefix="nutag-bench-") as tmp:
        by_snakemake = checkout.copy_to(Path(tmp) / "by_snakemake")
        in_one_process = checkout.copy_to(Path(tmp) / "in_one_process")
        for _ in range(repeat):
            checkout.forget_run(by_snakemake)
            before = _cpu_of_children()
            cold.append(
                timed(lambda: checkout.run(checkout.snakemake("--cores", "all"), by_snakemake))[0]
            )
            cold_cpu = _cpu_of_children() - before
            checkout.forget_run(in_one_process)
            script = str(Path(__file__).with_name("warm_process.py"))
            told, warm_cpu = json.loads(checkout.run([sys.executable, script], in_one_process))
            cpu.append((cold_cpu, warm_cpu))
            warm.append(sum(told.values()))
            for job, took in told.items():
                workflow_s, warm_s = jobs.setdefault(job, ([], []))
                workflow_s.append(_benchmarked(by_snakemake, job))
                warm_s.append(took)
        _compare(by_snakemake, in_one_process)
    _print_jobs(jobs)
    ratio = statistics.median([a / b for a, b in zip(cold, warm, strict=True)])
    work = statistics.median([a / b for a, b in cpu])
    return [
        Figure(
            what=f"whole workflow, {len(jobs)} jobs : one warm process",
            ratio=f"{ratio:.2f}",
            target=f"<= {TARGET}",
            met=ratio <= TARGET,
            baseline=seconds(warm),
            ours=seconds(cold),
        ),
        # What else runs on the machine stretches seconds, and hardly CPU seconds.
        Figure(
            what="the same in CPU seconds of all processes",
            ratio=f"{work:.2f}",
            target="",
            met=None,
            baseline=seconds([b for _, b in cpu]),
            ours=seconds([a for a, _ in cpu]),
        ),
    ]


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _benchmarked(folder: Path, job: str) -> float:
    with open(folder / "benchmarks" / f"{job}.tsv", encoding="utf-8") as handle:
        return float(next(csv.DictReader(handle, delimiter="\t"))["s"])


def _compare(first: Path, second: Path) -> None:
    tables = sorted(path.relative_to(first) for path in (first / "results").rglob("*.csv"))
    differing = [
        str(path) for path in tables if (first / path).read_bytes() != (second / path).read_bytes()
    ]
    if differing or not tables:
        raise ResultsDiffer(f"workflow and warm process wrote different {', '.join(differing)}")


def _print_jobs(jobs: dict[str, tuple[list[float], list[float]]]) -> None:
    print("\nseconds of a job (median)      in the workflow  in a warm process  start and imports")
    total = [0.0, 0.0]
    for job, (workflow_s, warm_s) in jobs.items():
        a, b = statistics.median(workflow_s), statistics.median(warm_s)
        total = [total[0] + a, total[1] + b]
        print(f"  {job:32} {a:11.2f} {b:18.2f} {a - b:18.2f}")
    print(f"  {'sum':32} {total[0]:11.2f} {total[1]:18.2f} {total[0] - total[1]:18.2f}")
