"""Plasticity: synaptic NMDA receptors are needed for Hebbian change, and deep block costs consolidation.

Claim: long-term potentiation needs synaptic NMDA receptors, so ketamine (1 to 10 umol/L) and
hydroxynorketamine (half-effect 7.8 umol/L) hold it back while they are there (Kang 2020, slices). Low doses
raise BDNF and behavior a day later, higher ones do not (Kim & Monteggia 2020, mouse: 5 against 20 and 50
mg/kg), though the drug falls through the useful range in every animal; so deep block must leave something
behind. Hours after a dose, when the drug is gone, potentiation is easier than before (theta bursts at 3 h
in rats, visual potentiation at 3 to 4 h in people, Sumner 2020): new synaptic protein primes it. Without
BDNF or TrkB mice have no effect of ketamine from half an hour on (Autry 2011), so what is kept also needs
TrkB. Form: what Hebbian change has left, and consolidation, which deep block of pyramidal cells switches
off steeply and which returns over hours. What rodents do a day later is taken to need two further steps, each
with the same chance of being kept (`consolidation_later_steps`), so that it is lost where BDNF, one step
earlier, is only halved, and protein that mTORC1 and ERK let be made: the potentiation in slices
needs new protein (Nosyreva 2013) and the synapses of rats need mTORC1 (Li 2010). In people it is 0, since
rapamycin took nothing from the effect of a day (Abdallah 2020). Time scale: minutes down, hours back.
Falsified by: an effect a day after an anesthetic dose as large as after a low one (one study of 50 mg/kg with
lithium in mice points that way, hence the switch).
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, hill, power
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """What deep block has left of late plasticity."""

    late_plasticity: Value = state("1", "share of late plasticity that deep block has left", start=1.0)


class Parameters(NamedTuple):
    """Threshold, speed and return."""

    deep_block_half: Value
    deep_block_rate: Value
    consolidation_time: Value
    hydroxynorketamine_potentiation_half: Value
    hydroxynorketamine_share_active_on_potentiation: Value
    protein_potentiation_gain: Value
    trkb_consolidation_half: Value
    consolidation_later_steps: Value
    deep_block_switch: Value


class Inputs(NamedTuple):
    """Block of synaptic receptors, and the metabolite."""

    pyramidal_block: Value = signal("1", "share of pyramidal NMDA receptors blocked")
    ampa_open: Value = signal("1", "share of AMPA receptors not blocked by a co-drug")
    hydroxynorketamine_free: Value = signal("umol/L", "free hydroxynorketamine at the effect site")
    synaptic_protein: Value = signal("1", "synaptic protein (GluA1, PSD-95, synapsin) relative to rest")
    plasticity_coagonism: Value = signal("1", "what the glycine site lets potentiation be, relative to rest")
    trkb: Value = signal("1", "active TrkB relative to rest")
    mtorc1: Value = signal("1", "mTORC1/S6 kinase activity relative to rest")
    erk: Value = signal("1", "ERK activity relative to rest")
    mtorc1_route: Value = signal("1", "share of translation drive through mTORC1, the rest ERK")
    translation_inhibitor: Value = signal("1", "share of protein synthesis blocked, as by anisomycin")


class Outputs(NamedTuple):
    """Hebbian plasticity, and what is kept of a gain."""

    consolidation: Value = signal("1", "share of a gain that late plasticity keeps, 1 at rest")
    hebbian_capacity: Value = signal("1", "share of long-term potentiation that can be induced")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return what is kept and what can be induced.

    kept = late plasticity (1 + half) TrkB / (TrkB + half);
    made = (1 - inhibitor) 2 T^2 / (T^2 + 1), with T = route mTORC1 + (1 - route) ERK;
    consolidation = kept (1 - later + later kept^2 made);
    capacity = (1 - block) coagonism (1 + gain (protein - 1)) / (1 + share HNK / half).
    """
    p = parameters
    metabolite = p.hydroxynorketamine_share_active_on_potentiation * inputs.hydroxynorketamine_free
    held_back = hill(metabolite, p.hydroxynorketamine_potentiation_half)
    primed = 1 + p.protein_potentiation_gain * (inputs.synaptic_protein - 1)
    by_trkb = (1 + p.trkb_consolidation_half) * hill(inputs.trkb, p.trkb_consolidation_half)
    kept = states.late_plasticity * by_trkb
    drive = inputs.mtorc1_route * inputs.mtorc1 + (1 - inputs.mtorc1_route) * inputs.erk
    made = (1 - inputs.translation_inhibitor) * 2 * drive**2 / (drive**2 + 1)
    later = p.consolidation_later_steps
    return Outputs(
        consolidation=kept * (1 - later + later * kept * kept * made),
        hebbian_capacity=(1 - inputs.pyramidal_block)
        * inputs.plasticity_coagonism
        * (1 - held_back)
        * primed,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return (1 - plasticity) / time - switch rate (lost / half)^12 plasticity.

    lost = 1 - (1 - block) open: synaptic NMDA current is lost to block, and to an AMPA antagonist, without
    whose receptors cells do not depolarize and magnesium stays.
    """
    p = parameters
    lost = 1 - (1 - inputs.pyramidal_block) * inputs.ampa_open
    stopped = p.deep_block_switch * p.deep_block_rate * power(lost / p.deep_block_half, 12)
    return States((1 - states.late_plasticity) / p.consolidation_time - stopped * states.late_plasticity)


PLASTICITY = Mechanism(
    name="plasticity",
    claim="deep block of pyramidal receptors holds back potentiation and costs consolidation for hours",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
