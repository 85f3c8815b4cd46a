"""The states in which people enter a course: at rest, or in step with the rhythm of the day.

Without a rhythm that is the drug-free steady state. With one nothing is steady: people then live
twelve weeks without drug first, so that what the rhythm does on average (glutamate costs spines more at its
peak than its trough saves) is not mistaken for a drift. Wrong if a drug-free course with the rhythm still
moves from day to day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.kernels import Kernels
from nemda.engine.lanes import Tolerance
from nemda.engine.oracle import solve_person
from nemda.engine.rest import rest
from nemda.engine.solver import integrate
from nemda.model.assembly import Model
from nemda.model.drive import Drive, constant_drive
from nemda.units import HOURS_PER_WEEK

SETTLING_H = 12 * HOURS_PER_WEEK
"""Whole days, so that the course begins at its own time of day; spines take ten days to settle."""


class Group(NamedTuple):
    """The model, its code, and the prepared numbers of some people [constant, person]."""

    model: Model
    code: Kernels
    constants: Float[ndarray, "constant person"]


def beginning(group: Group, drive: Drive, tolerance: Tolerance) -> Float[ndarray, "state person"]:
    """Return the states at hour 0 of a course under `drive`, whose doses have not acted yet.

    Raises
    ------
    SolverError
        Some person has no steady state, or no solution of the weeks before.
    """
    model, code, constants = group
    people = constants.shape[1]
    start = rest(model, code, constants, np.zeros((len(model.drives), people)))
    if not drive.rhythms:
        return start
    before = without_doses(drive)
    scale = np.array([declared.scale for declared in model.states.values()])
    end = np.array([SETTLING_H])
    solution = integrate(code, start, constants, before, end, scale, tolerance)
    settled = solution.states[:, 0]
    for person in np.flatnonzero(solution.failed):
        settled[:, person] = solve_person(
            model, code, start[:, person], constants[:, person], before, int(person), end
        )[:, 0]
    return settled


def without_doses(drive: Drive) -> Drive:
    """Return the signals of people who get nothing and are not in care: only the rhythms are left."""
    nothing = np.zeros((1, len(drive.names), drive.people))
    still = constant_drive(drive.names, drive.units, np.zeros(1), nothing)
    return replace(still, rhythms=drive.rhythms)
