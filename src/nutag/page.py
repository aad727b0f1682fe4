"""What every page has in common: templates, style sheets and the footer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from nutag import phrases


@cache
def templates() -> Environment:
    """Return the Jinja environment of the pages: escapes everything, refuses unknown names."""
    environment = Environment(
        loader=PackageLoader("nutag", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["raw"] = raw_template
    environment.filters["code_spans"] = code_spans
    return environment


@cache
def raw_template(name: str) -> Markup:
    """Return a style sheet or script of ours, to stand in a page as it is."""
    return Markup(resources.files("nutag").joinpath("templates", name).read_text("utf-8"))


def code_spans(text: str) -> Markup:
    """Return text escaped, with what stands between backticks as code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def footer_line(provenance: Mapping[str, Any]) -> str:
    """Return the short form of the provenance: version, commit, run and CRS."""
    return phrases.PAGE["footer_run"].format(
        version=provenance.get("nutag") or "",
        commit=commit_words(provenance),
        run_id=provenance.get("run_id") or "",
        crs=crs_name(provenance),
    )


def commit_words(provenance: Mapping[str, Any]) -> str:
    """Return the commit in words, also where there is none."""
    commit = provenance.get("git_commit")
    return f"commit {commit}" if commit else "no commit"


def crs_name(provenance: Mapping[str, Any]) -> str:
    """Return the name of the analysis CRS: the one in its WKT, else the projection string."""
    match = re.search(r'(?:PROJCRS|PROJCS)\["([^"]+)"', str(provenance.get("crs_wkt") or ""))
    name = match.group(1) if match else ""
    if name and name.lower() != "unknown":
        return name
    albers = albers_parameters(str(provenance.get("crs_proj4") or ""))
    if albers:
        return "Albers equal-area {lat_1:g}/{lat_2:g}, centre {lat_0:g}° N {lon_0:g}° E".format(
            **albers
        )
    return str(provenance.get("crs_proj4") or "")


def albers_parameters(proj4: str) -> dict[str, float] | None:
    """Return the parameters of an Albers projection, None where the CRS is another one."""
    found = dict(re.findall(r"\+(\w+)=(\S+)", proj4))
    keys = ("lat_1", "lat_2", "lat_0", "lon_0")
    if found.get("proj") != "aea" or not all(key in found for key in keys):
        return None
    return {key: float(found[key]) for key in keys}
