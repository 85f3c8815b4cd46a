"""Exact course of several competing blockers through a schedule of drug levels.

While concentrations are constant the m occupancies of `nemda.receptor.occupancy` obey a linear
equation, d theta / dt = b (1 - sum theta) - k theta with b_i = k_i D_i / K_i, which a matrix
exponential solves without step error. Levels that change smoothly are cut into short constant steps.
Unlike the one-state form used by the model's mechanisms, each blocker keeps its own speed here.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ModelError
from nemda.model.drive import Drive


def occupancy_course(
    edge_h: Float[ndarray, " segment"],
    free_concentration: Float[ndarray, "segment blocker"],
    half_block: Float[ndarray, " blocker"],
    unblocking_rate: Float[ndarray, "*segment blocker"],
    time_h: Float[ndarray, " time"],
    start: Float[ndarray, " blocker"] | None = None,
) -> Float[ndarray, "time blocker"]:
    """Return the fraction of receptors that hold each blocker at the given times.

    Parameters
    ----------
    edge_h
        Begin of each segment of constant concentration (h), from 0, rising; the last never ends.
    free_concentration
        Free drug in each segment (umol/L, not negative).
    half_block
        Apparent K of each blocker in this pool, at its magnesium and voltage (umol/L).
    unblocking_rate
        Rate at which each blocker leaves, a k_off + (1 - a) k_esc (1/h): one per blocker, or one per
        segment and blocker where activity changes.
    time_h
        Times wanted (h, not negative).
    start
        Occupancies at time 0; none if not given.

    Raises
    ------
    ModelError
        Shapes disagree, a value is out of range, or edges do not rise from 0.
    """
    edges, times = np.asarray(edge_h, dtype=float), np.asarray(time_h, dtype=float)
    levels = np.asarray(free_concentration, dtype=float)
    halves = np.asarray(half_block, dtype=float)
    if levels.shape != (edges.size, halves.size):
        raise ModelError(
            "Concentrations need one row per segment and one column per blocker.",
            where="free_concentration", expected=(edges.size, halves.size), got=levels.shape,
        )  # fmt: skip
    rates = _broadcast(unblocking_rate, levels.shape)
    occupancy = np.zeros(halves.size) if start is None else np.asarray(start, dtype=float)
    _check(edges, levels, halves, rates, times, occupancy)
    course = np.empty((times.size, halves.size))
    segment_of = np.searchsorted(edges, times, side="right") - 1
    for segment, begin in enumerate(edges):
        inside = np.flatnonzero(segment_of == segment)
        end = edges[segment + 1 : segment + 2]
        elapsed = np.concatenate([times[inside], end]) - begin
        states = _propagate(levels[segment] / halves, rates[segment], elapsed, occupancy)
        course[inside] = states[: inside.size]
        if end.size:
            occupancy = states[-1]
    return course


def occupancy_course_of_drive(
    drive: Drive,
    half_block: Float[ndarray, " blocker"],
    unblocking_rate: Float[ndarray, " blocker"],
    time_h: Float[ndarray, " time"],
    step_h: float,
) -> Float[ndarray, "time person blocker"]:
    """Return the occupancy course of every person of a drive.

    The signals of `drive` are the free concentrations of the blockers, in order (umol/L). Each step of
    at most `step_h` hours uses the level at its middle, so the error falls with the square of the step.

    Raises
    ------
    ModelError
        The step is not positive, a signal is not in umol/L, or `occupancy_course` refuses its input.
    """
    if not step_h > 0:
        raise ModelError("The step must be positive.", where="step_h", got=step_h)
    if any(unit != "umol/L" for unit in drive.units):
        raise ModelError(
            "Free concentrations must be in umol/L.", where=", ".join(drive.names), got=drive.units
        )
    times = np.asarray(time_h, dtype=float)
    end = max(float(times.max()), step_h)
    inner = drive.edge_h[drive.edge_h < end]
    edges = np.unique(np.concatenate([np.arange(0.0, end, step_h), inner]))
    middles = edges + np.diff(edges, append=end) / 2
    levels = drive.at(middles)
    courses = [
        occupancy_course(edges, levels[:, :, person].T, half_block, unblocking_rate, times)
        for person in range(drive.people)
    ]
    return np.stack(courses, axis=1)


def _propagate(
    relative: Float[ndarray, " blocker"],
    rates: Float[ndarray, " blocker"],
    elapsed_h: Float[ndarray, " time"],
    occupancy: Float[ndarray, " blocker"],
) -> Float[ndarray, "time blocker"]:
    from scipy.linalg import expm

    size = rates.size
    entering = rates * relative
    # One extra row holds the constant 1, so that the inhomogeneous equation becomes linear.
    generator = np.zeros((size + 1, size + 1))
    generator[:size, :size] = -np.diag(rates) - np.outer(entering, np.ones(size))
    generator[:size, size] = entering
    steps = expm(generator[None] * elapsed_h[:, None, None])
    return (steps @ np.append(occupancy, 1.0))[:, :size]


def _broadcast(rate: Float[ndarray, "*segment blocker"], shape: tuple[int, ...]) -> ndarray:
    try:
        return np.broadcast_to(np.asarray(rate, dtype=float), shape)
    except ValueError as error:
        raise ModelError(
            "Unblocking rates need one value per blocker, or per segment and blocker.",
            where="unblocking_rate", expected=shape, got=np.shape(rate),
        ) from error  # fmt: skip


def _check(
    edges: ndarray, levels: ndarray, halves: ndarray, rates: ndarray, times: ndarray, occupancy: ndarray
) -> None:
    if edges.size == 0 or edges[0] != 0 or np.any(np.diff(edges) <= 0):
        raise ModelError("Edges must start at 0 and rise.", where="edge_h", got=edges.tolist())
    for name, values, allowed in (
        ("free_concentration", levels, levels >= 0),
        ("half_block", halves, halves > 0),
        ("unblocking_rate", rates, rates >= 0),
        ("time_h", times, times >= 0),
        ("start", occupancy, occupancy >= 0),
    ):
        if not np.all(allowed & np.isfinite(values)):
            raise ModelError(
                "A value is negative, zero where it may not be, or not a number.",
                where=name, got=values[~(allowed & np.isfinite(values))].tolist(),
            )  # fmt: skip
    if occupancy.shape != halves.shape or occupancy.sum() > 1:
        raise ModelError(
            "Occupancies at the start need one value per blocker and sum to at most 1.",
            where="start", got=occupancy.tolist(),
        )  # fmt: skip
