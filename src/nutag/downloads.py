"""Downloads as the configuration and the disk know them: which file, from where, which checksum.

Nothing here uses the network: `nutag.fetch` does, in a stage of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from nutag.digest import file_sha256
from nutag.issues import InputError, Issue, IssueLog
from nutag.registry import Dataset
from nutag.wholefile import whole_file

#: The only folder that downloads are written to.
FOLDER = "data/downloads"
#: What was downloaded first from each address, and is asked for ever after.
LOCK = f"{FOLDER}/fetch.lock.json"

#: Of each address: ``path``, ``sha256``, ``bytes``.
Lock = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Download:
    """One file to download.

    Parameters
    ----------
    role : str
        The dataset that it is for; the first, where it is for several.
    url : str
        Address, http or https.
    path : str
        From the folder of the run, below `FOLDER`.
    sha256 : str or None
        Checksum as configured.
    """

    role: str
    url: str
    path: str
    sha256: str | None


def downloads_of(datasets: Mapping[str, Any]) -> list[Download]:
    """Return the downloads of the dataset blocks, each file once.

    Parameters
    ----------
    datasets : mapping of str to dataset block or None
        The ``datasets`` part of the configuration.
    """
    found: dict[str, Download] = {}
    for role, block in datasets.items():
        if block and block.get("url"):
            path, sha256 = str(block["path"]), block.get("sha256")
            known = found.setdefault(path, Download(role, block["url"], path, sha256))
            if known.sha256 is None and sha256:
                found[path] = Download(known.role, known.url, path, sha256)
    return list(found.values())


def block_faults(datasets: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Return what is wrong with the blocks that have a ``url``.

    Parameters
    ----------
    datasets : mapping of str to dataset block or None
        The ``datasets`` part of the configuration; blocks that are none are passed over.

    Returns
    -------
    list of tuple of str
        Key, what was found, what was expected, and what to do.
    """
    faults = []
    first: dict[str, tuple[str, Any, Any]] = {}
    for role, block in datasets.items():
        if not isinstance(block, Mapping) or not isinstance(block.get("url"), str):
            continue
        path, url, sha256 = str(block.get("path", "")), block["url"], block.get("sha256")
        if not _is_below(path):
            faults.append(
                (
                    f"datasets.{role}.path",
                    repr(path),
                    f"a file below {FOLDER}/, where downloads go",
                    f"Write `{FOLDER}/{PurePosixPath(path).name or 'file.zip'}`.",
                )
            )
        other, other_url, other_sha256 = first.setdefault(path, (role, url, sha256))
        if url != other_url or (sha256 and other_sha256 and sha256 != other_sha256):
            faults.append(
                (
                    f"datasets.{role}.url",
                    f"another address or checksum for {path} than `datasets.{other}` has",
                    "one address and one checksum for a file",
                    "Give one of the two another path.",
                )
            )
    return faults


def _is_below(path: str) -> bool:
    parts = PurePosixPath(path).parts
    folder = PurePosixPath(FOLDER).parts
    return parts[: len(folder)] == folder and len(parts) > len(folder) and ".." not in parts


def missing_downloads(datasets: Mapping[str, Any], roots: list[Path]) -> list[Issue]:
    """Return an issue for every file that has an address and was not downloaded yet.

    Parameters
    ----------
    datasets : mapping of str to dataset block or None
        The ``datasets`` part of the configuration.
    roots : list of Path
        Folders that relative paths may start from.
    """
    return [
        Issue(
            dataset=download.role,
            file=download.path,
            code="file.not_downloaded",
            severity="stop",
            found="no such file yet",
            expected=f"the file of {download.url}",
            action="Run `snakemake fetch` with the same configuration, once and with a network; "
            "a run itself never downloads.",
        )
        for download in downloads_of(datasets)
        if not any((root / download.path).exists() for root in roots)
    ]


def read_lock(path: Path) -> Lock:
    """Return the lock file, empty where there is none.

    Raises
    ------
    InputError
        When it cannot be read: what it says must not be lost.
    """
    try:
        lock = json.loads(path.read_text(encoding="utf-8"))
        if all(isinstance(entry["sha256"], str) for entry in lock.values()):
            return dict(lock)
        found = "an entry without a checksum"
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        found = f"a file that cannot be read ({type(error).__name__})"
    issue = Issue(
        dataset="downloads",
        file=LOCK,
        code="fetch.lock_unreadable",
        severity="stop",
        found=found,
        expected="the checksums of what was downloaded first",
        action="Restore it; or remove it, and the next `snakemake fetch` trusts what it gets.",
    )
    raise InputError([issue])


def write_lock(path: Path, lock: Lock) -> None:
    """Write the lock file, sorted by address; it appears whole or not at all."""
    text = json.dumps(lock, indent=2, sort_keys=True, ensure_ascii=False)
    with whole_file(path) as whole:
        whole.write_text(text + "\n", encoding="utf-8", newline="\n")


def known_checksum(url: str, sha256: str | None, lock: Lock) -> str | None:
    """Return the checksum that a download has to have: the configured, else the recorded."""
    return sha256 or lock.get(url, {}).get("sha256")


def check_download(dataset: Dataset, log: IssueLog) -> None:
    """Say of a downloaded file that it is read from the disk, and stop when it was changed.

    Parameters
    ----------
    dataset : Dataset
        Nothing is said where it has no ``url``.
    log : IssueLog
        Gets the issue.
    """
    if dataset.url is None:
        return
    # The lock is where the path starts from.
    root = dataset.path.parents[len(PurePosixPath(dataset.label).parts) - 1]
    expected = known_checksum(dataset.url, dataset.sha256, read_lock(root / LOCK))
    found = file_sha256(dataset.path)
    if expected is not None and found != expected:
        log.add(
            "file.checksum",
            "stop",
            key="sha256",
            found=f"a file with the sha256 {found}",
            expected=f"{expected}, as downloaded from {dataset.url}",
            action="The file was changed. Remove it and run `snakemake fetch`; or, if it is meant "
            f"to be another file, mend `datasets.{dataset.role}.sha256` or {LOCK}.",
        )
        return
    log.add(
        "file.downloaded",
        "info",
        key="url",
        found=f"a file of {dataset.url}, sha256 {found}"
        + ("" if expected else ", which no checksum confirms"),
        expected="a file on this computer",
        action="Read from the disk: a run needs no network, only `snakemake fetch` does.",
    )
