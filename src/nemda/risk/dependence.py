"""Dependence: how many users are dependent at so many days of use, and what a clinic knows.

Claim: dependence is common among recreational users (17%), more so with more days, and many daily users fail
to stop; for supervised courses no number exists. Form: log odds = level + exponent x ln(days of use), with
the level solved so that recent users have their share. In a clinic the finding has no number: the evidence
runs from nothing reported to the recreational share, at ten to a hundred times the amount. Users raise their
dose; rats given the same dose for months show no tolerance of the wanted effect. Falsified by: a share that
does not rise with days.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.risk.exposure import Exposure, pattern
from nemda.risk.load import use_days
from nemda.risk.priors import Estimate, draws, estimate, expit, root, value

LEAST_DAYS = 0.5
"""Fewer days of use in the window than this count as this, because a logarithm has no zero."""

CLINIC_EVIDENCE = (
    "no number for supervised courses; from none reported up to the 17% of recreational users, "
    "who take far more"
)
WITHDRAWAL = ("low mood", "sleepiness", "craving", "anxiety", "dysphoria", "tremor")
"""What people report when they stop: a list to ask by (women more of the last three), without shares."""


def dependent_share(exposure: Exposure) -> Estimate | None:
    """Return the share of recreational users who are dependent; None in a clinic, where no number exists."""
    if exposure.setting == "clinic":
        return None
    exponent = draws("dependence_days_exponent")
    return estimate(expit(_level() + exponent * _log_days(exposure)))


def _log_days(exposure: Exposure) -> Float[ndarray, " draw"]:
    return np.log(np.maximum(use_days(exposure), LEAST_DAYS))


@cache
def _level() -> float:
    added = draws("dependence_days_exponent") * _log_days(pattern("recent users"))
    wanted = value("dependent_recent_users")
    return root(lambda level: float(expit(level + added).mean()) - wanted, -20.0, 10.0)
