"""Serotonin: transporter block raises it only as far as autoreceptors allow, and these wane over weeks.

Claim: a reuptake inhibitor raises serotonin around the cell bodies, 5-HT1A autoreceptors there slow the
cells, and the cortex sees little (Invernizzi 1992, rat: the raphe prevents the effect in frontal cortex).
Over weeks these receptors desensitize and cortical serotonin rises further (Rutter 1994; Muraki 2008).
Contested: after two weeks of citalopram an agonist still lowered serotonin as in controls (Hjorth 1994), and
feedback may persist (Commons 2019); with `serotonin_autoreceptor_switch` at 0 nothing desensitizes and the
delay of mood lies downstream alone. Ketamine raises cortical serotonin too, through the network and not at
the transporter: given into the cortex it does nothing, and drugs that block alpha-1 receptors undo it
(Amargos-Bosch 2006, rat); this brief rise does not enter the slow adaptation. Form: the balance of
`nemda.mechanism.reuptake`, one sensitivity, and a release that follows freed pyramidal cells.
Time scale: the block at once, sensitivity a week. Falsified by: cortical serotonin that does not grow
between the first dose and the third week.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.mechanism.reuptake import blocked_share, excess, occupancy
from nemda.model.maths import Value
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """How well cells hear their own transmitter."""

    serotonin_autoreceptor: Value = state("1", "5-HT1A autoreceptor sensitivity relative to rest", start=1.0)


class Parameters(NamedTuple):
    """Clearance, feedback and how it wanes."""

    serotonin_other_clearance: Value
    serotonin_feedback: Value
    serotonin_autoreceptor_loss: Value
    serotonin_autoreceptor_time: Value
    serotonin_autoreceptor_switch: Value
    serotonin_release_gain: Value


class Inputs(NamedTuple):
    """What holds the transporter, and what drives and hinders release."""

    serotonin_transporter_load: Value = signal("1", "levels over half-occupying levels at the transporter")
    disinhibition: Value = signal("1", "pyramidal gain from freed inhibition")
    alpha1_antagonist: Value = signal("1", "share of alpha-1 receptors blocked, as by prazosin or clozapine")


class Outputs(NamedTuple):
    """Occupancy, and what the cortex sees."""

    serotonin_transporter_occupancy: Value = signal("1", "share of serotonin transporters held by drug")
    serotonin: Value = signal("1", "extracellular serotonin in the cortex relative to rest")
    serotonin_excess: Value = signal("1", "serotonin over rest by transporter block alone")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return occupancy and the balance of release and uptake at the present sensitivity.

    serotonin = (1 + excess) (1 + gain disinhibition (1 - alpha-1 receptors blocked)).
    """
    p = parameters
    held = occupancy(inputs.serotonin_transporter_load)
    blocked = blocked_share(held, p.serotonin_other_clearance)
    over = excess(blocked, p.serotonin_feedback * states.serotonin_autoreceptor)
    driven = 1 + p.serotonin_release_gain * inputs.disinhibition * (1 - inputs.alpha1_antagonist)
    return Outputs(held, (1 + over) * driven, over)


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return sensitivity toward 1 - switch loss occupancy: what holds the transporter bathes the cells."""
    p = parameters
    held = occupancy(inputs.serotonin_transporter_load)
    left = 1 - p.serotonin_autoreceptor_switch * p.serotonin_autoreceptor_loss * held
    return States((left - states.serotonin_autoreceptor) / p.serotonin_autoreceptor_time)


SEROTONIN = Mechanism(
    name="serotonin",
    claim="transporter block raises serotonin as far as waning autoreceptors allow",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
