"""Cognition: trouble with memory and attention in frequent users, and its absence in clinics.

Claim: deficits are seen mainly in frequent users and follow use over a year (Morgan 2010); in clinic courses
none was seen. Form: log odds = logit(background) + slope x equivalents (`nemda.risk.load`), the slope solved
in every draw so that offenders have their share of complaints. No threshold is known. Falsified by: deficits
in infrequent users as large as in frequent ones, or decline over a course in a clinic.
"""

from __future__ import annotations

from functools import cache

from jaxtyping import Float
from numpy import ndarray

from nemda.risk.exposure import Exposure, pattern
from nemda.risk.load import equivalents_of_people
from nemda.risk.priors import Estimate, draws, estimate, expit, logit, roots

CLINIC_EVIDENCE = (
    "no number: none was seen in clinic courses, and deficits of infrequent users were not either"
)
NO_THRESHOLD = (
    "no number of days is known below which memory is safe; only frequent users differed from others"
)


def cognitive_complaints(exposure: Exposure) -> Estimate:
    """Return the share of people who report cognitive trouble, with those who would anyway."""
    return estimate(_share(exposure, _slope()))


def cognitive_attributable(exposure: Exposure) -> Estimate:
    """Return the share that an exposure adds."""
    return estimate(_share(exposure, _slope()) - draws("cognitive_background"))


def _share(exposure: Exposure, slope: Float[ndarray, " draw"]) -> Float[ndarray, " draw"]:
    base = logit(draws("cognitive_background"))
    return expit(base[:, None] + slope[:, None] * equivalents_of_people(exposure)).mean(axis=1)


@cache
def _slope() -> Float[ndarray, " draw"]:
    heavy, wanted = pattern("heavy users"), draws("cognitive_offenders")
    return roots(lambda slope: _share(heavy, slope) - wanted, 0.0, 1.0)
