"""Mood: a fast lift without new spines, a slow one with them, and the scale a rater sees.

Claim: people are better within hours (Murrough 2013b: -18.9 MADRS at 2 h), before any spine could have
grown; the circuit and the quiet habenula carry this part, and induction does not need spines
(Moda-Sava 2019). It fills up within a session, so that a third of a nasal dose has most of the peak (Daly
2018). The part that lasts follows the regained connectivity, which grows with the dose, so that dose sets
persistence more than peak. Both pass the opioid gate.
How much a person's mood answers varies widely between people, which makes responders and
non-responders out of one mechanism; a large lift is felt less than in proportion, and the best answer
leaves something, so that half of the people respond to one dose and a fifth remit. Without any drug people
recover too, each at a time of their own: most of a resistant group not at all within weeks, a few soon.
Form: a saturating fast state, a slow state that follows connectivity, and a scale on which drug, expectancy,
care and recovery multiply what is left of the symptoms. Time scale: hours and weeks. Falsified by: a mood
course that tracks plasma, no fast part, one hump of changes after dosing, or placebo arms that improve
evenly rather than by a few people who get well.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.model.maths import Value, exp, power, sqrt
from nemda.model.mechanism import Mechanism, signal, state, table_beside

MADRS_MAXIMUM = 60.0
FLOOR = 1e-3
"""Lift below which the score is linear in it, because a power of less than 1 has no slope at 0."""
LEAST_LIFT = 1e-9
"""Below this a lift is rounding, and no share of it means anything."""
CORNER = 0.005
"""Width of the passage from rising to falling, small beside the connectivity that a dose regains."""


class States(NamedTuple):
    """The two ways to feel better."""

    mood_fast: Value = state("1", "fast lift of mood, 0 to 1", start=0.0, scale=0.1)
    mood_slow: Value = state("1", "connectivity as mood feels it", start=1.0)


class Parameters(NamedTuple):
    """Gains, time constants and how people differ."""

    fast_rate: Value
    fast_time: Value
    slow_time: Value
    mood_fall_time: Value
    antidepressant_hold: Value
    habenula_mood_share: Value
    drug_susceptibility: Value
    slow_mood_gain: Value
    lift_exponent: Value
    lift_saturation: Value
    drug_ceiling: Value
    expectancy_mood_gain: Value
    care_mood_gain: Value
    natural_course: Value
    natural_course_time: Value
    slow_course_gain: Value
    nonresistant_course_speed: Value
    slow_course_time: Value
    nonresistance: Value
    crisis_gain: Value
    crisis_time: Value
    crisis: Value


class Inputs(NamedTuple):
    """What the circuit and the synapses deliver."""

    disinhibition: Value = signal("1", "pyramidal gain from freed inhibition")
    habenula_relief: Value = signal("1", "share of habenula bursting removed by block")
    surface_glua1: Value = signal("1", "GluA1 at the synaptic surface relative to rest")
    ampa_open: Value = signal("1", "share of AMPA receptors not blocked by a co-drug")
    consolidation: Value = signal("1", "share of late plasticity that deep block has left")
    connectivity: Value = signal("1", "working network connectivity relative to health")
    opioid_gate: Value = signal("1", "share of the mood effect that opioid tone lets through")
    monoamine_adaptation: Value = signal("1", "adaptation to either kind of monoamine, 0 to 1")


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return fast: rate drive (gate - fast) - fast / time; slow: gap (w / rise time + (1 - w) / fall).

    The gap is connectivity - slow; w = (1 + gap / sqrt(gap^2 + width^2)) / 2 goes from 0 below to 1 above:
    mood follows regained connectivity within a day and its loss over days, as unlike in people as relapses.
    fall = fall time (1 + hold adaptation): a slow antidepressant holds what was regained.
    Drive = (1 - share) disinhibition surface open + share habenula relief; gate = opioid gate x
    consolidation: a lift that outlasts the drug has to be let through and kept, which deep block prevents.
    """
    p = parameters
    cortex = inputs.disinhibition * inputs.surface_glua1 * inputs.ampa_open
    drive = (1 - p.habenula_mood_share) * cortex + p.habenula_mood_share * inputs.habenula_relief
    gate = inputs.opioid_gate * inputs.consolidation
    gap = inputs.connectivity - states.mood_slow
    rising = (1 + gap / sqrt(gap * gap + CORNER * CORNER)) / 2
    fall_time = p.mood_fall_time * (1 + p.antidepressant_hold * inputs.monoamine_adaptation)
    return States(
        mood_fast=p.fast_rate * drive * (gate - states.mood_fast) - states.mood_fast / p.fast_time,
        mood_slow=gap * (rising / p.slow_time + (1 - rising) / fall_time),
    )


def lasting_share(mood_fast: Float[ndarray, "*any"], slow: Float[ndarray, "*any"]) -> Float[ndarray, "*any"]:
    """Return the share (0 to 1) of a lift that rests on regained connectivity, `slow` with gain and gate."""
    fast, lasting = np.maximum(mood_fast, 0.0), np.maximum(slow, 0.0)
    felt = fast + lasting > LEAST_LIFT
    return np.divide(lasting, fast + lasting, out=np.zeros(np.shape(lasting)), where=felt)


class Score(NamedTuple):
    """MADRS and its parts; the parts are shares of the baseline score that each term takes away."""

    madrs: Value
    drug_share: Value
    expectancy_share: Value
    natural_share: Value


def felt_lift(lift: Value, exponent: Value) -> Value:
    """Return the lift to a power, with its sign: lift (lift^2 + floor^2)^((exponent - 1) / 2)."""
    return lift * power(lift * lift + FLOOR * FLOOR, (exponent - 1) / 2)


FELT = ("lift_exponent", "lift_saturation", "drug_ceiling")
"""The parameters of `Felt`, in its order."""


class Felt(NamedTuple):
    """How a lift is felt: the power of small ones, the saturation of large ones, and how far it can go."""

    exponent: Value = 1.0
    saturation: Value = 0.0
    ceiling: Value = 1.0


def held_lift(lift: Value, felt: Felt) -> Value:
    """Return l / (1 + saturation |l|), l the lift to its power: twice the lift is less than twice as good."""
    powered = felt_lift(lift, felt.exponent)
    return powered / (1 + felt.saturation * sqrt(powered * powered + FLOOR * FLOOR))


def lifted_share(lift: Value, susceptibility: Value, felt: Felt) -> Value:
    """Return the share of symptoms that a lift takes away: ceiling (1 - exp(-susceptibility held lift))."""
    return felt.ceiling * (1 - exp(-susceptibility * held_lift(lift, felt)))


def score(
    parameters: Parameters,
    baseline_madrs: Value,
    mood_fast: Value,
    slow_gain: Value,
    opioid_gate: Value,
    expectancy: Value,
    care: Value,
    in_care_h: Value,
    monoamine_share: Value = 0,
) -> Score:
    """Return the MADRS score of a person (points).

    drug_share = 1 - (1 - lifted_share(lift)) (1 - monoamine_share), the last by drugs at monoamine
    transporters, with lift = fast + gain (slow - slow at rest) gate; expectancy e and the early course n
    (care, drift, easing of a crisis) are linear, and recovery r takes its share of what they leave:
    natural_share = n + r (1 - e - n); symptoms left = (1 - drug) (1 - e - natural). r = gain x^2 / (1 + x^2)
    with x the time since entry over the person's own time of recovery. `slow_gain` is mood_slow minus its
    value at rest, `in_care_h` the hours since entry.
    """
    p = parameters
    lift = mood_fast + p.slow_mood_gain * slow_gain * opioid_gate
    felt = Felt(p.lift_exponent, p.lift_saturation, p.drug_ceiling)
    drug = 1 - (1 - lifted_share(lift, p.drug_susceptibility, felt)) * (1 - monoamine_share)
    expected = p.expectancy_mood_gain * expectancy
    entered = 1 - exp(-in_care_h / p.natural_course_time)
    pace = (1 + p.nonresistance * (p.nonresistant_course_speed - 1)) * in_care_h / p.slow_course_time
    early = (
        p.care_mood_gain * care
        + p.natural_course * entered
        + p.crisis * p.crisis_gain * (1 - exp(-in_care_h / p.crisis_time))
    )
    recovered = p.slow_course_gain * pace * pace / (1 + pace * pace)
    natural = early + recovered * (1 - expected - early)
    left = (1 - drug) * (1 - expected - natural)
    return Score(baseline_madrs * left, drug, expected, natural)


MOOD = Mechanism(
    name="mood",
    claim="a fast circuit lift and a slow synaptic one carry mood",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    rates=rates,
    table=table_beside(__name__),
)
