"""Encodings: which bytes are which letters, where the file does not say."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import IO

import pandas as pd

#: What registers are written in, the likelier first.
CANDIDATES = ("cp1251", "koi8_r", "mac_cyrillic", "cp866", "iso8859_5", "cp1252")
_SAMPLE = 2**16
_CHUNK = 2**20
# A word of other letters than those of ASCII, with what is around it.
_FOREIGN = re.compile(rb"[^\x00-\x20,;|\"]*[\x80-\xff][^\x00-\x20,;|\"]*")
_WORD = re.compile(r"[^\W\d_]+")
_PUNCTUATION = frozenset("«»„“”‘’–—…№°§·²³ \u00a0\u00ad")
_CYRILLIC = re.compile(r"[А-Яа-яЁёӨөҮүЄєЇїІі]+")


def find_encoding(handle: IO[bytes]) -> str:
    """Return the encoding of a text file.

    Parameters
    ----------
    handle : binary file
        It is read to its end, a part at a time.

    Returns
    -------
    str
        ``utf-8-sig`` where all of it is UTF-8; UTF-16 by its mark or its empty bytes; else the one
        of `CANDIDATES` in which its words are words.
    """
    head = handle.read(_CHUNK)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head[:1024]:
        # Of letters of ASCII and Cyrillic in UTF-16, every other byte is 0 or 4.
        even, odd = head[:1024:2], head[1:1024:2]
        return "utf-16-le" if odd.count(0) >= even.count(0) else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    sample, is_utf8 = b"", True
    chunk = head
    while chunk:
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
        if not is_utf8 or not chunk.isascii():
            sample = (sample + b" ".join(_FOREIGN.findall(chunk[: 4 * _SAMPLE])))[:_SAMPLE]
        if not is_utf8 and len(sample) >= _SAMPLE:
            break
        chunk = handle.read(_CHUNK)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    return "utf-8-sig" if is_utf8 else encoding_of_bytes(sample)


def encoding_of_bytes(sample: bytes) -> str:
    """Return the encoding of words that are not in ASCII.

    Parameters
    ----------
    sample : bytes
        Some words.

    Returns
    -------
    str
        ``utf-8``, or the one of `CANDIDATES` in which most words are written in one script and as
        words are: small letters, one capital before them, or capitals. Of equals, the first;
        where most words of each are none, what charset-normalizer takes it for.
    """
    try:
        sample.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    shares = {name: plausible_share(sample.decode(name, errors="replace")) for name in CANDIDATES}
    best = max(CANDIDATES, key=lambda name: shares[name])
    if shares[best] < 0.5:
        from charset_normalizer import from_bytes  # noqa: PLC0415  (rarely needed)

        match = from_bytes(sample).best()
        return CANDIDATES[0] if match is None else match.encoding
    return best


def plausible_share(text: str) -> float:
    """Return how much of the foreign letters of a text stands in words as people write them."""
    good = bad = 0
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        if is_written_word(word):
            good += len(word)
        else:
            bad += len(word)
    bad += sum(
        not character.isalpha() and not character.isascii() and character not in _PUNCTUATION
        for character in text
    )
    return good / (good + bad) if good + bad else 0.0


def is_written_word(word: str) -> bool:
    """Return whether letters are of one script and in the case in which words are written.

    A Latin word of more than three letters has some without a mark.
    """
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    if _CYRILLIC.fullmatch(word):
        return True
    latin = all("LATIN" in unicodedata.name(letter, "") for letter in word)
    return latin and (len(word) <= 3 or any(letter.isascii() for letter in word))


def has_cyrillic(text: str) -> bool:
    """Return whether a text has Cyrillic letters."""
    return _CYRILLIC.search(text) is not None


def sample_of_texts(raw: pd.DataFrame) -> tuple[bytes, str, str]:
    """Return foreign words of a table as the bytes they were, with the first column and text.

    Parameters
    ----------
    raw : pandas.DataFrame
        As a driver read it that took every byte for a letter.

    Returns
    -------
    sample : bytes
        Empty where the text was decoded already.
    column, text : str
        Where the first foreign letters stand; empty where there are none.
    """
    sample, where = b"", ("", "")
    for column in raw.select_dtypes(include=["object", "string"]):
        texts = [text for text in [*raw[column], column] if isinstance(text, str)]
        for text in dict.fromkeys(text for text in texts if not text.isascii()):
            where = where if where[0] else (str(column), text)
            data = as_bytes(text)
            if data is None:
                return b"", *where
            sample += b" " + data
            if len(sample) > _SAMPLE:
                return sample, *where
    return sample, *where


def as_bytes(text: str) -> bytes | None:
    """Return the bytes of a text that was decoded letter for letter as Latin, or None."""
    import ftfy.bad_codecs  # noqa: F401, PLC0415  (gives the sloppy codecs; rarely needed)

    for encoding in ("latin-1", "sloppy-windows-1252"):
        try:
            return text.encode(encoding)
        except UnicodeEncodeError:
            continue
    return None
