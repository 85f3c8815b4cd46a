"""One person at a time with SciPy: the arbiter of every other engine, and the last resort.

Radau restarted at every edge of the drive, on the same traced equations. Slow and
independent: a person whose fast solution fails is run here and reported.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.kernels import Kernels
from nemda.errors import SolverError
from nemda.model.assembly import Model
from nemda.model.drive import Drive


def solve_person(
    model: Model,
    kernels: Kernels,
    start: Float[ndarray, " state"],
    constants: Float[ndarray, " constant"],
    drive: Drive,
    person: int,
    time_h: Float[ndarray, " time"],
    relative: float = 1e-11,
) -> Float[ndarray, "state time"]:
    """Return one person's states at the given times, to a tight tolerance.

    Raises
    ------
    SolverError
        SciPy could not finish a segment.
    """
    from scipy.integrate import solve_ivp

    c: list[float] = constants.tolist()
    size = start.size
    scale = np.array([declared.scale for declared in model.states.values()])
    edges = np.append(drive.edge_h[drive.edge_h < time_h[-1]], time_h[-1])
    states = np.empty((size, time_h.size))
    states[:, time_h == 0] = start[:, None]
    rhythms = [(drive.names.index(rhythm.signal), rhythm) for rhythm in drive.rhythms]
    x = start
    for segment, (begin, end) in enumerate(pairwise(edges)):
        rate = drive.rate[:, person]
        fading, level = drive.amplitude[segment, :, person], drive.plateau[segment, :, person]
        weight = drive.weight[:, :, person]

        def signals(
            time: float,
            rate: ndarray = rate,
            fading: ndarray = fading,
            level: ndarray = level,
            weight: ndarray = weight,
            begin: float = begin,
        ) -> ndarray:
            signal = weight @ (level + fading * np.exp(-rate * time))
            for row, rhythm in rhythms:
                signal[row] += rhythm.at(begin + time)
            return signal

        def rates(time: float, state: ndarray, signals: Callable[[float], ndarray] = signals) -> ndarray:
            out = [math.nan] * size
            try:
                kernels.scalar_rates(state.tolist(), signals(time).tolist(), c, out)
            except (ArithmeticError, ValueError):
                return np.full(size, math.nan)  # a trial state outside the equations: the solver steps back
            # plain Python takes the power of a negative number for a complex one
            return np.array([math.nan if isinstance(value, complex) else value for value in out])

        inside = (time_h > begin) & (time_h <= end)
        asked = np.minimum(time_h[inside] - begin, end - begin)
        solution = solve_ivp(
            rates, (0.0, end - begin), x, method="Radau", rtol=relative, atol=relative * scale * 1e-2,
            t_eval=asked if asked.size and asked[-1] == end - begin else np.append(asked, end - begin),
            first_step=min(1e-3, (end - begin) / 10),
        )  # fmt: skip
        if not solution.success:
            raise SolverError(
                "The reference solver failed.", where=f"person {person}, hour {begin:g} to {end:g}",
                got=str(solution.message), hint="look at this person's parameters",
            )  # fmt: skip
        states[:, inside] = solution.y[:, : inside.sum()]
        x = solution.y[:, -1]
    return states
