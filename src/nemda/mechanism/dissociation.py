"""Dissociation: what the person feels while the drug is there, fading with repeated doses.

Claim: half of the drug high of S-ketamine lies at 0.3 umol/L, and norketamine adds nothing to it (Simons
2022); ratings of altered perception rise about linearly over 50 to 200 ng/mL (Bowdle 1998), which needs a
higher half-level: the two readings stand side by side, the first for the CADSS, the second for the
perceptual rating. The R enantiomer weighs less by its lower affinity. During an intravenous dose the CADSS
averages 7.7 with a spread of 9.2 (van Schalkwyk 2018); positive psychotic symptoms need more drug and do
not rise when the same dose is spread over 100 min (Rasmussen 2013). The score falls after the first
infusion and then stays (Rodrigues 2020): tolerance approaches a ceiling; it is a state of its own and never
touches mood. A blocker of extra glutamate release such as lamotrigine takes part of it away (Anand 2000).
Other pore blockers count by the block of interneurons that they make. Set and setting multiply the score.
Time scale: minutes; tolerance days. Falsified by: dissociation that outlasts the drug, or tolerance that
goes on rising over a course.
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
    """Potency, ceilings, tolerance, co-drug and setting."""

    dissociation_half: Value
    dissociation_exponent: Value
    dissociation_ceiling: Value
    dissociation_setting: Value
    dissociation_release_share: Value
    r_ketamine_potency: Value
    norketamine_potency: Value
    dissociative_load_level: Value
    perception_half: Value
    perception_ceiling: Value
    psychotomimetic_half: Value
    psychotomimetic_exponent: Value
    psychotomimetic_ceiling: Value
    tolerance_gain: Value
    tolerance_ceiling: Value
    tolerance_time: Value
    felt_half: Value


class Inputs(NamedTuple):
    """Levels at the effect site, other blockers of the pore, and a co-drug."""

    ketamine_s_effect: Value = signal("umol/L", "S-ketamine at the effect site")
    ketamine_r_effect: Value = signal("umol/L", "R-ketamine at the effect site")
    norketamine_s_effect: Value = signal("umol/L", "S-norketamine at the effect site")
    norketamine_r_effect: Value = signal("umol/L", "R-norketamine at the effect site")
    dissociative_load: Value = signal(
        "1", "blockers other than ketamine over their half-blocks, interneurons"
    )
    glutamate_release_inhibitor: Value = signal("1", "share of extra release blocked, as by lamotrigine")
    release_inhibition_load: Value = signal("1", "inhibitors of release over their half-effect levels")


class Outputs(NamedTuple):
    """What is felt."""

    active_level: Value = signal("umol/L", "S-ketamine equivalents at the effect site")
    dissociation: Value = signal("point", "CADSS total")
    felt_effect: Value = signal("1", "how clearly the person feels a drug, 0 to 1")
    perceptual_change: Value = signal("1", "altered perception, share of the visual analog scale")
    psychotomimetic: Value = signal("point", "rise of positive symptoms on the BPRS")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return the potency-weighted level and what is felt at it.

    CADSS = setting ceiling Hill(level) left (1 - tolerance); perception = ceiling Hill(level) left (1 -
    tolerance) with a half-level far above the range of ratings, so nearly linear; psychotomimetic = ceiling
    Hill(level) left (1 - tolerance), steep. left = 1 - share (1 - (1 - inhibitor) / (1 + load)).
    """
    p = parameters
    s_level = inputs.ketamine_s_effect + p.norketamine_potency * inputs.norketamine_s_effect
    r_level = inputs.ketamine_r_effect + p.norketamine_potency * inputs.norketamine_r_effect
    level = s_level + p.r_ketamine_potency * r_level + p.dissociative_load_level * inputs.dissociative_load
    release = (1 - inputs.glutamate_release_inhibitor) / (1 + inputs.release_inhibition_load)
    kept = (1 - states.dissociation_tolerance) * (1 - p.dissociation_release_share * (1 - release))
    relative = positive(level / p.dissociation_half, ROUNDING)
    share = hill(relative, 1.0, p.dissociation_exponent)
    score = p.dissociation_setting * p.dissociation_ceiling * share * kept
    steep = hill(positive(level / p.psychotomimetic_half, ROUNDING), 1.0, p.psychotomimetic_exponent)
    return Outputs(
        active_level=level,
        dissociation=score,
        felt_effect=score / (score + p.felt_half),
        perceptual_change=p.perception_ceiling * hill(level, p.perception_half) * kept,
        psychotomimetic=p.psychotomimetic_ceiling * steep * kept,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return tolerance: learned while the drug is felt, up to its ceiling, and forgotten over days."""
    p = parameters
    felt = outputs(states, parameters, inputs).felt_effect
    gained = p.tolerance_gain * felt * (p.tolerance_ceiling - states.dissociation_tolerance)
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
