"""The three ways from the common states of mood to another scale.

share:   left = (1 - transfer drug) (1 - weight (expectancy + natural)); better with the chance
         Phi((1 - left - cut) / RESIDUAL), because a scale read twice differs
chance:  P = 1 / (1 + exp(-(level + transfer drug + weight (expectancy + natural))))
points:  gained = transfer drug

drug, expectancy and natural are the shares of baseline symptoms that each term takes away in the mood model.
A transfer of 1 is a disorder that answers as depression does, 0 one that does not answer. Falsified by: a
disorder that gains more than mood in people whose mood does not change.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.indication.definition import Fitted, Indication

RESIDUAL = 0.15
"""SD of a person's fall of the scale, as a share of baseline, that nothing here explains (grade C)."""


def symptoms_left(
    fitted: Fitted, drug: Float[ndarray, " person"], other: Float[ndarray, " person"]
) -> Float[ndarray, " person"]:
    """Return the share of baseline symptoms that is left, not below 0; more than 1 where people get worse."""
    return np.maximum(1 - fitted.transfer * drug, 0.0) * np.maximum(1 - fitted.weight * other, 0.0)


def chance_better(
    indication: Indication, fitted: Fitted, drug: Float[ndarray, " person"], other: Float[ndarray, " person"]
) -> Float[ndarray, " person"]:
    """Return everybody's chance to count as better."""
    from scipy.special import expit, ndtr

    if indication.form == "share":
        return ndtr((1 - symptoms_left(fitted, drug, other) - indication.cut) / RESIDUAL)
    return expit(fitted.level + fitted.transfer * drug + fitted.weight * other)


def points_gained(fitted: Fitted, drug: Float[ndarray, " person"]) -> Float[ndarray, " person"]:
    """Return what is gained in the unit of the scale."""
    return fitted.transfer * np.asarray(drug)
