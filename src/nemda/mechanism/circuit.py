"""Circuit: blocking interneurons frees pyramidal cells; blocking the habenula stops its bursts.

Claim: at low concentration ketamine silences interneurons first (Homayoun & Moghaddam 2007, rat prefrontal
single units, MK-801), both those that reach the soma (parvalbumin) and those that reach dendrites
(somatostatin, Ali 2020); pyramidal cells then fire more. With more drug their own receptors are blocked
too, so the gain turns into a loss (Gerhard 2020: 1 umol/L lowers inhibition and raises excitation, 10
umol/L lowers both). In the lateral habenula block stops burst firing (Yang 2018, mouse). Form: activities
relative to rest; a product, because disinhibition needs pyramidal cells that still answer. Interneurons
give way with the cube of a small block, as a cell fires on until the current it loses brings it below its
threshold. A quiet habenula lifts only a cortex that can keep what it gains: mice are no better a day after
20 or 50 mg/kg (Kim & Monteggia 2020) though their habenula still holds drug. Gamma power follows lost
parvalbumin firing (Carlen 2012: loss of their NMDA receptors raises it). The habenula follows its block at
once. Time scale: minutes. Falsified by: a dose ladder of cortical glutamate without a maximum.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, hill, positive
from nemda.model.mechanism import Mechanism, signal, state, table_beside

CORNER = 1e-3
"""How sharply block tells once it exceeds what cells are used to; at rest it tells nothing."""


class States(NamedTuple):
    """Firing relative to rest."""

    parvalbumin_activity: Value = state("1", "firing of parvalbumin cells relative to rest", start=1.0)
    somatostatin_activity: Value = state("1", "firing of somatostatin cells relative to rest", start=1.0)
    pyramidal_activity: Value = state("1", "pyramidal firing relative to rest", start=1.0)


class Parameters(NamedTuple):
    """Shares, gains and time constants of the circuit."""

    interneuron_nmda_share: Value
    interneuron_half_block: Value
    parvalbumin_inhibition_share: Value
    disinhibition_gain: Value
    gamma_gain: Value
    pyramidal_nmda_share: Value
    interneuron_time: Value
    pyramidal_time: Value
    disinhibition_switch: Value
    habenula_switch: Value
    homeostasis_share: Value


class Inputs(NamedTuple):
    """Receptor block by cell type."""

    parvalbumin_block: Value = signal("1", "share of parvalbumin cell NMDA receptors blocked")
    somatostatin_block: Value = signal("1", "share of somatostatin cell NMDA receptors blocked")
    pyramidal_block: Value = signal("1", "share of pyramidal NMDA receptors blocked")
    habenula_block: Value = signal("1", "share of habenula NMDA receptors blocked")
    consolidation: Value = signal("1", "share of a gain that late plasticity keeps, 1 at rest")
    accustomed_block: Value = signal("1", "running mean of interneuron block")
    accustomed_silence: Value = signal("1", "running mean of removed habenula bursting")


class Outputs(NamedTuple):
    """What the circuit hands on; disinhibition and relief are 0 without drug."""

    interneuron_block: Value = signal("1", "share of interneuron NMDA receptors blocked")
    interneuron_activity: Value = signal("1", "interneuron firing relative to rest")
    disinhibition: Value = signal("1", "pyramidal gain from freed inhibition")
    gamma_power: Value = signal("1", "cortical gamma power relative to rest")
    habenula_relief: Value = signal("1", "lift by removed habenula bursting, 0 to 1")
    habenula_bursting: Value = signal("1", "lateral habenula bursting relative to this person without drug")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return what block has changed in the circuit.

    interneurons = share parvalbumin + (1 - share) somatostatin, for block and firing;
    disinhibition = switch gain (1 - interneurons) (1 - share block_pyramidal)^2, squared because the cells
    must answer and so must those that excite them;
    gamma = 1 + gain (1 - parvalbumin); bursting = 1 - switch block_habenula; relief = switch
    consolidation, times the positive part of block_habenula - accustomed silence.
    """
    p = parameters
    somatic, dendritic = p.parvalbumin_inhibition_share, 1 - p.parvalbumin_inhibition_share
    activity = somatic * states.parvalbumin_activity + dendritic * states.somatostatin_activity
    answering = 1 - p.pyramidal_nmda_share * inputs.pyramidal_block
    silenced = p.habenula_switch * inputs.habenula_block
    news = inputs.habenula_block - p.homeostasis_share * inputs.accustomed_silence
    return Outputs(
        interneuron_block=somatic * inputs.parvalbumin_block + dendritic * inputs.somatostatin_block,
        interneuron_activity=activity,
        disinhibition=p.disinhibition_switch * p.disinhibition_gain * (1 - activity) * answering**2,
        gamma_power=1 + p.gamma_gain * (1 - states.parvalbumin_activity),
        habenula_relief=p.habenula_switch * (positive(news, CORNER) - CORNER / 2) * inputs.consolidation,
        habenula_bursting=1 - silenced,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return relaxation toward the activities that the present block allows.

    Interneurons -> 1 - share news^3 / (half^3 + news^3), news the positive part of block less what they are
    used to; pyramidal -> 1 - share block + disinhibition.
    """
    p = parameters
    freed = outputs(states, p, inputs).disinhibition
    own_block = 1 - p.pyramidal_nmda_share * inputs.pyramidal_block
    used_to = p.homeostasis_share * inputs.accustomed_block

    def lost(block: Value) -> Value:
        gap = block - used_to
        # Exactly 0 at rest and never below it, which a smooth maximum alone is not.
        news = positive(gap, CORNER) * gap * gap / (gap * gap + CORNER * CORNER)
        return p.interneuron_nmda_share * hill(news, p.interneuron_half_block, 3)

    parvalbumin, somatostatin = 1 - lost(inputs.parvalbumin_block), 1 - lost(inputs.somatostatin_block)
    return States(
        parvalbumin_activity=(parvalbumin - states.parvalbumin_activity) / p.interneuron_time,
        somatostatin_activity=(somatostatin - states.somatostatin_activity) / p.interneuron_time,
        pyramidal_activity=(own_block + freed - states.pyramidal_activity) / p.pyramidal_time,
    )


CIRCUIT = Mechanism(
    name="circuit",
    claim="block of interneurons frees pyramidal cells; block of the habenula stops bursts",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
