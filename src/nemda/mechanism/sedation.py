"""Sedation: the chance of being sedated (MOAA/S below 5) at the present level.

Claim: half to three fifths of patients show some sedation after 56 to 84 mg nasal esketamine (US
label). Form: a logistic chance in the active level, because the reports count people. Time scale: that
of the level. Falsified by: sedation rates that do not rise from 28 to 84 mg.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.mechanism.dissociation import ROUNDING
from nemda.model.maths import Value, hill, positive
from nemda.model.mechanism import Mechanism, Nothing, no_rates, signal, table_beside


class Parameters(NamedTuple):
    """Potency and steepness."""

    sedation_half: Value
    sedation_exponent: Value


class Inputs(NamedTuple):
    """Level at the effect site."""

    active_level: Value = signal("umol/L", "S-ketamine equivalents at the effect site")


class Outputs(NamedTuple):
    """The chance."""

    sedation: Value = signal("1", "probability of sedation (MOAA/S below 5)")


def outputs(states: Nothing, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return Hill(level)."""
    del states
    relative = positive(inputs.active_level / parameters.sedation_half, ROUNDING)
    return Outputs(hill(relative, 1.0, parameters.sedation_exponent))


SEDATION = Mechanism(
    name="sedation",
    claim="the chance of sedation follows the effect-site level",
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=no_rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
