"""Mixed model for repeated measures: all visits in one model, with any covariance between them.

change[i, v] = intercept[v] + difference[v] arm[i] + slope[v] (start[i] - mean) + error, errors of a person
normal with an unstructured covariance over visits.
The covariance is estimated by restricted maximum likelihood with the EM algorithm; people with missing
visits count with those they have, which is
right where missing depends only on what was seen. Tests use t with people minus columns degrees of freedom;
with complete ratings all of this is the analysis of covariance of every visit. Own linear algebra because the
statistics library has no unstructured covariance.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

MOST_ROUNDS = 300
PRECISION = 1e-6


def mmrm(
    change: Float[ndarray, "person visit"], arm: Float[ndarray, " person"], start: Float[ndarray, " person"]
) -> tuple[tuple[float, float, float, float], ...]:
    """Return difference, standard error, degrees of freedom and p value at every visit.

    `arm` is 1 or 0. People without any rating, and visits that fewer than two people of an arm have, are
    left out (NaN).
    """
    from scipy.stats import t as student

    seen = np.isfinite(change)
    enough = [
        bool(min((seen[:, v] & (arm == 1)).sum(), (seen[:, v] & (arm == 0)).sum()) >= 2)
        for v in range(change.shape[1])
    ]
    kept = np.flatnonzero(enough)
    rows = seen[:, kept].any(axis=1) & np.isfinite(start)
    found = [(float("nan"),) * 4] * change.shape[1]
    design = np.column_stack([np.ones(rows.sum()), arm[rows], start[rows] - start[rows].mean()])
    if not kept.size or design.shape[0] <= design.shape[1] + kept.size or np.ptp(start[rows]) == 0:
        return tuple(found)  # pyright: ignore[reportReturnType]  every entry has four numbers
    coefficients, errors = _fit(change[rows][:, kept], design)
    for place, visit in enumerate(kept):
        difference, error = float(coefficients[1, place]), float(errors[1, place])
        freedom = float((rows & seen[:, visit]).sum() - design.shape[1])
        p = float(2 * student.sf(abs(difference) / error, freedom))
        found[visit] = (difference, error, freedom, p)
    return tuple(found)


def _fit(y: Float[ndarray, "person visit"], x: Float[ndarray, "person column"]) -> tuple[ndarray, ndarray]:
    """Return coefficients and standard errors [column, visit]."""
    people, visits = y.shape
    columns = x.shape[1]
    patterns = _patterns(np.isfinite(y))
    covariance = np.diag(np.nanvar(y, axis=0) + 1e-9)
    size = columns * visits
    coefficients, spread = np.zeros((visits, columns)), np.zeros((size, size))
    before = np.inf
    for _ in range(MOST_ROUNDS):
        coefficients, spread = _least_squares(y, x, covariance, patterns)
        covariance = _covariance(y, x, coefficients, spread, covariance, patterns, people)
        now = float(np.linalg.slogdet(covariance)[1])
        if abs(now - before) < PRECISION:
            break
        before = now
    coefficients, spread = _least_squares(y, x, covariance, patterns)
    return coefficients.T, np.sqrt(np.diag(spread)).reshape(visits, columns).T


def _patterns(seen: ndarray) -> list[tuple[ndarray, ndarray]]:
    """Return each pattern of visits seen, with the people who have it."""
    return [
        (np.flatnonzero(pattern), np.flatnonzero((seen == pattern).all(axis=1)))
        for pattern in np.unique(seen, axis=0)
    ]


def _least_squares(
    y: ndarray, x: ndarray, covariance: ndarray, patterns: list[tuple[ndarray, ndarray]]
) -> tuple[ndarray, ndarray]:
    """Return coefficients [visit, column] and their covariance, both ordered by visit, then column."""
    visits, columns = y.shape[1], x.shape[1]
    information = np.zeros((visits, columns, visits, columns))
    moment = np.zeros((visits, columns))
    every = np.arange(columns)
    for at, rows in patterns:
        weight = np.linalg.inv(covariance[np.ix_(at, at)])
        block = np.einsum("ab,cd->acbd", weight, x[rows].T @ x[rows])
        information[np.ix_(at, every, at, every)] += block
        moment[at] += weight @ (y[np.ix_(rows, at)].T @ x[rows])
    flat = information.reshape(visits * columns, visits * columns)
    spread = np.linalg.inv(flat)
    return (spread @ moment.ravel()).reshape(visits, columns), spread


def _covariance(
    y: ndarray, x: ndarray, coefficients: ndarray, spread: ndarray, covariance: ndarray,
    patterns: list[tuple[ndarray, ndarray]], people: int,
) -> ndarray:  # fmt: skip
    """Return the next covariance: expected squares of the errors given what was seen (E and M step)."""
    visits, columns = coefficients.shape
    total = np.zeros_like(covariance)
    blocks = spread.reshape(visits, columns, visits, columns)
    every = np.arange(columns)
    for at, rows in patterns:
        missing = np.setdiff1d(np.arange(visits), at)
        seen = covariance[np.ix_(at, at)]
        fill = np.zeros((visits, at.size))
        fill[at, np.arange(at.size)] = 1.0
        if missing.size:
            fill[missing] = np.linalg.solve(seen, covariance[np.ix_(at, missing)]).T
            total[np.ix_(missing, missing)] += rows.size * (
                covariance[np.ix_(missing, missing)] - fill[missing] @ covariance[np.ix_(at, missing)]
            )
        errors = y[np.ix_(rows, at)] - x[rows] @ coefficients[at].T
        uncertain = np.einsum("acbd,cd->ab", blocks[np.ix_(at, every, at, every)],
                              x[rows].T @ x[rows])  # fmt: skip
        total += fill @ (errors.T @ errors + uncertain) @ fill.T
    return total / people
