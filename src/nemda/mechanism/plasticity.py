"""Plasticity: synaptic NMDA receptors are needed for Hebbian change, and deep block costs consolidation.

Claim: long-term potentiation needs synaptic NMDA receptors, so ketamine (1 to 10 umol/L) and
hydroxynorketamine (half-effect 7.8 umol/L) hold it back while they are there (Kang 2020, slices). Low
doses raise BDNF and behavior a day later, higher ones do not (Kim & Monteggia 2020, mouse: 5 against 20
and 50 mg/kg), though the drug falls through the useful range in every animal; so deep block must leave
something behind. Form: what Hebbian change has left, and consolidation, which deep block of
pyramidal cells switches off steeply and which returns over hours. Time scale: minutes down, hours
back. Falsified by: an effect a day after an anesthetic dose as large as after a low one (one study of
50 mg/kg with lithium in mice points that way, hence the switch).
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, hill, power
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """What deep block has left of late plasticity."""

    consolidation: Value = state("1", "share of late plasticity that deep block has left", start=1.0)


class Parameters(NamedTuple):
    """Threshold, speed and return."""

    deep_block_half: Value
    deep_block_rate: Value
    consolidation_time: Value
    hydroxynorketamine_potentiation_half: Value
    hydroxynorketamine_share_active_on_potentiation: Value
    deep_block_switch: Value


class Inputs(NamedTuple):
    """Block of synaptic receptors, and the metabolite."""

    pyramidal_block: Value = signal("1", "share of pyramidal NMDA receptors blocked")
    ampa_open: Value = signal("1", "share of AMPA receptors not blocked by a co-drug")
    hydroxynorketamine_effect: Value = signal("umol/L", "hydroxynorketamine at the effect site")


class Outputs(NamedTuple):
    """Hebbian plasticity."""

    hebbian_capacity: Value = signal("1", "share of long-term potentiation that can be induced")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return (1 - block) / (1 + share HNK / half)."""
    del states
    p = parameters
    metabolite = p.hydroxynorketamine_share_active_on_potentiation * inputs.hydroxynorketamine_effect
    held_back = hill(metabolite, p.hydroxynorketamine_potentiation_half)
    return Outputs((1 - inputs.pyramidal_block) * (1 - held_back))


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return (1 - c) / time - switch rate (lost / half)^8 c.

    lost = 1 - (1 - block) open: synaptic NMDA current is lost to block, and to an AMPA antagonist, without
    whose receptors cells do not depolarize and magnesium stays.
    """
    p = parameters
    lost = 1 - (1 - inputs.pyramidal_block) * inputs.ampa_open
    stopped = p.deep_block_switch * p.deep_block_rate * power(lost / p.deep_block_half, 8)
    return States((1 - states.consolidation) / p.consolidation_time - stopped * states.consolidation)


PLASTICITY = Mechanism(
    name="plasticity",
    claim="deep block of pyramidal receptors holds back potentiation and costs consolidation for hours",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
