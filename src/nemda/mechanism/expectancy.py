"""Expectancy and care: what a trial does to mood without any drug.

Claim: placebo arms improve at once and fade within days (Daly 2018: -9.7 points at 2 h, -5.7 at 24 h),
and slowly improve further with care and time. A session raises expectancy; feeling a drug raises it
more (functional unblinding), whether the drug is ketamine or an active comparator such as midazolam;
this is why a midazolam arm improves more than a saline arm. All of it is separate from the drug
effect: with the blind perfect (switch 0) and no sessions only the drug term is left. Form: expectancy
saturates in [0, 1] and fades; care approaches 1 while the person is in a study. Time scale: a day, and
days. Falsified by: equal placebo responses at 2 h and 24 h, or with and without a felt comparator.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Present expectancy and accumulated care."""

    expectancy: Value = state("1", "expectancy of getting better, 0 to 1", start=0.0, scale=0.1)
    care: Value = state("1", "effect of being in care and of time, 0 to 1", start=0.0, scale=0.1)


class Parameters(NamedTuple):
    """Strengths and time constants."""

    session_expectancy: Value
    unblinding_expectancy: Value
    expectancy_time: Value
    care_time: Value
    unblinding_switch: Value
    treatment_known: Value


class Inputs(NamedTuple):
    """Sessions, what is felt in them, and being in care."""

    session: Value = signal("1/h", "dosing session under way (its integral over a session is 1)")
    felt_effect: Value = signal("1", "how clearly the person feels a drug, 0 to 1")
    comparator_felt: Value = signal("1", "how clearly an active comparator is felt, 0 to 1")
    in_care: Value = signal("1", "1 while in a study or treatment course")


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return the rates.

    expectancy: (session (strength + unblinding certainty)) (1 - expectancy) - expectancy / time, where
    certainty = known + (1 - known) switch felt: a drug is noticed only during a session, and in an open
    course it need not be noticed to be known.
    """
    p = parameters
    felt = p.unblinding_switch * (inputs.felt_effect + inputs.comparator_felt)
    certainty = p.treatment_known + (1 - p.treatment_known) * felt
    raised = inputs.session * (p.session_expectancy + p.unblinding_expectancy * certainty)
    return States(
        expectancy=raised * (1 - states.expectancy) - states.expectancy / p.expectancy_time,
        care=(inputs.in_care - states.care) / p.care_time,
    )


EXPECTANCY = Mechanism(
    name="expectancy",
    claim="sessions, felt effects and care improve mood without the drug",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    rates=rates,
    table=table_beside(__name__),
)
