"""The command ``nemda receptor``: a patch-clamp laboratory in the terminal.

Each experiment prints what it found, and writes the whole curve (``--csv``), a figure (``--figure``) or one
JSON object (``--json``). The room is imported when a command runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nemda.cli.receptor_options import (
    Agonist,
    Bath,
    Concentration,
    Csv,
    Drug,
    FigureFile,
    Json,
    Magnesium,
    OptionalDrug,
    Receptor,
    Site,
    Voltage,
    read_levels,
    read_numbers,
    read_receptor,
)

if TYPE_CHECKING:
    from nemda.cli.receptor_facts import Shown

app = typer.Typer(
    no_args_is_help=True,
    help="Patch-clamp experiments on receptors, in software. Voltages are in mV, magnesium in mmol/L, "
    "all other concentrations in umol/L (gases in atm), times in s.",
)


@app.callback()
def _receptor() -> None:  # pyright: ignore[reportUnusedFunction]  typer keeps it
    """Patch-clamp experiments on receptors, each with its numbers, its curve and its figure."""


@app.command("list")
def list_command(as_json: Json = False) -> None:
    """List receptors and compounds, and how many of their constants are not verified."""
    from nemda.cli.receptor_lists import listed, print_listed

    _either(listed(), print_listed, as_json)


@app.command("scheme")
def scheme_command(
    receptor: Annotated[str, typer.Argument(help="A receptor, or a TOML file of a scheme.")],
    as_json: Json = False,
) -> None:
    """Print a kinetic scheme: states, transitions, constants with sources and flags, cycles."""
    from nemda.cli.receptor_lists import described, print_described

    _either(described(read_receptor(receptor)), print_described, as_json)


@app.command("dose-response")
def dose_response_command(
    drug: Drug, receptor: Receptor = "nmda.2a", voltage: Voltage = -70.0, mg: Magnesium = 0.0,
    agonist: Agonist = None, bath: Bath = None,
    peak: Annotated[bool, typer.Option("--peak", help="The peak after all is applied at once.")] = False,
    duration: Annotated[
        float | None, typer.Option("--duration", help="Read after so many s in the drug. (default: steady)")
    ] = None,
    levels: Annotated[
        str, typer.Option("--levels", help="Concentrations, such as 0.1,1,10. (default: three decades)")
    ] = "",
    cells: Annotated[
        int, typer.Option("--cells", min=0, help="Imagined cells behind the interval; 0 for no interval.")
    ] = 6,
    high_affinity_site: Site = False, csv: Csv = None, figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Measure response against concentration: nemda receptor dose-response ketamine --mg 1."""
    from nemda.cli.receptor_facts import dose_response_shown
    from nemda.receptor.experiment.hill import Cells
    from nemda.receptor.laboratory import dose_response

    found = dose_response(
        drug, read_receptor(receptor), voltage, mg, read_levels(agonist, "--agonist"),
        read_levels(bath, "--bath"), peak=peak, duration_s=duration,
        levels=read_numbers(levels, "--levels") if levels else None, cells=Cells(count=cells),
        high_affinity_site=high_affinity_site,
    )  # fmt: skip
    _deliver(dose_response_shown(found), csv, figure, as_json)


@app.command("iv-curve")
def iv_curve_command(
    drug: OptionalDrug = "", receptor: Receptor = "nmda.2a", mg: Magnesium = 1.0,
    concentration: Concentration = None, agonist: Agonist = None, bath: Bath = None,
    ramp: Annotated[
        float | None, typer.Option("--ramp", help="One ramp of so many s. (default: steady at each voltage)")
    ] = None,
    high_affinity_site: Site = False, csv: Csv = None, figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Measure current against voltage without and with drug and magnesium."""
    from nemda.cli.receptor_facts import iv_shown
    from nemda.receptor.laboratory import iv_curve

    found = iv_curve(
        drug, concentration, read_receptor(receptor), mg, read_levels(agonist, "--agonist"),
        read_levels(bath, "--bath"), ramp_s=ramp, high_affinity_site=high_affinity_site,
    )  # fmt: skip
    _deliver(iv_shown(found), csv, figure, as_json)


@app.command("washout")
def washout_command(
    drug: Drug, receptor: Receptor = "nmda.2a", voltage: Voltage = -70.0, mg: Magnesium = 0.0,
    concentration: Concentration = None, agonist: Agonist = None, bath: Bath = None,
    high_affinity_site: Site = False, csv: Csv = None, figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Add a drug to continuous agonist and wash it out: block, time constants, apparent rates."""
    from nemda.cli.receptor_facts import washout_shown
    from nemda.receptor.laboratory import washout

    found = washout(
        drug, concentration, read_receptor(receptor), voltage, mg, read_levels(agonist, "--agonist"),
        read_levels(bath, "--bath"), high_affinity_site=high_affinity_site,
    )  # fmt: skip
    _deliver(washout_shown(found), csv, figure, as_json)


@app.command("train")
def train_command(
    drug: OptionalDrug = "", receptor: Receptor = "nmda.2a", voltage: Voltage = -70.0, mg: Magnesium = 0.0,
    concentration: Concentration = None, agonist: Agonist = None, bath: Bath = None,
    pulses: Annotated[int, typer.Option("--pulses", min=1, help="How many synaptic pulses.")] = 20,
    frequency: Annotated[float, typer.Option("--frequency", help="Pulses per s.")] = 1.0,
    before: Annotated[float, typer.Option("--before", min=0, help="So many s of drug at rest first.")] = 0.0,
    high_affinity_site: Site = False, csv: Csv = None, figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Give a train of synaptic pulses (1 mmol/L for 1 ms) in a drug: use-dependent block."""
    from nemda.cli.receptor_facts import train_shown
    from nemda.receptor.laboratory import train

    found = train(
        drug, concentration, read_receptor(receptor), voltage, mg, read_levels(agonist, "--agonist"),
        read_levels(bath, "--bath"), count=pulses, frequency_hz=frequency, pre_s=before,
        high_affinity_site=high_affinity_site,
    )  # fmt: skip
    _deliver(train_shown(found), csv, figure, as_json)


@app.command("recovery")
def recovery_command(
    drug: Drug, receptor: Receptor = "nmda.2a", mg: Magnesium = 0.0, concentration: Concentration = None,
    voltages: Annotated[str, typer.Option("--voltages", help="Test voltages in mV, with commas.")] = "-70,40",
    wash: Annotated[float, typer.Option("--wash", help="Joint washout of drug and agonist, in s.")] = 60.0,
    agonist: Agonist = None, bath: Bath = None, high_affinity_site: Site = False, csv: Csv = None,
    figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Wash drug and agonist off together, then test what was trapped, at each voltage."""
    from nemda.cli.receptor_facts import recovery_shown
    from nemda.receptor.laboratory import recovery

    found = recovery(
        drug, concentration, read_receptor(receptor), read_numbers(voltages, "--voltages"), mg,
        read_levels(agonist, "--agonist"), read_levels(bath, "--bath"), wash_s=wash,
        high_affinity_site=high_affinity_site,
    )  # fmt: skip
    _deliver(recovery_shown(found), csv, figure, as_json)


@app.command("jump")
def jump_command(
    drug: Drug, receptor: Receptor = "nmda.2a", voltage: Voltage = -70.0, mg: Magnesium = 0.0,
    concentration: Concentration = None,
    to: Annotated[float, typer.Option("--to", help="Voltage of the step in mV.")] = 50.0,
    agonist: Agonist = None, bath: Bath = None, csv: Csv = None, figure: FigureFile = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Step the voltage in agonist and drug: how fast block follows."""
    from nemda.cli.receptor_facts import jump_shown
    from nemda.receptor.laboratory import jump

    found = jump(
        drug, concentration, read_receptor(receptor), voltage, to, mg, read_levels(agonist, "--agonist"),
        read_levels(bath, "--bath"),
    )  # fmt: skip
    _deliver(jump_shown(found), csv, figure, as_json)


@app.command("openings")
def openings_command(
    drug: OptionalDrug = "", receptor: Receptor = "nmda.2a", voltage: Voltage = -70.0,
    concentration: Concentration = None,
    pulse: Annotated[float, typer.Option("--pulse", help="Length of the pulse in s.")] = 1e-3,
    channels: Annotated[int, typer.Option("--channels", min=0, help="Simulate so many channels beside.")] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Which random paths.")] = 1,
    agonist: Agonist = None, bath: Bath = None, csv: Csv = None, figure: FigureFile = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Count what one channel does after one pulse: chance to open, openings, open time, latency."""
    from nemda.cli.receptor_facts import openings_shown
    from nemda.receptor.laboratory import openings

    found = openings(
        drug, concentration, read_receptor(receptor), voltage, read_levels(agonist, "--agonist"),
        read_levels(bath, "--bath"), pulse_s=pulse, channels=channels, seed=seed,
    )  # fmt: skip
    _deliver(openings_shown(found), csv, figure, as_json)


@app.command("channel")
def channel_command(
    drug: OptionalDrug = "", receptor: Receptor = "nmda.2a", voltage: Voltage = -70.0,
    concentration: Concentration = None,
    duration: Annotated[float, typer.Option("--duration", help="Length of the record in s.")] = 10.0,
    seed: Annotated[int, typer.Option("--seed", help="Which random path.")] = 1,
    agonist: Agonist = None, bath: Bath = None, csv: Csv = None, figure: FigureFile = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Record one channel in continuous agonist: its openings, exactly simulated, beside what theory says."""
    from nemda.cli.receptor_facts import channel_shown
    from nemda.receptor.laboratory import channel

    found = channel(
        drug, concentration, read_receptor(receptor), voltage, read_levels(agonist, "--agonist"),
        read_levels(bath, "--bath"), duration_s=duration, seed=seed,
    )  # fmt: skip
    _deliver(channel_shown(found), csv, figure, as_json)


@app.command("compare")
def compare_command(
    drugs: Annotated[list[str], typer.Argument(help="Compounds.")], receptor: Receptor = "nmda.2a",
    voltage: Voltage = -70.0, agonist: Agonist = None, bath: Bath = None, csv: Csv = None,
    figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Put blockers side by side: potency, magnesium, voltage, speed, trapping."""
    from nemda.cli.receptor_facts import compare_shown
    from nemda.receptor.laboratory import compare

    found = compare(
        drugs,
        read_receptor(receptor),
        voltage,
        read_levels(agonist, "--agonist"),
        read_levels(bath, "--bath"),
    )
    _deliver(compare_shown(found), csv, figure, as_json)


@app.command("classify")
def classify_command(
    compound: Drug, receptor: Receptor = "nmda.2a", voltage: Voltage = -70.0, csv: Csv = None,
    figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Say what a compound is at a receptor, from the standard battery of experiments and nothing else."""
    from nemda.cli.receptor_facts import classify_shown
    from nemda.receptor.laboratory import what_is

    _deliver(classify_shown(what_is(compound, read_receptor(receptor), voltage)), csv, figure, as_json)


def _deliver(shown: Shown, csv: Path | None, figure: Path | None, as_json: bool) -> None:
    from nemda.cli.receptor_view import deliver

    deliver(shown, csv, figure, as_json)


def _either(content: Mapping[str, Any], show: Callable[[Mapping[str, Any]], None], as_json: bool) -> None:
    from nemda.cli.receptor_view import either

    either(content, show, as_json)
