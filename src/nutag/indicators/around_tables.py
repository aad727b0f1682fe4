"""Tables of what lies around and under licences: rings with their people, overlaps with land.

They are made of the same figures as the indicators, and are as honest: a sample gives neither a
share nor a zero, and where there is no figure the state says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from nutag.context_layers import LAID_ON, LAND_COVER, SURFACE_WATER, WATER, water_measure
from nutag.indicators.figures import has_figure, join_flags
from nutag.indicators.inputs import LEVELS, Inputs
from nutag.indicators.point_figures import point_figures
from nutag.indicators.sensitive_land import as_proxy
from nutag.indicators.zone_figures import zone_figures, zone_share
from nutag.zones import AROUND, LICENSED, UNIT, ring_zone

_RING_FIGURES = (
    "land_ha",
    "land_share_pct",
    "people",
    "people_share_pct",
    "settlements",
    "water_points",
)
_OVERLAP_FIGURES = ("area_ha", "share_of_layer_pct", "share_of_licensed_pct")
_TOLD = ("flags", "notes", "period", "source")


def water_zone_name(width_m: float) -> str:
    """Return what the zone along water of a width is called in tables: ``water_zone_200_m``."""
    return f"water_zone_{width_m:g}_m"


def ring_table(inputs: Inputs) -> pd.DataFrame:
    """Return people, land and places in each ring around mining licences and mined ground.

    Parameters
    ----------
    inputs : Inputs
        Its ``context`` is used. Camps are private, and are not in the table.

    Returns
    -------
    pandas.DataFrame
        A row a unit, ``around`` (mining, footprint) and ``ring`` (from 1; rings exclude each other
        and the first includes what they lie around): ``from_km``, ``to_km``, and each of
        ``land_ha``, ``land_share_pct`` (of the unit's land: the base rate), ``people`` (whole),
        ``people_share_pct`` (of the unit's people), ``settlements``, ``water_points`` with its
        state; then ``people_covered_pct`` (share of the ring's land that the population raster
        reaches), ``people_valued_pct`` (share that lies on cells with a value: on the others
        nobody lives, or nobody was counted), ``people_period`` (of when the people are), ``flags``,
        ``notes``, ``period`` (of ``land_ha``) and ``source``. No rows of what is nowhere in the
        country.
    """
    columns = ["unit_level", "unit_id", "around", "ring", "from_km", "to_km"]
    columns += [*_with_states(_RING_FIGURES), "people_covered_pct", "people_valued_pct"]
    columns += ["people_period", *_TOLD]
    edges = [0.0, *inputs.settings.rings_km]
    zones = set(inputs.context["zone"])
    frames = [
        _ring_rows(inputs, _ring_figures(inputs, level, ring_zone(around, number))).assign(
            unit_level=level,
            around=around,
            ring=number,
            from_km=float(edges[number - 1]),
            to_km=float(edges[number]),
            people_covered_pct=_covered(inputs, level, ring_zone(around, number), "people"),
            people_valued_pct=_covered(
                inputs, level, ring_zone(around, number), "people", "valued_pct"
            ),
        )
        for level in LEVELS
        for around in AROUND
        for number in range(1, len(edges))
        if any(zone.startswith(f"{around}_ring_") for zone in zones)
    ]
    table = _joined(frames, columns)
    for column in ("people", "settlements", "water_points"):
        # People are spread by a model or lie in cells: parts of a person are false precision.
        table[column] = table[column].astype("float64").round().astype("Int64")
    return table.astype({"ring": "int64"})


def overlap_table(inputs: Inputs) -> pd.DataFrame:
    """Return the licensed land of each stage that lies on protected land, along water and so on.

    Parameters
    ----------
    inputs : Inputs
        Its ``context`` is used.

    Returns
    -------
    pandas.DataFrame
        A row a unit, ``what`` (a key of `LAID_ON`, `water_zone_name`, ``surface_water`` or one of
        `LAND_COVER`), ``class`` (of layers that tell classes, where the unit has some of it; empty:
        all of them united) and ``stage`` (mining, exploration_only, other_only): ``area_ha``,
        ``share_of_layer_pct`` (of the layer's land in the unit) and ``share_of_licensed_pct`` (of
        the land under licences of any stage), each with its state; ``covered_pct`` (share of the
        stage's land that the layer reaches: of no land all; NaN without a boundary), ``flags``,
        ``notes``, ``period`` and ``source``. No rows of a layer that the run does not have.
    """
    columns = ["unit_level", "unit_id", "what", "class", "stage"]
    columns += [*_with_states(_OVERLAP_FIGURES), "covered_pct", *_TOLD]
    frames = []
    for what, measure, roles in _layers(inputs):
        for name, of_class in _by_class(inputs, measure):
            for level in LEVELS:
                whole = zone_figures(of_class, level, [UNIT], measure, roles)
                here = whole.index if name == "" else whole.index[whole["value"] > 0]
                frames += [
                    _rows(_overlap_figures(of_class, level, stage, measure, roles, whole))
                    .assign(
                        unit_level=level,
                        what=what,
                        stage=stage,
                        covered_pct=_covered(of_class, level, stage, measure),
                        **{"class": name},
                    )
                    .loc[here]
                    for stage in LICENSED
                ]
    return _joined(frames, columns)


def _ring_figures(inputs: Inputs, level: str, zone: str) -> dict[str, pd.DataFrame]:
    settings = inputs.settings

    def of_zone(one: str, measure: str, *roles: str) -> pd.DataFrame:
        return zone_figures(inputs, level, [one], measure, roles)

    land, people = of_zone(zone, "land_ha"), of_zone(zone, "people", "population_raster")
    whole_land, whole_people = (
        of_zone(UNIT, "land_ha"),
        of_zone(UNIT, "people", "population_raster"),
    )
    return {
        "land_ha": land,
        "land_share_pct": zone_share(land, whole_land, 100.0 * settings.small_area_km2),
        "people": people,
        "people_share_pct": zone_share(people, whole_people, settings.small_people),
        "settlements": point_figures(inputs, level, [zone], "settlements"),
        "water_points": point_figures(inputs, level, [zone], "water_points"),
    }


def _overlap_figures(
    inputs: Inputs, level: str, stage: str, measure: str, roles: list[str], whole: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    area = zone_figures(inputs, level, [stage], measure, roles)
    if set(roles) <= set(WATER):  # distance from mapped water
        area = as_proxy(area)
    licensed = zone_figures(inputs, level, LICENSED, "land_ha", [])
    return {
        "area_ha": area,
        "share_of_layer_pct": zone_share(area, whole),
        "share_of_licensed_pct": zone_share(area, licensed, inputs.settings.small_licensed_ha),
    }


def _layers(inputs: Inputs) -> Iterator[tuple[str, str, list[str]]]:
    """Yield what this run has: its name, its measure, its roles."""
    measured = set(inputs.context["measure"])
    for role, measure in LAID_ON.items():
        if measure in measured:
            yield role, measure, [role]
    water = [role for role in WATER if inputs.settings.has_layer(role)]
    for width in inputs.settings.water_zones_m:
        if water_measure(width) in measured:
            yield water_zone_name(width), water_measure(width), water
    if SURFACE_WATER in measured:
        yield "surface_water", SURFACE_WATER, ["surface_water"]
    for name in LAND_COVER:
        if f"{name}_ha" in measured:
            yield name, f"{name}_ha", ["land_cover"]


def _by_class(inputs: Inputs, measure: str) -> Iterator[tuple[str, Inputs]]:
    """Yield inputs in which a measure is of all classes, then of each class alone."""
    yield "", inputs
    context = inputs.context
    others = context[context["measure"] != measure]
    of_it = context[context["measure"] == measure]
    for name in sorted(set(of_it["class"]) - {""}):
        alone = of_it[of_it["class"] == name].assign(**{"class": ""})
        yield name, replace(inputs, context=pd.concat([others, alone]), _cache={})


def _covered(
    inputs: Inputs, level: str, zone: str, measure: str, share: str = "covered_pct"
) -> pd.Series:
    """Return the share of a zone's land that a layer reaches; of no land every part is reached.

    NaN where the unit has no boundary, or the run no such layer.
    """
    units, rows = inputs.units(level), inputs.context
    rows = rows[(rows["unit_level"] == level) & (rows["class"] == "")]
    rows = rows[rows["measure"] == measure]
    found = rows[rows["zone"] == zone].set_index("unit_id")[share].reindex(units.index)
    # A zone that is nowhere in the country has no rows at all.
    landless = ~(rows["zone"] == zone).any() & units.index.isin(rows["unit_id"])
    return found.mask(landless, 100.0).where(units["area_ha"].notna())


def _rows(figures: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return figures side by side, each with its state, and once what is said of them."""
    first, *_ = figures.values()
    columns: dict[str, pd.Series] = {}
    for name, table in figures.items():
        columns[name] = table["value"].where(table["value"].notna())
        columns[f"{name}_state"] = table["state"]
    rows = pd.DataFrame(columns, index=first.index)
    rows["flags"] = [
        join_flags(*flags)
        for flags in zip(*(table["flags"] for table in figures.values()), strict=True)
    ]
    rows["notes"] = [
        _noted(dict(zip(figures, notes, strict=True)))
        for notes in zip(*(table["note"] for table in figures.values()), strict=True)
    ]
    rows["period"] = first["period"]
    rows["source"] = [
        "; ".join(dict.fromkeys(one for many in sources for one in many.split("; ") if one))
        for sources in zip(
            *(table["source"].str.replace(" / ", "; ", regex=False) for table in figures.values()),
            strict=True,
        )
    ]
    return rows


def _ring_rows(inputs: Inputs, figures: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of a ring: land is of the licences, people are of a year of their own."""
    year = inputs.layer_sources(["population_raster"]).year
    known = has_figure(figures["people"]) & (year is not None)
    return _rows(figures).assign(people_period=known.map({True: str(year), False: ""}))


def _noted(notes: Mapping[str, str]) -> str:
    """Return each note once, after the columns that it speaks of."""
    told: dict[str, list[str]] = {}
    for column, note in notes.items():
        if note:
            told.setdefault(note, []).append(column)
    return " | ".join(f"{', '.join(columns)}: {note}" for note, columns in told.items())


def _joined(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    if not frames:
        numbers = {name: "float64" for name in columns if name.endswith(("_ha", "_pct", "_km"))}
        numbers |= dict.fromkeys(
            {"ring", "people", "settlements", "water_points"} & {*columns}, "float64"
        )
        return pd.DataFrame(columns=columns).astype({**dict.fromkeys(columns, "object"), **numbers})
    table = pd.concat([frame.rename_axis("unit_id").reset_index() for frame in frames])
    return table[columns].reset_index(drop=True)


def _with_states(figures: tuple[str, ...]) -> list[str]:
    return [column for name in figures for column in (name, f"{name}_state")]
