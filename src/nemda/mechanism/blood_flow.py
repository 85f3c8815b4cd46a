"""Blood flow: the brain takes more blood under ketamine, the limbic cortex most of all.

Claim: S-ketamine raises whole-brain flow at a subanesthetic and, more, at an anesthetic level, flow of the
anterior cingulate and the insula more than twice as much, and oxygen use far less than flow (Langsjo 2005,
positron emission tomography in healthy men). The rise goes on where pyramidal firing already falls, so
it follows the block of interneurons and not disinhibition. Form: algebraic, in proportion to that block.
Time scale: seconds. Falsified by: flow that falls again at an anesthetic level.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, Nothing, no_rates, signal, table_beside


class Parameters(NamedTuple):
    """Rise at complete block."""

    blood_flow_gain: Value
    limbic_blood_flow_gain: Value
    oxygen_use_gain: Value


class Inputs(NamedTuple):
    """What the flow follows."""

    parvalbumin_block: Value = signal("1", "share of parvalbumin cell NMDA receptors blocked")


class Outputs(NamedTuple):
    """Flow and oxygen use."""

    blood_flow: Value = signal("1", "whole-brain blood flow relative to rest")
    limbic_blood_flow: Value = signal("1", "blood flow of anterior cingulate and insula relative to rest")
    oxygen_use: Value = signal("1", "frontal oxygen consumption relative to rest")


def outputs(states: Nothing, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return 1 + gain block, for each."""
    del states
    p = parameters
    block = inputs.parvalbumin_block
    return Outputs(
        blood_flow=1 + p.blood_flow_gain * block,
        limbic_blood_flow=1 + p.limbic_blood_flow_gain * block,
        oxygen_use=1 + p.oxygen_use_gain * block,
    )


BLOOD_FLOW = Mechanism(
    name="blood_flow",
    claim="blood flow of the brain rises with the block of interneurons, most in limbic cortex",
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=no_rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
