"""The commands ``nemda synapse``: plasticity of one synapse, practice, and injury by too much glutamate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nemda.cli.receptor_options import Csv, FigureFile, Json
from nemda.cli.receptor_view import deliver

if TYPE_CHECKING:
    from nemda.synapse import Condition

app = typer.Typer(no_args_is_help=True, help="Plasticity and injury at one synapse.")

Rule = Annotated[str, typer.Option("--rule", help="A published parameter set; see nemda synapse rules.")]
Magnesium = Annotated[float, typer.Option("--mg", help="Magnesium around the synapse, mmol/L.")]
Ketamine = Annotated[float, typer.Option("--ketamine", min=0, help="Free racemic ketamine, umol/L.")]
Memantine = Annotated[float, typer.Option("--memantine", min=0, help="Free memantine, umol/L.")]
Cycloserine = Annotated[float, typer.Option("--d-cycloserine", min=0, help="Free D-cycloserine, umol/L.")]


@app.callback()
def _synapse() -> None:  # pyright: ignore[reportUnusedFunction]  typer keeps it
    """Follow one synapse: what timing and rate of spikes, drugs, practice and overload do to it."""


@app.command("rules")
def rules_command(csv: Csv = None, as_json: Json = False) -> None:
    """List the published parameter sets of the calcium rule."""
    from nemda.cli.synapse_facts import rules_shown

    deliver(rules_shown(), csv, None, as_json)


@app.command("plasticity")
def plasticity_command(
    rule: Rule = "cortical_slices",
    pairs: Annotated[int, typer.Option("--pairs", min=1, help="Spike pairs in all.")] = 75,
    delay: Annotated[
        float, typer.Option("--delay", help="Postsynaptic spike after the presynaptic one, ms.")
    ] = 10.0,
    mg: Magnesium = 1.0, ketamine: Ketamine = 0.0, memantine: Memantine = 0.0,
    d_cycloserine: Cycloserine = 0.0, csv: Csv = None, figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Measure the change in strength against the rate of spike pairs, 0.1 to 60 Hz.

    For example: nemda synapse plasticity --delay -10 --ketamine 1
    """
    from nemda.cli.synapse_facts import plasticity_shown
    from nemda.synapse import published_rule

    around = _around(mg, ketamine, memantine, d_cycloserine)
    deliver(plasticity_shown(published_rule(rule), pairs, delay, around), csv, figure, as_json)


@app.command("practice")
def practice_command(
    rule: Rule = "cortical_slices",
    sessions: Annotated[int, typer.Option("--sessions", min=1, help="Sessions of practice.")] = 14,
    interval: Annotated[float, typer.Option("--interval", help="Hours from session to session.")] = 24.0,
    mg: Magnesium = 1.0, ketamine: Ketamine = 0.0, memantine: Memantine = 0.0,
    d_cycloserine: Cycloserine = 0.0, csv: Csv = None, figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Practice an input: how its strength grows, and how the effort it takes falls."""
    from nemda.cli.synapse_facts import practice_shown
    from nemda.synapse import published_rule

    around = _around(mg, ketamine, memantine, d_cycloserine)
    deliver(practice_shown(published_rule(rule), sessions, interval, around), csv, figure, as_json)


@app.command("injury")
def injury_command(
    agonist: Annotated[str, typer.Argument(help="ampa, nmda, kainate or glutamate.")] = "nmda",
    concentration: Annotated[float, typer.Option("--concentration", help="In umol/L.")] = 1000.0,
    minutes: Annotated[float, typer.Option("--minutes", help="How long the exposure lasts.")] = 10.0,
    guarded: Annotated[float, typer.Option("--guarded", help="Share of the influx blocked, 0 to 1.")] = 0.0,
    csv: Csv = None, figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Expose neurons to an agonist: the share that dies, and when."""
    from nemda.cli.synapse_facts import injury_shown

    deliver(injury_shown(agonist, concentration, minutes, guarded), csv, figure, as_json)


@app.command("ischemia")
def ischemia_command(
    harm: Annotated[str, typer.Argument(help="ischemia or trauma.")] = "ischemia",
    reading: Annotated[
        str, typer.Option("--reading", help="Glutamate at rest: microdialysis or electrophysiology.")
    ] = "microdialysis",
    minutes: Annotated[float | None, typer.Option("--minutes", help="Duration. (default: as seen)")] = None,
    after: Annotated[float, typer.Option("--after", help="Minutes until the guard is there.")] = 0.0,
    mg: Magnesium = 1.0, ketamine: Ketamine = 0.0, memantine: Memantine = 0.0,
    csv: Csv = None, figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Run a harm that the brain does to itself, with and without a guard: nemda synapse ischemia --mg 2."""
    from nemda.cli.synapse_facts import ischemia_shown
    from nemda.synapse import scenario

    around = _around(mg, ketamine, memantine, 0.0)
    deliver(ischemia_shown(scenario(harm, reading), around, after, minutes), csv, figure, as_json)


def _around(mg: float, ketamine: float, memantine: float, d_cycloserine: float) -> Condition:
    from nemda.synapse import Condition

    return Condition(
        magnesium_mmol_l=mg, ketamine_s=ketamine / 2, ketamine_r=ketamine / 2, memantine=memantine,
        d_cycloserine=d_cycloserine,
    )  # fmt: skip
