"""Inflammation: a weak branch that may explain a few percent of mood, and says so.

Claim: IL-6 is higher in depression (d = 0.54 to 0.61, Haapakoski 2015, Osimo 2020); six infusions lower
cytokines by day 13 with a correlation to mood of only -0.26 (Zhan 2020), while a single dose raises IL-6
for days (Park 2017). Kynurenic acid and kynurenine are higher a day to three after an infusion while
quinolinic acid is not, and less of the first enzyme is there (PMC7225078). In depression tryptophan,
kynurenine and kynurenic acid are low and quinolinic acid is not (Ogyu 2018; Almulla 2022); cortisol induces
the liver enzyme that makes kynurenine of tryptophan. Form: an index relative to health, raised by a dose
for a day and lowered as the network recovers, and the balance behind it, from which every metabolite is
read, acting as a weak brake on BDNF release. Time scale: days. Falsified by: no benefit lost when
inflammation is high.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, power
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Immune index and tryptophan breakdown relative to health."""

    interleukin6: Value = state("1", "IL-6/TNF index relative to health", start=1.0)
    kynurenine_balance: Value = state("1", "quinolinic over kynurenic branch relative to health", start=1.0)


class Parameters(NamedTuple):
    """Level, gains and time constants."""

    inflammation_level: Value
    inflammation_time: Value
    inflammation_relief_gain: Value
    acute_interleukin_gain: Value
    kynurenine_gain: Value
    kynurenine_relief: Value
    tryptophan_use: Value
    quinolinic_share: Value
    cortisol_kynurenine_gain: Value
    kynurenine_time: Value
    inflammation_brake_gain: Value
    inflammation_switch: Value


class Inputs(NamedTuple):
    """What may calm or stir inflammation."""

    connectivity: Value = signal("1", "working network connectivity relative to health")
    ketamine_free: Value = signal("umol/L", "free ketamine (both enantiomers) at the effect site")
    cortisol: Value = signal("1", "cortisol relative to the unstressed mean")


class Outputs(NamedTuple):
    """The weak brake, and the metabolites of tryptophan in blood relative to health."""

    inflammation_brake: Value = signal("1", "share of BDNF release left under inflammation")
    indoleamine_dioxygenase: Value = signal("1", "activity of the enzyme that inflammation induces")
    tryptophan: Value = signal("1", "tryptophan in blood relative to health")
    kynurenine: Value = signal("1", "kynurenine in blood relative to health")
    kynurenic_acid: Value = signal("1", "kynurenic acid in blood relative to health")
    quinolinic_acid: Value = signal("1", "quinolinic acid in blood relative to health")
    kynurenine_ratio: Value = signal("1", "kynurenine over tryptophan relative to health")
    kynurenic_share: Value = signal("1", "kynurenic acid over kynurenine relative to health")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return the brake 1 / (1 + switch gain (balance - 1)), and the metabolites as powers of the balance B.

    enzyme = B; tryptophan = B^-use; kynurenine = tryptophan cortisol^gain; quinolinic acid = B^share;
    kynurenic acid = quinolinic acid / B.
    """
    p = parameters
    balance = states.kynurenine_balance
    strength = p.inflammation_switch * p.inflammation_brake_gain
    tryptophan = power(balance, -p.tryptophan_use)
    quinolinic_acid = power(balance, p.quinolinic_share)
    ratio = power(inputs.cortisol, p.cortisol_kynurenine_gain)
    return Outputs(
        inflammation_brake=1 / (1 + strength * (balance - 1)),
        indoleamine_dioxygenase=balance,
        tryptophan=tryptophan,
        kynurenine=tryptophan * ratio,
        kynurenic_acid=quinolinic_acid / balance,
        quinolinic_acid=quinolinic_acid,
        kynurenine_ratio=ratio,
        kynurenic_share=quinolinic_acid / (balance * tryptophan * ratio),
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return the rates.

    Index: toward level (1 + relief (1 - connectivity)), raised by gain free ketamine. Balance: toward
    1 + gain (index - 1), lowered by relief free ketamine balance.
    """
    p = parameters
    calmed = p.inflammation_level * (1 + p.inflammation_relief_gain * (1 - inputs.connectivity))
    balance = 1 + p.kynurenine_gain * (states.interleukin6 - 1)
    return States(
        interleukin6=(calmed - states.interleukin6) / p.inflammation_time
        + p.acute_interleukin_gain * inputs.ketamine_free,
        kynurenine_balance=(balance - states.kynurenine_balance) / p.kynurenine_time
        - p.kynurenine_relief * inputs.ketamine_free * states.kynurenine_balance,
    )


INFLAMMATION = Mechanism(
    name="inflammation",
    claim="inflammation weakly brakes BDNF release through the kynurenine branch",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
