"""The atlas: a folium map whose every part is inside the page.

folium writes links to content networks; none is written here. Leaflet is taken from the package
``xstatic-leaflet`` and inlined, and the layers are our own template and scripts.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import xstatic.pkg.leaflet
from branca.element import Element, Figure
from jinja2 import Template
from markupsafe import Markup, escape

from nutag import mapdata
from nutag.catalogue import Catalogue
from nutag.mapshapes import TOLERANCE_M, display_layers
from nutag.page import raw_template, templates
from nutag.projection import albers_parameters

KEY = "atlas"
#: In the order in which they use each other.
SCRIPTS = (
    "elements",
    "spelling",
    "shapes",
    "wording",
    "figures",
    "picker",
    "choropleth",
    "licences",
    "markers",
    "context",
    "legend",
    "cards",
    "table",
    "search",
    "address",
    "atlas",
)
_RANDOM_ID = re.compile(r"(?<![0-9A-Za-z])([a-z][a-z_]*_)([0-9a-f]{32})(?![0-9A-Za-z])")


@cache
def leaflet() -> tuple[Markup, Markup]:
    """Return Leaflet's style sheet and script, with no reference to another file."""
    folder = Path(xstatic.pkg.leaflet.BASE_DIR)

    def inlined(match: re.Match[str]) -> str:
        data = base64.b64encode((folder / match.group(1)).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{data})"

    css = (folder / "leaflet.css").read_text("utf-8")
    css = re.sub(r"url\((images/[\w.-]+\.png)\)", inlined, css)
    script = (folder / "leaflet.js").read_text("utf-8")
    script = re.sub(r"//# sourceMappingURL=\S*", "", script)
    return Markup(css.strip()), Markup(script.strip())


def stable_ids(html: str) -> str:
    """Replace the random ids of folium by a counter, in order of appearance.

    Parameters
    ----------
    html : str
        A page or a part of one with names such as ``map_4f…`` (32 hexadecimal digits).

    Returns
    -------
    str
        The same text with ``map_1``, ``map_2``; the same input gives the same bytes.
    """
    found: dict[str, str] = {}

    def counted(match: re.Match[str]) -> str:
        number = found.setdefault(match.group(2), str(len(found) + 1))
        return match.group(1) + number

    return _RANDOM_ID.sub(counted, html)


class _AtlasLayers(folium.MacroElement):
    """Units, licences and signs: hands the map to our script."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        'Nutag.atlas({{ this._parent.get_name() }}, "{{ this.key }}");'
        "{% endmacro %}"
    )

    def __init__(self, key: str) -> None:
        super().__init__()
        self._name = "AtlasLayers"
        self.key = key


@dataclass(frozen=True)
class MapParts:
    """The parts of an interactive map, to be placed in a page.

    Attributes
    ----------
    head : Markup
        Styles and scripts.
    body : Markup
        Controls, map, legend, card and table.
    script : Markup
        Stands after the body: starts the map.
    """

    head: Markup
    body: Markup
    script: Markup


def map_parts(
    *,
    units: Mapping[str, gpd.GeoDataFrame],
    indicators: pd.DataFrame,
    catalogue: Catalogue,
    classes: Mapping[str, Any],
    provenance: Mapping[str, Any],
    licences: gpd.GeoDataFrame | None = None,
    pieces: pd.DataFrame | None = None,
    rehabilitation: pd.DataFrame | None = None,
    context: Mapping[str, gpd.GeoDataFrame] | None = None,
    profiles: Collection[str] = (),
    tables: Mapping[str, str] | None = None,
    tolerance_m: float = TOLERANCE_M,
    tiles: str | None = None,
    tiles_attribution: str = "",
) -> MapParts:
    """Return the parts of the atlas.

    Parameters
    ----------
    units : mapping
        Provinces and soums, by level, in a CRS in metres.
    indicators, catalogue, classes, provenance, licences, pieces, rehabilitation, profiles, tables
        See :func:`nutag.mapdata.map_data`.
    context : mapping, optional
        See there as well.
    tolerance_m : float
        How much shapes of units are simplified for display, at least.
    tiles : str, optional
        Address pattern of basemap tiles. Without it (the default) no request leaves the page and
        the map is drawn in the equal-area projection of the run.
    tiles_attribution : str
        Credit of the basemap.
    """
    drawn, tolerance_m = display_layers(
        *(units[level] for level in mapdata.LEVELS), tolerance_m=tolerance_m
    )
    shown = dict(zip(mapdata.LEVELS, drawn, strict=True))
    data = mapdata.map_data(
        units=shown,
        indicators=indicators,
        catalogue=catalogue,
        classes=classes,
        provenance=provenance,
        licences=licences,
        pieces=pieces,
        rehabilitation=rehabilitation,
        context=context,
        profiles=profiles,
        tables=tables,
    )
    display = None if tiles else albers_parameters(str(provenance.get("crs_proj4") or ""))
    data["tolerance_m"] = tolerance_m
    figure = Figure()
    leaflet_map = folium.Map(
        location=_middle(shown["province"]),
        zoom_start=5,
        tiles=None,
        crs="NutagAlbers" if display else "EPSG3857",
        zoom_snap=0.25,
        attribution_control=bool(tiles),
        scroll_wheel_zoom=False,
    )
    if tiles:
        credit = tiles_attribution or f"Basemap: {urlsplit(tiles).hostname or 'own tiles'}"
        folium.TileLayer(tiles=tiles, attr=str(escape(credit))).add_to(leaflet_map)
    leaflet_map.default_js = []
    leaflet_map.default_css = []
    leaflet_map.add_child(_AtlasLayers(KEY))
    figure.add_child(leaflet_map)
    figure.render()
    # folium's own head sizes the map to the window and forbids zooming on phones.
    figure.header = Element()
    map_html = Markup(stable_ids(figure.html.render()))
    css, script = leaflet()
    head = templates().get_template("map_head.html")
    body = templates().get_template("map.html")
    return MapParts(
        head=Markup(
            head.render(
                leaflet_css=css,
                leaflet_js=script,
                projection=display,
                scripts=Markup("\n").join(raw_template(f"map_{name}.js") for name in SCRIPTS),
            )
        ),
        body=Markup(
            body.render(key=KEY, json=Markup(mapdata.escaped_json(data)), map_html=map_html)
        ),
        script=Markup(stable_ids(figure.script.render())),
    )


def _middle(units: gpd.GeoDataFrame) -> list[float]:
    west, south, east, north = units.total_bounds
    if not np.isfinite([west, south, east, north]).all():
        return [0.0, 0.0]
    return [round(float(south + north) / 2, 4), round(float(west + east) / 2, 4)]
