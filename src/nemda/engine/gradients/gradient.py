"""Derivatives of outputs with respect to each person's own parameters.

For one person or many, over one regimen. The solution is that of the shipped method on frozen steps, and
its derivatives are exact for those steps; both differ from the true course by the reported error. What would
falsify this: central differences of the adaptive engine that do not converge to these numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.gradients.course import Case
from nemda.engine.gradients.directions import directions
from nemda.engine.gradients.grid import Grid
from nemda.engine.gradients.library import Array, double_precision
from nemda.engine.gradients.program import Directions, Program, program
from nemda.engine.gradients.readout import variables
from nemda.engine.gradients.signals import Signals, signals_on
from nemda.engine.gradients.situation import Situation, case_on, frozen, situation
from nemda.engine.job import Job
from nemda.engine.lanes import FIRST_STEP_H
from nemda.errors import DataError, SolverError
from nemda.evidence.near import near_matches
from nemda.people import People, sample

Output = tuple[str, float]
"""A variable and a time (h), such as ``("madrs", 24.0)``."""

Way = Callable[[Program, Array, Signals, Case, Directions], tuple[Array, Array, Array]]


@dataclass(frozen=True)
class Gradient:
    """Values and derivatives of outputs.

    `derivative` is in units of the output per unit of the parameter. `error` is the largest embedded error
    of a step of each person in units of the job's tolerance: at most about 1 means that the frozen steps
    were as fine as this person's own would have been.
    """

    outputs: tuple[Output, ...]
    parameters: tuple[str, ...]
    value: Float[ndarray, "output person"]
    derivative: Float[ndarray, "output parameter person"]
    error: Float[ndarray, " person"]


def forward(
    code: Program, parameters: Array, signals: Signals, case: Case, along: Directions
) -> tuple[Array, Array, Array]:
    """Return values, slopes and errors by forward differentiation: the cost grows with the parameters."""
    return code.forward(parameters, signals, case, along)


def backward(
    code: Program, parameters: Array, signals: Signals, case: Case, along: Directions
) -> tuple[Array, Array, Array]:
    """Return values, slopes and errors by backward differentiation: the cost grows with the outputs."""
    return code.backward(parameters, signals, case, along)


def cheaper_way(outputs: int, parameters: int, people: int) -> Way:
    """Return the way of differentiation that is cheaper by the measured costs.

    In milliseconds for 300 steps on one core: forward 4 per parameter and person; backward 170 + 19 per
    person for each output (``benchmarks/gradients.py``).
    """
    return forward if 4 * parameters * people <= outputs * (170 + 19 * people) else backward


def frozen_grid(job: Job, people: People, until_h: float | None = None) -> Grid:
    """Return steps frozen for a job (to its end, or to `until_h`), to be used for many gradients.

    Raises
    ------
    NemdaError
        As for `gradient`.
    """
    here = situation(job, people, sample(job.parameters, people, job.spread_scale))
    return frozen(here, job.end_h if until_h is None else until_h)


def gradient(
    job: Job,
    people: People,
    outputs: Sequence[Output],
    parameters: Sequence[str],
    *,
    grid: Grid | None = None,
    way: Way | None = None,
) -> Gradient:
    """Return outputs of each person and their derivatives with respect to the person's parameters.

    Parameters
    ----------
    job
        The regimen and the parameters; its tolerance decides how fine the frozen steps are.
    people
        One person or many; their parameters are drawn as a simulation of the job draws them.
    outputs
        Pairs of a variable (a state, an output, a drive, ``madrs`` or one of its parts) and a time (h).
    parameters
        Names of parameters, switches included.
    grid
        Steps frozen before, from `frozen_grid`; otherwise they are chosen for these people.
    way
        `forward` or `backward`; otherwise the cheaper one.

    Raises
    ------
    MissingExtraError
        JAX is not installed.
    NemdaError
        A name or time is refused, somebody has no steady state, or a derivative is not finite.
    """
    drawn = sample(job.parameters, people, job.spread_scale)
    return value_and_gradient(job, people, drawn, outputs, parameters, grid=grid, way=way)


def value_and_gradient(
    job: Job,
    people: People,
    drawn: Mapping[str, Float[ndarray, " person"]],
    outputs: Sequence[Output],
    parameters: Sequence[str],
    *,
    grid: Grid | None = None,
    way: Way | None = None,
) -> Gradient:
    """Return the same as `gradient` for people whose parameters are given, by name, as `drawn` [person].

    For searches: the parameters move from call to call while the program and the `grid` stay.
    """
    here = situation(job, people, drawn)
    time_h, read = _requested(here, outputs)
    steps = frozen(here, max(float(time_h[-1]), FIRST_STEP_H)) if grid is None else grid
    differentiate = way or cheaper_way(len(read), len(parameters), people.n)
    with double_precision():
        value, slope, error = differentiate(
            program(here.model, read),
            here.parameters,
            signals_on(here.drive, steps, time_h),
            case_on(here, steps, time_h),
            directions(here, parameters, steps, time_h),
        )
    names = tuple(parameters)
    found = Gradient(tuple(outputs), names, np.asarray(value), np.asarray(slope), np.asarray(error))
    _refuse_not_finite(found, people)
    return found


def _requested(
    here: Situation, outputs: Sequence[Output]
) -> tuple[Float[ndarray, " time"], tuple[tuple[str, int], ...]]:
    """Return the distinct times, rising, and each output as a variable and the index of its time."""
    if not outputs:
        raise DataError("No outputs were asked for.", where="outputs", expected='such as ("madrs", 24.0)')
    known = variables(here.model)
    for name, _ in outputs:
        if name not in known:
            raise DataError(
                "Unknown variable.", where="outputs", got=name,
                hint=f"variables with a derivative near it: {', '.join(near_matches(name, known))}",
            )  # fmt: skip
    time_h = np.unique(np.array([time for _, time in outputs], dtype=float))
    if time_h[0] < 0 or time_h[-1] > here.job.end_h:
        raise DataError(
            "A time lies outside the job.", where="outputs", expected=f"0 to {here.job.end_h:g} h",
            got=f"{time_h[0]:g} to {time_h[-1]:g} h",
        )  # fmt: skip
    return time_h, tuple((name, int(np.searchsorted(time_h, time))) for name, time in outputs)


def _refuse_not_finite(found: Gradient, people: People) -> None:
    for output, values, slopes in zip(found.outputs, found.value, found.derivative, strict=True):
        for name, row in zip(("value", *found.parameters), (values, *slopes), strict=True):
            bad = np.flatnonzero(~np.isfinite(row))
            if bad.size:
                raise SolverError(
                    "A derivative is not finite.", where=f"{output[0]} at {output[1]:g} h, {name}",
                    got=f"person {people.first + int(bad[0])}", hint="look at this person's parameters",
                )  # fmt: skip
