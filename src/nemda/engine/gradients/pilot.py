"""Choosing the frozen steps: a few people share one adaptive run in which the largest error decides.

So each step is as short as the most demanding of them needs at that moment, by the rules of
`nemda.engine.lanes`, and edges are hit exactly.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.gradients.functions import functions
from nemda.engine.gradients.grid import Grid, filled_up
from nemda.engine.gradients.library import Array, compiled, double_precision
from nemda.engine.gradients.signals import within
from nemda.engine.gradients.step import NODES, scaled_error, take_step
from nemda.engine.lanes import (
    FIRST_STEP_H,
    GROW,
    SAFETY,
    SHRINK,
    SMALLEST_STEP_H,
    STEP_EXPONENT,
    Tolerance,
)  # fmt: skip
from nemda.errors import SolverError
from nemda.model.assembly import Model
from nemda.model.drive import Drive

PILOT_PEOPLE = 8
SMALLEST_ERROR = 1e-10


@runtime_checkable
class _Advance(Protocol):
    def __call__(self, x: Array, constants: Array, *rest: Any) -> tuple[Array, Array]: ...


def freeze(
    model: Model,
    start: Float[ndarray, "state person"],
    constants: Float[ndarray, "constant person"],
    drive: Drive,
    until_h: float,
    tolerance: Tolerance,
) -> Grid:
    """Return the steps that keep the error of every pilot person within the tolerance up to `until_h`.

    The pilot is at most eight of the given people, evenly spread over their order.

    Raises
    ------
    SolverError
        The steps became too short.
    """
    pilot = np.unique(np.linspace(0, start.shape[1] - 1, PILOT_PEOPLE).round().astype(int))
    some = replace(
        drive,
        **{name: getattr(drive, name)[..., pilot] for name in ("rate", "amplitude", "plateau", "weight")},
    )
    scale = np.array([declared.scale for declared in model.states.values()])
    advance = _advance(model)
    x: Array = start[:, pilot]
    found: list[tuple[float, float, int]] = []
    length = FIRST_STEP_H
    ends = np.minimum(np.append(drive.edge_h[1:], np.inf), until_h)
    with double_precision():
        for segment, (begin, end) in enumerate(zip(drive.edge_h, ends, strict=True)):
            time, length = float(begin), min(length, FIRST_STEP_H)
            while time < end:
                trial = _fitted(length, end - time)
                signals, slopes = _at(some, segment, time - begin, trial)
                new, errors = advance(
                    x,
                    constants[:, pilot],
                    signals,
                    slopes,
                    trial,
                    scale,
                    tolerance.relative,
                    tolerance.absolute,
                )
                error = float(errors.max())
                if error <= 1.0:  # not so where it is not finite
                    found.append((time, trial, segment))
                    x, time = new, float(end) if trial == end - time else time + trial
                length = _next_length(length, trial, error)
                if length < SMALLEST_STEP_H:
                    raise SolverError(
                        "No steps can be frozen: they become too short.", where=f"hour {time:g}",
                        hint="look at the parameters of these people",
                    )  # fmt: skip
    begins, lengths, segments = zip(*found, strict=True)
    grid = Grid(drive.edge_h, np.array(begins), np.array(lengths), np.array(segments, dtype=np.int64))
    return filled_up(grid)


@lru_cache(maxsize=8)
def _advance(model: Model) -> _Advance:
    f = functions(model)

    def advance(x: Array, constants: Array, *rest: Any) -> tuple[Array, Array]:
        signals, slopes, length, scale, relative, absolute = rest
        step = take_step(f, constants, x, signals, slopes, length)
        return step.new, scaled_error(step, scale, relative, absolute)

    return compiled(advance)


def _fitted(length: float, left: float) -> float:
    """Return a step that lands on the edge or leaves no sliver before it."""
    if length >= left:
        return left
    return left / 2 if 2 * length > left else length


def _next_length(length: float, trial: float, error: float) -> float:
    if not np.isfinite(error):
        return SHRINK * trial
    wished = trial * float(np.clip(SAFETY * max(error, SMALLEST_ERROR) ** -STEP_EXPONENT, SHRINK, GROW))
    # a step cut short by an edge says little about how long the next may be
    return max(wished, length) if error <= 1.0 and trial < length else wished


def _at(drive: Drive, segment: int, since_h: float, length_h: float) -> tuple[ndarray, ndarray]:
    elapsed = since_h + length_h * np.array(NODES)
    value, slope = within(drive, np.full(elapsed.size, segment), elapsed)
    return value, slope[0]
