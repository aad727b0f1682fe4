"""Lines of configuration files: where a key stands that a message is about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml


def configured_in(key: str, files: Iterable[Path], roots: Iterable[Path]) -> str:
    """Return where a key is configured.

    Parameters
    ----------
    key : str
        For example ``datasets.licences.path``.
    files : iterable of Path
        Configuration files that have been read, the one that wins last.
    roots : iterable of Path
        Folders that the file is named from.

    Returns
    -------
    str
        For example ``config/config.yaml line 12``; empty where no file has the key.
    """
    for path in reversed(list(files)):
        line = _line_of(key.split("."), path)
        if line is not None:
            return f"{_shown(path, roots)} line {line}"
    return ""


def _line_of(key: list[str], path: Path) -> int | None:
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    line = None
    for part in key:
        if not isinstance(node, yaml.MappingNode):
            return None
        found = [(k, v) for k, v in node.value if k.value == part]
        if not found:
            return None
        name, node = found[-1]
        line = name.start_mark.line + 1
    return line


def _shown(path: Path, roots: Iterable[Path]) -> str:
    for root in roots:
        if path.resolve().is_relative_to(root.resolve()):
            return path.resolve().relative_to(root.resolve()).as_posix()
    return str(path)
