"""From a published mean and SD to the bell curve behind them, when bounds cut that curve.

A trial reports the mean and SD of the people it let in. Cutting a bell curve with *those* numbers at
the inclusion threshold would give a higher mean and a smaller SD than reported. So the curve before
the cut is solved for: the one whose part inside the bounds has the reported mean and SD.

With a = (low - m)/s, b = (high - m)/s, Z = P(b) - P(a), P and p the normal distribution and density,
the part of a normal curve inside the bounds has (Johnson, Kotz and Balakrishnan 1994, Continuous
Univariate Distributions vol. 1, section 13.10)

    mean = m + s (p(a) - p(b)) / Z
    variance = s^2 [1 + (a p(a) - b p(b)) / Z - ((p(a) - p(b)) / Z)^2]

and for a value whose logarithm is that part, E[x^k] = exp(k m + k^2 s^2 / 2) (P(b - k s) - P(a - k s)) / Z.
What would falsify the form: baseline scores with a shape other than a cut bell, as when raters
inflate scores to reach a threshold.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError
from nemda.people.distributions import TruncatedLognormal, TruncatedNormal

TOLERANCE = 1e-9
"""Largest error of the matched mean and SD, in units of the SD asked for."""

NEWTON_STEPS, LONGEST_STEP, DIFFERENCE = 12, 1.0, 1e-5
"""Steps of Newton's method, the longest of them that is trusted (SDs, or a logarithm), and half the
difference that a derivative is taken over."""

FARTHEST = 8.0
"""A curve whose middle lies more SDs outside the bounds is an exponential in disguise, and the formulas
above lose their digits there."""


def cut_normal(mean: float, sd: float, low: float, high: float, where: str) -> TruncatedNormal:
    """Return the normal curve with this mean and SD, cut at the bounds (moments *before* the cut)."""
    _check(mean, sd, (low, high), where)
    return TruncatedNormal(mean, sd, low, high)


def cut_lognormal(mean: float, sd: float, low: float, high: float, where: str) -> TruncatedLognormal:
    """Return the lognormal curve with this mean and SD, cut at the bounds (moments *before* the cut)."""
    _check(mean, sd, (low, high), where)
    log_mean, log_sd = _log_moments(mean, sd)
    return TruncatedLognormal(TruncatedNormal(log_mean, log_sd, _log(low), _log(high)))


@cache
def matched_normal(mean: float, sd: float, low: float, high: float, where: str) -> TruncatedNormal:
    """Return the normal curve whose part inside the bounds has this mean and SD.

    Raises
    ------
    PeopleError
        The mean lies outside the bounds, the SD is not positive, or no normal curve fits.
    """
    _check(mean, sd, (low, high), where)
    parent = _solve(_normal_moments, (mean, sd), (mean, sd), (low, high), where)
    return TruncatedNormal(*parent, low, high)


@cache
def matched_lognormal(mean: float, sd: float, low: float, high: float, where: str) -> TruncatedLognormal:
    """Return the lognormal curve whose part inside the bounds has this mean and SD.

    Raises
    ------
    PeopleError
        As in `matched_normal`.
    """
    _check(mean, sd, (low, high), where)
    bounds = (_log(low), _log(high))
    parent = _solve(_lognormal_moments, _log_moments(mean, sd), (mean, sd), bounds, where)
    return TruncatedLognormal(TruncatedNormal(*parent, *bounds))


def _check(mean: float, sd: float, bounds: tuple[float, float], where: str) -> None:
    low, high = bounds
    if not low < mean < high:
        raise PeopleError(
            "A mean must lie inside its bounds.", where=where, expected=f"{low:g} to {high:g}", got=mean
        )
    if not 0 < sd < np.inf:
        raise PeopleError(
            "An SD must be positive.", where=where, got=sd, hint="give one number alone for no spread"
        )


def _log(value: float) -> float:
    return float(np.log(value)) if value > 0 else -np.inf


def _log_moments(mean: float, sd: float) -> tuple[float, float]:
    """Return mean and SD of the logarithm of a lognormal value with this mean and SD."""
    variance = np.log1p((sd / mean) ** 2)
    return float(np.log(mean) - variance / 2), float(np.sqrt(variance))


def _density(z: float) -> float:
    return float(np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi))


def _moment(z: float) -> float:
    """Return z times the normal density at z, which is 0 at infinity."""
    return z * _density(z) if np.isfinite(z) else 0.0


def _between(a: float, b: float) -> np.float64:
    """Return the normal probability between two points, with its digits kept in either tail.

    It is a NumPy number because it can be 0, and dividing by it must then give infinity.
    """
    from scipy.special import ndtr

    return np.float64(ndtr(-a) - ndtr(-b) if a > 0 else ndtr(b) - ndtr(a))


def _normal_moments(m: float, s: float, low: float, high: float) -> tuple[float, float]:
    a, b = (low - m) / s, (high - m) / s
    inside = _between(a, b)
    shift = (_density(a) - _density(b)) / inside
    variance = 1 + (_moment(a) - _moment(b)) / inside - shift**2
    return float(m + s * shift), s * float(np.sqrt(max(variance, 0.0)))


def _lognormal_moments(m: float, s: float, low: float, high: float) -> tuple[float, float]:
    a, b = (low - m) / s, (high - m) / s
    inside = _between(a, b)
    first = np.exp(m + s**2 / 2) * _between(a - s, b - s) / inside
    second = np.exp(2 * m + 2 * s**2) * _between(a - 2 * s, b - 2 * s) / inside
    return float(first), float(np.sqrt(max(second - first**2, 0.0)))


def _root(
    error: Callable[[Float[ndarray, " 2"]], Float[ndarray, " 2"]], start: Float[ndarray, " 2"]
) -> Float[ndarray, " 2"]:
    """Return a point where the error vanishes, or one from which no way to such a point was found.

    Usual curves take a few steps of Newton's method; importing SciPy's solver for them would take longer
    than everything else that the command line does before a simulation, so only the others get it.
    """
    point = start
    for _ in range(NEWTON_STEPS):
        here = error(point)
        if np.abs(here).max() < TOLERANCE / 1000:
            return point
        sides = DIFFERENCE * np.eye(2)
        (a, b), (c, d) = [(error(point + side) - error(point - side)) / (2 * DIFFERENCE) for side in sides]
        step = np.array([d * here[0] - c * here[1], a * here[1] - b * here[0]]) / (a * d - b * c)
        if not np.abs(step).max() < LONGEST_STEP:
            break
        point = point - step
    from scipy.optimize import root

    return root(error, start, tol=1e-13).x


def _solve(
    moments: Callable[[float, float, float, float], tuple[float, float]],
    start: tuple[float, float],
    wanted: tuple[float, float],
    bounds: tuple[float, float],
    where: str,
) -> tuple[float, float]:
    mean, sd = wanted

    def error(unknown: Float[ndarray, " 2"]) -> Float[ndarray, " 2"]:
        got_mean, got_sd = moments(
            float(start[0] + start[1] * unknown[0]), float(np.exp(unknown[1])), *bounds
        )
        return np.array([(got_mean - mean) / sd, got_sd / sd - 1])

    # far from a solution the part inside the bounds can vanish; such a try is judged below
    with np.errstate(all="ignore"):
        found = _root(error, np.array([0.0, np.log(start[1])]))
        worst = float(np.max(np.abs(error(found))))
    m, s = float(start[0] + start[1] * found[0]), float(np.exp(found[1]))
    near = (bounds[0] - m) / s < FARTHEST and (bounds[1] - m) / s > -FARTHEST
    if not (worst < TOLERANCE and near):
        raise PeopleError(
            "No curve of this form has this mean and SD inside these bounds.",
            where=where,
            expected=f"mean {mean:g}, SD {sd:g}",
            hint="give a smaller SD, or a mean further from the bounds",
        )
    return m, s
