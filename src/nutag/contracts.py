"""Contracts: what every standard table promises to the stages behind it.

A table that breaks its contract is a fault of this program, not of the input: bad input has been
reported and set aside before.
"""

from __future__ import annotations

from typing import Any, TypeVar

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from nutag.registry import LAYERS
from nutag.vocabulary import (
    BOUNDARY_QUALITIES,
    GEOMETRY_QUALITIES,
    HOLDER_KINDS,
    INDICATOR_COLUMNS,
    KINDS,
    LIVESTOCK_KINDS,
    REPORTED_STATES,
    SCOPES,
    STAGES,
    STATES,
    STATISTICS_STAGES,
    STATUSES,
    WITH_FIGURE,
)

Table = TypeVar("Table", bound=pd.DataFrame)


class ContractError(Exception):
    """A table of the program's own making is not what it has to be."""


def _text(**kwargs: Any) -> pa.Column:
    return pa.Column(object, coerce=True, **kwargs)


def _one_of(*values: str, **kwargs: Any) -> pa.Column:
    return _text(checks=pa.Check.isin(values), **kwargs)


def _area(**kwargs: Any) -> pa.Column:
    return pa.Column(float, checks=pa.Check.ge(0), **kwargs)


_PROVINCE_ID = pa.Check.str_matches(r"^\S+$")
_DATE = pa.Check.str_matches(r"^\d{4}(-\d\d(-\d\d)?)?$")
_SOUM_ID = pa.Check.str_matches(r"^MN\d{4}$")

CONTRACTS: dict[str, pa.DataFrameSchema] = {
    "provinces": pa.DataFrameSchema(
        {
            "province_id": _text(checks=_PROVINCE_ID, unique=True),
            "name_en": _text(),
            "name_mn": _text(),
            "area_official_km2": _area(nullable=True),
            "boundary_quality": _one_of(*BOUNDARY_QUALITIES),
            "n_soums": pa.Column(int),
            "n_soums_no_boundary": pa.Column(int),
            "area_ha": _area(nullable=True),
        }
    ),
    "soums": pa.DataFrameSchema(
        {
            "soum_id": _text(checks=_SOUM_ID, unique=True),
            "province_id": _text(checks=_PROVINCE_ID),
            "name_en": _text(),
            "name_mn": _text(),
            "boundary_quality": _one_of(*BOUNDARY_QUALITIES),
            "area_ha": _area(nullable=True),
        }
    ),
    "boundary_crosswalk": pa.DataFrameSchema(
        {
            "soum_id": _text(),
            "basis": _one_of("code", "name", "no_polygon", "no_soum"),
            "centre_in": _text(),
            "centres": _text(),
        },
        # A polygon without a soum has none, and every other row has one.
        checks=pa.Check(lambda t: (t["soum_id"] == "") == (t["basis"] == "no_soum")),
    ),
    "licences": pa.DataFrameSchema(
        {
            "licence_id": _text(unique=True),
            "kind": _one_of(*KINDS),
            "stage": _one_of(*STAGES),
            "status": _one_of(*STATUSES),
            "geometry_quality": _one_of(*GEOMETRY_QUALITIES),
            "holder_kind": _one_of(*HOLDER_KINDS),
            "granted": _text(checks=_DATE, nullable=True),
            "expires": _text(checks=_DATE, nullable=True),
            "area_declared_ha": _area(nullable=True),
            "area_ha": _area(nullable=True),
            "in_force_by_status": pa.Column(bool),
            "in_force_by_dates": pa.Column(bool),
            "counted": pa.Column(bool),
            "source_row": pa.Column(int, unique=True),
        },
        # A row counts, or it says why not.
        checks=pa.Check(lambda t: t["counted"] == (t["reason"] == "")),
    ),
    "layers": pa.DataFrameSchema(
        {
            "role": _one_of(*LAYERS),
            "feature_id": _text(unique=True),
            "name": _text(),
            "class": _text(),
            "people": pa.Column(float, checks=pa.Check.ge(0), nullable=True, coerce=True),
            "source_row": pa.Column(int, coerce=True),
        },
    ),
    "empty_layers": pa.DataFrameSchema({"role": _one_of(*LAYERS)}, unique=["role"]),
    "context": pa.DataFrameSchema(
        {
            "unit_level": _text(),
            "unit_id": _text(),
            "zone": _text(),
            "class": _text(),
            "measure": _text(),
            "value": _area(nullable=True),
            "covered_pct": pa.Column(float, checks=pa.Check.in_range(0, 100 + 1e-6)),
            "valued_pct": pa.Column(float, checks=pa.Check.in_range(0, 100 + 1e-6)),
            "cell_m": pa.Column(float, checks=pa.Check.gt(0), nullable=True),
            "n": pa.Column(int),
            "n_of": pa.Column(int),
        },
        unique=["unit_level", "unit_id", "zone", "class", "measure"],
    ),
    "licence_overlaps": pa.DataFrameSchema(
        {
            "licence_id_a": _text(),
            "licence_id_b": _text(),
            "holders": _one_of("different", "same", "unknown"),
            "area_ha": pa.Column(float, checks=pa.Check.gt(0)),
            **{
                f"share_{side}_pct": pa.Column(float, checks=pa.Check.in_range(0, 100 + 1e-6))
                for side in "ab"
            },
        },
        unique=["licence_id_a", "licence_id_b"],
    ),
    "pieces": pa.DataFrameSchema(
        {
            "licence_id": _text(),
            "soum_id": _text(checks=_SOUM_ID),
            "province_id": _text(checks=_PROVINCE_ID),
            "stage": _one_of(*STAGES),
            "area_ha": pa.Column(float, checks=pa.Check.gt(0)),
            "share_pct": pa.Column(float, checks=pa.Check.in_range(0, 100 + 1e-6)),
            "boundary_quality": _one_of(*BOUNDARY_QUALITIES),
        },
        unique=["licence_id", "soum_id"],
    ),
    "units": pa.DataFrameSchema(
        {
            "unit_level": _one_of("soum", "province", "country"),
            "unit_id": _text(),
            "licence_count": pa.Column(int, checks=pa.Check.ge(0)),
            "status_assumed_count": pa.Column(int, checks=pa.Check.ge(0)),
            "unmapped_count": pa.Column(int, checks=pa.Check.ge(0)),
            "unmapped_mining_count": pa.Column(int, checks=pa.Check.ge(0)),
            "unplaced_mining_count": pa.Column(int, checks=pa.Check.ge(0)),
            **{
                name: _area(nullable=True)
                for name in ("sum_ha", "union_ha", "mining_ha", "exploration_only_ha")
            },
        },
        unique=["unit_level", "unit_id"],
        # What is counted once cannot be more than what is counted as often as it occurs.
        checks=pa.Check(lambda t: ~(t["union_ha"] > t["sum_ha"] * (1 + 1e-9) + 1e-6)),
    ),
    "rehabilitation": pa.DataFrameSchema(
        {
            "record_id": _text(unique=True),
            "unit_level": _one_of("country", "province", "soum", "site", "company"),
            "value_ha": _area(nullable=True),
            "state": _one_of(*REPORTED_STATES),
            "scope": _one_of(*SCOPES),
        }
    ),
    "survey_coverage": pa.DataFrameSchema(
        {
            "province_id": _text(checks=_PROVINCE_ID),
            "measure": _text(nullable=True),
            "state": _one_of(*REPORTED_STATES),
        }
    ),
    "licence_statistics": pa.DataFrameSchema(
        {
            "unit_id": _text(),
            "period": _text(),
            "stage": _one_of(*STATISTICS_STAGES),
            "count": pa.Column(float, checks=pa.Check.ge(0), nullable=True),
            "area_ha": _area(nullable=True),
        },
        unique=["unit_id", "period", "stage"],
    ),
    "population": pa.DataFrameSchema(
        {"soum_id": _text(checks=_SOUM_ID, unique=True), "people": _area()}
    ),
    "livestock": pa.DataFrameSchema(
        {
            "soum_id": _text(checks=_SOUM_ID, unique=True),
            "head": _area(),
            **{kind: _area(nullable=True) for kind in LIVESTOCK_KINDS},
        }
    ),
    "indicators": pa.DataFrameSchema(
        {
            "unit_level": _one_of("soum", "province", "country"),
            "unit_id": _text(),
            "indicator_id": _text(),
            "value": pa.Column(float, nullable=True),
            "state": _one_of(*STATES),
            **{
                name: pa.Column(None, nullable=name in ("year", "n", "n_of"))
                for name in INDICATOR_COLUMNS
                if name not in ("unit_level", "unit_id", "indicator_id", "value", "state")
            },
        },
        strict=True,
        unique=["unit_level", "unit_id", "indicator_id", "period"],
        # A value says that it is one, and what is missing has no value.
        checks=[
            pa.Check(lambda t: t["value"].notna() == t["state"].isin(WITH_FIGURE)),
            pa.Check(lambda t: (t["state"] != "reported_zero") | (t["value"] == 0)),
        ],
    ),
}

CONTRACTS["licence_changes"] = pa.DataFrameSchema(
    {
        "change": _one_of("new", "gone", "changed"),
        "code": _text(),
        "stage": _one_of(*STAGES),
        "field": _one_of("", "code", "stage", "holder", "area", "geometry"),
        **{
            name: _area(nullable=True)
            for name in ("area_before_ha", "area_now_ha", "gained_ha", "lost_ha")
        },
    },
    unique=["change", "code", "field"],
    # A change is of a field, and a new or gone licence is one as a whole.
    checks=pa.Check(lambda t: (t["change"] == "changed") == (t["field"] != "")),
)
CONTRACTS["provinces_other"] = pa.DataFrameSchema(
    {
        "province_id": _text(checks=_PROVINCE_ID, unique=True),
        "boundary_quality": _one_of(*BOUNDARY_QUALITIES),
        "area_ha": _area(nullable=True),
    }
)
CONTRACTS["licences_previous"] = CONTRACTS["licences"]

# Rings and overlaps are two tables each: shapes as measured, and figures by unit as published.
_AROUND = ("mining", "footprint")
_STAGE_ZONES = ("mining", "exploration_only", "other_only")
_RING = {
    "around": _one_of(*_AROUND),
    "ring": pa.Column(int, checks=pa.Check.ge(1)),
    "from_km": _area(),
    "to_km": _area(),
}
_OUTWARD = pa.Check(lambda t: t["from_km"] < t["to_km"])
_SHARE = pa.Column(float, checks=pa.Check.in_range(0, 100 + 1e-6), nullable=True)
_NUMBER = pa.Column(None, checks=pa.Check.ge(0), nullable=True)


def _figure_table(
    keys: list[str],
    columns: dict[str, pa.Column],
    figures: dict[str, pa.Column],
    check: pa.Check,
) -> pa.DataFrameSchema:
    """Return the contract of a table of units that has a state beside every figure."""
    return pa.DataFrameSchema(
        {
            "unit_level": _one_of("soum", "province", "country"),
            "unit_id": _text(),
            **columns,
            **figures,
            **{f"{name}_state": _one_of(*STATES) for name in figures},
            **{name: _text() for name in ("flags", "notes", "period", "source")},
        },
        unique=["unit_level", "unit_id", *keys],
        checks=[check, *map(_figure_or_state, figures)],
    )


def _figure_or_state(name: str) -> pa.Check:
    """Return the promise that a figure is there, or its state says why not."""
    return pa.Check(lambda t: t[name].notna() == t[f"{name}_state"].isin(WITH_FIGURE))


CONTRACTS["ring_shapes"] = pa.DataFrameSchema(_RING, unique=["around", "ring"], checks=_OUTWARD)
CONTRACTS["rings"] = _figure_table(
    ["around", "ring"],
    {
        **_RING,
        "people_covered_pct": _SHARE,
        "people_valued_pct": _SHARE,
        "people_period": _text(),
    },
    {
        "land_ha": _area(nullable=True),
        "land_share_pct": _SHARE,
        "people": _NUMBER,
        "people_share_pct": _SHARE,
        "settlements": _NUMBER,
        "water_points": _NUMBER,
    },
    _OUTWARD,
)
CONTRACTS["overlap_shapes"] = pa.DataFrameSchema(
    {
        "measure": _text(checks=pa.Check.str_endswith("_ha")),
        "zone": _one_of(*_STAGE_ZONES),
        "soum_id": _text(checks=_SOUM_ID),
        "area_ha": _area(),
    }
)
CONTRACTS["overlaps"] = _figure_table(
    ["what", "class", "stage"],
    {"what": _text(), "class": _text(), "stage": _one_of(*_STAGE_ZONES), "covered_pct": _SHARE},
    {
        "area_ha": _area(nullable=True),
        "share_of_layer_pct": _SHARE,
        "share_of_licensed_pct": _SHARE,
    },
    # Where there is a figure, it is known of how much land.
    pa.Check(lambda t: t["covered_pct"].notna() | t["area_ha"].isna()),
)


def checked(name: str, table: Table) -> Table:
    """Return a table that keeps its contract.

    Parameters
    ----------
    name : str
        A key of `CONTRACTS`.
    table : pandas.DataFrame
        Returned as it is.

    Raises
    ------
    ContractError
        With every broken promise.
    """
    try:
        CONTRACTS[name].validate(pd.DataFrame(table), lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases[["column", "check", "failure_case"]].head(10)
        raise ContractError(f"table {name}:\n{cases.to_string(index=False)}") from error
    return table
