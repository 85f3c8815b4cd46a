"""Reward: a dopamine pulse, its own brake, and the opposite process that pulses leave behind.

Claim: ketamine frees dopamine cells from inhibition and D2 autoreceptors end the pulse (Simmler 2022,
mouse); cocaine blocks the transporter, which raises dopamine far more (Volkow 1997: 60 to 77% held by 0.3 to
0.6 mg/kg). What dopamine gives is taken back: an opponent process grows with each pulse and outlasts it, and
with frequent ones the set point itself drifts, so that pleasure shrinks and abstinence hurts (Ahmed 1998,
rat: cocaine 6 h a day escalates, 1 h a day does not). PET of the striatum is contested for ketamine:
raclopride falls (Breier 1998, Vollenweider 2000) or does not (Aalto 2002, Vernaleken 2013);
`striatal_release_switch` at 0 is the second reading. Form: release over uptake with a brake that answers at
once (its delay is not known, seconds to minutes, and nothing here hangs on it), the logarithm of dopamine as
reward, and two leaky integrals behind it. Withdrawal does not enter MADRS here. Time scale: hours, weeks.
Falsified by: as much craving after a weekly dose as after the same dose six times a day.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.mechanism.reuptake import blocked_share, excess, occupancy
from nemda.model.maths import Value, log
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """The two opposite processes."""

    opponent_process: Value = state("1", "opposite process that pulses call up", start=0.0, scale=0.1)
    hedonic_set_point: Value = state(
        "1", "how far frequent pulses have raised what is needed", start=0.0, scale=0.02
    )


class Parameters(NamedTuple):
    """Release, uptake, brake, tracer and opposite processes."""

    striatal_release_gain: Value
    striatal_release_switch: Value
    dopamine_other_clearance: Value
    dopamine_feedback: Value
    dopamine_d2_occupancy: Value
    opponent_gain: Value
    opponent_time: Value
    set_point_gain: Value
    set_point_time: Value
    stress_anhedonia: Value


class Inputs(NamedTuple):
    """What frees dopamine cells, what holds their transporter, and stress."""

    disinhibition: Value = signal("1", "pyramidal gain from freed inhibition")
    dopamine_transporter_load: Value = signal("1", "levels over half-occupying levels at the transporter")
    stress_load: Value = signal("1", "chronic stress, 0 none to 1 typical of depression")


class Outputs(NamedTuple):
    """Dopamine, what PET would see, and how it feels."""

    dopamine_transporter_occupancy: Value = signal("1", "share of dopamine transporters held by drug")
    dopamine_transport_excess: Value = signal("1", "dopamine over rest that transporter block alone sustains")
    dopamine_cell_activity: Value = signal("1", "midbrain dopamine cells that fire, relative to rest")
    striatal_dopamine: Value = signal("1", "extracellular striatal dopamine relative to rest")
    raclopride_binding: Value = signal("1", "change of D2 raclopride binding as a share of rest")
    hedonic_tone: Value = signal("1", "reward less its opposite processes, 0 at rest")
    craving: Value = signal(
        "1", "pull of the opposite processes that present dopamine does not answer, 0 to 1"
    )
    reward_sensitivity: Value = signal("1", "answer to a natural reward relative to no stress and no drug")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return dopamine and what follows from it at once.

    cells = 1 + switch gain disinhibition; dopamine D from cells = (1 - blocked) D (1 + feedback (D - 1));
    raclopride = 1 / (1 + o (D - 1)) - 1, competition at receptors of which dopamine holds o at rest;
    tone = log D - opponent - set point; craving = x / (1 + x) with x = (opponent + set point) / D;
    sensitivity = (1 - anhedonia stress) / (1 + opponent + set point).
    """
    p = parameters
    held = occupancy(inputs.dopamine_transporter_load)
    blocked = blocked_share(held, p.dopamine_other_clearance)
    freed = p.striatal_release_switch * p.striatal_release_gain * inputs.disinhibition
    dopamine = 1 + excess(blocked, p.dopamine_feedback, freed)
    opposite = states.opponent_process + states.hedonic_set_point
    return Outputs(
        dopamine_transporter_occupancy=held,
        dopamine_transport_excess=excess(blocked, p.dopamine_feedback),
        dopamine_cell_activity=1 + freed,
        striatal_dopamine=dopamine,
        raclopride_binding=1 / (1 + p.dopamine_d2_occupancy * (dopamine - 1)) - 1,
        hedonic_tone=log(dopamine) - opposite,
        craving=occupancy(opposite / dopamine),
        reward_sensitivity=(1 - p.stress_anhedonia * inputs.stress_load) / (1 + opposite),
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return what each state relaxes to over its own time.

    The opponent toward gain log dopamine, the set point toward gain times the opponent.
    """
    p = parameters
    dopamine = outputs(states, p, inputs).striatal_dopamine
    called = p.opponent_gain * log(dopamine)
    return States(
        opponent_process=(called - states.opponent_process) / p.opponent_time,
        hedonic_set_point=(p.set_point_gain * states.opponent_process - states.hedonic_set_point)
        / p.set_point_time,
    )


REWARD = Mechanism(
    name="reward",
    claim="dopamine pulses reward, and leave an opposite process that drifts with dose and frequency",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
