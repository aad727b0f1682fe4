"""Configuration files: from text to keys, and from a key back to its line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from nutag.issues import InputError, Issue


def read_config(path: Path) -> dict[str, Any]:
    """Read a configuration file.

    Parameters
    ----------
    path : Path
        YAML or JSON, in UTF-8.

    Raises
    ------
    InputError
        With the line where the file cannot be read, or when it has no keys.
    """
    where, action = "", "Mend the file; indent with spaces, and quote text with a colon."
    try:
        content = _parsed(path.read_text(encoding="utf-8"))
        if isinstance(content, dict):
            return content
        found = "no keys"
    except UnicodeDecodeError as error:
        found, action = f"bytes that are not UTF-8 (at byte {error.start})", "Save it as UTF-8."
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        found = getattr(error, "problem", None) or "text that is no YAML"
        if "could not determine a constructor for the tag" in found:
            found = f"the tag {found.split(chr(39))[1]}"
            action = "Remove the tag: a configuration is plain text and numbers, and runs nothing."
        elif "escape" in found:
            action = "Write paths with /, or with \\ in single quotation marks or none."
        elif "twice" in found:
            action = "Remove one of them."
    issue = Issue(
        dataset="configuration",
        file=str(path),
        code="config.unreadable",
        severity="stop",
        found=found + where,
        expected="YAML with keys at the top",
        action=action,
    )
    raise InputError([issue])


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return yaml.load(text, Loader=_PlainLoader)


class _PlainLoader(yaml.SafeLoader):
    """YAML in which a date stays the text that it is written as, and a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        first: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if key.value in first and key.tag != "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(
                    None,
                    None,
                    f"the key `{key.value}` twice, first in line {first[key.value]}, then",
                    key.start_mark,
                )
            first[str(key.value)] = line
        return super().construct_mapping(node, deep)


_PlainLoader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))


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
