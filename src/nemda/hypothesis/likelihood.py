"""How probable what was seen is, given what an explanation predicts.

A number y with standard error s is normal around the prediction x. A sign is what a two-sided test at 5% of
a study with standard error s gives: with y normal around x,

    P(up) = Phi(x / s - 1.96),  P(down) = Phi(-x / s - 1.96),  P(none) = the rest,

so the likelihood of a published effect is the power of the study to find it. Because tables misread, models
idealize and fields disagree, any row may be off for reasons outside the model with probability LAPSE; the row
then says nothing (each sign equally probable; a number with an error WIDE times as large). This bounds what a
single row can do. Wrong if many rows are improbable under every explanation: then the model, not the choice
between explanations, is at fault, and the comparison says so (`nemda.hypothesis.criteria`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.hypothesis.target import SIGNS, Target

SIGNIFICANT = 1.959964
"""Errors beyond which a two-sided test at 5% calls a change significant."""
LAPSE = 0.05
"""Probability that a row is off for reasons outside the model (grade C: one in twenty)."""
WIDE = 5.0
IMPOSSIBLE = -50.0
"""Log likelihood of an observation under parameters for which the model has no course."""


def sign_probability(predicted: Float[ndarray, " draw"], sign: str, error: float) -> Float[ndarray, " draw"]:
    """Return the probability that a study with this standard error reports this sign."""
    from scipy.special import ndtr

    scaled = predicted / error
    up, down = ndtr(scaled - SIGNIFICANT), ndtr(-scaled - SIGNIFICANT)
    found = {"up": up, "down": down, "none": np.clip(1 - up - down, 0.0, 1.0)}
    return found[sign]


def log_likelihood(
    targets: Sequence[Target], predicted: Float[ndarray, "draw target"]
) -> Float[ndarray, "draw target"]:
    """Return the log probability (density, for numbers, in units of the error) of each observation.

    Densities are taken per standard error, so that numbers and signs weigh comparably. A row of NaN, which
    predicts nothing, gets `IMPOSSIBLE` for each observation.
    """
    nothing = np.isnan(predicted.sum(axis=1))
    known = np.where(nothing[:, None], 0.0, predicted)
    columns = [_log(target, known[:, index]) for index, target in enumerate(targets)]
    return np.where(nothing[:, None], IMPOSSIBLE, np.stack(columns, axis=1))


def _log(target: Target, predicted: ndarray) -> ndarray:
    if isinstance(target.observed, str):
        believed = sign_probability(predicted, target.observed, target.error)
        return np.log((1 - LAPSE) * believed + LAPSE / len(SIGNS))
    scaled = (predicted - target.observed) / target.error
    usual = np.log(1 - LAPSE) - scaled**2 / 2
    wide = np.log(LAPSE / WIDE) - (scaled / WIDE) ** 2 / 2
    return np.logaddexp(usual, wide) - 0.5 * np.log(2 * np.pi)


def expected_sign(predicted: float, error: float) -> str:
    """Return the sign that a study of this error would most probably report."""
    chances = {sign: float(sign_probability(np.array([predicted]), sign, error)[0]) for sign in SIGNS}
    return max(SIGNS, key=lambda sign: chances[sign])
