"""When people are looked at after a dose that is absorbed, where a row says no time: around the peak.

What would falsify the rule: studies that record before such a dose acts, and call it acute.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.cortex.blocks import Blocks
from nemda.units import MINUTES_PER_HOUR
from nemda.validate.eeg.conventions import convention

SEARCHED_H, STEP_H = 24.0, 1 / 12


def around_peak_min(blocks_at: Callable[[Float[ndarray, " time"]], Blocks]) -> tuple[float, float]:
    """Return start and stop (min since the dose) of an hour around the time of the highest block."""
    times = np.arange(STEP_H, SEARCHED_H, STEP_H)
    peak = float(times[int(np.argmax(blocks_at(times).parvalbumin))]) * MINUTES_PER_HOUR
    half = convention("around_peak") / 2
    return max(peak - half, convention("first_look")), peak + half
