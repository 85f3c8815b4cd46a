"""The command line as a whole: a group that imports a sub-command when it is run, and its errors.

Help and completion see only the names and summaries in `nemda.cli.commands`; the module of a
sub-command, with the libraries it needs, is imported when somebody runs it. Errors end here: one
of ours becomes one message without a traceback, anything else is called a bug.
"""

from __future__ import annotations

import platform
import traceback
import warnings
from collections.abc import Sequence
from typing import Annotated, Any

import typer
import typer.main
from rich.console import Console
from rich.text import Text
from typer.core import TyperCommand, TyperGroup

from nemda._callable import resolve
from nemda._version import __version__
from nemda.cli.commands import COMMANDS
from nemda.errors import CancelledError, NemdaError

EXIT_BUG = 1


class LazyGroup(TyperGroup):
    """A group whose sub-commands are imported when run.

    Contexts and commands are typed as `Any`, because typer keeps the classes behind them private.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, command in COMMANDS.items():
            self.add_command(TyperCommand(name=name, help=command.summary))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the real sub-command in place of its summary, with its name and arguments."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, None if name is None else _load(name), rest

    def invoke(self, ctx: Any) -> Any:
        """Run the sub-command; a second Ctrl-C, or one outside long work, ends it as cancelled."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise CancelledError("Stopped on request.") from None


def _load(name: str) -> Any:
    target = resolve(COMMANDS[name].target)
    parent = typer.Typer(add_completion=False)
    if isinstance(target, typer.Typer):
        parent.add_typer(target, name=name)
    else:
        parent.command(name)(target)
    return typer.main.get_group(parent).commands[name]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nemda {__version__}")
        raise typer.Exit


app = typer.Typer(cls=LazyGroup, no_args_is_help=True)


@app.callback()
def _nemda(  # pyright: ignore[reportUnusedFunction]  typer keeps it
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """How ketamine works, from dose to mood: an open simulator for research and teaching."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; whatever is raised or warned of becomes a message."""
    warnings.showwarning = _show_warning
    try:
        typer.main.get_command(app)(args=list(arguments), prog_name="nemda")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except NemdaError as error:
        return _report(error)
    except Exception as error:
        return _report_bug(error)
    return 0


def _show_warning(message: Warning | str, *_: object) -> None:
    Console(stderr=True).print(Text.assemble(("Note: ", "bold yellow"), str(message)), soft_wrap=True)


def _report(error: NemdaError) -> int:
    label, style = ("Stopped", "bold yellow") if isinstance(error, CancelledError) else ("Error", "bold red")
    message = Text.assemble((f"{label}: ", style), str(error))
    Console(stderr=True).print(message, soft_wrap=True)
    return error.exit_code


def _report_bug(error: Exception) -> int:
    system = f"nemda {__version__}, Python {platform.python_version()}, {platform.platform()}"
    message = Text.assemble(
        "".join(traceback.format_exception(error)),
        ("\nThis is a bug in nemda, not in your input. ", "bold red"),
        f"Please report it with the text above and this line: {system}",
    )
    Console(stderr=True).print(message, soft_wrap=True)
    return EXIT_BUG
