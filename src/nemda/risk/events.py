"""Adverse events of courses of months and years: any, serious, and common complaints by session.

Claim: the chance of a first serious event is constant over years; common complaints come with sessions but
fade. Form: share = 1 - exp(-rate x years) for events; for complaints the shares of
`nemda.mechanism.complaints` over sessions^exponent chances. Sessions follow the label: twice a week for four
weeks, weekly for four, then every one to two weeks. Falsified by: serious events that cluster in the first
months.
"""

from __future__ import annotations

import re

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.mechanism.complaints import Complaint, complaints, course_share, session_chance
from nemda.risk.exposure import WEEKS_PER_MONTH
from nemda.risk.priors import Estimate, draws, estimate, value

MONTHS_PER_YEAR = 12.0
INDUCTION_WEEKS, MAINTENANCE_EVERY_WEEKS = 4.0, 1.5


def any_event(months: float) -> Estimate:
    """Return the share of people with any adverse event of treatment within so many months."""
    return estimate(-np.expm1(-draws("any_event_rate") * months / MONTHS_PER_YEAR))


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
    chances = max(1, round(sessions ** value("report_exponent")))
    return course_share(session_chance(complaint, peak_level), chances)
