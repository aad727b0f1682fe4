"""The console: one plain line a job, bad input as a sentence, and everything in the log."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from nutag.issues import InputError
from nutag.stops import beside_log, write_stops

HEADLINE = "nutag stopped: the input needs mending."


@contextmanager
def job(log_path: str | Path) -> Iterator[Callable[[str], None]]:
    """Run a job with a log; bad input ends it with its messages and without a traceback.

    Parameters
    ----------
    log_path : str or Path
        File that gets every line (and the traceback of a fault of the program itself). Issues
        that stop the job stand beside it, see `nutag.stops`.

    Yields
    ------
    callable
        Prints one line to the terminal and the log.
    """
    path = Path(log_path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as log:

        def say(line: str) -> None:
            _print(line, log)

        try:
            yield say
        except InputError as error:
            _print(stopped(error), log)
            write_stops(error.issues, beside_log(path))
            sys.exit(1)
        except KeyboardInterrupt:
            sys.exit(130)  # Snakemake says what was stopped
        except Exception:
            traceback.print_exc(file=log)
            raise


def stopped(error: InputError) -> str:
    """Return the text of bad input for the terminal."""
    return f"\n{HEADLINE}\n{error}\n"


def _print(line: str, log: TextIO) -> None:
    print(line, file=sys.stderr, flush=True)
    print(line, file=log, flush=True)
