"""The words of pages, maps and reports in the languages of their readers.

The English text is the key. Its Mongolian stands in ``locale/mn/LC_MESSAGES/nutag.po``, which
``make messages`` keeps up to date with the code. Names of indicators, states, flags, units and
rights are not messages: they come from the catalogue of indicators, in both languages.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from importlib import resources
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from nutag.rows import number

#: The languages of every page; the first is that of the keys.
LANGUAGES = ("en", "mn")


def N_(text: str) -> str:
    """Return the text: marks one for the catalogue that is translated where it is shown."""
    return text


class Messages:
    """The words of one language.

    Parameters
    ----------
    language : {'en', 'mn'}
        Language of the reader.

    Examples
    --------
    >>> messages("en").number(1109.3, 1)
    '1,109.3'
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"messages: found language {language!r}, expected one of {LANGUAGES}")
        self.language = language
        self._translations = _translations(language)

    def gettext(self, text: str) -> str:
        """Return a message in this language; the text itself where it is no message."""
        return self._translations.gettext(text) if text else ""

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form of a message that goes with a number of things."""
        return self._translations.ngettext(one, many, n)

    def number(self, value: Any, decimals: int = 0, *, signed: bool = False) -> str:
        """Return a number as this language writes it (``1,109.3``); a missing one is empty.

        Halves are rounded away from zero, as browsers round them, and a negative number has a
        true minus; ``signed`` puts a plus before a positive one. `templates/map_wording.js` says
        the same to the atlas.
        """
        rounded = _rounded(value, decimals)
        if rounded is None:
            return ""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        shown = format_decimal(abs(rounded), format=pattern, locale=self.language)
        return ("−" if rounded < 0 else "+" if signed and rounded > 0 else "") + shown

    def figure(self, value: Any, decimals: int = 0, *, signed: bool = False) -> str:
        """Return a number that may be a very small one: what is not zero does not read as zero.

        Examples
        --------
        >>> messages("en").figure(0.04, 1), messages("en").figure(0.0, 1)
        ('< 0.1', '0.0')
        """
        plain = number(value)
        if not plain or _rounded(plain, decimals):
            return self.number(plain, decimals, signed=signed)
        return ("< " if plain > 0 else "> −") + self.number(10.0**-decimals, decimals)

    def name(self, entry: Any, key: str = "name") -> str:
        """Return a name or another text that the data have in both languages.

        Parameters
        ----------
        entry : mapping or object
            With ``name_en`` and ``name_mn``; English stands in where the other is missing.
        key : str
            What comes before the language, for example ``definition``.
        """
        names = entry if isinstance(entry, Mapping) else vars(entry)
        for language in (self.language, LANGUAGES[0]):
            found = names.get(f"{key}_{language}")
            if isinstance(found, str) and found:
                return found
        return ""


@cache
def messages(language: str) -> Messages:
    """Return the words of a language, read once.

    Raises
    ------
    ValueError
        When the language is not one of `LANGUAGES`.
    """
    return Messages(language)


def _rounded(value: Any, decimals: int) -> Decimal | None:
    """Return a number with so many decimals, halves away from zero; None where it is missing."""
    plain = number(value)
    if plain is None:
        return None
    # By the digits that the number is written with: 0.15 is rounded to 0.2, whatever its bits.
    digits = Decimal(str(plain))
    return digits.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, Context(prec=400))


def _translations(language: str) -> gettext.NullTranslations:
    if language == LANGUAGES[0]:
        return gettext.NullTranslations()
    path = resources.files("nutag").joinpath("locale", language, "LC_MESSAGES", "nutag.po")
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


#: What stands where nobody asked for a language.
ENGLISH = messages(LANGUAGES[0])
