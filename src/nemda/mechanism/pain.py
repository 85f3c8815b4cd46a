"""Pain: acute analgesia, wind-up and secondary hyperalgesia, and long-standing sensitization.

Claim: half of the analgesic effect on acute pain needs 1.2 to 1.7 umol/L of S-ketamine and norketamine adds
nothing (Simons 2022), while wind-up goes at a tenth of an anesthetic dose that leaves thresholds as they
are (Guirimand 2000, Hughes 2002): summation of pain runs through NMDA receptors, single pains do not.
During 0.45 mg/kg ongoing capsaicin pain falls by 36% and the area of hyperalgesia by 34% (Park 1995), and
hyperalgesia stays down for more than 2 h after an infusion (Koppert 2001). Four days of S-ketamine halve
the pain of complex regional pain syndrome after a week, and nothing is left after twelve (Sigtermans 2009).
Another reading (Olofsen 2012) finds norketamine to oppose the analgesia; it is a switch, off by default.
Form: steep Hill for single pains; wind-up as a state that block empties within minutes and that refills
over hours; sensitization as a state that needs days of block and returns over weeks. Time scale: minutes,
hours and weeks. Falsified by: thresholds that rise at 0.15 mg/kg, or a week of relief from one hour of
infusion.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.mechanism.dissociation import ROUNDING
from nemda.model.maths import Value, hill, positive
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Summation in the spinal cord, and long-standing sensitization; both 1 without drug."""

    wind_up: Value = state("1", "spinal summation of pain relative to drug-free", start=1.0)
    pain_sensitization: Value = state("1", "sensitization of long-standing pain, drug-free 1", start=1.0)


class Parameters(NamedTuple):
    """Potencies and times."""

    analgesia_half: Value
    analgesia_exponent: Value
    norketamine_pain_switch: Value
    norketamine_pain_potency: Value
    wind_up_half: Value
    wind_up_block_rate: Value
    wind_up_recovery_time: Value
    desensitization_rate: Value
    resensitization_time: Value


class Inputs(NamedTuple):
    """Levels at the effect site."""

    active_level: Value = signal("umol/L", "S-ketamine equivalents at the effect site")
    norketamine_s_effect: Value = signal("umol/L", "S-norketamine at the effect site")
    norketamine_r_effect: Value = signal("umol/L", "R-norketamine at the effect site")


class Outputs(NamedTuple):
    """What is left of each pain."""

    analgesia: Value = signal("1", "share of acute pain taken away; below 0 more pain")
    hyperalgesia_area: Value = signal("1", "area of secondary hyperalgesia relative to drug-free")
    ongoing_pain: Value = signal("1", "ongoing pain of an injury relative to drug-free")
    chronic_pain: Value = signal("1", "long-standing pain relative to drug-free")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return analgesia = Hill(level) - switch potency norketamine, and pains as products of what is left."""
    p = parameters
    acute = hill(positive(inputs.active_level / p.analgesia_half, ROUNDING), 1.0, p.analgesia_exponent)
    norketamine = inputs.norketamine_s_effect + inputs.norketamine_r_effect
    relief = acute - p.norketamine_pain_switch * p.norketamine_pain_potency * norketamine
    return Outputs(
        analgesia=relief,
        hyperalgesia_area=states.wind_up,
        ongoing_pain=(1 - relief) * states.wind_up,
        chronic_pain=(1 - relief) * states.pain_sensitization,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return (1 - x) / recovery - rate Hill(level) x, for wind-up and for sensitization."""
    p = parameters
    block = hill(inputs.active_level, p.wind_up_half)
    wind_up, chronic = states.wind_up, states.pain_sensitization
    return States(
        wind_up=(1 - wind_up) / p.wind_up_recovery_time - p.wind_up_block_rate * block * wind_up,
        pain_sensitization=(1 - chronic) / p.resensitization_time - p.desensitization_rate * block * chronic,
    )


PAIN = Mechanism(
    name="pain",
    claim="summation of pain goes at low levels, single pains at high ones, sensitization over days",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
