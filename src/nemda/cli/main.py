"""The entry point of the command `nemda`: quick answers first, the rest imported when needed.

``nemda --version`` is asked by scripts and installers, so it answers before any library is
imported. Everything else is in `nemda.cli.app`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

RARELY = (50_000, 20, 50)
"""Thresholds of Python's search for garbage, in objects and rounds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Exit codes: 0 done; 1 the work failed, or a bug in nemda; 2 the input was refused; 130 stopped
    by the user.

    Parameters
    ----------
    arguments
        What follows the program's name; taken from the command line when left out.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"]:
        from nemda._version import __version__

        print(f"nemda {__version__}")
        return 0

    # in a process of its own, what is made lives to the end: looking for garbage costs a fifth of a short run
    alone = arguments is None
    if alone:
        gc.set_threshold(*RARELY)
    from nemda.cli.app import run

    code = run(given)
    if alone:
        gc.freeze()
    return code
