"""Parts: files that are still to come whole, and what is known of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import requests


def note_of(part: Path) -> Path:
    """Return the file beside a part that says what it is of."""
    return part.with_name(part.name + ".json")


def validator(response: requests.Response) -> str | None:
    """Return what tells one edition of the file from the next, if the server says it."""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified")


def write_note(part: Path, url: str, response: requests.Response, total: int | None) -> None:
    """Write down what a part is of, and how many bytes the whole will have (None: unknown)."""
    note = {"url": url, "validator": validator(response), "bytes": total}
    note_of(part).write_text(json.dumps(note), encoding="utf-8")


def read_note(part: Path, url: str) -> dict[str, Any]:
    """Return what is known of a part that can be gone on with; empty if it cannot."""
    try:
        note = json.loads(note_of(part).read_text(encoding="utf-8"))
        usable = note["url"] == url and note["validator"] and part.is_file()
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    return dict(note) if usable else {}


def size_of(path: Path) -> int:
    """Return the bytes of a file, 0 where there is none."""
    return path.stat().st_size if path.is_file() else 0


def remove(path: Path) -> None:
    """Remove a file, and the note of a part with it."""
    path.unlink(missing_ok=True)
    if path.suffix == ".part":
        note_of(path).unlink(missing_ok=True)
