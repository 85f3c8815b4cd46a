"""Circuit: blocking interneurons frees pyramidal cells; blocking the habenula stops its bursts.

Claim: at low concentration ketamine silences interneurons first (Homayoun & Moghaddam 2007, rat
prefrontal single units, MK-801), pyramidal cells then fire more; with more drug their own receptors
are blocked too, so the gain turns into a loss (Gerhard 2020: 1 umol/L lowers inhibition and raises
excitation, 10 umol/L lowers both). In the lateral habenula block stops burst firing (Yang 2018,
mouse) and trapping keeps it stopped for up to a day (Ma 2023).
Form: activities relative to rest; a product, because disinhibition needs pyramidal cells that still
answer. Time scale: minutes. Falsified by: a dose ladder of cortical glutamate without a maximum.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Firing relative to rest."""

    interneuron_activity: Value = state("1", "interneuron firing relative to rest", start=1.0)
    pyramidal_activity: Value = state("1", "pyramidal firing relative to rest", start=1.0)
    habenula_bursting: Value = state(
        "1", "lateral habenula bursting relative to this person without drug", start=1.0
    )


class Parameters(NamedTuple):
    """Shares, gains and time constants of the circuit."""

    interneuron_nmda_share: Value
    disinhibition_gain: Value
    pyramidal_nmda_share: Value
    interneuron_time: Value
    pyramidal_time: Value
    habenula_time: Value
    disinhibition_switch: Value
    habenula_switch: Value


class Inputs(NamedTuple):
    """Receptor block by cell type."""

    interneuron_block: Value = signal("1", "share of interneuron NMDA receptors blocked")
    pyramidal_block: Value = signal("1", "share of pyramidal NMDA receptors blocked")
    habenula_block: Value = signal("1", "share of habenula NMDA receptors blocked")


class Outputs(NamedTuple):
    """What the circuit hands on; both are 0 without drug."""

    disinhibition: Value = signal("1", "pyramidal gain from freed inhibition")
    habenula_relief: Value = signal("1", "share of habenula bursting removed by block")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return what block has changed in the circuit.

    disinhibition = switch gain (1 - interneurons) (1 - share block_pyramidal);
    relief = switch block_habenula.
    """
    freed = parameters.disinhibition_gain * (1 - states.interneuron_activity)
    answering = 1 - parameters.pyramidal_nmda_share * inputs.pyramidal_block
    return Outputs(
        disinhibition=parameters.disinhibition_switch * freed * answering,
        habenula_relief=parameters.habenula_switch * inputs.habenula_block,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return relaxation toward the activities that the present block allows."""
    change = outputs(states, parameters, inputs)
    own_block = 1 - parameters.pyramidal_nmda_share * inputs.pyramidal_block
    interneuron_target = 1 - parameters.interneuron_nmda_share * inputs.interneuron_block
    return States(
        interneuron_activity=(interneuron_target - states.interneuron_activity) / parameters.interneuron_time,
        pyramidal_activity=(own_block + change.disinhibition - states.pyramidal_activity)
        / parameters.pyramidal_time,
        habenula_bursting=(1 - change.habenula_relief - states.habenula_bursting) / parameters.habenula_time,
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
