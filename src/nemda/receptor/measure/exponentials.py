"""Fit of a sum of exponentials to a recorded trace, as an experimenter does it.

    y(t) = y_end + sum_k A_k exp(-t / tau_k)

Time constants are fitted by their logarithms (they must be positive); for given time constants the
amplitudes follow by linear least squares (variable projection; Golub and Pereyra 1973), so that only a few
numbers are searched. A fit lumps time constants; the exact ones of a scheme are in
`nemda.receptor.measure.modes`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError


class Exponentials(NamedTuple):
    """Fitted time constants (s, fastest first), amplitudes, end value, and root mean square misfit."""

    time_constant_s: Float[ndarray, " component"]
    amplitude: Float[ndarray, " component"]
    end: float
    misfit: float

    @property
    def share(self) -> Float[ndarray, " component"]:
        """Share of each component in the total amplitude."""
        return self.amplitude / self.amplitude.sum()

    @property
    def weighted_s(self) -> float:
        """Amplitude-weighted time constant (s)."""
        return float(self.share @ self.time_constant_s)

    def at(self, time_s: Float[ndarray, " time"]) -> Float[ndarray, " time"]:
        """Return the fitted curve at times since the begin of the fit (s)."""
        return self.end + np.exp(-np.asarray(time_s)[:, None] / self.time_constant_s) @ self.amplitude


def fit_exponentials(
    time_s: Float[ndarray, " time"],
    response: Float[ndarray, " time"],
    components: int = 1,
    end: float | None = None,
) -> Exponentials:
    """Return the least-squares sum of exponentials; times count from the first sample (s).

    `end` is the value that the trace decays to, if it is known (0 for a deactivation); it is fitted if not.

    Raises
    ------
    ReceptorError
        There are fewer than four samples for each component, or times do not rise.
    """
    from scipy.optimize import least_squares

    time = np.asarray(time_s, dtype=float) - float(time_s[0])
    if components < 1 or time.size < 4 * components or np.any(np.diff(time) <= 0):
        raise ReceptorError(
            "Too few samples, or times that do not rise.", where="fit_exponentials",
            expected=f"at least {4 * max(components, 1)} rising times", got=time.size,
        )  # fmt: skip
    scale = float(np.ptp(response)) or 1.0
    wanted = (np.asarray(response, dtype=float) - (end or 0.0)) / scale
    level = np.zeros((time.size, 0)) if end is not None else np.ones((time.size, 1))

    def amplitudes(logs: ndarray) -> tuple[ndarray, ndarray]:
        basis = np.hstack([np.exp(-time[:, None] / np.exp(logs)), level])
        found = np.linalg.lstsq(basis, wanted, rcond=None)[0]
        return found, basis @ found - wanted

    first, last = np.log(time[1] / 2), np.log(time[-1])
    places = np.linspace(0, 1, components + 2)[1:-1]
    guesses = [first + (last - first) * places, first + (last - first) * np.sqrt(places)]
    bounds = (first - 5, last + 1)

    def misfit(logs: ndarray) -> ndarray:
        return amplitudes(logs)[1]

    fits: list[Any] = [least_squares(misfit, guess, bounds=bounds) for guess in guesses]
    best = fits[int(np.argmin([fit.cost for fit in fits]))]
    found, left = amplitudes(best.x)
    order = np.argsort(best.x)
    fitted_end = end if end is not None else float(found[components] * scale)
    return Exponentials(
        np.exp(best.x)[order], found[:components][order] * scale, fitted_end,
        float(np.sqrt(np.mean(left**2)) * scale),
    )  # fmt: skip
