"""When to look: a grid that is fine around doses and coarse between them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import RegimenError
from nemda.regimen import Regimen, sessions

AFTER_SESSION_H = (0.0, 0.25, 0.5, 2 / 3, 1.0, 1.5, 2.0, 4.0, 8.0)
AFTER_FIRST_H = (1 / 12, 1 / 6, 1 / 3, 5 / 12, 7 / 12, 0.75, 5 / 6, 1.25, 3.0, 6.0)
BETWEEN_H = 12.0
SAME_TIME_H = 1e-9


def output_times(regimen: Regimen, end_h: float, visits_h: Iterable[float] = ()) -> Float[ndarray, " time"]:
    """Return rising times (h) from 0 to `end_h`: around every session, every 12 h, and all visits.

    Raises
    ------
    RegimenError
        A visit lies before the start or after the end.
    """
    visits = np.array(sorted(visits_h), dtype=float)
    if visits.size and (visits[0] < 0 or visits[-1] > end_h):
        raise RegimenError(
            "Visit outside the simulated time.", where="visits",
            expected=f"0 to {end_h:g} h", got=f"{visits[0]:g} to {visits[-1]:g} h",
        )  # fmt: skip
    starts = sessions(regimen)
    near = [start + after for start in starts for after in AFTER_SESSION_H]
    first = [starts[0] + after for after in AFTER_FIRST_H] if starts else []
    times = np.sort(np.concatenate([np.arange(0, end_h, BETWEEN_H), [end_h], near, first, visits]))
    times = times[times <= end_h]
    return times[np.append(True, np.diff(times) > SAME_TIME_H)]
