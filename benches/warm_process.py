"""The jobs of the workflow one after another in this one process, imports not counted.

Run as a script in a copy of the repository; prints the seconds as JSON.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from snakemake.api import SnakemakeApi
from snakemake.settings.types import (
    ConfigSettings,
    OutputSettings,
    Quietness,
    ResourceSettings,
)


def planned_jobs(folder: Path) -> list[Any]:
    """Return the jobs that Snakemake would run in a folder, each after those it needs."""
    quiet = OutputSettings(quiet={Quietness.ALL})
    with SnakemakeApi(quiet) as api:
        workflow = api.workflow(
            resource_settings=ResourceSettings(cores=os.cpu_count() or 1),
            config_settings=ConfigSettings(),
            snakefile=folder / "Snakefile",
            workdir=folder,
        )
        workflow.dag().execute_workflow(executor="dryrun")
        dag = workflow._workflow.dag
        jobs = [job for level in dag.toposorted() for job in sorted(level, key=str)]
        return [job for job in jobs if job.rule.script]


def seconds_of_jobs(folder: Path) -> tuple[dict[str, float], float]:
    """Run every job here; return the seconds of each job, and the CPU seconds of all.

    A job has the name of the file that the workflow writes its own seconds to.
    """
    jobs = planned_jobs(folder)
    codes = []
    for job in jobs:
        script = folder / "workflow" / "scripts" / Path(job.rule.script).name
        tree = ast.parse(script.read_text(encoding="utf-8"))
        imports: list[ast.stmt] = [
            node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        exec(compile(ast.Module(imports, []), str(script), "exec"), {})
        codes.append(compile(tree, str(script), "exec"))
        for path in [*job.output, *job.log]:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
    seconds: dict[str, float] = {}
    cpu = time.process_time()
    for job, code in zip(jobs, codes, strict=True):
        names = ("input", "output", "params", "threads", "log", "config", "wildcards")
        stand_in = SimpleNamespace(
            **{name: getattr(job, name) for name in names if hasattr(job, name)}
        )
        start = time.perf_counter()
        exec(code, {"__name__": "__main__", "snakemake": stand_in})
        seconds[Path(job.benchmark).stem] = time.perf_counter() - start
    return seconds, time.process_time() - cpu


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        result = seconds_of_jobs(Path.cwd())
    print(json.dumps(result))
