"""Homeostasis: cells grow accustomed to a loss of current that does not go away.

Claim: cortical cells return to their own firing within days though what changed it goes on (Hengen 2013,
rat visual cortex: firing falls for two days of deprivation and is back after two or three more). A block that
rises in minutes and is gone in hours finds them unprepared; one that rises over days and stays, as under a
pill taken daily, neither frees pyramidal cells nor quiets the habenula for long. Form: running means of
interneuron block and of silenced habenula bursts; only what exceeds them tells. Time scale: two days.
Falsified by: disinhibition that is as large after four weeks of a steady level as on its first day.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """What cells are used to."""

    accustomed_block: Value = state("1", "running mean of interneuron block", start=0.0, scale=0.1)
    accustomed_silence: Value = state("1", "running mean of removed habenula bursting", start=0.0, scale=0.1)


class Parameters(NamedTuple):
    """Speed; the strength stands with the circuit that it changes."""

    homeostasis_time: Value


class Inputs(NamedTuple):
    """Present block, and what it does in the habenula."""

    interneuron_block: Value = signal("1", "share of interneuron NMDA receptors blocked")
    habenula_bursting: Value = signal("1", "lateral habenula bursting relative to this person without drug")


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return (present - accustomed) / time for block and for removed bursting."""
    time = parameters.homeostasis_time
    return States(
        (inputs.interneuron_block - states.accustomed_block) / time,
        (1 - inputs.habenula_bursting - states.accustomed_silence) / time,
    )


HOMEOSTASIS = Mechanism(
    name="homeostasis",
    claim="interneurons and habenula cells grow accustomed to a block that stays",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    rates=rates,
    table=table_beside(__name__),
)
