"""Configuration: checked as a whole, all faults at once."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from pyproj import CRS
from pyproj.exceptions import CRSError

from nutag.catalogue import load_catalogue
from nutag.data_files import check_files, find_file
from nutag.downloads import block_faults, missing_downloads
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
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
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
            for key in missing
            if f"'{key}'" in fault.message
        ] or [_issue(where, fault.message, "all required keys", "Add the key.")]
    if fault.validator == "oneOf" and isinstance(fault.instance, Mapping):
        # A block or null: what is wrong is said of the block.
        return [
            i for part in fault.context if part.schema_path[0] == 0 for i in _fault_issues(part)
        ]
    if fault.validator == "enum":
        allowed_values = ", ".join(str(v) for v in fault.validator_value)
        return [
            _issue(where, repr(fault.instance), f"one of {allowed_values}", "Change the value.")
        ]
    description = fault.schema.get("description", "") if isinstance(fault.schema, Mapping) else ""
    plain = _PLAIN.get(str(fault.validator), "{validator} {value}")
    expected = plain.format(validator=fault.validator, value=fault.validator_value)
    found = "nothing" if fault.instance is None else repr(fault.instance)
    return [_issue(where, found, expected, description or "Change the value.")]


# The checks of the schema in words.
_PLAIN = {
    "type": "a value of the type {value}",
    "minItems": "at least {value} entries",
    "maxItems": "at most {value} entries",
    "minLength": "text of at least {value} letters",
    "maxLength": "text of at most {value} letters",
    "minProperties": "at least {value} keys",
    "minimum": "a number of {value} or more",
    "maximum": "a number of {value} or less",
    "exclusiveMinimum": "a number above {value}",
    "format": "a valid {value}",
    "pattern": "text like {value}",
}


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


# What tells of another dataset does not outlive it: a new inventory was not surveyed in 2012.
_FOLLOWERS = {"rehabilitation": ("survey_coverage",)}


def layered(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Lay configurations over each other, the last on top.

    A dataset block describes one file. Where a layer gives a dataset another ``path``, its block
    stands for itself: it keeps neither the credit line and terms of the file below nor its CRS.

    Parameters
    ----------
    *layers : mapping
        Whole configurations or parts of one, as read from YAML.

    Returns
    -------
    dict
        A new configuration; the layers are left as they are.
    """
    merged: dict[str, Any] = {}
    for layer in layers:
        below = merged.get("datasets")
        merged = _lay(merged, layer)
        on_top = layer.get("datasets")
        if isinstance(below, Mapping) and isinstance(on_top, Mapping):
            for role, block in on_top.items():
                if _path(block) not in (None, _path(below.get(role))):
                    merged["datasets"][role] = copy.deepcopy(dict(block))
                    for follower in _FOLLOWERS.get(role, ()):
                        if follower not in on_top:
                            merged["datasets"][follower] = None
    return merged


def _lay(below: Mapping[str, Any], on_top: Mapping[str, Any]) -> dict[str, Any]:
    merged = copy.deepcopy(dict(below))
    for key, value in on_top.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _lay(merged[key], value) if both else copy.deepcopy(value)
    return merged


def _path(block: Any) -> Any:
    return block.get("path") if isinstance(block, Mapping) else None


def check_run(
    config: Mapping[str, Any],
    schema_path: Path,
    roots: list[Path],
    files: Sequence[Path] = (),
    *,
    before_fetch: bool = False,
) -> None:
    """Check the configuration, and the files it names, all faults at once.

    Parameters
    ----------
    config : mapping
        The merged configuration of the run.
    schema_path : Path
        See `check_config`.
    roots : list of Path
        See `check_files`.
    files : sequence of Path
        See `check_files`.
    before_fetch : bool
        Whether files that have a ``url`` may still be missing.

    Raises
    ------
    InputError
        With the issues of `check_config`, then of `check_files`, then of the catalogue.
    """
    issues: list[Issue] = []
    try:
        check_config(config, schema_path)
    except InputError as error:
        issues += error.issues
    datasets = config.get("datasets")
    with_path = {
        role: block
        for role, block in (datasets.items() if isinstance(datasets, Mapping) else ())
        if isinstance(_path(block), str)
    }
    try:
        check_files(with_path, roots, files)
    except InputError as error:
        issues += error.issues
    issues += [_issue(*fault) for fault in block_faults(with_path)]
    if not before_fetch:
        issues += missing_downloads(with_path, roots)
    indicators = config.get("indicators")
    catalogue = indicators.get("catalogue") if isinstance(indicators, Mapping) else None
    if isinstance(catalogue, str):
        issues += _catalogue_issues(catalogue, find_file(catalogue, roots))
    country = config.get("country")
    crs = country.get("analysis_crs") if isinstance(country, Mapping) else None
    if isinstance(crs, str):
        try:
            CRS.from_user_input(crs)
        except CRSError:
            where, expected = "country.analysis_crs", "an equal-area CRS in metres"
            issues.append(_issue(where, f"`{crs}`, which is no CRS", expected, "Keep the default."))
    issues += _bbox_issues(country.get("bbox") if isinstance(country, Mapping) else None)
    issues += _distance_issues(config.get("measuring"))
    if issues:
        raise InputError(issues)


def _bbox_issues(bbox: Any) -> list[Issue]:
    if not isinstance(bbox, list) or len(bbox) != 4 or not all(_is_number(n) for n in bbox):
        return []  # the schema has said so
    west, south, east, north = bbox
    if -180 <= west < east <= 180 and -90 <= south < north <= 90:
        return []
    expected = "west, south, east, north in degrees"
    return [_issue("country.bbox", repr(bbox), expected, "Put them in this order.")]


def _distance_issues(measuring: Any) -> list[Issue]:
    """Say that distances do not grow, or that the near one is none of the rings."""
    if not isinstance(measuring, Mapping):
        return []
    issues = []
    for key in ("rings_km", "water_zones_m"):
        edges = measuring.get(key)
        if not isinstance(edges, list) or not all(_is_number(edge) for edge in edges):
            continue  # the schema has said so
        if sorted(set(edges)) != edges:
            expected = "distances that grow"
            issues.append(_issue(f"measuring.{key}", repr(edges), expected, "Order them."))
    rings, near = measuring.get("rings_km"), measuring.get("near_km")
    if isinstance(rings, list) and _is_number(near) and near not in rings:
        words = "one of " + ", ".join(str(edge) for edge in rings)
        issues.append(_issue("measuring.near_km", repr(near), words, "Change one of the two."))
    return issues


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _catalogue_issues(path: str, found: Path | None) -> list[Issue]:
    where = "indicators.catalogue"
    if found is None:
        words = f"{path}, which is no file"
        return [_issue(where, words, "the catalogue of indicators", "Mend the path.")]
    if "{" in str(found):
        return [_issue(where, f"{found}, with braces", "a path without them", "Rename it.")]
    try:
        load_catalogue(found)
    except (ValueError, OSError) as error:
        return [_issue(where, str(error), "entries as in data/indicators.yaml", "Mend the file.")]
    return []
