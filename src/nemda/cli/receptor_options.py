"""The options that the commands of the receptor bench share, with their units, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nemda.errors import ReceptorError

if TYPE_CHECKING:
    from nemda.receptor.scheme.scheme import Scheme

Drug = Annotated[str, typer.Argument(help="A compound (see nemda receptor list).")]
OptionalDrug = Annotated[str, typer.Argument(help="A compound; none for the receptor alone.")]
Receptor = Annotated[
    str, typer.Option("--receptor", help="A receptor (see nemda receptor list), or a TOML file of a scheme.")
]
Voltage = Annotated[float, typer.Option("--voltage", help="Holding voltage in mV.")]
Magnesium = Annotated[float, typer.Option("--mg", help="Extracellular magnesium in mmol/L.")]
Concentration = Annotated[
    float | None,
    typer.Option(
        "--concentration", help="Of the drug, in umol/L (gases atm). (default: 3 x its half-effect)"
    ),
]
Agonist = Annotated[
    list[str] | None,
    typer.Option("--agonist", help="Another agonist, name=umol/L. (default: the receptor's own at 1000)"),
]
Bath = Annotated[
    list[str] | None,
    typer.Option("--bath", help="What else is there all the time, name=umol/L; repeatable."),
]
Site = Annotated[
    bool, typer.Option("--high-affinity-site", help="Turn on the disputed second site of ketamine.")
]
Csv = Annotated[Path | None, typer.Option("--csv", help="Write the whole curve to this CSV file.")]
FigureFile = Annotated[Path | None, typer.Option("--figure", help="Write the figure to this HTML file.")]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON object instead of a table.")]


def read_receptor(text: str) -> str | Scheme:
    """Return the name of a shipped receptor as it is, or the scheme of a TOML file.

    Raises
    ------
    ReceptorError
        The file is missing or its scheme is not well formed.
    """
    if not text.endswith(".toml"):
        return text
    from nemda.receptor.scheme.read import read_scheme

    return read_scheme(Path(text))


def read_levels(entries: Sequence[str] | None, option: str) -> Mapping[str, float]:
    """Return concentrations (umol/L) from entries such as ``glycine=10``.

    Raises
    ------
    ReceptorError
        An entry is not a name with a number.
    """
    levels: dict[str, float] = {}
    for entry in entries or ():
        name, _, number = entry.partition("=")
        try:
            levels[name.strip()] = float(number)
        except ValueError:
            raise ReceptorError(
                "Not a compound with its concentration.", where=option,
                expected="name=umol/L, such as glycine=10", got=entry,
            ) from None  # fmt: skip
    return levels


def read_numbers(text: str, option: str) -> tuple[float, ...]:
    """Return numbers separated by commas.

    Raises
    ------
    ReceptorError
        One is no number, or there is none.
    """
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        raise ReceptorError(
            "Not numbers separated by commas.", where=option, expected="such as -70,40", got=text
        ) from None
    return found
