"""Starting nemda imports nothing heavy. Counted in modules, because seconds depend on the machine."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"numpy", "pandas", "xarray", "scipy", "jax", "pint", "plotly", "pydantic", "jaxtyping"}


def imported_by(code: str, *arguments: str) -> tuple[str, set[str]]:
    """Return what a fresh Python prints and the top-level packages that it imports."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    names = [line.rpartition("|")[2].strip() for line in run.stderr.splitlines() if "|" in line]
    return run.stdout, {name.partition(".")[0] for name in names}


def test_the_count_sees_a_heavy_import() -> None:
    _, packages = imported_by("import numpy")
    assert "numpy" in packages


def test_importing_nemda_imports_no_library() -> None:
    _, packages = imported_by("import nemda; dir(nemda)")
    assert "nemda" in packages
    assert packages & (HEAVY | {"typer", "rich"}) == set()


def test_the_version_is_told_without_any_library() -> None:
    from nemda._version import __version__

    printed, packages = imported_by(
        "import sys; from nemda.cli.main import main; sys.exit(main())", "--version"
    )
    assert printed == f"nemda {__version__}\n"
    assert packages & (HEAVY | {"typer", "rich"}) == set()


@pytest.mark.parametrize("arguments", [["--help"], []])
def test_help_imports_no_numerical_library(arguments: list[str]) -> None:
    code = "from nemda.cli.main import main; main()"
    printed, packages = imported_by(code, *arguments)
    assert "evidence" in printed
    assert packages & HEAVY == set()
