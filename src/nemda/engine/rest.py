"""The drug-free steady state of every person, found by Newton steps that begin as long time steps.

Implicit Euler steps of growing length lead from the declared starting values into the basin of the
steady state, then become Newton's method. Wrong if a person's drug-free course moves.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.kernels import Kernels
from nemda.errors import SolverError
from nemda.model.assembly import Model

FIRST_STEP_H = 0.1
LONGEST_STEP_H = 1e14
GROWTH, FAST_GROWTH = 2.0, 1e3
CALM_MOVE = 0.01
"""Steps lengthen slowly until the states have nearly settled, then fast."""
ITERATIONS = 100
ACCEPTED_MOVE = 1e-12
"""Largest relative change of a state in the last Newton step; rounding leaves about 1e-15."""


def rest(
    model: Model,
    kernels: Kernels,
    constants: Float[ndarray, "constant person"],
    drive: Float[ndarray, "drive person"],
) -> Float[ndarray, "state person"]:
    """Return the states at which all rates vanish under the given constant drives.

    Raises
    ------
    SolverError
        No steady state was reached for some person; the message names the first and the state that
        still moves.
    """
    people = constants.shape[1]
    declared = list(model.states.values())
    scale = np.array([state.scale for state in declared])[:, None]
    x = np.repeat(np.array([state.start for state in declared])[:, None], people, axis=1)
    rates = np.empty_like(x)
    move = np.empty_like(x)
    factors = np.empty((kernels.factors, people))
    step = np.full(people, FIRST_STEP_H)
    relative = np.full_like(x, np.inf)
    under_way = np.ones(people, dtype=bool)
    # far out in the tails a state can grow without bound; that is refused below, not warned of
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for _ in range(ITERATIONS):
            kernels.rates(x, drive, constants, rates)
            kernels.factor(x, drive, constants, 1.0 / step, factors)
            kernels.solve(factors, rates, move)
            # whoever is there stays, so that nobody's last digits depend on how long others take
            x = np.where(under_way, x + move, x)
            relative = np.where(under_way, np.abs(move) / (np.abs(x) + scale), relative)
            moved = relative.max(axis=0)
            under_way = ~((moved < ACCEPTED_MOVE) & (step >= LONGEST_STEP_H))
            if not under_way.any():
                return x
            growth = np.where(moved < CALM_MOVE, FAST_GROWTH, GROWTH)
            step = np.minimum(step * growth, LONGEST_STEP_H)
    bad = ~(relative < ACCEPTED_MOVE)
    person = int(np.flatnonzero(bad.any(axis=0))[0])
    state = model.state_names[int(np.flatnonzero(bad[:, person])[0])]
    raise SolverError(
        "No drug-free steady state.",
        where=f"person {person} of this group, state {state}",
        got=f"relative change {relative[:, person].max():.1e} per step",
        hint="check this person's parameters; values far out in the tails may have none",
    )
