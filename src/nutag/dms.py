"""Degrees, minutes and seconds: angles from text, or from a column each."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_MARKS = "[\\s\u00a0\u2009\u202f°º˚*'′’‘ʹ`´\"″”“:_–—-]"  # \s of RE2 knows ASCII alone
_NUMBER = r"[0-9]{%s}(?:[.,][0-9]*)?"
_LETTERS = "[A-Za-zА-Яа-яӨөҮүЄє. ]*"
_ANGLE = (
    f"^{_MARKS}*?(?P<before>{_LETTERS}){_MARKS}*?[+]?(?P<sign>[-−]?)(?P<deg>{_NUMBER % '1,9'})"
    f"(?:{_MARKS}+(?P<min>{_NUMBER % '1,2'}))?(?:{_MARKS}+(?P<sec>{_NUMBER % '1,2'}))?"
    f"(?P<marks>{_MARKS}*)(?P<after>{_LETTERS})$"
)

# Alone or with the word for latitude or longitude: English, Russian (с.ш., в.д.), Mongolian
# (х.ө., з.у.). A lone З is the Mongolian east, not the Russian west: it is a Mongolian register.
_POSITIVE = ("N", "E", "С", "В", "СШ", "ВД", "Х", "З", "ХӨ", "ЗУ")
_NEGATIVE = ("S", "W", "Ю", "ЮШ", "ЗД", "ӨӨ", "БУ")


def parse_angles(texts: pd.Series) -> NDArray[np.float64]:
    """Return angles that are written out, in degrees.

    Parameters
    ----------
    texts : pandas.Series of str
        ``104°12'30"``, ``104 12 30``, ``104-12-30.5``, ``104°12,5'``, with or without a letter
        for the direction; also a number with a decimal comma. A missing cell is None.

    Returns
    -------
    array of float, shape (n,)
        Degrees, negative in the south and west; NaN for a missing cell and for text that is no
        angle: a fraction anywhere but at the end, minutes or seconds above 60, more than 180
        degrees. A comma after four digits and more is the decimal mark of metres.
    """
    if len(texts) == 0:
        return np.array([], dtype=float)
    fields = pc.extract_regex(pa.array(texts, pa.string(), from_pandas=True), _ANGLE)
    good = np.asarray(pc.is_valid(fields))
    deg, minutes, seconds, before, sign, marks, after = (
        pc.fill_null(pc.struct_field(fields, name), "")
        for name in ("deg", "min", "sec", "before", "sign", "marks", "after")
    )
    with_minutes, with_seconds = _is_text(minutes), _is_text(seconds)
    good &= ~(with_minutes & _has(deg, "[.,]")) & ~(with_seconds & _has(minutes, "[.,]"))
    value = _numbers(deg)
    for part, share in ((minutes, 60), (seconds, 3600)):
        number = _numbers(part)
        good &= number <= 60
        value += number / share
    directions = _bare(before), _bare(after)
    good &= (directions[0] == "") | (directions[1] == "")
    letters = np.char.add(*directions)
    good &= np.isin(letters, ("", *_POSITIVE, *_NEGATIVE))
    metres = _has(deg, "^[0-9]{4}") & ~with_minutes & ~_is_text(marks) & (letters == "")
    good &= metres | (value <= 180)
    negative = _is_text(sign) | np.isin(letters, _NEGATIVE)
    return np.where(good, np.where(negative, -value, value), np.nan)


def join_angles(degrees: pd.Series, minutes: pd.Series, seconds: pd.Series) -> NDArray[np.float64]:
    """Return angles whose degrees, minutes and seconds stand in a column each.

    Parameters
    ----------
    degrees, minutes, seconds : pandas.Series
        Numbers, or text with a decimal point or comma. A column that the file does not have is
        all missing and counts as zero; a gap in one that it has does not.

    Returns
    -------
    array of float, shape (n,)
        Degrees with the sign of ``degrees``; NaN where a cell is missing or no number, and for
        minutes or seconds below 0 or above 60.
    """
    texts = degrees.astype("string").str.strip()
    deg = _cells(degrees)
    value = np.abs(deg)
    for cells, share in ((minutes, 60), (seconds, 3600)):
        if cells.notna().any():
            part = _cells(cells)
            value += np.where((part >= 0) & (part <= 60), part, np.nan) / share
    negative = texts.str.match("[-−]").fillna(False).to_numpy(dtype=bool)
    return np.where(negative, -value, value)


def _cells(column: pd.Series) -> NDArray[np.float64]:
    if not pd.api.types.is_numeric_dtype(column):
        text = column.astype("string").str.strip(" \u00a0°º˚'′’\"″”")
        column = text.str.replace(",", ".", regex=False).str.replace("−", "-", regex=False)
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _has(texts: pa.Array, pattern: str) -> NDArray[np.bool_]:
    return np.asarray(pc.match_substring_regex(texts, pattern))


def _is_text(texts: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(pc.not_equal(texts, ""))


def _numbers(texts: pa.Array) -> NDArray[np.float64]:
    """Return numbers, zero for no text."""
    plain = pc.replace_substring(texts, ",", ".")
    plain = pc.if_else(pc.equal(plain, ""), "0", plain)
    return np.array(pc.cast(plain, pa.float64()))


def _bare(letters: pa.Array) -> NDArray[np.str_]:
    bare = pc.utf8_upper(pc.replace_substring_regex(letters, "[. ]", ""))
    bare = pc.replace_substring(bare, "Є", "Ө")  # as cp1251 has it
    return np.asarray(bare, dtype=str)
