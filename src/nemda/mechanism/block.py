"""Receptor block: how much of each cell type's NMDA receptors the drugs hold.

Claim: pore block follows the free level; magnesium competes for the pore, and interneurons (GluN2C and
2D, weakly guarded by magnesium) are about three times as sensitive as pyramidal cells (receptor
room). Norketamine and hydroxynorketamine compete for the same pore. In the habenula drug can leave
only while cells burst, so silence traps it (Ma 2023). The disputed high-affinity site adds tonic
block when its switch is on. Form: one occupancy per pool, the exact steady state of competing
trapping blockers. Time scale: seconds to minutes; hours in a silent habenula.
Falsified by: equal block of interneuron and pyramidal currents in magnesium.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, fields_of, signal, state
from nemda.receptor.high_affinity import high_affinity_inhibition
from nemda.receptor.magnesium import magnesium_shift
from nemda.receptor.occupancy import activity_dependent_rate, pooled_rate
from nemda.receptor.parameters import parameter_table


class States(NamedTuple):
    """Share of receptors that hold a blocker, by pool."""

    interneuron_occupancy: Value = state("1", "blocker in interneuron receptors", start=0.0, scale=0.1)
    pyramidal_occupancy: Value = state("1", "blocker in pyramidal receptors", start=0.0, scale=0.1)
    resting_occupancy: Value = state("1", "blocker in receptors of spontaneous release", start=0.0, scale=0.1)
    habenula_occupancy: Value = state("1", "blocker in lateral habenula receptors", start=0.0, scale=0.1)


class Parameters(NamedTuple):
    """Half-blocking free concentrations and unblocking rates, by pool, from the receptor room."""

    ketamine_unbound_fraction: Value
    norketamine_unbound_fraction: Value
    hydroxynorketamine_unbound_fraction: Value
    magnesium_of_affinity_table: Value
    high_affinity_site: Value
    high_affinity_half_effect: Value
    high_affinity_maximal_inhibition: Value
    ketamine_s_half_block_interneuron: Value
    ketamine_r_half_block_interneuron: Value
    norketamine_s_half_block_interneuron: Value
    norketamine_r_half_block_interneuron: Value
    hydroxynorketamine_half_block_interneuron: Value
    magnesium_half_block_interneuron: Value
    unblocking_rate_interneuron: Value
    ketamine_s_half_block_pyramidal: Value
    ketamine_r_half_block_pyramidal: Value
    norketamine_s_half_block_pyramidal: Value
    norketamine_r_half_block_pyramidal: Value
    hydroxynorketamine_half_block_pyramidal: Value
    magnesium_half_block_pyramidal: Value
    unblocking_rate_pyramidal: Value
    ketamine_s_half_block_resting: Value
    ketamine_r_half_block_resting: Value
    norketamine_s_half_block_resting: Value
    norketamine_r_half_block_resting: Value
    hydroxynorketamine_half_block_resting: Value
    magnesium_half_block_resting: Value
    unblocking_rate_resting: Value
    ketamine_s_half_block_habenula: Value
    ketamine_r_half_block_habenula: Value
    norketamine_s_half_block_habenula: Value
    norketamine_r_half_block_habenula: Value
    hydroxynorketamine_half_block_habenula: Value
    magnesium_half_block_habenula: Value
    unblocking_rate_habenula: Value
    unblocking_rate_habenula_silent: Value


class Inputs(NamedTuple):
    """Total levels at the effect site, and what governs the pore."""

    ketamine_s_effect: Value = signal("umol/L", "S-ketamine at the effect site")
    ketamine_r_effect: Value = signal("umol/L", "R-ketamine at the effect site")
    norketamine_s_effect: Value = signal("umol/L", "S-norketamine at the effect site")
    norketamine_r_effect: Value = signal("umol/L", "R-norketamine at the effect site")
    hydroxynorketamine_effect: Value = signal("umol/L", "hydroxynorketamine at the effect site")
    brain_magnesium: Value = signal("mmol/L", "free magnesium around synapses")
    habenula_bursting: Value = signal("1", "lateral habenula bursting relative to this person without drug")


class Outputs(NamedTuple):
    """Functional block by pool, and the free drug."""

    ketamine_free: Value = signal("umol/L", "free ketamine (both enantiomers) at the effect site")
    interneuron_block: Value = signal("1", "share of interneuron NMDA receptors blocked")
    pyramidal_block: Value = signal("1", "share of pyramidal NMDA receptors blocked")
    resting_block: Value = signal("1", "share of resting (spontaneous) NMDA transmission blocked")
    habenula_block: Value = signal("1", "share of habenula NMDA receptors blocked")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return pore occupancy joined with the high-affinity site; that site spares synaptic currents."""
    p = parameters
    free = p.ketamine_unbound_fraction * (inputs.ketamine_s_effect + inputs.ketamine_r_effect)
    tonic = high_affinity_inhibition(
        free, p.high_affinity_half_effect, p.high_affinity_maximal_inhibition, p.high_affinity_site
    )
    left = 1 - tonic
    return Outputs(
        ketamine_free=free,
        interneuron_block=1 - (1 - states.interneuron_occupancy) * left,
        pyramidal_block=states.pyramidal_occupancy,
        resting_block=1 - (1 - states.resting_occupancy) * left,
        habenula_block=states.habenula_occupancy,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return k (x (1 - occupancy) - occupancy) for each pool, x = sum of D / K in the present magnesium."""
    p = parameters
    free = (
        p.ketamine_unbound_fraction * inputs.ketamine_s_effect,
        p.ketamine_unbound_fraction * inputs.ketamine_r_effect,
        p.norketamine_unbound_fraction * inputs.norketamine_s_effect,
        p.norketamine_unbound_fraction * inputs.norketamine_r_effect,
        p.hydroxynorketamine_unbound_fraction * inputs.hydroxynorketamine_effect,
    )

    def drive(*half_blocks: Value, magnesium_half: Value) -> Value:
        shift = magnesium_shift(inputs.brain_magnesium, p.magnesium_of_affinity_table, magnesium_half)
        return sum(level / half for level, half in zip(free, half_blocks, strict=True)) / shift

    interneuron = drive(
        p.ketamine_s_half_block_interneuron,
        p.ketamine_r_half_block_interneuron,
        p.norketamine_s_half_block_interneuron,
        p.norketamine_r_half_block_interneuron,
        p.hydroxynorketamine_half_block_interneuron,
        magnesium_half=p.magnesium_half_block_interneuron,
    )
    pyramidal = drive(
        p.ketamine_s_half_block_pyramidal,
        p.ketamine_r_half_block_pyramidal,
        p.norketamine_s_half_block_pyramidal,
        p.norketamine_r_half_block_pyramidal,
        p.hydroxynorketamine_half_block_pyramidal,
        magnesium_half=p.magnesium_half_block_pyramidal,
    )
    resting = drive(
        p.ketamine_s_half_block_resting,
        p.ketamine_r_half_block_resting,
        p.norketamine_s_half_block_resting,
        p.norketamine_r_half_block_resting,
        p.hydroxynorketamine_half_block_resting,
        magnesium_half=p.magnesium_half_block_resting,
    )
    habenula = drive(
        p.ketamine_s_half_block_habenula,
        p.ketamine_r_half_block_habenula,
        p.norketamine_s_half_block_habenula,
        p.norketamine_r_half_block_habenula,
        p.hydroxynorketamine_half_block_habenula,
        magnesium_half=p.magnesium_half_block_habenula,
    )
    habenula_rate = activity_dependent_rate(
        inputs.habenula_bursting, p.unblocking_rate_habenula_silent, p.unblocking_rate_habenula
    )
    return States(
        pooled_rate(states.interneuron_occupancy, interneuron, p.unblocking_rate_interneuron),
        pooled_rate(states.pyramidal_occupancy, pyramidal, p.unblocking_rate_pyramidal),
        pooled_rate(states.resting_occupancy, resting, p.unblocking_rate_resting),
        pooled_rate(states.habenula_occupancy, habenula, habenula_rate),
    )


_TABLE = parameter_table()
BLOCK = Mechanism(
    name="block",
    claim="free drug blocks each cell type's receptors in competition with magnesium",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=MappingProxyType({name: _TABLE[name] for name in fields_of(Parameters)}),
)
