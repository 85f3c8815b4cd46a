"""Stress axis: stress raises ACTH and cortisol and wears out the feedback that should end it.

Claim: glucocorticoids carry the stress rise of glutamate (Moghaddam 1994) and alone suffice for spine
loss (Anderson 2020, rat, 21 days of corticosterone). Form: ACTH and cortisol relative to their unstressed
mean, with receptor sensitivity that falls under long excess (after the feedback form of Gupta 2007, in
one receptor state). The day rhythm of the adrenal is a cosine, as it fits cortisol over the day (Debono
2009); it comes from outside (`nemda.engine.setting`) and is off unless asked for. Feedback and its
sensitivity follow the mean over about a day, so a healthy rhythm changes neither the mean nor the
sensitivity. Protocols add an acute stressor, chronic stress or corticosterone, which cost spines as the
person's own stress does. Time scale: minutes for ACTH, hours for cortisol, a week for sensitivity.
Falsified by: spine loss under stress that adrenalectomy does not change.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Hormones and feedback relative to the unstressed mean."""

    acth: Value = state("1", "ACTH relative to the unstressed mean", start=1.0)
    cortisol: Value = state("1", "cortisol relative to the unstressed mean", start=1.0)
    cortisol_daily: Value = state("1", "cortisol averaged over about a day", start=1.0)
    glucocorticoid_sensitivity: Value = state("1", "glucocorticoid receptor sensitivity", start=1.0)


class Parameters(NamedTuple):
    """Stress of this person, gains and time constants."""

    chronic_stress: Value
    acth_time: Value
    cortisol_time: Value
    cortisol_day_swing: Value
    cortisol_averaging_time: Value
    cortisol_stress_gain: Value
    acute_stress_gain: Value
    feedback_strength: Value
    sensitivity_time: Value
    sensitivity_loss: Value
    corticosterone_load: Value


class Inputs(NamedTuple):
    """The time of day, and what an experiment adds."""

    day_rhythm: Value = signal("1", "rhythm of the day, 1 when cortisol secretion is highest, -1 when lowest")
    acute_stress: Value = signal("1", "acute stressor under way, 0 none to 1 strong")
    stress_protocol: Value = signal("1", "chronic stress added by a protocol, on the scale of chronic_stress")
    corticosterone_added: Value = signal("1", "glucocorticoid given, relative to the unstressed mean")


class Outputs(NamedTuple):
    """Stress as the rest of the brain meets it."""

    stress_load: Value = signal("1", "chronic stress, 0 none to 1 typical of depression")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return the person's chronic stress + that of a protocol + load corticosterone."""
    del states
    given = parameters.corticosterone_load * inputs.corticosterone_added
    return Outputs(stress_load=parameters.chronic_stress + inputs.stress_protocol + given)


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return the rates.

    ACTH toward (1 + gain chronic + gain_acute acute)(1 + f) / (1 + f sensitivity daily mean); cortisol
    toward ACTH (1 + swing rhythm) + given; the daily mean follows it, and the sensitivity falls with the
    square of what that mean has above 1.
    """
    p = parameters
    feedback = (1 + p.feedback_strength) / (
        1 + p.feedback_strength * states.glucocorticoid_sensitivity * states.cortisol_daily
    )
    chronic = p.cortisol_stress_gain * (p.chronic_stress + inputs.stress_protocol)
    demand = 1 + chronic + p.acute_stress_gain * inputs.acute_stress
    secretion = states.acth * (1 + p.cortisol_day_swing * inputs.day_rhythm)
    sensitivity = 1 / (1 + p.sensitivity_loss * (states.cortisol_daily - 1) ** 2)
    return States(
        acth=(demand * feedback - states.acth) / p.acth_time,
        cortisol=(secretion + inputs.corticosterone_added - states.cortisol) / p.cortisol_time,
        cortisol_daily=(states.cortisol - states.cortisol_daily) / p.cortisol_averaging_time,
        glucocorticoid_sensitivity=(sensitivity - states.glucocorticoid_sensitivity) / p.sensitivity_time,
    )


STRESS = Mechanism(
    name="stress",
    claim="stress raises ACTH and cortisol and weakens their feedback",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
