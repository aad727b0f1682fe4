"""The interactive map: a folium map whose every part is inside the page.

folium writes links to content networks; none is written here. Leaflet is taken from the package
``xstatic-leaflet`` and inlined, and the layer of units is our own template and script.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import xstatic.pkg.leaflet
from branca.element import Element, Figure
from jinja2 import Template
from markupsafe import Markup, escape

from nutag import mapdata, phrases
from nutag.catalogue import Catalogue
from nutag.page import footer_line, templates
from nutag.projection import albers_parameters
from nutag.rows import attributions
from nutag.vertices_shown import shown

LEVELS = ("province", "soum")
DISPLAY_TOLERANCE_M = 400.0
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


def display_units(
    units: gpd.GeoDataFrame, tolerance_m: float = DISPLAY_TOLERANCE_M
) -> gpd.GeoDataFrame:
    """Return units with fewer vertices in EPSG:4326. For display only, never for measuring.

    Parameters
    ----------
    units : GeoDataFrame
        Polygons in a CRS in metres; null geometry allowed.
    tolerance_m : float
        Square root of the area (m²) of the smallest triangle that a vertex may make.

    Returns
    -------
    GeoDataFrame
        The same rows in the same order, coordinates rounded to 1e-4 degrees. A border of two
        units stays shared. Rows without geometry are kept, without geometry.

    Raises
    ------
    ValueError
        When the units have no CRS or one in degrees.
    """
    if units.crs is None or units.crs.is_geographic:
        raise ValueError(
            "display_units: found units without a CRS in metres, expected the analysis CRS"
        )
    placed = units.geometry.notna() & ~units.geometry.is_empty
    simple = shapely.coverage_simplify(units.geometry[placed].values, tolerance_m)
    moved = gpd.GeoSeries(simple, crs=units.crs).to_crs("EPSG:4326")
    rounded = shapely.transform(moved.values, lambda xy: np.round(xy, 4))
    geometry = np.full(len(units), None, dtype=object)
    geometry[placed.to_numpy()] = np.asarray(rounded)
    result = pd.DataFrame(units.drop(columns=units.geometry.name))
    return gpd.GeoDataFrame(result, geometry=gpd.array.from_shapely(geometry, crs="EPSG:4326"))


class _UnitLayer(folium.MacroElement):
    """Units coloured by an indicator: hands the map to our script."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        'nutagMap({{ this._parent.get_name() }}, "{{ this.key }}");'
        "{% endmacro %}"
    )

    def __init__(self, key: str) -> None:
        super().__init__()
        self._name = "UnitLayer"
        self.key = key


@dataclass(frozen=True)
class MapParts:
    """The parts of an interactive map, to be placed in a page.

    Attributes
    ----------
    head : Markup
        Styles and scripts.
    body : Markup
        Picker, map, legend and card.
    script : Markup
        Stands after the body: starts the map.
    """

    head: Markup
    body: Markup
    script: Markup


def map_parts(
    *,
    level: str,
    units: gpd.GeoDataFrame,
    indicators: pd.DataFrame,
    catalogue: Catalogue,
    classes: Mapping[str, Any],
    provenance: Mapping[str, Any],
    licences: gpd.GeoDataFrame | None = None,
    provinces: pd.DataFrame | None = None,
    tiles: str | None = None,
    tiles_attribution: str = "",
    embedded: bool = False,
    table_link: str = "",
) -> MapParts:
    """Return the parts of an interactive map; see :func:`map_page` for the parameters.

    Parameters
    ----------
    embedded : bool
        True where the map is one part of a longer page: the wheel then scrolls the page.
    table_link : str
        Address of the table of the level, for units that are not drawn.
    """
    if level not in LEVELS:
        raise ValueError(f"map: found level {level!r}, expected one of {', '.join(LEVELS)}")
    if units.crs is not None and not units.crs.is_geographic:
        units = display_units(units)
    if licences is not None and licences.crs is not None:
        drawn = shown(np.asarray(licences.geometry.array, dtype=object))
        series = gpd.GeoSeries(drawn, index=licences.index, crs=licences.crs)
        licences = licences.set_geometry(series).to_crs("EPSG:4326")
    data = mapdata.map_data(
        level=level,
        units=units,
        indicators=indicators,
        catalogue=catalogue,
        classes=classes,
        provenance=provenance,
        licences=licences,
        provinces=provinces,
    )
    display = None if tiles else albers_parameters(str(provenance.get("crs_proj4") or ""))
    data |= {"projection": display, "embedded": embedded, "table": table_link}
    key = f"{level}-map"
    figure = Figure()
    leaflet_map = folium.Map(
        location=_middle(units),
        zoom_start=5,
        tiles=None,
        crs="NutagAlbers" if display else "EPSG3857",
        zoom_snap=0.25,
        attribution_control=bool(tiles),
        scroll_wheel_zoom=not embedded,
    )
    if tiles:
        credit = tiles_attribution or f"Basemap: {urlsplit(tiles).hostname or 'own tiles'}"
        folium.TileLayer(tiles=tiles, attr=str(escape(credit))).add_to(leaflet_map)
    leaflet_map.default_js = []
    leaflet_map.default_css = []
    leaflet_map.add_child(_UnitLayer(key))
    figure.add_child(leaflet_map)
    figure.render()
    # folium's own head sizes the map to the window and forbids zooming on phones.
    figure.header = Element()
    map_html = Markup(stable_ids(figure.html.render()))
    css, script = leaflet()
    head = templates().get_template("unitmap_head.html")
    body = templates().get_template("unitmap.html")
    return MapParts(
        head=Markup(head.render(leaflet_css=css, leaflet_js=script, data=data)),
        body=Markup(
            body.render(
                key=key,
                data=data,
                json=Markup(mapdata.escaped_json(data)),
                map_html=map_html,
                t=phrases.PAGE,
                m=phrases.MAP,
            )
        ),
        script=Markup(stable_ids(figure.script.render())),
    )


def map_page(
    *,
    level: str,
    units: gpd.GeoDataFrame,
    indicators: pd.DataFrame,
    catalogue: Catalogue,
    classes: Mapping[str, Any],
    provenance: Mapping[str, Any],
    licences: gpd.GeoDataFrame | None = None,
    provinces: pd.DataFrame | None = None,
    tiles: str | None = None,
    tiles_attribution: str = "",
) -> str:
    """Return a complete page with the map of a level. It opens without a network.

    Parameters
    ----------
    level : {"province", "soum"}
        Level of ``units``.
    units : GeoDataFrame
        Provinces or soums, as :func:`display_units` returns them (units in metres are passed
        through it).
    indicators : DataFrame
        Tidy indicator table (all levels; the latest period of each indicator is drawn).
    catalogue : Catalogue
        As :func:`nutag.catalogue.load_catalogue` returns it.
    classes : mapping
        ``{level: {indicator_id: {"breaks": [...], "n": [...], "unit": ...}}}``. Not recomputed.
    provenance : mapping
        Content of ``results/provenance.json``.
    licences : GeoDataFrame, optional
        Licences table with geometry, any CRS.
    provinces : DataFrame, optional
        Table of provinces: names of the province of each soum. Without it ids are shown.
    tiles : str, optional
        Address pattern of basemap tiles. Without it (the default) no request leaves the page and
        the map is drawn in the equal-area projection of the run.
    tiles_attribution : str
        Credit of the basemap.

    Returns
    -------
    str
        HTML, the same bytes for the same input.

    Raises
    ------
    ValueError
        When ``level`` is not one of the two.
    """
    parts = map_parts(
        level=level,
        units=units,
        indicators=indicators,
        catalogue=catalogue,
        classes=classes,
        provenance=provenance,
        licences=licences,
        provinces=provinces,
        tiles=tiles,
        tiles_attribution=tiles_attribution,
        table_link=f"../tables/{level}s.csv",
    )
    every = attributions(
        provenance, [str(entry.get("dataset")) for entry in provenance.get("inputs") or []]
    )
    return (
        templates()
        .get_template("map.html")
        .render(
            parts=parts, level=level, t=phrases.PAGE, footer=footer_line(provenance), credits=every
        )
    )


def _middle(units: gpd.GeoDataFrame) -> list[float]:
    west, south, east, north = units.total_bounds
    if not np.isfinite([west, south, east, north]).all():
        return [0.0, 0.0]
    return [round(float(south + north) / 2, 4), round(float(west + east) / 2, 4)]
