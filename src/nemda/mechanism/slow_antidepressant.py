"""Slow antidepressants: raised monoamines start an adaptation that lifts mood over weeks.

Claim: transporters are held within hours, yet a third of the six-week difference from placebo is there
after one week and the increments shrink from then on (Taylor 2006, 28 trials): what lifts mood is a first-
order adaptation behind the transmitter, not the transmitter. Serotonin and catecholamines are two ways to
the same lift; most people answer little to either and some fully, independently of each other, so a second
drug of the other kind helps some whom the first failed, and a third and fourth find few left (STAR*D).
Form: one adaptation for each way, toward a saturating effect of the transmitter; the person's own share of
symptoms goes with it, beside what ketamine takes away. The adaptation also holds what ketamine gave
(`nemda.mechanism.mood`): one infusion beside escitalopram still shows after four weeks (Hu 2016), and on
pills few relapse once the first two weeks are over (Li 2022). Time scale: weeks. Falsified by: a constant
difference from placebo from the first week on, remission rates that do not fall from step to step, or relapse
after ketamine that is as soon with a new antidepressant as without.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, hill
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """What weeks of raised monoamines have built, 0 to 1."""

    serotonin_adaptation: Value = state("1", "slow adaptation to raised serotonin", start=0.0, scale=0.1)
    catecholamine_adaptation: Value = state(
        "1", "slow adaptation to raised catecholamines", start=0.0, scale=0.1
    )


class Parameters(NamedTuple):
    """How this person answers, how much transmitter it takes, and how slowly."""

    serotonin_responsiveness: Value
    catecholamine_responsiveness: Value
    serotonin_half_adaptation: Value
    catecholamine_half_adaptation: Value
    monoamine_adaptation_time: Value


class Inputs(NamedTuple):
    """Transmitters over rest, as far as drugs at the transporters raise them."""

    serotonin_excess: Value = signal("1", "serotonin over rest by transporter block alone")
    noradrenaline_excess: Value = signal("1", "noradrenaline over rest, 0 without drug")
    dopamine_transport_excess: Value = signal("1", "dopamine over rest that transporter block alone sustains")


class Outputs(NamedTuple):
    """What the score reads."""

    monoamine_share: Value = signal("1", "share of symptoms that the adaptation to monoamines takes away")
    monoamine_adaptation: Value = signal("1", "adaptation to either kind of monoamine, 0 to 1")


def settled(parameters: Parameters, inputs: Inputs) -> States:
    """Return the adaptations that lasting levels end in: e / (half + e) of each excess e."""
    catecholamines = inputs.noradrenaline_excess + inputs.dopamine_transport_excess
    return States(
        hill(inputs.serotonin_excess, parameters.serotonin_half_adaptation),
        hill(catecholamines, parameters.catecholamine_half_adaptation),
    )


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return 1 - (1 - r_s a_s) (1 - r_c a_c): each way takes its share of what the other leaves.

    The adaptation as such, 1 - (1 - a_s) (1 - a_c), is there whether or not this person's mood answers to it.
    """
    del inputs
    p = parameters
    serotonin = p.serotonin_responsiveness * states.serotonin_adaptation
    catecholamines = p.catecholamine_responsiveness * states.catecholamine_adaptation
    a_s, a_c = states.serotonin_adaptation, states.catecholamine_adaptation
    return Outputs(serotonin + catecholamines * (1 - serotonin), a_s + a_c * (1 - a_s))


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return (settled - adaptation) / time for both."""
    wanted = settled(parameters, inputs)
    time = parameters.monoamine_adaptation_time
    return States(
        (wanted.serotonin_adaptation - states.serotonin_adaptation) / time,
        (wanted.catecholamine_adaptation - states.catecholamine_adaptation) / time,
    )


SLOW_ANTIDEPRESSANT = Mechanism(
    name="slow_antidepressant",
    claim="a slow adaptation to raised monoamines lifts mood over weeks",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
