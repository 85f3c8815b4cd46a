from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from nemda.cli import commands
from nemda.cli.app import app
from nemda.cli.commands import COMMANDS, Command
from nemda.cli.main import main
from nemda.errors import CancelledError, NemdaError, RegimenError, SolverError

Add = Callable[[str, object], None]


@pytest.fixture
def add_command(monkeypatch: pytest.MonkeyPatch) -> Add:
    """Return a function that adds a sub-command to the table for one test."""

    def add(name: str, target: object) -> None:
        module = ModuleType("commands_for_test")
        module.target = target
        monkeypatch.setitem(sys.modules, "commands_for_test", module)
        monkeypatch.setitem(COMMANDS, name, Command("commands_for_test:target", f"Summary of {name}."))

    return add


def raising(error: BaseException) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


def test_version_is_told_alone_and_before_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    from nemda import __version__

    assert main(["--version"]) == 0
    assert main(["--version", "evidence"]) == 0
    assert capsys.readouterr().out == f"nemda {__version__}\n" * 2


def test_arguments_come_from_the_command_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["nemda", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("nemda ")


def test_help_lists_every_command_and_imports_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "absent", Command("nemda.no_such_module:app", "Never imported here."))
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for name, command in COMMANDS.items():
        assert name in result.output
        assert command.summary.split(".")[0] in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_imported_and_explains_itself(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert f"Usage: nemda {name}" in result.output.replace("root", "nemda")
    assert "--install-completion" not in result.output


def test_a_function_is_a_command(add_command: Add, capsys: pytest.CaptureFixture[str]) -> None:
    def dose(amount_mg: float, route: Annotated[str, typer.Option(help="How it is given.")] = "iv") -> None:
        print(amount_mg, route)

    add_command("dose", dose)
    assert main(["dose", "35", "--route", "oral"]) == 0
    assert capsys.readouterr().out == "35.0 oral\n"


@pytest.mark.parametrize("siblings", [0, 1])
def test_a_typer_app_is_a_group_whatever_it_holds(
    add_command: Add, capsys: pytest.CaptureFixture[str], siblings: int
) -> None:
    group = typer.Typer()
    group.command("show")(lambda: print("shown"))
    for _ in range(siblings):
        group.command("list")(lambda: print("listed"))
    add_command("tables", group)
    assert main(["tables", "show"]) == 0
    assert capsys.readouterr().out == "shown\n"


@pytest.mark.parametrize(
    ("error", "code", "label"),
    [
        (RegimenError("No dose.", where="dose 3", hint="write 0.5 mg/kg"), 2, "Error: No dose."),
        (SolverError("No solution.", got="[bold]nan[/bold]"), 1, "Error: No solution."),
        (
            CancelledError("Stopped on request.", where="320 of 500 people"),
            130,
            "Stopped: Stopped on request.",
        ),
    ],
)
def test_one_of_our_errors_is_one_message(
    error: NemdaError, code: int, label: str, add_command: Add, capsys: pytest.CaptureFixture[str]
) -> None:
    add_command("work", raising(error))
    assert main(["work"]) == code
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"{label.split(':', maxsplit=1)[0]}: {error}\n"
    assert output.err.startswith(label)


def test_a_long_message_is_not_wrapped(add_command: Add, capsys: pytest.CaptureFixture[str]) -> None:
    text = "a long path " * 30
    add_command("work", raising(NemdaError(text)))
    main(["work"])
    assert text.strip() in capsys.readouterr().err


def test_ctrl_c_during_a_command_is_a_cancellation(
    add_command: Add, capsys: pytest.CaptureFixture[str]
) -> None:
    add_command("work", raising(KeyboardInterrupt()))
    assert main(["work"]) == 130
    assert capsys.readouterr().err == "Stopped: Stopped on request.\n"


def test_any_other_error_is_called_a_bug_with_its_traceback(
    add_command: Add, capsys: pytest.CaptureFixture[str]
) -> None:
    add_command("work", raising(ZeroDivisionError("division by zero")))
    assert main(["work"]) == 1
    error = capsys.readouterr().err
    assert "Traceback (most recent call last)" in error
    assert "ZeroDivisionError: division by zero" in error
    assert "This is a bug in nemda" in error


@pytest.mark.parametrize("arguments", [["evidnce"], ["--no-such-option"], ["dose", "many"], ["dose"]])
def test_wrong_usage_is_bad_input(
    arguments: list[str], add_command: Add, capsys: pytest.CaptureFixture[str]
) -> None:
    def dose(amount_mg: float) -> None:
        raise AssertionError(amount_mg)

    add_command("dose", dose)
    assert main(arguments) == 2
    assert "Usage: nemda" in capsys.readouterr().err


def test_a_misspelled_command_is_corrected(capsys: pytest.CaptureFixture[str]) -> None:
    main(["evidnce"])
    assert "Did you mean 'evidence'" in capsys.readouterr().err


def test_an_exit_code_of_a_command_is_kept(add_command: Add) -> None:
    add_command("work", raising(typer.Exit(code=1)))
    assert main(["work"]) == 1


def test_the_table_names_modules_of_nemda() -> None:
    assert all(command.target.startswith("nemda.") for command in commands.COMMANDS.values())
