"""The difference between two arms at every visit, by the method that the protocol names.

ANCOVA: least squares of change on arm and the first rating (statsmodels). Student's t: change, pooled
variance (SciPy). MMRM: all visits together, see `nemda.trial.statistics.mmrm`. Missing ratings are left out,
or the last one is carried forward.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.trial.protocol.parts import Analysis
from nemda.trial.statistics.library import statsmodels
from nemda.trial.statistics.mmrm import mmrm


class Compared(NamedTuple):
    """Difference (first minus second) with standard error, degrees of freedom and two-sided p value."""

    difference: float
    error: float
    freedom: float
    p: float


NOTHING = Compared(float("nan"), float("nan"), float("nan"), float("nan"))


def compare_arms(
    starts: tuple[Float[ndarray, " first"], Float[ndarray, " second"]],
    scores: tuple[Float[ndarray, "first visit"], Float[ndarray, "second visit"]],
    analysis: Analysis,
) -> tuple[Compared, ...]:
    """Return the comparison at every visit; NaN where an arm has fewer than two ratings."""
    if analysis.missing == "locf":
        scores = carried_forward(starts[0], scores[0]), carried_forward(starts[1], scores[1])
    start = np.concatenate(starts)
    arm = np.repeat([1.0, 0.0], [starts[0].size, starts[1].size])
    change = np.concatenate(scores) - start[:, None]
    if analysis.method == "mmrm":
        return tuple(Compared(*each) for each in mmrm(change, arm, start))
    return tuple(_at_visit(change[:, visit], arm, start, analysis.method) for visit in range(change.shape[1]))


def carried_forward(
    start: Float[ndarray, " person"], score: Float[ndarray, "person visit"]
) -> Float[ndarray, "person visit"]:
    """Return ratings with the last one seen in place of those that are missing."""
    filled = score.copy()
    last = start
    for visit in range(filled.shape[1]):
        filled[:, visit] = np.where(np.isnan(filled[:, visit]), last, filled[:, visit])
        last = filled[:, visit]
    return filled


def _at_visit(change: ndarray, arm: ndarray, start: ndarray, method: str) -> Compared:
    there = np.isfinite(change) & np.isfinite(start)
    y, x, b = change[there], arm[there], start[there]
    if min(x.sum(), (1 - x).sum()) < 2:
        return NOTHING
    if method == "ttest":
        return _student(y[x == 1], y[x == 0])
    design = np.column_stack([np.ones(x.size), x, b - b.mean()])
    if y.size <= design.shape[1] or np.ptp(b) == 0:
        return NOTHING
    fit = statsmodels("regression.linear_model").OLS(y, design).fit()
    return Compared(float(fit.params[1]), float(fit.bse[1]), float(fit.df_resid), float(fit.pvalues[1]))


def _student(first: ndarray, second: ndarray) -> Compared:
    from scipy.stats import ttest_ind

    found: Any = ttest_ind(first, second)
    difference = float(first.mean() - second.mean())
    statistic = float(found.statistic)
    error = abs(difference / statistic) if statistic else float("nan")
    return Compared(difference, error, float(first.size + second.size - 2), float(found.pvalue))


def within_person(differences: Float[ndarray, " person"], sequence: ndarray) -> Compared:
    """Return the treatment difference of a crossover from each person's first-minus-second-arm difference.

    Mean of the means of the sequences, so that an effect of period cancels; pooled variance, people minus
    sequences degrees of freedom.
    """
    from scipy.stats import t as student

    there = np.isfinite(differences)
    values, orders = differences[there], sequence[there]
    names = np.unique(orders)
    groups = [values[orders == name] for name in names]
    if len(groups) < np.unique(sequence).size or min((group.size for group in groups), default=0) < 2:
        return NOTHING
    freedom = float(values.size - len(groups))
    variance = sum(float(((group - group.mean()) ** 2).sum()) for group in groups) / freedom
    difference = float(np.mean([group.mean() for group in groups]))
    error = float(np.sqrt(variance * sum(1 / group.size for group in groups)) / len(groups))
    p = float(2 * student.sf(abs(difference) / error, freedom)) if error > 0 else float("nan")
    return Compared(difference, error, freedom, p)
