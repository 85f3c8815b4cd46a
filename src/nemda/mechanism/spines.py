"""Spines: stress eliminates them, ketamine makes new ones, some become stable, the network recovers.

Claim: chronic stress costs prefrontal spines (Li 2011; Radley 2006: -16% after 21 days of restraint);
after ketamine formation is unchanged at 3 to 6 h and raised at 12 to 24 h (Zhang 2019 on Moda-Sava
2019), about half of the lost spines return, density stays up for as long as two weeks and
elimination does not change (Phoumthipphavong 2016, mouse, 10-15%). Maintenance of the behavior needs
these spines, induction does not (Moda-Sava 2019). Form: two pools, labile and stable, fed by
synaptic protein. Time scale: a day to two weeks. Falsified by: mood that stays up when new spines
are removed; in people SV2A PET saw no mean change at 24 h (Holmes 2022).
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, exp, hill, positive
from nemda.model.mechanism import Mechanism, signal, state, table_beside

ROUNDING = 0.02
"""Width of the corner of the surge at rest, where its sixth power is nothing."""


class States(NamedTuple):
    """Protein and spines relative to the healthy brain, where labile + stable = 1."""

    synaptic_protein: Value = state(
        "1", "synaptic protein (GluA1, PSD-95, synapsin) relative to rest", start=1.0
    )
    spinogenesis: Value = state("1", "readiness to form spines relative to rest", start=1.0)
    labile_spines: Value = state("1", "labile spines as share of healthy density", start=0.25, scale=0.1)
    stable_spines: Value = state("1", "stable spines as share of healthy density", start=0.75)
    connectivity: Value = state("1", "working network connectivity relative to health", start=1.0)


class Parameters(NamedTuple):
    """Turnover of proteins and spines."""

    protein_time: Value
    protein_gain: Value
    protein_half: Value
    spinogenesis_time: Value
    spine_capacity: Value
    labile_share: Value
    labile_time: Value
    stable_time: Value
    stress_elimination_gain: Value
    connectivity_time: Value
    gsk3_protein_gain: Value
    spines_removed: Value


class Inputs(NamedTuple):
    """What makes protein and what costs spines."""

    translation_drive: Value = signal("1", "drive of translation by mTORC1 and ERK relative to rest")
    bdnf_released: Value = signal("1", "released BDNF relative to rest")
    phospho_eef2: Value = signal("1", "phosphorylated eEF2 relative to rest")
    gsk3: Value = signal("1", "GSK-3 activity relative to rest")
    consolidation: Value = signal("1", "share of a gain that late plasticity keeps, 1 at rest")
    dopamine_d1_gate: Value = signal("1", "share of spine protein that D1 tone lets through, 1 at rest")
    translation_inhibitor: Value = signal("1", "share of protein synthesis blocked, as by anisomycin")
    stress_load: Value = signal("1", "chronic stress, 0 none to 1 typical of depression")


class Outputs(NamedTuple):
    """What imaging counts."""

    spine_formation: Value = signal("1", "drive of spine formation relative to rest")
    spine_elimination: Value = signal("1", "speed of the loss of old spines relative to health")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return formation = 1 + (1 - removed) (spinogenesis^3 - 1) and elimination = 1 + gain stress.

    Elimination is that of spines present before a drug; new ones are lost as labile ones are.
    """
    p = parameters
    return Outputs(
        spine_formation=1 + (1 - p.spines_removed) * (states.spinogenesis**3 - 1),
        spine_elimination=1 + p.stress_elimination_gain * inputs.stress_load,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return the turnover.

    protein -> (1 - inhibitor) (1 + gain Hill(surge) consolidation D1), surge = max((translation BDNF (2 -
    eEF2) - 1) exp(gain_GSK3 (1 - GSK3)), 0) and Hill of sixth power: a switch, as late protein synthesis
    starts only well above an ordinary day's signaling and saturates; a corner would say the same and cost
    the solver its accuracy. Readiness (spinogenesis) follows protein
    after hours. Formation of labile spines follows the cube of readiness, as a spine needs several
    proteins at one place at once, which delays it by half a day; and the room that is left, (capacity -
    spines) / (capacity - 1), so that repeated doses cannot build without limit. A constant share of
    labile spines becomes stable, at the rate that keeps the healthy pools; stress speeds the loss of
    both.
    """
    p = parameters
    above_rest = inputs.translation_drive * inputs.bdnf_released * (2 - inputs.phospho_eef2) - 1
    freed = exp(p.gsk3_protein_gain * (1 - inputs.gsk3))
    surge = positive(above_rest * freed, ROUNDING)
    switched = hill(surge, p.protein_half, 6)
    late = p.protein_gain * switched * inputs.consolidation * inputs.dopamine_d1_gate
    protein = (1 - inputs.translation_inhibitor) * (1 + late)
    turnover = outputs(states, p, inputs)
    loss = turnover.spine_elimination
    stabilization = (1 - p.labile_share) / p.labile_share / p.stable_time
    formation = p.labile_share * (1 / p.labile_time + stabilization)
    spines = states.labile_spines + states.stable_spines
    room = (p.spine_capacity - spines) / (p.spine_capacity - 1)
    made = turnover.spine_formation * room
    return States(
        synaptic_protein=(protein - states.synaptic_protein) / p.protein_time,
        spinogenesis=(states.synaptic_protein - states.spinogenesis) / p.spinogenesis_time,
        labile_spines=formation * made - states.labile_spines * (loss / p.labile_time + stabilization),
        stable_spines=stabilization * states.labile_spines - states.stable_spines * loss / p.stable_time,
        connectivity=(spines - states.connectivity) / p.connectivity_time,
    )


SPINES = Mechanism(
    name="spines",
    claim="synaptic protein builds spines back that stress has cost; a part of them stays",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
