"""The projection of the analysis in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nutag.messages import ENGLISH, N_, Messages

ALBERS = N_("Albers equal-area {lat_1}/{lat_2}, centre {lat_0}° N {lon_0}° E")


def crs_name(provenance: Mapping[str, Any], words: Messages = ENGLISH) -> str:
    """Return the name of the analysis CRS: the one in its WKT, else the projection string."""
    match = re.search(r'(?:PROJCRS|PROJCS)\["([^"]+)"', str(provenance.get("crs_wkt") or ""))
    name = match.group(1) if match else ""
    if name and name.lower() != "unknown":
        return name
    albers = albers_parameters(str(provenance.get("crs_proj4") or ""))
    if albers:
        return words.gettext(ALBERS).format(**{key: f"{value:g}" for key, value in albers.items()})
    return str(provenance.get("crs_proj4") or "")


def albers_parameters(proj4: str) -> dict[str, float] | None:
    """Return the parameters of an Albers projection, None where the CRS is another one."""
    found = dict(re.findall(r"\+(\w+)=(\S+)", proj4))
    keys = ("lat_1", "lat_2", "lat_0", "lon_0")
    if found.get("proj") != "aea" or not all(key in found for key in keys):
        return None
    return {key: float(found[key]) for key in keys}
