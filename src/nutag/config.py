"""Configuration: checked as a whole, all faults at once."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from nutag.issues import InputError, Issue


def check_config(config: Mapping[str, Any], schema_path: Path) -> None:
    """Check a configuration against the schema.

    Parameters
    ----------
    config : mapping
        The merged configuration of the run.
    schema_path : Path
        JSON Schema (draft 2020-12) as YAML.

    Raises
    ------
    InputError
        With one issue for every fault, each naming the key.
    """
    schema = yaml.safe_load(schema_path.read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema)
    faults = sorted(
        validator.iter_errors(config), key=lambda e: ([str(p) for p in e.path], e.message)
    )
    issues = [issue for fault in faults for issue in _fault_issues(fault)]
    if issues:
        raise InputError(issues)


def _fault_issues(fault: ValidationError) -> list[Issue]:
    where = ".".join(str(part) for part in fault.absolute_path) or "the top level"
    if fault.validator == "additionalProperties" and isinstance(fault.instance, Mapping):
        allowed = list(fault.schema.get("properties", {}))
        unknown = [key for key in fault.instance if key not in allowed]
        return [_issue(where, *_unknown_key(str(key), allowed)) for key in unknown]
    if fault.validator == "required":
        missing = [key for key in fault.validator_value if key not in fault.instance]
        return [
            _issue(
                where, f"no key `{key}`", "that key", "Add it; config/config.yaml has the default."
            )
            for key in missing[:1]
            if f"'{key}'" in fault.message
        ] or [_issue(where, fault.message, "all required keys", "Add the key.")]
    if fault.validator == "enum":
        allowed_values = ", ".join(str(v) for v in fault.validator_value)
        return [
            _issue(where, repr(fault.instance), f"one of {allowed_values}", "Change the value.")
        ]
    description = fault.schema.get("description", "") if isinstance(fault.schema, Mapping) else ""
    expected = f"{fault.validator} {fault.validator_value}"
    return [_issue(where, repr(fault.instance), expected, description or "Change the value.")]


def _unknown_key(key: str, allowed: list[str]) -> tuple[str, str, str]:
    near = difflib.get_close_matches(key, allowed, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else "Remove it."
    return f"unknown key `{key}`", "one of " + ", ".join(allowed), hint


def _issue(where: str, found: str, expected: str, action: str) -> Issue:
    return Issue(
        dataset="configuration",
        code="config.invalid",
        severity="stop",
        key=where,
        found=found,
        expected=expected,
        action=action,
    )


def drop_inherited(
    datasets: Mapping[str, Any], defaults: Mapping[str, Any]
) -> dict[str, dict[str, Any] | None]:
    """Return the dataset blocks without what they inherit from the block of another file.

    A configuration file that names only a new ``path`` is merged over the defaults, and would
    keep the credit line, the terms and the version of the bundled file. A block describes one
    file, so where the path is another, what equals the default is left out.

    Parameters
    ----------
    datasets : mapping
        The ``datasets`` part of the merged configuration.
    defaults : mapping
        The same part of config/config.yaml.
    """
    result = {}
    for role, block in datasets.items():
        default = defaults.get(role)
        if (
            isinstance(block, Mapping)
            and isinstance(default, Mapping)
            and block.get("path") != default.get("path")
        ):
            block = {k: v for k, v in block.items() if k == "path" or default.get(k) != v}
        result[role] = block
    return result


def find_file(path: str, roots: list[Path]) -> Path | None:
    """Return the first existing file or folder of this path below the given folders, or None.

    Parameters
    ----------
    path : str
        As configured, absolute or relative.
    roots : list of Path
        Folders in the order in which they are tried.
    """
    for root in roots:
        candidate = root / path
        if candidate.exists():
            return candidate
    return None


def check_files(datasets: Mapping[str, Any], roots: list[Path]) -> None:
    """Check that the file of every dataset block is there and not empty.

    Parameters
    ----------
    datasets : mapping of str to dataset block or None
        The ``datasets`` part of the configuration.
    roots : list of Path
        Folders that relative paths may start from.

    Raises
    ------
    InputError
        With one issue for every file that is missing or empty, naming near files.
    """
    issues = []
    for role, block in datasets.items():
        if block is None:
            continue
        found = find_file(block["path"], roots)
        if found is None:
            issues.append(
                _file_issue(role, block["path"], "no such file", _neighbours(block["path"], roots))
            )
        elif found.is_file() and found.stat().st_size == 0:
            issues.append(_file_issue(role, block["path"], "an empty file", ""))
    if issues:
        raise InputError(issues)


def _neighbours(path: str, roots: list[Path]) -> str:
    for root in roots:
        folder = (root / path).parent
        if folder.is_dir():
            names = sorted(p.name for p in folder.iterdir() if not p.name.startswith("."))
            near = difflib.get_close_matches(Path(path).name, names, n=5, cutoff=0.3) or names[:5]
            return f" Files there: {', '.join(near)}." if near else " The folder is empty."
    return f" The folder {Path(path).parent} does not exist."


def _file_issue(role: str, path: str, found: str, hint: str) -> Issue:
    return Issue(
        dataset=role,
        file=path,
        code="file.missing" if found.startswith("no") else "file.empty",
        severity="stop",
        found=found,
        expected="a file with data",
        action=f"Mend `datasets.{role}.path` in the configuration.{hint}",
    )
