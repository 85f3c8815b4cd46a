"""Sedation: the chance of each depth on the MOAA/S, from awake (5) to unresponsive (0).

Claim: 49 to 61% of patients show some sedation (MOAA/S below 5) after 56 to 84 mg nasal esketamine and
0.3% lose consciousness (US label); people wake below about 2.7 umol/L racemic ketamine (Idvall 1979).
Form: an ordinal (proportional odds) response in the logarithm of the active level with one half-level per
depth, those between the first and the last equally spaced, because only the ends are reported; people
differ in sensitivity. Time scale: that of the level. Falsified by: sedation rates that do not rise from 28
to 84 mg, or unresponsive people at the levels of the spray as often as 1 in 50.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.mechanism.dissociation import ROUNDING
from nemda.model.maths import Value, hill, positive, power
from nemda.model.mechanism import Mechanism, Nothing, no_rates, signal, table_beside

DEPTHS = 5
"""MOAA/S has five steps from 5 (awake) down to 0."""


class Parameters(NamedTuple):
    """Half-levels of the lightest and the deepest step, steepness, and sensitivity."""

    sedation_half: Value
    unresponsive_half: Value
    sedation_exponent: Value
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
    """Return P(MOAA/S <= 5 - k) = Hill(sensitivity level / half_k) for k = 1 to 5.

    half_k = first (last / first)^((k - 1) / 4).
    """
    del states
    p = parameters
    level = positive(p.sedation_sensitivity * inputs.active_level / p.sedation_half, ROUNDING)
    step = p.unresponsive_half / p.sedation_half
    chances = [
        hill(level / power(step, (depth - 1) / (DEPTHS - 1)), 1.0, p.sedation_exponent)
        for depth in range(1, DEPTHS + 1)
    ]
    return Outputs(
        sedation=chances[0],
        moderate_sedation=chances[1],
        deep_sedation=chances[2],
        unresponsive=chances[-1],
        moaas=DEPTHS - sum(chances[1:], start=chances[0]),
    )


SEDATION = Mechanism(
    name="sedation",
    claim="the chance of each depth of sedation follows the effect-site level",
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=no_rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
