"""Evidence: how far the values of a column look like what one of ours has to hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from nutag.areas import number_and_unit
from nutag.dates import read_date
from nutag.dms import parse_angles
from nutag.names import Gazetteer
from nutag.numerals import readings
from nutag.values import year_of
from nutag.vocabulary import LIVESTOCK_KINDS
from nutag.words import folded, meaning, words

LICENCE_NUMBER = re.compile(r"^\s*(?:[A-ZА-ЯӨҮ]{1,3}[-\s]?)?\d{3,8}[A-ZА-Я]?\b", re.IGNORECASE)
LICENCE_PREFIX = re.compile(r"^\s*[MX][VL]-?\d", re.IGNORECASE)
_PERIOD = re.compile(r"^\d{4}(-\d{2})?$")
_ORDER = re.compile(r"^\D*\d+\D*$")
_CYRILLIC = re.compile(r"[А-Яа-яӨөҮүЁё]")
_WORD = re.compile(r"[^\W_]+")

#: Spellings of a column that are asked; more tell nothing new.
MOST_ASKED = 300


def share(values: pd.Series, fits: Callable[[str], object]) -> float:
    """Return the share of the filled cells that fit; 0 where none is filled.

    Parameters
    ----------
    values : pandas.Series of str
        Missing as None.
    fits : callable
        Of one text; each spelling is asked once, of many spellings every so many.
    """
    counts = values.dropna().value_counts()
    if counts.empty:
        return 0.0
    counts = counts.iloc[:: -(-len(counts) // MOST_ASKED)]
    good = np.array([bool(fits(str(text))) for text in counts.index])
    return float(counts.to_numpy()[good].sum() / counts.sum())


class Evidence:
    """What values look like, in a country with these units.

    Parameters
    ----------
    provinces, soums : Gazetteer
        The registers.
    bbox : sequence of float
        West, south, east, north of the country in degrees.
    """

    def __init__(
        self,
        provinces: Gazetteer,
        soums: Gazetteer,
        bbox: tuple[float, float, float, float],
    ) -> None:
        west, south, east, north = bbox
        self._fits: Mapping[str, Callable[[str], object]] = {
            "code": LICENCE_NUMBER.search,
            "stage": lambda t: meaning("licences", "stage", t),
            "status": lambda t: meaning("licences", "status", t),
            "granted": is_date,
            "expires": is_date,
            "area_declared_ha": is_number,
            "area_official_km2": is_number,
            "value_ha": is_number,
            "area_ha": is_number,
            "count": is_number,
            "people": is_number,
            "head": is_number,
            **dict.fromkeys(LIVESTOCK_KINDS, is_number),
            "province_id": provinces.match,
            "soum_id": lambda t: bool(soums.candidates(t)) or soums.match(t),
            "soum_code": lambda t: any(map(str.isdigit, t)) and soums.match(t),
            "p_code": provinces.match,
            "nso_code": provinces.match,
            "name_mn": _CYRILLIC.search,
            "year": year_of,
            "period": _PERIOD.search,
            "longitude": lambda t: west <= angle(t) <= east,
            "latitude": lambda t: south <= angle(t) <= north,
            "longitude_deg": lambda t: between(t, west - 1, east),
            "latitude_deg": lambda t: between(t, south - 1, north),
            **{f"{axis}_min": _below_60 for axis in ("longitude", "latitude")},
            **{f"{axis}_sec": _below_60 for axis in ("longitude", "latitude")},
            "geometry_wkt": re.compile(r"^\s*(?:MULTI)?(?:POLYGON|POINT)\s*Z?M?\s*\(", re.I).search,
            "geometry_geojson": re.compile(r'^\s*\{\s*"').search,
            "holder": lambda t: not is_number(t) and not is_date(t),
            "minerals": lambda t: not is_number(t),
            "name_en": lambda t: not is_number(t),
            "measure": lambda t: not is_number(t),
            "order": _ORDER.search,  # 12, or P12
            "part": is_number,
        }
        # Values that say by themselves what a column holds, whatever it is called.
        self.telling = frozenset(
            {
                "code",
                "stage",
                "status",
                "province_id",
                "soum_id",
                "geometry_wkt",
                "geometry_geojson",
            }
        )

    def share(self, ours: str, values: pd.Series) -> float | None:
        """Return the share of the values that fit our column, None where nothing can tell."""
        fits = self._fits.get(ours)
        if fits is None:
            return None
        fit = share(values, fits)
        if ours == "code":
            # The number of a licence is nearly its own; a code of a soum or a mineral is not.
            return max(fit * _distinct(values), share(values, LICENCE_PREFIX.search))
        if ours == "holder":
            return max(0.6 * fit, share(values, has_company_word))
        return fit


def is_number(text: str) -> bool:
    """Return whether a text is a number in any dialect, with a unit or without."""
    return bool(readings(number_and_unit(text)[0]))


def is_date(text: str) -> bool:
    """Return whether a text is a day in any notation."""
    return read_date(text).date is not None


def has_company_word(name: str) -> bool:
    """Return whether a name carries a word of companies."""
    return any(folded(word) in words("company") for word in _WORD.findall(name))


@lru_cache(maxsize=100_000)
def angle(text: str) -> float:
    """Return degrees, from a number or an angle that is written out; NaN where it is none."""
    if not any(map(str.isdigit, text)):
        return float("nan")
    return float(parse_angles(pd.Series([text]))[0])


def between(text: str, low: float, high: float) -> bool:
    """Return whether a text is a number between two limits, with a point or a comma."""
    try:
        return low <= float(text.replace(",", ".")) <= high
    except ValueError:
        return False


def _below_60(text: str) -> bool:
    return between(text, 0, 60)


def _distinct(values: pd.Series) -> float:
    filled = values.dropna()
    return float(filled.nunique() / len(filled)) if len(filled) else 0.0
