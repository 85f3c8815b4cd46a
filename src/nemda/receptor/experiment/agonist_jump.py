"""Fast agonist jumps: activation and deactivation, desensitization, and recovery from it.

The response to a brief pulse rises in milliseconds and decays while agonist stays bound (deactivation); a
long one falls from its peak to a steady level (desensitization); a second pulse tests how many receptors
have recovered. Decays are reported twice: fitted with two exponentials from the peak on, as papers do,
and by the exact modes of the scheme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.receptor.experiment.grid import decade_times, settling_time_s
from nemda.receptor.experiment.setup import Setup, channel_only, prepared
from nemda.receptor.experiment.table import Table
from nemda.receptor.measure.exponentials import Exponentials, fit_exponentials
from nemda.receptor.measure.modes import Relaxation, relaxation
from nemda.receptor.measure.shape import rise_time_s
from nemda.receptor.preparation.course import Course
from nemda.receptor.preparation.prepare import Preparation
from nemda.receptor.preparation.run import run
from nemda.receptor.preparation.steady import steady_state
from nemda.receptor.protocol.builders import hold
from nemda.receptor.solve.conditions import conditions

POINTS = 2000
DECAY_POINTS = 1000
LEAST_S = 0.02


@dataclass(frozen=True)
class AgonistJump:
    """Response to a pulse of agonist from time 0 to `pulse_s` (s).

    `rise_s` is the 10 to 90 % rise time, `peak` the largest open probability, `decay` the fit of two
    exponentials (one where a second finds nothing) from the peak on towards 0, `exact` the modes after
    the pulse.
    """

    receptor: str
    pulse_s: float
    time_s: Float[ndarray, " time"]
    response: Float[ndarray, " time"]
    peak: float
    peak_time_s: float
    rise_s: float
    decay: Exponentials
    exact: Relaxation

    @property
    def weighted_deactivation_s(self) -> float:
        """Amplitude-weighted time constant of the fitted decay (s), the number that papers report."""
        return self.decay.weighted_s

    @property
    def table(self) -> Table:
        """Time and open probability."""
        rows = zip(self.time_s, self.response, strict=True)
        return Table(("time_s", "open_probability"), tuple((float(t), float(p)) for t, p in rows))


@dataclass(frozen=True)
class Desensitization:
    """Response to a long application of agonist (open probability), its peak, steady level and decay."""

    receptor: str
    time_s: Float[ndarray, " time"]
    response: Float[ndarray, " time"]
    peak: float
    steady: float
    decay: Exponentials | None

    @property
    def steady_over_peak(self) -> float:
        """Steady level over peak: 1 without desensitization."""
        return self.steady / self.peak

    @property
    def table(self) -> Table:
        """Time and open probability."""
        rows = zip(self.time_s, self.response, strict=True)
        return Table(("time_s", "open_probability"), tuple((float(t), float(p)) for t, p in rows))


@dataclass(frozen=True)
class PairedPulses:
    """Peak of a second pulse over that of the first, by the interval between them (s)."""

    receptor: str
    pulse_s: float
    interval_s: Float[ndarray, " interval"]
    ratio: Float[ndarray, " interval"]
    recovery_s: float

    @property
    def table(self) -> Table:
        """Interval and peak ratio."""
        rows = zip(self.interval_s, self.ratio, strict=True)
        return Table(("interval_s", "peak_ratio"), tuple((float(t), float(p)) for t, p in rows))


def agonist_jump(setup: Setup, pulse_s: float = 1e-3, after_s: float | None = None) -> AgonistJump:
    """Return the response to a pulse of the setup's agonist on a resting receptor.

    The decay is followed until the receptor is back at rest unless `after_s` (s) is given.

    Raises
    ------
    ReceptorError
        The receptor has no pore, or a duration is not positive.
    """
    preparation = _ready(setup)
    rest = steady_state(preparation, setup.voltage_mv, setup.background)
    quiet = conditions(setup.voltage_mv, dict(setup.background))
    after = after_s or max(_decay_time_s(preparation, setup, pulse_s, rest), LEAST_S)
    protocol = hold(pulse_s, setup.voltage_mv, setup.active) + hold(after, setup.voltage_mv, setup.background)
    course = run(
        preparation,
        protocol,
        np.unique(np.concatenate([decade_times(pulse_s, 1, 60), pulse_s + decade_times(after, 4, 100)])),
        rest,
    )
    response, times = course.open_probability[0], course.time_s
    top = int(response.argmax())
    # Equal steps for the fit, as a digitized record has; each decade would otherwise weigh the same.
    grid = np.linspace(float(times[top]), float(times[-1]), DECAY_POINTS)
    pulse = hold(pulse_s, setup.voltage_mv, setup.active)
    ended = run(preparation, pulse, np.array([pulse_s]), rest).final[0]
    decay = _fit_decay(grid, np.interp(grid, times, response))
    return AgonistJump(
        setup.scheme.name, pulse_s, times, response, float(response[top]), float(times[top]),
        rise_time_s(times, response), decay, relaxation(preparation, quiet, ended),
    )  # fmt: skip


def desensitization(setup: Setup, duration_s: float | None = None) -> Desensitization:
    """Return the response to a long application of the setup's agonist on a resting receptor.

    It lasts until it has settled unless `duration_s` (s) is given. The decay is fitted from the peak on with
    one exponential, and is None where the response does not fall by a thousandth of its peak.

    Raises
    ------
    ReceptorError
        The receptor has no pore, or the duration is not positive.
    """
    preparation = _ready(setup)
    settle = settling_time_s(preparation, conditions(setup.voltage_mv, setup.active))
    course = _long(preparation, setup, duration_s or max(settle, LEAST_S))
    response, times = course.open_probability[0], course.time_s
    top = int(response.argmax())
    falls = response[top] - response[-1] > 1e-3 * response[top]
    decay = None
    if falls:
        grid = np.linspace(float(times[top]), float(times[-1]), DECAY_POINTS)
        decay = fit_exponentials(grid, np.interp(grid, times, response), 1)
    return Desensitization(
        setup.scheme.name, times, response, float(response[top]), float(response[-1]), decay
    )


def paired_pulses(setup: Setup, pulse_s: float, interval_s: Sequence[float] = ()) -> PairedPulses:
    """Return how the response recovers between two equal pulses of agonist, by interval (s).

    Raises
    ------
    ReceptorError
        The receptor has no pore, or a duration is not positive.
    """
    preparation = _ready(setup)
    rest = steady_state(preparation, setup.voltage_mv, setup.background)
    settle = max(settling_time_s(preparation, conditions(setup.voltage_mv, dict(setup.background))), LEAST_S)
    intervals = np.array(interval_s) if len(interval_s) else np.geomspace(settle / 1e3, settle, 13)
    pulse = hold(pulse_s, setup.voltage_mv, setup.active)
    first = run(preparation, pulse, decade_times(pulse_s, 3, 60), rest)
    ratios: list[float] = []
    for interval in intervals:
        quiet = hold(float(interval), setup.voltage_mv, setup.background)
        waited = run(preparation, quiet, np.array([float(interval)]), first.final).final
        second = run(preparation, pulse, decade_times(pulse_s, 3, 60), waited)
        ratios.append(float(second.peak()[0] / first.peak()[0]))
    ratio = np.array(ratios)
    recovery = fit_exponentials(intervals, ratio, 1).time_constant_s[0] if intervals.size >= 4 else np.nan
    return PairedPulses(setup.scheme.name, pulse_s, intervals, ratio, float(recovery))


def _ready(setup: Setup) -> Preparation:
    channel_only(setup)
    return prepared(setup)


def _long(preparation: Preparation, setup: Setup, duration_s: float) -> Course:
    rest = steady_state(preparation, setup.voltage_mv, setup.background)
    return run(
        preparation, hold(duration_s, setup.voltage_mv, setup.active), decade_times(duration_s, 5, 80), rest
    )


def _fit_decay(time_s: ndarray, response: ndarray) -> Exponentials:
    two = fit_exponentials(time_s, response, 2, end=0.0)
    # Shares outside 0 to 1: two components that cancel, or a rounded top, not a second decay.
    sound = bool(np.all((two.share > 0) & (two.share < 1)))
    return two if sound else fit_exponentials(time_s, response, 1, end=0.0)


def _decay_time_s(preparation: Preparation, setup: Setup, pulse_s: float, rest: ndarray) -> float:
    """Return how long until the response after a pulse has fallen to a thousandth of its peak (s)."""
    quiet = conditions(setup.voltage_mv, dict(setup.background))
    pulse = hold(pulse_s, setup.voltage_mv, setup.active)
    ended = run(preparation, pulse, np.array([pulse_s]), rest).final[0]
    decay = relaxation(preparation, quiet, ended)
    times = np.geomspace(1e-4, max(settling_time_s(preparation, quiet), 1e-3), POINTS)
    left = decay.at(times)
    above = np.flatnonzero(left > 1e-3 * left.max())
    return float(times[above[-1]]) if above.size else LEAST_S
