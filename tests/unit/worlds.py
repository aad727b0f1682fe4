"""A world of four soums in two provinces, as the indicators take it: every number is round."""

import numpy as np
import pandas as pd
from squares import (
    BOGD,
    COUNTRY,
    KHURMEN,
    NOMGON,
    ULZIIT,
    UMNUGOVI,
    UVURKHANGAI,
    licences,
    measure,
    measured_provinces,
    soums,
    square,
)

from nutag.holder_table import holder_table
from nutag.indicators import Inputs, Settings

SETTINGS = {
    "country_id": COUNTRY,
    "name_en": "Mongolia",
    "name_mn": "Монгол Улс",
    "licensed_area_from": "polygons",
    "licence_coverage": "complete",
    "licence_period": "2018-06",
    "stock_pairs": ({"all": "stock", "rehabilitated": "done"},),
    "small_people": 150,
    "small_livestock_head": 0,
    "small_sheep_units": 0,
    "small_area_km2": 0,
    "small_licensed_ha": 0,
    "small_mining_ha": 0,
    "small_holders": 3,
    "max_year_gap": 3,
    "rings_km": (2.0, 5.0, 10.0, 20.0),
    "near_km": 5.0,
    "water_zones_m": (50.0, 200.0),
    "road_corridor_m": 1000.0,
    "sheep_units": {"camel": 5, "horse": 7, "cattle": 6, "sheep": 1, "goat": 0.9},
    "layers": {},
}

# Nomgon: mining 400 ha, exploration 400 ha of which 200 ha lie under mining; Ulziit: 100 ha.
LICENCES = (
    {"code": "MV-1", "stage": "mining", "shape": square(1, 1, 2), "holder": "A"},
    {"code": "XV-1", "stage": "exploration", "shape": square(2, 1, 2), "holder": "B"},
    {"code": "MV-10000001", "stage": "mining", "shape": square(5, 15), "holder": "A"},
)


def statistics(*rows: tuple) -> pd.DataFrame:
    """Return statistics of provinces: (province, period, stage, count, hectares)."""
    table = pd.DataFrame(rows, columns=["province_id", "period", "stage", "count", "area_ha"])
    table["unit_level"] = np.where(table["province_id"].notna(), "province", "country")
    table["unit_id"] = table["province_id"].fillna(COUNTRY)
    table["record_id"] = [f"LS{i}" for i in range(len(rows))]
    table["exactness"] = "published"
    table["source_row"] = range(2, len(rows) + 2)
    return table.astype({"count": float, "area_ha": float})


def rehabilitation(*rows: dict) -> pd.DataFrame:
    defaults = {
        "unit_level": "province",
        "province_id": UMNUGOVI,
        "soum_id": None,
        "site": None,
        "year": "2012",
        "measure": "no_rehabilitation",
        "value_ha": np.nan,
        "state": "surveyed_no_figure",
        "scope": "whole",
        "exactness": None,
        "note": None,
        "source": "s",
    }
    records = [
        {"record_id": f"R{i}", "source_row": i + 2, **defaults, **row} for i, row in enumerate(rows)
    ]
    columns = ["record_id", "source_row", *defaults]
    return pd.DataFrame(records, columns=columns).astype({"value_ha": float})


def survey(**states: str) -> pd.DataFrame:
    """Return what was surveyed: province id with ``_`` for ``-`` and its state."""
    return pd.DataFrame(
        {
            "province_id": [key.replace("_", "-") for key in states],
            "measure": "no_rehabilitation",
            "year": "2012",
            "state": list(states.values()),
            "note": [f"note on {state}" for state in states.values()],
            "source_row": range(2, len(states) + 2),
        }
    )


def numbers(column: str, year: str, **by_soum: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "soum_id": list(by_soum),
            "year": year,
            column: list(by_soum.values()),
            "source_row": range(2, len(by_soum) + 2),
        }
    ).astype({column: float})


def world(*rows: dict, units=None, **changes) -> Inputs:
    """Return the inputs of the indicators; changes name a table or a setting."""
    units = soums() if units is None else units
    settings = {key: changes.pop(key, value) for key, value in SETTINGS.items()}
    coverage = measure(licences(*(rows or LICENCES)), units)
    everyone = {NOMGON: 100, KHURMEN: 200, ULZIIT: 300, BOGD: 400}
    tables = {
        "provinces": measured_provinces(units),
        "soums": units,
        "coverage": coverage.units,
        "holders": holder_table(
            coverage.licences,
            coverage.places,
            coverage.pieces,
            sample=settings["licence_coverage"] == "sample",
        ),
        "statistics": statistics(),
        "rehabilitation": rehabilitation(),
        "survey": survey(),
        "people": numbers("people", "2019", **everyone),
        "livestock": numbers("head", "2019", **{k: 10 * n for k, n in everyone.items()}),
    }
    return Inputs(**{**tables, **changes}, settings=Settings(**settings))


def figure(inputs: Inputs, indicator_id: str, unit_id: str) -> pd.Series:
    """Return the one figure of an indicator and unit."""
    level = {COUNTRY: "country", UMNUGOVI: "province", UVURKHANGAI: "province"}.get(unit_id, "soum")
    rows = inputs.figures(indicator_id, level).loc[[unit_id]]
    assert len(rows) == 1
    return rows.iloc[0]


def flags(row: pd.Series) -> set[str]:
    return set(row["flags"].split(";")) - {""}
