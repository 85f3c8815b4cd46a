"""When levels are read out: a grid that is fine around the starts and stops of doses, coarse between.

Only curves depend on it; peaks and areas are exact (`nemda.pk.metrics`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import RegimenError
from nemda.regimen import Regimen

EVEN = 240
"""So many equal steps from the start to the end."""

NEAR_MIN = (0, 0.5, 1, 2, 3, 4, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120, 150, 180)
FEW_MIN = (0, 5, 15, 30, 60, 120)
MANY_EDGES = 40
"""Above so many starts and stops fewer times stand around each."""

MOST = 100_000
SAME_TIME_H = 1e-9


def sample_times(
    regimen: Regimen, end_h: float, wanted_h: Sequence[float] | ndarray | None = None
) -> Float[ndarray, " time"]:
    """Return rising times (h) from 0 to `end_h`, or those wanted, checked.

    Raises
    ------
    RegimenError
        A wanted time is not finite, negative, out of order or after the end.
    """
    if wanted_h is not None:
        return _checked(wanted_h, end_h)
    edges = sorted({edge for dose in regimen.doses for edge in (dose.start_h, dose.stop_h)})
    near = NEAR_MIN if len(edges) <= MANY_EDGES else FEW_MIN
    around = [edge + minutes / 60.0 for edge in edges for minutes in near]
    times = np.unique(np.concatenate([np.linspace(0.0, end_h, EVEN + 1), around]))
    times = times[times <= end_h]
    return times[np.append(True, np.diff(times) > SAME_TIME_H)]


def _checked(wanted_h: Sequence[float] | ndarray, end_h: float) -> Float[ndarray, " time"]:
    times = np.asarray(wanted_h, dtype=float).ravel()
    wrong = (
        ~np.isfinite(times)
        | (times < 0)
        | (times > end_h)
        | np.append(False, np.diff(times) <= 0)[: times.size]
    )
    if not 0 < times.size <= MOST:
        raise RegimenError(
            "So many times cannot be read out.", where="times_h", got=times.size, expected=f"1 to {MOST}"
        )
    if wrong.any():
        first = int(np.argmax(wrong))
        raise RegimenError(
            "Times are hours that rise from 0 or later up to the end.", where=f"times_h[{first}]",
            got=f"{times[first]:g}", expected=f"rising, 0 to {end_h:g}, as in 0.5, 1, 2, 4",
        )  # fmt: skip
    return times
