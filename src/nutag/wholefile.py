"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a path to write to that takes the place of `path` when the block ends well.

    Parameters
    ----------
    path : path-like
        File that is wanted. Its folder is made if it is missing.

    Yields
    ------
    Path
        File of the same name in a folder of its own beside it. When the block raises, it is taken
        away and what stood at `path` stays.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    # The name stays the same (drivers look at it, and some write it into the file); the folder
    # lies beside the target because a move is atomic on one file system only.
    with tempfile.TemporaryDirectory(prefix=".part-", dir=target.parent) as folder:
        whole = Path(folder) / target.name
        yield whole
        os.replace(whole, target)
