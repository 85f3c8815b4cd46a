"""Circulation: ketamine drives the sympathetic outflow, and the baroreflex brakes the heart.

Claim: at 0.5 mg/kg over 40 min systolic and diastolic pressure peak at the end of the infusion, +16/+11
mmHg in 2342 infusions (Yale clinic 2024), +12.6/+8.5 with a heart rate of +4.1 over 15 studies (Vankawala
2021), and are back by 90 min after it (Szarmach 2020). At anesthetic levels mean pressure rises by 27% but
heart rate by 43% (Langsjo 2005): vessels saturate and the heart does not. Form: a sympathetic drive follows
a saturating function of the active level with a short delay; pressure saturates in the drive; heart rate
rises with the drive and is lowered by the pressure above the set point of the baroreflex, which itself
moves part of the way to the pressure in half an hour. The brake on the vessels is not modeled apart: no row
could tell it from the gain. Cardiac output rises with the same saturation as pressure, more than pressure
does, so that resistance falls (Sigtermans 2009: +40 to 50% at 320 ng/mL S-ketamine). Clonidine removes
outflow (Doak & Duke 1993). Rises are those of a person of 45 years on a typical day; age, resting pressure,
days and readings join them in `nemda.engine.pressure`. Time scale: minutes. Falsified by: pressure that
peaks after the level has gone, or a heart rate that falls at anesthetic levels.
"""

from __future__ import annotations

from typing import NamedTuple

from nemda.model.maths import Value, hill
from nemda.model.mechanism import Mechanism, signal, state, table_beside


class States(NamedTuple):
    """Outflow, and the pressure that the baroreflex takes for normal."""

    sympathetic_drive: Value = state("1", "sympathetic outflow above rest, 0 to 1", start=0.0, scale=0.05)
    baroreflex_shift: Value = state("mmHg", "set point of the baroreflex above rest", start=0.0, scale=3.0)


class Parameters(NamedTuple):
    """Potency and delay of the drive, vascular and cardiac gains, and the baroreflex."""

    pressor_half: Value
    pressor_time: Value
    systolic_ceiling: Value
    pressure_half_drive: Value
    diastolic_ratio: Value
    heart_gain: Value
    baroreflex_gain: Value
    baroreflex_time: Value
    baroreflex_reset: Value
    cardiac_output_ceiling: Value


class Inputs(NamedTuple):
    """Level at the effect site, and a co-drug."""

    active_level: Value = signal("umol/L", "S-ketamine equivalents at the effect site")
    sympatholytic: Value = signal("1", "share of sympathetic outflow removed, as by clonidine")


class Outputs(NamedTuple):
    """What a cuff and a finger find, above rest."""

    systolic_rise: Value = signal("mmHg", "systolic pressure above rest")
    diastolic_rise: Value = signal("mmHg", "diastolic pressure above rest")
    heart_rate_rise: Value = signal("1/min", "heart rate above rest")
    cardiac_output_rise: Value = signal("1", "cardiac output above rest, share of rest")


def outputs(states: States, parameters: Parameters, inputs: Inputs) -> Outputs:
    """Return pressure = ceiling Hill(drive), and heart rate = gain drive - brake (pressure - set point).

    Cardiac output = ceiling Hill(drive), with the ceiling of its own.
    """
    del inputs
    p = parameters
    share = hill(states.sympathetic_drive, p.pressure_half_drive)
    systolic = p.systolic_ceiling * share
    brake = p.baroreflex_gain * (systolic - states.baroreflex_shift)
    return Outputs(
        systolic_rise=systolic,
        diastolic_rise=p.diastolic_ratio * systolic,
        heart_rate_rise=p.heart_gain * states.sympathetic_drive - brake,
        cardiac_output_rise=p.cardiac_output_ceiling * share,
    )


def rates(states: States, parameters: Parameters, inputs: Inputs) -> States:
    """Return how the drive nears (1 - sympatholytic) Hill(level), and the set point a share of pressure."""
    p = parameters
    systolic = outputs(states, parameters, inputs).systolic_rise
    push = (1 - inputs.sympatholytic) * hill(inputs.active_level, p.pressor_half)
    return States(
        sympathetic_drive=(push - states.sympathetic_drive) / p.pressor_time,
        baroreflex_shift=(p.baroreflex_reset * systolic - states.baroreflex_shift) / p.baroreflex_time,
    )


CIRCULATION = Mechanism(
    name="circulation",
    claim="a sympathetic drive raises pressure and heart rate, and the baroreflex brakes the heart",
    states=States,
    parameters=Parameters,
    inputs=Inputs,
    outputs=Outputs,
    rates=rates,
    output_equations=outputs,
    table=table_beside(__name__),
)
