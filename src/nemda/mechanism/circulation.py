"""Blood pressure: a sympathetic push that rises with the level and goes with it.

Claim: at 0.5 mg/kg over 40 min systolic and diastolic pressure peak at the end of the infusion, +16/+11
mmHg with spreads of 11.2/8.5 in 2342 infusions (Yale clinic 2024), +12.6/+8.5 over 15 studies
(Vankawala 2021), and are back by 90 min after it (Szarmach 2020); age adds to the risk. Form: response
proportional to a saturating function of total ketamine at the effect site, with a short delay.
Time scale: minutes. Falsified by: pressure that peaks after the level has gone.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, hill
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Pressure above the resting value."""

    systolic_rise: Value = state("mmHg", "systolic pressure above rest", start=0.0, scale=10.0)


class Parameters(NamedTuple):
    """Ceiling, potency and delay."""

    systolic_ceiling: Value
    pressor_half: Value
    pressor_time: Value
    diastolic_ratio: Value


class Inputs(NamedTuple):
    """Levels at the effect site."""

    ketamine_s_effect: Value = signal("umol/L", "S-ketamine at the effect site")
    ketamine_r_effect: Value = signal("umol/L", "R-ketamine at the effect site")


class Outputs(NamedTuple):
    """The lower reading."""

    diastolic_rise: Value = signal("mmHg", "diastolic pressure above rest")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return the diastolic rise as a fixed share of the systolic one."""
    del inputs
    return Outputs(parameters.diastolic_ratio * states.systolic_rise)


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return the approach to ceiling x Hill(total ketamine)."""
    level = inputs.ketamine_s_effect + inputs.ketamine_r_effect
    push = parameters.systolic_ceiling * hill(level, parameters.pressor_half)
    return States((push - states.systolic_rise) / parameters.pressor_time)


CIRCULATION = Mechanism(
    name="circulation",
    claim="blood pressure rises and falls with the effect-site level",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
