"""From simulated courses to the number of a row: for everybody, and in draws of trials of its size."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float, Int
from numpy import ndarray

from nemda.trial.deviation import NAMES, Deviation
from nemda.trial.rows.course import Course, madrs_of
from nemda.trial.rows.elsewhere import PAIN, numbers_of, pain_score, score_elsewhere
from nemda.trial.rows.magnesium_arm import magnesium_points
from nemda.trial.rows.measure import POINT_QUANTITIES, RATE_QUANTITIES, Measure
from nemda.trial.rows.request import Request
from nemda.trial.rows.scenario import Planned, Scenario
from nemda.trial.rows.statistic import BLUR, RATING_ERROR, Group, fixed_noise, statistic
from nemda.trial.rows.study import ALL_RESPONDERS, ENRICHED
from nemda.units import HOURS_PER_DAY

EARLIER_STREAM = 291
POOL_NODES = 5
"""Nodes of each deviation over which the trials of a pooled analysis are averaged."""
INTERVAL_95_SDS = 3.92
"""Width of a 95% interval in standard deviations."""
NO_SHIFT = Deviation(np.zeros(1), np.zeros(1), np.zeros(1))
"""The deviations of no trial, in one draw."""


def number_of(
    request: Request,
    courses: Mapping[Scenario, Course],
    shifts: Deviation = NO_SHIFT,
    spontaneous_per_d: float = 0.0,
) -> Float[ndarray, " draw"]:
    """Return the value of a row, in its unit, for all simulated people under each pair of shifts."""
    draws = shifts.drug.size
    groups = tuple(
        _group(
            request, planned, courses[planned.scenario], _everybody(courses[planned.scenario], draws), shifts
        )
        for planned in request.planned
    )
    return request.measure.factor * statistic(request.measure, groups, spontaneous_per_d)


def expected_of(
    request: Request, courses: Mapping[Scenario, Course], own: Deviation, between: Deviation,
    spontaneous_per_d: float,
) -> Float[ndarray, " draw"]:  # fmt: skip
    """Return `number_of`, for a pooled analysis as the mean over its trials, which differ by `between`.

    That is not the number of the middle trial, because scores are no straight line in deviations. Means of
    points and rates only: pooled ratios and times are averaged as logs, near the middle trial. NaN where no
    trial holds anybody that the row counts.
    """
    quantity = request.measure.quantity
    averaged = quantity in POINT_QUANTITIES | RATE_QUANTITIES and not request.measure.effect_size
    if request.trials == 1 or not averaged:
        return number_of(request, courses, own, spontaneous_per_d)
    trials, weight = _trials_of_pool(own, between, request.trials)
    found = number_of(request, courses, trials, spontaneous_per_d).reshape(own.drug.size, weight.size)
    return _weighted_mean(found, weight)


def expected_spread_of(
    request: Request, courses: Mapping[Scenario, Course], own: Deviation, between: Deviation
) -> Float[ndarray, " draw"]:
    """Return `spread_of`, for a pooled analysis of all its people: within trials, and of their means."""
    if request.trials == 1:
        return spread_of(request, courses, own)
    trials, weight = _trials_of_pool(own, between, request.trials)
    shape = (own.drug.size, weight.size)
    within = spread_of(request, courses, trials).reshape(shape)
    mean = number_of(request, courses, trials).reshape(shape) / request.measure.factor
    apart = mean - _weighted_mean(mean, weight)[:, None]
    return np.sqrt(_weighted_mean(within**2 + apart**2, weight))


def _trials_of_pool(
    own: Deviation, between: Deviation, trials: int
) -> tuple[Deviation, Float[ndarray, " node"]]:
    """Return the deviations of trials around each draw of `own` [draw node, flat], and their weights.

    Nodes of Gauss and Hermite. What the trials have in common is in `own`, so they differ by the rest.
    """
    node, weight = np.polynomial.hermite_e.hermegauss(POOL_NODES)
    grid = np.stack([each.ravel() for each in np.meshgrid(*[node] * len(NAMES), indexing="ij")])
    weights = np.prod(np.meshgrid(*[weight] * len(NAMES), indexing="ij"), axis=0).ravel()
    apart = np.sqrt(1 - 1 / trials)
    shifted = (
        (middle[:, None] + sd * apart * unit).ravel()
        for middle, sd, unit in zip(own, between, grid, strict=True)
    )
    return Deviation(*shifted), weights / weights.sum()


def _weighted_mean(
    values: Float[ndarray, "draw node"], weight: Float[ndarray, " node"]
) -> Float[ndarray, " draw"]:
    """Return the mean over the nodes that have a value; NaN where none has."""
    held = np.isfinite(values) * weight
    total = held.sum(axis=1)
    summed = (np.where(np.isfinite(values), values, 0.0) * held).sum(axis=1)
    return np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0)


def spread_of(
    request: Request, courses: Mapping[Scenario, Course], shifts: Deviation = NO_SHIFT
) -> Float[ndarray, " draw"]:
    """Return the SD between people of what a row averages: of the score, or of its change."""
    planned = request.planned[0]
    course = courses[planned.scenario]
    group = _group(request, planned, course, _everybody(course, shifts.drug.size), shifts)
    last = group.score[:, :, -1]
    values = last if request.measure.quantity == "mean" else last - group.entry
    return np.nanstd(np.where(group.member, values, np.nan), axis=1, ddof=1)


def drawn_numbers(
    request: Request, courses: Mapping[Scenario, Course], shifts: Deviation, spontaneous_per_d: float,
    generator: np.random.Generator,
) -> Float[ndarray, " draw"]:  # fmt: skip
    """Return the value of a row in draws (bootstrap) of as many people as the trial had."""
    groups: list[Group] = []
    for planned, size in zip(request.planned, request.sizes, strict=True):
        course = courses[planned.scenario]
        whole = _group(request, planned, course, _everybody(course, 1), NO_SHIFT)
        counted = float(_denominator(request.measure, whole).mean())
        many = min(max(round(size / max(counted, 0.05)), 1), 2 * course.baseline.size)
        chosen = generator.integers(course.baseline.size, size=(shifts.drug.size, many))
        groups.append(_group(request, planned, course, chosen, shifts, generator))
    return request.measure.factor * statistic(request.measure, tuple(groups), spontaneous_per_d)


def _everybody(course: Course, draws: int) -> Int[ndarray, "draw person"]:
    return np.broadcast_to(np.arange(course.baseline.size), (draws, course.baseline.size))


def _denominator(measure: Measure, group: Group) -> ndarray:
    """Return who is counted: the subgroup, and for relapse those who were well at the first look."""
    if (
        measure.event == "relapse"
        and measure.relapse_score is None
        and not measure.quantity.startswith("sustained_rem")
    ):
        return group.member & (group.score[:, :, 0] <= (1 - measure.fall) * group.entry)
    return group.member


def _group(
    request: Request, planned: Planned, course: Course, chosen: ndarray, shifts: Deviation,
    generator: np.random.Generator | None = None,
) -> Group:  # fmt: skip
    measure, begins = request.measure, planned.scenario.begins_h
    looks = [course.at(begins + time) for time in measure.looks_h]
    own = Deviation(*(each[:, None, None] for each in shifts))
    score = _scores(measure, course, chosen, looks, own, generator)
    entry = measure.reading.of_madrs(course.baseline)[chosen]
    if generator is not None and measure.reading.rating_error > 0:
        noise = generator.normal(0.0, measure.reading.rating_error / np.sqrt(2), score.shape[:2])
        score, entry = score + noise[:, :, None], entry - noise
    if planned.magnesium_mg_d > 0:
        score = score + _magnesium(measure, planned.magnesium_mg_d, chosen.shape[0], generator)
    member = _member(request, planned, course, chosen, own)
    expected = generator is None and not measure.reading.indication
    blur = BLUR / measure.reading.madrs_per_point() if expected else 0.0
    return Group(score, entry, member, course.dissociation[chosen], course.bmi[chosen], blur)


def _magnesium(measure: Measure, mg_day: float, draws: int, generator: np.random.Generator | None) -> ndarray:
    """Return what daily magnesium adds to the score at each look [draw, 1, look]."""
    found = [magnesium_points(measure.reading, time, mg_day) for time in measure.looks_h]
    middle = np.array([each.value for each in found])
    sd = np.array([abs(each.high - each.low) for each in found]) / INTERVAL_95_SDS
    spread = np.zeros(draws) if generator is None else generator.standard_normal(draws)
    return (middle + spread[:, None] * sd)[:, None, :]


def _scores(
    measure: Measure, course: Course, chosen: ndarray, looks: list[int], own: Deviation,
    generator: np.random.Generator | None = None,
) -> Float[ndarray, "draw person look"]:  # fmt: skip
    lift, rest = course.lift.part(slice(None), looks).part(chosen), course.other[:, looks][chosen]
    reading = measure.reading
    if reading.indication == PAIN and course.chronic_pain is not None:
        entry = reading.of_madrs(course.baseline)[chosen]
        return pain_score(entry, course.chronic_pain[:, looks][chosen], rest + own.other)
    if reading.indication:
        numbers = numbers_of(reading.indication, reading.evidence, chosen.shape[0], generator)
        entry = reading.of_madrs(course.baseline)[chosen]
        share = -np.expm1(-lift.under(own))
        return score_elsewhere(reading.indication, numbers, entry, share, rest + own.other)
    base = course.baseline[chosen][:, :, None]
    return measure.reading.of_madrs(madrs_of(lift, rest, base, own))


def _member(request: Request, planned: Planned, course: Course, chosen: ndarray, own: Deviation) -> ndarray:
    if not request.subgroup:
        return np.ones(chosen.shape, dtype=bool)
    measure = request.measure
    if request.subgroup == ENRICHED:
        return _earlier_responders(measure, course, chosen, own)
    after = 0.0 if planned.scenario.begins_h else planned.course_h[-1] + HOURS_PER_DAY
    look = [course.at(planned.scenario.begins_h + after)]
    score = _scores(measure, course, chosen, look, own)[:, :, 0]
    entry = measure.reading.of_madrs(course.baseline)[chosen]
    responds = score <= (1 - measure.fall) * entry
    if request.subgroup == "remitters":
        return score <= measure.remission
    if request.subgroup == ALL_RESPONDERS:
        return responds
    if request.subgroup == "responders":
        return responds & (score > measure.remission) if planned.scenario.begins_h else responds
    return ~responds


def _earlier_responders(measure: Measure, course: Course, chosen: ndarray, own: Deviation) -> ndarray:
    """Return who had responded to one earlier dose: as to the first, but for the error of ratings."""
    score = _scores(measure, course, chosen, [course.at(HOURS_PER_DAY)], own)[:, :, 0]
    error = RATING_ERROR / measure.reading.madrs_per_point()
    noise = fixed_noise(EARLIER_STREAM, chosen.shape)
    return score + error * noise <= (1 - measure.fall) * measure.reading.of_madrs(course.baseline)[chosen]
