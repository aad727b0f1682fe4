"""Groups of soums: the soums themselves, the provinces and the country, as unions of soums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Levels of units, and the column of the soums that says which unit of it they are part of.
LEVELS = {"soum": "soum_id", "province": "province_id", "country": "country_id"}


class UnitGroups(NamedTuple):
    """The units of one level.

    Parameters
    ----------
    level : str
        A key of `LEVELS`.
    unit_ids : array of str, shape (n,)
        Sorted.
    group : array of int, shape (m,)
        Unit of each soum, from 0 to n - 1.
    measured : array of bool, shape (n,)
        Which units have a soum with a boundary.
    """

    level: str
    unit_ids: NDArray[np.object_]
    group: NDArray[np.intp]
    measured: NDArray[np.bool_]


def unit_groups(soums: pd.DataFrame, country_id: str) -> Iterator[UnitGroups]:
    """Yield the units of every level of `LEVELS`.

    Parameters
    ----------
    soums : pandas.DataFrame
        With ``soum_id``, ``province_id`` and ``area_ha`` (NaN without a boundary).
    country_id : str
        Unit id of the country.
    """
    has_boundary = soums["area_ha"].notna().to_numpy()
    for level, column in LEVELS.items():
        whole = level == "country"
        of_soum = np.full(len(soums), country_id, dtype=object) if whole else soums[column]
        unit_ids, group = np.unique(np.asarray(of_soum, dtype=object), return_inverse=True)
        measured = np.zeros(len(unit_ids), dtype=bool)
        np.logical_or.at(measured, group, has_boundary)
        yield UnitGroups(level, unit_ids, group, measured)
