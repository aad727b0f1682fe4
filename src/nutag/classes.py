"""Classes: the steps in which maps colour an indicator, made once for all maps."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
from mapclassify import FisherJenks

from nutag.catalogue import BASE_RATES, Catalogue

# Each takes more of the skew away than the one before, and keeps the order.
_SCALES: tuple[Callable[[np.ndarray], np.ndarray], ...] = (np.positive, np.sqrt, np.log)

#: Indicators that are compared by eye, and so have the same classes.
_TOGETHER = BASE_RATES | {base: share for share, base in BASE_RATES.items()}

Classes = dict[str, dict[str, dict[str, Any]]]


def make_classes(indicators: pd.DataFrame, catalogue: Catalogue, k: int) -> Classes:
    """Class the values of every mapped indicator, for provinces and for soums.

    Parameters
    ----------
    indicators : pandas.DataFrame
        The table of indicators.
    catalogue : Catalogue
        Says which indicators are mapped.
    k : int
        Number of classes; fewer where there are fewer distinct values.

    Returns
    -------
    dict
        ``{level: {indicator_id: {"breaks": [...], "n": [...], "unit": ...}}}``: ascending upper
        bounds rounded up to short numbers (a value belongs to the first class that
        reaches it) and how many units are in each. Reported zeros and small denominators are not
        classed: maps show them as what they are. No values give empty lists.

    Notes
    -----
    Natural breaks (Fisher-Jenks), so that one outlier does not take the whole ramp. Where they
    would put more than half of the units into one class, natural breaks of the square roots, and
    where these would, too, of the logarithms: a few large figures do not take the ramp either.
    A share of people near and its base rate have the classes of both together, so that the darker
    of two maps is the larger share; a class may then be empty in one of them.
    """
    mapped = {key: one for key, one in catalogue.indicators.items() if one.mapped}
    return {
        level: {
            key: _classes_of(
                _values(indicators, level, [key]),
                _values(indicators, level, {key, _TOGETHER.get(key, key)} & set(mapped)),
                k,
            )
            | {"unit": indicator.unit}
            for key, indicator in mapped.items()
            if level in indicator.levels
        }
        for level in ("province", "soum")
    }


def _values(indicators: pd.DataFrame, level: str, ids: Iterable[str]) -> np.ndarray:
    rows = indicators[
        (indicators["unit_level"] == level)
        & indicators["indicator_id"].isin(ids)
        & (indicators["state"] == "value")
    ]
    return np.sort(rows["value"].to_numpy(dtype=float))


def _classes_of(own: np.ndarray, values: np.ndarray, k: int) -> dict[str, list[float] | list[int]]:
    """Class `own` by the breaks of `values`, both sorted."""
    if not len(own):
        return {"breaks": [], "n": []}
    distinct = np.unique(values)
    bounds = distinct if len(distinct) <= k else _natural_breaks(values, k)
    breaks = _round_up_without_moving(np.asarray(bounds, dtype=float), values)
    return {"breaks": [float(b) + 0.0 for b in breaks], "n": _members(breaks, own)}


def _natural_breaks(values: np.ndarray, k: int) -> np.ndarray:
    """Upper bounds among sorted values, on the first scale where no class holds most of them."""
    bounds = values
    for scale in _SCALES:
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = scale(values)
        if not np.isfinite(scaled).all():
            break
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # numba is optional
            found = FisherJenks(scaled, k=k).bins
        bounds = values[np.searchsorted(scaled, found, side="right") - 1]
        if max(_members(bounds, values)) <= len(values) / 2:
            break
    return bounds


def _members(bounds: np.ndarray, values: np.ndarray) -> list[int]:
    """How many values are in each class."""
    places = np.searchsorted(bounds, values, side="left")
    return [int(n) for n in np.bincount(places, minlength=len(bounds))]


def _round_up_without_moving(bounds: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Round bounds up to short numbers, keeping every value in the class it has."""
    rounded = []
    for bound in bounds:
        above = values[values > bound]
        limit = above.min() if len(above) else np.inf
        for digits in range(2, 16):
            step = 10.0 ** (np.floor(np.log10(abs(bound))) - digits + 1) if bound else 1.0
            candidate = float(f"{np.ceil(bound / step - 1e-9) * step:.{digits + 2}g}")
            if bound <= candidate < limit:
                break
        else:
            candidate = float(bound)
        rounded.append(candidate)
    return np.array(rounded)
