"""Archives: the files inside a zip, read where they lie.

Nothing is ever unpacked to a disk. What a member would expand to is known, and bounded, before it
is opened; a member whose path leaves the archive is none.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from nutag.issues import IssueLog
from nutag.registry import Dataset

#: Bytes that a member may expand to; the largest layers of a country are a tenth of it.
MOST_EXPANDED = 2**30

TABLE_SUFFIXES = {".csv", ".tsv", ".txt"}
SHEET_SUFFIXES = {".xlsx", ".xls", ".ods"}
PARQUET_SUFFIXES = {".parquet", ".geoparquet"}
LAYER_SUFFIXES = {".gpkg", ".geojson", ".json", ".shp", ".gdb", ".kml", ".kmz", ".fgb"}
_KNOWN = TABLE_SUFFIXES | SHEET_SUFFIXES | PARQUET_SUFFIXES | LAYER_SUFFIXES


@dataclass(frozen=True)
class Place:
    """Where the bytes of a dataset lie.

    Parameters
    ----------
    path : Path
        A file, or the folder of a File Geodatabase.
    member : str, optional
        Name inside the zip that `path` is.
    """

    path: Path
    member: str | None = None

    @property
    def suffix(self) -> str:
        """Return the ending of the name, in small letters."""
        return PurePosixPath(self.member or self.path.name).suffix.lower()

    @property
    def gdal_path(self) -> str:
        """Return the path as GDAL opens it."""
        if self.member is None:
            return str(self.path)
        return f"/vsizip/{{{self.path.resolve()}}}/{self.member}"

    def beside(self, suffix: str) -> bool:
        """Return whether there is a file of the same name with another ending."""
        name = PurePosixPath(self.member or self.path.name).with_suffix(suffix)
        if self.member is None:
            names = {p.name.lower() for p in self.path.parent.iterdir()}
        else:
            with zipfile.ZipFile(self.path) as archive:
                names = {n.lower() for n in archive.namelist()}
        return str(name).lower() in names

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Open the bytes for reading."""
        if self.member is None:
            with open(self.path, "rb") as handle:
                yield handle
        else:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as handle:
                yield handle


def find_place(dataset: Dataset, log: IssueLog) -> Place:
    """Return where the data of a dataset are: its file, or the one member of a zip that is meant.

    Parameters
    ----------
    dataset : Dataset
        Its ``path``, and its ``member`` where a zip holds several files.
    log : IssueLog
        Takes members that lie outside the archive, a choice that is not made, and a member that
        would expand to more than `MOST_EXPANDED` bytes.

    Raises
    ------
    InputError
        When no member can be read.
    zipfile.BadZipFile
        When the archive is broken.
    """
    if dataset.path.suffix.lower() != ".zip":
        if dataset.member is not None:
            log.add(
                "file.member",
                "stop",
                found=f"`member: {dataset.member}` for a file that is no zip",
                expected="a zip",
                action=f"Remove `datasets.{dataset.role}.member`.",
            )
            log.stop_if_needed()
        return Place(dataset.path)
    with zipfile.ZipFile(dataset.path) as archive:
        infos = archive.infolist()
    outside = [info.filename for info in infos if _leaves(info.filename)]
    if outside:
        log.add(
            "file.member_outside",
            "warn",
            found=f"{len(outside)} members whose path leaves the archive ({outside[0]!r})",
            expected="paths below the archive",
            action="They are not read, and nothing is unpacked.",
        )
    inside = [info for info in infos if not _leaves(info.filename)]
    member = _chosen_member(_datasets_among(inside), dataset, log)
    log.stop_if_needed()
    parts = [info for info in inside if _is_part_of(info.filename, member)]
    if any(info.flag_bits & 1 for info in parts):
        raise ValueError(f"`{member}` in it is locked with a password")
    report_expansion(parts, dataset, log)
    log.stop_if_needed()
    return Place(dataset.path, member)


def report_expansion(infos: Iterable[zipfile.ZipInfo], dataset: Dataset, log: IssueLog) -> None:
    """Stop at members that would expand to more than `MOST_EXPANDED` bytes together."""
    members = list(infos)
    expanded = sum(info.file_size for info in members)
    if expanded > MOST_EXPANDED:
        packed = sum(info.compress_size for info in members)
        log.add(
            "file.expands_too_far",
            "stop",
            found=f"{packed:,} packed bytes that expand to {expanded:,}",
            expected=f"at most {MOST_EXPANDED:,}",
            action="Nothing of it is expanded. If the file is what it should be, unpack it and set "
            f"`datasets.{dataset.role}.path` to what is inside.",
        )


def _leaves(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]


def datasets_in(path: Path) -> list[str]:
    """Return the members of a zip that are a dataset each.

    Parameters
    ----------
    path : Path
        The zip.

    Raises
    ------
    zipfile.BadZipFile
        When the archive is broken.
    """
    with zipfile.ZipFile(path) as archive:
        return _datasets_among([i for i in archive.infolist() if not _leaves(i.filename)])


def _datasets_among(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Return the members that are a dataset each; a File Geodatabase is a folder of them."""
    names: dict[str, None] = {}
    for info in infos:
        path = PurePosixPath(info.filename)
        folders = [path, *path.parents][::-1]
        database = next((str(p) for p in folders if p.suffix.lower() == ".gdb"), None)
        hidden = "__MACOSX" in path.parts or path.name.startswith(".")
        if database is not None:
            names[database] = None
        elif not hidden and not info.is_dir() and path.suffix.lower() in _KNOWN:
            names[info.filename] = None
    return sorted(names)


def _is_part_of(name: str, member: str) -> bool:
    if name == member or name.startswith(member + "/"):
        return True
    one, other = PurePosixPath(name), PurePosixPath(member)
    return other.suffix.lower() == ".shp" and one.with_suffix("") == other.with_suffix("")


def _chosen_member(names: list[str], dataset: Dataset, log: IssueLog) -> str:
    wanted = dataset.member
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted is not None:
        slashed = wanted.replace("\\", "/").strip("/")
        fitting = [n for n in names if slashed in _spellings(n)] or [
            n for n in names if slashed in {PurePosixPath(s).name for s in _spellings(n)}
        ]
        if len(fitting) == 1:
            return fitting[0]
    inside = ", ".join(_spellings(name)[-1] for name in names[:8])
    log.add(
        "file.member",
        "stop",
        key=wanted or "",
        found=f"a zip with {len(names)} files that can be read ({inside})"
        if names
        else "a zip without a file that can be read",
        expected="one of them"
        if wanted is None and names
        else f"`{wanted}` once"
        if names
        else "for example a GeoPackage, a Shapefile, a CSV or an XLSX",
        action=f"Name one in `datasets.{dataset.role}.member`."
        if names
        else f"Check `datasets.{dataset.role}.path`.",
    )
    return ""


def _spellings(name: str) -> list[str]:
    """Return a name as it is stored, and as a Russian Windows meant it where it has no Unicode."""
    try:
        meant = name.encode("cp437").decode("cp866")
    except UnicodeError:
        return [name]
    return [name] if meant == name else [name, meant]
