"""Dissociation: what the person feels while the drug is there, fading with repeated doses.

Claim: perceptual change follows the concentration, rising linearly over 50 to 200 ng/mL (Bowdle 1998);
half of the drug high of S-ketamine lies at 0.3 umol/L (Simons 2022); the R enantiomer weighs less by
its lower affinity. During an intravenous dose the CADSS averages 7.7 with a spread of 9.2 (van
Schalkwyk 2018), and it falls after the first infusion (Rodrigues 2020). Its tolerance is a state of
its own and never touches mood: dissociation and benefit are weakly linked at best. Time scale:
minutes; tolerance days. Falsified by: dissociation that outlasts the drug.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, hill, positive
from nemda.model.mechanism import Mechanism, signal, state, table_beside

ROUNDING = 1e-9
"""Levels in closed form end in rounding of either sign; a power needs a base that is not negative."""


class States(NamedTuple):
    """Learned tolerance."""

    dissociation_tolerance: Value = state(
        "1", "share of dissociation lost to tolerance", start=0.0, scale=0.1
    )


class Parameters(NamedTuple):
    """Potency, ceiling, and tolerance."""

    dissociation_half: Value
    dissociation_exponent: Value
    dissociation_ceiling: Value
    r_ketamine_potency: Value
    norketamine_potency: Value
    tolerance_gain: Value
    tolerance_time: Value
    felt_half: Value


class Inputs(NamedTuple):
    """Levels at the effect site."""

    ketamine_s_effect: Value = signal("umol/L", "S-ketamine at the effect site")
    ketamine_r_effect: Value = signal("umol/L", "R-ketamine at the effect site")
    norketamine_s_effect: Value = signal("umol/L", "S-norketamine at the effect site")
    norketamine_r_effect: Value = signal("umol/L", "R-norketamine at the effect site")


class Outputs(NamedTuple):
    """What is felt."""

    active_level: Value = signal("umol/L", "S-ketamine equivalents at the effect site")
    dissociation: Value = signal("point", "CADSS total")
    felt_effect: Value = signal("1", "how clearly the person feels a drug, 0 to 1")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return potency-weighted level, CADSS = ceiling Hill(level) (1 - tolerance), and the felt share."""
    p = parameters
    s_level = inputs.ketamine_s_effect + p.norketamine_potency * inputs.norketamine_s_effect
    r_level = inputs.ketamine_r_effect + p.norketamine_potency * inputs.norketamine_r_effect
    level = s_level + p.r_ketamine_potency * r_level
    relative = positive(level / p.dissociation_half, ROUNDING)
    share = hill(relative, 1.0, p.dissociation_exponent)
    score = p.dissociation_ceiling * share * (1 - states.dissociation_tolerance)
    return Outputs(active_level=level, dissociation=score, felt_effect=score / (score + p.felt_half))


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return tolerance: learned while dissociated, forgotten over days."""
    p = parameters
    felt = outputs(states, parameters, inputs).felt_effect
    gained = p.tolerance_gain * felt * (1 - states.dissociation_tolerance)
    return States(gained - states.dissociation_tolerance / p.tolerance_time)


DISSOCIATION = Mechanism(
    name="dissociation",
    claim="dissociation follows the effect-site level and fades with repetition",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
