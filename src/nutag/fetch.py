"""The fetch stage: downloads of dataset blocks, whole and as they were the first time.

The only module that uses the network. A file takes its place when it came whole, is what its name
promises and has the checksum that the configuration or the lock file names; until then it is
``NAME.part``, from which an interrupted download goes on.
"""

from __future__ import annotations

import http.client
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from nutag import __version__
from nutag.connection import BUSY, LONGEST_PAUSE_S, cause, http_session
from nutag.digest import file_sha256
from nutag.downloads import (
    FOLDER,
    LOCK,
    Download,
    downloads_of,
    known_checksum,
    read_lock,
    write_lock,
)
from nutag.filekind import CLOSED, fault_of, is_page
from nutag.issues import InputError, Issue
from nutag.parts import note_of, read_note, remove, size_of, validator, write_note

_CHUNK = 1 << 16
#: An attempt that brought this much is no failure: the next ones are counted from none again.
_PROGRESS = 1 << 20
_TRY_AGAIN = (
    "Nothing was changed. Try again later or with a network; a run needs none once the file is "
    "there, and you may put it there yourself."
)


@dataclass(frozen=True)
class Limits:
    """How long, how often and how much.

    Parameters
    ----------
    connect_s, silent_s : float
        Seconds to wait for a connection, and for the next byte.
    slow_s : float
        Seconds in which at least `slow_bytes` have to come.
    slow_bytes : int
        See `slow_s`.
    tries : int
        Attempts without progress before a download is given up.
    pause_s : float
        Seconds before the second try; doubled before each further one, up to a minute.
    redirects : int
        Most redirects of one request.
    most_bytes : int
        Largest file.
    """

    connect_s: float = 15
    silent_s: float = 60
    slow_s: float = 120
    slow_bytes: int = 64 * 1024
    tries: int = 5
    pause_s: float = 1
    redirects: int = 5
    most_bytes: int = 4 * 1024**3


class _Interrupted(Exception):
    """A download that broke off; what came is kept, and the next attempt goes on from there."""


def fetch(
    datasets: Mapping[str, Any],
    folder: Path,
    say: Callable[[str], None],
    limits: Limits | None = None,
) -> None:
    """Download the files of all dataset blocks that have a ``url``.

    Parameters
    ----------
    datasets : mapping of str to dataset block or None
        The ``datasets`` part of the configuration.
    folder : Path
        Folder of the run.
    say : callable
        Gets one line a file.
    limits : Limits, optional
        How long, how often and how much.

    Raises
    ------
    InputError
        With one issue for each file that could not be had; the others are in their places.
    """
    limits = limits or Limits()
    wanted = downloads_of(datasets)
    if not wanted:
        say("Fetch: no dataset block has a `url`, so there is nothing to download")
    lock_path = folder / LOCK
    lock = read_lock(lock_path)
    faults: list[Issue] = []
    with http_session(limits.tries, limits.pause_s, limits.redirects) as session:
        for download in wanted:
            expected = known_checksum(download.url, download.sha256, lock)
            try:
                sha256, came = _fetch_one(download, folder, expected, session, limits)
            except InputError as error:
                faults += error.issues
                continue
            size = (folder / download.path).stat().st_size
            lock[download.url] = {"path": download.path, "sha256": sha256, "bytes": size}
            write_lock(lock_path, lock)
            what = "downloaded" if came else "there already"
            first = "" if expected else "; recorded, and asked for from now on"
            say(f"Fetch: {download.path} {what}, {size:,} bytes, sha256 {sha256}{first}")
    if faults:
        raise InputError(faults)


def _fetch_one(
    download: Download,
    folder: Path,
    expected: str | None,
    session: requests.Session,
    limits: Limits,
) -> tuple[str, bool]:
    """Return the checksum of the file in its place, and whether it was downloaded now."""
    target = folder / download.path
    if expected is not None and target.is_file():
        found = file_sha256(target)
        if found != expected:
            raise _stop(
                download,
                "fetch.file_changed",
                f"a file with the sha256 {found}",
                f"{expected}, as recorded or configured",
                f"It is left as it is. Remove it to download it again, or mend {LOCK}.",
            )
        return found, False
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.resolve().is_relative_to((folder / FOLDER).resolve()):
            raise OSError(f"it leads out of {FOLDER}/")
        length_known = _download(download, part, session, limits)
        if fault := fault_of(part, target.suffix):
            remove(part)
            raise _stop(
                download,
                "fetch.not_the_file",
                f"{fault} at {download.url}",
                f"a {target.suffix} file",
                f"It was not kept. Open the address in a browser, and mend "
                f"`datasets.{download.role}.url`.",
            )
        if not length_known and expected is None and target.suffix.lower() not in CLOSED:
            remove(part)
            raise _stop(
                download,
                "fetch.length_unknown",
                f"a server that does not say how long the file of {download.url} is",
                "its length or its checksum, to know that it is whole",
                f"It was not kept. Give `datasets.{download.role}.sha256`.",
            )
        found = file_sha256(part)
        if expected is not None and found != expected:
            remove(part)
            raise _stop(
                download,
                "fetch.checksum",
                f"a file with the sha256 {found} at {download.url}",
                f"the sha256 {expected}, as {'configured' if download.sha256 else 'recorded'}",
                "It was not kept. If the new file is meant, mend "
                + (
                    f"`datasets.{download.role}.sha256`."
                    if download.sha256
                    else f"{LOCK}: remove the entry of this address."
                ),
            )
        os.replace(part, target)
        remove(note_of(part))
    except OSError as error:
        raise _stop(
            download,
            "fetch.not_written",
            f"a file that cannot be written ({error})",
            "room and permission to write",
            "Mend the folder or make room, then run it again.",
        ) from error
    return found, True


def _stop(download: Download, code: str, found: str, expected: str, action: str) -> InputError:
    issue = Issue(
        dataset=download.role,
        file=download.path,
        code=code,
        severity="stop",
        key="url",
        found=found,
        expected=expected,
        action=action,
    )
    return InputError([issue])


def _download(download: Download, part: Path, session: requests.Session, limits: Limits) -> bool:
    """Bring the whole file into its part; return whether the server said how long it is."""
    failures, best = 0, size_of(part)
    while True:
        try:
            return _attempt(download, part, session, limits)
        except _Interrupted as broken:
            failures = 1 if size_of(part) >= best + _PROGRESS else failures + 1
            best = max(best, size_of(part))
            if failures >= limits.tries:
                raise _stop(
                    download,
                    "fetch.interrupted",
                    f"{broken}, {failures} times, at {download.url}",
                    "the whole file",
                    f"{size_of(part):,} bytes are kept in {part.name}; `snakemake fetch` goes on "
                    "from there.",
                ) from broken
        except requests.TooManyRedirects as error:
            raise _stop(
                download,
                "fetch.redirects",
                f"more than {limits.redirects} redirects from {download.url}",
                "an address that leads to a file",
                f"Open the address in a browser, and mend `datasets.{download.role}.url`.",
            ) from error
        except requests.exceptions.InvalidURL as error:
            raise _stop(
                download,
                "fetch.bad_address",
                str(error),
                "http or https, and no way from https back to http",
                f"It was not followed. Mend `datasets.{download.role}.url`.",
            ) from error
        except requests.RequestException as error:
            raise _stop(
                download,
                "fetch.no_answer",
                f"no answer from {urlsplit(download.url).netloc} ({cause(error)})",
                f"the file of {download.url}",
                _TRY_AGAIN,
            ) from error
        time.sleep(min(LONGEST_PAUSE_S, limits.pause_s * 2 ** (failures - 1)))


def _attempt(download: Download, part: Path, session: requests.Session, limits: Limits) -> bool:
    note = read_note(part, download.url)
    have = size_of(part) if note else 0
    if note.get("bytes") is not None and note["bytes"] == have:
        return True  # the last run was stopped between the last byte and the move
    headers = {"Accept-Encoding": "identity", "User-Agent": f"nutag/{__version__}"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": note["validator"]}
    timeout = (limits.connect_s, limits.silent_s)
    with session.get(download.url, headers=headers, stream=True, timeout=timeout) as response:
        if response.status_code == requests.codes.requested_range_not_satisfiable:
            remove(part)
            raise _Interrupted("a server that does not go on where the download broke off")
        _check_answer(download, response)
        start = have if _goes_on(response, have, note) else 0
        if response.status_code == requests.codes.partial_content and start != have:
            remove(part)
            raise _Interrupted("another part of the file than the one asked for")
        total = _total(response, start)
        _check_size(download, part, total or 0, limits)
        write_note(part, download.url, response, total)
        with open(part, "ab" if start else "wb") as out:
            for chunk in _chunks(response, limits):
                out.write(chunk)
                start += len(chunk)
                _check_size(download, part, start, limits)
        if total is not None and start != total:
            raise _Interrupted(f"{start:,} of {total:,} bytes")
        chunked = response.headers.get("Transfer-Encoding", "").lower() == "chunked"
        return total is not None or chunked


def _check_answer(download: Download, response: requests.Response) -> None:
    if response.status_code not in (requests.codes.ok, requests.codes.partial_content):
        again = response.status_code in BUSY
        raise _stop(
            download,
            "fetch.refused",
            f"the answer {response.status_code} {response.reason or ''}".strip()
            + f" from {response.url}",
            "the file",
            _TRY_AGAIN if again else f"Mend `datasets.{download.role}.url`.",
        )
    if is_page(response.headers.get("Content-Type")):
        raise _stop(
            download,
            "fetch.not_the_file",
            f"a web page at {response.url}",
            f"a {Path(download.path).suffix} file",
            f"It was not kept. Open the address in a browser, and mend "
            f"`datasets.{download.role}.url`.",
        )
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding != "identity":
        raise _stop(
            download,
            "fetch.encoded",
            f"a file that the server packed ({encoding}), at {response.url}",
            "the file as it is",
            "It was not kept. Download it in a browser, and put it in its place.",
        )


def _check_size(download: Download, part: Path, size: int, limits: Limits) -> None:
    if size > limits.most_bytes:
        remove(part)
        raise _stop(
            download,
            "fetch.too_large",
            f"{size:,} bytes or more at {download.url}",
            f"at most {limits.most_bytes:,}",
            "It was not kept. Download it in a browser, and put it in its place.",
        )


def _goes_on(response: requests.Response, have: int, note: Mapping[str, Any]) -> bool:
    """Return whether the answer is the rest of the same file."""
    if not have or response.status_code != requests.codes.partial_content:
        return False
    span = response.headers.get("Content-Range", "")
    first, _, total = span.removeprefix("bytes ").partition("/")
    same_length = note.get("bytes") is None or total == str(note["bytes"])
    return first.startswith(f"{have}-") and same_length and validator(response) == note["validator"]


def _total(response: requests.Response, start: int) -> int | None:
    """Return how long the whole file is, as the server says."""
    length = response.headers.get("Content-Length", "")
    return start + int(length) if length.isdecimal() else None


def _chunks(response: requests.Response, limits: Limits) -> Iterator[bytes]:
    """Yield what comes as it comes, and break off where next to nothing does."""
    began, came = time.monotonic(), 0
    try:
        while chunk := response.raw.read1(_CHUNK, decode_content=False):
            yield chunk
            came += len(chunk)
            if time.monotonic() - began > limits.slow_s:
                if came < limits.slow_bytes:
                    raise _Interrupted(f"{came:,} bytes in {limits.slow_s:g} seconds")
                began, came = time.monotonic(), 0
    except (HTTPError, http.client.HTTPException, OSError) as error:
        raise _Interrupted(f"a connection that broke off ({cause(error)})") from error
