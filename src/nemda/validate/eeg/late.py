"""The EEG a day or more after the drug, when no receptor is blocked: what new spines leave in it.

The density of spines is that of the people of `nemda.validate.biology.cohort`, whom the whole chain is run
for; the mean of what each has over what the same person had before the first dose goes into the cortex.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex import EEG, Blocks, spectra
from nemda.cortex.parameters import Cortex
from nemda.units import HOURS_PER_DAY
from nemda.validate.biology.cohort import Cohort, CohortCourse, cohort_course
from nemda.validate.eeg.conventions import convention
from nemda.validate.eeg.window import LastingError

POINTS = 13


def late_eeg(cohort: Cohort, window_h: tuple[float, float], cortex: Cortex) -> EEG:
    """Return the EEG over a window (h since the first dose) in which the drug is gone.

    Raises
    ------
    LastingError
        The window ends later than the chain is run.
    NemdaError
        The regimen is refused.
    """
    longest = convention("lasting_longest")
    if window_h[1] > longest:
        days = longest / HOURS_PER_DAY
        raise LastingError(f"more than {days:.0f} days after a dose, of which nothing is claimed")
    times = np.linspace(*window_h, POINTS)
    density = densities(cohort_course(cohort.lasting(window_h[1])), times)
    nothing = np.zeros(POINTS)
    return spectra(Blocks(nothing, nothing, nothing), times, cortex=cortex, spines=density)


def densities(course: CohortCourse, times_h: Float[ndarray, " time"]) -> Float[ndarray, " time"]:
    """Return the density of spines at times (h) relative to that before, mean over people."""

    def at(hours: float) -> ndarray:
        return course.at("labile_spines", hours) + course.at("stable_spines", hours)

    before = at(0.0)
    return np.array([float(np.mean(at(float(one)) / before)) for one in times_h])
