"""The standard battery: every test that a pharmacologist would run on an unknown compound, and its numbers.

1. alone: does the compound open the receptor, and how does its largest peak compare with the agonist's;
2. in place of glycine: does it let the agonist act;
3. with agonist: does it change the steady response at saturating and at half-saturating agonist and
   co-agonist, and the peak after it has acted on the resting receptor;
4. competition: does more agonist, or more glycine, overcome it;
5. voltage: is its half-block larger 90 mV less negative;
6. use: is the first response after exposure without agonist spared;
7. washout: how fast does block vanish in agonist, how much stays when both are washed off together for a
   minute (channels that are still open release drug while they close), and how much of that stays through
   a second minute, when all channels are closed;
8. for what opens the receptor: at which concentration does exposure desensitize it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.classify.bench import ABUNDANT, COAGONIST, LADDER, PEAK_TIMES_S, WINDOW_S, Bench, peaks
from nemda.receptor.experiment.grid import crossing, settling_time_s
from nemda.receptor.measure.exponentials import fit_exponentials
from nemda.receptor.preparation.run import run, run_family
from nemda.receptor.preparation.steady import steady_open_probability, steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.solve.conditions import conditions

DEPOLARIZATION_MV = 90.0
STRONG = 9.0
"""Times the half-block: nine tenths blocked, if one molecule suffices."""

RIVALS = np.geomspace(1e-3, 1e5, 49)
"""Concentrations of a rival over its half-effect: high enough to overcome a tenfold shift."""

JOINT_WASH_S = 60.0
TEST_S = 0.01
NOTHING = float("nan")


class Alone(NamedTuple):
    """Largest peak alone over that of the agonist, its half-effect, and steady over peak at the largest."""

    efficacy: float
    half: float
    steady_over_peak: float
    desensitizing_half: float


class Inhibition(NamedTuple):
    """Largest share lost, largest share gained, and the half-block (NaN for none), over the whole ladder."""

    largest: float
    gain: float
    half: float


class Rivalry(NamedTuple):
    """Dose ratio of a ligand in the presence of the compound, and the share of its maximum that returns."""

    dose_ratio: float
    maximum: float


class Block(NamedTuple):
    """Voltage, use and trapping of a blocker (see the module for each)."""

    voltage_ratio: float
    first_over_late: float
    offset_s: float
    retained: float
    kept_in_silence: float


def alone(bench: Bench) -> Alone:
    """Return what the compound does without the agonist (test 1 and 8)."""
    voltage, preparation = bench.setup.voltage_mv, bench.preparation
    rest = steady_state(preparation, voltage, bench.levels())
    baths = [_numbers(bench.levels(compound=float(level))) for level in LADDER]
    response = peaks(preparation, voltage, baths, rest)
    reference = _reference_peak(bench)
    best = int(response.argmax())
    efficacy = float(response[best] / reference)
    half = crossing(LADDER, response)
    steady = float(steady_open_probability(preparation, voltage, baths[best]))
    ratio = steady / float(response[best]) if response[best] > 0 else NOTHING
    return Alone(efficacy, NOTHING if half is None else half, ratio, _desensitizing_half(bench))


def instead_of_coagonist(bench: Bench) -> tuple[float, float]:
    """Return the largest steady response with the compound for glycine, over that with glycine; its half."""
    if not bench.needs_coagonist:
        return 0.0, NOTHING
    voltage = bench.setup.voltage_mv
    levels = {**bench.levels(ABUNDANT, 0.0), bench.compound: LADDER}
    response = steady_open_probability(bench.preparation, voltage, levels)
    # The compound itself may be the co-agonist: glycine alone is the reference then too.
    full = {**bench.levels(ABUNDANT), **({COAGONIST: ABUNDANT} if bench.compound == COAGONIST else {})}
    reference = float(steady_open_probability(bench.preparation, voltage, full))
    half = crossing(LADDER, response)
    return float(response.max() / reference), NOTHING if half is None else half


def with_agonist(bench: Bench) -> Inhibition:
    """Return the largest effect on any response to the agonist (test 3)."""
    voltage, preparation = bench.setup.voltage_mv, bench.preparation
    ample, scarce = (ABUNDANT, ABUNDANT), (bench.agonist_half, _scarce(bench))
    curves: list[ndarray] = []
    for agonist, coagonist in (ample, scarce):
        base = steady_open_probability(preparation, voltage, bench.levels(agonist, coagonist))
        curve = steady_open_probability(preparation, voltage, bench.levels(agonist, coagonist, LADDER))
        curves.append(curve / base)
    curves.append(_pre_exposed_peaks(bench, *scarce))
    lost = [float(1 - curve.min()) for curve in curves]
    gain = max(0.0, *(float(curve.max() - 1) for curve in curves))
    strongest = int(np.argmax(lost))
    half = crossing(LADDER, curves[strongest], 1 - lost[strongest] / 2)
    return Inhibition(max(lost), gain, NOTHING if half is None else half)


def rivalry_with_agonist(bench: Bench, concentration: float) -> Rivalry:
    """Return how much more agonist is needed with the compound there before (test 4)."""
    voltage, preparation = bench.setup.voltage_mv, bench.preparation
    ladder = bench.agonist_half * RIVALS

    def curve(dose: float) -> Float[ndarray, " level"]:
        start = steady_state(preparation, voltage, bench.levels(compound=dose))
        baths = [_numbers(bench.levels(float(level), compound=dose)) for level in ladder]
        return peaks(preparation, voltage, baths, start)

    return _rivalry(ladder, curve(0.0), curve(concentration))


def rivalry_with_coagonist(bench: Bench, concentration: float) -> Rivalry:
    """Return how much more glycine is needed with the compound there (test 4); no shift without a site."""
    if not bench.needs_coagonist or bench.compound == COAGONIST:
        return Rivalry(1.0, 1.0)
    voltage, ladder = bench.setup.voltage_mv, bench.coagonist_half * RIVALS

    def curve(dose: float) -> Float[ndarray, " level"]:
        levels = {**bench.levels(ABUNDANT, compound=dose), COAGONIST: ladder}
        return steady_open_probability(bench.preparation, voltage, levels)

    return _rivalry(ladder, curve(0.0), curve(concentration))


def blocking(bench: Bench, half: float) -> Block:
    """Return voltage dependence, use dependence, recovery and trapping of a blocker (tests 5 to 7)."""
    voltage, preparation = bench.setup.voltage_mv, bench.preparation
    depolarized = _steady_half(bench, voltage + DEPOLARIZATION_MV)
    here = _steady_half(bench, voltage)
    dose = STRONG * half
    plain, dosed = _numbers(bench.levels(ABUNDANT)), _numbers(bench.levels(ABUNDANT, compound=dose))
    quiet, exposed = _numbers(bench.levels()), _numbers(bench.levels(compound=dose))
    rest, resting = (steady_state(preparation, voltage, bath) for bath in (quiet, exposed))
    first = (
        1 - peaks(preparation, voltage, [dosed], resting)[0] / peaks(preparation, voltage, [plain], rest)[0]
    )
    opened = [float(steady_open_probability(preparation, voltage, bath)) for bath in (plain, dosed)]
    late = 1 - opened[1] / opened[0]
    loaded = steady_state(preparation, voltage, dosed)
    offset = _offset_s(bench, plain, loaded)
    start = steady_state(preparation, voltage, plain)
    left = [
        1
        - _after_joint_wash(bench, loaded, plain, quiet, wash)
        / _after_joint_wash(bench, start, plain, quiet, wash)
        for wash in (JOINT_WASH_S, 2 * JOINT_WASH_S)
    ]
    return Block(
        voltage_ratio=depolarized / here,
        first_over_late=float(first / late) if late > 0 else NOTHING,
        offset_s=offset,
        retained=left[0] / late if late > 0 else NOTHING,
        kept_in_silence=left[1] / left[0] if left[0] > 0 else 0.0,
    )


def _after_joint_wash(
    bench: Bench, start: ndarray, active: dict[str, float], quiet: dict[str, float], wash_s: float
) -> float:
    voltage = bench.setup.voltage_mv
    protocol = hold(wash_s, voltage, quiet) + hold(TEST_S, voltage, active)
    times = wash_s + np.linspace(0.0, TEST_S, 41)
    return float(run(bench.preparation, protocol, times, start).peak()[0])


def _offset_s(bench: Bench, active: dict[str, float], loaded: ndarray) -> float:
    voltage = bench.setup.voltage_mv
    duration = settling_time_s(bench.preparation, conditions(voltage, active))
    times = np.linspace(0.0, duration, 201)
    response = run(bench.preparation, hold(duration, voltage, active), times, loaded).open_probability[0]
    if np.ptp(response) < 1e-6 * response.max():
        return 0.0
    return float(fit_exponentials(times, response).time_constant_s[0])


def _steady_half(bench: Bench, voltage_mv: float) -> float:
    base = float(steady_open_probability(bench.preparation, voltage_mv, bench.levels(ABUNDANT)))
    curve = (
        steady_open_probability(bench.preparation, voltage_mv, bench.levels(ABUNDANT, compound=LADDER)) / base
    )
    half = crossing(LADDER, curve, float(1 + curve[-1]) / 2)
    return NOTHING if half is None else half


def _desensitizing_half(bench: Bench) -> float:
    """Return the exposure (umol/L) after which the agonist evokes half of its usual peak."""
    voltage, preparation = bench.setup.voltage_mv, bench.preparation
    exposed = steady_state(preparation, voltage, bench.levels(compound=LADDER))
    test = _numbers(bench.levels(ABUNDANT))
    if bench.compound == bench.agonist:
        test[bench.agonist] = ABUNDANT
    protocols = [hold(WINDOW_S, voltage, test)] * LADDER.size
    response = run_family(preparation, protocols, PEAK_TIMES_S, exposed).peak()
    half = crossing(LADDER, response, float(response[0]) / 2)
    return NOTHING if half is None else half


def _reference_peak(bench: Bench) -> float:
    voltage, preparation = bench.setup.voltage_mv, bench.preparation
    rest = steady_state(preparation, voltage, bench.levels())
    baths = [{**_numbers(bench.levels()), bench.agonist: float(level)} for level in LADDER]
    if bench.compound == COAGONIST:
        baths = [{**bath, COAGONIST: ABUNDANT} for bath in baths]
    return float(peaks(preparation, voltage, baths, rest).max())


def _pre_exposed_peaks(bench: Bench, agonist: float, coagonist: float) -> Float[ndarray, " level"]:
    voltage, preparation = bench.setup.voltage_mv, bench.preparation
    doses = np.concatenate([[0.0], LADDER])
    starts = steady_state(preparation, voltage, bench.levels(0.0, coagonist, doses))
    baths = [_numbers(bench.levels(agonist, coagonist, float(dose))) for dose in doses]
    found = peaks(preparation, voltage, baths, starts)
    return found[1:] / found[0]


def _scarce(bench: Bench) -> float:
    return bench.coagonist_half if bench.needs_coagonist else ABUNDANT


def _rivalry(ladder: ndarray, usual: ndarray, with_compound: ndarray) -> Rivalry:
    halves = [crossing(ladder, usual), crossing(ladder, with_compound)]
    ratio = NOTHING if halves[0] is None or halves[1] is None else halves[1] / halves[0]
    return Rivalry(ratio, float(with_compound.max() / usual.max()))


def _numbers(levels: dict[str, float | ndarray]) -> dict[str, float]:
    return {name: float(level) for name, level in levels.items()}
