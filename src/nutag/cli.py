"""The command ``nutag``: look at a file, check a configuration."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from nutag.registry import ROLES


def main(arguments: list[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        Default: those of the command line.

    Returns
    -------
    int
        Exit status: 0 clean, 1 warnings, 2 stop.
    """
    parser = argparse.ArgumentParser(prog="nutag", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="what would become of every row of every dataset")
    check.add_argument("config", nargs="?", type=Path, help="laid over the defaults")
    describe = commands.add_parser("describe", help="look at a file and propose its dataset block")
    describe.add_argument("file", nargs="+", type=Path, help="the file, and one of its corners")
    describe.add_argument("--role", choices=sorted(ROLES), help="what the file is, if it is known")
    given = parser.parse_args(arguments)
    try:
        if given.command == "describe":
            return _describe(given.file, given.role)
        return _check(given.config)
    except BrokenPipeError:  # of a pager that was closed: the status of SIGPIPE
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _describe(files: list[Path], role: str | None) -> int:
    missing = [path for path in files if not path.exists()]
    if missing:
        print(f"nutag describe: no such file: {missing[0]}", file=sys.stderr)
        return 2
    from nutag.describe.report import describe  # noqa: PLC0415  (as below)

    status, text = describe(files, Path.cwd(), role)
    print(text, flush=True)
    return status


def _check(own: Path | None) -> int:
    if own is not None and not own.is_file():
        print(f"nutag check: no such file: {own}", file=sys.stderr)
        return 2
    from nutag.check import check  # noqa: PLC0415  (the libraries take a second to load)

    status, text = check(Path.cwd(), own)
    print(text, flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
