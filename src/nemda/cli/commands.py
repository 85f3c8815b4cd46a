"""The table of sub-commands: the one place to add a command to `nemda`.

Each entry names where the command lives and says in one line what it does, so that ``nemda --help``
can list every command without importing any of them.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """Where a sub-command lives and what it does.

    `target` is ``"module:attribute"``: a `typer.Typer` for a command with sub-commands of its own,
    or a plain function with typer annotations for a single command.
    """

    target: str
    summary: str


COMMANDS = {
    "simulate": Command(
        "nemda.cli.simulate:simulate_command", "Simulate a regimen, or a published trial, in virtual people."
    ),
    "trial": Command("nemda.cli.trial:app", "Virtual trials: run one many times, or work out its power."),
    "pk": Command("nemda.cli.pk:app", "Levels in plasma, exposure and interactions."),
    "experiment": Command(
        "nemda.cli.experiment:experiment_command", "Run an experiment on an animal, a slice or a person."
    ),
    "compare": Command("nemda.cli.compare:compare_command", "Benefit beside burden of two or more regimens."),
    "risk": Command("nemda.cli.risk:risk_command", "Long-term risks of an exposure, with their evidence."),
    "indication": Command(
        "nemda.cli.indication:indication_command", "Carry the mood model over to another disorder."
    ),
    "eeg": Command("nemda.cli.eeg:eeg_command", "Show the EEG along a dose."),
    "explain": Command(
        "nemda.cli.explain:explain_command", "Say what each link contributed to a change in mood."
    ),
    "variables": Command("nemda.cli.variables:variables_command", "List what a result can hold."),
    "magnesium": Command("nemda.cli.magnesium:app", "Magnesium from the plate to the synapse."),
    "receptor": Command("nemda.cli.receptor:app", "Patch-clamp experiments on receptors, in software."),
    "synapse": Command("nemda.cli.synapse:app", "Plasticity, practice and injury at one synapse."),
    "evidence": Command("nemda.cli.evidence:app", "Read the sourced tables behind every number."),
    "model": Command("nemda.cli.model:app", "Show what the model is made of."),
    "validate": Command("nemda.cli.validate:app", "Compare the model with published numbers."),
    "fit": Command("nemda.cli.fit:app", "Fit the model to published trials."),
    "hypotheses": Command("nemda.cli.hypotheses:app", "Set explanations of the effect against each other."),
    "bench": Command("nemda.cli.bench:bench_command", "Measure the speed beside other solvers."),
}
