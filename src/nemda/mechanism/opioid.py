"""Opioid tone: a gate on mood that two human studies read in opposite ways.

Claim (contested): naltrexone removed much of the antidepressant but not the dissociative effect in 12
people (Williams 2018); other work disagrees. The gate is off by default and both readings can be run.
Form: tone relative to normal, and a gate that is 1 when the switch is off. Time scale: an hour.
Falsified by: a full response under naltrexone in an adequately sized masked trial.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Tone at mu receptors."""

    opioid_tone: Value = state("1", "mu-opioid tone relative to normal", start=1.0)


class Parameters(NamedTuple):
    """Antagonist, time constant and switch."""

    opioid_antagonist_block: Value
    opioid_time: Value
    opioid_switch: Value


class Inputs(NamedTuple):
    """An antagonist given for a time, or dosed."""

    opioid_antagonist: Value = signal("1", "share of mu receptors held by an antagonist such as naltrexone")
    mu_antagonist_load: Value = signal("1", "antagonist levels over their half-occupying levels at mu")


class Outputs(NamedTuple):
    """The gate on mood."""

    opioid_gate: Value = signal("1", "share of the mood effect that opioid tone lets through")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return 1 - switch (1 - tone)."""
    del inputs
    return Outputs(1 - parameters.opioid_switch * (1 - states.opioid_tone))


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return tone toward the share of receptors that no antagonist holds: constant, held, or dosed."""
    undosed = (1 - parameters.opioid_antagonist_block) * (1 - inputs.opioid_antagonist)
    free = undosed / (1 + inputs.mu_antagonist_load)
    return States((free - states.opioid_tone) / parameters.opioid_time)


OPIOID = Mechanism(
    name="opioid",
    claim="mu-opioid tone gates the mood effect (contested, off by default)",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
