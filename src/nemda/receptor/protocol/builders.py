"""The usual experiments of a patch-clamp laboratory, as protocols.

Durations in s, voltages in mV, concentrations in umol/L by ligand name. `background` is there all the
time (co-agonist, magnesium, a drug); where it and a pulse name the same ligand, the pulse counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nemda.errors import ReceptorError
from nemda.receptor.protocol.protocol import Protocol
from nemda.receptor.protocol.segment import Segment

Levels = Mapping[str, float]
NOTHING: Levels = {}


def hold(duration_s: float, voltage_mv: float, concentrations: Levels = NOTHING) -> Protocol:
    """Return constant conditions."""
    return Protocol((Segment(duration_s, voltage_mv, concentrations),))


def jump(
    before_s: float, pulse_s: float, after_s: float, voltage_mv: float, pulse: Levels,
    background: Levels = NOTHING,
) -> Protocol:  # fmt: skip
    """Return a concentration jump: background, background with the pulse, background again."""
    return Protocol(
        (
            Segment(before_s, voltage_mv, background),
            Segment(pulse_s, voltage_mv, {**background, **pulse}),
            Segment(after_s, voltage_mv, background),
        )
    )


def steps(durations_s: Sequence[float], voltages_mv: Sequence[float], concentrations: Levels) -> Protocol:
    """Return a staircase of voltages under constant concentrations.

    Raises
    ------
    ReceptorError
        There are not as many voltages as durations.
    """
    if len(durations_s) != len(voltages_mv):
        raise ReceptorError(
            "One voltage for each duration is needed.", where="voltages_mv", expected=len(durations_s),
            got=len(voltages_mv),
        )  # fmt: skip
    pairs = zip(durations_s, voltages_mv, strict=True)
    return Protocol(tuple(Segment(duration, voltage, concentrations) for duration, voltage in pairs))


def train(
    count: int, frequency_hz: float, voltage_mv: float, agonist: str = "glutamate",
    concentration: float = 1000.0, pulse_s: float = 1e-3, background: Levels = NOTHING,
) -> Protocol:  # fmt: skip
    """Return `count` synaptic pulses (1 mmol/L for 1 ms unless told) at `frequency_hz`.

    The time course of synaptic glutamate is that of Clements et al. (1992, PMID 1359647): about 1 mmol/L,
    gone within about a millisecond.

    Raises
    ------
    ReceptorError
        There is no pulse, or a pulse lasts longer than the interval.
    """
    if count < 1:
        raise ReceptorError("A train needs at least one pulse.", where="count", got=count)
    if not (frequency_hz > 0 and 1 / frequency_hz > pulse_s):
        raise ReceptorError(
            "Pulses overlap.", where="frequency_hz", expected=f"below {1 / pulse_s:g}", got=frequency_hz
        )
    one = (
        Segment(pulse_s, voltage_mv, {**background, agonist: concentration}),
        Segment(1 / frequency_hz - pulse_s, voltage_mv, background),
    )
    return Protocol(one * count)


def washout(
    apply_s: float, wash_s: float, voltage_mv: float, agonist: Levels, drug: Levels,
    background: Levels = NOTHING, *, agonist_in_wash: bool = True,
) -> Protocol:  # fmt: skip
    """Return agonist with drug, then a wash of the drug, with agonist or with both removed together.

    Agonist stays in the wash unless told otherwise; without it a trapped drug cannot leave.
    """
    return Protocol(
        (
            Segment(apply_s, voltage_mv, {**background, **agonist, **drug}),
            Segment(wash_s, voltage_mv, {**background, **agonist} if agonist_in_wash else background),
        )
    )


def coapplication(
    apply_s: float, after_s: float, voltage_mv: float, agonist: Levels, drug: Levels,
    background: Levels = NOTHING,
) -> Protocol:  # fmt: skip
    """Return agonist and drug applied and removed together."""
    return washout(apply_s, after_s, voltage_mv, agonist, drug, background, agonist_in_wash=False)


def preapplication(
    pre_s: float, apply_s: float, voltage_mv: float, agonist: Levels, drug: Levels,
    background: Levels = NOTHING, *, drug_stays: bool = True,
) -> Protocol:  # fmt: skip
    """Return the drug alone, then agonist, with the drug still there or washed off."""
    during = {**background, **agonist, **(drug if drug_stays else {})}
    return Protocol(
        (Segment(pre_s, voltage_mv, {**background, **drug}), Segment(apply_s, voltage_mv, during))
    )


def voltage_step(
    before_s: float, step_s: float, after_s: float, holding_mv: float, step_mv: float, concentrations: Levels
) -> Protocol:
    """Return a step from the holding voltage and back under constant concentrations."""
    return steps((before_s, step_s, after_s), (holding_mv, step_mv, holding_mv), concentrations)


def ramp(duration_s: float, start_mv: float, end_mv: float, concentrations: Levels) -> Protocol:
    """Return a voltage that changes linearly, as for an I-V curve in one sweep."""
    return Protocol((Segment(duration_s, start_mv, concentrations, end_voltage_mv=end_mv),))


def concentration_ramp(duration_s: float, voltage_mv: float, start: Levels, end: Levels) -> Protocol:
    """Return concentrations that change linearly from `start` to `end`."""
    return Protocol((Segment(duration_s, voltage_mv, start, end_concentrations=end),))
