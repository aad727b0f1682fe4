"""The configuration of a run in a folder: the defaults, the folder's own file, and one more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nutag.config import check_run, layered
from nutag.config_files import read_config

REPOSITORY = Path(__file__).parents[2]
DEFAULTS = REPOSITORY / "config" / "config.yaml"
SCHEMA = REPOSITORY / "workflow" / "schemas" / "config.schema.yaml"


def run_config(folder: Path, own: Path | None = None) -> tuple[dict[str, Any], list[Path]]:
    """Return the checked configuration that `snakemake` would run with in a folder.

    Parameters
    ----------
    folder : Path
        Folder of the run.
    own : Path, optional
        What ``--configfile`` would name.

    Returns
    -------
    config : dict
        See `nutag.config.layered`.
    roots : list of Path
        Folders that relative paths of datasets may start from.

    Raises
    ------
    InputError
        With all faults of the configuration.
    """
    beside = folder / "config" / "config.yaml"
    files = [DEFAULTS, *([beside] if beside.is_file() else []), *([own] if own else [])]
    config = layered(*map(read_config, files))
    roots = [folder, REPOSITORY]
    check_run(config, SCHEMA, roots, files)
    return config, roots
