"""The command ``nemda indication``: what a regimen may do on the scale of another disorder."""

from __future__ import annotations

from typing import Annotated

import typer

from nemda.cli.progress import TerminalProgress
from nemda.cli.receptor_options import Csv, FigureFile, Json
from nemda.progress import SILENT


def indication_command(
    name: Annotated[str, typer.Argument(help="ptsd, ocd, social_anxiety, suicidality, ...; or: list.")],
    plan: Annotated[str | None, typer.Argument(help="A regimen in words.")] = None,
    people: Annotated[str, typer.Option("--people", help="A preset.")] = "mdd",
    n: Annotated[int, typer.Option("--n", min=1, help="Number of people.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Which people are drawn.")] = 1,
    day: Annotated[
        float | None, typer.Option("--day", help="Day of the judgment. [default: 24 h after the last]")
    ] = None,
    reading: Annotated[str | None, typer.Option("--reading", help="One reading of the evidence.")] = None,
    csv: Csv = None, figure: FigureFile = None, as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:  # fmt: skip
    """Carry the mood model over to PTSD, OCD, anxiety, suicidality, alcohol or cocaine.

    For example: nemda indication ptsd "0.5 mg/kg ketamine iv over 40 min on days 0,2,4,7,9,11"

    The evidence is weak and stands beside the result; every reading of contested evidence is shown. Research
    and teaching, no advice for a patient.
    """
    from nemda.cli.indication_view import indication_shown, list_shown, simulated
    from nemda.cli.receptor_view import deliver
    from nemda.errors import RegimenError
    from nemda.indication import indication, predict

    if name == "list":
        deliver(list_shown(), csv, figure, as_json)
        return
    asked = indication(name)
    if plan is None:
        raise RegimenError(
            "An indication needs a regimen.", where="nemda indication", expected="words", got="none"
        )
    with TerminalProgress() as shown:
        result = simulated(plan, people, n, seed, day, SILENT if quiet else shown)
    outcomes = predict(result, name, reading, None if day is None else 24.0 * day)
    deliver(indication_shown(asked, outcomes, plan, n), csv, figure, as_json)
