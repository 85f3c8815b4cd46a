"""Many people at once: Rodas5P with a step size of each person's own.

People are lanes of arrays. Each lane keeps its own time, step size and error test, so a person's
result does not depend on who else is in the batch; lanes that reach the end leave the arrays. Steps
end exactly at the edges of the drive, and the requested times, the last one included, are read by dense
output, so they do not influence the steps either. Wrong if two batches ever give one person different
numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float, Int
from numpy import ndarray

from nemda.engine.kernels import Kernels
from nemda.engine.tableau import ARGUMENT, COUPLING, DENSE, GAMMA, NODE, ORDER, STAGES, TIME_SLOPE
from nemda.model.drive import Drive, Rhythm

FIRST_STEP_H = 0.01
"""The longest step tried at a start or after an edge."""
SMALLEST_STEP_H = 1e-7
MOST_STEPS = 1_000_000
"""A person with shorter or more steps than these is given up."""
SAFETY, SHRINK, GROW = 0.9, 0.2, 5.0
STEP_EXPONENT = 1.0 / ORDER
SMALLEST_ERROR, REFUSED_ERROR = 1e-10, 1e10
"""The error that a step counts with at least, and the one of a step that is not finite."""


@dataclass(frozen=True)
class Tolerance:
    """Accepted local error of a step from x to y: relative * |y| * min(|y / x|, 1) + absolute * scale.

    A state that fades takes its relative error along, so a step over which it falls is held to what remains
    of it and, as many such steps follow each other, to the share that remains.

    With the default every state of the shipped model is right to 1e-4 of itself (or of a thousandth of its
    largest value, where it is smaller than that) at all times, for weeks of doses by every route and under
    the rhythm of the day, also in people far out in the tails; a larger absolute error shows there when a
    receptor empties, and a steep Hill function multiplies the relative error of what it reads.
    """

    relative: float = 1e-5
    absolute: float = 1e-8


@dataclass(frozen=True)
class Solution:
    """States at the requested times, and which people did not get there.

    `states` [state, time, person]; `failed` [person]; `steps` [person] counts accepted steps.
    """

    states: Float[ndarray, "state time person"]
    failed: Bool[ndarray, " person"]
    steps: Int[ndarray, " person"]


@dataclass
class _Lanes:
    """The people still on their way; every array has one entry per lane in its last axis.

    `rhythms` are the rows of signals that have one, and the rhythms, the same for all.
    """

    person: ndarray
    x: ndarray
    constants: ndarray
    rate: ndarray
    weight: ndarray
    time: ndarray
    step: ndarray
    segment: ndarray
    next_output: ndarray
    amplitude: ndarray
    plateau: ndarray
    rhythms: tuple[tuple[int, Rhythm], ...]
    steps: ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.steps = np.zeros(self.person.size, dtype=np.int64)

    def keep(self, mask: ndarray) -> None:
        """Drop the lanes that are not in the mask."""
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray):
                setattr(self, name, np.ascontiguousarray(value[..., mask]))

    def signals(self, begin: ndarray, elapsed: ndarray) -> ndarray:
        """Return the drives at one time per lane since its segment began."""
        value = self._sum_modes(self.plateau + self.amplitude * np.exp(-self.rate * elapsed))
        for row, rhythm in self.rhythms:
            value[row] += rhythm.at(begin + elapsed)
        return value

    def slopes(self, begin: ndarray, elapsed: ndarray) -> ndarray:
        """Return how fast the drives change then."""
        slope = self._sum_modes(-self.rate * (self.amplitude * np.exp(-self.rate * elapsed)))
        for row, rhythm in self.rhythms:
            slope[row] += rhythm.slope(begin + elapsed)
        return slope

    def _sum_modes(self, modes: ndarray) -> ndarray:
        # one after the other: NumPy's sum takes another order when few lanes are left
        total = np.zeros((self.weight.shape[0], modes.shape[1]))
        for weight, mode in zip(self.weight.swapaxes(0, 1), modes, strict=True):
            total += weight * mode
        return total


def integrate(
    kernels: Kernels,
    start: Float[ndarray, "state person"],
    constants: Float[ndarray, "constant person"],
    drive: Drive,
    time_h: Float[ndarray, " time"],
    scale: Float[ndarray, " state"],
    tolerance: Tolerance,
) -> Solution:
    """Return the states of every person at the given times (h, rising, not negative).

    A person whose step size falls below a millisecond is marked as failed, never returned silently;
    the caller runs that person with another solver.
    """
    size, people = start.shape
    states = np.full((size, time_h.size, people), np.nan)
    failed = np.zeros(people, dtype=bool)
    steps = np.zeros(people, dtype=np.int64)
    lanes = _Lanes(
        person=np.arange(people),
        x=start.copy(),
        constants=constants,
        rate=drive.rate,
        weight=drive.weight,
        time=np.zeros(people),
        step=np.full(people, FIRST_STEP_H),
        segment=np.zeros(people, dtype=np.int64),
        next_output=np.zeros(people, dtype=np.int64),
        amplitude=drive.amplitude[0].copy(),
        plateau=drive.plateau[0].copy(),
        rhythms=tuple((drive.names.index(rhythm.signal), rhythm) for rhythm in drive.rhythms),
    )
    end_h = next_edges(drive)
    _write(lanes, states, time_h, lanes.time, lanes.x, lanes.x, None)
    active = lanes.next_output < time_h.size
    while active.any():
        if not active.all():
            steps[lanes.person] = lanes.steps
            lanes.keep(active)
        edge = end_h[lanes.segment]
        step = _fit(lanes.step, edge - lanes.time)
        stages, x_new, error = _attempt(kernels, lanes, drive, step, scale, tolerance)
        accepted = error <= 1.0
        hits_edge = accepted & (lanes.time + step >= edge)
        time_new = np.where(hits_edge, edge, lanes.time + step)
        _write(
            lanes, states, time_h, np.where(accepted, time_new, lanes.time), lanes.x, x_new, (stages, step)
        )
        lanes.x = np.where(accepted, x_new, lanes.x)
        lanes.time = np.where(accepted, time_new, lanes.time)
        lanes.steps += accepted
        factor = np.clip(SAFETY * np.maximum(error, SMALLEST_ERROR) ** -STEP_EXPONENT, SHRINK, GROW)
        lanes.step = np.where(
            accepted, np.maximum(step * factor, np.where(step < lanes.step, lanes.step, 0)), step * factor
        )
        _cross(lanes, drive, hits_edge & (lanes.segment + 1 < drive.edge_h.size))
        under_way = lanes.next_output < time_h.size
        broken = under_way & ((lanes.step < SMALLEST_STEP_H) | (lanes.steps >= MOST_STEPS))
        failed[lanes.person[broken]] = True
        active = under_way & ~broken
    steps[lanes.person] = lanes.steps
    states[:, :, failed] = np.nan
    return Solution(states, failed, steps)


def next_edges(drive: Drive) -> Float[ndarray, " segment"]:
    """Return where each segment of the drive ends (h); the last one never does.

    The last output is no end either: a longer simulation gives the same numbers at the times they share.
    """
    return np.append(drive.edge_h[1:], np.inf)


def segment_ends(drive: Drive, time_h: Float[ndarray, " time"]) -> Float[ndarray, " segment"]:
    """Return where each segment of the drive ends (h): at the next edge or at the last output."""
    return np.minimum(np.append(drive.edge_h[1:], np.inf), time_h[-1])


def _fit(step: ndarray, left: ndarray) -> ndarray:
    """Shorten steps to land on the edge, and never leave a sliver before it."""
    return np.where(step >= left, left, np.where(2 * step > left, left / 2, step))


def _attempt(
    kernels: Kernels, lanes: _Lanes, drive: Drive, step: ndarray, scale: ndarray, tolerance: Tolerance
) -> tuple[list[ndarray], ndarray, ndarray]:
    """Return the stages, the new states and the scaled error of one trial step per lane."""
    begin = drive.edge_h[lanes.segment]
    elapsed = lanes.time - begin
    x, constants = lanes.x, lanes.constants
    signal, slope = lanes.signals(begin, elapsed), lanes.slopes(begin, elapsed)
    factors = np.empty((kernels.factors, step.size))
    kernels.factor(x, signal, constants, 1.0 / (GAMMA * step), factors)
    drift = np.empty_like(x)
    kernels.drift(x, signal, slope, constants, drift)
    drift *= step
    inverse = 1.0 / step
    stages: list[ndarray] = []
    argument = x
    right = np.empty_like(x)
    for stage in range(STAGES):
        if stage in range(1, len(ARGUMENT)):
            argument = x + _combine(ARGUMENT[stage], stages)
        elif stage > 0:
            argument = argument + stages[-1]
        if stage > 0 and NODE[stage] != NODE[stage - 1]:
            signal = lanes.signals(begin, elapsed + NODE[stage] * step)
        kernels.rates(argument, signal, constants, right)
        if stage > 0:
            right += _combine(COUPLING[stage], stages) * inverse
        if TIME_SLOPE[stage] != 0:
            right += TIME_SLOPE[stage] * drift
        increment = np.empty_like(x)
        kernels.solve(factors, right, increment)
        stages.append(increment)
    x_new = argument + stages[-1]
    floor = tolerance.absolute * scale[:, None]
    size = np.maximum(np.maximum(np.abs(x), np.abs(x_new)), floor)
    allowed = tolerance.relative * x_new * x_new + floor * size
    error = np.max(np.abs(stages[-1]) * size / allowed, axis=0)
    return stages, x_new, np.where(np.isfinite(error), error, REFUSED_ERROR)


def _combine(factors: tuple[float, ...], stages: list[ndarray]) -> ndarray:
    total = factors[0] * stages[0]
    for factor, stage in zip(factors[1:], stages[1:], strict=False):
        total += factor * stage
    return total


def _write(
    lanes: _Lanes,
    states: ndarray,
    time_h: ndarray,
    reached: ndarray,
    x_old: ndarray,
    x_new: ndarray,
    trial: tuple[list[ndarray], ndarray] | None,
) -> None:
    """Store the outputs that fall into the accepted step of each lane, by dense output."""
    padded = np.append(time_h, np.inf)
    due = padded[lanes.next_output] <= reached
    while due.any():
        lane = np.flatnonzero(due)
        row = lanes.next_output[lane]
        if trial is None:
            value = x_new[:, lane]
        else:
            stages, step = trial
            position = np.minimum((time_h[row] - lanes.time[lane]) / step[lane], 1.0)
            value = _dense(position, x_old[:, lane], x_new[:, lane], [stage[:, lane] for stage in stages])
        states[:, row, lanes.person[lane]] = value
        lanes.next_output[lane] += 1
        due = padded[lanes.next_output] <= reached


def _dense(position: ndarray, x_old: ndarray, x_new: ndarray, stages: list[ndarray]) -> ndarray:
    """Return the states inside a step at a fraction of it (order 4)."""
    rest = 1.0 - position
    bend = [_combine(row, stages) for row in DENSE]
    inner = bend[0] + position * (bend[1] + position * bend[2])
    return rest * x_old + position * (x_new + rest * inner)


def _cross(lanes: _Lanes, drive: Drive, crossing: ndarray) -> None:
    """Open the next segment of the lanes that reached an edge and restart their step size."""
    lane = np.flatnonzero(crossing)
    if lane.size == 0:
        return
    segment = lanes.segment[lane] + 1
    lanes.segment[lane] = segment
    lanes.time[lane] = drive.edge_h[segment]
    lanes.amplitude[:, lane] = drive.amplitude[segment, :, lanes.person[lane]].T
    lanes.plateau[:, lane] = drive.plateau[segment, :, lanes.person[lane]].T
    lanes.step[lane] = np.minimum(lanes.step[lane], FIRST_STEP_H)
