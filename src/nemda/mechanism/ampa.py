"""AMPA throughput: the common gate between the glutamate surge and everything after it.

Claim: ketamine is no AMPA agonist; it raises AMPA throughput indirectly, by more glutamate and by
more receptors at the surface. NBQX given before removes the rise of mTOR and BDNF and the effect,
CX546 adds to it (Zhou 2014, rat). GluA1, not GluA2, rises at the surface within an hour because less
calcium enters at rest and calcineurin falls (Zaytseva 2023, mouse), a homeostatic arm that needs no
disinhibition and that a calcineurin clamp stops; inhibited GSK-3 keeps GluA1 at the surface (Beurel
2016). Time scale: an hour.
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
        "1", "homeostatic upscaling by lower resting calcium", start=0.0, scale=0.03
    )


class Parameters(NamedTuple):
    """Gains and time constants of receptor traffic."""

    surface_time: Value
    homeostatic_time: Value
    homeostatic_gain: Value
    calcineurin_gain: Value
    gsk3_surface_gain: Value
    ampa_block: Value
    ampa_potentiation: Value
    homeostatic_switch: Value


class Inputs(NamedTuple):
    """Glutamate, resting block and the kinase that removes receptors."""

    glutamate: Value = signal("1", "prefrontal extracellular glutamate relative to rest")
    release_probability: Value = signal("1", "release at a stimulated synapse relative to rest")
    resting_block: Value = signal("1", "share of resting (spontaneous) NMDA transmission blocked")
    gsk3: Value = signal("1", "GSK-3 activity relative to rest")
    ampa_antagonist: Value = signal("1", "share of AMPA receptors held by an antagonist such as NBQX")
    ampa_potentiator: Value = signal("1", "share of AMPA receptors held by a potentiator such as CX546")
    calcineurin_clamp: Value = signal("1", "1 where calcineurin cannot fall, 0 where it is free")
    ampa_load: Value = signal("1", "AMPA antagonists over their half-effect levels")


class Outputs(NamedTuple):
    """The gate, and the phosphatase that takes GluA1 from the surface."""

    ampa_throughput: Value = signal("1", "AMPA current relative to rest")
    ampa_response: Value = signal("1", "AMPA current of a given amount of glutamate relative to rest")
    evoked_transmission: Value = signal("1", "answer to a stimulus of its afferents relative to rest")
    ampa_open: Value = signal("1", "share of AMPA receptors not blocked by a co-drug")
    calcineurin: Value = signal("1", "calcineurin activity at resting synapses relative to rest")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return the gate.

    open = (1 - constant block) (1 - antagonist) / (1 + load); response = surface open (1 + gain potentiator);
    throughput = glutamate x response; evoked = release probability x response;
    calcineurin = 1 - switch gain block_resting (1 - clamp).
    """
    p = parameters
    unblocked = (1 - p.ampa_block) * (1 - inputs.ampa_antagonist) / (1 + inputs.ampa_load)
    potentiated = 1 + p.ampa_potentiation * inputs.ampa_potentiator
    response = states.surface_glua1 * unblocked * potentiated
    fall = p.calcineurin_gain * inputs.resting_block
    return Outputs(
        ampa_throughput=inputs.glutamate * response,
        ampa_response=response,
        evoked_transmission=inputs.release_probability * response,
        ampa_open=unblocked,
        calcineurin=1 - p.homeostatic_switch * fall * (1 - inputs.calcineurin_clamp),
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return receptor traffic: the homeostatic signal and GSK-3 set the surface pool.

    homeostatic -> gain (1 - calcineurin); surface -> 1 + homeostatic + gain_GSK3 (1 - GSK3).
    """
    p = parameters
    fallen = 1 - outputs(states, p, inputs).calcineurin
    upscaling = p.homeostatic_gain * fallen
    surface = 1 + states.homeostatic_scale + p.gsk3_surface_gain * (1 - inputs.gsk3)
    return States(
        surface_glua1=(surface - states.surface_glua1) / p.surface_time,
        homeostatic_scale=(upscaling - states.homeostatic_scale) / p.homeostatic_time,
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
