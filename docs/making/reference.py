"""The reference: one page per room from the docstrings, and the commands from their own help."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from making.tables import table
from nemda.cli.commands import COMMANDS
from nemda.cli.main import main

SOURCE = Path(__file__).parents[2] / "src" / "nemda"
ORDER = ("evidence", "drugs", "regimen", "model", "pk", "receptor", "mechanism", "people", "engine",
         "cortex", "magnesium", "synapse", "risk", "indication", "experiment", "trial", "fit",
         "hypothesis", "validate", "explain", "plan", "course", "report", "bench", "web")  # fmt: skip
"""The rooms in the order in which data flows; the command line has a page of its own."""
BASE = ("errors", "units", "progress")
FOLDER = "reference"


def rooms() -> list[str]:
    """Return the rooms that have code, in their order."""
    return [room for room in ORDER if any((SOURCE / room).glob("[!_]*.py"))]


def room_pages() -> Iterator[tuple[str, str, str]]:
    """Yield title, place and text of the reference page of each room."""
    yield "base", f"{FOLDER}/base.md", _page("Errors, units, progress", [f"nemda.{name}" for name in BASE])
    for room in rooms():
        files = sorted((SOURCE / room).rglob("[!_]*.py"))
        modules = [".".join(file.relative_to(SOURCE.parent).with_suffix("").parts) for file in files]
        yield room, f"{FOLDER}/{room}.md", _page(room, modules, _docstring(SOURCE / room / "__init__.py"))


def room_table() -> str:
    """Return the rooms in the order of the imports, with what each holds."""
    rows = [("[base](base.md)", "Errors, units at the borders, progress of long work.")]
    for room in rooms():
        says = _docstring(SOURCE / room / "__init__.py").partition("\n")[0]
        rows.append((f"[{room}]({room}.md)", says))
    return table(("room", "what lives there"), rows)


def _page(title: str, modules: list[str], opening: str = "") -> str:
    blocks = [f"::: {module}" for module in modules]
    return "\n\n".join([f"# {title}", opening, *blocks]) + "\n"


def _docstring(file: Path) -> str:
    return ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""


def command_page() -> str:
    """Return the page of all commands with their help."""
    parts = ["# Commands", "Every command answers `--help`, on which this page is built."]
    for name, command in COMMANDS.items():
        parts += [f"## nemda {name}", command.summary, f"```text\n{_help(name)}\n```"]
        parts += [f"```text\n{_help(name, sub)}\n```" for sub in _sub_commands(name)]
    return "\n\n".join(parts) + "\n"


def _help(*words: str) -> str:
    printed = io.StringIO()
    with redirect_stdout(printed):
        main([*words, "--help"])
    return "\n".join(line.rstrip() for line in printed.getvalue().strip("\n").splitlines())


def _sub_commands(name: str) -> list[str]:
    import typer

    from nemda._callable import resolve

    target = resolve(COMMANDS[name].target)
    if not isinstance(target, typer.Typer):
        return []
    return [command.name for command in target.registered_commands if command.name]
