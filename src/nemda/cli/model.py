"""The commands that show what the model is made of: ``nemda model``.

``show`` prints a mechanism with its equations as they stand in the code, ``graph`` draws who acts on
whom, ``check`` runs the checks of names and dimensions.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nemda.errors import ModelError, StorageError
from nemda.evidence.near import near_matches
from nemda.mechanism.chain import MECHANISMS, chain
from nemda.model.mechanism import Mechanism, declarations

app = typer.Typer(no_args_is_help=True, help="Show what the model is made of.")


@app.command("show")
def show_command(
    name: Annotated[str | None, typer.Argument(help="A mechanism, such as mood; none lists all.")] = None,
) -> None:
    """Print a mechanism with its states and equations, or list all mechanisms."""
    if name is None:
        for mechanism in MECHANISMS:
            typer.echo(f"{mechanism.name:<19} {mechanism.claim}")
        return
    typer.echo(_described(_find(name)))


@app.command("graph")
def graph_command(
    out: Annotated[Path, typer.Option("--out", help="The SVG file to write.")] = Path("chain.svg"),
) -> None:
    """Draw the mechanisms and what each does to the others, with signs read from the equations."""
    from nemda.engine.points import typical_points
    from nemda.mechanism.picture import GROUPS, SPELLING, whole_chain
    from nemda.model.drawing import drawing
    from nemda.model.graph import mechanism_graph

    points = typical_points()
    graph = whole_chain(mechanism_graph(chain(), points), points)
    try:
        out.write_text(drawing(graph, GROUPS, SPELLING), "utf-8")
    except OSError as error:
        raise StorageError("The drawing cannot be written.", where=str(out), got=error.strerror) from error
    typer.echo(f"Wrote {out}: {len(graph.places)} boxes, {len(graph.arrows)} signals.")


@app.command("check")
def check_command() -> None:
    """Check that names and units fit together and every equation is dimensionally right."""
    from nemda.model.dimensions import faults

    model = chain()
    typer.echo(f"Names and units: {len(model.links)} signals between {len(MECHANISMS)} mechanisms fit.")
    wrong = [fault for mechanism in MECHANISMS for fault in faults(mechanism)]
    if wrong:
        raise ModelError(
            "Equations are dimensionally wrong.",
            expected="; ".join(f"{fault.where} in {fault.expected}" for fault in wrong),
            got="; ".join(f"{fault.where}: {fault.got}" for fault in wrong),
        )
    count = len(model.states) + len(model.outputs)
    typer.echo(f"Dimensions: {count} equations ({len(model.states)} rates) are consistent.")


def _find(name: str) -> Mechanism:
    known = {mechanism.name: mechanism for mechanism in MECHANISMS}
    if name not in known:
        near = near_matches(name, known)
        raise ModelError(
            "Unknown mechanism.",
            got=repr(name),
            expected="one of " + ", ".join(near or known),
            hint="'nemda model show' lists all",
        )
    return known[name]


def _described(mechanism: Mechanism) -> str:
    from nemda.model.printing import TEXT, printed
    from nemda.model.symbols import equations

    lines = [f"{mechanism.name}: {mechanism.claim}"]
    for title, kind in (
        ("states", mechanism.states),
        ("inputs", mechanism.inputs),
        ("outputs", mechanism.outputs),
    ):
        declared = declarations(kind)
        if declared:
            lines += ["", title]
            lines += [f"  {name} [{one.unit}]  {one.meaning}" for name, one in declared.items()]
    written = equations(mechanism)
    lines += ["", "equations (time in hours)"]
    lines += [f"  {name} = {printed(right, TEXT)}" for name, right in written.intermediate.items()]
    lines += [f"  {name} = {printed(right, TEXT)}" for name, right in written.outputs.items()]
    lines += [f"  d {name} / dt = {printed(right, TEXT)}" for name, right in written.rates.items()]
    names = ", ".join(mechanism.parameter_table)
    return "\n".join([*lines, "", f"parameters (nemda evidence show NAME)\n  {names}"])
