"""Dopamine: the cortical pulse after a dose, and the D1 gate on new spines.

Claim: prefrontal dopamine rises with the glutamate surge and needs AMPA receptors (Moghaddam 1997: CNQX in
the cortex blocks it; meta-analysis of rodents g = 1.33, Kokkinou 2018), and not at anesthetic doses, where
cells of the ventral tegmental area lose their own NMDA drive. Evoked growth of spines needs D1 receptors
within hours of the dose (Wu 2021, mouse). Form: a pulse that follows freed pyramidal cells at once less
what block takes from the dopamine cells, and a gate that is 1 at rest and opens a little in the pulse.
Time scale: that of the circuit, minutes. Falsified by: new spines after ketamine under a D1 antagonist.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, Nothing, no_rates, signal, table_beside


class Parameters(NamedTuple):
    """Size of the pulse, what it adds to the gate, and tone."""

    dopamine_gain: Value
    dopamine_nmda_share: Value
    dopamine_pulse_gain: Value
    dopamine_gate: Value


class Inputs(NamedTuple):
    """What releases dopamine, and what blocks its receptor."""

    disinhibition: Value = signal("1", "pyramidal gain from freed inhibition")
    pyramidal_block: Value = signal("1", "share of pyramidal NMDA receptors blocked")
    ampa_open: Value = signal("1", "share of AMPA receptors not blocked by a co-drug")
    dopamine_antagonist: Value = signal("1", "share of dopamine D1 receptors blocked, as by SCH23390")


class Outputs(NamedTuple):
    """The pulse and the gate."""

    dopamine: Value = signal("1", "prefrontal extracellular dopamine relative to rest")
    dopamine_d1_gate: Value = signal("1", "share of spine protein that D1 tone lets through, 1 at rest")


def outputs(states: Nothing, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return dopamine and gate.

    dopamine = 1 + gain disinhibition open - share block, gate = tone (1 - antagonist) (1 + pulse (D - 1)).
    """
    del states
    p = parameters
    pulse = p.dopamine_gain * inputs.disinhibition * inputs.ampa_open
    dopamine = 1 + pulse - p.dopamine_nmda_share * inputs.pyramidal_block
    opened = 1 + p.dopamine_pulse_gain * (dopamine - 1)
    return Outputs(dopamine, p.dopamine_gate * (1 - inputs.dopamine_antagonist) * opened)


DOPAMINE = Mechanism(
    name="dopamine",
    claim="freed pyramidal cells release dopamine, and D1 receptors gate new spines",
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=no_rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
