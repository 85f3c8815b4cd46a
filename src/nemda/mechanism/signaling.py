"""Signaling: TrkB drives Akt and ERK, these mTORC1 and translation; Akt brakes GSK-3.

Claim: after BDNF Akt peaks at 2 min and keeps 84% at 30 min, while TrkB halves: it saturates (Dijkhuizen &
Ghosh 2005). ERK rises 5.6-fold at 15 min and is 2.2-fold from 4 h on, as the phosphatases that TrkB induces
catch up (Ji 2010). mTORC1 carries the synaptic protein response (Li 2010); S-ketamine needs mTORC1 where
R-ketamine needs ERK (Yang 2018), here a route of translation that the enantiomer sets and that returns over
days; in racemate S-ketamine, the more potent, outweighs R-ketamine, as rapamycin blocks its effect in rats.
GSK-3 is inhibited by Akt (Beurel 2016) and by lithium. Form: activities relative to rest. Time scale:
minutes to hours. Falsified by: an undiminished effect under mTOR block; in people rapamycin did not remove
the 24 h effect and it lasted longer (Abdallah 2020), which the fast arm of mood, needing no mTORC1, allows
for at 24 h only.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Kinase activities relative to rest, the phosphatase of ERK, and the route of translation."""

    akt: Value = state("1", "Akt activity relative to rest", start=1.0)
    erk: Value = state("1", "ERK activity relative to rest", start=1.0)
    erk_phosphatase: Value = state("1", "phosphatases of ERK that TrkB induces, relative to rest", start=1.0)
    mtorc1: Value = state("1", "mTORC1/S6 kinase activity relative to rest", start=1.0)
    gsk3: Value = state("1", "GSK-3 activity relative to rest", start=1.0)
    mtorc1_route: Value = state("1", "share of translation drive through mTORC1, the rest ERK", start=0.7)


class Parameters(NamedTuple):
    """Shares, gains and time constants."""

    akt_time: Value
    akt_half: Value
    erk_time: Value
    erk_phosphatase_gain: Value
    erk_phosphatase_time: Value
    mtorc1_time: Value
    mtorc1_akt_share: Value
    gsk3_time: Value
    gsk3_inhibition: Value
    route_rate: Value
    route_time: Value
    route_r_weight: Value
    enantiomer_switch: Value


class Inputs(NamedTuple):
    """The receptor above, the enantiomers, and inhibitors."""

    trkb: Value = signal("1", "active TrkB relative to rest")
    trkb_active_share: Value = signal("1", "share of all TrkB that is active")
    trkb_share_at_rest: Value = signal("1", "share of all TrkB that is active at rest")
    ketamine_s_effect: Value = signal("umol/L", "S-ketamine at the effect site")
    ketamine_r_effect: Value = signal("umol/L", "R-ketamine at the effect site")
    mtorc1_inhibitor: Value = signal("1", "share of mTORC1 blocked, as by rapamycin")
    erk_inhibitor: Value = signal("1", "share of ERK activation blocked, as by SL327")
    gsk3_inhibitor: Value = signal("1", "share of GSK-3 blocked, as by lithium")
    mtorc1_load: Value = signal("1", "mTORC1 inhibitors over their half-effect levels")
    gsk3_load: Value = signal("1", "GSK-3 inhibitors over their half-effect levels")


class Outputs(NamedTuple):
    """What translation gets."""

    translation_drive: Value = signal("1", "drive of translation by mTORC1 and ERK relative to rest")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return route mTORC1 + (1 - route) ERK."""
    del parameters, inputs
    route = states.mtorc1_route
    return Outputs(route * states.mtorc1 + (1 - route) * states.erk)


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return each kinase's relaxation toward what its driver demands, the share that is blocked left out.

    Blocked: the share held by an inhibitor, or load / (1 + load) of a dosed one.

    Akt: TrkB - Akt (active + half) / (rest + half), which saturates; ERK: TrkB - phosphatase ERK;
    phosphatase -> (1 + g TrkB) / (1 + g); mTORC1 -> (route Akt + (1 - route) ERK)^3;
    GSK-3: 1 - (1 + inhibition (Akt - 1)) GSK-3;
    route: rate (S (1 - route) - weight R route), back to the share of Akt at rest.
    """
    p = parameters
    route = states.mtorc1_route
    activated = (1 - inputs.erk_inhibitor) * inputs.trkb
    induced = (1 + p.erk_phosphatase_gain * inputs.trkb) / (1 + p.erk_phosphatase_gain)
    working = (1 - inputs.mtorc1_inhibitor) / (1 + inputs.mtorc1_load)
    drive = working * (route * states.akt + (1 - route) * states.erk) ** 3
    free = 1 + (inputs.trkb_active_share - inputs.trkb_share_at_rest) / (
        inputs.trkb_share_at_rest + p.akt_half
    )
    braked = 1 + p.gsk3_inhibition * (states.akt - 1)
    r_ketamine = p.route_r_weight * inputs.ketamine_r_effect
    turned = inputs.ketamine_s_effect * (1 - route) - r_ketamine * route
    return States(
        akt=(inputs.trkb - free * states.akt) / p.akt_time,
        erk=(activated - states.erk_phosphatase * states.erk) / p.erk_time,
        erk_phosphatase=(induced - states.erk_phosphatase) / p.erk_phosphatase_time,
        mtorc1=(drive - states.mtorc1) / p.mtorc1_time,
        gsk3=((1 - inputs.gsk3_inhibitor) / (1 + inputs.gsk3_load) - braked * states.gsk3) / p.gsk3_time,
        mtorc1_route=p.enantiomer_switch * p.route_rate * turned
        + (p.mtorc1_akt_share - route) / p.route_time,
    )


SIGNALING = Mechanism(
    name="signaling",
    claim="TrkB activates Akt and ERK, these mTORC1 and translation; Akt inhibits GSK-3",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
