"""Receptor block: how much of each cell type's NMDA receptors the drugs hold.

Claim: pore block follows the free level; magnesium competes for the pore, and parvalbumin cells (GluN2C
and 2D, weakly guarded by magnesium: the interneuron pool of the receptor room) are about three times as
sensitive as pyramidal cells, somatostatin cells (half GluN2B) in between. Norketamine,
hydroxynorketamine, memantine, MK-801 and the blockers of companion drugs (as summed loads) compete for the
same pore. In the habenula drug enters while
cells burst and stays in those that it has silenced (Ma 2023). The disputed high-affinity site adds tonic
block when its switch is on. Form: one occupancy per pool, the exact steady state of competing trapping
blockers, and a share of habenula cells silent with drug inside. Time scale: seconds to minutes; half a
day in a silent habenula. Falsified by: equal block of interneuron and pyramidal currents in magnesium.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, fields_of, signal, state, table_beside
from nemda.receptor.high_affinity import high_affinity_inhibition
from nemda.receptor.magnesium import magnesium_shift
from nemda.receptor.occupancy import pooled_rate
from nemda.receptor.parameters import parameter_table


class States(NamedTuple):
    """Share of receptors that hold a blocker, by pool."""

    parvalbumin_occupancy: Value = state("1", "blocker in parvalbumin cell receptors", start=0.0, scale=0.1)
    somatostatin_occupancy: Value = state("1", "blocker in somatostatin cell receptors", start=0.0, scale=0.1)
    pyramidal_occupancy: Value = state("1", "blocker in pyramidal receptors", start=0.0, scale=0.1)
    resting_occupancy: Value = state("1", "blocker in receptors of spontaneous release", start=0.0, scale=0.1)
    habenula_occupancy: Value = state("1", "blocker in bursting lateral habenula cells", start=0.0, scale=0.1)
    habenula_trapped: Value = state("1", "habenula cells silent with blocker trapped", start=0.0, scale=0.1)


OCCUPANCIES = tuple(name for name in States._fields if name.endswith("_occupancy"))
"""The states that hold how much drug the receptors hold."""


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
    memantine_half_block_interneuron: Value
    mk801_half_block_interneuron: Value
    magnesium_half_block_interneuron: Value
    unblocking_rate_interneuron: Value
    ketamine_s_half_block_somatostatin: Value
    ketamine_r_half_block_somatostatin: Value
    norketamine_s_half_block_somatostatin: Value
    norketamine_r_half_block_somatostatin: Value
    hydroxynorketamine_half_block_somatostatin: Value
    memantine_half_block_somatostatin: Value
    mk801_half_block_somatostatin: Value
    magnesium_half_block_somatostatin: Value
    unblocking_rate_somatostatin: Value
    ketamine_s_half_block_pyramidal: Value
    ketamine_r_half_block_pyramidal: Value
    norketamine_s_half_block_pyramidal: Value
    norketamine_r_half_block_pyramidal: Value
    hydroxynorketamine_half_block_pyramidal: Value
    memantine_half_block_pyramidal: Value
    mk801_half_block_pyramidal: Value
    magnesium_half_block_pyramidal: Value
    unblocking_rate_pyramidal: Value
    ketamine_s_half_block_resting: Value
    ketamine_r_half_block_resting: Value
    norketamine_s_half_block_resting: Value
    norketamine_r_half_block_resting: Value
    hydroxynorketamine_half_block_resting: Value
    memantine_half_block_resting: Value
    mk801_half_block_resting: Value
    magnesium_half_block_resting: Value
    unblocking_rate_resting: Value
    ketamine_s_half_block_habenula: Value
    ketamine_r_half_block_habenula: Value
    norketamine_s_half_block_habenula: Value
    norketamine_r_half_block_habenula: Value
    hydroxynorketamine_half_block_habenula: Value
    memantine_half_block_habenula: Value
    mk801_half_block_habenula: Value
    magnesium_half_block_habenula: Value
    unblocking_rate_habenula: Value
    unblocking_rate_habenula_silent: Value
    habenula_trapping_rate: Value


class Inputs(NamedTuple):
    """Total levels at the effect site, and what governs the pore."""

    ketamine_s_effect: Value = signal("umol/L", "S-ketamine at the effect site")
    ketamine_r_effect: Value = signal("umol/L", "R-ketamine at the effect site")
    norketamine_s_effect: Value = signal("umol/L", "S-norketamine at the effect site")
    norketamine_r_effect: Value = signal("umol/L", "R-norketamine at the effect site")
    hydroxynorketamine_effect: Value = signal("umol/L", "hydroxynorketamine at the effect site")
    memantine_effect: Value = signal("umol/L", "free memantine at the effect site")
    mk801_effect: Value = signal("umol/L", "free MK-801 at the effect site")
    nmda_interneuron_load: Value = signal("1", "companion blockers over their half-blocks, interneurons")
    nmda_somatostatin_load: Value = signal("1", "companion blockers over half-blocks, somatostatin cells")
    nmda_pyramidal_load: Value = signal("1", "companion blockers over their half-blocks, pyramidal cells")
    nmda_resting_load: Value = signal("1", "companion blockers over their half-blocks, resting receptors")
    nmda_habenula_load: Value = signal("1", "companion blockers over their half-blocks, habenula")
    brain_magnesium: Value = signal("mmol/L", "free magnesium around synapses")


class Outputs(NamedTuple):
    """Functional block by pool, and the free drug."""

    ketamine_free: Value = signal("umol/L", "free ketamine (both enantiomers) at the effect site")
    hydroxynorketamine_free: Value = signal("umol/L", "free hydroxynorketamine at the effect site")
    parvalbumin_block: Value = signal("1", "share of parvalbumin cell NMDA receptors blocked")
    somatostatin_block: Value = signal("1", "share of somatostatin cell NMDA receptors blocked")
    pyramidal_block: Value = signal("1", "share of pyramidal NMDA receptors blocked")
    resting_block: Value = signal("1", "share of resting (spontaneous) NMDA transmission blocked")
    habenula_block: Value = signal("1", "share of habenula NMDA receptors blocked")
    dissociative_load: Value = signal("1", "blockers but ketamine over their half-blocks, interneurons")


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
        hydroxynorketamine_free=p.hydroxynorketamine_unbound_fraction * inputs.hydroxynorketamine_effect,
        parvalbumin_block=1 - (1 - states.parvalbumin_occupancy) * left,
        somatostatin_block=1 - (1 - states.somatostatin_occupancy) * left,
        pyramidal_block=states.pyramidal_occupancy,
        resting_block=1 - (1 - states.resting_occupancy) * left,
        habenula_block=1 - (1 - states.habenula_occupancy) * (1 - states.habenula_trapped),
        dissociative_load=inputs.nmda_interneuron_load
        + inputs.memantine_effect / p.memantine_half_block_interneuron
        + inputs.mk801_effect / p.mk801_half_block_interneuron,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return the rates.

    Each pool: k (x (1 - occupancy) - occupancy), x = sum of D / K, companions among them, in the present
    magnesium. Trapped:
    bursting cells fall silent with their drug, rate occupancy^2 (1 - trapped), and lose it at the rate of
    silent cells.
    """
    p = parameters
    free = (
        p.ketamine_unbound_fraction * inputs.ketamine_s_effect,
        p.ketamine_unbound_fraction * inputs.ketamine_r_effect,
        p.norketamine_unbound_fraction * inputs.norketamine_s_effect,
        p.norketamine_unbound_fraction * inputs.norketamine_r_effect,
        p.hydroxynorketamine_unbound_fraction * inputs.hydroxynorketamine_effect,
        inputs.memantine_effect,
        inputs.mk801_effect,
    )

    def drive(*half_blocks: Value, companions: Value, magnesium_half: Value) -> Value:
        shift = magnesium_shift(inputs.brain_magnesium, p.magnesium_of_affinity_table, magnesium_half)
        return sum((level / half for level, half in zip(free, half_blocks, strict=True)), companions) / shift

    parvalbumin = drive(
        p.ketamine_s_half_block_interneuron,
        p.ketamine_r_half_block_interneuron,
        p.norketamine_s_half_block_interneuron,
        p.norketamine_r_half_block_interneuron,
        p.hydroxynorketamine_half_block_interneuron,
        p.memantine_half_block_interneuron,
        p.mk801_half_block_interneuron,
        companions=inputs.nmda_interneuron_load,
        magnesium_half=p.magnesium_half_block_interneuron,
    )
    somatostatin = drive(
        p.ketamine_s_half_block_somatostatin,
        p.ketamine_r_half_block_somatostatin,
        p.norketamine_s_half_block_somatostatin,
        p.norketamine_r_half_block_somatostatin,
        p.hydroxynorketamine_half_block_somatostatin,
        p.memantine_half_block_somatostatin,
        p.mk801_half_block_somatostatin,
        companions=inputs.nmda_somatostatin_load,
        magnesium_half=p.magnesium_half_block_somatostatin,
    )
    pyramidal = drive(
        p.ketamine_s_half_block_pyramidal,
        p.ketamine_r_half_block_pyramidal,
        p.norketamine_s_half_block_pyramidal,
        p.norketamine_r_half_block_pyramidal,
        p.hydroxynorketamine_half_block_pyramidal,
        p.memantine_half_block_pyramidal,
        p.mk801_half_block_pyramidal,
        companions=inputs.nmda_pyramidal_load,
        magnesium_half=p.magnesium_half_block_pyramidal,
    )
    resting = drive(
        p.ketamine_s_half_block_resting,
        p.ketamine_r_half_block_resting,
        p.norketamine_s_half_block_resting,
        p.norketamine_r_half_block_resting,
        p.hydroxynorketamine_half_block_resting,
        p.memantine_half_block_resting,
        p.mk801_half_block_resting,
        companions=inputs.nmda_resting_load,
        magnesium_half=p.magnesium_half_block_resting,
    )
    habenula = drive(
        p.ketamine_s_half_block_habenula,
        p.ketamine_r_half_block_habenula,
        p.norketamine_s_half_block_habenula,
        p.norketamine_r_half_block_habenula,
        p.hydroxynorketamine_half_block_habenula,
        p.memantine_half_block_habenula,
        p.mk801_half_block_habenula,
        companions=inputs.nmda_habenula_load,
        magnesium_half=p.magnesium_half_block_habenula,
    )
    bursting = 1 - states.habenula_trapped
    trapping = p.habenula_trapping_rate * states.habenula_occupancy**2 * bursting
    return States(
        pooled_rate(states.parvalbumin_occupancy, parvalbumin, p.unblocking_rate_interneuron),
        pooled_rate(states.somatostatin_occupancy, somatostatin, p.unblocking_rate_somatostatin),
        pooled_rate(states.pyramidal_occupancy, pyramidal, p.unblocking_rate_pyramidal),
        pooled_rate(states.resting_occupancy, resting, p.unblocking_rate_resting),
        pooled_rate(states.habenula_occupancy, habenula, p.unblocking_rate_habenula),
        trapping - p.unblocking_rate_habenula_silent * states.habenula_trapped,
    )


_TABLE = {**parameter_table(), **table_beside(__name__)}
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
