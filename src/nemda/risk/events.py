"""Adverse events of courses of months and years: any, serious, and common complaints by session.

Claim: the chance of a first serious event is constant over years; common complaints come with sessions but
fade. Form: share = 1 - exp(-rate x years) for serious events; for complaints the shares of
`nemda.mechanism.complaints` over sessions^exponent chances; for any event

    share = 1 - exp(-other x years) x share of people without any complaint

with `other` solved so that the longest study has its share of people with an event, and one propensity per
person for all complaints, as strong as between the sessions of one complaint (assumed). Sessions follow the
label: twice a week for four weeks, weekly for four, then every one to two weeks. Falsified by: serious events
that cluster in the first months.
"""

from __future__ import annotations

import re

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.mechanism.complaints import (
    BETWEEN_SESSIONS,
    NODES,
    Complaint,
    complaints,
    course_share,
    session_chance,
)
from nemda.risk.exposure import WEEKS_PER_MONTH
from nemda.risk.priors import Estimate, draws, estimate, value

MONTHS_PER_YEAR = 12.0
INDUCTION_WEEKS, MAINTENANCE_EVERY_WEEKS = 4.0, 1.5


def any_event(months: float, peak_level: Float[ndarray, " person"]) -> Estimate:
    """Return the share of people with any adverse event of treatment within so many months of the label.

    `peak_level` are people's highest levels in a session (umol/L, S-equivalents).
    """
    study_years = value("any_event_months") / MONTHS_PER_YEAR
    free = 1 - draws("any_event_share")
    other = np.maximum(-np.log(free / _without(value("any_event_months"), peak_level)), 0.0) / study_years
    left = np.exp(-other * months / MONTHS_PER_YEAR) * _without(months, peak_level)
    return estimate(1 - left)


def _without(months: float, peak_level: Float[ndarray, " person"]) -> float:
    """Return the share of people without any of the common complaints, people alike in all of them."""
    from scipy.special import ndtr, ndtri

    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    chances = _chances(label_sessions(months))
    left = np.ones((peak_level.size, NODES))
    for one in complaints().values():
        none = -ndtri(np.clip(session_chance(one, peak_level), 1e-12, 1 - 1e-12))
        shifted = none[:, None] - np.sqrt(BETWEEN_SESSIONS) * nodes
        left *= ndtr(shifted / np.sqrt(1 - BETWEEN_SESSIONS)) ** chances
    return float((left @ (weights / weights.sum())).mean())


def _chances(sessions: int) -> int:
    """Return how many new chances of a complaint so many sessions are."""
    return max(1, round(sessions ** value("report_exponent")))


def serious_event(months: float) -> Estimate:
    """Return the share of people with a serious adverse event within so many months."""
    return estimate(-np.expm1(-draws("serious_event_rate") * months / MONTHS_PER_YEAR))


def label_sessions(months: float) -> int:
    """Return how many sessions the label's schedule has in so many months."""
    weeks = months * WEEKS_PER_MONTH
    first = 2 * min(weeks, INDUCTION_WEEKS)
    weekly = min(max(weeks - INDUCTION_WEEKS, 0.0), INDUCTION_WEEKS)
    later = max(weeks - 2 * INDUCTION_WEEKS, 0.0) / MAINTENANCE_EVERY_WEEKS
    return max(1, round(first + weekly + later))


def named_complaint(words: str) -> Complaint | None:
    """Return the common complaint that words name, None where there is none."""
    return next((one for one in complaints().values() if re.search(one.pattern, words)), None)


def complaint_share(complaint: Complaint, peak_level: Float[ndarray, " person"], sessions: int) -> float:
    """Return the share of people who report a complaint in a course, from their peak levels (umol/L)."""
    return course_share(session_chance(complaint, peak_level), _chances(sessions))
