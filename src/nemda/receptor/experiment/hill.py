"""Fit of the Hill equation to a dose-response curve, and what its uncertainty would be in a laboratory.

    y = y_0 + (y_inf - y_0) / (1 + (K / c)^n)

A simulated curve has no noise, so the covariance of its fit says only how well a Hill curve describes the
scheme. What an experimenter would report as a confidence interval comes from the scatter between cells:
each of `count` cells gets its own potency (log-normal with coefficient of variation `potency_cv`) and
its own reading error (normal, `reading_sd` of the full range); the mean of the cells is fitted, and this is
repeated `draws` times with a seed (parametric bootstrap; Efron and Tibshirani 1993).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import ReceptorError

INTERVAL = (2.5, 97.5)
"""Percentiles that bound the 95 % interval."""


@dataclass(frozen=True)
class Cells:
    """How an experiment would scatter: number of cells, between-cell CV of potency, reading error.

    The defaults (6 cells, 20 %, 3 % of the range) are assumptions of usual size, not measured for any
    compound; 0 cells asks for no interval.
    """

    count: int = 6
    potency_cv: float = 0.2
    reading_sd: float = 0.03
    draws: int = 200
    seed: int = 1

    def __post_init__(self) -> None:
        if self.count < 0 or self.draws < 20 or self.potency_cv < 0 or self.reading_sd < 0:
            raise ReceptorError(
                "Cells need a count of 0 or more, 20 draws or more, and spreads of 0 or more.",
                where="cells", got=self,
            )  # fmt: skip


class Interval(NamedTuple):
    """Lower and upper end."""

    low: float
    high: float


@dataclass(frozen=True)
class HillFit:
    """Fitted half-effect (umol/L), Hill slope, response without and with all drug, and 95 % intervals.

    `misfit` is the root mean square deviation of the Hill curve from the curve, as a share of its range.
    """

    half: float
    hill: float
    bottom: float
    top: float
    misfit: float
    half_interval: Interval | None = None
    hill_interval: Interval | None = None

    def at(self, level: Float[ndarray, " level"]) -> Float[ndarray, " level"]:
        """Return the fitted response at concentrations (umol/L)."""
        return hill_curve(np.asarray(level, dtype=float), np.log(self.half), self.hill, self.bottom, self.top)


def hill_curve(
    level: Float[ndarray, " level"], log_half: float, hill: float, bottom: float, top: float
) -> Float[ndarray, " level"]:
    """Return the Hill equation at positive concentrations; `bottom` is the response without drug."""
    from scipy.special import expit

    return bottom + (top - bottom) * expit(hill * (np.log(level) - log_half))


def fit_hill(
    level: Float[ndarray, " level"], response: Float[ndarray, " level"], cells: Cells | None = None
) -> HillFit | None:
    """Return the fitted Hill curve, or None where the response does not change by a thousandth.

    Raises
    ------
    ReceptorError
        There are fewer than five concentrations, or one is not positive.
    """
    levels, values = np.asarray(level, dtype=float), np.asarray(response, dtype=float)
    if levels.size < 5 or np.any(levels <= 0):
        raise ReceptorError(
            "A Hill fit needs at least five positive concentrations.", where="level", got=levels.tolist()
        )
    span = float(np.ptp(values))
    if span <= 1e-3 * float(np.abs(values).max()):
        return None
    found = _fit(levels, values, None)
    misfit = float(np.sqrt(np.mean((hill_curve(levels, *found) - values) ** 2)) / span)
    halves, slopes = (None, None) if cells is None or cells.count == 0 else _scatter(levels, found, cells)
    return HillFit(
        float(np.exp(found[0])), float(found[1]), float(found[2]), float(found[3]), misfit, halves, slopes
    )


def _fit(levels: ndarray, values: ndarray, guess: ndarray | None) -> ndarray:
    from scipy.optimize import least_squares

    span = float(np.ptp(values)) or 1.0
    if guess is None:
        middle = (values[0] + values[-1]) / 2
        nearest = int(np.argmin(np.abs(values - middle)))
        guess = np.array([np.log(levels[nearest]), 1.0, values[0], values[-1]])
    wide = np.log(levels[[0, -1]]) + np.array([-5.0, 5.0])
    lower, upper = [wide[0], 0.1, -np.inf, -np.inf], [wide[1], 10.0, np.inf, np.inf]
    start = np.clip(guess, np.array(lower) + 1e-9, np.array(upper) - 1e-9)

    def misfit(guessed: ndarray) -> ndarray:
        return (hill_curve(levels, *guessed) - values) / span

    fit: Any = least_squares(misfit, start, bounds=(lower, upper), x_scale=[1.0, 1.0, span, span])
    return np.asarray(fit.x)


def _scatter(levels: ndarray, found: ndarray, cells: Cells) -> tuple[Interval, Interval]:
    rng = np.random.default_rng(cells.seed)
    log_half, hill, bottom, top = found
    spread = float(np.sqrt(np.log1p(cells.potency_cv**2)))
    shape = (cells.draws, cells.count)
    halves = log_half + spread * rng.standard_normal(shape)
    errors = cells.reading_sd * abs(top - bottom) * rng.standard_normal((*shape, levels.size))
    curves = bottom + (top - bottom) / (1 + np.exp(-hill * (np.log(levels) - halves[..., None])))
    means = (curves + errors).mean(axis=1)
    fits = np.array([_fit(levels, mean, found) for mean in means])
    low_half, high_half = np.percentile(np.exp(fits[:, 0]), INTERVAL)
    low_hill, high_hill = np.percentile(fits[:, 1], INTERVAL)
    return Interval(float(low_half), float(high_half)), Interval(float(low_hill), float(high_hill))
