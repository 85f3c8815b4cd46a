"""Dependence: how many users are dependent at so many days of use, and what a clinic knows.

Claim: dependence is common among recreational users (17%), more so with more days, and many daily users fail
to stop; for supervised courses no number exists. Form: log odds = level + exponent x ln(days of use), with
the level solved so that recent users have their share. In a clinic the finding has no number: the evidence
runs from nothing reported to the recreational share, at ten to a hundred times the amount. Users raise their
dose; rats given the same dose for months show no tolerance of the wanted effect. Falsified by: a share that
does not rise with days.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.risk.exposure import Exposure, pattern
from nemda.risk.load import days_of_people
from nemda.risk.priors import Estimate, draws, estimate, expit, roots

LEAST_DAYS = 0.5
"""Fewer days of use in the window than this count as this, because a logarithm has no zero."""

CLINIC_EVIDENCE = (
    "no number for supervised courses; from none reported up to the 17% of recreational users, "
    "who take far more"
)
CLINIC_WITHDRAWAL = "no number: no study of a clinic course that is known here asked about it"


class Symptom(NamedTuple):
    """What people report when they stop, and whether women do so more often than men; no share is known."""

    name: str
    is_more_in_women: bool
    source: str


@cache
def withdrawal() -> tuple[Symptom, ...]:
    """Return the symptoms that people report when they stop: a list to ask by, without shares."""
    file = resources.files("nemda.risk") / "data" / "withdrawal.toml"
    entries = tomllib.loads(file.read_text("utf-8"))["symptom"]
    return tuple(Symptom(one["name"], bool(one["more_in_women"]), one["source"]) for one in entries)


def withdrawal_names(*, of_women: bool = False) -> tuple[str, ...]:
    """Return the names of the symptoms, or of those alone that women report more often than men."""
    return tuple(one.name for one in withdrawal() if one.is_more_in_women or not of_women)


def dependent_share(exposure: Exposure) -> Estimate | None:
    """Return the share of recreational users who are dependent; None in a clinic, where no number exists."""
    return None if exposure.setting == "clinic" else estimate(_share(exposure, _level()))


def _share(exposure: Exposure, level: Float[ndarray, " draw"]) -> Float[ndarray, " draw"]:
    days = np.log(np.maximum(days_of_people(exposure), LEAST_DAYS))
    return expit(level[:, None] + draws("dependence_days_exponent")[:, None] * days).mean(axis=1)


@cache
def _level() -> Float[ndarray, " draw"]:
    recent, wanted = pattern("recent users"), draws("dependent_recent_users")
    return roots(lambda level: _share(recent, level) - wanted, -40.0, 20.0)
