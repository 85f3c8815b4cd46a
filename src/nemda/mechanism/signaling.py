"""Signaling: TrkB drives Akt and ERK, both drive mTORC1; Akt brakes GSK-3.

Claim: after BDNF Akt peaks at 2 min and keeps 84% at 30 min (Dijkhuizen & Ghosh 2005), ERK rises
5.6-fold at 15 min and is still 2.2-fold at 8 h (Ji 2010); mTORC1 carries the synaptic protein
response (Li 2010) and S-ketamine needs mTORC1 where R-ketamine needs ERK (Yang 2018). GSK-3 is
inhibited by Akt (Beurel 2016). Form: activities relative to rest, each following its driver.
Time scale: minutes to hours. Falsified by: an undiminished effect under mTOR block; in people
rapamycin did not remove the 24 h effect, which is why mTORC1's share is a parameter.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Kinase activities relative to rest."""

    akt: Value = state("1", "Akt activity relative to rest", start=1.0)
    erk: Value = state("1", "ERK activity relative to rest", start=1.0)
    mtorc1: Value = state("1", "mTORC1/S6 kinase activity relative to rest", start=1.0)
    gsk3: Value = state("1", "GSK-3 activity relative to rest", start=1.0)


class Parameters(NamedTuple):
    """Shares, gains and time constants."""

    akt_time: Value
    erk_time: Value
    mtorc1_time: Value
    gsk3_time: Value
    erk_supralinearity: Value
    mtorc1_akt_share: Value
    gsk3_inhibition: Value


class Inputs(NamedTuple):
    """The receptor above."""

    trkb: Value = signal("1", "active TrkB relative to rest")


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return each kinase's relaxation toward what its driver demands.

    Akt -> TrkB; ERK -> TrkB (1 + s TrkB) / (1 + s); mTORC1 -> share Akt + (1 - share) ERK;
    GSK-3 -> 1 / (1 + inhibition (Akt - 1)).
    """
    p = parameters
    share = p.mtorc1_akt_share
    drive = share * states.akt + (1 - share) * states.erk
    steep = inputs.trkb * (1 + p.erk_supralinearity * inputs.trkb) / (1 + p.erk_supralinearity)
    braked = 1 / (1 + p.gsk3_inhibition * (states.akt - 1))
    return States(
        akt=(inputs.trkb - states.akt) / p.akt_time,
        erk=(steep - states.erk) / p.erk_time,
        mtorc1=(drive - states.mtorc1) / p.mtorc1_time,
        gsk3=(braked - states.gsk3) / p.gsk3_time,
    )


SIGNALING = Mechanism(
    name="signaling",
    claim="TrkB activates Akt and ERK, these mTORC1; Akt inhibits GSK-3",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    rates=rates,
    table=table_beside(__name__),
)
