"""Probabilities while voltage or concentrations change linearly in time.

There the generator changes at every moment and no closed form exists; SciPy's implicit Radau method
follows it with the exact Jacobian, the transpose of Q(t). Radau keeps linear invariants, so probability
is conserved to rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import SolverError

RELATIVE, ABSOLUTE = 1e-9, 1e-12
"""Tolerances of the solver; the tests compare with a run a hundred times tighter."""


def follow(
    matrix_at: Callable[[float], Float[ndarray, "state state"]],
    start: Float[ndarray, " state"],
    time_s: Float[ndarray, " time"],
    duration_s: float,
    relative: float = RELATIVE,
    absolute: float = ABSOLUTE,
) -> Float[ndarray, "time state"]:
    """Return the probabilities at `time_s` (within 0 to `duration_s`, rising) from `start`.

    `matrix_at` gives Q at a time since the begin (s).

    Raises
    ------
    SolverError
        The solver gave up.
    """
    from scipy.integrate import solve_ivp

    def change(time: float, share: ndarray) -> ndarray:
        return share @ matrix_at(time)

    def jacobian(time: float, share: ndarray) -> ndarray:
        return matrix_at(time).T

    solution: Any = solve_ivp(
        change, (0.0, duration_s), start, method="Radau", t_eval=np.minimum(time_s, duration_s),
        jac=jacobian, rtol=relative, atol=absolute,
    )  # fmt: skip
    if not solution.success:
        raise SolverError(
            "The stiff solver gave up on a ramp.", where=f"{duration_s:g} s", got=solution.message
        )
    return solution.y.T
