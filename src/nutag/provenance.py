"""Provenance: which inputs, which code and which libraries a result comes from."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyproj import CRS

from nutag import __version__
from nutag.digest import file_sha256
from nutag.registry import PRIVATE, parts_of, shown_path

LIBRARIES = (
    "geopandas",
    "shapely",
    "pyproj",
    "pyogrio",
    "pandas",
    "pyarrow",
    "numpy",
    "rasterio",
    "folium",
    "mapclassify",
    "matplotlib",
    "snakemake",
)

# What a commit stands for in the results.
CODE = ("Snakefile", "workflow", "src")


def git_commit(folder: Path) -> str | None:
    """Return the short id of the last commit that changed the code in a folder, or None.

    A ``+`` at the end says that the code differs from it. Data and configuration do not count:
    their checksums and the configuration itself stand beside it.
    """
    try:
        commit = _git(folder, "log", "-1", "--abbrev=10", "--format=%h", "--", *CODE)
        changed = _git(folder, "status", "--porcelain", "--untracked-files=no", "--", *CODE)
    except (OSError, subprocess.SubprocessError):
        return None
    return commit + ("+" if changed else "") if commit else None


def _git(folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True, timeout=20
    )
    return run.stdout.strip()


def make_provenance(
    config: Mapping[str, Any], files: Mapping[str, Path], catalogue: Path, commit: str | None
) -> dict[str, Any]:
    """Describe a run so that its results can be traced and repeated.

    Parameters
    ----------
    config : mapping
        The configuration of the run. Of paths that begin at the root of a computer, the names of
        the files are described.
    files : mapping of str to Path
        File of every dataset that is used, and ``<dataset>_vertices`` where its corners are in
        another.
    catalogue : Path
        The catalogue of indicators.
    commit : str or None
        See `git_commit`.

    Returns
    -------
    dict
        ``nutag`` (version), ``git_commit``, ``run_id``, ``crs_wkt``, ``crs_proj4``, ``inputs``
        (dataset, path, sha256, bytes, version, licence, attribution, and ``beside`` for the
        checksums of the other files of a Shapefile and of a list of corners; ``bytes`` is None
        for private layers), ``catalogue``,
        ``config``, ``libraries``. The run id is the same for the same inputs, configuration and
        version; no time of day goes into it.
    """
    config = _shown(config)
    inputs = []
    for dataset, path in files.items():
        if dataset not in config["datasets"]:
            continue  # the corners of another
        block = config["datasets"][dataset]
        corners = files.get(f"{dataset}_vertices")
        beside = _beside(path)
        if corners is not None:
            beside += [corners, *_beside(corners)]
        inputs.append(
            {
                "dataset": dataset,
                "path": str(block["path"]),
                "sha256": file_sha256(path),
                # A size tells how many rows there are, nearly.
                "bytes": None if dataset in PRIVATE else _size(path),
                "version": None if block.get("version") is None else str(block["version"]),
                "licence": block.get("licence"),
                "attribution": block.get("attribution"),
                **({"beside": {p.name: file_sha256(p) for p in beside}} if beside else {}),
            }
        )
    described = {"path": config["indicators"]["catalogue"], "sha256": file_sha256(catalogue)}
    core = {
        "nutag": __version__,
        "inputs": [(e["dataset"], e["sha256"], e.get("beside")) for e in inputs],
        "catalogue": described["sha256"],
        "config": config,
    }
    run_id = hashlib.sha256(json.dumps(core, sort_keys=True).encode()).hexdigest()[:12]
    crs = CRS.from_user_input(config["country"]["analysis_crs"])
    return {
        "nutag": __version__,
        "git_commit": commit,
        "run_id": run_id,
        "crs_wkt": crs.to_wkt(),
        "crs_proj4": config["country"]["analysis_crs"],
        "catalogue": described,
        "inputs": inputs,
        "config": config,
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _shown(config: Any) -> Any:
    if isinstance(config, Mapping):
        return {
            key: shown_path(value)
            if key in ("path", "catalogue") and isinstance(value, str)
            else _shown(value)
            for key, value in config.items()
        }
    return config


def _beside(path: Path) -> list[Path]:
    """Return the other files of a Shapefile; the checksum of a folder is that of its files."""
    return [] if path.is_dir() else parts_of(path)[1:]


def _size(path: Path) -> int:
    files = parts_of(path)[1:] if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files)


def read_json(path: str | Path) -> Any:
    """Return what `write_json` has written."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_json(path: Path, content: Any) -> None:
    """Write JSON with stable bytes: keys in the given order, Unicode as it is."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    Path(path).write_text(text + "\n", encoding="utf-8")
