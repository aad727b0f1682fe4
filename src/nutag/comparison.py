"""The comparison of two registers: licences that are new, gone or changed, and the land that is.

Both are standard tables of licences; only rows that may count are compared, licence by licence
under the rule of `nutag.licence_numbers`.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from nutag import geometry, overlay
from nutag.holders import holder_keys
from nutag.issues import IssueLog
from nutag.licence_numbers import bare_number, number_key
from nutag.unit_groups import unit_groups

#: From this share on, a register that is shorter than the one before is not taken for a change.
MOST_FEWER = 0.2

# Two polygons are one where they differ by less: corners rounded to a second's thousandth move
# lines by centimetres.
_SAME_HA, _SAME_SHARE = 0.1, 5e-5
_SAME_DECLARED_HA = 0.005

_COLUMNS = [
    "change",
    "code",
    "stage",
    "holder",
    "field",
    "before",
    "now",
    "area_before_ha",
    "area_now_ha",
    "gained_ha",
    "lost_ha",
    "date_before",
    "date_now",
    "note",
]
_ORDER = {"new": 0, "gone": 1, "changed": 2}
_FIELDS = ("code", "stage", "holder", "area", "geometry")


@dataclass(frozen=True)
class Register:
    """One of the two registers.

    Parameters
    ----------
    licences : geopandas.GeoDataFrame
        The standard table, in the analysis CRS.
    date : str
        What it describes, as the configuration says; may be empty.
    complete : bool
        Whether a licence that is not in it is none.
    """

    licences: gpd.GeoDataFrame
    date: str
    complete: bool


def compare_licences(now: Register, before: Register) -> pd.DataFrame:
    """List what is new, gone and changed.

    Parameters
    ----------
    now, before : Register
        Only rows with ``counted`` and a number are compared.

    Returns
    -------
    pandas.DataFrame
        One row a new or gone licence, and one a changed field (``code``: spelled in another way,
        ``stage``, ``holder``, ``area``: as declared, ``geometry``) with its value ``before`` and
        ``now`` as text. ``area_before_ha`` and ``area_now_ha`` are hectares of the polygon, NaN
        without one; ``gained_ha`` and ``lost_ha`` those that only one of the two polygons covers,
        in rows of new and gone licences and of changed geometry, else NaN. A field that one of
        the files does not have at all is not compared. Sorted by change, number and field.
    """
    new_rows, old_rows, here, there = _pairs(now.licences, before.licences)
    parts = [
        _one_sided(new_rows, "new", now, before),
        _one_sided(old_rows, "gone", now, before),
        _changed(here, there, _fields_of(now.licences) & _fields_of(before.licences)),
    ]
    table = pd.concat([part for part in parts if len(part)] or parts).reindex(columns=_COLUMNS)
    table = table.assign(date_before=before.date, date_now=now.date)
    numbers = ["area_before_ha", "area_now_ha", "gained_ha", "lost_ha"]
    text = [column for column in _COLUMNS if column not in numbers]
    table[text] = table[text].astype(object).where(table[text].notna(), "")
    table[numbers] = table[numbers].astype(float)
    key = pd.DataFrame(
        {
            "change": table["change"].map(_ORDER),
            "code": table["code"],
            "field": table["field"].map({name: i for i, name in enumerate(_FIELDS)}).fillna(-1),
        }
    )
    order = key.reset_index(drop=True).sort_values(["change", "code", "field"], kind="stable").index
    return table.iloc[order].reset_index(drop=True)


def _numbered(licences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows that count, each number once, indexed by it."""
    rows = licences[licences["counted"] & licences["code"].notna()]
    rows = rows.set_axis(pd.Index([number_key(code) for code in rows["code"]], dtype=object))
    return rows[~rows.index.duplicated()]


def _pairs(
    now: gpd.GeoDataFrame, before: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the licences of one register only, and those of both in one order."""
    here, there = _numbered(now), _numbered(before)
    single_here, single_there = (
        here.index.difference(there.index),
        there.index.difference(here.index),
    )
    # What is left may be the same number with or without a note, where no other has it.
    bare_here, bare_there = _by_bare(single_here), _by_bare(single_there)
    respelled = sorted(bare_here.keys() & bare_there.keys())
    common = sorted(here.index.intersection(there.index))
    left = [*common, *(bare_here[bare] for bare in respelled)]
    right = [*common, *(bare_there[bare] for bare in respelled)]
    return (
        here.drop(left),
        there.drop(right),
        here.loc[left].reset_index(drop=True),
        there.loc[right].reset_index(drop=True),
    )


def _by_bare(keys: pd.Index) -> dict[str, str]:
    bare = pd.Series([bare_number(key) for key in keys], index=keys, dtype=object).dropna()
    unique = bare[~bare.duplicated(keep=False)]
    return dict(zip(unique, unique.index, strict=True))


def _one_sided(
    rows: gpd.GeoDataFrame, change: str, now: Register, before: Register
) -> pd.DataFrame:
    # Why the other register does not count it, or that it does not have it.
    other = before if change == "new" else now
    side, moved = ("area_now_ha", "gained_ha") if change == "new" else ("area_before_ha", "lost_ha")
    reasons = {
        number_key(code): reason
        for code, reason, counted in other.licences[["code", "reason", "counted"]].itertuples(
            index=False
        )
        if not counted and code is not None
    }
    which = "the previous register" if change == "new" else "the register"
    absent = f"not in {which}" + ("" if other.complete else ", which is a sample")
    return pd.DataFrame(
        {
            "change": change,
            "code": rows["code"],
            "stage": rows["stage"],
            "holder": rows["holder"],
            side: rows["area_ha"],
            moved: rows["area_ha"] if other.complete else np.nan,
            "note": [
                f"in {which}, but: {reasons[key]}" if reasons.get(key) else absent
                for key in rows.index
            ],
        }
    )


def _fields_of(licences: gpd.GeoDataFrame) -> set[str]:
    """Return the fields of which a register has at least one value."""
    columns = {"area": "area_declared_ha", "geometry": "area_ha"}
    return {name for name in _FIELDS if licences[columns.get(name, name)].notna().any()}


def _changed(here: gpd.GeoDataFrame, there: gpd.GeoDataFrame, asked: set[str]) -> pd.DataFrame:
    area_here, area_there = here["area_ha"], there["area_ha"]
    gained, lost = _moved(geometry.shapes_of(here), geometry.shapes_of(there))
    larger = np.fmax(area_here, area_there).fillna(0.0)
    declared = (here["area_declared_ha"] - there["area_declared_ha"]).abs()
    one_missing = here["area_declared_ha"].isna() != there["area_declared_ha"].isna()
    apart = {
        "code": _differ(there["code"].map(number_key), here["code"].map(number_key)),
        "stage": _differ(there["stage"], here["stage"]),
        "holder": _differ(holder_keys(there["holder"]), holder_keys(here["holder"])),
        "area": (declared > _SAME_DECLARED_HA) | one_missing,
        "geometry": gained + lost > np.maximum(_SAME_HA, _SAME_SHARE * larger),
    }
    shown = {"area": "area_declared_ha", "geometry": "area_ha"}
    base = here[["code", "stage", "holder"]].assign(
        change="changed", area_before_ha=area_there, area_now_ha=area_here
    )
    parts = []
    for field, differs in apart.items():
        was, has = (table[shown.get(field, field)] for table in (there, here))
        if field in shown:
            was, has = was.map(_hectares), has.map(_hectares)
        rows = base.assign(field=field, before=was, now=has)
        if field == "geometry":
            rows = rows.assign(gained_ha=gained, lost_ha=lost)
        parts.append(pd.DataFrame(rows[differs & (field in asked)]))
    return pd.concat([part for part in parts if len(part)] or parts)


def _differ(before: pd.Series, now: pd.Series) -> pd.Series:
    return before.astype(object).fillna("") != now.astype(object).fillna("")


def _hectares(area: float) -> str:
    return "none" if np.isnan(area) else f"{area:.2f} ha"


def _moved(
    here: geometry.Geometries, there: geometry.Geometries
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the hectares that only the first, and only the second polygon of a pair covers."""
    gained, lost = np.zeros(len(here)), np.zeros(len(here))
    both = ~shapely.is_missing(here) & ~shapely.is_missing(there)
    apart = both & ~shapely.equals_exact(here, there, 0.0)
    gained[apart] = geometry.area_ha(shapely.difference(here[apart], there[apart]))
    lost[apart] = geometry.area_ha(shapely.difference(there[apart], here[apart]))
    gained[~both], lost[~both] = (
        np.nan_to_num(geometry.area_ha(here[~both])),
        np.nan_to_num(geometry.area_ha(there[~both])),
    )
    return gained, lost


def compare_areas(
    now: Register,
    before: Register,
    soums: gpd.GeoDataFrame,
    provinces: pd.DataFrame,
    *,
    country_id: str,
    country_name: str,
    threads: int,
) -> pd.DataFrame:
    """Measure the land that came under licence, and the land that no longer is, in each unit.

    Parameters
    ----------
    now, before : Register
        Only rows with ``counted`` and a polygon are measured, in the CRS of `soums`.
    soums : geopandas.GeoDataFrame
        With ``soum_id``, ``province_id``, ``name_en``, ``area_ha`` and geometry.
    provinces : pandas.DataFrame
        With ``province_id`` and ``name_en``.
    country_id, country_name : str
        Of the row for the country.
    threads : int
        Threads of the overlay.

    Returns
    -------
    pandas.DataFrame
        A row a unit, the country first: ``unit_level``, ``unit_id``, ``name_en``,
        ``union_before_ha``, ``union_now_ha``, ``gained_ha`` (under licence now and not before),
        ``lost_ha`` (before and not now), ``date_before``, ``date_now``, ``note``. All are areas
        of unions: land under several licences counts once, and what one licence lost to another
        is neither gained nor lost. NaN where the unit has no boundary, and where a sample does
        not say that land is free.
    """
    shapes = geometry.shapes_of(soums)
    held_now, held_before = (
        _held(register.licences, shapes, threads) for register in (now, before)
    )
    layers = {
        "union_before_ha": held_before,
        "union_now_ha": held_now,
        "gained_ha": _minus(held_now, held_before),
        "lost_ha": _minus(held_before, held_now),
    }
    names = {
        "country": {country_id: country_name},
        "province": dict(zip(provinces["province_id"], provinces["name_en"], strict=True)),
        "soum": dict(zip(soums["soum_id"], soums["name_en"], strict=True)),
    }
    frames = []
    for level, unit_ids, group, measured in unit_groups(soums, country_id):
        frame = pd.DataFrame({"unit_level": level, "unit_id": unit_ids})
        frame["name_en"] = frame["unit_id"].map(names[level])
        for column, by_soum in layers.items():
            united = overlay.union_by_group(by_soum, group, len(unit_ids), threads)
            area = np.nan_to_num(geometry.area_ha(united))
            frame[column] = np.where(measured, area, np.nan)
        frames.append(frame)
    frames.reverse()  # the country first
    table = pd.concat(frames, ignore_index=True)
    if not before.complete:
        table["gained_ha"] = np.nan
    if not now.complete:
        table["lost_ha"] = np.nan
    samples = [
        name
        for name, register in (("the previous register", before), ("the register", now))
        if not register.complete
    ]
    note = f"{' and '.join(samples)}: a sample, other land may be under licence" if samples else ""
    return table.assign(date_before=before.date, date_now=now.date, note=note)


def _held(
    licences: gpd.GeoDataFrame, soums: geometry.Geometries, threads: int
) -> geometry.Geometries:
    """Return the land under licence of each soum, None where there is none."""
    counted = licences[licences["counted"]]
    shapes = geometry.only(geometry.shapes_of(counted), counted["area_ha"].notna().to_numpy())
    _, soum, pieces = overlay.cut(shapes, soums, threads)
    return overlay.union_by_group(pieces, soum, len(soums), threads)


def _minus(a: geometry.Geometries, b: geometry.Geometries) -> geometry.Geometries:
    result = a.copy()
    both = ~shapely.is_missing(a) & ~shapely.is_missing(b)
    result[both] = geometry.polygons_only(shapely.difference(a[both], b[both]))
    return result


def check_comparison(now: Register, before: Register, changes: pd.DataFrame, log: IssueLog) -> None:
    """Say what a comparison cannot tell, and when a register lost more than it can have.

    Parameters
    ----------
    now, before : Register
        The two registers.
    changes : pandas.DataFrame
        From `compare_licences`.
    log : IssueLog
        Gets the issues.
    """
    n_now, n_before = len(_numbered(now.licences)), len(_numbered(before.licences))
    if n_now < (1 - MOST_FEWER) * n_before:
        gone = changes[changes["change"] == "gone"]
        lines = changes["change"] + " " + changes["code"]
        lines += (" " + changes["field"]).where(changes["field"] != "", "")
        first = "; ".join(lines.head(5)) + ("; ..." if len(lines) > 5 else "")
        log.add(
            "licence.fewer_than_before",
            "warn",
            found=f"{n_now:,} licences, {100 * (1 - n_now / n_before):.1f} % fewer than the "
            f"{n_before:,} of {before.date or 'the previous register'} ({first})",
            expected=f"a register that lost at most {100 * MOST_FEWER:.0f} %",
            action="All of them are counted. See whether the file is whole and the same selection; "
            "all changes are in results/tables/licence_changes.csv.",
            area_ha=float(gone["area_before_ha"].sum()),
        )
    for name, register in (("licences", now), ("licences_previous", before)):
        if not register.complete:
            log.add(
                "licence.compared_sample",
                "warn",
                key=name,
                found="a sample, which does not say that other licences do not exist",
                expected="two complete registers",
                action="Hectares gained or lost that follow from its gaps are left out; if it is "
                f"the whole register, set `datasets.{name}.coverage: complete`.",
            )
    if now.date and before.date and now.date < before.date:
        log.add(
            "licence.previous_is_newer",
            "warn",
            key="version",
            found=f"a previous register of {before.date}, and one of {now.date}",
            expected="the older one in `datasets.licences_previous`",
            action="They are compared as configured.",
        )
