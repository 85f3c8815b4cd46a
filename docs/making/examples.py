"""Examples that are run when the documentation is built, so that what a page shows is what happens.

Blocks of Python on one page share their names, like cells of one session, and run in an empty folder.
In a console block the lines ``$ nemda ...`` are run. What is printed is put behind the block. A block
under the comment ``<!-- not run -->`` is only shown; anything that fails stops the build.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from typing import Any

_BLOCK = re.compile(
    r"(?P<skip><!-- not run -->\n)?^```(?P<kind>python|console)\n(?P<code>.*?)^```\n", re.M | re.S
)
COLUMNS = "84"
"""Width of the terminal that commands believe to have."""


class ExampleError(Exception):
    """An example of the documentation does not run."""


def has_examples(markdown: str) -> bool:
    """Return whether a page has blocks that are run."""
    return any(not found["skip"] for found in _BLOCK.finditer(markdown))


def run_page(markdown: str, where: str) -> tuple[str, dict[str, Any]]:
    """Return the page with what its examples printed, and the names they left behind.

    Raises
    ------
    ExampleError
        A block raises, or a command ends with an exit code other than 0.
    """
    names: dict[str, Any] = {"__name__": "__main__"}

    def with_output(found: re.Match[str]) -> str:
        if found["skip"]:
            return found[0].removeprefix(found["skip"])
        line = markdown[: found.start("code")].count("\n") + 1
        run = _run_python if found["kind"] == "python" else _run_console
        printed = run(found["code"], names, f"{where}, line {line}")
        lines = "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())
        return found[0] + (f"\n```{{.text .printed}}\n{lines}\n```\n" if lines else "")

    width = os.environ.get("COLUMNS")
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        os.environ["COLUMNS"] = COLUMNS
        try:
            page = _BLOCK.sub(with_output, markdown)
        finally:
            if width is None:
                del os.environ["COLUMNS"]
            else:
                os.environ["COLUMNS"] = width
    return page, names


def _run_python(code: str, names: dict[str, Any], where: str) -> str:
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            exec(compile(code, f"<{where}>", "exec"), names)
    except Exception as error:
        raise ExampleError(f"{where}: {type(error).__name__}: {error}") from error
    return printed.getvalue()


def _run_console(code: str, _: dict[str, Any], where: str) -> str:
    from nemda.cli.main import main

    printed, told = io.StringIO(), io.StringIO()
    for line in code.splitlines():
        if line.startswith("$ nemda "):
            with redirect_stdout(printed), redirect_stderr(told):
                ended = main(shlex.split(line.removeprefix("$ nemda "), comments=True))
            if ended != 0:
                raise ExampleError(f"{where}: {line!r} ended with {ended}\n{told.getvalue()}")
    return printed.getvalue()
