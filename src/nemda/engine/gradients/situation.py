"""People with their parameters, drives and steady state: where a derivative is taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine.gradients.course import Case, case_of
from nemda.engine.gradients.grid import Grid
from nemda.engine.gradients.pilot import freeze
from nemda.engine.group import drive_of
from nemda.engine.job import Job
from nemda.engine.kernels import kernels
from nemda.engine.rest import rest
from nemda.errors import RegimenError
from nemda.mechanism.chain import chain
from nemda.model.assembly import Model
from nemda.model.drive import Drive
from nemda.people import People


class Situation(NamedTuple):
    """A group of people under a job, with given values of their parameters."""

    job: Job
    people: People
    drawn: Mapping[str, Float[ndarray, " person"]]
    model: Model
    parameters: Float[ndarray, "parameter person"]
    constants: Float[ndarray, "constant person"]
    drive: Drive
    rest: Float[ndarray, "state person"]


def situation(job: Job, people: People, drawn: Mapping[str, Float[ndarray, " person"]]) -> Situation:
    """Return the situation of people whose parameters are `drawn`, by name.

    Raises
    ------
    RegimenError
        The course follows the rhythm of the day, which has no steady state to differentiate.
    SolverError
        Somebody has no drug-free steady state.
    """
    if job.setting.day_rhythm:
        raise RegimenError(
            "No gradients under the rhythm of the day.", where="setting.day_rhythm", expected="False",
            got=True, hint="compute the gradient without it; the rhythm hardly moves daily means",
        )  # fmt: skip
    model, code = chain(), kernels(chain())
    parameters = np.array([drawn[name] for name in model.parameter_names])
    constants = code.constants_of(parameters)
    drive = drive_of(job, model, drawn, people["weight_kg"])
    start = rest(model, code, constants, np.zeros((len(model.drives), people.n)))
    return Situation(job, people, drawn, model, parameters, constants, drive, start)


def frozen(here: Situation, until_h: float) -> Grid:
    """Return frozen steps for a situation up to an hour, at the tolerance of its job."""
    return freeze(here.model, here.rest, here.constants, here.drive, until_h, here.job.accuracy)


def case_on(here: Situation, grid: Grid, time_h: Float[ndarray, " time"]) -> Case:
    """Return what a program needs of a situation besides parameters and signals.

    Raises
    ------
    RegimenError
        The grid was frozen for another course of doses, or ends before the last time.
    """
    if not np.array_equal(here.drive.edge_h, grid.edge_h):
        raise RegimenError(
            "These steps were frozen for other doses or sessions.", where="grid",
            expected=f"{here.drive.edge_h.size} edges of this job", got=f"{grid.edge_h.size} edges",
            hint="freeze steps for this job",
        )  # fmt: skip
    baseline = here.people["baseline_madrs"]
    return case_of(here.model, here.rest, grid, time_h, here.job.accuracy, baseline)
