"""Inputs: the standard tables that every indicator may use, and the settings that shape them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from nutag.near_unmapped import soums_near_unmapped
from nutag.registry import LAYERS, RASTERS
from nutag.values import year_of

LEVELS = ("soum", "province", "country")
#: Why a unit has no area of its own.
BARE_NOTE = "No boundary of this unit is at hand."
STANDS_FOR_OTHERS_NOTE = (
    "The cell drawn for this unit stands for most of its province: it has no area of its own."
)


_CONTEXT = (*LAYERS, *RASTERS)


def no_context() -> pd.DataFrame:
    """Return the context of a run in which nothing was measured around licences."""
    text = dict.fromkeys(("unit_level", "unit_id", "zone", "class", "measure"), "object")
    numbers = {
        **dict.fromkeys(("value", "covered_pct", "valued_pct", "cell_m"), "float64"),
        **dict.fromkeys(("n", "n_of"), "int64"),
    }
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in (text | numbers).items()})


class LayerSources(NamedTuple):
    """What is to be said of figures from context layers.

    Parameters
    ----------
    labels : tuple of str
        Their roles.
    year : int or None
        Of the oldest of them.
    flags : tuple of str
        Marks of every figure.
    complete : bool
        Whether nothing found means that there is nothing: each layer of shapes is vouched for.
    """

    labels: tuple[str, ...]
    year: int | None
    flags: tuple[str, ...]
    complete: bool


@dataclass(frozen=True)
class Settings:
    """Settings of the configuration that indicators depend on.

    Parameters
    ----------
    country_id, name_en, name_mn : str
        Unit id and names of the country.
    licensed_area_from : {'statistics', 'polygons'}
        Source of the licensed area of provinces and the country.
    licence_coverage : {'complete', 'sample'}
        Whether the licence polygons are the whole register.
    licence_period : str
        Date of the licence polygons as configured (``version``), for the period of the figures.
    stock_pairs : tuple of mapping
        ``all`` and ``rehabilitated``: measures of one stock.
    small_people, small_livestock_head, small_sheep_units : float
    small_area_km2, small_licensed_ha, small_mining_ha : float
        Denominators below are small.
    small_holders : int
        Fewer named holders than this are too few to speak of their concentration.
    max_year_gap : int
        Years between numerator and denominator that need no flag.
    rings_km, near_km, water_zones_m, road_corridor_m : tuple of float, float, tuple of float, float
        Distances that the context was measured with.
    sheep_units : mapping
        Sheep units of one head of each of `nutag.vocabulary.LIVESTOCK_KINDS`.
    layers : mapping
        Block of each configured context layer: ``year`` and ``modelled`` are used.
    """

    country_id: str
    name_en: str
    name_mn: str
    licensed_area_from: str
    licence_coverage: str
    licence_period: str
    stock_pairs: tuple[Mapping[str, str], ...]
    small_people: float
    small_livestock_head: float
    small_sheep_units: float
    small_area_km2: float
    small_licensed_ha: float
    small_mining_ha: float
    small_holders: int
    max_year_gap: int
    rings_km: tuple[float, ...]
    near_km: float
    water_zones_m: tuple[float, ...]
    road_corridor_m: float
    sheep_units: Mapping[str, float]
    layers: Mapping[str, Mapping[str, Any]]

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Settings:
        """Return the settings of a configuration that has passed the schema."""
        licences = config["datasets"]["licences"]
        small = config["indicators"]["small_denominators"]
        statistics = config["datasets"].get("licence_statistics")
        return cls(
            **{key: config["country"][key] for key in ("country_id", "name_en", "name_mn")},
            licensed_area_from=(
                config["measuring"]["licensed_area_from"] if statistics else "polygons"
            ),
            licence_coverage=licences.get("coverage", "sample"),
            licence_period=str(licences.get("version") or ""),
            stock_pairs=tuple(config["indicators"]["stock_pairs"]),
            small_people=small["people"],
            small_livestock_head=small["livestock_head"],
            small_sheep_units=small["sheep_units"],
            small_area_km2=small["area_km2"],
            small_licensed_ha=small["licensed_ha"],
            small_mining_ha=small["mining_ha"],
            small_holders=small["holders"],
            max_year_gap=config["indicators"]["max_year_gap"],
            rings_km=tuple(config["measuring"]["rings_km"]),
            near_km=config["measuring"]["near_km"],
            water_zones_m=tuple(config["measuring"]["water_zones_m"]),
            road_corridor_m=config["measuring"]["road_corridor_m"],
            sheep_units=config["measuring"]["sheep_units"],
            layers={role: block for role in _CONTEXT if (block := config["datasets"].get(role))},
        )

    def has_layer(self, role: str) -> bool:
        """Return whether a context layer is configured."""
        return role in self.layers


@dataclass(frozen=True)
class Inputs:
    """The standard tables, as the standardise and measure stages leave them.

    Parameters
    ----------
    provinces, soums : geopandas.GeoDataFrame
        Units with ``area_ha``, ``boundary_quality`` and the official area of provinces.
    coverage : pandas.DataFrame
        ``units`` of `nutag.coverage.Coverage`.
    statistics : pandas.DataFrame
        Licence statistics; may be empty.
    rehabilitation, survey : pandas.DataFrame
        Published figures, and what surveys covered.
    people, livestock : pandas.DataFrame
        Numbers of soums.
    settings : Settings
        What the configuration says.
    holders : pandas.DataFrame
        From `nutag.holder_table.holder_table`.
    coverage_other : pandas.DataFrame
        From `nutag.edition_coverage.measure_edition`; without rows where there is no second set of
        boundaries.
    context : pandas.DataFrame
        From `nutag.context.measure_context`; without rows where nothing was measured.
    rows_without_place : mapping
        From `nutag.context_layers.rows_without_place`.
    points_outside : mapping
        From `nutag.context_layers.points_outside`.
    """

    provinces: gpd.GeoDataFrame
    soums: gpd.GeoDataFrame
    coverage: pd.DataFrame
    statistics: pd.DataFrame
    rehabilitation: pd.DataFrame
    survey: pd.DataFrame
    people: pd.DataFrame
    livestock: pd.DataFrame
    holders: pd.DataFrame
    settings: Settings
    coverage_other: pd.DataFrame = field(default_factory=pd.DataFrame)
    context: pd.DataFrame = field(default_factory=no_context)
    rows_without_place: Mapping[str, int] = field(default_factory=dict)
    points_outside: Mapping[str, int] = field(default_factory=dict)
    _cache: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict, compare=False)

    def units(self, level: str) -> pd.DataFrame:
        """Return the units of a level, indexed by ``unit_id``.

        Parameters
        ----------
        level : {'soum', 'province', 'country'}
            Which units.

        Returns
        -------
        pandas.DataFrame
            ``boundary_quality``, ``area_ha`` (from polygons, NaN without), ``official_ha`` (NaN
            where not given), ``n_parts``, ``n_parts_with_boundary``, ``bare_note`` (why a unit
            without an area has none).
        """
        key = ("units", level)
        if key not in self._cache:
            self._cache[key] = self._units(level)
        return self._cache[key].copy()

    def _units(self, level: str) -> pd.DataFrame:
        if level == "soum":
            soums = self.soums.set_index(self.soums["soum_id"].rename("unit_id"))
            alone = self._stands_for_others(soums)
            return pd.DataFrame(
                {
                    "boundary_quality": soums["boundary_quality"].mask(alone, "none"),
                    "area_ha": soums["area_ha"].mask(alone),
                    "official_ha": float("nan"),
                    "n_parts": 1,
                    "n_parts_with_boundary": soums["area_ha"].notna().astype(int),
                    "bare_note": alone.map({True: STANDS_FOR_OTHERS_NOTE, False: BARE_NOTE}),
                }
            )
        provinces = self.provinces.set_index(self.provinces["province_id"].rename("unit_id"))
        table = pd.DataFrame(
            {
                "boundary_quality": provinces["boundary_quality"],
                "area_ha": provinces["area_ha"],
                "official_ha": 100 * provinces["area_official_km2"],
                "n_parts": provinces["n_soums"],
                "n_parts_with_boundary": provinces["n_soums"] - provinces["n_soums_no_boundary"],
                "bare_note": BARE_NOTE,
            }
        )
        if level == "province":
            return table
        qualities = set(table["boundary_quality"]) - {"none"}
        return pd.DataFrame(
            {
                "boundary_quality": [min(qualities) if qualities else "none"],
                "area_ha": [table["area_ha"].sum(min_count=1)],
                "official_ha": [table["official_ha"].sum(min_count=len(table))],
                "n_parts": [int(table["n_parts"].sum())],
                "n_parts_with_boundary": [int(table["n_parts_with_boundary"].sum())],
                "bare_note": [BARE_NOTE],
            },
            index=pd.Index([self.settings.country_id], name="unit_id"),
        )

    def _stands_for_others(self, soums: pd.DataFrame) -> pd.Series:
        """Return which approximate polygons stand for more units than themselves.

        Where most units of a province have no centre, the cell of one that has (Nalaikh, for the
        whole of Ulaanbaatar) says nothing about that unit; it is good for the province only.
        """
        provinces = self.provinces.set_index("province_id")
        missing = provinces["n_soums_no_boundary"] / provinces["n_soums"]
        mostly_missing = soums["province_id"].map(missing) > 0.5
        return mostly_missing & (soums["boundary_quality"] == "approximate")

    def parent(self, level: str) -> pd.Series:
        """Return the unit of `level` that each part (soum or province) lies in."""
        if level == "province":
            return self.soums.set_index("soum_id")["province_id"]
        return pd.Series(self.settings.country_id, index=self.provinces["province_id"])

    def whole_of_soums(self, level: str) -> pd.Series:
        """Return the province or the country that each soum lies in."""
        province = self.parent("province")
        return (
            province
            if level == "province"
            else province.mask(province.notna(), self.settings.country_id)
        )

    def layer_sources(self, roles: Iterable[str]) -> LayerSources:
        """Return what is to be said of figures from some context layers."""
        roles = list(roles)
        layers = self.settings.layers
        used = {role: layers[role] for role in roles if role in layers}
        years = [block["year"] for block in used.values() if block.get("year") is not None]
        labels, modelled = list(used), any(block.get("modelled") for block in used.values())
        if "population_raster" in roles and "population_raster" not in layers:
            # The surface that was built from the numbers of soums.
            labels, modelled = [*labels, "population"], True
            years += [year for period in self.people["year"] if (year := year_of(period))]
        return LayerSources(
            labels=tuple(labels),
            # The oldest, so that a gap to another figure is never hidden.
            year=min(years) if years else None,
            flags=("modelled",) if modelled else (),
            complete=all(
                block.get("coverage") == "complete"
                for role, block in used.items()
                if role in LAYERS
            ),
        )

    def near_unmapped_mining(self, km: float) -> pd.Series:
        """Return which soums a mining licence without a boundary lies within a distance of, or may.

        Parameters
        ----------
        km : float
            Distance between polygons of soums.

        Returns
        -------
        pandas.Series of bool
            By soum; computed once a distance.
        """
        key = ("near_unmapped_mining", f"{km:g}")
        if key not in self._cache:
            near = soums_near_unmapped(self.soums, self.coverage, 1000.0 * km)
            self._cache[key] = near.to_frame("near")
        return self._cache[key]["near"]

    def figures(self, indicator_id: str, level: str) -> pd.DataFrame:
        """Return the figures of an indicator; computed once, so that others can build on them."""
        from nutag.indicators.table import FUNCTIONS  # noqa: PLC0415 - the functions take inputs

        key = (indicator_id, level)
        if key not in self._cache:
            self._cache[key] = FUNCTIONS[indicator_id](self, level)
        return self._cache[key]


def measured_in_part(units: pd.DataFrame) -> pd.Series:
    """Return which units have polygons of some of their parts only.

    Approximate cells cover the whole of their province, whoever has none; surveyed lines do not.

    Parameters
    ----------
    units : pandas.DataFrame
        From `Inputs.units`.
    """
    surveyed = units["boundary_quality"] == "surveyed"
    return surveyed & (units["n_parts_with_boundary"] < units["n_parts"])
