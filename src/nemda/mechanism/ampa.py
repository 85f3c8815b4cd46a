"""AMPA throughput: the common gate between the glutamate surge and everything after it.

Claim: ketamine is no AMPA agonist; it raises AMPA throughput indirectly, by more glutamate and by
more receptors at the surface. NBQX given before removes the rise of mTOR and BDNF and the effect,
CX546 adds to it (Zhou 2014, rat). GluA1, not GluA2, rises at the surface within an hour through lower
resting calcium and calcineurin (Zaytseva 2023, mouse), a homeostatic arm that needs no
disinhibition; inhibited GSK-3 keeps GluA1 at the surface (Beurel 2016). Time scale: an hour.
Falsified by: an antidepressant effect that survives full AMPA block.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Receptors at the surface and the homeostatic signal."""

    surface_glua1: Value = state("1", "GluA1 at the synaptic surface relative to rest", start=1.0)
    homeostatic_scale: Value = state(
        "1", "homeostatic upscaling by lower resting calcium", start=0.0, scale=0.1
    )


class Parameters(NamedTuple):
    """Gains and time constants of receptor traffic."""

    surface_time: Value
    homeostatic_time: Value
    homeostatic_gain: Value
    gsk3_surface_gain: Value
    ampa_block: Value
    homeostatic_switch: Value


class Inputs(NamedTuple):
    """Glutamate, resting block and the kinase that removes receptors."""

    glutamate: Value = signal("1", "prefrontal extracellular glutamate relative to rest")
    resting_block: Value = signal("1", "share of resting (spontaneous) NMDA transmission blocked")
    gsk3: Value = signal("1", "GSK-3 activity relative to rest")


class Outputs(NamedTuple):
    """The gate."""

    ampa_throughput: Value = signal("1", "AMPA current relative to rest")
    ampa_open: Value = signal("1", "share of AMPA receptors not blocked by a co-drug")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return throughput = glutamate x surface receptors x share not blocked by an AMPA antagonist."""
    unblocked = 1 - parameters.ampa_block
    return Outputs(inputs.glutamate * states.surface_glua1 * unblocked, unblocked)


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return receptor traffic: homeostatic signal and GSK-3 set the surface pool."""
    upscaling = parameters.homeostatic_switch * parameters.homeostatic_gain * inputs.resting_block
    surface = 1 + states.homeostatic_scale + parameters.gsk3_surface_gain * (1 - inputs.gsk3)
    return States(
        surface_glua1=(surface - states.surface_glua1) / parameters.surface_time,
        homeostatic_scale=(upscaling - states.homeostatic_scale) / parameters.homeostatic_time,
    )


AMPA = Mechanism(
    name="ampa",
    claim="the antidepressant arm passes through AMPA throughput",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
