"""Circuit: blocking interneurons frees pyramidal cells; blocking the habenula stops its bursts.

Claim: at low concentration ketamine silences interneurons first (Homayoun & Moghaddam 2007, rat
prefrontal single units, MK-801), both those that reach the soma (parvalbumin) and those that reach
dendrites (somatostatin, Ali 2020); pyramidal cells then fire more. With more drug their own receptors
are blocked too, so the gain turns into a loss (Gerhard 2020: 1 umol/L lowers inhibition and raises
excitation, 10 umol/L lowers both). In the lateral habenula block stops burst firing (Yang 2018, mouse).
Form: activities relative to rest; a product, because disinhibition needs pyramidal cells that still
answer. The habenula follows its block at once. Time scale: minutes.
Falsified by: a dose ladder of cortical glutamate without a maximum.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Firing relative to rest."""

    parvalbumin_activity: Value = state("1", "firing of parvalbumin cells relative to rest", start=1.0)
    somatostatin_activity: Value = state("1", "firing of somatostatin cells relative to rest", start=1.0)
    pyramidal_activity: Value = state("1", "pyramidal firing relative to rest", start=1.0)


class Parameters(NamedTuple):
    """Shares, gains and time constants of the circuit."""

    interneuron_nmda_share: Value
    parvalbumin_inhibition_share: Value
    disinhibition_gain: Value
    pyramidal_nmda_share: Value
    interneuron_time: Value
    pyramidal_time: Value
    disinhibition_switch: Value
    habenula_switch: Value


class Inputs(NamedTuple):
    """Receptor block by cell type."""

    parvalbumin_block: Value = signal("1", "share of parvalbumin cell NMDA receptors blocked")
    somatostatin_block: Value = signal("1", "share of somatostatin cell NMDA receptors blocked")
    pyramidal_block: Value = signal("1", "share of pyramidal NMDA receptors blocked")
    habenula_block: Value = signal("1", "share of habenula NMDA receptors blocked")


class Outputs(NamedTuple):
    """What the circuit hands on; disinhibition and relief are 0 without drug."""

    interneuron_block: Value = signal("1", "share of interneuron NMDA receptors blocked")
    interneuron_activity: Value = signal("1", "interneuron firing relative to rest")
    disinhibition: Value = signal("1", "pyramidal gain from freed inhibition")
    habenula_relief: Value = signal("1", "share of habenula bursting removed by block")
    habenula_bursting: Value = signal("1", "lateral habenula bursting relative to this person without drug")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return what block has changed in the circuit.

    interneurons = share parvalbumin + (1 - share) somatostatin, for block and firing;
    disinhibition = switch gain (1 - interneurons) (1 - share block_pyramidal)^2, squared because the cells
    must answer and so must those that excite them;
    relief = switch block_habenula; bursting = 1 - relief.
    """
    p = parameters
    somatic, dendritic = p.parvalbumin_inhibition_share, 1 - p.parvalbumin_inhibition_share
    activity = somatic * states.parvalbumin_activity + dendritic * states.somatostatin_activity
    answering = 1 - p.pyramidal_nmda_share * inputs.pyramidal_block
    relief = p.habenula_switch * inputs.habenula_block
    return Outputs(
        interneuron_block=somatic * inputs.parvalbumin_block + dendritic * inputs.somatostatin_block,
        interneuron_activity=activity,
        disinhibition=p.disinhibition_switch * p.disinhibition_gain * (1 - activity) * answering**2,
        habenula_relief=relief,
        habenula_bursting=1 - relief,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return relaxation toward the activities that the present block allows."""
    p = parameters
    freed = outputs(states, p, inputs).disinhibition
    own_block = 1 - p.pyramidal_nmda_share * inputs.pyramidal_block
    parvalbumin = 1 - p.interneuron_nmda_share * inputs.parvalbumin_block
    somatostatin = 1 - p.interneuron_nmda_share * inputs.somatostatin_block
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
