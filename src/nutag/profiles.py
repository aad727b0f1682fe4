"""Profiles: a page for every province, and for every soum with real boundaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from markupsafe import Markup

from nutag import charts, overview
from nutag.catalogue import Catalogue
from nutag.locator import Locator, detail, drawn_units, place
from nutag.messages import LANGUAGES, N_, Messages, messages
from nutag.page import blocks, footer_line, templates, views
from nutag.rows import attributions, records, text
from nutag.unit_figures import UnitFigures
from nutag.unit_licences import UnitLicences
from nutag.unit_people import in_section, people_and_land
from nutag.unit_ranking import in_order, unit_ranking

#: Columns of the soums of a province; they stand in the order of the first.
SOUM_COLUMNS = ("L01", "L02", "L04", "R01", "U01", "U02", "U03")
#: How many of the largest are shown.
LICENCES = 8
#: And on paper, where a province has one sheet.
PRINTED_LICENCES = 3
HOLDERS = 6
DATASETS = ("licence_statistics", "licences", "rehabilitation", "soum_boundaries", "population")
CHART = {"width": 440, "height": 180, "names": 116}
LARGE, SMALL = (470.0, 330.0), 190.0

TITLE = N_("{name}: mining licences and unrehabilitated land")


@dataclass(frozen=True)
class Unit:
    """A unit and what is around it."""

    level: str
    id: str
    names: Mapping[str, Any]
    #: Its province and the country, or the country alone; each with an id and names.
    around: tuple[Mapping[str, Any], ...]
    #: Rows of its soums, for a province.
    soums: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Material:
    """What the profiles are views of, with what all of them share worked out once.

    Parameters
    ----------
    provinces, soums : GeoDataFrame
        Units in the equal-area CRS, with geometry.
    indicators : DataFrame
        Tidy indicator table.
    catalogue : Catalogue
        Names, units and vocabularies.
    provenance : mapping
        Content of ``results/provenance.json``.
    licences, pieces : GeoDataFrame
        Measured licences, and what lies in every soum.
    places : DataFrame
        Where each licence counts.
    holders : DataFrame
        From `nutag.holder_table.holder_table`.
    rehabilitation : DataFrame
        Published figures, one a row.
    simplify_m : float
        How much detail the drawn boundaries may lose.
    """

    provinces: gpd.GeoDataFrame
    soums: gpd.GeoDataFrame
    indicators: pd.DataFrame
    catalogue: Catalogue
    provenance: Mapping[str, Any]
    licences: gpd.GeoDataFrame
    pieces: gpd.GeoDataFrame
    places: pd.DataFrame
    holders: pd.DataFrame
    rehabilitation: pd.DataFrame
    simplify_m: float = 400.0


def profile_pages(material: Material) -> Iterator[tuple[str, str]]:
    """Return the profiles, one after the other.

    Parameters
    ----------
    material : Material
        Tables of the run.

    Yields
    ------
    tuple of str
        Id of a unit and its page: one file that reads without network or script.
    """
    writer = _Writer(material)
    for unit in writer.units():
        yield unit.id, writer.page(unit)


def with_profile(soums: pd.DataFrame) -> pd.Series:
    """Return which soums have a profile: those whose real boundaries are in use."""
    return soums["boundary_quality"] == "surveyed"


class _Writer:
    """The pages of one run."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.figures = UnitFigures(material.indicators, material.catalogue)
        self.drawn = {
            "province": _geometries(material.provinces, "province_id", material.simplify_m),
            "soum": _geometries(material.soums, "soum_id", material.simplify_m),
        }
        self.licences = UnitLicences(material.licences, material.pieces, material.places)
        self.sample = overview.is_sample(material.provenance)
        self.holders = dict(list(material.holders.groupby(["unit_level", "unit_id"])))
        self.country = dict((material.provenance.get("config") or {}).get("country") or {})

    def units(self) -> Iterator[Unit]:
        country = {"id": text(self.country.get("country_id")), **self.country}
        own = with_profile(self.material.soums)
        for province in records(_plain(self.material.provinces).sort_values("province_id")):
            province_id = text(province["province_id"])
            inside = self.material.soums["province_id"] == province_id
            soums = records(_plain(self.material.soums[inside]).sort_values("soum_id"))
            yield Unit("province", province_id, province, (country,), tuple(soums))
            around = ({"id": province_id, **province}, country)
            for soum in records(_plain(self.material.soums[inside & own]).sort_values("soum_id")):
                yield Unit("soum", text(soum["soum_id"]), soum, around)

    def page(self, unit: Unit) -> str:
        soums = in_order(unit.soums, "soum", SOUM_COLUMNS[0], self.figures)
        ids = [text(soum["soum_id"]) for soum in soums]
        shared = {
            "unit": unit,
            "place": self._place(unit),
            "detail": self._detail(unit, ids),
            "time": self._over_time(unit),
            "holders": self._holders(unit),
            "approximate": unit.names.get("boundary_quality") == "approximate",
            "soums_approximate": any(
                soum.get("boundary_quality") == "approximate" for soum in unit.soums
            ),
            "without": [key for key in ids if self.drawn["soum"].get(key) is None],
            "sample": self.sample,
        }
        shown = views(lambda words: {**shared, **self._view(unit, soums, words)})
        titles = {
            code: messages(code).gettext(TITLE).format(name=messages(code).name(unit.names))
            for code in LANGUAGES
        }
        return (
            templates()
            .get_template("profile.html")
            .render(
                titles=titles,
                drawings=Markup(templates().get_template("profile_drawings.html").render(shared)),
                header=blocks("profile_header.html", shown),
                sections=blocks("profile_sections.html", shown),
                footer=blocks("footer.html", shown),
            )
        )

    def _view(self, unit: Unit, soums: list[Mapping[str, Any]], words: Messages) -> dict[str, Any]:
        material, catalogue = self.material, self.material.catalogue
        others = [text(one["id"]) for one in unit.around]
        figures = self.figures.key_figures(unit.level, unit.id, words, others)
        flags = [
            (self.figures.mark(flag, words), words.name(catalogue.flags[flag]))
            for flag in self.figures.flags([unit.id], unit.level)
        ]
        config = material.provenance.get("config") or {}
        people = people_and_land(
            self.figures, unit.level, unit.id, others, config.get("measuring") or {}, words
        )
        own = [f for f in figures if not in_section(catalogue.indicators[f.id])]
        printed = [
            self.figures.mark(flag, words)
            for flag in self.figures.flags([unit.id], unit.level, without=in_section)
        ]
        licences, licences_all = self.licences.largest(unit.level, unit.id, LICENCES)
        return {
            "name": words.name(unit.names),
            "other_name": text(unit.names.get("name_mn")) if words.language == "en" else "",
            "around": [words.name(one) for one in unit.around],
            "themes": [
                (words.name(theme), [f for f in own if f.theme == key])
                for key, theme in catalogue.themes.items()
                if any(f.theme == key for f in own)
            ],
            "soums": unit_ranking(soums, "soum", SOUM_COLUMNS, self.figures, words),
            "licences": licences,
            "printed": PRINTED_LICENCES,
            "licences_all": licences_all,
            "land": self._land(unit, words),
            "headline": next((f for f in figures if f.id == "R01"), None),
            "people": people,
            "nowhere": self.figures.nowhere(unit.level, words),
            "unknown": self.figures.unknown(unit.level, unit.id, words),
            "flags": flags,
            "letters": dict(zip(printed, ascii_lowercase, strict=False)),
            "mark": lambda flag: self.figures.mark(flag, words),
            "sources": attributions(material.provenance, DATASETS),
            "footer": footer_line(material.provenance, words),
            "leaflet": False,
        }

    def _place(self, unit: Unit) -> Locator | None:
        own = self.drawn[unit.level].get(unit.id)
        if own is None:
            return None
        if unit.level == "province":
            around = self.drawn["province"]
        else:
            inside = self.material.soums["province_id"] == unit.around[0]["id"]
            ids = self.material.soums.loc[inside, "soum_id"]
            around = {key: self.drawn["soum"][key] for key in map(str, ids)}
        return place(own, [g for g in around.values() if g is not None], size=SMALL)

    def _detail(self, unit: Unit, order: list[str]) -> Locator | None:
        own = self.drawn[unit.level].get(unit.id)
        if own is None:
            return None
        parts = [self.drawn["soum"].get(soum_id) for soum_id in order]
        licences = self.licences.drawn(unit.level, unit.id)
        return detail(own, parts, licences, width=LARGE[0], height=LARGE[1])

    def _over_time(self, unit: Unit) -> charts.OverTime | None:
        if unit.level == "soum":  # The statistics are of provinces.
            return None
        return charts.over_time(self.material.indicators, unit.level, unit.id, **CHART)

    def _holders(self, unit: Unit) -> charts.Holders:
        rows = self.holders.get((unit.level, unit.id), self.material.holders[:0])
        return charts.holders_of(rows, most=HOLDERS)

    def _land(self, unit: Unit, words: Messages) -> list[dict[str, Any]]:
        material = self.material
        rows = material.rehabilitation[material.rehabilitation[f"{unit.level}_id"] == unit.id]
        if rows.empty:
            return []
        return overview.rehabilitation_groups(
            rows,
            material.provinces,
            material.soums[material.soums["soum_id"].isin(rows["soum_id"])],
            material.catalogue,
            words.name(self.country),
            words,
        )


def _plain(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame.drop(columns=frame.geometry.name))


def _geometries(
    units: gpd.GeoDataFrame, key: str, simplify_m: float
) -> dict[str, shapely.Geometry | None]:
    drawn = drawn_units(units, simplify_m).geometry
    return {
        str(unit_id): None if geometry is None or geometry.is_empty else geometry
        for unit_id, geometry in zip(units[key], drawn, strict=True)
    }
