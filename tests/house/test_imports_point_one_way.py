"""Data flows one way through the rooms, and so do the imports: only to the same room or above."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "nemda"

# The base: modules beside the rooms that every room may use.
BASE = ("errors", "units", "progress", "_version", "_callable")
ROOMS = (
    "evidence", "drugs", "regimen", "model", "pk", "receptor", "mechanism", "people", "engine",
    "cortex", "magnesium", "synapse", "risk", "indication", "experiment", "trial", "fit", "hypothesis",
    "validate", "explain", "plan", "course", "report", "bench", "cli", "web",
)  # fmt: skip
RANK = dict.fromkeys(BASE, 0) | {room: rank for rank, room in enumerate(ROOMS, start=1)}

# Calls that import what their string argument names.
LATE_IMPORTS = {"import_module", "resolve", "make_callable", "files"}


def module_name(file: Path) -> str:
    """Return the dotted name of a source file; a package is named by its folder."""
    parts = file.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(tree: ast.Module, module: str, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Return line and dotted name of everything of nemda that a module imports, anywhere in it.

    Imports in functions and under TYPE_CHECKING count: a reader must know those rooms too.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom():
                package = module.split(".") if is_package else module.split(".")[:-1]
                above = package[: len(package) - node.level + 1] if node.level else []
                base = ".".join([*above, *([node.module] if node.module else [])])
                names = [f"{base}.{alias.name}" for alias in node.names]
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)) if called in LATE_IMPORTS:
                texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                names = [text.replace(":", ".") for text in texts if isinstance(text, str)]
            case _:
                continue
        yield from ((node.lineno, name) for name in names if name.split(".")[0] == "nemda")


def wrong_arrows(source: str, module: str, is_package: bool = False) -> list[str]:
    """Return one sentence for each import of a module that points to a later room."""
    room = module.split(".")[1]
    found: list[str] = []
    for line, name in imported_modules(ast.parse(source), module, is_package):
        target = name.partition(".")[2].partition(".")[0]
        if target not in RANK:
            found.append(f"{module} line {line}: {name} is no room; import from the room that defines it")
        elif RANK[target] > RANK[room]:
            found.append(f"{module} line {line}: {room} may not import {target}, which comes later")
    return found


def source_files() -> list[Path]:
    return sorted(file for file in SOURCE.rglob("*.py") if file != SOURCE / "__init__.py")


def test_every_room_has_a_place_in_the_order() -> None:
    rooms = {module_name(file).split(".")[1] for file in source_files()}
    assert rooms <= RANK.keys(), "add the new room to the order in this test and to CONTRIBUTING.md"
    assert len(rooms) > len(BASE)


def test_no_import_points_to_a_later_room() -> None:
    wrong = [
        arrow
        for file in source_files()
        for arrow in wrong_arrows(file.read_text("utf-8"), module_name(file), file.name == "__init__.py")
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("nemda.evidence.tables", "import nemda.model.parameters"),
        ("nemda.evidence.tables", "from nemda.model import parameters"),
        ("nemda.pk.linear", "from nemda import engine"),
        ("nemda.pk.linear", "from nemda import simulate"),
        ("nemda.pk.linear", "import nemda"),
        ("nemda.pk.linear", "from ..receptor import markov"),
        ("nemda.pk.linear", "from .. import receptor"),
        ("nemda.errors", "def late():\n    from nemda.evidence import keys"),
        ("nemda.model.drive", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import nemda.people"),
        ("nemda.people", "make_callable(__name__, 'nemda.report.page:report')"),
        ("nemda.trial", "import importlib\nimportlib.import_module('nemda.cli')"),
    ],
)
def test_a_wrong_arrow_is_found(module: str, source: str) -> None:
    assert len(wrong_arrows(source, module)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("nemda.pk.linear", "import numpy\nfrom numpy import ndarray\nfrom nemdalike import thing"),
        ("nemda.pk.linear", "from nemda.errors import ModelError\nfrom nemda.model.drive import Drive"),
        (
            "nemda.pk.linear",
            "from . import gut\nfrom .gut import rate\nfrom ..units import convert",
        ),
        ("nemda.units", "from nemda.errors import UnitError"),
        ("nemda.cli.app", "from nemda._callable import resolve\nresolve('nemda.report.page:report')"),
    ],
)
def test_a_right_arrow_is_let_through(module: str, source: str) -> None:
    assert wrong_arrows(source, module) == []


def test_a_relative_import_of_a_package_starts_at_the_package() -> None:
    assert wrong_arrows("from .later import thing", "nemda.pk", is_package=True) == []
    assert len(wrong_arrows("from ..engine import thing", "nemda.pk", is_package=True)) == 1
