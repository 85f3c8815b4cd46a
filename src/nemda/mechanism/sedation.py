"""Sedation: the chance of each depth on the MOAA/S, from awake (5) to unresponsive (0).

Claim: 49 to 61% of patients show some sedation (MOAA/S below 5) in four weeks of 56 to 84 mg nasal esketamine
and 0.3% lose consciousness (US label); people wake below about 2.7 umol/L racemic ketamine (Idvall 1979).
Half as much again of the dose adds only twelve points to light sedation, while consciousness goes over a
narrow range of levels, so the two have slopes of their own: people drowse for more reasons than the level.
Form: drowsiness D rises slowly with the level and unresponsiveness U steeply; who drowses may be deeper, by
steep steps whose half-levels lie evenly, on a logarithmic scale, from the middle of those two to the deepest,

    P(MOAA/S < 5) = 1 - (1 - D)(1 - U),  P(at most 5 - k) = U + (1 - U) D H_k,  P(0) = U

so that the depths are ordered at every level and all of them near 1 at anesthetic ones. One slope for all
depths, the simpler form, sedates 95% of people with 0.5 mg/kg in a single infusion and 2% of them to
unresponsiveness, for which no source speaks. People differ in sensitivity. Time scale: that of the level.
Falsified by: sedation rates that do not rise from 28 to 84 mg, or unresponsive people at the levels of the
spray as often as 1 in 50.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.mechanism.dissociation import ROUNDING
from nemda.model.maths import Value, hill, positive, power
from nemda.model.mechanism import Mechanism, Nothing, no_rates, signal, table_beside

DEPTHS = 5
"""MOAA/S has five steps from 5 (awake) down to 0."""

HALF_WAY = 0.5
"""Where between the lightest and the deepest step, in logarithms, the second one lies (grade C)."""


BETWEEN = tuple(HALF_WAY + (1 - HALF_WAY) * (depth - 2) / (DEPTHS - 2) for depth in range(2, DEPTHS))
"""Places of the steps between them, MOAA/S 3 to 1 or less."""


class Parameters(NamedTuple):
    """Half-levels and slopes of the lightest and the deepest step, and sensitivity."""

    sedation_half: Value
    sedation_exponent: Value
    unresponsive_half: Value
    unresponsive_exponent: Value
    sedation_sensitivity: Value


class Inputs(NamedTuple):
    """Level at the effect site."""

    active_level: Value = signal("umol/L", "S-ketamine equivalents at the effect site")


class Outputs(NamedTuple):
    """Chances of being at most so responsive, and the score to expect."""

    sedation: Value = signal("1", "probability of sedation (MOAA/S below 5)")
    moderate_sedation: Value = signal("1", "probability of moderate sedation (MOAA/S 3 or less)")
    deep_sedation: Value = signal("1", "probability of deep sedation (MOAA/S 2 or less)")
    unresponsive: Value = signal("1", "probability of no response (MOAA/S 0)")
    moaas: Value = signal("1", "expected MOAA/S, 5 awake to 0 unresponsive")


def outputs(states: Nothing, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return the chance of each depth at a level, for one person.

    D = Hill(level / first) with the light slope, U = Hill(level / last) and H_k = Hill(level / half_k) with
    the steep one, half_k = first (last / first)^(1/2 + (k - 2) / 6) for the steps k = 2 to 4 below 5.
    """
    del states
    p = parameters
    level = positive(p.sedation_sensitivity * inputs.active_level / p.sedation_half, ROUNDING)
    step = p.unresponsive_half / p.sedation_half
    drowsy = hill(level, 1.0, p.sedation_exponent)
    gone = hill(level / step, 1.0, p.unresponsive_exponent)
    between = [
        gone + (1 - gone) * drowsy * hill(level / power(step, place), 1.0, p.unresponsive_exponent)
        for place in BETWEEN
    ]
    chances = [gone + (1 - gone) * drowsy, *between, gone]
    return Outputs(
        sedation=chances[0],
        moderate_sedation=chances[1],
        deep_sedation=chances[2],
        unresponsive=gone,
        moaas=DEPTHS - sum(chances[1:], start=chances[0]),
    )


SEDATION = Mechanism(
    name="sedation",
    claim="light sedation rises slowly with the effect-site level, loss of response steeply",
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=no_rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
