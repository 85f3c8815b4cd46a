"""Outcomes of those who stayed: who is still there when an open course is read after weeks.

Claim: an open course that is followed for weeks is read in the people who are left, and they are not
everybody: people whom nothing helps leave sooner. A row says so by counting fewer people than its arm began
with, in a course known to be open or with words such as "completers". Form: a person stays with probability
exp(-k (h + u)), with u the share of looks without response so far and h how fast those leave whom it does
help, relative to those whom it does not; k follows from how many stayed. Falsified by: completers that do no
better than everybody who began.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from nemda.engine.endpoints import RESPONSE_FALL
from nemda.trial.rows.course import Course, madrs_of
from nemda.trial.rows.request import Request
from nemda.trial.rows.scenario import Scenario
from nemda.trial.rows.text import has
from nemda.units import HOURS_PER_WEEK

HELPED_LEAVE = 0.25
"""Hazard of leaving while there is response, against that without (grade C: assumed; no table has both)."""
LEAST_H = 4 * HOURS_PER_WEEK
"""Before four weeks few have left, and counts below the arm's are people without a rating."""
READ_IN_THOSE_LEFT = {"response_rate", "remission_rate", "mean", "change_from_baseline", "percent_change"}
COMPLETERS = r"completers?|observed cases?|those who (?:completed|stayed|remained)"
FEWEST_STAYED = 0.05
STRONGEST, BISECTIONS = 1e3, 60


def share_of_stayers(request: Request) -> float:
    """Return the share of an arm's people in whom a row was read; 1 where it is everybody, or not said."""
    row, arm = request.row, request.arms[0]
    told = has(row.note.lower(), COMPLETERS) or request.planned[0].conduct.known
    if (
        row.quantity not in READ_IN_THOSE_LEFT
        or len(request.arms) > 1
        or request.subgroup
        or not told
        or request.measure.time_h < LEAST_H
        or not row.n
        or not arm.n
    ):
        return 1.0
    return float(min(max(row.n / arm.n, FEWEST_STAYED), 1.0))


def chance_to_stay(unhelped: Float[ndarray, " person"], share: float) -> Float[ndarray, " person"]:
    """Return each person's chance exp(-k (h + u)) to stay, with k such that their mean is `share`."""
    low, high = 0.0, STRONGEST
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if np.exp(-middle * (HELPED_LEAVE + unhelped)).mean() > share:
            low = middle
        else:
            high = middle
    return np.exp(-low * (HELPED_LEAVE + unhelped))


def stayers(course: Course, begins_h: float, time_h: float, share: float) -> Course:
    """Return the course of those who stayed: as many people, drawn evenly in proportion to their chances."""
    if share >= 1:
        return course
    looks = (course.time_h > begins_h) & (course.time_h <= begins_h + time_h)
    madrs = madrs_of(course.lift.part(slice(None), looks), course.other[:, looks], course.baseline[:, None])
    unhelped = (madrs > (1 - RESPONSE_FALL) * course.baseline[:, None]).mean(axis=1)
    return course.of(_evenly(chance_to_stay(unhelped, share)))


def courses_of_stayers(request: Request, courses: Mapping[Scenario, Course]) -> Mapping[Scenario, Course]:
    """Return the courses that a row is read in: of everybody, or of those who stayed."""
    share = share_of_stayers(request)
    if share >= 1:
        return courses
    scenario = request.planned[0].scenario
    left = stayers(courses[scenario], scenario.begins_h, request.measure.time_h, share)
    return {**courses, scenario: left}


def _evenly(chance: Float[ndarray, " person"]) -> Int[ndarray, " person"]:
    size = chance.size
    return np.searchsorted(np.cumsum(chance) / chance.sum(), (np.arange(size) + 0.5) / size)
