"""Inflammation: a weak branch that may explain a few percent of mood, and says so.

Claim: IL-6 is higher in depression (d = 0.54 to 0.61, Haapakoski 2015, Osimo 2020); six infusions lower
cytokines by day 13 with a correlation to mood of only -0.26 (Zhan 2020), while a single dose raises
IL-6 for days (Park 2017). Kynurenine metabolites change after endotoxin but do not carry its mood
effect. Form: an index relative to health and the kynurenine balance behind it, acting as a weak brake
on BDNF release. Time scale: days. Falsified by: no benefit lost when inflammation is high.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Immune index and tryptophan breakdown relative to health."""

    interleukin6: Value = state("1", "IL-6/TNF index relative to health", start=1.0)
    kynurenine_balance: Value = state("1", "quinolinic over kynurenic branch relative to health", start=1.0)


class Parameters(NamedTuple):
    """Level, gains and time constants."""

    inflammation_level: Value
    inflammation_time: Value
    inflammation_relief_gain: Value
    kynurenine_gain: Value
    kynurenine_time: Value
    inflammation_brake_gain: Value
    inflammation_switch: Value


class Inputs(NamedTuple):
    """What may calm inflammation."""

    connectivity: Value = signal("1", "working network connectivity relative to health")


class Outputs(NamedTuple):
    """The weak brake."""

    inflammation_brake: Value = signal("1", "share of BDNF release left under inflammation")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return 1 / (1 + switch gain (kynurenine balance - 1))."""
    del inputs
    strength = parameters.inflammation_switch * parameters.inflammation_brake_gain
    return Outputs(1 / (1 + strength * (states.kynurenine_balance - 1)))


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return the index toward the person's level, lowered as the network recovers."""
    p = parameters
    calmed = p.inflammation_level * (1 + p.inflammation_relief_gain * (1 - inputs.connectivity))
    balance = 1 + p.kynurenine_gain * (states.interleukin6 - 1)
    return States(
        interleukin6=(calmed - states.interleukin6) / p.inflammation_time,
        kynurenine_balance=(balance - states.kynurenine_balance) / p.kynurenine_time,
    )


INFLAMMATION = Mechanism(
    name="inflammation",
    claim="inflammation weakly brakes BDNF release through the kynurenine branch",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
