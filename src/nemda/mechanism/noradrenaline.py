"""Noradrenaline: block of its transporter raises it, against the brake of alpha-2 autoreceptors.

Claim: tricyclics and bupropion act on mood through catecholamines. In patients who answered to it,
nortriptyline held half to two thirds of the noradrenaline transporter (Takano 2014, PET); bupropion holds
little of the dopamine transporter (Meyer 2002: 14%; Learned-Coughlin 2003: 26%). Form: the balance of
`nemda.mechanism.reuptake` with a constant brake: no number for its change over weeks was found.
Time scale: that of the drug. Falsified by: an antidepressant effect of these drugs at full dose in people
without the transporter, or none of them raising noradrenaline in the cortex.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.mechanism.reuptake import blocked_share, excess, occupancy
from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, Nothing, no_rates, signal, table_beside


class Parameters(NamedTuple):
    """Clearance and feedback."""

    noradrenaline_other_clearance: Value
    noradrenaline_feedback: Value


class Inputs(NamedTuple):
    """What holds the transporter."""

    noradrenaline_transporter_load: Value = signal(
        "1", "levels over half-occupying levels at the transporter"
    )


class Outputs(NamedTuple):
    """Occupancy, and what the cortex sees."""

    noradrenaline_transporter_occupancy: Value = signal("1", "share of noradrenaline transporters held")
    noradrenaline: Value = signal("1", "extracellular noradrenaline in the cortex relative to rest")
    noradrenaline_excess: Value = signal("1", "noradrenaline over rest, 0 without drug")


def outputs(states: Nothing, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return occupancy and the balance of release and uptake."""
    del states
    p = parameters
    held = occupancy(inputs.noradrenaline_transporter_load)
    over = excess(blocked_share(held, p.noradrenaline_other_clearance), p.noradrenaline_feedback)
    return Outputs(held, 1 + over, over)


NORADRENALINE = Mechanism(
    name="noradrenaline",
    claim="transporter block raises noradrenaline against alpha-2 autoreceptors",
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=no_rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
