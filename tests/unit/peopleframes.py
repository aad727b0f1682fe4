"""Figures of people and land, for the tests of profiles."""

from dataclasses import replace

import pandas as pd
import profileframes as frames
import webframes

from nutag.catalogue import Catalogue
from nutag.profiles import Material

ENTRIES = {
    "E01": ("Share of people near mining licences", "%"),
    "E01_n": ("People near mining licences", "n"),
    "E01_land": ("Share of land near mining licences", "%"),
    "E01_r1": ("People in the first ring", "n"),
    "E01_r2": ("People in the second ring", "n"),
    "S02": ("Licensed land along water", "ha"),
    "S01": ("Protected land under licence", "ha"),
    "E02": ("Settlements near mining licences", "n"),
    "U02": ("People", "n"),
}
#: What each unit has: value and flags; the rest has no layer.
FIGURES = {
    "E01": (40.0, "modelled"),
    "E01_n": (800.0, "modelled"),
    "E01_land": (5.0, ""),
    "E01_r1": (600.0, "modelled;lower_bound"),
    "E01_r2": (200.0, "modelled"),
    "S02": (12.0, "proxy"),
    "E02": (3.0, ""),
    "U02": (2000.0, ""),
}
OF_TWELVE = "Points of the layer in the unit: 12."
NOTE = "This run has no layer of this kind."


def catalogue() -> Catalogue:
    known = webframes.catalogue()
    model = known.indicators["L01"]
    extra = {
        key: replace(model, id=key, theme="context", name_en=name, unit=unit, decimals=0)
        for key, (name, unit) in ENTRIES.items()
    }
    flags = known.flags | {
        flag: {"name_en": flag, "name_mn": f"{flag} мн"} for flag in ("modelled", "proxy")
    }
    headlines = ("L01", "E01")
    themes = known.themes | {"context": {"name_en": "People, herds and land", "name_mn": "Хүн ам"}}
    return replace(
        known, indicators=known.indicators | extra, flags=flags, themes=themes, headlines=headlines
    )


def material(figures: dict) -> Material:
    """Return what profiles are made of, with figures of people and land in three units."""
    table = frames.indicators()
    model = table[(table["unit_id"] == "MN-000") & (table["indicator_id"] == "L01")]
    rows = []
    for level, unit in (("province", "MN-000"), ("country", "MN"), ("soum", "MN4600")):
        for key in ENTRIES:
            value, flags = figures.get(key, (None, ""))
            state, note = ("not_covered", NOTE) if value is None else ("value", "")
            if key == "E02" and value is not None:
                note = OF_TWELVE
            rows.append(
                model.assign(
                    unit_level=level,
                    unit_id=unit,
                    indicator_id=key,
                    value=value,
                    state=state,
                    flags=flags,
                    note=note,
                ).astype(table.dtypes)
            )
    run = frames.provenance()
    run["config"]["measuring"] = {"near_km": 5, "rings_km": [2, 5, 10, 20]}
    return frames.material(
        catalogue=catalogue(),
        indicators=pd.concat([table, *rows], ignore_index=True),
        provenance=run,
    )
