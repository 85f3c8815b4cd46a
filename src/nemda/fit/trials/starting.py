"""Where a calibration begins: its problem, and the point that an earlier calibration reached."""

from __future__ import annotations

import numpy as np

from nemda.fit.trials.data import targets
from nemda.fit.trials.optimum import Start
from nemda.fit.trials.parameters import SPONTANEOUS, free_parameters, standardized
from nemda.fit.trials.problem import Problem
from nemda.fit.trials.simulate import SimulatedPeople
from nemda.mechanism.catalog import simulation_parameters
from nemda.mechanism.sets import read_set
from nemda.trial.rows.variation import variation_of

UNCALIBRATED = "uncalibrated"


def problem_of(n: int, seed: int) -> Problem:
    """Return the calibration to the tables with `n` people an arm, around the set before any calibration."""
    found, times = targets()
    free = free_parameters(simulation_parameters((UNCALIBRATED,)))
    return Problem(found, times, free, SimulatedPeople(n, seed, UNCALIBRATED))


def start_of(problem: Problem, parameter_set: str) -> Start:
    """Return parameters, study deviations and their standard deviations of an earlier calibration.

    Raises
    ------
    DataError
        There is no such set, or none that was calibrated.
    """
    earlier = variation_of(parameter_set)
    values: dict[str, float] = {SPONTANEOUS: earlier.spontaneous_relapse_per_d}
    for parameter, entry in read_set(parameter_set).entries.items():
        for field, key in (("value", parameter), ("spread", f"{parameter}.spread")):
            if field in entry:
                values[key] = float(entry[field])
    own = np.array([earlier.effect_of(study, known=True).own for study in problem.studies]).T
    return Start(standardized(problem.free, values), own, earlier.sd)
