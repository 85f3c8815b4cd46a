"""Cognition: trouble with memory and attention in frequent users, and its absence in clinics.

Claim: deficits are seen mainly in frequent users and follow use over a year (Morgan 2010); in clinic courses
none was seen. Form: log odds = logit(background) + slope x equivalents (`nemda.risk.load`), the slope solved
so that offenders have their share of complaints. No threshold is known. Falsified by: deficits in infrequent
users as large as in frequent ones, or decline over a course in a clinic.
"""

from __future__ import annotations

from functools import cache

from nemda.risk.exposure import Exposure, pattern
from nemda.risk.load import equivalents
from nemda.risk.priors import Estimate, draws, estimate, expit, logit, root, value

CLINIC_EVIDENCE = (
    "no number: none was seen in clinic courses, and deficits of infrequent users were not either"
)
NO_THRESHOLD = (
    "no number of days is known below which memory is safe; only frequent users differed from others"
)


def cognitive_complaints(exposure: Exposure) -> Estimate:
    """Return the share of people who report cognitive trouble, with those who would anyway."""
    return estimate(expit(logit(draws("cognitive_background")) + _slope() * equivalents(exposure)))


def cognitive_attributable(exposure: Exposure) -> Estimate:
    """Return the share that an exposure adds."""
    base = logit(draws("cognitive_background"))
    return estimate(expit(base + _slope() * equivalents(exposure)) - expit(base))


@cache
def _slope() -> float:
    base, days = logit(draws("cognitive_background")), equivalents(pattern("heavy users"))
    wanted = value("cognitive_offenders")
    return root(lambda slope: float(expit(base + slope * days).mean()) - wanted, 0.0, 1.0)
